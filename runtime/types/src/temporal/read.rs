//! `to_date` and `to_timestamp`: text read by a template.

use chrono::{Datelike, NaiveDateTime};

use super::template::{Item, Pattern, Piece, is_separator, pieces, wrong_for_reading};
use super::tokens::leading_number;
use super::words::{DAYS, MONTHS, ROMAN};
use super::{
    MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem, days_of_month, micros,
    monday_of_week, of_julian, of_micros,
};

/// What a text gave: a time on a clock, and seconds ahead of UTC where it named them.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    pub local: NaiveDateTime,
    pub ahead: Option<i32>,
}

/// The values of the patterns; 0 is what none gave.
#[derive(Debug, Default)]
struct Values {
    hour: i64,
    is_12_hour: bool,
    /// 1: before noon, 2: after.
    half: i64,
    minute: i64,
    second: i64,
    second_of_day: i64,
    millis: i64,
    micros: i64,
    year: i64,
    year_digits: usize,
    century: i64,
    /// 1: BC.
    era: i64,
    month: i64,
    day: i64,
    day_of_year: i64,
    /// From Sunday, from 1.
    day_of_week: i64,
    week: i64,
    week_of_month: i64,
    julian: i64,
    zone_sign: i64,
    zone_hours: i64,
    zone_minutes: i64,
    /// ISO weeks (true) or months.
    convention: Option<bool>,
}

/// Sets a value; one given twice must be the same.
fn set(place: &mut i64, value: i64, item: &Item<'_>) -> Result<(), Problem> {
    if *place != 0 && *place != value {
        return Err(Problem::new(format!(
            "conflicting values for \"{}\" field in formatting string",
            item.text
        )));
    }
    *place = value;
    Ok(())
}

/// Reads a text by a template.
///
/// # Errors
/// Text that does not match; a day or time that does not exist.
pub fn read(text: &str, template: &str) -> Result<Read, Problem> {
    let mut reader = Reader {
        rest: text,
        skipped: 0,
        minus: false,
        values: Values::default(),
    };
    reader.all(template)?;
    reader.values.result()
}

struct Reader<'t> {
    rest: &'t str,
    /// Blanks and signs passed over, beyond those that the template has.
    skipped: i64,
    /// The character before `rest` is a minus sign.
    minus: bool,
    values: Values,
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        if let Some(c) = self.rest.chars().next() {
            self.minus = c == '-';
            self.rest = &self.rest[c.len_utf8()..];
        }
    }

    fn skip_blanks(&mut self) {
        while self.rest.starts_with(is_blank) {
            self.skip();
            self.skipped += 1;
        }
    }

    fn all(&mut self, template: &str) -> Result<(), Problem> {
        let mut is_fixed = false;
        let mut is_first = true;
        let mut all = pieces(template);
        while let Some(piece) = all.next() {
            let piece = piece?;
            if let Piece::Item(item) = piece
                && let Some(reason) = wrong_for_reading(&item)
                && !self.rest.is_empty()
            {
                return Err(Problem::new(reason));
            }
            if self.rest.is_empty() {
                break;
            }
            let fixes = matches!(
                piece,
                Piece::Item(Item {
                    pattern: Pattern::Fixed,
                    ..
                })
            );
            if !is_fixed && !fixes && (is_first || matches!(piece, Piece::Item(_))) {
                self.skip_blanks();
            }
            is_first = false;
            match piece {
                Piece::Blank(_) | Piece::Separator(_) if is_fixed => self.skip(),
                Piece::Blank(_) | Piece::Separator(_) => {
                    self.skipped -= 1;
                    if self.rest.starts_with(|c| is_blank(c) || is_separator(c)) {
                        self.skip();
                        self.skipped += 1;
                    }
                }
                // What was skipped already may be this character.
                Piece::Text(_) if !is_fixed && self.skipped > 0 => self.skipped -= 1,
                Piece::Text(_) => self.skip(),
                Piece::Item(_) if fixes => is_fixed = true,
                Piece::Item(item) => {
                    let alone = ends_before(all.clone().next());
                    self.item(&item, alone)?;
                    if !is_fixed {
                        self.skipped = 0;
                        self.skip_blanks();
                    }
                }
            }
        }
        Ok(())
    }

    /// One pattern; `alone`: what follows it cannot be read as a digit.
    fn item(&mut self, item: &Item<'_>, alone: bool) -> Result<(), Problem> {
        self.keep_convention(item.pattern)?;
        let width = item.text.len();
        let number = |this: &mut Self, digits: usize| this.number(item, digits, alone);
        match item.pattern {
            Pattern::HalfOfDay(dots) => {
                let words: &[&str] = if dots {
                    &["a.m.", "p.m."]
                } else {
                    &["am", "pm"]
                };
                let half = self.word(item, words.iter().copied())? as i64;
                // Before noon is what no word means too, so it conflicts with nothing.
                set(&mut self.values.half, half, item)?;
                self.values.is_12_hour = true;
            }
            Pattern::Era(dots) => {
                let words: &[&str] = if dots {
                    &["a.d.", "b.c."]
                } else {
                    &["ad", "bc"]
                };
                let era = self.word(item, words.iter().copied())? as i64;
                set(&mut self.values.era, era, item)?;
            }
            Pattern::Hour12 | Pattern::Hour24 => {
                let hour = number(self, 2)?.0;
                set(&mut self.values.hour, hour, item)?;
                self.values.is_12_hour |= item.pattern == Pattern::Hour12;
            }
            Pattern::Minute => {
                let value = number(self, width)?.0;
                set(&mut self.values.minute, value, item)?;
            }
            Pattern::Second => {
                let value = number(self, width)?.0;
                set(&mut self.values.second, value, item)?;
            }
            Pattern::SecondOfDay => {
                let value = number(self, width)?.0;
                set(&mut self.values.second_of_day, value, item)?;
            }
            Pattern::Milliseconds => {
                let (value, length) = number(self, 3)?;
                set(&mut self.values.millis, value, item)?;
                self.values.millis = value * 10_i64.pow(3_u32.saturating_sub(length));
            }
            Pattern::Fraction(digits) => {
                let (value, length) = number(self, digits)?;
                set(&mut self.values.micros, value, item)?;
                self.values.micros = value * 10_i64.pow(6_u32.saturating_sub(length));
            }
            Pattern::ZoneHours => {
                self.values.zone_sign = match self.rest.chars().next() {
                    Some(c @ ('+' | '-' | ' ')) => {
                        self.skip();
                        if c == '-' { -1 } else { 1 }
                    }
                    _ if self.skipped > 0 && self.minus => -1,
                    _ => 1,
                };
                let value = number(self, 2)?.0;
                set(&mut self.values.zone_hours, value, item)?;
            }
            Pattern::ZoneMinutes => {
                if self.values.zone_sign == 0 {
                    self.values.zone_sign = 1;
                }
                let value = number(self, 2)?.0;
                set(&mut self.values.zone_minutes, value, item)?;
            }
            Pattern::MonthName => {
                let month = self.word(item, MONTHS.iter().copied())? as i64 + 1;
                set(&mut self.values.month, month, item)?;
            }
            Pattern::MonthShort => {
                let month = self.word(item, MONTHS.iter().map(|name| &name[..3]))? as i64 + 1;
                set(&mut self.values.month, month, item)?;
            }
            Pattern::Roman => {
                // The longest that fits, so from the end: XII before XI before X.
                let place = self.word(item, ROMAN.iter().rev().copied())? as i64;
                set(&mut self.values.month, 12 - place, item)?;
            }
            Pattern::MonthNumber => {
                let value = number(self, width)?.0;
                set(&mut self.values.month, value, item)?;
            }
            Pattern::DayName => {
                let day = self.word(item, DAYS.iter().copied())? as i64;
                set(&mut self.values.day_of_week, day, item)?;
                self.values.day_of_week += 1;
            }
            Pattern::DayShort => {
                let day = self.word(item, DAYS.iter().map(|name| &name[..3]))? as i64;
                set(&mut self.values.day_of_week, day, item)?;
                self.values.day_of_week += 1;
            }
            Pattern::DayOfYear | Pattern::IsoDayOfYear => {
                let value = number(self, 3)?.0;
                set(&mut self.values.day_of_year, value, item)?;
            }
            Pattern::DayOfMonth => {
                let value = number(self, width)?.0;
                set(&mut self.values.day, value, item)?;
            }
            Pattern::DayOfWeek => {
                let value = number(self, width)?.0;
                set(&mut self.values.day_of_week, value, item)?;
            }
            Pattern::IsoDayOfWeek => {
                let value = number(self, 1)?.0;
                set(&mut self.values.day_of_week, value, item)?;
                self.values.day_of_week = if value + 1 > 7 { 1 } else { value + 1 };
            }
            Pattern::WeekOfYear | Pattern::IsoWeek => {
                let value = number(self, width)?.0;
                set(&mut self.values.week, value, item)?;
            }
            // No day can be told from it.
            Pattern::Quarter => {
                number(self, width)?;
            }
            Pattern::Century => {
                let value = number(self, width)?.0;
                set(&mut self.values.century, value, item)?;
            }
            Pattern::YearWithComma => {
                let year = self.year_with_comma(item)?;
                set(&mut self.values.year, year, item)?;
                self.values.year_digits = 4;
                self.skip_ordinal(item);
            }
            Pattern::Year(digits) | Pattern::IsoYear(digits) => {
                let (value, length) = number(self, digits)?;
                set(&mut self.values.year, value, item)?;
                if digits < 4 && length < 4 {
                    self.values.year = near_2020(value);
                }
                self.values.year_digits = digits;
            }
            Pattern::WeekOfMonth => {
                let value = number(self, width)?.0;
                set(&mut self.values.week_of_month, value, item)?;
            }
            Pattern::Julian => {
                let value = number(self, width)?.0;
                set(&mut self.values.julian, value, item)?;
            }
            Pattern::Fixed | Pattern::Offset | Pattern::ZoneName => {}
        }
        Ok(())
    }

    /// A date is told by months or by ISO weeks, not by both.
    fn keep_convention(&mut self, pattern: Pattern) -> Result<(), Problem> {
        let convention = match pattern {
            Pattern::IsoDayOfYear
            | Pattern::IsoDayOfWeek
            | Pattern::IsoWeek
            | Pattern::IsoYear(_) => true,
            Pattern::DayOfYear
            | Pattern::DayOfMonth
            | Pattern::DayOfWeek
            | Pattern::MonthNumber
            | Pattern::MonthName
            | Pattern::MonthShort
            | Pattern::Roman
            | Pattern::WeekOfYear
            | Pattern::WeekOfMonth
            | Pattern::YearWithComma
            | Pattern::Year(_) => false,
            _ => return Ok(()),
        };
        if self
            .values
            .convention
            .is_some_and(|known| known != convention)
        {
            return Err(Problem::new(
                "invalid combination of date conventions: do not mix months and ISO weeks in a \
                 template",
            ));
        }
        self.values.convention = Some(convention);
        Ok(())
    }

    /// A whole number and the characters that it took.
    fn number(
        &mut self,
        item: &Item<'_>,
        digits: usize,
        alone: bool,
    ) -> Result<(i64, u32), Problem> {
        let invalid = |rest: &str| {
            let shown: String = rest.chars().take(digits).collect();
            Problem::new(format!("invalid value \"{shown}\" for \"{}\"", item.text))
        };
        let out_of_range = || {
            Problem::new(format!(
                "value for \"{}\" in source string is out of range",
                item.text
            ))
        };
        let begin = self.rest;
        let bare = begin.trim_start_matches(is_blank);
        let (value, rest) = if item.fill || alone {
            let (value, rest) = leading_number(bare).ok_or_else(out_of_range)?;
            if rest.len() == bare.len() {
                (value, begin)
            } else {
                (value, rest)
            }
        } else {
            if bare.len() < digits {
                return Err(Problem::new(format!(
                    "source string too short for \"{}\" formatting field",
                    item.text
                )));
            }
            // So many bytes, as PostgreSQL counts; a digit is one.
            let window = (0..=digits)
                .rev()
                .find_map(|end| bare.get(..end))
                .unwrap_or_default();
            let (value, behind) =
                leading_number(window.trim_start_matches(is_blank)).ok_or_else(out_of_range)?;
            let used = if behind.len() == window.trim_start_matches(is_blank).len() {
                0
            } else {
                window.len() - behind.len()
            };
            if used > 0 && used < digits {
                return Err(invalid(bare));
            }
            (value, &bare[used..])
        };
        if rest.len() == begin.len() {
            return Err(invalid(bare));
        }
        if i32::try_from(value).is_err() {
            return Err(out_of_range());
        }
        let length = begin.len() - rest.len();
        self.minus = false;
        self.rest = rest;
        self.skip_ordinal(item);
        Ok((value, u32::try_from(length).unwrap_or(u32::MAX)))
    }

    /// The two letters of an ordinal, whatever they are.
    fn skip_ordinal(&mut self, item: &Item<'_>) {
        if item.ordinal.is_some() {
            self.skip();
            self.skip();
        }
    }

    /// The place of the word that the text goes on with.
    fn word<'w>(
        &mut self,
        item: &Item<'_>,
        words: impl Iterator<Item = &'w str>,
    ) -> Result<usize, Problem> {
        for (place, word) in words.enumerate() {
            if self
                .rest
                .get(..word.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
            {
                self.rest = &self.rest[word.len()..];
                self.minus = false;
                return Ok(place);
            }
        }
        let shown: String = self.rest.chars().take_while(|c| !is_blank(*c)).collect();
        Err(Problem::new(format!(
            "invalid value \"{shown}\" for \"{}\"",
            item.text
        )))
    }

    /// `2,013`
    fn year_with_comma(&mut self, item: &Item<'_>) -> Result<i64, Problem> {
        let invalid = || Problem::new(format!("invalid input string for \"{}\"", item.text));
        let bare = self.rest.trim_start_matches(is_blank);
        let (thousands, behind) = leading_number(bare)
            .filter(|(_, behind)| behind.len() < bare.len())
            .ok_or_else(invalid)?;
        let behind = behind
            .strip_prefix(',')
            .ok_or_else(invalid)?
            .trim_start_matches(is_blank);
        let window = (0..=3)
            .rev()
            .find_map(|end| behind.get(..end))
            .unwrap_or_default();
        let (years, left) = leading_number(window)
            .filter(|(_, left)| left.len() < window.len())
            .ok_or_else(invalid)?;
        self.rest = &behind[window.len() - left.len()..];
        thousands
            .checked_mul(1000)
            .and_then(|all| all.checked_add(years))
            .filter(|year| i32::try_from(*year).is_ok())
            .ok_or_else(|| {
                Problem::new(format!(
                    "value for \"{}\" in source string is out of range",
                    item.text
                ))
            })
    }
}

/// Whether a number may take all digits that there are: what follows it in the template is no
/// digit.
fn ends_before(next: Option<Result<Piece<'_>, Problem>>) -> bool {
    match next {
        Some(Ok(Piece::Item(item))) => !item.pattern.is_digits(),
        Some(Ok(Piece::Text(text))) => !text.starts_with(|c: char| c.is_ascii_digit()),
        _ => true,
    }
}

/// A year of less than four digits: the one nearest to 2020.
fn near_2020(year: i64) -> i64 {
    const LATEST: [(i64, i64); 4] = [(70, 2000), (100, 1900), (520, 2000), (1000, 1000)];
    year + LATEST
        .iter()
        .find(|(below, _)| year < *below)
        .map_or(0, |(_, more)| *more)
}

impl Values {
    fn result(mut self) -> Result<Read, Problem> {
        let out_of_range = || Problem::new("date/time field value out of range");
        let (mut hour, mut minute, mut second) = (
            self.second_of_day / 3600,
            self.second_of_day % 3600 / 60,
            self.second_of_day % 60,
        );
        for (place, given) in [
            (&mut hour, self.hour),
            (&mut minute, self.minute),
            (&mut second, self.second),
        ] {
            if given != 0 {
                *place = given;
            }
        }
        if self.is_12_hour {
            if !(1..=12).contains(&hour) {
                return Err(Problem::new(format!(
                    "hour \"{hour}\" is invalid for the 12-hour clock"
                )));
            }
            hour = hour % 12 + if self.half == 1 { 12 } else { 0 };
        }
        let local = self.day(out_of_range)?;
        let fraction = self.millis * 1000 + self.micros;
        let sane =
            (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
        if !sane || !(0..MICROS_PER_SECOND).contains(&fraction) {
            return Err(out_of_range());
        }
        let time = hour * MICROS_PER_HOUR
            + minute * MICROS_PER_MINUTE
            + second * MICROS_PER_SECOND
            + fraction;
        let ahead = match self.zone_sign {
            0 => None,
            _ if !(0..=15).contains(&self.zone_hours) || !(0..60).contains(&self.zone_minutes) => {
                return Err(Problem::new("time zone displacement out of range"));
            }
            sign => i32::try_from(sign * (self.zone_hours * 3600 + self.zone_minutes * 60)).ok(),
        };
        Ok(Read {
            local: of_micros(micros(local) + time)?,
            ahead,
        })
    }

    /// The day, from whatever tells it; what nothing tells is the first of January of 1 BC.
    fn day(&mut self, out_of_range: impl Fn() -> Problem) -> Result<NaiveDateTime, Problem> {
        let (mut year, mut month, mut day) = (self.full_year(), 1, 1);
        let take = |found: chrono::NaiveDate| {
            (
                i64::from(found.year()),
                i64::from(found.month()),
                i64::from(found.day()),
            )
        };
        if self.julian != 0 {
            (year, month, day) = take(of_julian(self.julian)?);
        }
        let in_iso_weeks = self.convention == Some(true);
        if self.week != 0 && in_iso_weeks {
            let monday = monday_of_week(year, self.week)?;
            let since = match self.day_of_week {
                0 => 0,
                day @ 2.. => day - 2,
                _ => 6,
            };
            (year, month, day) = take(of_julian(monday + since)?);
        } else if self.week != 0 {
            self.day_of_year = (self.week - 1) * 7 + 1;
        }
        if self.week_of_month != 0 {
            self.day = (self.week_of_month - 1) * 7 + 1;
        }
        if self.day != 0 {
            day = self.day;
        }
        if self.month != 0 {
            month = self.month;
        }
        if self.day_of_year != 0 && (month <= 1 || day <= 1) {
            if year == 0 && self.era == 0 {
                return Err(Problem::new(
                    "cannot calculate day of year without year information",
                ));
            }
            if in_iso_weeks {
                (year, month, day) =
                    take(of_julian(monday_of_week(year, 1)? + self.day_of_year - 1)?);
            } else {
                let (mut counted, mut rest) = (1, self.day_of_year);
                while counted <= 12 && rest > i64::from(days_of_month(year, counted)) {
                    rest -= i64::from(days_of_month(year, counted));
                    counted += 1;
                }
                if month <= 1 {
                    month = counted.into();
                }
                if day <= 1 {
                    day = rest;
                }
            }
        }
        if !(1..=12).contains(&month)
            || day < 1
            || day > i64::from(days_of_month(year, month as u32))
        {
            return Err(out_of_range());
        }
        super::day(year, month as u32, day as u32)
            .map(NaiveDateTime::from)
            .ok_or_else(|| Problem::new("date out of range"))
    }

    fn full_year(&self) -> i64 {
        let century = if self.era == 1 {
            -self.century
        } else {
            self.century
        };
        if self.year == 0 {
            return match century {
                0 => 0,
                1.. => (century - 1) * 100 + 1,
                _ => century * 100 + 1,
            };
        }
        if century != 0 && self.year_digits <= 2 {
            return match (self.year % 100, century > 0) {
                (0, true) => century * 100,
                (0, false) => century * 100 + 1,
                (year, true) => (century - 1) * 100 + year,
                (year, false) => (century + 1) * 100 - year + 1,
            };
        }
        let year = if self.era == 1 { -self.year } else { self.year };
        if year < 0 { year + 1 } else { year }
    }
}
