//! A crate that was written outside this workspace needs nothing of it.

use std::fs;
use std::process::Command;

use crate::Result;
use crate::workspace::{Workspace, output, run};

const JOB: &str = "dim_airport";

pub(super) fn check(workspace: &Workspace) -> Result {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path();
    let mut generate = workspace.xtask([
        "generate",
        "jobs/nycflights/dim_airport.yaml",
        "--runtime",
        "vendor",
        "--out",
    ]);
    run(generate.arg(folder))?;
    // The same versions as here, so that nothing is fetched.
    fs::copy(workspace.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let target = workspace.target.join("standalone");
    run(workspace
        .cargo(["build", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target))?;
    let mut load = Command::new(target.join("debug").join(JOB));
    load.args(["run", "--quiet", "--json", "--connections"])
        .arg(workspace.root.join("jobs/nycflights/connections.yaml"));
    load.current_dir(folder);
    load.env("NYC_DATA", workspace.root.join("jobs/nycflights/data"))
        .env("WAREHOUSE_URL", "sqlite:standalone.db");
    let report = output(&mut load)?;
    if !report.contains("\"inserted\":1458") {
        return Err(format!(
            "the standalone crate should insert 1,458 airports; it reported {report}"
        )
        .into());
    }
    println!("{JOB} builds on its own with a vendored runtime, and loads 1,458 airports");
    Ok(())
}
