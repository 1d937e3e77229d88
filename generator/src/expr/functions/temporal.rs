//! Functions on dates, times and intervals.

use super::Function;

pub(super) static FUNCTIONS: &[Function] = &[];
