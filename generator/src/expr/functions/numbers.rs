//! Functions on numbers.

use super::{DECIMAL, Function, function};
use crate::types::ExprType::{BigInt, Double, Integer, Real, SmallInt, Text};

const ROOT: &str = "to PostgreSQL's digits: 16 significant ones or so";
const TEMPLATE: &str = "template patterns as PostgreSQL's, with `lc_numeric = 'C'`";

pub(super) static FUNCTIONS: &[Function] = &[
    function("abs", &[SmallInt], SmallInt, "sql::abs").fallible(),
    function("abs", &[Integer], Integer, "sql::abs").fallible(),
    function("abs", &[BigInt], BigInt, "sql::abs").fallible(),
    function("abs", &[DECIMAL], DECIMAL, ".abs"),
    function("abs", &[Real], Real, ".abs"),
    function("abs", &[Double], Double, ".abs"),
    function("round", &[DECIMAL], DECIMAL, "sql::round").fallible(),
    function("round", &[DECIMAL, Integer], DECIMAL, "sql::round_to").fallible(),
    function("round", &[Double], Double, ".round_ties_even"),
    function("ceil", &[DECIMAL], DECIMAL, "sql::ceil").fallible(),
    function("ceil", &[Double], Double, ".ceil"),
    function("ceiling", &[DECIMAL], DECIMAL, "sql::ceil").fallible(),
    function("ceiling", &[Double], Double, ".ceil"),
    function("floor", &[DECIMAL], DECIMAL, "sql::floor").fallible(),
    function("floor", &[Double], Double, ".floor"),
    function("mod", &[SmallInt, SmallInt], SmallInt, "sql::modulo").fallible(),
    function("mod", &[Integer, Integer], Integer, "sql::modulo").fallible(),
    function("mod", &[BigInt, BigInt], BigInt, "sql::modulo").fallible(),
    function("mod", &[DECIMAL, DECIMAL], DECIMAL, "sql::modulo").fallible(),
    function("trunc", &[DECIMAL], DECIMAL, "sql::trunc").fallible(),
    function("trunc", &[DECIMAL, Integer], DECIMAL, "sql::trunc_to").fallible(),
    function("trunc", &[Double], Double, ".trunc"),
    function("sign", &[DECIMAL], DECIMAL, "sql::decimal_sign"),
    function("sign", &[Double], Double, "sql::double_sign"),
    function("div", &[DECIMAL, DECIMAL], DECIMAL, "sql::whole_quotient").fallible(),
    function("scale", &[DECIMAL], Integer, "sql::scale"),
    function("min_scale", &[DECIMAL], Integer, "sql::min_scale"),
    function("trim_scale", &[DECIMAL], DECIMAL, ".normalized"),
    function("gcd", &[Integer, Integer], Integer, "sql::gcd").fallible(),
    function("gcd", &[BigInt, BigInt], BigInt, "sql::gcd").fallible(),
    function("gcd", &[DECIMAL, DECIMAL], DECIMAL, "sql::decimal_gcd").fallible(),
    function("lcm", &[Integer, Integer], Integer, "sql::lcm").fallible(),
    function("lcm", &[BigInt, BigInt], BigInt, "sql::lcm").fallible(),
    function("lcm", &[DECIMAL, DECIMAL], DECIMAL, "sql::decimal_lcm").fallible(),
    function("factorial", &[BigInt], DECIMAL, "sql::factorial").fallible(),
    function(
        "width_bucket",
        &[Double, Double, Double, Integer],
        Integer,
        "sql::width_bucket",
    )
    .fallible(),
    function(
        "width_bucket",
        &[DECIMAL, DECIMAL, DECIMAL, Integer],
        Integer,
        "sql::decimal_width_bucket",
    )
    .fallible()
    .feature("powers"),
    function("sqrt", &[DECIMAL], DECIMAL, "sql::decimal_sqrt")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("sqrt", &[Double], Double, "sql::sqrt").fallible(),
    function("cbrt", &[Double], Double, ".cbrt"),
    function("exp", &[DECIMAL], DECIMAL, "sql::decimal_exp")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("exp", &[Double], Double, "sql::exp").fallible(),
    function("ln", &[DECIMAL], DECIMAL, "sql::decimal_ln")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("ln", &[Double], Double, "sql::ln").fallible(),
    function("log", &[DECIMAL], DECIMAL, "sql::decimal_log10")
        .fallible()
        .feature("powers")
        .note("of base 10"),
    function("log", &[DECIMAL, DECIMAL], DECIMAL, "sql::decimal_log")
        .fallible()
        .feature("powers")
        .note("the base first"),
    function("log", &[Double], Double, "sql::log").fallible(),
    function("log10", &[DECIMAL], DECIMAL, "sql::decimal_log10")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("log10", &[Double], Double, "sql::log").fallible(),
    function("power", &[DECIMAL, DECIMAL], DECIMAL, "sql::decimal_power")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("power", &[Double, Double], Double, "sql::power").fallible(),
    function("pow", &[DECIMAL, DECIMAL], DECIMAL, "sql::decimal_power")
        .fallible()
        .feature("powers")
        .note(ROOT),
    function("pow", &[Double, Double], Double, "sql::power").fallible(),
    function("pi", &[], Double, "sql::pi"),
    function("degrees", &[Double], Double, "sql::degrees").fallible(),
    function("radians", &[Double], Double, "sql::radians").fallible(),
    function("sin", &[Double], Double, "sql::sin").fallible(),
    function("cos", &[Double], Double, "sql::cos").fallible(),
    function("tan", &[Double], Double, "sql::tan").fallible(),
    function("cot", &[Double], Double, "sql::cot").fallible(),
    function("asin", &[Double], Double, "sql::asin").fallible(),
    function("acos", &[Double], Double, "sql::acos").fallible(),
    function("atan", &[Double], Double, ".atan"),
    function("atan2", &[Double, Double], Double, ".atan2"),
    function("sinh", &[Double], Double, ".sinh"),
    function("cosh", &[Double], Double, ".cosh"),
    function("tanh", &[Double], Double, ".tanh"),
    function("to_char", &[Integer, Text], Text, "sql::integer_to_char")
        .fallible()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[BigInt, Text], Text, "sql::bigint_to_char")
        .fallible()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[DECIMAL, Text], Text, "sql::decimal_to_char")
        .fallible()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[Real, Text], Text, "sql::real_to_char")
        .fallible()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[Double, Text], Text, "sql::double_to_char")
        .fallible()
        .scratch()
        .note(TEMPLATE),
    function("to_number", &[Text, Text], DECIMAL, "sql::to_number_by")
        .fallible()
        .nullable()
        .scratch()
        .note(
            "template patterns as for `to_char`, but `RN` and `EEEE`; an empty template gives NULL",
        ),
];
