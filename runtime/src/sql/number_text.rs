//! `to_char` and `to_number` of numbers, as PostgreSQL has them with `lc_numeric = 'C'`.

use std::fmt::Write;

use bumpalo::collections::String as ArenaString;
use loadwright_types::number_template::{Letters, Piece, Shape, SignPlace, Wrong, pieces};

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::value::Decimal;

/// A number that `to_char` writes.
trait Numeral: Copy {
    /// Writes its digits, a minus in front, for a shape that is neither Roman nor has an exponent.
    /// What a template counts may change: `V` gives it more digits, a float has no more than it
    /// knows.
    fn digits(self, shape: &mut Shape, out: &mut ArenaString<'_>) -> Result<(), Fault>;

    /// Writes it with so many places and an exponent, a minus in front; of a float that is no
    /// number, nothing.
    fn scientific(self, places: usize, out: &mut ArenaString<'_>);

    /// The nearest whole number.
    fn rounded(self) -> Result<i32, Fault>;
}

macro_rules! to_char {
    ($($name:ident, $number:ty;)*) => {$(
        #[doc = concat!("`to_char(number, template)` of `", stringify!($number), "`; an empty template gives an empty text.")]
        ///
        /// # Errors
        /// A template whose patterns do not go together; a number that `V` makes too large; `TH`
        /// behind what is no number.
        pub fn $name<'a>(value: $number, template: &str, scratch: &'a Scratch) -> Result<&'a str, Fault> {
            written(value, template, scratch)
        }
    )*};
}

to_char! {
    integer_to_char, i32;
    bigint_to_char, i64;
    decimal_to_char, Decimal;
    real_to_char, f32;
    double_to_char, f64;
}

fn written<'a>(
    value: impl Numeral,
    template: &str,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    let mut shape = Shape::of(template).map_err(|wrong| fault(template, &wrong))?;
    let mut number = ArenaString::new_in(scratch.arena());
    if template.is_empty() {
        return Ok("");
    }
    if shape.exponent {
        value.scientific(shape.behind, &mut number);
        if number.is_empty() {
            number.extend(
                (0..shape.before + shape.behind + 6).map(|place| match place {
                    0 => ' ',
                    place if place == shape.before + 1 => '.',
                    _ => '#',
                }),
            );
        } else if !number.starts_with('-') {
            number.insert(0, ' ');
        }
        return Ok(number.into_bump_str());
    }
    if shape.roman {
        write_roman(value.rounded()?, &mut number);
        // Of the other patterns nothing is left.
        shape = Shape {
            fill: shape.fill,
            roman: true,
            ..Shape::default()
        };
        return Writer::new(shape, &number, 0, None, template, scratch).write(template);
    }
    value.digits(&mut shape, &mut number)?;
    shape.before += shape.shift.unwrap_or(0);
    let negative = number.starts_with('-');
    if negative {
        number.remove(0);
    }
    let before = number.find('.').unwrap_or(number.len());
    let spaces = shape.before.saturating_sub(before);
    if before > shape.before {
        number.clear();
        number.extend(
            std::iter::repeat_n('#', shape.before)
                .chain(['.'])
                .chain(std::iter::repeat_n('#', shape.behind)),
        );
    }
    Writer::new(shape, &number, spaces, Some(negative), template, scratch).write(template)
}

#[cold]
fn fault(template: &str, wrong: &Wrong) -> Fault {
    Fault::of(template, wrong.reason)
}

/// A text is written up to the first byte 0: PostgreSQL writes one where a number has fewer digits
/// than its template, and ends there.
struct Writer<'n, 'a> {
    shape: Shape,
    number: &'n str,
    /// Digits of the template in front of the number's.
    spaces: usize,
    /// Roman numerals have no sign.
    negative: Option<bool>,
    signed: bool,
    /// The last digit behind the point that is not left out with `FM`.
    last: Option<usize>,
    /// Digits of the template passed.
    passed: usize,
    /// Digits in the template, but for one.
    count: usize,
    /// Bytes of the number written.
    at: usize,
    /// The last digit of the template wrote one.
    within: bool,
    ended: bool,
    out: ArenaString<'a>,
}

impl<'n, 'a> Writer<'n, 'a> {
    fn new(
        mut shape: Shape,
        number: &'n str,
        spaces: usize,
        negative: Option<bool>,
        template: &str,
        scratch: &'a Scratch,
    ) -> Self {
        let signed = if shape.plus || shape.minus {
            shape.minus
        } else {
            shape.brackets &= negative == Some(true) || !shape.fill;
            if shape.sign == Some(SignPlace::Before) && shape.before == shape.before_sign {
                shape.sign = Some(SignPlace::Behind);
            }
            negative == Some(false) && shape.fill && shape.sign.is_none()
        };
        let mut last = None;
        if shape.fill
            && shape.point
            && let Some(point) = number.find('.')
        {
            let digits = number[point..].trim_end_matches('0').len();
            last = Some((point + digits - 1).max(if shape.zeros_end > spaces {
                (number.len() - 1).min(shape.zeros_end - spaces)
            } else {
                0
            }));
        }
        // One less than there are, or one more where the sign takes a place of its own.
        let count =
            (shape.before + shape.behind + usize::from(!signed && spaces == 0)).wrapping_sub(1);
        let out = ArenaString::with_capacity_in(template.len() + 16, scratch.arena());
        Writer {
            shape,
            number,
            spaces,
            negative,
            signed,
            last,
            passed: 0,
            count,
            at: 0,
            within: false,
            ended: false,
            out,
        }
    }

    fn write(mut self, template: &str) -> Result<&'a str, Fault> {
        for piece in pieces(template) {
            match piece {
                Piece::Digit | Piece::Zero | Piece::Point if !self.shape.roman => {
                    self.digit(piece == Piece::Zero)
                }
                Piece::Comma | Piece::Group if self.within => self.push(','),
                Piece::Comma | Piece::Group => self.blank(),
                Piece::Currency => self.push(' '),
                Piece::Roman(letters) => self.roman(letters),
                Piece::Ordinal(letters) => self.ordinal(letters)?,
                Piece::Minus if self.negative == Some(true) => self.push('-'),
                Piece::Plus if self.negative == Some(false) => self.push('+'),
                Piece::Minus | Piece::Plus => self.blank(),
                Piece::PlusOrMinus => self.push(self.negative.map_or('\0', sign)),
                Piece::Text(character) => self.push(character),
                _ => {}
            }
        }
        Ok(self.out.into_bump_str())
    }

    fn push(&mut self, character: char) {
        self.ended |= character == '\0';
        if !self.ended {
            self.out.push(character);
        }
    }

    /// A blank in place of what is not written.
    fn blank(&mut self) {
        if !self.shape.fill {
            self.push(' ');
        }
    }

    /// Whether the digit to come is the lone zero before a point, which is left out.
    fn is_leading_zero(&self) -> bool {
        self.shape.zeros.is_none()
            && self.at == 0
            && self.number.starts_with('0')
            && self.shape.behind != 0
    }

    /// Whether nothing but the point is left of what stands behind it.
    fn ends_with_point(&self) -> bool {
        self.last
            .is_some_and(|last| self.number[last..].starts_with('.'))
    }

    /// A `9`, a `0` or a point.
    fn digit(&mut self, is_zero: bool) {
        self.within = false;
        let starts = self.passed >= self.spaces || self.shape.zeros == Some(self.passed);
        if !self.signed && starts && (!self.is_leading_zero() || self.ends_with_point()) {
            self.sign();
        }
        if self.passed < self.spaces {
            if self.shape.zeros.is_some_and(|zeros| zeros <= self.passed) {
                self.push('0');
                self.within = true;
            } else {
                self.blank();
            }
        } else {
            self.digit_of_number(is_zero);
        }
        let end = self
            .count
            .wrapping_add(usize::from(self.spaces > 0) + usize::from(self.shape.point));
        let end = if self.last.is_some_and(|last| last == self.at) {
            self.passed
        } else {
            end
        };
        if self.passed + 1 == end {
            let negative = self.negative == Some(true);
            if self.signed && self.shape.brackets {
                self.push(if negative { '>' } else { ' ' });
            } else if self.shape.sign == Some(SignPlace::Behind) {
                self.push(sign(negative));
            }
        }
        self.passed += 1;
    }

    /// What stands in front of the first digit.
    fn sign(&mut self) {
        let negative = self.negative == Some(true);
        match self.shape.sign {
            Some(SignPlace::Before) => self.push(sign(negative)),
            Some(SignPlace::Behind) => return,
            None if self.shape.brackets => self.push(if negative { '<' } else { ' ' }),
            None if negative => self.push('-'),
            None => self.blank(),
        }
        self.signed = true;
    }

    fn digit_of_number(&mut self, is_zero: bool) {
        let digit = self.number[self.at..].chars().next().unwrap_or('\0');
        if digit == '.' {
            self.push('.');
        } else if self.last.is_some_and(|last| self.at > last) && !is_zero {
            // Left out.
        } else if self.is_leading_zero() {
            if !self.shape.fill {
                self.push(' ');
            } else if self.ends_with_point() {
                self.push('0');
            }
        } else {
            self.push(digit);
            self.within = true;
        }
        self.at += usize::from(digit != '\0');
    }

    fn roman(&mut self, letters: Letters) {
        let blanks = if self.shape.fill {
            0
        } else {
            15 - self.number.len()
        };
        for character in std::iter::repeat_n(' ', blanks).chain(self.number.chars()) {
            self.push(if letters == Letters::Lower {
                character.to_ascii_lowercase()
            } else {
                character
            });
        }
    }

    fn ordinal(&mut self, letters: Letters) -> Result<(), Fault> {
        if self.shape.roman
            || self.number.starts_with('#')
            || self.negative == Some(true)
            || self.shape.point
        {
            return Ok(());
        }
        let (rest, last) = self.number.split_at(self.number.len() - 1);
        if !last.starts_with(|last: char| last.is_ascii_digit()) {
            return Err(Fault::of(self.number, "not a number"));
        }
        let ending = match last {
            _ if rest.ends_with('1') => "th",
            "1" => "st",
            "2" => "nd",
            "3" => "rd",
            _ => "th",
        };
        for letter in ending.chars() {
            self.push(if letters == Letters::Upper {
                letter.to_ascii_uppercase()
            } else {
                letter
            });
        }
        Ok(())
    }
}

fn sign(negative: bool) -> char {
    if negative { '-' } else { '+' }
}

fn write_roman(value: i32, out: &mut ArenaString<'_>) {
    const PARTS: [(i32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=3999).contains(&value) {
        return out.push_str("###############");
    }
    let mut rest = value;
    for (part, letters) in PARTS {
        while rest >= part {
            rest -= part;
            out.push_str(letters);
        }
    }
}

/// Writes what never fails.
fn print(out: &mut ArenaString<'_>, text: std::fmt::Arguments<'_>) {
    let _: std::fmt::Result = out.write_fmt(text);
}

/// Rust's `1.5e7` as C writes it: `1.5e+07`.
fn print_exponent(out: &mut ArenaString<'_>, value: f64, places: usize) {
    let start = out.len();
    print(out, format_args!("{value:.places$e}"));
    let Some(point) = out[start..].find('e').map(|place| start + place) else {
        return;
    };
    let exponent: i32 = out[point + 1..].parse().unwrap_or(0);
    out.truncate(point);
    print(out, format_args!("e{exponent:+03}"));
}

impl Numeral for i32 {
    fn digits(self, shape: &mut Shape, out: &mut ArenaString<'_>) -> Result<(), Fault> {
        // PostgreSQL looks at no overflow here.
        let factor = |digits: usize| {
            u32::try_from(digits)
                .ok()
                .and_then(|digits| 10_i32.checked_pow(digits))
                .unwrap_or(i32::MIN)
        };
        let value = shape
            .shift
            .map_or(self, |digits| self.wrapping_mul(factor(digits)));
        print(out, format_args!("{value}"));
        pad(shape.behind, 0, out);
        Ok(())
    }

    fn scientific(self, places: usize, out: &mut ArenaString<'_>) {
        print_exponent(out, self.into(), places);
    }

    fn rounded(self) -> Result<i32, Fault> {
        Ok(self)
    }
}

impl Numeral for i64 {
    fn digits(self, shape: &mut Shape, out: &mut ArenaString<'_>) -> Result<(), Fault> {
        let factor = |digits: usize| {
            u32::try_from(digits)
                .ok()
                .and_then(|digits| 10_i64.checked_pow(digits))
        };
        let value = shape
            .shift
            .map_or(Some(self), |digits| self.checked_mul(factor(digits)?));
        print(
            out,
            format_args!(
                "{}",
                value.ok_or_else(|| Fault::new("bigint out of range"))?
            ),
        );
        pad(shape.behind, 0, out);
        Ok(())
    }

    fn scientific(self, places: usize, out: &mut ArenaString<'_>) {
        Decimal::from(self).scientific(places, out);
    }

    fn rounded(self) -> Result<i32, Fault> {
        super::to_integer(self)
    }
}

impl Numeral for Decimal {
    fn digits(self, shape: &mut Shape, out: &mut ArenaString<'_>) -> Result<(), Fault> {
        let value = match shape.shift {
            Some(digits) => {
                self.checked_mul(shifted(i32::try_from(digits).unwrap_or(i32::MAX))?)?
            }
            None => self,
        };
        let value = value.round(i32::try_from(shape.behind).unwrap_or(i32::MAX))?;
        print(out, format_args!("{value}"));
        pad(shape.behind, value.scale().into(), out);
        Ok(())
    }

    fn scientific(self, places: usize, out: &mut ArenaString<'_>) {
        let magnitude = self.mantissa().unsigned_abs();
        let digits = magnitude.checked_ilog10().map_or(0, |log| log as i32);
        let exponent = if magnitude == 0 {
            0
        } else {
            digits - i32::from(self.scale())
        };
        // The first digit before the point; rounded it may become two.
        let one =
            Decimal::new(self.mantissa(), digits.unsigned_abs() as u8).unwrap_or(Decimal::ZERO);
        let one = one
            .round(i32::try_from(places).unwrap_or(i32::MAX))
            .unwrap_or(one);
        print(out, format_args!("{one}"));
        pad(places, one.scale().into(), out);
        print(out, format_args!("e{exponent:+03}"));
    }

    fn rounded(self) -> Result<i32, Fault> {
        self.to_i32()
    }
}

/// 10 to a power, with the 16 places that PostgreSQL computes for `V`.
fn shifted(digits: i32) -> Result<Decimal, Fault> {
    let power = if digits < 0 {
        Decimal::new(
            1,
            u8::try_from(digits.unsigned_abs())
                .unwrap_or(u8::MAX)
                .min(Decimal::SCALE_MAX),
        )
    } else {
        10_i128
            .checked_pow(digits.unsigned_abs())
            .and_then(|power| Decimal::new(power, 0))
    };
    power
        .ok_or_else(|| Fault::new("more than 38 digits in a decimal"))?
        .round(16)
}

/// Zeros behind the point that a number does not have itself.
fn pad(places: usize, has: usize, out: &mut ArenaString<'_>) {
    if has == 0 && places > 0 {
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', places.saturating_sub(has)));
}

macro_rules! floats {
    ($($number:ty, $digits:literal;)*) => {$(
        impl Numeral for $number {
            fn digits(self, shape: &mut Shape, out: &mut ArenaString<'_>) -> Result<(), Fault> {
                let value = shape.shift.map_or(self, |digits| {
                    let factor = 10_f64.powf(digits as f64);
                    self * factor as $number
                });
                if !value.is_finite() {
                    out.push_str(if value.is_nan() { "NaN" } else if value > 0.0 { "Infinity" } else { "-Infinity" });
                    shape.behind = shape.behind.min(($digits as usize).saturating_sub(out.trim_start_matches('-').len()));
                    return Ok(());
                }
                print(out, format_args!("{:.0}", value.abs()));
                shape.behind = shape.behind.min(($digits as usize).saturating_sub(out.len()));
                out.clear();
                let places = shape.behind;
                print(out, format_args!("{value:.places$}"));
                Ok(())
            }

            fn scientific(self, places: usize, out: &mut ArenaString<'_>) {
                if self.is_finite() {
                    print_exponent(out, self.into(), places);
                }
            }

            fn rounded(self) -> Result<i32, Fault> {
                // What is far from any Roman numeral is one here too.
                Ok(self.round_ties_even() as i32)
            }
        }
    )*};
}

floats! {
    f32, 6;
    f64, 15;
}

/// `to_number(text, 'template')`; the compiler checked the template, which is not empty.
///
/// # Errors
/// Text without a number; one of more digits than the template has.
pub fn to_number(text: &str, template: &str, scratch: &Scratch) -> Result<Decimal, Fault> {
    let shape = Shape::for_reading(template).map_err(|wrong| fault(template, &wrong))?;
    let digits = ArenaString::with_capacity_in(template.len() + 1, scratch.arena());
    let mut reader = Reader {
        shape,
        bytes: text.as_bytes(),
        at: 0,
        sign: None,
        digits,
        before: 0,
        behind: 0,
        point: false,
    };
    reader.read(template);
    let Reader {
        sign,
        mut digits,
        behind,
        ..
    } = reader;
    if let Some(sign) = sign {
        digits.insert(0, sign);
    }
    let value = Decimal::parse(&digits).map_err(|fault| Fault {
        value: Some(text.to_owned()),
        ..fault
    })?;
    let before = shape.before + shape.shift.unwrap_or(0);
    // What PostgreSQL reads is a numeric of so many digits.
    let too_large = value
        .mantissa()
        .unsigned_abs()
        .checked_ilog10()
        .is_some_and(|log| log as usize >= before + behind);
    if too_large {
        return Err(Fault::of(text, "more digits than the template has"));
    }
    match shape.shift {
        Some(digits) => value.checked_mul(shifted(-i32::try_from(digits).unwrap_or(i32::MAX))?),
        None => Ok(value),
    }
}

/// `to_number(text, template)`; an empty template gives NULL.
///
/// # Errors
/// As [`to_number`], and a template whose patterns do not go together.
pub fn to_number_by(
    text: &str,
    template: &str,
    scratch: &Scratch,
) -> Result<Option<Decimal>, Fault> {
    if template.is_empty() {
        Ok(None)
    } else {
        to_number(text, template, scratch).map(Some)
    }
}

/// Walks through a text along a template.
struct Reader<'t, 'a> {
    shape: Shape,
    bytes: &'t [u8],
    at: usize,
    sign: Option<char>,
    digits: ArenaString<'a>,
    /// Digits read before and behind the point.
    before: usize,
    behind: usize,
    point: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, template: &str) {
        for piece in pieces(template) {
            let Some(byte) = self.byte() else { return };
            match piece {
                Piece::Digit | Piece::Zero | Piece::Point => {
                    self.digit(piece != Piece::Point);
                    self.at += 1;
                }
                Piece::Comma | Piece::Group if !self.shape.fill && byte == b',' => self.at += 1,
                Piece::Currency => self.skip(1),
                Piece::Ordinal(_) if !self.shape.point => self.skip(2),
                Piece::Minus | Piece::PlusOrMinus if byte == b'-' => self.signed('-'),
                Piece::Plus | Piece::PlusOrMinus if byte == b'+' => self.signed('+'),
                Piece::Minus | Piece::Plus | Piece::PlusOrMinus => self.skip(1),
                Piece::Text(_) => self.at += width(byte),
                _ => {}
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn signed(&mut self, sign: char) {
        self.sign = Some(sign);
        self.at += 1;
    }

    /// Passes over characters that cannot be part of a number.
    fn skip(&mut self, characters: usize) {
        for _ in 0..characters {
            match self.byte() {
                Some(byte) if !b"0123456789.,+-".contains(&byte) => self.at += width(byte),
                _ => return,
            }
        }
    }

    /// One digit of the template: at most a sign and one digit or point; it stops at the last byte
    /// of what it took.
    fn digit(&mut self, is_digit: bool) {
        self.at += usize::from(self.byte() == Some(b' '));
        if is_digit && self.sign.is_none() && self.before + self.behind == 0 {
            match self.byte() {
                Some(b'-') => self.signed('-'),
                Some(b'+') => self.signed('+'),
                Some(b'<') if self.shape.brackets => self.signed('-'),
                _ => {}
            }
        }
        let Some(byte) = self.byte() else { return };
        let mut read = true;
        if byte.is_ascii_digit() {
            if self.point && self.behind == self.shape.behind {
                return;
            }
            self.digits.push(char::from(byte));
            *(if self.point {
                &mut self.behind
            } else {
                &mut self.before
            }) += 1;
        } else if byte == b'.' && self.shape.point && !self.point {
            self.digits.push('.');
            self.point = true;
        } else {
            read = false;
        }
        if self.sign.is_none() && self.before + self.behind > 0 {
            self.sign_behind(byte, read);
        }
    }

    /// A sign behind the last digit, whose place is where no digit comes any more.
    fn sign_behind(&mut self, byte: u8, read: bool) {
        let sign_of = |byte: Option<u8>| match byte {
            Some(b'-') => Some('-'),
            Some(b'+') => Some('+'),
            _ => None,
        };
        if self.shape.sign.is_some() {
            if read && let Some(sign) = sign_of(self.bytes.get(self.at + 1).copied()) {
                self.signed(sign);
            }
        } else if !read && (self.shape.plus || self.shape.minus) {
            self.sign = sign_of(Some(byte));
        }
    }
}

/// Bytes of a character, by its first.
fn width(byte: u8) -> usize {
    match byte {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    // All taken from a PostgreSQL 15 server.
    #[test]
    fn numbers_are_written_as_postgresql_writes_them() {
        let scratch = scratch();
        let whole =
            |value: i32, template| written(value, template, &scratch).map_err(|fault| fault.reason);
        assert_eq!(whole(485, "999").unwrap(), " 485");
        assert_eq!(whole(-485, "FM9,999MI").unwrap(), "485-");
        assert_eq!(whole(485, "99").unwrap(), " ##");
        assert_eq!(whole(485, "FMRN").unwrap(), "CDLXXXV");
        assert_eq!(whole(12, "99V999").unwrap(), " 12000");
        assert_eq!(whole(12, "FM99th").unwrap(), "12th");
        assert_eq!(whole(12, "").unwrap(), "");
        assert_eq!(whole(12, "TH").unwrap_err(), "not a number");
        assert_eq!(whole(12, "9.9.9").unwrap_err(), "multiple decimal points");
        let decimal = |text, template| {
            decimal_to_char(Decimal::parse(text).unwrap(), template, &scratch).unwrap()
        };
        assert_eq!(decimal("-0.1", "99.99"), "  -.10");
        assert_eq!(decimal("0.1", "FM9.99"), ".1");
        assert_eq!(decimal("9.99", "9.9EEEE"), " 10.0e+00");
        let double = |value: f64, template| written(value, template, &scratch).unwrap();
        assert_eq!(double(9.99, "9.9EEEE"), " 1.0e+01");
        assert_eq!(double(f64::NAN, "9.9EEEE"), " #.#####");
        // A double has 15 digits: the text ends with them.
        assert_eq!(double(1.5, "9.99999999999999999 kg"), " 1.50000000000000");
    }

    #[test]
    fn numbers_are_read_along_a_template() {
        let scratch = scratch();
        let read = |text, template| {
            to_number(text, template, &scratch)
                .map(|value| value.to_string())
                .map_err(|fault| fault.reason)
        };
        assert_eq!(read("1,234.50", "9,999.99").unwrap(), "1234.50");
        assert_eq!(read("12.5-", "99.9S").unwrap(), "-12.5");
        assert_eq!(read("<7>", "9PR").unwrap(), "-7");
        assert_eq!(read("12345", "99V999").unwrap(), "12.3450000000000000");
        assert_eq!(read("12345", "99").unwrap(), "12");
        assert_eq!(read("abc", "999").unwrap_err(), "not a decimal");
        assert_eq!(to_number_by("1", "", &scratch).unwrap(), None);
    }
}
