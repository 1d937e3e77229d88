//! The fields of dates, times and intervals, by name; and what is left when the finer ones are cut
//! off.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::interval::{Interval, Parts};
use super::{
    MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem, julian, micros, micros_of_day,
    monday_of, of_julian, of_micros, out_of_range,
};

/// A field that `extract`, `date_part` and `date_trunc` name, or a unit of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Century,
    Day,
    Decade,
    Dow,
    Doy,
    Epoch,
    Hour,
    IsoDow,
    IsoYear,
    Julian,
    Microseconds,
    Millennium,
    Milliseconds,
    Minute,
    Month,
    Quarter,
    Second,
    Timezone,
    TimezoneHour,
    TimezoneMinute,
    Week,
    Year,
}

use Unit::{
    Century, Day, Decade, Dow, Doy, Epoch, Hour, IsoDow, IsoYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week,
    Year,
};

/// Every unit with its name and the other words for it.
const UNITS: &[(Unit, &str, &[&str])] = &[
    (Century, "century", &["c", "cent", "centuries"]),
    (Day, "day", &["d", "days"]),
    (Decade, "decade", &["dec", "decades", "decs"]),
    (Hour, "hour", &["h", "hours", "hr", "hrs"]),
    (
        Microseconds,
        "microseconds",
        &["us", "usec", "usecond", "useconds", "usecs"],
    ),
    (Millennium, "millennium", &["mil", "mils", "millennia"]),
    (
        Milliseconds,
        "milliseconds",
        &["ms", "msec", "msecond", "mseconds", "msecs"],
    ),
    (Minute, "minute", &["m", "min", "mins", "minutes"]),
    (Month, "month", &["mon", "mons", "months"]),
    (Quarter, "quarter", &["qtr"]),
    (Second, "second", &["s", "sec", "seconds", "secs"]),
    (Timezone, "timezone", &[]),
    (TimezoneHour, "timezone_hour", &[]),
    (TimezoneMinute, "timezone_minute", &[]),
    (Week, "week", &["w", "weeks"]),
    (Year, "year", &["y", "yr", "yrs", "years"]),
];

/// Fields that are no unit of an interval.
const FIELDS: &[(Unit, &str, &[&str])] = &[
    (Dow, "dow", &[]),
    (Doy, "doy", &[]),
    (Epoch, "epoch", &[]),
    (IsoDow, "isodow", &[]),
    (IsoYear, "isoyear", &[]),
    (Julian, "julian", &["j", "jd"]),
];

/// PostgreSQL compares words of at most ten letters: `microsecon` is as good as `microseconds`.
fn same_word(text: &str, known: &str) -> bool {
    const LETTERS: usize = 10;
    let (text, known) = (text.as_bytes(), known.as_bytes());
    text[..text.len().min(LETTERS)].eq_ignore_ascii_case(&known[..known.len().min(LETTERS)])
}

fn find(text: &str, table: &[(Unit, &str, &[&str])]) -> Option<Unit> {
    let is = |(_, name, others): &&(Unit, &str, &[&str])| {
        same_word(text, name) || others.iter().any(|other| same_word(text, other))
    };
    table.iter().find(is).map(|(unit, ..)| *unit)
}

impl Unit {
    /// A unit of an interval.
    pub fn parse(text: &str) -> Option<Unit> {
        find(text, UNITS)
    }

    /// A field of `extract`, `date_part`, `date_trunc`.
    pub fn parse_field(text: &str) -> Option<Unit> {
        find(text, UNITS).or_else(|| find(text, FIELDS))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        UNITS
            .iter()
            .chain(FIELDS)
            .find(|(unit, ..)| *unit == self)
            .map_or("", |(_, name, _)| name)
    }

    /// The names of all fields.
    pub fn names() -> impl Iterator<Item = &'static str> {
        UNITS.iter().chain(FIELDS).map(|(_, name, _)| *name)
    }

    /// One bit each.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A field's value: a whole number, or one with so many decimal places; a Julian day with a time is
/// a fraction of the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    Whole(i64),
    /// Microseconds, as milliseconds with three places.
    Milliseconds(i64),
    /// Microseconds, as seconds with six places.
    Seconds(i64),
    /// Microseconds since 1970, or of a span beside the seconds of its years, months and days.
    Epoch([i64; 3], i64),
    /// A day, and microseconds of it.
    Days(i64, i64),
}

/// A type whose fields are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Time => "time without time zone",
            Kind::Timestamp => "timestamp without time zone",
            Kind::TimestampTz => "timestamp with time zone",
            Kind::Interval => "interval",
        }
    }

    /// Whether a value of the type has the field.
    pub fn has(self, unit: Unit) -> bool {
        let of_day = matches!(
            unit,
            Century
                | Day
                | Decade
                | Dow
                | Doy
                | Epoch
                | IsoDow
                | IsoYear
                | Julian
                | Millennium
                | Month
                | Quarter
                | Week
                | Year
        );
        let of_time = matches!(unit, Hour | Minute | Second | Milliseconds | Microseconds);
        match self {
            Kind::Date => of_day,
            Kind::Time => of_time || unit == Epoch,
            Kind::Timestamp => of_day || of_time,
            Kind::TimestampTz => true,
            Kind::Interval => {
                of_time || of_day && !matches!(unit, Dow | Doy | IsoDow | IsoYear | Julian | Week)
            }
        }
    }
}

#[cold]
pub fn unsupported(unit: Unit, kind: Kind) -> Problem {
    Problem::new(format!(
        "unit \"{}\" not supported for type {}",
        unit.name(),
        kind.name()
    ))
}

/// Reads the name of a field.
///
/// # Errors
/// No such field.
pub fn named(text: &str, kind: Kind) -> Result<Unit, Problem> {
    Unit::parse_field(text).ok_or_else(|| {
        Problem::new(format!(
            "unit \"{text}\" not recognized for type {}",
            kind.name()
        ))
    })
}

/// A field of a day; `None`: it has none of the kind.
pub fn of_day(unit: Unit, day: NaiveDate) -> Option<Value> {
    let year = i64::from(day.year());
    // There is no year zero: the year before 1 is 1 BC, shown as -1.
    let shown = |year: i64| if year > 0 { year } else { year - 1 };
    let week_day = i64::from(day.weekday().num_days_from_sunday());
    Some(Value::Whole(match unit {
        Day => day.day().into(),
        Month => day.month().into(),
        Quarter => i64::from(day.month0()) / 3 + 1,
        Week => day.iso_week().week().into(),
        Year => shown(year),
        Decade => year.div_euclid(10),
        Century => spans(year, 100),
        Millennium => spans(year, 1000),
        Julian => julian(day),
        IsoYear => shown(day.iso_week().year().into()),
        Dow => week_day,
        IsoDow => {
            if week_day == 0 {
                7
            } else {
                week_day
            }
        }
        Doy => day.ordinal().into(),
        Epoch => micros(day.into()) / MICROS_PER_SECOND,
        _ => return None,
    }))
}

/// The century or millennium of a year, from 1, or from -1 backwards.
fn spans(year: i64, length: i64) -> i64 {
    if year > 0 {
        (year + length - 1) / length
    } else {
        -((length - 1 - (year - 1)) / length)
    }
}

fn of_clock(unit: Unit, micros: i64) -> Option<Value> {
    let in_minute = micros % MICROS_PER_MINUTE;
    Some(match unit {
        Microseconds => Value::Whole(in_minute),
        Milliseconds => Value::Milliseconds(in_minute),
        Second => Value::Seconds(in_minute),
        Minute => Value::Whole(micros / MICROS_PER_MINUTE % 60),
        Hour => Value::Whole(micros / MICROS_PER_HOUR),
        _ => return None,
    })
}

/// A field of a timestamp; in UTC, as the session's zone is.
pub fn of_timestamp(unit: Unit, at: NaiveDateTime) -> Option<Value> {
    let time = micros_of_day(at.time());
    match unit {
        Epoch => Some(Value::Epoch([0; 3], micros(at))),
        Julian => Some(Value::Days(julian(at.date()), time)),
        Timezone | TimezoneHour | TimezoneMinute => Some(Value::Whole(0)),
        _ => of_clock(unit, time).or_else(|| of_day(unit, at.date())),
    }
}

pub fn of_time(unit: Unit, time: NaiveTime) -> Option<Value> {
    let micros = micros_of_day(time);
    if unit == Epoch {
        Some(Value::Epoch([0; 3], micros))
    } else {
        of_clock(unit, micros)
    }
}

pub fn of_interval(unit: Unit, span: Interval) -> Option<Value> {
    let Parts {
        years,
        months,
        days,
        ..
    } = span.parts();
    let years = i64::from(years);
    Some(match unit {
        Day => Value::Whole(days.into()),
        Month => Value::Whole(months.into()),
        Quarter => Value::Whole(i64::from(months) / 3 + 1),
        Year => Value::Whole(years),
        Decade => Value::Whole(years / 10),
        Century => Value::Whole(years / 100),
        Millennium => Value::Whole(years / 1000),
        Epoch => {
            // A year is 365.25 days, a month 30.
            Value::Epoch(
                [
                    years * 31_557_600,
                    i64::from(months) * 2_592_000,
                    i64::from(days) * 86_400,
                ],
                span.micros,
            )
        }
        _ => return of_clock(unit, span.micros),
    })
}

impl Value {
    /// As `date_part` gives it: added up in floating point in PostgreSQL's order, which decides the
    /// last digit.
    pub fn as_double(self) -> f64 {
        let parts = |micros: i64| {
            (
                (micros / MICROS_PER_SECOND) as f64,
                (micros % MICROS_PER_SECOND) as f64,
            )
        };
        match self {
            Value::Whole(value) => value as f64,
            Value::Milliseconds(micros) => parts(micros).0 * 1e3 + parts(micros).1 / 1e3,
            Value::Seconds(micros) => parts(micros).0 + parts(micros).1 / 1e6,
            Value::Epoch(seconds, micros) => seconds
                .iter()
                .fold(micros as f64 / 1e6, |sum, part| sum + *part as f64),
            Value::Days(day, micros) => {
                day as f64 + (parts(micros).0 + parts(micros).1 / 1e6) / 86_400.0
            }
        }
    }
}

/// `date_trunc`
pub fn truncated(unit: Unit, at: NaiveDateTime, kind: Kind) -> Result<NaiveDateTime, Problem> {
    let to = |length: i64| of_micros(micros(at) - micros(at).rem_euclid(length));
    let (day, year) = (at.date(), i64::from(at.date().year()));
    let begin = |year: i64, month: u32| {
        super::day(year, month, 1)
            .map(NaiveDateTime::from)
            .ok_or_else(out_of_range)
    };
    match unit {
        Microseconds => Ok(at),
        Milliseconds => to(1000),
        Second => to(MICROS_PER_SECOND),
        Minute => to(MICROS_PER_MINUTE),
        Hour => to(MICROS_PER_HOUR),
        Day => Ok(day.into()),
        Week => of_julian(monday_of(day))
            .map(NaiveDateTime::from)
            .map_err(|_| out_of_range()),
        Month => begin(year, day.month()),
        Quarter => begin(year, day.month0() / 3 * 3 + 1),
        Year => begin(year, 1),
        Decade => begin(year.div_euclid(10) * 10, 1),
        Century => begin((year - 1).div_euclid(100) * 100 + 1, 1),
        Millennium => begin((year - 1).div_euclid(1000) * 1000 + 1, 1),
        _ => Err(unsupported(unit, kind)),
    }
}

/// `date_trunc` of an interval.
pub fn truncated_interval(unit: Unit, span: Interval) -> Result<Interval, Problem> {
    let months = |length: i32| Ok(Interval::new(span.months / length * length, 0, 0));
    let time = |length: i64| {
        Ok(Interval {
            micros: span.micros / length * length,
            ..span
        })
    };
    match unit {
        Millennium => months(12_000),
        Century => months(1200),
        Decade => months(120),
        Year => months(12),
        Quarter => months(3),
        Month => months(1),
        Day => Ok(Interval { micros: 0, ..span }),
        Hour => time(MICROS_PER_HOUR),
        Minute => time(MICROS_PER_MINUTE),
        Second => time(MICROS_PER_SECOND),
        Milliseconds => time(1000),
        Microseconds => Ok(span),
        _ => Err(unsupported(unit, Kind::Interval)),
    }
}
