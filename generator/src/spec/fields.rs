//! Reading a map's fields: what is known, what is missing, what is mistyped.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean, one_of};

use super::shape::Section;
use super::yaml::{Map, Node, Scalar, Value, quote};
use loadwright_types::bounds::{self, NoTime, Range, Times};

/// The fields of one map. Every name that is asked for is known; [`Fields::finish`] tells of the
/// others.
pub(super) struct Fields<'a> {
    what: String,
    section: &'static Section,
    span: Span,
    entries: Vec<&'a (Spanned<String>, Node)>,
    /// Fields whose fault was told: they count as known and not as missing.
    told: Vec<&'a str>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of a map that people call `what`; nothing at all is an empty map.
    pub(super) fn open(
        node: &'a Node,
        what: &str,
        section: &'static Section,
        sink: &mut Sink,
    ) -> Option<Fields<'a>> {
        let (entries, told, known) = (Vec::new(), Vec::new(), Vec::new());
        let mut fields = Fields {
            what: what.to_owned(),
            section,
            span: node.span.clone(),
            entries,
            told,
            known,
        };
        match &node.value {
            Value::Map(map) => {
                fields.entries.extend(&map.entries);
                if map.flow {
                    fields.take_out_cut(map, sink);
                }
            }
            Value::Scalar(scalar) if scalar.is_null() => {}
            _ => {
                sink.push(wrong_shape(node, what, "a map of fields"));
                return None;
            }
        }
        Some(fields)
    }

    /// Where a fault of the whole map is shown: its first key.
    pub(super) fn span(&self) -> Span {
        self.entries
            .first()
            .map_or_else(|| self.span.clone(), |(key, _)| key.span.clone())
    }

    /// A field that may be left out.
    pub(super) fn get(&mut self, name: &'static str) -> Option<&'a Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// It turned out to be a section of another kind.
    pub(super) fn turn_into(&mut self, section: &'static Section) {
        self.section = section;
    }

    /// A field that may be left out, with its key.
    pub(super) fn entry(&mut self, name: &'static str) -> Option<(&'a Spanned<String>, &'a Node)> {
        debug_assert!(
            self.section.field(name).is_some(),
            "{} has no field `{name}` in its table",
            self.what
        );
        self.allow(name)
    }

    /// A field that is no fault here, though the section has none of this name.
    pub(super) fn allow(&mut self, name: &'static str) -> Option<(&'a Spanned<String>, &'a Node)> {
        self.known.push(name);
        self.entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|(key, node)| (key, node))
    }

    /// Whether the field is there with a fault that was told.
    pub(super) fn is_told(&self, name: &str) -> bool {
        self.told.contains(&name)
    }

    /// A field that must be there.
    pub(super) fn require(
        &mut self,
        name: &'static str,
        example: &str,
        sink: &mut Sink,
    ) -> Option<&'a Node> {
        debug_assert!(
            self.section.required.contains(&name),
            "`{name}` of {} is not required in its table",
            self.what
        );
        let found = self.get(name);
        if found.is_none() && !self.is_told(name) && !self.mistyped(name) {
            let message = format!("{} has no `{name}`", self.what);
            sink.push(
                Diagnostic::error(codes::MISSING_FIELD, message)
                    .at(&self.span(), "")
                    .help(format!("write `{name}: {example}`")),
            );
        }
        found
    }

    /// A known field that this version refuses.
    pub(super) fn not_yet(&mut self, name: &'static str, sink: &mut Sink) {
        debug_assert!(
            self.section.field(name).is_none(),
            "`{name}` of {} is in its table, but refused",
            self.what
        );
        if let Some((key, _)) = self.allow(name) {
            sink.push(not_yet(&key.span, &format!("`{name}`")));
        }
    }

    /// Tells of the fields that nothing asked for.
    pub(super) fn finish(self, sink: &mut Sink) {
        let unasked = self
            .section
            .fields()
            .find(|field| !self.known.contains(&field.name));
        debug_assert!(
            unasked.is_none(),
            "nothing reads `{}` of {}",
            unasked.map_or("", |field| field.name),
            self.what
        );
        for (key, _) in self
            .entries
            .iter()
            .filter(|(key, _)| !self.known.contains(&key.value.as_str()))
        {
            let known = self.known.iter().copied();
            let diagnostic = Diagnostic::error(
                codes::UNKNOWN_FIELD,
                format!("unknown field `{}`", key.value),
            );
            let diagnostic = diagnostic.at(&key.span, format!("{} has no such field", self.what));
            sink.push(match did_you_mean(&key.value, known.clone()) {
                Some(help) => diagnostic.help(help),
                None => diagnostic.help(format!(
                    "its fields: {}",
                    known.collect::<Vec<_>>().join(", ")
                )),
            });
        }
    }

    /// Whether an unknown field is likely meant to be this one: then that is told, and not that it
    /// is missing.
    fn mistyped(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|(key, _)| crate::diag::nearest(&key.value, [name]).is_some())
    }

    /// `{expr: round(a, 2)}`: the comma ends the value, and `2)` becomes a key without a value.
    /// Told once, and both taken out.
    fn take_out_cut(&mut self, map: &'a Map, sink: &mut Sink) {
        for pair in map.entries.windows(2) {
            let [(before, value), (key, node)] = pair else {
                continue;
            };
            let Value::Scalar(scalar) = &value.value else {
                continue;
            };
            if !node.is_null() || !scalar.plain || !unclosed(&scalar.text) {
                continue;
            }
            let whole = Span::new(&value.span.file, value.span.start, key.span.end);
            sink.push(
                Diagnostic::error(
                    codes::CUT_BY_COMMA,
                    format!("the comma ends the value of `{}`", before.value),
                )
                .at(&key.span, "inside `{ }` this is a field of its own")
                .at(&value.span, "the value ends here")
                .help(format!(
                    "quote it: `{}: {}`",
                    before.value,
                    quote(whole.text())
                )),
            );
            self.told.push(&before.value);
            self.entries
                .retain(|(other, _)| other.span != key.span && other.span != before.span);
        }
    }
}

fn unclosed(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

/// "expected …, found …".
pub(super) fn wrong_shape(node: &Node, what: &str, expected: &str) -> Diagnostic {
    let found = node.kind();
    Diagnostic::error(
        codes::WRONG_SHAPE,
        format!("{what} must be {expected}, found {found}"),
    )
    .at(&node.span, format!("expected {expected}"))
}

/// A capability of the specification that this version does not have.
pub(super) fn not_yet(span: &Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::NOT_YET, format!("{what} is not supported yet"))
        .at(span, "this version cannot do it")
}

/// A scalar that is there.
pub(super) fn scalar<'a>(
    node: &'a Node,
    what: &str,
    expected: &str,
    sink: &mut Sink,
) -> Option<&'a Scalar> {
    match &node.value {
        Value::Scalar(scalar) if !scalar.is_null() => Some(scalar),
        _ => {
            sink.push(wrong_shape(node, what, expected));
            None
        }
    }
}

/// Text of any look.
pub(super) fn text(node: &Node, what: &str, sink: &mut Sink) -> Option<Spanned<String>> {
    scalar(node, what, "text", sink)
        .map(|scalar| Spanned::new(scalar.text.clone(), node.span.clone()))
}

/// Text that is not empty.
pub(super) fn name(node: &Node, what: &str, sink: &mut Sink) -> Option<Spanned<String>> {
    let name = text(node, what, sink)?;
    if name.value.trim().is_empty() {
        sink.push(
            Diagnostic::error(codes::WRONG_SHAPE, format!("{what} is empty"))
                .at(&node.span, "expected a name"),
        );
        return None;
    }
    Some(name)
}

/// A SQL expression: text, with what YAML may have done to it made an error.
pub(super) fn expression(node: &Node, what: &str, sink: &mut Sink) -> Option<Spanned<String>> {
    let scalar = scalar(node, what, "an expression", sink)?;
    if scalar.plain
        && let Some(comment) = comment_behind(&node.span)
    {
        let whole = Span::new(&node.span.file, node.span.start, comment.end);
        sink.push(
            Diagnostic::error(
                codes::COMMENT_BEHIND,
                "a YAML comment right behind an expression",
            )
            .at(&comment, "YAML leaves this out")
            .help(format!(
                "if it belongs to the expression, quote the whole: `{}`",
                quote(whole.text())
            ))
            .help("if it is a comment, put it on a line of its own"),
        );
        return None;
    }
    Some(Spanned::new(
        scalar.text.trim_end().to_owned(),
        node.span.clone(),
    ))
}

fn comment_behind(span: &Span) -> Option<Span> {
    let rest = span.file.text[span.end..].lines().next().unwrap_or("");
    let comment = rest.trim_start();
    let blanks = rest.len() - comment.len();
    (blanks > 0 && comment.starts_with('#')).then(|| {
        Span::new(
            &span.file,
            span.end + blanks,
            span.end + rest.trim_end().len(),
        )
    })
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node, what: &str, sink: &mut Sink) -> Option<Spanned<bool>> {
    let found = scalar(node, what, "`true` or `false`", sink)?;
    let Some(value) = found.boolean() else {
        sink.push(
            Diagnostic::error(
                codes::WRONG_SHAPE,
                format!("{what} must be `true` or `false`, found `{}`", found.text),
            )
            .at(&node.span, "expected `true` or `false`, unquoted"),
        );
        return None;
    };
    Some(Spanned::new(value, node.span.clone()))
}

/// A whole number in a range.
pub(super) fn whole(node: &Node, what: &str, range: Range<u64>, sink: &mut Sink) -> Option<u64> {
    let found = scalar(node, what, "a whole number", sink)?;
    let Range { least, most } = range;
    match bounds::whole(&found.text) {
        Some(value) if range.holds(&value) => Some(value),
        Some(value) => {
            let (rule, label) = if value < least {
                (format!("at least {least}"), "too small")
            } else {
                (format!("at most {most}"), "too large")
            };
            sink.push(
                Diagnostic::error(codes::OUT_OF_RANGE, format!("{what} must be {rule}"))
                    .at(&node.span, label),
            );
            None
        }
        None => {
            let message = format!(
                "{what} must be a whole number of at least {least}, found `{}`",
                found.text
            );
            sink.push(
                Diagnostic::error(codes::WRONG_SHAPE, message)
                    .at(&node.span, "expected a whole number"),
            );
            None
        }
    }
}

/// A number in a range.
pub(super) fn number(node: &Node, what: &str, range: Range<f64>, sink: &mut Sink) -> Option<f64> {
    let found = scalar(node, what, "a number", sink)?;
    match found.text.parse::<f64>() {
        Ok(value) if range.holds(&value) => Some(value),
        Ok(_) => {
            let message = format!("{what} must be from {} to {}", range.least, range.most);
            sink.push(
                Diagnostic::error(codes::OUT_OF_RANGE, message).at(&node.span, "out of range"),
            );
            None
        }
        Err(_) => {
            let message = format!("{what} must be a number, found `{}`", found.text);
            sink.push(
                Diagnostic::error(codes::WRONG_SHAPE, message).at(&node.span, "expected a number"),
            );
            None
        }
    }
}

/// One of some words; a word without a value is known, but not supported yet.
pub(super) fn choice<T: Clone>(
    node: &Node,
    what: &str,
    words: &[(&str, Option<T>)],
    sink: &mut Sink,
) -> Option<Spanned<T>> {
    let names = || words.iter().map(|(word, _)| *word);
    let found = scalar(node, what, &one_of(names()), sink)?;
    match words.iter().find(|(word, _)| *word == found.text) {
        Some((_, Some(value))) => Some(Spanned::new(value.clone(), node.span.clone())),
        Some((word, None)) => {
            sink.push(not_yet(
                &node.span,
                &format!("`{}: {word}`", what.trim_matches('`')),
            ));
            None
        }
        None => {
            let diagnostic = Diagnostic::error(
                codes::NOT_A_CHOICE,
                format!("{what} cannot be `{}`", found.text),
            )
            .at(&node.span, format!("expected {}", one_of(names())));
            sink.push(diagnostic.help_if(did_you_mean(&found.text, names())));
            None
        }
    }
}

/// The items of a list.
pub(super) fn list<'a>(node: &'a Node, what: &str, sink: &mut Sink) -> Option<&'a [Node]> {
    match &node.value {
        Value::List(items) => Some(items),
        Value::Scalar(scalar) if !scalar.is_null() => {
            sink.push(
                wrong_shape(node, what, "a list").help(format!("write `[{}]`", node.span.text())),
            );
            None
        }
        _ => {
            sink.push(wrong_shape(node, what, "a list"));
            None
        }
    }
}

/// A length of time such as `6 hours`, in the first unit of `times`.
pub(super) fn time(node: &Node, what: &str, times: &Times, sink: &mut Sink) -> Option<u64> {
    let found = scalar(
        node,
        what,
        &format!("a time such as `{}`", times.example),
        sink,
    )?;
    let fault = match times.read(&found.text) {
        Ok(time) => return Some(time),
        Err(NoTime::OutOfRange) => Diagnostic::error(
            codes::OUT_OF_RANGE,
            format!("{what} must be {}", times.rule),
        )
        .at(&node.span, "out of range"),
        Err(NoTime::Unreadable) => Diagnostic::error(
            codes::NOT_A_DURATION,
            format!("{what} cannot be `{}`", found.text),
        )
        .at(&node.span, "expected a whole number and a unit")
        .help(format!(
            "write {}, for example `{}`",
            times.rule, times.example
        )),
    };
    sink.push(fault);
    None
}
