// @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimEvent};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer not null
    pub id: i32,
    /// text
    pub note: Option<&'a str>,
    /// decimal(10,2)
    pub amount: Option<types::Decimal>,
}

/// The business key.
pub struct Key {
    /// integer; business key
    pub event: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// integer; business key
    pub event: Option<i32>,
    /// text; type 1: overwritten
    pub note: Option<&'a str>,
    /// decimal(10,2); type 1: overwritten
    pub amount: Option<types::Decimal>,
}

impl Job for DimEvent {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.required(&source::ID)?,
            note: row.optional(&source::NOTE)?,
            amount: row.optional(&source::AMOUNT)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.required(&source::ID)?;
        Ok(Key { event: transform::event(id) })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            event: Some(key.event),
            note: transform::note(source.note),
            amount: transform::amount(source.amount),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.event);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.event);
        out.put(row.note);
        out.put(row.amount);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.note);
        out.put(row.amount);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            event: row.required(&target::EVENT)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            event: row.optional(&target::EVENT)?,
            note: row.optional(&target::NOTE)?,
            amount: row.optional(&target::AMOUNT)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const NOTE: Column = Column::stored("note", 1, SqlType::Text);
    pub const AMOUNT: Column = Column::stored("amount", 2, SqlType::decimal(10, 2));
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const EVENT: Column = Column::stored("event", 0, SqlType::Integer);
    pub const NOTE: Column = Column::stored("note", 1, SqlType::Text);
    pub const AMOUNT: Column = Column::stored("amount", 2, SqlType::decimal(10, 2));
}
