//! The run and the row's place.

use super::{Function, function};
use crate::types::ExprType::{BigInt, Text, TimestampTz};

pub(super) static FUNCTIONS: &[Function] = &[
    function("run_id", &[], BigInt, "sql::run_id").of_the_run(),
    function("run_started_at", &[], TimestampTz, "sql::run_started_at").of_the_run(),
    function("effective_at", &[], TimestampTz, "sql::effective_at").of_the_run(),
    function("job_name", &[], Text, "sql::job_name").of_the_run(),
    function("source_file", &[], Text, "sql::source_file").of_the_run(),
    function("source_line", &[], BigInt, "sql::source_line").of_the_run(),
];
