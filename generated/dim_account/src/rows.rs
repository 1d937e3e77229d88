// @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimAccount};
use crate::order;
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub region: Option<&'a str>,
    /// integer
    pub number: Option<i32>,
    /// text
    pub owner: Option<&'a str>,
    /// integer
    pub limit_eur: Option<i32>,
    /// text
    pub opened: Option<&'a str>,
    /// integer
    pub changed: Option<i32>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub region: &'a str,
    /// integer; business key
    pub number: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub region: Option<&'a str>,
    /// integer; business key
    pub number: Option<i32>,
    /// text; type 2: new version
    pub owner: Option<&'a str>,
    /// integer; type 1: overwritten
    pub limit_eur: Option<i32>,
    /// text; type 0: the first value stays
    pub opened: Option<&'a str>,
}

impl Job for DimAccount {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            region: row.optional(&source::REGION)?,
            number: row.optional(&source::NUMBER)?,
            owner: row.optional(&source::OWNER)?,
            limit_eur: row.optional(&source::LIMIT_EUR)?,
            opened: row.optional(&source::OPENED)?,
            changed: row.optional(&source::CHANGED)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let region = row.optional(&source::REGION)?;
        let number = row.optional(&source::NUMBER)?;
        let key = Key {
            region: transform::region(region).ok_or_else(|| Reject::null_key("region"))?,
            number: transform::number(number).ok_or_else(|| Reject::null_key("number"))?,
        };
        if key.region.is_empty() {
            return Err(Reject::empty_key("region"));
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
            region: Some(key.region),
            number: Some(key.number),
            owner: transform::owner(source.owner),
            limit_eur: transform::limit_eur(source.limit_eur),
            opened: transform::opened(source.opened),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.region);
        out.put(key.number);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.region);
        out.put(row.number);
        out.put(row.owner);
        out.put(row.limit_eur);
        out.put(row.opened);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.owner);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.limit_eur);
    }

    fn write_order<'a, W: RowWriter>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
        out: &mut W,
    ) -> Result<(), Reject> {
        out.put(order::by_1(source.changed));
        Ok(())
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            region: row.required(&target::REGION)?,
            number: row.required(&target::NUMBER)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            region: row.optional(&target::REGION)?,
            number: row.optional(&target::NUMBER)?,
            owner: row.optional(&target::OWNER)?,
            limit_eur: row.optional(&target::LIMIT_EUR)?,
            opened: row.optional(&target::OPENED)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const REGION: Column = Column::stored("region", 0, SqlType::Text);
    pub const NUMBER: Column = Column::stored("number", 1, SqlType::Integer);
    pub const OWNER: Column = Column::stored("owner", 2, SqlType::Text);
    pub const LIMIT_EUR: Column = Column::stored("limit_eur", 3, SqlType::Integer);
    pub const OPENED: Column = Column::stored("opened", 4, SqlType::Text);
    pub const CHANGED: Column = Column::stored("changed", 5, SqlType::Integer);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const REGION: Column = Column::stored("region", 0, SqlType::Text);
    pub const NUMBER: Column = Column::stored("number", 1, SqlType::Integer);
    pub const OWNER: Column = Column::stored("owner", 2, SqlType::Text);
    pub const LIMIT_EUR: Column = Column::stored("limit_eur", 3, SqlType::Integer);
    pub const OPENED: Column = Column::stored("opened", 4, SqlType::Text);
}
