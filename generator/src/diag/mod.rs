//! What the compiler has to say about a spec: errors and warnings with their places, rendered as
//! rustc does.

pub mod codes;
mod render;
mod source;

pub use render::Style;
pub use source::{SourceFile, Span, Spanned};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The job is generated; someone should look.
    Warning,
}

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Code, as `LW0004`; [`codes::explain`] tells more.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The place of the fault first, then the places that explain it.
    pub labels: Vec<Label>,
    /// What to know beside it.
    pub notes: Vec<String>,
    /// What to write instead.
    pub helps: Vec<String>,
}

/// A place with a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// At a place: the first call gives the primary one.
    #[must_use]
    pub fn at(mut self, span: &Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label {
            span: span.clone(),
            text: text.into(),
        });
        self
    }

    /// With something to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// With what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.helps.push(help.into());
        self
    }

    /// With what to write instead, where there is an idea.
    #[must_use]
    pub fn help_if(self, help: Option<String>) -> Diagnostic {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

/// So many are told of one job, and nobody reads more. Each shows its line, so without a bound a
/// line of many faults would be shown once for each of them.
const MOST: usize = 100;

/// Diagnostics as they are found.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Takes one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Whether an error was found.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.found)
    }

    /// In the order of their files and places; what has no place comes first. Of more than
    /// a hundred, the errors before the warnings, and how many are left out.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.place().cmp(&b.place()));
        self.found.dedup();
        let left_out = self.found.len().saturating_sub(MOST);
        if left_out > 0 {
            self.found.sort_by_key(|diagnostic| diagnostic.severity);
            self.found.truncate(MOST);
            self.found.sort_by(|a, b| a.place().cmp(&b.place()));
            if let Some(last) = self.found.last_mut() {
                last.notes.push(format!("{left_out} more are not shown"));
            }
        }
        self.found
    }
}

impl Diagnostic {
    fn place(&self) -> Option<(&str, usize)> {
        self.labels
            .first()
            .map(|label| (label.span.file.name.as_str(), label.span.start))
    }
}

/// Whether one of them is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The known name nearest to a mistyped one, if it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.chars().count().min(lower.chars().count()) / 4
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean" for [`nearest`].
#[must_use]
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// `a, b or c`, each in backticks.
#[must_use]
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_takes_slips_but_not_other_words() {
        assert_eq!(
            nearest("on_sorce_delete", ["on_source_delete", "duplicates"]),
            Some("on_source_delete")
        );
        assert_eq!(nearest("Key", ["key", "kind"]), Some("key"));
        assert_eq!(nearest("tabel", ["table", "label_x"]), Some("table"));
        assert_eq!(nearest("watermark", ["filter", "columns"]), None);
        assert_eq!(nearest("op", ["id"]), None);
    }

    #[test]
    fn of_too_many_the_errors_stay_and_the_rest_is_counted() {
        let mut sink = Sink::default();
        for number in 0..MOST {
            sink.push(Diagnostic::warning("LW0190", number.to_string()));
        }
        sink.push(Diagnostic::error("LW0004", "one"));
        let told = sink.finish();
        assert_eq!(told.len(), MOST);
        assert!(has_errors(&told));
        assert_eq!(told[MOST - 1].notes, ["1 more are not shown"]);
    }

    #[test]
    fn one_of_reads_as_prose() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
