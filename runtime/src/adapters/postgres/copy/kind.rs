//! What a column's wire format is.

use crate::info::{Column, SqlType};

/// The wire format of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as PostgreSQL names them")]
pub(crate) enum Kind {
    Bool,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Text,
    /// `char(n)`, whose blanks at the end are no part of the value: PostgreSQL's own cast to text
    /// takes them off.
    Char,
    Bytea,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    Json,
    Jsonb,
}

impl Kind {
    /// The format of a built-in type; `None`: none that can be read. A domain has its base type's,
    /// an enum is text.
    #[must_use]
    pub(crate) fn of(oid: u32) -> Option<Kind> {
        Some(match oid {
            16 => Kind::Bool,
            17 => Kind::Bytea,
            20 => Kind::Int8,
            21 => Kind::Int2,
            23 => Kind::Int4,
            // char, name, text, unknown, varchar
            18 | 19 | 25 | 705 | 1043 => Kind::Text,
            1042 => Kind::Char,
            114 => Kind::Json,
            700 => Kind::Float4,
            701 => Kind::Float8,
            1082 => Kind::Date,
            1083 => Kind::Time,
            1114 => Kind::Timestamp,
            1184 => Kind::TimestampTz,
            1700 => Kind::Numeric,
            2950 => Kind::Uuid,
            3802 => Kind::Jsonb,
            _ => return None,
        })
    }

    /// Whether values of this format can be read as the column's type: of the same family, each
    /// value checked. Text is read by the rules of text, as from a file.
    #[must_use]
    pub(crate) fn fits(self, column: &Column) -> bool {
        let ty = column.ty;
        match self {
            Kind::Text | Kind::Char => ty != SqlType::Bytea,
            Kind::Bool => ty == SqlType::Boolean,
            Kind::Int2 | Kind::Int4 | Kind::Int8 => matches!(
                ty,
                SqlType::SmallInt
                    | SqlType::Integer
                    | SqlType::BigInt
                    | SqlType::Decimal { .. }
                    | SqlType::Real
                    | SqlType::Double
            ),
            Kind::Float4 | Kind::Float8 => matches!(ty, SqlType::Real | SqlType::Double),
            Kind::Numeric => matches!(ty, SqlType::Decimal { .. }),
            Kind::Bytea => ty == SqlType::Bytea,
            Kind::Date => ty == SqlType::Date,
            Kind::Time => ty == SqlType::Time,
            Kind::Timestamp => {
                ty == SqlType::Timestamp
                    || ty == SqlType::TimestampTz && !column.timezone.is_empty()
            }
            Kind::TimestampTz => ty == SqlType::TimestampTz,
            Kind::Uuid => ty == SqlType::Uuid,
            Kind::Json | Kind::Jsonb => ty == SqlType::Json || ty == SqlType::Text,
        }
    }

    /// The format in which a created table stores a type.
    #[must_use]
    pub(crate) fn stored(ty: SqlType) -> Kind {
        match ty {
            SqlType::Boolean => Kind::Bool,
            SqlType::SmallInt => Kind::Int2,
            SqlType::Integer => Kind::Int4,
            SqlType::BigInt => Kind::Int8,
            SqlType::Real => Kind::Float4,
            SqlType::Double => Kind::Float8,
            SqlType::Decimal { .. } => Kind::Numeric,
            SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => Kind::Text,
            SqlType::Bytea => Kind::Bytea,
            SqlType::Date => Kind::Date,
            SqlType::Time => Kind::Time,
            SqlType::Timestamp => Kind::Timestamp,
            SqlType::TimestampTz => Kind::TimestampTz,
            SqlType::Uuid => Kind::Uuid,
            SqlType::Json => Kind::Json,
        }
    }
}
