//! Workers that panic, that wait, and that hold a database: the others, and other programs, hear of
//! it.

use std::time::{Duration, Instant};

use loadwright_runtime::error::Kind;
use loadwright_runtime::preview;
use loadwright_runtime::preview::PreviewOf;
use loadwright_runtime::stop::Stop;
use rusqlite::Connection;
use serde_json::json;

use crate::support::{World, only_on};

/// How long anything may take that is to happen at once, on a machine that is busy.
const SOON: Duration = Duration::from_secs(20);

fn world_of_events(count: u32) -> World {
    let world = World::new();
    world.shop("CREATE TABLE event (id INTEGER PRIMARY KEY, note TEXT, amount TEXT)");
    let rows: Vec<String> = (1..=count)
        .map(|id| format!("({id}, 'note {id}', '1.50')"))
        .collect();
    rows.chunks(500)
        .for_each(|rows| world.shop(&format!("INSERT INTO event VALUES {}", rows.join(", "))));
    world
}

/// Waits until a question to the warehouse has this number for an answer.
#[track_caller]
fn wait_for(world: &World, sql: &str, wanted: impl Fn(i64) -> bool) {
    let until = Instant::now() + SOON * 3;
    while !wanted(world.number(sql)) {
        assert!(Instant::now() < until, "it never comes to this: {sql}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_panic_is_an_error_where_nothing_is_written_too() {
    let world = world_of_events(10);
    world.shop("UPDATE event SET note = 'panic' WHERE id = 2");
    let run = world.job("dim_event").dry();
    let told = run.clone().fails(Kind::Failed).error.chain();
    assert!(told.contains("a panic: the text is panic"), "{told}");
    let (options, _session) = run.ask.options(Stop::new());
    let of = PreviewOf {
        rows: 10,
        rejected: false,
    };
    let error = preview::<dim_event::DimEvent>(&options, of).unwrap_err();
    let told = error.chain();
    assert!(told.contains("a panic: the text is panic"), "{told}");
    // Before a chunk is at work: rows are routed to the partitions of their keys.
    world.shop(
        "CREATE TABLE customer (id INTEGER, name TEXT, city TEXT, email TEXT, points INTEGER, \
         joined TEXT, status TEXT, phone TEXT); INSERT INTO customer (id) VALUES (1), (2), (3), (4)",
    );
    let dry = world.job("dim_customer").dry().parallel(2, 2);
    let (code, answer) = dry.failing("route.record=panic").elsewhere().end();
    assert_eq!(code, Some(1), "{answer}");
}

#[test]
fn a_panic_is_told_with_its_chunk_and_ends_the_others() {
    let world = world_of_events(600);
    world.make_ledger();
    world.shop("UPDATE event SET note = 'panic' WHERE id = 2");
    world.slow_chunks(50_000);
    let failed = world.job("dim_event").parallel(2, 10).fails(Kind::Failed);
    let told = failed.error.chain();
    assert!(
        told.starts_with("dim_event: chunk ") && told.contains(": a panic: the text is panic"),
        "{told}"
    );
    let run_id = world.latest_run();
    assert_eq!(
        (world.status(run_id).as_str(), failed.error.exit_code()),
        ("FAILED", 1)
    );
    assert_eq!(
        world.number(&format!(
            "SELECT count(*) FROM lw_chunk WHERE run_id = {run_id} AND error LIKE '%the text is \
             panic'"
        )),
        1
    );
    let open = world.number(&format!(
        "SELECT count(*) FROM lw_chunk WHERE run_id = {run_id} AND status = 'PENDING'"
    ));
    assert!(open > 10, "the others went on: {open} chunks are left");
    // Nothing is left open: the next run goes on where this one ended.
    world.no_longer_slow();
    world.shop("UPDATE event SET note = 'calm' WHERE id = 2");
    let report = world.job("dim_event").parallel(2, 10).ok();
    assert!(report.resumed && report.run_id == run_id);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT event) FROM dim_event"),
        ["600|600"]
    );
}

#[test]
fn a_panic_in_the_middle_of_a_streamed_load_leaves_nothing_open() {
    let world = world_of_events(25_000);
    world.shop("UPDATE event SET note = 'panic' WHERE id = 24000");
    let failed = world.job("fact_event").fails(Kind::Failed);
    assert!(
        failed.error.chain().contains("a panic: the text is panic"),
        "{}",
        failed.error.chain()
    );
    assert_eq!(world.status(1), "FAILED");
    assert_eq!(world.number("SELECT count(*) FROM fact_event"), 0);
    // Anyone may write, at once.
    world.warehouse("INSERT INTO fact_event (event) VALUES (-1)");
    world.shop("UPDATE event SET note = 'calm' WHERE id = 24000");
    assert_eq!(world.job("fact_event").ok().counts.inserted, 25_000);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT event) FROM fact_event"),
        ["25001|25001"]
    );
}

/// A run that waits for an hour where a chunk fails in a way that passes.
fn waiting_run(world: &World) -> crate::support::Run<'_> {
    world.job("dim_event").parallel(2, 10).session(
        "retry",
        json!({"initial_delay_ms": 3_600_000, "max_delay_ms": 3_600_000}),
    )
}

#[test]
fn a_worker_that_waits_hears_of_a_gentle_stop() {
    let world = world_of_events(400);
    world.make_ledger();
    let elsewhere = waiting_run(&world)
        .failing("chunk.begun=2*off->1*return(transient)")
        .elsewhere();
    wait_for(
        &world,
        "SELECT coalesce(max(retries), 0) FROM lw_run WHERE run_id = 2",
        |retries| retries > 0,
    );
    let asked = Instant::now();
    world.warehouse(
        "INSERT INTO lw_control (run_id, request, requested_at, requested_by) VALUES (2, 'STOP', \
         '2024-01-01T00:00:00.000000Z', 'me')",
    );
    assert_eq!(elsewhere.end().0, Some(3));
    assert!(
        asked.elapsed() < SOON,
        "it waited on for {:?}",
        asked.elapsed()
    );
    assert_eq!(world.status(2), "STOPPED");
}

#[test]
fn a_worker_that_waits_hears_that_another_failed() {
    only_on!(Postgres);
    let world = world_of_events(200);
    world.warehouse(
        "CREATE TABLE dim_event (event integer PRIMARY KEY, note text, amount numeric(10,2), \
         row_hash bytea)",
    );
    world.warehouse(
        "CREATE FUNCTION faulty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.event = 1 THEN RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001'; \
         END IF;
            PERFORM pg_sleep(1);
            RAISE EXCEPTION 'for ever'; END $$;
         CREATE TRIGGER faulty BEFORE INSERT ON dim_event FOR EACH ROW WHEN (NEW.event IN (1, 15)) \
         EXECUTE FUNCTION faulty()",
    );
    let began = Instant::now();
    let failed = waiting_run(&world).fails(Kind::Failed);
    assert!(
        failed.error.chain().contains("for ever"),
        "what failed is told, not what waited: {}",
        failed.error.chain()
    );
    assert!(
        began.elapsed() < SOON,
        "it waited on for {:?}",
        began.elapsed()
    );
}

/// A source that takes a while to be read, and holds no database still.
fn world_of_a_long_source(rows: u32) -> World {
    let world = World::new();
    world.shop(&format!(
        "CREATE VIEW event AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n \
         WHERE id < {rows})
         SELECT id, 'note ' || id AS note, '1.50' AS amount FROM n"
    ));
    world
}

#[test]
fn a_streamed_load_lives_and_can_be_stopped_while_it_reads() {
    only_on!(Sqlite);
    let world = world_of_a_long_source(3_000_000);
    world.make_ledger();
    let elsewhere = world.job("fact_event").elsewhere();
    wait_for(
        &world,
        "SELECT count(*) FROM lw_chunk WHERE run_id = 2",
        |chunks| chunks == 1,
    );
    // Its sign of life is renewed, and other programs can write: none of them has to be patient.
    let other = Connection::open(world.path("warehouse.db")).unwrap();
    let heartbeat = || world.ask("SELECT heartbeat_at FROM lw_run WHERE run_id = 2");
    let first = heartbeat();
    wait_for(
        &world,
        "SELECT count(*) FROM lw_run WHERE run_id = 2 AND status = 'RUNNING'",
        |_| heartbeat() != first,
    );
    other.busy_timeout(Duration::from_secs(1)).unwrap();
    other
        .execute_batch("CREATE TABLE other (a); INSERT INTO other VALUES (1)")
        .unwrap();
    let stop = "INSERT INTO lw_control (run_id, request, requested_at, requested_by) VALUES (2, \
                'STOP', '2024-01-01T00:00:00.000000Z', 'me')";
    other.execute(stop, []).unwrap();
    assert_eq!(elsewhere.end().0, Some(3));
    assert_eq!(
        (
            world.status(2).as_str(),
            world.number("SELECT count(*) FROM fact_event")
        ),
        ("STOPPED", 0)
    );
}

#[test]
fn a_streamed_load_beyond_memory_is_whole() {
    only_on!(Sqlite);
    let world = world_of_a_long_source(600_000);
    assert_eq!(world.job("fact_event").ok().counts.inserted, 600_000);
    assert_eq!(
        world.ask(
            "SELECT count(*), count(DISTINCT event), min(event), max(event), sum(note = 'note ' \
             || event), max(amount) FROM fact_event"
        ),
        ["600000|600000|1|600000|600000|1.50"]
    );
}

#[test]
fn a_source_without_a_write_ahead_log_is_let_go_of_while_its_rows_are_loaded() {
    only_on!(Sqlite);
    let world = world_of_events(1000);
    world.make_ledger();
    let application = Connection::open(world.path("shop.db")).unwrap();
    application
        .pragma_update(None, "journal_mode", "DELETE")
        .unwrap();
    world.slow_chunks(300_000);
    let elsewhere = world.job("dim_event").parallel(2, 20).elsewhere();
    crate::child::wait_for_the_middle(&world, 2);
    // The application does not wait at all.
    application.busy_timeout(Duration::ZERO).unwrap();
    application
        .execute_batch("UPDATE event SET note = 'later'; DELETE FROM event WHERE id > 500")
        .unwrap();
    world.no_longer_slow();
    assert_eq!(elsewhere.end().0, Some(0));
    assert_eq!(
        world.number(
            "SELECT count(*) FROM lw_run WHERE run_id = 2 AND plan LIKE '%\"partition\"%WAL%'"
        ),
        1
    );
    assert_eq!(
        world.ask("SELECT count(*), sum(note = 'note ' || event) FROM dim_event"),
        ["1000|1000"],
        "as the source was"
    );
    assert_eq!(world.job("dim_event").ok().counts.rows_read, 500);
}

#[test]
fn two_first_runs_at_once_end_with_one_that_is_told_by_the_other() {
    only_on!(Sqlite);
    let mut held = 0;
    for trial in 0..40 {
        let world = world_of_events(20);
        let both = [
            world.job("dim_event").elsewhere(),
            world.job("dim_event").elsewhere(),
        ];
        for run in both {
            let (code, answer) = run.end();
            assert!(
                matches!(code, Some(0 | 5)),
                "trial {trial}: {code:?} {answer}"
            );
            held += u32::from(code == Some(5));
        }
        assert_eq!(world.number("SELECT count(*) FROM dim_event"), 20);
    }
    println!("{held} of 40 met each other");
}
