//! What an adapter does to the target table of a run: looks at its shape, builds it, reads and
//! writes its rows.

use std::fmt::Debug;

use super::slice::SliceReader;
use super::{Step, Target, Writer};
use crate::database::{Database, Fault, Record};
use crate::diff::Diff;
use crate::diff::changes::ChangeSet;
use crate::diff::limits::Fit;
use crate::diff::slots::Arena;
use crate::error::{Error, Result};
use crate::info::{JobInfo, SqlType};
use crate::ledger::Ledger;

/// A target table, as the adapter of its database handles it. One for each run; what it learns of
/// the table it keeps.
///
/// The database that is handed in is the adapter's own kind. Nothing here begins or commits the
/// transaction in which a chunk's rows are written: the engine does, with the chunk's row in the
/// ledger.
pub(crate) trait Table: Debug + Send + Sync {
    // Its shape.

    /// The table's columns.
    fn columns(&self, target: &Target, database: &mut Database) -> Result<Vec<Found>>;

    /// Says so if values of the type (`None`: whatever the column has) could not be stored in the
    /// column as they are.
    fn difference(&self, column: &Found, wanted: Option<SqlType>) -> Option<String>;

    /// What the column does not hold of the type's values; `None`: it holds them all.
    fn fit(&self, column: &Found, wanted: SqlType) -> Option<Fit>;

    /// Whether the database fills a column by itself that has no default.
    fn fills(&self, _column: &Found) -> bool {
        false
    }

    /// What else keeps the job's rows, or its unique index over the key's columns, out of the
    /// table, one sentence each.
    fn unfit(
        &self,
        _target: &Target,
        _database: &mut Database,
        _found: &[Found],
        _key: &[&str],
    ) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The collation of a key column, where it takes different texts for equal ones.
    fn foreign_collation(
        &self,
        target: &Target,
        database: &mut Database,
        column: &str,
    ) -> Result<Option<String>>;

    /// What tells this table from one that was dropped and made anew; empty where nothing does.
    fn identity(&self, _target: &Target, _database: &mut Database) -> Result<String> {
        Ok(String::new())
    }

    /// Whether it has constraints that are asked at the end of a transaction.
    fn defers(&self, _target: &Target, _database: &mut Database) -> Result<bool> {
        Ok(false)
    }

    /// The shape was compared, and is as the job needs it: the time to learn of the table what
    /// writing to it needs.
    fn learn(
        &self,
        _target: &Target,
        _database: &mut Database,
        _found: &[Found],
        _needed: &[(&str, Option<SqlType>)],
    ) -> Result<()> {
        Ok(())
    }

    /// Its unique indexes.
    fn uniques(&self, target: &Target, database: &mut Database) -> Result<Vec<Unique>>;

    /// Its valid indexes, apart from those over expressions.
    fn indexes(&self, target: &Target, database: &mut Database) -> Result<Vec<Index>>;

    /// What the role of the session lacks that a load needs, with the statements that change it.
    fn obstacles(&self, _needs: &Needs<'_>, _database: &mut Database) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// What the role lacks to take back what a run wrote that never closed: the statement that
    /// gives it.
    fn no_undo(&self, _target: &Target, _database: &mut Database) -> Result<Option<String>> {
        Ok(None)
    }

    // How it is built.

    /// The table was created just now.
    fn created(&self, _target: &Target, _database: &mut Database) -> Result<()> {
        Ok(())
    }

    /// What comes before the job's indexes: a key that was put off until the rows are in.
    fn make_key(&self, _target: &Target, _database: &mut Database) -> Result<()> {
        Ok(())
    }

    /// What has the name of an index of the job's own, in whatever table; `None`: nothing has.
    fn named(&self, target: &Target, database: &mut Database, name: &str) -> Result<Option<Named>>;

    /// Whether an index could not be built because it does not hold a row's key.
    fn is_too_long(&self, _fault: &Fault) -> bool {
        false
    }

    /// The longest key of the table: its beginning, and its length in bytes.
    fn longest_key(&self, _target: &Target, _database: &mut Database) -> Option<(String, u64)> {
        None
    }

    // Its rows.

    /// Reads the current rows of the keys that the source brought into the chunk's slots.
    fn look_up(
        &self,
        slices: &SliceReader<'_>,
        writer: &Writer<'_>,
        database: &mut Database,
        diff: &mut Diff<'_>,
    ) -> Result<()>;

    /// The current row of a new row's key, each of the mapping's cells for people.
    fn current_row(
        &self,
        target: &Target,
        database: &mut Database,
        new: &[u8],
    ) -> Option<Vec<String>>;

    /// Takes steps of a chunk's writes, inside its transaction: of several chunks in one
    /// transaction, each step is taken for all of them before the next.
    fn apply(
        &self,
        writer: &Writer<'_>,
        database: &mut Database,
        arena: &Arena,
        changes: &ChangeSet,
        steps: &[Step],
    ) -> Result<()>;

    /// Constraints that can be asked at the end of the transaction are asked there.
    fn defer_constraints(&self, _database: &mut Database) -> Result<()> {
        Ok(())
    }

    /// Constraints that would be asked at the end of the transaction are asked now, so that the
    /// answer belongs to these chunks.
    fn ask_constraints(
        &self,
        _writer: &Writer<'_>,
        _database: &mut Database,
        _chunks: &[(&Arena, &ChangeSet)],
    ) -> Result<()> {
        Ok(())
    }

    /// Names the row in an error of a chunk's writes, after they were rolled back.
    fn blame(
        &self,
        _writer: &Writer<'_>,
        _database: &mut Database,
        _arena: &Arena,
        _changes: &ChangeSet,
        error: Error,
    ) -> Error {
        error
    }

    /// Does to every key that the run noted as missing what the spec says. Returns how many had a
    /// current row still.
    fn close_missing(
        &self,
        writer: &Writer<'_>,
        ledger: &Ledger,
        database: &mut Database,
    ) -> Result<u64>;
}

/// A column as the database describes it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) declared: String,
    pub(crate) not_null: bool,
    pub(crate) has_default: bool,
    pub(crate) primary_key: bool,
    pub(crate) generated: bool,
    /// Each value must be of the declared type: nothing is converted.
    pub(crate) strict: bool,
}

impl Found {
    /// Of a row that has its fields in their order.
    pub(crate) fn read(row: &Record) -> Result<Found, Fault> {
        Ok(Found {
            name: row.get(0)?,
            declared: row.get(1)?,
            not_null: row.get(2)?,
            has_default: row.get(3)?,
            primary_key: row.get(4)?,
            generated: row.get(5)?,
            strict: row.get(6)?,
        })
    }
}

/// A unique index.
#[derive(Debug)]
pub(crate) struct Unique {
    pub(crate) name: String,
    /// Its columns; an expression has no name.
    pub(crate) columns: Vec<String>,
    /// It holds for some rows only.
    pub(crate) partial: bool,
    /// It can be asked at the end of a transaction.
    pub(crate) deferrable: bool,
}

/// An index over columns, in their order.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) unique: bool,
    pub(crate) columns: Vec<String>,
}

/// What has the name of an index.
#[derive(Debug)]
pub(crate) enum Named {
    /// An index.
    Index(NamedIndex),
    /// Something else, with its article: `a view`.
    Other(&'static str),
}

/// An index that was found by its name.
#[derive(Debug)]
pub(crate) struct NamedIndex {
    /// Its table, where that is not the target.
    pub(crate) of_other: Option<String>,
    pub(crate) unique: bool,
    /// Its columns in their order; an expression has no name.
    pub(crate) columns: Vec<String>,
    /// The rows that it holds, in the database's words; `None`: all.
    pub(crate) predicate: Option<String>,
}

/// What a load is going to do, for the rights that it takes.
pub(crate) struct Needs<'a> {
    pub(crate) info: &'static JobInfo,
    pub(crate) target: &'a Target,
    pub(crate) ledger: &'a Ledger,
    /// Nothing may be created.
    pub(crate) no_ddl: bool,
    /// The columns that the job writes.
    pub(crate) columns: Vec<&'static str>,
}
