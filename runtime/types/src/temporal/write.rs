//! `to_char` of timestamps and intervals.

use std::fmt::{self, Write};

use chrono::{Datelike, NaiveDateTime};

use super::interval::Interval;
use super::template::{Item, Letters, Pattern, Piece, pieces, wrong_for_interval};
use super::words::{DAYS, MONTHS, ROMAN};
use super::{MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem, micros_of_day};

/// A value in the parts that patterns show; those of an interval may be negative, and need not be a
/// day.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
    day_of_year: i64,
    /// From Sunday.
    day_of_week: usize,
    is_interval: bool,
    zone: &'static str,
}

impl Shown {
    /// A timestamp; `zone` is the name of its zone, which is UTC or none.
    pub fn timestamp(at: NaiveDateTime, zone: &'static str) -> Shown {
        let (day, time) = (at.date(), micros_of_day(at.time()));
        Shown {
            year: day.year().into(),
            month: day.month().into(),
            day: day.day().into(),
            hour: time / MICROS_PER_HOUR,
            minute: time / MICROS_PER_MINUTE % 60,
            second: time / MICROS_PER_SECOND % 60,
            micros: time % MICROS_PER_SECOND,
            day_of_year: day.ordinal().into(),
            day_of_week: day.weekday().num_days_from_sunday() as usize,
            is_interval: false,
            zone,
        }
    }

    pub fn interval(span: Interval) -> Shown {
        let parts = span.parts();
        let (year, month, day) = (
            i64::from(parts.years),
            i64::from(parts.months),
            i64::from(parts.days),
        );
        Shown {
            year,
            month,
            day,
            hour: parts.hours,
            minute: parts.minutes,
            second: parts.seconds,
            micros: parts.micros,
            day_of_year: (year * 12 + month) * 30 + day,
            day_of_week: 0,
            is_interval: true,
            zone: "",
        }
    }

    /// Years before 1 are counted back from 1 BC.
    fn shown_year(&self, year: i64) -> i64 {
        if self.is_interval || year > 0 {
            year
        } else {
            1 - year
        }
    }

    /// The ISO year, its week, and the day in it. Also of an interval's parts, as PostgreSQL
    /// reckons them.
    fn iso(&self) -> (i64, i64, i64) {
        let today = julian_of(self.year, self.month, self.day);
        let first = |year: i64| {
            let fourth = julian_of(year, 1, 4);
            fourth - fourth.rem_euclid(7)
        };
        let mut year = self.year;
        if today < first(year) {
            year -= 1;
        } else if today >= first(year + 1) {
            year += 1;
        }
        let since = today - first(year);
        (year, since / 7 + 1, since + 1)
    }
}

/// The Julian number of a day that need not be on the calendar.
fn julian_of(year: i64, month: i64, day: i64) -> i64 {
    // A year that begins in March has its leap day at its end.
    let (year, month) = if month > 2 {
        (year + 4800, month + 1)
    } else {
        (year + 4799, month + 13)
    };
    let century = year / 100;
    year * 365 - 32_167 + year / 4 - century + century / 4 + 7834 * month / 256 + day
}

/// Writes a value in a template's form.
///
/// # Errors
/// A pattern that is not supported, or that an interval does not have.
pub fn write(out: &mut impl Write, template: &str, value: &Shown) -> Result<(), Problem> {
    for piece in pieces(template) {
        let written = match piece? {
            Piece::Separator(text) | Piece::Blank(text) | Piece::Text(text) => out.write_str(text),
            Piece::Item(item) => {
                if value.is_interval
                    && let Some(reason) = wrong_for_interval(&item)
                {
                    return Err(Problem::new(reason));
                }
                item_of(out, &item, value)
            }
        };
        written.map_err(|_| Problem::new("no memory for the text"))?;
    }
    Ok(())
}

/// A number of at least so many digits, one place more where it is negative.
fn number(out: &mut impl Write, item: &Item<'_>, value: i64, digits: usize) -> fmt::Result {
    places(out, item, value, digits + usize::from(value < 0))
}

/// A number of at least so many places, its sign included.
fn places(out: &mut impl Write, item: &Item<'_>, value: i64, width: usize) -> fmt::Result {
    match (value, if item.fill { 0 } else { width }) {
        // By hand, as most of what templates write is two digits.
        (0..100, 2) => {
            out.write_char(char::from(b'0' + (value / 10) as u8))?;
            out.write_char(char::from(b'0' + (value % 10) as u8))?;
        }
        (_, width) => write!(out, "{value:0width$}")?,
    }
    ordinal(out, item, value)
}

fn ordinal(out: &mut impl Write, item: &Item<'_>, value: i64) -> fmt::Result {
    let Some(letters) = item.ordinal else {
        return Ok(());
    };
    let value = value.unsigned_abs();
    let ending = match (value % 100, value % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    word(out, ending, letters)
}

fn word(out: &mut impl Write, text: &str, letters: Letters) -> fmt::Result {
    text.chars().enumerate().try_for_each(|(place, c)| {
        out.write_char(match letters {
            Letters::Upper => c.to_ascii_uppercase(),
            Letters::Capital if place == 0 => c.to_ascii_uppercase(),
            _ => c.to_ascii_lowercase(),
        })
    })
}

/// A name, filled up with blanks.
fn name(out: &mut impl Write, item: &Item<'_>, text: &str, width: usize) -> fmt::Result {
    word(out, text, item.letters)?;
    let blanks = if item.fill {
        0
    } else {
        width.saturating_sub(text.len())
    };
    write!(out, "{:blanks$}", "")
}

fn item_of(out: &mut impl Write, item: &Item<'_>, value: &Shown) -> fmt::Result {
    let month = usize::try_from(value.month - 1).unwrap_or(0);
    match item.pattern {
        Pattern::HalfOfDay(dots) => {
            let text = match (value.hour.rem_euclid(24) >= 12 && value.hour >= 0, dots) {
                (true, true) => "p.m.",
                (true, false) => "pm",
                (false, true) => "a.m.",
                (false, false) => "am",
            };
            word(out, text, item.letters)
        }
        Pattern::Era(dots) => {
            let text = match (value.year <= 0, dots) {
                (true, true) => "b.c.",
                (true, false) => "bc",
                (false, true) => "a.d.",
                (false, false) => "ad",
            };
            word(out, text, item.letters)
        }
        Pattern::Hour12 => {
            let hour = value.hour % 12;
            // The width goes by the sign of the whole.
            let width = if item.fill {
                0
            } else if value.hour < 0 {
                3
            } else {
                2
            };
            let hour = if hour == 0 { 12 } else { hour };
            write!(out, "{hour:0width$}")?;
            ordinal(out, item, hour)
        }
        Pattern::Hour24 => number(out, item, value.hour, 2),
        Pattern::Minute => number(out, item, value.minute, 2),
        Pattern::Second => number(out, item, value.second, 2),
        Pattern::Fraction(digits) => fraction(out, item, value.micros, digits),
        Pattern::Milliseconds => fraction(out, item, value.micros, 3),
        Pattern::SecondOfDay => {
            let seconds = value.hour * 3600 + value.minute * 60 + value.second;
            write!(out, "{seconds}")?;
            ordinal(out, item, seconds)
        }
        Pattern::ZoneName => word(
            out,
            value.zone,
            if item.letters == Letters::Lower {
                Letters::Lower
            } else {
                Letters::Upper
            },
        ),
        Pattern::ZoneHours => out.write_str("+00"),
        Pattern::ZoneMinutes => out.write_str("00"),
        Pattern::Offset => out.write_str(if item.fill { "+0" } else { "+00" }),
        Pattern::MonthName => name(out, item, MONTHS[month.min(11)], 9),
        Pattern::MonthShort => name(out, item, &MONTHS[month.min(11)][..3], 3),
        Pattern::MonthNumber => number(out, item, value.month, 2),
        Pattern::DayName => name(out, item, DAYS[value.day_of_week], 9),
        Pattern::DayShort => name(out, item, &DAYS[value.day_of_week][..3], 3),
        Pattern::DayOfYear => places(out, item, value.day_of_year, 3),
        Pattern::IsoDayOfYear => places(out, item, value.iso().2, 3),
        Pattern::DayOfMonth => places(out, item, value.day, 2),
        Pattern::DayOfWeek => number(out, item, value.day_of_week as i64 + 1, 1),
        Pattern::IsoDayOfWeek => number(
            out,
            item,
            if value.day_of_week == 0 {
                7
            } else {
                value.day_of_week as i64
            },
            1,
        ),
        Pattern::WeekOfYear => places(out, item, (value.day_of_year - 1) / 7 + 1, 2),
        Pattern::IsoWeek => places(out, item, value.iso().1, 2),
        Pattern::Quarter if value.month == 0 => Ok(()),
        Pattern::Quarter => number(out, item, (value.month - 1) / 3 + 1, 1),
        Pattern::Century => {
            let century = match value.year {
                year if value.is_interval => year / 100,
                year if year > 0 => (year - 1) / 100 + 1,
                year => year / 100 - 1,
            };
            number(out, item, century, 2)
        }
        Pattern::YearWithComma => {
            let year = value.shown_year(value.year);
            write!(out, "{},{:03}", year / 1000, year % 1000)?;
            ordinal(out, item, year)
        }
        Pattern::Year(digits) | Pattern::IsoYear(digits) => {
            let year = value.shown_year(if matches!(item.pattern, Pattern::Year(_)) {
                value.year
            } else {
                value.iso().0
            });
            let year = if digits < 4 {
                year % 10_i64.pow(digits as u32)
            } else {
                year
            };
            // The last digit alone has no sign's place.
            let sign = usize::from(digits > 1 && value.shown_year(value.year) < 0);
            places(out, item, year, digits + sign)
        }
        Pattern::Roman if value.month == 0 && value.year == 0 => Ok(()),
        Pattern::Roman => {
            // Of an interval of whole years, the year's last month or its first.
            let place = match value.month {
                0 if value.year >= 0 => 11,
                0 => 0,
                month if month < 0 => month + 12,
                month => month - 1,
            };
            let text = usize::try_from(place)
                .ok()
                .and_then(|place| ROMAN.get(place))
                .copied()
                .unwrap_or_default();
            name(out, item, text, 4)
        }
        Pattern::WeekOfMonth => number(out, item, (value.day - 1) / 7 + 1, 1),
        Pattern::Julian => number(out, item, julian_of(value.year, value.month, value.day), 1),
        Pattern::Fixed => Ok(()),
    }
}

fn fraction(out: &mut impl Write, item: &Item<'_>, micros: i64, digits: usize) -> fmt::Result {
    let value = micros / 10_i64.pow(6 - digits as u32);
    write!(out, "{value:0digits$}")?;
    ordinal(out, item, value)
}
