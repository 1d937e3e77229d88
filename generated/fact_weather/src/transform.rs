// @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `origin`
pub fn airport_code(origin: &str) -> &str {
    origin
}

/// `time_hour`
pub fn observed_at(time_hour: types::TimestampTz) -> types::TimestampTz {
    time_hour
}

/// `round((temp - 32) * 5 / 9, 1)`
pub fn temperature_c(
    temp: Option<types::Decimal>,
) -> Result<Option<types::Decimal>, Fault> {
    match temp {
        Some(temp) => {
            Ok(
                Some(
                    sql::round_to(
                            sql::divide(
                                sql::multiply(
                                    sql::subtract(temp, types::Decimal::from_parts(32, 0))?,
                                    types::Decimal::from_parts(5, 0),
                                )?,
                                types::Decimal::from_parts(9, 0),
                            )?,
                            1,
                        )?
                        .at_scale(4, 1)?,
                ),
            )
        }
        None => Ok(None),
    }
}

/// `round((dewp - 32) * 5 / 9, 1)`
pub fn dew_point_c(
    dewp: Option<types::Decimal>,
) -> Result<Option<types::Decimal>, Fault> {
    match dewp {
        Some(dewp) => {
            Ok(
                Some(
                    sql::round_to(
                            sql::divide(
                                sql::multiply(
                                    sql::subtract(dewp, types::Decimal::from_parts(32, 0))?,
                                    types::Decimal::from_parts(5, 0),
                                )?,
                                types::Decimal::from_parts(9, 0),
                            )?,
                            1,
                        )?
                        .at_scale(4, 1)?,
                ),
            )
        }
        None => Ok(None),
    }
}

/// `humid`
pub fn humidity_pct(humid: Option<types::Decimal>) -> Option<types::Decimal> {
    humid
}

/// `wind_dir`
pub fn wind_direction(wind_dir: Option<i16>) -> Option<i16> {
    wind_dir
}

/// `wind_speed`
pub fn wind_mph(wind_speed: Option<f64>) -> Option<f64> {
    wind_speed
}

/// `wind_gust`
pub fn gust_mph(wind_gust: Option<f64>) -> Option<f64> {
    wind_gust
}

/// `precip`
pub fn precipitation_in(precip: Option<f64>) -> Option<f64> {
    precip
}

/// `pressure`
pub fn pressure_hpa(pressure: Option<types::Decimal>) -> Option<types::Decimal> {
    pressure
}

/// `visib`
pub fn visibility_mi(visib: Option<f64>) -> Option<f64> {
    visib
}
