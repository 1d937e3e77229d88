//! What a run refuses to do, and what it does when told to.

use loadwright_runtime::error::Kind;
use serde_json::json;

use crate::support::{Route, World, only_on};

#[test]
fn an_empty_source_is_refused_in_a_full_load() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.shop("DELETE FROM customer");
    let before = world.dump_all("dim_customer");
    let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
    assert_eq!(refused.error.exit_code(), 4);
    assert_eq!(
        (world.status(2).as_str(), world.dump_all("dim_customer")),
        ("REFUSED", before.clone())
    );
    // Neither a failed run before it nor a resumed one makes it pass.
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    world.add_customers("(2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(3).fails(Kind::Failed);
    world.warehouse("DROP TRIGGER broken");
    world.shop("DELETE FROM customer");
    world.job("dim_customer").on(3).fails(Kind::Refused);
    assert_eq!(world.dump_all("dim_customer"), before);
    // A run that is not resumed, and says so.
    world.add_customers("(2, 'Bob', 'Rome', NULL, NULL)");
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    world.job("dim_customer").on(4).fails(Kind::Failed);
    world.warehouse("DROP TRIGGER broken");
    world.shop("DELETE FROM customer");
    world
        .job("dim_customer")
        .on(5)
        .param("batch", "other")
        .fails(Kind::Refused);
    assert_eq!(world.dump_all("dim_customer"), before);
}

#[test]
fn a_null_that_only_the_table_refuses_rejects_its_row() {
    let world = World::new();
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', NULL), \
         ('b', 2), ('c', 3)",
    );
    world.warehouse("CREATE TABLE fact_stock (item TEXT, quantity INTEGER NOT NULL)");
    world.job("fact_stock").fails(Kind::Refused);
    let report = world.job("fact_stock").lenient().ok();
    assert_eq!((report.counts.inserted, report.counts.rejected), (2, 1));
    let rejects = world.ask(
        "SELECT column_name, reason FROM lw_reject WHERE run_id = (SELECT max(run_id) FROM \
         lw_reject)",
    );
    assert_eq!(
        rejects,
        ["quantity|NULL, and the table's column is NOT NULL"]
    );
}

#[test]
fn a_special_member_that_the_table_does_not_take_is_refused_before_a_row_moves() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', NULL)");
    if Route::of_test() != Route::Postgres {
        world.warehouse(
            "CREATE TABLE dim_customer (customer_sk INTEGER PRIMARY KEY, customer_id INTEGER NOT \
             NULL, name TEXT, city TEXT, points INTEGER,
               email TEXT NOT NULL, joined TEXT, batch TEXT, valid_from TEXT NOT NULL, valid_to \
             TEXT NOT NULL, is_current INTEGER NOT NULL,
               row_hash BLOB NOT NULL, load_id INTEGER, upd_load_id INTEGER NOT NULL, \
             dw_inserted_at TEXT, dw_updated_at TEXT)",
        );
    } else {
        world.job("dim_customer").on(1).ok();
        world.warehouse(
            "DELETE FROM dim_customer WHERE customer_sk = -1; UPDATE dim_customer SET upd_load_id \
             = 1",
        );
        for column in ["email", "row_hash", "upd_load_id"] {
            world.warehouse(&format!(
                "ALTER TABLE dim_customer ALTER {column} SET NOT NULL"
            ));
        }
    }
    let told = world
        .job("dim_customer")
        .on(2)
        .fails(Kind::Refused)
        .error
        .chain();
    for words in [
        "column `email` is NOT NULL, and is to hold the constant NULL",
        "column `row_hash` is NOT NULL without a default, and the special members",
        "column `upd_load_id` is NOT NULL without a default, and a new row has no change",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk = -1"),
        0
    );
}

#[test]
fn a_database_that_cannot_be_written_is_told_by_check_before_a_run_meets_it() {
    use std::os::unix::fs::PermissionsExt;
    only_on!(Sqlite);
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    let folder = world.path("");
    let place = |file: &str| {
        format!(
            "{{kind: [sqlite, postgres], url: \"sqlite:{}\"}}",
            folder.join(file).display()
        )
    };
    let path = folder.join("connections.yaml");
    std::fs::write(
        &path,
        format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop.db"),
            place("warehouse.db")
        ),
    )
    .unwrap();
    let may = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap()
    };
    let say = |command: &str| {
        crate::child::command_of_no_superuser(&[command, "--connections", path.to_str().unwrap()])
    };
    for file in ["shop.db", "warehouse.db"] {
        may(&folder.join(file), 0o444);
    }
    may(&folder, 0o555);
    let (code, told) = say("check");
    assert!(
        code == 4
            && told.contains("warehouse.db cannot be written")
            && told.contains("nothing can be made"),
        "{code} {told}"
    );
    let (code, told) = say("run");
    assert!(
        code == 1 && told.contains("is not writable"),
        "{code} {told}"
    );
    may(&folder, 0o777);
    may(&folder.join("warehouse.db"), 0o666);
    let (code, told) = say("check");
    assert_eq!(code, 0, "{told}");
}

#[test]
fn a_missing_source_is_refused() {
    let world = World::new();
    world.file("stores.csv", "code,town,manager\nA,Oslo,Ann\n");
    world.job("dim_store").on(1).ok();
    world.remove_file("stores.csv");
    let failed = world.job("dim_store").on(2).go().unwrap_err();
    assert_eq!(failed.error.exit_code(), 4, "{}", failed.error.chain());
    world.file("stores.csv", "code,town,manager\n");
    world.job("dim_store").on(3).fails(Kind::Refused);
    assert_eq!(
        world.number("SELECT count(*) FROM dim_store WHERE gone = 'N'"),
        1
    );
}

#[test]
fn an_empty_source_may_be_allowed() {
    let world = World::new();
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', 1), \
         ('b', 2)",
    );
    world.job("fact_stock").ok();
    world.shop("DELETE FROM stock");
    assert_eq!(world.job("fact_stock").ok().counts.closed, 2);
    assert_eq!(world.number("SELECT count(*) FROM fact_stock"), 0);
}

#[test]
fn a_mass_close_is_refused_until_it_is_allowed() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.shop(
        "DELETE FROM customer WHERE id > 60; UPDATE customer SET city = 'Rome' WHERE id <= 5",
    );
    let refused = world
        .job("dim_customer")
        .on(2)
        .parallel(2, 10)
        .fails(Kind::Refused);
    assert_eq!(
        (refused.error.exit_code(), world.status(2).as_str()),
        (4, "REFUSED")
    );
    assert!(
        refused.error.chain().contains("would close 40 of 100"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE is_current AND customer_sk > 0"),
        100,
        "nothing is closed"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE NOT is_current"),
        5,
        "the chunks stay"
    );

    // Keys that the source holds again by then are left alone.
    world.add_customers("(61, 'name 61', 'city 5', 'mail61@example.org', '2020-01-01')");
    let report = world
        .job("dim_customer")
        .on(2)
        .resume()
        .allow_mass_close()
        .ok();
    assert!(report.resumed && report.run_id == 2);
    assert_eq!(
        (
            report.counts.closed,
            report.counts.versioned,
            report.counts.rows_read
        ),
        (39, 5, 60),
        "only the closing is done"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE is_current AND customer_sk > 0"),
        61
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE valid_to LIKE '2024-01-02%'"),
        44,
        "at the run's effective time"
    );
}

#[test]
fn a_refused_run_is_not_resumed_by_itself() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.shop("DELETE FROM customer WHERE id > 60");
    world.job("dim_customer").on(2).fails(Kind::Refused);
    world.shop(
        "INSERT INTO customer (id, name, city) WITH RECURSIVE n(i) AS (SELECT 61 UNION ALL SELECT \
         i + 1 FROM n WHERE i < 95) SELECT i, 'x', 'y' FROM n",
    );
    let report = world.job("dim_customer").on(3).ok();
    assert!(!report.resumed);
    assert_eq!(report.counts.closed, 5);
    assert_eq!(world.status(2), "REFUSED", "how it ended stands for ever");
    assert_eq!(
        world.number("SELECT superseded_by FROM lw_run WHERE run_id = 2"),
        3
    );
    assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
}

#[test]
fn allow_mass_close_lets_it_at_once() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.shop("DELETE FROM customer WHERE id > 60");
    assert_eq!(
        world
            .job("dim_customer")
            .on(2)
            .allow_mass_close()
            .ok()
            .counts
            .closed,
        40
    );
}

#[test]
fn there_is_nothing_to_resume() {
    let world = World::with_many_customers(3);
    world.job("dim_customer").resume().fails(Kind::Usage);
    world.job("dim_customer").ok();
    world.job("dim_customer").resume().fails(Kind::Usage);
}

#[test]
fn rejects_over_the_limit_refuse_the_run_and_are_kept() {
    let world = World::with_many_customers(50);
    world.shop("UPDATE customer SET points = 'many' WHERE id IN (5, 45)");
    let refused = world
        .job("dim_customer")
        .on(1)
        .rejects(json!({"max_rows": 1}))
        .parallel(1, 10)
        .fails(Kind::Refused);
    assert_eq!(
        (refused.error.exit_code(), world.status(1).as_str()),
        (4, "REFUSED")
    );
    assert!(
        refused.error.chain().contains("points"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.ask("SELECT business_key, column_name, value FROM lw_reject ORDER BY business_key"),
        [
            "{\"customer_id\":45}|points|many",
            "{\"customer_id\":5}|points|many"
        ]
    );
    let report = world
        .job("dim_customer")
        .on(1)
        .rejects(json!({"max_rows": 2}))
        .parallel(1, 10)
        .ok();
    assert_eq!((report.counts.rejected, report.counts.rows_read), (2, 50));
    assert_eq!(
        world.number(&format!(
            "SELECT count(*) FROM lw_reject WHERE run_id = {}",
            report.run_id
        )),
        2
    );
}

#[test]
fn rejects_may_be_limited_by_share() {
    let world = World::with_many_customers(100);
    world.shop("UPDATE customer SET points = 'many' WHERE id <= 5");
    world
        .job("dim_customer")
        .on(1)
        .rejects(json!({"max_percent": 4.9}))
        .parallel(2, 10)
        .fails(Kind::Refused);
    assert_eq!(
        world
            .job("dim_customer")
            .on(1)
            .rejects(json!({"max_percent": 5}))
            .parallel(2, 10)
            .fresh()
            .ok()
            .counts
            .rejected,
        5
    );
}

#[test]
fn drift_is_refused_before_a_row_moves() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.warehouse("ALTER TABLE dim_customer RENAME COLUMN city TO town");
    let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
    assert!(
        refused.report.is_none() && refused.error.chain().contains("`city` is missing"),
        "{}",
        refused.error.chain()
    );
    world.warehouse("ALTER TABLE dim_customer RENAME COLUMN town TO city");
    world.shop("ALTER TABLE customer RENAME COLUMN city TO town");
    let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
    assert!(
        refused.error.chain().contains("`city` is missing"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_run"),
        1,
        "no run was opened"
    );
}

#[test]
fn columns_of_another_class_and_keys_of_another_collation_are_refused() {
    only_on!(Sqlite);
    let world = World::new();
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', 1)",
    );
    for (columns, said) in [
        (
            "item INTEGER, quantity INTEGER",
            "`item` is declared `INTEGER`",
        ),
        ("item TEXT, quantity TEXT", "`quantity` is declared `TEXT`"),
        (
            "item NUMERIC, quantity INTEGER",
            "`item` is declared `NUMERIC`",
        ),
        (
            "item TEXT COLLATE NOCASE, quantity INTEGER",
            "collation NOCASE",
        ),
        (
            "item TEXT, quantity INTEGER, more TEXT NOT NULL",
            "`more` is NOT NULL without a default",
        ),
        ("Item TEXT, quantity INTEGER", "names are exact"),
    ] {
        world.warehouse(&format!(
            "DROP TABLE IF EXISTS fact_stock; CREATE TABLE fact_stock ({columns})"
        ));
        let refused = world.job("fact_stock").fails(Kind::Refused);
        assert!(
            refused.error.chain().contains(said),
            "{columns}: {}",
            refused.error.chain()
        );
    }
    world.warehouse(
        "DROP TABLE fact_stock; CREATE TABLE fact_stock (item VARCHAR(5), quantity BIGINT, more \
         TEXT NOT NULL DEFAULT 'x')",
    );
    world.job("fact_stock").ok();
}

#[test]
fn two_current_rows_of_a_key_are_told() {
    let world = World::new();
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', 1)",
    );
    world.warehouse(
        "CREATE TABLE fact_stock (item TEXT, quantity INTEGER); INSERT INTO fact_stock VALUES \
         ('a', 1), ('a', 2)",
    );
    let failed = world.job("fact_stock").fails(Kind::Failed);
    assert!(
        failed.error.chain().contains("cannot build the index "),
        "{}",
        failed.error.chain()
    );
}

#[test]
fn no_ddl_makes_nothing() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    let failed = world.job("dim_customer").no_ddl().fails(Kind::Usage);
    assert_eq!(failed.error.exit_code(), 2, "{}", failed.error.chain());
    assert_eq!(
        world.number("SELECT count(*) FROM sqlite_schema"),
        0,
        "nothing was made"
    );
    world.job("dim_customer").on(1).ok();
    world.warehouse("DROP INDEX dim_customer_current; DROP INDEX dim_customer_versions;");
    world.shop("UPDATE customer SET city = 'Rome'");
    assert_eq!(
        world
            .job("dim_customer")
            .on(2)
            .no_ddl()
            .ok()
            .counts
            .versioned,
        1
    );
    assert_eq!(
        world.number("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'dim_customer_%'"),
        0
    );
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let world = World::with_many_customers(70);
    // No database yet, and none afterwards.
    let dry = world.job("dim_customer").on(1).dry().parallel(2, 10).ok();
    assert_eq!((dry.run_id, dry.counts.inserted), (0, 70));
    assert!(!world.path("warehouse.db").exists());
    assert_eq!(world.job("dim_customer").on(1).ok().counts, dry.counts);

    world.change_many_customers(70);
    world.shop(
        "UPDATE customer SET points = 'many' WHERE id = 5; INSERT INTO customer (id, name, \
         status) VALUES (900, 'x', 'test')",
    );
    let files = || -> Vec<_> {
        let mut files: Vec<_> = std::fs::read_dir(world.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        // A reader makes -shm and an empty -wal beside the database; a write would leave something
        // in the log.
        let beside = |path: &std::path::Path| path.to_string_lossy().ends_with("-shm");
        files
            .into_iter()
            .filter(|path| !beside(path))
            .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
            .filter(|(_, bytes)| !bytes.is_empty())
            .collect()
    };
    let before = files();
    for chunk in [7, 1000] {
        let dry = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .dry()
            .parallel(2, chunk)
            .ok();
        for kind in ["insert: ", "version: ", "update: ", "close: ", "reject: "] {
            assert!(
                dry.notes.iter().any(|note| note.starts_with(kind)),
                "{kind}: {:?}",
                dry.notes
            );
        }
        assert!(files() == before, "nothing is written");
    }
    let dry = world.job("dim_customer").on(2).lenient().dry().ok();
    assert_eq!(
        world.job("dim_customer").on(2).lenient().ok().counts,
        dry.counts
    );
}

#[test]
fn a_dry_run_says_what_would_be_refused() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.shop("DELETE FROM customer WHERE id > 60");
    let refused = world.job("dim_customer").on(2).dry().fails(Kind::Refused);
    assert_eq!(refused.report.unwrap().counts.closed, 40);
    world.shop("UPDATE customer SET points = 'x' WHERE id = 1");
    world
        .job("dim_customer")
        .on(2)
        .dry()
        .allow_mass_close()
        .fails(Kind::Refused);
    world.job("dim_customer").on(1).dry().fails(Kind::Refused);
    world.shop("DELETE FROM customer");
    world.job("dim_customer").on(2).dry().fails(Kind::Refused);
    assert_eq!(world.latest_run(), 1);
}
