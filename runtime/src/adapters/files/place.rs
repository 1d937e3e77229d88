//! Files below a folder, as `connections.yaml` names it.

use std::path::{Path, PathBuf};

use crate::connections::{Connection, Fields, Place};
use crate::error::Result;

/// The folder.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) root: PathBuf,
}

impl Place for Folder {
    fn kind(&self) -> &'static str {
        "files"
    }

    fn describe(&self) -> String {
        format!("files {}", self.root.display())
    }

    fn identity(&self) -> Result<String> {
        Ok(self.root.display().to_string())
    }

    fn path(&self) -> Option<&Path> {
        Some(&self.root)
    }
}

/// Reads the connection.
pub(crate) fn read(fields: &Fields<'_>, _: &str) -> Result<Connection> {
    Ok(Connection::files(fields.name(), fields.required("root")?))
}

impl Connection {
    /// Files below a folder.
    #[must_use]
    pub fn files(name: impl Into<String>, root: impl Into<PathBuf>) -> Connection {
        Connection::new(name, Folder { root: root.into() })
    }
}
