//! Numbers longer than a decimal, for what is rounded to one in the end: dashu's, in base 10.
//!
//! Sums and products are exact. What never ends is cut, not rounded: the first digit behind those
//! that are kept decides alone how half away from zero rounds, so that the one rounding at the end
//! is right however many digits there were.

use dashu_float::round::Round;
use dashu_float::round::mode::{HalfAway, Zero};
use dashu_float::{Context, FBig, FpResult, Repr};

use super::{Decimal, scaled_up};
use crate::Fault;

/// An exact number, always a finite one.
pub(super) type Wide = Repr<10>;

/// More than the 38 digits that a decimal can keep.
const DIGITS: i32 = 40;

impl From<Decimal> for Wide {
    fn from(value: Decimal) -> Wide {
        Wide::new(value.mantissa.into(), -isize::from(value.scale))
    }
}

/// For a function: cuts its result behind so many significant digits. Those of an estimate are not
/// quite so many.
pub(super) fn cut_behind(digits: i32) -> Context<Zero> {
    Context::new(digits.saturating_add(3).max(3).unsigned_abs() as usize)
}

/// The same for what becomes a decimal at once, and so needs no more digits than that has.
pub(super) fn cut_for_decimal(digits: i32) -> Context<Zero> {
    cut_behind(digits.min(DIGITS))
}

/// What a function gave: nothing that is infinite or undefined gets past here, which would make the
/// next one panic.
pub(super) fn finite(result: FpResult<FBig<Zero, 10>>) -> Result<Wide, Fault> {
    let value = result
        .map(|value| value.value().into_repr())
        .ok()
        .filter(Wide::is_finite);
    value.ok_or_else(|| Fault::new("value out of range"))
}

pub(super) fn is_zero(value: &Wide) -> bool {
    value.significand().is_zero()
}

/// Digits before the point; below zero for the zeros behind it.
pub(super) fn whole_digits(value: &Wide) -> i32 {
    value.digits() as i32 + value.exponent() as i32
}

/// Rounded half away from zero to so many places behind the point.
pub(super) fn at(value: Wide, places: i32) -> Wide {
    to_places::<HalfAway>(value, places)
}

fn to_places<R: Round>(value: Wide, places: i32) -> Wide {
    FBig::<R, 10>::from_repr_const(value)
        .quantize(-places as isize)
        .value()
        .into_repr()
}

/// The whole part of what is no longer than that.
pub(super) fn whole(value: Wide) -> Option<i64> {
    let (digits, zeros) = to_places::<Zero>(value, 0).into_parts();
    // That of a zero tells its sign.
    let zeros = if digits.is_zero() { 0 } else { zeros };
    i64::try_from(digits)
        .ok()?
        .checked_mul(10_i64.checked_pow(u32::try_from(zeros).ok()?)?)
}

/// Rounded half away from zero to so many places; to fewer where it would have more than 38 digits.
/// `None`: more than 38 before the point.
pub(super) fn rounded(value: &Wide, places: u8) -> Option<Decimal> {
    let most = places.min(Decimal::SCALE_MAX);
    // Whatever its sign.
    if is_zero(value) {
        return Decimal::new(0, most);
    }
    let most = i32::from(most).min(i32::from(Decimal::DIGITS_MAX) - whole_digits(value));
    // What is carried may bring one digit more.
    (most - 1..=most).rev().find_map(|places| {
        let scale = u8::try_from(places).ok()?;
        let (digits, exponent) = at(value.clone(), places).into_parts();
        let digits = i128::try_from(digits).ok()?;
        let zeros = u8::try_from(exponent + isize::from(scale)).ok()?;
        Decimal::from_magnitude(digits < 0, scaled_up(digits.unsigned_abs(), zeros)?, scale)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn wide(text: &str) -> Wide {
        Decimal::parse(text).unwrap().into()
    }

    fn check(value: &Wide, text: &str) {
        let places = text.split_once('.').map_or(0, |(_, places)| places.len());
        assert_eq!(
            rounded(value, u8::try_from(places).unwrap())
                .unwrap()
                .to_string(),
            text
        );
    }

    #[test]
    fn decimals_come_and_go_unchanged() {
        for text in [
            "0",
            "1",
            "-1.5",
            "99999999999999999999999999999999999999",
            "0.00000000000000000000000000000000000001",
            "1000000000.00",
        ] {
            check(&wide(text), text);
        }
        check(&wide("0.5"), "1");
        check(&wide("0.49"), "0");
        check(&wide("-0.5"), "-1");
        check(&wide("9.99"), "10.0");
        check(&(wide("0") * wide("-1")), "0.00");
        check(
            &(wide("9999999999999999999") + wide("0.99999999999999999996")),
            "10000000000000000000.000000000000000000",
        );
        assert!(rounded(&(wide("1e37") * wide("10")), 0).is_none());
        assert!(
            rounded(
                &(wide("99999999999999999999999999999999999999") + wide("0.5")),
                0
            )
            .is_none()
        );
        assert_eq!(
            rounded(&wide("1e37"), 2).unwrap().to_string(),
            "10000000000000000000000000000000000000"
        );
    }

    #[test]
    fn rounds_at_a_place() {
        for (text, places, expect) in [
            ("1.2345678951", 9, "1.234567895"),
            ("1.23456789512345678949", 18, "1.234567895123456789"),
            ("-0.5", 0, "-1"),
            ("0.00000000049", 9, "0.000000000"),
            ("0.0000000005", 9, "0.000000001"),
            ("0.00000000000000000000005", 9, "0.000000000"),
            ("999999999.96", 1, "1000000000.0"),
            ("123456789012", 50, "123456789012"),
        ] {
            assert_eq!(at(wide(text), places), wide(expect));
        }
        let wholes = [
            wide("7.99"),
            wide("1200"),
            wide("0.5"),
            wide("0") * wide("-1"),
            wide("1e30"),
        ]
        .map(whole);
        assert_eq!(wholes, [Some(7), Some(1200), Some(0), Some(0), None]);
    }

    #[test]
    fn what_is_cut_rounds_as_if_it_were_not() {
        let cut = |digits| finite(cut_behind(digits).div(&wide("2"), &wide("3"))).unwrap();
        check(&cut(0), "0.67");
        check(&cut(50), "0.66666666666666666666666666666666666667");
        check(&finite(cut_behind(0).sqrt(&wide("0.0625"))).unwrap(), "0.3");
        // Just below a half.
        check(
            &finite(cut_behind(1).div(&wide("4.49999999999999999999"), &wide("1"))).unwrap(),
            "4",
        );
    }

    #[test]
    fn what_is_not_finite_is_a_fault() {
        let context = cut_behind(20);
        assert!(finite(context.div(&wide("1"), &wide("0"))).is_err());
        assert!(finite(context.div(&wide("0"), &wide("0"))).is_err());
        assert!(finite(context.ln(&wide("0"), None)).is_err());
        assert!(finite(context.ln(&wide("-1"), None)).is_err());
        assert!(finite(context.sqrt(&wide("-1"))).is_err());
        assert!(
            finite(context.exp(&wide("99999999999999999999999999999999999999"), None)).is_err()
        );
    }
}
