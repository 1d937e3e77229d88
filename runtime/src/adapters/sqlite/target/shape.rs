//! What SQLite says of a table, and which of its columns take which values.

use rusqlite::Connection;

use super::super::session::fault as told;
use crate::database::{Database, Record, fault, identifier, literal, values};
use crate::error::Result;
use crate::info::SqlType;
use crate::target::Target;
use crate::target::indexes::gathered;
use crate::target::table::{Found, Index, Named, NamedIndex, Unique};
use loadwright_types::pieces::{Piece, pieces};

pub(super) fn columns(target: &Target, database: &mut Database) -> Result<Vec<Found>> {
    let sql = format!(
        "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden > 1, EXISTS \
         (SELECT 1 FROM pragma_table_list({table}) WHERE schema = {schema} AND strict) FROM \
         pragma_table_xinfo({table}, {schema})",
        table = literal(&target.table),
        schema = literal(&target.schema)
    );
    database
        .query(&sql, values![], Found::read)
        .map_err(|error| {
            fault(
                error,
                format!("cannot read the columns of {}", target.name()),
            )
        })
}

/// What keeps rows, or the indexes of their key, out of what has the table's name.
pub(super) fn unfit_relation(target: &Target, database: &mut Database) -> Result<Option<String>> {
    let sql = "SELECT type FROM pragma_table_list(?1) WHERE schema = ?2 COLLATE NOCASE";
    let kind: Option<String> = database
        .query_optional(sql, values![&target.table, &target.schema], |row| {
            row.get(0)
        })
        .map_err(|error| fault(error, format!("cannot look at the table {}", target.name())))?;
    Ok(match kind.as_deref() {
        None => None,
        Some("table") => replaces_rows(target, database)?.then(|| {
            "a constraint of it has ON CONFLICT REPLACE, which takes rows out without a word: make \
             the table anew without that"
                .to_owned()
        }),
        Some("view") => Some("it is a view: name the table behind it".to_owned()),
        Some("virtual") => Some(
            "it is a virtual table, which has no index that keeps a key unique: load a table, and \
             fill this one from it"
                .to_owned(),
        ),
        Some(_) => Some("it is no table".to_owned()),
    })
}

/// Whether a constraint of the table takes other rows out where a new one meets them. What ignores
/// the new row, or fails, is noticed when that happens.
fn replaces_rows(target: &Target, database: &mut Database) -> Result<bool> {
    let sql = format!(
        "SELECT sql FROM {}.sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE",
        identifier(&target.schema)
    );
    let text: Option<String> = database
        .query_optional(&sql, values![&target.table], |row| row.get(0))
        .map_err(|error| fault(error, format!("cannot look at the table {}", target.name())))?;
    Ok(text.is_some_and(|text| has_words(&text, &["ON", "CONFLICT", "REPLACE"])))
}

/// Whether a statement has these words one behind the other, outside of names, texts and comments.
fn has_words(sql: &str, wanted: &[&str]) -> bool {
    let mut rest = sql;
    let mut met = 0;
    while let Some(first) = rest.chars().next() {
        let until = |end: &str, from: usize| {
            let found = rest.get(from..).and_then(|text| text.find(end));
            found.map_or(rest.len(), |found| from + found + end.len())
        };
        let length = match first {
            '\'' | '"' | '`' => until(&first.to_string(), 1),
            '[' => until("]", 1),
            '-' if rest.starts_with("--") => until("\n", 2),
            '/' if rest.starts_with("/*") => until("*/", 2),
            letter if letter.is_alphanumeric() || letter == '_' => rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        if first.is_alphabetic() {
            met = match word {
                word if word.eq_ignore_ascii_case(wanted[met]) => met + 1,
                word if word.eq_ignore_ascii_case(wanted[0]) => 1,
                _ => 0,
            };
            if met == wanted.len() {
                return true;
            }
        } else if !first.is_whitespace() && !word.starts_with("--") && !word.starts_with("/*") {
            met = 0;
        }
        rest = behind;
    }
    false
}

/// The collation of a key column, where it is not binary.
pub(super) fn foreign_collation(
    target: &Target,
    connection: &Connection,
    name: &str,
) -> Result<Option<String>> {
    let (_, collation, ..) = connection
        .column_metadata(Some(target.schema.as_str()), target.table.as_str(), name)
        .map_err(|error| told(error, format!("cannot look at the column {name}")))?;
    let foreign =
        collation.filter(|collation| !collation.to_bytes().eq_ignore_ascii_case(b"BINARY"));
    Ok(foreign.map(|collation| collation.to_string_lossy().into_owned()))
}

pub(super) fn uniques(target: &Target, database: &mut Database) -> Result<Vec<Unique>> {
    let sql = format!(
        "SELECT l.name, l.partial, (SELECT group_concat(coalesce(i.name, ''), char(10)) FROM \
         pragma_index_info(l.name, {schema}) i)
         FROM pragma_index_list({table}, {schema}) l WHERE l.\"unique\" ORDER BY l.name",
        table = literal(&target.table),
        schema = literal(&target.schema)
    );
    let read = |row: &Record| {
        let columns: String = row.get(2)?;
        let columns = columns.split('\n').map(str::to_owned).collect();
        Ok(Unique {
            name: row.get(0)?,
            partial: row.get(1)?,
            deferrable: false,
            columns,
        })
    };
    database.query(&sql, values![], read).map_err(|error| {
        fault(
            error,
            format!("cannot read the constraints of {}", target.name()),
        )
    })
}

/// Of each index the columns in order, and whether it is unique. One over an expression is no help
/// to a key.
const INDEXES: &str = "SELECT l.seq, l.\"unique\", i.name FROM pragma_index_list(?1, ?2) AS l, \
                       pragma_index_info(l.name, ?2) AS i WHERE NOT EXISTS (SELECT 1 FROM \
                       pragma_index_info(l.name, ?2) AS e WHERE e.name IS NULL) ORDER BY l.seq, \
                       i.seqno";

pub(super) fn indexes(target: &Target, database: &mut Database) -> Result<Vec<Index>> {
    let read = |row: &Record| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = database.query(INDEXES, values![&target.table, &target.schema], read);
    rows.map(gathered).map_err(|error| {
        fault(
            error,
            format!("cannot look for the indexes of {}", target.name()),
        )
    })
}

/// What has this name: tables, views and indexes share a schema's names.
pub(super) fn named(target: &Target, database: &mut Database, name: &str) -> Result<Option<Named>> {
    let sql = format!(
        "SELECT s.type, s.tbl_name, coalesce(s.sql, ''), coalesce(l.\"unique\", 0), \
         coalesce(l.partial, 0), (SELECT group_concat(coalesce(i.name, ''), char(10)) FROM \
         pragma_index_info(s.name, ?2) i) FROM {}.sqlite_schema s LEFT JOIN \
         pragma_index_list(s.tbl_name, ?2) l ON l.name = s.name WHERE s.type <> 'trigger' AND \
         s.name = ?1 COLLATE NOCASE",
        identifier(&target.schema)
    );
    let read = |row: &Record| {
        let (kind, table): (String, String) = (row.get(0)?, row.get(1)?);
        if kind != "index" {
            return Ok(Named::Other(if kind == "view" {
                "a view"
            } else {
                "a table"
            }));
        }
        let (sql, columns): (String, Option<String>) = (row.get(2)?, row.get(5)?);
        Ok(Named::Index(NamedIndex {
            of_other: (!table.eq_ignore_ascii_case(&target.table)).then_some(table),
            unique: row.get(3)?,
            columns: columns
                .unwrap_or_default()
                .split('\n')
                .map(str::to_owned)
                .collect(),
            predicate: row.get::<bool>(4)?.then(|| predicate(&sql)),
        }))
    };
    let looking = |error| fault(error, format!("cannot look for the index {name}"));
    database
        .query_optional(&sql, values![name, &target.schema], read)
        .map_err(looking)
}

/// What follows WHERE in the statement that made an index.
fn predicate(sql: &str) -> String {
    let words = pieces(sql).skip_while(|(_, text)| !text.eq_ignore_ascii_case("where"));
    let words = words.skip(1).filter(|(piece, _)| *piece != Piece::Comment);
    words.map(|(_, text)| text).collect()
}

/// Whether values of the column are kept as integers.
pub(super) fn is_integer(column: &Found) -> bool {
    affinity(&column.declared) == Affinity::Integer
}

/// SQLite's column affinities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

/// The affinity of a declared type:
/// <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>.
fn affinity(declared: &str) -> Affinity {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || declared.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// Says so if values of the type would be stored as something else. A column of BLOB affinity keeps
/// whatever it is given.
pub(super) fn class_difference(column: &Found, wanted: Option<SqlType>) -> Option<String> {
    let (wanted, fits): (SqlType, &[Affinity]) = match wanted? {
        ty @ (SqlType::Boolean | SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) => {
            (ty, &[Affinity::Integer, Affinity::Numeric])
        }
        ty @ (SqlType::Real | SqlType::Double) => (ty, &[Affinity::Real]),
        SqlType::Bytea => (
            SqlType::Bytea,
            &[
                Affinity::Text,
                Affinity::Integer,
                Affinity::Real,
                Affinity::Numeric,
            ],
        ),
        ty => (ty, &[Affinity::Text]),
    };
    if column.strict {
        // Nothing is converted in a STRICT table; ANY takes all.
        let is_other = column.declared.eq_ignore_ascii_case("BLOB") && wanted != SqlType::Bytea;
        if column.declared.eq_ignore_ascii_case("ANY") {
            return None;
        }
        if is_other {
            return Some(format!(
                "column `{}` is BLOB in a STRICT table, which does not take {wanted}: it must be \
                 ANY",
                column.name
            ));
        }
    }
    let found = affinity(&column.declared);
    if found == Affinity::Blob || fits.contains(&found) {
        return None;
    }
    let class = match fits[0] {
        Affinity::Integer => "INTEGER",
        Affinity::Real => "REAL",
        _ => "TEXT",
    };
    let declared = &column.declared;
    Some(format!(
        "column `{}` is declared `{declared}`, which would change a {wanted}: it must be {class} \
         or BLOB",
        column.name
    ))
}

#[cfg(test)]
mod tests {
    use super::has_words;

    #[test]
    fn words_count_where_they_are_no_names_texts_or_comments() {
        let has = |sql: &str| has_words(sql, &["ON", "CONFLICT", "REPLACE"]);
        for sql in [
            "a TEXT UNIQUE ON CONFLICT REPLACE)",
            "a TEXT UNIQUE on -- so\n conflict\n/* or */Replace",
            "a TEXT NOT NULL ON CONFLICT ABORT, UNIQUE (a) ON CONFLICT REPLACE",
            "on ON CONFLICT REPLACE",
        ] {
            assert!(has(sql), "{sql}");
        }
        for sql in [
            "a TEXT UNIQUE ON CONFLICT IGNORE",
            "a TEXT DEFAULT 'ON CONFLICT REPLACE'",
            "\"ON CONFLICT REPLACE\" TEXT, `on conflict replace` INT, [ON CONFLICT REPLACE] INT",
            "a TEXT -- ON CONFLICT REPLACE\n, b TEXT /* ON CONFLICT REPLACE",
            "ON CONFLICT, REPLACE",
            "ON CONFLICT REPLACED",
            "'",
            "é [",
        ] {
            assert!(!has(sql), "{sql}");
        }
    }
}
