//! Users' data on its way into the ledger: whatever it is, it can be written.

use std::borrow::Cow;

use crate::database::Value;

/// Bytes of a value, a key or a message that the ledger keeps.
const BYTES_MAX: usize = 64 << 10;

/// What stands for U+0000: a server's text cannot hold it, and SQLite's own functions end there.
const NUL_SHOWN: &str = "\u{2400}";

/// A text as every database takes it and shows it: of a bounded length, and without the character
/// U+0000.
pub(super) fn text(text: &str) -> Value<'_> {
    if text.len() <= BYTES_MAX {
        return Value::Text(shown(text));
    }
    let end = (0..=BYTES_MAX)
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    Value::Text(format!("{}… ({} bytes in all)", shown(&text[..end]), text.len()).into())
}

/// The same of what may be missing.
pub(super) fn optional(given: Option<&str>) -> Value<'_> {
    given.map_or(Value::Null, text)
}

/// A text of any length without the character U+0000.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', NUL_SHOWN).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_be_written() {
        assert_eq!(text("plain"), Value::Text("plain".into()));
        assert_eq!(text("A\0nn"), Value::Text("A\u{2400}nn".into()));
        assert_eq!(optional(None), Value::Null);
        let long = "é\0".repeat(BYTES_MAX);
        let Value::Text(cut) = text(&long) else {
            unreachable!()
        };
        assert!(
            cut.ends_with("… (196608 bytes in all)")
                && cut.len() < 2 * BYTES_MAX
                && !cut.contains('\0'),
            "{}",
            cut.len()
        );
    }
}
