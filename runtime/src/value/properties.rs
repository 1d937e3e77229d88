//! What holds for every value: it comes back from each written form as it was, and sorts by its key
//! as SQL sorts it.
#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;
use std::fmt::Debug;

use bumpalo::Bump;
use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use proptest::{collection, option};

use super::canonical::Canonical;
use super::cell::{Cell, CellRow, Cells};
use super::order::OrderKey;
use super::text::{Text, TextCell, TextCells};
use super::written::{CellIndex, CellSlice, CellWriter};
use super::*;
use crate::info::{Column, OrderBy};
use crate::row::{Field, Reject, RowReader, RowWriter, Scalar};

/// Texts short and long, empty ones among them.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[^\\x00]{0,12}", "[a-z]{120,300}", Just(String::new())]
}

fn decimals() -> impl Strategy<Value = Decimal> {
    let digits = prop_oneof![
        -1000_i128..1000,
        (-(10_i128.pow(38)) + 1..10_i128.pow(38)),
        Just(0)
    ];
    (digits, 0..=38_u8).prop_map(|(mantissa, scale)| Decimal::from_parts(mantissa, scale))
}

fn dates() -> impl Strategy<Value = Date> {
    (-719_162..=2_932_896).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap())
}

fn times() -> impl Strategy<Value = Time> {
    prop_oneof![
        0..86_400_000_000_u64,
        (0..86_400_u64).prop_map(|seconds| seconds * 1_000_000)
    ]
    .prop_map(|micros| {
        let (seconds, nanos) = (micros / 1_000_000, micros % 1_000_000 * 1000);
        NaiveTime::from_num_seconds_from_midnight_opt(seconds as u32, nanos as u32).unwrap()
    })
}

fn timestamps() -> impl Strategy<Value = Timestamp> {
    (dates(), times()).prop_map(|(date, time)| date.and_time(time))
}

/// A record of one text cell.
struct OneText<'a>(TextCell<'a>, &'a Bump);

impl<'a> TextCells<'a> for OneText<'a> {
    fn cell(&self, _: &'static Column) -> Result<Option<TextCell<'a>>, Reject> {
        Ok(Some(self.0))
    }

    fn arena(&self) -> &'a Bump {
        self.1
    }
}

/// The text that stands for a written cell in a file.
fn text_of(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(value) => value.to_string(),
        Cell::Real(value) => canonical_text::double(value),
        Cell::Text(value) => value.to_owned(),
        Cell::Blob(value) => canonical_text::bytea(value),
    }
}

fn canonical(value: impl Field) -> Vec<u8> {
    let mut out = Vec::new();
    Canonical::new(&mut out).put(value);
    out
}

/// Checks that what was read is what was written, to the last digit of its scale.
fn assert_same<'a, T: Scalar<'a> + Field + Debug>(value: T, back: Option<T>) {
    assert_eq!(format!("{back:?}"), format!("{:?}", Some(value)));
    assert_eq!(canonical(back), canonical(value));
}

/// Checks that a cell of this type was read as NULL.
fn assert_null<T: Debug>(_like: T, back: Option<T>) {
    assert!(back.is_none(), "{back:?}");
}

macro_rules! comes_back {
    ($($name:ident: $ty:expr, $values:expr, |$value:ident| $field:expr;)*) => {$(
        proptest! {
            #[test]
            fn $name(generated in $values) {
                static COLUMN: Column = Column { timezone: "Asia/Kolkata", ..Column::stored("c", 0, $ty) };
                let $value = &generated;
                let value = $field;

                let mut bytes = Vec::new();
                let mut out = CellWriter::new(&mut bytes);
                out.null();
                out.put(value);
                let mut index = CellIndex::default();
                let cells = index.scan(&bytes).unwrap();
                assert_same(value, CellRow::behind(cells, 1).optional(&COLUMN).unwrap());
                assert_null(value, CellRow::new(cells).optional(&COLUMN).unwrap());

                let text = text_of(cells.cell(1).unwrap());
                let arena = Bump::new();
                let record = Text(OneText(TextCell { text: &text, quoted: true }, &arena));
                assert_same(value, record.optional(&COLUMN).unwrap());
            }
        }
    )*};
}

comes_back! {
    booleans_come_back: SqlType::Boolean, any::<bool>(), |value| *value;
    smallints_come_back: SqlType::SmallInt, any::<i16>(), |value| *value;
    integers_come_back: SqlType::Integer, any::<i32>(), |value| *value;
    bigints_come_back: SqlType::BigInt, any::<i64>(), |value| *value;
    reals_come_back: SqlType::Real, any::<f32>(), |value| *value;
    doubles_come_back: SqlType::Double, any::<f64>(), |value| *value;
    decimals_come_back: SqlType::Decimal { precision: 38, scale: 9 }, decimals().prop_map(|value| Decimal::from_parts(value.mantissa(), 9)), |value| *value;
    texts_come_back: SqlType::Text, texts(), |value| value.as_str();
    varchars_come_back: SqlType::Varchar(300), texts(), |value| value.as_str();
    byteas_come_back: SqlType::Bytea, any::<Vec<u8>>(), |value| value.as_slice();
    dates_come_back: SqlType::Date, dates(), |value| *value;
    times_come_back: SqlType::Time, times(), |value| *value;
    timestamps_come_back: SqlType::Timestamp, timestamps(), |value| *value;
    timestamptzs_come_back: SqlType::TimestampTz, timestamps().prop_map(|value| value.and_utc()), |value| *value;
    uuids_come_back: SqlType::Uuid, any::<u128>().prop_map(Uuid::from_u128), |value| *value;
    jsons_come_back: SqlType::Json, "\\{\"a\": \\[[1-9][0-9]{0,4}, null\\]\\}", |value| Json(value.as_str());
}

/// The order of two values or NULLs by the rule, from the order of the values.
fn by_rule<T>(
    left: &Option<T>,
    right: &Option<T>,
    rule: OrderBy,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Ordering {
    match (left, right) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => {
            if rule.nulls_first {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (Some(_), None) => {
            if rule.nulls_first {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (Some(left), Some(right)) => {
            if rule.descending {
                compare(right, left)
            } else {
                compare(left, right)
            }
        }
    }
}

fn order_key(rules: &[OrderBy], cells: impl FnOnce(&mut OrderKey<'_>)) -> Vec<u8> {
    let mut out = Vec::new();
    cells(&mut OrderKey::new(&mut out, rules));
    out
}

fn rules() -> impl Strategy<Value = OrderBy> {
    (any::<bool>(), any::<bool>()).prop_map(|(descending, nulls_first)| OrderBy {
        descending,
        nulls_first,
    })
}

/// NaN is above all numbers and equal to itself; the zeros are equal.
fn floats(left: &f64, right: &f64) -> Ordering {
    left.partial_cmp(right)
        .unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}

macro_rules! sorts {
    ($($name:ident($ty:ty): $values:expr, $compare:expr, |$value:ident| $field:expr;)*) => {$(
        proptest! {
            // A second value behind it shows that no key runs on into what follows.
            #[test]
            fn $name(rule in rules(), left in (option::of($values), 0..2_i32), right in (option::of($values), 0..2_i32)) {
                let rules = [rule, OrderBy { descending: false, nulls_first: false }];
                let key = |row: &(Option<$ty>, i32)| order_key(&rules, |out| {
                    out.put(row.0.as_ref().map(|$value: &$ty| $field));
                    out.put(row.1);
                });
                let expected = by_rule(&left.0, &right.0, rule, $compare).then(left.1.cmp(&right.1));
                prop_assert_eq!(key(&left).cmp(&key(&right)), expected);
            }
        }
    )*};
}

sorts! {
    booleans_sort(bool): any::<bool>(), bool::cmp, |value| *value;
    bigints_sort(i64): any::<i64>(), i64::cmp, |value| *value;
    doubles_sort(f64): prop_oneof![any::<f64>(), Just(0.0), Just(-0.0), Just(f64::NAN)], floats, |value| *value;
    decimals_sort(Decimal): decimals(), Decimal::cmp, |value| *value;
    close_decimals_sort(Decimal): (-20_i128..20, 0..3_u8).prop_map(|(mantissa, scale)| Decimal::from_parts(mantissa, scale)), Decimal::cmp, |value| *value;
    texts_sort(String): "[ab\u{e9}\u{ffff}\u{10000}]{0,3}", String::cmp, |value| value.as_str();
    byteas_sort(Vec<u8>): collection::vec(prop_oneof![Just(0_u8), Just(1), Just(255)], 0..4), Vec::cmp, |value| value.as_slice();
    dates_sort(Date): dates(), Date::cmp, |value| *value;
    times_sort(Time): times(), Time::cmp, |value| *value;
    timestamps_sort(Timestamp): timestamps(), Timestamp::cmp, |value| *value;
    uuids_sort(Uuid): any::<u128>().prop_map(Uuid::from_u128), Uuid::cmp, |value| *value;
}

proptest! {
    #[test]
    fn equal_decimals_have_one_encoding(left in decimals(), right in decimals()) {
        prop_assert_eq!(left == right, canonical(left) == canonical(right));
    }

    #[test]
    fn a_decimal_reads_into_a_column_as_it_is_assigned(value in decimals(), scale in 0..=20_u8) {
        let read = Decimal::parse_at(&value.to_string(), b'.', 38, scale).map_err(|fault| fault.reason);
        let assigned = value.at_scale(38, scale).map_err(|fault| fault.reason);
        prop_assert_eq!(read.as_ref().map(Decimal::to_string), assigned.as_ref().map(Decimal::to_string));
        prop_assert_eq!(read, assigned);
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero(left in -1_000_000_i64..1_000_000, right in 1..1_000_000_i64) {
        let quotient = Decimal::from(left).checked_div(Decimal::from(right)).unwrap();
        let unit = 10_i128.pow(u32::from(quotient.scale()));
        let (doubled, divisor) = (2 * i128::from(left.abs()) * unit, 2 * i128::from(right));
        let expected = (doubled + i128::from(right)) / divisor;
        prop_assert_eq!(quotient.mantissa(), if left < 0 { -expected } else { expected });
        prop_assert!(left == 0 || quotient.mantissa().unsigned_abs() >= 10_u128.pow(15), "16 significant digits");
    }

    #[test]
    fn long_divisors_divide_as_short_ones(left in decimals(), right in decimals(), factor in 1..=9_u32) {
        let right = if right.is_zero() { Decimal::from_parts(7, 3) } else { right };
        // The remainder does not know how the division was carried out.
        let rest = left.checked_rem(right).unwrap_or(Decimal::ZERO);
        prop_assert!(rest.abs() < right.abs() || rest.is_zero());
        let factor = Decimal::from(i64::from(factor));
        let exactly = |value: Decimal| value.checked_mul(factor).ok().filter(|product| product.scale() == value.scale());
        if let (Some(left_more), Some(right_more)) = (exactly(left), exactly(right)) {
            let (Ok(more), Ok(quotient)) = (left_more.checked_div(right_more), left.checked_div(right)) else { return Ok(()) };
            let scale = more.scale().min(quotient.scale());
            let difference = more.at_scale(38, scale).unwrap().checked_sub(quotient.at_scale(38, scale).unwrap()).unwrap();
            prop_assert!(difference.mantissa().abs() <= 1, "{more} and {quotient}");
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in any::<Vec<u8>>()) {
        let read = CellSlice::new(&bytes).count();
        prop_assert!(read <= bytes.len());
        let mut index = CellIndex::default();
        if let Ok(cells) = index.scan(&bytes) {
            prop_assert_eq!(cells.len(), read);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,24}|[0-9:T. +Ze-]{0,32}") {
        for ty in [SqlType::Decimal { precision: 9, scale: 2 }, SqlType::Date, SqlType::Time, SqlType::Timestamp, SqlType::TimestampTz, SqlType::Uuid, SqlType::Json, SqlType::Bytea, SqlType::Double, SqlType::Real, SqlType::BigInt, SqlType::Char(3)] {
            if let Ok(value) = ParamValue::parse(&text, ty) {
                prop_assert_eq!(ParamValue::parse(&value.as_text(), ty).map(|value| value.as_text()), Ok(value.as_text()));
            }
        }
    }
}
