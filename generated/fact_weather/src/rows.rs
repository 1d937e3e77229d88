// @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, FactWeather};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub origin: &'a str,
    /// timestamptz not null
    pub time_hour: types::TimestampTz,
    /// decimal(5,2)
    pub temp: Option<types::Decimal>,
    /// decimal(5,2)
    pub dewp: Option<types::Decimal>,
    /// decimal(5,2)
    pub humid: Option<types::Decimal>,
    /// smallint
    pub wind_dir: Option<i16>,
    /// double precision
    pub wind_speed: Option<f64>,
    /// double precision
    pub wind_gust: Option<f64>,
    /// double precision
    pub precip: Option<f64>,
    /// decimal(6,1)
    pub pressure: Option<types::Decimal>,
    /// double precision
    pub visib: Option<f64>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub airport_code: &'a str,
    /// timestamptz; business key
    pub observed_at: types::TimestampTz,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub airport_code: Option<&'a str>,
    /// timestamptz; business key
    pub observed_at: Option<types::TimestampTz>,
    /// decimal(4,1); type 1: overwritten
    pub temperature_c: Option<types::Decimal>,
    /// decimal(4,1); type 1: overwritten
    pub dew_point_c: Option<types::Decimal>,
    /// decimal(5,2); type 1: overwritten
    pub humidity_pct: Option<types::Decimal>,
    /// smallint; type 1: overwritten
    pub wind_direction: Option<i16>,
    /// double precision; type 1: overwritten
    pub wind_mph: Option<f64>,
    /// double precision; type 1: overwritten
    pub gust_mph: Option<f64>,
    /// double precision; type 1: overwritten
    pub precipitation_in: Option<f64>,
    /// decimal(6,1); type 1: overwritten
    pub pressure_hpa: Option<types::Decimal>,
    /// double precision; type 1: overwritten
    pub visibility_mi: Option<f64>,
}

impl Job for FactWeather {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            origin: row.required(&source::ORIGIN)?,
            time_hour: row.required(&source::TIME_HOUR)?,
            temp: row.optional(&source::TEMP)?,
            dewp: row.optional(&source::DEWP)?,
            humid: row.optional(&source::HUMID)?,
            wind_dir: row.optional(&source::WIND_DIR)?,
            wind_speed: row.optional(&source::WIND_SPEED)?,
            wind_gust: row.optional(&source::WIND_GUST)?,
            precip: row.optional(&source::PRECIP)?,
            pressure: row.optional(&source::PRESSURE)?,
            visib: row.optional(&source::VISIB)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let origin = row.required(&source::ORIGIN)?;
        let time_hour = row.required(&source::TIME_HOUR)?;
        let key = Key {
            airport_code: transform::airport_code(origin),
            observed_at: transform::observed_at(time_hour),
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
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            airport_code: Some(key.airport_code),
            observed_at: Some(key.observed_at),
            temperature_c: transform::temperature_c(source.temp)
                .map_err(|fault| fault.at("temperature_c"))?,
            dew_point_c: transform::dew_point_c(source.dewp)
                .map_err(|fault| fault.at("dew_point_c"))?,
            humidity_pct: transform::humidity_pct(source.humid),
            wind_direction: transform::wind_direction(source.wind_dir),
            wind_mph: transform::wind_mph(source.wind_speed),
            gust_mph: transform::gust_mph(source.wind_gust),
            precipitation_in: transform::precipitation_in(source.precip),
            pressure_hpa: transform::pressure_hpa(source.pressure),
            visibility_mi: transform::visibility_mi(source.visib),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.airport_code);
        out.put(key.observed_at);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.airport_code);
        out.put(row.observed_at);
        out.put(row.temperature_c);
        out.put(row.dew_point_c);
        out.put(row.humidity_pct);
        out.put(row.wind_direction);
        out.put(row.wind_mph);
        out.put(row.gust_mph);
        out.put(row.precipitation_in);
        out.put(row.pressure_hpa);
        out.put(row.visibility_mi);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.temperature_c);
        out.put(row.dew_point_c);
        out.put(row.humidity_pct);
        out.put(row.wind_direction);
        out.put(row.wind_mph);
        out.put(row.gust_mph);
        out.put(row.precipitation_in);
        out.put(row.pressure_hpa);
        out.put(row.visibility_mi);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            airport_code: row.required(&target::AIRPORT_CODE)?,
            observed_at: row.required(&target::OBSERVED_AT)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            airport_code: row.optional(&target::AIRPORT_CODE)?,
            observed_at: row.optional(&target::OBSERVED_AT)?,
            temperature_c: row.optional(&target::TEMPERATURE_C)?,
            dew_point_c: row.optional(&target::DEW_POINT_C)?,
            humidity_pct: row.optional(&target::HUMIDITY_PCT)?,
            wind_direction: row.optional(&target::WIND_DIRECTION)?,
            wind_mph: row.optional(&target::WIND_MPH)?,
            gust_mph: row.optional(&target::GUST_MPH)?,
            precipitation_in: row.optional(&target::PRECIPITATION_IN)?,
            pressure_hpa: row.optional(&target::PRESSURE_HPA)?,
            visibility_mi: row.optional(&target::VISIBILITY_MI)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const ORIGIN: Column = Column::new("origin", 0, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const TIME_HOUR: Column = Column::new("time_hour", 1, SqlType::TimestampTz)
        .nulls(&["", "NA"])
        .timezone("UTC");
    pub const TEMP: Column = Column::new("temp", 2, SqlType::decimal(5, 2))
        .nulls(&["", "NA"]);
    pub const DEWP: Column = Column::new("dewp", 3, SqlType::decimal(5, 2))
        .nulls(&["", "NA"]);
    pub const HUMID: Column = Column::new("humid", 4, SqlType::decimal(5, 2))
        .nulls(&["", "NA"]);
    pub const WIND_DIR: Column = Column::new("wind_dir", 5, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const WIND_SPEED: Column = Column::new("wind_speed", 6, SqlType::Double)
        .nulls(&["", "NA"]);
    pub const WIND_GUST: Column = Column::new("wind_gust", 7, SqlType::Double)
        .nulls(&["", "NA"]);
    pub const PRECIP: Column = Column::new("precip", 8, SqlType::Double)
        .nulls(&["", "NA"]);
    pub const PRESSURE: Column = Column::new("pressure", 9, SqlType::decimal(6, 1))
        .nulls(&["", "NA"]);
    pub const VISIB: Column = Column::new("visib", 10, SqlType::Double)
        .nulls(&["", "NA"]);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const AIRPORT_CODE: Column = Column::stored("airport_code", 0, SqlType::Text);
    pub const OBSERVED_AT: Column = Column::stored(
        "observed_at",
        1,
        SqlType::TimestampTz,
    );
    pub const TEMPERATURE_C: Column = Column::stored(
        "temperature_c",
        2,
        SqlType::decimal(4, 1),
    );
    pub const DEW_POINT_C: Column = Column::stored(
        "dew_point_c",
        3,
        SqlType::decimal(4, 1),
    );
    pub const HUMIDITY_PCT: Column = Column::stored(
        "humidity_pct",
        4,
        SqlType::decimal(5, 2),
    );
    pub const WIND_DIRECTION: Column = Column::stored(
        "wind_direction",
        5,
        SqlType::SmallInt,
    );
    pub const WIND_MPH: Column = Column::stored("wind_mph", 6, SqlType::Double);
    pub const GUST_MPH: Column = Column::stored("gust_mph", 7, SqlType::Double);
    pub const PRECIPITATION_IN: Column = Column::stored(
        "precipitation_in",
        8,
        SqlType::Double,
    );
    pub const PRESSURE_HPA: Column = Column::stored(
        "pressure_hpa",
        9,
        SqlType::decimal(6, 1),
    );
    pub const VISIBILITY_MI: Column = Column::stored(
        "visibility_mi",
        10,
        SqlType::Double,
    );
}
