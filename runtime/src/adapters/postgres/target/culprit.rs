//! Which row of a chunk the table refused: its constraints, triggers and the limits of its indexes
//! judge row by row, and a statement about all of them at once does not always tell about which it
//! was.

use super::AllRows;
use crate::adapters::postgres::session::Server;
use crate::diff::changes::{Change, ChangeSet};
use crate::diff::slots::Arena;
use crate::error::{Error, Kind};
use crate::target::Step;

/// Characters of a key that an error shows.
const SHOWN: usize = 120;

impl AllRows<'_> {
    /// Names the key in an error of a chunk's writes, whose transaction is rolled back: halves of
    /// the chunk are tried again, each taken back too, until one row is left that is refused alone.
    #[cold]
    pub(super) fn blame(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: &[Change],
        error: Error,
    ) -> Error {
        if error.kind() != Kind::Failed || self.target.info.key.is_empty() {
            return error;
        }
        match self.culprit(session, arena, changes) {
            Some(change) => error.within(format!(
                "cannot write the row with the key {}",
                self.key_of_change(arena, change)
            )),
            None => error,
        }
    }

    /// `None`: no row is refused alone any more.
    fn culprit<'c>(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: &'c [Change],
    ) -> Option<&'c Change> {
        narrowed(changes, |part| self.is_refused(session, arena, part))
    }

    fn is_refused(&self, session: &mut Server, arena: &Arena, changes: &[Change]) -> bool {
        let part = ChangeSet {
            changes: changes.to_vec(),
            ..ChangeSet::default()
        };
        // The staging table of a transaction that is rolled back goes with it.
        session.has_stage = false;
        let refused = session.batch("BEGIN").is_ok()
            && self
                .try_part(session, arena, &part)
                .is_err_and(|error| error.kind() == Kind::Failed);
        session.has_stage = false;
        session.batch("ROLLBACK").is_ok() && refused
    }

    fn try_part(&self, session: &mut Server, arena: &Arena, part: &ChangeSet) -> Result<(), Error> {
        self.apply(session, arena, part, &Step::ALL)?;
        self.ask_constraints(session, &[(arena, part)])
    }

    fn key_of_change(&self, arena: &Arena, change: &Change) -> String {
        let info = self.target.info;
        let texts = self.target.dialect.form().texts(
            arena.get(change.row),
            &mut info.columns.iter().map(|column| column.ty),
        );
        shown(info.key.iter().filter_map(|place| texts.get(*place)))
    }
}

/// The one of all that is refused alone, as far as halves of them tell.
pub(super) fn narrowed<T>(all: &[T], mut is_refused: impl FnMut(&[T]) -> bool) -> Option<&T> {
    let mut suspects = all;
    while suspects.len() > 1 {
        let (left, right) = suspects.split_at(suspects.len() / 2);
        suspects = [left, right].into_iter().find(|part| is_refused(part))?;
    }
    suspects.first()
}

/// A key for an error.
pub(super) fn shown<'t>(texts: impl Iterator<Item = &'t String>) -> String {
    texts
        .map(|text| shortened(text))
        .collect::<Vec<_>>()
        .join(", ")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
