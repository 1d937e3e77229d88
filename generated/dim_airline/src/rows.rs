// @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimAirline};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub carrier: &'a str,
    /// text not null
    pub name: &'a str,
}

/// The business key.
pub struct Key<'a> {
    /// varchar(2); business key
    pub carrier: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// varchar(2); business key
    pub carrier: Option<&'a str>,
    /// text not null; type 1: overwritten
    pub airline_name: &'a str,
}

impl Job for DimAirline {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            carrier: row.required(&source::CARRIER)?,
            name: row.required(&source::NAME)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let carrier = row.required(&source::CARRIER)?;
        let key = Key {
            carrier: transform::carrier(carrier).map_err(|fault| fault.at("carrier"))?,
        };
        if key.carrier.is_empty() {
            return Err(Reject::empty_key("carrier"));
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
            carrier: Some(key.carrier),
            airline_name: transform::airline_name(source.name),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.carrier);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.carrier);
        out.put(row.airline_name);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.airline_name);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            carrier: row.required(&target::CARRIER)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            carrier: row.optional(&target::CARRIER)?,
            airline_name: row.required(&target::AIRLINE_NAME)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CARRIER: Column = Column::new("carrier", 0, SqlType::Text);
    pub const NAME: Column = Column::new("name", 1, SqlType::Text);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CARRIER: Column = Column::stored("carrier", 0, SqlType::Varchar(2));
    pub const AIRLINE_NAME: Column = Column::stored("airline_name", 1, SqlType::Text);
}
