// @generated from jobs/scenarios/fact_sale.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, FactSale};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint not null
    pub sale: i64,
    /// text
    pub note: Option<&'a str>,
    /// decimal(10,2)
    pub amount: Option<types::Decimal>,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; type 1: overwritten
    pub sale: Option<i64>,
    /// text; type 1: overwritten
    pub note: Option<&'a str>,
    /// decimal(10,2); type 1: overwritten
    pub amount: Option<types::Decimal>,
}

impl Job for FactSale {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            sale: row.required(&source::SALE)?,
            note: row.optional(&source::NOTE)?,
            amount: row.optional(&source::AMOUNT)?,
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
            sale: Some(transform::sale(source.sale)),
            note: transform::note(source.note),
            amount: transform::amount(source.amount),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.sale);
        out.put(row.note);
        out.put(row.amount);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.sale);
        out.put(row.note);
        out.put(row.amount);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            sale: row.optional(&target::SALE)?,
            note: row.optional(&target::NOTE)?,
            amount: row.optional(&target::AMOUNT)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SALE: Column = Column::new("sale", 0, SqlType::BigInt);
    pub const NOTE: Column = Column::new("note", 1, SqlType::Text);
    pub const AMOUNT: Column = Column::new("amount", 2, SqlType::decimal(10, 2));
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SALE: Column = Column::stored("sale", 0, SqlType::BigInt);
    pub const NOTE: Column = Column::stored("note", 1, SqlType::Text);
    pub const AMOUNT: Column = Column::stored("amount", 2, SqlType::decimal(10, 2));
}
