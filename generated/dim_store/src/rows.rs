// @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimStore};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text
    pub code: Option<&'a str>,
    /// text
    pub town: Option<&'a str>,
    /// text
    pub manager: Option<&'a str>,
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
    pub town: Option<&'a str>,
    /// text; type 1: overwritten
    pub manager: Option<&'a str>,
}

impl Job for DimStore {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            code: row.optional(&source::CODE)?,
            town: row.optional(&source::TOWN)?,
            manager: row.optional(&source::MANAGER)?,
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
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            code: Some(key.code),
            town: transform::town(source.town),
            manager: transform::manager(source.manager),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.code);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.code);
        out.put(row.town);
        out.put(row.manager);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.town);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.manager);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            code: row.required(&target::CODE)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            code: row.optional(&target::CODE)?,
            town: row.optional(&target::TOWN)?,
            manager: row.optional(&target::MANAGER)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CODE: Column = Column::new("code", 0, SqlType::Text);
    pub const TOWN: Column = Column::new("town", 1, SqlType::Text);
    pub const MANAGER: Column = Column::new("manager", 2, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CODE: Column = Column::stored("code", 0, SqlType::Text);
    pub const TOWN: Column = Column::stored("town", 1, SqlType::Text);
    pub const MANAGER: Column = Column::stored("manager", 2, SqlType::Text);
}
