//! The loads: speed against the plainest program, and memory over sizes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;

use super::measure::{Needed, best_and_median, needed};
use super::{Bench, JOB, data};
use crate::Result;
use crate::table::thousands;

const COLUMNS: &str = "customer_id, first_name, last_name, email, street, city, postal_code, \
                       country, birth_date, balance, valid_from, valid_to, is_current, \
                       length(row_hash)";

/// Times first load, unchanged re-run and the yardstick, in turns.
pub(super) fn speed(bench: &Bench, rows: u64, pairs: usize) -> Result {
    let csv = data::csv(bench, rows)?;
    let (ours, theirs) = (
        bench.folder.join("bench_customer.db"),
        bench.folder.join("plain.db"),
    );
    let (mut plain, mut first, mut again, mut parallel) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 1..=pairs {
        eprintln!("pair {pair} of {pairs}");
        remove(&ours)?;
        first.push(load(bench, &ours, rows, 1)?);
        again.push(load(bench, &ours, rows, 1)?);
        remove(&theirs)?;
        plain.push(needed(
            Command::new(bench.program("plain-load"))
                .arg(&csv)
                .arg(&theirs),
        )?);
        if pair == 1 {
            same_rows(&ours, &theirs, rows)?;
        }
        remove(&ours)?;
        parallel.push(load(bench, &ours, rows, 2)?);
    }
    println!(
        "\n### {} rows, CSV into SQLite, ten columns, type 2, release\n",
        thousands(rows)
    );
    println!("| | best s | median s | rows/s (best) | CPU s (best) | peak MB |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let lines = [
        ("plainest program", &plain),
        ("first load, 1 worker", &first),
        ("first load, 2 workers", &parallel),
        ("re-run, nothing changed", &again),
    ];
    for (what, times) in lines {
        let (best, median) = seconds(times);
        let cpu = best_and_median(times.iter().map(|needed| needed.cpu_seconds).collect()).0;
        let peak = times
            .iter()
            .map(|needed| needed.peak_bytes)
            .max()
            .unwrap_or(0);
        println!(
            "| {what} | {best:.2} | {median:.2} | {} | {cpu:.2} | {} |",
            thousands((rows as f64 / best) as u64),
            megabytes(peak)
        );
    }
    let ((plain_best, plain_median), plain_cpu) = (seconds(&plain), cpu(&plain));
    for (what, times) in [("1 worker", &first), ("2 workers", &parallel)] {
        let ((best, median), cpu) = (seconds(times), cpu(times));
        println!(
            "\nFirst load with {what} against the plainest program: {:.2} × best over best, {:.2} \
             × median over median, {:.2} × CPU.",
            best / plain_best,
            median / plain_median,
            cpu / plain_cpu
        );
    }
    Ok(())
}

/// The largest resident set of first loads and re-runs over sizes.
pub(super) fn memory(bench: &Bench, sizes: &[u64]) -> Result {
    println!("\n### Peak memory, MB\n");
    println!(
        "| rows | first load, 1 worker | first load, 2 workers | re-run, 1 worker | re-run, 2 \
         workers |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for &rows in sizes {
        eprintln!("memory of {rows} rows");
        let csv = data::csv(bench, rows)?;
        let database = bench.folder.join("bench_customer.db");
        let mut peaks = [String::new(), String::new(), String::new(), String::new()];
        for (place, workers) in [(0, 1), (1, 2)] {
            remove(&database)?;
            peaks[place] = megabytes(load(bench, &database, rows, workers)?.peak_bytes);
            peaks[place + 2] = megabytes(load(bench, &database, rows, workers)?.peak_bytes);
        }
        println!("| {} | {} |", thousands(rows), peaks.join(" | "));
        remove(&database)?;
        if rows > 1_000_000 {
            fs::remove_file(csv)?;
        }
    }
    Ok(())
}

/// One run of the job.
fn load(bench: &Bench, database: &Path, rows: u64, workers: u64) -> Result<Needed> {
    let mut command = Command::new(bench.program(JOB));
    command.args([
        "run",
        "--quiet",
        "--connections",
        "jobs/bench/connections.yaml",
        "--min-rows-for-parallel",
        "1",
    ]);
    command.args([
        "--enable-parallel=true",
        &format!("--max-workers={workers}"),
        &format!("--param=rows={rows}"),
    ]);
    command
        .env("BENCH_DATA", &bench.folder)
        .env("BENCH_URL", format!("sqlite:{}", database.display()))
        .env_remove("LOADWRIGHT_ENV");
    for variable in [
        "MAPPER_PARALLEL_ENABLED",
        "MAPPER_MAX_WORKERS",
        "MAPPER_CHUNK_SIZE",
        "MAPPER_MIN_ROWS_FOR_PARALLEL",
    ] {
        command.env_remove(variable);
    }
    needed(command.current_dir(&bench.workspace.root))
}

/// The yardstick must have done the same: equal rows but for the hash's value, and the same
/// indexes.
fn same_rows(ours: &Path, theirs: &Path, rows: u64) -> Result {
    let database = Connection::open(ours)?;
    database.execute("ATTACH ? AS plain", [theirs.to_string_lossy()])?;
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, u64>(0));
    let (one, other) = (
        count("SELECT count(*) FROM main.bench_customer")?,
        count("SELECT count(*) FROM plain.bench_customer")?,
    );
    let differing = count(&format!(
        "SELECT count(*) FROM (SELECT {COLUMNS} FROM main.bench_customer EXCEPT SELECT {COLUMNS} \
         FROM plain.bench_customer)"
    ))?;
    let indexes = "SELECT group_concat(sql) FROM (SELECT sql FROM {}.sqlite_master WHERE tbl_name \
                   = 'bench_customer' ORDER BY name)";
    let schema = |of: &str| {
        database
            .query_row(&indexes.replace("{}", of), [], |row| {
                row.get::<_, String>(0)
            })
            .map(|sql| sql.replace('"', ""))
    };
    if (one, other, differing) != (rows, rows, 0) || schema("main")? != schema("plain")? {
        return Err(format!(
            "the two programs did not load the same: {one} and {other} rows, {differing} differ"
        )
        .into());
    }
    Ok(())
}

/// Removes a database with its companions.
fn remove(database: &Path) -> Result {
    let Some(name) = database.file_name().and_then(|name| name.to_str()) else {
        return Ok(());
    };
    let found: Vec<PathBuf> = fs::read_dir(database.parent().unwrap_or(Path::new(".")))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    for path in found {
        if path
            .file_name()
            .and_then(|found| found.to_str())
            .is_some_and(|found| found.starts_with(name))
        {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn seconds(times: &[Needed]) -> (f64, f64) {
    best_and_median(times.iter().map(|needed| needed.seconds).collect())
}

fn cpu(times: &[Needed]) -> f64 {
    best_and_median(times.iter().map(|needed| needed.cpu_seconds).collect()).0
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e6)
}
