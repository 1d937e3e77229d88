//! A run's chunks as tasks, for whichever process executes them.

use crate::adapters::compiled;
use crate::engine::task;
use crate::error::Result;
use crate::options::Options;
use crate::program::Programs;

pub use crate::engine::task::Task;

/// The chunks that are still to be done of the latest run of the job's target; none where there is
/// no such run.
///
/// # Errors
/// Settings, params or connections that cannot be used; a ledger that cannot be read.
pub fn tasks<J: Programs>(options: &Options) -> Result<Vec<Task>> {
    task::tasks(&compiled::<J>(), options)
}

/// Executes tasks, and gives how many of their chunks are done then. To execute one twice, or in
/// two processes at once, changes nothing.
///
/// # Errors
/// Of usage: tasks of another run, spec, params or source. Held: another run has the target by now.
/// Else what a run fails with.
pub fn work<J: Programs>(options: &Options, tasks: &[Task]) -> Result<u64> {
    task::work(&compiled::<J>(), options, tasks)
}
