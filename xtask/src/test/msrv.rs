//! The oldest Rust that the manifests promise: all of them name the same, and it compiles what
//! users compile.

use std::fs;
use std::process::Command;

use super::has;
use crate::Result;
use crate::workspace::{Workspace, run};

/// What the manifests promise. A generated crate has it from the compiler, which has it from the
/// workspace, as this program has.
const VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// A generated crate that reads files, and loads into each database.
const JOB: &str = "dim_airport";

pub(super) fn check(workspace: &Workspace) -> Result {
    all_promise_it(workspace)?;
    if let Err(why) = install() {
        println!("whether Rust {VERSION} compiles what users compile: NOT CHECKED: {why}");
        return Ok(());
    }
    let mut check = Command::new("rustup");
    check.args([
        "run",
        VERSION,
        "cargo",
        "check",
        "--locked",
        "--all-features",
    ]);
    check.args([
        "--package",
        "loadwright-runtime",
        "--package",
        "loadwright-generator",
        "--package",
        JOB,
    ]);
    // Apart from what this compiler has built, so that neither builds the other's anew.
    check.arg("--target-dir").arg(workspace.target.join("msrv"));
    run(check.current_dir(&workspace.root))?;
    println!("Rust {VERSION} compiles the runtime, the compiler and {JOB}");
    Ok(())
}

/// No manifest of the workspace promises another version, or none; nor does the README.
fn all_promise_it(workspace: &Workspace) -> Result {
    let metadata = workspace.metadata()?;
    let packages = metadata.workspace_packages();
    let ours = packages
        .iter()
        .find(|package| package.name.as_str() == env!("CARGO_PKG_NAME"));
    let ours = ours
        .and_then(|package| package.rust_version.as_ref())
        .ok_or("xtask's manifest has no rust-version")?;
    let mut others: Vec<String> = packages
        .iter()
        .filter(|package| package.rust_version.as_ref() != Some(ours))
        .map(|package| workspace.shown(package.manifest_path.as_std_path()))
        .collect();
    if !fs::read_to_string(workspace.root.join("README.md"))?
        .contains(&format!("{VERSION} or later"))
    {
        others.push("README.md".to_owned());
    }
    if others.is_empty() {
        Ok(())
    } else {
        Err(format!("these do not say Rust {VERSION}: {}", others.join(", ")).into())
    }
}

/// Installs the toolchain where rustup has not got it yet.
fn install() -> Result {
    if !has(Command::new("rustup").arg("--version")) {
        return Err("rustup, which has other versions of Rust, is not installed".into());
    }
    if has(Command::new("rustup").args(["run", VERSION, "rustc", "--version"])) {
        return Ok(());
    }
    run(Command::new("rustup").args([
        "toolchain",
        "install",
        VERSION,
        "--profile",
        "minimal",
        "--no-self-update",
    ]))
}
