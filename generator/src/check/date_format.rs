//! `format` of a column: whether any text can be read by it, and what one in another tool's letters
//! means.

use std::fmt::Write;

use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{DateTime, FixedOffset};

use crate::types::SqlType;

/// Days and times that every format can tell from others: a last day of a month, an afternoon, a
/// fraction.
const SAMPLES: [&str; 3] = [
    "2013-12-31T18:05:09.123456+01:00",
    "1999-10-10T10:10:10+00:00",
    "2024-02-29T23:59:58.5-05:30",
];

/// Whether a text can be read by the format as a value of the type; if not, why.
pub(super) fn check(format: &str, ty: SqlType) -> Result<(), String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.contains(&Item::Error) {
        return Err("expected strftime letters, for example `%d.%m.%Y`".to_owned());
    }
    if items.iter().all(|item| {
        matches!(
            item,
            Item::Literal(_) | Item::OwnedLiteral(_) | Item::Space(_) | Item::OwnedSpace(_)
        )
    }) {
        return Err(
            "has no strftime letter, for example `%Y`: matches its own text alone".to_owned(),
        );
    }
    if let Some((letter, rest)) = doubled(format) {
        return Err(format!(
            "`%{letter}` is the whole of it: `{rest}` behind it stands for itself"
        ));
    }
    // This one is for reading alone, and reads what the other writes.
    let written = format.replace("%#z", "%:z");
    let mut reason = Err("matches nothing that it writes itself".to_owned());
    for sample in SAMPLES {
        let Ok(sample) = sample.parse::<DateTime<FixedOffset>>() else {
            continue;
        };
        let mut text = String::new();
        if write!(text, "{}", sample.format(&written)).is_err() {
            continue;
        }
        let mut parsed = Parsed::new();
        if chrono::format::parse(&mut parsed, &text, items.iter()).is_err() {
            continue;
        }
        reason = read(&parsed, ty);
        if reason.is_ok() {
            break;
        }
    }
    reason
}

/// What the runtime makes of the parts that a format gives.
fn read(parsed: &Parsed, ty: SqlType) -> Result<(), String> {
    let is_instant = parsed.timestamp().is_some();
    let is_timed = is_instant || parsed.hour_div_12().is_some() || parsed.hour_mod_12().is_some();
    let no_day = || format!("gives no whole day: a {ty} needs its day, month and year");
    let no_time =
        || "gives no whole time: that needs hour and minute, and beside `%I` also `%p`".to_owned();
    match ty {
        SqlType::Date => parsed.to_naive_date().map(drop).map_err(|_| no_day()),
        SqlType::Time => parsed.to_naive_time().map(drop).map_err(|_| no_time()),
        SqlType::Timestamp if is_instant || parsed.offset().is_some() => Err(
            "reads a time zone, which a timestamp does not have: make the column `timestamptz`"
                .to_owned(),
        ),
        _ if is_instant => Ok(()),
        _ if parsed.to_naive_date().is_err() => Err(no_day()),
        _ if is_timed && parsed.to_naive_time().is_err() => Err(no_time()),
        _ => Ok(()),
    }
}

/// A strftime letter with more of the same behind it, as other tools write widths: `%YYYY`.
fn doubled(format: &str) -> Option<(char, &str)> {
    let mut rest = format;
    while let Some((_, behind)) = rest.split_once('%') {
        let start = behind.trim_start_matches(['-', '_', '^', '#', ':', '.', '0', '3', '6', '9']);
        let mut letters = start.chars();
        let letter = letters.next()?;
        rest = letters.as_str();
        let same = rest.len() - rest.trim_start_matches(letter).len();
        if letter.is_ascii_alphabetic() && same > 0 {
            return Some((letter, &rest[..same]));
        }
    }
    None
}

/// The strftime format that a format in another tool's letters means, if it can be told and can
/// read a value of the type.
pub(super) fn meant(format: &str, ty: SqlType) -> Option<String> {
    let bare = format.replace('%', "");
    let is_like_java = ["yyyy", "uuuu", "yy", "dd"]
        .iter()
        .any(|letters| bare.contains(letters));
    let strftime = translate(&bare, if is_like_java { JAVA } else { SQL })?;
    check(&strftime, ty).is_ok().then_some(strftime)
}

/// Letters of SQL's templates (and of spreadsheets in capitals); longer ones first.
const SQL: &[(&str, &str)] = &[
    ("TZH:TZM", "%:z"),
    ("MONTH", "%B"),
    ("Month", "%B"),
    ("YYYY", "%Y"),
    ("HH24", "%H"),
    ("HH12", "%I"),
    ("A.M.", "%p"),
    ("P.M.", "%p"),
    ("MON", "%b"),
    ("Mon", "%b"),
    ("DAY", "%A"),
    ("Day", "%A"),
    ("DDD", "%j"),
    ("FF6", "%6f"),
    ("FF3", "%3f"),
    ("YY", "%y"),
    ("MM", "%m"),
    ("DD", "%d"),
    ("DY", "%a"),
    ("Dy", "%a"),
    ("HH", "%H"),
    ("MI", "%M"),
    ("mm", "%M"),
    ("SS", "%S"),
    ("ss", "%S"),
    ("MS", "%3f"),
    ("US", "%6f"),
    ("AM", "%p"),
    ("PM", "%p"),
];

/// Letters of Java, .NET and spreadsheets.
const JAVA: &[(&str, &str)] = &[
    ("SSSSSS", "%6f"),
    ("ffffff", "%6f"),
    ("yyyy", "%Y"),
    ("uuuu", "%Y"),
    ("MMMM", "%B"),
    ("EEEE", "%A"),
    ("dddd", "%A"),
    ("MMM", "%b"),
    ("EEE", "%a"),
    ("ddd", "%a"),
    ("DDD", "%j"),
    ("SSS", "%3f"),
    ("fff", "%3f"),
    ("XXX", "%:z"),
    ("zzz", "%:z"),
    ("yy", "%y"),
    ("MM", "%m"),
    ("dd", "%d"),
    ("HH", "%H"),
    ("hh", "%I"),
    ("mm", "%M"),
    ("ss", "%S"),
    ("tt", "%p"),
    ("M", "%m"),
    ("d", "%d"),
    ("H", "%H"),
    ("h", "%I"),
    ("a", "%p"),
    ("Z", "%z"),
];

fn translate(format: &str, letters: &[(&str, &str)]) -> Option<String> {
    let mut strftime = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some((from, to)) = letters.iter().find(|(from, _)| rest.starts_with(from)) {
            rest = &rest[from.len()..];
            // Right behind an hour the minutes are meant, elsewhere the month, whatever the
            // letters' case.
            strftime.push_str(match from.eq_ignore_ascii_case("mm") {
                true if has_hour_just_before(&strftime) => "%M",
                true => "%m",
                false => to,
            });
        } else if matches!(first, '\'' | '"') {
            // Quoted text stands for itself.
            let (text, behind) = rest[1..].split_once(first)?;
            strftime.push_str(text);
            rest = behind;
        } else if first == 'T' || !first.is_alphanumeric() {
            strftime.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
    }
    // With a half of the day beside it an hour is one of twelve, without it one of twenty-four.
    Some(if strftime.contains("%p") {
        strftime.replace("%H", "%I")
    } else {
        strftime.replace("%I", "%H")
    })
}

fn has_hour_just_before(strftime: &str) -> bool {
    let before = strftime.trim_end_matches([':', '.']);
    before.ends_with("%H") || before.ends_with("%I")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn formats_that_can_read_something() {
        use SqlType::{Date, Time, Timestamp, TimestampTz};
        for (format, ty) in [
            ("%d.%m.%Y", Date),
            ("%Y%m%d", Date),
            ("%-d/%-m/%y", Date),
            ("%e %B %Y", Date),
            ("%a, %d %b %Y", Date),
            ("%Y-%j", Date),
            ("%G-W%V-%u", Date),
            ("%F", Date),
            (" %d.%m.%Y ", Date),
            ("%d.%m.%Y %H:%M", Date),
            ("%H%M", Time),
            ("%Hh%Mm%Ss", Time),
            ("%I:%M:%S %p", Time),
            ("%d.%m.%Y", Timestamp),
            ("%d.%m.%Y %H:%M", Timestamp),
            ("%m/%d/%Y %I:%M %p", Timestamp),
            ("%Y-%m-%dT%H:%M:%S%.f", Timestamp),
            ("%Y%m%d%H%M%S%3f", Timestamp),
            ("%d.%m.%Y %H:%M", TimestampTz),
            ("%d.%m.%Y %H:%M:%S%.f%#z", TimestampTz),
            ("%Y-%m-%d %H:%M:%S %:z", TimestampTz),
            ("%s", TimestampTz),
        ] {
            assert_eq!(check(format, ty), Ok(()), "{format} as {ty}");
        }
    }

    #[test]
    fn formats_that_can_read_nothing() {
        use SqlType::{Date, Time, Timestamp};
        let reason = |format, ty| check(format, ty).unwrap_err();
        for format in ["DD.MM.YYYY", "yyyy-MM-dd", "", "date"] {
            assert!(
                reason(format, Date).starts_with("has no strftime letter"),
                "{format}"
            );
        }
        assert!(reason("%Q", Date).starts_with("expected strftime letters"));
        for format in ["%Y", "%m.%Y", "%d %b", "%H:%M"] {
            assert!(
                reason(format, Date).starts_with("gives no whole day"),
                "{format}"
            );
        }
        for (format, ty) in [
            ("%H", Time),
            ("%I:%M", Time),
            ("%d.%m.%Y", Time),
            ("%d.%m.%Y %I:%M", Timestamp),
            ("%Y-%m-%d %H:%m", Timestamp),
        ] {
            assert!(
                reason(format, ty).starts_with("gives no whole time"),
                "{format}"
            );
        }
        assert!(reason("%Y-%m-%d %H:%M %z", Timestamp).contains("`timestamptz`"));
        assert!(reason("%s", Timestamp).contains("`timestamptz`"));
        assert_eq!(
            reason("%dd.%m.%Y", Date),
            "`%d` is the whole of it: `d` behind it stands for itself"
        );
        assert_eq!(
            reason("%d.%m.%YYYY", Date),
            "`%Y` is the whole of it: `YYY` behind it stands for itself"
        );
    }

    #[test]
    fn the_letters_of_others_are_translated() {
        use SqlType::{Date, Time, Timestamp, TimestampTz};
        for (format, ty, expected) in [
            ("DD.MM.YYYY", Date, "%d.%m.%Y"),
            ("YYYYMMDD", Date, "%Y%m%d"),
            ("DD-MON-YY", Date, "%d-%b-%y"),
            ("dd.MM.yyyy", Date, "%d.%m.%Y"),
            ("d/M/yyyy", Date, "%d/%m/%Y"),
            ("%DD.%MM.%YYYY", Date, "%d.%m.%Y"),
            ("dd.mm.yyyy", Date, "%d.%m.%Y"),
            ("dd.mm.yyyy hh:mm", Timestamp, "%d.%m.%Y %H:%M"),
            ("yyyyMMddHHmmss", Timestamp, "%Y%m%d%H%M%S"),
            ("YYYY-MM-DD HH24:MI:SS", Timestamp, "%Y-%m-%d %H:%M:%S"),
            ("YYYY-MM-DD HH:MM:SS", Timestamp, "%Y-%m-%d %H:%M:%S"),
            (
                "YYYY-MM-DD\"T\"HH24:MI:SS.MS",
                Timestamp,
                "%Y-%m-%dT%H:%M:%S.%3f",
            ),
            ("MM/DD/YYYY HH:MI AM", Timestamp, "%m/%d/%Y %I:%M %p"),
            (
                "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                TimestampTz,
                "%Y-%m-%dT%H:%M:%S.%3f%:z",
            ),
            ("dd/MM/yyyy hh:mm tt", Timestamp, "%d/%m/%Y %I:%M %p"),
            ("HH24MI", Time, "%H%M"),
        ] {
            assert_eq!(meant(format, ty).as_deref(), Some(expected), "{format}");
        }
        for (format, ty) in [
            ("MM.YYYY", Date),
            ("Q/YYYY", Date),
            ("'open", Date),
            ("DD.MM.YYYY", Time),
            ("", Date),
        ] {
            assert_eq!(meant(format, ty), None, "{format}");
        }
    }
}
