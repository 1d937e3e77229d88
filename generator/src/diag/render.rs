//! Diagnostics as text.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Label, Severity};

/// How diagnostics look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For files, pipes and tests.
    Plain,
    /// For a terminal.
    Coloured,
}

impl Diagnostic {
    /// The diagnostic as text, ended by a newline.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()).id(self.code));
        for labels in by_file(&self.labels) {
            let file = &labels[0].1.span.file;
            let (start, end) = around(&file.text, &labels);
            let snippet = labels.iter().fold(
                Snippet::source(&file.text[start..end])
                    .path(file.name.as_str())
                    .line_start(1 + count_lines(&file.text[..start])),
                |snippet, (primary, label)| {
                    let kind = if *primary {
                        AnnotationKind::Primary
                    } else {
                        AnnotationKind::Context
                    };
                    let annotation = kind.span(label.span.start - start..label.span.end - start);
                    snippet.annotation(if label.text.is_empty() {
                        annotation
                    } else {
                        annotation.label(label.text.as_str())
                    })
                },
            );
            group = group.element(snippet);
        }
        for note in &self.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        for help in &self.helps {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        };
        let mut text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
        text.push('\n');
        text
    }
}

/// The labels of each file, files in the order of their first label; the very first label is the
/// primary one.
fn by_file(labels: &[Label]) -> Vec<Vec<(bool, &Label)>> {
    let mut files: Vec<Vec<(bool, &Label)>> = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let entry = (place == 0, label);
        match files
            .iter_mut()
            .find(|group| group[0].1.span.file == label.span.file)
        {
            Some(group) => group.push(entry),
            None => files.push(vec![entry]),
        }
    }
    files
}

/// The lines that the labels touch, with one before and one behind: what is rendered costs no more
/// in a long file than in a short one.
fn around(text: &str, labels: &[(bool, &Label)]) -> (usize, usize) {
    let first = labels.iter().map(|(_, label)| label.span.start).min();
    let last = labels.iter().map(|(_, label)| label.span.end).max();
    let start = (0..2).fold(first.unwrap_or(0) + 1, |at, _| {
        text[..at.saturating_sub(1)]
            .rfind('\n')
            .map_or(0, |at| at + 1)
    });
    let end = (0..2).fold(last.unwrap_or(text.len()), |at, _| {
        text[at..]
            .find('\n')
            .map_or(text.len(), |length| at + length + 1)
    });
    (start, end)
}

fn count_lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::{SourceFile, Span};

    #[test]
    fn renders_like_rustc() {
        let text = "version: 1\njob: dim_airport\nsorce: nyc_files\n".to_owned();
        let file = Arc::new(SourceFile {
            name: "jobs/dim_airport.yaml".to_owned(),
            text,
        });
        let other = Arc::new(SourceFile {
            name: "connections.yaml".to_owned(),
            text: "connections: {}\n".to_owned(),
        });
        let shown = Diagnostic::error("LW0004", "unknown field `sorce`")
            .at(&Span::new(&file, 28, 33), "no such field in a job")
            .at(&Span::new(&other, 0, 11), "here")
            .note("a note")
            .help("did you mean `source`?")
            .render(Style::Plain);
        let expected = "\
error[LW0004]: unknown field `sorce`
 --> jobs/dim_airport.yaml:3:1
  |
3 | sorce: nyc_files
  | ^^^^^ no such field in a job
  |
 ::: connections.yaml:1:1
  |
1 | connections: {}
  | ----------- here
  |
  = note: a note
  = help: did you mean `source`?
";
        assert_eq!(shown, expected);
    }
}
