//! Sessions that a server ends in the middle of a run.

use super::faults::{at_work, night, second, undisturbed};
use crate::support::{World, goes_to_a_server};

#[test]
fn a_chunk_whose_session_is_ended_is_loaded_again() {
    if !goes_to_a_server() {
        return;
    }
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
    if !goes_to_a_server() {
        return;
    }
    let (world, run) = at_work(World::new());
    assert!(world.end_sessions("loadwright source") >= 2);
    let (code, report) = run.end();
    assert_eq!(code, Some(1), "{report}");
    let resumed = second(&world).ok();
    assert!(resumed.resumed && resumed.run_id == 2, "{resumed:?}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_lock_that_is_held_too_long_is_waited_for_again() {
    if !goes_to_a_server() {
        return;
    }
    let world = night(World::new());
    let holder = world.lock_table("dim_customer");
    let run = world.job("dim_customer").on(2).lenient().elsewhere();
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(holder);
    assert_eq!(run.end().0, Some(0));
}
