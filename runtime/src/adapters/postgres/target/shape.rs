//! What PostgreSQL says of a table's columns, and which of its types take which of ours.

use crate::database::{Database, Record, fault, identifier, literal, values};
use crate::diff::limits::Fit;
use crate::error::Result;
use crate::info::SqlType;
use crate::target::Target;
use crate::target::indexes::gathered;
use crate::target::table::{Found, Index, Named, NamedIndex, Unique};

/// Name, type, whether it refuses NULL, has a default or is an identity, is a key, is generated. A
/// domain is told as what it is of in the end; a NULL may be filled in by a trigger before a column
/// refuses it, not before a domain does. `{}` is the table's name as a literal.
const COLUMNS: &str = "SELECT a.attname::text, format_type(b.type, b.modifier), b.refuses OR a.attnotnull AND NOT \
     EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = a.attrelid AND NOT g.tgisinternal AND \
     g.tgenabled <> 'D' AND g.tgtype & 7 = 7), a.atthasdef OR a.attidentity <> '', EXISTS (SELECT \
     1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY \
     (i.indkey)), a.attgenerated <> '', false FROM pg_attribute a, LATERAL (WITH RECURSIVE base \
     (type, modifier, depth, refuses) AS (SELECT a.atttypid, a.atttypmod, 0, false UNION ALL \
     SELECT t.typbasetype, t.typtypmod, depth + 1, refuses OR t.typnotnull FROM base JOIN pg_type \
     t ON t.oid = base.type WHERE t.typtype = 'd') SELECT type, modifier, refuses FROM base ORDER \
     BY depth DESC LIMIT 1) b WHERE a.attrelid = to_regclass({}) AND a.attnum > 0 AND NOT \
     a.attisdropped ORDER BY a.attnum";

pub(super) fn columns(target: &Target, database: &mut Database) -> Result<Vec<Found>> {
    let sql = COLUMNS.replace("{}", &literal(&target.quoted()));
    database
        .query(&sql, values![], Found::read)
        .map_err(|error| {
            fault(
                error,
                format!("cannot read the columns of {}", target.name()),
            )
        })
}

pub(super) fn uniques(target: &Target, database: &mut Database) -> Result<Vec<Unique>> {
    let sql = format!(
        "SELECT c.relname::text, i.indpred IS NOT NULL, NOT i.indimmediate, (SELECT \
         string_agg(coalesce(a.attname::text, ''), chr(10) ORDER BY n) FROM \
         unnest(i.indkey::int2[]) WITH ORDINALITY k (number, n) LEFT JOIN pg_attribute a ON \
         a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0 WHERE n <= \
         i.indnkeyatts) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid \
         = to_regclass({}) AND i.indisunique ORDER BY 1",
        literal(&target.quoted())
    );
    let read = |row: &Record| {
        let columns: String = row.get(3)?;
        let columns = columns.split('\n').map(str::to_owned).collect();
        Ok(Unique {
            name: row.get(0)?,
            partial: row.get(1)?,
            deferrable: row.get(2)?,
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

/// Of each valid index the columns in order, and whether it is unique. One over an expression is no
/// help to a key.
const INDEXES: &str = "SELECT i.indexrelid::bigint, i.indisunique, a.attname::text FROM pg_index \
                       i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, \
                       n) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
                       WHERE i.indrelid = to_regclass(?1) AND i.indisvalid AND NOT 0 = \
                       ANY(i.indkey::int2[]) AND k.n <= i.indnkeyatts ORDER BY i.indexrelid, k.n";

pub(super) fn indexes(target: &Target, database: &mut Database) -> Result<Vec<Index>> {
    let read = |row: &Record| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = database.query(INDEXES, values![target.quoted()], read);
    rows.map(gathered).map_err(|error| {
        fault(
            error,
            format!("cannot look for the indexes of {}", target.name()),
        )
    })
}

/// What has this name in the target's schema: whatever has rows or columns shares its names.
pub(super) fn named(target: &Target, database: &mut Database, name: &str) -> Result<Option<Named>> {
    const NAMED: &str = "SELECT c.relkind::text, CASE WHEN i.indrelid IS DISTINCT FROM \
                         to_regclass(?1) THEN i.indrelid::regclass::text END, \
                         coalesce(i.indisunique, false), (SELECT \
                         string_agg(coalesce(a.attname::text, ''), chr(10) ORDER BY n) FROM \
                         unnest(i.indkey::int2[]) WITH ORDINALITY k (number, n) LEFT JOIN \
                         pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND \
                         k.number > 0 WHERE n <= i.indnkeyatts), pg_get_expr(i.indpred, \
                         i.indrelid) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid \
                         WHERE c.oid = to_regclass(?2)";
    let qualified = format!("{}.{}", identifier(&target.schema), identifier(name));
    let read = |row: &Record| {
        let kind: String = row.get(0)?;
        let columns: Option<String> = row.get(3)?;
        Ok(match kind.as_str() {
            "i" | "I" => Named::Index(NamedIndex {
                of_other: row.get(1)?,
                unique: row.get(2)?,
                columns: columns
                    .unwrap_or_default()
                    .split('\n')
                    .map(str::to_owned)
                    .collect(),
                predicate: row.get(4)?,
            }),
            "v" | "m" => Named::Other("a view"),
            "S" => Named::Other("a sequence"),
            "c" => Named::Other("a type"),
            _ => Named::Other("a table"),
        })
    };
    database
        .query_optional(NAMED, values![target.quoted(), qualified], read)
        .map_err(|error| fault(error, format!("cannot look for the index {name}")))
}

/// Types of one family: each takes the others' values, as far as they fit ([`fit`]).
const FAMILIES: &[&[&str]] = &[
    &["smallint", "integer", "bigint", "numeric"],
    &["real", "double precision"],
    &["text", "character varying", "character", "citext"],
    &["json", "jsonb"],
];

/// The type's name without its length or precision, and without the schema of an extension.
fn bare(declared: &str) -> String {
    if is_citext(declared) {
        return "citext".to_owned();
    }
    let head = declared.split('(').next().unwrap_or(declared).trim();
    match declared.split_once(')') {
        Some((_, tail)) => format!("{head}{tail}"),
        None => head.to_owned(),
    }
}

/// Text that is equal in whatever case; its extension may be in any schema.
fn is_citext(declared: &str) -> bool {
    declared == "citext" || declared.ends_with(".citext")
}

/// Says so if a key column takes different keys for equal ones.
pub(super) fn unfit_key(column: &Found) -> Option<String> {
    is_citext(&column.declared).then(|| {
        format!(
            "key column `{}` is citext, which takes keys for equal that differ in case: make it \
             text, and compute a key of one case (`lower(...)`) where case is not to count",
            column.name
        )
    })
}

fn server_name(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Boolean => "boolean",
        SqlType::SmallInt => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInt => "bigint",
        SqlType::Real => "real",
        SqlType::Double => "double precision",
        SqlType::Decimal { .. } => "numeric",
        SqlType::Text => "text",
        SqlType::Varchar(_) => "character varying",
        SqlType::Char(_) => "character",
        SqlType::Bytea => "bytea",
        SqlType::Date => "date",
        SqlType::Time => "time without time zone",
        SqlType::Timestamp => "timestamp without time zone",
        SqlType::TimestampTz => "timestamp with time zone",
        SqlType::Uuid => "uuid",
        SqlType::Json => "json",
    }
}

/// Says so if the column is of another family. A flag's literals are the user's own choice, so any
/// type will do there that takes them.
pub(super) fn family_difference(column: &Found, wanted: Option<SqlType>) -> Option<String> {
    let wanted = wanted?;
    let (found, needed) = (bare(&column.declared), server_name(wanted));
    let related = FAMILIES
        .iter()
        .any(|family| family.contains(&found.as_str()) && family.contains(&needed));
    if found == needed || related {
        return None;
    }
    let is_json = |name: &str| ["json", "jsonb"].contains(&name);
    let remedy = match (is_json(&found), wanted) {
        (true, _) => ": make it text, or write `type: json` in the mapping",
        (false, SqlType::Json) => ": make it json or jsonb, or write another type in the mapping",
        _ => "",
    };
    Some(format!(
        "column `{}` is {}, which does not take {wanted}{remedy}",
        column.name, column.declared
    ))
}

/// What the column does not hold of the type's values; `None`: it holds them all.
pub(super) fn fit(wanted: SqlType, declared: &str) -> Option<Fit> {
    let modifiers = modifiers(declared);
    // Digits before and behind the point that the type may have.
    let digits = match wanted {
        SqlType::SmallInt => (5, 0),
        SqlType::Integer => (10, 0),
        SqlType::BigInt => (19, 0),
        SqlType::Decimal { precision, scale } => {
            (i32::from(precision) - i32::from(scale), i32::from(scale))
        }
        _ => (0, 0),
    };
    let integer =
        |bits, holds: &[SqlType]| (!holds.contains(&wanted)).then_some(Fit::Integer { bits });
    match (bare(declared).as_str(), modifiers[..].first().copied()) {
        ("smallint", _) => integer(16, &[SqlType::SmallInt]),
        ("integer", _) => integer(32, &[SqlType::SmallInt, SqlType::Integer]),
        ("bigint", _) => integer(64, &[SqlType::SmallInt, SqlType::Integer, SqlType::BigInt]),
        ("numeric", Some(precision)) => {
            let scale = modifiers.get(1).copied().unwrap_or(0);
            (digits.0 > precision - scale || digits.1 > scale)
                .then_some(Fit::Numeric { precision, scale })
        }
        ("jsonb", _) => Some(Fit::Jsonb),
        ("real", _) => (wanted == SqlType::Double).then_some(Fit::Real),
        (name @ ("character varying" | "character"), Some(most)) => {
            let (longest, is_trimmed) = match wanted {
                SqlType::Char(longest) => (longest, true),
                SqlType::Varchar(longest) => (longest, false),
                _ => (u32::MAX, false),
            };
            let (most, padded) = (usize::try_from(most).ok()?, name == "character");
            (longest as usize > most || padded && !is_trimmed)
                .then_some(Fit::Characters { most, padded })
        }
        (name, Some(digits @ 0..6)) if name.starts_with("time") => Some(Fit::Every {
            micros: 10_i64.pow(6 - digits.unsigned_abs()),
        }),
        _ => None,
    }
}

/// Length, precision, scale of a type.
fn modifiers(declared: &str) -> Vec<i32> {
    let inside = declared
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .map_or("", |(inside, _)| inside);
    inside
        .split(',')
        .filter_map(|number| number.trim().parse().ok())
        .collect()
}

/// Whether rows can be copied straight into the table: every column has exactly the format that
/// they are written in.
pub(super) fn takes_copy(found: &[Found], needed: &[(&str, Option<SqlType>)]) -> bool {
    let is_text = |name: &str| ["text", "character varying", "character"].contains(&name);
    needed.iter().all(|(name, wanted)| {
        let Some(column) = found.iter().find(|column| column.name == *name) else {
            return false;
        };
        let found = bare(&column.declared);
        wanted.is_none_or(|wanted| {
            found == server_name(wanted) || is_text(&found) && is_text(server_name(wanted))
        })
    })
}

/// Whether policies are asked about the role's rows of the table: the server then takes no COPY.
pub(super) fn has_active_policies(database: &mut Database, target: &Target) -> Result<bool> {
    database
        .query_row(
            "SELECT row_security_active(to_regclass(?1))",
            values![target.quoted()],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, format!("cannot look at the table {}", target.name())))
}

/// The number of the table, which only this one ever has, and that of its rows' file: TRUNCATE
/// gives it another.
pub(super) fn table_id(database: &mut Database, target: &Target) -> Result<String> {
    database
        .query_row(
            "SELECT concat(to_regclass(?1)::oid, ' ', pg_relation_filenode(to_regclass(?1)))",
            values![target.quoted()],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, format!("cannot look at the table {}", target.name())))
}

/// The collation of a key column that takes different texts for equal ones.
pub(super) fn nondeterministic_collation(
    database: &mut Database,
    target: &Target,
    name: &str,
) -> Result<Option<String>> {
    let sql = format!(
        "SELECT c.collname::text FROM pg_attribute a JOIN pg_collation c ON c.oid = \
         a.attcollation WHERE a.attrelid = to_regclass({}) AND a.attname = ?1 AND NOT \
         c.collisdeterministic",
        literal(&target.quoted())
    );
    database
        .query_optional(&sql, values![name], |row| row.get(0))
        .map_err(|error| {
            fault(
                error,
                format!("cannot look at the column {}", identifier(name)),
            )
        })
}

/// What keeps rows, or the unique index of their key, out of the relation as a whole.
pub(super) fn unfit_relation(
    database: &mut Database,
    target: &Target,
    key: &[&str],
) -> Result<Option<String>> {
    let sql = format!(
        "SELECT c.relkind::text, coalesce((SELECT string_agg(coalesce(a.attname::text, ''), \
         chr(10)) FROM unnest(p.partattrs::int2[]) number LEFT JOIN pg_attribute a ON a.attrelid \
         = c.oid AND a.attnum = number AND number > 0), '') FROM pg_class c LEFT JOIN \
         pg_partitioned_table p ON p.partrelid = c.oid WHERE c.oid = to_regclass({})",
        literal(&target.quoted())
    );
    let found: Option<(String, String)> = database
        .query_optional(&sql, values![], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(|error| fault(error, format!("cannot look at the table {}", target.name())))?;
    let Some((kind, partitioned_by)) = found else {
        return Ok(None);
    };
    Ok(match kind.as_str() {
        "p" if !key.is_empty() => {
            partitioned_by
                .lines()
                .find(|name| !key.contains(name))
                .map(|name| {
                    let what = if name.is_empty() {
                        "an expression".to_owned()
                    } else {
                        format!("`{name}`")
                    };
                    format!(
                        "it is partitioned by {what}, which is no key column: no index can then \
                         keep a key unique over all partitions"
                    )
                })
        }
        "r" | "p" => None,
        "v" | "m" => Some("it is a view: name the table behind it".to_owned()),
        "f" => Some(
            "it is a foreign table, which has no index that keeps a key unique: load the table on \
             its own server"
                .to_owned(),
        ),
        _ => Some("it is no table".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_narrower_where_it_does_not_hold_all_values_of_the_type() {
        let numeric = |precision, scale| Some(Fit::Numeric { precision, scale });
        let characters = |most, padded| Some(Fit::Characters { most, padded });
        for (wanted, declared, expected) in [
            (SqlType::SmallInt, "smallint", None),
            (SqlType::Integer, "bigint", None),
            (SqlType::BigInt, "integer", Some(Fit::Integer { bits: 32 })),
            (
                SqlType::decimal(5, 0),
                "bigint",
                Some(Fit::Integer { bits: 64 }),
            ),
            (SqlType::SmallInt, "numeric", None),
            (SqlType::SmallInt, "numeric(5,0)", None),
            (SqlType::SmallInt, "numeric(6,2)", numeric(6, 2)),
            (SqlType::Integer, "numeric(3,-2)", numeric(3, -2)),
            (SqlType::decimal(12, 2), "numeric(12,2)", None),
            (SqlType::decimal(12, 2), "numeric(14,4)", None),
            (SqlType::decimal(12, 2), "numeric(14,5)", numeric(14, 5)),
            (SqlType::decimal(12, 2), "numeric(38,1)", numeric(38, 1)),
            (SqlType::Real, "real", None),
            (SqlType::Real, "double precision", None),
            (SqlType::Double, "real", Some(Fit::Real)),
            (SqlType::Text, "text", None),
            (SqlType::Text, "character varying", None),
            (
                SqlType::Text,
                "character varying(10)",
                characters(10, false),
            ),
            (SqlType::Varchar(10), "character varying(10)", None),
            (
                SqlType::Varchar(11),
                "character varying(10)",
                characters(10, false),
            ),
            (SqlType::Varchar(9), "character(10)", characters(10, true)),
            (SqlType::Char(10), "character(10)", None),
            (SqlType::Char(10), "character(9)", characters(9, true)),
            (SqlType::Time, "time without time zone", None),
            (SqlType::Timestamp, "timestamp(6) without time zone", None),
            (
                SqlType::Timestamp,
                "timestamp(3) without time zone",
                Some(Fit::Every { micros: 1000 }),
            ),
            (
                SqlType::TimestampTz,
                "timestamp(0) with time zone",
                Some(Fit::Every { micros: 1_000_000 }),
            ),
            (SqlType::Bytea, "bytea", None),
            (SqlType::Json, "json", None),
            (SqlType::Json, "jsonb", Some(Fit::Jsonb)),
        ] {
            assert_eq!(fit(wanted, declared), expected, "{wanted} into {declared}");
        }
    }
}
