// @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `id`
pub fn id(id: Option<i32>) -> Option<i32> {
    id
}

/// `a_boolean`
pub fn a_boolean(a_boolean: Option<bool>) -> Option<bool> {
    a_boolean
}

/// `a_smallint`
pub fn a_smallint(a_smallint: Option<i16>) -> Option<i16> {
    a_smallint
}

/// `an_integer`
pub fn an_integer(an_integer: Option<i32>) -> Option<i32> {
    an_integer
}

/// `a_bigint`
pub fn a_bigint(a_bigint: Option<i64>) -> Option<i64> {
    a_bigint
}

/// `a_real`
pub fn a_real(a_real: Option<f32>) -> Option<f32> {
    a_real
}

/// `a_double`
pub fn a_double(a_double: Option<f64>) -> Option<f64> {
    a_double
}

/// `a_whole`
pub fn a_whole(a_whole: Option<types::Decimal>) -> Option<types::Decimal> {
    a_whole
}

/// `a_price`
pub fn a_price(a_price: Option<types::Decimal>) -> Option<types::Decimal> {
    a_price
}

/// `a_fraction`
pub fn a_fraction(a_fraction: Option<types::Decimal>) -> Option<types::Decimal> {
    a_fraction
}

/// `a_text`
pub fn a_text(a_text: Option<&str>) -> Option<&str> {
    a_text
}

/// `a_varchar`
pub fn a_varchar(a_varchar: Option<&str>) -> Option<&str> {
    a_varchar
}

/// `a_char`
pub fn a_char(a_char: Option<&str>) -> Option<&str> {
    a_char
}

/// `a_bytea`
pub fn a_bytea(a_bytea: Option<&[u8]>) -> Option<&[u8]> {
    a_bytea
}

/// `a_date`
pub fn a_date(a_date: Option<types::Date>) -> Option<types::Date> {
    a_date
}

/// `a_time`
pub fn a_time(a_time: Option<types::Time>) -> Option<types::Time> {
    a_time
}

/// `a_timestamp`
pub fn a_timestamp(a_timestamp: Option<types::Timestamp>) -> Option<types::Timestamp> {
    a_timestamp
}

/// `a_timestamptz`
pub fn a_timestamptz(
    a_timestamptz: Option<types::TimestampTz>,
) -> Option<types::TimestampTz> {
    a_timestamptz
}

/// `a_uuid`
pub fn a_uuid(a_uuid: Option<types::Uuid>) -> Option<types::Uuid> {
    a_uuid
}

/// `a_json`
pub fn a_json(a_json: Option<types::Json<'_>>) -> Option<types::Json<'_>> {
    a_json
}

/// `a_jsonb`
pub fn a_jsonb(a_jsonb: Option<types::Json<'_>>) -> Option<types::Json<'_>> {
    a_jsonb
}

/// `an_enum`
pub fn an_enum(an_enum: Option<&str>) -> Option<&str> {
    an_enum
}

/// `a_domain`
pub fn a_domain(a_domain: Option<i32>) -> Option<i32> {
    a_domain
}

/// `some_chars`
pub fn some_chars(some_chars: Option<&str>) -> Option<&str> {
    some_chars
}
