//! `preview`: a job's first rows, by the job's own binary.

use std::ffi::OsString;
use std::process::ExitCode;

use loadwright_generator::cli::find_jobs;
use loadwright_generator::diag::Sink;
use loadwright_generator::spec::{Files, load};

use crate::Result;
use crate::workspace::{Workspace, output, run};

/// Show the first rows of a job's source beside their target rows, and rejects with their reasons;
/// touch nothing
///
/// The crate is generated and built where it must be, and its own `preview` is run: JOB preview
/// --help has all flags.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask preview dim_airport
  cargo xtask preview dim_airport --rows 3 --param snapshot=2026
  cargo xtask preview fact_flight --rejected       only rows that would be rejected, wherever they \
                        are
  cargo xtask preview dim_airport --json | jq '.[0].target'

Exit codes: those of the job: 0 shown, 1 failed, 2 wrong usage or configuration, 4 the source is \
                        not what the job was compiled for.")]
pub(crate) struct Args {
    /// The job's name, or the path of its spec
    job: String,

    /// Flags of the job's `preview`: --rows N, --rejected, --json, --param NAME=VALUE, --env NAME,
    /// --connections FILE
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "FLAGS"
    )]
    flags: Vec<OsString>,
}

pub(crate) fn preview(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let jobs = find_jobs(std::slice::from_ref(&args.job))?;
    let [(root, path)] = jobs.as_slice() else {
        return Err(format!("{} is no one job", args.job).into());
    };
    let documents = load(&Files::on_disk(root), path, &mut Sink::default());
    let name = documents
        .as_ref()
        .and_then(|documents| documents.job.name.as_ref())
        .map(|name| name.value.clone());
    output(&mut workspace.xtask([OsString::from("generate"), path.into()]))?;
    let name = name.ok_or("the spec has no job")?;
    run(&mut workspace.cargo(["build", "--quiet", "--package", &name]))?;
    let mut command = std::process::Command::new(workspace.target.join("debug").join(&name));
    command
        .arg("preview")
        .args(&args.flags)
        .current_dir(&workspace.root);
    let is_given = args
        .flags
        .iter()
        .any(|flag| flag.to_string_lossy().starts_with("--connections"));
    if let Some(file) = documents
        .and_then(|documents| documents.connections_file)
        .filter(|_| !is_given)
    {
        command.arg("--connections").arg(std::path::absolute(file)?);
    }
    let status = command
        .status()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    Ok(ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    ))
}
