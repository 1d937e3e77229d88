// @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimDay};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// date not null
    pub day: types::Date,
    /// integer not null
    pub 番号: i32,
    /// text
    pub name: Option<&'a str>,
    /// text
    pub 名前: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// integer; business key
    pub 番号: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// integer; business key
    pub 番号: Option<i32>,
    /// text; type 2: new version
    pub 名前: Option<&'a str>,
    /// `Straße`: text; type 2: new version
    pub straße: Option<&'a str>,
    /// text; type 1: overwritten
    pub strasse: Option<&'a str>,
    /// date; type 2: new version
    pub load_date: Option<types::Date>,
}

impl Job for DimDay {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            day: row.required(&source::DAY)?,
            番号: row.required(&source::番号)?,
            name: row.optional(&source::NAME)?,
            名前: row.optional(&source::名前)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let 番号 = row.required(&source::番号)?;
        Ok(Key {
            番号: transform::番号(番号),
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            番号: Some(key.番号),
            名前: transform::名前(source.名前),
            straße: transform::straße(source.name),
            strasse: transform::strasse(source.name, scratch),
            load_date: Some(transform::load_date(source.day)),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.番号);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.番号);
        out.put(row.名前);
        out.put(row.straße);
        out.put(row.strasse);
        out.put(row.load_date);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.名前);
        out.put(row.straße);
        out.put(row.load_date);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.strasse);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            番号: row.required(&target::番号)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            番号: row.optional(&target::番号)?,
            名前: row.optional(&target::名前)?,
            straße: row.optional(&target::STRAßE)?,
            strasse: row.optional(&target::STRASSE)?,
            load_date: row.optional(&target::LOAD_DATE)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const DAY: Column = Column::stored("day", 0, SqlType::Date);
    pub const 番号: Column = Column::stored("番号", 1, SqlType::Integer);
    pub const NAME: Column = Column::stored("name", 2, SqlType::Text)
        .header("Name (full)");
    pub const 名前: Column = Column::stored("名前", 3, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const 番号: Column = Column::stored("番号", 0, SqlType::Integer);
    pub const 名前: Column = Column::stored("名前", 1, SqlType::Text);
    pub const STRAßE: Column = Column::stored("Straße", 2, SqlType::Text);
    pub const STRASSE: Column = Column::stored("strasse", 3, SqlType::Text);
    pub const LOAD_DATE: Column = Column::stored("load_date", 4, SqlType::Date);
}
