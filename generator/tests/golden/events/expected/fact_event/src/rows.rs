// @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, FactEvent};
use crate::order;
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// `Event Id`: bigint not null
    pub event_id: i64,
    /// `type`: text
    pub type_: Option<&'a str>,
    /// timestamptz
    pub at: Option<types::TimestampTz>,
    /// text
    pub mail__address: Option<&'a str>,
    /// decimal(12,2)
    pub amount: Option<types::Decimal>,
    /// boolean
    pub paid: Option<bool>,
    /// json
    pub raw: Option<types::Json<'a>>,
}

/// The business key.
pub struct Key<'a> {
    /// varchar(10) not null; business key
    pub kind: &'a str,
    /// bigint; business key
    pub event_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub event_id: Option<i64>,
    /// varchar(10) not null; business key
    pub kind: &'a str,
    /// timestamptz; type 1: overwritten
    pub at: Option<types::TimestampTz>,
    /// text; type 1: overwritten
    pub domain: Option<&'a str>,
    /// text; type 1: overwritten
    pub mirrored: Option<&'a str>,
    /// bigint; type 1: overwritten
    pub cents: Option<i64>,
    /// text; type 1: overwritten
    pub size: Option<&'a str>,
    /// boolean; type 1: overwritten
    pub paid: Option<bool>,
    /// json; type 1: overwritten
    pub raw: Option<types::Json<'a>>,
    /// bigint; not tracked
    pub loaded_by: Option<i64>,
}

impl Job for FactEvent {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            event_id: row.required(&source::EVENT_ID)?,
            type_: row.optional(&source::TYPE_)?,
            at: row.optional(&source::AT)?,
            mail__address: row.optional(&source::MAIL__ADDRESS)?,
            amount: row.optional(&source::AMOUNT)?,
            paid: row.optional(&source::PAID)?,
            raw: row.optional(&source::RAW)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let event_id = row.required(&source::EVENT_ID)?;
        let type_ = row.optional(&source::TYPE_)?;
        let key = Key {
            kind: transform::kind(type_, scratch).map_err(|fault| fault.at("kind"))?,
            event_id: transform::event_id(event_id),
        };
        if key.kind.is_empty() {
            return Err(Reject::empty_key("kind"));
        }
        Ok(key)
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            event_id: Some(key.event_id),
            kind: key.kind,
            at: transform::at(source.at),
            domain: transform::domain(source.mail__address),
            mirrored: transform::mirrored(source.mail__address, scratch),
            cents: transform::cents(source.amount).map_err(|fault| fault.at("cents"))?,
            size: Some(transform::size(source.amount)),
            paid: Some(transform::paid(source.paid)),
            raw: transform::raw(source.raw),
            loaded_by: Some(transform::loaded_by(scratch)),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.kind);
        out.put(key.event_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.event_id);
        out.put(row.kind);
        out.put(row.at);
        out.put(row.domain);
        out.put(row.mirrored);
        out.put(row.cents);
        out.put(row.size);
        out.put(row.paid);
        out.put(row.raw);
        out.put(row.loaded_by);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.at);
        out.put(row.domain);
        out.put(row.mirrored);
        out.put(row.cents);
        out.put(row.size);
        out.put(row.paid);
        out.put(row.raw);
    }

    fn write_order<'a, W: RowWriter>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
        out: &mut W,
    ) -> Result<(), Reject> {
        out.put(order::by_1(source.at));
        out.put(order::by_2(source.amount));
        Ok(())
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            kind: row.required(&key::KIND)?,
            event_id: row.required(&key::EVENT_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            event_id: row.optional(&target::EVENT_ID)?,
            kind: row.required(&target::KIND)?,
            at: row.optional(&target::AT)?,
            domain: row.optional(&target::DOMAIN)?,
            mirrored: row.optional(&target::MIRRORED)?,
            cents: row.optional(&target::CENTS)?,
            size: row.optional(&target::SIZE)?,
            paid: row.optional(&target::PAID)?,
            raw: row.optional(&target::RAW)?,
            loaded_by: row.optional(&target::LOADED_BY)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const EVENT_ID: Column = Column::stored("Event Id", 0, SqlType::BigInt);
    pub const TYPE_: Column = Column::stored("type", 1, SqlType::Text).nulls(&["-"]);
    pub const AT: Column = Column::stored("at", 2, SqlType::TimestampTz)
        .timezone("Europe/Berlin");
    pub const MAIL__ADDRESS: Column = Column::stored("mail__address", 3, SqlType::Text);
    pub const AMOUNT: Column = Column::stored("amount", 4, SqlType::decimal(12, 2))
        .decimal_mark(b',');
    pub const PAID: Column = Column::stored("paid", 5, SqlType::Boolean)
        .booleans("J", "N");
    pub const RAW: Column = Column::stored("raw", 6, SqlType::Json);
}

/// How the key's columns are read back.
pub(crate) mod key {
    use loadwright_runtime::job::{Column, SqlType};
    pub const KIND: Column = Column::stored("kind", 0, SqlType::Varchar(10));
    pub const EVENT_ID: Column = Column::stored("event_id", 1, SqlType::BigInt);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const EVENT_ID: Column = Column::stored("event_id", 0, SqlType::BigInt);
    pub const KIND: Column = Column::stored("kind", 1, SqlType::Varchar(10));
    pub const AT: Column = Column::stored("at", 2, SqlType::TimestampTz);
    pub const DOMAIN: Column = Column::stored("domain", 3, SqlType::Text);
    pub const MIRRORED: Column = Column::stored("mirrored", 4, SqlType::Text);
    pub const CENTS: Column = Column::stored("cents", 5, SqlType::BigInt);
    pub const SIZE: Column = Column::stored("size", 6, SqlType::Text);
    pub const PAID: Column = Column::stored("paid", 7, SqlType::Boolean);
    pub const RAW: Column = Column::stored("raw", 8, SqlType::Json);
    pub const LOADED_BY: Column = Column::stored("loaded_by", 9, SqlType::BigInt);
}
