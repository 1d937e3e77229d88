//! What tests could not do where they ran, for whoever started them to count: a test that only
//! returns counts as passed.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// The variable that names the file which the notes go to.
pub const FILE: &str = "LOADWRIGHT_TEST_NOTES";

/// Why a test has not run, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It says nothing about what is tested here, and runs elsewhere.
    NotHere,
    /// Something that it needs is missing on this machine.
    NotChecked,
}

/// A note of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Why the test has not run.
    pub kind: Kind,
    /// The test's path.
    pub test: String,
    /// The same in words.
    pub why: String,
}

/// Notes that a test did not run; tells it on the test's own stderr too.
///
/// # Panics
/// The file that the variable names cannot be written: the note would be lost.
pub fn note(kind: Kind, test: &str, why: &str) {
    let word = match kind {
        Kind::NotHere => "not here",
        Kind::NotChecked => "NOT CHECKED",
    };
    eprintln!("{word}: {test}: {why}");
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    // One write a note: tests run side by side.
    let line = format!("{word}\t{test}\t{why}\n");
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    if let Err(error) = written {
        panic!("{}: {error}", path.display());
    }
}

/// The notes of a file; none where no test made one.
///
/// # Errors
/// The file cannot be read.
pub fn read(path: &Path) -> Result<Vec<Note>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    text.lines()
        .map(|line| parse(line).ok_or_else(|| format!("{}: not a note: {line}", path.display())))
        .collect()
}

fn parse(line: &str) -> Option<Note> {
    let mut fields = line.splitn(3, '\t');
    let kind = match fields.next()? {
        "not here" => Kind::NotHere,
        "NOT CHECKED" => Kind::NotChecked,
        _ => return None,
    };
    Some(Note {
        kind,
        test: fields.next()?.to_owned(),
        why: fields.next()?.to_owned(),
    })
}

/// The path of the test that this is written in.
#[macro_export]
macro_rules! test_name {
    () => {{
        fn here() {}
        std::any::type_name_of_val(&here).trim_end_matches("::here")
    }};
}

/// Ends a test that cannot do its work on this machine, and tells.
#[macro_export]
macro_rules! not_checked {
    ($($why:tt)+) => {{
        $crate::notes::note($crate::notes::Kind::NotChecked, $crate::test_name!(), &format!($($why)+));
        return
    }};
}
