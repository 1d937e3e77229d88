// @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimOdd};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// integer
    pub select: Option<i32>,
    /// `First Name`: text
    pub first_name: Option<&'a str>,
    /// `Größe`: decimal(6,2)
    pub gr__e: Option<types::Decimal>,
    /// `quo"te`: text
    pub quo_te: Option<&'a str>,
    /// `MiXed`: timestamptz
    pub mixed: Option<types::TimestampTz>,
}

/// The business key.
pub struct Key {
    /// `Key No`: integer; business key
    pub key_no: i32,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// `Key No`: integer; business key
    pub key_no: Option<i32>,
    /// text; type 1: overwritten
    pub group: Option<&'a str>,
    /// `Größe`: decimal(6,2); type 2: new version
    pub gr__e: Option<types::Decimal>,
    /// `quo"te`: text; type 2: new version
    pub quo_te: Option<&'a str>,
    /// `MiXed`: timestamptz; type 2: new version
    pub mixed: Option<types::TimestampTz>,
}

impl Job for DimOdd {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            select: row.optional(&source::SELECT)?,
            first_name: row.optional(&source::FIRST_NAME)?,
            gr__e: row.optional(&source::GR__E)?,
            quo_te: row.optional(&source::QUO_TE)?,
            mixed: row.optional(&source::MIXED)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let select = row.optional(&source::SELECT)?;
        Ok(Key {
            key_no: transform::key_no(select).ok_or_else(|| Reject::null_key("Key No"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            key_no: transform::key_no(source.select),
            group: transform::group(source.first_name),
            gr__e: transform::gr__e(source.gr__e),
            quo_te: transform::quo_te(source.quo_te),
            mixed: transform::mixed(source.mixed),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.key_no);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.key_no);
        out.put(row.group);
        out.put(row.gr__e);
        out.put(row.quo_te);
        out.put(row.mixed);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.gr__e);
        out.put(row.quo_te);
        out.put(row.mixed);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.group);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            key_no: row.required(&target::KEY_NO)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            key_no: row.optional(&target::KEY_NO)?,
            group: row.optional(&target::GROUP)?,
            gr__e: row.optional(&target::GR__E)?,
            quo_te: row.optional(&target::QUO_TE)?,
            mixed: row.optional(&target::MIXED)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const SELECT: Column = Column::stored("select", 0, SqlType::Integer);
    pub const FIRST_NAME: Column = Column::stored("First Name", 1, SqlType::Text);
    pub const GR__E: Column = Column::stored("Größe", 2, SqlType::decimal(6, 2));
    pub const QUO_TE: Column = Column::stored("quo\"te", 3, SqlType::Text);
    pub const MIXED: Column = Column::stored("MiXed", 4, SqlType::TimestampTz)
        .timezone("UTC");
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const KEY_NO: Column = Column::stored("Key No", 0, SqlType::Integer);
    pub const GROUP: Column = Column::stored("group", 1, SqlType::Text);
    pub const GR__E: Column = Column::stored("Größe", 2, SqlType::decimal(6, 2));
    pub const QUO_TE: Column = Column::stored("quo\"te", 3, SqlType::Text);
    pub const MIXED: Column = Column::stored("MiXed", 4, SqlType::TimestampTz);
}
