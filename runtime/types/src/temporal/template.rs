//! Templates of `to_char`, `to_date` and `to_timestamp`: `YYYY-MM-DD HH24:MI:SS`, cut into their
//! pieces.
//!
//! A template is walked through, not compiled: that needs no memory, and generated code shows it as
//! it was written.

use super::Problem;

/// A pattern that stands for a part of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// With dots or without.
    Era(bool),
    /// With dots or without.
    HalfOfDay(bool),
    Century,
    DayName,
    DayOfYear,
    DayOfMonth,
    DayOfWeek,
    DayShort,
    /// Of so many digits.
    Fraction(usize),
    Fixed,
    Hour24,
    Hour12,
    IsoDayOfYear,
    IsoDayOfWeek,
    IsoWeek,
    /// Of so many digits.
    IsoYear(usize),
    Julian,
    Minute,
    MonthNumber,
    MonthName,
    MonthShort,
    Milliseconds,
    Offset,
    Quarter,
    Roman,
    SecondOfDay,
    Second,
    ZoneHours,
    ZoneMinutes,
    ZoneName,
    WeekOfYear,
    WeekOfMonth,
    /// `2,013`
    YearWithComma,
    /// Of so many digits.
    Year(usize),
}

use Pattern::{
    Century, DayName, DayOfMonth, DayOfWeek, DayOfYear, DayShort, Era, Fixed, Fraction, HalfOfDay,
    Hour12, Hour24, IsoDayOfWeek, IsoDayOfYear, IsoWeek, IsoYear, Julian, Milliseconds, Minute,
    MonthName, MonthNumber, MonthShort, Offset, Quarter, Roman, Second, SecondOfDay, WeekOfMonth,
    WeekOfYear, Year, YearWithComma, ZoneHours, ZoneMinutes, ZoneName,
};

/// Every pattern as it is written in capitals; what begins with another stands before it.
const PATTERNS: &[(&str, Pattern)] = &[
    ("A.D.", Era(true)),
    ("A.M.", HalfOfDay(true)),
    ("AD", Era(false)),
    ("AM", HalfOfDay(false)),
    ("B.C.", Era(true)),
    ("BC", Era(false)),
    ("CC", Century),
    ("DAY", DayName),
    ("DDD", DayOfYear),
    ("DD", DayOfMonth),
    ("DY", DayShort),
    ("D", DayOfWeek),
    ("FF1", Fraction(1)),
    ("FF2", Fraction(2)),
    ("FF3", Fraction(3)),
    ("FF4", Fraction(4)),
    ("FF5", Fraction(5)),
    ("FF6", Fraction(6)),
    ("FX", Fixed),
    ("HH24", Hour24),
    ("HH12", Hour12),
    ("HH", Hour12),
    ("IDDD", IsoDayOfYear),
    ("ID", IsoDayOfWeek),
    ("IW", IsoWeek),
    ("IYYY", IsoYear(4)),
    ("IYY", IsoYear(3)),
    ("IY", IsoYear(2)),
    ("I", IsoYear(1)),
    ("J", Julian),
    ("MI", Minute),
    ("MM", MonthNumber),
    ("MONTH", MonthName),
    ("MON", MonthShort),
    ("MS", Milliseconds),
    ("OF", Offset),
    ("P.M.", HalfOfDay(true)),
    ("PM", HalfOfDay(false)),
    ("Q", Quarter),
    ("RM", Roman),
    ("SSSSS", SecondOfDay),
    ("SSSS", SecondOfDay),
    ("SS", Second),
    ("TZH", ZoneHours),
    ("TZM", ZoneMinutes),
    ("TZ", ZoneName),
    ("US", Fraction(6)),
    ("WW", WeekOfYear),
    ("W", WeekOfMonth),
    ("Y,YYY", YearWithComma),
    ("YYYY", Year(4)),
    ("YYY", Year(3)),
    ("YY", Year(2)),
    ("Y", Year(1)),
];

impl Pattern {
    /// Whether names are written in it, which may begin with a capital.
    fn is_name(self) -> bool {
        matches!(self, DayName | DayShort | MonthName | MonthShort)
    }

    /// Whether it reads digits, so that it must not run into another that does.
    pub(super) fn is_digits(self) -> bool {
        let letters = self.is_name()
            || matches!(
                self,
                Era(_) | HalfOfDay(_) | Fixed | Offset | Roman | ZoneHours | ZoneName
            );
        !letters
    }

    /// Whether an interval has it.
    pub fn fits_interval(self) -> bool {
        !(self.is_name()
            || matches!(
                self,
                Era(_) | DayOfWeek | IsoDayOfWeek | Offset | ZoneHours | ZoneMinutes | ZoneName
            ))
    }
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Upper,
    Lower,
    Capital,
}

/// A pattern as the template has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'t> {
    pub pattern: Pattern,
    pub letters: Letters,
    /// As it is written.
    pub text: &'t str,
    /// `FM`: no blanks or zeros to fill it up.
    pub fill: bool,
    /// `TH`, `th`: an ordinal's ending.
    pub ordinal: Option<Letters>,
}

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    Item(Item<'t>),
    /// A sign that keeps fields apart.
    Separator(&'t str),
    Blank(&'t str),
    Text(&'t str),
}

/// The pieces of a template, in order.
#[derive(Debug, Clone)]
pub struct Pieces<'t> {
    template: &'t str,
    at: usize,
    quoted: bool,
}

/// Cuts a template into its pieces.
pub fn pieces(template: &str) -> Pieces<'_> {
    Pieces {
        template,
        at: 0,
        quoted: false,
    }
}

/// Whether a character keeps fields apart.
pub(super) fn is_separator(c: char) -> bool {
    c.is_ascii_punctuation()
}

impl<'t> Pieces<'t> {
    fn rest(&self) -> &'t str {
        &self.template[self.at..]
    }

    fn eat(&mut self, words: [&str; 2]) -> Option<usize> {
        let place = words
            .iter()
            .position(|word| self.rest().starts_with(word))?;
        self.at += words[place].len();
        Some(place)
    }

    fn text(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let length = rest.chars().next()?.len_utf8();
        self.at += length;
        Some(&rest[..length])
    }

    /// The pattern here, if there is one.
    fn pattern(&mut self) -> Option<(Pattern, Letters, &'t str)> {
        let rest = self.rest();
        let first = rest
            .as_bytes()
            .first()
            .filter(|byte| byte.is_ascii_alphabetic())?
            .to_ascii_uppercase();
        let mut alike = PATTERNS
            .iter()
            .filter(|(name, _)| name.as_bytes()[0] == first);
        let found = alike.find_map(|(name, pattern)| {
            let text = rest
                .get(..name.len())
                .filter(|text| text.eq_ignore_ascii_case(name))?;
            let lower = |text: &str| text.bytes().all(|byte| !byte.is_ascii_uppercase());
            let letters = match text {
                text if text == *name => Letters::Upper,
                text if lower(text) => Letters::Lower,
                text if pattern.is_name() && lower(&text[1..]) => Letters::Capital,
                _ => return None,
            };
            Some((*pattern, letters, text))
        });
        let (pattern, letters, text) = found?;
        self.at += text.len();
        Some((pattern, letters, text))
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Result<Piece<'t>, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.quoted {
                if self.eat(["\"", "\""]).is_some() {
                    self.quoted = false;
                    continue;
                }
                if self.rest().starts_with('\\') && self.rest().len() > 1 {
                    self.at += 1;
                }
                return self.text().map(|text| Ok(Piece::Text(text)));
            }
            let begin = self.at;
            let fill = self.eat(["FM", "fm"]).is_some();
            if !fill && self.eat(["TM", "tm"]).is_some() {
                return Some(Err(Problem::at(
                    begin..self.at,
                    "TM (names in the language of the locale) is not supported in a template",
                )));
            }
            if let Some((pattern, letters, text)) = self.pattern() {
                let ordinal = self.eat(["TH", "th"]).map(|place| {
                    if place == 0 {
                        Letters::Upper
                    } else {
                        Letters::Lower
                    }
                });
                if ordinal.is_none() {
                    // Numbers spelled out: PostgreSQL reads it and does nothing.
                    self.eat(["SP", "SP"]);
                }
                return Some(Ok(Piece::Item(Item {
                    pattern,
                    letters,
                    text,
                    fill,
                    ordinal,
                })));
            }
            if self.eat(["\"", "\""]).is_some() {
                self.quoted = true;
                continue;
            }
            // Outside of quotes a backslash means itself, but before a quote.
            if self.rest().starts_with("\\\"") {
                self.at += 1;
            }
            let text = self.text()?;
            return Some(Ok(match text.chars().next() {
                Some(c) if is_separator(c) => Piece::Separator(text),
                Some(' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}') => Piece::Blank(text),
                _ => Piece::Text(text),
            }));
        }
    }
}

/// Finds what is wrong with a template, before there is a value.
///
/// # Errors
/// A pattern that is not supported here.
pub fn check(
    template: &str,
    is_wrong: impl Fn(&Item<'_>) -> Option<&'static str>,
) -> Result<(), Problem> {
    let mut all = pieces(template);
    let mut begin = 0;
    while let Some(piece) = all.next() {
        if let Piece::Item(item) = piece?
            && let Some(reason) = is_wrong(&item)
        {
            return Err(Problem::at(begin..all.at, reason));
        }
        begin = all.at;
    }
    Ok(())
}

/// What `to_char` of an interval does not take.
pub fn wrong_for_interval(item: &Item<'_>) -> Option<&'static str> {
    (!item.pattern.fits_interval()).then_some("invalid format specification for an interval value")
}

/// What `to_date` and `to_timestamp` do not take.
pub fn wrong_for_reading(item: &Item<'_>) -> Option<&'static str> {
    matches!(item.pattern, ZoneName | Offset).then_some("this pattern is only supported in to_char")
}
