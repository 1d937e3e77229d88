//! The inspector: a program of its own, built when it is first needed, so that xtask links no
//! database.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;
use crate::workspace::{Workspace, run};

/// Rows that are looked at, where the user says nothing.
pub(crate) const SAMPLE: u64 = 1_000_000;

/// The program, built.
#[derive(Debug)]
pub(crate) struct Inspector<'w> {
    program: PathBuf,
    workspace: &'w Workspace,
}

impl Inspector<'_> {
    pub(crate) fn build(workspace: &Workspace) -> Result<Inspector<'_>> {
        let program = workspace.target.join("debug").join("loadwright-inspect");
        if !program.is_file() {
            eprintln!("building the inspector, which is needed to look at databases and files");
        }
        run(&mut workspace.cargo([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "loadwright-inspect",
        ]))?;
        Ok(Inspector { program, workspace })
    }

    /// What it prints, as JSON. `input` is given to it.
    pub(crate) fn ask(&self, args: &[OsString], input: &str) -> Result<String> {
        // Paths in connections.yaml are those of the working directory: the workspace's, as in the
        // examples.
        let mut child = Command::new(&self.program)
            .args(args)
            .current_dir(&self.workspace.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the inspector: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ended early says why on stderr.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child
            .wait_with_output()
            .map_err(|error| format!("the inspector cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(String::from_utf8_lossy(&output.stderr)
            .trim_end()
            .to_owned()
            .into())
    }

    /// As [`Inspector::ask`], about a connections file.
    pub(crate) fn ask_about(
        &self,
        command: &str,
        connections: &Path,
        env: Option<&str>,
        rest: &[OsString],
        input: &str,
    ) -> Result<String> {
        let mut args: Vec<OsString> =
            vec![command.into(), "--connections".into(), connections.into()];
        if let Some(env) = env {
            args.extend(["--env".into(), env.into()]);
        }
        args.extend_from_slice(rest);
        self.ask(&args, input)
    }
}
