//! `torture`: a program of its own, so that what it needs does not slow the compiler's command line
//! down.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::Result;
use crate::workspace::{Workspace, run};

pub(crate) fn torture(args: &[OsString]) -> Result<ExitCode> {
    let status = command(&Workspace::find()?)?.args(args).status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The program, built, and told where it is.
pub(crate) fn command(workspace: &Workspace) -> Result<Command> {
    run(&mut workspace.cargo([
        "build",
        "--quiet",
        "--locked",
        "--package",
        "loadwright-torture",
    ]))?;
    let mut command = Command::new(workspace.target.join("debug").join("loadwright-torture"));
    command
        .current_dir(&workspace.root)
        .env("LOADWRIGHT_ROOT", &workspace.root)
        .env("LOADWRIGHT_XTASK", workspace.program());
    Ok(command)
}
