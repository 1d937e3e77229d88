//! `new`: a first spec out of what a database or file holds.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use loadwright_generator::check::check_job;
use loadwright_generator::diag::{Sink, Style};
use loadwright_generator::model::{Backend, TableKind};
use loadwright_generator::scaffold::{Found, From, Wish, scaffold};
use loadwright_generator::spec::raw::{Connection, ConnectionKind};
use loadwright_generator::spec::{Files, read_connections, yaml};

use crate::Result;
use crate::inspect::{Inspector, SAMPLE};
use crate::workspace::Workspace;

/// Write a first spec (job and mapping) for a table or a file, from its columns, types and keys
///
/// It generates and builds as it is; `DECIDE` in its comments marks what only you know. Keys: the
/// primary key or a unique index over NOT NULL columns; of a file the columns by which every row
/// differs. Types of a CSV file are inferred from all its rows, or the first --sample of them:
/// leading zeros make text, dates and decimals are found in the usual formats, NA and its like mean
/// NULL.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask new dim_customer --from crm.customer           a table (crm.sales.customer: with its \
                        schema)
  cargo xtask new dim_plane --from data/planes.csv           a file; .gz is read as it is
  cargo xtask new fact_flight --from flights.csv.gz --key carrier,flight,time_hour

Exit codes: 0 written, 1 something is there already or cannot be written, 2 wrong usage, or \
                        nothing to look at.")]
pub(crate) struct Args {
    /// The job's name; its target table and its crate are called so too
    job: String,

    /// CONNECTION.TABLE of a connections.yaml, or the path of a CSV file
    #[arg(long, value_name = "SOURCE")]
    from: String,

    /// The business key's columns, by their names in the source
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    key: Vec<String>,

    /// What the table is; default: what the job's name begins with (dim_, fact_, stage_), else a
    /// dimension where there is a key
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,

    /// The connection that is written; default: the first other database of the connections file
    #[arg(long, value_name = "CONNECTION")]
    target: Option<String>,

    /// The connections file; default: the one below jobs/ that has the connection, or whose files
    /// hold the file
    #[arg(long, value_name = "FILE")]
    connections: Option<PathBuf>,

    /// The environment of the connections file
    #[arg(long, value_name = "NAME")]
    env: Option<String>,

    /// Rows of a file or SQLite table that are looked at, at most
    #[arg(long, value_name = "ROWS", default_value_t = SAMPLE)]
    sample: u64,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Dimension,
    Fact,
    Staging,
}

/// A connections file with what is in it.
struct Place {
    /// The file; it need not be there yet.
    path: PathBuf,
    connections: Vec<(String, Vec<Backend>)>,
}

pub(crate) fn new(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let inspector = Inspector::build(&workspace)?;
    let source = find_source(&workspace, &inspector, args)?;
    let found: Found = serde_json::from_str(&source.found)?;
    let folder = source
        .place
        .path
        .parent()
        .unwrap_or(&workspace.root)
        .to_owned();
    let (target, connections) = target(&source, args)?;
    if source.table.as_deref() == Some(&args.job) && source.connection == target {
        return Err(
            "the job would read the table that it writes: give it another name, or another \
             --target"
                .into(),
        );
    }
    let schema = to_schema(&workspace, &folder);
    let from = source
        .table
        .as_deref()
        .map_or(From::File(&source.file), From::Table);
    let kind = args.kind.map(|kind| match kind {
        Kind::Dimension => TableKind::Dimension,
        Kind::Fact => TableKind::Fact,
        Kind::Staging => TableKind::Staging,
    });
    let wish = Wish {
        job: &args.job,
        kind,
        key: &args.key,
        source: &source.connection,
        from,
        target: &target,
        schema: &schema,
    };
    let texts = scaffold(&wish, &found)?;
    let spec = folder.join(format!("{}.yaml", args.job));
    let mapping = folder.join("mappings").join(format!("{}.yaml", args.job));
    // Before anything is written.
    if let Some(there) = [&spec, &mapping].into_iter().find(|path| path.exists()) {
        eprintln!("error: {} is there already", workspace.shown(there));
        return Ok(ExitCode::FAILURE);
    }
    let connections_file = source.place.path.clone();
    let mut written = vec![(spec.clone(), texts.job), (mapping, texts.mapping)];
    written.extend(connections.map(|text| (connections_file, text)));
    check(&workspace, &spec, &source.place.path, &written)?;
    for (path, text) in &written {
        let folder = path.parent().unwrap_or(&workspace.root);
        let done = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
        done.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("wrote    {}", workspace.shown(path));
    }
    let decisions: usize = written
        .iter()
        .map(|(_, text)| text.matches("DECIDE").count())
        .sum();
    let job = &args.job;
    println!(
        "\n{decisions} places are marked DECIDE. Then:\n  cargo xtask preview {job}        what \
         becomes of the first rows"
    );
    println!("  cargo xtask generate {}", workspace.shown(&spec));
    Ok(ExitCode::SUCCESS)
}

/// The source, and what the inspector found there.
struct Source {
    place: Place,
    connection: String,
    table: Option<String>,
    /// Below the connection's root.
    file: String,
    found: String,
    /// For a file of no connection: the connections file that has one.
    new_connections: Option<String>,
}

fn find_source(workspace: &Workspace, inspector: &Inspector<'_>, args: &Args) -> Result<Source> {
    let here = std::env::current_dir()?;
    let path = [here.join(&args.from), workspace.root.join(&args.from)]
        .into_iter()
        .find(|path| path.is_file());
    if let Some(path) = path {
        return file(workspace, inspector, args, &path);
    }
    let Some((connection, table)) = args
        .from
        .split_once('.')
        .filter(|_| !args.from.contains('/'))
    else {
        return Err(format!(
            "there is no file {}; a table is written CONNECTION.TABLE",
            args.from
        )
        .into());
    };
    let mut places = places(workspace, args)?;
    let all: Vec<String> = places
        .iter()
        .flat_map(|place| place.connections.iter().map(|(name, _)| name.clone()))
        .collect();
    places.retain(|place| place.connections.iter().any(|(name, _)| name == connection));
    let place = match places.len() {
        0 => {
            return Err(format!(
                "no connections.yaml has a connection `{connection}`, and there is no such file; \
                 there are {}",
                all.join(", ")
            )
            .into());
        }
        1 => places.remove(0),
        _ => {
            let paths: Vec<String> = places
                .iter()
                .map(|place| workspace.shown(&place.path))
                .collect();
            return Err(format!(
                "several files have a connection `{connection}`: say which with --connections ({})",
                paths.join(", ")
            )
            .into());
        }
    };
    let rest: Vec<OsString> = vec![
        "--sample".into(),
        args.sample.to_string().into(),
        connection.into(),
        table.into(),
    ];
    let found = inspector.ask_about("table", &place.path, args.env.as_deref(), &rest, "")?;
    let (connection, table) = (connection.to_owned(), Some(table.to_owned()));
    Ok(Source {
        place,
        connection,
        table,
        file: String::new(),
        found,
        new_connections: None,
    })
}

fn file(
    workspace: &Workspace,
    inspector: &Inspector<'_>,
    args: &Args,
    path: &Path,
) -> Result<Source> {
    let path = path.canonicalize()?;
    let look: Vec<OsString> = vec![
        "file".into(),
        path.clone().into(),
        "--sample".into(),
        args.sample.to_string().into(),
    ];
    let found = inspector.ask(&look, "")?;
    let mut best: Option<(usize, Source)> = None;
    for place in places(workspace, args)? {
        let roots = match inspector.ask_about("roots", &place.path, args.env.as_deref(), &[], "") {
            Ok(roots) => roots,
            Err(error) => {
                eprintln!(
                    "note: {} is passed over: {error}",
                    workspace.shown(&place.path)
                );
                continue;
            }
        };
        let roots: BTreeMap<String, PathBuf> = serde_json::from_str(&roots)?;
        for (connection, root) in roots {
            let Ok(root) = workspace.root.join(root).canonicalize() else {
                continue;
            };
            let depth = root.components().count();
            if let Ok(below) = path.strip_prefix(&root)
                && best.as_ref().is_none_or(|(other, _)| *other < depth)
            {
                let place = Place {
                    path: place.path.clone(),
                    connections: place.connections.clone(),
                };
                let file = below.to_string_lossy().replace('\\', "/");
                best = Some((
                    depth,
                    Source {
                        place,
                        connection,
                        table: None,
                        file,
                        found: found.clone(),
                        new_connections: None,
                    },
                ));
            }
        }
    }
    if let Some((_, source)) = best {
        return Ok(source);
    }
    let folder = workspace.root.join("jobs").join(&args.job);
    let root = path.parent().unwrap_or(&path);
    let root = root
        .strip_prefix(workspace.root.canonicalize()?)
        .unwrap_or(root)
        .display()
        .to_string();
    let root = if root.is_empty() {
        ".".to_owned()
    } else {
        root
    };
    let text = format!(
        "# yaml-language-server: $schema={}connections.json\nversion: 1\nconnections:\n  files: \
         {{kind: files, root: {}}}\n  {}\n",
        to_schema(workspace, &folder),
        yaml::quote(&root),
        warehouse(&args.job)
    );
    let connections = vec![
        ("files".to_owned(), vec![Backend::Files]),
        ("warehouse".to_owned(), vec![Backend::Database("sqlite")]),
    ];
    let place = Place {
        path: folder.join("connections.yaml"),
        connections,
    };
    if place.path.exists() {
        return Err(format!(
            "no connection has the file, and {} is there already: add a connection to it",
            workspace.shown(&place.path)
        )
        .into());
    }
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Source {
        place,
        connection: "files".to_owned(),
        table: None,
        file,
        found,
        new_connections: Some(text),
    })
}

fn warehouse(job: &str) -> String {
    format!("warehouse: {{kind: sqlite, url: \"${{WAREHOUSE_URL:-sqlite:target/{job}.db}}\"}}")
}

/// The connections files that count.
fn places(workspace: &Workspace, args: &Args) -> Result<Vec<Place>> {
    let files = Files::on_disk(&workspace.root);
    let paths = match &args.connections {
        Some(path) => vec![std::env::current_dir()?.join(path)],
        None => {
            let mut paths = files.yaml_below(&workspace.root.join("jobs"))?;
            paths.retain(|path| {
                path.file_name()
                    .is_some_and(|name| name == "connections.yaml")
            });
            let own = workspace.root.join("connections.yaml");
            paths.extend(own.is_file().then_some(own));
            paths
        }
    };
    let mut places = Vec::new();
    for path in paths {
        let file = files
            .read(&path)
            .map_err(|error| format!("cannot read {}: {error}", workspace.shown(&path)))?;
        let read = yaml::parse(&file, &mut Sink::default())
            .and_then(|node| read_connections(&node, &mut Sink::default()));
        let known = |connection: &Connection| {
            let backend = |kind: &ConnectionKind| {
                if let ConnectionKind::Known(backend) = kind {
                    Some(*backend)
                } else {
                    None
                }
            };
            (
                connection.name.value.clone(),
                connection
                    .kinds
                    .iter()
                    .filter_map(|kind| backend(&kind.value))
                    .collect(),
            )
        };
        let connections = read
            .map(|read| read.connections.iter().map(known).collect())
            .unwrap_or_default();
        places.push(Place { path, connections });
    }
    Ok(places)
}

/// The connection that is written, and the text of a connections file that must be written for it.
fn target(source: &Source, args: &Args) -> Result<(String, Option<String>)> {
    let is_database =
        |backends: &Vec<Backend>| !backends.is_empty() && !backends.contains(&Backend::Files);
    let databases: Vec<&str> = source
        .place
        .connections
        .iter()
        .filter(|(_, backends)| is_database(backends))
        .map(|(name, _)| name.as_str())
        .collect();
    if let Some(wanted) = &args.target {
        if !databases.contains(&wanted.as_str()) {
            return Err(format!(
                "{} has no database `{wanted}`; there are {}",
                source.place.path.display(),
                databases.join(", ")
            )
            .into());
        }
        return Ok((wanted.clone(), source.new_connections.clone()));
    }
    // A table's own database will do where there is no other.
    let other = databases
        .iter()
        .find(|name| **name != source.connection)
        .or(databases.first());
    if let Some(name) = other {
        return Ok(((*name).to_owned(), source.new_connections.clone()));
    }
    let text = fs::read_to_string(&source.place.path)?;
    Ok((
        "warehouse".to_owned(),
        Some(with_warehouse(&text, &args.job).ok_or_else(|| {
            format!(
                "{} has no database to write to: add one, such as\n  {}",
                source.place.path.display(),
                warehouse(&args.job)
            )
        })?),
    ))
}

/// A connections file with a warehouse as its first connection, where it is written line by line.
fn with_warehouse(text: &str, job: &str) -> Option<String> {
    let at = text.find("\nconnections:\n")? + "\nconnections:\n".len();
    let indent: String = text[at..].chars().take_while(|c| *c == ' ').collect();
    (!indent.is_empty())
        .then(|| format!("{}{indent}{}\n{}", &text[..at], warehouse(job), &text[at..]))
}

/// What is written must compile: a mistake of ours is told before it is on the disk.
fn check(
    workspace: &Workspace,
    spec: &Path,
    connections: &Path,
    written: &[(PathBuf, String)],
) -> Result {
    let mut texts: Vec<(PathBuf, String)> = written.to_vec();
    if !texts.iter().any(|(path, _)| path == connections) {
        texts.push((connections.to_owned(), fs::read_to_string(connections)?));
    }
    // The nearest connections.yaml counts, which may have another name here.
    if let Some(folder) = spec.parent() {
        texts.push((
            folder.join("connections.yaml"),
            texts
                .iter()
                .find(|(path, _)| path == connections)
                .map(|(_, text)| text.clone())
                .unwrap_or_default(),
        ));
    }
    let checked = check_job(&Files::in_memory(texts), spec);
    if checked.job.is_none() {
        let shown: Vec<String> = checked
            .diagnostics
            .iter()
            .map(|one| one.render(Style::Plain))
            .collect();
        return Err(format!(
            "no spec could be made of {}:\n{}",
            workspace.shown(spec),
            shown.join("\n")
        )
        .into());
    }
    Ok(())
}

/// The way from a folder of specs to the schemas.
fn to_schema(workspace: &Workspace, folder: &Path) -> String {
    match folder.strip_prefix(&workspace.root) {
        Ok(below) => format!("{}schema/", "../".repeat(below.components().count())),
        Err(_) => format!("{}/schema/", workspace.root.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warehouse_is_added_where_there_is_a_place_for_it() {
        let text = "version: 1\nconnections:\n    files: {kind: files, root: data}\n";
        assert_eq!(
            with_warehouse(text, "dim_x").as_deref(),
            Some(
                "version: 1\nconnections:\n    warehouse: {kind: sqlite, url: \
                 \"${WAREHOUSE_URL:-sqlite:target/dim_x.db}\"}\n    files: {kind: files, root: \
                 data}\n"
            )
        );
        assert_eq!(
            with_warehouse(
                "version: 1\nconnections: {files: {kind: files, root: data}}\n",
                "dim_x"
            ),
            None
        );
    }
}
