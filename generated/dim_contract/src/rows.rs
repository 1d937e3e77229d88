// @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimContract};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint
    pub id: Option<i64>,
    /// text
    pub name: Option<&'a str>,
    /// text
    pub grade: Option<&'a str>,
    /// text
    pub origin: Option<&'a str>,
    /// text
    pub scope: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub contract_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub contract_id: Option<i64>,
    /// text; type 2: new version
    pub name: Option<&'a str>,
    /// text; type 1: overwritten
    pub grade: Option<&'a str>,
    /// text; type 0: the first value stays
    pub origin: Option<&'a str>,
    /// text; type 2: new version
    pub scope: Option<&'a str>,
}

impl Job for DimContract {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            id: row.optional(&source::ID)?,
            name: row.optional(&source::NAME)?,
            grade: row.optional(&source::GRADE)?,
            origin: row.optional(&source::ORIGIN)?,
            scope: row.optional(&source::SCOPE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let id = row.optional(&source::ID)?;
        Ok(Key {
            contract_id: transform::contract_id(id)
                .ok_or_else(|| Reject::null_key("contract_id"))?,
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            contract_id: Some(key.contract_id),
            name: transform::name(source.name),
            grade: transform::grade(source.grade),
            origin: transform::origin(source.origin),
            scope: transform::scope(source.scope),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.contract_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.contract_id);
        out.put(row.name);
        out.put(row.grade);
        out.put(row.origin);
        out.put(row.scope);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.name);
        out.put(row.scope);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.grade);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            contract_id: row.required(&target::CONTRACT_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            contract_id: row.optional(&target::CONTRACT_ID)?,
            name: row.optional(&target::NAME)?,
            grade: row.optional(&target::GRADE)?,
            origin: row.optional(&target::ORIGIN)?,
            scope: row.optional(&target::SCOPE)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ID: Column = Column::stored("id", 0, SqlType::BigInt);
    pub const NAME: Column = Column::stored("name", 1, SqlType::Text);
    pub const GRADE: Column = Column::stored("grade", 2, SqlType::Text);
    pub const ORIGIN: Column = Column::stored("origin", 3, SqlType::Text);
    pub const SCOPE: Column = Column::stored("scope", 4, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CONTRACT_ID: Column = Column::stored("contract_id", 0, SqlType::BigInt);
    pub const NAME: Column = Column::stored("name", 1, SqlType::Text);
    pub const GRADE: Column = Column::stored("grade", 2, SqlType::Text);
    pub const ORIGIN: Column = Column::stored("origin", 3, SqlType::Text);
    pub const SCOPE: Column = Column::stored("scope", 4, SqlType::Text);
}
