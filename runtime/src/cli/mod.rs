//! The command line of a job's binary.
//!
//! What a user asked for goes to stdout, everything about how it went to stderr. Exit codes: 0
//! succeeded, 1 failed (another attempt may help), 2 wrong usage or configuration, 3 stopped, 4
//! refused by a rule about the data, 5 another run holds the target.

mod args;
mod help;
mod look;
mod preview;
mod print;
mod run;
mod table;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::adapters::compiled;
use crate::engine;
use crate::error::Result;
use crate::options::Options;
use crate::program::Compiled;
use crate::program::Programs;

use args::{Cli, Command};

/// Exit code of `check` where something differs: the same as of a run that is refused for it.
const DIFFERS: u8 = 4;

/// The `main` of a job's binary: does what the process's arguments say.
#[must_use]
pub fn main<J: Programs>() -> ExitCode {
    main_with::<J>(std::env::args_os())
}

/// The same with other arguments, of which the first is the program's name.
#[must_use]
pub fn main_with<J: Programs>(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::from(execute(&compiled::<J>(), &mut arguments))
}

fn execute(job: &Compiled, arguments: &mut dyn Iterator<Item = OsString>) -> u8 {
    let parsed = args::command(job.info)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        // Help and version come this way too, with exit code 0.
        Err(error) => {
            // A closed stdout or stderr leaves nobody to tell.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let options = cli.place.options();
    let done = match cli.command {
        Command::Run(arguments) => return run::run(job, arguments, options),
        Command::Plan(tuning) => plan(job, &tuning.apply(options)),
        Command::Ddl(params) => ddl(job, &params.apply(options)),
        Command::Preview(arguments) => preview(job, arguments, options),
        Command::Check(params) => check(job, &params.apply(options)),
        Command::Status(shown) => look::status(job, &options, shown.json),
        Command::History(history) => {
            look::history(job, &options, history.limit, history.shown.json)
        }
        Command::Rejects(rejects) => look::rejects(
            job,
            &options,
            rejects.run,
            rejects.limit,
            rejects.shown.json,
        ),
        Command::Stop => look::stop(job, &options),
    };
    done.unwrap_or_else(|error| {
        print::error(&mut io::stderr(), &error);
        error.exit_code()
    })
}

fn plan(job: &Compiled, options: &Options) -> Result<u8> {
    let view = engine::plan(job, options)?;
    say(&print::plan(&view));
    Ok(0)
}

fn ddl(job: &Compiled, options: &Options) -> Result<u8> {
    say(engine::ddl(job, options)?.trim_end());
    Ok(0)
}

fn preview(job: &Compiled, arguments: args::Preview, options: Options) -> Result<u8> {
    let (json, of) = (arguments.shown.json, arguments.of());
    let rows = engine::preview(job, &arguments.apply(options), of)?;
    say(&if json {
        preview::json(&rows)
    } else {
        preview::text(job.info, &rows)
    });
    Ok(0)
}

fn check(job: &Compiled, options: &Options) -> Result<u8> {
    let differences = engine::check(job, options)?;
    match engine::warnings(job, options) {
        Ok(warnings) => warnings
            .iter()
            .for_each(|warning| say(&format!("warning: {warning}"))),
        // What cannot be looked at is among the differences.
        Err(_) if !differences.is_empty() => {}
        Err(error) => return Err(error),
    }
    if differences.is_empty() {
        say("source and target are what the job was compiled for");
        return Ok(0);
    }
    say(&differences.join("\n"));
    Ok(DIFFERS)
}

/// Writes a line to stdout. A reader that went away (`| head`) is no error of the job's.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

#[cfg(test)]
mod tests;
