//! Source and slice routed to the partitions of their keys.

use std::sync::Arc;
use std::time::Instant;

use super::monitor::HEARTBEAT;
use super::work::{SPOOL_MEMORY_BYTES, Spools, Work};
use crate::error::{Error, Result};
use crate::program::{Pass, Router};
use crate::scratch::Scratch;
use crate::source::SourceReader;
use crate::spool::Spool;

/// Routes source and slice to the partitions of their keys, for the chunks that are still wanted.
pub(super) fn route(
    work: &Work<'_>,
    source: Option<&mut dyn SourceReader>,
    wanted: &[bool],
) -> Result<Spools> {
    let partitions = work.chunks.len() as u64;
    let session = work.session;
    let mut spool = Spool::new(partitions, SPOOL_MEMORY_BYTES, None)?;
    let mut last_tick = Instant::now();
    let mut look_up = || {
        if last_tick.elapsed() >= HEARTBEAT {
            work.tick(1);
            last_tick = Instant::now();
        }
        if work.stopping() {
            Err(Error::stopped())
        } else {
            Ok(())
        }
    };
    let scratch = Scratch::new(Arc::clone(&work.constants));
    let mut router = Router {
        scratch,
        spool: &mut spool,
        partitions,
        files: &work.names,
        wanted,
        keyless_passed_over: 0,
        look_up: &mut look_up,
    };
    work.pass_over_all(source, Pass::Route(&mut router))?;
    let keyless_passed_over = router.keyless_passed_over;
    let slice = match if work.run.before.initial || work.looks_up {
        None
    } else {
        session.open_reader()?
    } {
        Some(mut target) => Some(work.slices().route(
            &mut target,
            partitions,
            SPOOL_MEMORY_BYTES,
        )?),
        None => None,
    };
    Ok(Spools {
        source: spool.finish(),
        keyless_passed_over,
        slice,
    })
}
