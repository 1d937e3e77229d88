// @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimMark};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer not null
    pub id: i32,
    /// `VIP?`: text
    pub vip_: Option<&'a str>,
    /// `${source}`: text
    pub __source_: Option<&'a str>,
    /// `?1`: text
    pub column_1: Option<&'a str>,
    /// text
    pub now: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// `${where}`: integer; business key
    pub __where_: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// `${where}`: integer; business key
    pub __where_: Option<i32>,
    /// `VIP?`: text; type 2: new version
    pub vip_: Option<&'a str>,
    /// `${target}`: text; type 2: new version
    pub __target_: Option<&'a str>,
    /// `?1`: text; type 1: overwritten
    pub column_1: Option<&'a str>,
    /// `$$`: text; type 0: the first value stays
    pub column__: Option<&'a str>,
    /// `-- a ${comment}`: text; type 2: new version
    pub ___a___comment_: Option<&'a str>,
}

impl Job for DimMark {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.required(&source::ID)?,
            vip_: row.optional(&source::VIP_)?,
            __source_: row.optional(&source::__SOURCE_)?,
            column_1: row.optional(&source::COLUMN_1)?,
            now: row.optional(&source::NOW)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.required(&source::ID)?;
        Ok(Key {
            __where_: transform::__where_(id),
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            __where_: Some(key.__where_),
            vip_: transform::vip_(source.vip_),
            __target_: transform::__target_(source.__source_),
            column_1: transform::column_1(source.column_1),
            column__: Some(transform::column__()),
            ___a___comment_: transform::___a___comment_(source.now),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.__where_);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.__where_);
        out.put(row.vip_);
        out.put(row.__target_);
        out.put(row.column_1);
        out.put(row.column__);
        out.put(row.___a___comment_);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.vip_);
        out.put(row.__target_);
        out.put(row.___a___comment_);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.column_1);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            __where_: row.required(&target::__WHERE_)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            __where_: row.optional(&target::__WHERE_)?,
            vip_: row.optional(&target::VIP_)?,
            __target_: row.optional(&target::__TARGET_)?,
            column_1: row.optional(&target::COLUMN_1)?,
            column__: row.optional(&target::COLUMN__)?,
            ___a___comment_: row.optional(&target::___A___COMMENT_)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const VIP_: Column = Column::stored("VIP?", 1, SqlType::Text);
    pub const __SOURCE_: Column = Column::stored("${source}", 2, SqlType::Text);
    pub const COLUMN_1: Column = Column::stored("?1", 3, SqlType::Text);
    pub const NOW: Column = Column::stored("now", 4, SqlType::Text).header("${now}");
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const __WHERE_: Column = Column::stored("${where}", 0, SqlType::Integer);
    pub const VIP_: Column = Column::stored("VIP?", 1, SqlType::Text);
    pub const __TARGET_: Column = Column::stored("${target}", 2, SqlType::Text);
    pub const COLUMN_1: Column = Column::stored("?1", 3, SqlType::Text);
    pub const COLUMN__: Column = Column::stored("$$", 4, SqlType::Text);
    pub const ___A___COMMENT_: Column = Column::stored(
        "-- a ${comment}",
        5,
        SqlType::Text,
    );
}
