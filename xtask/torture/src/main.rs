//! Random jobs, loads and faults on real databases, held against a reference model of what a load
//! means.

mod compile;
mod draw;
mod events;
mod history;
mod judge;
mod look;
mod model;
mod process;
mod spec;
mod stats;
#[cfg(test)]
mod tests;
mod values;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use fastrand::Rng;
use loadwright_cluster::Cluster;

use compile::{Home, Set};
use events::Events;
use history::History;
use spec::Spec;
use stats::Stats;
use world::{DATABASE, World};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Loads random jobs again and again, kills and disturbs them, and holds every table against a
/// reference model
#[derive(Debug, Parser)]
#[command(name = "cargo xtask torture", bin_name = "cargo xtask torture")]
struct Args {
    /// Where jobs, rows and faults come from; the same seed gives the same again
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Where the jobs load from and to
    #[arg(long, value_enum, default_value = "sqlite")]
    target: Target,

    /// How many histories; with --minutes, at most
    #[arg(long)]
    histories: Option<u64>,

    /// For how long
    #[arg(long)]
    minutes: Option<f64>,

    /// Only this history of the seed
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["histories", "minutes"])]
    only: Option<u64>,

    /// Jobs in the set; their seed is --spec-seed
    #[arg(long, default_value_t = 15)]
    specs: usize,

    /// Seed of the set of jobs: a set is built once
    #[arg(long, default_value_t = 1)]
    spec_seed: u64,

    /// Histories at a time
    #[arg(long, default_value_t = 2)]
    jobs: usize,

    /// Where databases are made, below target/torture else; a file system in memory is quick
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// What may happen to a run
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "kill,fault,stop,rivals,terminate,crash,network,disk,clock,source,target"
    )]
    events: Vec<String>,

    /// At most so many events in one load
    #[arg(long, default_value_t = 4)]
    most: usize,

    /// Go on after a history that failed
    #[arg(long)]
    keep_going: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Sqlite,
    Postgres,
}

fn main() -> ExitCode {
    match torture(&Args::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("error: {failed} histories went wrong");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What all histories share.
struct Session<'s> {
    args: &'s Args,
    specs: Vec<Spec>,
    set: Set,
    events: Events,
    stats: Stats,
    folder: PathBuf,
}

fn torture(args: &Args) -> Result<u64> {
    let home = Home {
        root: variable("LOADWRIGHT_ROOT")?.into(),
        xtask: variable("LOADWRIGHT_XTASK")?.into(),
    };
    let specs = draw::specs(args.spec_seed, args.specs);
    let clock = Instant::now();
    let set = home.compile(&format!("set-{}-{}", args.spec_seed, args.specs), &specs)?;
    println!(
        "{} jobs of seed {} are built ({:.0} s)",
        specs.len(),
        args.spec_seed,
        clock.elapsed().as_secs_f64()
    );
    let target = if args.target == Target::Sqlite {
        "sqlite"
    } else {
        "postgres"
    };
    let folder = args
        .folder
        .clone()
        .unwrap_or_else(|| home.root.join("target/torture"))
        .join(format!("{target}-{}", args.seed));
    let may = |wanted: &str| args.events.iter().any(|name| name == wanted);
    let events = Events {
        names: args.events.clone(),
        source_changes: may("source"),
        tampers: may("target"),
        most: args.most.max(1),
    };
    let session = Session {
        args,
        specs,
        set,
        events,
        stats: Stats::default(),
        folder,
    };
    let failed = session.go()?;
    println!(
        "{} s, {target}, seed {}, jobs of seed {}:",
        clock.elapsed().as_secs(),
        args.seed,
        args.spec_seed
    );
    print!("{}", history::counted(&session.stats.all()));
    Ok(failed)
}

fn variable(name: &str) -> Result<std::ffi::OsString> {
    std::env::var_os(name)
        .ok_or_else(|| format!("{name} is not set: run `cargo xtask torture`").into())
}

impl Session<'_> {
    /// Histories one after the other, several at a time. Gives how many went wrong.
    fn go(&self) -> Result<u64> {
        let (next, failed, ends) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        let until = self
            .args
            .minutes
            .map(|minutes| Instant::now() + Duration::from_secs_f64(minutes * 60.0));
        let most = self
            .args
            .histories
            .or(if until.is_some() { None } else { Some(50) });
        let work = || -> Result {
            // A server of its own for each: one that crashes takes nobody else's run with it.
            let cluster = if self.args.target == Target::Postgres {
                Some(server()?)
            } else {
                None
            };
            if self.events.names.iter().any(|name| name == "disk")
                && cluster.as_ref().is_some_and(|cluster| !cluster.has_disk())
            {
                println!("full disks: NOT DRAWN, this process may not mount one for the server");
            }
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let number = match self.args.only {
                    Some(only) if number == 0 => only,
                    Some(_) => return Ok(()),
                    None if most.is_some_and(|most| number >= most)
                        || until.is_some_and(|until| Instant::now() > until) =>
                    {
                        return Ok(());
                    }
                    None => number,
                };
                if ends.load(Ordering::Relaxed) {
                    return Ok(());
                }
                if !self.one(number, cluster.as_ref())? {
                    failed.fetch_add(1, Ordering::Relaxed);
                    ends.fetch_or(!self.args.keep_going, Ordering::Relaxed);
                }
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.args.jobs.max(1))
                .map(|_| scope.spawn(work))
                .collect();
            workers.into_iter().try_for_each(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err("a worker panicked".into()))
            })
        })?;
        Ok(failed.load(Ordering::Relaxed))
    }

    /// One history; says whether all was right.
    fn one(&self, number: u64, cluster: Option<&Cluster>) -> Result<bool> {
        let mut random =
            Rng::with_seed(self.args.seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ number);
        let spec = &self.specs[usize::try_from(number)? % self.specs.len()];
        let folder = self.folder.join(format!("{number:06}"));
        let world = World::new(folder.clone(), cluster, number)?;
        let mut history = History::new(
            spec,
            &self.set,
            &self.stats,
            &self.events,
            world,
            random.fork(),
        );
        let outcome = history.go();
        self.stats.add("histories");
        if self.stats.count("histories").is_multiple_of(100) {
            println!(
                "{} histories, {} processes, {} killed",
                self.stats.count("histories"),
                self.stats.count("processes"),
                self.stats.count("processes killed at work")
            );
        }
        let Err(error) = outcome else {
            history.remove()?;
            return Ok(true);
        };
        let story = format!(
            "history {number} went wrong: {error}\n\n{}\n\nspec and connections: {}\nkept: \
             {}\nagain: {}\n",
            history.log.join("\n"),
            self.set
                .folder
                .join("jobs")
                .join(format!("{}.yaml", spec.name))
                .display(),
            folder.display(),
            self.again(number)
        );
        println!("{story}");
        std::fs::write(folder.join("story.txt"), story)?;
        Ok(false)
    }

    /// The command that does a history again.
    fn again(&self, number: u64) -> String {
        let Args {
            seed,
            spec_seed,
            specs,
            most,
            ..
        } = self.args;
        let target = if self.args.target == Target::Sqlite {
            "sqlite"
        } else {
            "postgres"
        };
        format!(
            "cargo xtask torture --target {target} --seed {seed} --spec-seed {spec_seed} --specs \
             {specs} --most {most} --events {} --only {number}",
            self.args.events.join(",")
        )
    }
}

/// A server's disk: the log's files take most of it.
const DISK_MIB: u32 = 320;

/// A server whose sessions are many, and whose disk need not be safe: what is killed is the
/// process, not the machine.
fn server() -> Result<Cluster> {
    let cluster = Cluster::builder()
        .setting("fsync", "off")
        .setting("max_connections", "100")
        .disk(DISK_MIB)
        .start()?;
    cluster.psql(
        "postgres",
        &format!("CREATE DATABASE {DATABASE} TEMPLATE template0"),
    )?;
    Ok(cluster)
}
