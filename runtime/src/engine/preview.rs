//! A look at what a job makes of its first rows: source read, filter and expressions applied, nothing compared, nothing written. The
//! target is not opened.

use std::sync::Arc;

use super::session::Session;
use super::{open_sources, shape};
use crate::clock;
use crate::error::{Error, Result};
use crate::job::Job;
use crate::options::Options;
use crate::preview::{Outcome, PreviewOf, PreviewRow};
use crate::program::{Compiled, Pass};
use crate::row::{Reject, RowReader};
use crate::scratch::Scratch;
use crate::source::bounds::Bounds;
use crate::source::{Chunk, Rows, SourceRow};
use crate::value::json::JsonWriter;

/// Rows as they are gathered.
pub(crate) struct Preview<'p> {
    of: PreviewOf,
    scratch: Scratch,
    files: &'p [Arc<str>],
    rows: Vec<PreviewRow>,
}

impl Preview<'_> {
    pub(crate) fn take<J: Job, R: Rows>(&mut self, rows: &mut R) -> Result<()> {
        while self.rows.len() < self.of.rows {
            let Some(row) = rows.next()? else { break };
            let position = row.position();
            let file = self.files.get(position.file as usize);
            self.scratch.enter(position.line, file);
            let outcome = outcome::<J, _>(&row, &self.scratch).unwrap_or_else(Outcome::Rejected);
            if !self.of.rejected || matches!(outcome, Outcome::Rejected(_)) {
                let file = file.map(|name| name.to_string());
                self.rows.push(PreviewRow { file, line: position.line, source: SourceRow::json(&row), outcome });
            }
        }
        Ok(())
    }
}

/// The way of a row in a run, up to its target row.
fn outcome<'r, J: Job, W: RowReader<'r>>(row: &W, scratch: &'r Scratch) -> Result<Outcome, Reject> {
    let source = J::read(row)?;
    if !J::filter(&source, scratch)? {
        return Ok(Outcome::Filtered);
    }
    if !J::INFO.target.key.is_empty() {
        J::key(row, scratch)?;
    }
    let target = J::transform(&source, scratch)?;
    let mut json = JsonWriter::new(J::INFO.target.columns.iter().map(|column| column.name));
    J::write(&target, &mut json);
    Ok(Outcome::Loaded(json.finish()))
}

/// Looks at a job's first rows.
pub(crate) fn preview(job: &Compiled, options: &Options, of: PreviewOf) -> Result<Vec<PreviewRow>> {
    let session = Session::resolve(job, options)?;
    let (origin, _) = session.find_source(None, None)?;
    shape::check_source(&*origin)?;
    let now = clock::now();
    let scratch = Scratch::new(session.constants(0, now, options.effective_at.unwrap_or(now)));
    let files = origin.names();
    let mut preview = Preview { of, scratch, files: &files, rows: Vec::new() };
    let mut sources = open_sources(&session, &*origin)?;
    let source = sources.first_mut().ok_or_else(|| Error::failed("the source is not open"))?;
    session.program.pass(&mut **source, Chunk::Bounds(&Bounds::All), Pass::Preview(&mut preview))?;
    Ok(preview.rows)
}
