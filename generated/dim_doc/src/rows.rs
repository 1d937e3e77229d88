// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimDoc};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer not null
    pub id: i32,
    /// text
    pub v: Option<&'a str>,
    /// boolean
    pub has_k: Option<bool>,
    /// `any?`: boolean
    pub any_: Option<bool>,
    /// `all?`: boolean
    pub all_: Option<bool>,
    /// text
    pub said: Option<&'a str>,
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
    /// `VIP?`: text; type 1: overwritten
    pub vip_: Option<&'a str>,
    /// boolean; type 1: overwritten
    pub has_k: Option<bool>,
    /// boolean; type 1: overwritten
    pub any: Option<bool>,
    /// boolean; type 1: overwritten
    pub all: Option<bool>,
    /// text; type 1: overwritten
    pub said: Option<&'a str>,
}

impl Job for DimDoc {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.required(&source::ID)?,
            v: row.optional(&source::V)?,
            has_k: row.optional(&source::HAS_K)?,
            any_: row.optional(&source::ANY_)?,
            all_: row.optional(&source::ALL_)?,
            said: row.optional(&source::SAID)?,
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
            vip_: transform::vip_(source.v),
            has_k: transform::has_k(source.has_k),
            any: transform::any(source.any_),
            all: transform::all(source.all_),
            said: transform::said(source.said),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.vip_);
        out.put(row.has_k);
        out.put(row.any);
        out.put(row.all);
        out.put(row.said);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.vip_);
        out.put(row.has_k);
        out.put(row.any);
        out.put(row.all);
        out.put(row.said);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            id: row.required(&target::ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: row.optional(&target::ID)?,
            vip_: row.optional(&target::VIP_)?,
            has_k: row.optional(&target::HAS_K)?,
            any: row.optional(&target::ANY)?,
            all: row.optional(&target::ALL)?,
            said: row.optional(&target::SAID)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const V: Column = Column::stored("v", 1, SqlType::Text);
    pub const HAS_K: Column = Column::stored("has_k", 2, SqlType::Boolean);
    pub const ANY_: Column = Column::stored("any?", 3, SqlType::Boolean);
    pub const ALL_: Column = Column::stored("all?", 4, SqlType::Boolean);
    pub const SAID: Column = Column::stored("said", 5, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const VIP_: Column = Column::stored("VIP?", 1, SqlType::Text);
    pub const HAS_K: Column = Column::stored("has_k", 2, SqlType::Boolean);
    pub const ANY: Column = Column::stored("any", 3, SqlType::Boolean);
    pub const ALL: Column = Column::stored("all", 4, SqlType::Boolean);
    pub const SAID: Column = Column::stored("said", 5, SqlType::Text);
}
