//! Functions on text.

use super::{Function, function};
use crate::types::SqlType::{Integer, Text};

pub(super) static FUNCTIONS: &[Function] = &[
    function("upper", &[Text], Text, "sql::upper").scratch(),
    function("lower", &[Text], Text, "sql::lower").scratch(),
    function("btrim", &[Text], Text, "sql::trim"),
    function("btrim", &[Text, Text], Text, "sql::trim_of"),
    function("ltrim", &[Text], Text, "sql::ltrim"),
    function("ltrim", &[Text, Text], Text, "sql::ltrim_of"),
    function("rtrim", &[Text], Text, "sql::rtrim"),
    function("rtrim", &[Text, Text], Text, "sql::rtrim_of"),
    function("length", &[Text], Integer, "sql::length"),
    function("char_length", &[Text], Integer, "sql::length"),
    function("character_length", &[Text], Integer, "sql::length"),
    function("substring", &[Text, Integer], Text, "sql::substring_from"),
    function("substring", &[Text, Integer, Integer], Text, "sql::substring").fallible(),
    function("substr", &[Text, Integer], Text, "sql::substring_from"),
    function("substr", &[Text, Integer, Integer], Text, "sql::substring").fallible(),
    function("left", &[Text, Integer], Text, "sql::left"),
    function("right", &[Text, Integer], Text, "sql::right"),
    function("replace", &[Text, Text, Text], Text, "sql::replace").scratch(),
    function("strpos", &[Text, Text], Integer, "sql::position"),
    function("concat", &[], Text, "sql::concat").scratch().variadic(),
];
