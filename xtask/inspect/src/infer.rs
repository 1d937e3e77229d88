//! The type of a column from its values. The candidates are asked of the runtime's own readers, so
//! that what is inferred is what reads.

use std::collections::{BTreeMap, HashSet};

use loadwright_runtime::value::{Uuid, parse};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

/// Words that are often written where a value is missing.
const NULL_WORDS: [&str; 9] = [
    "NA", "N/A", "n/a", "NULL", "null", "\\N", "-", "None", "#N/A",
];

/// Formats of dates that are not ISO 8601, the likelier first.
const DATES: [&str; 6] = [
    "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d-%b-%Y",
];

/// What times stand behind a date.
const TIMES: [&str; 3] = [" %H:%M:%S", " %H:%M", "T%H:%M:%S"];

/// Words for true and false beside `true` and `false`.
const BOOLEANS: [(&str, &str); 6] = [
    ("Y", "N"),
    ("y", "n"),
    ("yes", "no"),
    ("Yes", "No"),
    ("YES", "NO"),
    ("J", "N"),
];

/// Digits behind the point that a decimal may have; what has more is a measurement.
const SCALE_MAX: usize = 9;

/// What the values of a column have in common. A candidate that one value refutes is gone.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) values: u64,
    pub(crate) empty: u64,
    blanks: u64,
    null_words: BTreeMap<&'static str, u64>,
    seen: Option<HashSet<u64>>,
    few: Vec<String>,
    boolean: bool,
    numbers: Numbers,
    comma: Numbers,
    date: bool,
    time: bool,
    timestamp: bool,
    timestamptz: bool,
    formats: Vec<(String, bool)>,
    uuid: bool,
    json: bool,
    leading_zeros: bool,
    examples: Vec<String>,
}

/// Numbers with one decimal mark.
#[derive(Debug)]
struct Numbers {
    integer: bool,
    decimal: bool,
    double: bool,
    most: i128,
    digits: usize,
    scale: usize,
}

impl Numbers {
    const NEW: Numbers = Numbers {
        integer: true,
        decimal: true,
        double: true,
        most: 0,
        digits: 1,
        scale: 0,
    };

    fn take(&mut self, text: &str, mark: u8) {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once(char::from(mark)).unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = !whole.is_empty()
            && all_digits(whole)
            && all_digits(fraction)
            && !digits.ends_with(char::from(mark));
        self.integer &= plain && whole.len() == digits.len();
        self.decimal &= plain;
        self.double = self.double
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && parse::double(text, mark).is_ok();
        if self.decimal {
            self.digits = self.digits.max(whole.len());
            self.scale = self.scale.max(fraction.len());
            self.most = self.most.max(whole.parse().unwrap_or(i128::MAX));
        }
    }
}

impl Default for Column {
    fn default() -> Column {
        let mut formats = Vec::new();
        for date in DATES {
            formats.push((date.to_owned(), false));
            formats.extend(TIMES.iter().map(|time| (format!("{date}{time}"), true)));
        }
        Column {
            values: 0,
            empty: 0,
            blanks: 0,
            null_words: BTreeMap::new(),
            seen: Some(HashSet::new()),
            few: Vec::new(),
            boolean: true,
            numbers: Numbers::NEW,
            comma: Numbers::NEW,
            date: true,
            time: true,
            timestamp: true,
            timestamptz: true,
            formats,
            uuid: true,
            json: true,
            leading_zeros: false,
            examples: Vec::new(),
        }
    }
}

impl Column {
    /// Takes the next value as it is written.
    pub(crate) fn take(&mut self, raw: &str) {
        let text = raw.trim();
        self.values += 1;
        if text.is_empty() {
            self.empty += 1;
            return;
        }
        if text.len() < raw.len() {
            self.blanks += 1;
        }
        if self
            .seen
            .as_mut()
            .is_some_and(|seen| !seen.insert(xxh3_64(raw.as_bytes())))
        {
            self.seen = None;
        }
        if let Some(word) = NULL_WORDS.iter().find(|word| **word == text) {
            *self.null_words.entry(word).or_default() += 1;
            return;
        }
        if self.few.len() < 3 && !self.few.iter().any(|value| value == text) {
            self.few.push(text.to_owned());
        }
        if self.examples.len() < 3
            && text.chars().count() <= 40
            && !self.examples.iter().any(|value| value == text)
        {
            self.examples.push(text.to_owned());
        }
        self.refute(text);
    }

    fn refute(&mut self, text: &str) {
        self.boolean = self.boolean
            && ["true", "false", "t", "f"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word));
        let digits = text.strip_prefix('-').unwrap_or(text);
        self.leading_zeros |= digits.len() > 1
            && digits.starts_with('0')
            && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        self.numbers.take(text, b'.');
        self.comma.take(text, b',');
        self.date = self.date && parse::date(text).is_ok();
        self.time = self.time && parse::time(text).is_ok();
        self.timestamp = self.timestamp && parse::timestamp(text).is_ok();
        self.timestamptz = self.timestamptz && parse::timestamptz(text, "").is_ok();
        self.formats.retain(|(format, with_time)| match with_time {
            true => parse::timestamp_in_format(text, format).is_ok(),
            false => parse::date_in_format(text, format).is_ok(),
        });
        self.uuid = self.uuid && text.len() == 36 && Uuid::try_parse(text).is_ok();
        self.json = self.json
            && text.starts_with(['{', '['])
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    }

    /// Every value is there and another.
    pub(crate) fn is_unique(&self) -> bool {
        self.values > 0 && self.empty == 0 && self.null_words.is_empty() && self.seen.is_some()
    }

    /// Words of this column that mean NULL because all its other values are of one type.
    pub(crate) fn null_words(&self) -> Vec<&'static str> {
        if self.sql_type().0 == "text" {
            Vec::new()
        } else {
            self.null_words.keys().copied().collect()
        }
    }

    /// Rows without a value, with these words for NULL.
    pub(crate) fn nulls(&self, words: &[&str]) -> u64 {
        self.empty
            + self
                .null_words
                .iter()
                .filter(|(word, _)| words.contains(*word))
                .map(|(_, count)| count)
                .sum::<u64>()
    }

    /// The narrowest type that holds the values, with how they are read and what is to be said of
    /// it.
    fn sql_type(&self) -> (String, Option<(&'static str, Value)>, Option<String>) {
        let plain = |ty: &str| (ty.to_owned(), None, None);
        if self.few.is_empty() {
            return (
                "text".to_owned(),
                None,
                Some("no row has a value: decide".to_owned()),
            );
        }
        let words = |(yes, no): &&(&str, &str)| {
            self.few.len() == 2
                && [yes, no]
                    .iter()
                    .all(|word| self.few.iter().any(|value| value == *word))
        };
        if let Some((yes, no)) = BOOLEANS.iter().find(words) {
            return (
                "boolean".to_owned(),
                Some(("values", json!([yes, no]))),
                None,
            );
        }
        if self.boolean {
            return plain("boolean");
        }
        if self.leading_zeros && self.numbers.decimal {
            return (
                "text".to_owned(),
                None,
                Some("digits with leading zeros: a code, not a number".to_owned()),
            );
        }
        for (numbers, mark) in [(&self.numbers, '.'), (&self.comma, ',')] {
            if let Some(ty) = numbers.sql_type() {
                let is_flag = self.few.len() == 2
                    && self.few.iter().all(|value| value == "0" || value == "1");
                let note = is_flag.then(|| "only 0 and 1: perhaps a boolean".to_owned());
                return (
                    ty,
                    (mark == ',' && numbers.scale > 0).then(|| ("decimal", json!(","))),
                    note,
                );
            }
        }
        if self.date {
            return plain("date");
        }
        if self.timestamp {
            return plain("timestamp");
        }
        if self.timestamptz {
            return plain("timestamptz");
        }
        if self.time {
            return plain("time");
        }
        if let Some((format, with_time)) = self.formats.first() {
            let others: Vec<&str> = self.formats[1..]
                .iter()
                .filter(|(_, time)| time == with_time)
                .map(|(other, _)| other.as_str())
                .collect();
            let note = (!others.is_empty())
                .then(|| format!("all values also fit {}: decide", others.join(", ")));
            return (
                if *with_time { "timestamp" } else { "date" }.to_owned(),
                Some(("format", json!(format))),
                note,
            );
        }
        if self.uuid {
            return plain("uuid");
        }
        if self.json {
            return plain("json");
        }
        plain("text")
    }

    /// The column as the generator reads it. `words`: the texts that mean NULL in all columns.
    pub(crate) fn described(&self, name: &str, words: &[&str]) -> Value {
        let (ty, reading, note) = self.sql_type();
        let mut notes: Vec<String> = note.into_iter().collect();
        if ty == "text" {
            for (word, count) in self
                .null_words
                .iter()
                .filter(|(word, _)| !words.contains(*word))
            {
                notes.push(format!(
                    "{count} rows hold `{word}`: if it means NULL, write `nulls: [\"\", \"{}\"]`",
                    word.escape_default()
                ));
            }
        }
        let mut found = json!({
            "name": name, "type": ty, "not_null": self.values > 0 && self.nulls(words) == 0, "trim": self.blanks > 0, "notes": notes,
            "examples": self.examples,
        });
        if let (Some((rule, value)), Some(found)) = (reading, found.as_object_mut()) {
            found.insert(rule.to_owned(), value);
        }
        found
    }

    /// All values so far are of a type, by its bare name.
    pub(crate) fn is(&self, ty: &str) -> bool {
        match ty {
            "date" => self.date,
            "timestamp" => self.timestamp,
            "timestamptz" => self.timestamptz,
            "time" => self.time,
            "uuid" => self.uuid,
            "json" => self.json,
            "decimal" => self.numbers.decimal,
            _ => false,
        }
    }
}

impl Numbers {
    fn sql_type(&self) -> Option<String> {
        if self.integer && self.most <= 999_999_999 {
            return Some("integer".to_owned());
        }
        if self.integer && self.most <= i128::from(i64::MAX) {
            return Some("bigint".to_owned());
        }
        // Room for two more digits than there are.
        let precision = (self.digits + self.scale + 2).min(38);
        if self.decimal && self.scale <= SCALE_MAX && self.digits + self.scale <= 38 {
            return Some(format!("decimal({precision},{})", self.scale));
        }
        self.double.then(|| "double precision".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inferred(values: &[&str]) -> Value {
        let mut column = Column::default();
        values.iter().for_each(|value| column.take(value));
        let words = column.null_words();
        column.described("x", &words)
    }

    #[test]
    fn types_are_the_narrowest_that_hold_the_values() {
        for (values, ty) in [
            (&["1", "-7", ""][..], "integer"),
            (&["1", "9999999999"], "bigint"),
            (&["99999999999999999999"], "decimal(22,0)"),
            (&["1.5", "20", "-0.25"], "decimal(6,2)"),
            (&["1e5", "2"], "double precision"),
            (&["0.1234567890123", "2"], "double precision"),
            (&["007", "12"], "text"),
            (&["0", "0.5"], "decimal(4,1)"),
            (&["true", "F"], "boolean"),
            (&["2024-02-29", "NA"], "date"),
            (
                &["2024-02-29 10:00:00", "2024-02-29T10:00:00.5"],
                "timestamp",
            ),
            (
                &["2024-02-29T10:00:00Z", "2024-02-29 10:00:00+02"],
                "timestamptz",
            ),
            (&["10:00:00"], "time"),
            (&["0189a1c0-0000-7000-8000-000000000000"], "uuid"),
            (&["{\"a\": 1}", "[]"], "json"),
            (&["a", "1"], "text"),
            (&["2024-02-30"], "text"),
            (&["", "NA"], "text"),
        ] {
            assert_eq!(inferred(values)["type"], ty, "{values:?}");
        }
    }

    #[test]
    fn reading_rules_are_found() {
        assert_eq!(inferred(&["1,5", "2,25"])["decimal"], ",");
        assert_eq!(inferred(&["Y", "N", "Y"])["values"], json!(["Y", "N"]));
        assert_eq!(inferred(&["31.12.2024"])["format"], "%d.%m.%Y");
        assert_eq!(inferred(&["31.12.2024 23:59"])["format"], "%d.%m.%Y %H:%M");
        let both = inferred(&["01/02/2024"]);
        assert_eq!(both["format"], "%m/%d/%Y");
        assert!(
            both["notes"][0]
                .as_str()
                .is_some_and(|note| note.contains("%d/%m/%Y")),
            "{both}"
        );
        assert_eq!(inferred(&[" a"])["trim"], true);
        assert_eq!(inferred(&["1", "NA"])["not_null"], false);
        assert_eq!(inferred(&["a", "NA"])["not_null"], true);
    }
}
