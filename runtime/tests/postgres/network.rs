//! Faults of the network between a job and its server, made by a proxy: neither side is told that
//! the other is gone, answers do not come, or break off.

use std::time::{Duration, Instant};

use loadwright_cluster::{Cluster, Proxy, Way};
use loadwright_runtime::error::Kind;

use super::faults::{at_work_by, night, second, undisturbed};
use crate::child::wait_for_the_middle;
use crate::server::Server;
use crate::support::{World, only_on};

/// Seconds instead of minutes: what is shown is that the connection is given up, and that the URL
/// says when.
const QUICK: &str =
    "?keepalives_idle=1&keepalives_interval=1&keepalives_count=2&tcp_user_timeout=3000";

fn proxy(world: &World) -> (Proxy, String) {
    let url = world.server_url();
    let port = url
        .rsplit_once(':')
        .unwrap()
        .1
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let proxy = Proxy::before(port).unwrap();
    let by_proxy = proxy.url(&url) + QUICK;
    (proxy, by_proxy)
}

#[test]
fn a_holder_that_vanished_does_not_hold_the_lease_for_long() {
    only_on!(Postgres);
    let world = World::new();
    let (proxy, url) = proxy(&world);
    let (world, run) = at_work_by(world, &url);
    // Its machine, another than the next run's, lost its power: nobody tells the server.
    world.warehouse("UPDATE lw_lease SET holder = holder || ' elsewhere'");
    proxy.vanish().unwrap();
    assert!(run.kill());
    world.no_longer_slow_for_new_sessions();
    assert_eq!(
        second(&world)
            .at_url(&url)
            .fails(Kind::Held)
            .error
            .exit_code(),
        5
    );
    let clock = Instant::now();
    let report = loop {
        match second(&world).at_url(&url).go() {
            Ok(report) => break report,
            Err(failed) => assert_eq!(failed.error.kind(), Kind::Held, "{}", failed.error.chain()),
        }
        assert!(
            clock.elapsed() < Duration::from_secs(30),
            "the server does not notice that the holder is gone"
        );
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(report.resumed, "{report:?}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_server_that_vanished_is_looked_for_again() {
    only_on!(Postgres);
    let world = night(World::new());
    let (proxy, url) = proxy(&world);
    world.slow_chunks(50_000);
    // What is on its way to a target is waited for as long as a lock is.
    let place = |schema: &str| {
        format!(
            "{{kind: [sqlite, postgres], url: \"${{URL}}\", schema: {schema}, lock_timeout: 2 \
             seconds}}"
        )
    };
    let text = format!(
        "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
        place("shop"),
        place("dw")
    );
    let run = second(&world)
        .connections(&text, &[("URL", &url)])
        .elsewhere();
    wait_for_the_middle(&world, 2);
    proxy.vanish().unwrap();
    world.no_longer_slow_for_new_sessions();
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn connections_that_are_cut_or_half_closed_are_made_again() {
    only_on!(Postgres);
    let faults: [fn(&Proxy); 4] = [
        Proxy::cut,
        |proxy| proxy.half_close(Way::ToServer),
        |proxy| proxy.half_close(Way::ToClient),
        |proxy| proxy.truncate_after(Way::ToClient, 7),
    ];
    for fault in faults {
        let world = World::new();
        let (proxy, url) = proxy(&world);
        let (world, run) = at_work_by(world, &url);
        fault(&proxy);
        std::thread::sleep(Duration::from_millis(100));
        proxy.resume();
        let (code, report) = run.end();
        assert_eq!(code, Some(0), "{report}");
        assert_eq!(world.dump("dim_customer"), undisturbed());
    }
}

#[test]
fn a_slow_network_is_only_slow() {
    only_on!(Postgres);
    let world = night(World::new());
    let (proxy, url) = proxy(&world);
    proxy.delay(Duration::from_millis(3));
    let report = second(&world).at_url(&url).ok();
    assert_eq!(report.retries, 0);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_server_that_takes_a_connection_and_says_nothing_is_not_waited_for_without_end() {
    only_on!(Postgres);
    let world = night(World::new());
    let (proxy, url) = proxy(&world);
    proxy.stall();
    let clock = Instant::now();
    let told = second(&world)
        .at_url(&format!("{url}&connect_timeout=1"))
        .fails(Kind::Transient)
        .error
        .chain();
    assert!(
        told.contains("does not answer") && clock.elapsed() < Duration::from_secs(20),
        "{told}"
    );
}

#[test]
fn a_server_that_is_started_again_is_waited_for_from_the_first_connection_on() {
    only_on!(Postgres);
    let cluster = Cluster::builder().setting("fsync", "off").start().unwrap();
    let world = night(World::of(
        Some(Server::on(&cluster.url("postgres"), "")),
        None,
    ));
    cluster.stop("fast").unwrap();
    let run = second(&world).elsewhere();
    // It has met the closed door once at least.
    std::thread::sleep(Duration::from_millis(400));
    cluster.start_server().unwrap();
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}
