//! `check` says what a run would end with, before there is one.

use loadwright_runtime::error::Kind;

use crate::child::command_of;
use crate::support::{Route, World, goes_to_a_server, only_on};

/// What a job's binary says of this world.
pub fn says(world: &World, job: &str, arguments: &[&str]) -> (i32, String) {
    let place = |file: &str, schema: &str, on_server: bool| {
        if on_server {
            let url = world.server_url();
            format!("{{kind: postgres, url: \"{url}\", schema: {schema}}}")
        } else {
            let path = world.path(file);
            format!(
                "{{kind: sqlite, url: \"sqlite:{}\", schema: main}}",
                path.display()
            )
        }
    };
    let path = world.path("says.yaml");
    let text = format!(
        "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
        place("shop.db", "shop", Route::of_test() != Route::Sqlite),
        place("warehouse.db", "dw", goes_to_a_server())
    );
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let arguments: Vec<&str> = [arguments, &["--connections", &path]].concat();
    command_of(job, &arguments, &[])
}

fn check(world: &World, job: &str) -> (i32, String) {
    says(world, job, &["check"])
}

const ANN: &str = "(1, 'Ann', 'Oslo', NULL, NULL)";

/// A shop with stock, and a table of stock that is filled by hand.
fn with_stock(rows: &str) -> World {
    let world = World::new();
    world.shop(
        "CREATE TABLE stock (item TEXT, quantity INTEGER); INSERT INTO stock VALUES ('a', 1)",
    );
    world.warehouse(&format!(
        "CREATE TABLE fact_stock (item TEXT, quantity INTEGER); INSERT INTO fact_stock VALUES \
         {rows}"
    ));
    world
}

#[test]
fn a_job_log_that_is_too_new_is_told() {
    let world = World::with_customers(ANN);
    world.job("dim_customer").on(1).ok();
    world.warehouse("UPDATE lw_version SET version = 99");
    assert_eq!(check(&world, "dim_customer").0, 0);
    world.warehouse("UPDATE lw_version SET min_version = 99");
    let (code, told) = check(&world, "dim_customer");
    assert!(
        code == 2 && told.contains("of version 99, which programs before version 99 must not use"),
        "{code} {told}"
    );
}

#[test]
fn a_table_that_no_run_can_make_is_told_where_it_is_missing() {
    let told_by = "comes from the table's own default";
    let world = World::with_customers(ANN);
    let (code, told) = check(&world, "numbered");
    assert!(code == 2 && told.contains(told_by), "{code} {told}");
    let (code, told) = says(&world, "numbered", &["run"]);
    assert!(code == 2 && told.contains(told_by), "{code} {told}");
    // By now there is a job log.
    let (code, told) = check(&world, "numbered");
    assert!(code == 2 && told.contains(told_by), "{code} {told}");
    world.job("dim_customer").on(1).ok();
    let (code, told) = check(&world, "numbered");
    assert_eq!(code, 0, "{told}");
}

#[test]
fn a_target_that_is_no_table_is_told() {
    let world = World::with_customers(ANN);
    world.job("dim_customer").on(1).ok();
    world.warehouse(
        "ALTER TABLE dim_customer RENAME TO base; CREATE VIEW dim_customer AS SELECT * FROM base",
    );
    let told_by = "it is a view: name the table behind it";
    let (code, told) = check(&world, "dim_customer");
    assert!(code == 4 && told.contains(told_by), "{code} {told}");
    let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
    let told = refused.error.chain();
    assert!(told.contains(told_by), "{told}");
}

#[test]
fn a_virtual_table_is_no_target() {
    only_on!(Sqlite);
    let world = with_stock("('a', 1)");
    world.warehouse(
        "DROP TABLE fact_stock; CREATE VIRTUAL TABLE fact_stock USING fts5 (item, quantity)",
    );
    let (code, told) = check(&world, "fact_stock");
    assert!(
        code == 4 && told.contains("it is a virtual table"),
        "{code} {told}"
    );
    let refused = world.job("fact_stock").fails(Kind::Refused);
    let told = refused.error.chain();
    assert!(told.contains("it is a virtual table"), "{told}");
}

#[test]
fn two_rows_of_a_key_are_told_where_the_unique_index_is_still_to_be_made() {
    let world = with_stock("('a', 1), ('b', 1), ('b', 2), (NULL, 1), (NULL, 1)");
    let (code, told) = check(&world, "fact_stock");
    assert!(
        code == 4 && told.contains("fact_stock: it holds 2 rows of the key b, and"),
        "{code} {told}"
    );
    let failed = world.job("fact_stock").fails(Kind::Failed).error;
    let told = failed.chain();
    assert!(
        told.contains("there are 2 rows of the key b: cannot build the index"),
        "{told}"
    );
    world.warehouse("DELETE FROM fact_stock WHERE item = 'b' AND quantity = 1");
    // Rows without a key are no two rows of one.
    let (code, told) = check(&world, "fact_stock");
    assert_eq!(code, 0, "{told}");
    world.job("fact_stock").ok();
}

#[test]
fn only_current_rows_are_two_of_a_key() {
    let world = World::with_customers(ANN);
    world.job("dim_customer").on(1).ok();
    world.shop("UPDATE customer SET city = 'Rome'");
    world.job("dim_customer").on(2).ok();
    world.warehouse("DROP INDEX dim_customer_current");
    let (code, told) = check(&world, "dim_customer");
    assert_eq!(code, 0, "an ended version is none: {told}");
    world.warehouse(
        "INSERT INTO dim_customer (customer_id, name, valid_from, valid_to, is_current) SELECT \
         customer_id, name, valid_from, valid_to, is_current FROM dim_customer WHERE is_current \
         AND customer_id = 1",
    );
    let (code, told) = check(&world, "dim_customer");
    assert!(
        code == 4 && told.contains("it holds 2 current rows of the key 1, and"),
        "{code} {told}"
    );
    let failed = world.job("dim_customer").on(3).fails(Kind::Failed).error;
    let told = failed.chain();
    assert!(
        told.contains("there are 2 current rows of the key 1"),
        "{told}"
    );
}

#[test]
fn an_index_of_others_with_the_name_of_ours_is_told() {
    let cases = [
        (
            "CREATE INDEX dim_customer_current ON dim_customer (customer_id) WHERE is_current",
            "an index that is not unique",
        ),
        (
            "CREATE UNIQUE INDEX dim_customer_current ON dim_customer (customer_id, valid_from) \
             WHERE is_current",
            "an index over (customer_id, valid_from)",
        ),
        (
            "CREATE UNIQUE INDEX dim_customer_current ON dim_customer (customer_id) WHERE \
             customer_sk < 0",
            "an index over other rows than the current ones",
        ),
        (
            "CREATE UNIQUE INDEX dim_customer_current ON other (customer_id)",
            "an index of ",
        ),
        ("CREATE TABLE dim_customer_current (x INTEGER)", "a table"),
        (
            "CREATE VIEW dim_customer_current AS SELECT 1 AS x",
            "a view",
        ),
    ];
    let world = World::with_customers(ANN);
    world.warehouse("CREATE TABLE other (customer_id INTEGER)");
    world.job("dim_customer").on(1).ok();
    world.shop("UPDATE customer SET city = 'Rome'");
    let before = world.dump_all("dim_customer");
    for (sql, what) in cases {
        world.warehouse(&format!("DROP INDEX dim_customer_current; {sql}"));
        let told_by = format!(
            "the job's index dim_customer_current cannot be made, for its name is that of {what}"
        );
        let (code, told) = check(&world, "dim_customer");
        assert!(code == 4 && told.contains(&told_by), "{code} {told}");
        let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
        let told = refused.error.chain();
        assert!(told.contains(&told_by), "{told}");
        assert_eq!(world.dump_all("dim_customer"), before, "{sql}");
        let drop = ["TABLE", "VIEW"]
            .into_iter()
            .find(|kind| sql.contains(&format!("CREATE {kind}")));
        world.warehouse(&format!(
            "DROP {} dim_customer_current; CREATE UNIQUE INDEX dim_customer_current ON \
             dim_customer (customer_id) WHERE is_current",
            drop.unwrap_or("INDEX")
        ));
        // The same in a DBA's words serves.
        let (code, told) = check(&world, "dim_customer");
        assert_eq!(code, 0, "{told}");
    }
    assert_eq!(world.job("dim_customer").on(2).ok().counts.versioned, 1);

    // Nothing is made by a run that may make nothing, so nothing is in its way.
    world.warehouse(&format!("DROP INDEX dim_customer_current; {}", cases[3].0));
    world.shop("UPDATE customer SET city = 'Bern'");
    let report = world.job("dim_customer").on(3).no_ddl().ok();
    assert_eq!(report.counts.versioned, 1);

    // Nor is the table made where its index cannot be.
    world.warehouse("DROP TABLE dim_customer");
    let (code, told) = check(&world, "dim_customer");
    assert!(
        code == 4 && told.contains("is that of an index of "),
        "{code} {told}"
    );
    world.job("dim_customer").on(4).fails(Kind::Refused);
    let (code, told) = check(&world, "dim_customer");
    assert!(
        code == 4 && told.contains("is that of an index of "),
        "{code} {told}"
    );
    world.warehouse("DROP INDEX dim_customer_current");
    world.job("dim_customer").on(4).ok();
}

#[test]
fn a_run_does_without_the_index_that_is_not_unique_and_says_so() {
    let world = World::with_customers(ANN);
    world.warehouse(
        "CREATE TABLE other (customer_id INTEGER); CREATE INDEX dim_customer_versions ON other \
         (customer_id)",
    );
    let told_by = "the job's index dim_customer_versions cannot be made";
    // The first load makes its indexes behind the rows, the second before them.
    for day in 1..=2 {
        let notes = world.job("dim_customer").on(day).ok().notes;
        assert!(notes.iter().any(|note| note.contains(told_by)), "{notes:?}");
        let (code, told) = check(&world, "dim_customer");
        assert!(
            code == 0 && told.contains(&format!("warning: {told_by}")),
            "{code} {told}"
        );
    }
}

/// `dim_customer` as it would be with `generate: default`, for those who only look.
pub mod numbered {
    use dim_customer::DimCustomer;
    use dim_customer::job::INFO as CUSTOMER;
    use loadwright_runtime::info::{From, JobInfo, SourceInfo, SurrogateKey, TargetInfo};
    use loadwright_runtime::job::Job;
    use loadwright_runtime::program::{Program, Programs};
    use loadwright_runtime::row::{Reject, RowReader, RowWriter};
    use loadwright_runtime::scratch::Scratch;

    pub struct Numbered;

    static INFO: JobInfo = JobInfo {
        source: SourceInfo {
            from: From::Table("customer"),
            ..CUSTOMER.source
        },
        target: TargetInfo {
            surrogate_key: match CUSTOMER.target.surrogate_key {
                Some(key) => Some(SurrogateKey {
                    identity: false,
                    ..key
                }),
                None => None,
            },
            ..CUSTOMER.target
        },
        ..CUSTOMER
    };

    impl Programs for Numbered {
        const PROGRAMS: &'static [Program] = DimCustomer::PROGRAMS;
    }

    impl Job for Numbered {
        type Source<'a> = ();
        type Key<'a> = ();
        type Target<'a> = ();
        type Lookups = ();

        const INFO: &'static JobInfo = &INFO;

        fn read<'a, R: RowReader<'a>>(_: &R) -> Result<(), Reject> {
            unreachable!()
        }

        fn key<'a, R: RowReader<'a>>(_: &R, (): &'a (), _: &'a Scratch) -> Result<(), Reject> {
            unreachable!()
        }

        fn transform<'a>((): &(), (): &(), (): &'a (), _: &'a Scratch) -> Result<(), Reject> {
            unreachable!()
        }

        fn write_key<W: RowWriter>((): &(), _: &mut W) {}

        fn write<W: RowWriter>((): &(), _: &mut W) {}

        fn write_type2<W: RowWriter>((): &(), _: &mut W) {}

        fn write_type1<W: RowWriter>((): &(), _: &mut W) {}

        fn read_key<'a, R: RowReader<'a>>(_: &R) -> Result<(), Reject> {
            unreachable!()
        }

        fn read_target<'a, R: RowReader<'a>>(_: &R) -> Result<(), Reject> {
            unreachable!()
        }
    }
}
