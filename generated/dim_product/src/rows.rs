// @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimProduct};
use crate::order;
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub sku: Option<&'a str>,
    /// text
    pub title: Option<&'a str>,
    /// decimal(10,2)
    pub price: Option<types::Decimal>,
    /// text
    pub origin: Option<&'a str>,
    /// integer
    pub seq: Option<i32>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub sku: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub sku: Option<&'a str>,
    /// text; type 2: new version
    pub title: Option<&'a str>,
    /// decimal(10,2); type 1: overwritten
    pub price: Option<types::Decimal>,
    /// text; type 2: new version
    pub origin: Option<&'a str>,
}

impl Job for DimProduct {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            sku: row.optional(&source::SKU)?,
            title: row.optional(&source::TITLE)?,
            price: row.optional(&source::PRICE)?,
            origin: row.optional(&source::ORIGIN)?,
            seq: row.optional(&source::SEQ)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let sku = row.optional(&source::SKU)?;
        let key = Key {
            sku: transform::sku(sku, scratch).ok_or_else(|| Reject::null_key("sku"))?,
        };
        if key.sku.is_empty() {
            return Err(Reject::empty_key("sku"));
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
            sku: Some(key.sku),
            title: transform::title(source.title),
            price: transform::price(source.price),
            origin: transform::origin(source.origin),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.sku);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.sku);
        out.put(row.title);
        out.put(row.price);
        out.put(row.origin);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.title);
        out.put(row.origin);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.price);
    }

    fn write_order<'a, W: RowWriter>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
        out: &mut W,
    ) -> Result<(), Reject> {
        out.put(order::by_1(source.seq));
        Ok(())
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            sku: row.required(&target::SKU)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            sku: row.optional(&target::SKU)?,
            title: row.optional(&target::TITLE)?,
            price: row.optional(&target::PRICE)?,
            origin: row.optional(&target::ORIGIN)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SKU: Column = Column::new("sku", 0, SqlType::Text);
    pub const TITLE: Column = Column::new("title", 1, SqlType::Text);
    pub const PRICE: Column = Column::new("price", 2, SqlType::decimal(10, 2));
    pub const ORIGIN: Column = Column::new("origin", 3, SqlType::Text);
    pub const SEQ: Column = Column::new("seq", 4, SqlType::Integer);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SKU: Column = Column::stored("sku", 0, SqlType::Text);
    pub const TITLE: Column = Column::stored("title", 1, SqlType::Text);
    pub const PRICE: Column = Column::stored("price", 2, SqlType::decimal(10, 2));
    pub const ORIGIN: Column = Column::stored("origin", 3, SqlType::Text);
}
