//! What tests noted that they did not do: counted where it is of another route, told where
//! something is missing.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use loadwright_cluster::notes::{FILE, Kind, read};

use crate::Result;
use crate::workspace::{Workspace, run};

/// The runs that a suite's tests have, by the name of its binary: each test runs wholly in one of
/// them at least.
const RUNS: [(&str, &[&str]); 2] = [
    ("scenarios", &["sqlite", "postgres", "postgres-sqlite"]),
    ("authoring", &["sqlite", "authoring"]),
];

fn path(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.target.join("test-notes").join(name)
}

/// Runs tests, and tells what they noted.
pub(super) fn run_noting(workspace: &Workspace, name: &str, command: &mut Command) -> Result {
    let path = path(workspace, name);
    fs::create_dir_all(path.parent().unwrap_or(&path))?;
    // That there is a file says that the tests ran.
    fs::write(&path, "")?;
    let ran = run(command.env(FILE, &path));
    let notes = read(&path)?;
    let elsewhere = notes
        .iter()
        .filter(|note| note.kind == Kind::NotHere)
        .count();
    println!("{name}: {elsewhere} tests passed at once, because they are for other routes");
    for note in notes.iter().filter(|note| note.kind == Kind::NotChecked) {
        println!("{name}: NOT CHECKED: {}: {}", note.test, note.why);
    }
    ran
}

/// Holds that no test was passed over wherever it could have run.
pub(super) fn each_ran_somewhere(workspace: &Workspace) -> Result {
    for (suite, runs) in RUNS {
        let mut passed_over: Option<BTreeSet<String>> = None;
        for name in runs {
            let path = path(workspace, name);
            if !path.is_file() {
                println!(
                    "whether each test of {suite} ran somewhere: NOT CHECKED, there was no run of \
                     {name} (cargo xtask test)"
                );
                passed_over = None;
                break;
            }
            let here = read(&path)?
                .into_iter()
                .filter(|note| note.kind == Kind::NotHere && note.test.starts_with(suite))
                .map(|note| note.test);
            let here: BTreeSet<String> = here.collect();
            passed_over = Some(passed_over.map_or_else(
                || here.clone(),
                |before| before.intersection(&here).cloned().collect(),
            ));
        }
        if let Some(tests) = passed_over.filter(|tests| !tests.is_empty()) {
            let tests: Vec<String> = tests.into_iter().collect();
            return Err(format!(
                "passed over in every run of {suite}:\n  {}",
                tests.join("\n  ")
            )
            .into());
        }
    }
    Ok(())
}
