// @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, FactLog};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer
    pub id: Option<i32>,
    /// text
    pub v: Option<&'a str>,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// integer; type 1: overwritten
    pub id: Option<i32>,
    /// text; type 1: overwritten
    pub v: Option<&'a str>,
}

impl Job for FactLog {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            v: row.optional(&source::V)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        _row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        _key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: transform::id(source.id),
            v: transform::v(source.v),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.v);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.v);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: row.optional(&target::ID)?,
            v: row.optional(&target::V)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const V: Column = Column::stored("v", 1, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::Integer);
    pub const V: Column = Column::stored("v", 1, SqlType::Text);
}
