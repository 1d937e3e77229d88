//! Files that are loaded once, into a table that loses what came of them: nothing is loaded again by
//! itself, and nothing passed over in silence.

use loadwright_runtime::error::Kind;

use crate::child::command_of;
use crate::support::{World, only_on};

fn sales(from: i64, to: i64) -> String {
    let rows: String = (from..to).map(|n| format!("{n},note {n},1.50\n")).collect();
    format!("sale,note,amount\n{rows}")
}

/// A table with the files of two runs.
fn loaded() -> World {
    let world = World::new();
    world.file("sales_a.csv", sales(0, 40));
    assert_eq!(world.job("fact_sale").ok().counts.inserted, 40);
    world.file("sales_b.csv", sales(40, 100));
    assert_eq!(world.job("fact_sale").ok().counts.inserted, 60);
    world
}

fn rows(world: &World) -> Vec<String> {
    world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale")
}

#[test]
fn a_table_that_is_gone_is_not_made_anew_without_its_files() {
    let world = loaded();
    world.warehouse("ALTER TABLE fact_sale RENAME TO put_away");
    for dry in [true, false] {
        let run = world.job("fact_sale");
        let failed = if dry { run.dry() } else { run }.fails(Kind::Refused);
        let told = failed.error.chain();
        assert!(
            told.contains("fact_sale is not there any more, though run 1 loaded files"),
            "{told}"
        );
    }
    // It comes back with its rows: they are there once.
    world.warehouse("ALTER TABLE put_away RENAME TO fact_sale");
    assert_eq!(world.job("fact_sale").ok().counts.rows_read, 0);
    assert_eq!(rows(&world), ["100|100"]);

    world.warehouse("DROP TABLE fact_sale");
    let failed = world.job("fact_sale").fails(Kind::Refused);
    let advice = failed.error.advice().unwrap();
    let (_, statement) = advice.split_once("were loaded: ").unwrap();
    world.warehouse(statement);
    assert_eq!(world.job("fact_sale").ok().counts.inserted, 100);
    assert_eq!(rows(&world), ["100|100"]);
}

#[test]
fn a_table_that_is_empty_is_told_with_the_statement_that_brings_the_files_back() {
    let world = loaded();
    world.warehouse("DELETE FROM fact_sale");
    let report = world.job("fact_sale").ok();
    assert_eq!(report.counts.rows_read, 0);
    let told = report.notes.last().unwrap();
    assert!(told.contains("fact_sale is empty, though run 1"), "{told}");
    world.warehouse(told.split_once("were loaded: ").unwrap().1);
    assert_eq!(world.job("fact_sale").ok().counts.inserted, 100);
    assert_eq!(rows(&world), ["100|100"]);
}

#[test]
fn rows_that_are_not_kept_any_longer_are_no_loss() {
    let world = loaded();
    for (done, left) in [("sale < 10", "90|90"), ("lw_run_id = 1", "60|60")] {
        world.warehouse(&format!("DELETE FROM fact_sale WHERE {done}"));
        let report = world.job("fact_sale").ok();
        assert_eq!(report.counts.rows_read, 0, "{done}");
        assert!(report.notes.iter().all(|note| !note.contains("though")));
        assert_eq!(rows(&world), [left]);
    }
}

#[test]
fn a_run_that_inserted_nothing_has_lost_nothing() {
    let world = World::new();
    world.file("sales.csv", sales(0, 0));
    world.job("fact_sale").ok();
    world.warehouse("DROP TABLE fact_sale");
    let report = world.job("fact_sale").ok();
    let told = ["sales.csv was loaded by run 1: passed over"];
    assert_eq!(report.notes, told);
}

#[test]
fn check_and_plan_tell_of_lost_files_before_a_run() {
    only_on!(Sqlite);
    let world = loaded();
    let path = world.path("connections.yaml");
    let text = format!(
        "version: 1\nconnections:\n  files: {{kind: files, root: \"{}\"}}\n  warehouse: {{kind: [sqlite, \
         postgres], schema: main, url: \"sqlite:{}\"}}\n",
        world.path("files").display(),
        world.path("warehouse.db").display()
    );
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let say = |command: &str| command_of("fact_sale", &[command, "--connections", &path], &[]);
    let (code, said) = say("plan");
    assert!(
        code == 0 && said.contains("sales_a.csv was loaded by run 1"),
        "{said}"
    );
    assert_eq!(say("check").0, 0);
    world.warehouse("DELETE FROM fact_sale");
    let (code, said) = say("plan");
    assert!(code == 0 && said.contains("fact_sale is empty"), "{said}");
    assert_eq!(say("check").0, 0, "it will run");
    world.warehouse("DROP TABLE fact_sale");
    for command in ["plan", "check"] {
        let (code, said) = say(command);
        assert!(
            code == 4 && said.contains("fact_sale is not there any more"),
            "{command}: {code} {said}"
        );
    }
}
