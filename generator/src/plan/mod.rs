//! The crate plan: every name, constant and SQL text of a generated crate, decided.

pub mod sql;
