//! SQLite's SQL.

use super::form::Cells;
use crate::database::form::WrittenRows;
use crate::database::{SqlWords, literal};
use crate::info::{Literal, SqlType};
use crate::value::ParamValue;

/// SQLite's SQL.
#[derive(Debug)]
pub(crate) struct SqliteSql;

impl SqlWords for SqliteSql {
    fn kind(&self) -> &'static str {
        "sqlite"
    }

    fn product(&self) -> &'static str {
        "SQLite"
    }

    fn ignores_case_of_names(&self) -> bool {
        true
    }

    fn keeps_one_writer(&self) -> bool {
        true
    }

    fn has_temporal_types(&self) -> bool {
        false
    }

    fn has_booleans(&self) -> bool {
        false
    }

    fn defers_constraints(&self) -> bool {
        false
    }

    fn qualifies_indexes(&self) -> bool {
        true
    }

    fn literal(&self, constant: &Literal) -> String {
        match constant {
            Literal::Null => "NULL".to_owned(),
            Literal::Boolean(value) => i64::from(*value).to_string(),
            Literal::Integer(value) => value.to_string(),
            Literal::Double(value) => format!("{value:?}"),
            Literal::Text(text) => literal(text),
        }
    }

    fn param(&self, value: &ParamValue, _: SqlType) -> String {
        match value {
            ParamValue::Boolean(value) => self.literal(&Literal::Boolean(*value)),
            ParamValue::Integer(value) => value.to_string(),
            ParamValue::Double(value) if value.is_finite() => format!("{value:?}"),
            ParamValue::Bytea(bytes) => format!(
                "x'{}'",
                bytes
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<String>()
            ),
            other => literal(&other.as_text()),
        }
    }

    fn typed(&self, literal: &str, _: SqlType) -> String {
        literal.to_owned()
    }

    /// Whatever the column's own collation is. (On the column's side the collation would keep
    /// SQLite from using an index for tuples.)
    fn bytewise(&self, text: &str) -> String {
        format!("{} COLLATE BINARY", literal(text))
    }

    fn ledger_tables(&self, sql: &str, _: &[&str]) -> String {
        sql.to_owned()
    }

    fn ledger_names(&self, sql: &str) -> String {
        sql.to_owned()
    }

    fn next_run(&self, run: &str, floor: &str) -> String {
        format!(
            "(SELECT CASE WHEN {floor} > coalesce(max(run_id), 0) THEN {floor} + 1 END FROM {run})"
        )
    }

    fn form(&self) -> &'static dyn WrittenRows {
        &Cells
    }
}
