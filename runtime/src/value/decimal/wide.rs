//! Numbers of a hundred digits, for what is rounded to a decimal in the end.
//!
//! A floating point in base 10^9: what a decimal holds is exact here, so are products and powers as long as they fit, and everything else
//! is off by less than the last few of a hundred digits.

use super::Decimal;

/// Decimal digits in a limb.
const LIMB_DIGITS: i32 = 9;

const BASE: u64 = 1_000_000_000;

/// At least 100 digits: the first limb may have one. No more than 18 products of limbs fit in a column's sum.
const LIMBS: usize = 12;

/// Digits that count. Beyond them errors have piled up: they are rounded away first, so that what is exact, or a tie, is one again.
const DIGITS: usize = 92;

/// A number of a hundred digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide {
    negative: bool,
    /// The first limb counts `10^9` to this power.
    exponent: i32,
    /// The first is zero in zero only.
    limbs: [u32; LIMBS],
}

/// The logarithm of 10.
const LN_10: Wide = Wide {
    negative: false,
    exponent: 0,
    limbs: [
        2,
        302_585_092,
        994_045_684,
        17_991_454,
        684_364_207,
        601_101_488,
        628_772_976,
        33_327_900,
        967_572_609,
        677_352_480,
        235_997_205,
        89_598_298,
    ],
};

impl From<Decimal> for Wide {
    fn from(value: Decimal) -> Wide {
        let mut rest = value.mantissa.unsigned_abs();
        let mut limbs = [0; LIMBS];
        for limb in limbs[..5].iter_mut().rev() {
            *limb = (rest % u128::from(BASE)) as u32;
            rest /= u128::from(BASE);
        }
        Wide { negative: value.mantissa < 0, exponent: 4, limbs }.normalized().times_ten_to(-i32::from(value.scale))
    }
}

impl Wide {
    pub(super) const ONE: Wide = Wide::small(1);

    const fn small(value: u32) -> Wide {
        let mut limbs = [0; LIMBS];
        limbs[0] = value;
        Wide { negative: false, exponent: 0, limbs }
    }

    /// A finite double, exactly or nearly so: a first guess.
    fn guess(value: f64) -> Wide {
        let (mut rest, mut exponent, mut limbs) = (value.abs(), 0, [0; LIMBS]);
        while rest >= BASE as f64 {
            rest /= BASE as f64;
            exponent += 1;
        }
        for limb in &mut limbs[..4] {
            *limb = rest.trunc() as u32;
            rest = rest.fract() * BASE as f64;
        }
        Wide { negative: value < 0.0, exponent, limbs }.normalized()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.limbs[0] == 0
    }

    /// The first limbs as a double, and the exponent that they have.
    fn leading(&self) -> f64 {
        self.limbs[..3].iter().rev().fold(0.0, |sum, limb| sum / BASE as f64 + f64::from(*limb))
    }

    /// The nearest double or so.
    pub(super) fn to_f64(self) -> f64 {
        let value = self.leading() * (BASE as f64).powi(self.exponent);
        if self.negative { -value } else { value }
    }

    pub(super) fn neg(self) -> Wide {
        Wide { negative: !self.negative, ..self }
    }

    /// Without zeros in front.
    fn normalized(mut self) -> Wide {
        match self.limbs.iter().position(|limb| *limb != 0) {
            Some(zeros) => {
                self.limbs.rotate_left(zeros);
                self.exponent -= zeros as i32;
                self
            }
            None => Wide { negative: false, exponent: 0, ..self },
        }
    }

    fn times_small(self, factor: u32) -> Wide {
        let mut carry = 0;
        let mut limbs = [0; LIMBS];
        for (limb, given) in limbs.iter_mut().zip(self.limbs).rev() {
            let sum = u64::from(given) * u64::from(factor) + carry;
            (*limb, carry) = ((sum % BASE) as u32, sum / BASE);
        }
        if carry == 0 {
            return Wide { limbs, ..self };
        }
        limbs.rotate_right(1);
        limbs[0] = carry as u32;
        Wide { limbs, exponent: self.exponent + 1, ..self }
    }

    pub(super) fn over_small(self, divisor: u32) -> Wide {
        let mut limbs = [0; LIMBS];
        let mut rest = 0;
        let mut exponent = self.exponent;
        let mut given = self.limbs.into_iter();
        if self.limbs[0] < divisor {
            // One limb more comes in where the first is none.
            rest = u64::from(given.next().unwrap_or(0));
            exponent -= 1;
        }
        for limb in &mut limbs {
            let sum = rest * BASE + u64::from(given.next().unwrap_or(0));
            (*limb, rest) = ((sum / u64::from(divisor)) as u32, sum % u64::from(divisor));
        }
        Wide { limbs, exponent, ..self }.normalized()
    }

    /// `self * 10^places`
    pub(super) fn times_ten_to(self, places: i32) -> Wide {
        let shifted = Wide { exponent: self.exponent + places.div_euclid(LIMB_DIGITS), ..self };
        let shifted = shifted.times_small(10_u32.pow(places.rem_euclid(LIMB_DIGITS).unsigned_abs()));
        if self.is_zero() { self } else { shifted }
    }

    pub(super) fn plus(self, other: Wide) -> Wide {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (large, small) = if self.magnitude_order() >= other.magnitude_order() { (self, other) } else { (other, self) };
        let offset = (large.exponent - small.exponent) as usize;
        // One limb in front for what is carried.
        let mut sum = [0_i64; LIMBS + 1];
        for (place, limb) in large.limbs.into_iter().enumerate() {
            sum[place + 1] = limb.into();
        }
        for (place, limb) in small.limbs.into_iter().enumerate().take(LIMBS.saturating_sub(offset)) {
            sum[place + offset + 1] += if large.negative == small.negative { i64::from(limb) } else { -i64::from(limb) };
        }
        let mut carry = 0;
        for limb in sum.iter_mut().rev() {
            let value = *limb + carry;
            (*limb, carry) = (value.rem_euclid(BASE as i64), value.div_euclid(BASE as i64));
        }
        let (start, exponent) = if sum[0] == 0 { (1, large.exponent) } else { (0, large.exponent + 1) };
        let mut limbs = [0; LIMBS];
        for (limb, value) in limbs.iter_mut().zip(&sum[start..]) {
            *limb = *value as u32;
        }
        Wide { negative: large.negative, exponent, limbs }.normalized()
    }

    pub(super) fn minus(self, other: Wide) -> Wide {
        self.plus(other.neg())
    }

    fn magnitude_order(&self) -> (i32, [u32; LIMBS]) {
        (self.exponent, self.limbs)
    }

    pub(super) fn times(self, other: Wide) -> Wide {
        let mut columns = [0_u64; 2 * LIMBS];
        for (i, left) in self.limbs.into_iter().enumerate() {
            for (j, right) in other.limbs.into_iter().enumerate() {
                columns[i + j + 1] += u64::from(left) * u64::from(right);
            }
        }
        let mut carry = 0;
        for column in columns.iter_mut().rev() {
            let sum = *column + carry;
            (*column, carry) = (sum % BASE, sum / BASE);
        }
        let (start, exponent) = if columns[0] == 0 { (1, 0) } else { (0, 1) };
        let mut limbs = [0; LIMBS];
        for (limb, column) in limbs.iter_mut().zip(&columns[start..]) {
            *limb = *column as u32;
        }
        if limbs[0] == 0 {
            return Wide::small(0);
        }
        Wide { negative: self.negative != other.negative, exponent: self.exponent + other.exponent + exponent, limbs }
    }

    /// `1 / self` of what is not zero: each step of Newton's doubles the 15 digits of the guess.
    pub(super) fn reciprocal(self) -> Wide {
        let mut guess = Wide::guess(1.0 / self.leading());
        guess.exponent -= self.exponent;
        guess.negative = self.negative;
        for _ in 0..3 {
            guess = guess.plus(guess.times(Wide::ONE.minus(self.times(guess))));
        }
        guess
    }

    pub(super) fn over(self, divisor: Wide) -> Wide {
        self.times(divisor.reciprocal())
    }

    /// The square root of what is not negative.
    pub(super) fn root(self) -> Wide {
        if self.is_zero() {
            return self;
        }
        let half = self.exponent.div_euclid(2);
        let odd = if self.exponent.rem_euclid(2) == 1 { BASE as f64 } else { 1.0 };
        // Newton's steps to 1 / root, which need no division.
        let mut guess = Wide::guess(1.0 / (self.leading() * odd).sqrt());
        guess.exponent -= half;
        for _ in 0..3 {
            let rest = Wide::ONE.minus(self.times(guess).times(guess));
            guess = guess.plus(guess.times(rest).over_small(2));
        }
        self.times(guess)
    }

    /// `self^exponent`, of an exponent from 0 on.
    pub(super) fn to_the(self, mut exponent: u32) -> Wide {
        let (mut power, mut result) = (self, Wide::ONE);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.times(power);
            }
            exponent >>= 1;
            if exponent > 0 {
                power = power.times(power);
            }
        }
        result
    }

    /// e to the power of a number of a few hundreds at most.
    pub(super) fn exp(self) -> Wide {
        /// Doublings of what the series is summed for.
        const SQUARINGS: u32 = 8;
        let tens = (self.to_f64() / std::f64::consts::LN_10).round() as i32;
        let rest = self.minus(LN_10.times(Wide::from(Decimal::from(tens))));
        let step = rest.over_small(1 << SQUARINGS);
        let (mut sum, mut term) = (Wide::ONE, Wide::ONE);
        for n in 1..40 {
            term = term.times(step).over_small(n);
            if term.is_negligible() {
                break;
            }
            sum = sum.plus(term);
        }
        (0..SQUARINGS).fold(sum, |power, _| power.times(power)).times_ten_to(tens)
    }

    /// The natural logarithm of what is above zero. Near 1 too it has all its digits.
    pub(super) fn ln(self) -> Wide {
        // Between 0.3 and 3.2, and itself where it is near 1.
        let whole = self.whole_digits();
        let tens = if self.times_ten_to(1 - whole).to_f64() < 10_f64.sqrt() { whole - 1 } else { whole };
        let near = self.times_ten_to(-tens);
        let above = near.minus(Wide::ONE);
        let ln = if above.is_zero() || above.to_f64().abs() < 0.001 {
            ln_near_one(above)
        } else {
            // What a double gets wrong is near 1 again.
            let guess = Wide::guess(near.to_f64().ln());
            guess.plus(ln_near_one(near.times(guess.neg().exp()).minus(Wide::ONE)))
        };
        ln.plus(LN_10.times(Wide::from(Decimal::from(tens))))
    }

    /// Rounded half away from zero to so many places behind the point.
    pub(super) fn at(mut self, places: i32) -> Wide {
        let limb = self.exponent + places.div_euclid(LIMB_DIGITS);
        let unit = 10_u32.pow((LIMB_DIGITS - places.rem_euclid(LIMB_DIGITS)) as u32 % 9);
        // The unit stands in the limb behind those that are kept whole, or at the end of the last of them.
        let limb = if places.rem_euclid(LIMB_DIGITS) == 0 { limb } else { limb + 1 };
        if limb < 0 {
            let is_half = limb == -1 && u64::from(self.limbs[0]) * 2 >= BASE * u64::from(unit);
            return if is_half { Wide { negative: self.negative, ..Wide::ONE.times_ten_to(-places) } } else { Wide::small(0) };
        }
        let Ok(limb) = usize::try_from(limb) else { return self };
        if limb >= LIMBS {
            return self;
        }
        let next = self.limbs.get(limb + 1).copied().unwrap_or(0);
        let rest = self.limbs[limb] % unit;
        let up = if unit == 1 { u64::from(next) * 2 >= BASE } else { rest * 2 >= unit };
        self.limbs[limb] -= rest;
        self.limbs[limb + 1..].fill(0);
        let unit = Wide { negative: self.negative, ..Wide::ONE.times_ten_to(-places) };
        if up { self.plus(unit) } else { self.normalized() }
    }

    /// The whole part of what is positive and no more than a few limbs long.
    pub(super) fn whole(&self) -> i64 {
        let limbs = usize::try_from(self.exponent + 1).unwrap_or(0);
        self.limbs.iter().take(limbs).fold(0, |sum, limb| sum * BASE as i64 + i64::from(*limb))
    }

    /// Beside 1 it changes nothing.
    fn is_negligible(&self) -> bool {
        self.is_zero() || self.exponent < -(LIMBS as i32)
    }

    /// Digits before the point; below zero for the zeros behind it.
    fn whole_digits(&self) -> i32 {
        let first = self.limbs[0].checked_ilog10().map_or(0, |log| log as i32 + 1);
        self.exponent * LIMB_DIGITS + first
    }

    /// Rounded half away from zero to so many places; to fewer where it would have more than 38 digits. `None`: more than 38 before the point.
    pub(super) fn rounded(&self, places: u8) -> Option<Decimal> {
        // A zero in front, for what is carried.
        let mut digits = [0_u8; LIMBS * LIMB_DIGITS as usize + 1];
        let first = self.limbs[0].checked_ilog10().map_or(0, |log| log as usize + 1);
        let skipped = LIMB_DIGITS as usize - first;
        for (place, digit) in digits[1..].iter_mut().enumerate().take(LIMBS * LIMB_DIGITS as usize - skipped) {
            let (limb, place) = ((place + skipped) / LIMB_DIGITS as usize, (place + skipped) % LIMB_DIGITS as usize);
            *digit = (self.limbs[limb] / 10_u32.pow((LIMB_DIGITS as usize - 1 - place) as u32) % 10) as u8;
        }
        round_digits(&mut digits, DIGITS + 1);
        let whole = self.whole_digits();
        let at = |places: i32| {
            // Behind the zero in front.
            let (mut digits, kept) = (digits, usize::try_from(whole + 1 + places).unwrap_or(0).min(digits.len()));
            if whole + places >= 0 {
                round_digits(&mut digits, kept);
            }
            let magnitude = digits[..kept].iter().fold(0_u128, |sum, digit| sum * 10 + u128::from(*digit));
            Decimal::from_magnitude(self.negative, magnitude, u8::try_from(places).ok()?)
        };
        // What is carried may bring one digit more, twice.
        let most = i32::from(places.min(Decimal::SCALE_MAX));
        let most = if self.is_zero() { most } else { most.min(i32::from(Decimal::DIGITS_MAX) - whole) };
        (most - 2..=most).rev().find_map(at)
    }
}

/// Drops the digits from a place on, and rounds the one in front of it.
fn round_digits(digits: &mut [u8], place: usize) {
    let Some((kept, dropped)) = digits.split_at_mut_checked(place) else { return };
    let up = dropped.first().is_some_and(|digit| *digit >= 5);
    dropped.fill(0);
    if up {
        for digit in kept.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
    }
}

/// The logarithm of 1 and a little above or below it.
fn ln_near_one(above: Wide) -> Wide {
    // ln((1 + t) / (1 - t)) = 2 (t + t^3 / 3 + t^5 / 5 ...)
    let t = above.over(above.plus(Wide::small(2)));
    let square = t.times(t);
    let (mut sum, mut power) = (t, t);
    for n in 1..20 {
        power = power.times(square);
        if power.is_zero() || power.exponent < t.exponent - LIMBS as i32 {
            break;
        }
        sum = sum.plus(power.over_small(2 * n + 1));
    }
    sum.times_small(2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn wide(text: &str) -> Wide {
        Decimal::parse(text).unwrap().into()
    }

    fn check(value: Wide, text: &str) {
        let places = text.split_once('.').map_or(0, |(_, places)| places.len());
        assert_eq!(value.rounded(u8::try_from(places).unwrap()).unwrap().to_string(), text);
    }

    /// All digits that count: what is left of the difference is beyond them.
    fn same(left: Wide, right: Wide) {
        let rest = left.over(right).minus(Wide::ONE);
        assert!(rest.is_zero() || rest.to_f64().abs() < 1e-93, "{left:?} {right:?} {}", rest.to_f64());
    }

    #[test]
    fn decimals_come_and_go_unchanged() {
        for text in
            ["0", "1", "-1.5", "99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001", "1000000000.00"]
        {
            check(wide(text), text);
        }
        check(wide("0.5"), "1");
        check(wide("0.49"), "0");
        check(wide("-0.5"), "-1");
        check(wide("9.99"), "10.0");
        assert!(wide("1e37").times(wide("10")).rounded(0).is_none());
        assert_eq!(wide("1e37").rounded(2).unwrap().to_string(), "10000000000000000000000000000000000000");
    }

    #[test]
    fn rounds_at_a_place() {
        for (text, places, rounded) in [
            ("1.2345678951", 9, "1.234567895"),
            ("1.23456789512345678949", 18, "1.234567895123456789"),
            ("-0.5", 0, "-1"),
            ("0.00000000049", 9, "0.000000000"),
            ("0.0000000005", 9, "0.000000001"),
            ("0.00000000000000000000005", 9, "0.000000000"),
            ("999999999.96", 1, "1000000000.0"),
            ("123456789012", 50, "123456789012"),
        ] {
            check(wide(text).at(places), rounded);
            same(wide(text).at(places).plus(wide("7")), wide(rounded).plus(wide("7")));
        }
    }

    #[test]
    fn inverse_functions_undo_one_another() {
        for text in
            ["2", "0.3", "123456789.123", "1e30", "1e-30", "99999999999999999999999999999999999999", "1.0000000000000000000000000001"]
        {
            let value = wide(text);
            same(value.reciprocal().reciprocal(), value);
            same(value.root().times(value.root()), value);
            same(value.over(wide("7")).times(wide("7")), value);
            same(value.ln().exp(), value);
            same(value.plus(wide("1")).minus(wide("1")), value);
        }
        same(LN_10.exp(), wide("10"));
        same(wide("2").to_the(100).root(), wide("2").to_the(50));
        same(wide("1.5").neg().to_the(3), wide("-3.375"));
    }

    #[test]
    fn known_digits() {
        check(wide("2").root(), "1.4142135623730950488016887242096980786");
        check(wide("1").exp(), "2.7182818284590452353602874713526624978");
        check(wide("2").ln(), "0.69314718055994530941723212145817656808");
        check(wide("1").ln(), "0.0000000000000000");
        check(wide("0.99999999999999999999999999999999999999").ln(), "-0.0000000000000000000000000000000000000100000000");
    }
}
