//! The command line of the compiler, the same for the `loadwright` binary and `cargo xtask`.

mod command;
mod explain;
mod generate;
mod lineage;
mod list;
mod manifest;
mod parallel;
mod pipeline;
mod place;
mod schema;
mod specs;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use command::{Cli, Command};

/// Runs the compiler's command line.
///
/// `program` is how the user calls it (`loadwright`, `cargo xtask`); it stands in the help and in
/// the commands that messages advise. `args` is without the program's own name.
///
/// Exit codes: 0 done or fresh, 1 stale (`--check`), edited by hand or not writable, 2 errors in
/// specs or bad usage.
#[must_use]
pub fn main(program: &str, args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // clap takes the first argument for the program's name.
    let args = std::iter::once(OsString::from(program)).chain(args);
    let parsed = Cli::command()
        .bin_name(program.to_owned())
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        // Help and version are printed on stdout and end well.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match &cli.command {
        Command::Generate(args) => generate::generate(program, args),
        Command::List(args) => list::list(program, args),
        Command::Schema(args) => schema::schema(program, args),
        Command::Lineage(args) => lineage::lineage(args),
        Command::Explain(args) => explain::explain(args),
    };
    done.unwrap_or_else(|failure| {
        eprint!("{failure}");
        ExitCode::from(failure.exit_code)
    })
}

/// Prints on stdout. A reader that went away (`| head`) is no error.
fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Job specs by name, by path or below folders; without any, all of `jobs/`. Each is the folder
/// that its path is told from, and its path.
///
/// # Errors
/// No such job, in words for people.
pub fn find_jobs(named: &[String]) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    let specs = specs::Specs::of_jobs(named).map_err(|failure| {
        let help = failure
            .help
            .map(|help| format!("\n  help: {help}"))
            .unwrap_or_default();
        format!("{}{help}", failure.message)
    })?;
    Ok(specs
        .list
        .into_iter()
        .map(|spec| (spec.root, spec.path))
        .collect())
}

/// What ended a command.
#[derive(Debug)]
struct Failure {
    exit_code: u8,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// The user asked for something that cannot be.
    fn usage(message: impl Into<String>) -> Failure {
        Failure {
            exit_code: 2,
            message: message.into(),
            help: None,
        }
    }

    /// The disk, or a tool, said no.
    fn failed(message: impl Into<String>) -> Failure {
        Failure {
            exit_code: 1,
            message: message.into(),
            help: None,
        }
    }

    fn help(self, help: impl Into<String>) -> Failure {
        Failure {
            help: Some(help.into()),
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A message without words: all was told already.
        if !self.message.is_empty() {
            writeln!(f, "error: {}", self.message)?;
        }
        match &self.help {
            Some(help) => writeln!(f, "  help: {help}"),
            None => Ok(()),
        }
    }
}
