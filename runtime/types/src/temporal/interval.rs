//! `interval`: months, days and microseconds, which are three things: a month has no fixed length,
//! nor has a day.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::{
    MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem, days_of_month,
    julian, micros, micros_of_day, of_julian, of_micros, out_of_range,
};

const DAYS_PER_MONTH: i32 = 30;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// A span of time. It is equal and in order by its length, with months of 30 days and days of 24
/// hours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Interval {
    pub months: i32,
    pub days: i32,
    pub micros: i64,
}

#[cold]
fn too_long() -> Problem {
    Problem::new("interval out of range")
}

impl Interval {
    #[inline]
    pub const fn new(months: i32, days: i32, micros: i64) -> Interval {
        Interval {
            months,
            days,
            micros,
        }
    }

    #[inline]
    pub const fn of_micros(micros: i64) -> Interval {
        Interval {
            months: 0,
            days: 0,
            micros,
        }
    }

    /// Reads an interval in any of PostgreSQL's forms; `range` is what stands behind a literal, if
    /// anything does.
    ///
    /// # Errors
    /// Any other text; a part beyond its range.
    pub fn parse(text: &str, range: Option<super::Range>) -> Result<Interval, Problem> {
        super::interval_input::parse(text, range)
    }

    /// Its length, as it is compared.
    fn length(self) -> i128 {
        let days = i64::from(self.months) * i64::from(DAYS_PER_MONTH) + i64::from(self.days);
        i128::from(days) * i128::from(MICROS_PER_DAY) + i128::from(self.micros)
    }

    fn each(
        self,
        other: Interval,
        months: fn(i32, i32) -> Option<i32>,
        micros: fn(i64, i64) -> Option<i64>,
    ) -> Result<Interval, Problem> {
        let sum = || {
            Some(Interval {
                months: months(self.months, other.months)?,
                days: months(self.days, other.days)?,
                micros: micros(self.micros, other.micros)?,
            })
        };
        sum().ok_or_else(too_long)
    }

    pub fn plus(self, other: Interval) -> Result<Interval, Problem> {
        self.each(other, i32::checked_add, i64::checked_add)
    }

    pub fn minus(self, other: Interval) -> Result<Interval, Problem> {
        self.each(other, i32::checked_sub, i64::checked_sub)
    }

    pub fn negated(self) -> Result<Interval, Problem> {
        Interval::default().minus(self)
    }

    /// Each part times the factor; the fraction of a month becomes days, that of a day time.
    pub fn times(self, factor: f64) -> Result<Interval, Problem> {
        self.scaled(|part| part * factor)
    }

    pub fn divided(self, divisor: f64) -> Result<Interval, Problem> {
        if divisor == 0.0 {
            return Err(Problem::new("division by zero"));
        }
        self.scaled(|part| part / divisor)
    }

    fn scaled(self, scale: impl Fn(f64) -> f64) -> Result<Interval, Problem> {
        // Microseconds of a fraction are what floating point can be trusted with.
        let rounded = |seconds: f64| (seconds * 1e6).round_ties_even() / 1e6;
        let (months, days) = (scale(f64::from(self.months)), scale(f64::from(self.days)));
        let (whole_months, whole_days) = (whole(months)?, whole(days)?);
        let month_days = rounded((months - f64::from(whole_months)) * f64::from(DAYS_PER_MONTH));
        let whole_month_days = month_days as i32;
        let mut seconds = rounded(
            (days - f64::from(whole_days) + month_days - f64::from(whole_month_days))
                * SECONDS_PER_DAY,
        );
        let mut all_days = whole_days;
        if seconds.abs() >= SECONDS_PER_DAY {
            let carried = (seconds / SECONDS_PER_DAY) as i32;
            all_days = all_days.checked_add(carried).ok_or_else(too_long)?;
            seconds -= f64::from(carried) * SECONDS_PER_DAY;
        }
        let all_days = all_days
            .checked_add(whole_month_days)
            .ok_or_else(too_long)?;
        let time = (scale(self.micros as f64) + seconds * 1e6).round_ties_even();
        // The bounds are powers of two, exact in the float.
        if !(time >= i64::MIN as f64 && time < -(i64::MIN as f64)) {
            return Err(too_long());
        }
        Ok(Interval {
            months: whole_months,
            days: all_days,
            micros: time as i64,
        })
    }

    /// 24 hours become a day.
    pub fn justify_hours(self) -> Result<Interval, Problem> {
        let days = self
            .days
            .checked_add((self.micros / MICROS_PER_DAY) as i32)
            .ok_or_else(too_long)?;
        Ok(Interval {
            days,
            micros: self.micros % MICROS_PER_DAY,
            ..self
        }
        .with_time_like_days())
    }

    /// 30 days become a month.
    pub fn justify_days(self) -> Result<Interval, Problem> {
        let months = self
            .months
            .checked_add(self.days / DAYS_PER_MONTH)
            .ok_or_else(too_long)?;
        let (mut months, mut days) = (months, self.days % DAYS_PER_MONTH);
        if months > 0 && days < 0 {
            (months, days) = (months - 1, days + DAYS_PER_MONTH);
        } else if months < 0 && days > 0 {
            (months, days) = (months + 1, days - DAYS_PER_MONTH);
        }
        Ok(Interval {
            months,
            days,
            ..self
        })
    }

    /// Both, and all parts of one sign.
    pub fn justify_interval(self) -> Result<Interval, Problem> {
        // In one wider sum, so that nothing overflows on the way.
        let days = i64::from(self.days) + self.micros / MICROS_PER_DAY;
        let micros = self.micros % MICROS_PER_DAY;
        let mut months = i64::from(self.months) + days / i64::from(DAYS_PER_MONTH);
        let mut days = (days % i64::from(DAYS_PER_MONTH)) as i32;
        if months > 0 && (days < 0 || days == 0 && micros < 0) {
            (months, days) = (months - 1, days + DAYS_PER_MONTH);
        } else if months < 0 && (days > 0 || days == 0 && micros > 0) {
            (months, days) = (months + 1, days - DAYS_PER_MONTH);
        }
        let months = i32::try_from(months).map_err(|_| too_long())?;
        Ok(Interval {
            months,
            days,
            micros,
        }
        .with_time_like_days())
    }

    /// Days and time of one sign, the time being less than a day.
    fn with_time_like_days(self) -> Interval {
        let Interval { days, micros, .. } = self;
        if days > 0 && micros < 0 {
            Interval {
                days: days - 1,
                micros: micros + MICROS_PER_DAY,
                ..self
            }
        } else if days < 0 && micros > 0 {
            Interval {
                days: days + 1,
                micros: micros - MICROS_PER_DAY,
                ..self
            }
        } else {
            self
        }
    }

    /// What a clock would show of it.
    pub fn parts(self) -> Parts {
        Parts {
            years: self.months / 12,
            months: self.months % 12,
            days: self.days,
            hours: self.micros / MICROS_PER_HOUR,
            minutes: self.micros / MICROS_PER_MINUTE % 60,
            seconds: self.micros / MICROS_PER_SECOND % 60,
            micros: self.micros % MICROS_PER_SECOND,
        }
    }
}

/// An interval as years, months, days, hours, minutes, seconds and microseconds; each may be
/// negative.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    pub years: i32,
    pub months: i32,
    pub days: i32,
    pub hours: i64,
    pub minutes: i64,
    pub seconds: i64,
    pub micros: i64,
}

fn whole(value: f64) -> Result<i32, Problem> {
    let fits = value >= f64::from(i32::MIN) && value < -f64::from(i32::MIN);
    if fits {
        Ok(value as i32)
    } else {
        Err(too_long())
    }
}

impl PartialEq for Interval {
    fn eq(&self, other: &Interval) -> bool {
        self.length() == other.length()
    }
}

impl Eq for Interval {}

impl Ord for Interval {
    fn cmp(&self, other: &Interval) -> Ordering {
        self.length().cmp(&other.length())
    }
}

impl PartialOrd for Interval {
    fn partial_cmp(&self, other: &Interval) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `timestamp + interval`: months first, clipped to the month's end, then days, then time.
pub fn timestamp_plus(at: NaiveDateTime, span: Interval) -> Result<NaiveDateTime, Problem> {
    let mut day = at.date();
    if span.months != 0 {
        day = plus_months(day, span.months.into())?;
    }
    if span.days != 0 {
        day = of_julian(julian(day) + i64::from(span.days)).map_err(|_| out_of_range())?;
    }
    of_micros(
        micros(day.and_time(at.time()))
            .checked_add(span.micros)
            .ok_or_else(out_of_range)?,
    )
}

/// `timestamp - interval`
pub fn timestamp_minus(at: NaiveDateTime, span: Interval) -> Result<NaiveDateTime, Problem> {
    timestamp_plus(at, span.negated().map_err(|_| out_of_range())?)
}

fn plus_months(day: NaiveDate, months: i64) -> Result<NaiveDate, Problem> {
    let count = i64::from(day.year()) * 12 + i64::from(day.month0()) + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) as u32 + 1);
    super::day(year, month, day.day().min(days_of_month(year, month))).ok_or_else(out_of_range)
}

/// `timestamp - timestamp`: days and time.
pub fn between(left: NaiveDateTime, right: NaiveDateTime) -> Result<Interval, Problem> {
    Interval::of_micros(
        micros(left)
            .checked_sub(micros(right))
            .ok_or_else(too_long)?,
    )
    .justify_hours()
}

/// `time + interval`, around the clock; its months and days do not count.
pub fn time_plus(time: NaiveTime, span: Interval) -> NaiveTime {
    wrapped(micros_of_day(time) + span.micros % MICROS_PER_DAY)
}

/// `time - interval`
pub fn time_minus(time: NaiveTime, span: Interval) -> NaiveTime {
    wrapped(micros_of_day(time) - span.micros % MICROS_PER_DAY)
}

/// `interval::time`
pub fn time_of(span: Interval) -> NaiveTime {
    wrapped(span.micros)
}

fn wrapped(micros: i64) -> NaiveTime {
    super::time_of_micros(micros.rem_euclid(MICROS_PER_DAY)).unwrap_or_default()
}

/// `age(left, right)`: in years, months, days and time, as one counts on a calendar.
pub fn age(left: NaiveDateTime, right: NaiveDateTime) -> Interval {
    let (late, early) = if left < right {
        (right, left)
    } else {
        (left, right)
    };
    let (late_day, early_day) = (late.date(), early.date());
    let mut time = micros_of_day(late.time()) - micros_of_day(early.time());
    let mut days = i64::from(late_day.day()) - i64::from(early_day.day());
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let mut months = count(late_day) - count(early_day);
    if time < 0 {
        (time, days) = (time + MICROS_PER_DAY, days - 1);
    }
    while days < 0 {
        // The month that is counted through is that of the earlier day.
        days += i64::from(days_of_month(early_day.year().into(), early_day.month()));
        months -= 1;
    }
    let sign = if left < right { -1 } else { 1 };
    // Both are within chrono's years.
    Interval {
        months: (sign * months) as i32,
        days: (sign * days) as i32,
        micros: sign * time,
    }
}

impl fmt::Display for Interval {
    /// As PostgreSQL prints it in its own style: `1 year 2 mons -3 days +04:05:06.7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let (mut any, mut negative) = (false, false);
        for (value, unit) in [
            (parts.years, "year"),
            (parts.months, "mon"),
            (parts.days, "day"),
        ] {
            if value == 0 {
                continue;
            }
            // A sign stands where the part before has another.
            let (blank, plus) = (
                if any { " " } else { "" },
                if negative && value > 0 { "+" } else { "" },
            );
            write!(
                f,
                "{blank}{plus}{value} {unit}{}",
                if value == 1 { "" } else { "s" }
            )?;
            (any, negative) = (true, value < 0);
        }
        if any && self.micros == 0 {
            return Ok(());
        }
        let sign = if self.micros < 0 {
            "-"
        } else if negative {
            "+"
        } else {
            ""
        };
        let (hours, minutes, seconds) = (
            parts.hours.unsigned_abs(),
            parts.minutes.abs(),
            parts.seconds.abs(),
        );
        write!(
            f,
            "{}{sign}{hours:0>2}:{minutes:0>2}:{seconds:0>2}",
            if any { " " } else { "" }
        )?;
        Fraction(parts.micros.unsigned_abs()).fmt(f)
    }
}

/// Microseconds of a second behind a point, without zeros at the end; nothing for none.
pub struct Fraction(pub u64);

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut fraction, mut places) = (self.0, 6);
        if fraction == 0 {
            return Ok(());
        }
        while fraction % 10 == 0 {
            (fraction, places) = (fraction / 10, places - 1);
        }
        write!(f, ".{fraction:0>places$}")
    }
}

/// `make_interval(years, months, weeks, days, hours, mins, secs)`
#[allow(clippy::too_many_arguments)] // PostgreSQL's own.
pub fn make(
    years: i32,
    months: i32,
    weeks: i32,
    days: i32,
    hours: i32,
    minutes: i32,
    seconds: f64,
) -> Result<Interval, Problem> {
    let time = (seconds * 1e6).round_ties_even();
    if !(time >= i64::MIN as f64 && time < -(i64::MIN as f64)) {
        return Err(too_long());
    }
    let made = || {
        Some(Interval {
            months: years.checked_mul(12)?.checked_add(months)?,
            days: weeks.checked_mul(7)?.checked_add(days)?,
            micros: (i64::from(hours) * MICROS_PER_HOUR + i64::from(minutes) * MICROS_PER_MINUTE)
                .checked_add(time as i64)?,
        })
    };
    made().ok_or_else(too_long)
}

/// `date_bin(stride, at, origin)`
pub fn bin(
    stride: Interval,
    at: NaiveDateTime,
    origin: NaiveDateTime,
) -> Result<NaiveDateTime, Problem> {
    if stride.months != 0 {
        return Err(Problem::new(
            "timestamps cannot be binned into intervals containing months or years",
        ));
    }
    let width = i64::from(stride.days)
        .checked_mul(MICROS_PER_DAY)
        .and_then(|days| days.checked_add(stride.micros))
        .ok_or_else(too_long)?;
    if width <= 0 {
        return Err(Problem::new("stride must be greater than zero"));
    }
    let since = micros(at)
        .checked_sub(micros(origin))
        .ok_or_else(too_long)?;
    of_micros(micros(at) - since.rem_euclid(width))
}
