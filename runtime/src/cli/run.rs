//! `run`: the one command that writes.

use std::io::{self, Write};

use super::{args, print, say};
use crate::engine;
use crate::error::Result;
use crate::options::{ConnectionsFrom, Options};
use crate::program::Compiled;
use crate::progress::{Display, Renderer};
use crate::report::{Report, RunError};
use crate::stop::Stop;

pub(super) fn run(job: &Compiled, arguments: args::Run, options: Options) -> u8 {
    let (json, quiet) = (arguments.json, arguments.quiet);
    let outcome = prepare(job, arguments.apply(options), json)
        .map_err(RunError::from)
        .and_then(|options| {
            let display = if quiet {
                Display::Silent
            } else {
                Display::Auto
            };
            let renderer = Renderer::start(&options.progress, &options.stop, display);
            let outcome = engine::run(job, &options);
            // The bar must be gone before the summary is printed.
            renderer.finish();
            outcome
        });
    conclude(&outcome, json, &mut io::stdout(), &mut io::stderr())
}

/// Resolves the connections first, so that the first line can name where the run writes.
fn prepare(job: &Compiled, options: Options, json: bool) -> Result<Options> {
    let info = job.info;
    let connections = job.connections(&options)?;
    let line = format!("{} · {}", info.name, connections.describe());
    if json {
        let _ = writeln!(io::stderr(), "{line}");
    } else {
        say(&line);
    }
    Ok(Options {
        connections: ConnectionsFrom::Given(Box::new(connections)),
        stop: Stop::on_signals()?,
        ..options
    })
}

/// Prints what a run came to, and gives the process's exit code.
fn conclude(
    outcome: &Result<Report, RunError>,
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let (report, error) = match outcome {
        Ok(report) => (Some(report), None),
        Err(failed) => (failed.report.as_deref(), Some(&failed.error)),
    };
    // Nobody may be listening any more; the exit code still tells.
    if let Some(report) = report {
        let summary = print::summary(report);
        let _ = if json {
            writeln!(err, "{summary}")
        } else {
            writeln!(out, "{summary}")
        };
    }
    if let Some(error) = error {
        print::error(err, error);
    }
    if let (true, Some(report)) = (json, report) {
        let _ = match serde_json::to_string(report) {
            Ok(line) => writeln!(out, "{line}"),
            Err(cause) => writeln!(
                err,
                "error: the report cannot be written as JSON\n  cause: {cause}"
            ),
        };
    }
    error.map_or(0, crate::error::Error::exit_code)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::error::{Error, Kind};
    use crate::report::{Counts, Status};

    fn report(status: Status) -> Report {
        Report {
            run_id: 12,
            job: "dim_airport",
            status,
            resumed: false,
            effective_at: "2013-06-30T00:00:00.000000Z".to_owned(),
            counts: Counts {
                rows_read: 10,
                inserted: 4,
                unchanged: 6,
                closed: 1,
                ..Counts::default()
            },
            chunks: 2,
            workers: 1,
            retries: 0,
            elapsed_ms: 420,
            notes: Vec::new(),
        }
    }

    fn concluded(outcome: Result<Report, RunError>, json: bool) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = conclude(&outcome, json, &mut out, &mut err);
        (
            code,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    #[test]
    fn each_kind_of_failure_has_its_exit_code() {
        for (kind, expected) in [
            (Kind::Transient, 1),
            (Kind::Failed, 1),
            (Kind::Usage, 2),
            (Kind::Stopped, 3),
            (Kind::Refused, 4),
            (Kind::Conflict, 4),
            (Kind::Held, 5),
        ] {
            let failed = RunError::from(Error::new(kind, "no"));
            assert_eq!(
                concluded(Err(failed), false),
                (expected, String::new(), "error: no\n".to_owned())
            );
        }
        assert_eq!(concluded(Ok(report(Status::Succeeded)), false).0, 0);
    }

    #[test]
    fn json_is_one_object_alone_on_stdout_and_people_read_stderr() {
        let (code, out, err) = concluded(Ok(report(Status::Succeeded)), true);
        assert_eq!(
            (code, out.as_str()),
            (
                0,
                "{\"run_id\":12,\"job\":\"dim_airport\",\"status\":\"SUCCEEDED\",\"resumed\":\
                 false,\"effective_at\":\"2013-06-30T00:00:00.000000Z\",\"rows_read\":10,\"\
                 inserted\":4,\"versioned\":0,\"updated\":0,\"closed\":1,\"unchanged\":6,\"\
                 filtered\":0,\"rejected\":0,\"duplicates\":0,\"chunks\":2,\"workers\":1,\"\
                 retries\":0,\"elapsed_ms\":420}\n"
            )
        );
        assert!(err.starts_with("run 12 SUCCEEDED"), "{err}");
    }

    #[test]
    fn a_run_that_was_opened_reports_even_when_it_does_not_succeed() {
        for (status, kind, code) in [
            (Status::Failed, Kind::Failed, 1),
            (Status::Stopped, Kind::Stopped, 3),
            (Status::Refused, Kind::Refused, 4),
        ] {
            let failed = RunError {
                error: Error::new(kind, "no"),
                report: Some(Box::new(report(status))),
            };
            let (given, out, err) = concluded(Err(failed), true);
            assert_eq!(given, code);
            let object: serde_json::Value =
                serde_json::from_str(out.lines().last().unwrap()).unwrap();
            assert_eq!(object["status"], status.as_str());
            assert!(err.contains("error: no"), "{err}");
        }
        let (code, out, _) = concluded(Err(RunError::from(Error::usage("no"))), true);
        assert_eq!(
            (code, out.as_str()),
            (2, ""),
            "a run that was never opened has nothing to report"
        );
    }
}
