//! Which SQL a database speaks, and what it can do that others cannot.

use std::fmt::Debug;

use crate::database::form::WrittenRows;
use crate::info::{Literal, SqlType};
use crate::value::ParamValue;

/// A database's SQL: one for all connections of its kind.
pub(crate) type Dialect = &'static dyn SqlWords;

/// What of a database's SQL the statements need that all databases share, and what it is capable
/// of.
pub(crate) trait SqlWords: Debug + Sync {
    /// The kind of its connections, as `connections.yaml` and a job's statements name it.
    fn kind(&self) -> &'static str;

    /// What people call the database.
    fn product(&self) -> &'static str;

    /// The longest name that it keeps as it is, in bytes; what is longer it cuts, so that two names
    /// become one.
    fn longest_name(&self) -> Option<usize> {
        None
    }

    /// Whether two names that differ in case are one table's.
    fn ignores_case_of_names(&self) -> bool {
        false
    }

    /// All sessions of a run write through one, since the database takes one writer at a time; else
    /// each worker writes by its own.
    fn keeps_one_writer(&self) -> bool {
        false
    }

    /// Dates, moments and UUIDs have types, and an order, of their own; else they are text.
    fn has_temporal_types(&self) -> bool;

    /// `true` and `false` are values of a type of their own; else they are integers.
    fn has_booleans(&self) -> bool;

    /// A unique constraint can be asked at the end of a transaction.
    fn defers_constraints(&self) -> bool;

    /// An index is named with its schema where it is made; else it is made in its table's, and
    /// takes no other name.
    fn qualifies_indexes(&self) -> bool {
        false
    }

    /// A constant of the spec.
    fn literal(&self, constant: &Literal) -> String;

    /// A param's value, as a value of its type.
    fn param(&self, value: &ParamValue, ty: SqlType) -> String;

    /// A quoted literal, as a value of the type.
    fn typed(&self, literal: &str, ty: SqlType) -> String;

    /// A text, as an operand that compares by its bytes.
    fn bytewise(&self, text: &str) -> String;

    /// What a SELECT of a row ends in that keeps others from changing it until the transaction
    /// ends; empty where one writer is enough.
    fn locking(&self, _lock: RowLock) -> &'static str {
        ""
    }

    /// The ledger's tables, written in SQLite's words, in this database's. `{s}` stands for the
    /// schema, `{n}` for its name as a literal, `{p}` for the prefix. `instants` are the columns
    /// that are moments.
    fn ledger_tables(&self, sql: &str, instants: &[&str]) -> String;

    /// Statements about the ledger's tables, whose names stand there without a schema.
    fn ledger_names(&self, sql: &str) -> String;

    /// Indexes of the ledger that are this database's own.
    fn ledger_indexes(&self) -> &'static str {
        ""
    }

    /// What a ledger of an older version needs in this database alone.
    fn ledger_changes(&self, _from: i64) -> &'static str {
        ""
    }

    /// What is asked of a missing key, beside the key itself at the place `?3`, so that its index
    /// finds it.
    fn missing_key(&self) -> &'static str {
        ""
    }

    /// What creates the ledger's schema where it is missing.
    fn ledger_schema(&self) -> &'static str {
        ""
    }

    /// The number of a new run in this table: the next, above the value at the place `floor`.
    fn next_run(&self, run: &str, floor: &str) -> String;

    /// The form in which rows wait for such a target.
    fn form(&self) -> &'static dyn WrittenRows;
}

/// What a row is locked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowLock {
    /// Others may read it, and lock it alike.
    Share,
    /// It is going to be changed.
    Update,
}
