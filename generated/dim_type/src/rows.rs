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
    /// integer not null
    pub id: i32,
    /// boolean
    pub flag: Option<bool>,
    /// smallint
    pub small: Option<i16>,
    /// integer
    pub middle: Option<i32>,
    /// bigint
    pub big: Option<i64>,
    /// real
    pub single: Option<f32>,
    /// double precision
    pub double: Option<f64>,
    /// decimal(38,0)
    pub whole: Option<types::Decimal>,
    /// decimal(12,2)
    pub amount: Option<types::Decimal>,
    /// decimal(38,20)
    pub exact: Option<types::Decimal>,
    /// text
    pub words: Option<&'a str>,
    /// varchar(10)
    pub short: Option<&'a str>,
    /// char(6)
    pub code: Option<&'a str>,
    /// bytea
    pub bytes: Option<&'a [u8]>,
    /// date
    pub day: Option<types::Date>,
    /// time
    pub clock: Option<types::Time>,
    /// timestamp
    pub moment: Option<types::Timestamp>,
    /// timestamptz
    pub instant: Option<types::TimestampTz>,
    /// uuid
    pub ident: Option<types::Uuid>,
    /// json
    pub doc: Option<types::Json<'a>>,
    /// json
    pub docb: Option<types::Json<'a>>,
    /// text
    pub mood: Option<&'a str>,
    /// decimal(10,2)
    pub price: Option<types::Decimal>,
    /// text
    pub label: Option<&'a str>,
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
    pub flag: Option<bool>,
    /// smallint; type 2: new version
    pub small: Option<i16>,
    /// integer; type 2: new version
    pub middle: Option<i32>,
    /// bigint; type 2: new version
    pub big: Option<i64>,
    /// real; type 2: new version
    pub single: Option<f32>,
    /// double precision; type 2: new version
    pub double: Option<f64>,
    /// decimal(38,0); type 2: new version
    pub whole: Option<types::Decimal>,
    /// decimal(12,2); type 2: new version
    pub amount: Option<types::Decimal>,
    /// decimal(38,20); type 2: new version
    pub exact: Option<types::Decimal>,
    /// text; type 2: new version
    pub words: Option<&'a str>,
    /// varchar(10); type 2: new version
    pub short: Option<&'a str>,
    /// char(6); type 2: new version
    pub code: Option<&'a str>,
    /// bytea; type 2: new version
    pub bytes: Option<&'a [u8]>,
    /// date; type 2: new version
    pub day: Option<types::Date>,
    /// time; type 2: new version
    pub clock: Option<types::Time>,
    /// timestamp; type 2: new version
    pub moment: Option<types::Timestamp>,
    /// timestamptz; type 2: new version
    pub instant: Option<types::TimestampTz>,
    /// uuid; type 2: new version
    pub ident: Option<types::Uuid>,
    /// json; type 2: new version
    pub doc: Option<types::Json<'a>>,
    /// json; type 2: new version
    pub docb: Option<types::Json<'a>>,
    /// text; type 2: new version
    pub mood: Option<&'a str>,
    /// decimal(10,2); type 2: new version
    pub price: Option<types::Decimal>,
    /// text; type 2: new version
    pub label: Option<&'a str>,
}

impl Job for DimType {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.required(&source::ID)?,
            flag: row.optional(&source::FLAG)?,
            small: row.optional(&source::SMALL)?,
            middle: row.optional(&source::MIDDLE)?,
            big: row.optional(&source::BIG)?,
            single: row.optional(&source::SINGLE)?,
            double: row.optional(&source::DOUBLE)?,
            whole: row.optional(&source::WHOLE)?,
            amount: row.optional(&source::AMOUNT)?,
            exact: row.optional(&source::EXACT)?,
            words: row.optional(&source::WORDS)?,
            short: row.optional(&source::SHORT)?,
            code: row.optional(&source::CODE)?,
            bytes: row.optional(&source::BYTES)?,
            day: row.optional(&source::DAY)?,
            clock: row.optional(&source::CLOCK)?,
            moment: row.optional(&source::MOMENT)?,
            instant: row.optional(&source::INSTANT)?,
            ident: row.optional(&source::IDENT)?,
            doc: row.optional(&source::DOC)?,
            docb: row.optional(&source::DOCB)?,
            mood: row.optional(&source::MOOD)?,
            price: row.optional(&source::PRICE)?,
            label: row.optional(&source::LABEL)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.required(&source::ID)?;
        Ok(Key { id: transform::id(id) })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: Some(key.id),
            flag: transform::flag(source.flag),
            small: transform::small(source.small),
            middle: transform::middle(source.middle),
            big: transform::big(source.big),
            single: transform::single(source.single),
            double: transform::double(source.double),
            whole: transform::whole(source.whole),
            amount: transform::amount(source.amount),
            exact: transform::exact(source.exact),
            words: transform::words(source.words),
            short: transform::short(source.short),
            code: transform::code(source.code),
            bytes: transform::bytes(source.bytes),
            day: transform::day(source.day),
            clock: transform::clock(source.clock),
            moment: transform::moment(source.moment),
            instant: transform::instant(source.instant),
            ident: transform::ident(source.ident),
            doc: transform::doc(source.doc),
            docb: transform::docb(source.docb),
            mood: transform::mood(source.mood),
            price: transform::price(source.price),
            label: transform::label(source.label),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.flag);
        out.put(row.small);
        out.put(row.middle);
        out.put(row.big);
        out.put(row.single);
        out.put(row.double);
        out.put(row.whole);
        out.put(row.amount);
        out.put(row.exact);
        out.put(row.words);
        out.put(row.short);
        out.put(row.code);
        out.put(row.bytes);
        out.put(row.day);
        out.put(row.clock);
        out.put(row.moment);
        out.put(row.instant);
        out.put(row.ident);
        out.put(row.doc);
        out.put(row.docb);
        out.put(row.mood);
        out.put(row.price);
        out.put(row.label);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.flag);
        out.put(row.small);
        out.put(row.middle);
        out.put(row.big);
        out.put(row.single);
        out.put(row.double);
        out.put(row.whole);
        out.put(row.amount);
        out.put(row.exact);
        out.put(row.words);
        out.put(row.short);
        out.put(row.code);
        out.put(row.bytes);
        out.put(row.day);
        out.put(row.clock);
        out.put(row.moment);
        out.put(row.instant);
        out.put(row.ident);
        out.put(row.doc);
        out.put(row.docb);
        out.put(row.mood);
        out.put(row.price);
        out.put(row.label);
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
            flag: row.optional(&target::FLAG)?,
            small: row.optional(&target::SMALL)?,
            middle: row.optional(&target::MIDDLE)?,
            big: row.optional(&target::BIG)?,
            single: row.optional(&target::SINGLE)?,
            double: row.optional(&target::DOUBLE)?,
            whole: row.optional(&target::WHOLE)?,
            amount: row.optional(&target::AMOUNT)?,
            exact: row.optional(&target::EXACT)?,
            words: row.optional(&target::WORDS)?,
            short: row.optional(&target::SHORT)?,
            code: row.optional(&target::CODE)?,
            bytes: row.optional(&target::BYTES)?,
            day: row.optional(&target::DAY)?,
            clock: row.optional(&target::CLOCK)?,
            moment: row.optional(&target::MOMENT)?,
            instant: row.optional(&target::INSTANT)?,
            ident: row.optional(&target::IDENT)?,
            doc: row.optional(&target::DOC)?,
            docb: row.optional(&target::DOCB)?,
            mood: row.optional(&target::MOOD)?,
            price: row.optional(&target::PRICE)?,
            label: row.optional(&target::LABEL)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const FLAG: Column = Column::stored("flag", 1, SqlType::Boolean);
    pub const SMALL: Column = Column::stored("small", 2, SqlType::SmallInt);
    pub const MIDDLE: Column = Column::stored("middle", 3, SqlType::Integer);
    pub const BIG: Column = Column::stored("big", 4, SqlType::BigInt);
    pub const SINGLE: Column = Column::stored("single", 5, SqlType::Real);
    pub const DOUBLE: Column = Column::stored("double", 6, SqlType::Double);
    pub const WHOLE: Column = Column::stored("whole", 7, SqlType::decimal(38, 0));
    pub const AMOUNT: Column = Column::stored("amount", 8, SqlType::decimal(12, 2));
    pub const EXACT: Column = Column::stored("exact", 9, SqlType::decimal(38, 20));
    pub const WORDS: Column = Column::stored("words", 10, SqlType::Text);
    pub const SHORT: Column = Column::stored("short", 11, SqlType::Varchar(10));
    pub const CODE: Column = Column::stored("code", 12, SqlType::Char(6));
    pub const BYTES: Column = Column::stored("bytes", 13, SqlType::Bytea);
    pub const DAY: Column = Column::stored("day", 14, SqlType::Date);
    pub const CLOCK: Column = Column::stored("clock", 15, SqlType::Time);
    pub const MOMENT: Column = Column::stored("moment", 16, SqlType::Timestamp);
    pub const INSTANT: Column = Column::stored("instant", 17, SqlType::TimestampTz)
        .timezone("UTC");
    pub const IDENT: Column = Column::stored("ident", 18, SqlType::Uuid);
    pub const DOC: Column = Column::stored("doc", 19, SqlType::Json);
    pub const DOCB: Column = Column::stored("docb", 20, SqlType::Json);
    pub const MOOD: Column = Column::stored("mood", 21, SqlType::Text);
    pub const PRICE: Column = Column::stored("price", 22, SqlType::decimal(10, 2));
    pub const LABEL: Column = Column::stored("label", 23, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const FLAG: Column = Column::stored("flag", 1, SqlType::Boolean);
    pub const SMALL: Column = Column::stored("small", 2, SqlType::SmallInt);
    pub const MIDDLE: Column = Column::stored("middle", 3, SqlType::Integer);
    pub const BIG: Column = Column::stored("big", 4, SqlType::BigInt);
    pub const SINGLE: Column = Column::stored("single", 5, SqlType::Real);
    pub const DOUBLE: Column = Column::stored("double", 6, SqlType::Double);
    pub const WHOLE: Column = Column::stored("whole", 7, SqlType::decimal(38, 0));
    pub const AMOUNT: Column = Column::stored("amount", 8, SqlType::decimal(12, 2));
    pub const EXACT: Column = Column::stored("exact", 9, SqlType::decimal(38, 20));
    pub const WORDS: Column = Column::stored("words", 10, SqlType::Text);
    pub const SHORT: Column = Column::stored("short", 11, SqlType::Varchar(10));
    pub const CODE: Column = Column::stored("code", 12, SqlType::Char(6));
    pub const BYTES: Column = Column::stored("bytes", 13, SqlType::Bytea);
    pub const DAY: Column = Column::stored("day", 14, SqlType::Date);
    pub const CLOCK: Column = Column::stored("clock", 15, SqlType::Time);
    pub const MOMENT: Column = Column::stored("moment", 16, SqlType::Timestamp);
    pub const INSTANT: Column = Column::stored("instant", 17, SqlType::TimestampTz);
    pub const IDENT: Column = Column::stored("ident", 18, SqlType::Uuid);
    pub const DOC: Column = Column::stored("doc", 19, SqlType::Json);
    pub const DOCB: Column = Column::stored("docb", 20, SqlType::Json);
    pub const MOOD: Column = Column::stored("mood", 21, SqlType::Text);
    pub const PRICE: Column = Column::stored("price", 22, SqlType::decimal(10, 2));
    pub const LABEL: Column = Column::stored("label", 23, SqlType::Text);
}
