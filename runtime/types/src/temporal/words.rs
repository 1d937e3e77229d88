//! The words of dates and times.

use super::field::Unit;

/// Months, as they are written out; their first three letters stand for them too.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days of the week, as they are written out; their first three letters stand for them too.
pub const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// Months in Roman numbers.
pub const ROMAN: [&str; 12] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
];

/// What a word means in a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// A month, from 1.
    Month(u32),
    /// A day of the week: it says nothing that the date does not.
    WeekDay,
    Am,
    Pm,
    Ad,
    Bc,
    /// Words that stand there for nothing: `at`, `on`.
    Ignored,
    /// `allballs`: midnight in UTC.
    Midnight,
    Epoch,
    Infinity,
    /// `now`, `today`, `tomorrow`, `yesterday`.
    Clock,
    /// `j`: a Julian day follows.
    Julian,
    /// `t`: a time follows.
    Time,
    /// A field that labels the number behind it: `y2013m01d31`.
    Label(Unit),
    /// `dst`: an hour more.
    Daylight,
}

/// The meaning of a word in lower case.
pub fn word(text: &str) -> Option<Word> {
    Some(match text {
        "am" => Word::Am,
        "pm" => Word::Pm,
        "ad" => Word::Ad,
        "bc" => Word::Bc,
        "at" | "on" => Word::Ignored,
        "allballs" => Word::Midnight,
        "epoch" => Word::Epoch,
        "infinity" | "+infinity" | "-infinity" => Word::Infinity,
        "now" | "today" | "tomorrow" | "yesterday" => Word::Clock,
        "j" | "jd" | "julian" => Word::Julian,
        "t" => Word::Time,
        "y" => Word::Label(Unit::Year),
        "m" => Word::Label(Unit::Month),
        "d" => Word::Label(Unit::Day),
        "h" => Word::Label(Unit::Hour),
        "mm" => Word::Label(Unit::Minute),
        "s" => Word::Label(Unit::Second),
        "dow" | "doy" | "isodow" | "isoyear" => Word::Label(Unit::Epoch),
        "dst" => Word::Daylight,
        "sept" => Word::Month(9),
        "tues" | "weds" | "thur" | "thurs" => Word::WeekDay,
        _ => {
            let names = |known: &str| {
                known.eq_ignore_ascii_case(text) || known[..3].eq_ignore_ascii_case(text)
            };
            if DAYS.iter().any(|day| names(day)) {
                return Some(Word::WeekDay);
            }
            let place = MONTHS.iter().position(|month| names(month))?;
            Word::Month(place as u32 + 1)
        }
    })
}
