//! The table's indexes, and which of those that Loadwright counts on are missing.

use super::Target;
use crate::database::{Database, Record, fault, values};
use crate::error::Result;

/// Of each valid index the columns in order, and whether it is unique. One over an expression is no help to a key.
const POSTGRES: &str = "SELECT i.indexrelid::bigint, i.indisunique, a.attname::text FROM pg_index i \
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n) \
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
     WHERE i.indrelid = to_regclass(?1) AND i.indisvalid AND NOT 0 = ANY(i.indkey::int2[]) AND k.n <= i.indnkeyatts \
     ORDER BY i.indexrelid, k.n";

/// The same.
const SQLITE: &str = "SELECT l.seq, l.\"unique\", i.name FROM pragma_index_list(?1, ?2) AS l, pragma_index_info(l.name, ?2) AS i \
     WHERE NOT EXISTS (SELECT 1 FROM pragma_index_info(l.name, ?2) AS e WHERE e.name IS NULL) ORDER BY l.seq, i.seqno";

struct Index {
    number: i64,
    unique: bool,
    columns: Vec<String>,
}

impl Target {
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
