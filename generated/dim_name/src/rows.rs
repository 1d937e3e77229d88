// @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimName};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub select: &'a str,
    /// `Größe`: integer
    pub größe: Option<i32>,
    /// `it's a "name"`: text
    pub it_s_a__name_: Option<&'a str>,
    /// `MixedCase`: bigint
    pub mixedcase: Option<i64>,
}

/// The business key.
pub struct Key<'a> {
    /// `Select Key`: text; business key
    pub select_key: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// `Select Key`: text; business key
    pub select_key: Option<&'a str>,
    /// integer; type 2: new version
    pub table: Option<i32>,
    /// `it's a "name"`: text; type 2: new version
    pub it_s_a__name_: Option<&'a str>,
    /// `MixedCase`: bigint; type 1: overwritten
    pub mixedcase: Option<i64>,
}

impl Job for DimName {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            select: row.required(&source::SELECT)?,
            größe: row.optional(&source::GRÖßE)?,
            it_s_a__name_: row.optional(&source::IT_S_A__NAME_)?,
            mixedcase: row.optional(&source::MIXEDCASE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let select = row.required(&source::SELECT)?;
        let key = Key {
            select_key: transform::select_key(select),
        };
        if key.select_key.is_empty() {
            return Err(Reject::empty_key("Select Key"));
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
            select_key: Some(key.select_key),
            table: transform::table(source.größe),
            it_s_a__name_: transform::it_s_a__name_(source.it_s_a__name_),
            mixedcase: transform::mixedcase(source.mixedcase),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.select_key);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.select_key);
        out.put(row.table);
        out.put(row.it_s_a__name_);
        out.put(row.mixedcase);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.table);
        out.put(row.it_s_a__name_);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.mixedcase);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            select_key: row.required(&target::SELECT_KEY)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            select_key: row.optional(&target::SELECT_KEY)?,
            table: row.optional(&target::TABLE)?,
            it_s_a__name_: row.optional(&target::IT_S_A__NAME_)?,
            mixedcase: row.optional(&target::MIXEDCASE)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SELECT: Column = Column::stored("select", 0, SqlType::Text);
    pub const GRÖßE: Column = Column::stored("Größe", 1, SqlType::Integer);
    pub const IT_S_A__NAME_: Column = Column::stored(
        "it's a \"name\"",
        2,
        SqlType::Text,
    );
    pub const MIXEDCASE: Column = Column::stored("MixedCase", 3, SqlType::BigInt);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SELECT_KEY: Column = Column::stored("Select Key", 0, SqlType::Text);
    pub const TABLE: Column = Column::stored("table", 1, SqlType::Integer);
    pub const IT_S_A__NAME_: Column = Column::stored(
        "it's a \"name\"",
        2,
        SqlType::Text,
    );
    pub const MIXEDCASE: Column = Column::stored("MixedCase", 3, SqlType::BigInt);
}
