//! The project's own chores. `generate`, `list` and `explain` are the compiler's own command line.

mod bench;
mod demo;
mod infer;
mod inspect;
mod new;
mod preview;
mod table;
mod test;
mod torture;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a chore gives back. Its errors are read by people only.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const CHORES: [&str; 7] = [
    "demo", "test", "bench", "torture", "new", "infer", "preview",
];

/// Those for people who write specs: what they cannot do is a matter of usage, not of a failing
/// check.
const AUTHORING: [&str; 3] = ["new", "infer", "preview"];

/// The project's own chores.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Generate, build and run the example jobs, into a fresh target/nycflights.db
    Demo,
    /// Check everything that is checked before a change goes in
    Test(test::Args),
    /// Measure speed, memory and build times; prints Markdown
    Bench(bench::Args),
    /// Load random jobs again and again, kill and disturb them, and hold every table against a
    /// reference model
    #[command(disable_help_flag = true)]
    Torture {
        /// What the program is given: `--help` lists it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    New(new::Args),
    Infer(infer::Args),
    Preview(preview::Args),
}

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let first = args
        .first()
        .and_then(|arg| arg.to_str())
        .unwrap_or_default();
    if !CHORES.contains(&first) {
        return compiler(first, args.clone());
    }
    let done = match Cli::parse().chore {
        Chore::Demo => demo::demo().map(|()| ExitCode::SUCCESS),
        Chore::Test(args) => test::test(&args).map(|()| ExitCode::SUCCESS),
        Chore::Bench(args) => bench::bench(&args).map(|()| ExitCode::SUCCESS),
        Chore::Torture { args } => torture::torture(&args),
        Chore::New(args) => new::new(&args),
        Chore::Infer(args) => infer::infer(&args),
        Chore::Preview(args) => preview::preview(&args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if AUTHORING.contains(&first) { 2 } else { 1 })
        }
    }
}

/// The compiler's command line; its help does not know the chores.
fn compiler(first: &str, args: Vec<OsString>) -> ExitCode {
    let code = loadwright_generator::cli::main("cargo xtask", args);
    if ["", "-h", "--help", "help"].contains(&first) {
        println!("\nWith a look at databases and files:");
        println!(
            "  new       Write a first spec for a table or a file, from its columns, types and \
             keys"
        );
        println!(
            "  infer     Compare specs with their sources (--check): drift ends with exit code 4"
        );
        println!(
            "  preview   Show a job's first source rows beside their target rows; touch nothing"
        );
        println!("\nChores of this repository:");
        println!(
            "  demo      Generate, build and run the example jobs, into a fresh \
             target/nycflights.db"
        );
        println!(
            "  test      Check everything that is checked before a change goes in (--quick: only \
             the fast part)"
        );
        println!("  bench     Measure speed, memory and build times; prints Markdown");
        println!(
            "  torture   Load random jobs, kill and disturb them, and hold every table against a \
             reference model"
        );
    }
    code
}
