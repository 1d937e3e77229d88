//! Rows whose key cannot be computed, in runs that go on over a source that moved: such a row could
//! be any key, so nothing is closed.

use std::time::{Duration, Instant};

use loadwright_runtime::report::Report;

use crate::support::{Run, World};

/// The shop's customers without an index, so that they are cut into partitions.
const UNINDEXED: &str = "CREATE TABLE customer (id INTEGER, name TEXT, city TEXT, email TEXT, \
                         points INTEGER, joined TEXT, status TEXT, phone TEXT);";

/// Keys that are gone, so that a run would close them.
const GONE: &str = "DELETE FROM customer WHERE id % 5 = 0;";

fn keyless(count: u32) -> String {
    format!(
        "INSERT INTO customer (id, name, city) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT \
         i + 1 FROM n WHERE i < {count})
         SELECT CAST(NULL AS INTEGER), 'nobody ' || i, 'nowhere' FROM n;"
    )
}

/// Kills the run when so many of its chunks are done.
fn kill_after(run: &Run<'_>, run_id: i64, chunks: i64) {
    let world = run.world;
    world.slow_chunks(200_000);
    let elsewhere = run.clone().elsewhere();
    let until = Instant::now() + Duration::from_secs(120);
    while world.number(&format!(
        "SELECT count(*) FROM lw_chunk WHERE run_id = {run_id} AND status = 'DONE'"
    )) < chunks
    {
        assert!(Instant::now() < until, "the run does not get there");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(elsewhere.kill(), "the run was over before it could be met");
    world.no_longer_slow();
}

fn closes_nothing(report: &Report) {
    assert!(report.resumed, "{report:?}");
    assert_eq!(report.counts.closed, 0, "{report:?}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.ends_with("nothing was closed")),
        "{report:?}"
    );
}

#[test]
fn they_stay_in_their_chunks_when_other_rows_are_put_before_them() {
    let world = World::new();
    world.shop(UNINDEXED);
    world.fill_customers(1000);
    world.job("dim_customer").on(1).parallel(2, 50).ok();
    world.shop(&format!("{GONE} {}", keyless(60)));
    let run = world.job("dim_customer").on(2).lenient().parallel(1, 50);
    kill_after(&run, 2, 8);
    world.shop(
        "CREATE TABLE old AS SELECT * FROM customer; DELETE FROM customer;
         INSERT INTO customer (id, name, city) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i \
         + 1 FROM n WHERE i < 333)
         SELECT 5000 + i, 'late', 'x' FROM n;
         INSERT INTO customer SELECT * FROM old; DROP TABLE old;",
    );
    let report = run.ok();
    closes_nothing(&report);
    assert_eq!(report.counts.rejected, 60);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT row) FROM lw_reject WHERE run_id = 2"),
        ["60|60"]
    );
}

#[test]
fn one_that_comes_later_is_seen_though_its_chunk_is_done() {
    let world = World::new();
    world.shop(UNINDEXED);
    world.fill_customers(1000);
    world.job("dim_customer").on(1).parallel(2, 50).ok();
    let run = world.job("dim_customer").on(2).lenient().parallel(1, 50);
    kill_after(&run, 2, 16);
    world.shop(&format!("{GONE} {}", keyless(1)));
    closes_nothing(&run.ok());
    // One that the filter takes out is none.
    world.shop("UPDATE customer SET status = 'test' WHERE id IS NULL");
    assert_eq!(
        world
            .job("dim_customer")
            .on(3)
            .lenient()
            .parallel(1, 50)
            .ok()
            .counts
            .closed,
        200
    );
}

#[test]
fn one_that_comes_later_is_seen_by_ranges_too() {
    let world = World::with_many_customers(1000);
    world.job("dim_customer").on(1).parallel(2, 50).ok();
    let run = world.job("dim_customer").on(2).lenient().parallel(1, 50);
    kill_after(&run, 2, 3);
    // As if another worker had been quick: there was nothing in it.
    world.warehouse(
        "UPDATE lw_chunk SET status = 'DONE' WHERE run_id = 2 AND bounds LIKE '%null_key%'",
    );
    world.shop(&format!("{GONE} {}", keyless(1)));
    closes_nothing(&run.ok());
}
