// @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, StageQuery};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub item: Option<&'a str>,
    /// decimal(20,0)
    pub quantity: Option<types::Decimal>,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; type 1: overwritten
    pub item: Option<&'a str>,
    /// decimal(20,0); type 1: overwritten
    pub quantity: Option<types::Decimal>,
}

impl Job for StageQuery {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            item: row.optional(&source::ITEM)?,
            quantity: row.optional(&source::QUANTITY)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        _row: &R,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            item: transform::item(source.item),
            quantity: transform::quantity(source.quantity),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.item);
        out.put(row.quantity);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.item);
        out.put(row.quantity);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            item: row.optional(&target::ITEM)?,
            quantity: row.optional(&target::QUANTITY)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ITEM: Column = Column::stored("item", 0, SqlType::Text);
    pub const QUANTITY: Column = Column::stored("quantity", 1, SqlType::decimal(20, 0));
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ITEM: Column = Column::stored("item", 0, SqlType::Text);
    pub const QUANTITY: Column = Column::stored("quantity", 1, SqlType::decimal(20, 0));
}
