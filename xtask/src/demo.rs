//! `demo`: from specs to a loaded warehouse, and what can be seen there.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};

use crate::Result;
use crate::table::{print, thousands};
use crate::workspace::{Workspace, output, run};

const CONNECTIONS: &str = "jobs/nycflights/connections.yaml";
const DATABASE: &str = "target/nycflights.db";

/// Each job with what it is run with, and what that shows.
const RUNS: [(&str, &[&str], &str); 8] = [
    ("dim_airline", &[], "16 carriers"),
    ("dim_plane", &[], "planes by tail number"),
    (
        "dim_airport",
        &["--effective-at", "2013-01-01"],
        "the airports of 2013",
    ),
    (
        "dim_airport",
        &["--param", "snapshot=2026"],
        "those of 2026: new versions, and airports that are gone",
    ),
    ("fact_weather", &[], "a year of hourly weather"),
    ("fact_flight", &[], "the flights of January"),
    ("fact_flight", &[], "again: nothing is loaded twice"),
    (
        "dim_airport",
        &["--param", "snapshot=2026"],
        "again: nothing has changed",
    ),
];

/// An airport that was renamed and measured anew between the two snapshots, and one that is gone.
const SHOWN: [&str; 2] = ["LAS", "CGX"];

pub(crate) fn demo() -> Result {
    let clock = Instant::now();
    let workspace = Workspace::find()?;
    println!("Generating crates from the specs in jobs/nycflights");
    run(&mut workspace.xtask(["generate", "jobs/nycflights"]))?;
    println!("\nBuilding the jobs");
    run(&mut workspace.cargo(build_args()))?;
    println!("\nLoading {DATABASE}");
    remove_database(&workspace.root.join(DATABASE))?;
    for (job, args, what) in RUNS {
        load(&workspace, job, args, what)?;
    }
    let database = Connection::open_with_flags(
        workspace.root.join(DATABASE),
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?;
    println!("\nThe runs, from the job log (lw_run)");
    show_runs(&database)?;
    println!("\nThe history of two airports, from dim_airport");
    show_airports(&database)?;
    show_next(&workspace);
    println!("\nAll in {:.1} s.", clock.elapsed().as_secs_f64());
    Ok(())
}

fn build_args() -> Vec<&'static str> {
    let mut args = vec!["build"];
    let mut jobs: Vec<&str> = RUNS.iter().map(|(job, ..)| *job).collect();
    jobs.sort_unstable();
    jobs.dedup();
    for job in jobs {
        args.extend(["--package", job]);
    }
    args
}

/// Removes the last demo's database with its companions, so that every demo tells the same story.
fn remove_database(database: &Path) -> Result {
    let (Some(folder), Some(name)) = (
        database.parent(),
        database.file_name().and_then(|name| name.to_str()),
    ) else {
        return Ok(());
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(fs::create_dir_all(folder)?);
        }
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry
            .file_name()
            .to_str()
            .is_some_and(|found| found.starts_with(name))
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn load(workspace: &Workspace, job: &str, args: &[&str], what: &str) -> Result {
    let mut command = Command::new(workspace.target.join("debug").join(job));
    command
        .arg("run")
        .args(args)
        .args(["--quiet", "--connections", CONNECTIONS])
        .current_dir(&workspace.root);
    // The demo shows the example as it is, not as the caller's own environment would have it.
    for variable in [
        "WAREHOUSE_URL",
        "NYC_DATA",
        "LOADWRIGHT_ENV",
        "LOADWRIGHT_CONNECTIONS",
    ] {
        command.env_remove(variable);
    }
    println!("  {:<42} {what}", format!("{job} run {}", args.join(" ")));
    output(&mut command)?;
    Ok(())
}

fn show_runs(database: &Connection) -> Result {
    let mut query = database.prepare(
        "SELECT run_id, job, status, rows_read, inserted, versioned, updated, closed, unchanged, \
         rejected, printf('%.2f', (julianday(finished_at) - julianday(started_at)) * 86400) FROM \
         lw_run ORDER BY run_id",
    )?;
    let titles = [
        "run",
        "job",
        "status",
        "read",
        "inserted",
        "versioned",
        "updated",
        "closed",
        "unchanged",
        "rejected",
        "seconds",
    ];
    let mut rows = vec![titles.map(str::to_owned)];
    let found = query.query_map([], |row| {
        let count = |column: usize| row.get::<_, u64>(column).map(thousands);
        Ok([
            count(0)?,
            row.get(1)?,
            row.get(2)?,
            count(3)?,
            count(4)?,
            count(5)?,
            count(6)?,
            count(7)?,
            count(8)?,
            count(9)?,
            row.get(10)?,
        ])
    })?;
    for row in found {
        rows.push(row?);
    }
    print(
        &rows,
        [
            true, false, false, true, true, true, true, true, true, true, true,
        ],
    );
    let file = "SELECT name, run_id FROM lw_file WHERE run_id IN (SELECT run_id FROM lw_run WHERE \
                job = 'fact_flight')";
    let (name, run): (String, i64) =
        database.query_row(file, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    println!(
        "  {name} was loaded by run {run}, so run {} passed it over.",
        run + 1
    );
    Ok(())
}

fn show_airports(database: &Connection) -> Result {
    let mut query = database.prepare(
        "SELECT airport_sk, airport_code, airport_name, altitude_ft, substr(valid_from, 1, 10), \
         substr(valid_to, 1, 10), CASE is_current WHEN 1 THEN 'yes' ELSE 'no' END, load_id FROM \
         dim_airport WHERE airport_code IN (?1, ?2) ORDER BY airport_code DESC, valid_from",
    )?;
    let titles = [
        "airport_sk",
        "code",
        "airport_name",
        "altitude_ft",
        "valid_from",
        "valid_to",
        "current",
        "load_id",
    ];
    let mut rows = vec![titles.map(str::to_owned)];
    let found = query.query_map(SHOWN, |row| {
        let number = |column: usize| row.get::<_, i64>(column).map(|number| number.to_string());
        Ok([
            number(0)?,
            row.get(1)?,
            row.get(2)?,
            number(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            number(7)?,
        ])
    })?;
    for row in found {
        rows.push(row?);
    }
    print(&rows, [true, false, false, true, false, false, false, true]);
    println!(
        "  LAS: the name is a type 2 column, so its change made a version; the altitude is type \
         1: 2,141 before, overwritten."
    );
    println!(
        "  CGX: no longer in the source of a full load, so its version ended (on_source_delete: \
         close)."
    );
    Ok(())
}

fn show_next(workspace: &Workspace) {
    let bin = workspace.shown(&workspace.target.join("debug"));
    println!("\nTry next, in this folder");
    println!("  export LOADWRIGHT_CONNECTIONS={CONNECTIONS}");
    let commands = [
        (format!("{bin}/dim_airport history"), "its runs"),
        (
            format!("{bin}/dim_airport run --dry-run"),
            "what going back to 2013 would change; the close limit refuses it",
        ),
        (
            format!("{bin}/fact_flight plan"),
            "chunks, workers, and where each setting came from",
        ),
        (
            format!("{bin}/dim_airport rejects"),
            "rows that could not be loaded: none here",
        ),
        (format!("{bin}/dim_airport ddl"), "the statements for a DBA"),
        (
            "cargo xtask explain dim_airport".to_owned(),
            "the checked spec and the crate made from it",
        ),
    ];
    let width = commands
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    for (command, what) in commands {
        println!("  {command:<width$}  # {what}");
    }
    println!(
        "  Read generated/dim_airport/README.md and src/transform.rs; change \
         jobs/nycflights/mappings/dim_airport.yaml and run this again."
    );
}
