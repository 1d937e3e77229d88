//! Runs a generated job from other Rust code: settings in, progress while it runs, a report or an
//! error out.
//!
//! In the repository's folder, over the demo's data:
//!
//! ```sh
//! cargo run -p loadwright-runtime --example run_job -- target/example.db 2013
//! cargo run -p loadwright-runtime --example run_job -- target/example.db 2026
//! cargo run -p loadwright-runtime --example run_job -- target/example.db 2013
//! ```
//!
//! The first run inserts 1,458 airports. The second one makes new versions and ends those of 122
//! airports that are gone. The third one is refused, exit code 4: more airports would be gone than
//! the job's `close_limit` allows.

use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use loadwright_runtime::connections::{Connection, Connections, LedgerPlace};
use loadwright_runtime::error::Kind;
use loadwright_runtime::progress::Progress;
use loadwright_runtime::stop::Stop;
use loadwright_runtime::{Error, Options, Report, RunError};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [database, snapshot] = args.as_slice() else {
        eprintln!("usage: run_job DATABASE SNAPSHOT");
        return ExitCode::from(2);
    };
    match load(database, snapshot) {
        Ok(report) => {
            show(&report);
            ExitCode::SUCCESS
        }
        Err(RunError { error, report }) => {
            // What a run came to before it failed stays in the table, and in the report.
            if let Some(report) = report {
                show(&report);
            }
            tell(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn load(database: &str, snapshot: &str) -> Result<Report, RunError> {
    // Ctrl-C ends the run behind the chunks at work; `stop.request(…)` does the same.
    let stop = Stop::on_signals()?;
    let options = Options {
        stop,
        ..Options::default()
    }
    .connections(connections(database))
    .param("snapshot", snapshot)
    .chunk_size(200);

    let progress = options.progress.clone();
    let (running, ended) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || watch(&progress, &ended));
        let outcome = dim_airport::run(&options);
        // The watcher sees its end. If the job panics it sees it too.
        drop::<mpsc::Sender<()>>(running);
        outcome
    })
}

/// Both connections, without a file. `Options::connections_file` reads a `connections.yaml`.
fn connections(database: &str) -> Connections {
    let ledger = LedgerPlace {
        schema: "main".to_owned(),
        prefix: "lw_".to_owned(),
        keep_runs_days: None,
        keep_rejects_days: None,
    };
    Connections {
        environment: None,
        source: Connection::files("nyc_files", "jobs/nycflights/data"),
        target: Connection::sqlite("warehouse", database, ledger),
    }
}

/// Shows how far the run is, until the other end of the channel is gone.
fn watch(progress: &Progress, ended: &mpsc::Receiver<()>) {
    let mut shown = String::new();
    while ended.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout) {
        let now = progress.snapshot();
        let line = format!(
            "{}: {} of {} chunks, {} rows",
            now.phase, now.chunks_done, now.chunks, now.counts.rows_read
        );
        if line != shown && now.chunks > 0 {
            eprintln!("{line}");
            shown = line;
        }
    }
}

fn show(report: &Report) {
    let counts = &report.counts;
    println!(
        "run {} of {}: {}; {} rows read, {} inserted, {} versioned, {} updated, {} closed, \
         {} unchanged",
        report.run_id,
        report.job,
        report.status.as_str(),
        counts.rows_read,
        counts.inserted,
        counts.versioned,
        counts.updated,
        counts.closed,
        counts.unchanged
    );
}

/// The error in words, and what a program may do about it. Neither has values of rows or secrets.
fn tell(error: &Error) {
    eprintln!("error: {}", error.chain());
    if let Some(advice) = error.advice() {
        eprintln!("help: {advice}");
    }
    let next = match error.kind() {
        Kind::Transient | Kind::Failed | Kind::Stopped => {
            "another run goes on where this one ended"
        }
        Kind::Usage => "the settings or the connections are to be changed",
        Kind::Refused | Kind::Conflict => "someone has to look at the data",
        Kind::Held => "another run holds the table",
    };
    eprintln!("next: {next}");
}
