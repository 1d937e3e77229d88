//! `bench`: how fast, how much memory, how long to build. Writes nothing but target/, prints Markdown.

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
    /// Rows of the load that is timed
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,

    /// How often each program is timed, in turns
    #[arg(long, default_value_t = 5)]
    pairs: usize,

    /// Loads whose memory is measured, in rows
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000, 5_000_000])]
    sizes: Vec<u64>,

    /// PostgreSQL to PostgreSQL, on a throw-away server: first load, changes, and nothing changed, beside what SQL alone needs
    #[arg(long)]
    postgres: bool,

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
    if args.postgres {
        run(&mut bench.workspace.cargo([
            "build",
            "--release",
            "--locked",
            "--package",
            server::TYPE2.job,
            "--package",
            server::TYPE1.job,
        ]))?;
        println!("{}", machine());
        return server::bench(&bench, args.rows, args.pairs);
    }
    run(&mut bench.workspace.cargo(["build", "--release", "--locked", "--package", JOB, "--package", "plain-load"]))?;
    println!("{}", machine());
    load::speed(&bench, args.rows, args.pairs)?;
    load::memory(&bench, &args.sizes)?;
    build::start(&bench)?;
    if !args.no_build {
        build::one_more(&bench)?;
    }
    Ok(())
}

/// Numbers mean nothing without the machine; a busy one is told by its load.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("unknown CPU", |(_, model)| model);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("{cores} cores, {model}; load average when it began: {}", load.split(' ').next().unwrap_or("unknown"))
}
