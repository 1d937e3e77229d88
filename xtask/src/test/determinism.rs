//! The same specs must give the same bytes: in any order, from any folder, under any locale and
//! home; and a second time nothing at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::workspace::{Workspace, output};

pub(super) fn check(workspace: &Workspace) -> Result {
    let scratch = tempfile::tempdir()?;
    let specs = specs(&workspace.root.join("jobs"))?;
    let (one, other) = (scratch.path().join("one"), scratch.path().join("other"));
    let generate = |specs: &[PathBuf], out: &Path| -> Command {
        let mut command = workspace.xtask(["generate", "--runtime", "version=0.1.0", "--out"]);
        command.arg(out).args(specs);
        command
    };
    output(&mut generate(&specs, &one))?;
    let shuffled: Vec<PathBuf> = specs.iter().rev().cloned().collect();
    let mut elsewhere = generate(&shuffled, &other);
    elsewhere
        .current_dir(scratch.path())
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("TZ", "Pacific/Apia")
        .env("HOME", scratch.path());
    keep_toolchain(&mut elsewhere);
    output(&mut elsewhere)?;
    let (first, second) = (files(&one)?, files(&other)?);
    let differing: Vec<String> = first
        .keys()
        .chain(second.keys())
        .filter(|path| first.get(*path) != second.get(*path))
        .map(|path| path.display().to_string())
        .collect();
    if !differing.is_empty() {
        return Err(format!("two generations differ in {}", differing.join(", ")).into());
    }
    let written = times(&one)?;
    output(&mut generate(&specs, &one))?;
    if times(&one)? != written {
        return Err("generating once more wrote files that were fresh".into());
    }
    println!(
        "{} files of {} jobs are the same bytes, and are written once",
        first.len(),
        specs.len()
    );
    Ok(())
}

/// Another home must not hide the compiler.
fn keep_toolchain(command: &mut Command) {
    let Some(home) = std::env::home_dir() else {
        return;
    };
    for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        if std::env::var_os(variable).is_none() {
            command.env(variable, home.join(folder));
        }
    }
}

/// The job specs below a folder: documents that begin a job.
fn specs(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_job = |text: &str| text.lines().any(|line| line.starts_with("job:"));
    let yaml = files(folder)?.into_iter().filter(|(path, _)| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    Ok(yaml
        .filter(|(_, bytes)| str::from_utf8(bytes).is_ok_and(is_job))
        .map(|(path, _)| folder.join(path))
        .collect())
}

/// Every file below a folder, by its path there.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    paths(folder)?
        .into_iter()
        .map(|path| Ok((path.strip_prefix(folder)?.to_owned(), fs::read(&path)?)))
        .collect()
}

/// When each file below a folder was last written.
fn times(folder: &Path) -> Result<BTreeMap<PathBuf, std::time::SystemTime>> {
    paths(folder)?
        .into_iter()
        .map(|path| Ok((path.clone(), fs::metadata(&path)?.modified()?)))
        .collect()
}

fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(paths(&path)?)
        } else {
            found.push(path)
        }
    }
    Ok(found)
}
