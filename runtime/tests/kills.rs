//! SIGKILL at any moment, again and again: the end is as if nothing had happened.

use std::time::Duration;

use crate::support::{Run, World};

/// Kills the run at random moments, and starts it again each time until it ends.
fn kill_again_and_again(run: &Run<'_>, run_id: i64, kills: u32) {
    let given = std::env::var("LOADWRIGHT_TEST_SEED").ok();
    let seed = given.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("the same pauses before the kills again: LOADWRIGHT_TEST_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..kills {
        let elsewhere = run.clone().elsewhere();
        std::thread::sleep(Duration::from_millis(random.u64(5..200)));
        if !elsewhere.kill() {
            break;
        }
    }
    run.world.no_longer_slow();
    if run.world.latest_run() < run_id || run.world.status(run_id) != "SUCCEEDED" {
        run.clone().ok();
    }
    assert_eq!((run.world.latest_run(), run.world.status(run_id).as_str()), (run_id, "SUCCEEDED"));
    let resumes = run.world.number(&format!("SELECT resumes FROM lw_run WHERE run_id = {run_id}"));
    assert!(resumes > 2, "it was resumed only {resumes} times");
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
    world.slow_chunks(50_000);
    let run = world.job("dim_customer").on(2).lenient().parallel(3, 40);
    kill_again_and_again(&run, 2, 15);
    assert_eq!(world.number("SELECT rows_read FROM lw_run WHERE run_id = 2"), 2010);
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
    world.slow_chunks(50_000);
    let run = world.job("dim_customer_file").on(2).lenient().parallel(3, 40);
    kill_again_and_again(&run, 2, 12);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
}

#[test]
fn a_first_load() {
    let undisturbed = World::with_many_customers(1500);
    undisturbed.job("dim_customer").on(1).ok();

    let world = World::with_many_customers(1500);
    world.make_ledger();
    world.slow_chunks(50_000);
    let run = world.job("dim_customer").on(1).parallel(2, 30);
    kill_again_and_again(&run, 2, 10);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(world.indexes("dim_customer"), 2);
}

#[test]
fn rows_that_are_added_without_a_key() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..3000).map(|n| format!("{n},\"note\n{n}\",1.00\n")).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    world.slow_chunks(150_000);
    let run = world.job("fact_sale").parallel(3, 50);
    kill_again_and_again(&run, 2, 10);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale), sum(note = 'note' || char(10) || sale) FROM fact_sale"),
        ["3000|3000|3000"]
    );
}
