//! Regular expressions.

use super::Function;

pub(super) static FUNCTIONS: &[Function] = &[];
