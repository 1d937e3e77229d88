//! The table's indexes: Loadwright's own are built, and told where they are missing.

use super::Target;
use super::table::Index;
use crate::database::{Database, fault};
use crate::error::{Error, Result};

/// What to do about a key that is longer than an index holds.
const LONG_KEY: &str = "an index of a server holds about 2,700 bytes of a row: take such rows out \
                        of the table and of the source; or make the key a shorter column; or \
                        write `indexes: none` under `target`, and make a unique index on a hash \
                        of the key";

/// An index of Loadwright's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OurIndex {
    /// Unique: it keeps a second current row of a key out.
    Current,
    /// A key's versions in order. A load is exact without it, only slower.
    Versions,
}

impl OurIndex {
    /// Its part of the index's name.
    pub(crate) fn role(self) -> &'static str {
        match self {
            OurIndex::Current => "current",
            OurIndex::Versions => "versions",
        }
    }
}

impl Target {
    /// The statement that builds an index of ours; empty where the job has no use for it.
    pub(crate) fn index_sql(&self, index: OurIndex) -> String {
        self.sql(|statements| match index {
            OurIndex::Current => statements.create_unique_index,
            OurIndex::Versions => statements.create_versions_index,
        })
    }

    /// Whether the job has a use for an index of ours, and the spec does not leave it to others.
    pub(crate) fn builds(&self, index: OurIndex) -> bool {
        self.info.creates_indexes && !self.index_sql(index).is_empty()
    }

    /// The statements of those that the table lacks.
    pub(crate) fn index_sql_lacking(&self, database: &mut Database) -> Result<Vec<String>> {
        let mut list = Vec::new();
        for index in [OurIndex::Current, OurIndex::Versions] {
            if self.builds(index) && !self.handled.has_index(self, database, index)? {
                list.push(self.index_sql(index));
            }
        }
        Ok(list)
    }

    /// Builds what is unique, where it is missing: the primary key, if it was put off, and our
    /// index.
    pub(crate) fn create_unique(&self, database: &mut Database) -> Result<()> {
        self.handled.make_key(self, database)?;
        self.create_index(database, OurIndex::Current)
    }

    /// Builds an index of ours, where it is missing.
    pub(crate) fn create_index(&self, database: &mut Database, index: OurIndex) -> Result<()> {
        if !self.builds(index) || self.handled.has_index(self, database, index)? {
            return Ok(());
        }
        database.batch(&self.index_sql(index)).map_err(|error| {
            let is_too_long = self.handled.is_too_long(&error);
            let error = fault(
                error,
                format!(
                    "cannot build the index {} of {}",
                    self.index_name(index.role()),
                    self.name()
                ),
            );
            match index {
                _ if is_too_long => error.help(LONG_KEY),
                OurIndex::Current if error.advice().is_none() => error.help(
                    "a unique index fails where the table holds two current rows of one key: find \
                     them and close one, then run again",
                ),
                _ => error,
            }
        })
    }

    /// Names the key that is longer than an index holds, in the error of one that could not be
    /// built: the server tells only the row's place. No transaction is open any more.
    pub(crate) fn blame_long_key(&self, database: &mut Database, error: Error) -> Error {
        if error.advice() != Some(LONG_KEY) {
            return error;
        }
        match self.handled.longest_key(self, database) {
            Some((key, bytes)) => {
                error.within(format!("the longest key is {key}… ({bytes} bytes)"))
            }
            None => error,
        }
    }

    /// What `indexes: none` leaves to others and nobody has made, under whatever name; nothing
    /// where they are ours to make.
    pub(crate) fn missing_indexes(&self, database: &mut Database) -> Result<Vec<String>> {
        let info = self.info;
        if info.creates_indexes || info.key.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.handled.indexes(self, database)?;
        let key: Vec<&str> = info
            .key
            .iter()
            .map(|place| info.columns[*place].name)
            .collect();
        let is_key = |columns: &[String]| {
            columns.len() == key.len()
                && key
                    .iter()
                    .all(|name| columns.iter().any(|column| column == name))
        };
        let mut missing = Vec::new();
        let list = key.join(", ");
        if !found
            .iter()
            .any(|index| index.unique && is_key(&index.columns))
        {
            let of = if info.history.is_some() {
                " of current rows"
            } else {
                ""
            };
            missing.push(format!(
                "{} has no unique index ({list}){of}; `ddl` prints it",
                self.name()
            ));
        }
        if let Some(history) = info.history {
            let is_versions = |index: &Index| {
                index.columns.len() > key.len()
                    && is_key(&index.columns[..key.len()])
                    && index.columns[key.len()] == history.valid_from
            };
            if !found.iter().any(is_versions) {
                missing.push(format!(
                    "{} has no index ({list}, {}); `ddl` prints it",
                    self.name(),
                    history.valid_from
                ));
            }
        }
        Ok(missing)
    }
}

/// The indexes of rows that name an index by its number, whether it is unique, and one of its
/// columns.
pub(crate) fn gathered(rows: Vec<(i64, bool, String)>) -> Vec<Index> {
    let mut list: Vec<(i64, Index)> = Vec::new();
    for (number, unique, column) in rows {
        match list.last_mut().filter(|(last, _)| *last == number) {
            Some((_, index)) => index.columns.push(column),
            None => list.push((
                number,
                Index {
                    unique,
                    columns: vec![column],
                },
            )),
        }
    }
    list.into_iter().map(|(_, index)| index).collect()
}
