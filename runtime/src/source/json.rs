//! A source row as a JSON object, for `lw_reject` and for people: each cell as the source has it,
//! whatever is wrong with it.

use crate::value::json::push_string;

/// Bytes of a row's cells that are shown. A row may hold a document of a gigabyte; a log need not.
const CELLS_BYTES_MAX: usize = 16 << 20;

/// Gathers one row.
pub(crate) struct RowJson {
    out: Vec<u8>,
    /// Bytes of cells that may still be shown.
    left: usize,
}

impl RowJson {
    pub(crate) fn new() -> RowJson {
        RowJson {
            out: vec![b'{'],
            left: CELLS_BYTES_MAX,
        }
    }

    /// The object.
    pub(crate) fn finish(mut self) -> String {
        self.out.push(b'}');
        String::from_utf8_lossy(&self.out).into_owned()
    }

    fn name(&mut self, name: &str) {
        if self.out.len() > 1 {
            self.out.push(b',');
        }
        push_string(&mut self.out, name);
        self.out.push(b':');
    }

    pub(crate) fn null(&mut self, name: &str) {
        self.name(name);
        self.out.extend_from_slice(b"null");
    }

    /// What JSON has a form of its own for: a number, `true` or `false`.
    pub(crate) fn plain(&mut self, name: &str, text: &str) {
        self.name(name);
        self.out.extend_from_slice(text.as_bytes());
    }

    /// A number, which JSON has a form for if it is finite.
    pub(crate) fn number(&mut self, name: &str, text: &str) {
        let is_json = !text.starts_with('\\') && text.ends_with(|last: char| last.is_ascii_digit());
        if is_json {
            self.plain(name, text)
        } else {
            self.text(name, text)
        }
    }

    /// A text, cut where the row is longer than what is shown of one.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        if text.len() <= self.left {
            self.left -= text.len();
            return push_string(&mut self.out, text);
        }
        let end = (0..=self.left)
            .rev()
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or(0);
        self.left = 0;
        push_string(
            &mut self.out,
            &format!("{}… ({} bytes in all)", &text[..end], text.len()),
        );
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_cell_has_a_form() {
        let mut row = RowJson::new();
        row.null("a");
        row.plain("b", "true");
        row.number("c", "-1.5e+300");
        row.number("d", "-Infinity");
        row.number("e", "NaN");
        row.number("bytes", "\\x01");
        row.text("f\"", "A\0\u{1f}\u{fffd}");
        let text = row.finish();
        assert_eq!(
            text,
            "{\"a\":null,\"b\":true,\"c\":-1.5e+300,\"d\":\"-Infinity\",\"e\":\"NaN\",\"bytes\":\"\
             \\\\x01\",\"f\\\"\":\"A\\u0000\\u001f\u{fffd}\"}"
        );
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }

    #[test]
    fn a_row_of_any_size_is_shown_in_part() {
        let huge = "é".repeat(CELLS_BYTES_MAX);
        let mut row = RowJson::new();
        row.text("one", &huge);
        row.text("two", "more");
        row.text("none", "");
        let text = row.finish();
        assert!(text.len() < CELLS_BYTES_MAX + 200, "{}", text.len());
        assert!(text.ends_with(
            "é… (33554432 bytes in all)\",\"two\":\"… (4 bytes in all)\",\"none\":\"\"}"
        ));
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}
