//! PostgreSQL to PostgreSQL: the jobs, and beside them in the same run what `psql` and SQL alone
//! need for the same.

mod floors;
mod source;

use std::path::PathBuf;
use std::process::Command;

use loadwright_cluster::Cluster;

use super::Bench;
use super::measure::{Needed, best_and_median, needed, with_children};
use crate::Result;
use crate::table::thousands;
use floors::Merge;

/// A job and its table.
pub(super) struct Job {
    pub(super) job: &'static str,
    table: &'static str,
}

impl Job {
    fn is_type2(&self) -> bool {
        self.job == TYPE2.job
    }
}

pub(super) const TYPE2: Job = Job {
    job: "bench_server",
    table: "customer_type2",
};
pub(super) const TYPE1: Job = Job {
    job: "bench_server_type1",
    table: "customer_type1",
};

const COLUMNS: &str =
    "c_custkey, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment";

/// A server with room, as a warehouse's has; the same for both sides. Commits are durable.
const SETTINGS: [(&str, &str); 6] = [
    ("shared_buffers", "2GB"),
    ("max_wal_size", "16GB"),
    ("checkpoint_timeout", "30min"),
    ("maintenance_work_mem", "256MB"),
    ("work_mem", "64MB"),
    ("max_connections", "50"),
];

struct Server<'b> {
    bench: &'b Bench,
    cluster: Cluster,
    rows: u64,
}

/// What something needed, on both sides.
#[derive(Debug, Clone, Copy)]
struct Cost {
    client: Needed,
    /// User and system time of all of the server's processes.
    server_cpu_seconds: f64,
}

/// One line of a table.
struct Line<'l> {
    what: &'l str,
    costs: Vec<Cost>,
}

impl<'l> Line<'l> {
    fn of(what: &'l str) -> Line<'l> {
        Line {
            what,
            costs: Vec::new(),
        }
    }

    fn best(&self) -> f64 {
        best_and_median(self.costs.iter().map(|cost| cost.client.seconds).collect()).0
    }
}

/// Times everything in turns, and prints it.
pub(super) fn bench(bench: &Bench, rows: u64, pairs: usize, sizes: &[u64]) -> Result {
    let mut builder = Cluster::builder();
    for (name, value) in SETTINGS {
        builder = builder.setting(name, value);
    }
    let server = Server {
        bench,
        cluster: builder.start()?,
        rows,
    };
    let version = server.cluster.psql("postgres", "SHOW server_version")?;
    println!(
        "PostgreSQL {version}, {}",
        SETTINGS
            .map(|(name, value)| format!("{name} = {value}"))
            .join(", ")
    );
    server.fill(sizes.iter().copied().max().unwrap_or(0).max(rows))?;
    for job in [&TYPE2, &TYPE1] {
        server.first_loads(job, pairs)?;
        server.keep(job)?;
        server.changes(job, pairs)?;
        server.nothing_changed(job, pairs)?;
    }
    server.sizes(&TYPE2, sizes)
}

impl Server<'_> {
    fn sql(&self, sql: &str) -> Result<String> {
        Ok(self.cluster.psql("bench", sql)?)
    }

    fn psql(&self, sql: &str) -> Command {
        let mut command = Command::new(self.cluster.programs().join("psql"));
        command
            .args([
                "--no-psqlrc",
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--dbname",
            ])
            .arg(self.cluster.url("bench"))
            .args(["--command", sql]);
        command
    }

    /// What `work` costs: it tells what its client needed, the server's processes tell the rest.
    fn cost(&self, work: impl FnOnce() -> Result<Needed>) -> Result<Cost> {
        self.sql("CHECKPOINT")?;
        let postmaster = self.cluster.pid()?;
        let before = with_children(postmaster)?;
        let client = work()?;
        Ok(Cost {
            client,
            server_cpu_seconds: with_children(postmaster)? - before,
        })
    }

    fn run(&self, job: &Job, workers: u64) -> Result<Cost> {
        let program: PathBuf = self.bench.program(job.job);
        let mut command = Command::new(program);
        command.args([
            "run",
            "--quiet",
            "--connections",
            "jobs/bench/connections.yaml",
            "--min-rows-for-parallel",
            "1",
        ]);
        command.args([
            format!("--enable-parallel={}", workers > 1),
            format!("--max-workers={workers}"),
        ]);
        command
            .env("BENCH_SERVER", self.cluster.url("bench"))
            .env_remove("LOADWRIGHT_ENV");
        self.cost(|| needed(command.current_dir(&self.bench.workspace.root)))
    }

    fn first_loads(&self, job: &Job, pairs: usize) -> Result {
        self.source_is("before")?;
        let table = format!("dw.{}", job.table);
        let mut pipe = Line::of("`COPY out \\| COPY in` by psql, indexes in place");
        let (mut one, mut two) = (Line::of("1 worker"), Line::of("2 workers"));
        for pair in 1..=pairs {
            eprintln!("{}: first load, pair {pair} of {pairs}", job.table);
            for (workers, line) in [(1, &mut one), (2, &mut two)] {
                self.sql(&format!("DROP TABLE IF EXISTS {table}"))?;
                line.costs.push(self.run(job, workers)?);
            }
            self.sql(&format!(
                "DROP TABLE IF EXISTS dw.pipe; CREATE TABLE dw.pipe (LIKE {table} INCLUDING ALL)"
            ))?;
            pipe.costs.push(self.pipe(job)?);
        }
        self.must_be_equal(&table, "dw.pipe")?;
        self.sql("DROP TABLE dw.pipe")?;
        self.print(
            &format!(
                "First load of {} rows into {}",
                thousands(self.rows),
                job.table
            ),
            &[pipe],
            &[one, two],
        );
        Ok(())
    }

    /// The night's changes: each time from the table as the first load left it.
    fn changes(&self, job: &Job, pairs: usize) -> Result {
        self.source_is("after")?;
        let table = format!("dw.{}", job.table);
        let mut merges = Merge::ALL.map(|merge| (merge, Line::of(merge.title())));
        let (mut one, mut two) = (Line::of("1 worker"), Line::of("2 workers"));
        for pair in 1..=pairs {
            eprintln!("{}: changes, pair {pair} of {pairs}", job.table);
            for (workers, line) in [(1, &mut one), (2, &mut two)] {
                self.restore(&table)?;
                line.costs.push(self.run(job, workers)?);
            }
            for (merge, line) in &mut merges {
                self.restore("dw.merged")?;
                line.costs.push(self.merge(job, *merge)?);
                if pair == 1 {
                    self.must_be_equal(&table, "dw.merged")?;
                }
            }
        }
        let merges = merges.map(|(_, line)| line);
        self.print(
            &format!(
                "Changes of one night, {} rows, {}",
                thousands(self.rows),
                job.table
            ),
            &merges,
            &[one, two],
        );
        Ok(())
    }

    /// The same source again: nothing is written, so the table stays as it is.
    fn nothing_changed(&self, job: &Job, pairs: usize) -> Result {
        self.source_is("before")?;
        let table = format!("dw.{}", job.table);
        self.restore(&table)?;
        self.restore("dw.merged")?;
        let mut merges = Merge::ALL.map(|merge| (merge, Line::of(merge.title())));
        let mut floor = Line::of("`COPY out` of the source, then of (key, hash), by psql");
        let (mut one, mut two) = (Line::of("1 worker"), Line::of("2 workers"));
        for pair in 1..=pairs {
            eprintln!("{}: nothing changed, pair {pair} of {pairs}", job.table);
            one.costs.push(self.run(job, 1)?);
            two.costs.push(self.run(job, 2)?);
            for (merge, line) in &mut merges {
                line.costs.push(self.merge(job, *merge)?);
            }
            floor.costs.push(self.copies(job)?);
        }
        self.must_be_equal(&table, "dw.merged")?;
        let floors: Vec<Line<'_>> = merges
            .into_iter()
            .map(|(_, line)| line)
            .chain([floor])
            .collect();
        self.print(
            &format!(
                "Nothing changed, {} rows, {}",
                thousands(self.rows),
                job.table
            ),
            &floors,
            &[one, two],
        );
        Ok(())
    }

    /// Loads of other sizes: time is linear, memory is flat.
    fn sizes(&self, job: &Job, sizes: &[u64]) -> Result {
        println!("\n### Sizes, {}, 2 workers\n", job.table);
        println!(
            "| rows | first load s | rows/s | peak MB | again, nothing changed s | rows/s | peak \
             MB |"
        );
        println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for rows in sizes {
            eprintln!("{}: {rows} rows", job.table);
            self.source_has(*rows)?;
            self.sql(&format!("DROP TABLE IF EXISTS dw.{}", job.table))?;
            let first = self.run(job, 2)?.client;
            self.sql(&format!("VACUUM ANALYZE dw.{}", job.table))?;
            let again = self.run(job, 2)?.client;
            let half = |needed: Needed| {
                let speed = thousands((*rows as f64 / needed.seconds) as u64);
                format!(
                    "{:.2} | {speed} | {:.0}",
                    needed.seconds,
                    needed.peak_bytes as f64 / 1e6
                )
            };
            println!(
                "| {} | {} | {} |",
                thousands(*rows),
                half(first),
                half(again)
            );
        }
        Ok(())
    }

    /// Keeps what the first load left, to begin from it again.
    fn keep(&self, job: &Job) -> Result {
        let table = format!("dw.{}", job.table);
        self.sql(&format!(
            "DROP TABLE IF EXISTS dw.loaded, dw.merged; CREATE TABLE dw.loaded AS TABLE {table}; \
             CREATE TABLE dw.merged (LIKE {table} INCLUDING ALL)"
        ))?;
        Ok(())
    }

    /// A table as it was after the first load.
    fn restore(&self, table: &str) -> Result {
        self.sql(&format!(
            "TRUNCATE {table}; INSERT INTO {table} TABLE dw.loaded"
        ))?;
        self.sql(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'customer_sk'), max(customer_sk)) \
             FROM {table}"
        ))?;
        self.sql(&format!("VACUUM ANALYZE {table}"))?;
        Ok(())
    }

    fn must_be_equal(&self, one: &str, other: &str) -> Result {
        let differing = self.sql(&format!(
            "SELECT count(*) FROM (SELECT {COLUMNS} FROM {one} EXCEPT ALL SELECT {COLUMNS} FROM \
             {other}) d, (SELECT 1) e"
        ))?;
        let counts = self.sql(&format!(
            "SELECT (SELECT count(*) FROM {one}) = (SELECT count(*) FROM {other})"
        ))?;
        if differing != "0" || counts != "t" {
            return Err(format!(
                "{differing} rows of {one} are not in {other}, or their numbers differ"
            )
            .into());
        }
        Ok(())
    }

    fn print(&self, title: &str, floors: &[Line<'_>], ours: &[Line<'_>]) {
        println!("\n### {title}\n");
        println!(
            "| | best s | median s | rows/s (best) | client CPU s (median) | server CPU s \
             (median) | peak MB | {} |",
            (1..=floors.len())
                .map(|n| format!("to {n}"))
                .collect::<Vec<_>>()
                .join(" | ")
        );
        println!(
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | {} |",
            vec!["---:"; floors.len()].join(" | ")
        );
        let numbered: Vec<String> = (1..)
            .zip(floors)
            .map(|(n, line)| format!("{n}. {}", line.what))
            .collect();
        for (what, line) in numbered
            .iter()
            .map(String::as_str)
            .zip(floors)
            .chain(ours.iter().map(|line| (line.what, line)))
        {
            let of =
                |take: fn(&Cost) -> f64| best_and_median(line.costs.iter().map(take).collect());
            let (best, median) = of(|cost| cost.client.seconds);
            let peak = line
                .costs
                .iter()
                .map(|cost| cost.client.peak_bytes)
                .max()
                .unwrap_or(0) as f64
                / 1e6;
            let ratios: Vec<String> = floors
                .iter()
                .map(|floor| format!("{:.2}", best / floor.best()))
                .collect();
            // Of psql only the time is measured. Processor time is the middle one: a session that
            // ends while it is read is counted twice or not.
            let client = if peak > 0.0 {
                format!("{:.2}", of(|cost| cost.client.cpu_seconds).1)
            } else {
                String::new()
            };
            let peak = if peak > 0.0 {
                format!("{peak:.0}")
            } else {
                String::new()
            };
            println!(
                "| {what} | {best:.2} | {median:.2} | {} | {client} | {:.2} | {peak} | {} |",
                thousands((self.rows as f64 / best) as u64),
                of(|cost| cost.server_cpu_seconds).1,
                ratios.join(" | ")
            );
        }
    }
}
