//! Functions on numbers.

use super::{Constant, DECIMAL, Function, function};
use crate::types::SqlType::{BigInt, Double, Integer, Real, SmallInt};

/// PostgreSQL has these for decimals, and prefers them there: to take the double's would give other digits without a word.
const ONLY_DOUBLE: &[Constant] = &[Constant {
    place: 0,
    check: |_| Ok(()),
    required: Some("this function is not there for decimals yet: cast the argument to double precision"),
}];

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
    function("gcd", &[Integer, Integer], Integer, "sql::gcd").fallible(),
    function("gcd", &[BigInt, BigInt], BigInt, "sql::gcd").fallible(),
    function("lcm", &[Integer, Integer], Integer, "sql::lcm").fallible(),
    function("lcm", &[BigInt, BigInt], BigInt, "sql::lcm").fallible(),
    function("sqrt", &[Double], Double, "sql::sqrt").fallible(),
    function("sqrt", &[DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("exp", &[DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("ln", &[DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("log", &[DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("log10", &[DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("power", &[DECIMAL, DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("pow", &[DECIMAL, DECIMAL], DECIMAL, "").with_constants(ONLY_DOUBLE).note("Refused: cast to double precision."),
    function("cbrt", &[Double], Double, ".cbrt"),
    function("exp", &[Double], Double, "sql::exp").fallible(),
    function("ln", &[Double], Double, "sql::ln").fallible(),
    function("log", &[Double], Double, "sql::log").fallible(),
    function("log10", &[Double], Double, "sql::log").fallible(),
    function("power", &[Double, Double], Double, "sql::power").fallible(),
    function("pow", &[Double, Double], Double, "sql::power").fallible(),
];
