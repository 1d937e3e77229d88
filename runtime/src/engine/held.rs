//! A chunk that waits: its changes, kept until what is in their way is gone. `settle.rs` says when
//! that is.

use super::open::OpenRun;
use crate::clock;
use crate::diff::Diff;
use crate::diff::changes::{Change, ChangeSet};
use crate::diff::slots::{Arena, Span};
use crate::ledger::chunk::Place;

/// A chunk's changes, and nothing else of it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(super) number: u64,
    pub(super) attempt: u32,
    started_at: String,
    pub(super) arena: Arena,
    pub(super) changes: ChangeSet,
}

impl Held {
    pub(super) fn of(number: u64, attempt: u32, diff: &mut Diff<'_>) -> Held {
        let chunk = &mut diff.chunk;
        let mut arena = Arena::default();
        let mut keep =
            |span: Span| arena.keep(|out| out.extend_from_slice(chunk.slots.arena.get(span)));
        let changes = ChangeSet {
            changes: chunk
                .changes
                .changes
                .iter()
                .map(|change| Change {
                    row: keep(change.row),
                    hash: keep(change.hash),
                    ..*change
                })
                .collect(),
            missing: chunk
                .changes
                .missing
                .iter()
                .map(|(key, written)| (keep(*key), keep(*written)))
                .collect(),
            ..std::mem::take(&mut chunk.changes)
        };
        Held {
            number,
            attempt,
            started_at: clock::text(clock::now()),
            arena,
            changes,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.arena.len() + self.changes.reject_bytes
    }

    pub(super) fn place(&self, run: &OpenRun) -> Place<'_> {
        let Held {
            number,
            attempt,
            started_at,
            ..
        } = self;
        Place {
            run_id: run.run_id,
            chunk: *number,
            epoch: run.epoch,
            attempt: *attempt,
            started_at,
        }
    }
}
