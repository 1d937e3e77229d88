// @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimCustomer};
use crate::filter;
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint
    pub id: Option<i64>,
    /// text
    pub name: Option<&'a str>,
    /// text
    pub city: Option<&'a str>,
    /// text
    pub email: Option<&'a str>,
    /// integer
    pub points: Option<i32>,
    /// text
    pub joined: Option<&'a str>,
    /// text
    pub status: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub customer_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub customer_id: Option<i64>,
    /// text; type 2: new version
    pub name: Option<&'a str>,
    /// text; type 2: new version
    pub city: Option<&'a str>,
    /// integer; type 2: new version
    pub points: Option<i32>,
    /// text; type 1: overwritten
    pub email: Option<&'a str>,
    /// text; type 0: the first value stays
    pub joined: Option<&'a str>,
    /// text; not tracked
    pub batch: Option<&'a str>,
}

impl Job for DimCustomer {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            name: row.optional(&source::NAME)?,
            city: row.optional(&source::CITY)?,
            email: row.optional(&source::EMAIL)?,
            points: row.optional(&source::POINTS)?,
            joined: row.optional(&source::JOINED)?,
            status: row.optional(&source::STATUS)?,
        })
    }

    fn filter<'a>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
    ) -> Result<bool, Reject> {
        Ok(filter::keep(source.status))
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.optional(&source::ID)?;
        Ok(Key {
            customer_id: transform::customer_id(id)
                .ok_or_else(|| Reject::null_key("customer_id"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            customer_id: Some(key.customer_id),
            name: transform::name(source.name),
            city: transform::city(source.city, scratch),
            points: transform::points(source.points),
            email: transform::email(source.email),
            joined: transform::joined(source.joined),
            batch: Some(transform::batch(scratch).map_err(|fault| fault.at("batch"))?),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.customer_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.customer_id);
        out.put(row.name);
        out.put(row.city);
        out.put(row.points);
        out.put(row.email);
        out.put(row.joined);
        out.put(row.batch);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.name);
        out.put(row.city);
        out.put(row.points);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.email);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            customer_id: row.required(&target::CUSTOMER_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            customer_id: row.optional(&target::CUSTOMER_ID)?,
            name: row.optional(&target::NAME)?,
            city: row.optional(&target::CITY)?,
            points: row.optional(&target::POINTS)?,
            email: row.optional(&target::EMAIL)?,
            joined: row.optional(&target::JOINED)?,
            batch: row.optional(&target::BATCH)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const NAME: Column = Column::stored("name", 1, SqlType::Text);
    pub const CITY: Column = Column::stored("city", 2, SqlType::Text);
    pub const EMAIL: Column = Column::stored("email", 3, SqlType::Text);
    pub const POINTS: Column = Column::stored("points", 4, SqlType::Integer);
    pub const JOINED: Column = Column::stored("joined", 5, SqlType::Text);
    pub const STATUS: Column = Column::stored("status", 6, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CUSTOMER_ID: Column = Column::stored("customer_id", 0, SqlType::BigInt);
    pub const NAME: Column = Column::stored("name", 1, SqlType::Text);
    pub const CITY: Column = Column::stored("city", 2, SqlType::Text);
    pub const POINTS: Column = Column::stored("points", 3, SqlType::Integer);
    pub const EMAIL: Column = Column::stored("email", 4, SqlType::Text);
    pub const JOINED: Column = Column::stored("joined", 5, SqlType::Text);
    pub const BATCH: Column = Column::stored("batch", 6, SqlType::Text);
}
