//! SQL that the user runs around a load, on the target, with params bound by name.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use super::origin::bound;
use super::session::Session;
use crate::error::Result;
use crate::sqlite::fault;

/// Executes the statements of one hook.
pub(super) fn execute(session: &Session<'_>, connection: &Connection, sql: &str) -> Result<()> {
    let failed = |error| fault(error, "a statement of the hook failed");
    let mut batch = Batch::new(connection, sql);
    while let Some(mut statement) = FallibleIterator::next(&mut batch).map_err(failed)? {
        for (param, value) in session.info.params.iter().zip(&session.params) {
            if let Some(index) = statement.parameter_index(&format!(":{}", param.name)).map_err(failed)? {
                statement.raw_bind_parameter(index, bound(value)).map_err(failed)?;
            }
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(failed)?.is_some() {}
    }
    Ok(())
}
