#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, SystemTime};

use super::*;

fn files(list: &[(&str, &str)]) -> FileMap {
    let mut files = FileMap::default();
    for (path, content) in list {
        files.add(*path, *content);
    }
    files
}

fn state(folder: &Path, list: &[(&str, &str)]) -> State {
    examine(folder, &files(list)).unwrap().state
}

fn write(folder: &Path, list: &[(&str, &str)]) {
    examine(folder, &files(list)).unwrap().apply().unwrap();
}

const ONE: &[(&str, &str)] = &[
    ("Cargo.toml", "a"),
    ("src/job.rs", "b"),
    ("sql/sqlite/insert.sql", "c"),
];

#[test]
fn what_was_written_is_fresh() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("job");
    assert_eq!(state(&folder, ONE), State::Missing);
    write(&folder, ONE);
    assert_eq!(state(&folder, ONE), State::Fresh);
    assert_eq!(fs::read_to_string(folder.join("src/job.rs")).unwrap(), "b");
}

#[test]
fn a_stale_file_is_told_from_an_edited_one() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), ONE);
    let changed = [
        ("Cargo.toml", "a"),
        ("src/job.rs", "b2"),
        ("sql/sqlite/insert.sql", "c"),
    ];
    assert_eq!(state(dir.path(), &changed), State::Changed);
    fs::write(dir.path().join("src/job.rs"), "mine").unwrap();
    let finding = examine(dir.path(), &files(&changed)).unwrap();
    assert_eq!(finding.state, State::Edited);
    assert_eq!(finding.edited().collect::<Vec<_>>(), ["src/job.rs"]);
}

#[test]
fn an_edit_that_is_what_would_be_written_is_none() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), ONE);
    let changed = [
        ("Cargo.toml", "a"),
        ("src/job.rs", "b2"),
        ("sql/sqlite/insert.sql", "c"),
    ];
    fs::write(dir.path().join("src/job.rs"), "b2").unwrap();
    assert_eq!(
        state(dir.path(), &changed),
        State::Changed,
        "the lock is stale"
    );
    write(dir.path(), &changed);
    assert_eq!(state(dir.path(), &changed), State::Fresh);
}

#[test]
fn a_foreign_file_in_the_way_counts_as_edited() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Cargo.toml"), "somebody's").unwrap();
    assert_eq!(state(dir.path(), ONE), State::Edited);
}

#[test]
fn only_own_files_go_and_empty_folders_with_them() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), ONE);
    fs::write(dir.path().join("src/notes.txt"), "keep").unwrap();
    write(dir.path(), &ONE[..1]);
    assert!(!dir.path().join("sql").exists());
    assert!(!dir.path().join("src/job.rs").exists());
    assert!(dir.path().join("src/notes.txt").exists());
    assert_eq!(state(dir.path(), &ONE[..1]), State::Fresh);
}

#[test]
fn a_lock_cannot_reach_outside_its_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("job");
    write(&folder, ONE);
    fs::write(dir.path().join("victim"), "v").unwrap();
    let hash = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(b"v"));
    fs::write(
        folder.join(LOCK),
        format!("[files]\n\"../victim\" = \"{hash}\"\n"),
    )
    .unwrap();
    let finding = examine(&folder, &files(&ONE[..1])).unwrap();
    assert!(finding.changes.is_empty());
    finding.apply().unwrap();
    assert!(dir.path().join("victim").exists());
}

#[test]
fn an_orphan_leaves_nothing_but_what_is_not_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("job");
    write(&folder, ONE);
    assert_eq!(owned_folders(dir.path()).unwrap(), ["job"]);
    let finding = examine_orphan(&folder).unwrap();
    assert_eq!((finding.state, finding.changes.len()), (State::Orphan, 3));
    finding.apply().unwrap();
    assert!(!folder.exists());
    assert!(owned_folders(dir.path()).unwrap().is_empty());
}

#[test]
fn a_second_write_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), ONE);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let paths: Vec<PathBuf> = ONE
        .iter()
        .map(|(path, _)| *path)
        .chain([LOCK])
        .map(|path| dir.path().join(path))
        .collect();
    for path in &paths {
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    write(
        dir.path(),
        &[
            ("Cargo.toml", "a"),
            ("src/job.rs", "b"),
            ("sql/sqlite/insert.sql", "c"),
        ],
    );
    for path in &paths {
        assert_eq!(
            fs::metadata(path).unwrap().modified().unwrap(),
            long_ago,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_change_is_shown_as_a_unified_diff() {
    let change = Change {
        path: "src/job.rs".to_owned(),
        before: Some(b"a\nb\n".to_vec()),
        after: Some(b"a\nc\n".to_vec()),
        edited: false,
    };
    assert_eq!(
        unified("job", &change),
        "--- a/job/src/job.rs\n+++ b/job/src/job.rs\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    );
}
