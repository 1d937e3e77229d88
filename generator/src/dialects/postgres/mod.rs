//! PostgreSQL: a server, typed columns, statements about all keys of a chunk.

mod conditions;
mod statements;
mod types;

use tera::Context;

use super::statements::Template;
use super::{ColumnType, Connection, ConnectionField, Dialect};
use crate::expr::ConditionSql;
use crate::model::{Job, Literal};

/// PostgreSQL.
pub(super) struct Postgres;

const CONNECTION: Connection = Connection {
    url: "`postgres://host:port/database`",
    secret_parameters: &["password"],
    default_schema: "public",
    notes: &[
        (
            "url",
            "PostgreSQL: `sslmode` is disable, prefer (default), require, verify-ca or \
             verify-full; `sslrootcert=FILE` names the authorities.",
        ),
        ("user", "Default for PostgreSQL: PGUSER."),
        (
            "password",
            "Without one PostgreSQL's PGPASSWORD and passfile count.",
        ),
    ],
    fields: &[
        ConnectionField {
            name: "statement_timeout",
            doc: "PostgreSQL: how long one statement may take. Default: no limit.",
            default: None,
            example: "30 minutes",
        },
        ConnectionField {
            name: "lock_timeout",
            doc: "PostgreSQL: how long a statement waits for a lock.",
            default: Some("1 minute"),
            example: "2 minutes",
        },
    ],
};

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn connection(&self) -> &'static Connection {
        &CONNECTION
    }

    fn longest_name(&self) -> Option<usize> {
        Some(63)
    }

    fn system_columns(&self) -> &'static [&'static str] {
        &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]
    }

    fn ignores_case(&self) -> bool {
        false
    }

    fn has_typed_columns(&self) -> bool {
        true
    }

    fn column_type(&self, declared: &str) -> Option<ColumnType> {
        types::column_type(declared)
    }

    fn as_text(&self, column: &str) -> String {
        format!("{}::text", self.identifier(column))
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
