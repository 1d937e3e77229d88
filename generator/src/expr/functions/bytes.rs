//! Functions on bytes: encodings and hashes.

use super::Function;

pub(super) static FUNCTIONS: &[Function] = &[];
