//! Source files and places in them.

use std::cmp::Ordering;
use std::sync::Arc;

/// A file that was read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Its path as shown to people: relative to the root where it lies below it, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Bytes `start..end` of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: Arc<SourceFile>,
    /// First byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

impl Span {
    /// Bytes of a file, brought inside it and onto the borders of characters.
    #[must_use]
    pub fn new(file: &Arc<SourceFile>, start: usize, end: usize) -> Span {
        let start = floor(&file.text, start);
        let end = floor(&file.text, end).max(start);
        Span {
            file: Arc::clone(file),
            start,
            end,
        }
    }

    /// The text it covers.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.file.text[self.start..self.end]
    }

    /// An empty span at its end.
    #[must_use]
    pub fn behind(&self) -> Span {
        Span {
            file: Arc::clone(&self.file),
            start: self.end,
            end: self.end,
        }
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Span) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Span) -> Ordering {
        (&self.file.name, self.start, self.end).cmp(&(&other.file.name, other.start, other.end))
    }
}

fn floor(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    #[must_use]
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }

    /// Another value at the same place.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: change(self.value),
            span: self.span,
        }
    }
}
