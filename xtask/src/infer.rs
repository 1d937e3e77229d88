//! `infer --check`: what specs say of their sources against what is there.

use std::process::ExitCode;

use loadwright_generator::check::check_job;
use loadwright_generator::cli::find_jobs;
use loadwright_generator::columns::aligned;
use loadwright_generator::diag::{Sink, Style};
use loadwright_generator::drift::{Drift, Found, compare, place, question};
use loadwright_generator::model::From;
use loadwright_generator::spec::{Files, load};

use crate::Result;
use crate::inspect::{Inspector, SAMPLE};
use crate::workspace::Workspace;

/// Exit code where something differs: the same as of a run that is refused for it.
const DRIFT: u8 = 4;

/// Compare specs with their sources: columns that are gone or new, other types, NULL, values that
/// do not fit
///
/// Files, and tables and queries of SQLite, are read row by row as the job itself would read them.
/// Of a PostgreSQL table the catalog is asked; a PostgreSQL query is prepared, and the NULLs among
/// its rows are counted. Nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask infer --check                        every job below jobs/
  cargo xtask infer --check dim_airport --param snapshot=2026
  cargo xtask infer --check --strict dim_customer  a column that the spec does not name counts too

Exit codes: 0 no drift, 2 wrong usage or a source that cannot be looked at, 4 drift.")]
pub(crate) struct Args {
    /// Jobs by name or by the path of their spec, or folders of specs; default: all of jobs/
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    /// Compare, and exit with 4 where something differs
    #[arg(long, required = true)]
    check: bool,

    /// Columns that the spec does not name count as drift too
    #[arg(long)]
    strict: bool,

    /// The environment of the connections files
    #[arg(long, value_name = "NAME")]
    env: Option<String>,

    /// A run parameter; may be repeated. Default: the spec's
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,

    /// Rows that are read, at most
    #[arg(long, value_name = "ROWS", default_value_t = SAMPLE)]
    sample: u64,
}

fn name_and_value(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

pub(crate) fn infer(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let inspector = Inspector::build(&workspace)?;
    let mut rows = vec![["JOB", "COLUMN", "DRIFT", "SPEC", "SOURCE", "LINE"].map(str::to_owned)];
    let (mut looked, mut failed, mut counts) = (0, 0, false);
    for (root, path) in find_jobs(&args.jobs)? {
        let name = workspace.shown(&path);
        match one(&inspector, args, &root, &path) {
            Ok((job, drifts)) => {
                looked += 1;
                counts |= drifts.iter().any(|(drift, _)| drift.counts || args.strict);
                rows.extend(drifts.into_iter().map(|(drift, line)| {
                    [
                        job.clone(),
                        drift.column,
                        drift.what.to_owned(),
                        drift.spec,
                        drift.source,
                        line,
                    ]
                }));
            }
            Err(error) => {
                failed += 1;
                eprintln!("error: {name}: {error}");
            }
        }
    }
    if rows.len() > 1 {
        print!("{}", aligned(&rows, ""));
    }
    if !counts {
        let new = if rows.len() > 1 {
            "; new columns are not read, and count with --strict only"
        } else {
            ""
        };
        println!(
            "no drift in {looked} {}{new}",
            if looked == 1 { "job" } else { "jobs" }
        );
    }
    Ok(ExitCode::from(match (counts, failed) {
        (true, _) => DRIFT,
        (false, 0) => 0,
        (false, _) => 2,
    }))
}

type Differences = Vec<(Drift, String)>;

/// The differences of one job, each with its line in the spec.
fn one(
    inspector: &Inspector<'_>,
    args: &Args,
    root: &std::path::Path,
    path: &std::path::Path,
) -> Result<(String, Differences)> {
    let files = Files::on_disk(root);
    let checked = check_job(&files, path);
    let Some(job) = checked.job else {
        let shown: Vec<String> = checked
            .diagnostics
            .iter()
            .map(|one| one.render(Style::Plain))
            .collect();
        return Err(format!("it cannot be compiled\n{}", shown.join("\n")).into());
    };
    let documents = load(&files, path, &mut Sink::default()).ok_or("it cannot be read")?;
    let connections = documents
        .connections_file
        .ok_or("it has no connections.yaml")?;
    let mut params: Vec<(String, String)> = Vec::new();
    for param in &job.params {
        let given = args
            .params
            .iter()
            .find(|(name, _)| *name == param.name)
            .map(|(_, value)| value);
        let value = given.or(param.default.as_ref());
        if value.is_none() && matches!(job.source.from, From::Query(_)) {
            return Err(format!(
                "the parameter {0} has no value: give it with --param {0}=VALUE",
                param.name
            )
            .into());
        }
        params.extend(value.map(|value| (param.name.clone(), value.clone())));
    }
    let question = question(&job, args.sample, &params);
    let connections = std::path::absolute(&connections)?;
    let answer = inspector.ask_about(
        "check",
        &connections,
        args.env.as_deref(),
        &[],
        &question.to_string(),
    )?;
    let found: Found = serde_json::from_str(&answer)?;
    let columns = documents
        .mapping
        .map(|mapping| mapping.source.columns)
        .unwrap_or_default();
    let line = |name: &str| {
        columns
            .iter()
            .find(|column| column.name.value == name)
            .map_or_else(|| "-".to_owned(), |column| place(&column.name.span))
    };
    let drifts = compare(&job, &found).into_iter().map(|drift| {
        let line = line(&drift.column);
        (drift, line)
    });
    Ok((job.name.clone(), drifts.collect()))
}
