//! What a chunk comes to: the rows to write, the keys that are missing, the rows that were refused,
//! and the counts.

use super::aside::Aside;
use super::outcome::{Outcome, RejectRow};
use super::slots::{Arena, Current, Slots, Span};
use crate::info::{Change as ColumnChange, History, OnSourceDelete, TargetInfo, Write};
use crate::value::rowhash::{Compared, HashShape};

/// What to do for one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// The key has no current row.
    Insert,
    /// A tracked column of type 2 changed: close the current version, insert a new one. True: type
    /// 1 columns changed too.
    Version { type1: bool },
    /// The same, on the day on which the current version began: overwrite it.
    OverwriteDay { type1: bool },
    /// Columns that are overwritten changed.
    Update,
    /// Only the stored hash is missing or of another shape.
    Rehash,
    /// The row was flagged as deleted and is back, unchanged.
    Unflag,
}

/// One key's change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    pub(crate) action: Action,
    /// The new row in written form.
    pub(crate) row: Span,
    /// Its hash.
    pub(crate) hash: Span,
    /// The current row carries the deleted flag, to be taken off with the change.
    pub(crate) flagged: bool,
}

impl Change {
    /// The same change, its row and hash in another arena.
    pub(crate) fn copied(&self, from: &Arena, to: &mut Arena) -> Change {
        Change {
            row: from.copied(self.row, to),
            hash: from.copied(self.hash, to),
            ..*self
        }
    }
}

/// A chunk's result, ready to be written in one transaction.
#[derive(Debug, Default)]
pub(crate) struct ChangeSet {
    pub(crate) changes: Vec<Change>,
    /// Keys that the source no longer holds: canonical, and in written form.
    pub(crate) missing: Vec<(Span, Span)>,
    /// The first rejected rows.
    pub(crate) rejects: Vec<RejectRow>,
    /// What they take of memory.
    pub(crate) reject_bytes: usize,
    /// Rejected rows behind them.
    pub(crate) aside: Aside,
    pub(crate) outcome: Outcome,
}

/// The rules that decide, taken from the job and the run.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) target: &'a TargetInfo,
    pub(crate) shape: &'a HashShape,
    /// Keys that are not in the source are to be noted.
    pub(crate) notes_missing: bool,
    /// Start of new versions, as stored.
    pub(crate) effective: &'a str,
}

impl<'a> Rules<'a> {
    /// Whether a full load with these rules looks for missing keys.
    pub(crate) fn looks_for_missing(target: &TargetInfo, full: bool) -> bool {
        let replaces = target.write == Write::Replace && !target.key.is_empty();
        replaces || full && target.on_source_delete != OnSourceDelete::Ignore
    }

    /// Whether a key that is gone has a version of its own that says so.
    fn versions_deletes(&self) -> bool {
        self.target.on_source_delete == OnSourceDelete::Version
    }

    fn history(&self) -> Option<&'a History> {
        self.target.history.as_ref()
    }
}

impl ChangeSet {
    pub(crate) fn clear(&mut self) {
        self.missing.clear();
        self.hand_on();
        self.outcome = Outcome::default();
    }

    /// Forgets rows and rejects that someone took over; the counts stay.
    pub(crate) fn hand_on(&mut self) {
        self.changes.clear();
        self.rejects.clear();
        self.reject_bytes = 0;
        self.aside = Aside::default();
    }

    /// Decides each key of the chunk.
    pub(crate) fn decide(&mut self, slots: &Slots, rules: &Rules<'_>) {
        for slot in &slots.list {
            match (&slot.incoming, &slot.current) {
                (Some(incoming), _) if incoming.conflict => {
                    self.outcome.counts.rejected += slot.rows
                }
                (Some(incoming), current) => {
                    self.outcome.counts.duplicates += slot.rows - 1;
                    let flagged = current.is_some_and(|current| current.deleted);
                    match action(&slots.arena, current.as_ref(), incoming.hash, rules) {
                        Some(action) => {
                            self.count(action, flagged);
                            // A version that says that its key was gone goes on to say so.
                            let flagged = flagged
                                && !(rules.versions_deletes()
                                    && matches!(action, Action::Version { .. }));
                            self.changes.push(Change {
                                action,
                                row: incoming.row,
                                hash: incoming.hash,
                                flagged,
                            });
                        }
                        None => self.outcome.counts.unchanged += 1,
                    }
                }
                (None, Some(current))
                    if rules.notes_missing
                        && !slot.present
                        && current.in_scope
                        && !current.deleted =>
                {
                    self.missing.push((slot.key, current.key));
                }
                (None, _) => {}
            }
        }
    }

    fn count(&mut self, action: Action, flagged: bool) {
        let counts = &mut self.outcome.counts;
        match action {
            Action::Insert => counts.inserted += 1,
            Action::Version { .. } | Action::OverwriteDay { .. } => counts.versioned += 1,
            Action::Update | Action::Unflag => counts.updated += 1,
            Action::Rehash if flagged => counts.updated += 1,
            Action::Rehash => counts.unchanged += 1,
        }
    }
}

fn action(
    arena: &Arena,
    current: Option<&Current>,
    hash: Span,
    rules: &Rules<'_>,
) -> Option<Action> {
    let Some(current) = current else {
        return Some(Action::Insert);
    };
    if rules.target.write == Write::Append {
        return None;
    }
    let compared = match current.hash {
        Some(stored) => rules
            .shape
            .compare(Some(arena.get(stored)), arena.get(hash)),
        None => Compared::Both,
    };
    // The key is back, whatever its values: what says that it is gone ends.
    let is_back = current.deleted && rules.versions_deletes();
    let (type2, type1) = match compared {
        Compared::Equal if is_back => (true, false),
        Compared::Equal if current.rehash => return Some(Action::Rehash),
        Compared::Equal => return current.deleted.then_some(Action::Unflag),
        Compared::Type1 => (false, true),
        Compared::Type2 => (true, false),
        Compared::Both | Compared::Incomparable => (
            has(rules, ColumnChange::Version),
            has(rules, ColumnChange::Overwrite),
        ),
    };
    let type2 = type2 || is_back;
    if !type1 && !type2 {
        return None;
    }
    match rules.history() {
        Some(_) if type2 && arena.get(current.valid_from) == rules.effective.as_bytes() => {
            Some(Action::OverwriteDay { type1 })
        }
        Some(_) if type2 => Some(Action::Version { type1 }),
        _ => Some(Action::Update),
    }
}

fn has(rules: &Rules<'_>, change: ColumnChange) -> bool {
    rules
        .target
        .columns
        .iter()
        .any(|column| column.change == change)
}
