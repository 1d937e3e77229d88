// @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimOwn};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer not null
    pub lw_row: i32,
    /// text not null
    pub s: &'a str,
    /// text
    pub lw_do: Option<&'a str>,
    /// text
    pub lw_hash: Option<&'a str>,
    /// text
    pub lw_known: Option<&'a str>,
    /// text
    pub lw_do_: Option<&'a str>,
}

/// The business key.
pub struct Key<'a> {
    /// integer; business key
    pub lw_row: i32,
    /// text; business key
    pub s: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// integer; business key
    pub lw_row: Option<i32>,
    /// text; business key
    pub s: Option<&'a str>,
    /// text; type 2: new version
    pub lw_do: Option<&'a str>,
    /// text; type 2: new version
    pub lw_do_: Option<&'a str>,
    /// text; type 1: overwritten
    pub lw_hash: Option<&'a str>,
    /// text; type 0: the first value stays
    pub lw_known: Option<&'a str>,
    /// text; type 0: the first value stays
    pub t: Option<&'a str>,
    /// text; type 2: new version
    pub changed: Option<&'a str>,
    /// text; type 1: overwritten
    pub v: Option<&'a str>,
}

impl Job for DimOwn {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            lw_row: row.required(&source::LW_ROW)?,
            s: row.required(&source::S)?,
            lw_do: row.optional(&source::LW_DO)?,
            lw_hash: row.optional(&source::LW_HASH)?,
            lw_known: row.optional(&source::LW_KNOWN)?,
            lw_do_: row.optional(&source::LW_DO_)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let lw_row = row.required(&source::LW_ROW)?;
        let s = row.required(&source::S)?;
        let key = Key {
            lw_row: transform::lw_row(lw_row),
            s: transform::s(s),
        };
        if key.s.is_empty() {
            return Err(Reject::empty_key("s"));
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
            lw_row: Some(key.lw_row),
            s: Some(key.s),
            lw_do: transform::lw_do(source.lw_do),
            lw_do_: transform::lw_do_(source.lw_do_),
            lw_hash: transform::lw_hash(source.lw_hash),
            lw_known: transform::lw_known(source.lw_known),
            t: transform::t(source.lw_do, scratch),
            changed: transform::changed(source.lw_do_),
            v: transform::v(source.lw_hash),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.lw_row);
        out.put(key.s);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.lw_row);
        out.put(row.s);
        out.put(row.lw_do);
        out.put(row.lw_do_);
        out.put(row.lw_hash);
        out.put(row.lw_known);
        out.put(row.t);
        out.put(row.changed);
        out.put(row.v);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.lw_do);
        out.put(row.lw_do_);
        out.put(row.changed);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.lw_hash);
        out.put(row.v);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            lw_row: row.required(&target::LW_ROW)?,
            s: row.required(&target::S)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            lw_row: row.optional(&target::LW_ROW)?,
            s: row.optional(&target::S)?,
            lw_do: row.optional(&target::LW_DO)?,
            lw_do_: row.optional(&target::LW_DO_)?,
            lw_hash: row.optional(&target::LW_HASH)?,
            lw_known: row.optional(&target::LW_KNOWN)?,
            t: row.optional(&target::T)?,
            changed: row.optional(&target::CHANGED)?,
            v: row.optional(&target::V)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const LW_ROW: Column = Column::stored("lw_row", 0, SqlType::Integer);
    pub const S: Column = Column::stored("s", 1, SqlType::Text);
    pub const LW_DO: Column = Column::stored("lw_do", 2, SqlType::Text);
    pub const LW_HASH: Column = Column::stored("lw_hash", 3, SqlType::Text);
    pub const LW_KNOWN: Column = Column::stored("lw_known", 4, SqlType::Text);
    pub const LW_DO_: Column = Column::stored("lw_do_", 5, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const LW_ROW: Column = Column::stored("lw_row", 0, SqlType::Integer);
    pub const S: Column = Column::stored("s", 1, SqlType::Text);
    pub const LW_DO: Column = Column::stored("lw_do", 2, SqlType::Text);
    pub const LW_DO_: Column = Column::stored("lw_do_", 3, SqlType::Text);
    pub const LW_HASH: Column = Column::stored("lw_hash", 4, SqlType::Text);
    pub const LW_KNOWN: Column = Column::stored("lw_known", 5, SqlType::Text);
    pub const T: Column = Column::stored("t", 6, SqlType::Text);
    pub const CHANGED: Column = Column::stored("changed", 7, SqlType::Text);
    pub const V: Column = Column::stored("v", 8, SqlType::Text);
}
