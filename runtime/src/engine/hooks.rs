//! SQL that the user runs around a load, on the target, with params bound by name.

#[cfg(feature = "sqlite")]
use rusqlite::Batch;
#[cfg(feature = "sqlite")]
use rusqlite::fallible_iterator::FallibleIterator;

#[cfg(feature = "postgres")]
use super::origin::params_as_settings;
#[cfg(feature = "sqlite")]
use super::origin::{NO_PARAM, bound, unknown_param};
use super::session::Session;
#[cfg(feature = "postgres")]
use crate::database::values;
use crate::database::{Database, Fault, fault};
use crate::error::{Error, Result};

/// Executes the statements of one hook, in the caller's transaction.
pub(super) fn execute(session: &Session<'_>, database: &mut Database, sql: &str) -> Result<()> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => each_statement(session, connection, sql)?,
        #[cfg(feature = "postgres")]
        Database::Postgres(server) => {
            // The statements are the user's own, and so are the tables that they see through policies.
            server.batch("SET LOCAL row_security = on").map_err(failed)?;
            for (param, value) in session.info.params.iter().zip(&session.params) {
                let setting = values![format!("lw.p_{}", param.name), value.as_text()];
                server.query("SELECT set_config(?1, ?2, true)", setting).map_err(failed)?;
            }
            let sql = params_as_settings(sql, session.info.params, &session.params)?;
            server.batch(&sql).map_err(failed)?;
        }
    }
    Ok(())
}

#[cold]
fn failed(error: Fault) -> Error {
    fault(error, "a statement of the hook failed")
}

#[cfg(feature = "sqlite")]
fn each_statement(session: &Session<'_>, connection: &rusqlite::Connection, sql: &str) -> Result<()> {
    let failed = |error: rusqlite::Error| failed(error.into());
    let mut batch = Batch::new(connection, sql);
    while let Some(mut statement) = FallibleIterator::next(&mut batch).map_err(failed)? {
        for (param, value) in session.info.params.iter().zip(&session.params) {
            if let Some(index) = statement.parameter_index(&format!(":{}", param.name)).map_err(failed)? {
                statement.raw_bind_parameter(index, bound(value)).map_err(failed)?;
            }
        }
        let known = |name: &str| session.info.params.iter().any(|param| name.strip_prefix(':') == Some(param.name));
        if let Some(name) = unknown_param(&statement, known) {
            return Err(Error::usage(format!("a hook uses {name}, which is no param of the job")).help(NO_PARAM));
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(failed)?.is_some() {}
    }
    Ok(())
}
