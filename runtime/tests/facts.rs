//! Facts and staging tables: rows that are added, merged or replaced.

use loadwright_runtime::error::Kind;

use crate::child::wait_for_the_middle;
use crate::support::{World, only_on};

fn sales(from: u32, to: u32) -> String {
    let rows: String = (from..to)
        .map(|n| format!("{n},note {n},{n}.50\n"))
        .collect();
    format!("sale,note,amount\n{rows}")
}

fn stock(world: &World, rows: &str) {
    world.shop(&format!(
        "CREATE TABLE IF NOT EXISTS stock (item TEXT, quantity INTEGER); DELETE FROM stock; \
         INSERT INTO stock VALUES {rows};"
    ));
}

#[test]
fn a_file_is_added_once() {
    let world = World::new();
    world.file("sales.csv", sales(0, 100));
    assert_eq!(
        world.job("fact_sale").parallel(2, 10).ok().counts.inserted,
        100
    );
    let again = world.job("fact_sale").ok();
    assert_eq!((again.counts.inserted, again.counts.rows_read), (0, 0));
    assert!(
        again
            .notes
            .iter()
            .any(|note| note.contains("sales.csv was loaded by run 1")),
        "{:?}",
        again.notes
    );
    // The content counts, not the name; and only what is new is added.
    world.file("sales_copy.csv", sales(0, 100));
    world.file("sales_new.csv", sales(100, 130));
    assert_eq!(
        world.job("fact_sale").parallel(2, 10).ok().counts.inserted,
        30
    );
    assert_eq!(
        world
            .ask("SELECT count(*), count(DISTINCT sale), count(DISTINCT lw_run_id) FROM fact_sale"),
        ["130|130|2"]
    );
}

#[test]
fn what_an_abandoned_run_added_is_taken_back() {
    let world = World::new();
    world.make_ledger();
    world.file("sales.csv", sales(0, 2000));
    world.slow_chunks(20_000);
    let elsewhere = world.job("fact_sale").parallel(2, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    assert!(world.number("SELECT count(*) FROM fact_sale") > 0);
    let fresh = world.job("fact_sale").fresh().parallel(2, 50).ok();
    assert!(!fresh.resumed);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale), min(lw_run_id) FROM fact_sale"),
        ["2000|2000|3"]
    );
    assert_eq!(
        world.ask("SELECT status, superseded_by FROM lw_run WHERE run_id = 2"),
        ["ABANDONED|3"]
    );
}

#[test]
fn a_refused_append_leaves_nothing_for_the_next_to_double() {
    let world = World::new();
    world.file("sales.csv", format!("{}x,bad,1\n", sales(0, 100)));
    world.job("fact_sale").parallel(1, 10).fails(Kind::Refused);
    world.file("sales.csv", sales(0, 101));
    world.job("fact_sale").parallel(1, 10).ok();
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"),
        ["101|101"]
    );
}

#[test]
fn append_with_a_key_leaves_rows_that_are_there() {
    let world = World::new();
    world.shop(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER); INSERT INTO orders VALUES \
         (1, 10), (2, 20)",
    );
    assert_eq!(world.job("fact_order").ok().counts.inserted, 2);
    world.shop("UPDATE orders SET total = 99; INSERT INTO orders VALUES (3, 30)");
    let report = world.job("fact_order").parallel(2, 1).ok();
    assert_eq!((report.counts.inserted, report.counts.unchanged), (1, 2));
    assert_eq!(
        world.ask("SELECT * FROM fact_order ORDER BY order_id"),
        ["1|10", "2|20", "3|30"]
    );
}

#[test]
fn upsert_inserts_changes_and_deletes() {
    let world = World::new();
    stock(&world, "('a', 1), ('b', 2), ('c', NULL), ('d', 4)");
    assert_eq!(world.job("fact_stock").ok().counts.inserted, 4);
    stock(&world, "('a', 1), ('b', 3), ('c', 0), ('e', 5)");
    let report = world.job("fact_stock").ok();
    assert_eq!(
        (
            report.counts.inserted,
            report.counts.updated,
            report.counts.unchanged,
            report.counts.closed
        ),
        (1, 2, 1, 1)
    );
    assert_eq!(
        world.ask("SELECT * FROM fact_stock ORDER BY item"),
        ["a|1", "b|3", "c|0", "e|5"]
    );
    let again = world.job("fact_stock").parallel(3, 1).ok();
    assert_eq!(again.counts.unchanged, 4);
}

#[test]
fn replace_with_a_key_keeps_what_is_equal() {
    only_on!(Sqlite);
    let world = World::new();
    stock(&world, "('a', 1), ('b', 2)");
    world.job("mirror_stock").ok();
    let rows = || world.ask("SELECT rowid, item, quantity FROM mirror_stock ORDER BY item");
    assert_eq!(rows(), ["1|a|1", "2|b|2"]);
    stock(&world, "('b', 2), ('c', 3)");
    let report = world.job("mirror_stock").parallel(2, 1).ok();
    assert_eq!(
        (
            report.counts.inserted,
            report.counts.unchanged,
            report.counts.closed
        ),
        (1, 1, 1)
    );
    assert_eq!(rows()[0], "2|b|2", "a row that is equal is not written");
    assert_eq!(
        world.ask("SELECT item, quantity FROM mirror_stock ORDER BY item"),
        ["b|2", "c|3"]
    );
}

#[test]
fn replace_with_a_key_obeys_the_close_limit() {
    let world = World::new();
    let values: Vec<String> = (0..30).map(|n| format!("('item {n}', {n})")).collect();
    stock(&world, &values.join(", "));
    world.job("mirror_stock").ok();
    stock(&world, &values[..10].join(", "));
    for dry in [true, false] {
        let run = if dry {
            world.job("mirror_stock").dry()
        } else {
            world.job("mirror_stock")
        };
        let refused = run.fails(Kind::Refused);
        assert!(
            refused.error.chain().contains("20 of 30 current rows"),
            "{}",
            refused.error.chain()
        );
        assert_eq!(world.number("SELECT count(*) FROM mirror_stock"), 30);
    }
    let report = world.job("mirror_stock").resume().allow_mass_close().ok();
    assert_eq!(
        (
            report.counts.closed,
            world.number("SELECT count(*) FROM mirror_stock")
        ),
        (20, 10)
    );
}

#[test]
fn a_dry_run_counts_the_rows_that_a_load_replaces() {
    let world = World::new();
    world.file("sales.csv", sales(0, 50));
    world.job("stage_sale").ok();
    world.file("sales.csv", sales(0, 20));
    let dry = world.job("stage_sale").dry().ok();
    let real = world.job("stage_sale").ok();
    assert_eq!((dry.counts, real.counts.closed), (real.counts, 50));
    // And says no where the load would: nothing takes the place of what is there.
    world.file("sales.csv", sales(0, 0));
    for run in [world.job("stage_sale").dry(), world.job("stage_sale")] {
        let refused = run.fails(Kind::Refused);
        assert!(
            refused.error.chain().contains("no row at all"),
            "{}",
            refused.error.chain()
        );
    }
}

#[test]
fn replace_without_a_key_begins_anew() {
    let world = World::new();
    world.file("sales.csv", sales(0, 50));
    world.job("stage_sale").parallel(2, 10).ok();
    assert_eq!(
        world.job("stage_sale").parallel(2, 10).ok().counts.inserted,
        50,
        "a file is staged again"
    );
    world.file("sales.csv", sales(40, 60));
    world.job("stage_sale").ok();
    assert_eq!(
        world.ask("SELECT count(*), min(sale), max(sale) FROM stage_sale"),
        ["20|40|59"]
    );
}

#[test]
fn a_replace_that_is_killed_and_resumed_doubles_nothing() {
    let world = World::new();
    world.make_ledger();
    world.file("sales.csv", sales(0, 2000));
    world.job("stage_sale").ok();
    world.slow_chunks(20_000);
    let elsewhere = world.job("stage_sale").parallel(2, 50).elsewhere();
    wait_for_the_middle(&world, 3);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    assert!(world.job("stage_sale").parallel(2, 50).ok().resumed);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM stage_sale"),
        ["2000|2000"]
    );
}

#[test]
fn a_replace_that_is_refused_keeps_the_old_rows() {
    let world = World::new();
    world.file("sales.csv", sales(0, 50));
    world.job("stage_sale").ok();
    for bad in [
        format!("{}x,bad,1\n", sales(50, 80)),
        "sale,note,amount\n".to_owned(),
    ] {
        world.file("sales.csv", bad);
        world.job("stage_sale").parallel(1, 10).fails(Kind::Refused);
        assert_eq!(
            world.ask("SELECT count(*), min(sale), max(sale) FROM stage_sale WHERE sale < 50"),
            ["50|0|49"]
        );
    }
    world.file("sales.csv", sales(50, 80));
    assert_eq!(
        world.job("stage_sale").parallel(1, 10).ok().counts.closed,
        50,
        "the old rows, and what the refused run had brought"
    );
    assert_eq!(
        world.ask("SELECT count(*), min(sale), max(sale) FROM stage_sale"),
        ["30|50|79"]
    );
}

#[test]
fn run_numbers_begin_above_those_that_an_adopted_table_holds() {
    only_on!(Sqlite);
    let world = World::new();
    world.file("sales.csv", format!("{}x,bad,1\n", sales(0, 20)));
    world.warehouse(
        "CREATE TABLE fact_sale (sale INTEGER, note TEXT, amount TEXT, source_file TEXT, \
         source_line INTEGER, lw_run_id INTEGER)",
    );
    world.warehouse("INSERT INTO fact_sale (sale, lw_run_id) VALUES (-1, 1), (-2, 2), (-3, 70)");
    world.job("fact_sale").parallel(1, 10).fails(Kind::Refused);
    world.file("sales.csv", sales(0, 20));
    assert_eq!(
        world.job("fact_sale").parallel(1, 10).fresh().ok().run_id,
        72
    );
    assert_eq!(
        world.ask("SELECT count(*), min(sale), max(lw_run_id) FROM fact_sale"),
        ["23|-3|72"],
        "nobody else's rows are taken back"
    );
}
