//! One run a table at a time, whatever becomes of its holder.

use loadwright_runtime::error::Kind;
use xxhash_rust::xxh3::xxh3_64;

use crate::child::{Elsewhere, wait_for_the_middle};
use crate::support::{World, only_on};

fn loaded(count: u32) -> World {
    let world = World::with_many_customers(count);
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(count);
    world
}

fn token(world: &World) -> i64 {
    world.number("SELECT token FROM lw_lease WHERE target LIKE '%.dim_customer'")
}

#[test]
fn a_second_run_is_refused_and_told_by_whom() {
    let world = loaded(700);
    // It must not be over before all the others have been refused.
    world.slow_chunks(400_000);
    let first = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    let holder = first.child.id().to_string();
    let refused = world.job("dim_customer").on(3).fails(Kind::Held);
    assert_eq!(refused.error.exit_code(), 5);
    assert!(
        refused.error.chain().contains(&holder),
        "{} does not name process {holder}",
        refused.error.chain()
    );
    // The lease is on the table: another job that writes it is refused too.
    world.file(
        "customers.csv",
        "id,name,city,email,points,joined,status\n1,x,x,x,1,x,x\n",
    );
    world.job("dim_customer_file").on(3).fails(Kind::Held);
    // A dry run writes nothing, so it needs no lease.
    world.job("dim_customer").on(3).lenient().dry().ok();
    world.no_longer_slow();
    assert_eq!(first.end().0, Some(0), "the first is not disturbed");
    assert_eq!(world.latest_run(), 2);
}

#[test]
fn another_table_of_the_same_database_may_be_loaded_meanwhile() {
    let world = loaded(700);
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', 1)",
    );
    world.slow_chunks(20_000);
    let first = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 50)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    world.job("fact_stock").ok();
    assert_eq!(first.end().0, Some(0));
}

#[test]
fn a_killed_holders_lease_is_taken_over() {
    let world = loaded(700);
    world.slow_chunks(20_000);
    let first = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 20)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    let before = token(&world);
    assert!(first.kill());
    world.no_longer_slow();
    assert!(world.job("dim_customer").on(2).lenient().ok().resumed);
    assert!(token(&world) > before);
}

/// A server may see only after a while that a process is gone, and holds its lock until then.
#[test]
fn a_dead_holders_lock_is_waited_for_and_a_living_ones_is_not() {
    only_on!(Postgres);
    let world = loaded(20);
    let lock = || {
        let mut client = world.server().client("dw");
        client
            .query_one(
                "SELECT pg_advisory_lock($1)",
                &[&(xxh3_64(b"loadwright lease dw.dim_customer") as i64)],
            )
            .unwrap();
        client
    };
    let mut child = std::process::Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    let name = |process: u32| {
        world.warehouse(&format!(
            "UPDATE lw_lease SET holder = regexp_replace(holder, '^process \\d+', 'process \
             {process}') WHERE target LIKE '%customer'"
        ));
    };

    let living = lock();
    let refused = world.job("dim_customer").on(2).lenient().fails(Kind::Held);
    let said = format!("process {}", std::process::id());
    assert!(
        refused.error.chain().contains(&said),
        "{}",
        refused.error.chain()
    );
    name(child.id());
    let unlocks = std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_secs(1));
        drop(living);
    });
    world.job("dim_customer").on(2).lenient().ok();
    unlocks.join().unwrap();

    // Not for ever.
    name(child.id());
    let _for_ever = lock();
    world.job("dim_customer").on(3).lenient().fails(Kind::Held);
}

/// Stops the process at a moment when it holds no lock on the database.
fn freeze_between_transactions(world: &World, run: &Elsewhere) {
    let other = world.connect();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    for _ in 0..500 {
        run.signal("STOP");
        run.wait_until_stopped();
        if other.execute_batch("BEGIN IMMEDIATE").is_ok() {
            other.execute_batch("ROLLBACK").unwrap();
            return;
        }
        run.signal("CONT");
        std::thread::sleep(std::time::Duration::from_micros(700));
    }
    panic!("the run holds the database without a pause");
}

#[test]
fn a_frozen_holder_that_lost_its_lock_cannot_commit_late() {
    only_on!(Sqlite);
    let world = loaded(2100);
    world.slow_chunks(2_000);
    let first = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(1, 5)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    freeze_between_transactions(&world, &first);
    assert!(
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status <> 'DONE'") > 0,
        "the run was over already"
    );
    // The lock file is gone, as on a drive that forgot it: someone else takes the table over.
    std::fs::remove_file(world.path("warehouse.db.main.dim_customer.lock")).unwrap();
    let before = token(&world);
    let second = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 50)
        .ok();
    assert!(second.resumed && second.run_id == 2);
    assert_eq!(token(&world), before + 1);
    let table = world.dump_all("dim_customer");
    let ledger =
        world.ask("SELECT status, finished_at, closed, message FROM lw_run WHERE run_id = 2");

    first.signal("CONT");
    let (code, answer) = first.end();
    assert_eq!(code, Some(5), "{answer}");
    assert!(
        answer["error"].as_str().unwrap().contains("taken over"),
        "{answer}"
    );
    assert_eq!(world.dump_all("dim_customer"), table);
    assert_eq!(
        world.ask("SELECT status, finished_at, closed, message FROM lw_run WHERE run_id = 2"),
        ledger
    );
}

#[test]
fn of_two_runs_that_start_at_once_one_is_told_that_the_other_holds_the_table() {
    let world = World::with_many_customers(60);
    world.make_ledger();
    for _ in 0..12 {
        let run = world.job("dim_customer").fresh().lenient();
        let ends = [run.clone().elsewhere(), run.elsewhere()].map(|rival| rival.end());
        for (code, answer) in &ends {
            assert!(matches!(code, Some(0 | 5)), "{code:?} {answer}");
        }
        assert!(ends.iter().any(|(code, _)| *code == Some(0)), "{ends:?}");
    }
}

#[test]
fn who_only_looks_is_not_ended_by_a_run_that_starts() {
    let world = World::with_many_customers(60);
    world.job("dim_customer").on(1).ok();
    for n in 2..14 {
        let looking = world.job("dim_customer").on(n).lenient().dry().elsewhere();
        world.job("dim_customer").on(n).lenient().ok();
        let (code, answer) = looking.end();
        // It may find the table as it was before the run, or after it: then its time has passed.
        assert!(code == Some(0) || code == Some(4), "{code:?} {answer}");
    }
}
