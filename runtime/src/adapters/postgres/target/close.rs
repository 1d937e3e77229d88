//! Keys that a full load no longer holds: closed, versioned, deleted or flagged all at once, in the
//! closing transaction.

use super::AllRows;
use super::culprit::{narrowed, shown};
use super::stage::{Bit, STATEMENTS};
use crate::adapters::postgres::session::Server;
use crate::database::{Fault, Value, fault, values};
use crate::error::{Kind, Result};
use crate::info::{OnSourceDelete, SqlType, Write};
use crate::ledger::Ledger;

/// Missing keys that are staged at once.
const KEYS_AT_ONCE: u64 = 10_000;

/// Where the closing transaction goes back to, when some of them are refused and it is asked which.
const BEFORE_KEYS: &str = "lw_before_keys";

impl AllRows<'_> {
    /// Does to every key that the run noted as missing what the spec says, some at a time, so that
    /// memory does not grow with their number. Returns how many had a current row still.
    pub(super) fn close_missing(&self, ledger: &Ledger, session: &mut Server) -> Result<u64> {
        let info = self.target.info;
        let bits: &[Bit] = match info.on_source_delete {
            _ if info.write == Write::Replace => &[Bit::Delete],
            OnSourceDelete::Delete => &[Bit::Delete],
            OnSourceDelete::Flag => &[Bit::Flag],
            OnSourceDelete::Close => &[Bit::Close],
            OnSourceDelete::Version => &[Bit::Close, Bit::Gone],
            OnSourceDelete::Ignore => return Ok(0),
        };
        let sql = ledger.sql(
            "SELECT chunk, sha256(business_key), written FROM {missing} WHERE run_id = ?1 AND \
             (chunk, sha256(business_key)) > (?2, ?3) ORDER BY chunk, sha256(business_key) LIMIT \
             ?4",
        );
        let reading = |error: Fault| fault(error, "cannot read the missing keys");
        let (mut chunk, mut id, mut closed) = (0, Vec::new(), 0);
        self.clear_stage(session)?;
        loop {
            let rows = session
                .query(&sql, values![self.run_id, chunk, &id[..], KEYS_AT_ONCE])
                .map_err(reading)?;
            let Some(last) = rows.last() else {
                return Ok(closed);
            };
            (chunk, id) = (
                last.get::<u64>(0).map_err(reading)?,
                last.get(1).map_err(reading)?,
            );
            let written = rows.iter().filter_map(|row| match row.0.get(2) {
                Some(Value::Blob(key)) => Some(&key[..]),
                _ => None,
            });
            closed += self.close_or_blame(session, bits, &written.collect::<Vec<_>>())?;
            if (rows.len() as u64) < KEYS_AT_ONCE {
                return Ok(closed);
            }
            self.clear_stage(session)?;
        }
    }

    /// Names the key that the table's constraints or triggers refuse to end.
    fn close_or_blame(&self, session: &mut Server, bits: &[Bit], keys: &[&[u8]]) -> Result<u64> {
        let marking = |error| fault(error, "cannot begin to close the missing keys");
        session
            .batch(&format!("SAVEPOINT {BEFORE_KEYS}"))
            .map_err(marking)?;
        let error = match self.close_keys(session, bits, keys) {
            Err(error) if matches!(error.kind(), Kind::Failed | Kind::Conflict) => error,
            Err(error) => return Err(error),
            Ok(closed) => {
                session
                    .batch(&format!("RELEASE SAVEPOINT {BEFORE_KEYS}"))
                    .map_err(marking)?;
                return Ok(closed);
            }
        };
        let back = format!("ROLLBACK TO SAVEPOINT {BEFORE_KEYS}");
        // The staging table may go with what is taken back.
        let is_refused = |part: &[&[u8]]| {
            session.has_stage = false;
            session.batch(&back).is_ok()
                && self
                    .close_keys(session, bits, part)
                    .is_err_and(|other| other.kind() == error.kind())
        };
        Err(match narrowed(keys, is_refused) {
            Some(key) => {
                let info = self.target.info;
                let texts = self.target.dialect.form().texts(
                    key,
                    &mut info.key.iter().map(|place| info.columns[*place].ty),
                );
                error.within(format!("cannot close the key {}", shown(texts.iter())))
            }
            None => error,
        })
    }

    fn close_keys(&self, session: &mut Server, bits: &[Bit], keys: &[&[u8]]) -> Result<u64> {
        let staged = keys.len() as u64;
        self.stage_keys(session, bits, keys.iter().copied())?;
        let Some(bit) = bits.first() else {
            return Ok(0);
        };
        let mut closed = 0;
        if *bit == Bit::Close
            && self
                .target
                .info
                .history
                .is_some_and(|history| history.ty == SqlType::Date)
        {
            // A version that began on this very day would end as it begins: there was none, then;
            // or it is the one that says that its key is gone.
            let instead = if bits.contains(&Bit::Gone) {
                Bit::Flag
            } else {
                Bit::Delete
            };
            let sql = self.sql(|statements| statements.mark_todays);
            session
                .batch(&sql)
                .map_err(|error| fault(error, "cannot look for versions that began today"))?;
            closed += self.one(session, instead)?;
        }
        let ended = self.one(session, *bit)?;
        closed += ended;
        // Some may have lost their current row to someone else. What a trigger kept nobody else
        // would tell.
        if closed < staged {
            self.check_count(session, *bit, "close the missing keys", closed, staged)
                .or_else(|error| match error.kind() {
                    Kind::Transient => Ok(()),
                    _ => Err(error),
                })?;
        }
        if bits.contains(&Bit::Gone) {
            let inserted = self.one(session, Bit::Gone)?;
            self.check_count(
                session,
                Bit::Insert,
                "insert the versions of the missing keys",
                inserted,
                ended,
            )?;
        }
        if *bit == Bit::Close {
            self.check_history(session)?;
        }
        Ok(closed)
    }

    fn one(&self, session: &mut Server, bit: Bit) -> Result<u64> {
        let Some((_, _, what, pick)) = STATEMENTS.iter().find(|(_, other, ..)| *other == bit)
        else {
            return Ok(0);
        };
        let sql = self.sql(pick);
        let failed = |error: tokio_postgres::Error| {
            self.write_fault(
                error.into(),
                format!("cannot {what} in {}", self.target.name()),
                &[],
            )
        };
        session
            .client
            .execute(sql.trim().trim_end_matches(';'), &[])
            .map_err(failed)
    }
}
