//! Keys that a full load no longer holds: closed, deleted or flagged all at once, in the closing transaction.

use super::STAGE;
use super::stage::{Bit, STATEMENTS};
use crate::database::postgres::Session;
use crate::database::{Value, fault, identifier, values};
use crate::error::Result;
use crate::info::{OnSourceDelete, SqlType, Write};
use crate::ledger::Ledger;
use crate::target::Writer;

impl Writer<'_> {
    /// Does to every key that the run noted as missing what the spec says. Returns how many had a current row still.
    pub(in crate::target) fn close_set(&self, ledger: &Ledger, session: &mut Session) -> Result<u64> {
        let info = self.target.info;
        let bit = match info.on_source_delete {
            _ if info.write == Write::Replace => Bit::Delete,
            OnSourceDelete::Delete => Bit::Delete,
            OnSourceDelete::Flag => Bit::Flag,
            OnSourceDelete::Close => Bit::Close,
            OnSourceDelete::Ignore => return Ok(0),
        };
        let sql = ledger.sql("SELECT written FROM {missing} WHERE run_id = ?1 ORDER BY chunk, business_key");
        let keys = session.query(&sql, values![self.run_id]).map_err(|error| fault(error, "cannot read the missing keys"))?;
        let written = keys.iter().filter_map(|row| match row.0.first() {
            Some(Value::Blob(key)) => Some(&key[..]),
            _ => None,
        });
        let stage = self.stage_keys(session, bit, written)?;
        if stage.count(bit) == 0 {
            return Ok(0);
        }
        let mut closed = 0;
        if bit == Bit::Close && info.history.is_some_and(|history| history.ty == SqlType::Date) {
            self.never_were(session)?;
            closed += self.one(session, Bit::Delete)?;
        }
        Ok(closed + self.one(session, bit)?)
    }

    /// A version that began on this very day would end as it begins: there was none, then.
    fn never_were(&self, session: &mut Session) -> Result<()> {
        let Some(history) = self.target.info.history else { return Ok(()) };
        let columns = self.target.info.columns;
        let same: Vec<String> =
            self.target.info.key.iter().map(|place| identifier(columns[*place].name)).map(|name| format!("t.{name} = s.{name}")).collect();
        let sql = format!(
            "UPDATE {STAGE} s SET lw_do = {} FROM {} t WHERE {} AND t.{} = ${{effective}}",
            Bit::Delete as i32,
            self.target.quoted(),
            same.join(" AND "),
            identifier(history.valid_from)
        );
        let sql = self.fill_in(&sql);
        session.batch(&sql).map_err(|error| fault(error, "cannot look for versions that began today"))
    }

    fn one(&self, session: &mut Session, bit: Bit) -> Result<u64> {
        let Some((_, what, pick)) = STATEMENTS.iter().find(|(other, ..)| *other == bit) else { return Ok(0) };
        let sql = self.sql(pick);
        let failed = |error| crate::postgres::fault(error, format!("cannot {what} in {}", self.target.name()));
        session.client.execute(sql.trim().trim_end_matches(';'), &[]).map_err(failed)
    }
}
