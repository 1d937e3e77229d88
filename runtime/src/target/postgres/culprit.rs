//! Which row of a chunk the table refused: its constraints, triggers and the limits of its indexes judge row by row, and a statement about all
//! of them at once does not always tell about which it was.

use super::Writer;
use crate::database::postgres::Session;
use crate::diff::changes::Change;
use crate::diff::slots::Slots;
use crate::error::{Error, Kind};
use crate::value::copy::{field_text, fields};

/// Characters of a key that an error shows.
const SHOWN: usize = 120;

impl Writer<'_> {
    /// Names the key in an error of a chunk's writes, whose transaction is rolled back: halves of the chunk are tried again, each taken back
    /// too, until one row is left that is refused alone.
    #[cold]
    pub(in crate::target) fn blame_row(&self, session: &mut Session, slots: &Slots, changes: &[Change], error: Error) -> Error {
        if error.kind() != Kind::Failed || self.target.info.key.is_empty() {
            return error;
        }
        match self.culprit(session, slots, changes) {
            Some(change) => error.within(format!("cannot write the row with the key {}", self.key_of_change(slots, change))),
            None => error,
        }
    }

    /// `None`: no row is refused alone any more.
    fn culprit<'c>(&self, session: &mut Session, slots: &Slots, changes: &'c [Change]) -> Option<&'c Change> {
        let mut suspects = changes;
        while suspects.len() > 1 {
            let (left, right) = suspects.split_at(suspects.len() / 2);
            suspects = [left, right].into_iter().find(|part| self.is_refused(session, slots, part))?;
        }
        suspects.first()
    }

    fn is_refused(&self, session: &mut Session, slots: &Slots, changes: &[Change]) -> bool {
        // The staging table of a transaction that is rolled back goes with it.
        session.has_stage = false;
        let refused =
            session.batch("BEGIN").is_ok() && self.apply_each_of(session, slots, changes).is_err_and(|error| error.kind() == Kind::Failed);
        session.has_stage = false;
        session.batch("ROLLBACK").is_ok() && refused
    }

    fn key_of_change(&self, slots: &Slots, change: &Change) -> String {
        let info = self.target.info;
        let row: Vec<Option<&[u8]>> = fields(slots.arena.get(change.row)).collect();
        let part = |place: &usize| row.get(*place).map(|field| shortened(field_text(*field, info.columns[*place].ty)));
        info.key.iter().filter_map(part).collect::<Vec<_>>().join(", ")
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text,
    }
}
