//! Which specs a command is about.

use std::path::{Path, PathBuf};

use super::Failure;
use super::place::{Home, real};
use crate::diag::Diagnostic;
use crate::spec::{Files, find_jobs};

/// A job spec, and the folder that its path is told from.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    pub(super) path: PathBuf,
    pub(super) root: PathBuf,
}

/// The specs of a command.
#[derive(Debug)]
pub(super) struct Specs {
    /// Sorted by path, each once.
    pub(super) list: Vec<Spec>,
    /// What is wrong with them as a set.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// They are all that there are: a crate that none of them makes is an orphan.
    pub(super) whole: bool,
}

impl Specs {
    /// The named specs and folders; without any, all of `jobs/`.
    pub(super) fn find(named: &[PathBuf], here: &Path, home: Option<&Home>) -> Result<Specs, Failure> {
        let base = home.map_or(here, |home| &home.root);
        let whole = named.is_empty();
        let places = if whole { vec![base.join("jobs")] } else { named.iter().map(|path| real(&here.join(path))).collect() };
        let files = Files::on_disk(base);
        let mut paths = Vec::new();
        let mut diagnostics = Vec::new();
        for place in &places {
            if place.is_dir() {
                let (jobs, found) = find_jobs(&files, place);
                paths.extend(jobs.into_iter().map(|job| job.path));
                diagnostics.extend(found);
            } else if whole {
                return Err(Failure::usage(format!("there is no folder {}", place.display())).help("name the specs, or their folder"));
            } else {
                // A file that is not there is told of like any that cannot be read.
                paths.push(place.clone());
            }
        }
        if paths.is_empty() {
            let shown: Vec<String> = places.iter().map(|place| files.shown(place)).collect();
            return Err(Failure::usage(format!("no job spec in {}", shown.join(", "))).help("a job spec is a YAML document with `job:`"));
        }
        paths.sort();
        paths.dedup();
        let list = paths.into_iter().map(|path| Spec { root: root(&path, home), path }).collect();
        Ok(Specs { list, diagnostics, whole })
    }
}

/// The folder from which a spec's path is told: the same words on every machine.
fn root(spec: &Path, home: Option<&Home>) -> PathBuf {
    let folders = || spec.ancestors().skip(1);
    match home {
        Some(home) if spec.starts_with(&home.root) => home.root.clone(),
        _ => folders().find(|folder| folder.join("connections.yaml").is_file()).or_else(|| folders().next()).unwrap_or(spec).to_owned(),
    }
}
