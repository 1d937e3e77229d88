//! The rooms of the runtime: no import runs in a circle, and nothing outside of `adapters/` knows a
//! backend.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The code of each file below `src/`, without comments and tests, by its path.
fn code() -> BTreeMap<String, String> {
    fn gather(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let for_tests = [
                "tests.rs",
                "fuzz.rs",
                "properties.rs",
                "fixture.rs",
                "walls.rs",
            ];
            if path.is_dir() {
                gather(&path, root, files);
            } else if name.ends_with(".rs") && !for_tests.iter().any(|file| name.ends_with(file)) {
                let text = std::fs::read_to_string(&path).unwrap();
                let own = ["#[cfg(test)]\nmod tests {", "#[cfg(all(test"]
                    .iter()
                    .filter_map(|mark| text.find(mark))
                    .min();
                let lines = text[..own.unwrap_or(text.len())].lines();
                let code: Vec<&str> = lines.map(|line| line.split("//").next().unwrap()).collect();
                files.insert(name, code.join("\n"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    gather(&root, &root, &mut files);
    assert!(
        files.len() > 100,
        "the sources are not where they are looked for"
    );
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
        let named = text.split("crate::").skip(1).map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap()
        });
        let others = named.filter(|other| rooms.contains(other) && *other != room(file));
        imports.entry(room(file)).or_default().extend(others);
    }
    assert_eq!(
        circles(imports),
        BTreeMap::new(),
        "rooms import each other in a circle, or what leads to one"
    );
}

/// What is left of imports when those that import nothing any more are taken away again and again:
/// circles, and what leads to them.
fn circles(mut imports: BTreeMap<&str, BTreeSet<&str>>) -> BTreeMap<String, BTreeSet<String>> {
    while let Some(done) = imports
        .iter()
        .find(|(_, others)| others.is_empty())
        .map(|(name, _)| *name)
    {
        imports.remove(done);
        imports
            .values_mut()
            .for_each(|others| _ = others.remove(done));
    }
    let owned = |(name, others): (&str, BTreeSet<&str>)| {
        (
            name.to_owned(),
            others.into_iter().map(str::to_owned).collect(),
        )
    };
    imports.into_iter().map(owned).collect()
}

#[test]
fn the_steps_of_a_run_hand_on_what_they_know() {
    let files = code();
    let engine: BTreeMap<&str, &str> = files
        .iter()
        .filter_map(|(file, text)| {
            Some((
                file.strip_prefix("engine/")?.strip_suffix(".rs")?,
                text.as_str(),
            ))
        })
        .collect();
    // A file's functions of a run's work are its own, wherever the type stands: to call one is to
    // import the file.
    let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, text) in &engine {
        for block in text
            .split("\nimpl Work<")
            .skip(1)
            .map(|rest| rest.split("\n}").next().unwrap())
        {
            let functions = block
                .split("fn ")
                .skip(1)
                .map(|rest| rest.split(['(', '<']).next().unwrap());
            functions.for_each(|function| {
                assert_eq!(
                    owner.insert(function, file),
                    None,
                    "two files have a function {function}"
                )
            });
        }
    }
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in &engine {
        let calls = |name: &str| {
            text.contains(&format!("work.{name}("))
                || (text.contains("\nimpl Work<") && text.contains(&format!("self.{name}(")))
        };
        let mut others: BTreeSet<&str> = owner
            .iter()
            .filter(|(name, _)| calls(name))
            .map(|(_, of)| *of)
            .collect();
        let uses = text.split("super::").skip(1).map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap()
        });
        others.extend(uses.filter(|other| engine.contains_key(other)));
        others.remove(file);
        imports.insert(file, others);
    }
    assert_eq!(
        circles(imports),
        BTreeMap::new(),
        "the engine's files call each other in a circle"
    );
}

#[test]
fn no_backend_is_known_outside_of_the_adapters() {
    // What is public.
    let doors = ["lib.rs"];
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
