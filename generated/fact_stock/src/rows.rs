// @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, FactStock};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub item: Option<&'a str>,
    /// integer
    pub quantity: Option<i32>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub item: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub item: Option<&'a str>,
    /// integer; type 1: overwritten
    pub quantity: Option<i32>,
}

impl Job for FactStock {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            item: row.optional(&source::ITEM)?,
            quantity: row.optional(&source::QUANTITY)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let item = row.optional(&source::ITEM)?;
        let key = Key {
            item: transform::item(item).ok_or_else(|| Reject::null_key("item"))?,
        };
        if key.item.is_empty() {
            return Err(Reject::empty_key("item"));
        }
        Ok(key)
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            item: Some(key.item),
            quantity: transform::quantity(source.quantity),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.item);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.item);
        out.put(row.quantity);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.quantity);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            item: row.required(&target::ITEM)?,
        })
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
    pub const QUANTITY: Column = Column::stored("quantity", 1, SqlType::Integer);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ITEM: Column = Column::stored("item", 0, SqlType::Text);
    pub const QUANTITY: Column = Column::stored("quantity", 1, SqlType::Integer);
}
