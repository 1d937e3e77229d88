//! Expressions: compiled, and their faults brought back to the places in the YAML file.

use std::ops::Range;

use crate::diag::{Diagnostic, Sink, Span, Spanned};
use crate::expr::{self, Compiled, ExprError, Scope, Want};

/// The scope of a mapping's expressions.
pub(super) struct Expressions {
    /// What they may refer to.
    pub(super) scope: Scope,
    /// Names whose own fault was told already: expressions that mention one are passed over.
    pub(super) doubtful: Vec<String>,
    /// The scope itself is not known, so no expression is looked at.
    pub(super) unknown: bool,
}

impl Expressions {
    /// Compiles one.
    pub(super) fn compile(&self, text: &Spanned<String>, want: Want, sink: &mut Sink) -> Option<Compiled> {
        if self.is_doubtful(&text.value) {
            return None;
        }
        match expr::compile(&text.value, &self.scope, want) {
            Ok(compiled) => Some(compiled),
            Err(errors) => {
                errors.iter().for_each(|error| sink.push(diagnostic(error, text)));
                None
            }
        }
    }

    fn is_doubtful(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.unknown || self.doubtful.iter().any(|name| text.contains(&name.to_lowercase()))
    }
}

/// An expression's error at its place in the file.
pub(super) fn diagnostic(error: &ExprError, text: &Spanned<String>) -> Diagnostic {
    let places = offsets(text);
    let at = |range: &Range<usize>| locate(&places, text, range);
    let diagnostic = Diagnostic::error(error.code, error.message.as_str()).at(&at(&error.span), error.label.as_str());
    let diagnostic = error.others.iter().fold(diagnostic, |diagnostic, (range, label)| diagnostic.at(&at(range), label.as_str()));
    diagnostic.help_if(error.help.clone())
}

/// The place of some bytes of a text that was written in YAML.
pub(super) fn part(text: &Spanned<String>, range: &Range<usize>) -> Span {
    locate(&offsets(text), text, range)
}

fn locate(places: &[usize], text: &Spanned<String>, range: &Range<usize>) -> Span {
    let place = |offset: usize| places.get(offset).or(places.last()).copied().unwrap_or(0);
    let start = place(range.start);
    // The end is the place behind the last byte, not that of the next: a line break may lie between.
    let end = if range.end > range.start { place(range.end - 1) + 1 } else { start };
    Span::new(&text.span.file, text.span.start + start, text.span.start + end.max(start + usize::from(range.is_empty())))
}

/// For each byte of the value, its offset in the YAML text, and one for the end. Exact for plain and literal scalars; where quotes,
/// escapes and folded lines were resolved, the characters are matched up in order.
fn offsets(text: &Spanned<String>) -> Vec<usize> {
    let raw = text.span.text();
    let mut rest = raw.char_indices().peekable();
    let mut places = Vec::with_capacity(text.value.len() + 1);
    let mut end = 0;
    for wanted in text.value.chars() {
        while let Some((place, found)) = rest.peek().copied() {
            if found == wanted || (wanted.is_whitespace() && found.is_whitespace()) {
                rest.next();
                end = place + found.len_utf8();
                places.extend((0..wanted.len_utf8()).map(|byte| place + byte.min(found.len_utf8() - 1)));
                if wanted.is_whitespace() {
                    skip_folded(&text.value, &mut rest, places.len());
                }
                break;
            }
            if wanted.is_whitespace() && found != '\\' {
                break;
            }
            rest.next();
        }
        if places.len() < text.value.len() && rest.peek().is_none() && end >= raw.len() {
            break;
        }
    }
    places.push(end);
    places
}

/// After a blank of the value, passes over the YAML text's further blanks (a folded line's indentation), unless the value has them too.
fn skip_folded(value: &str, rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>, reached: usize) {
    if value.get(reached..).is_some_and(|next| next.starts_with(char::is_whitespace)) {
        return;
    }
    while rest.peek().is_some_and(|(_, found)| found.is_whitespace()) {
        rest.next();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use super::*;
    use crate::diag::SourceFile;
    use crate::spec::yaml::{self, Value};

    /// The YAML text under the place of `word` in the value of `yaml`'s field `e`.
    fn shown(yaml: &str, word: &str) -> String {
        let file = Arc::new(SourceFile { name: "t.yaml".to_owned(), text: yaml.to_owned() });
        let node = yaml::parse(&file, &mut Sink::default()).unwrap();
        let node = node.map().unwrap().get("e").unwrap();
        let Value::Scalar(scalar) = &node.value else { panic!("a scalar") };
        let text = Spanned::new(scalar.text.clone(), node.span.clone());
        let start = text.value.find(word).unwrap();
        part(&text, &(start..start + word.len())).text().to_owned()
    }

    #[test]
    fn places_are_exact_in_every_kind_of_scalar() {
        assert_eq!(shown("e: upper(trim(faa))\n", "faa"), "faa");
        assert_eq!(shown("e: 'upper(''x'' || faa)'\n", "faa"), "faa");
        assert_eq!(shown("e: \"\\\"First Name\\\" || faa\"\n", "faa"), "faa");
        assert_eq!(shown("e: |\n  case when a\n    then faa end\n", "faa"), "faa");
        assert_eq!(shown("e: >\n  case when a\n  then faa end\n", "faa"), "faa");
        assert_eq!(shown("e: a ||\n  b ||   c  ||\n\n    faa\n", "faa"), "faa");
        assert_eq!(shown("e: 'é' \nf: x\n", "é"), "é");
        assert_eq!(shown("e: upper(ünï) || faa\n", "ünï"), "ünï");
    }
}
