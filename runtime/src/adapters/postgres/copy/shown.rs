//! A field for people, as the server's own output functions write it (DateStyle ISO, TimeZone UTC).
//! Whatever the bytes are they have a text: what no column of a job can hold (an infinite date, a
//! number of a thousand digits, text in no known encoding) is shown all the same.

use loadwright_types::canonical_text::{
    push_bytea, push_display, push_double, push_real, push_uuid,
};

use super::{Kind, numeric};
use crate::value::Uuid;

const MICROS_OF_A_DAY: i64 = 86_400_000_000;

/// Appends the field's text.
pub(crate) fn push_shown(kind: Kind, bytes: &[u8], out: &mut Vec<u8>) {
    // Bytes of another length than the type's are of no type; they are shown as bytes.
    if push_typed(kind, bytes, out).is_none() {
        push_bytea(out, bytes);
    }
}

fn push_typed(kind: Kind, bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    match kind {
        Kind::Bool => push_display(out, array::<1>(bytes)?[0] != 0),
        Kind::Int2 => push_display(out, i16::from_be_bytes(array(bytes)?)),
        Kind::Int4 => push_display(out, i32::from_be_bytes(array(bytes)?)),
        Kind::Int8 => push_display(out, i64::from_be_bytes(array(bytes)?)),
        Kind::Float4 => push_real(out, f32::from_be_bytes(array(bytes)?)),
        Kind::Float8 => push_double(out, f64::from_be_bytes(array(bytes)?)),
        Kind::Numeric => numeric::push_shown(bytes, out)?,
        Kind::Date => match i32::from_be_bytes(array(bytes)?) {
            i32::MAX => out.extend_from_slice(b"infinity"),
            i32::MIN => out.extend_from_slice(b"-infinity"),
            days => push_day(i64::from(days), out, |_| {}),
        },
        Kind::Time => push_clock(i64::from_be_bytes(array(bytes)?), out),
        Kind::Timestamp => push_moment(i64::from_be_bytes(array(bytes)?), "", out),
        Kind::TimestampTz => push_moment(i64::from_be_bytes(array(bytes)?), "+00", out),
        Kind::Uuid => push_uuid(out, Uuid::from_bytes(array(bytes)?)),
        Kind::Bytea => push_bytea(out, bytes),
        Kind::Text | Kind::Char | Kind::Json => {
            out.extend_from_slice(String::from_utf8_lossy(bytes).as_bytes())
        }
        Kind::Jsonb => out.extend_from_slice(String::from_utf8_lossy(bytes.get(1..)?).as_bytes()),
    }
    Some(())
}

fn array<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

fn push_moment(micros: i64, zone: &str, out: &mut Vec<u8>) {
    match micros {
        i64::MAX => out.extend_from_slice(b"infinity"),
        i64::MIN => out.extend_from_slice(b"-infinity"),
        _ => push_day(micros.div_euclid(MICROS_OF_A_DAY), out, |out| {
            out.push(b' ');
            push_clock(micros.rem_euclid(MICROS_OF_A_DAY), out);
            out.extend_from_slice(zone.as_bytes());
        }),
    }
}

/// A day as `2013-01-31`, `10000-01-01` or `0044-03-15 BC`, what belongs to the day before the era.
fn push_day(days: i64, out: &mut Vec<u8>, more: impl FnOnce(&mut Vec<u8>)) {
    let (year, month, day) = civil(days);
    let shown = if year > 0 { year } else { 1 - year };
    push_display(out, format_args!("{shown:04}-{month:02}-{day:02}"));
    more(out);
    if year <= 0 {
        out.extend_from_slice(b" BC");
    }
}

/// The day of the Gregorian calendar, which the server extends both ways far beyond what chrono
/// knows, so many days from 2000-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 0000-03-01, so that a leap day ends its year, and 400 years are one round.
    let days = days + 730_425;
    let (round, day_of_round) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_round = (day_of_round - day_of_round / 1_460 + day_of_round / 36_524
        - day_of_round / 146_096)
        / 365;
    let day_of_year =
        day_of_round - (365 * year_of_round + year_of_round / 4 - year_of_round / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (
        round * 400 + year_of_round + i64::from(month <= 2),
        month,
        day,
    )
}

/// `06:00:00`, `24:00:00`, `06:00:00.25`.
fn push_clock(micros: i64, out: &mut Vec<u8>) {
    let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    push_display(
        out,
        format_args!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ),
    );
    if micros > 0 {
        let fraction = format!(".{micros:06}");
        out.extend_from_slice(fraction.trim_end_matches('0').as_bytes());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shown(kind: Kind, bytes: &[u8]) -> String {
        let mut out = Vec::new();
        push_shown(kind, bytes, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn days_and_moments_beyond_all_calendars() {
        let day = |days: i32| shown(Kind::Date, &days.to_be_bytes());
        assert_eq!(day(0), "2000-01-01");
        assert_eq!(day(59), "2000-02-29");
        assert_eq!(day(-1), "1999-12-31");
        assert_eq!(day(2_921_940), "10000-01-01");
        assert_eq!(day(-730_119), "0001-01-01");
        assert_eq!(day(-730_120), "0001-12-31 BC");
        assert_eq!(day(-2_451_545), "4714-11-24 BC");
        assert_eq!(day(2_145_031_948), "5874897-12-31");
        assert_eq!(
            (day(i32::MAX), day(i32::MIN)),
            ("infinity".to_owned(), "-infinity".to_owned())
        );
        let moment = |micros: i64| shown(Kind::TimestampTz, &micros.to_be_bytes());
        assert_eq!(moment(-64_464_508_800_000_000), "0044-03-15 00:00:00+00 BC");
        assert_eq!(moment(1), "2000-01-01 00:00:00.000001+00");
        assert_eq!(moment(-500_000), "1999-12-31 23:59:59.5+00");
        assert_eq!(moment(i64::MAX), "infinity");
        assert_eq!(
            shown(
                Kind::Timestamp,
                &9_223_371_331_199_999_999_i64.to_be_bytes()
            ),
            "294276-12-31 23:59:59.999999"
        );
        assert_eq!(
            shown(Kind::Time, &86_400_000_000_i64.to_be_bytes()),
            "24:00:00"
        );
    }

    #[test]
    fn bytes_of_no_type_are_shown_as_bytes() {
        for kind in [
            Kind::Bool,
            Kind::Int2,
            Kind::Int8,
            Kind::Float4,
            Kind::Date,
            Kind::Time,
            Kind::Timestamp,
            Kind::Uuid,
            Kind::Numeric,
        ] {
            assert_eq!(shown(kind, &[1, 2, 3]), "\\x010203", "{kind:?}");
        }
        assert_eq!(shown(Kind::Text, &[b'a', 0xff]), "a\u{fffd}");
        assert_eq!(shown(Kind::Jsonb, &[]), "\\x");
    }
}
