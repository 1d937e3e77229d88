//! Which specs a command is about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Failure;
use super::place::{Home, here, real};
use crate::diag::{Diagnostic, nearest};
use crate::spec::{Files, JobFile, find_jobs};

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
    pub(super) fn find(
        named: &[PathBuf],
        here: &Path,
        home: Option<&Home>,
    ) -> Result<Specs, Failure> {
        let base = home.map_or(here, |home| &home.root);
        let whole = named.is_empty();
        let places = if whole {
            vec![base.join("jobs")]
        } else {
            named.iter().map(|path| real(&here.join(path))).collect()
        };
        let files = Files::on_disk(base);
        let mut paths = Vec::new();
        let mut diagnostics = Vec::new();
        for place in &places {
            if place.is_dir() {
                let (jobs, found) = find_jobs(&files, place);
                paths.extend(jobs.into_iter().map(|job| job.path));
                diagnostics.extend(found);
            } else if whole {
                return Err(
                    Failure::usage(format!("there is no folder {}", place.display()))
                        .help("name the specs, or their folder"),
                );
            } else {
                // A file that is not there is told of like any that cannot be read.
                paths.push(place.clone());
            }
        }
        if paths.is_empty() {
            let shown: Vec<String> = places.iter().map(|place| files.shown(place)).collect();
            return Err(
                Failure::usage(format!("no job spec in {}", shown.join(", ")))
                    .help("a job spec is a YAML document with `job:`"),
            );
        }
        paths.sort();
        paths.dedup();
        let mut roots = BTreeMap::new();
        let list = paths
            .into_iter()
            .map(|path| Spec {
                root: root(&path, &mut roots),
                path,
            })
            .collect();
        Ok(Specs {
            list,
            diagnostics,
            whole,
        })
    }
}

impl Specs {
    /// Jobs by name, by the path of their spec, or below a folder; without any, all of `jobs/`.
    pub(super) fn of_jobs(named: &[String]) -> Result<Specs, Failure> {
        let here = here()?;
        let home = Home::around(&here)?;
        if named.is_empty() {
            return Specs::find(&[], &here, home.as_ref());
        }
        let mut all = Specs {
            list: Vec::new(),
            diagnostics: Vec::new(),
            whole: false,
        };
        for name in named {
            if here.join(name).is_dir() {
                let found = Specs::find(&[name.into()], &here, home.as_ref())?;
                all.list.extend(found.list);
                all.diagnostics.extend(found.diagnostics);
            } else {
                all.list.push(Specs::of_job(name, &here, home.as_ref())?);
            }
        }
        Ok(all)
    }

    /// A spec by its path, or by its job's name.
    pub(super) fn of_job(what: &str, here: &Path, home: Option<&Home>) -> Result<Spec, Failure> {
        let one = |path: PathBuf| {
            let specs = Specs::find(&[path], here, home)?;
            specs
                .list
                .into_iter()
                .next()
                .ok_or_else(|| Failure::usage(format!("{what} is no job spec")))
        };
        if here.join(what).is_file() {
            return one(what.into());
        }
        let base = home.map_or(here, |home| &home.root);
        let (jobs, _) = find_jobs(&Files::on_disk(base), &base.join("jobs"));
        let name = |job: &JobFile| job.name.as_ref().map(|name| name.value.clone());
        if let Some(job) = jobs.iter().find(|job| name(job).as_deref() == Some(what)) {
            return one(job.path.clone());
        }
        let names: Vec<String> = jobs.iter().filter_map(name).collect();
        let failure = Failure::usage(format!(
            "there is no job `{what}` below jobs/, and no such spec"
        ));
        Err(match nearest(what, names.iter().map(String::as_str)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`list` shows the jobs"),
        })
    }
}

/// The folder from which a spec's path is told, so that the words are the same on every machine and
/// from every working directory: that of the cargo workspace around the spec, else of its
/// connections, else its own. `known` holds the answers for folders met before.
fn root(spec: &Path, known: &mut BTreeMap<PathBuf, PathBuf>) -> PathBuf {
    let folder = spec.parent().unwrap_or(spec);
    if let Some(root) = known.get(folder) {
        return root.clone();
    }
    let has_connections = |folder: &&Path| folder.join("connections.yaml").is_file();
    let around = folder
        .ancestors()
        .find(|folder| is_workspace(folder))
        .or_else(|| folder.ancestors().find(has_connections));
    let root = around.unwrap_or(folder).to_owned();
    known.insert(folder.to_owned(), root.clone());
    root
}

fn is_workspace(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    manifest
        .and_then(|text| text.parse::<toml::Table>().ok())
        .is_some_and(|manifest| manifest.contains_key("workspace"))
}
