//! A hot standby as source: it ends what is in the way of the changes that it replays.

use std::time::{Duration, Instant};

use loadwright_cluster::Cluster;

use super::faults::{night, second, undisturbed};
use crate::child::wait_for_the_middle;
use crate::server::Server;
use crate::support::{World, only_on};

/// A shop on a primary of its own, with a standby that waits for no query.
fn shop_with_standby() -> (Cluster, Cluster, World) {
    let primary = Cluster::builder().setting("fsync", "off").start().unwrap();
    let world = night(World::of(
        Some(Server::on(&primary.url("postgres"), "")),
        Some(Server::new()),
    ));
    let standby = primary
        .standby(&[
            ("max_standby_streaming_delay", "0"),
            ("hot_standby_feedback", "off"),
        ])
        .unwrap();
    (primary, standby, world)
}

/// Waits until the standby has replayed what the primary wrote.
fn replayed(primary: &Cluster, standby: &Cluster) {
    let written = primary
        .psql("postgres", "SELECT pg_current_wal_lsn()")
        .unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while standby
        .psql(
            "postgres",
            &format!("SELECT pg_last_wal_replay_lsn() >= '{written}'"),
        )
        .unwrap()
        != "t"
    {
        assert!(Instant::now() < until, "the standby does not follow");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Rows that the standby's readers still see are taken away for good; none of what the job reads
/// changes.
fn vacuum(primary: &Cluster, world: &World) {
    world.shop("UPDATE customer SET phone = 'other'");
    primary
        .psql(&world.source_server().unwrap().name, "VACUUM shop.customer")
        .unwrap();
}

#[test]
fn what_a_standby_cancels_is_read_again_over_another_snapshot() {
    only_on!(Postgres);
    let (primary, standby, world) = shop_with_standby();
    replayed(&primary, &standby);
    world.slow_chunks(100_000);
    let run = second(&world)
        .over(&standby.url(&world.source_server().unwrap().name))
        .elsewhere();
    wait_for_the_middle(&world, 2);
    vacuum(&primary, &world);
    replayed(&primary, &standby);
    world.no_longer_slow_for_new_sessions();
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
    assert_eq!(
        world.number("SELECT epoch FROM lw_run WHERE run_id = 2"),
        2,
        "it met the conflict"
    );
}

#[test]
fn a_conflict_with_recovery_is_told_as_what_it_is() {
    only_on!(Postgres);
    let (primary, standby, world) = shop_with_standby();
    replayed(&primary, &standby);
    world.slow_chunks(200_000);
    let once = serde_json::json!({"max_attempts": 1, "initial_delay_ms": 10});
    let url = standby.url(&world.source_server().unwrap().name);
    let run = second(&world).session("retry", once).over(&url).elsewhere();
    wait_for_the_middle(&world, 2);
    vacuum(&primary, &world);
    replayed(&primary, &standby);
    let (code, answer) = run.end();
    assert_eq!(code, Some(1), "{answer}");
    let told = answer["error"].as_str().unwrap();
    assert!(told.contains("due to conflict with recovery"), "{told}");
    // The next run goes on with it.
    world.no_longer_slow();
    assert!(second(&world).over(&url).ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}
