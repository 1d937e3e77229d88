//! Hashes, as keys are made of them.

use bumpalo::collections::String as ArenaString;
use md5::{Digest, Md5};
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::bytes::push_hex;
use crate::scratch::Scratch;

/// `md5(text)`: 32 hex digits.
#[must_use]
pub fn md5<'a>(text: &str, scratch: &'a Scratch) -> &'a str {
    md5_of_bytes(text.as_bytes(), scratch)
}

/// `md5(bytea)`: 32 hex digits.
#[must_use]
pub fn md5_of_bytes<'a>(bytes: &[u8], scratch: &'a Scratch) -> &'a str {
    let mut text = ArenaString::with_capacity_in(32, scratch.arena());
    push_hex(&Md5::digest(bytes), &mut text);
    text.into_bump_str()
}

macro_rules! sha2 {
    ($($(#[$doc:meta])* $name:ident: $hash:ty;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name<'a>(bytes: &[u8], scratch: &'a Scratch) -> &'a [u8] {
            scratch.arena().alloc_slice_copy(&<$hash>::digest(bytes))
        }
    )*};
}

sha2! {
    /// `sha224(bytea)`
    sha224: Sha224;
    /// `sha256(bytea)`
    sha256: Sha256;
    /// `sha384(bytea)`
    sha384: Sha384;
    /// `sha512(bytea)`
    sha512: Sha512;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn hashes_are_the_known_ones() {
        let scratch = scratch();
        assert_eq!(md5("abc", &scratch), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(sha256(b"abc", &scratch)[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(
            [
                sha224(b"", &scratch).len(),
                sha384(b"", &scratch).len(),
                sha512(b"", &scratch).len()
            ],
            [28, 48, 64]
        );
    }
}
