//! Functions on numbers.

use super::{DECIMAL, Function, function};
use crate::types::SqlType::{BigInt, Double, Integer, Real, SmallInt};

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
];
