//! Runs compiled expressions over three rows and prints what they give, in the form of the expected
//! texts.

#![deny(warnings)]

use std::sync::Arc;

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::{RunConstants, Scratch};
use loadwright_runtime::value::{self as types, ParamValue};
use loadwright_runtime::sql;

mod expressions;
mod show;

use show::{Show, Shown, line};

/// Indices of the params, as a generated crate has them.
mod param {
    pub const SNAPSHOT: usize = 0;
    pub const LIMIT: usize = 1;
}

/// What a user's file may hold.
mod udf {
    use chrono::Datelike;
    use loadwright_runtime::row::Fault;
    use loadwright_runtime::scratch::Scratch;
    use loadwright_runtime::value::{Date, Json};

    pub fn clean<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
        scratch.arena().alloc_str(&text.replace('_', " "))
    }

    pub fn years(from: Option<Date>, to: Date) -> Result<Option<i32>, Fault> {
        match from.map(|from| to.year() - from.year()) {
            Some(years) if years < -100 => Err(Fault::new("no age")),
            Some(0) if to.year() == 9999 => Err(Fault::new("no age")),
            Some(years) => Ok(Some(years)),
            None => Ok(Some(-1)),
        }
    }

    pub fn head(raw: &[u8]) -> Option<&[u8]> {
        raw.get(..2)
    }

    pub fn or_null(doc: Option<Json<'_>>) -> Json<'_> {
        doc.unwrap_or(Json("null"))
    }
}

/// One row of every kind of column.
pub struct Row {
    faa: &'static str,
    title: &'static str,
    nzone: Option<&'static str>,
    code: &'static str,
    ncode: Option<&'static str>,
    fixed: &'static str,
    small: i16,
    seats: i32,
    nseats: Option<i32>,
    big: i64,
    nbig: Option<i64>,
    lat: f64,
    nlat: Option<f64>,
    speed: f32,
    alt: types::Decimal,
    nalt: Option<types::Decimal>,
    day: types::Date,
    nday: Option<types::Date>,
    at: types::Timestamp,
    instant: types::TimestampTz,
    active: bool,
    nactive: Option<bool>,
    id: types::Uuid,
    doc: types::Json<'static>,
    first_name: &'static str,
    raw: &'static [u8],
    ndoc: Option<types::Json<'static>>,
    amount: types::Decimal,
}

const ROWS: [Row; 3] = [
    Row {
        faa: "04G",
        title: "Lansdowne Airport ",
        nzone: Some("America/New_York"),
        code: "abc",
        ncode: Some("xyz"),
        fixed: "ab",
        small: 7,
        seats: 42,
        nseats: Some(5),
        big: 10_000_000_000,
        nbig: Some(-3),
        lat: 41.130_472_2,
        nlat: Some(-80.619_583_3),
        speed: 1.5,
        alt: types::Decimal::from_parts(10_445, 1),
        nalt: Some(types::Decimal::from_parts(-5, 1)),
        day: sql::date(2013, 1, 31),
        nday: Some(sql::date(2012, 2, 29)),
        at: sql::timestamp(2013, 1, 31, 6, 30, 15, 250_000),
        instant: sql::timestamptz(2013, 1, 31, 5, 0, 0, 0),
        active: true,
        nactive: Some(false),
        id: types::Uuid::from_u128(0xa0ee_bc99_9c0b_4ef8_bb6d_6bb9_bd38_0a11),
        doc: types::Json("{\"a\": 1}"),
        first_name: "Ann",
        raw: &[0x68, 0xc3, 0xff, 0],
        ndoc: Some(types::Json(
            r#"{"a": [10, {"b" : "x\ty"}, null], "a b": {"c":true}, "e": "", "u": "\u00e4\ud83d\ude00"}"#,
        )),
        amount: types::Decimal::from_parts(1_234_567_891_000, 6),
    },
    Row {
        faa: "x",
        title: "Straße",
        nzone: None,
        code: "ABC",
        ncode: None,
        fixed: "abcd",
        small: 0,
        seats: 1,
        nseats: None,
        big: 0,
        nbig: None,
        lat: 0.0,
        nlat: None,
        speed: 0.0,
        alt: types::Decimal::from_parts(0, 1),
        nalt: None,
        day: sql::date(2000, 1, 1),
        nday: None,
        at: sql::timestamp(1999, 12, 31, 23, 59, 59, 0),
        instant: sql::timestamptz(2000, 1, 1, 0, 0, 0, 0),
        active: false,
        nactive: None,
        id: types::Uuid::nil(),
        doc: types::Json("[]"),
        first_name: "",
        raw: &[],
        ndoc: None,
        amount: types::Decimal::from_parts(0, 6),
    },
    Row {
        faa: " 17 ",
        title: "",
        nzone: Some("Ünï%_ö"),
        code: "",
        ncode: Some("a b"),
        fixed: "",
        small: i16::MIN,
        seats: i32::MIN,
        nseats: Some(0),
        big: i64::MAX,
        nbig: Some(2_147_483_648),
        lat: f64::NAN,
        nlat: Some(2.5),
        speed: 16_777_216.0,
        alt: types::Decimal::from_parts(-99_999_999, 1),
        nalt: Some(types::Decimal::from_parts(1, 1)),
        day: sql::date(1, 1, 1),
        nday: Some(sql::date(9999, 12, 31)),
        at: sql::timestamp(1, 1, 1, 0, 0, 0, 0),
        instant: sql::timestamptz(9999, 12, 31, 23, 59, 59, 999_999),
        active: true,
        nactive: Some(true),
        id: types::Uuid::max(),
        doc: types::Json("null"),
        first_name: "ß '\"\\",
        raw: b"\\'",
        ndoc: Some(types::Json(r#" [1, 2.50, "three", [4, [5]], {"six": 6, "six": "VI"}, "\u0041\"\\" ] "#)),
        amount: types::Decimal::from_parts(-1, 6),
    },
];

/// What every expression of the generated module has.
type Expression = for<'a> fn(&'a Row, &'a Scratch) -> Shown<'a>;

fn main() {
    const NOW: types::TimestampTz = sql::timestamptz(2013, 1, 1, 5, 0, 0, 0);
    let params = vec![ParamValue::Text("2013".to_owned()), ParamValue::Integer(100)];
    let run = RunConstants { params, run_id: 42, started_at: NOW, effective_at: NOW, job: "dim_airport" };
    let mut scratch = Scratch::new(Arc::new(run));
    let file = Arc::from("airports.csv");
    for (number, expression) in expressions::ALL {
        for (place, row) in ROWS.iter().enumerate() {
            scratch.enter(2 + place as u64, Some(&file));
            // A newline would look like another result.
            println!("{number} {}", line(expression(row, &scratch)).replace('\n', "\\n"));
        }
    }
}
