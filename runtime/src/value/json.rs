//! Rows as JSON objects, for people: samples of a dry run.

use loadwright_types::canonical_text::{
    push_bytea, push_date, push_display, push_double, push_real, push_time, push_timestamp,
    push_timestamptz, push_uuid,
};

use super::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};
use crate::row::RowWriter;

/// Writes one row as a JSON object.
///
/// Numbers are numbers with all their digits (NaN and the infinities are strings), `json` is
/// embedded, and all else is its [canonical text](super::canonical_text).
#[derive(Debug)]
pub struct JsonWriter<N> {
    names: N,
    out: Vec<u8>,
}

impl<'n, N: Iterator<Item = &'n str>> JsonWriter<N> {
    /// A writer for cells of these names; cells beyond them are left out.
    pub fn new(names: impl IntoIterator<IntoIter = N>) -> JsonWriter<N> {
        JsonWriter {
            names: names.into_iter(),
            out: vec![b'{'],
        }
    }

    /// The object.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.out.push(b'}');
        String::from_utf8_lossy(&self.out).into_owned()
    }

    fn member(&mut self, push: impl FnOnce(&mut Vec<u8>)) {
        let Some(name) = self.names.next() else {
            return;
        };
        if self.out.len() > 1 {
            self.out.push(b',');
        }
        push_string(&mut self.out, name);
        self.out.push(b':');
        push(&mut self.out);
    }

    /// A text that needs no escape.
    fn plain(&mut self, push: impl FnOnce(&mut Vec<u8>)) {
        self.member(|out| {
            out.push(b'"');
            push(out);
            out.push(b'"');
        });
    }
}

/// Appends a text as JSON writes it.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    // Neither a string nor a `Vec<u8>` can fail.
    let _: serde_json::Result<()> = serde_json::to_writer(out, text);
}

impl<'n, N: Iterator<Item = &'n str>> RowWriter for JsonWriter<N> {
    fn null(&mut self) {
        self.member(|out| out.extend_from_slice(b"null"));
    }

    fn boolean(&mut self, value: bool) {
        self.member(|out| push_display(out, value));
    }

    fn smallint(&mut self, value: i16) {
        self.bigint(value.into());
    }

    fn integer(&mut self, value: i32) {
        self.bigint(value.into());
    }

    fn bigint(&mut self, value: i64) {
        self.member(|out| push_display(out, value));
    }

    fn real(&mut self, value: f32) {
        if value.is_finite() {
            self.member(|out| push_real(out, value))
        } else {
            self.plain(|out| push_real(out, value))
        }
    }

    fn double(&mut self, value: f64) {
        if value.is_finite() {
            self.member(|out| push_double(out, value))
        } else {
            self.plain(|out| push_double(out, value))
        }
    }

    fn decimal(&mut self, value: Decimal) {
        self.member(|out| push_display(out, value));
    }

    fn text(&mut self, value: &str) {
        self.member(|out| push_string(out, value));
    }

    fn bytea(&mut self, value: &[u8]) {
        self.member(|out| {
            // The backslash is the one character to escape.
            out.extend_from_slice(b"\"\\");
            push_bytea(out, value);
            out.push(b'"');
        });
    }

    fn date(&mut self, value: Date) {
        self.plain(|out| push_date(out, value));
    }

    fn time(&mut self, value: Time) {
        self.plain(|out| push_time(out, value));
    }

    fn timestamp(&mut self, value: Timestamp) {
        self.plain(|out| push_timestamp(out, value));
    }

    fn timestamptz(&mut self, value: TimestampTz) {
        self.plain(|out| push_timestamptz(out, value));
    }

    fn uuid(&mut self, value: Uuid) {
        self.plain(|out| push_uuid(out, value));
    }

    fn json(&mut self, value: Json<'_>) {
        self.member(|out| out.extend_from_slice(value.0.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::value::parse;

    #[test]
    fn an_object_of_all_types() {
        let names = [
            "n", "b", "i", "d", "f", "nan", "t\"", "x", "day", "at", "u", "j",
        ];
        let mut out = JsonWriter::new(names);
        out.null();
        out.boolean(true);
        out.smallint(-7);
        out.decimal(Decimal::from_parts(10_440, 1));
        out.double(1e20);
        out.real(f32::NAN);
        out.text("a\"\n\u{1}é");
        out.bytea(&[0xab]);
        out.date(parse::date("2013-01-31").unwrap());
        out.timestamptz(parse::timestamptz("2013-01-31T06:00Z", "").unwrap());
        out.uuid(Uuid::from_u128(1));
        out.json(Json("[1, {}]"));
        out.text("a cell without a name");
        let text = out.finish();
        assert_eq!(
            text,
            r#"{"n":null,"b":true,"i":-7,"d":1044.0,"f":1e+20,"nan":"NaN","t\"":"a\"\n\u0001é","x":"\\xab","day":"2013-01-31","at":"2013-01-31T06:00:00.000000Z","u":"00000000-0000-0000-0000-000000000001","j":[1, {}]}"#
        );
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }

    #[test]
    fn an_empty_row_is_an_empty_object() {
        assert_eq!(JsonWriter::new([]).finish(), "{}");
    }
}
