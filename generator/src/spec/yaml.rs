//! YAML as a tree in which every value and every key knows its place.
//!
//! Built from the parser's events and not through serde: all faults of a document can be told at
//! once, keys have places, and a plain scalar can be told from a quoted one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, Span as YamlSpan, StructureStyle};

use crate::diag::{Diagnostic, Sink, SourceFile, Span, Spanned, codes};

/// A YAML value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A YAML value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text, number, boolean or null: as it was written.
    Scalar(Scalar),
    /// `[a, b]` or `- a`.
    List(Vec<Node>),
    /// `{a: b}` or `a: b`, in the order of the file.
    Map(Map),
}

/// A YAML mapping.
#[derive(Debug, Clone)]
pub struct Map {
    /// Keys and values in the order of the file.
    pub entries: Vec<(Spanned<String>, Node)>,
    /// Written as `{…}`.
    pub flow: bool,
}

/// A scalar as it was written.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// Its text, quotes and escapes resolved.
    pub text: String,
    /// Neither quoted nor a block: `null`, `true` and numbers mean what they say.
    pub plain: bool,
}

impl Scalar {
    /// `null`, `~` or nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// `true` or `false`, unquoted.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match self.text.as_str() {
            "true" | "True" | "TRUE" if self.plain => Some(true),
            "false" | "False" | "FALSE" if self.plain => Some(false),
            _ => None,
        }
    }
}

impl Node {
    /// What it is, for people.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// It is `null`, `~` or nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.is_null())
    }

    /// Its map, if it is one.
    #[must_use]
    pub fn map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }
}

impl Map {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|(_, node)| node)
    }
}

/// No document nests deeper; what does would overflow the stack on which it is walked.
const DEEPEST: u32 = 64;

/// The tree of a file's one document. Faults go to the sink; `None` where the text is no YAML, or
/// parts of it stand elsewhere.
pub fn parse(file: &Arc<SourceFile>, sink: &mut Sink) -> Option<Node> {
    let mut events = Vec::new();
    let mut aliased = false;
    let mut depth = 0;
    for item in Parser::new_from_str(&file.text) {
        match &item {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), span)) => {
                depth += 1;
                if depth > DEEPEST {
                    sink.push(unsupported(
                        &place(file, span),
                        "a value that is nested so deep",
                    ));
                    return None;
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
            _ => {}
        }
        match item {
            Ok((Event::Scalar(text, style, anchor, tag), span)) => {
                reject_extras(file, &span, anchor, tag.is_some(), sink);
                let plain = style == ScalarStyle::Plain;
                events.push((
                    Item::Scalar(Scalar {
                        text: text.into_owned(),
                        plain,
                    }),
                    place(file, &span),
                ));
            }
            Ok((Event::SequenceStart(_, anchor, tag), span)) => {
                reject_extras(file, &span, anchor, tag.is_some(), sink);
                events.push((Item::ListStart, place(file, &span)));
            }
            Ok((Event::MappingStart(style, anchor, tag), span)) => {
                reject_extras(file, &span, anchor, tag.is_some(), sink);
                events.push((
                    Item::MapStart {
                        flow: style == StructureStyle::Flow,
                    },
                    place(file, &span),
                ));
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, span)) => {
                events.push((Item::End, place(file, &span)))
            }
            Ok((Event::Alias(_), span)) => {
                sink.push(unsupported(&place(file, &span), "a YAML alias"));
                aliased = true;
            }
            Ok((Event::DocumentStart(..), span))
                if events.iter().any(|(item, _)| !matches!(item, Item::End)) =>
            {
                sink.push(unsupported(
                    &place(file, &span),
                    "a second YAML document in one file",
                ));
                break;
            }
            Ok(_) => {}
            Err(error) => {
                sink.push(not_yaml(file, &error));
                return None;
            }
        }
    }
    if aliased {
        return None;
    }
    let mut events = events.into_iter();
    match events.next() {
        Some(first) => node(first, &mut events, sink),
        None => {
            sink.push(
                Diagnostic::error(codes::NOT_YAML, "the file is empty")
                    .at(&Span::new(file, 0, 0), "expected `version: 1` and more"),
            );
            None
        }
    }
}

enum Item {
    Scalar(Scalar),
    ListStart,
    MapStart { flow: bool },
    End,
}

fn node(
    (item, span): (Item, Span),
    events: &mut impl Iterator<Item = (Item, Span)>,
    sink: &mut Sink,
) -> Option<Node> {
    match item {
        Item::End => None,
        Item::Scalar(scalar) => Some(Node {
            span,
            value: Value::Scalar(scalar),
        }),
        Item::ListStart => {
            let mut items = Vec::new();
            let end = loop {
                match events.next()? {
                    (Item::End, end) => break end,
                    first => items.push(node(first, events, sink)?),
                }
            };
            let last = items.last().map_or(span.end, |item: &Node| item.span.end);
            Some(Node {
                span: cover(&span, last, &end),
                value: Value::List(items),
            })
        }
        Item::MapStart { flow } => {
            let mut entries: Vec<(Spanned<String>, Node)> = Vec::new();
            let mut keys = BTreeMap::new();
            let end = loop {
                match events.next()? {
                    (Item::End, end) => break end,
                    first => {
                        let key = node(first, events, sink)?;
                        let value = node(events.next()?, events, sink)?;
                        if let Some(key) = key_text(key, sink) {
                            match keys.get(&key.value) {
                                Some(first) => sink.push(given_twice(&key, first)),
                                None => {
                                    keys.insert(key.value.clone(), key.span.clone());
                                    entries.push((key, value));
                                }
                            }
                        }
                    }
                }
            };
            let last = entries.last().map_or(span.end, |(_, value)| value.span.end);
            Some(Node {
                span: cover(&span, last, &end),
                value: Value::Map(Map { entries, flow }),
            })
        }
    }
}

/// A collection's place: to its closing bracket, or to the end of its last item (a block's end
/// event stands lines below).
fn cover(start: &Span, last: usize, end: &Span) -> Span {
    let closed = end.end > end.start && end.end > last;
    Span::new(
        &start.file,
        start.start,
        if closed { end.end } else { last },
    )
}

fn key_text(key: Node, sink: &mut Sink) -> Option<Spanned<String>> {
    match key.value {
        Value::Scalar(scalar) => Some(Spanned::new(scalar.text, key.span)),
        _ => {
            let found = key.kind();
            sink.push(
                Diagnostic::error(
                    codes::WRONG_SHAPE,
                    format!("a key must be text, found {found}"),
                )
                .at(&key.span, ""),
            );
            None
        }
    }
}

fn given_twice(key: &Spanned<String>, first: &Span) -> Diagnostic {
    Diagnostic::error(
        codes::DUPLICATE_KEY,
        format!("`{}` is given twice", key.value),
    )
    .at(&key.span, "given again here")
    .at(first, "first given here")
}

fn reject_extras(
    file: &Arc<SourceFile>,
    span: &YamlSpan,
    anchor: usize,
    tag: bool,
    sink: &mut Sink,
) {
    if anchor != 0 {
        sink.push(unsupported(&place(file, span), "a YAML anchor"));
    }
    if tag {
        sink.push(
            unsupported(&place(file, span), "a YAML tag")
                .help("an expression that begins with `!` must be quoted"),
        );
    }
}

fn unsupported(span: &Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        codes::YAML_FEATURE,
        format!("{what} is not allowed in a spec"),
    )
    .at(span, "write the value out")
}

fn place(file: &Arc<SourceFile>, span: &YamlSpan) -> Span {
    let start = span.start.byte_offset().unwrap_or(0);
    let end = span.end.byte_offset().unwrap_or(start);
    let text = &file.text;
    // A plain scalar's span may take in the blanks up to the next token.
    let inner = text.get(start..end).unwrap_or("");
    Span::new(file, start, start + inner.trim_end().len())
}

fn not_yaml(file: &Arc<SourceFile>, error: &serde_yaml::granit_parser::ScanError) -> Diagnostic {
    let start = error.marker().byte_offset().unwrap_or(file.text.len());
    let line_start = file.text[..Span::new(file, start, start).start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let line = file.text[line_start..].lines().next().unwrap_or("");
    let message = error.to_string();
    let reason = [" at byte ", " at char "]
        .iter()
        .find_map(|place| message.split_once(place))
        .map_or(message.as_str(), |(reason, _)| reason);
    let diagnostic = Diagnostic::error(
        codes::NOT_YAML,
        format!("the file is not valid YAML: {reason}"),
    );
    let diagnostic = diagnostic.at(&Span::new(file, start, start + 1), "here");
    match quoting_help(line) {
        Some(help) => diagnostic.help(help),
        None if line.contains('\t') => {
            diagnostic.help("YAML is indented with blanks; a tab is no indentation")
        }
        None => diagnostic,
    }
}

/// For a line `key: expression` that YAML cannot read as it stands: the form that works.
fn quoting_help(line: &str) -> Option<String> {
    let (key, value) = line.split_once(": ")?;
    let value = value.trim();
    let bites = value.contains(": ")
        || value.ends_with(':')
        || value.starts_with(['\'', '"', '*', '&', '!', '%', '@', '`', '|', '>', '{', '[']);
    let is_name = key
        .trim_start()
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_');
    (bites && is_name).then(|| {
        format!(
            "if the value is an expression, quote it: `{}: {}`",
            key.trim_start(),
            quote(value)
        )
    })
}

/// The double-quoted YAML form of a text.
#[must_use]
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::diag::Style;

    fn file(text: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile {
            name: "t.yaml".to_owned(),
            text: text.to_owned(),
        })
    }

    fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
        let mut sink = Sink::default();
        let node = parse(&file(text), &mut sink);
        (node, sink.finish())
    }

    #[test]
    fn everything_has_its_place() {
        let text =
            "a: upper( x )  # why\nb:\n  - {c: 'it''s', d: [1, 2]}\n  - |\n    x\n    y\ne: ~\n";
        let (node, found) = read(text);
        assert!(found.is_empty(), "{found:?}");
        let node = node.unwrap();
        let map = node.map().unwrap();
        assert_eq!(
            map.entries
                .iter()
                .map(|(key, _)| key.span.text())
                .collect::<Vec<_>>(),
            ["a", "b", "e"]
        );
        assert_eq!(map.get("a").unwrap().span.text(), "upper( x )");
        assert!(map.get("e").unwrap().is_null());
        let Value::List(items) = &map.get("b").unwrap().value else {
            panic!("a list")
        };
        assert_eq!(items[0].span.text(), "{c: 'it''s', d: [1, 2]}");
        assert_eq!(
            items[0].map().unwrap().get("c").unwrap().span.text(),
            "'it''s'"
        );
        assert_eq!(
            items[0].map().unwrap().get("d").unwrap().span.text(),
            "[1, 2]"
        );
        let Value::Scalar(block) = &items[1].value else {
            panic!("a scalar")
        };
        assert_eq!((block.text.as_str(), block.plain), ("x\ny\n", false));
    }

    #[test]
    fn a_repeated_key_is_told_with_both_places() {
        let (node, found) = read("a: 1\nb: 2\na: 3\n");
        assert!(node.is_some());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, codes::DUPLICATE_KEY);
        assert_eq!(
            (found[0].labels[0].span.start, found[0].labels[1].span.start),
            (10, 0)
        );
    }

    #[test]
    fn anchors_aliases_tags_and_second_documents_are_refused() {
        for text in ["a: &x 1\n", "a: !!str 1\n", "a: 1\n---\nb: 2\n"] {
            let (_, found) = read(text);
            assert_eq!(
                found.iter().map(|d| d.code).collect::<Vec<_>>(),
                [codes::YAML_FEATURE],
                "{text}"
            );
        }
        let (_, found) = read("a: &x 1\nb: *x\n");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn an_unquoted_expression_that_breaks_yaml_shows_the_form_that_works() {
        let (node, found) = read("columns:\n  name: 'x: ' || trim(name)\n");
        assert!(node.is_none());
        let shown = found[0].render(Style::Plain);
        assert!(
            shown.contains(r#"`name: "'x: ' || trim(name)"`"#),
            "{shown}"
        );
    }

    #[test]
    fn broken_texts_never_panic() {
        for text in [
            "",
            "\u{feff}",
            "a: [",
            "{",
            "- a: b: c",
            "\t\tx",
            "? [a]\n: b\n",
            "é: \"\\q\"",
            "a: >\n",
            "--- \n...\n",
        ] {
            let _ = read(text);
        }
    }
}
