//! The table's indexes: Loadwright's own are built, and told where they are missing.

use super::Target;
use crate::database::{Database, Fault, Record, fault, identifier, values};
use crate::error::{Error, Result};

/// Of each valid index the columns in order, and whether it is unique. One over an expression is no help to a key.
const POSTGRES: &str = "SELECT i.indexrelid::bigint, i.indisunique, a.attname::text FROM pg_index i \
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n) \
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
     WHERE i.indrelid = to_regclass(?1) AND i.indisvalid AND NOT 0 = ANY(i.indkey::int2[]) AND k.n <= i.indnkeyatts \
     ORDER BY i.indexrelid, k.n";

/// The same.
const SQLITE: &str = "SELECT l.seq, l.\"unique\", i.name FROM pragma_index_list(?1, ?2) AS l, pragma_index_info(l.name, ?2) AS i \
     WHERE NOT EXISTS (SELECT 1 FROM pragma_index_info(l.name, ?2) AS e WHERE e.name IS NULL) ORDER BY l.seq, i.seqno";

/// What to do about a key that is longer than an index holds.
const LONG_KEY: &str = "an index of a server holds about 2,700 bytes of a row: take such rows out of the table and of the source; or make the key a \
                        shorter column; or write `indexes: none` under `target`, and make a unique index on a hash of the key";

fn is_too_long(error: &Fault) -> bool {
    match error {
        #[cfg(feature = "postgres")]
        Fault::Postgres(error) => error.code() == Some(&tokio_postgres::error::SqlState::PROGRAM_LIMIT_EXCEEDED),
        _ => false,
    }
}

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
    pub(in crate::target) fn role(self) -> &'static str {
        match self {
            OurIndex::Current => "current",
            OurIndex::Versions => "versions",
        }
    }
}

struct Index {
    number: i64,
    unique: bool,
    columns: Vec<String>,
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

    /// The statements of those that a server lacks. To say CREATE INDEX IF NOT EXISTS would wait for everyone who writes to the table.
    pub(crate) fn index_sql_lacking(&self, database: &mut Database) -> Result<Vec<String>> {
        let mut list = Vec::new();
        for index in [OurIndex::Current, OurIndex::Versions] {
            if self.builds(index) && !self.has_index(database, index)? {
                list.push(self.index_sql(index));
            }
        }
        Ok(list)
    }

    fn has_index(&self, database: &mut Database, index: OurIndex) -> Result<bool> {
        if !self.dialect.is_server() {
            return Ok(false);
        }
        let name = format!("{}.{}", identifier(&self.schema), identifier(&self.index_name(index.role())));
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = to_regclass(?1) AND indexrelid = to_regclass(?2))";
        database
            .query_row(sql, values![self.quoted(), name], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot look for the indexes of {}", self.name())))
    }

    /// Builds what is unique, where it is missing: the primary key, if it was put off, and our index.
    pub(crate) fn create_unique(&self, database: &mut Database) -> Result<()> {
        #[cfg(feature = "postgres")]
        if self.dialect.is_server() {
            self.make_key(database)?;
        }
        self.create_index(database, OurIndex::Current)
    }

    /// Builds an index of ours, where it is missing.
    pub(crate) fn create_index(&self, database: &mut Database, index: OurIndex) -> Result<()> {
        if !self.builds(index) || self.has_index(database, index)? {
            return Ok(());
        }
        database.batch(&self.index_sql(index)).map_err(|error| {
            let is_too_long = is_too_long(&error);
            let error = fault(error, format!("cannot build the index {} of {}", self.index_name(index.role()), self.name()));
            match index {
                _ if is_too_long => error.help(LONG_KEY),
                OurIndex::Current if error.advice().is_none() => error.help(
                    "a unique index fails where the table holds two current rows of one key: find them and close one, then run again",
                ),
                _ => error,
            }
        })
    }

    /// Names the key that is longer than an index holds, in the error of one that could not be built: the server tells only the row's place. No
    /// transaction is open any more.
    pub(crate) fn blame_long_key(&self, database: &mut Database, error: Error) -> Error {
        if error.advice() != Some(LONG_KEY) {
            return error;
        }
        let key: Vec<String> = self.info.key.iter().map(|place| identifier(self.info.columns[*place].name)).collect();
        let length: Vec<String> = key.iter().map(|name| format!("coalesce(octet_length({name}::text), 0)")).collect();
        let sql = format!(
            "SELECT left(concat_ws(', ', {}), 120), {length} FROM {} ORDER BY 2 DESC LIMIT 1",
            key.iter().map(|name| format!("{name}::text")).collect::<Vec<_>>().join(", "),
            self.quoted(),
            length = length.join(" + ")
        );
        match database.query_optional(&sql, values![], |row| Ok((row.get::<String>(0)?, row.get::<u64>(1)?))) {
            Ok(Some((key, bytes))) => error.within(format!("the longest key is {key}… ({bytes} bytes)")),
            _ => error,
        }
    }

    /// What `indexes: none` leaves to others and nobody has made, under whatever name; nothing where they are ours to make.
    pub(crate) fn missing_indexes(&self, database: &mut Database) -> Result<Vec<String>> {
        let info = self.info;
        if info.creates_indexes || info.key.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.indexes(database)?;
        let key: Vec<&str> = info.key.iter().map(|place| info.columns[*place].name).collect();
        let is_key = |columns: &[String]| columns.len() == key.len() && key.iter().all(|name| columns.iter().any(|column| column == name));
        let mut missing = Vec::new();
        let list = key.join(", ");
        if !found.iter().any(|index| index.unique && is_key(&index.columns)) {
            let of = if info.history.is_some() { " of current rows" } else { "" };
            missing.push(format!("{} has no unique index ({list}){of}; `ddl` prints it", self.name()));
        }
        if let Some(history) = info.history {
            let is_versions = |index: &Index| {
                index.columns.len() > key.len() && is_key(&index.columns[..key.len()]) && index.columns[key.len()] == history.valid_from
            };
            if !found.iter().any(is_versions) {
                missing.push(format!("{} has no index ({list}, {}); `ddl` prints it", self.name(), history.valid_from));
            }
        }
        Ok(missing)
    }

    fn indexes(&self, database: &mut Database) -> Result<Vec<Index>> {
        let asking = |error| fault(error, format!("cannot look for the indexes of {}", self.name()));
        let read = |row: &Record| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?, row.get::<String>(2)?));
        let rows = match self.dialect.is_server() {
            true => database.query(POSTGRES, values![self.quoted()], read),
            false => database.query(SQLITE, values![&self.table, &self.schema], read),
        };
        let mut list: Vec<Index> = Vec::new();
        for (number, unique, column) in rows.map_err(asking)? {
            match list.last_mut().filter(|index| index.number == number) {
                Some(index) => index.columns.push(column),
                None => list.push(Index { number, unique, columns: vec![column] }),
            }
        }
        Ok(list)
    }
}
