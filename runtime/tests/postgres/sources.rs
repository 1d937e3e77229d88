//! What only shows in large sources, or at their end.

use loadwright_runtime::error::Kind;

use crate::support::{World, only_on};
use crate::tables::CUSTOMER;

/// A shop that the server takes for one of millions of customers: large enough to be planned from a
/// sample, and small enough for a test.
fn large(count: u32) -> World {
    let world = World::with_many_customers(count);
    world.shop(
        "ANALYZE customer;
         UPDATE pg_class SET reltuples = 5000000 WHERE oid = 'customer'::regclass",
    );
    world
}

#[test]
fn a_very_large_table_is_cut_by_a_sample_and_loaded_whole() {
    only_on!(Postgres);
    let world = large(12_000);
    let report = world.job("dim_customer").on(1).parallel(2, 2_000).ok();
    assert_eq!(
        (report.counts.inserted, report.counts.rows_read),
        (12_000, 12_000)
    );
    let plan = world
        .ask(
            "SELECT json_extract(plan, '$.way'), json_extract(plan, '$.estimated_rows') >= \
             1000000 FROM lw_run",
        )
        .remove(0);
    assert_eq!(plan, "range|1");
    // Half of the pages are sampled: no range is far from the size that was asked for. Two ends
    // stay open, and NULL has a chunk of its own.
    let sizes = world.ask("SELECT rows_read FROM lw_chunk WHERE rows_read > 0 ORDER BY chunk");
    assert!((4..=10).contains(&sizes.len()), "{sizes:?}");
    assert!(
        sizes
            .iter()
            .all(|rows| rows.parse::<u64>().unwrap() < 4_000),
        "{sizes:?}"
    );

    let whole = World::with_many_customers(12_000);
    whole.job("dim_customer").on(1).ok();
    assert_eq!(world.dump("dim_customer"), whole.dump("dim_customer"));
    assert_eq!(
        world
            .job("dim_customer")
            .on(2)
            .parallel(2, 2_000)
            .ok()
            .counts
            .unchanged,
        12_000
    );
}

#[test]
fn a_fault_behind_rows_that_came_already_is_told_in_the_server_s_words_and_nothing_is_kept() {
    only_on!(Postgres);
    let world = World::new();
    world.shop(
        &CUSTOMER
            .replace("TABLE customer", "TABLE base")
            .replace("ON customer", "ON base"),
    );
    world.shop(
        "INSERT INTO base (id, name, points) SELECT n, 'name ' || n, '1' FROM generate_series(1, \
         900) n;
         CREATE VIEW customer AS SELECT id, name || (1 / (900 - id))::text AS name, city, email, \
         points, joined, status, phone FROM base",
    );
    let failed = world.job("dim_customer").on(1).fails(Kind::Failed);
    let told = failed.error.chain();
    assert!(
        told.contains("division by zero (22012)") && told.contains("chunk 1 of"),
        "{told}"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk > 0"),
        0
    );
    // The session that met it goes on being of use: the next run begins anew on the mended view.
    world.shop("DELETE FROM base WHERE id = 900");
    assert_eq!(world.job("dim_customer").on(1).ok().counts.inserted, 899);
}

#[test]
fn more_missing_keys_than_are_closed_at_once_are_all_closed() {
    only_on!(Postgres);
    let world = World::with_many_customers(21_000);
    world.job("dim_customer").on(1).parallel(2, 5_000).ok();
    world.shop("DELETE FROM customer WHERE id > 10");
    let refused = world
        .job("dim_customer")
        .on(2)
        .parallel(2, 5_000)
        .fails(Kind::Refused);
    assert!(
        refused.error.chain().contains("20990 of 21000"),
        "{}",
        refused.error.chain()
    );
    let report = world
        .job("dim_customer")
        .resume()
        .allow_mass_close()
        .parallel(2, 5_000)
        .ok();
    assert_eq!(
        (report.counts.closed, report.counts.unchanged),
        (20_990, 10)
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk > 0 AND is_current"),
        10
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk > 0"),
        21_000
    );
    assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
}
