//! SIGKILL at any moment, again and again: the end is as if nothing had happened.

use std::time::Duration;

use crate::support::{Run, World};

/// Kills the run at random moments, resuming it each time, and lets it end at last. Returns how often it was killed.
fn kill_again_and_again(run: &Run<'_>, kills: u32, within: u64) -> u32 {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut killed = 0;
    for _ in 0..kills {
        let elsewhere = run.clone().elsewhere();
        std::thread::sleep(Duration::from_millis(random.u64(5..within)));
        if !elsewhere.kill() {
            break;
        }
        killed += 1;
    }
    killed
}

#[test]
fn scd_2_with_closes_by_range() {
    let nights = |world: &World| {
        world.job("dim_customer").on(1).ok();
        world.change_many_customers(2100);
    };
    let undisturbed = World::with_many_customers(2100);
    nights(&undisturbed);
    undisturbed.job("dim_customer").on(2).lenient().ok();

    let world = World::with_many_customers(2100);
    nights(&world);
    world.slow_chunks(10_000);
    let run = world.job("dim_customer").on(2).lenient().parallel(3, 40);
    let killed = kill_again_and_again(&run, 15, 220);
    assert!(killed > 5, "killed only {killed} times");
    world.no_longer_slow();
    let report = run.ok();
    assert_eq!((report.run_id, report.resumed), (2, true));
    assert_eq!(report.counts.rows_read, 2010);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
}

#[test]
fn scd_2_with_closes_by_partition() {
    let csv = |word: &str, from: u32, to: u32| -> String {
        let rows: String = (from..to).map(|id| format!("{id},name {id},{word} {},m{id},{},j,\n", id % 3, id % 50)).collect();
        format!("id,name,city,email,points,joined,status\n{rows}")
    };
    let nights = |world: &World| {
        world.file("customers.csv", csv("old", 0, 1500));
        world.job("dim_customer_file").on(1).ok();
        world.file("customers.csv", csv("new", 200, 1600));
    };
    let undisturbed = World::new();
    nights(&undisturbed);
    undisturbed.job("dim_customer_file").on(2).lenient().ok();

    let world = World::new();
    nights(&world);
    world.slow_chunks(10_000);
    let run = world.job("dim_customer_file").on(2).lenient().parallel(3, 40);
    let killed = kill_again_and_again(&run, 12, 220);
    assert!(killed > 3, "killed only {killed} times");
    world.no_longer_slow();
    assert!(run.ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
}

#[test]
fn a_first_load() {
    let undisturbed = World::with_many_customers(1500);
    undisturbed.job("dim_customer").on(1).ok();

    let world = World::with_many_customers(1500);
    world.make_ledger();
    world.slow_chunks(10_000);
    let run = world.job("dim_customer").on(1).parallel(2, 30);
    let killed = kill_again_and_again(&run, 10, 200);
    assert!(killed > 3, "killed only {killed} times");
    world.no_longer_slow();
    assert!(run.ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(world.number("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'dim_customer'"), 2);
}

#[test]
fn rows_that_are_added_without_a_key() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..3000).map(|n| format!("{n},\"note\n{n}\",1.00\n")).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    world.slow_chunks(10_000);
    let run = world.job("fact_sale").parallel(3, 50);
    let killed = kill_again_and_again(&run, 10, 200);
    assert!(killed > 3, "killed only {killed} times");
    world.no_longer_slow();
    assert!(run.ok().resumed);
    assert_eq!(world.ask("SELECT count(*), count(DISTINCT sale), sum(note = 'note' || char(10) || sale) FROM fact_sale"), ["3000|3000|3000"]);
}
