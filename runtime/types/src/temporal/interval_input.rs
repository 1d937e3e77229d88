//! Intervals from text, in every form that PostgreSQL reads.

use super::field::Unit;
use super::interval::Interval;
use super::tokens::{
    Fields, Shape, fraction, fraction_micros, leading_number, malformed, overflow, split,
};
use super::words::{Word, word};
use super::{MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem};

/// The fields that `interval '…' day to second` names: the last one is what a bare number means,
/// and finer parts are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub first: Unit,
    pub last: Unit,
}

/// An interval that is still being added up: years apart from months, so that they overflow apart.
#[derive(Default)]
struct Sum {
    years: i32,
    months: i32,
    days: i32,
    micros: i64,
}

impl Sum {
    fn add_micros(&mut self, value: i64, fraction: f64, unit: i64) -> Option<()> {
        self.micros = self.micros.checked_add(value.checked_mul(unit)?)?;
        self.add_fraction(fraction, unit)
    }

    /// The fraction of a unit of time, rounded half towards zero.
    fn add_fraction(&mut self, fraction: f64, unit: i64) -> Option<()> {
        let exact = fraction * unit as f64;
        let (whole, rest) = (exact.trunc(), exact.fract());
        let up = if rest > 0.5 {
            1
        } else if rest < -0.5 {
            -1
        } else {
            0
        };
        self.micros = self.micros.checked_add(whole as i64 + up)?;
        Some(())
    }

    fn add_days(&mut self, value: i64, unit: i32) -> Option<()> {
        self.days = self
            .days
            .checked_add(i32::try_from(value).ok()?.checked_mul(unit)?)?;
        Some(())
    }

    fn add_fraction_of_days(&mut self, fraction: f64, unit: i32) -> Option<()> {
        let exact = fraction * f64::from(unit);
        self.days = self.days.checked_add(exact.trunc() as i32)?;
        self.add_fraction(exact - exact.trunc(), MICROS_PER_DAY)
    }

    fn add_months(&mut self, value: i64, fraction: f64) -> Option<()> {
        self.months = self.months.checked_add(i32::try_from(value).ok()?)?;
        self.add_fraction_of_days(fraction, 30)
    }

    fn add_years(&mut self, value: i64, fraction: f64, unit: i32) -> Option<()> {
        self.years = self
            .years
            .checked_add(i32::try_from(value).ok()?.checked_mul(unit)?)?;
        let months = (fraction * f64::from(unit) * 12.0).round_ties_even() as i32;
        self.months = self.months.checked_add(months)?;
        Some(())
    }

    /// So many of a unit; the bits are the fields that it fills.
    fn add(&mut self, unit: Unit, value: i64, fraction: f64) -> Result<u32, Problem> {
        let mut filled = unit.bit();
        let added = match unit {
            Unit::Microseconds => self.add_micros(value, fraction, 1),
            Unit::Milliseconds => self.add_micros(value, fraction, 1000),
            Unit::Second => {
                if fraction != 0.0 {
                    filled = SECONDS;
                }
                self.add_micros(value, fraction, MICROS_PER_SECOND)
            }
            Unit::Minute => self.add_micros(value, fraction, MICROS_PER_MINUTE),
            Unit::Hour => self.add_micros(value, fraction, MICROS_PER_HOUR),
            Unit::Day => self
                .add_days(value, 1)
                .and_then(|()| self.add_fraction(fraction, MICROS_PER_DAY)),
            Unit::Week => self
                .add_days(value, 7)
                .and_then(|()| self.add_fraction_of_days(fraction, 7)),
            Unit::Month => self.add_months(value, fraction),
            Unit::Year => self.add_years(value, fraction, 1),
            Unit::Decade => self.add_years(value, fraction, 10),
            Unit::Century => self.add_years(value, fraction, 100),
            Unit::Millennium => self.add_years(value, fraction, 1000),
            _ => return Err(malformed()),
        };
        added.map(|()| filled).ok_or_else(overflow)
    }

    fn interval(&self) -> Result<Interval, Problem> {
        let months = self
            .years
            .checked_mul(12)
            .and_then(|months| months.checked_add(self.months));
        months
            .map(|months| Interval::new(months, self.days, self.micros))
            .ok_or_else(|| Problem::new("interval out of range"))
    }

    fn negated(&self) -> Option<Sum> {
        Some(Sum {
            years: self.years.checked_neg()?,
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }
}

/// The fields that seconds with a fraction fill.
const SECONDS: u32 = Unit::Second.bit() | Unit::Milliseconds.bit() | Unit::Microseconds.bit();
const TIME: u32 = Unit::Hour.bit() | Unit::Minute.bit() | SECONDS;

/// Reads an interval; `range` is what stands behind the literal, if anything does.
///
/// # Errors
/// Any other text; a part beyond its range.
pub(super) fn parse(text: &str, range: Option<Range>) -> Result<Interval, Problem> {
    let read = split(text, |name| word(name).is_some()).and_then(|fields| in_words(&fields, range));
    let sum = match read {
        Err(problem) if problem == malformed() => iso_8601(text)?,
        read => read?,
    };
    let interval = sum.interval()?;
    Ok(range.map_or(interval, |range| cut(interval, range.last)))
}

/// Drops the parts finer than a field.
fn cut(span: Interval, last: Unit) -> Interval {
    let to = |unit: i64| Interval {
        micros: span.micros / unit * unit,
        ..span
    };
    match last {
        Unit::Year => Interval::new(span.months / 12 * 12, 0, 0),
        Unit::Month => Interval::new(span.months, 0, 0),
        Unit::Day => Interval { micros: 0, ..span },
        Unit::Hour => to(MICROS_PER_HOUR),
        Unit::Minute => to(MICROS_PER_MINUTE),
        _ => span,
    }
}

/// `1 year 2 mons 3 days 04:05:06.7`, `@ 1 day ago`, `1-2 3 4:05`: read from its end, as units
/// follow their numbers.
fn in_words(fields: &Fields, range: Option<Range>) -> Result<Sum, Problem> {
    let mut sum = Sum::default();
    let mut unit: Option<Unit> = None;
    let mut unit_waits = false;
    let mut filled = 0_u32;
    let mut is_ago = false;
    for place in (0..fields.len()).rev() {
        let text = fields.text(place);
        let mut fills = 0;
        match fields.shape(place) {
            Some(Shape::Time) => {
                sum.micros = sum
                    .micros
                    .checked_add(clock(text, range)?)
                    .ok_or_else(overflow)?;
                (unit, unit_waits, fills) = (Some(Unit::Day), false, TIME);
            }
            Some(Shape::Signed) if text.contains(':') => {
                let micros = clock(&text[1..], range)?;
                sum.micros = sum
                    .micros
                    .checked_add(if text.starts_with('-') {
                        -micros
                    } else {
                        micros
                    })
                    .ok_or_else(overflow)?;
                (unit, unit_waits, fills) = (Some(Unit::Day), false, TIME);
            }
            Some(Shape::Signed | Shape::Date | Shape::Number) => {
                let mut of = unit.unwrap_or(range.map_or(Unit::Second, |range| range.last));
                let (mut value, rest) = leading_number(text).ok_or_else(overflow)?;
                let mut part = 0.0;
                if let Some(months) = rest.strip_prefix('-') {
                    // Years and months, as SQL writes them.
                    let (months, rest) = leading_number(months).ok_or_else(overflow)?;
                    if !(0..12).contains(&months) {
                        return Err(overflow());
                    }
                    if !rest.is_empty() {
                        return Err(malformed());
                    }
                    let months = if text.starts_with('-') {
                        -months
                    } else {
                        months
                    };
                    of = Unit::Month;
                    value = value
                        .checked_mul(12)
                        .and_then(|value| value.checked_add(months))
                        .ok_or_else(overflow)?;
                } else if rest.starts_with('.') {
                    part = fraction(rest)?;
                    part = if text.starts_with('-') { -part } else { part };
                } else if !rest.is_empty() {
                    return Err(malformed());
                }
                fills = sum.add(of, value, part)?;
                // What stands before hours is days.
                unit = Some(if of == Unit::Hour { Unit::Day } else { of });
                unit_waits = false;
            }
            Some(Shape::Word | Shape::SignedWord) => {
                if unit_waits {
                    return Err(malformed());
                }
                match Unit::parse(text) {
                    Some(known) => (unit, unit_waits) = (Some(known), true),
                    // A number right before it has no unit, not even seconds.
                    None if text == "ago" => (is_ago, unit) = (true, Some(Unit::Epoch)),
                    None if matches!(word(text), Some(Word::Ignored)) => {}
                    None => return Err(malformed()),
                }
            }
            None => {}
        }
        if filled & fills != 0 {
            return Err(malformed());
        }
        filled |= fills;
    }
    if filled == 0 {
        return Err(malformed());
    }
    if is_ago {
        sum.negated().ok_or_else(overflow)
    } else {
        Ok(sum)
    }
}

/// `hours:minutes[:seconds[.fraction]]`, or `minutes:seconds.fraction`.
fn clock(text: &str, range: Option<Range>) -> Result<i64, Problem> {
    let (first, rest) = leading_number(text).ok_or_else(overflow)?;
    let (second, rest) =
        leading_number(rest.strip_prefix(':').ok_or_else(malformed)?).ok_or_else(overflow)?;
    let minutes_and_seconds = range
        == Some(Range {
            first: Unit::Minute,
            last: Unit::Second,
        });
    let (hours, minutes, seconds, micros) = if rest.is_empty() {
        if minutes_and_seconds {
            (0, first, second, 0)
        } else {
            (first, second, 0, 0)
        }
    } else if rest.starts_with('.') {
        (0, first, second, fraction_micros(rest)?)
    } else {
        let (third, rest) =
            leading_number(rest.strip_prefix(':').ok_or_else(malformed)?).ok_or_else(overflow)?;
        let micros = if rest.starts_with('.') {
            fraction_micros(rest)?
        } else {
            0
        };
        if !rest.is_empty() && !rest.starts_with('.') {
            return Err(malformed());
        }
        (first, second, third, micros)
    };
    if hours < 0
        || !(0..60).contains(&minutes)
        || !(0..=60).contains(&seconds)
        || !(0..=MICROS_PER_SECOND).contains(&micros)
    {
        return Err(overflow());
    }
    let time = minutes * MICROS_PER_MINUTE + seconds * MICROS_PER_SECOND + micros;
    hours
        .checked_mul(MICROS_PER_HOUR)
        .and_then(|hours| hours.checked_add(time))
        .ok_or_else(overflow)
}

/// `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`.
fn iso_8601(text: &str) -> Result<Sum, Problem> {
    let mut rest = text
        .strip_prefix('P')
        .filter(|rest| !rest.is_empty())
        .ok_or_else(malformed)?;
    let mut sum = Sum::default();
    let mut in_time = false;
    let mut any = false;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('T') {
            (in_time, any, rest) = (true, false, behind);
            continue;
        }
        let digits = rest
            .strip_prefix('-')
            .unwrap_or(rest)
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let (value, part, behind) = iso_number(rest)?;
        let mut chars = behind.chars();
        let designator = chars.next();
        let unit = match (in_time, designator) {
            (false, Some('Y')) => Unit::Year,
            (false, Some('M')) => Unit::Month,
            (false, Some('W')) => Unit::Week,
            (false, Some('D')) => Unit::Day,
            (true, Some('H')) => Unit::Hour,
            (true, Some('M')) => Unit::Minute,
            (true, Some('S')) => Unit::Second,
            // Fields by their places: run together, or with their marks.
            (false, None | Some('T')) if digits == 8 && !any => {
                sum.add(Unit::Year, value / 10_000, 0.0)?;
                sum.add(Unit::Month, value / 100 % 100, 0.0)?;
                sum.add(Unit::Day, value % 100, part)?;
                rest = behind;
                continue;
            }
            (true, None) if digits == 6 && !any => {
                sum.add(Unit::Hour, value / 10_000, 0.0)?;
                sum.add(Unit::Minute, value / 100 % 100, 0.0)?;
                sum.add(Unit::Second, value % 100, 0.0)?;
                sum.add_fraction(part, 1).ok_or_else(overflow)?;
                return Ok(sum);
            }
            (false, None | Some('T' | '-')) | (true, None | Some(':')) if !any => {
                let (units, mark): (_, char) = if in_time {
                    ([Unit::Hour, Unit::Minute, Unit::Second], ':')
                } else {
                    ([Unit::Year, Unit::Month, Unit::Day], '-')
                };
                rest = by_places(&mut sum, rest, units, mark)?;
                if !rest.is_empty() && (in_time || !rest.starts_with('T')) {
                    return Err(malformed());
                }
                continue;
            }
            _ => return Err(malformed()),
        };
        sum.add(unit, value, part)?;
        (any, rest) = (true, chars.as_str());
    }
    Ok(sum)
}

/// Up to three numbers with marks between them; what is left.
fn by_places<'t>(
    sum: &mut Sum,
    text: &'t str,
    units: [Unit; 3],
    mark: char,
) -> Result<&'t str, Problem> {
    let mut rest = text;
    for (place, unit) in units.into_iter().enumerate() {
        if place > 0 {
            match rest.strip_prefix(mark) {
                Some(behind) => rest = behind,
                None => break,
            }
        }
        let (value, part, behind) = iso_number(rest)?;
        sum.add(unit, value, part)?;
        rest = behind;
    }
    Ok(rest)
}

/// A number with a sign, a fraction, even an exponent: whole and fraction, and what is left.
fn iso_number(text: &str) -> Result<(i64, f64, &str), Problem> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.')) {
        return Err(malformed());
    }
    let (value, rest) = super::tokens::leading_float(text).ok_or_else(malformed)?;
    if !(-1e15..=1e15).contains(&value) {
        return Err(overflow());
    }
    Ok((value as i64, value - value.trunc(), rest))
}
