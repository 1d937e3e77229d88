//! From documents to a checked job: every name resolved, every type known, every rule of the spec
//! asked.
//!
//! All that can be checked after a fault is checked; what hangs on the fault is passed over, so
//! that one cause is told once.

mod columns;
mod date_format;
mod examples;
mod expression;
mod history;
mod hooks;
mod job;
mod literal;
mod members;
mod names;
mod params;
mod source;
mod target;

use std::path::Path;

use crate::diag::{Diagnostic, Sink};
use crate::model;
use crate::spec::{Files, load};

/// What checking a job gives.
#[derive(Debug)]
pub struct Checked {
    /// The job, where no error was found.
    pub job: Option<model::Job>,
    /// Errors and warnings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks one job spec: no database, clock or network, only the files that it names.
#[must_use]
pub fn check_job(files: &Files, path: &Path) -> Checked {
    let mut sink = Sink::default();
    let job =
        load(files, path, &mut sink).and_then(|documents| job::check(files, &documents, &mut sink));
    let job = job.filter(|_| !sink.has_errors());
    Checked {
        job,
        diagnostics: sink.finish(),
    }
}
