//! The ledger: what ran, what is done, what was refused, in the target's own database. A chunk's
//! rows and its ledger row are one transaction, so neither can be there without the other.

pub(crate) mod chunk;
pub(crate) mod file;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod step;
mod text;
mod version;
pub(crate) mod view;

use xxhash_rust::xxh3::xxh3_64;

use crate::connections::LedgerPlace;
use crate::database::{Database, Dialect, fault, identifier, literal};
use crate::error::Result;

/// Raised when the meaning of plans, hashes or written keys changes: an unfinished run of another
/// format is not resumed.
pub(crate) const FORMAT: i64 = 3;

/// A template with its `{name}` filled in by what `value` knows, once: what was put in is never
/// looked at again.
fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() + 128);
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        match behind
            .split_once('}')
            .and_then(|(mark, behind)| value(mark).map(|value| (value, behind)))
        {
            Some((value, behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out + rest
}

/// Where the ledger of one target is, and who writes it.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    /// Which SQL its database speaks.
    pub(crate) dialect: Dialect,
    /// Schema of the tables.
    pub(crate) schema: String,
    /// Prefix of the tables' names.
    pub(crate) prefix: String,
    /// The target table as the ledger names it: `main.dim_airport`; in lower case where the
    /// database takes `DIM` and `dim` for one table.
    pub(crate) target: String,
    /// Host and process, for people who look for the run.
    pub(crate) holder: String,
}

impl Ledger {
    /// A ledger beside a target table.
    pub(crate) fn new(dialect: Dialect, place: &LedgerPlace, target: String) -> Ledger {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .or_else(|_| std::env::var("HOSTNAME").map_err(std::io::Error::other));
        let host = host.map_or_else(|_| "this host".to_owned(), |name| name.trim().to_owned());
        Ledger {
            dialect,
            schema: place.schema.clone(),
            prefix: place.prefix.clone(),
            target: if dialect.ignores_case_of_names() {
                target.to_ascii_lowercase()
            } else {
                target
            },
            holder: format!("process {} on {host}", std::process::id()),
        }
    }

    /// SQL with `{run}`, `{chunk}` … replaced by the tables' quoted names.
    pub(crate) fn sql(&self, template: &str) -> String {
        filled(template, |table| {
            let name = format!("{}{table}", self.prefix);
            schema::TABLES
                .contains(&table)
                .then(|| format!("{}.{}", identifier(&self.schema), identifier(&name)))
        })
    }

    /// The statements that create the tables.
    pub(crate) fn ddl(&self) -> String {
        self.filled(&schema::text(self.dialect)) + &self.sql(&self.stamp())
    }

    /// The schema and the prefix put into statements about the tables.
    fn filled(&self, sql: &str) -> String {
        let name = |text: &str| text.replace('"', "\"\"");
        filled(sql, |mark| match mark {
            "p" => Some(name(&self.prefix)),
            "s" => Some(name(&self.schema)),
            "n" => Some(literal(&identifier(&self.schema))),
            _ => None,
        })
    }

    /// The longest of the names that its tables and indexes have.
    pub(crate) fn longest_name(&self) -> String {
        format!("{}{}", self.prefix, schema::LONGEST)
    }

    /// Whether a table is one of the ledger's own.
    pub(crate) fn has(&self, schema: &str, table: &str) -> bool {
        let same = |one: &str, other: &str| {
            if self.dialect.ignores_case_of_names() {
                one.eq_ignore_ascii_case(other)
            } else {
                one == other
            }
        };
        same(schema, &self.schema)
            && schema::TABLES
                .iter()
                .any(|own| same(table, &format!("{}{own}", self.prefix)))
    }

    /// The quoted names of the tables.
    pub(crate) fn tables(&self) -> Vec<String> {
        let text = schema::text(self.dialect);
        let named = text
            .split("CREATE TABLE IF NOT EXISTS ")
            .skip(1)
            .filter_map(|rest| rest.split('"').nth(3)?.strip_prefix("{p}"));
        named
            .map(|table| {
                format!(
                    "{}.{}",
                    identifier(&self.schema),
                    identifier(&format!("{}{table}", self.prefix))
                )
            })
            .collect()
    }

    /// Whether the tables are there.
    pub(crate) fn exists(&self, database: &mut Database) -> Result<bool> {
        database
            .table_exists(&self.schema, &format!("{}run", self.prefix))
            .map_err(|error| fault(error, "cannot look for the ledger's tables"))
    }

    /// Key of the advisory lock on the target.
    pub(crate) fn lock_key(&self) -> i64 {
        xxh3_64(format!("loadwright lease {}", self.target).as_bytes()) as i64
    }

    /// What the sessions of a run on this target carry at the end of their application name.
    pub(crate) fn session_mark(&self) -> String {
        format!("#{:016x}", self.lock_key())
    }
}
