// @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, BenchCustomer};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// bigint not null
    pub customer_id: i64,
    /// text
    pub first_name: Option<&'a str>,
    /// text
    pub last_name: Option<&'a str>,
    /// text
    pub email: Option<&'a str>,
    /// text
    pub street: Option<&'a str>,
    /// text
    pub city: Option<&'a str>,
    /// text
    pub postal_code: Option<&'a str>,
    /// text
    pub country: Option<&'a str>,
    /// date
    pub birth_date: Option<types::Date>,
    /// decimal(12,2)
    pub balance: Option<types::Decimal>,
}

/// The business key.
pub struct Key {
    /// bigint; business key
    pub customer_id: i64,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// bigint; business key
    pub customer_id: Option<i64>,
    /// text; type 2: new version
    pub first_name: Option<&'a str>,
    /// text; type 2: new version
    pub last_name: Option<&'a str>,
    /// text; type 2: new version
    pub email: Option<&'a str>,
    /// text; type 2: new version
    pub street: Option<&'a str>,
    /// text; type 2: new version
    pub city: Option<&'a str>,
    /// text; type 2: new version
    pub postal_code: Option<&'a str>,
    /// varchar(2); type 2: new version
    pub country: Option<&'a str>,
    /// date; type 2: new version
    pub birth_date: Option<types::Date>,
    /// decimal(12,2); type 2: new version
    pub balance: Option<types::Decimal>,
}

impl Job for BenchCustomer {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            customer_id: row.required(&source::CUSTOMER_ID)?,
            first_name: row.optional(&source::FIRST_NAME)?,
            last_name: row.optional(&source::LAST_NAME)?,
            email: row.optional(&source::EMAIL)?,
            street: row.optional(&source::STREET)?,
            city: row.optional(&source::CITY)?,
            postal_code: row.optional(&source::POSTAL_CODE)?,
            country: row.optional(&source::COUNTRY)?,
            birth_date: row.optional(&source::BIRTH_DATE)?,
            balance: row.optional(&source::BALANCE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let customer_id = row.required(&source::CUSTOMER_ID)?;
        Ok(Key {
            customer_id: transform::customer_id(customer_id),
        })
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            customer_id: Some(key.customer_id),
            first_name: transform::first_name(source.first_name),
            last_name: transform::last_name(source.last_name),
            email: transform::email(source.email, scratch),
            street: transform::street(source.street),
            city: Some(transform::city(source.city)),
            postal_code: transform::postal_code(source.postal_code),
            country: transform::country(source.country, scratch)
                .map_err(|fault| fault.at("country"))?,
            birth_date: transform::birth_date(source.birth_date),
            balance: transform::balance(source.balance),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.customer_id);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.customer_id);
        out.put(row.first_name);
        out.put(row.last_name);
        out.put(row.email);
        out.put(row.street);
        out.put(row.city);
        out.put(row.postal_code);
        out.put(row.country);
        out.put(row.birth_date);
        out.put(row.balance);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.first_name);
        out.put(row.last_name);
        out.put(row.email);
        out.put(row.street);
        out.put(row.city);
        out.put(row.postal_code);
        out.put(row.country);
        out.put(row.birth_date);
        out.put(row.balance);
    }

    fn write_type1<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            customer_id: row.required(&target::CUSTOMER_ID)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            customer_id: row.optional(&target::CUSTOMER_ID)?,
            first_name: row.optional(&target::FIRST_NAME)?,
            last_name: row.optional(&target::LAST_NAME)?,
            email: row.optional(&target::EMAIL)?,
            street: row.optional(&target::STREET)?,
            city: row.optional(&target::CITY)?,
            postal_code: row.optional(&target::POSTAL_CODE)?,
            country: row.optional(&target::COUNTRY)?,
            birth_date: row.optional(&target::BIRTH_DATE)?,
            balance: row.optional(&target::BALANCE)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CUSTOMER_ID: Column = Column::new("customer_id", 0, SqlType::BigInt);
    pub const FIRST_NAME: Column = Column::new("first_name", 1, SqlType::Text);
    pub const LAST_NAME: Column = Column::new("last_name", 2, SqlType::Text);
    pub const EMAIL: Column = Column::new("email", 3, SqlType::Text);
    pub const STREET: Column = Column::new("street", 4, SqlType::Text);
    pub const CITY: Column = Column::new("city", 5, SqlType::Text);
    pub const POSTAL_CODE: Column = Column::new("postal_code", 6, SqlType::Text);
    pub const COUNTRY: Column = Column::new("country", 7, SqlType::Text);
    pub const BIRTH_DATE: Column = Column::new("birth_date", 8, SqlType::Date);
    pub const BALANCE: Column = Column::new("balance", 9, SqlType::decimal(12, 2));
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CUSTOMER_ID: Column = Column::stored("customer_id", 0, SqlType::BigInt);
    pub const FIRST_NAME: Column = Column::stored("first_name", 1, SqlType::Text);
    pub const LAST_NAME: Column = Column::stored("last_name", 2, SqlType::Text);
    pub const EMAIL: Column = Column::stored("email", 3, SqlType::Text);
    pub const STREET: Column = Column::stored("street", 4, SqlType::Text);
    pub const CITY: Column = Column::stored("city", 5, SqlType::Text);
    pub const POSTAL_CODE: Column = Column::stored("postal_code", 6, SqlType::Text);
    pub const COUNTRY: Column = Column::stored("country", 7, SqlType::Varchar(2));
    pub const BIRTH_DATE: Column = Column::stored("birth_date", 8, SqlType::Date);
    pub const BALANCE: Column = Column::stored("balance", 9, SqlType::decimal(12, 2));
}
