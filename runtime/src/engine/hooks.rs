//! SQL that the user runs around a load, on the target, with params bound by name.

use super::session::Session;
use crate::database::Database;
use crate::error::Result;

/// Executes the statements of one hook, in the caller's transaction.
pub(super) fn execute(session: &Session<'_>, database: &mut Database, sql: &str) -> Result<()> {
    database.execute_user_sql(sql, session.info.params, &session.params)
}
