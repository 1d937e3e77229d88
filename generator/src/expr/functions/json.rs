//! Functions on JSON.

use super::Function;

pub(super) static FUNCTIONS: &[Function] = &[];
