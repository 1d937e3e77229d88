//! The table's indexes, and which of those that Loadwright counts on are missing.

use super::Target;
use super::table::Index;
use crate::database::Database;
use crate::error::Result;

impl Target {
    /// What `indexes: none` leaves to others and nobody has made, under whatever name; nothing where they are ours to make.
    pub(crate) fn missing_indexes(&self, database: &mut Database) -> Result<Vec<String>> {
        let info = self.info;
        if info.creates_indexes || info.key.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.handled.indexes(self, database)?;
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
}

/// The indexes of rows that name an index by its number, whether it is unique, and one of its columns.
pub(crate) fn gathered(rows: Vec<(i64, bool, String)>) -> Vec<Index> {
    let mut list: Vec<(i64, Index)> = Vec::new();
    for (number, unique, column) in rows {
        match list.last_mut().filter(|(last, _)| *last == number) {
            Some((_, index)) => index.columns.push(column),
            None => list.push((number, Index { unique, columns: vec![column] })),
        }
    }
    list.into_iter().map(|(_, index)| index).collect()
}
