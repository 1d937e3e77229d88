//! Floating-point numbers as PostgreSQL prints them.
//!
//! Both Rust and PostgreSQL print the fewest digits that read back as the same number. They differ
//! in two corners: of two texts equally near, PostgreSQL takes the one with the even last digit;
//! and it takes none that lies halfway to the next number, though a reader that rounds ties to even
//! would come back from there.

use crate::canonical_text::push_display;

/// Zeros that move a number by less than its distance from any other short number.
const FAR_BEHIND: usize = 60;

macro_rules! floats {
    ($($(#[$doc:meta])* $push:ident, $digits:ident: $float:ty, exponent from $exponent_from:literal, halfway from $halfway_from:expr;)*) => {$(
        $(#[$doc])*
        pub fn $push(out: &mut Vec<u8>, value: $float) {
            let magnitude = value.abs();
            if value.is_nan() {
                out.extend_from_slice(b"NaN");
            } else if value.is_infinite() {
                out.extend_from_slice(if value > 0.0 { b"Infinity" } else { b"-Infinity" });
            } else if magnitude == 0.0 {
                push_display(out, value);
            } else {
                let text = $digits(value);
                if (1e-4..$exponent_from).contains(&magnitude) { push_plain(out, &text) } else { push_with_exponent(out, &text) }
            }
        }

        /// The digits as `1.25e-7`.
        fn $digits(value: $float) -> String {
            let shortest = format!("{value:e}");
            let mut decimals = shortest.find('e').unwrap_or(0).saturating_sub(2 + usize::from(value < 0.0));
            let reads_back = |text: &str| text.parse() == Ok(value);
            // The nearest of that length has the even digit; beside a power of two it may be
            // another number.
            let mut text = format!("{value:.decimals$e}");
            if !reads_back(&text) {
                text = shortest;
            }
            while value.abs() >= $halfway_from && !around(&text).iter().all(|text| reads_back(text)) {
                decimals += 1;
                text = format!("{value:.decimals$e}");
            }
            text
        }
    )*};
}

// Below 2^22 and 2^52 a number halfway between two others has more digits than either.
floats! {
    /// A `real`: `0.1`, `1e+06`.
    push_real, real_digits: f32, exponent from 1e6, halfway from 4_194_304.0;
    /// A `double precision`: `0.1`, `1e+15`.
    push_double, double_digits: f64, exponent from 1e15, halfway from 4_503_599_627_370_496.0;
}

/// Two numbers a trifle smaller and larger in magnitude than `1.25e7`.
fn around(text: &str) -> [String; 2] {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let point = if digits.contains('.') { "" } else { "." };
    let above = format!("{digits}{point}{}1e{exponent}", "0".repeat(FAR_BEHIND));
    let last = digits.bytes().last().unwrap_or(b'0');
    // A zero at the end says that the number was taken, and refused, without it.
    let below = if last == b'0' {
        String::from("0")
    } else {
        let rest = &digits[..digits.len() - 1];
        format!(
            "{rest}{}{point}{}e{exponent}",
            char::from(last - 1),
            "9".repeat(FAR_BEHIND)
        )
    };
    [below, above]
}

/// `1.25e-7` as `1.25e-07`: the exponent has a sign and at least two digits.
fn push_with_exponent(out: &mut Vec<u8>, text: &str) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, exponent) = exponent
        .strip_prefix('-')
        .map_or(('+', exponent), |exponent| ('-', exponent));
    push_display(out, format_args!("{digits}e{sign}{exponent:0>2}"));
}

/// `1.25e-3` as `0.00125`.
fn push_plain(out: &mut Vec<u8>, text: &str) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |digits| ("-", digits));
    let digits = digits.bytes().filter(u8::is_ascii_digit);
    out.extend_from_slice(sign.as_bytes());
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.extend((exponent + 1..0).map(|_| b'0'));
        out.extend(digits);
        return;
    }
    let mut before_point = exponent + 1;
    for digit in digits {
        if before_point == 0 {
            out.push(b'.');
        }
        out.push(digit);
        before_point -= 1;
    }
    out.extend((0..before_point).map(|_| b'0'));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::excessive_precision)]

    use super::*;

    fn double(value: f64) -> String {
        let mut out = Vec::new();
        push_double(&mut out, value);
        String::from_utf8_lossy(&out).into_owned()
    }

    fn real(value: f32) -> String {
        let mut out = Vec::new();
        push_real(&mut out, value);
        String::from_utf8_lossy(&out).into_owned()
    }

    // Taken from a PostgreSQL 15 server.
    #[test]
    fn floats_print_as_in_postgresql() {
        for (value, printed) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (1.0, "1"),
            (120.5, "120.5"),
            (1e14, "100000000000000"),
            (999_999_999_999_999.9, "999999999999999.9"),
            (1e15, "1e+15"),
            (1.5e-4, "0.00015"),
            (9.5e-5, "9.5e-05"),
            (-1.234e300, "-1.234e+300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(double(value), printed);
        }
        for (value, printed) in [
            (0.1, "0.1"),
            (-999_999.0, "-999999"),
            (1e6, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (1e-5, "1e-05"),
        ] {
            assert_eq!(real(value), printed);
        }
    }

    // Taken from a PostgreSQL 15 server.
    #[test]
    fn ties_are_even_and_never_halfway() {
        assert_eq!(double(596_336_278_572_896.25), "596336278572896.2");
        assert_eq!(double(1_536_815_437_499_894.25), "1.5368154374998942e+15");
        assert_eq!(double(37_464_634_908_213_696.0), "3.7464634908213696e+16");
        assert_eq!(double(9_007_199_254_740_992.0), "9.007199254740992e+15");
        assert_eq!(real(63_007_248.0), "6.3007248e+07");
        assert_eq!(real(-71_346_464.0), "-7.1346464e+07");
        assert_eq!(real(-311_848.125), "-311848.12");
        assert_eq!(real(16_777_216.0), "1.6777216e+07");
    }
}
