//! Where things are, and how other programs are run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};

use crate::Result;

/// This repository, as cargo sees it.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// This program. Asked for at once: when a step builds it anew, the system no longer knows the
    /// running one's path.
    xtask: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Workspace> {
        let metadata = MetadataCommand::new()
            .manifest_path(manifest())
            .no_deps()
            .other_options(vec!["--offline".to_owned()])
            .exec()?;
        Ok(Workspace {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            xtask: std::env::current_exe()?,
        })
    }

    /// Every package that the lock file names and this platform needs or could need.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        Ok(MetadataCommand::new()
            .manifest_path(manifest())
            .other_options(vec!["--locked".to_owned()])
            .exec()?)
    }

    /// Cargo, in the workspace's folder.
    pub(crate) fn cargo<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(args).current_dir(&self.root);
        command
    }

    /// This program again, as `cargo xtask`.
    pub(crate) fn xtask<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(&self.xtask);
        command.args(args).current_dir(&self.root);
        command
    }

    /// This program's path.
    pub(crate) fn program(&self) -> &Path {
        &self.xtask
    }

    /// A path as a user in the workspace's folder types it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// The manifest of the workspace. Cargo names the package's folder when it runs a program; the
/// built-in path is for a direct call.
fn manifest() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.join("../Cargo.toml")
}

/// Runs a command to its end, with our own output. Anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| format!("cannot start {}: {error}", program(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", program(command)).into())
    }
}

/// Runs a command to its end and gives its output. What it printed is part of the error where it
/// fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot start {}: {error}", program(command)))?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    if output.status.success() {
        return Ok(stdout.into_owned());
    }
    Err(format!(
        "{} ended with {}\n{stdout}{stderr}",
        program(command),
        output.status
    )
    .into())
}

fn program(command: &Command) -> String {
    Path::new(command.get_program())
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
