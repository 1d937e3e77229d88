//! A chunk that waits: its changes, kept until what is in their way is gone. `settle.rs` says when
//! that is.

use super::open::OpenRun;
use crate::clock;
use crate::diff::Diff;
use crate::diff::changes::ChangeSet;
use crate::diff::slots::Arena;
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
        let (from, mut arena) = (&chunk.slots.arena, Arena::default());
        let (changes, missing) = (&chunk.changes.changes, &chunk.changes.missing);
        let changes = ChangeSet {
            changes: changes
                .iter()
                .map(|change| change.copied(from, &mut arena))
                .collect(),
            missing: missing
                .iter()
                .map(|(key, written)| {
                    (
                        from.copied(*key, &mut arena),
                        from.copied(*written, &mut arena),
                    )
                })
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
