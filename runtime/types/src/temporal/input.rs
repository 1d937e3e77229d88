//! Dates, times and timestamps from text, in every form that PostgreSQL reads, with months before
//! days (DateStyle ISO, MDY).
//!
//! Two things are refused: the infinities, and `now`, `today` and their kin, as a row must give the
//! same values when its chunk is retried.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::field::Unit;
use super::tokens::{
    Fields, Shape, fraction, fraction_micros, leading_number, malformed, overflow, split,
};
use super::words::{Word, word};
use super::zone::{self, Zone};
use super::{
    MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, Problem, days_of_month,
    micros, of_julian, of_micros,
};

/// A date and time as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub local: NaiveDateTime,
    pub zone: Stated,
}

/// What a text says of its zone.
#[derive(Debug, Clone, Copy)]
pub enum Stated {
    /// Nothing.
    Nothing,
    /// So many seconds ahead of UTC.
    Ahead(i32),
    /// A zone by name, in lower case: its tables are not known here.
    Named(Name),
}

/// A zone's name, held without memory of its own.
#[derive(Clone, Copy)]
pub struct Name {
    bytes: [u8; 64],
    length: usize,
}

impl Name {
    fn new(text: &str) -> Option<Name> {
        let mut bytes = [0; 64];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        Some(Name {
            bytes,
            length: text.len(),
        })
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// Reads a `timestamp` or `timestamptz`.
///
/// # Errors
/// Any other text; a day or time that does not exist, or is out of range.
pub fn moment(text: &str) -> Result<Moment, Problem> {
    let fields = split(text, |name| word(name).is_some())?;
    let mut read = Reading::default();
    read.date_and_time(&fields)?;
    read.moment()
}

/// Reads a `date`, and the zone that is named behind it; a time is passed over.
///
/// # Errors
/// As [`moment`].
pub fn date(text: &str) -> Result<(NaiveDate, Stated), Problem> {
    let fields = split(text, |name| word(name).is_some())?;
    let mut read = Reading::default();
    read.date_and_time(&fields)?;
    let zone = read.zone.unwrap_or(Stated::Nothing);
    if read.is_epoch {
        return Ok((NaiveDate::default(), zone));
    }
    let date = read
        .full_date()?
        .ok_or_else(|| Problem::new("date out of range"))?;
    Ok((date, zone))
}

/// Reads a `time`, and the zone that is named behind it; a date before it is passed over.
///
/// # Errors
/// As [`moment`].
pub fn time(text: &str) -> Result<(NaiveTime, Stated), Problem> {
    let fields = split(text, |name| word(name).is_some())?;
    let mut read = Reading {
        time_only: true,
        ..Reading::default()
    };
    read.time_alone(&fields)?;
    Ok((
        super::time_of_micros(read.clock.micros())?,
        read.zone.unwrap_or(Stated::Nothing),
    ))
}

/// What is known so far; the bits say which of it.
#[derive(Default)]
struct Reading {
    known: u32,
    year: i64,
    month: i64,
    day: i64,
    day_of_year: i64,
    clock: Clock,
    zone: Option<Stated>,
    /// `dst`: seconds more.
    daylight: i32,
    month_in_letters: bool,
    is_julian: bool,
    year_has_two_digits: bool,
    is_bc: bool,
    half: Option<Word>,
    is_epoch: bool,
    /// It is a `time` that is read.
    time_only: bool,
    /// What the field before said of this one.
    label: Option<Word>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
}

impl Clock {
    fn micros(self) -> i64 {
        self.hour * MICROS_PER_HOUR
            + self.minute * MICROS_PER_MINUTE
            + self.second * MICROS_PER_SECOND
            + self.micros
    }

    fn of_micros(micros: i64) -> Clock {
        Clock {
            hour: micros / MICROS_PER_HOUR,
            minute: micros / MICROS_PER_MINUTE % 60,
            second: micros / MICROS_PER_SECOND % 60,
            micros: micros % MICROS_PER_SECOND,
        }
    }

    fn is_within_a_day(self) -> bool {
        let fields = (0..=24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second)
            && (0..=MICROS_PER_SECOND).contains(&self.micros);
        fields && self.micros() <= MICROS_PER_DAY
    }
}

const YEAR: u32 = 1;
const MONTH: u32 = 2;
const DAY: u32 = 4;
const DATE: u32 = YEAR | MONTH | DAY;
const HOUR: u32 = 8;
const MINUTE: u32 = 1024;
const SECOND: u32 = 2048;
const TIME: u32 = HOUR | MINUTE | SECOND;
const ZONE: u32 = 16;
const DAY_OF_YEAR: u32 = 32;
const HALF: u32 = 64;
const ERA: u32 = 128;
const WEEK_DAY: u32 = 256;
const DAYLIGHT: u32 = 512;

impl Reading {
    /// Notes what a field filled; nothing may be said twice.
    fn note(&mut self, filled: u32) -> Result<(), Problem> {
        if self.known & filled != 0 {
            return Err(malformed());
        }
        self.known |= filled;
        Ok(())
    }

    fn has(&self, fields: u32) -> bool {
        self.known & fields == fields
    }

    fn date_and_time(&mut self, fields: &Fields) -> Result<(), Problem> {
        for place in 0..fields.len() {
            let text = fields.text(place);
            let filled = match fields.shape(place) {
                Some(Shape::Date) if self.label == Some(Word::Julian) => {
                    self.julian_and_zone(text)?
                }
                Some(Shape::Date) if self.label.is_some() || self.has(MONTH | DAY) => {
                    if text.starts_with(|c: char| c.is_ascii_digit()) || self.label.is_some() {
                        if self.label.take().is_some_and(|label| label != Word::Time)
                            || self.has(TIME)
                        {
                            return Err(malformed());
                        }
                        self.time_and_zone(text, self.known)?
                    } else {
                        self.named_zone(text)?
                    }
                }
                Some(Shape::Date) => self.date(text)?,
                Some(Shape::Time) => {
                    if self.label.take().is_some_and(|label| label != Word::Time) {
                        return Err(malformed());
                    }
                    self.clock = clock(text)?;
                    if !self.clock.is_within_a_day() {
                        return Err(overflow());
                    }
                    TIME
                }
                Some(Shape::Signed) => self.offset(text)?,
                Some(Shape::Number) if self.label.is_some() => self.labelled(text)?,
                Some(Shape::Number) => {
                    let before_point = text.find('.');
                    if before_point.is_some() && self.known & DATE == 0 {
                        self.date(text)?
                    } else if before_point.is_some_and(|digits| digits > 2)
                        || text.len() >= 6 && !(self.has(DATE) && self.has(TIME))
                    {
                        self.run_together(text, self.known)?
                    } else {
                        self.number(text, self.known)?
                    }
                }
                Some(Shape::Word | Shape::SignedWord) => self.word(fields, place)?,
                None => 0,
            };
            self.note(filled)?;
        }
        self.finish()?;
        if self.is_epoch || self.has(DATE) {
            Ok(())
        } else {
            Err(malformed())
        }
    }

    fn time_alone(&mut self, fields: &Fields) -> Result<(), Problem> {
        let last = fields
            .len()
            .checked_sub(1)
            .and_then(|place| fields.shape(place));
        for place in 0..fields.len() {
            let text = fields.text(place);
            let dated = place == 0 && fields.len() >= 2;
            let filled = match fields.shape(place) {
                Some(Shape::Date)
                    if dated
                        && (last == Some(Shape::Date) || fields.shape(1) == Some(Shape::Time)) =>
                {
                    self.date(text)?
                }
                Some(Shape::Date) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                    if self.has(TIME) {
                        return Err(malformed());
                    }
                    self.time_and_zone(text, self.known | DATE)?
                }
                Some(Shape::Date) => self.named_zone(text)?,
                Some(Shape::Time) => {
                    if self.label.take().is_some_and(|label| label != Word::Time) {
                        return Err(malformed());
                    }
                    self.clock = clock(text)?;
                    TIME
                }
                Some(Shape::Signed) => self.offset(text)?,
                Some(Shape::Number) if self.label.is_some() => self.labelled(text)?,
                Some(Shape::Number) => match text.find('.') {
                    Some(_) if dated && last == Some(Shape::Date) => self.date(text)?,
                    Some(digits) if digits > 2 => self.run_together(text, self.known | DATE)?,
                    Some(_) => return Err(malformed()),
                    None if text.len() > 4 => self.run_together(text, self.known | DATE)?,
                    None => self.number(text, self.known | DATE)?,
                },
                Some(Shape::Word | Shape::SignedWord) => self.word(fields, place)?,
                None => 0,
            };
            self.note(filled)?;
        }
        self.finish()?;
        if !self.clock.is_within_a_day() {
            return Err(overflow());
        }
        // A zone with changing clocks says nothing without a day.
        let needs_date = matches!(self.zone, Some(Stated::Named(_))) && !self.has(DATE);
        if self.has(TIME) && !needs_date {
            Ok(())
        } else {
            Err(malformed())
        }
    }

    fn word(&mut self, fields: &Fields, place: usize) -> Result<u32, Problem> {
        let text = fields.text(place);
        if let Some(ahead) = zone::abbreviation(text) {
            self.zone = Some(match ahead {
                zone::Abbreviation::Fixed(seconds) => Stated::Ahead(seconds),
                zone::Abbreviation::Of(zone) => return Err(zone::changing(text, zone)),
            });
            return Ok(ZONE);
        }
        Ok(match word(text) {
            Some(Word::Ignored) => 0,
            Some(Word::Clock) => {
                return Err(Problem::new(format!(
                    "\"{text}\" is the clock's; use run_started_at() or effective_at()"
                )));
            }
            Some(Word::Infinity) => return Err(Problem::new("infinity is not supported")),
            Some(Word::Epoch) if !self.time_only => {
                self.is_epoch = true;
                DATE | TIME | ZONE
            }
            Some(Word::Midnight) => {
                self.clock = Clock::default();
                self.zone = Some(Stated::Ahead(0));
                TIME | ZONE
            }
            Some(Word::Month(month)) if !self.time_only => {
                // A number in front that looked like the month was the day.
                let was_day = self.has(MONTH)
                    && !self.month_in_letters
                    && !self.has(DAY)
                    && (1..=31).contains(&self.month);
                if was_day {
                    self.day = self.month;
                }
                self.month_in_letters = true;
                self.month = month.into();
                if was_day { DAY } else { MONTH }
            }
            Some(Word::Daylight) => {
                self.daylight = 3600;
                DAYLIGHT
            }
            Some(half @ (Word::Am | Word::Pm)) => {
                self.half = Some(half);
                HALF
            }
            Some(era @ (Word::Ad | Word::Bc)) => {
                self.is_bc = era == Word::Bc;
                ERA
            }
            Some(Word::WeekDay) if !self.time_only => WEEK_DAY,
            Some(label @ (Word::Julian | Word::Label(_))) => {
                self.label = Some(label);
                0
            }
            Some(Word::Time) => {
                let follows = matches!(
                    fields.shape(place + 1),
                    Some(Shape::Number | Shape::Time | Shape::Date)
                );
                if !follows || !self.time_only && !self.has(DATE) {
                    return Err(malformed());
                }
                self.label = Some(Word::Time);
                0
            }
            Some(_) => return Err(malformed()),
            None if fields.shape(place) == Some(Shape::Word) => self.named_zone(text)?,
            None => return Err(malformed()),
        })
    }

    fn named_zone(&mut self, text: &str) -> Result<u32, Problem> {
        self.zone = Some(match Zone::posix(text) {
            Some(zone) => Stated::Ahead(zone.ahead),
            None => Stated::Named(Name::new(text).ok_or_else(malformed)?),
        });
        Ok(ZONE)
    }

    fn offset(&mut self, text: &str) -> Result<u32, Problem> {
        self.zone = Some(Stated::Ahead(zone::offset(text)?));
        Ok(ZONE)
    }

    /// A number that the word before it told the meaning of.
    fn labelled(&mut self, text: &str) -> Result<u32, Problem> {
        let (value, rest) = leading_number(text)
            .filter(|(value, _)| i32::try_from(*value).is_ok())
            .ok_or_else(overflow)?;
        if !rest.is_empty() && !rest.starts_with('.') {
            return Err(malformed());
        }
        match self.label.take() {
            Some(Word::Julian) => {
                self.julian(value)?;
                if rest.is_empty() {
                    return Ok(DATE);
                }
                let micros = (fraction(rest)? * MICROS_PER_DAY as f64) as i64;
                self.clock = Clock::of_micros(micros);
                Ok(DATE | TIME)
            }
            Some(Word::Time) => match self.run_together(text, self.known | DATE)? {
                TIME => Ok(TIME),
                _ => Err(malformed()),
            },
            Some(Word::Label(unit)) => {
                let (place, filled) = match unit {
                    Unit::Year => (&mut self.year, YEAR),
                    // Behind a month and an hour it is minutes.
                    Unit::Month if self.known & MONTH != 0 && self.known & HOUR != 0 => {
                        (&mut self.clock.minute, MINUTE)
                    }
                    Unit::Month => (&mut self.month, MONTH),
                    Unit::Day => (&mut self.day, DAY),
                    Unit::Hour => (&mut self.clock.hour, HOUR),
                    Unit::Minute => (&mut self.clock.minute, MINUTE),
                    Unit::Second => (&mut self.clock.second, SECOND),
                    _ => return Err(malformed()),
                };
                *place = value;
                if !rest.is_empty() {
                    if unit != Unit::Second {
                        return Err(malformed());
                    }
                    self.clock.micros = fraction_micros(rest)?;
                }
                Ok(filled)
            }
            _ => Err(malformed()),
        }
    }

    fn julian(&mut self, number: i64) -> Result<(), Problem> {
        use chrono::Datelike;
        let day = of_julian(number)?;
        (self.year, self.month, self.day) =
            (day.year().into(), day.month().into(), day.day().into());
        self.is_julian = true;
        Ok(())
    }

    /// `2451187+02`: a Julian day with a zone.
    fn julian_and_zone(&mut self, text: &str) -> Result<u32, Problem> {
        let (value, rest) = leading_number(text).ok_or_else(overflow)?;
        self.label = None;
        self.julian(value)?;
        self.offset(rest)?;
        Ok(DATE | TIME | ZONE)
    }

    /// `063015-05`: a time with a zone.
    fn time_and_zone(&mut self, text: &str, known: u32) -> Result<u32, Problem> {
        let (time, _) = text.split_once('-').ok_or_else(malformed)?;
        self.offset(&text[time.len()..])?;
        Ok(self.run_together(time, known)? | ZONE)
    }

    /// `20130131`, `063015`, `0630`, `063015.25`
    fn run_together(&mut self, text: &str, known: u32) -> Result<u32, Problem> {
        let (digits, micros) = match text.find('.') {
            Some(point) => (&text[..point], Some(fraction_micros(&text[point..])?)),
            None => (text, None),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        let number = |text: &str| {
            text.parse::<i64>()
                .ok()
                .filter(|value| i32::try_from(*value).is_ok())
        };
        if micros.is_none() && known & DATE != DATE && digits.len() >= 6 {
            let (year, rest) = digits.split_at(digits.len() - 4);
            let (month, day) = rest.split_at(2);
            self.year = number(year).ok_or_else(overflow)?;
            self.month = number(month).ok_or_else(malformed)?;
            self.day = number(day).ok_or_else(malformed)?;
            self.year_has_two_digits = year.len() == 2;
            return Ok(DATE);
        }
        if known & TIME == TIME || !matches!(digits.len(), 4 | 6) {
            return Err(malformed());
        }
        let part = |from: usize| digits.get(from..from + 2).and_then(number).unwrap_or(0);
        self.clock = Clock {
            hour: part(0),
            minute: part(2),
            second: part(4),
            micros: micros.unwrap_or(self.clock.micros),
        };
        Ok(TIME)
    }

    /// A number alone: year, month or day by what is known already, else a time.
    fn number(&mut self, text: &str, known: u32) -> Result<u32, Problem> {
        let (value, rest) = leading_number(text)
            .filter(|(value, _)| i32::try_from(*value).is_ok())
            .ok_or_else(overflow)?;
        if rest.len() == text.len() {
            return Err(malformed());
        }
        if rest.starts_with('.') {
            if text.len() - rest.len() > 2 {
                return self.run_together(text, known | DATE);
            }
            self.clock.micros = fraction_micros(rest)?;
        } else if !rest.is_empty() {
            return Err(malformed());
        }
        if text.len() == 3 && known & DATE == YEAR && (1..=366).contains(&value) {
            self.day_of_year = value;
            return Ok(DAY_OF_YEAR | MONTH | DAY);
        }
        let is_long = text.len() >= 3;
        let field = match known & DATE {
            0 if is_long => YEAR,
            0 => MONTH,
            YEAR => MONTH,
            MONTH if self.month_in_letters && is_long => YEAR,
            MONTH => DAY,
            known if known == YEAR | MONTH => {
                if self.month_in_letters && is_long && self.year_has_two_digits {
                    // The number in front was the day, this is the year.
                    self.day = self.year;
                    self.year = value;
                    self.year_has_two_digits = false;
                    return Ok(DAY);
                }
                DAY
            }
            DAY => MONTH,
            known if known == MONTH | DAY => YEAR,
            DATE => return self.run_together(text, known),
            _ => return Err(malformed()),
        };
        match field {
            YEAR => {
                self.year = value;
                self.year_has_two_digits = text.len() <= 2;
            }
            MONTH => self.month = value,
            _ => self.day = value,
        }
        Ok(field)
    }

    /// `2013-01-31`, `31-jan-2013`, `1/31/2013`
    fn date(&mut self, text: &str) -> Result<u32, Problem> {
        let mut known = self.known;
        if ends_with_separators(text) {
            return Err(malformed());
        }
        let parts = || parts(text);
        for part in parts().filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic())) {
            match word(part) {
                Some(Word::Ignored) => {}
                Some(Word::Month(month)) if known & MONTH == 0 => {
                    self.month = month.into();
                    self.month_in_letters = true;
                    known |= MONTH;
                }
                _ => return Err(malformed()),
            }
        }
        for part in parts().filter(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
            let field = self.number(part, known)?;
            if known & field != 0 {
                return Err(malformed());
            }
            known |= field;
        }
        if known & !(DAY_OF_YEAR | ZONE) != DATE {
            return Err(malformed());
        }
        Ok(known & !self.known)
    }

    /// What can be said only when all is known.
    fn finish(&mut self) -> Result<(), Problem> {
        if self.has(YEAR) && !self.is_julian && !self.is_epoch {
            if self.is_bc {
                if self.year <= 0 {
                    return Err(overflow());
                }
                self.year = 1 - self.year;
            } else if self.year_has_two_digits {
                self.year += if self.year < 70 { 2000 } else { 1900 };
            } else if self.year <= 0 {
                return Err(overflow());
            }
        }
        if self.has(DAY_OF_YEAR) {
            use chrono::Datelike;
            let first = super::day(self.year, 1, 1).ok_or_else(overflow)?;
            let day = of_julian(super::julian(first) + self.day_of_year - 1)?;
            (self.year, self.month, self.day) =
                (day.year().into(), day.month().into(), day.day().into());
        }
        if !self.is_epoch {
            let month = u32::try_from(self.month).unwrap_or(0);
            let bad_month = self.has(MONTH) && !(1..=12).contains(&month);
            let bad_day = self.has(DAY) && !(1..=31).contains(&self.day);
            let no_such_day =
                self.has(DATE) && self.day > i64::from(days_of_month(self.year, month));
            if bad_month || bad_day || no_such_day {
                return Err(overflow());
            }
        }
        if self.half.is_some() && self.clock.hour > 12 {
            return Err(overflow());
        }
        match self.half {
            Some(Word::Am) if self.clock.hour == 12 => self.clock.hour = 0,
            Some(Word::Pm) if self.clock.hour != 12 => self.clock.hour += 12,
            _ => {}
        }
        if self.has(DAYLIGHT) {
            match &mut self.zone {
                Some(Stated::Ahead(ahead)) => *ahead += self.daylight,
                _ => return Err(malformed()),
            }
        }
        Ok(())
    }

    fn full_date(&self) -> Result<Option<NaiveDate>, Problem> {
        if !self.has(DATE) {
            return Err(malformed());
        }
        Ok(super::day(self.year, self.month as u32, self.day as u32))
    }

    fn moment(&self) -> Result<Moment, Problem> {
        if self.is_epoch {
            return Ok(Moment {
                local: NaiveDateTime::default(),
                zone: Stated::Ahead(0),
            });
        }
        let out_of_range = super::out_of_range;
        let day = self.full_date()?.ok_or_else(out_of_range)?;
        let local = of_micros(
            micros(day.into())
                .checked_add(self.clock.micros())
                .ok_or_else(out_of_range)?,
        )?;
        Ok(Moment {
            local,
            zone: self.zone.unwrap_or(Stated::Nothing),
        })
    }
}

/// The parts of a date: digits, or letters, and the one character behind them is what separates
/// them from the next.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_digit = rest.chars().next()?.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != is_digit || !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let part = &rest[..end];
        // Only ASCII is in a field.
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(part)
    })
}

/// Whether more than the one sign behind a part ends the date.
fn ends_with_separators(text: &str) -> bool {
    let signs = text
        .bytes()
        .rev()
        .take_while(|byte| !byte.is_ascii_alphanumeric())
        .count();
    signs > 1
}

/// `06:30`, `06:30:15`, `06:30:15.25`; `30:15.5` are minutes.
fn clock(text: &str) -> Result<Clock, Problem> {
    let number = |text| {
        leading_number(text)
            .filter(|(value, _)| i32::try_from(*value).is_ok())
            .ok_or_else(overflow)
    };
    let (hour, rest) = number(text)?;
    let (minute, rest) = number(rest.strip_prefix(':').ok_or_else(malformed)?)?;
    let clock = if rest.is_empty() {
        Clock {
            hour,
            minute,
            ..Clock::default()
        }
    } else if rest.starts_with('.') {
        Clock {
            hour: 0,
            minute: hour,
            second: minute,
            micros: fraction_micros(rest)?,
        }
    } else {
        let (second, rest) = number(rest.strip_prefix(':').ok_or_else(malformed)?)?;
        let micros = if rest.is_empty() {
            0
        } else if rest.starts_with('.') {
            fraction_micros(rest)?
        } else {
            return Err(malformed());
        };
        Clock {
            hour,
            minute,
            second,
            micros,
        }
    };
    let sane =
        clock.hour >= 0 && (0..60).contains(&clock.minute) && (0..=60).contains(&clock.second);
    if sane && (0..=MICROS_PER_SECOND).contains(&clock.micros) {
        Ok(clock)
    } else {
        Err(overflow())
    }
}
