//! Files in memory against the disk: what is fresh, stale, missing or edited by hand; and the only
//! writer of generated files.
//!
//! Beside its files each folder holds a lock, [`LOCK`], which lists them with their hashes. By it a
//! hand edit is told from a stale file, and by it alone files are deleted: what Loadwright did not
//! write stays.

mod diff;
mod disk;
mod lock;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use crate::emit::FileMap;
use lock::Lock;

pub use diff::unified;
pub use disk::{read_if_there, write_if_other};
pub use lock::LOCK;

/// A folder that Loadwright writes, compared with what it should hold.
#[derive(Debug)]
pub struct Finding {
    /// The folder.
    pub folder: PathBuf,
    /// What is to be said of it as a whole.
    pub state: State,
    /// What must be done to its files, in the order of their paths.
    pub changes: Vec<Change>,
    lock: Lock,
}

/// A folder's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All is as it should be.
    Fresh,
    /// Some files are stale.
    Changed,
    /// None of it is there.
    Missing,
    /// Somebody changed a generated file, or something else stands in its place.
    Edited,
    /// No spec makes it any longer.
    Orphan,
}

/// What must be done to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path below the folder, with `/`.
    pub path: String,
    /// Content now.
    pub before: Option<Vec<u8>>,
    /// Content as it should be; `None`: it is to go.
    pub after: Option<Vec<u8>>,
    /// The content now is not what Loadwright wrote.
    pub edited: bool,
}

/// Compares a folder with the files that it should hold.
///
/// # Errors
/// A folder that cannot be read.
pub fn examine(folder: &Path, files: &FileMap) -> io::Result<Finding> {
    let before = Lock::read(folder)?;
    let lock = Lock::of(files);
    let mut changes = Vec::new();
    let mut found = before.is_some();
    let known = before.as_ref();
    for (path, after) in files.iter() {
        let content = disk::read_if_there(&folder.join(path))?;
        found |= content.is_some();
        if content.as_deref() != Some(after) {
            let edited = content
                .as_deref()
                .is_some_and(|content| !known.is_some_and(|lock| lock.wrote(path, content)));
            changes.push(Change {
                path: path.to_owned(),
                before: content,
                after: Some(after.to_vec()),
                edited,
            });
        }
    }
    let gone = known
        .iter()
        .flat_map(|lock| lock.paths())
        .filter(|path| files.get(path).is_none());
    changes.extend(removals(folder, known, gone)?);
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    let state = match () {
        () if !found => State::Missing,
        () if changes.iter().any(|change| change.edited) => State::Edited,
        () if !changes.is_empty() || known != Some(&lock) => State::Changed,
        () => State::Fresh,
    };
    Ok(Finding {
        folder: folder.to_owned(),
        state,
        changes,
        lock,
    })
}

/// A folder that no spec makes: what would go if it were pruned.
///
/// # Errors
/// A folder that cannot be read.
pub fn examine_orphan(folder: &Path) -> io::Result<Finding> {
    let lock = Lock::read(folder)?;
    let changes = removals(folder, lock.as_ref(), lock.iter().flat_map(Lock::paths))?;
    Ok(Finding {
        folder: folder.to_owned(),
        state: State::Orphan,
        changes,
        lock: Lock::default(),
    })
}

fn removals<'l>(
    folder: &Path,
    lock: Option<&Lock>,
    paths: impl Iterator<Item = &'l str>,
) -> io::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for path in paths {
        if let Some(content) = disk::read_if_there(&folder.join(path))? {
            let edited = !lock.is_some_and(|lock| lock.wrote(path, &content));
            changes.push(Change {
                path: path.to_owned(),
                before: Some(content),
                after: None,
                edited,
            });
        }
    }
    Ok(changes)
}

/// Folders directly below `out` that hold a lock, by name.
///
/// # Errors
/// A folder that cannot be read; one that is not there holds none.
pub fn owned_folders(out: &Path) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        // A name that is not Unicode is no job's.
        if let Ok(name) = entry.file_name().into_string()
            && entry.path().join(LOCK).is_file()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

impl Finding {
    /// Makes the folder as it should be: writes what differs, removes what is its own and stale,
    /// and writes the lock last.
    ///
    /// # Errors
    /// A file that cannot be written or removed. What was done until then stays, and the next run
    /// goes on from there.
    pub fn apply(&self) -> io::Result<()> {
        for change in &self.changes {
            let path = self.folder.join(&change.path);
            match &change.after {
                Some(content) => disk::write(&path, content)?,
                None => disk::remove(&self.folder, &path)?,
            }
        }
        let lock = self.folder.join(LOCK);
        match self.state {
            State::Orphan => disk::remove(&self.folder, &lock)?,
            _ => disk::write_if_other(&lock, self.lock.text().as_bytes())?,
        }
        disk::remove_if_empty(&self.folder)
    }

    /// The files that were edited by hand.
    pub fn edited(&self) -> impl Iterator<Item = &str> {
        self.changes
            .iter()
            .filter(|change| change.edited)
            .map(|change| change.path.as_str())
    }
}
