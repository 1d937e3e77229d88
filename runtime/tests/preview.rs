//! A look before the run: it shows what becomes of rows, and leaves no trace.

use loadwright_runtime::preview;
use loadwright_runtime::preview::{Outcome, PreviewOf, PreviewRow};
use loadwright_runtime::program::Programs;
use loadwright_runtime::stop::Stop;
use serde_json::{Value, json};

use crate::support::{Route, Run, World};

const TEN: PreviewOf = PreviewOf {
    rows: 10,
    rejected: false,
};

fn look<J: Programs>(run: &Run<'_>, of: PreviewOf) -> Vec<PreviewRow> {
    let (options, _session) = run.ask.options(Stop::new());
    preview::<J>(&options, of).unwrap()
}

fn target(row: &PreviewRow) -> Value {
    match &row.outcome {
        Outcome::Loaded(target) => serde_json::from_str(target).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Nothing is in the warehouse: no database, no table.
fn is_untouched(world: &World) -> bool {
    match Route::of_test() {
        Route::Postgres => {
            world.server_count(
                "SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'dw'::regnamespace",
            ) == 0
        }
        Route::Sqlite | Route::PostgresToSqlite => !world.path("warehouse.db").exists(),
    }
}

#[test]
fn rows_of_a_table_are_seen_beside_their_target_rows() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', NULL, NULL, NULL)");
    world.shop(
        "INSERT INTO customer (id, name, status) VALUES (3, 'Tester', 'test'), (NULL, 'Nobody', \
         'x')",
    );
    let rows =
        look::<dim_customer::job::DimCustomer>(&world.job("dim_customer").param("batch", "7"), TEN);
    assert_eq!(rows.len(), 4);
    let by = |name: &str| rows.iter().find(|row| row.source.contains(name)).unwrap();
    let ann = target(by("Ann"));
    assert_eq!(
        (&ann["customer_id"], &ann["city"], &ann["batch"]),
        (&json!(1), &json!("OSLO"), &json!("7"))
    );
    assert_eq!(target(by("Bob"))["city"], Value::Null);
    assert_eq!(by("Tester").outcome, Outcome::Filtered);
    let Outcome::Rejected(reject) = &by("Nobody").outcome else {
        panic!("{:?}", by("Nobody"))
    };
    assert!(
        reject.column.contains("customer_id") || reject.column.contains("id"),
        "{reject:?}"
    );
    assert!(is_untouched(&world));

    let two = look::<dim_customer::job::DimCustomer>(
        &world.job("dim_customer"),
        PreviewOf { rows: 2, ..TEN },
    );
    assert_eq!(two.len(), 2);
    let rejected = look::<dim_customer::job::DimCustomer>(
        &world.job("dim_customer"),
        PreviewOf {
            rejected: true,
            ..TEN
        },
    );
    assert_eq!(rejected.len(), 1);
    assert!(is_untouched(&world));
}

#[test]
fn rows_of_a_file_are_seen_with_their_places() {
    let world = World::new();
    world.file("stores.csv", "code,town,manager\nA,Oslo,Ann\n,Rome,Bob\n");
    let rows = look::<dim_store::job::DimStore>(&world.job("dim_store"), TEN);
    assert_eq!(
        rows.iter()
            .map(|row| (row.file.as_deref(), row.line))
            .collect::<Vec<_>>(),
        [(Some("stores.csv"), 2), (Some("stores.csv"), 3)]
    );
    assert!(matches!(rows[0].outcome, Outcome::Loaded(_)));
    assert!(
        matches!(rows[1].outcome, Outcome::Rejected(_)),
        "{:?}",
        rows[1]
    );
    assert!(is_untouched(&world));
}

#[test]
fn a_source_that_is_not_what_the_job_needs_is_refused() {
    let world = World::new();
    world.shop("CREATE TABLE customer (id INTEGER)");
    let run = world.job("dim_customer");
    let (options, _session) = run.ask.options(Stop::new());
    let error = preview::<dim_customer::job::DimCustomer>(&options, TEN).unwrap_err();
    assert_eq!(error.exit_code(), 4, "{}", error.chain());
}
