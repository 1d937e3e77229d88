//! The mapping of `jobs/bench/bench_mapping.yaml` as one would write it by hand, against chrono and
//! the runtime's types alone: what the generated crate is measured against, and compared with row
//! by row.

use std::borrow::Cow;

use loadwright_runtime::row::{Fault, Reject};
use loadwright_runtime::value::{Date, Decimal};

/// An order as it comes.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// Number.
    pub order_no: &'a str,
    /// First name.
    pub first_name: Option<&'a str>,
    /// Last name.
    pub last_name: Option<&'a str>,
    /// City.
    pub city: Option<&'a str>,
    /// Country's code.
    pub country: Option<&'a str>,
    /// Pieces.
    pub quantity: Option<&'a str>,
    /// Price.
    pub price: Option<&'a str>,
    /// Day.
    pub ordered_on: Option<&'a str>,
    /// Code of the status.
    pub status: &'a str,
}

/// An order as it is stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Number.
    pub order_no: i64,
    /// First name, trimmed.
    pub first_name: Option<&'a str>,
    /// Last name, trimmed.
    pub last_name: Option<&'a str>,
    /// City, trimmed, or `unknown`.
    pub city: Option<&'a str>,
    /// Country's code, trimmed, of two characters at most.
    pub country: Option<&'a str>,
    /// Pieces.
    pub quantity: Option<i32>,
    /// Price, of two places.
    pub price: Option<Decimal>,
    /// Day.
    pub ordered_on: Option<Date>,
    /// By the pieces.
    pub size: Option<&'a str>,
    /// In words.
    pub status: Option<&'a str>,
}

/// The mapping.
///
/// # Errors
/// A cell that is not what its column asks for.
pub fn map<'a>(order: &Order<'a>) -> Result<Row<'a>, Reject> {
    let trim = |text: Option<&'a str>| text.map(|text| text.trim_matches(' '));
    let quantity = |text: Option<&str>, column| {
        text.map(|text| integer(text).map_err(|fault| fault.at(column)))
            .transpose()
    };
    let pieces = quantity(order.quantity, "size")?;
    let country = trim(order.country);
    if let Some(country) = country
        && country.len() > 2
        && country.chars().count() > 2
    {
        return Err(fault(country, "longer than varchar(2)").at("country"));
    }
    Ok(Row {
        order_no: bigint(order.order_no).map_err(|fault| fault.at("order_no"))?,
        first_name: trim(order.first_name),
        last_name: trim(order.last_name),
        city: Some(
            trim(order.city)
                .filter(|city| !city.is_empty())
                .unwrap_or("unknown"),
        ),
        country,
        quantity: quantity(trim(order.quantity), "quantity")?,
        price: order
            .price
            .map(|text| price(text).map_err(|fault| fault.at("price")))
            .transpose()?,
        ordered_on: order
            .ordered_on
            .map(|text| day(text).map_err(|fault| fault.at("ordered_on")))
            .transpose()?,
        size: Some(match pieces {
            Some(100..) => "large",
            Some(10..) => "medium",
            _ => "small",
        }),
        status: Some(match order.status.trim_matches(' ') {
            "O" => "open",
            "S" => "shipped",
            "C" => "cancelled",
            _ => "unknown",
        }),
    })
}

#[cold]
fn fault(text: &str, reason: &'static str) -> Fault {
    Fault {
        reason: Cow::Borrowed(reason),
        value: Some(text.into()),
    }
}

/// What PostgreSQL passes over around a number.
fn bare(text: &str) -> &str {
    text.trim_matches(|c| matches!(c, ' ' | '\t'..='\r'))
}

fn integer(text: &str) -> Result<i32, Fault> {
    bare(text)
        .parse()
        .map_err(|_| fault(text, "not an integer"))
}

fn bigint(text: &str) -> Result<i64, Fault> {
    bare(text)
        .parse()
        .map_err(|_| fault(text, "not an integer"))
}

/// `[sign]digits[.digits]`, rounded half away from zero to two places, of twelve digits at most.
fn price(text: &str) -> Result<Decimal, Fault> {
    let wrong = || fault(text, "not a decimal");
    let number = bare(text);
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(wrong());
    }
    let mut cents = 0_i64;
    for digit in whole.bytes().chain(fraction.bytes().chain(*b"00").take(2)) {
        if !digit.is_ascii_digit() {
            return Err(wrong());
        }
        cents = cents
            .checked_mul(10)
            .and_then(|cents| cents.checked_add(i64::from(digit - b'0')))
            .ok_or_else(wrong)?;
    }
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(wrong());
    }
    cents += i64::from(
        fraction
            .as_bytes()
            .get(2)
            .is_some_and(|digit| *digit >= b'5'),
    );
    if cents >= 1_000_000_000_000 {
        return Err(fault(text, "out of range for decimal(12,2)"));
    }
    Ok(Decimal::from_parts(
        i128::from(if negative { -cents } else { cents }),
        2,
    ))
}

/// `YYYY-MM-DD`.
fn day(text: &str) -> Result<Date, Fault> {
    let wrong = || fault(text, "not a date");
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bare(text).as_bytes() else {
        return Err(wrong());
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let parts = number(&[y1, y2, y3, y4])
        .zip(number(&[m1, m2]))
        .zip(number(&[d1, d2]));
    let ((year, month), day) = parts.ok_or_else(wrong)?;
    i32::try_from(year)
        .ok()
        .filter(|year| *year > 0)
        .and_then(|year| Date::from_ymd_opt(year, month, day))
        .ok_or_else(wrong)
}
