//! The lock of a generated folder: which files Loadwright wrote, and what it wrote.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::disk;
use crate::emit::FileMap;

/// The lock's file name.
pub const LOCK: &str = ".loadwright";

/// Files by path, each with the hash of its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lock {
    files: BTreeMap<String, String>,
}

impl Lock {
    pub(super) fn of(files: &FileMap) -> Lock {
        Lock {
            files: files
                .iter()
                .map(|(path, content)| (path.to_owned(), hash(content)))
                .collect(),
        }
    }

    /// The lock of a folder. One that cannot be understood (a merge that was not finished) is none:
    /// then every file that differs counts as edited, and nothing is deleted.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Lock>> {
        let Some(content) = disk::read_if_there(&folder.join(LOCK))? else {
            return Ok(None);
        };
        let lock = std::str::from_utf8(&content)
            .ok()
            .and_then(|text| toml::from_str::<Lock>(text).ok());
        Ok(lock.filter(|lock| lock.files.keys().all(|path| stays_below(path))))
    }

    pub(super) fn text(&self) -> String {
        let head = "# The generated files of this folder with the hashes of their contents (xxh3, \
                    128 bits): by them Loadwright tells what was\n# edited by hand, and which \
                    files are its own.\n";
        let table = toml::to_string(self).expect("a table of strings has a TOML form");
        format!("{head}{table}")
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether this is what Loadwright wrote there.
    pub(super) fn wrote(&self, path: &str, content: &[u8]) -> bool {
        self.files
            .get(path)
            .is_some_and(|wrote| *wrote == hash(content))
    }
}

fn hash(content: &[u8]) -> String {
    format!("{:032x}", xxh3_128(content))
}

/// Deleting by a lock must never leave its folder.
fn stays_below(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}
