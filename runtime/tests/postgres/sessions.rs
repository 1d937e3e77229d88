//! Sessions that a server ends in the middle of a run.

use super::faults::{at_work, night, second, undisturbed, wait_until_it_waits};
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
    assert_eq!(code, Some(1), "{report}");
    let resumed = second(&world).ok();
    assert!(resumed.resumed && resumed.run_id == 2, "{resumed:?}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
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
