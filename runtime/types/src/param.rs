//! Params as text.

use bumpalo::Bump;

use crate::{
    Date, Decimal, Fault, SqlType, Time, Timestamp, TimestampTz, Uuid, canonical_text, parse,
};

/// A run parameter's value.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// `boolean`
    Boolean(bool),
    /// `smallint`, `integer`, `bigint`
    Integer(i64),
    /// `real`, `double precision`
    Double(f64),
    /// `decimal(p,s)`
    Decimal(Decimal),
    /// `text`, `varchar(n)`, `char(n)`, `json`
    Text(String),
    /// `bytea`
    Bytea(Vec<u8>),
    /// `date`
    Date(Date),
    /// `time`
    Time(Time),
    /// `timestamp`
    Timestamp(Timestamp),
    /// `timestamptz`
    TimestampTz(TimestampTz),
    /// `uuid`
    Uuid(Uuid),
}

impl ParamValue {
    /// Reads a parameter by the rules for text cells; a `timestamptz` without a zone is in UTC.
    ///
    /// # Errors
    /// Text that is no value of the type.
    pub fn parse(text: &str, ty: SqlType) -> Result<ParamValue, Fault> {
        const MARK: u8 = b'.';
        Ok(match ty {
            SqlType::Boolean => ParamValue::Boolean(parse::boolean(text)?),
            SqlType::SmallInt => ParamValue::Integer(parse::smallint(text)?.into()),
            SqlType::Integer => ParamValue::Integer(parse::integer(text)?.into()),
            SqlType::BigInt => ParamValue::Integer(parse::bigint(text)?),
            SqlType::Real => {
                // Kept as it was written, so that it prints the same; but `real` has to hold it.
                parse::real(text, MARK)?;
                ParamValue::Double(parse::double(text, MARK)?)
            }
            SqlType::Double => ParamValue::Double(parse::double(text, MARK)?),
            SqlType::Decimal { precision, scale } => {
                ParamValue::Decimal(Decimal::parse_at(text, MARK, precision, scale)?)
            }
            SqlType::Text => ParamValue::Text(parse::text(text)?.to_owned()),
            SqlType::Varchar(length) => ParamValue::Text(parse::varchar(text, length)?.to_owned()),
            SqlType::Char(length) => ParamValue::Text(parse::char(text, length)?.to_owned()),
            SqlType::Bytea => ParamValue::Bytea(parse::bytea(text, &Bump::new())?.to_owned()),
            SqlType::Date => ParamValue::Date(parse::date(text)?),
            SqlType::Time => ParamValue::Time(parse::time(text)?),
            SqlType::Timestamp => ParamValue::Timestamp(parse::timestamp(text)?),
            SqlType::TimestampTz => ParamValue::TimestampTz(parse::timestamptz(text, "UTC")?),
            SqlType::Uuid => ParamValue::Uuid(parse::uuid(text)?),
            SqlType::Json => ParamValue::Text(parse::json(text)?.to_owned()),
        })
    }

    /// The canonical text, which [`ParamValue::parse`] reads back as the same value.
    #[must_use]
    pub fn as_text(&self) -> String {
        match self {
            ParamValue::Boolean(value) => canonical_text::boolean(*value).to_owned(),
            ParamValue::Integer(value) => value.to_string(),
            ParamValue::Double(value) => canonical_text::double(*value),
            ParamValue::Decimal(value) => value.to_string(),
            ParamValue::Text(value) => value.clone(),
            ParamValue::Bytea(value) => canonical_text::bytea(value),
            ParamValue::Date(value) => canonical_text::date(*value),
            ParamValue::Time(value) => canonical_text::time(*value),
            ParamValue::Timestamp(value) => canonical_text::timestamp(*value),
            ParamValue::TimestampTz(value) => canonical_text::timestamptz(*value),
            ParamValue::Uuid(value) => canonical_text::uuid(*value),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn parameters_read_and_print() {
        for (ty, given, printed) in [
            (SqlType::Boolean, "T", "true"),
            (SqlType::SmallInt, "+7", "7"),
            (
                SqlType::BigInt,
                "-9223372036854775808",
                "-9223372036854775808",
            ),
            (SqlType::Real, "0.1", "0.1"),
            (SqlType::Double, "1e20", "1e+20"),
            (
                SqlType::Decimal {
                    precision: 8,
                    scale: 2,
                },
                "1044.005",
                "1044.01",
            ),
            (SqlType::Text, " 2013 ", " 2013 "),
            (SqlType::Varchar(3), "äöü", "äöü"),
            (SqlType::Char(3), "ab   ", "ab"),
            (SqlType::Bytea, "\\xAB00", "\\xab00"),
            (SqlType::Date, "20130131", "2013-01-31"),
            (SqlType::Time, "06:00", "06:00:00.000000"),
            (
                SqlType::Timestamp,
                "2013-01-31 06:00",
                "2013-01-31T06:00:00.000000",
            ),
            (
                SqlType::TimestampTz,
                "2013-01-31 06:00+02",
                "2013-01-31T04:00:00.000000Z",
            ),
            (
                SqlType::TimestampTz,
                "2013-01-31",
                "2013-01-31T00:00:00.000000Z",
            ),
            (
                SqlType::Uuid,
                "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            ),
            (SqlType::Json, "{\"a\": 1}", "{\"a\": 1}"),
        ] {
            let value = ParamValue::parse(given, ty).unwrap();
            assert_eq!(value.as_text(), printed, "{ty}");
            assert_eq!(ParamValue::parse(printed, ty).unwrap(), value, "{ty}");
        }
    }

    #[test]
    fn parameters_that_do_not_fit() {
        for (ty, given, reason) in [
            (SqlType::Boolean, "yes", "not a boolean"),
            (SqlType::SmallInt, "32768", "out of range for smallint"),
            (SqlType::Integer, "1.0", "not an integer"),
            (SqlType::Real, "1e39", "out of range for real"),
            (
                SqlType::Double,
                "1e-400",
                "out of range for double precision",
            ),
            (
                SqlType::Decimal {
                    precision: 5,
                    scale: 2,
                },
                "1000",
                "out of range for decimal(5,2)",
            ),
            (
                SqlType::Decimal {
                    precision: 5,
                    scale: 2,
                },
                "NaN",
                "NaN in a decimal",
            ),
            (SqlType::Text, "a\0b", "a NUL character in a text"),
            (SqlType::Varchar(3), "abcd", "longer than varchar(3)"),
            (SqlType::Char(3), "abcd", "longer than char(3)"),
            (
                SqlType::Bytea,
                "\\xabc",
                "not a bytea (\\x and two hex digits a byte)",
            ),
            (
                SqlType::Bytea,
                "abcd",
                "not a bytea (\\x and two hex digits a byte)",
            ),
            (
                SqlType::Uuid,
                "urn:uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "not a uuid",
            ),
            (
                SqlType::Json,
                "{a: 1}",
                "not JSON: key must be a string at line 1 column 2",
            ),
        ] {
            let fault = ParamValue::parse(given, ty).unwrap_err();
            assert_eq!(
                (fault.reason.as_ref(), fault.value.as_deref()),
                (reason, Some(given)),
                "{ty}"
            );
        }
    }
}
