//! Regular expressions. The pattern, behind the text, is a constant; so are flags.

use super::{Function, function};
use crate::types::ExprType::{Boolean, Integer, Text};

pub(super) static FUNCTIONS: &[Function] = &[
    function("regexp_like", &[Text, Text], Boolean, "sql::matches").pattern(None),
    function("regexp_like", &[Text, Text, Text], Boolean, "sql::matches").pattern(Some(2)),
    function("substring", &[Text, Text], Text, "sql::substring_matching")
        .nullable()
        .pattern(None),
    function(
        "substring",
        &[Text, Text, Text],
        Text,
        "sql::substring_matching",
    )
    .nullable()
    .pattern(None)
    .note("`substring(text similar pattern escape character)`: the part between two `character\"`"),
    function(
        "regexp_replace",
        &[Text, Text, Text],
        Text,
        "sql::replace_match",
    )
    .scratch()
    .pattern(None),
    function(
        "regexp_replace",
        &[Text, Text, Text, Text],
        Text,
        "sql::replace_match",
    )
    .scratch()
    .pattern(Some(3)),
    function(
        "regexp_replace",
        &[Text, Text, Text, Integer],
        Text,
        "sql::replace_match_from",
    )
    .scratch()
    .fallible()
    .pattern(None),
    function(
        "regexp_replace",
        &[Text, Text, Text, Integer, Integer],
        Text,
        "sql::replace_nth_match",
    )
    .scratch()
    .fallible()
    .pattern(None),
    function(
        "regexp_replace",
        &[Text, Text, Text, Integer, Integer, Text],
        Text,
        "sql::replace_nth_match",
    )
    .scratch()
    .fallible()
    .pattern(Some(5)),
    function("regexp_substr", &[Text, Text], Text, "sql::match_of")
        .nullable()
        .pattern(None),
    function(
        "regexp_substr",
        &[Text, Text, Integer],
        Text,
        "sql::nth_match",
    )
    .nullable()
    .fallible()
    .pattern(None),
    function(
        "regexp_substr",
        &[Text, Text, Integer, Integer],
        Text,
        "sql::nth_match",
    )
    .nullable()
    .fallible()
    .pattern(None),
    function(
        "regexp_substr",
        &[Text, Text, Integer, Integer, Text],
        Text,
        "sql::nth_match",
    )
    .nullable()
    .fallible()
    .pattern(Some(4)),
    function(
        "regexp_substr",
        &[Text, Text, Integer, Integer, Text, Integer],
        Text,
        "sql::nth_match",
    )
    .nullable()
    .fallible()
    .pattern(Some(4)),
    function("regexp_count", &[Text, Text], Integer, "sql::match_count").pattern(None),
    function(
        "regexp_count",
        &[Text, Text, Integer],
        Integer,
        "sql::match_count_from",
    )
    .fallible()
    .pattern(None),
    function(
        "regexp_count",
        &[Text, Text, Integer, Text],
        Integer,
        "sql::match_count_from",
    )
    .fallible()
    .pattern(Some(3)),
    function("regexp_instr", &[Text, Text], Integer, "sql::match_place")
        .fallible()
        .pattern(None),
    function(
        "regexp_instr",
        &[Text, Text, Integer],
        Integer,
        "sql::match_place",
    )
    .fallible()
    .pattern(None),
    function(
        "regexp_instr",
        &[Text, Text, Integer, Integer],
        Integer,
        "sql::match_place",
    )
    .fallible()
    .pattern(None),
    function(
        "regexp_instr",
        &[Text, Text, Integer, Integer, Integer],
        Integer,
        "sql::match_place",
    )
    .fallible()
    .pattern(None),
    function(
        "regexp_instr",
        &[Text, Text, Integer, Integer, Integer, Text],
        Integer,
        "sql::match_place",
    )
    .fallible()
    .pattern(Some(5)),
    function(
        "regexp_instr",
        &[Text, Text, Integer, Integer, Integer, Text, Integer],
        Integer,
        "sql::match_place",
    )
    .fallible()
    .pattern(Some(5)),
];
