//! Sessions that a server ends in the middle of a run.

use std::time::{Duration, Instant};

use super::faults::{at_work, night, second, undisturbed, wait_until_it_waits};
use crate::child::wait_for_the_middle;
use crate::support::{World, only_on};

#[test]
fn a_chunk_whose_session_is_ended_is_loaded_again() {
    only_on!(Postgres);
    let (world, run) = at_work(World::new());
    // The workers' sessions, and the one that holds the lease.
    assert!(world.end_sessions("loadwright dim_customer%") >= 2);
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert!(report["retries"].as_i64().unwrap() > 0, "{report}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_run_that_lost_the_source_s_snapshot_is_gone_on_with() {
    only_on!(Postgres);
    let (world, run) = at_work(World::new());
    assert!(world.end_sessions("loadwright source") >= 2);
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(world.number("SELECT epoch FROM lw_run WHERE run_id = 2"), 2);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_run_whose_snapshot_is_lost_again_and_again_ends_and_the_next_goes_on_with_it() {
    only_on!(Postgres);
    let world = night(World::new());
    world.slow_chunks(50_000);
    let once = serde_json::json!({"max_attempts": 1});
    let run = second(&world).session("retry", once).elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(world.end_sessions("loadwright source") >= 2);
    let (code, report) = run.end();
    assert_eq!(code, Some(1), "{report}");
    let resumed = second(&world).ok();
    assert!(resumed.resumed && resumed.run_id == 2, "{resumed:?}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

/// Sessions of the job that read the source, without the one that lends the snapshot.
const READERS: &str = "datname = current_database() AND application_name = 'loadwright source' \
                       AND query NOT LIKE '%pg_export_snapshot%' AND query <> 'SELECT 1'";

#[test]
fn a_source_that_is_truncated_while_it_is_read_does_not_seem_to_be_empty() {
    only_on!(Postgres);
    let (world, run) = at_work(World::new());
    let truncated = {
        let mut other = world.server().client("shop");
        std::thread::spawn(move || {
            other
                .batch_execute("TRUNCATE customer")
                .map_err(|error| error.code().cloned())
        })
    };
    until(
        &world,
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'",
    );
    // Its readers lose their sessions, and with them their locks on the table; who comes now sees
    // the old snapshot, whose rows must be there.
    assert!(
        world.server_count(&format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {READERS}"
        )) > 0
    );
    until(
        &world,
        &format!(
            "SELECT count(*) FROM pg_stat_activity WHERE {READERS} AND wait_event_type = 'Lock'"
        ),
    );
    world.server_count(
        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE query = 'TRUNCATE \
         customer'",
    );
    assert_eq!(
        truncated.join().unwrap(),
        Err(Some(postgres::error::SqlState::QUERY_CANCELED)),
        "it had to wait for the run's end"
    );
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_materialized_view_is_not_refreshed_under_its_readers() {
    only_on!(Postgres);
    let world = World::new();
    world.shop("CREATE TABLE member_base (id bigint, region text, name text)");
    world.shop(
        "INSERT INTO member_base SELECT n, 'r', 'n' || n FROM generate_series(1, 200) n; CREATE \
         MATERIALIZED VIEW members AS TABLE member_base",
    );
    world.job("dim_member").on(1).ok();
    world.slow_chunks(100_000);
    world.shop("DELETE FROM member_base WHERE id > 150");
    let run = world.job("dim_member").on(2).parallel(2, 20).elsewhere();
    wait_for_the_middle(&world, 2);
    let refreshed = {
        let mut other = world.server().client("shop");
        std::thread::spawn(move || other.batch_execute("REFRESH MATERIALIZED VIEW members"))
    };
    until(
        &world,
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'",
    );
    let (code, report) = run.end();
    assert_eq!(
        (code, report["unchanged"].as_i64()),
        (Some(0), Some(200)),
        "{report}"
    );
    refreshed.join().unwrap().unwrap();
}

/// Waits until the server's answer is no longer 0.
fn until(world: &World, sql: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    while world.server_count(sql) == 0 {
        assert!(Instant::now() < until, "it never comes to: {sql}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_lock_that_another_session_holds_is_waited_for() {
    only_on!(Postgres);
    let world = night(World::new());
    let holder = world.lock_table("dim_customer");
    let run = world.job("dim_customer").on(2).lenient().elsewhere();
    wait_until_it_waits(&world);
    drop(holder);
    assert_eq!(run.end().0, Some(0));
}
