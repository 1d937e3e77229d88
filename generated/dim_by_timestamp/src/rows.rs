// @generated from jobs/scenarios/dim_by_timestamp.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimByTimestamp};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// timestamp
    pub k: Option<types::Timestamp>,
    /// text
    pub v: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// timestamp; business key
    pub k: types::Timestamp,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// timestamp; business key
    pub k: Option<types::Timestamp>,
    /// text; type 2: new version
    pub v: Option<&'a str>,
}

impl Job for DimByTimestamp {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            k: row.optional(&source::K)?,
            v: row.optional(&source::V)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let k = row.optional(&source::K)?;
        Ok(Key {
            k: transform::k(k).ok_or_else(|| Reject::null_key("k"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            k: Some(key.k),
            v: transform::v(source.v),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.k);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.k);
        out.put(row.v);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.v);
    }

    fn write_type1<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            k: row.required(&target::K)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            k: row.optional(&target::K)?,
            v: row.optional(&target::V)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const K: Column = Column::stored("k", 0, SqlType::Timestamp);
    pub const V: Column = Column::stored("v", 1, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const K: Column = Column::stored("k", 0, SqlType::Timestamp);
    pub const V: Column = Column::stored("v", 1, SqlType::Text);
}
