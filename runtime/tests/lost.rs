//! Files that are loaded once, into a table that loses what came of them.

use crate::child::{command_of, wait_for_the_middle};
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
fn files_whose_rows_are_gone_are_loaded_again() {
    for (done, why, again) in [
        (
            "DROP TABLE fact_sale",
            "fact_sale is not there any more",
            100,
        ),
        ("DELETE FROM fact_sale", "fact_sale is empty", 100),
    ] {
        let world = loaded();
        world.warehouse(done);
        let before = world.ask("SELECT * FROM lw_file ORDER BY digest");
        for dry in [true, false] {
            let run = world.job("fact_sale").parallel(2, 7);
            let report = if dry { run.dry() } else { run }.ok();
            assert_eq!(report.counts.inserted, again, "{done}");
            let told = report
                .notes
                .iter()
                .any(|note| note.starts_with("loaded again: sales_") && note.ends_with(why));
            assert!(told, "{done}: {:?}", report.notes);
            if dry {
                assert_eq!(world.ask("SELECT * FROM lw_file ORDER BY digest"), before);
            }
        }
        assert_eq!(rows(&world), ["100|100"], "{done}");
        let report = world.job("fact_sale").ok();
        assert_eq!(report.counts.rows_read, 0, "{done}: {:?}", report.notes);
        assert_eq!(rows(&world), ["100|100"], "{done}");
    }
}

#[test]
fn rows_that_are_not_kept_any_longer_do_not_bring_their_files_back() {
    let world = loaded();
    for (done, left) in [("sale < 10", "90|90"), ("lw_run_id = 1", "60|60")] {
        world.warehouse(&format!("DELETE FROM fact_sale WHERE {done}"));
        let report = world.job("fact_sale").ok();
        assert_eq!(report.counts.rows_read, 0, "{done}: {:?}", report.notes);
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
fn what_the_hooks_of_the_job_take_away_is_not_lost() {
    // Its hook deletes sales below -1000.
    for from in [-1010, -1100] {
        let world = World::new();
        world.file("sales.csv", sales(from, -990.min(from + 50)));
        world.job("fact_sale").ok();
        let left = rows(&world);
        for _ in 0..2 {
            let report = world.job("fact_sale").ok();
            assert_eq!(report.counts.rows_read, 0);
            assert_eq!(report.notes, ["sales.csv was loaded by run 1: passed over"]);
        }
        assert_eq!(rows(&world), left);
        world.file("sales_more.csv", sales(0, 5));
        assert_eq!(world.job("fact_sale").ok().counts.inserted, 5);
    }
}

#[test]
fn a_killed_run_that_loads_lost_files_again_is_gone_on_with() {
    let world = World::new();
    world.file("sales.csv", sales(0, 2000));
    world.job("fact_sale").ok();
    world.warehouse("DELETE FROM fact_sale");
    world.slow_chunks(20_000);
    let elsewhere = world.job("fact_sale").parallel(2, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    let report = world.job("fact_sale").parallel(2, 50).ok();
    assert!(report.resumed, "{:?}", report.notes);
    assert_eq!(report.counts.inserted, 2000);
    assert_eq!(rows(&world), ["2000|2000"]);
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
    assert!(
        code == 0 && said.contains("loaded again: sales_a.csv"),
        "{said}"
    );
    assert_eq!(say("check").0, 0, "it will be loaded again");
}
