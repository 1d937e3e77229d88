// @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimType};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer
    pub id: Option<i32>,
    /// boolean
    pub a_boolean: Option<bool>,
    /// smallint
    pub a_smallint: Option<i16>,
    /// integer
    pub an_integer: Option<i32>,
    /// bigint
    pub a_bigint: Option<i64>,
    /// real
    pub a_real: Option<f32>,
    /// double precision
    pub a_double: Option<f64>,
    /// decimal(38,0)
    pub a_whole: Option<types::Decimal>,
    /// decimal(10,2)
    pub a_price: Option<types::Decimal>,
    /// decimal(38,38)
    pub a_fraction: Option<types::Decimal>,
    /// text
    pub a_text: Option<&'a str>,
    /// varchar(10)
    pub a_varchar: Option<&'a str>,
    /// char(5)
    pub a_char: Option<&'a str>,
    /// bytea
    pub a_bytea: Option<&'a [u8]>,
    /// date
    pub a_date: Option<types::Date>,
    /// time
    pub a_time: Option<types::Time>,
    /// timestamp
    pub a_timestamp: Option<types::Timestamp>,
    /// timestamptz
    pub a_timestamptz: Option<types::TimestampTz>,
    /// uuid
    pub a_uuid: Option<types::Uuid>,
    /// json
    pub a_json: Option<types::Json<'a>>,
    /// json
    pub a_jsonb: Option<types::Json<'a>>,
    /// text
    pub an_enum: Option<&'a str>,
    /// integer
    pub a_domain: Option<i32>,
    /// text
    pub some_chars: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// integer; business key
    pub id: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// integer; business key
    pub id: Option<i32>,
    /// boolean; type 2: new version
    pub a_boolean: Option<bool>,
    /// smallint; type 2: new version
    pub a_smallint: Option<i16>,
    /// integer; type 2: new version
    pub an_integer: Option<i32>,
    /// bigint; type 2: new version
    pub a_bigint: Option<i64>,
    /// real; type 2: new version
    pub a_real: Option<f32>,
    /// double precision; type 2: new version
    pub a_double: Option<f64>,
    /// decimal(38,0); type 2: new version
    pub a_whole: Option<types::Decimal>,
    /// decimal(10,2); type 2: new version
    pub a_price: Option<types::Decimal>,
    /// decimal(38,38); type 2: new version
    pub a_fraction: Option<types::Decimal>,
    /// text; type 2: new version
    pub a_text: Option<&'a str>,
    /// varchar(10); type 2: new version
    pub a_varchar: Option<&'a str>,
    /// char(5); type 2: new version
    pub a_char: Option<&'a str>,
    /// bytea; type 2: new version
    pub a_bytea: Option<&'a [u8]>,
    /// date; type 2: new version
    pub a_date: Option<types::Date>,
    /// time; type 2: new version
    pub a_time: Option<types::Time>,
    /// timestamp; type 2: new version
    pub a_timestamp: Option<types::Timestamp>,
    /// timestamptz; type 2: new version
    pub a_timestamptz: Option<types::TimestampTz>,
    /// uuid; type 2: new version
    pub a_uuid: Option<types::Uuid>,
    /// json; type 2: new version
    pub a_json: Option<types::Json<'a>>,
    /// json; type 2: new version
    pub a_jsonb: Option<types::Json<'a>>,
    /// text; type 2: new version
    pub an_enum: Option<&'a str>,
    /// integer; type 2: new version
    pub a_domain: Option<i32>,
    /// text; type 2: new version
    pub some_chars: Option<&'a str>,
}

impl Job for DimType {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            a_boolean: row.optional(&source::A_BOOLEAN)?,
            a_smallint: row.optional(&source::A_SMALLINT)?,
            an_integer: row.optional(&source::AN_INTEGER)?,
            a_bigint: row.optional(&source::A_BIGINT)?,
            a_real: row.optional(&source::A_REAL)?,
            a_double: row.optional(&source::A_DOUBLE)?,
            a_whole: row.optional(&source::A_WHOLE)?,
            a_price: row.optional(&source::A_PRICE)?,
            a_fraction: row.optional(&source::A_FRACTION)?,
            a_text: row.optional(&source::A_TEXT)?,
            a_varchar: row.optional(&source::A_VARCHAR)?,
            a_char: row.optional(&source::A_CHAR)?,
            a_bytea: row.optional(&source::A_BYTEA)?,
            a_date: row.optional(&source::A_DATE)?,
            a_time: row.optional(&source::A_TIME)?,
            a_timestamp: row.optional(&source::A_TIMESTAMP)?,
            a_timestamptz: row.optional(&source::A_TIMESTAMPTZ)?,
            a_uuid: row.optional(&source::A_UUID)?,
            a_json: row.optional(&source::A_JSON)?,
            a_jsonb: row.optional(&source::A_JSONB)?,
            an_enum: row.optional(&source::AN_ENUM)?,
            a_domain: row.optional(&source::A_DOMAIN)?,
            some_chars: row.optional(&source::SOME_CHARS)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.optional(&source::ID)?;
        Ok(Key {
            id: transform::id(id).ok_or_else(|| Reject::null_key("id"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: transform::id(source.id),
            a_boolean: transform::a_boolean(source.a_boolean),
            a_smallint: transform::a_smallint(source.a_smallint),
            an_integer: transform::an_integer(source.an_integer),
            a_bigint: transform::a_bigint(source.a_bigint),
            a_real: transform::a_real(source.a_real),
            a_double: transform::a_double(source.a_double),
            a_whole: transform::a_whole(source.a_whole),
            a_price: transform::a_price(source.a_price),
            a_fraction: transform::a_fraction(source.a_fraction),
            a_text: transform::a_text(source.a_text),
            a_varchar: transform::a_varchar(source.a_varchar),
            a_char: transform::a_char(source.a_char),
            a_bytea: transform::a_bytea(source.a_bytea),
            a_date: transform::a_date(source.a_date),
            a_time: transform::a_time(source.a_time),
            a_timestamp: transform::a_timestamp(source.a_timestamp),
            a_timestamptz: transform::a_timestamptz(source.a_timestamptz),
            a_uuid: transform::a_uuid(source.a_uuid),
            a_json: transform::a_json(source.a_json),
            a_jsonb: transform::a_jsonb(source.a_jsonb),
            an_enum: transform::an_enum(source.an_enum),
            a_domain: transform::a_domain(source.a_domain),
            some_chars: transform::some_chars(source.some_chars),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.a_boolean);
        out.put(row.a_smallint);
        out.put(row.an_integer);
        out.put(row.a_bigint);
        out.put(row.a_real);
        out.put(row.a_double);
        out.put(row.a_whole);
        out.put(row.a_price);
        out.put(row.a_fraction);
        out.put(row.a_text);
        out.put(row.a_varchar);
        out.put(row.a_char);
        out.put(row.a_bytea);
        out.put(row.a_date);
        out.put(row.a_time);
        out.put(row.a_timestamp);
        out.put(row.a_timestamptz);
        out.put(row.a_uuid);
        out.put(row.a_json);
        out.put(row.a_jsonb);
        out.put(row.an_enum);
        out.put(row.a_domain);
        out.put(row.some_chars);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.a_boolean);
        out.put(row.a_smallint);
        out.put(row.an_integer);
        out.put(row.a_bigint);
        out.put(row.a_real);
        out.put(row.a_double);
        out.put(row.a_whole);
        out.put(row.a_price);
        out.put(row.a_fraction);
        out.put(row.a_text);
        out.put(row.a_varchar);
        out.put(row.a_char);
        out.put(row.a_bytea);
        out.put(row.a_date);
        out.put(row.a_time);
        out.put(row.a_timestamp);
        out.put(row.a_timestamptz);
        out.put(row.a_uuid);
        out.put(row.a_json);
        out.put(row.a_jsonb);
        out.put(row.an_enum);
        out.put(row.a_domain);
        out.put(row.some_chars);
    }

    fn write_type1<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            id: row.required(&target::ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: row.optional(&target::ID)?,
            a_boolean: row.optional(&target::A_BOOLEAN)?,
            a_smallint: row.optional(&target::A_SMALLINT)?,
            an_integer: row.optional(&target::AN_INTEGER)?,
            a_bigint: row.optional(&target::A_BIGINT)?,
            a_real: row.optional(&target::A_REAL)?,
            a_double: row.optional(&target::A_DOUBLE)?,
            a_whole: row.optional(&target::A_WHOLE)?,
            a_price: row.optional(&target::A_PRICE)?,
            a_fraction: row.optional(&target::A_FRACTION)?,
            a_text: row.optional(&target::A_TEXT)?,
            a_varchar: row.optional(&target::A_VARCHAR)?,
            a_char: row.optional(&target::A_CHAR)?,
            a_bytea: row.optional(&target::A_BYTEA)?,
            a_date: row.optional(&target::A_DATE)?,
            a_time: row.optional(&target::A_TIME)?,
            a_timestamp: row.optional(&target::A_TIMESTAMP)?,
            a_timestamptz: row.optional(&target::A_TIMESTAMPTZ)?,
            a_uuid: row.optional(&target::A_UUID)?,
            a_json: row.optional(&target::A_JSON)?,
            a_jsonb: row.optional(&target::A_JSONB)?,
            an_enum: row.optional(&target::AN_ENUM)?,
            a_domain: row.optional(&target::A_DOMAIN)?,
            some_chars: row.optional(&target::SOME_CHARS)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const A_BOOLEAN: Column = Column::stored("a_boolean", 1, SqlType::Boolean);
    pub const A_SMALLINT: Column = Column::stored("a_smallint", 2, SqlType::SmallInt);
    pub const AN_INTEGER: Column = Column::stored("an_integer", 3, SqlType::Integer);
    pub const A_BIGINT: Column = Column::stored("a_bigint", 4, SqlType::BigInt);
    pub const A_REAL: Column = Column::stored("a_real", 5, SqlType::Real);
    pub const A_DOUBLE: Column = Column::stored("a_double", 6, SqlType::Double);
    pub const A_WHOLE: Column = Column::stored("a_whole", 7, SqlType::decimal(38, 0));
    pub const A_PRICE: Column = Column::stored("a_price", 8, SqlType::decimal(10, 2));
    pub const A_FRACTION: Column = Column::stored(
        "a_fraction",
        9,
        SqlType::decimal(38, 38),
    );
    pub const A_TEXT: Column = Column::stored("a_text", 10, SqlType::Text);
    pub const A_VARCHAR: Column = Column::stored("a_varchar", 11, SqlType::Varchar(10));
    pub const A_CHAR: Column = Column::stored("a_char", 12, SqlType::Char(5));
    pub const A_BYTEA: Column = Column::stored("a_bytea", 13, SqlType::Bytea);
    pub const A_DATE: Column = Column::stored("a_date", 14, SqlType::Date);
    pub const A_TIME: Column = Column::stored("a_time", 15, SqlType::Time);
    pub const A_TIMESTAMP: Column = Column::stored(
        "a_timestamp",
        16,
        SqlType::Timestamp,
    );
    pub const A_TIMESTAMPTZ: Column = Column::stored(
            "a_timestamptz",
            17,
            SqlType::TimestampTz,
        )
        .timezone("UTC");
    pub const A_UUID: Column = Column::stored("a_uuid", 18, SqlType::Uuid);
    pub const A_JSON: Column = Column::stored("a_json", 19, SqlType::Json);
    pub const A_JSONB: Column = Column::stored("a_jsonb", 20, SqlType::Json);
    pub const AN_ENUM: Column = Column::stored("an_enum", 21, SqlType::Text);
    pub const A_DOMAIN: Column = Column::stored("a_domain", 22, SqlType::Integer);
    pub const SOME_CHARS: Column = Column::stored("some_chars", 23, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const A_BOOLEAN: Column = Column::stored("a_boolean", 1, SqlType::Boolean);
    pub const A_SMALLINT: Column = Column::stored("a_smallint", 2, SqlType::SmallInt);
    pub const AN_INTEGER: Column = Column::stored("an_integer", 3, SqlType::Integer);
    pub const A_BIGINT: Column = Column::stored("a_bigint", 4, SqlType::BigInt);
    pub const A_REAL: Column = Column::stored("a_real", 5, SqlType::Real);
    pub const A_DOUBLE: Column = Column::stored("a_double", 6, SqlType::Double);
    pub const A_WHOLE: Column = Column::stored("a_whole", 7, SqlType::decimal(38, 0));
    pub const A_PRICE: Column = Column::stored("a_price", 8, SqlType::decimal(10, 2));
    pub const A_FRACTION: Column = Column::stored(
        "a_fraction",
        9,
        SqlType::decimal(38, 38),
    );
    pub const A_TEXT: Column = Column::stored("a_text", 10, SqlType::Text);
    pub const A_VARCHAR: Column = Column::stored("a_varchar", 11, SqlType::Varchar(10));
    pub const A_CHAR: Column = Column::stored("a_char", 12, SqlType::Char(5));
    pub const A_BYTEA: Column = Column::stored("a_bytea", 13, SqlType::Bytea);
    pub const A_DATE: Column = Column::stored("a_date", 14, SqlType::Date);
    pub const A_TIME: Column = Column::stored("a_time", 15, SqlType::Time);
    pub const A_TIMESTAMP: Column = Column::stored(
        "a_timestamp",
        16,
        SqlType::Timestamp,
    );
    pub const A_TIMESTAMPTZ: Column = Column::stored(
        "a_timestamptz",
        17,
        SqlType::TimestampTz,
    );
    pub const A_UUID: Column = Column::stored("a_uuid", 18, SqlType::Uuid);
    pub const A_JSON: Column = Column::stored("a_json", 19, SqlType::Json);
    pub const A_JSONB: Column = Column::stored("a_jsonb", 20, SqlType::Json);
    pub const AN_ENUM: Column = Column::stored("an_enum", 21, SqlType::Text);
    pub const A_DOMAIN: Column = Column::stored("a_domain", 22, SqlType::Integer);
    pub const SOME_CHARS: Column = Column::stored("some_chars", 23, SqlType::Text);
}
