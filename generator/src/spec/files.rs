//! Where specs are read from: the disk, or a map of texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diag::SourceFile;

/// Reads spec files and shows their paths relative to one root.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
    origin: Origin,
}

#[derive(Debug, Clone)]
enum Origin {
    Disk,
    Memory(BTreeMap<PathBuf, String>),
}

impl Files {
    /// Files on the disk; paths are shown relative to `root`.
    #[must_use]
    pub fn on_disk(root: impl Into<PathBuf>) -> Files {
        let root = root.into();
        Files {
            root: clean(&std::path::absolute(&root).unwrap_or(root)),
            origin: Origin::Disk,
        }
    }

    /// Files in memory, by their path.
    #[must_use]
    pub fn in_memory(
        files: impl IntoIterator<Item = (impl Into<PathBuf>, impl Into<String>)>,
    ) -> Files {
        let files = files
            .into_iter()
            .map(|(path, text)| (clean(&path.into()), text.into()))
            .collect();
        Files {
            root: PathBuf::new(),
            origin: Origin::Memory(files),
        }
    }

    /// Reads one file.
    ///
    /// # Errors
    /// It is not there, cannot be read, or is not UTF-8.
    pub fn read(&self, path: &Path) -> io::Result<Arc<SourceFile>> {
        let path = clean(path);
        let text = match &self.origin {
            Origin::Disk => std::fs::read_to_string(&path)?,
            Origin::Memory(files) => files.get(&path).cloned().ok_or(io::ErrorKind::NotFound)?,
        };
        Ok(Arc::new(SourceFile {
            name: self.shown(&path),
            text,
        }))
    }

    /// Whether a file is there.
    #[must_use]
    pub fn exists(&self, path: &Path) -> bool {
        match &self.origin {
            Origin::Disk => path.is_file(),
            Origin::Memory(files) => files.contains_key(&clean(path)),
        }
    }

    /// The path from the file system's root, where there is one to find: what lies above a relative
    /// path is found by it.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        match &self.origin {
            Origin::Disk => clean(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned())),
            Origin::Memory(_) => clean(path),
        }
    }

    /// All `.yaml` and `.yml` files below a folder, sorted by path.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn yaml_below(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        match &self.origin {
            Origin::Disk => walk(folder, &mut found)?,
            Origin::Memory(files) => found.extend(
                files
                    .keys()
                    .filter(|path| path.starts_with(clean(folder)))
                    .cloned(),
            ),
        }
        found.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
        });
        found.sort();
        Ok(found)
    }

    /// A path relative to a folder, with `/`, if it lies below it.
    #[must_use]
    pub fn below(&self, folder: &Path, path: &Path) -> Option<String> {
        let (folder, path) = (self.absolute(folder), self.absolute(path));
        path.strip_prefix(folder).ok().map(slashed)
    }

    /// A path as people see it: relative to the root where it lies below it, with `/`.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let path = self.absolute(path);
        slashed(path.strip_prefix(&self.root).unwrap_or(&path))
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/").replacen("//", "/", 1)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// The path without `.` and, where a folder precedes it, without `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(clean.components().next_back(), Some(Component::Normal(_))) =>
            {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn paths_are_cleaned_and_shown_from_the_root() {
        let files = Files::on_disk("/a/./b");
        assert_eq!(
            files.shown(Path::new("/a/b/jobs/../connections.yaml")),
            "connections.yaml"
        );
        assert_eq!(files.shown(Path::new("/x/y.yaml")), "/x/y.yaml");
        assert_eq!(clean(Path::new("../a/../b")), Path::new("../b"));
    }

    #[test]
    fn memory_lists_below_a_folder() {
        let files = Files::in_memory([
            ("jobs/a.yaml", ""),
            ("jobs/x/b.yml", ""),
            ("jobs/c.sql", ""),
            ("other/d.yaml", ""),
        ]);
        assert_eq!(
            files.yaml_below(Path::new("jobs")).unwrap(),
            [Path::new("jobs/a.yaml"), Path::new("jobs/x/b.yml")]
        );
        assert!(files.read(Path::new("jobs/./x/../a.yaml")).is_ok());
        assert!(files.read(Path::new("jobs/missing.yaml")).is_err());
    }
}
