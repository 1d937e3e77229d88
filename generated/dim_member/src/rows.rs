// @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimMember};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint not null
    pub id: i64,
    /// text
    pub region: Option<&'a str>,
    /// text
    pub name: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub id: Option<i64>,
    /// text; type 2: new version
    pub region: Option<&'a str>,
    /// text; type 2: new version
    pub name: Option<&'a str>,
}

impl Job for DimMember {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.required(&source::ID)?,
            region: row.optional(&source::REGION)?,
            name: row.optional(&source::NAME)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.required(&source::ID)?;
        Ok(Key { id: transform::id(id) })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: Some(key.id),
            region: transform::region(source.region),
            name: transform::name(source.name),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.id);
        out.put(row.region);
        out.put(row.name);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.region);
        out.put(row.name);
    }

    fn write_type1<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            id: row.required(&target::ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            id: row.optional(&target::ID)?,
            region: row.optional(&target::REGION)?,
            name: row.optional(&target::NAME)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const REGION: Column = Column::stored("region", 1, SqlType::Text);
    pub const NAME: Column = Column::stored("name", 2, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const REGION: Column = Column::stored("region", 1, SqlType::Text);
    pub const NAME: Column = Column::stored("name", 2, SqlType::Text);
}
