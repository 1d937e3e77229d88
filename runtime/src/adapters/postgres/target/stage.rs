//! The staging table: changed keys with their new rows, and what is to be done for each.

use super::{AllRows, STAGE, send};
use crate::adapters::postgres::copy;
use crate::adapters::postgres::session::Server;
use crate::database::{fault, identifier};
use crate::diff::changes::{Action, Change};
use crate::diff::slots::{Arena, Slots};
use crate::error::Result;
use crate::info::Statements;
use crate::target::Step;

/// One thing to be done for a staged key. The numbers are part of the statements' text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bit {
    Insert = 1,
    Close = 2,
    Update = 4,
    OlderVersions = 8,
    OverwriteDay = 16,
    Rehash = 32,
    Delete = 64,
    Flag = 128,
    Unflag = 256,
    Gone = 512,
}

/// A statement: the step of a chunk's writes that it belongs to, what it does, for an error, and
/// where it is.
type Statement = (Step, Bit, &'static str, fn(&Statements) -> &'static str);

/// The statements in the order in which they are sent: a version is closed before the next is
/// inserted, type 1 values go to what is old by then, and rows that stay give their values up
/// before others begin with them. The last ones are those of the run's close.
pub(super) const STATEMENTS: &[Statement] = &[
    (
        Step::End,
        Bit::Unflag,
        "take the deleted flag off",
        |statements| statements.unflag,
    ),
    (
        Step::End,
        Bit::Close,
        "close the current versions",
        |statements| statements.close,
    ),
    (
        Step::Change,
        Bit::OverwriteDay,
        "overwrite the versions that began today",
        |statements| statements.overwrite_current,
    ),
    (
        Step::Change,
        Bit::Update,
        "update the current rows",
        |statements| statements.update_current,
    ),
    (
        Step::Change,
        Bit::OlderVersions,
        "write type 1 columns to older versions",
        |statements| statements.update_version,
    ),
    (
        Step::Change,
        Bit::Rehash,
        "write the row hashes",
        |statements| statements.rehash,
    ),
    (
        Step::Begin,
        Bit::Insert,
        "insert the new versions",
        |statements| statements.insert_versions,
    ),
    (Step::End, Bit::Delete, "delete the rows", |statements| {
        statements.delete
    }),
    (
        Step::End,
        Bit::Flag,
        "flag the rows as deleted",
        |statements| statements.flag,
    ),
    (
        Step::Begin,
        Bit::Gone,
        "insert the versions of keys that are gone",
        |statements| statements.insert_deleted,
    ),
];

/// How many staged keys each statement is about.
#[derive(Debug, Default)]
pub(super) struct Stage {
    counts: [u64; 10],
}

impl Stage {
    pub(super) fn count(&self, bit: Bit) -> u64 {
        self.counts[(bit as u32).trailing_zeros() as usize]
    }

    fn add(&mut self, mask: i32) {
        for (place, count) in self.counts.iter_mut().enumerate() {
            *count += u64::from(mask & (1 << place) != 0);
        }
    }
}

impl AllRows<'_> {
    /// Fills the staging table.
    pub(super) fn stage_changes<'c>(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: impl Iterator<Item = &'c Change>,
    ) -> Result<Stage> {
        self.make_stage(session)?;
        let mut stage = Stage::default();
        let fields = self.target.info.columns.len() as i16 + 2;
        let sql = self.sql(|statements| statements.copy_stage);
        send(session, &sql, changes, fields, |change, out| {
            let mask = self.mask(change);
            stage.add(mask);
            copy::push_int4(out, mask);
            out.extend_from_slice(arena.get(change.row));
            copy::push_bytes(out, arena.get(change.hash));
        })
        .map_err(|error| fault(error, "cannot stage the changes"))?;
        Ok(stage)
    }

    /// Stages keys, all for the same things.
    pub(super) fn stage_keys<'k>(
        &self,
        session: &mut Server,
        bits: &[Bit],
        keys: impl Iterator<Item = &'k [u8]>,
    ) -> Result<()> {
        self.make_stage(session)?;
        let fields = self.target.info.key.len() as i16 + 1;
        let sql = self.sql(|statements| statements.copy_stage_keys);
        let mask = bits.iter().fold(0, |mask, bit| mask | *bit as i32);
        send(session, &sql, keys, fields, |key, out| {
            copy::push_int4(out, mask);
            out.extend_from_slice(key);
        })
        .map(drop)
        .map_err(|error| fault(error, "cannot stage the keys"))
    }

    /// Stages the keys of all rows that the source brought.
    pub(super) fn stage_incoming(&self, session: &mut Server, slots: &Slots) -> Result<()> {
        self.make_stage(session)?;
        let rows = slots.list.iter().filter_map(|slot| slot.incoming);
        let fields = self.target.info.columns.len() as i16 + 2;
        let sql = self.sql(|statements| statements.copy_stage);
        send(session, &sql, rows, fields, |incoming, out| {
            copy::push_int4(out, 0);
            out.extend_from_slice(slots.arena.get(incoming.row));
            copy::push_bytes(out, slots.arena.get(incoming.hash));
        })
        .map(drop)
        .map_err(|error| fault(error, "cannot stage the keys"))
    }

    /// The predicate that picks the rows whose keys are staged.
    pub(super) fn is_staged(&self) -> String {
        let columns = self.target.info.columns;
        let key = self
            .target
            .info
            .key
            .iter()
            .map(|place| identifier(columns[*place].name))
            .collect::<Vec<_>>()
            .join(", ");
        format!("({key}) IN (SELECT {key} FROM {STAGE})")
    }

    /// Forgets what was staged in this transaction.
    pub(super) fn clear_stage(&self, session: &mut Server) -> Result<()> {
        if session.has_stage {
            session
                .batch(&format!("TRUNCATE {STAGE}"))
                .map_err(|error| fault(error, "cannot clear the staging table"))?;
        }
        Ok(())
    }

    fn make_stage(&self, session: &mut Server) -> Result<()> {
        if !session.has_stage {
            let sql = self.sql(|statements| statements.create_stage);
            session
                .client
                .batch_execute(&sql)
                .map_err(|error| super::super::fault(error, "cannot create the staging table"))?;
            session.has_stage = true;
        }
        Ok(())
    }

    fn mask(&self, change: &Change) -> i32 {
        let older = |wanted: bool| {
            if wanted && self.writes_older() {
                Bit::OlderVersions as i32
            } else {
                0
            }
        };
        let unflag = if change.flagged {
            Bit::Unflag as i32
        } else {
            0
        };
        let action = match change.action {
            Action::Insert => Bit::Insert as i32 | older(true),
            Action::Version { type1 } => Bit::Close as i32 | Bit::Insert as i32 | older(type1),
            Action::OverwriteDay { type1 } => Bit::OverwriteDay as i32 | older(type1),
            Action::Update => Bit::Update as i32 | older(true),
            Action::Rehash if self.target.info.row_hash.is_some() => Bit::Rehash as i32,
            Action::Rehash | Action::Unflag => 0,
        };
        action | unflag
    }
}
