//! The commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Write the JSON Schemas of the documents, by which editors complete and document every field.
    ///
    /// Three files (draft 7): connections.json, job.json and mapping.json. A first line in a spec
    /// tells the YAML language server of them:
    /// `# yaml-language-server: $schema=../../schema/job.json`. Exit code 1 with --check where one
    /// is stale.
    Schema(SchemaArgs),
    /// Show which source columns each target column comes from, and how.
    ///
    /// Columns that decide over whole rows (filter, order of duplicates) are shown as INDIRECT.
    Lineage(LineageArgs),
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
    /// Default: inside Loadwright's own workspace its runtime, by path. Elsewhere what
    /// DIR/Cargo.toml says, else `vendor`: a copy of the sources beside the crates, so that they
    /// build without anything else of Loadwright.
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

    /// Write nothing; say what the changes mean, then show them as unified diffs.
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
pub(super) struct SchemaArgs {
    /// Where the schemas are.
    ///
    /// Default: `schema/` in the workspace or the working directory.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// Write nothing; exit with 1 and a line for each file that is stale.
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct LineageArgs {
    /// Jobs by name or by the path of their spec, or folders of specs.
    ///
    /// Default: all of `jobs/` in the workspace or the working directory.
    #[arg(value_name = "JOB")]
    pub(super) jobs: Vec<String>,

    /// How it is shown: a table; a Mermaid flowchart, which GitHub and GitLab draw in Markdown; or
    /// OpenLineage datasets (JSON), each with its columnLineage facet.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) format: LineageFormat,

    /// OpenLineage: the namespace of a connection, as `warehouse=postgres://dw.example.com:5432`;
    /// may be repeated.
    ///
    /// Default: `loadwright://CONNECTION`. The compiler knows no hosts.
    #[arg(long = "namespace", value_name = "CONNECTION=URI", value_parser = name_and_value)]
    pub(super) namespaces: Vec<(String, String)>,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("write CONNECTION=URI".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LineageFormat {
    Table,
    Mermaid,
    Openlineage,
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
