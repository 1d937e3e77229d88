//! Which files a load reads: a pattern below the connection's root, and never anything outside it.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use glob::{MatchOptions, Pattern};
use xxhash_rust::xxh3::Xxh3Default;

use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::{FileOrder, Files};
use crate::ledger::file::LoadedFile;

/// `*` stops at `/`, and hidden files (half-written uploads, mostly) must be asked for.
const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

const DIGEST_BUFFER_BYTES: usize = 256 * 1024;

/// Names of other files that the message about a missing file shows.
const NEAR_NAMES_MAX: usize = 5;

/// A file to load, as it was when the run looked for it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name below the connection's root, with `/` on every system.
    pub name: Arc<str>,
    /// Its size in bytes.
    pub size: u64,
    modified: SystemTime,
    digest: OnceLock<String>,
}

impl SourceFile {
    /// The digest of the file's bytes as they are stored: `blake3:` and 64 hex digits. It stands
    /// for the content, whoever made it. The first call reads the file, later ones do not.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was found.
    pub fn digest(&self) -> Result<&str> {
        if let Some(digest) = self.digest.get() {
            return Ok(digest);
        }
        let mut hasher = blake3::Hasher::new();
        self.read_whole(|bytes| _ = hasher.update(bytes))?;
        Ok(self
            .digest
            .get_or_init(|| format!("blake3:{}", hasher.finalize().to_hex())))
    }

    /// What the ledger keeps of a file that was loaded.
    pub(super) fn note(&self) -> Result<LoadedFile> {
        Ok(LoadedFile {
            name: self.name.to_string(),
            size: self.size,
            digest: self.digest()?.to_owned(),
        })
    }

    /// The digest by which files counted as loaded before those of [`SourceFile::digest`]: XXH3,
    /// 128 bits, hex.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was found.
    pub(super) fn old_digest(&self) -> Result<String> {
        let mut hasher = Xxh3Default::new();
        self.read_whole(|bytes| hasher.update(bytes))?;
        Ok(format!("{:032x}", hasher.digest128()))
    }

    fn read_whole(&self, mut take: impl FnMut(&[u8])) -> Result<()> {
        self.unchanged()?;
        let mut file = File::open(&self.path).map_err(|error| self.unreadable(error))?;
        let mut buffer = vec![0; DIGEST_BUFFER_BYTES];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    failpoint::reach("file.digest")?;
                    take(&buffer[..read]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.unreadable(error)),
            }
        }
        self.unchanged()
    }

    /// Checks that the file is still as it was found: asked before and after each reading.
    ///
    /// # Errors
    /// Its size or time of change is another, or it is gone.
    pub fn unchanged(&self) -> Result<()> {
        let now = fs::metadata(&self.path).map_err(|error| self.unreadable(error))?;
        if now.len() == self.size && modified(&now) == self.modified {
            return Ok(());
        }
        Err(Error::failed(format!(
            "the file `{}` changed while it was read",
            self.name
        ))
        .help(
            "let writers deliver under another name and rename when the file is whole, then run \
             again",
        ))
    }

    /// Tells of an error in the file's text which file it is.
    pub(super) fn reading(&self, error: Error) -> Error {
        error.within(format!("reading the file `{}`", self.name))
    }

    /// So many records are missing at its end.
    pub(super) fn has_fewer(&self, records: u64) -> Error {
        Error::failed(format!(
            "the file `{}` has {records} records fewer than when it was cut",
            self.name
        ))
    }

    pub(super) fn unreadable(&self, error: std::io::Error) -> Error {
        Error::failed(format!("cannot read the file `{}`", self.name)).because(error)
    }
}

/// Finds the files of a load, in the order in which they are read.
///
/// `param` gives the text of a run parameter. In the pattern `*`, `?`, `[…]` and `**` match; a
/// parameter's value matches only itself, and so does a pattern that is the very name of a file.
///
/// # Errors
/// A pattern, parameter or symbolic link that leaves `root`; a root that cannot be read; no file,
/// where that is an error.
pub fn discover(
    root: &Path,
    pattern: &str,
    param: &dyn Fn(&str) -> Option<String>,
    files: &Files,
) -> Result<Vec<SourceFile>> {
    let root = root.canonicalize().map_err(|error| {
        Error::usage(format!("cannot open the folder `{}`", root.display())).because(error)
    })?;
    let relative = expand(pattern, param)?;
    stays_below(&relative.glob, pattern)?;
    let mut found = matches(&root, &relative.glob)?;
    found.extend(of_that_name(&root, &relative.shown, &found)?);
    match files.order {
        FileOrder::Name => found.sort_by(|a, b| a.name.cmp(&b.name)),
        FileOrder::Modified => {
            found.sort_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)))
        }
    }
    if found.is_empty() && files.none_is_error {
        return Err(none_found(&root, &relative));
    }
    Ok(found)
}

/// A pattern with its params filled in: once to match, once to show.
struct Expanded {
    glob: String,
    shown: String,
}

fn expand(pattern: &str, param: &dyn Fn(&str) -> Option<String>) -> Result<Expanded> {
    let mut expanded = Expanded {
        glob: String::new(),
        shown: String::new(),
    };
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else {
            return Err(Error::usage(format!(
                "`${{` without `}}` in the file pattern `{pattern}`"
            )));
        };
        let Some(value) = param(name) else {
            return Err(Error::usage(format!(
                "the file pattern `{pattern}` uses the parameter `{name}`, which has no value"
            )));
        };
        if value.contains(['/', '\\', '\0']) || value.contains("..") {
            return Err(Error::usage(format!(
                "the parameter `{name}` may not hold `/`, `\\` or `..`: it is part of a file's \
                 name"
            )));
        }
        expanded.glob.push_str(before);
        expanded.glob.push_str(&Pattern::escape(&value));
        expanded.shown.push_str(before);
        expanded.shown.push_str(&value);
        rest = behind;
    }
    expanded.glob.push_str(rest);
    expanded.shown.push_str(rest);
    Ok(expanded)
}

fn stays_below(relative: &str, pattern: &str) -> Result<()> {
    let plain = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if relative.is_empty() || !Path::new(relative).components().all(plain) {
        return Err(Error::usage(format!(
            "the file pattern `{pattern}` must be a path below the connection's root, without `..`"
        )));
    }
    Ok(())
}

fn matches(root: &Path, relative: &str) -> Result<Vec<SourceFile>> {
    let Some(folder) = root.to_str() else {
        return Err(Error::usage(format!(
            "the folder `{}` has a name that is not UTF-8",
            root.display()
        )));
    };
    let full = format!("{}/{relative}", Pattern::escape(folder));
    let paths = glob::glob_with(&full, MATCHING).map_err(|error| {
        Error::usage(format!("`{relative}` is no pattern for files")).because(error)
    })?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| {
            Error::failed(format!("cannot search `{}`", root.display())).because(error)
        })?;
        found.extend(source_file(root, path)?);
    }
    Ok(found)
}

/// The file that is called as the pattern is written, where the pattern has another meaning:
/// `report [2024].csv`.
fn of_that_name(root: &Path, shown: &str, found: &[SourceFile]) -> Result<Option<SourceFile>> {
    let path = root.join(shown);
    if !shown.contains('[') || found.iter().any(|file| file.path == path) || !path.is_file() {
        return Ok(None);
    }
    source_file(root, path)
}

/// The file at a path that matched; `None` for a folder.
fn source_file(root: &Path, path: PathBuf) -> Result<Option<SourceFile>> {
    let unreadable =
        |error| Error::failed(format!("cannot read the file `{}`", path.display())).because(error);
    let metadata = fs::metadata(&path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    if !path.canonicalize().map_err(unreadable)?.starts_with(root) {
        return Err(Error::usage(format!(
            "the file `{}` is a link that leads out of the folder `{}`",
            path.display(),
            root.display()
        )));
    }
    let Some(name) = relative_name(root, &path) else {
        return Err(Error::usage(format!(
            "the file `{}` has a name that is not UTF-8",
            path.display()
        )));
    };
    Ok(Some(SourceFile {
        name,
        size: metadata.len(),
        modified: modified(&metadata),
        digest: OnceLock::new(),
        path,
    }))
}

fn relative_name(root: &Path, path: &Path) -> Option<Arc<str>> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/").into())
}

/// Where a file system keeps no time of change, all files are equally old and only the size tells.
fn modified(metadata: &Metadata) -> SystemTime {
    metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn none_found(root: &Path, pattern: &Expanded) -> Error {
    let shown = &pattern.shown;
    let error = Error::refused(format!("no file matches `{shown}` in `{}`", root.display()));
    let near = near_names(root, shown);
    let mut help = Vec::new();
    if !near.is_empty() {
        help.push(format!("there are: {}", near.join(", ")));
    }
    if pattern
        .glob
        .replace("[[]", "")
        .replace("[]]", "")
        .contains('[')
    {
        help.push(
            "`[` begins a set of characters in a pattern; one in a name is written `[[]`"
                .to_owned(),
        );
    }
    if help.is_empty() {
        error
    } else {
        error.help(help.join("; "))
    }
}

/// Names beside the pattern's place, those that begin as it does first.
fn near_names(root: &Path, shown: &str) -> Vec<String> {
    let (folder, wanted) = shown.rsplit_once('/').unwrap_or(("", shown));
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let shared = |name: &String| {
        name.bytes()
            .zip(wanted.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    names.sort_by(|a, b| shared(b).cmp(&shared(a)).then_with(|| a.cmp(b)));
    names.truncate(NEAR_NAMES_MAX);
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;
    use crate::info::LoadedFiles;

    const BY_NAME: Files = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        folder
    }

    fn none(_: &str) -> Option<String> {
        None
    }

    fn names(root: &Path, pattern: &str) -> Vec<String> {
        discover(root, pattern, &none, &BY_NAME)
            .unwrap()
            .iter()
            .map(|file| file.name.to_string())
            .collect()
    }

    #[test]
    fn a_glob_matches_files_in_the_order_of_their_names() {
        let folder = folder(&[
            "b.csv",
            "a.csv",
            "B.csv",
            "a.txt",
            ".hidden.csv",
            "eu/c.csv",
            "eu/x/d.csv",
        ]);
        fs::create_dir(folder.path().join("folder.csv")).unwrap();
        assert_eq!(names(folder.path(), "*.csv"), ["B.csv", "a.csv", "b.csv"]);
        assert_eq!(names(folder.path(), "eu/*.csv"), ["eu/c.csv"]);
        assert_eq!(
            names(folder.path(), "**/*.csv"),
            ["B.csv", "a.csv", "b.csv", "eu/c.csv", "eu/x/d.csv"]
        );
        assert_eq!(names(folder.path(), "a.txt"), ["a.txt"]);
    }

    #[test]
    fn files_come_by_time_of_change_then_name() {
        let folder = folder(&["a", "b", "c"]);
        let now = SystemTime::now();
        for (name, age_seconds) in [("a", 10), ("b", 20), ("c", 20)] {
            let file = File::options()
                .write(true)
                .open(folder.path().join(name))
                .unwrap();
            file.set_modified(now - Duration::from_secs(age_seconds))
                .unwrap();
        }
        let files = Files {
            order: FileOrder::Modified,
            ..BY_NAME
        };
        let found = discover(folder.path(), "*", &none, &files).unwrap();
        assert_eq!(
            found.iter().map(|file| &*file.name).collect::<Vec<_>>(),
            ["b", "c", "a"]
        );
    }

    #[test]
    fn a_parameter_is_text_and_no_pattern() {
        let folder = folder(&["airports_2013.csv", "airports_[1].csv", "airports_*.csv"]);
        let with = |value: &'static str| {
            let param = move |name: &str| (name == "snapshot").then(|| value.to_string());
            discover(folder.path(), "airports_${snapshot}.csv", &param, &BY_NAME).map(|found| {
                found
                    .iter()
                    .map(|file| file.name.to_string())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(with("2013").unwrap(), ["airports_2013.csv"]);
        assert_eq!(with("*").unwrap(), ["airports_*.csv"]);
        assert_eq!(with("[1]").unwrap(), ["airports_[1].csv"]);
        for value in ["../x", "a/b", "..", "a\\b"] {
            assert_eq!(with(value).unwrap_err().exit_code(), 2, "{value}");
        }
        let error = discover(folder.path(), "${year}.csv", &none, &BY_NAME).unwrap_err();
        assert!(error.to_string().contains("`year`"), "{error}");
    }

    #[test]
    fn a_bracket_may_be_a_part_of_a_name() {
        let folder = folder(&["report [2024].csv", "report 2.csv", "[x]/a.csv"]);
        assert_eq!(
            names(folder.path(), "report [2024].csv"),
            ["report 2.csv", "report [2024].csv"],
            "a set, and a name"
        );
        assert_eq!(
            names(folder.path(), "report [[]2024].csv"),
            ["report [2024].csv"]
        );
        assert_eq!(
            names(folder.path(), "report [[]*.csv"),
            ["report [2024].csv"]
        );
        assert_eq!(names(folder.path(), "[x]/a.csv"), ["[x]/a.csv"]);
        let error =
            discover(folder.path(), "report [[]2025] [1].csv", &none, &BY_NAME).unwrap_err();
        assert!(
            error
                .advice()
                .unwrap()
                .ends_with("one in a name is written `[[]`"),
            "{:?}",
            error.advice()
        );
        assert!(
            !discover(folder.path(), "report [[]2025].csv", &none, &BY_NAME)
                .unwrap_err()
                .advice()
                .unwrap()
                .contains("`[[]`")
        );
    }

    #[test]
    fn nothing_outside_the_root_is_read() {
        let folder = folder(&["secret.csv", "root/a.csv"]);
        let root = folder.path().join("root");
        let absolute = folder.path().join("secret.csv");
        for pattern in [
            "../secret.csv",
            "x/../../secret.csv",
            "*/../../*.csv",
            absolute.to_str().unwrap(),
            "",
        ] {
            assert_eq!(
                discover(&root, pattern, &none, &BY_NAME)
                    .unwrap_err()
                    .exit_code(),
                2,
                "{pattern}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_refused_and_one_inside_is_followed() {
        let folder = folder(&["secret.csv", "root/a.csv"]);
        let root = folder.path().join("root");
        std::os::unix::fs::symlink("a.csv", root.join("link.csv")).unwrap();
        assert_eq!(names(&root, "*.csv"), ["a.csv", "link.csv"]);
        std::os::unix::fs::symlink("../secret.csv", root.join("out.csv")).unwrap();
        let error = discover(&root, "*.csv", &none, &BY_NAME).unwrap_err();
        assert!(error.to_string().contains("leads out"), "{error}");
    }

    #[test]
    fn a_missing_file_is_named_with_its_neighbours() {
        let folder = folder(&["eu/airports_2013.csv", "eu/planes.csv"]);
        let error = discover(folder.path(), "eu/airports_2014.csv", &none, &BY_NAME).unwrap_err();
        assert_eq!(error.exit_code(), 4);
        assert!(
            error.to_string().contains("eu/airports_2014.csv"),
            "{error}"
        );
        assert_eq!(
            error.advice(),
            Some("there are: airports_2013.csv, planes.csv")
        );
        let files = Files {
            none_is_error: false,
            ..BY_NAME
        };
        assert!(
            discover(folder.path(), "x*.csv", &none, &files)
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn the_digest_is_of_the_stored_bytes() {
        let folder = folder(&["a"]);
        let found = discover(folder.path(), "a", &none, &BY_NAME).unwrap();
        // As `b3sum` and earlier versions have it.
        assert_eq!(
            found[0].digest().unwrap(),
            "blake3:17762fddd969a453925d65717ac3eea21320b66b54342fde15128d6caf21215f"
        );
        assert_eq!(
            found[0].old_digest().unwrap(),
            format!("{:032x}", xxhash_rust::xxh3::xxh3_128(b"a"))
        );
        assert_eq!(found[0].size, 1);
    }

    #[test]
    fn a_file_that_grew_is_noticed() {
        let folder = folder(&["a"]);
        let found = discover(folder.path(), "a", &none, &BY_NAME).unwrap();
        found[0].unchanged().unwrap();
        fs::write(folder.path().join("a"), "longer").unwrap();
        assert!(
            found[0]
                .unchanged()
                .unwrap_err()
                .to_string()
                .contains("changed")
        );
        assert!(found[0].digest().is_err());
    }
}
