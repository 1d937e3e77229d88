//! The tables of functions and casts, read from outside: the differential test goes through all of
//! it.

use super::analyse::temporal_operators;
use super::casts::{self, Context};
use super::functions;
use crate::types::ExprType;

/// One function that is called by name, with one list of argument types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionEntry {
    /// Name in SQL, in lower case.
    pub name: &'static str,
    /// Types of the arguments; of a variadic function, those in front.
    pub args: &'static [ExprType],
    /// Type of the result.
    pub result: ExprType,
    /// It takes any number of arguments more, of any type.
    pub variadic: bool,
    /// It asks the run or the row's place.
    pub volatile: bool,
}

/// One cast between types without length, precision and scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CastEntry {
    /// From.
    pub from: ExprType,
    /// To.
    pub to: ExprType,
    /// It is applied wherever the other type is asked for, without being written.
    pub implicit: bool,
}

/// One operator on days and times: left, sign, right, result.
pub type OperatorEntry = (ExprType, char, ExprType, ExprType);

/// Every operator on days and times. Those on numbers and texts are the same for each type.
pub fn operators() -> impl Iterator<Item = OperatorEntry> {
    temporal_operators()
}

/// Every function that is called by name.
pub fn functions() -> impl Iterator<Item = FunctionEntry> {
    functions::all().map(functions::Function::entry)
}

/// Every cast.
pub fn casts() -> impl Iterator<Item = CastEntry> {
    casts::all().map(|(from, to, context)| CastEntry {
        from,
        to,
        implicit: context == Context::Implicit,
    })
}
