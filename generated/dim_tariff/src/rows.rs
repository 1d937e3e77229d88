// @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimTariff};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub code: Option<&'a str>,
    /// text
    pub title: Option<&'a str>,
    /// decimal(10,2)
    pub price: Option<types::Decimal>,
    /// text
    pub since: Option<&'a str>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub code: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub code: Option<&'a str>,
    /// text; type 2: new version
    pub title: Option<&'a str>,
    /// decimal(10,2); type 1: overwritten
    pub price: Option<types::Decimal>,
    /// text; type 0: the first value stays
    pub since: Option<&'a str>,
    /// text; not tracked
    pub batch: Option<&'a str>,
}

impl Job for DimTariff {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            code: row.optional(&source::CODE)?,
            title: row.optional(&source::TITLE)?,
            price: row.optional(&source::PRICE)?,
            since: row.optional(&source::SINCE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let code = row.optional(&source::CODE)?;
        let key = Key {
            code: transform::code(code).ok_or_else(|| Reject::null_key("code"))?,
        };
        if key.code.is_empty() {
            return Err(Reject::empty_key("code"));
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
            code: Some(key.code),
            title: transform::title(source.title),
            price: transform::price(source.price),
            since: transform::since(source.since),
            batch: Some(transform::batch(scratch).map_err(|fault| fault.at("batch"))?),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.code);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.code);
        out.put(row.title);
        out.put(row.price);
        out.put(row.since);
        out.put(row.batch);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.title);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.price);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            code: row.required(&target::CODE)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            code: row.optional(&target::CODE)?,
            title: row.optional(&target::TITLE)?,
            price: row.optional(&target::PRICE)?,
            since: row.optional(&target::SINCE)?,
            batch: row.optional(&target::BATCH)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CODE: Column = Column::stored("code", 0, SqlType::Text);
    pub const TITLE: Column = Column::stored("title", 1, SqlType::Text);
    pub const PRICE: Column = Column::stored("price", 2, SqlType::decimal(10, 2));
    pub const SINCE: Column = Column::stored("since", 3, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CODE: Column = Column::stored("code", 0, SqlType::Text);
    pub const TITLE: Column = Column::stored("title", 1, SqlType::Text);
    pub const PRICE: Column = Column::stored("price", 2, SqlType::decimal(10, 2));
    pub const SINCE: Column = Column::stored("since", 3, SqlType::Text);
    pub const BATCH: Column = Column::stored("batch", 4, SqlType::Text);
}
