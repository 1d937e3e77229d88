// @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, FactOrder};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source {
    /// bigint
    pub id: Option<i64>,
    /// integer
    pub total: Option<i32>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub order_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target {
    /// bigint; business key
    pub order_id: Option<i64>,
    /// integer; type 1: overwritten
    pub total: Option<i32>,
}

impl Job for FactOrder {
    type Source<'a> = Source;
    type Key<'a> = Key;
    type Target<'a> = Target;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            total: row.optional(&source::TOTAL)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.optional(&source::ID)?;
        Ok(Key {
            order_id: transform::order_id(id)
                .ok_or_else(|| Reject::null_key("order_id"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            order_id: Some(key.order_id),
            total: transform::total(source.total),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.order_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.order_id);
        out.put(row.total);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.total);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            order_id: row.required(&target::ORDER_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            order_id: row.optional(&target::ORDER_ID)?,
            total: row.optional(&target::TOTAL)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const TOTAL: Column = Column::stored("total", 1, SqlType::Integer);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ORDER_ID: Column = Column::stored("order_id", 0, SqlType::BigInt);
    pub const TOTAL: Column = Column::stored("total", 1, SqlType::Integer);
}
