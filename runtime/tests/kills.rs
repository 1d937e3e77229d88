//! SIGKILL between any two effects, again and again: the end is as if nothing had happened.

use crate::child::wait_until;
use crate::support::{Run, World, seed};

/// Where a run in the middle of its load passes again and again; each process gets a few chunks
/// further.
const ON_THE_WAY: [&str; 6] = [
    "source.row",
    "chunk.read",
    "chunk.begun",
    "chunk.applied",
    "chunk.before_commit",
    "chunk.committed",
];

/// Where every run passes once at its end, in this order.
const AT_THE_END: [&str; 4] = [
    "close.begun",
    "close.before_commit",
    "close.committed",
    "finish.before_commit",
];

/// Kills the run at drawn points when they are passed for a drawn time, then at each point of its
/// end, and starts it again each time. What other workers are doing when one comes to the point is
/// theirs.
fn kill_again_and_again(run: &Run<'_>, run_id: i64, kills: u32) {
    let mut random = seed();
    let drawn = (0..kills)
        .map(|_| {
            (
                ON_THE_WAY[random.usize(..ON_THE_WAY.len())],
                random.u32(0..3),
            )
        })
        .collect::<Vec<_>>();
    let last = AT_THE_END.map(|point| (point, 0));
    let mut killed = 0;
    for (point, passed) in drawn.into_iter().chain(last) {
        let actions = format!("{point}={passed}*off->return(kill)");
        // A server that is busy may take a while to see that the one that was killed before is
        // gone.
        let mut ended = (None, serde_json::Value::Null);
        wait_until("the lease is free", || {
            ended = run.clone().failing(&actions).elsewhere().end();
            ended.0 != Some(5)
        });
        match ended {
            (None, _) => killed += 1,
            // Too little was left to do to pass the point so often.
            (Some(0), _) => {
                break;
            }
            (code, answer) => panic!("{actions}: {code:?} {answer}"),
        }
    }
    if run.world.latest_run() < run_id || run.world.status(run_id) != "SUCCEEDED" {
        run.clone().ok();
    }
    assert_eq!(
        (run.world.latest_run(), run.world.status(run_id).as_str()),
        (run_id, "SUCCEEDED")
    );
    assert!(killed * 2 > kills, "it was killed only {killed} times");
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
    let run = world.job("dim_customer").on(2).lenient().parallel(3, 40);
    kill_again_and_again(&run, 2, 15);
    assert_eq!(
        world.number("SELECT rows_read FROM lw_run WHERE run_id = 2"),
        2010
    );
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
}

#[test]
fn scd_2_with_closes_by_partition() {
    let csv = |word: &str, from: u32, to: u32| -> String {
        let rows: String = (from..to)
            .map(|id| format!("{id},name {id},{word} {},m{id},{},j,\n", id % 3, id % 50))
            .collect();
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
    let run = world
        .job("dim_customer_file")
        .on(2)
        .lenient()
        .parallel(3, 40);
    kill_again_and_again(&run, 2, 12);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
}

#[test]
fn a_first_load() {
    let undisturbed = World::with_many_customers(1500);
    undisturbed.job("dim_customer").on(1).ok();

    let world = World::with_many_customers(1500);
    world.make_ledger();
    let run = world.job("dim_customer").on(1).parallel(2, 30);
    kill_again_and_again(&run, 2, 10);
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(world.indexes("dim_customer"), 2);
}

#[test]
fn rows_that_are_added_without_a_key() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..3000)
        .map(|n| format!("{n},\"note\n{n}\",1.00\n"))
        .collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    let run = world.job("fact_sale").parallel(3, 50);
    kill_again_and_again(&run, 2, 10);
    assert_eq!(
        world.ask(
            "SELECT count(*), count(DISTINCT sale), sum(note = 'note' || char(10) || sale) FROM \
             fact_sale"
        ),
        ["3000|3000|3000"]
    );
}
