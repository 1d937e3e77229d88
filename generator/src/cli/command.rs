//! The commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::place::RuntimeChoice;

/// Compiles load jobs (YAML) into standalone Rust crates.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the crates of jobs, only what differs.
    Generate(GenerateArgs),
    /// List the jobs, where they load from and to, and whether their crates are fresh.
    List(ListArgs),
    /// Show a checked job and what its crate will be; or tell what an error code means.
    Explain(ExplainArgs),
}

/// Which specs, and where their crates are.
#[derive(Debug, Args)]
pub(super) struct Where {
    /// Job specs, or folders of them.
    ///
    /// Default: `jobs/` in the workspace or the working directory.
    #[arg(value_name = "SPEC")]
    pub(super) specs: Vec<PathBuf>,

    /// Where the crates are.
    ///
    /// Default: `generated/` in the workspace or the working directory.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// The runtime that the crates link: path[=DIR], vendor, git=URL#REV or version[=X].
    ///
    /// Default: inside Loadwright's own workspace its runtime, by path. Elsewhere what DIR/Cargo.toml says, else `vendor`: a copy of the
    /// sources beside the crates, so that they build without anything else of Loadwright.
    #[arg(long, value_name = "WHICH", value_parser = RuntimeChoice::parse)]
    pub(super) runtime: Option<RuntimeChoice>,
}

#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    #[command(flatten)]
    pub(super) place: Where,

    /// Write nothing; exit with 1 and a line for each crate that is not fresh.
    #[arg(long)]
    pub(super) check: bool,

    /// Write nothing; show what would change as unified diffs.
    #[arg(long)]
    pub(super) diff: bool,

    /// Also remove the crates that no spec makes any longer.
    #[arg(long, conflicts_with = "specs")]
    pub(super) prune: bool,

    /// Also overwrite what was edited by hand.
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) place: Where,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A job's name, the path of its spec, or a code as LW0012.
    #[arg(value_name = "JOB|CODE")]
    pub(super) what: String,
}
