//! Parallel runs: when they are parallel, and that they do what they should.

use loadwright_runtime::error::Kind;
use serde_json::json;

use crate::child::wait_for_the_middle;
use crate::support::{World, is_of_sqlite, only_on};

/// A warehouse that holds `count` customers since day 1, and a shop with a night's changes.
fn changed(count: u32) -> World {
    let world = World::with_many_customers(count);
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(count);
    world
}

/// The table as one sequential, undisturbed run leaves it on day 2.
fn undisturbed(count: u32) -> Vec<String> {
    let world = changed(count);
    world.job("dim_customer").on(2).lenient().ok();
    world.dump("dim_customer")
}

#[test]
fn parallel_on_small_data_runs_sequentially() {
    let world = World::with_many_customers(50);
    let report = world
        .job("dim_customer")
        .parallel(4, 10)
        .min_rows(1000)
        .ok();
    assert_eq!((report.workers, report.counts.inserted), (1, 50));
}

#[test]
fn parallel_on_large_data_runs_in_parallel() {
    let world = World::with_many_customers(2000);
    let report = world
        .job("dim_customer")
        .on(1)
        .parallel(3, 100)
        .min_rows(1000)
        .ok();
    assert_eq!((report.workers, report.counts.inserted), (3, 2000));
    assert!(report.chunks >= 20, "{report:?}");
    // Keys that are plain and indexed on both sides are read by range.
    assert!(
        world.ask("SELECT plan FROM lw_run")[0].contains("range"),
        "{:?}",
        world.ask("SELECT plan FROM lw_run")
    );
    let again = world.job("dim_customer").on(2).parallel(3, 100).ok();
    assert_eq!((again.counts.unchanged, again.workers), (2000, 3));
    assert!(world.ask("SELECT plan FROM lw_run WHERE run_id = 2")[0].contains("range"));
    // Without an index on the source, records are routed.
    world.shop("DROP INDEX customer_id");
    let routed = world.job("dim_customer").on(3).parallel(3, 100).ok();
    assert_eq!(
        (routed.counts.unchanged, routed.workers, routed.chunks),
        (2000, 3, 20)
    );
    assert!(world.ask("SELECT plan FROM lw_run WHERE run_id = 3")[0].contains("partition"));
}

#[test]
fn scd_2_in_parallel() {
    let world = changed(700);
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(4, 40)
        .ok();
    assert_eq!(
        (
            report.counts.versioned,
            report.counts.updated,
            report.counts.closed,
            report.counts.inserted
        ),
        (200, 100, 100, 70)
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(700));
}

#[test]
fn scd_1_in_parallel() {
    let world = World::new();
    let airlines = |word: &str, from: u32| {
        let rows: String = (from..600)
            .map(|n| format!("{}{},{word} {}\n", letter(n / 26), letter(n % 26), n % 5))
            .collect();
        world.file("airlines.csv", format!("carrier,name\n{rows}"));
    };
    airlines("Air", 0);
    assert_eq!(
        world
            .job("dim_airline")
            .on(1)
            .parallel(4, 50)
            .ok()
            .counts
            .inserted,
        600
    );
    airlines("Wings", 100);
    let report = world.job("dim_airline").on(2).parallel(4, 50).ok();
    assert_eq!((report.counts.updated, report.workers), (500, 4));
    assert_eq!(
        world.number("SELECT count(*) FROM dim_airline WHERE airline_sk > 0"),
        600
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_airline WHERE airline_name LIKE 'Wings%'"),
        500
    );
}

fn letter(n: u32) -> char {
    char::from_u32(u32::from('A') + n).unwrap()
}

#[test]
fn a_killed_parallel_run_is_resumed() {
    let world = changed(1400);
    world.slow_chunks(20_000);
    let run = world.job("dim_customer").on(2).lenient().parallel(3, 50);
    let elsewhere = run.clone().elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(elsewhere.kill());
    assert_eq!(world.status(2), "RUNNING");
    let done_before =
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'");
    assert!(done_before > 0);
    world.no_longer_slow();
    // Another effective time would be another run: it is never put on an unfinished one's rows.
    let other = world
        .job("dim_customer")
        .on(9)
        .lenient()
        .resume()
        .fails(Kind::Usage);
    assert!(
        other.error.to_string().contains("effective time"),
        "{}",
        other.error
    );
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 50)
        .ok();
    assert!(report.resumed && report.run_id == 2, "{report:?}");
    assert!(report.effective_at.starts_with("2024-01-02"));
    assert_eq!(world.dump("dim_customer"), undisturbed(1400));
}

#[test]
fn a_stop_by_signal_ends_at_a_chunk_and_is_resumed() {
    let world = changed(1400);
    world.slow_chunks(20_000);
    let elsewhere = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 50)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    elsewhere.signal("TERM");
    let (code, answer) = elsewhere.end();
    assert_eq!(
        (code, answer["report"]["status"].as_str()),
        (Some(3), Some("STOPPED")),
        "{answer}"
    );
    assert_eq!(world.status(2), "STOPPED");
    assert!(
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'PENDING'") > 0
    );
    world.no_longer_slow();
    assert!(
        world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(2, 50)
            .ok()
            .resumed
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(1400));
}

#[test]
fn a_second_signal_stops_at_once() {
    let world = changed(1400);
    // Both signals come while a chunk is at hand: after the first alone it would be committed.
    let elsewhere = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 50)
        .failing("chunk.begun=sleep(8000)")
        .elsewhere();
    world.wait_for_an_open_chunk();
    elsewhere.signal("TERM");
    elsewhere.signal("TERM");
    let (code, answer) = elsewhere.end();
    assert_eq!(
        (code, answer["report"]["status"].as_str()),
        (Some(3), Some("STOPPED")),
        "{answer}"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'"),
        0,
        "a chunk was committed"
    );
    assert!(
        world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(2, 50)
            .ok()
            .resumed
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(1400));
}

#[test]
fn a_stop_request_in_the_ledger_is_heard() {
    let world = changed(1400);
    world.slow_chunks(100_000);
    let elsewhere = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    world.warehouse(
        "INSERT INTO lw_control (run_id, request, requested_by, requested_at) VALUES (2, 'STOP', \
         'a colleague', '2024-01-01')",
    );
    let (code, _) = elsewhere.end();
    assert_eq!((code, world.status(2).as_str()), (Some(3), "STOPPED"));
    world.no_longer_slow();
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .ok();
    assert!(
        report.resumed,
        "the request is dealt with: it does not stop the resumed run"
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(1400));
}

#[test]
fn a_busy_database_is_tried_again() {
    only_on!(Sqlite);
    let world = changed(1000);
    world.slow_chunks(20_000);
    let elsewhere = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    // Another process holds the write lock for longer than a statement waits.
    let other = world.connect();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    while other.execute_batch("BEGIN IMMEDIATE").is_err() {}
    // What passes is the time that a statement waits, and nothing can be asked meanwhile: not in
    // this database.
    std::thread::sleep(std::time::Duration::from_millis(2600));
    other.execute_batch("COMMIT").unwrap();
    let (code, answer) = elsewhere.end();
    assert_eq!(code, Some(0), "{answer}");
    assert!(answer["retries"].as_u64().unwrap() > 0, "{answer}");
    assert_eq!(
        world.number("SELECT max(attempts) > 1 FROM lw_chunk WHERE run_id = 2"),
        1
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(1000));
}

#[test]
fn a_lasting_fault_fails_the_run_and_names_chunk_and_keys() {
    let world = changed(700);
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer WHEN NEW.customer_id = 351 BEGIN \
         SELECT RAISE(ABORT, 'disk of doom'); END",
    );
    let failed = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(1, 50)
        .fails(Kind::Failed);
    assert_eq!(failed.error.exit_code(), 1);
    let chain = failed.error.chain();
    // A server is sent a chunk's changes at once, and does not say which of them it refused.
    let key = if is_of_sqlite() { "key 351" } else { "chunk 7" };
    for part in [
        "chunk 7 of 15",
        "keys from 351 to below 409",
        key,
        "disk of doom",
    ] {
        assert!(chain.contains(part), "{part} is not in: {chain}");
    }
    assert_eq!(world.status(2), "FAILED");
    let kept = world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'");
    assert_eq!(kept, 6, "the chunks before it are kept");
    assert_eq!(
        world.ask(
            "SELECT chunk FROM lw_chunk WHERE run_id = 2 AND status = 'FAILED' AND error LIKE \
             '%disk of doom%'"
        ),
        ["7"]
    );
    world.warehouse("DROP TRIGGER broken");
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(3, 50)
        .ok();
    assert!(report.resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed(700));
}

#[test]
fn a_lasting_fault_among_several_workers_keeps_what_is_committed() {
    let world = changed(700);
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer WHEN NEW.customer_id = 351 BEGIN \
         SELECT RAISE(ABORT, 'disk of doom'); END",
    );
    world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(4, 50)
        .fails(Kind::Failed);
    world.warehouse("DROP TRIGGER broken");
    assert!(
        world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(4, 50)
            .ok()
            .resumed
    );
    assert_eq!(world.dump("dim_customer"), undisturbed(700));
}

#[test]
fn a_key_that_returns_while_the_run_rests_is_not_closed() {
    let world = changed(210);
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer WHEN NEW.customer_id = 211 BEGIN \
         SELECT RAISE(ABORT, 'no'); END",
    );
    world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(1, 20)
        .fails(Kind::Failed);
    assert!(
        world.number("SELECT count(*) FROM lw_missing") > 20,
        "{:?}",
        world.ask("SELECT chunk, bounds, status FROM lw_chunk")
    );
    // Customer 4 was noted as missing by a chunk that is done; the shop has it again.
    world.add_customers("(4, 'name 4', 'city 4', 'mail4@example.org', '2020-01-01')");
    world.warehouse("DROP TRIGGER broken");
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .ok();
    assert!(report.resumed);
    assert_eq!(report.counts.closed, 29, "30 were missing, one is back");
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_id = 4 AND is_current"),
        1
    );
}

#[test]
fn settings_say_no_to_zero() {
    let world = World::with_many_customers(5);
    for (name, value) in [("max_workers", 0), ("chunk_size", 0)] {
        let failed = world
            .job("dim_customer")
            .session(name, json!(value))
            .fails(Kind::Usage);
        assert!(
            failed.error.chain().contains(name),
            "{}",
            failed.error.chain()
        );
    }
}

/// Accounts `region` a1, A1, b1, B1 and so on, and the way in which a second load of them was
/// planned.
fn plan_of_accounts(schema: &str) -> (World, String) {
    let world = World::new();
    world.shop(schema);
    let load = |world: &World, word: &str, at: u32, chunk: u64| {
        let rows: Vec<String> = ('a'..='z')
            .flat_map(|c| [c, c.to_ascii_uppercase()])
            .map(|c| format!("('{c}1', 1, '{word}', 1, 'x', 1)"))
            .collect();
        world.shop(&format!(
            "DELETE FROM base; INSERT INTO base VALUES {}",
            rows.join(", ")
        ));
        world
            .job("dim_account")
            .on(at)
            .lenient()
            .parallel(2, chunk)
            .ok()
    };
    load(&world, "first", 1, 1000);
    let second = load(&world, "second", 2, 5);
    assert_eq!(
        (
            second.counts.versioned,
            second.counts.closed,
            second.counts.inserted
        ),
        (52, 0, 0),
        "{schema}"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_account WHERE latest = 'Y' AND owner = 'second'"),
        52
    );
    let way = world
        .ask("SELECT json_extract(plan, '$.way') FROM lw_run WHERE run_id = 2")
        .remove(0);
    (world, way)
}

const ACCOUNT_COLUMNS: &str =
    "number INTEGER, owner TEXT, limit_eur INTEGER, opened TEXT, changed INTEGER";

#[test]
fn text_keys_are_read_by_range_where_both_sides_order_them_alike() {
    let (_, way) = plan_of_accounts(&format!(
        "CREATE TABLE base (region TEXT, {ACCOUNT_COLUMNS}); CREATE INDEX i ON base (region, \
         number); CREATE VIEW account AS SELECT * FROM base"
    ));
    assert_eq!(way, "range");
}

#[test]
fn keys_that_the_source_orders_otherwise_are_not_read_by_range() {
    only_on!(Sqlite);
    // A collation that a view or a query hides all the same.
    let (_, way) = plan_of_accounts(&format!(
        "CREATE TABLE base (region TEXT COLLATE NOCASE, {ACCOUNT_COLUMNS}); CREATE INDEX i ON \
         base (region, number);
         CREATE VIEW account AS SELECT * FROM base"
    ));
    assert_eq!(way, "partition");
    // With a binary index on such a column, ranges are sound again.
    let (_, way) = plan_of_accounts(&format!(
        "CREATE TABLE base (region TEXT COLLATE NOCASE, {ACCOUNT_COLUMNS}); CREATE INDEX i ON \
         base (region COLLATE BINARY, number);
         CREATE VIEW account AS SELECT * FROM base"
    ));
    assert_eq!(way, "range");
}

#[test]
fn a_source_in_utf_16_orders_text_otherwise() {
    only_on!(Sqlite);
    let world = World::new();
    world.shop(
        "PRAGMA encoding = 'UTF-16le'; CREATE TABLE account (region TEXT, number INTEGER, owner \
         TEXT, limit_eur INTEGER, opened TEXT, changed INTEGER); CREATE INDEX i ON account \
         (region, number)",
    );
    // U+0100 sorts behind U+0001 as bytes of UTF-8, and before it as bytes of UTF-16LE.
    let load = |word: &str| {
        let rows: Vec<String> = (1_u32..0x300)
            .step_by(9)
            .map(|code| format!("(char({code}, 120), 1, '{word}', 1, 'x', 1)"))
            .collect();
        world.shop(&format!(
            "DELETE FROM account; INSERT INTO account VALUES {}",
            rows.join(", ")
        ));
        rows.len() as u64
    };
    load("first");
    world.job("dim_account").on(1).lenient().ok();
    let count = load("second");
    let report = world.job("dim_account").on(2).lenient().parallel(2, 5).ok();
    assert_eq!((report.counts.versioned, report.counts.closed), (count, 0));
}

#[test]
fn keys_of_another_class_among_the_ranges() {
    only_on!(Sqlite);
    let world = World::new();
    // No type, so SQLite keeps what it is given: numbers sort before texts, whatever they look
    // like.
    world.shop(&format!(
        "CREATE TABLE account (region, {ACCOUNT_COLUMNS}); CREATE INDEX i ON account (region, \
         number)"
    ));
    let load = |word: &str| {
        let keys = "1, 2, 3, 4, 5, 6, 7, 5.5, x'00', '0', '1', '2', '3', '31', '4', '4x', '51', \
                    '6', '7', 'a', 'b'";
        let rows: Vec<String> = keys
            .split(", ")
            .map(|key| format!("({key}, 1, '{word}', 1, 'x', 1)"))
            .collect();
        world.shop(&format!(
            "DELETE FROM account; INSERT INTO account VALUES {}",
            rows.join(", ")
        ));
    };
    load("first");
    let first = world.job("dim_account").on(1).lenient().ok();
    assert_eq!((first.counts.inserted, first.counts.rejected), (12, 9));
    for chunk in 1..6 {
        load(&format!("word {chunk}"));
        let later = world
            .job("dim_account")
            .on(1 + u32::try_from(chunk).unwrap())
            .lenient()
            .parallel(2, chunk)
            .ok();
        assert_eq!(
            (
                later.counts.versioned,
                later.counts.rejected,
                later.counts.closed
            ),
            (12, 9, 0),
            "chunk size {chunk}"
        );
        assert_eq!(
            world
                .ask("SELECT json_extract(plan, '$.way') FROM lw_run ORDER BY run_id DESC LIMIT 1"),
            ["range"]
        );
    }
}

#[test]
fn ids_that_are_no_numbers_among_the_ranges() {
    only_on!(Sqlite);
    let world = World::with_many_customers(20);
    world.job("dim_customer").on(1).ok();
    world.shop(
        "UPDATE customer SET city = 'x'; UPDATE customer SET id = 2.5 WHERE id = 2; UPDATE \
         customer SET id = 'abc' WHERE id = 3; UPDATE customer SET id = x'01' WHERE id = 4",
    );
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 3)
        .ok();
    assert_eq!(
        (
            report.counts.versioned,
            report.counts.rejected,
            report.counts.closed
        ),
        (17, 3, 0)
    );
}

#[cfg(unix)]
#[test]
fn source_and_target_in_one_database() {
    let world = World::with_many_customers(300);
    std::os::unix::fs::symlink(world.path("shop.db"), world.path("warehouse.db")).unwrap();
    assert_eq!(
        world
            .job("dim_customer")
            .on(1)
            .parallel(3, 20)
            .ok()
            .counts
            .inserted,
        300
    );
    world.change_many_customers(300);
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(3, 20)
        .ok();
    assert_eq!((report.workers, report.counts.closed), (3, 43));
    assert_eq!(world.dump("dim_customer"), undisturbed(300));
}
