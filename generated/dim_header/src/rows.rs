// @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimHeader};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source {
    /// integer not null
    pub number: i32,
    /// decimal(9,2)
    pub net: Option<types::Decimal>,
    /// decimal(9,2)
    pub gross: Option<types::Decimal>,
}

/// The business key.
pub struct Key {
    /// integer; business key
    pub number: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target {
    /// integer; business key
    pub number: Option<i32>,
    /// decimal(9,2); type 1: overwritten
    pub net: Option<types::Decimal>,
    /// decimal(9,2); type 1: overwritten
    pub gross: Option<types::Decimal>,
}

impl Job for DimHeader {
    type Source<'a> = Source;
    type Key<'a> = Key;
    type Target<'a> = Target;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            number: row.required(&source::NUMBER)?,
            net: row.optional(&source::NET)?,
            gross: row.optional(&source::GROSS)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let number = row.required(&source::NUMBER)?;
        Ok(Key {
            number: transform::number(number),
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            number: Some(key.number),
            net: transform::net(source.net),
            gross: transform::gross(source.gross),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.number);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.number);
        out.put(row.net);
        out.put(row.gross);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.net);
        out.put(row.gross);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            number: row.required(&target::NUMBER)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            number: row.optional(&target::NUMBER)?,
            net: row.optional(&target::NET)?,
            gross: row.optional(&target::GROSS)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const NUMBER: Column = Column::new("number", 0, SqlType::Integer)
        .header("Customer No.");
    pub const NET: Column = Column::new("net", 1, SqlType::decimal(9, 2))
        .header("net price");
    pub const GROSS: Column = Column::new("gross", 2, SqlType::decimal(9, 2))
        .header("Net Price");
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const NUMBER: Column = Column::stored("number", 0, SqlType::Integer);
    pub const NET: Column = Column::stored("net", 1, SqlType::decimal(9, 2));
    pub const GROSS: Column = Column::stored("gross", 2, SqlType::decimal(9, 2));
}
