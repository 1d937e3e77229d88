//! Looks at databases and files, and prints what it finds as JSON for `cargo xtask new` and
//! `cargo xtask infer`. It writes nothing, and shows no secret.

mod check;
mod file;
mod infer;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use loadwright_runtime::connections::ConnectionsRequest;
use loadwright_runtime::inspect;
use serde_json::{Value, json};

/// What a command gives back. Its errors are read by people only.
type Result<T = Value> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Root folders of the connections of kind `files`
    Roots(Place),
    /// Columns and keys of a table
    Table {
        #[command(flatten)]
        place: Place,
        connection: String,
        table: String,
        /// Rows of a SQLite table that are looked at
        #[arg(long)]
        sample: u64,
    },
    /// Columns of a CSV file, by its rows
    File {
        path: PathBuf,
        /// Rows that are looked at
        #[arg(long)]
        sample: u64,
    },
    /// A source against what its spec says of it, which is read from stdin
    Check(Place),
}

#[derive(Debug, Args)]
struct Place {
    #[arg(long)]
    connections: PathBuf,
    #[arg(long)]
    env: Option<String>,
}

impl Place {
    fn request(self) -> ConnectionsRequest {
        ConnectionsRequest {
            file: Some(self.connections),
            env: self.env,
            ..ConnectionsRequest::default()
        }
    }
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Roots(place) => inspect::roots(&place.request())
            .map(|roots| json!(roots))
            .map_err(Into::into),
        Command::Table {
            place,
            connection,
            table,
            sample,
        } => table::look(&place.request(), &connection, &table, sample),
        Command::File { path, sample } => file::look(&path, sample),
        Command::Check(place) => check::check(&place.request(), &mut std::io::stdin().lock()),
    };
    match done {
        Ok(found) => {
            println!("{found}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", told(&*error));
            ExitCode::from(2)
        }
    }
}

/// An error with its causes and its advice.
fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("\n  cause: {cause}"));
        source = cause.source();
    }
    if let Some(advice) = error
        .downcast_ref::<loadwright_runtime::Error>()
        .and_then(loadwright_runtime::Error::advice)
    {
        text.push_str(&format!("\n  help: {advice}"));
    }
    text
}
