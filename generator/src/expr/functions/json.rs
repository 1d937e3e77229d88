//! Functions on JSON.

use super::{Function, function};
use crate::types::SqlType::{Integer, Json, Text};

pub(super) static FUNCTIONS: &[Function] = &[
    function("json_typeof", &[Json], Text, "sql::json_typeof"),
    function("json_array_length", &[Json], Integer, "sql::json_array_length").fallible(),
];
