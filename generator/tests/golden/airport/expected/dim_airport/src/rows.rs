// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, DimAirport};
use crate::filter;
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub faa: &'a str,
    /// text
    pub name: Option<&'a str>,
    /// double precision
    pub lat: Option<f64>,
    /// double precision
    pub lon: Option<f64>,
    /// decimal(8,1)
    pub alt: Option<types::Decimal>,
    /// text
    pub tzone: Option<&'a str>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub airport_code: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub airport_code: Option<&'a str>,
    /// text; type 2: new version
    pub airport_name: Option<&'a str>,
    /// double precision; type 2: new version
    pub latitude: Option<f64>,
    /// double precision; type 0: the first value stays
    pub longitude: Option<f64>,
    /// integer; type 1: overwritten
    pub altitude_ft: Option<i32>,
    /// text; type 2: new version
    pub time_zone: Option<&'a str>,
    /// text; type 2: new version
    pub source_system: Option<&'a str>,
    /// text; not tracked
    pub batch: Option<&'a str>,
}

impl Job for DimAirport {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            faa: row.required(&source::FAA)?,
            name: row.optional(&source::NAME)?,
            lat: row.optional(&source::LAT)?,
            lon: row.optional(&source::LON)?,
            alt: row.optional(&source::ALT)?,
            tzone: row.optional(&source::TZONE)?,
        })
    }

    fn filter<'a>(
        source: &Self::Source<'a>,
        _scratch: &'a Scratch,
    ) -> Result<bool, Reject> {
        Ok(filter::keep(source.tzone))
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let faa = row.required(&source::FAA)?;
        let key = Key {
            airport_code: transform::airport_code(faa, scratch),
        };
        if key.airport_code.is_empty() {
            return Err(Reject::empty_key("airport_code"));
        }
        Ok(key)
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            airport_code: Some(key.airport_code),
            airport_name: transform::airport_name(source.name),
            latitude: transform::latitude(source.lat),
            longitude: transform::longitude(source.lon),
            altitude_ft: transform::altitude_ft(source.alt)
                .map_err(|fault| fault.at("altitude_ft"))?,
            time_zone: transform::time_zone(source.tzone),
            source_system: Some(transform::source_system()),
            batch: Some(transform::batch(scratch).map_err(|fault| fault.at("batch"))?),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.airport_code);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.airport_code);
        out.put(row.airport_name);
        out.put(row.latitude);
        out.put(row.longitude);
        out.put(row.altitude_ft);
        out.put(row.time_zone);
        out.put(row.source_system);
        out.put(row.batch);
    }

    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.airport_name);
        out.put(row.latitude);
        out.put(row.time_zone);
        out.put(row.source_system);
    }

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.altitude_ft);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            airport_code: row.required(&target::AIRPORT_CODE)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            airport_code: row.optional(&target::AIRPORT_CODE)?,
            airport_name: row.optional(&target::AIRPORT_NAME)?,
            latitude: row.optional(&target::LATITUDE)?,
            longitude: row.optional(&target::LONGITUDE)?,
            altitude_ft: row.optional(&target::ALTITUDE_FT)?,
            time_zone: row.optional(&target::TIME_ZONE)?,
            source_system: row.optional(&target::SOURCE_SYSTEM)?,
            batch: row.optional(&target::BATCH)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType, Trim};
    pub const FAA: Column = Column::new("faa", 0, SqlType::Text).nulls(&["", "NA"]);
    pub const NAME: Column = Column::new("name", 1, SqlType::Text)
        .nulls(&["NA"])
        .trim(Trim::Both);
    pub const LAT: Column = Column::new("lat", 2, SqlType::Double).nulls(&["", "NA"]);
    pub const LON: Column = Column::new("lon", 3, SqlType::Double).nulls(&["", "NA"]);
    pub const ALT: Column = Column::new("alt", 4, SqlType::decimal(8, 1))
        .nulls(&["", "NA"]);
    pub const TZONE: Column = Column::new("tzone", 5, SqlType::Text).nulls(&["", "NA"]);
    pub const DST: Column = Column::new("dst", 6, SqlType::Char(1)).nulls(&["", "NA"]);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const AIRPORT_CODE: Column = Column::stored("airport_code", 0, SqlType::Text);
    pub const AIRPORT_NAME: Column = Column::stored("airport_name", 1, SqlType::Text);
    pub const LATITUDE: Column = Column::stored("latitude", 2, SqlType::Double);
    pub const LONGITUDE: Column = Column::stored("longitude", 3, SqlType::Double);
    pub const ALTITUDE_FT: Column = Column::stored("altitude_ft", 4, SqlType::Integer);
    pub const TIME_ZONE: Column = Column::stored("time_zone", 5, SqlType::Text);
    pub const SOURCE_SYSTEM: Column = Column::stored("source_system", 6, SqlType::Text);
    pub const BATCH: Column = Column::stored("batch", 7, SqlType::Text);
}
