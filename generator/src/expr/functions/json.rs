//! Functions on JSON.

use super::{Function, function};
use crate::types::ExprType::{Integer, Json, Text};

pub(super) static FUNCTIONS: &[Function] = &[
    function("json_typeof", &[Json], Text, "sql::json_typeof"),
    function(
        "json_array_length",
        &[Json],
        Integer,
        "sql::json_array_length",
    )
    .fallible(),
    function("json_extract_path", &[Json, Text], Json, "sql::json_at")
        .nullable()
        .fallible()
        .repeats()
        .note("as `#>`, of keys that may be computed"),
    function(
        "json_extract_path_text",
        &[Json, Text],
        Text,
        "sql::json_at_text",
    )
    .nullable()
    .fallible()
    .scratch()
    .repeats()
    .note("as `#>>`"),
];
