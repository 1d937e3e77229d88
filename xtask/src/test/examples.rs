//! The runtime's examples, run as their first lines say.

use std::path::Path;
use std::process::Command;

use super::authoring::expect;
use crate::Result;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Result {
    let scratch = tempfile::tempdir()?;
    let database = scratch.path().join("example.db");
    expect(
        &mut example(workspace, "preview_rows"),
        0,
        "\"airport_code\":\"04G\"",
    )?;
    expect(
        &mut load(workspace, &database, "2013"),
        0,
        "SUCCEEDED; 1458 rows read, 1458 inserted",
    )?;
    expect(&mut load(workspace, &database, "2026"), 0, "122 closed")?;
    expect(
        &mut load(workspace, &database, "2013"),
        4,
        "next: someone has to look at the data",
    )
}

fn load(workspace: &Workspace, database: &Path, snapshot: &str) -> Command {
    let mut command = example(workspace, "run_job");
    command.arg(database).arg(snapshot);
    command
}

fn example(workspace: &Workspace, name: &str) -> Command {
    let mut command = workspace.cargo([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "loadwright-runtime",
        "--all-features",
        "--example",
    ]);
    command.args([name, "--"]);
    command
}
