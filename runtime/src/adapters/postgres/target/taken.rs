//! Errors of PostgreSQL while rows are written: of a unique or exclusion constraint it says columns
//! and values, in whatever language, and we say which of the chunk's rows has them.

use tokio_postgres::error::{DbError, SqlState};

use super::super::faults::server_error;
use super::AllRows;
use crate::adapters::postgres::session::Server;
use crate::database::{Fault, fault};
use crate::diff::changes::ChangeSet;
use crate::diff::slots::Arena;
use crate::error::{Error, Result};
use crate::target::taken::Taken;

impl AllRows<'_> {
    /// A server's error while rows of these chunks are written.
    #[cold]
    pub(super) fn write_fault(
        &self,
        error: Fault,
        doing: String,
        chunks: &[(&Arena, &ChangeSet)],
    ) -> Error {
        let Some(db) = conflict(&error) else {
            return fault(error, doing);
        };
        let (columns, values) = db.detail().and_then(named).unwrap_or_default();
        let constraint = db.constraint().map(str::to_owned);
        let key = chunks
            .iter()
            .find_map(|(arena, changes)| self.row_with(arena, changes, &columns, &values));
        let row = key.map_or(doing, |key| {
            format!("cannot write the row with the key {key}")
        });
        self.taken(
            &Taken {
                columns,
                constraint,
            },
            &row,
            fault(error, format!("cannot write into {}", self.target.name())),
        )
    }

    /// The key of the row that has these values, as the server writes them.
    fn row_with(
        &self,
        arena: &Arena,
        changes: &ChangeSet,
        columns: &[String],
        values: &str,
    ) -> Option<String> {
        let info = self.target.info;
        let places: Option<Vec<usize>> = columns
            .iter()
            .map(|name| info.columns.iter().position(|column| column.name == name))
            .collect();
        let places = places.filter(|places| !places.is_empty() && !info.key.is_empty())?;
        changes.changes.iter().find_map(|change| {
            let texts = self.target.dialect.form().texts(
                arena.get(change.row),
                &mut info.columns.iter().map(|column| column.ty),
            );
            let has = places
                .iter()
                .map(|place| unquoted(&texts[*place]))
                .collect::<Vec<_>>()
                .join(", ");
            (has == values).then(|| {
                info.key
                    .iter()
                    .map(|place| texts[*place].as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            })
        })
    }

    pub(super) fn ask_constraints(
        &self,
        session: &mut Server,
        chunks: &[(&Arena, &ChangeSet)],
    ) -> Result<()> {
        session
            .batch("SET CONSTRAINTS ALL IMMEDIATE")
            .map_err(|error| {
                self.write_fault(
                    error,
                    format!("cannot write into {}", self.target.name()),
                    chunks,
                )
            })
    }
}

/// The error, where another row is in the way.
pub(super) fn conflict(error: &Fault) -> Option<&DbError> {
    server_error(error)?.as_db_error().filter(|db| {
        [SqlState::UNIQUE_VIOLATION, SqlState::EXCLUSION_VIOLATION].contains(db.code())
    })
}

/// Columns and values of a detail: `Key (a, "B")=(1, x) already exists.`, in any language.
fn named(detail: &str) -> Option<(Vec<String>, String)> {
    let (columns, rest) = detail.split_once('(')?.1.split_once(")=(")?;
    // Of two rows that exclude each other the new one is named first, then the other's columns and
    // values.
    let first = rest
        .split_once(&format!("({columns})=("))
        .map_or(rest, |(first, _)| first);
    let (values, _) = first.rsplit_once(')')?;
    Some((columns.split(", ").map(plain).collect(), values.to_owned()))
}

/// A text as the server shows it, without the quotes that we show it in.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''))
        .unwrap_or(text)
}

/// A name as the server quotes it where it must.
fn plain(name: &str) -> String {
    match name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
    {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn columns_and_values_are_found_in_any_language() {
        let of = |detail: &str| {
            named(detail).map(|(columns, values)| format!("{} = {values}", columns.join("|")))
        };
        assert_eq!(
            of("Key (code)=(A) already exists.").as_deref(),
            Some("code = A")
        );
        assert_eq!(
            of("Schlüssel »(code, \"Größe\")=(A (neu), 1)« existiert bereits.").as_deref(),
            Some("code|Größe = A (neu), 1")
        );
        assert_eq!(
            of("Key (lower(code))=(a) already exists.").as_deref(),
            Some("lower(code) = a")
        );
        assert_eq!(
            of("Key (id)=(1) conflicts with existing key (id)=(1).").as_deref(),
            Some("id = 1")
        );
        assert_eq!(
            of("Key (lower(a))=(x) conflicts with existing key (lower(a))=(y).").as_deref(),
            Some("lower(a) = x")
        );
        assert_eq!(of("nothing of the kind"), None);
    }
}
