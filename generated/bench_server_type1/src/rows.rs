// @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, BenchServerType1};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint not null
    pub c_custkey: i64,
    /// text
    pub c_name: Option<&'a str>,
    /// text
    pub c_address: Option<&'a str>,
    /// integer
    pub c_nationkey: Option<i32>,
    /// text
    pub c_phone: Option<&'a str>,
    /// decimal(15,2)
    pub c_acctbal: Option<types::Decimal>,
    /// text
    pub c_mktsegment: Option<&'a str>,
    /// text
    pub c_comment: Option<&'a str>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub c_custkey: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub c_custkey: Option<i64>,
    /// text; type 1: overwritten
    pub c_name: Option<&'a str>,
    /// text; type 1: overwritten
    pub c_address: Option<&'a str>,
    /// integer; type 1: overwritten
    pub c_nationkey: Option<i32>,
    /// text; type 1: overwritten
    pub c_phone: Option<&'a str>,
    /// decimal(15,2); type 1: overwritten
    pub c_acctbal: Option<types::Decimal>,
    /// text; type 1: overwritten
    pub c_mktsegment: Option<&'a str>,
    /// text; type 1: overwritten
    pub c_comment: Option<&'a str>,
}

impl Job for BenchServerType1 {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            c_custkey: row.required(&source::C_CUSTKEY)?,
            c_name: row.optional(&source::C_NAME)?,
            c_address: row.optional(&source::C_ADDRESS)?,
            c_nationkey: row.optional(&source::C_NATIONKEY)?,
            c_phone: row.optional(&source::C_PHONE)?,
            c_acctbal: row.optional(&source::C_ACCTBAL)?,
            c_mktsegment: row.optional(&source::C_MKTSEGMENT)?,
            c_comment: row.optional(&source::C_COMMENT)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let c_custkey = row.required(&source::C_CUSTKEY)?;
        Ok(Key {
            c_custkey: transform::c_custkey(c_custkey),
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            c_custkey: Some(key.c_custkey),
            c_name: transform::c_name(source.c_name),
            c_address: transform::c_address(source.c_address),
            c_nationkey: transform::c_nationkey(source.c_nationkey),
            c_phone: transform::c_phone(source.c_phone),
            c_acctbal: transform::c_acctbal(source.c_acctbal),
            c_mktsegment: transform::c_mktsegment(source.c_mktsegment),
            c_comment: transform::c_comment(source.c_comment),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.c_custkey);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.c_custkey);
        out.put(row.c_name);
        out.put(row.c_address);
        out.put(row.c_nationkey);
        out.put(row.c_phone);
        out.put(row.c_acctbal);
        out.put(row.c_mktsegment);
        out.put(row.c_comment);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.c_name);
        out.put(row.c_address);
        out.put(row.c_nationkey);
        out.put(row.c_phone);
        out.put(row.c_acctbal);
        out.put(row.c_mktsegment);
        out.put(row.c_comment);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            c_custkey: row.required(&target::C_CUSTKEY)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            c_custkey: row.optional(&target::C_CUSTKEY)?,
            c_name: row.optional(&target::C_NAME)?,
            c_address: row.optional(&target::C_ADDRESS)?,
            c_nationkey: row.optional(&target::C_NATIONKEY)?,
            c_phone: row.optional(&target::C_PHONE)?,
            c_acctbal: row.optional(&target::C_ACCTBAL)?,
            c_mktsegment: row.optional(&target::C_MKTSEGMENT)?,
            c_comment: row.optional(&target::C_COMMENT)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const C_CUSTKEY: Column = Column::stored("c_custkey", 0, SqlType::BigInt);
    pub const C_NAME: Column = Column::stored("c_name", 1, SqlType::Text);
    pub const C_ADDRESS: Column = Column::stored("c_address", 2, SqlType::Text);
    pub const C_NATIONKEY: Column = Column::stored("c_nationkey", 3, SqlType::Integer);
    pub const C_PHONE: Column = Column::stored("c_phone", 4, SqlType::Text);
    pub const C_ACCTBAL: Column = Column::stored(
        "c_acctbal",
        5,
        SqlType::decimal(15, 2),
    );
    pub const C_MKTSEGMENT: Column = Column::stored("c_mktsegment", 6, SqlType::Text);
    pub const C_COMMENT: Column = Column::stored("c_comment", 7, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const C_CUSTKEY: Column = Column::stored("c_custkey", 0, SqlType::BigInt);
    pub const C_NAME: Column = Column::stored("c_name", 1, SqlType::Text);
    pub const C_ADDRESS: Column = Column::stored("c_address", 2, SqlType::Text);
    pub const C_NATIONKEY: Column = Column::stored("c_nationkey", 3, SqlType::Integer);
    pub const C_PHONE: Column = Column::stored("c_phone", 4, SqlType::Text);
    pub const C_ACCTBAL: Column = Column::stored(
        "c_acctbal",
        5,
        SqlType::decimal(15, 2),
    );
    pub const C_MKTSEGMENT: Column = Column::stored("c_mktsegment", 6, SqlType::Text);
    pub const C_COMMENT: Column = Column::stored("c_comment", 7, SqlType::Text);
}
