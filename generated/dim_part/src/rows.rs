// @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimPart};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// date
    pub made: Option<types::Date>,
    /// integer
    pub line: Option<i32>,
    /// text
    pub name: Option<&'a str>,
    /// integer
    pub weight: Option<i32>,
}

/// The business key.
pub struct Key {
    /// date; business key
    pub made: types::Date,
    /// integer; business key
    pub line: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// date; business key
    pub made: Option<types::Date>,
    /// integer; business key
    pub line: Option<i32>,
    /// text; type 2: new version
    pub name: Option<&'a str>,
    /// integer; type 1: overwritten
    pub weight: Option<i32>,
}

impl Job for DimPart {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            made: row.optional(&source::MADE)?,
            line: row.optional(&source::LINE)?,
            name: row.optional(&source::NAME)?,
            weight: row.optional(&source::WEIGHT)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let made = row.optional(&source::MADE)?;
        let line = row.optional(&source::LINE)?;
        Ok(Key {
            made: transform::made(made).ok_or_else(|| Reject::null_key("made"))?,
            line: transform::line(line).ok_or_else(|| Reject::null_key("line"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            made: Some(key.made),
            line: Some(key.line),
            name: transform::name(source.name),
            weight: transform::weight(source.weight),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.made);
        out.put(key.line);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.made);
        out.put(row.line);
        out.put(row.name);
        out.put(row.weight);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.name);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.weight);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            made: row.required(&target::MADE)?,
            line: row.required(&target::LINE)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            made: row.optional(&target::MADE)?,
            line: row.optional(&target::LINE)?,
            name: row.optional(&target::NAME)?,
            weight: row.optional(&target::WEIGHT)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const MADE: Column = Column::stored("made", 0, SqlType::Date);
    pub const LINE: Column = Column::stored("line", 1, SqlType::Integer);
    pub const NAME: Column = Column::stored("name", 2, SqlType::Text);
    pub const WEIGHT: Column = Column::stored("weight", 3, SqlType::Integer);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const MADE: Column = Column::stored("made", 0, SqlType::Date);
    pub const LINE: Column = Column::stored("line", 1, SqlType::Integer);
    pub const NAME: Column = Column::stored("name", 2, SqlType::Text);
    pub const WEIGHT: Column = Column::stored("weight", 3, SqlType::Integer);
}
