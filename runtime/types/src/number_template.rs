//! Templates of `to_char` and `to_number` for numbers: `FM999,990.00`, cut into their pieces.
//!
//! A template is walked through, not compiled: that needs no memory, and generated code shows it as
//! it was written.

use std::ops::Range;

/// One piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// `9`
    Digit,
    /// `0`
    Zero,
    /// `.` and `D`
    Point,
    /// `,`
    Comma,
    /// `G`
    Group,
    /// `L`
    Currency,
    /// `FM`
    Fill,
    /// `B`
    Blank,
    /// `S`
    Sign,
    /// `MI`
    Minus,
    /// `PL`
    Plus,
    /// `SG`
    PlusOrMinus,
    /// `PR`
    Brackets,
    /// `RN` and `rn`
    Roman(Letters),
    /// `TH` and `th`
    Ordinal(Letters),
    /// `V`
    Shift,
    /// `EEEE`
    Exponent,
    /// `SP` and `C`, which do nothing.
    Nothing,
    /// A character that stands for itself.
    Text(char),
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Upper,
    Lower,
}

/// Every pattern; what begins with another stands before it.
const PATTERNS: &[(&str, Piece)] = &[
    ("0", Piece::Zero),
    ("9", Piece::Digit),
    (".", Piece::Point),
    ("D", Piece::Point),
    (",", Piece::Comma),
    ("G", Piece::Group),
    ("L", Piece::Currency),
    ("FM", Piece::Fill),
    ("B", Piece::Blank),
    ("C", Piece::Nothing),
    ("SG", Piece::PlusOrMinus),
    ("SP", Piece::Nothing),
    ("S", Piece::Sign),
    ("MI", Piece::Minus),
    ("PL", Piece::Plus),
    ("PR", Piece::Brackets),
    ("RN", Piece::Roman(Letters::Upper)),
    ("rn", Piece::Roman(Letters::Lower)),
    ("TH", Piece::Ordinal(Letters::Upper)),
    ("th", Piece::Ordinal(Letters::Lower)),
    ("V", Piece::Shift),
    ("EEEE", Piece::Exponent),
];

/// Walks through a template.
#[derive(Debug, Clone)]
pub struct Pieces<'t> {
    template: &'t str,
    /// Bytes passed.
    pub at: usize,
    quoted: bool,
}

/// The pieces of a template.
pub fn pieces(template: &str) -> Pieces<'_> {
    Pieces {
        template,
        at: 0,
        quoted: false,
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let rest = self.template.get(self.at..)?;
            let mut chars = rest.chars();
            let mut next = chars.next()?;
            if next == '"' {
                self.quoted = !self.quoted;
                self.at += 1;
                continue;
            }
            if let Some((text, piece)) = PATTERNS
                .iter()
                .find(|(text, _)| !self.quoted && is_written(text, rest))
            {
                self.at += text.len();
                return Some(*piece);
            }
            // In quotes a backslash makes any character stand for itself, elsewhere only a quote.
            if next == '\\'
                && let Some(behind) = chars.next().filter(|behind| self.quoted || *behind == '"')
            {
                self.at += 1;
                next = behind;
            }
            self.at += next.len_utf8();
            return Some(Piece::Text(next));
        }
    }
}

/// Whether the rest of a template begins with a pattern: in capitals, or all in small letters.
fn is_written(pattern: &str, rest: &str) -> bool {
    let Some(begin) = rest.as_bytes().get(..pattern.len()) else {
        return false;
    };
    let pattern = pattern.as_bytes();
    begin == pattern
        || pattern != b"RN"
            && pattern != b"TH"
            && begin
                .iter()
                .zip(pattern)
                .all(|(byte, of)| *byte == of.to_ascii_lowercase())
}

/// What a template says of the number as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Digits before the point.
    pub before: usize,
    /// Digits behind the point.
    pub behind: usize,
    /// `V`, and digits behind it.
    pub shift: Option<usize>,
    pub point: bool,
    /// The place, from 0 on, from which zeros are written.
    pub zeros: Option<usize>,
    /// Digits up to the last `0`.
    pub zeros_end: usize,
    pub fill: bool,
    pub blank: bool,
    pub sign: Option<SignPlace>,
    /// Digits in front of `S`.
    pub before_sign: usize,
    pub minus: bool,
    pub plus: bool,
    pub brackets: bool,
    pub roman: bool,
    pub exponent: bool,
}

/// Where `S` writes the sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignPlace {
    Before,
    Behind,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub reason: &'static str,
    /// Bytes of the template.
    pub span: Range<usize>,
}

impl Shape {
    /// Looks at a whole template.
    ///
    /// # Errors
    /// Patterns that do not go together.
    pub fn of(template: &str) -> Result<Shape, Wrong> {
        Shape::checked(template, |_| None)
    }

    /// Looks at a whole template of `to_number`.
    ///
    /// # Errors
    /// Patterns that do not go together, or are only written.
    pub fn for_reading(template: &str) -> Result<Shape, Wrong> {
        Shape::checked(template, |piece| match piece {
            Piece::Exponent => Some("\"EEEE\" not supported for input"),
            Piece::Roman(_) => Some("\"RN\" not supported for input"),
            _ => None,
        })
    }

    fn checked(
        template: &str,
        is_wrong: fn(Piece) -> Option<&'static str>,
    ) -> Result<Shape, Wrong> {
        let (mut shape, mut all) = (Shape::default(), pieces(template));
        let mut begin = 0;
        while let Some(piece) = all.next() {
            shape
                .add(piece)
                .and_then(|()| is_wrong(piece).map_or(Ok(()), Err))
                .map_err(|reason| Wrong {
                    reason,
                    span: begin..all.at,
                })?;
            begin = all.at;
        }
        Ok(shape)
    }

    fn add(&mut self, piece: Piece) -> Result<(), &'static str> {
        if self.exponent && !matches!(piece, Piece::Exponent | Piece::Text(_)) {
            return Err("\"EEEE\" must be the last pattern used");
        }
        match piece {
            Piece::Digit if self.brackets => return Err("\"9\" must be ahead of \"PR\""),
            Piece::Digit => match &mut self.shift {
                Some(digits) => *digits += 1,
                None if self.point => self.behind += 1,
                None => self.before += 1,
            },
            Piece::Zero if self.brackets => return Err("\"0\" must be ahead of \"PR\""),
            Piece::Zero => {
                if self.point {
                    self.behind += 1;
                } else {
                    self.zeros.get_or_insert(self.before);
                    self.before += 1;
                }
                self.zeros_end = self.before + self.behind;
            }
            Piece::Point if self.point => return Err("multiple decimal points"),
            Piece::Point if self.shift.is_some() => {
                return Err("cannot use \"V\" and decimal point together");
            }
            Piece::Point => self.point = true,
            Piece::Fill => self.fill = true,
            Piece::Blank => {
                self.blank |= self.before == 0 && self.behind == 0 && self.zeros.is_none()
            }
            Piece::Sign if self.sign.is_some() => return Err("cannot use \"S\" twice"),
            Piece::Sign if self.plus || self.minus || self.brackets => {
                return Err("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
            }
            Piece::Sign => {
                self.sign = Some(if self.point {
                    SignPlace::Behind
                } else {
                    SignPlace::Before
                });
                self.before_sign = if self.point { 0 } else { self.before };
            }
            Piece::Minus if self.sign.is_some() => {
                return Err("cannot use \"S\" and \"MI\" together");
            }
            Piece::Minus => self.minus = true,
            Piece::Plus if self.sign.is_some() => {
                return Err("cannot use \"S\" and \"PL\" together");
            }
            Piece::Plus => self.plus = true,
            Piece::PlusOrMinus if self.sign.is_some() => {
                return Err("cannot use \"S\" and \"SG\" together");
            }
            Piece::PlusOrMinus => (self.minus, self.plus) = (true, true),
            Piece::Brackets if self.sign.is_some() || self.plus || self.minus => {
                return Err("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
            }
            Piece::Brackets => self.brackets = true,
            Piece::Roman(_) => self.roman = true,
            Piece::Shift if self.point => {
                return Err("cannot use \"V\" and decimal point together");
            }
            Piece::Shift => _ = self.shift.get_or_insert(0),
            Piece::Exponent if self.exponent => return Err("cannot use \"EEEE\" twice"),
            Piece::Exponent => {
                let signs = self.sign.is_some() || self.brackets || self.minus || self.plus;
                if self.blank || self.fill || signs || self.roman || self.shift.is_some() {
                    return Err("\"EEEE\" is incompatible with other formats");
                }
                self.exponent = true;
            }
            Piece::Comma
            | Piece::Group
            | Piece::Currency
            | Piece::Ordinal(_)
            | Piece::Nothing
            | Piece::Text(_) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn patterns_quotes_and_backslashes() {
        let text = |template: &str| -> Vec<Piece> { pieces(template).collect() };
        use Piece::{Digit, Ordinal, Roman, Text};
        assert_eq!(
            text("9th\"9\\\"\"é"),
            [
                Digit,
                Ordinal(Letters::Lower),
                Text('9'),
                Text('"'),
                Text('é')
            ]
        );
        assert_eq!(text("\\\"9\\9"), [Text('"'), Digit, Text('\\'), Digit]);
        assert_eq!(
            text("RNrnRn"),
            [
                Roman(Letters::Upper),
                Roman(Letters::Lower),
                Text('R'),
                Text('n')
            ]
        );
        assert_eq!(text("spsS"), [Piece::Nothing, Piece::Sign, Piece::Sign]);
    }

    #[test]
    fn what_a_template_says_of_the_whole() {
        let shape = Shape::of("FM9,990.09MI").unwrap();
        assert_eq!(
            (shape.before, shape.behind, shape.zeros, shape.zeros_end),
            (4, 2, Some(3), 5)
        );
        assert!(shape.fill && shape.point && shape.minus);
        assert_eq!(Shape::of("99V999").unwrap().shift, Some(3));
        assert_eq!(
            Shape::of("9 9.9.9").unwrap_err(),
            Wrong {
                reason: "multiple decimal points",
                span: 5..6
            }
        );
        assert_eq!(Shape::for_reading("é RN").unwrap_err().span, 3..5);
        for template in [
            "S9S", "S9MI", "9PRS", "PR9", "9V.9", "9EEEE9", "FM9EEEE", "EEEEEEEE",
        ] {
            assert!(Shape::of(template).is_err(), "{template}");
        }
    }
}
