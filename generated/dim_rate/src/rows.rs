// @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimRate};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint
    pub id: Option<i64>,
    /// text
    pub code: Option<&'a str>,
    /// text
    pub origin: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub rate_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub rate_id: Option<i64>,
    /// text; type 1: overwritten
    pub code: Option<&'a str>,
    /// text; type 0: the first value stays
    pub origin: Option<&'a str>,
    /// text; not tracked
    pub batch: Option<&'a str>,
}

impl Job for DimRate {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            code: row.optional(&source::CODE)?,
            origin: row.optional(&source::ORIGIN)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.optional(&source::ID)?;
        Ok(Key {
            rate_id: transform::rate_id(id).ok_or_else(|| Reject::null_key("rate_id"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            rate_id: Some(key.rate_id),
            code: transform::code(source.code),
            origin: transform::origin(source.origin),
            batch: Some(transform::batch(scratch).map_err(|fault| fault.at("batch"))?),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.rate_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.rate_id);
        out.put(row.code);
        out.put(row.origin);
        out.put(row.batch);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.code);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            rate_id: row.required(&target::RATE_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            rate_id: row.optional(&target::RATE_ID)?,
            code: row.optional(&target::CODE)?,
            origin: row.optional(&target::ORIGIN)?,
            batch: row.optional(&target::BATCH)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const CODE: Column = Column::stored("code", 1, SqlType::Text);
    pub const ORIGIN: Column = Column::stored("origin", 2, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const RATE_ID: Column = Column::stored("rate_id", 0, SqlType::BigInt);
    pub const CODE: Column = Column::stored("code", 1, SqlType::Text);
    pub const ORIGIN: Column = Column::stored("origin", 2, SqlType::Text);
    pub const BATCH: Column = Column::stored("batch", 3, SqlType::Text);
}
