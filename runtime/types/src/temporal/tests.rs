//! What a server was asked, in short; `generator/tests/expressions/temporal.txt` has more.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDateTime;

use super::input::{self, Stated};
use super::interval::{age, timestamp_plus};
use super::template::{Piece, check, pieces, wrong_for_reading};
use super::zone::{Zone, offset};
use super::{Interval, read};

fn span(text: &str) -> String {
    Interval::parse(text, None).map_or_else(
        |problem| problem.reason.into_owned(),
        |span| span.to_string(),
    )
}

fn at(text: &str) -> NaiveDateTime {
    input::moment(text).unwrap().local
}

#[test]
fn intervals_are_read_in_every_form_and_written_in_one() {
    for (text, written) in [
        (
            "1 year 2 mons -3 days 04:05:06.7",
            "1 year 2 mons -3 days +04:05:06.7",
        ),
        ("@ 1 day 2 hours ago", "-1 days -02:00:00"),
        ("P1Y2M3DT4H5M6S", "1 year 2 mons 3 days 04:05:06"),
        ("P0001-02-03T04:05:06", "1 year 2 mons 3 days 04:05:06"),
        ("-1-2 +3 -4:05:06", "-1 years -2 mons +3 days -04:05:06"),
        ("1.5 months", "1 mon 15 days"),
        ("1y2m3d", "1 year 3 days 00:02:00"),
        ("04:05.5", "00:04:05.5"),
        ("1", "00:00:01"),
        ("1 ago", "invalid input syntax"),
        ("1 day 1 day", "invalid input syntax"),
        ("1:60", "field value out of range"),
        ("178956970 years 8 months", "interval out of range"),
        ("ü", "invalid input syntax"),
        (&"1 day ".repeat(100), "invalid input syntax"),
    ] {
        assert_eq!(span(text), written, "{text}");
    }
}

#[test]
fn intervals_are_compared_by_their_length() {
    let [month, days] = ["1 month", "30 days"].map(|text| Interval::parse(text, None).unwrap());
    assert_eq!(month, days);
    assert!(
        Interval::new(i32::MAX, i32::MAX, i64::MAX) > days
            && Interval::new(i32::MIN, i32::MIN, i64::MIN) < days
    );
}

#[test]
fn months_are_clipped_and_ages_counted_on_the_calendar() {
    let month = Interval::new(1, 0, 0);
    assert_eq!(
        timestamp_plus(at("2012-01-31"), month).unwrap(),
        at("2012-02-29")
    );
    assert_eq!(
        timestamp_plus(at("0001-12-31 BC"), month).unwrap(),
        at("0001-01-31")
    );
    assert!(timestamp_plus(at("4714-11-24 BC"), Interval::of_micros(-1)).is_err());
    assert_eq!(
        age(at("2013-03-01"), at("2012-02-29 12:00")).to_string(),
        "1 year 12:00:00"
    );
}

#[test]
fn dates_are_read_in_every_form() {
    for text in [
        "2013-01-31",
        "1/31/13",
        "Jan 31, 2013",
        "31-jan-2013",
        "20130131",
        "2013.031",
        "y2013m1d31",
        "J2456324",
        "31 January 2013 BST",
    ] {
        assert_eq!(
            input::date(text).unwrap().0,
            at("2013-01-31").date(),
            "{text}"
        );
    }
    for text in [
        "2013-02-29",
        "31/1/2013",
        "today",
        "infinity",
        "2013-01-31 2013-01-31",
        "",
        "２013-01-31",
        "2013-01--",
    ] {
        assert!(input::date(text).is_err(), "{text}");
    }
    assert!(
        matches!(input::moment("2013-01-31 Europe/Berlin").unwrap().zone, Stated::Named(name) if name.as_str() == "europe/berlin")
    );
}

#[test]
fn posix_counts_westwards_and_iso_eastwards() {
    assert_eq!(offset("+02").unwrap(), 7200);
    for (text, ahead) in [
        ("+02", -7200),
        ("UTC-3", 10_800),
        ("<x>5:30", -19_800),
        ("est", -18_000),
        ("Z", 0),
    ] {
        assert_eq!(Zone::parse(text).unwrap(), Some(Zone { ahead }), "{text}");
    }
    assert_eq!(Zone::parse("Europe/Berlin").unwrap(), None);
    assert!(
        Zone::parse("MSK")
            .unwrap_err()
            .reason
            .contains("Europe/Moscow")
    );
}

#[test]
fn templates_are_cut_into_pieces() {
    let patterns = |template| {
        pieces(template)
            .filter(|piece| matches!(piece, Ok(Piece::Item(_))))
            .count()
    };
    assert_eq!(
        (
            patterns("YYYY-MM-DD"),
            patterns("\"YYYY\"Day"),
            patterns("yYyy"),
            patterns("MoN")
        ),
        (3, 1, 3, 0)
    );
    assert_eq!(
        check("YYYY TMMonth", |_| None).unwrap_err().span,
        Some(5..7)
    );
    assert_eq!(
        check("YYYY-TZ", wrong_for_reading).unwrap_err().span,
        Some(5..7)
    );
}

#[test]
fn texts_are_read_by_templates() {
    let read = |text, template| {
        read::read(text, template)
            .map(|read| (read.local, read.ahead))
            .map_err(|problem| problem.reason.into_owned())
    };
    assert_eq!(
        read("31.01.2013 06:30 PM", "DD.MM.YYYY HH12:MI AM"),
        Ok((at("2013-01-31 18:30"), None))
    );
    assert_eq!(
        read("2013-05-4", "IYYY-IW-ID"),
        Ok((at("2013-01-31"), None))
    );
    assert_eq!(
        read("2013-01-31 -05:30", "YYYY-MM-DD TZH:TZM"),
        Ok((at("2013-01-31"), Some(-19_800)))
    );
    assert_eq!(
        read("2013-02-30", "YYYY-MM-DD").unwrap_err(),
        "date/time field value out of range"
    );
    assert_eq!(
        read("é", "YYYY").unwrap_err(),
        "invalid value \"é\" for \"YYYY\""
    );
}
