//! The rooms of the runtime: no import runs in a circle, and nothing outside of `adapters/` knows a backend.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The code of each file below `src/`, without comments and tests, by its path.
fn code() -> BTreeMap<String, String> {
    fn gather(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            let for_tests = ["tests.rs", "fuzz.rs", "properties.rs", "fixture.rs", "walls.rs"];
            if path.is_dir() {
                gather(&path, root, files);
            } else if name.ends_with(".rs") && !for_tests.iter().any(|file| name.ends_with(file)) {
                let text = std::fs::read_to_string(&path).unwrap();
                let own = ["#[cfg(test)]\nmod tests {", "#[cfg(all(test"].iter().filter_map(|mark| text.find(mark)).min();
                let lines = text[..own.unwrap_or(text.len())].lines();
                let code: Vec<&str> = lines.map(|line| line.split("//").next().unwrap()).collect();
                files.insert(name, code.join("\n"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    gather(&root, &root, &mut files);
    assert!(files.len() > 100, "the sources are not where they are looked for");
    files
}

/// `target/slice/mod.rs` is in the room `target`, `row.rs` is the room `row`.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn no_import_runs_in_a_circle_between_rooms() {
    let files = code();
    let rooms: BTreeSet<&str> = files.keys().map(|file| room(file)).collect();
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in files.iter().filter(|(file, _)| *file != "lib.rs") {
        let named = text.split("crate::").skip(1).map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap());
        let others = named.filter(|other| rooms.contains(other) && *other != room(file));
        imports.entry(room(file)).or_default().extend(others);
    }
    // Rooms that import nothing any more are taken away, until none is left; what stays is a circle.
    while let Some(done) = imports.iter().find(|(_, others)| others.is_empty()).map(|(room, _)| *room) {
        imports.remove(done);
        imports.values_mut().for_each(|others| _ = others.remove(done));
    }
    assert!(imports.is_empty(), "rooms import each other in a circle, or what leads to one: {imports:#?}");
}

#[test]
fn no_backend_is_known_outside_of_the_adapters() {
    // The compiler's name for what a job was generated for, and a door that only an adapter's build has.
    let doors = ["lib.rs", "info/mod.rs", "value/written.rs"];
    for (file, text) in code() {
        if file.starts_with("adapters/") || doors.contains(&file.as_str()) {
            continue;
        }
        for name in [
            "\"sqlite\"",
            "\"postgres\"",
            "\"csv\"",
            "rusqlite",
            "tokio_postgres",
            "adapters::postgres",
            "adapters::sqlite",
            "adapters::files",
        ] {
            assert!(!text.contains(name), "{file} names {name}");
        }
    }
}
