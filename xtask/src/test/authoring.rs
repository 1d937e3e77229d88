//! From a file to a loaded table, as someone does it who has only the file: `new`, `infer`,
//! `generate`, a build, `preview`, `run`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::workspace::{Workspace, output, run};

const JOB: &str = "dim_person";
const PEOPLE: &str = "id;Full Name;born;limit\n1;Ann;2000-01-31;10,5\n2;Bob;;7,25\n";

pub(super) fn check(workspace: &Workspace) -> Result {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path();
    let file = folder.join("people.csv");
    fs::write(&file, PEOPLE)?;
    let connections = folder.join("connections.yaml");
    let text = format!(
        "version: 1\nconnections:\n  here: {{kind: files, root: \"{0}\"}}\n  warehouse: {{kind: \
         sqlite, url: \"sqlite:{0}/w.db\"}}\n",
        folder.display()
    );
    fs::write(&connections, text)?;
    let new = || {
        let mut command = workspace.xtask(["new", JOB, "--connections"]);
        command.arg(&connections).arg("--from").arg(&file);
        command
    };
    run(&mut new())?;
    expect(&mut new(), 1, "is there already")?;
    let spec = folder.join(format!("{JOB}.yaml"));
    let infer = || {
        let mut command = workspace.xtask(["infer", "--check"]);
        command.arg(&spec);
        command
    };
    expect(&mut infer(), 0, "no drift in 1 job")?;

    let crates = folder.join("etl");
    let mut generate = workspace.xtask(["generate", "--runtime", "path", "--out"]);
    run(generate.arg(&crates).arg(&spec))?;
    fs::copy(workspace.root.join("Cargo.lock"), crates.join("Cargo.lock"))?;
    let target = workspace.target.join("standalone");
    run(workspace
        .cargo(["build", "--offline"])
        .current_dir(&crates)
        .env("CARGO_TARGET_DIR", &target))?;
    let job = |args: &[&str]| {
        let mut command = Command::new(target.join("debug").join(JOB));
        command
            .args(args)
            .arg("--connections")
            .arg(&connections)
            .current_dir(folder);
        command
    };
    expect(&mut job(&["preview"]), 0, "2 rows: 2 loaded")?;
    untouched(&folder.join("w.db"))?;
    let report = output(&mut job(&["run", "--quiet", "--json"]))?;
    if !report.contains("\"inserted\":2") {
        return Err(
            format!("the scaffolded job should insert 2 people; it reported {report}").into(),
        );
    }

    fs::write(
        &file,
        PEOPLE.replace("born", "birthday").replace("7,25", "many"),
    )?;
    expect(&mut infer(), 4, "gone")?;
    println!("a scaffolded job compiles, builds, previews and loads; its drift is told");
    Ok(())
}

fn untouched(database: &Path) -> Result {
    if database.exists() {
        Err("preview made a database".into())
    } else {
        Ok(())
    }
}

/// Runs a command that is to end so, and to say so.
pub(super) fn expect(command: &mut Command, code: i32, words: &str) -> Result {
    let output = command.output()?;
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    print!("{said}");
    if output.status.code() == Some(code) && said.contains(words) {
        return Ok(());
    }
    Err(format!(
        "it should end with {code} and say `{words}`; it ended with {}",
        output.status
    )
    .into())
}
