//! The table's indexes: Loadwright's own are built, and told where they are missing.

use super::Target;
use super::table::{Index, Named, NamedIndex};
use crate::database::{Database, Fault, Record, fault, identifier, values};
use crate::error::{Error, Result};
use crate::info::SqlType;

/// What to do about a key that is longer than an index holds.
const LONG_KEY: &str = "an index of a server holds about 2,700 bytes of a row: take such rows out \
                        of the table and of the source; or make the key a shorter column; or \
                        write `indexes: none` under `target`, and make a unique index on a hash \
                        of the key";

/// What to do about several current rows of a key.
const DOUBLED: &str = "a unique index fails where the table holds two current rows of one key: \
                       find them and close one, then run again";

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

/// What stands under the name of an index of ours.
enum Standing {
    Missing,
    Ours,
    /// Something else, and what to do about it.
    Taken(String),
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
            if self.builds(index) && matches!(self.standing(database, index)?, Standing::Missing) {
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

    /// Looks for an index of ours by its name. One that others made in its place serves as well.
    fn standing(&self, database: &mut Database, index: OurIndex) -> Result<Standing> {
        let name = self.index_name(index.role());
        let what = match self.handled.named(self, database, &name)? {
            None => return Ok(Standing::Missing),
            Some(Named::Other(what)) => what.to_owned(),
            Some(Named::Index(found)) => match self.unlike(index, &found) {
                None => return Ok(Standing::Ours),
                Some(what) => what,
            },
        };
        Ok(Standing::Taken(format!(
            "the job's index {name} cannot be made, for its name is that of {what}: drop or \
             rename that, or write `indexes: none` under `target` and make the index by another \
             name (`ddl` prints it)"
        )))
    }

    /// What an index is that does not do what ours does.
    fn unlike(&self, index: OurIndex, found: &NamedIndex) -> Option<String> {
        if let Some(other) = &found.of_other {
            return Some(format!("an index of {other}"));
        }
        if !self.serves(index, &found.columns) {
            return Some(format!("an index over ({})", found.columns.join(", ")));
        }
        let predicate = found.predicate.as_ref().map(|text| text.to_lowercase());
        let only_some = "an index over some rows only".to_owned();
        if index == OurIndex::Versions {
            return predicate.map(|_| only_some);
        }
        if !found.unique {
            return Some("an index that is not unique".to_owned());
        }
        // Every database words a predicate in its own way, and special members come and go in
        // specs: it counts what a predicate is about.
        let is_about = |column: &str| {
            let column = column.replace('"', "\"\"").to_lowercase();
            predicate
                .as_ref()
                .is_some_and(|text| text.contains(&column))
        };
        match self.info.history {
            Some(history) => (!is_about(history.is_current.column))
                .then(|| "an index over other rows than the current ones".to_owned()),
            None => {
                let is_about_members = self
                    .info
                    .surrogate_key
                    .is_some_and(|key| is_about(key.column));
                (predicate.is_some() && !is_about_members).then_some(only_some)
            }
        }
    }

    /// Whether an index over these columns finds what ours is there for.
    fn serves(&self, index: OurIndex, columns: &[String]) -> bool {
        let key = self.key();
        let is_key = |columns: &[String]| {
            columns.len() == key.len()
                && key
                    .iter()
                    .all(|name| columns.iter().any(|column| column == name))
        };
        match (index, self.info.history) {
            (OurIndex::Current, _) => is_key(columns),
            (OurIndex::Versions, Some(history)) => {
                columns.len() > key.len()
                    && is_key(&columns[..key.len()])
                    && columns[key.len()] == history.valid_from
            }
            (OurIndex::Versions, None) => false,
        }
    }

    /// The names of the key's columns.
    fn key(&self) -> Vec<&'static str> {
        let key = self.info.key.iter();
        key.map(|place| self.info.columns[*place].name).collect()
    }

    /// Says so if an index of ours cannot be made, for something else has its name: the statement
    /// that makes it would pass over that without a word.
    pub(crate) fn taken(&self, database: &mut Database, index: OurIndex) -> Result<Option<String>> {
        if !self.builds(index) {
            return Ok(None);
        }
        match self.standing(database, index)? {
            Standing::Taken(why) => Ok(Some(why)),
            Standing::Missing | Standing::Ours => Ok(None),
        }
    }

    /// Says so if the table holds several current rows of a key, and our unique index is still to
    /// be built over them.
    pub(crate) fn doubled(&self, database: &mut Database) -> Result<Option<String>> {
        if !self.builds(OurIndex::Current)
            || !matches!(
                self.standing(database, OurIndex::Current)?,
                Standing::Missing
            )
        {
            return Ok(None);
        }
        let doubled = self.doubled_key(database).map_err(|error| {
            fault(
                error,
                format!("cannot look for two rows of a key in {}", self.name()),
            )
        })?;
        Ok(doubled.map(|(key, rows)| {
            format!(
                "it holds {rows} {} of the key {key}, and the job's unique index is still to be \
                 made: {}",
                self.rows_of_a_key(),
                if self.info.history.is_some() {
                    "close all but one"
                } else {
                    "delete all but one"
                }
            )
        }))
    }

    fn rows_of_a_key(&self) -> &'static str {
        if self.info.history.is_some() {
            "current rows"
        } else {
            "rows"
        }
    }

    /// A key of which there are several rows that our unique index would hold, and how many. It
    /// takes NULLs for different.
    fn doubled_key(&self, database: &mut Database) -> Result<Option<(String, u64)>, Fault> {
        let columns: Vec<(String, SqlType)> = self
            .info
            .key
            .iter()
            .map(|place| &self.info.columns[*place])
            .map(|column| (identifier(column.name), column.ty))
            .collect();
        let shown = columns.iter().map(|(name, ty)| match ty {
            SqlType::Bytea => name.clone(),
            _ => format!("CAST({name} AS text)"),
        });
        let names = columns.iter().map(|(name, _)| name.clone());
        let known = columns
            .iter()
            .map(|(name, _)| format!("{name} IS NOT NULL"));
        let sql = format!(
            "SELECT count(*), {} FROM {} WHERE {} AND {} GROUP BY {} HAVING count(*) > 1 LIMIT 1",
            shown.collect::<Vec<_>>().join(", "),
            self.quoted(),
            self.is_living(""),
            known.collect::<Vec<_>>().join(" AND "),
            names.collect::<Vec<_>>().join(", ")
        );
        let read = |row: &Record| {
            let cell = |place: usize| {
                row.get::<String>(place).or_else(|_| {
                    let bytes: Vec<u8> = row.get(place)?;
                    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                    Ok::<_, Fault>(format!("\\x{hex}"))
                })
            };
            let cells: Vec<String> = (1..=columns.len()).map(cell).collect::<Result<_, _>>()?;
            Ok((cells.join(", "), row.get(0)?))
        };
        database.query_optional(&sql, values![], read)
    }

    /// Builds an index of ours, where it is missing.
    pub(crate) fn create_index(&self, database: &mut Database, index: OurIndex) -> Result<()> {
        if !self.builds(index) {
            return Ok(());
        }
        match self.standing(database, index)? {
            Standing::Missing => {}
            Standing::Ours => return Ok(()),
            Standing::Taken(why) => return Err(Error::refused(why)),
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
                OurIndex::Current if error.advice().is_none() => error.help(DOUBLED),
                _ => error,
            }
        })
    }

    /// Names the key that keeps an index from being built, in the error of that: one that is
    /// longer than it holds, of which the server tells only the row's place, or one of several
    /// rows. No transaction is open any more.
    pub(crate) fn blame_index(&self, database: &mut Database, error: Error) -> Error {
        let blamed = match error.advice() {
            Some(LONG_KEY) => self
                .handled
                .longest_key(self, database)
                .map(|(key, bytes)| format!("the longest key is {key}… ({bytes} bytes)")),
            Some(DOUBLED) => self
                .doubled_key(database)
                .ok()
                .flatten()
                .map(|(key, rows)| {
                    format!("there are {rows} {} of the key {key}", self.rows_of_a_key())
                }),
            _ => None,
        };
        match blamed {
            Some(blamed) => error.within(blamed),
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
        let mut missing = Vec::new();
        let list = self.key().join(", ");
        if !found
            .iter()
            .any(|index| index.unique && self.serves(OurIndex::Current, &index.columns))
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
            let is_versions = |index: &Index| self.serves(OurIndex::Versions, &index.columns);
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
