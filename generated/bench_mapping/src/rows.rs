// @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, BenchMapping};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub order_no: &'a str,
    /// text
    pub first_name: Option<&'a str>,
    /// text
    pub last_name: Option<&'a str>,
    /// text
    pub city: Option<&'a str>,
    /// text
    pub country: Option<&'a str>,
    /// text
    pub quantity: Option<&'a str>,
    /// text
    pub price: Option<&'a str>,
    /// text
    pub ordered_on: Option<&'a str>,
    /// text not null
    pub status: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint not null; type 1: overwritten
    pub order_no: i64,
    /// text; type 1: overwritten
    pub first_name: Option<&'a str>,
    /// text; type 1: overwritten
    pub last_name: Option<&'a str>,
    /// text; type 1: overwritten
    pub city: Option<&'a str>,
    /// varchar(2); type 1: overwritten
    pub country: Option<&'a str>,
    /// integer; type 1: overwritten
    pub quantity: Option<i32>,
    /// decimal(12,2); type 1: overwritten
    pub price: Option<types::Decimal>,
    /// date; type 1: overwritten
    pub ordered_on: Option<types::Date>,
    /// text; type 1: overwritten
    pub size: Option<&'a str>,
    /// text; type 1: overwritten
    pub status: Option<&'a str>,
}

impl Job for BenchMapping {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            order_no: row.required(&source::ORDER_NO)?,
            first_name: row.optional(&source::FIRST_NAME)?,
            last_name: row.optional(&source::LAST_NAME)?,
            city: row.optional(&source::CITY)?,
            country: row.optional(&source::COUNTRY)?,
            quantity: row.optional(&source::QUANTITY)?,
            price: row.optional(&source::PRICE)?,
            ordered_on: row.optional(&source::ORDERED_ON)?,
            status: row.required(&source::STATUS)?,
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
            order_no: transform::order_no(source.order_no)
                .map_err(|fault| fault.at("order_no"))?,
            first_name: transform::first_name(source.first_name),
            last_name: transform::last_name(source.last_name),
            city: Some(transform::city(source.city)),
            country: transform::country(source.country)
                .map_err(|fault| fault.at("country"))?,
            quantity: transform::quantity(source.quantity)
                .map_err(|fault| fault.at("quantity"))?,
            price: transform::price(source.price).map_err(|fault| fault.at("price"))?,
            ordered_on: transform::ordered_on(source.ordered_on)
                .map_err(|fault| fault.at("ordered_on"))?,
            size: Some(
                transform::size(source.quantity).map_err(|fault| fault.at("size"))?,
            ),
            status: Some(transform::status(source.status)),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.order_no);
        out.put(row.first_name);
        out.put(row.last_name);
        out.put(row.city);
        out.put(row.country);
        out.put(row.quantity);
        out.put(row.price);
        out.put(row.ordered_on);
        out.put(row.size);
        out.put(row.status);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.order_no);
        out.put(row.first_name);
        out.put(row.last_name);
        out.put(row.city);
        out.put(row.country);
        out.put(row.quantity);
        out.put(row.price);
        out.put(row.ordered_on);
        out.put(row.size);
        out.put(row.status);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            order_no: row.required(&target::ORDER_NO)?,
            first_name: row.optional(&target::FIRST_NAME)?,
            last_name: row.optional(&target::LAST_NAME)?,
            city: row.optional(&target::CITY)?,
            country: row.optional(&target::COUNTRY)?,
            quantity: row.optional(&target::QUANTITY)?,
            price: row.optional(&target::PRICE)?,
            ordered_on: row.optional(&target::ORDERED_ON)?,
            size: row.optional(&target::SIZE)?,
            status: row.optional(&target::STATUS)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ORDER_NO: Column = Column::new("order_no", 0, SqlType::Text);
    pub const FIRST_NAME: Column = Column::new("first_name", 1, SqlType::Text);
    pub const LAST_NAME: Column = Column::new("last_name", 2, SqlType::Text);
    pub const CITY: Column = Column::new("city", 3, SqlType::Text);
    pub const COUNTRY: Column = Column::new("country", 4, SqlType::Text);
    pub const QUANTITY: Column = Column::new("quantity", 5, SqlType::Text);
    pub const PRICE: Column = Column::new("price", 6, SqlType::Text);
    pub const ORDERED_ON: Column = Column::new("ordered_on", 7, SqlType::Text);
    pub const STATUS: Column = Column::new("status", 8, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ORDER_NO: Column = Column::stored("order_no", 0, SqlType::BigInt);
    pub const FIRST_NAME: Column = Column::stored("first_name", 1, SqlType::Text);
    pub const LAST_NAME: Column = Column::stored("last_name", 2, SqlType::Text);
    pub const CITY: Column = Column::stored("city", 3, SqlType::Text);
    pub const COUNTRY: Column = Column::stored("country", 4, SqlType::Varchar(2));
    pub const QUANTITY: Column = Column::stored("quantity", 5, SqlType::Integer);
    pub const PRICE: Column = Column::stored("price", 6, SqlType::decimal(12, 2));
    pub const ORDERED_ON: Column = Column::stored("ordered_on", 7, SqlType::Date);
    pub const SIZE: Column = Column::stored("size", 8, SqlType::Text);
    pub const STATUS: Column = Column::stored("status", 9, SqlType::Text);
}
