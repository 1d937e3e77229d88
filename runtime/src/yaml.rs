//! A YAML (or JSON) file as a tree that knows its lines.
//!
//! The files that the binary reads when it runs are small and written by hand. A tree walked by
//! hand can say for every slip which line it is on and what was meant, and it keeps a scalar's
//! spelling: `007` and `1.10` stay what was written.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::error::{Error, Result};
use crate::suggest;

/// One parsed file.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    pub(crate) root: Node,
}

/// A value and the line that it begins on.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) line: u64,
    pub(crate) value: Value,
}

/// The shapes of a value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, number or text, as it was spelt.
    Scalar(String),
    /// `[…]` or a list.
    List(Vec<Node>),
    /// `{…}` or a block of keys, in the file's order.
    Map(Vec<(Key, Node)>),
}

/// A key and its line.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) line: u64,
    pub(crate) name: String,
}

impl Document {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// A file that cannot be read, or that is no YAML.
    pub(crate) fn read(path: &Path) -> Result<Document> {
        let text = std::fs::read_to_string(path).map_err(|cause| {
            Error::usage(format!("cannot read {}", path.display())).because(cause)
        })?;
        Document::parse(path, &text)
    }

    /// Parses a file's text.
    ///
    /// # Errors
    /// Text that is no YAML, or a key given twice.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Document> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // No snippet: a line of connections.yaml may hold what must not be printed. What nests
        // deeper than any of these documents would overflow the stack that it is read on.
        let budget = serde_yaml::budget! { max_depth: 24 };
        // A few lines of aliases of aliases would be a million values.
        let aliases = serde_yaml::alias_limits! { max_total_replayed_events: 10_000 };
        let options = serde_yaml::options! {
            with_snippet: false, strict_booleans: true, budget: budget, alias_limits: aliases,
        };
        let raw: Spanned<Raw> =
            serde_yaml::from_str_with_options(text, options).map_err(|cause| {
                let place = cause
                    .location()
                    .map(|place| format!(":{}:{}", place.line(), place.column()))
                    .unwrap_or_default();
                Error::usage(format!("{}{place} is not valid YAML", path.display()))
                    .because(cause.to_string())
            })?;
        Ok(Document {
            path: path.to_owned(),
            root: Node::build(raw, text),
        })
    }

    /// An error at a line of this file.
    #[cold]
    pub(crate) fn error(&self, line: u64, message: impl fmt::Display) -> Error {
        Error::usage(format!("{}:{line}: {message}", self.path.display()))
    }

    /// The entries of a map; none for null.
    ///
    /// # Errors
    /// Anything but a map.
    pub(crate) fn map<'n>(&self, node: &'n Node, what: &str) -> Result<&'n [(Key, Node)]> {
        match &node.value {
            Value::Map(entries) => Ok(entries),
            Value::Null => Ok(&[]),
            Value::Scalar(_) | Value::List(_) => Err(self.error(
                node.line,
                format_args!("`{what}` must hold keys and values"),
            )),
        }
    }

    /// A scalar's text.
    ///
    /// # Errors
    /// A list, a map, or nothing.
    pub(crate) fn scalar<'n>(&self, node: &'n Node, what: &str) -> Result<&'n str> {
        match &node.value {
            Value::Scalar(text) => Ok(text),
            Value::Null => Err(self.error(node.line, format_args!("`{what}` has no value"))),
            Value::List(_) | Value::Map(_) => {
                Err(self.error(node.line, format_args!("`{what}` must be a single value")))
            }
        }
    }

    /// An error for a key that is not known here, with the one that may be meant.
    #[cold]
    pub(crate) fn unknown(&self, key: &Key, what: &str, known: &[&str]) -> Error {
        self.error(key.line, format_args!("unknown {what} `{}`", key.name))
            .help(suggest::advice(&key.name, known.iter().copied()))
    }
}

impl Node {
    fn build(raw: Spanned<Raw>, text: &str) -> Node {
        let span = raw.defined.span();
        let spelling = || {
            let from = usize::try_from(span.byte_offset()?).ok()?;
            let to = from.checked_add(usize::try_from(span.byte_len()?).ok()?)?;
            text.get(from..to)
                .map(|spelling| spelling.trim().to_owned())
        };
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Scalar(text),
            Raw::Plain(read) => Value::Scalar(spelling().unwrap_or(read)),
            Raw::List(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| Node::build(item, text))
                    .collect(),
            ),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        (
                            Key {
                                line: key.referenced.line(),
                                name: key.value,
                            },
                            Node::build(value, text),
                        )
                    })
                    .collect(),
            ),
        };
        Node {
            line: raw.referenced.line(),
            value,
        }
    }
}

/// A node as the parser hands it over: booleans and numbers are spelt anew there, so their text is
/// taken from the file.
enum Raw {
    Null,
    Text(String),
    Plain(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parse(text: &str) -> Result<Document> {
        Document::parse(Path::new("f.yaml"), text)
    }

    fn scalars(text: &str) -> Vec<(String, u64, String)> {
        let document = parse(text).unwrap();
        let entries = document.map(&document.root, "root").unwrap();
        entries
            .iter()
            .map(|(key, node)| {
                (
                    key.name.clone(),
                    node.line,
                    document.scalar(node, "x").unwrap().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn scalars_keep_their_spelling_and_know_their_line() {
        let read = scalars(
            "a: 007\nb: 1.10\nc: yes\nd: \"0x1F\"\ne: 0x1F\n\nf: 12345678901234567890123.40\ng: \
             true\nh: 1e3 # note\n",
        );
        let texts: Vec<&str> = read.iter().map(|(_, _, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "007",
                "1.10",
                "yes",
                "0x1F",
                "0x1F",
                "12345678901234567890123.40",
                "true",
                "1e3"
            ]
        );
        assert_eq!(
            read.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5, 7, 8, 9]
        );
    }

    #[test]
    fn a_file_from_windows_reads_the_same() {
        assert_eq!(
            scalars("\u{feff}a: 007\r\nb: x y\r\n"),
            [("a".into(), 1, "007".into()), ("b".into(), 2, "x y".into())]
        );
    }

    #[test]
    fn json_is_read_too() {
        assert_eq!(
            scalars("{\n\t\"max_workers\": 3,\n\t\"rate\": 1.50\n}\n"),
            [
                ("max_workers".into(), 2, "3".into()),
                ("rate".into(), 3, "1.50".into())
            ]
        );
    }

    #[test]
    fn anchors_and_merges_work_and_an_alias_keeps_the_spelling() {
        let document = parse(
            "a: &n 0010\nb: *n\nbase: &base {kind: sqlite, url: x}\nc: {<<: *base, url: y}\n",
        )
        .unwrap();
        let entries = document.map(&document.root, "root").unwrap();
        assert_eq!(document.scalar(&entries[1].1, "b").unwrap(), "0010");
        assert_eq!(entries[1].1.line, 2);
        let merged = document.map(&entries[3].1, "c").unwrap();
        let text = |name: &str| {
            document
                .scalar(
                    &merged.iter().find(|(key, _)| key.name == name).unwrap().1,
                    name,
                )
                .unwrap()
        };
        assert_eq!((text("kind"), text("url")), ("sqlite", "y"));
    }

    #[test]
    fn a_key_given_twice_and_broken_yaml_are_errors_with_their_place() {
        let twice = parse("a: 1\na: 2\n").unwrap_err();
        assert!(
            twice.chain().starts_with("f.yaml:2:1 is not valid YAML: "),
            "{}",
            twice.chain()
        );
        let broken = parse("a: [1\nb: }").unwrap_err();
        assert!(broken.to_string().starts_with("f.yaml:2:"), "{broken}");
    }

    #[test]
    fn a_line_of_the_file_is_never_quoted() {
        let error = parse("password: \"hunter2\nx: 1\n").unwrap_err();
        assert!(!error.chain().contains("hunter2"), "{}", error.chain());
    }

    #[test]
    fn an_empty_file_is_null() {
        assert!(matches!(
            parse("# nothing\n").unwrap().root.value,
            Value::Null
        ));
    }
}
