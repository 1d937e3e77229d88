//! SQLite: a file, types by value, statements about single rows.

mod conditions;
mod statements;

use tera::Context;

use super::statements::Template;
use super::{ColumnType, Connection, Dialect};
use crate::model::{Job, Literal};

/// SQLite.
pub(super) struct Sqlite;

const CONNECTION: Connection = Connection {
    url: "`sqlite:PATH`",
    secret_parameters: &[],
    default_schema: "main",
    notes: &[],
    fields: &[],
};

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn connection(&self) -> &'static Connection {
        &CONNECTION
    }

    fn ignores_case(&self) -> bool {
        true
    }

    fn has_typed_columns(&self) -> bool {
        false
    }

    fn column_type(&self, _declared: &str) -> Option<ColumnType> {
        None
    }

    fn literal(&self, literal: &Literal) -> String {
        statements::literal(literal)
    }

    fn templates(&self) -> &'static [Template] {
        statements::TEMPLATES
    }

    fn context(&self, job: &Job) -> Context {
        statements::context(job)
    }
}
