//! SQL types by the names that specs give them, and the types that expressions have.

use std::fmt;

pub use loadwright_types::SqlType;

/// The type of an expression: a column's, or one that only a value on its way to a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExprType {
    /// `boolean`
    Boolean,
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `real`
    Real,
    /// `double precision`
    Double,
    /// `decimal(p,s)`; `None` where no precision is known: operators and functions, and
    /// `cast(x as numeric)`, give such.
    Decimal(Option<(u8, u8)>),
    /// `text`
    Text,
    /// `varchar(n)`
    Varchar(u32),
    /// `char(n)`
    Char(u32),
    /// `bytea`
    Bytea,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamp`
    Timestamp,
    /// `timestamptz`
    TimestampTz,
    /// `interval`: no column has it.
    Interval,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
}

/// Every name that a type may be written by, with what it means. Lengths and precisions are read
/// apart.
const NAMES: &[(&str, Named)] = &[
    ("boolean", Named::Plain(ExprType::Boolean)),
    ("bool", Named::Plain(ExprType::Boolean)),
    ("smallint", Named::Plain(ExprType::SmallInt)),
    ("int2", Named::Plain(ExprType::SmallInt)),
    ("integer", Named::Plain(ExprType::Integer)),
    ("int", Named::Plain(ExprType::Integer)),
    ("int4", Named::Plain(ExprType::Integer)),
    ("bigint", Named::Plain(ExprType::BigInt)),
    ("int8", Named::Plain(ExprType::BigInt)),
    ("real", Named::Plain(ExprType::Real)),
    ("float4", Named::Plain(ExprType::Real)),
    ("double precision", Named::Plain(ExprType::Double)),
    ("double", Named::Plain(ExprType::Double)),
    ("float8", Named::Plain(ExprType::Double)),
    ("float", Named::Plain(ExprType::Double)),
    ("decimal", Named::Decimal),
    ("numeric", Named::Decimal),
    ("dec", Named::Decimal),
    ("text", Named::Plain(ExprType::Text)),
    ("string", Named::Plain(ExprType::Text)),
    ("varchar", Named::Varchar),
    ("character varying", Named::Varchar),
    ("char varying", Named::Varchar),
    ("char", Named::Char),
    ("character", Named::Char),
    ("bpchar", Named::Char),
    ("bytea", Named::Plain(ExprType::Bytea)),
    ("date", Named::Plain(ExprType::Date)),
    ("time", Named::Plain(ExprType::Time)),
    ("time without time zone", Named::Plain(ExprType::Time)),
    ("timestamp", Named::Plain(ExprType::Timestamp)),
    (
        "timestamp without time zone",
        Named::Plain(ExprType::Timestamp),
    ),
    ("timestamptz", Named::Plain(ExprType::TimestampTz)),
    (
        "timestamp with time zone",
        Named::Plain(ExprType::TimestampTz),
    ),
    ("interval", Named::Plain(ExprType::Interval)),
    ("uuid", Named::Plain(ExprType::Uuid)),
    ("json", Named::Plain(ExprType::Json)),
];

/// What a type's name stands for.
#[derive(Clone, Copy)]
enum Named {
    Plain(ExprType),
    Decimal,
    Varchar,
    Char,
}

/// Types of PostgreSQL's that no column has.
const NOT_READ: &[&str] = &[
    "array",
    "bit",
    "box",
    "cidr",
    "circle",
    "geography",
    "geometry",
    "hstore",
    "inet",
    "int4range",
    "int8range",
    "line",
    "lseg",
    "ltree",
    "macaddr",
    "macaddr8",
    "money",
    "numrange",
    "oid",
    "path",
    "pg_lsn",
    "point",
    "polygon",
    "tsquery",
    "tsrange",
    "tstzrange",
    "tsvector",
    "daterange",
    "timetz",
    "time with time zone",
    "varbit",
    "bit varying",
    "vector",
    "xml",
];

/// Why a column is no interval, and what to do.
pub const NO_INTERVAL: &str = "no column is of type interval: read it by a query that says \
                               `column::text`, or its length, as in `extract(epoch from column)` \
                               for a decimal";

/// PostgreSQL's longest varchar(n) and char(n).
pub(crate) const MAX_LENGTH: u32 = 10_485_760;

/// Reads a column's type as a spec writes it, in any case and with the usual aliases.
///
/// # Errors
/// One line that says what is wrong and what to write instead.
pub fn column_type(text: &str) -> Result<SqlType, String> {
    let ty = ExprType::parse(text)?;
    ty.column().ok_or_else(|| match ty {
        ExprType::Interval => NO_INTERVAL.to_owned(),
        _ => "a decimal column needs precision and scale, as in `decimal(12,2)`".to_owned(),
    })
}

impl From<SqlType> for ExprType {
    fn from(ty: SqlType) -> ExprType {
        match ty {
            SqlType::Boolean => ExprType::Boolean,
            SqlType::SmallInt => ExprType::SmallInt,
            SqlType::Integer => ExprType::Integer,
            SqlType::BigInt => ExprType::BigInt,
            SqlType::Real => ExprType::Real,
            SqlType::Double => ExprType::Double,
            SqlType::Text => ExprType::Text,
            SqlType::Bytea => ExprType::Bytea,
            SqlType::Date => ExprType::Date,
            SqlType::Time => ExprType::Time,
            SqlType::Timestamp => ExprType::Timestamp,
            SqlType::TimestampTz => ExprType::TimestampTz,
            SqlType::Uuid => ExprType::Uuid,
            SqlType::Json => ExprType::Json,
            SqlType::Decimal { precision, scale } => ExprType::Decimal(Some((precision, scale))),
            SqlType::Varchar(length) => ExprType::Varchar(length),
            SqlType::Char(length) => ExprType::Char(length),
        }
    }
}

impl ExprType {
    /// The type of a column that holds just such values; `None`: no column does.
    #[must_use]
    pub fn column(self) -> Option<SqlType> {
        Some(match self {
            ExprType::Boolean => SqlType::Boolean,
            ExprType::SmallInt => SqlType::SmallInt,
            ExprType::Integer => SqlType::Integer,
            ExprType::BigInt => SqlType::BigInt,
            ExprType::Real => SqlType::Real,
            ExprType::Double => SqlType::Double,
            ExprType::Text => SqlType::Text,
            ExprType::Bytea => SqlType::Bytea,
            ExprType::Date => SqlType::Date,
            ExprType::Time => SqlType::Time,
            ExprType::Timestamp => SqlType::Timestamp,
            ExprType::TimestampTz => SqlType::TimestampTz,
            ExprType::Uuid => SqlType::Uuid,
            ExprType::Json => SqlType::Json,
            ExprType::Decimal(shape) => {
                let (precision, scale) = shape?;
                SqlType::Decimal { precision, scale }
            }
            ExprType::Varchar(length) => SqlType::Varchar(length),
            ExprType::Char(length) => SqlType::Char(length),
            ExprType::Interval => return None,
        })
    }

    /// The type of a column that takes it from its expression: a char or varchar of no length of
    /// its own is text.
    #[must_use]
    pub fn of_a_column(self) -> Option<SqlType> {
        match self {
            ExprType::Char(MAX_LENGTH) | ExprType::Varchar(MAX_LENGTH) => Some(SqlType::Text),
            ty => ty.column(),
        }
    }

    /// As [`column_type`], but a decimal may stand without precision, and there are intervals:
    /// `cast(x as numeric)`.
    ///
    /// # Errors
    /// As [`column_type`].
    pub fn parse(text: &str) -> Result<ExprType, String> {
        let lower = text.to_lowercase();
        let (name, modifiers) = split_modifiers(&lower)?;
        let Some((_, named)) = NAMES.iter().find(|(known, _)| *known == name) else {
            return Err(unknown_type(text.trim(), &name));
        };
        match (named, modifiers.as_slice()) {
            (Named::Plain(ty), []) => Ok(*ty),
            (Named::Plain(_), _) => Err(format!("type `{name}` takes no length or precision")),
            (Named::Decimal, []) => Ok(ExprType::Decimal(None)),
            (Named::Decimal, [precision]) => decimal(*precision, 0),
            (Named::Decimal, [precision, scale]) => decimal(*precision, *scale),
            (Named::Varchar, []) => Ok(ExprType::Text),
            (Named::Varchar, [length]) => Ok(ExprType::Varchar(check_length(&name, *length)?)),
            (Named::Char, []) => Ok(ExprType::Char(1)),
            (Named::Char, [length]) => Ok(ExprType::Char(check_length(&name, *length)?)),
            (Named::Decimal | Named::Varchar | Named::Char, _) => Err(format!(
                "too many numbers in the brackets of `{}`",
                text.trim()
            )),
        }
    }
}

/// A regular expression for the types that [`column_type`] takes, as far as one can tell; with
/// `not_null`, `not null` may stand behind.
pub(crate) fn pattern(not_null: bool) -> String {
    let number = r"\s*\d+\s*";
    let names = |wanted: fn(&Named) -> bool, tail: &str| {
        let names: Vec<String> = NAMES
            .iter()
            .filter(|(_, named)| wanted(named))
            .map(|(name, _)| any_case(name))
            .collect();
        format!("({}){tail}", names.join("|"))
    };
    let plain = names(|named| matches!(named, Named::Plain(_)), "");
    let decimal = names(
        |named| matches!(named, Named::Decimal),
        &format!(r"\s*\({number}(,{number})?\)"),
    );
    let length = names(
        |named| matches!(named, Named::Varchar | Named::Char),
        &format!(r"(\s*\({number}\))?"),
    );
    let tail = if not_null {
        format!(r"(\s+{})?", any_case("not null"))
    } else {
        String::new()
    };
    format!(r"^\s*({plain}|{decimal}|{length}){tail}\s*$")
}

fn any_case(words: &str) -> String {
    let letter = |letter: char| match letter {
        ' ' => r"\s+".to_owned(),
        digit if digit.is_ascii_digit() => digit.to_string(),
        letter => format!("[{letter}{}]", letter.to_ascii_uppercase()),
    };
    words.chars().map(letter).collect()
}

/// `double  precision` → name; `decimal(8, 1)` → name and numbers; the brackets may stand inside,
/// as in `timestamp(6) with time zone`.
fn split_modifiers(text: &str) -> Result<(String, Vec<u32>), String> {
    let squeeze = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((before, rest)) = text.split_once('(') else {
        return Ok((squeeze(text), Vec::new()));
    };
    let Some((inside, after)) = rest.split_once(')') else {
        return Err(format!("`{}` lacks a closing bracket", text.trim()));
    };
    let number = |part: &str| {
        part.trim().parse::<u32>().map_err(|_| {
            format!(
                "`{}` is no whole number in type `{}`",
                part.trim(),
                text.trim()
            )
        })
    };
    let numbers = inside.split(',').map(number).collect::<Result<_, _>>()?;
    Ok((squeeze(&format!("{before} {after}")), numbers))
}

fn decimal(precision: u32, scale: u32) -> Result<ExprType, String> {
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(p @ 1..=38), Ok(s)) if s <= p => Ok(ExprType::Decimal(Some((p, s)))),
        (Ok(1..=38), _) => Err(format!(
            "decimal({precision},{scale}): the scale must not exceed the precision"
        )),
        _ => Err(format!(
            "decimal({precision},{scale}): the precision must be between 1 and 38"
        )),
    }
}

fn check_length(name: &str, length: u32) -> Result<u32, String> {
    if (1..=MAX_LENGTH).contains(&length) {
        Ok(length)
    } else {
        Err(format!(
            "{name}({length}): the length must be between 1 and {MAX_LENGTH}"
        ))
    }
}

fn unknown_type(text: &str, name: &str) -> String {
    if name.is_empty() {
        return "a type is missing".to_owned();
    }
    if name.ends_with(']') || NOT_READ.contains(&name) {
        return format!(
            "no column is of type `{text}`: read it as text, by a `query` that says `column::text`"
        );
    }
    let near = NAMES
        .iter()
        .map(|(known, _)| (strsim::damerau_levenshtein(known, name), *known))
        .min();
    match near {
        Some((distance, known)) if distance <= 1 + name.len() / 4 => {
            format!("unknown type `{text}`; did you mean `{known}`?")
        }
        _ => format!("unknown type `{text}`"),
    }
}

impl fmt::Display for ExprType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.column(), self) {
            (Some(ty), _) => ty.fmt(f),
            (None, ExprType::Interval) => f.write_str("interval"),
            (None, _) => f.write_str("decimal"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn reads_names_and_aliases_in_any_case() {
        for (text, ty) in [
            ("boolean", SqlType::Boolean),
            ("INT4", SqlType::Integer),
            (" Double   Precision ", SqlType::Double),
            ("decimal(8, 1)", SqlType::decimal(8, 1)),
            ("numeric(38)", SqlType::decimal(38, 0)),
            ("character varying(3)", SqlType::Varchar(3)),
            ("varchar", SqlType::Text),
            ("char", SqlType::Char(1)),
            ("timestamp with time zone", SqlType::TimestampTz),
        ] {
            assert_eq!(column_type(text), Ok(ty), "{text}");
        }
    }

    #[test]
    fn what_it_displays_it_reads_again() {
        for (name, named) in NAMES {
            let text = match named {
                Named::Plain(_) => (*name).to_owned(),
                Named::Decimal => format!("{name}(12,2)"),
                Named::Varchar | Named::Char => format!("{name}(7)"),
            };
            let ty = ExprType::parse(&text).unwrap();
            assert_eq!(ExprType::parse(&ty.to_string()), Ok(ty), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, message) in [
            (
                "interger",
                "unknown type `interger`; did you mean `integer`?",
            ),
            (
                "geometry",
                "no column is of type `geometry`: read it as text, by a `query` that says \
                 `column::text`",
            ),
            (
                "integer[]",
                "no column is of type `integer[]`: read it as text, by a `query` that says \
                 `column::text`",
            ),
            (
                "decimal",
                "a decimal column needs precision and scale, as in `decimal(12,2)`",
            ),
            ("interval", NO_INTERVAL),
            (
                "decimal(39,2)",
                "decimal(39,2): the precision must be between 1 and 38",
            ),
            (
                "decimal(4,5)",
                "decimal(4,5): the scale must not exceed the precision",
            ),
            (
                "varchar(0)",
                "varchar(0): the length must be between 1 and 10485760",
            ),
            ("varchar(x)", "`x` is no whole number in type `varchar(x)`"),
            ("int(4)", "type `int` takes no length or precision"),
            ("decimal(4", "`decimal(4` lacks a closing bracket"),
            ("", "a type is missing"),
        ] {
            assert_eq!(column_type(text), Err(message.to_owned()), "{text}");
        }
    }
}
