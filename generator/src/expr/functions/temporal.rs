//! Functions on dates, times and intervals.

use super::{Function, function};
use crate::types::ExprType;

use ExprType::{Date, Double, Integer, Interval, Text, Time, Timestamp, TimestampTz};

const TEMPLATE: &str = "template patterns as PostgreSQL's, but `TM`; an empty template gives NULL";
const READING: &str = "template patterns as PostgreSQL's, but `TM`";
const ZONE: &str = "a zone by name, abbreviation or offset; `AT TIME ZONE` is this function. In \
                    POSIX's way `'+02'` lies west of UTC";

pub(super) static FUNCTIONS: &[Function] = &[
    function("date_part", &[Text, Time], Double, "sql::date_part_by").fallible(),
    function("date_part", &[Text, Timestamp], Double, "sql::date_part_by")
        .fallible()
        .note("also `extract(field FROM value)`, which is decimal"),
    function(
        "date_part",
        &[Text, TimestampTz],
        Double,
        "sql::date_part_by",
    )
    .fallible(),
    function("date_part", &[Text, Interval], Double, "sql::date_part_by").fallible(),
    function(
        "date_trunc",
        &[Text, Timestamp],
        Timestamp,
        "sql::truncate_by",
    )
    .fallible(),
    function(
        "date_trunc",
        &[Text, TimestampTz],
        TimestampTz,
        "sql::truncate_by",
    )
    .fallible()
    .note("in UTC; a date is taken for a timestamptz"),
    function(
        "date_trunc",
        &[Text, TimestampTz, Text],
        TimestampTz,
        "sql::truncate_by_in",
    )
    .fallible()
    .feature("timezones")
    .note("on the clock of the zone"),
    function(
        "date_trunc",
        &[Text, Interval],
        Interval,
        "sql::truncate_by",
    )
    .fallible(),
    function(
        "date_bin",
        &[Interval, Timestamp, Timestamp],
        Timestamp,
        "sql::bin_timestamp",
    )
    .fallible(),
    function(
        "date_bin",
        &[Interval, TimestampTz, TimestampTz],
        TimestampTz,
        "sql::bin_timestamptz",
    )
    .fallible(),
    function("age", &[Timestamp, Timestamp], Interval, "sql::age"),
    function(
        "age",
        &[TimestampTz, TimestampTz],
        Interval,
        "sql::age_of_instants",
    ),
    function("justify_days", &[Interval], Interval, "sql::justify_days").fallible(),
    function("justify_hours", &[Interval], Interval, "sql::justify_hours").fallible(),
    function(
        "justify_interval",
        &[Interval],
        Interval,
        "sql::justify_interval",
    )
    .fallible(),
    function(
        "make_date",
        &[Integer, Integer, Integer],
        Date,
        "sql::make_date",
    )
    .fallible(),
    function(
        "make_time",
        &[Integer, Integer, Double],
        Time,
        "sql::make_time",
    )
    .fallible(),
    function(
        "make_timestamp",
        &[Integer, Integer, Integer, Integer, Integer, Double],
        Timestamp,
        "sql::make_timestamp",
    )
    .fallible(),
    function(
        "make_timestamptz",
        &[Integer, Integer, Integer, Integer, Integer, Double],
        TimestampTz,
        "sql::make_timestamptz",
    )
    .fallible(),
    function(
        "make_timestamptz",
        &[Integer, Integer, Integer, Integer, Integer, Double, Text],
        TimestampTz,
        "sql::make_timestamptz_in",
    )
    .fallible()
    .feature("timezones"),
    function(
        "make_interval",
        &[Integer, Integer, Integer, Integer, Integer, Integer, Double],
        Interval,
        "sql::make_interval",
    )
    .fallible()
    .note("arguments by name too: `make_interval(days => 3)`"),
    function("to_char", &[Timestamp, Text], Text, "sql::to_char_by")
        .fallible()
        .nullable()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[TimestampTz, Text], Text, "sql::to_char_by")
        .fallible()
        .nullable()
        .scratch()
        .note(TEMPLATE),
    function("to_char", &[Interval, Text], Text, "sql::to_char_by")
        .fallible()
        .nullable()
        .scratch()
        .note(TEMPLATE),
    function("to_date", &[Text, Text], Date, "sql::to_date")
        .fallible()
        .note(READING),
    function(
        "to_timestamp",
        &[Text, Text],
        TimestampTz,
        "sql::to_timestamp",
    )
    .fallible()
    .note(READING),
    function(
        "to_timestamp",
        &[Double],
        TimestampTz,
        "sql::epoch_to_timestamp",
    )
    .fallible()
    .note("seconds since 1970"),
    function(
        "timezone",
        &[Text, Timestamp],
        TimestampTz,
        "sql::from_zone",
    )
    .fallible()
    .feature("timezones")
    .note(ZONE),
    function("timezone", &[Text, TimestampTz], Timestamp, "sql::to_zone")
        .fallible()
        .feature("timezones")
        .note(ZONE),
    function(
        "timezone",
        &[Interval, Timestamp],
        TimestampTz,
        "sql::from_distance",
    )
    .fallible(),
    function(
        "timezone",
        &[Interval, TimestampTz],
        Timestamp,
        "sql::to_distance",
    )
    .fallible(),
];
