// @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, StageWord};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub name: Option<&'a str>,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; not tracked
    pub line: Option<i64>,
    /// text; type 1: overwritten
    pub name: Option<&'a str>,
}

impl Job for StageWord {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            name: row.optional(&source::NAME)?,
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
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            line: Some(transform::line(scratch)),
            name: transform::name(source.name),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.line);
        out.put(row.name);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.name);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            line: row.optional(&target::LINE)?,
            name: row.optional(&target::NAME)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const NAME: Column = Column::new("name", 0, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const LINE: Column = Column::stored("line", 0, SqlType::BigInt);
    pub const NAME: Column = Column::stored("name", 1, SqlType::Text);
}
