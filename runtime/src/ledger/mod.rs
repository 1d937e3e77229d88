//! The ledger: what ran, what is done, what was refused, in the target's own database. A chunk's rows and its ledger row are one
//! transaction, so neither can be there without the other.

pub(crate) mod chunk;
#[cfg(feature = "csv")]
pub(crate) mod file;
pub(crate) mod lease;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod view;

use rusqlite::Connection;

use crate::error::Result;
use crate::sqlite::{fault, identifier};

/// Raised when the meaning of plans, hashes or written keys changes: an unfinished run of another format is not resumed.
pub(crate) const FORMAT: i64 = 1;

/// Where the ledger of one target is, and who writes it.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    /// Prefix of the tables' names.
    pub(crate) prefix: String,
    /// The target table as the ledger names it: `main.dim_airport`, in lower case, for SQLite takes `DIM` and `dim` for one table.
    pub(crate) target: String,
    /// Host and process, for people who look for the run.
    pub(crate) holder: String,
}

impl Ledger {
    /// A ledger beside a target table.
    pub(crate) fn new(prefix: &str, target: String) -> Ledger {
        let host =
            std::fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| std::env::var("HOSTNAME").map_err(std::io::Error::other));
        let host = host.map_or_else(|_| "this host".to_owned(), |name| name.trim().to_owned());
        Ledger {
            prefix: prefix.to_owned(),
            target: target.to_ascii_lowercase(),
            holder: format!("process {} on {host}", std::process::id()),
        }
    }

    /// SQL with `{run}`, `{chunk}` … replaced by the tables' quoted names.
    pub(crate) fn sql(&self, template: &str) -> String {
        let mut sql = template.to_owned();
        for table in ["run", "chunk", "missing", "reject", "lease", "control", "file"] {
            let mark = format!("{{{table}}}");
            if sql.contains(&mark) {
                sql = sql.replace(&mark, &identifier(&format!("{}{table}", self.prefix)));
            }
        }
        sql
    }

    /// Creates the tables that are missing.
    pub(crate) fn create(&self, writer: &Connection) -> Result<()> {
        writer.execute_batch(&self.ddl()).map_err(|error| fault(error, "cannot create the ledger's tables"))
    }

    /// The statements that create them.
    pub(crate) fn ddl(&self) -> String {
        schema::SQLITE.replace("{p}", &self.prefix.replace('"', "\"\""))
    }

    /// Whether the tables are there.
    pub(crate) fn exists(&self, connection: &Connection) -> Result<bool> {
        connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1", [format!("{}run", self.prefix)], |row| {
                row.get::<_, i64>(0)
            })
            .map(|count| count > 0)
            .map_err(|error| fault(error, "cannot look for the ledger's tables"))
    }
}
