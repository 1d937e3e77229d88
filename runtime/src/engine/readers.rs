//! What workers read through: how many they are, each one's connections, and which chunk is whose.

use super::plan::Plan;
use super::session::Session;
use super::work::Reader;
use crate::database::Database;
use crate::error::Result;
use crate::source::{Queue, Source, SourceReader};

/// Readers of the source that all see one state of it.
pub(super) fn open_sources(
    session: &Session<'_>,
    origin: &dyn Source,
) -> Result<Vec<Box<dyn SourceReader>>> {
    origin.readers(if session.settings.enable_parallel.value {
        session.settings.max_workers.value
    } else {
        1
    })
}

/// How many workers run: one unless parallel is on, worth it, and possible.
pub(super) fn workers(session: &Session<'_>, plan: &Plan, todo: usize, sources: usize) -> usize {
    let settings = &session.settings;
    if !settings.enable_parallel.value
        || plan.outline.estimated_rows < settings.min_rows_for_parallel.value
    {
        return 1;
    }
    settings.max_workers.value.min(todo).min(sources).max(1)
}

/// Each worker's own connections: to the source, and to the target where there is one.
pub(super) fn readers(
    sources: Vec<Box<dyn SourceReader>>,
    workers: usize,
    target: impl Fn() -> Result<Option<Database>>,
) -> Result<Vec<Reader>> {
    sources
        .into_iter()
        .take(workers)
        .map(|source| Ok(Reader::new(source, target()?)))
        .collect()
}

/// Hands the chunks out that are to be done.
pub(super) fn queue(origin: &dyn Source, plan: &Plan, todo: &[u64]) -> Box<dyn Queue> {
    let planned = |number: &u64| {
        Some((
            *number,
            &plan
                .chunks
                .get(usize::try_from(*number).ok()?.checked_sub(1)?)?
                .bounds,
        ))
    };
    origin.queue(todo.iter().filter_map(planned).collect())
}
