//! What a job makes of its first rows, for who wants to see it before a run.

use std::sync::Arc;

use crate::error::Result;
use crate::job::Job;
use crate::row::{Reject, RowReader, Rows, SourceRow};
use crate::scratch::Scratch;
use crate::value::json::JsonWriter;

/// What to show.
#[derive(Debug, Clone, Copy)]
pub struct PreviewOf {
    /// At most so many rows.
    pub rows: usize,
    /// Only rows that would be rejected, wherever in the source they are.
    pub rejected: bool,
}

/// One row of the source and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewRow {
    /// The file, where there is one.
    pub file: Option<String>,
    /// Its line; for tables and queries the number of the row.
    pub line: u64,
    /// The source's cells as a JSON object, as the source writes them.
    pub source: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The target row as a JSON object.
    Loaded(String),
    /// The filter leaves it out.
    Filtered,
    /// It cannot be loaded.
    Rejected(Reject),
}

/// Rows as they are gathered.
pub(crate) struct Preview<'p> {
    of: PreviewOf,
    scratch: Scratch,
    files: &'p [Arc<str>],
    pub(crate) rows: Vec<PreviewRow>,
}

impl<'p> Preview<'p> {
    pub(crate) fn new(of: PreviewOf, scratch: Scratch, files: &'p [Arc<str>]) -> Preview<'p> {
        Preview {
            of,
            scratch,
            files,
            rows: Vec::new(),
        }
    }

    pub(crate) fn take<J: Job, R: Rows>(
        &mut self,
        rows: &mut R,
        lookups: &J::Lookups,
    ) -> Result<()> {
        while self.rows.len() < self.of.rows {
            let Some(row) = rows.next()? else { break };
            let position = row.position();
            let file = self.files.get(position.file as usize);
            self.scratch.enter(position.line, file);
            let outcome =
                outcome::<J, _>(&row, lookups, &self.scratch).unwrap_or_else(Outcome::Rejected);
            if !self.of.rejected || matches!(outcome, Outcome::Rejected(_)) {
                let file = file.map(|name| name.to_string());
                self.rows.push(PreviewRow {
                    file,
                    line: position.line,
                    source: SourceRow::json(&row),
                    outcome,
                });
            }
        }
        Ok(())
    }
}

/// The way of a row in a run, up to its target row.
fn outcome<'r, J: Job, W: RowReader<'r>>(
    row: &W,
    lookups: &'r J::Lookups,
    scratch: &'r Scratch,
) -> Result<Outcome, Reject> {
    let source = J::read(row)?;
    if !J::filter(&source, scratch)? {
        return Ok(Outcome::Filtered);
    }
    let key = J::key(row, lookups, scratch)?;
    let target = J::transform(&source, &key, lookups, scratch)?;
    let mut json = JsonWriter::new(J::INFO.target.columns.iter().map(|column| column.name));
    J::write(&target, &mut json);
    Ok(Outcome::Loaded(json.finish()))
}
