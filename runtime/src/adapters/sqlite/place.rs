//! A SQLite database file, as `connections.yaml` names it.

use std::path::{Path, PathBuf};

use super::dialect::SqliteSql;
use super::session::{open_changer, open_reader, open_writer};
use crate::connections::{Connection, DatabasePlace, Fields, LedgerPlace, Place};
use crate::database::{Database, Dialect, SqlWords};
use crate::error::{Error, Result};

/// SQLite's name of a file's own schema.
const SCHEMA: &str = "main";

/// The file.
#[derive(Debug)]
pub(crate) struct SqliteFile {
    pub(crate) path: PathBuf,
    ledger: LedgerPlace,
}

impl Place for SqliteFile {
    fn kind(&self) -> &'static str {
        SqliteSql.kind()
    }

    fn describe(&self) -> String {
        format!("sqlite {} · schema {SCHEMA}", self.path.display())
    }

    fn identity(&self) -> Result<String> {
        Ok(absolute(&self.path).display().to_string())
    }

    fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn database(&self) -> Option<&dyn DatabasePlace> {
        Some(self)
    }
}

impl DatabasePlace for SqliteFile {
    fn dialect(&self) -> Dialect {
        &SqliteSql
    }

    fn schema(&self) -> &str {
        SCHEMA
    }

    fn ledger(&self) -> &LedgerPlace {
        &self.ledger
    }

    fn reader(&self, _: &str) -> Result<Option<Database>> {
        if !self.path.exists() {
            return Ok(None);
        }
        open_reader(&self.path).map(|session| Some(Database::new(session)))
    }

    fn writer(&self, _: &str) -> Result<Database> {
        open_writer(&self.path).map(Database::new)
    }

    fn changer(&self) -> Result<Option<Database>> {
        open_changer(&self.path).map(|session| Some(Database::new(session)))
    }

    fn lock_file(&self) -> Option<PathBuf> {
        Some(absolute(&self.path))
    }

    /// The database, and its folder: the write-ahead log and the lease's lock lie beside it.
    fn obstacles(&self) -> Vec<String> {
        let file = absolute(&self.path);
        let mut list = Vec::new();
        if file.exists()
            && let Err(error) = std::fs::OpenOptions::new().write(true).open(&file)
        {
            list.push(format!(
                "the file {} cannot be written: {error}",
                file.display()
            ));
        }
        // Folders that are missing are made.
        if let Some(folder) = file.ancestors().skip(1).find(|folder| folder.exists())
            && let Err(error) = tempfile::tempfile_in(folder)
        {
            list.push(format!(
                "in the folder {} nothing can be made, not even the lock and the log beside the \
                 database: {error}",
                folder.display()
            ));
        }
        list
    }
}

/// The path without symbolic links, so that every process finds the same lock; the folder's where
/// the file is not there yet.
fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Reads the connection. The ledger's schema is `main` whatever the file says, so that one
/// connection can serve a server too.
pub(crate) fn read(fields: &Fields<'_>, url: &str) -> Result<Connection> {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = checked(
        rest.strip_prefix("//")
            .filter(|_| rest.len() < url.len())
            .unwrap_or(rest),
    )
    .map_err(|error| fields.within("url", error))?;
    let schema = fields.text("schema")?.unwrap_or_else(|| SCHEMA.to_owned());
    if schema != SCHEMA {
        return Err(fields
            .error(
                "schema",
                format!("SQLite has no schema `{schema}`, only `{SCHEMA}`"),
            )
            .help("set `schema: main` in the environment whose URL is SQLite's"));
    }
    Ok(Connection::sqlite(
        fields.name(),
        path,
        fields.ledger(SCHEMA)?,
    ))
}

fn checked(path: &str) -> Result<&str> {
    if path.is_empty() {
        return Err(Error::usage("the URL names no database file"));
    }
    if path == ":memory:" || path.contains('?') {
        return Err(Error::usage(
            "a SQLite URL is `sqlite:` and the path of a file: workers share it, so it cannot be \
             in memory, and it takes no options",
        ));
    }
    Ok(path)
}

impl Connection {
    /// A SQLite database file. The ledger's schema is `main` in it.
    #[must_use]
    pub fn sqlite(
        name: impl Into<String>,
        path: impl Into<PathBuf>,
        ledger: LedgerPlace,
    ) -> Connection {
        Connection::new(
            name,
            SqliteFile {
                path: path.into(),
                ledger,
            },
        )
    }
}
