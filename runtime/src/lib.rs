//! What every Loadwright job shares: chunks, parallel workers, slowly changing dimensions, the
//! ledger.
//!
//! A generated crate implements [`job::Job`] and calls [`main`]; a program that links the crate
//! calls [`run`]. The story of a run is readable from top to bottom in `engine/mod.rs`.

#![cfg_attr(
    not(all(feature = "csv", feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        irrefutable_let_patterns,
        unreachable_patterns,
        unused_imports,
        unused_mut,
        unused_variables,
        reason = "with fewer adapters a source or a target is of one kind, and nothing asks which"
    )
)]

pub mod adapters;
mod cli;
mod clock;
pub mod connections;
mod database;
mod diff;
mod engine;
pub mod error;
#[doc(hidden)] // For tests that bring faults about.
pub mod failpoint;
#[cfg(test)]
mod fixture;
#[cfg(feature = "fuzz")]
#[doc(hidden)] // For property tests and fuzzers.
pub mod fuzz;
mod human;
pub mod info;
#[cfg(feature = "inspect")]
pub mod inspect;
pub mod job;
mod ledger;
pub mod options;
pub mod preview;
pub mod program;
pub mod progress;
pub mod report;
pub mod row;
pub mod scratch;
pub mod settings;
pub mod source;
pub mod spool;
pub mod sql;
pub mod stop;
mod suggest;
mod target;
#[doc(hidden)] // Until there are commands for it.
pub mod tasks;
pub mod testing;
pub mod value;
pub mod vars;
#[cfg(test)]
mod walls;
mod yaml;

pub use cli::{main, main_with};
pub use entry::{preview, run};
pub use error::Error;
#[doc(hidden)] // What of it generated code needs, `sql` and `value` have.
pub use loadwright_types::temporal;
pub use options::Options;
pub use report::{Report, RunError};

mod entry {
    use crate::adapters::compiled;
    use crate::engine;
    use crate::error::Result as Outcome;
    use crate::options::Options;
    use crate::preview::{PreviewOf, PreviewRow};
    use crate::program::Programs;
    use crate::report::{Report, RunError};

    /// Runs a job from other Rust code: settings in, a report out.
    ///
    /// # Errors
    /// Whatever ended the run, with the report of what it came to where it had been opened.
    pub fn run<J: Programs>(options: &Options) -> Result<Report, RunError> {
        engine::run(&compiled::<J>(), options)
    }

    /// The first rows of a job's source: read, filtered, computed; nothing compared, nothing
    /// written, the target not opened.
    ///
    /// # Errors
    /// Settings, params or connections that cannot be used; a source that cannot be read, or is not
    /// what the job was compiled for.
    pub fn preview<J: Programs>(options: &Options, of: PreviewOf) -> Outcome<Vec<PreviewRow>> {
        engine::preview(&compiled::<J>(), options, of)
    }
}
