//! Expressions: compiled, and their faults brought back to the places in the YAML file.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use crate::diag::{Diagnostic, Sink, Span, Spanned};
use crate::expr::{self, Compiled, ExprError, Scope, Want};

/// The scope of a mapping's expressions.
pub(super) struct Expressions {
    /// What they may refer to.
    pub(super) scope: Scope,
    /// Names whose own fault was told already: expressions that mention one are passed over.
    pub(super) doubtful: Vec<String>,
    /// The source's columns are not known, so no expression is looked at.
    pub(super) no_columns: bool,
    /// The user's functions are not known, so no call is looked at.
    pub(super) no_udfs: bool,
}

impl Expressions {
    /// Compiles one.
    pub(super) fn compile(
        &self,
        text: &Spanned<String>,
        want: Want,
        sink: &mut Sink,
    ) -> Option<Compiled> {
        if self.is_doubtful(&text.value) {
            return None;
        }
        match expr::compile(&text.value, &self.scope, want) {
            Ok(compiled) => Some(compiled),
            Err(errors) => {
                errors.iter().for_each(|error| {
                    sink.push(diagnostic(error, text).help_if(self.quotes_help(text)))
                });
                None
            }
        }
    }

    /// YAML takes the outer quotes away: for what can only have been meant as SQL's quotes, the
    /// form that works.
    fn quotes_help(&self, text: &Spanned<String>) -> Option<String> {
        let raw = text.span.text();
        let inner = raw.get(1..raw.len().saturating_sub(1))?;
        if raw.starts_with('"') && self.scope.columns.iter().any(|(name, ..)| name == inner) {
            return Some(format!("YAML takes these quotes away; write `'{raw}'`"));
        }
        let is_word = !inner.is_empty()
            && inner
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '/' | '.'));
        (raw.starts_with('\'') && is_word).then(|| {
            format!(
                "YAML takes these quotes away; for a text write `{{value: {inner}}}` or \
                 `\"{raw}\"`"
            )
        })
    }

    /// Whether a text mentions what has a fault that was told.
    pub(super) fn is_doubtful(&self, text: &str) -> bool {
        self.no_columns
            || (self.no_udfs && text.contains('('))
            || self.doubtful.iter().any(|name| mentions(text, name))
    }
}

/// Whether a name stands in a text as a word of its own, in any case.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&name).any(|(place, _)| {
        !text[..place].ends_with(in_word) && !text[place + name.len()..].starts_with(in_word)
    })
}

/// An expression's error at its place in the file.
pub(super) fn diagnostic(error: &ExprError, text: &Spanned<String>) -> Diagnostic {
    let places = offsets(text);
    let at = |range: &Range<usize>| locate(&places, text, range);
    let diagnostic = Diagnostic::error(error.code, error.message.as_str())
        .at(&at(&error.span), error.label.as_str());
    let diagnostic = error
        .others
        .iter()
        .fold(diagnostic, |diagnostic, (range, label)| {
            diagnostic.at(&at(range), label.as_str())
        });
    diagnostic.help_if(error.help.clone())
}

/// The place of some bytes of a text that was written in YAML.
pub(super) fn part(text: &Spanned<String>, range: &Range<usize>) -> Span {
    locate(&offsets(text), text, range)
}

fn locate(places: &[usize], text: &Spanned<String>, range: &Range<usize>) -> Span {
    let place = |offset: usize| places.get(offset).or(places.last()).copied().unwrap_or(0);
    let start = place(range.start);
    // The end is the place behind the last byte, not that of the next: a line break may lie
    // between.
    let end = if range.end > range.start {
        place(range.end - 1) + 1
    } else {
        start
    };
    Span::new(
        &text.span.file,
        text.span.start + start,
        text.span.start + end.max(start + usize::from(range.is_empty())),
    )
}

/// For each byte of the value, its offset in the YAML text, and one for the end. Exact for plain
/// and literal scalars; where quotes, escapes and folded lines were resolved, the characters are
/// matched up in order.
fn offsets(text: &Spanned<String>) -> Vec<usize> {
    let mut rest = text.span.text().char_indices().peekable();
    let mut places = Vec::with_capacity(text.value.len() + 1);
    let mut end = 0;
    let mut wanted = text.value.chars().peekable();
    while let Some(c) = wanted.next() {
        let place = advance(&mut rest, c).unwrap_or(end);
        places.extend((0..c.len_utf8()).map(|byte| place + byte));
        end = place + c.len_utf8();
        if c.is_whitespace() && !wanted.peek().is_some_and(|next| next.is_whitespace()) {
            // A folded line's indentation.
            while rest.next_if(|(_, found)| found.is_whitespace()).is_some() {}
        }
    }
    places.push(end);
    places
}

/// Takes the YAML text to behind the next character that can be the wanted one, and gives its
/// place.
fn advance(rest: &mut Peekable<CharIndices<'_>>, wanted: char) -> Option<usize> {
    let mut escaped = false;
    while let Some((place, found)) = rest.peek().copied() {
        let fits =
            found == wanted || (wanted.is_whitespace() && (found.is_whitespace() || escaped));
        let skipped = matches!(found, '\'' | '"' | '\\');
        if !fits && wanted.is_whitespace() && !skipped {
            return None;
        }
        rest.next();
        if fits {
            return Some(place);
        }
        escaped = found == '\\';
    }
    None
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
        let file = Arc::new(SourceFile {
            name: "t.yaml".to_owned(),
            text: yaml.to_owned(),
        });
        let node = yaml::parse(&file, &mut Sink::default()).unwrap();
        let node = node.map().unwrap().get("e").unwrap();
        let Value::Scalar(scalar) = &node.value else {
            panic!("a scalar")
        };
        let text = Spanned::new(scalar.text.clone(), node.span.clone());
        let start = text.value.find(word).unwrap();
        part(&text, &(start..start + word.len())).text().to_owned()
    }

    #[test]
    fn a_name_is_mentioned_as_a_word() {
        assert!(mentions("upper(Id) || x", "id"));
        assert!(mentions("\"First Name\"", "First Name"));
        assert!(!mentions("valid_id + idx", "id"));
    }

    #[test]
    fn places_are_exact_in_every_kind_of_scalar() {
        assert_eq!(shown("e: upper(trim(faa))\n", "faa"), "faa");
        assert_eq!(shown("e: 'upper(''x'' || faa)'\n", "faa"), "faa");
        assert_eq!(shown("e: \"\\\"First Name\\\" || faa\"\n", "faa"), "faa");
        assert_eq!(
            shown("e: |\n  case when a\n    then faa end\n", "faa"),
            "faa"
        );
        assert_eq!(shown("e: >\n  case when a\n  then faa end\n", "faa"), "faa");
        assert_eq!(shown("e: a ||\n  b ||   c  ||\n\n    faa\n", "faa"), "faa");
        assert_eq!(shown("e: 'é' \nf: x\n", "é"), "é");
        assert_eq!(shown("e: upper(ünï) || faa\n", "ünï"), "ünï");
    }
}
