//! All that the compiler knows of databases: a folder for each, with its words, quoting, types,
//! conditions and statements.
//!
//! The other rooms know databases by [`Dialect`] and by the list [`ALL`] alone. A database is added
//! by its folder, `mod` and its entry in the list; `docs/adapters.md` goes through it file by file.

mod postgres;
mod sent;
mod sqlite;
pub mod statements;
#[cfg(test)]
mod tests;

use std::fmt;

use tera::Context;

use crate::expr::ConditionSql;
use crate::model::{Backend, Job, Literal};
use crate::types::SqlType;

pub use self::sent::Sent;
use self::statements::Template;

/// The databases that jobs read and write, in the order in which a crate has their statements.
pub const ALL: &[&dyn Dialect] = &[&sqlite::Sqlite, &postgres::Postgres];

/// Words for databases of a later version: connections.yaml may have them, no job can use them.
pub const LATER: &[&str] = &["mysql"];

/// One kind of database. Everything is a constant or a pure function: the compiler connects to
/// nothing.
///
/// What a condition over target columns is in its SQL is in [`ConditionSql`].
pub trait Dialect: ConditionSql + Sync {
    /// Its word for `kind:` in connections.yaml, a name in lower case. It is also the folder of its
    /// statements in a crate, the feature of the runtime that has its adapter, and with a capital
    /// the adapter's type in the runtime. The digests of specs hold it, so it never changes.
    fn name(&self) -> &'static str;

    /// What connections.yaml has to say of it.
    fn connection(&self) -> &'static Connection;

    /// Bytes that it keeps of a name if it cuts longer ones without a word. `None`: it keeps names
    /// whole, or refuses what is too long.
    fn longest_name(&self) -> Option<usize> {
        None
    }

    /// Columns that each of its tables has already, so that no column of a target may be called so.
    fn system_columns(&self) -> &'static [&'static str] {
        &[]
    }

    /// Column names that differ only in case are one name.
    fn ignores_case(&self) -> bool;

    /// A column holds values of its declared type only, and no NULL where it is declared so: the
    /// catalog answers for the rows.
    fn has_typed_columns(&self) -> bool;

    /// The spec's type for a column of its own, in the words of its catalog; `None`: there is none,
    /// or the rows have to tell.
    fn column_type(&self, declared: &str) -> Option<ColumnType>;

    /// A column as text, for a query of the user's: how values are read that have no type in specs.
    fn as_text(&self, column: &str) -> String {
        format!("CAST({} AS text)", self.identifier(column))
    }

    /// A constant of the spec (a flag's value, a special member's cell), as it stands in a
    /// statement for a column that this job writes.
    fn literal(&self, literal: &Literal) -> String;

    /// Every statement that it can send, in the order in which a crate has them.
    fn templates(&self) -> &'static [Template];

    /// What its templates are told of a job: every name that one of them asks for, whatever the job
    /// is, so that rendering cannot fail.
    fn context(&self, job: &Job) -> Context;
}

/// What connections.yaml has to say of one kind of database.
#[derive(Debug)]
pub struct Connection {
    /// The form of its URL.
    pub url: &'static str,
    /// Parameters of its URL that are secrets: a literal one is refused, and never shown.
    pub secret_parameters: &'static [&'static str],
    /// The schema of table names without one.
    pub default_schema: &'static str,
    /// What is particular about a field that others have too: its name, and sentences that follow
    /// what is said of it already.
    pub notes: &'static [(&'static str, &'static str)],
    /// Fields that neither every database has nor one before it in the list; each is a length of
    /// time up to `bounds::TIMEOUT`.
    pub fields: &'static [ConnectionField],
}

/// A field of connections.yaml that only some kinds of database have.
#[derive(Debug)]
pub struct ConnectionField {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What counts where it is left out.
    pub default: Option<&'static str>,
    /// A value that fits.
    pub example: &'static str,
}

/// The type of a database's column in a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnType {
    /// The type.
    pub ty: SqlType,
    /// The column has no precision, so that this type takes most of its values and not all.
    pub is_guess: bool,
}

impl dyn Dialect + '_ {
    /// Its kind of connection.
    #[must_use]
    pub fn backend(&self) -> Backend {
        Backend::Database(self.name())
    }
}

impl fmt::Debug for dyn Dialect + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The dialect of a kind of connection; none for files.
#[must_use]
pub fn of(backend: Backend) -> Option<&'static dyn Dialect> {
    named(backend.name())
}

/// The dialect of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static dyn Dialect> {
    ALL.iter().copied().find(|dialect| dialect.name() == name)
}

/// A text in single quotes, as the SQL standard has it: a backslash in it is a backslash.
fn in_single_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
