// @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::value as types;
use crate::job::{INFO, FactFlight};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub carrier: &'a str,
    /// integer not null
    pub flight: i32,
    /// text
    pub tailnum: Option<&'a str>,
    /// text not null
    pub origin: &'a str,
    /// text not null
    pub dest: &'a str,
    /// timestamptz not null
    pub time_hour: types::TimestampTz,
    /// smallint not null
    pub sched_dep_time: i16,
    /// smallint
    pub dep_time: Option<i16>,
    /// smallint
    pub dep_delay: Option<i16>,
    /// smallint
    pub arr_delay: Option<i16>,
    /// smallint
    pub air_time: Option<i16>,
    /// integer
    pub distance: Option<i32>,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// varchar(2); type 1: overwritten
    pub carrier: Option<&'a str>,
    /// integer; type 1: overwritten
    pub flight_number: Option<i32>,
    /// text; type 1: overwritten
    pub tail_number: Option<&'a str>,
    /// text; type 1: overwritten
    pub origin: Option<&'a str>,
    /// text; type 1: overwritten
    pub destination: Option<&'a str>,
    /// timestamptz; type 1: overwritten
    pub scheduled_hour: Option<types::TimestampTz>,
    /// smallint; type 1: overwritten
    pub scheduled_departure: Option<i16>,
    /// smallint; type 1: overwritten
    pub departure_delay_min: Option<i16>,
    /// smallint; type 1: overwritten
    pub arrival_delay_min: Option<i16>,
    /// smallint; type 1: overwritten
    pub air_time_min: Option<i16>,
    /// integer; type 1: overwritten
    pub distance_mi: Option<i32>,
    /// boolean; type 1: overwritten
    pub was_cancelled: Option<bool>,
    /// boolean; type 1: overwritten
    pub was_late: Option<bool>,
}

impl Job for FactFlight {
    type Source<'a> = Source<'a>;
    type Key<'a> = ();
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            carrier: row.required(&source::CARRIER)?,
            flight: row.required(&source::FLIGHT)?,
            tailnum: row.optional(&source::TAILNUM)?,
            origin: row.required(&source::ORIGIN)?,
            dest: row.required(&source::DEST)?,
            time_hour: row.required(&source::TIME_HOUR)?,
            sched_dep_time: row.required(&source::SCHED_DEP_TIME)?,
            dep_time: row.optional(&source::DEP_TIME)?,
            dep_delay: row.optional(&source::DEP_DELAY)?,
            arr_delay: row.optional(&source::ARR_DELAY)?,
            air_time: row.optional(&source::AIR_TIME)?,
            distance: row.optional(&source::DISTANCE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        _row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        _key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            carrier: Some(
                transform::carrier(source.carrier).map_err(|fault| fault.at("carrier"))?,
            ),
            flight_number: Some(transform::flight_number(source.flight)),
            tail_number: transform::tail_number(source.tailnum),
            origin: Some(transform::origin(source.origin)),
            destination: Some(transform::destination(source.dest)),
            scheduled_hour: Some(transform::scheduled_hour(source.time_hour)),
            scheduled_departure: Some(
                transform::scheduled_departure(source.sched_dep_time),
            ),
            departure_delay_min: transform::departure_delay_min(source.dep_delay),
            arrival_delay_min: transform::arrival_delay_min(source.arr_delay),
            air_time_min: transform::air_time_min(source.air_time),
            distance_mi: transform::distance_mi(source.distance),
            was_cancelled: Some(transform::was_cancelled(source.dep_time)),
            was_late: Some(transform::was_late(source.arr_delay)),
        })
    }

    fn write_key<W: RowWriter>(_key: &Self::Key<'_>, _out: &mut W) {}

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.carrier);
        out.put(row.flight_number);
        out.put(row.tail_number);
        out.put(row.origin);
        out.put(row.destination);
        out.put(row.scheduled_hour);
        out.put(row.scheduled_departure);
        out.put(row.departure_delay_min);
        out.put(row.arrival_delay_min);
        out.put(row.air_time_min);
        out.put(row.distance_mi);
        out.put(row.was_cancelled);
        out.put(row.was_late);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.carrier);
        out.put(row.flight_number);
        out.put(row.tail_number);
        out.put(row.origin);
        out.put(row.destination);
        out.put(row.scheduled_hour);
        out.put(row.scheduled_departure);
        out.put(row.departure_delay_min);
        out.put(row.arrival_delay_min);
        out.put(row.air_time_min);
        out.put(row.distance_mi);
        out.put(row.was_cancelled);
        out.put(row.was_late);
    }

    fn read_key<'a, R: RowReader<'a>>(_row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(())
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            carrier: row.optional(&target::CARRIER)?,
            flight_number: row.optional(&target::FLIGHT_NUMBER)?,
            tail_number: row.optional(&target::TAIL_NUMBER)?,
            origin: row.optional(&target::ORIGIN)?,
            destination: row.optional(&target::DESTINATION)?,
            scheduled_hour: row.optional(&target::SCHEDULED_HOUR)?,
            scheduled_departure: row.optional(&target::SCHEDULED_DEPARTURE)?,
            departure_delay_min: row.optional(&target::DEPARTURE_DELAY_MIN)?,
            arrival_delay_min: row.optional(&target::ARRIVAL_DELAY_MIN)?,
            air_time_min: row.optional(&target::AIR_TIME_MIN)?,
            distance_mi: row.optional(&target::DISTANCE_MI)?,
            was_cancelled: row.optional(&target::WAS_CANCELLED)?,
            was_late: row.optional(&target::WAS_LATE)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CARRIER: Column = Column::new("carrier", 0, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const FLIGHT: Column = Column::new("flight", 1, SqlType::Integer)
        .nulls(&["", "NA"]);
    pub const TAILNUM: Column = Column::new("tailnum", 2, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const ORIGIN: Column = Column::new("origin", 3, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const DEST: Column = Column::new("dest", 4, SqlType::Text).nulls(&["", "NA"]);
    pub const TIME_HOUR: Column = Column::new("time_hour", 5, SqlType::TimestampTz)
        .nulls(&["", "NA"])
        .timezone("UTC");
    pub const SCHED_DEP_TIME: Column = Column::new(
            "sched_dep_time",
            6,
            SqlType::SmallInt,
        )
        .nulls(&["", "NA"]);
    pub const DEP_TIME: Column = Column::new("dep_time", 7, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const DEP_DELAY: Column = Column::new("dep_delay", 8, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const ARR_DELAY: Column = Column::new("arr_delay", 9, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const AIR_TIME: Column = Column::new("air_time", 10, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const DISTANCE: Column = Column::new("distance", 11, SqlType::Integer)
        .nulls(&["", "NA"]);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const CARRIER: Column = Column::stored("carrier", 0, SqlType::Varchar(2));
    pub const FLIGHT_NUMBER: Column = Column::stored(
        "flight_number",
        1,
        SqlType::Integer,
    );
    pub const TAIL_NUMBER: Column = Column::stored("tail_number", 2, SqlType::Text);
    pub const ORIGIN: Column = Column::stored("origin", 3, SqlType::Text);
    pub const DESTINATION: Column = Column::stored("destination", 4, SqlType::Text);
    pub const SCHEDULED_HOUR: Column = Column::stored(
        "scheduled_hour",
        5,
        SqlType::TimestampTz,
    );
    pub const SCHEDULED_DEPARTURE: Column = Column::stored(
        "scheduled_departure",
        6,
        SqlType::SmallInt,
    );
    pub const DEPARTURE_DELAY_MIN: Column = Column::stored(
        "departure_delay_min",
        7,
        SqlType::SmallInt,
    );
    pub const ARRIVAL_DELAY_MIN: Column = Column::stored(
        "arrival_delay_min",
        8,
        SqlType::SmallInt,
    );
    pub const AIR_TIME_MIN: Column = Column::stored(
        "air_time_min",
        9,
        SqlType::SmallInt,
    );
    pub const DISTANCE_MI: Column = Column::stored("distance_mi", 10, SqlType::Integer);
    pub const WAS_CANCELLED: Column = Column::stored(
        "was_cancelled",
        11,
        SqlType::Boolean,
    );
    pub const WAS_LATE: Column = Column::stored("was_late", 12, SqlType::Boolean);
}
