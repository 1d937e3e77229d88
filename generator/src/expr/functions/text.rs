//! Functions on text.

use super::{Function, function};
use crate::types::ExprType::{BigInt, Boolean, Integer, Text};

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
    function(
        "substring",
        &[Text, Integer, Integer],
        Text,
        "sql::substring",
    )
    .fallible(),
    function("substr", &[Text, Integer], Text, "sql::substring_from"),
    function("substr", &[Text, Integer, Integer], Text, "sql::substring").fallible(),
    function("left", &[Text, Integer], Text, "sql::left"),
    function("right", &[Text, Integer], Text, "sql::right"),
    function("replace", &[Text, Text, Text], Text, "sql::replace").scratch(),
    function("strpos", &[Text, Text], Integer, "sql::position"),
    function("concat", &[], Text, "sql::concat")
        .scratch()
        .variadic(),
    function("concat_ws", &[Text], Text, "sql::concat_ws")
        .scratch()
        .variadic(),
    function("lpad", &[Text, Integer], Text, "sql::lpad")
        .scratch()
        .fallible(),
    function("lpad", &[Text, Integer, Text], Text, "sql::lpad_with")
        .scratch()
        .fallible(),
    function("rpad", &[Text, Integer], Text, "sql::rpad")
        .scratch()
        .fallible(),
    function("rpad", &[Text, Integer, Text], Text, "sql::rpad_with")
        .scratch()
        .fallible(),
    function("repeat", &[Text, Integer], Text, "sql::repeat")
        .scratch()
        .fallible(),
    function("overlay", &[Text, Text, Integer], Text, "sql::overlay")
        .scratch()
        .fallible(),
    function(
        "overlay",
        &[Text, Text, Integer, Integer],
        Text,
        "sql::overlay_for",
    )
    .scratch()
    .fallible(),
    function(
        "split_part",
        &[Text, Text, Integer],
        Text,
        "sql::split_part",
    )
    .fallible(),
    function("starts_with", &[Text, Text], Boolean, "sql::starts_with"),
    function("initcap", &[Text], Text, "sql::initcap").scratch(),
    function("translate", &[Text, Text, Text], Text, "sql::translate").scratch(),
    function("reverse", &[Text], Text, "sql::reverse").scratch(),
    function("ascii", &[Text], Integer, "sql::ascii"),
    function("chr", &[Integer], Text, "sql::chr")
        .scratch()
        .fallible(),
    function("to_hex", &[Integer], Text, "sql::integer_to_hex").scratch(),
    function("to_hex", &[BigInt], Text, "sql::bigint_to_hex").scratch(),
    function("octet_length", &[Text], Integer, "sql::octet_length"),
    function("bit_length", &[Text], Integer, "sql::bit_length"),
];
