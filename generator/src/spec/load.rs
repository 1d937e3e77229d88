//! Finding the documents: the job, its mapping, its connections; and all jobs below a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink, SourceFile, Span, Spanned, codes};

use super::fields;
use super::raw::{Connections, Job, Mapping, MappingRef};
use super::yaml::{self, Node};
use super::{Files, read_connections, read_job, read_mapping, secrets};

/// A job and what it names. What is missing was told to the sink.
#[derive(Debug)]
pub struct Documents {
    /// The job.
    pub job: Job,
    /// Its mapping.
    pub mapping: Option<Mapping>,
    /// The folder of the mapping's document.
    pub mapping_folder: PathBuf,
    /// Its connections.
    pub connections: Option<Connections>,
    /// The file of its connections, where there is one.
    pub connections_file: Option<PathBuf>,
    /// The folder of the job's document.
    pub folder: PathBuf,
    /// The job's path relative to the root or to its connections' folder, whichever holds it: the
    /// same on every machine.
    pub spec: String,
}

/// Reads a job and the documents that it names.
pub fn load(files: &Files, path: &Path, sink: &mut Sink) -> Option<Documents> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let file = match files.read(path) {
        Ok(file) => file,
        Err(error) => {
            sink.push(Diagnostic::error(
                codes::UNREADABLE,
                format!("cannot read {}: {error}", files.shown(path)),
            ));
            return None;
        }
    };
    let node = yaml::parse(&file, sink)?;
    let job = read_job(&node, sink)?;
    let mut mapping_folder = folder.clone();
    let mapping = match &job.mapping {
        Some(MappingRef::Inline(node)) => read_mapping(node, true, sink),
        Some(MappingRef::Path(name)) => {
            let path = folder.join(&name.value);
            mapping_folder = path.parent().unwrap_or(Path::new("")).to_owned();
            mapping_file(files, &path, name, sink)
        }
        None => None,
    };
    let connections_path = match &job.connections {
        Some(name) => Some(folder.join(&name.value)),
        None => nearest_connections(files, &folder),
    };
    let connections = connections(files, connections_path.as_deref(), &job, &file, sink);
    let spec = spec_path(files, connections_path.as_deref(), path);
    Some(Documents {
        job,
        mapping,
        mapping_folder,
        connections,
        connections_file: connections_path,
        folder,
        spec,
    })
}

/// Reads a file that a document names.
pub fn read_named(
    files: &Files,
    path: &Path,
    name: &Spanned<String>,
    sink: &mut Sink,
) -> Option<Arc<SourceFile>> {
    match files.read(path) {
        Ok(file) => Some(file),
        Err(error) => {
            sink.push(
                Diagnostic::error(
                    codes::UNREADABLE,
                    format!("cannot read {}: {error}", files.shown(path)),
                )
                .at(&name.span, "named here; paths are relative to this file"),
            );
            None
        }
    }
}

fn mapping_file(
    files: &Files,
    path: &Path,
    name: &Spanned<String>,
    sink: &mut Sink,
) -> Option<Mapping> {
    let file = read_named(files, path, name, sink)?;
    let node = yaml::parse(&file, sink)?;
    if let Some(map) = node.map()
        && map.get("mapping").is_none_or(|node| node.map().is_some())
        && (map.get("job").is_some() || map.get("connections").is_some())
    {
        sink.push(
            Diagnostic::error(codes::NOT_A_MAPPING, format!("{} is no mapping", file.name)).at(
                &name.span,
                "expected the path of a document with a field `mapping`",
            ),
        );
        return None;
    }
    read_mapping(&node, false, sink)
}

/// The job's path as the generated crate names it.
fn spec_path(files: &Files, connections: Option<&Path>, path: &Path) -> String {
    let shown = files.shown(path);
    if Path::new(&shown).is_relative() {
        return shown;
    }
    let beside_connections = connections
        .and_then(Path::parent)
        .and_then(|folder| files.below(folder, path));
    let name = || {
        path.file_name()
            .map_or(shown, |name| name.to_string_lossy().into_owned())
    };
    beside_connections.unwrap_or_else(name)
}

fn connections(
    files: &Files,
    path: Option<&Path>,
    job: &Job,
    file: &Arc<SourceFile>,
    sink: &mut Sink,
) -> Option<Connections> {
    let span = || {
        job.source
            .as_ref()
            .map_or_else(|| Span::new(file, 0, 0), |source| source.span.clone())
    };
    let Some(path) = path else {
        sink.push(
            Diagnostic::error(
                codes::NO_CONNECTIONS,
                "there is no connections.yaml at or above the job's folder",
            )
            .at(&span(), "which connection is this?")
            .help(
                "put a connections.yaml beside the job or above it, or name one: `connections: \
                 PATH`",
            ),
        );
        return None;
    };
    let named = job
        .connections
        .clone()
        .unwrap_or_else(|| Spanned::new(String::new(), span()));
    let file = read_named(files, path, &named, sink)?;
    let node = yaml::parse(&file, &mut Sink::default());
    let file = secrets::masked(&file, node.as_ref());
    let node = yaml::parse(&file, sink)?;
    read_connections(&node, sink)
}

fn nearest_connections(files: &Files, folder: &Path) -> Option<PathBuf> {
    let absolute = files.absolute(folder);
    absolute
        .ancestors()
        .map(|folder| folder.join("connections.yaml"))
        .find(|path| files.exists(path))
}

/// A job spec found below a folder.
#[derive(Debug, Clone)]
pub struct JobFile {
    /// Its path.
    pub path: PathBuf,
    /// The job's name, where it can be read.
    pub name: Option<Spanned<String>>,
}

/// All job specs below a folder, sorted by path: documents with a field `job` (mappings,
/// connections and others are passed over), and a document that is no YAML but has a line `job:`;
/// checking it tells why. Two jobs of one name are told of.
#[must_use]
pub fn find_jobs(files: &Files, folder: &Path) -> (Vec<JobFile>, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let paths = files.yaml_below(folder).unwrap_or_else(|error| {
        sink.push(Diagnostic::error(
            codes::UNREADABLE,
            format!("cannot read {}: {error}", files.shown(folder)),
        ));
        Vec::new()
    });
    let jobs: Vec<JobFile> = paths
        .into_iter()
        .filter_map(|path| job_file(files, path))
        .collect();
    same_names(&jobs, &mut sink);
    (jobs, sink.finish())
}

fn job_file(files: &Files, path: PathBuf) -> Option<JobFile> {
    let file = files.read(&path).ok()?;
    match yaml::parse(&file, &mut Sink::default()) {
        Some(node) => Some(JobFile {
            name: job_name(&node)?,
            path,
        }),
        None => file
            .text
            .lines()
            .any(|line| line.starts_with("job:"))
            .then_some(JobFile { path, name: None }),
    }
}

/// The value of `job:`; the outer `None`: the document is no job.
fn job_name(node: &Node) -> Option<Option<Spanned<String>>> {
    let node = node.map()?.get("job")?;
    Some(fields::text(node, "`job`", &mut Sink::default()))
}

/// Tells of every job whose name an earlier one has.
pub fn same_names(jobs: &[JobFile], sink: &mut Sink) {
    let mut seen: std::collections::BTreeMap<&str, &Spanned<String>> =
        std::collections::BTreeMap::new();
    for name in jobs.iter().filter_map(|job| job.name.as_ref()) {
        match seen.get(name.value.as_str()) {
            Some(first) => sink.push(
                Diagnostic::error(
                    codes::DUPLICATE_JOB,
                    format!("two jobs are called `{}`", name.value),
                )
                .at(&name.span, "this name is taken")
                .at(&first.span, "by this job"),
            ),
            None => {
                seen.insert(&name.value, name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn jobs_are_found_by_shape_and_same_names_told() {
        let files = Files::in_memory([
            ("jobs/a.yaml", "version: 1\njob: a\n"),
            ("jobs/deep/b.yml", "version: 1\njob: a\n"),
            ("jobs/broken.yaml", "version: 1\njob: c\nmapping: [\n"),
            ("jobs/mappings/m.yaml", "version: 1\nmapping: m\n"),
            ("jobs/connections.yaml", "version: 1\nconnections: {}\n"),
            ("jobs/list.yaml", "- job: x\n"),
            ("other/d.yaml", "version: 1\njob: d\n"),
        ]);
        let (jobs, found) = find_jobs(&files, Path::new("jobs"));
        let paths: Vec<_> = jobs.iter().map(|job| job.path.to_str().unwrap()).collect();
        assert_eq!(
            paths,
            ["jobs/a.yaml", "jobs/broken.yaml", "jobs/deep/b.yml"]
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, codes::DUPLICATE_JOB);
        let places: Vec<_> = found[0]
            .labels
            .iter()
            .map(|label| label.span.file.name.as_str())
            .collect();
        assert_eq!(places, ["jobs/deep/b.yml", "jobs/a.yaml"]);
    }

    #[test]
    fn the_nearest_connections_count() {
        let job = "version: 1\njob: a\nmapping: m.yaml\nsource: s\ntarget: t\n";
        let load_from = |connections: &'static str| {
            let files = Files::in_memory([
                ("jobs/x/a.yaml", job),
                ("jobs/x/m.yaml", "version: 1\nmapping: m\n"),
                (
                    connections,
                    "version: 1\nconnections: {s: {kind: sqlite, url: x}}\n",
                ),
            ]);
            let mut sink = Sink::default();
            let documents = load(&files, Path::new("jobs/x/a.yaml"), &mut sink).unwrap();
            let found = sink.finish();
            (
                documents.connections.is_some(),
                found
                    .iter()
                    .any(|diagnostic| diagnostic.code == codes::NO_CONNECTIONS),
            )
        };
        assert_eq!(load_from("connections.yaml"), (true, false));
        assert_eq!(load_from("jobs/x/connections.yaml"), (true, false));
        assert_eq!(load_from("other/connections.yaml"), (false, true));
    }

    #[test]
    fn the_spec_path_is_that_of_no_machine() {
        let files = Files::on_disk("/srv");
        let spec = |connections: Option<&str>, path: &str| {
            spec_path(&files, connections.map(Path::new), Path::new(path))
        };
        assert_eq!(spec(None, "/srv/jobs/a.yaml"), "jobs/a.yaml");
        assert_eq!(
            spec(Some("/etl/connections.yaml"), "/etl/jobs/a.yaml"),
            "jobs/a.yaml"
        );
        assert_eq!(
            spec(Some("/x/connections.yaml"), "/etl/jobs/a.yaml"),
            "a.yaml"
        );
    }
}
