//! Which specs a command is about.

use std::collections::BTreeMap;
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
        let mut roots = BTreeMap::new();
        let list = paths.into_iter().map(|path| Spec { root: root(&path, &mut roots), path }).collect();
        Ok(Specs { list, diagnostics, whole })
    }
}

/// The folder from which a spec's path is told, so that the words are the same on every machine and from every working directory: that
/// of the cargo workspace around the spec, else of its connections, else its own. `known` holds the answers for folders met before.
fn root(spec: &Path, known: &mut BTreeMap<PathBuf, PathBuf>) -> PathBuf {
    let folder = spec.parent().unwrap_or(spec);
    if let Some(root) = known.get(folder) {
        return root.clone();
    }
    let has_connections = |folder: &&Path| folder.join("connections.yaml").is_file();
    let around = folder.ancestors().find(|folder| is_workspace(folder)).or_else(|| folder.ancestors().find(has_connections));
    let root = around.unwrap_or(folder).to_owned();
    known.insert(folder.to_owned(), root.clone());
    root
}

fn is_workspace(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    manifest.and_then(|text| text.parse::<toml::Table>().ok()).is_some_and(|manifest| manifest.contains_key("workspace"))
}
