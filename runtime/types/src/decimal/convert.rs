//! Decimals from and to binary numbers, by PostgreSQL's rules.

use std::io::{self, Write};

use super::{Decimal, rounded};
use crate::Fault;

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Decimal {
            #[inline]
            fn from(value: $integer) -> Decimal {
                Decimal { mantissa: i128::from(value), scale: 0 }
            }
        }
    )*};
}

from_integers!(i16, i32, i64);

impl Decimal {
    /// A `double precision` as numeric: its 15 significant digits.
    ///
    /// # Errors
    /// NaN, the infinities, and more than 38 digits.
    pub fn from_f64(value: f64) -> Result<Decimal, Fault> {
        from_float(value, 15)
    }

    /// A `real` as numeric: its 6 significant digits.
    ///
    /// # Errors
    /// NaN, the infinities, and more than 38 digits.
    pub fn from_f32(value: f32) -> Result<Decimal, Fault> {
        from_float(f64::from(value), 6)
    }

    /// As `smallint`, rounded half away from zero.
    ///
    /// # Errors
    /// Out of range.
    pub fn to_i16(self) -> Result<i16, Fault> {
        i16::try_from(self.to_whole()).map_err(|_| Fault::of(self, "out of range for smallint"))
    }

    /// As `integer`, rounded half away from zero.
    ///
    /// # Errors
    /// Out of range.
    pub fn to_i32(self) -> Result<i32, Fault> {
        i32::try_from(self.to_whole()).map_err(|_| Fault::of(self, "out of range for integer"))
    }

    /// As `bigint`, rounded half away from zero.
    ///
    /// # Errors
    /// Out of range.
    pub fn to_i64(self) -> Result<i64, Fault> {
        i64::try_from(self.to_whole()).map_err(|_| Fault::of(self, "out of range for bigint"))
    }

    /// As `double precision`: the nearest one.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Both are exact below 2^53 and 10^22, so that the one division rounds correctly.
        const EXACT: i128 = 1 << 53;
        if (-EXACT..=EXACT).contains(&self.mantissa) && self.scale <= 22 {
            return self.mantissa as f64 / 10_f64.powi(i32::from(self.scale));
        }
        format!("{}e-{}", self.mantissa, self.scale)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// As `real`: the nearest one.
    #[must_use]
    pub fn to_f32(self) -> f32 {
        const EXACT: i128 = 1 << 24;
        if (-EXACT..=EXACT).contains(&self.mantissa) && self.scale <= 10 {
            return self.mantissa as f32 / 10_f32.powi(i32::from(self.scale));
        }
        format!("{}e-{}", self.mantissa, self.scale)
            .parse()
            .unwrap_or(f32::NAN)
    }

    fn to_whole(self) -> i128 {
        let whole = rounded(self.mantissa.unsigned_abs(), u32::from(self.scale)) as i128;
        if self.mantissa < 0 { -whole } else { whole }
    }
}

/// Goes through the decimal text of so many significant digits, as PostgreSQL does.
fn from_float(value: f64, significant: usize) -> Result<Decimal, Fault> {
    // `-d.ddde-xxx` is shorter than the buffer, and ASCII.
    let mut buffer = [0_u8; 40];
    let mut rest = &mut buffer[..];
    let _: io::Result<()> = write!(rest, "{value:.*e}", significant - 1);
    let unused = rest.len();
    let text = &buffer[..buffer.len() - unused];
    Decimal::parse_significant(std::str::from_utf8(text).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn floats_keep_their_significant_digits() {
        for (value, printed) in [
            (0.1 + 0.2, "0.3"),
            (100.0, "100"),
            (1e20, "100000000000000000000"),
            (1.5e-7, "0.00000015"),
            (-0.0, "0"),
            (123_456_789.123_456_78, "123456789.123457"),
            (2.0 / 3.0, "0.666666666666667"),
            (-0.5, "-0.5"),
        ] {
            assert_eq!(
                Decimal::from_f64(value).unwrap().to_string(),
                printed,
                "{value}"
            );
        }
        assert_eq!(Decimal::from_f32(0.1).unwrap().to_string(), "0.1");
        assert_eq!(
            Decimal::from_f32(16_777_216.0).unwrap().to_string(),
            "16777200"
        );
        assert_eq!(
            Decimal::from_f64(f64::NAN).unwrap_err().reason,
            "NaN in a decimal"
        );
        assert_eq!(
            Decimal::from_f64(f64::NEG_INFINITY).unwrap_err().reason,
            "Infinity in a decimal"
        );
        assert_eq!(
            Decimal::from_f64(1e300).unwrap_err().reason,
            "more than 38 digits in a decimal"
        );
    }

    #[test]
    fn integers_round_half_away_from_zero() {
        let decimal = |text| Decimal::parse(text).unwrap();
        assert_eq!(decimal("2.5").to_i32().unwrap(), 3);
        assert_eq!(decimal("-2.5").to_i32().unwrap(), -3);
        assert_eq!(decimal("32767.4").to_i16().unwrap(), i16::MAX);
        assert_eq!(
            decimal("32767.5").to_i16().unwrap_err().reason,
            "out of range for smallint"
        );
        assert_eq!(decimal("-2147483648.4").to_i32().unwrap(), i32::MIN);
        assert_eq!(
            decimal("9223372036854775808").to_i64().unwrap_err().reason,
            "out of range for bigint"
        );
        assert_eq!(Decimal::from(i64::MIN).to_i64().unwrap(), i64::MIN);
    }

    #[test]
    fn nearest_floats() {
        let decimal = |text| Decimal::parse(text).unwrap();
        for text in [
            "0.1",
            "1044.0",
            "123456789012345678901234567890.12345678",
            "-0.00000000000000000000000000000000000001",
            "9007199254740993",
        ] {
            assert_eq!(
                decimal(text).to_f64(),
                text.parse::<f64>().unwrap(),
                "{text}"
            );
            assert_eq!(
                decimal(text).to_f32(),
                text.parse::<f32>().unwrap(),
                "{text}"
            );
        }
    }
}
