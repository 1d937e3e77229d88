//! PostgreSQL to PostgreSQL: the jobs, and beside them in the same run what `psql` and SQL alone need for the same.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use loadwright_cluster::Cluster;
use tpchgen::generators::CustomerGenerator;

use super::Bench;
use super::measure::{Needed, best_and_median, needed};
use crate::Result;
use crate::table::thousands;

/// A job and its table.
pub(super) struct Job {
    pub(super) job: &'static str,
    table: &'static str,
}

pub(super) const TYPE2: Job = Job { job: "bench_server", table: "customer_type2" };
pub(super) const TYPE1: Job = Job { job: "bench_server_type1", table: "customer_type1" };

const COLUMNS: &str = "c_custkey, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment";

/// Customers of TPC-H at scale factor 1.
const CUSTOMERS: f64 = 150_000.0;

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

/// Times everything in turns, and prints it.
pub(super) fn bench(bench: &Bench, rows: u64, pairs: usize) -> Result {
    let mut builder = Cluster::builder();
    for (name, value) in SETTINGS {
        builder = builder.setting(name, value);
    }
    let server = Server { bench, cluster: builder.start()?, rows };
    let version = server.cluster.psql("postgres", "SHOW server_version")?;
    println!("PostgreSQL {version}, {}", SETTINGS.map(|(name, value)| format!("{name} = {value}")).join(", "));
    server.fill()?;
    for job in [&TYPE2, &TYPE1] {
        server.first_loads(job, pairs)?;
        server.reruns(job, pairs)?;
    }
    Ok(())
}

impl Server<'_> {
    fn sql(&self, sql: &str) -> Result<String> {
        Ok(self.cluster.psql("bench", sql)?)
    }

    /// The source: TPC-H customers, and the same a night later.
    fn fill(&self) -> Result {
        eprintln!("filling the source");
        self.cluster.psql("postgres", "CREATE DATABASE bench")?;
        let columns = "c_custkey bigint PRIMARY KEY, c_name text, c_address text, c_nationkey integer, c_phone text, c_acctbal numeric(15,2), \
                       c_mktsegment text, c_comment text";
        self.sql(&format!("CREATE SCHEMA source; CREATE SCHEMA dw; CREATE TABLE source.customer ({columns})"))?;
        let mut psql = self.psql("COPY source.customer FROM STDIN (DELIMITER '|')").stdin(Stdio::piped()).spawn()?;
        let mut input = std::io::BufWriter::new(psql.stdin.take().ok_or("psql takes no input")?);
        for customer in CustomerGenerator::new(self.rows as f64 / CUSTOMERS, 1, 1).iter() {
            let line = customer.to_string();
            writeln!(input, "{}", line.trim_end_matches('|'))?;
        }
        drop(input);
        if !psql.wait()?.success() {
            return Err("psql could not fill the source".into());
        }
        self.sql("CREATE TABLE source.before (LIKE source.customer INCLUDING ALL); INSERT INTO source.before TABLE source.customer")?;
        // One address in a hundred, one balance in a hundred, one customer in two hundred gone, as many new.
        self.sql(
            "CREATE TABLE source.after (LIKE source.customer INCLUDING ALL);
             INSERT INTO source.after SELECT c_custkey, c_name, CASE WHEN c_custkey % 100 = 7 THEN c_address || '!' ELSE c_address END, c_nationkey,
               c_phone, CASE WHEN c_custkey % 100 = 13 THEN c_acctbal + 1 ELSE c_acctbal END, c_mktsegment, c_comment
             FROM source.before WHERE c_custkey % 200 <> 1;
             INSERT INTO source.after SELECT c_custkey + 1000000000, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment
             FROM source.before WHERE c_custkey % 200 = 1",
        )?;
        self.sql("VACUUM ANALYZE")?;
        Ok(())
    }

    fn psql(&self, sql: &str) -> Command {
        let mut command = Command::new(self.cluster.programs().join("psql"));
        command
            .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname"])
            .arg(self.cluster.url("bench"))
            .args(["--command", sql]);
        command
    }

    /// The source as it is on that night.
    fn source_is(&self, which: &str) -> Result {
        self.sql(&format!("BEGIN; TRUNCATE source.customer; INSERT INTO source.customer TABLE source.{which}; COMMIT"))?;
        self.sql("VACUUM ANALYZE source.customer")?;
        Ok(())
    }

    fn run(&self, job: &Job, workers: u64) -> Result<Needed> {
        let program: PathBuf = self.bench.program(job.job);
        let mut command = Command::new(program);
        command.args(["run", "--quiet", "--connections", "jobs/bench/connections.yaml", "--min-rows-for-parallel", "1"]);
        command.args([format!("--enable-parallel={}", workers > 1), format!("--max-workers={workers}")]);
        command.env("BENCH_SERVER", self.cluster.url("bench")).env_remove("LOADWRIGHT_ENV");
        needed(command.current_dir(&self.bench.workspace.root))
    }

    /// The rows as the job makes them, of the source's state.
    fn made(&self, job: &Job) -> String {
        let hash = "decode(repeat('00', 25), 'hex')";
        match job.table {
            "customer_type2" => format!("{COLUMNS}, '1900-01-01'::timestamptz, '9999-12-31'::timestamptz, true, {hash}, 0::bigint"),
            _ => format!("{COLUMNS}, {hash}, 0::bigint"),
        }
    }

    fn columns(&self, job: &Job) -> String {
        match job.table {
            "customer_type2" => format!("{COLUMNS}, valid_from, valid_to, is_current, row_hash, load_id"),
            _ => format!("{COLUMNS}, row_hash, load_id"),
        }
    }

    /// `COPY out | COPY in`, binary, into the same table with its indexes in place.
    fn pipe(&self, job: &Job) -> Result<f64> {
        let clock = Instant::now();
        let mut out = self
            .psql(&format!("COPY (SELECT {} FROM source.customer) TO STDOUT (FORMAT binary)", self.made(job)))
            .stdout(Stdio::piped())
            .spawn()?;
        let rows = out.stdout.take().ok_or("psql gives nothing")?;
        let status = self.psql(&format!("COPY dw.pipe ({}) FROM STDIN (FORMAT binary)", self.columns(job))).stdin(rows).status()?;
        if !status.success() || !out.wait()?.success() {
            return Err("the pipe broke".into());
        }
        Ok(clock.elapsed().as_secs_f64())
    }

    fn first_loads(&self, job: &Job, pairs: usize) -> Result {
        self.source_is("before")?;
        let table = format!("dw.{}", job.table);
        let (mut one, mut two, mut pipe) = (Vec::new(), Vec::new(), Vec::new());
        for pair in 1..=pairs {
            eprintln!("{}: first load, pair {pair} of {pairs}", job.table);
            for (workers, times) in [(1, &mut one), (2, &mut two)] {
                self.sql(&format!("DROP TABLE IF EXISTS {table}; CHECKPOINT"))?;
                times.push(self.run(job, workers)?);
            }
            self.sql(&format!("DROP TABLE IF EXISTS dw.pipe; CREATE TABLE dw.pipe (LIKE {table} INCLUDING ALL)"))?;
            self.sql("CHECKPOINT")?;
            pipe.push(self.pipe(job)?);
            let differing =
                self.sql(&format!("SELECT count(*) FROM (SELECT {COLUMNS} FROM {table} EXCEPT SELECT {COLUMNS} FROM dw.pipe) d"))?;
            if differing != "0" {
                return Err(format!("{differing} rows differ from the pipe's").into());
            }
        }
        self.sql("DROP TABLE dw.pipe")?;
        println!("\n### First load of {} rows into {}\n", thousands(self.rows), job.table);
        self.table(&[("1 worker", &one), ("2 workers", &two)], "`COPY out \\| COPY in` by psql, indexes in place", &pipe);
        Ok(())
    }

    /// The same by SQL in the server: compares columns, and merges.
    fn merge(&self, job: &Job) -> Result<f64> {
        let compared = COLUMNS.split(", ").skip(1);
        let (t, s): (Vec<String>, Vec<String>) = compared.map(|name| (format!("t.{name}"), format!("s.{name}"))).unzip();
        let (t, s) = (t.join(", "), s.join(", "));
        let sql = match job.table {
            "customer_type2" => format!(
                "BEGIN;
                 CREATE TEMP TABLE changed ON COMMIT DROP AS
                   SELECT s.*, t.c_custkey IS NOT NULL AS known FROM source.customer s
                   LEFT JOIN dw.merged t ON t.c_custkey = s.c_custkey AND t.is_current = true
                   WHERE t.c_custkey IS NULL OR ({t}) IS DISTINCT FROM ({s});
                 UPDATE dw.merged t SET valid_to = now(), is_current = false FROM changed c WHERE t.c_custkey = c.c_custkey AND t.is_current = true;
                 UPDATE dw.merged t SET valid_to = now(), is_current = false WHERE t.is_current = true
                   AND NOT EXISTS (SELECT 1 FROM source.customer s WHERE s.c_custkey = t.c_custkey);
                 INSERT INTO dw.merged ({COLUMNS}, valid_from, valid_to, is_current)
                   SELECT {COLUMNS}, CASE WHEN known THEN now() ELSE '1900-01-01' END, '9999-12-31', true FROM changed;
                 COMMIT"
            ),
            _ => format!(
                "BEGIN;
                 INSERT INTO dw.merged AS t ({COLUMNS}) SELECT {COLUMNS} FROM source.customer s
                   ON CONFLICT (c_custkey) DO UPDATE SET (c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment) =
                   (excluded.c_name, excluded.c_address, excluded.c_nationkey, excluded.c_phone, excluded.c_acctbal, excluded.c_mktsegment,
                    excluded.c_comment) WHERE ({t}) IS DISTINCT FROM ({});
                 DELETE FROM dw.merged t WHERE NOT EXISTS (SELECT 1 FROM source.customer s WHERE s.c_custkey = t.c_custkey);
                 COMMIT",
                s.replace("s.", "excluded.")
            ),
        };
        let clock = Instant::now();
        let status = self.psql(&sql).status()?;
        if status.success() { Ok(clock.elapsed().as_secs_f64()) } else { Err("the merge failed".into()) }
    }

    /// A table as it was after the first load.
    fn restore(&self, table: &str) -> Result {
        self.sql(&format!("TRUNCATE {table}; INSERT INTO {table} TABLE dw.loaded"))?;
        self.sql(&format!("SELECT setval(pg_get_serial_sequence('{table}', 'customer_sk'), max(customer_sk)) FROM {table}"))?;
        self.sql(&format!("VACUUM ANALYZE {table}"))?;
        Ok(())
    }

    fn reruns(&self, job: &Job, pairs: usize) -> Result {
        let table = format!("dw.{}", job.table);
        self.sql(&format!(
            "DROP TABLE IF EXISTS dw.loaded, dw.merged; CREATE TABLE dw.loaded AS TABLE {table}; CREATE TABLE dw.merged (LIKE {table} INCLUDING ALL)"
        ))?;
        for (which, title) in [("after", "Changes of one night"), ("before", "Nothing changed")] {
            self.source_is(which)?;
            let (mut one, mut two, mut merge) = (Vec::new(), Vec::new(), Vec::new());
            for pair in 1..=pairs {
                eprintln!("{}: {title}, pair {pair} of {pairs}", job.table);
                for (workers, times) in [(1, &mut one), (2, &mut two)] {
                    self.restore(&table)?;
                    self.sql("CHECKPOINT")?;
                    times.push(self.run(job, workers)?);
                }
                self.restore("dw.merged")?;
                self.sql("CHECKPOINT")?;
                merge.push(self.merge(job)?);
                let differing = self
                    .sql(&format!("SELECT count(*) FROM (SELECT {COLUMNS} FROM {table} EXCEPT ALL SELECT {COLUMNS} FROM dw.merged) d"))?;
                if differing != "0" {
                    return Err(format!("{differing} rows differ from the merge's").into());
                }
            }
            println!("\n### {title}, {} rows, {}\n", thousands(self.rows), job.table);
            self.table(&[("1 worker", &one), ("2 workers", &two)], "SQL merge in the server", &merge);
        }
        Ok(())
    }

    fn table(&self, ours: &[(&str, &Vec<Needed>)], floor: &str, theirs: &[f64]) {
        let (floor_best, floor_median) = best_and_median(theirs.to_vec());
        println!("| | best s | median s | rows/s (best) | client CPU s | peak MB | best to best |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        println!("| {floor} | {floor_best:.2} | {floor_median:.2} | {} | | | |", thousands((self.rows as f64 / floor_best) as u64));
        for (what, times) in ours {
            let (best, median) = best_and_median(times.iter().map(|needed| needed.seconds).collect());
            let cpu = best_and_median(times.iter().map(|needed| needed.cpu_seconds).collect()).0;
            let peak = times.iter().map(|needed| needed.peak_bytes).max().unwrap_or(0) as f64 / 1e6;
            let speed = thousands((self.rows as f64 / best) as u64);
            println!("| {what} | {best:.2} | {median:.2} | {speed} | {cpu:.2} | {peak:.0} | {:.2} |", best / floor_best);
        }
    }
}
