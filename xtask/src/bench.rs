//! `bench`: how fast, how much memory, how long to build. Writes nothing but target/, prints
//! Markdown.

mod build;
mod data;
mod load;
mod measure;
mod server;

use std::fs;
use std::path::PathBuf;

use crate::Result;
use crate::workspace::{Workspace, run};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Rows of the loads that are timed
    ///
    /// Default: 1,500,000 over PostgreSQL (TPC-H's customers at scale factor 10), 1,000,000 from
    /// CSV.
    #[arg(long)]
    rows: Option<u64>,

    /// How often each program is timed, in turns
    #[arg(long, default_value_t = 5)]
    pairs: usize,

    /// Loads whose time and memory are compared, in rows
    ///
    /// Default: 100,000, 1,000,000 and 10,000,000 over PostgreSQL; 100,000, 1,000,000 and 5,000,000
    /// from CSV.
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<u64>,

    /// Only PostgreSQL to PostgreSQL, on a throw-away server: first load, changes, and nothing
    /// changed, beside what SQL alone needs
    #[arg(long, conflicts_with = "sqlite")]
    postgres: bool,

    /// Only CSV to SQLite, beside the plainest program that does it, and what a job's program costs
    /// to build and start
    #[arg(long)]
    sqlite: bool,

    /// Only the loads, not the time to build
    #[arg(long)]
    no_build: bool,
}

const JOB: &str = "bench_customer";

/// What every part needs to know.
struct Bench {
    workspace: Workspace,
    /// Data and databases.
    folder: PathBuf,
}

impl Bench {
    fn program(&self, name: &str) -> PathBuf {
        self.workspace.target.join("release").join(name)
    }
}

pub(crate) fn bench(args: &Args) -> Result {
    let workspace = Workspace::find()?;
    let folder = workspace.target.join("bench");
    fs::create_dir_all(&folder)?;
    let bench = Bench { workspace, folder };
    eprintln!("building in release");
    println!("{}", machine());
    let sizes = |defaults: [u64; 3]| {
        if args.sizes.is_empty() {
            defaults.to_vec()
        } else {
            args.sizes.clone()
        }
    };
    if !args.sqlite {
        println!("\n## PostgreSQL to PostgreSQL\n");
        let jobs = [
            "--package",
            server::TYPE2.job,
            "--package",
            server::TYPE1.job,
        ];
        run(bench
            .workspace
            .cargo(["build", "--release", "--locked"])
            .args(jobs))?;
        server::bench(
            &bench,
            args.rows.unwrap_or(1_500_000),
            args.pairs,
            &sizes([100_000, 1_000_000, 10_000_000]),
        )?;
    }
    if !args.postgres {
        println!("\n## CSV to SQLite\n");
        run(&mut bench.workspace.cargo([
            "build",
            "--release",
            "--locked",
            "--package",
            JOB,
            "--package",
            "plain-load",
        ]))?;
        load::speed(&bench, args.rows.unwrap_or(1_000_000), args.pairs)?;
        load::memory(&bench, &sizes([100_000, 1_000_000, 5_000_000]))?;
        build::start(&bench)?;
        if !args.no_build {
            build::one_more(&bench)?;
        }
    }
    Ok(())
}

/// Numbers mean nothing without the machine; a busy one is told by its load.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown CPU", |(_, model)| model);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "{cores} cores, {model}; load average when it began: {}",
        load.split(' ').next().unwrap_or("unknown")
    )
}
