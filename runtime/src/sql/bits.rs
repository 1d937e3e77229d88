//! Operators on the bits of whole numbers.

/// A whole number with its bits.
pub trait Bits: Copy {
    /// `self & other`
    fn and(self, other: Self) -> Self;
    /// `self | other`
    fn or(self, other: Self) -> Self;
    /// `self # other`
    fn xor(self, other: Self) -> Self;
    /// `~self`
    fn not(self) -> Self;
    /// `self << count`, as the processor does it: of the count its lowest bits.
    fn left(self, count: i32) -> Self;
    /// `self >> count`, with the sign.
    fn right(self, count: i32) -> Self;
}

macro_rules! bits {
    ($($number:ty as $shifted:ty),*) => {$(
        impl Bits for $number {
            #[inline]
            fn and(self, other: Self) -> Self {
                self & other
            }

            #[inline]
            fn or(self, other: Self) -> Self {
                self | other
            }

            #[inline]
            fn xor(self, other: Self) -> Self {
                self ^ other
            }

            #[inline]
            fn not(self) -> Self {
                !self
            }

            #[inline]
            fn left(self, count: i32) -> Self {
                // A smallint is shifted as an integer, and cut.
                <$shifted>::from(self).wrapping_shl(count.cast_unsigned()) as $number
            }

            #[inline]
            fn right(self, count: i32) -> Self {
                <$shifted>::from(self).wrapping_shr(count.cast_unsigned()) as $number
            }
        }
    )*};
}

bits!(i16 as i32, i32 as i32, i64 as i64);

/// `left & right`
#[inline]
#[must_use]
pub fn bit_and<T: Bits>(left: T, right: T) -> T {
    left.and(right)
}

/// `left | right`
#[inline]
#[must_use]
pub fn bit_or<T: Bits>(left: T, right: T) -> T {
    left.or(right)
}

/// `left # right`
#[inline]
#[must_use]
pub fn bit_xor<T: Bits>(left: T, right: T) -> T {
    left.xor(right)
}

/// `~value`
#[inline]
#[must_use]
pub fn bit_not<T: Bits>(value: T) -> T {
    value.not()
}

/// `value << count`
#[inline]
#[must_use]
pub fn shift_left<T: Bits>(value: T, count: i32) -> T {
    value.left(count)
}

/// `value >> count`
#[inline]
#[must_use]
pub fn shift_right<T: Bits>(value: T, count: i32) -> T {
    value.right(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_count_as_the_processor_does() {
        assert_eq!(
            (shift_left(1, 31), shift_left(1, 32), shift_left(1, -1)),
            (i32::MIN, 1, i32::MIN)
        );
        assert_eq!(
            (
                shift_left(1_i16, 15),
                shift_left(1_i16, 16),
                shift_right(-8_i16, 1)
            ),
            (i16::MIN, 0, -4)
        );
        assert_eq!((shift_right(i64::MIN, 63), shift_left(1_i64, 64)), (-1, 1));
        assert_eq!(
            (
                bit_and(12, 10),
                bit_or(12, 10),
                bit_xor(12, 10),
                bit_not(0_i16)
            ),
            (8, 14, 6, -1)
        );
    }
}
