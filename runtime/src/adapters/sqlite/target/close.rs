//! Keys that a full load no longer holds, in SQLite: closed, versioned, deleted or flagged one by
//! one, in the closing transaction.

use rusqlite::types::FromSql;
use rusqlite::{Connection, params};

use super::Each;
use super::apply::Bound;
use crate::adapters::sqlite::session::fault;
use crate::database::identifier;
use crate::error::{Error, Result};
use crate::info::{OnSourceDelete, SqlType, Write};
use crate::ledger::Ledger;
use crate::value::cell::Cell;
use crate::value::written::{cell_text, cells_of};

impl Each<'_> {
    /// Does to every key that the run noted as missing what the spec says. Returns how many there
    /// were.
    pub(super) fn close_missing(&self, ledger: &Ledger, connection: &Connection) -> Result<u64> {
        let sql = ledger
            .sql("SELECT written FROM {missing} WHERE run_id = ?1 ORDER BY chunk, business_key");
        let reading = |error| fault(error, "cannot read the missing keys");
        let mut statement = connection.prepare(&sql).map_err(reading)?;
        let mut rows = statement.query(params![self.run_id]).map_err(reading)?;
        let mut closed = 0;
        while let Some(row) = rows.next().map_err(reading)? {
            let key = row
                .get_ref(0)
                .and_then(|value| Ok(value.as_blob()?))
                .map_err(reading)?;
            let cells = cells_of(key)?;
            let ended = self.close_key(connection, &cells).and_then(|was_current| {
                if !was_current {
                    self.check_ended(connection, &cells)?;
                }
                Ok(was_current)
            });
            let was_current = ended.map_err(|error| {
                let key = cells.iter().map(cell_text).collect::<Vec<_>>().join(", ");
                error.within(format!("cannot close the key {key}"))
            })?;
            closed += u64::from(was_current);
        }
        Ok(closed)
    }

    /// Says whether the key had a current row still.
    fn close_key(&self, connection: &Connection, key: &[Cell<'_>]) -> Result<bool> {
        let texts = self.texts;
        let end = Cell::Text(self.effective);
        match self.target.info.on_source_delete {
            _ if self.target.info.write == Write::Replace => {
                self.on_key_if_any(connection, &texts.delete, key, &[], false)
            }
            OnSourceDelete::Ignore => Ok(false),
            OnSourceDelete::Delete => {
                self.on_key_if_any(connection, &texts.delete, key, &[], false)
            }
            OnSourceDelete::Flag => self.on_key_if_any(connection, &texts.flag, key, &[], true),
            // A version that began on this very day would end as it begins: there was none, then;
            // or it is the one that says that its key is gone.
            OnSourceDelete::Close if self.began_today(connection, key)? => {
                self.on_key_if_any(connection, &texts.delete, key, &[], false)
            }
            OnSourceDelete::Version if self.began_today(connection, key)? => {
                self.on_key_if_any(connection, &texts.flag, key, &[], true)
            }
            rule => {
                let was_current =
                    self.on_key_if_any(connection, &texts.close, key, &[end], true)?;
                if was_current && rule == OnSourceDelete::Version {
                    self.insert_deleted(connection, key)?;
                }
                if was_current {
                    self.check(connection, key)?;
                }
                Ok(was_current)
            }
        }
    }

    /// The version that says that its key is gone, behind the one that ended just now.
    fn insert_deleted(&self, connection: &Connection, key: &[Cell<'_>]) -> Result<()> {
        let mut statement = Bound::prepare(connection, &self.texts.insert_deleted)?;
        for cell in key {
            statement.bind(cell)?;
        }
        statement.bind(self.effective)?;
        if self.target.info.audit.inserted_run.is_some() {
            statement.bind(self.run_id)?;
        }
        if self.target.info.audit.inserted_at.is_some() {
            statement.bind(self.now)?;
        }
        match statement.execute(self, "insert the version of a key that is gone")? {
            1 => Ok(()),
            rows => Err(Error::failed(format!(
                "{rows} rows were inserted for the version that says that the key is gone"
            ))
            .help(
                "a trigger of the table kept the row from it, or changed the version that it \
                 follows",
            )),
        }
    }

    fn began_today(&self, connection: &Connection, key: &[Cell<'_>]) -> Result<bool> {
        let Some(history) = self
            .target
            .info
            .history
            .filter(|history| history.ty == SqlType::Date)
        else {
            return Ok(false);
        };
        let start: Option<String> = self.of_current(
            connection,
            key,
            &format!("max({})", identifier(history.valid_from)),
        )?;
        Ok(start.as_deref() == Some(self.effective))
    }

    /// A key that no statement found a current row of has none: someone took it away. What a
    /// trigger kept as it is nobody else would tell.
    fn check_ended(&self, connection: &Connection, key: &[Cell<'_>]) -> Result<()> {
        match self.of_current::<i64>(connection, key, "count(*)")? {
            0 => Ok(()),
            _ => Err(
                Error::failed(format!("its row in {} stays as it is", self.target.name())).help(
                    "a trigger of the table keeps the row (RAISE(IGNORE)): drop it, or make it \
                     let the row end",
                ),
            ),
        }
    }

    /// What a query says of the key's current rows.
    pub(super) fn of_current<T: FromSql>(
        &self,
        connection: &Connection,
        key: &[Cell<'_>],
        what: &str,
    ) -> Result<T> {
        let columns = self.target.info.columns;
        let is_key: Vec<String> = self
            .target
            .info
            .key
            .iter()
            .map(|place| format!("{} = ?", identifier(columns[*place].name)))
            .collect();
        let sql = format!(
            "SELECT {what} FROM {} WHERE {} AND {}",
            self.target.quoted(),
            is_key.join(" AND "),
            self.target.is_living("")
        );
        connection
            .prepare_cached(&sql)
            .and_then(|mut statement| {
                statement.query_row(rusqlite::params_from_iter(key), |row| row.get(0))
            })
            .map_err(|error| fault(error, "cannot read the current row of a key"))
    }
}
