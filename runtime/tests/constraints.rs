//! Unique constraints of the table on other columns than the key: values that move from one key to
//! another within a load.

use loadwright_runtime::error::Kind;
use loadwright_runtime::report::Counts;

use crate::child::command;
use crate::support::{Route, World, goes_to_a_server, only_on};

/// How loads are cut and worked: all in one chunk, a key a chunk, several workers. A server takes
/// its time: fewer there.
fn ways() -> &'static [(u64, u64)] {
    const WAYS: &[(u64, u64)] = &[(1, 1000), (3, 1), (1, 1), (2, 2)];
    if goes_to_a_server() { &WAYS[..2] } else { WAYS }
}

const ONE_NAME: &str = "CREATE UNIQUE INDEX one_name ON dim_customer (name) WHERE is_current";

/// What a second load comes to, where the constraint is there and where it is not.
fn loads_as_without(constraint: &str, first: &str, second: &str) -> Counts {
    let load = |constraint: &str, (workers, chunk): (u64, u64)| {
        let world = World::with_customers(first);
        world.job("dim_customer").on(1).ok();
        if !constraint.is_empty() {
            world.warehouse(constraint);
        }
        world.replace_customers(second);
        let report = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(workers, chunk)
            .ok();
        assert_eq!(
            world.number("SELECT count(*) FROM lw_chunk WHERE status <> 'DONE'"),
            0
        );
        assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
        assert_eq!(
            world
                .job("dim_customer")
                .on(3)
                .lenient()
                .ok()
                .counts
                .unchanged,
            report.counts.rows_read,
            "{workers} by {chunk}"
        );
        (report.counts, world.dump("dim_customer"))
    };
    let free = load("", (1, 1000));
    for way in ways() {
        assert_eq!(load(constraint, *way), free, "{way:?}");
    }
    free.0
}

#[test]
fn a_name_is_taken_over_from_a_key_that_is_gone() {
    let counts = loads_as_without(
        ONE_NAME,
        "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL), (3, 'Cy', 'Bonn', NULL, \
         NULL), (9, 'Zoe', 'Bern', NULL, NULL)",
        // By a new key, and by one that is there.
        "(2, 'Zoe', 'Rome', NULL, NULL), (3, 'Cy', 'Bonn', NULL, NULL), (4, 'Ann', 'Kiel', NULL, \
         NULL)",
    );
    assert_eq!(
        (
            counts.inserted,
            counts.versioned,
            counts.unchanged,
            counts.closed
        ),
        (1, 1, 1, 2)
    );
}

#[test]
fn names_go_round() {
    let first = "(1, 'Ann', 'Oslo', 'a', '1'), (2, 'Bob', 'Rome', 'b', '2'), (3, 'Cy', 'Bonn', \
                 'c', '3'), (4, 'Di', 'Kiel', 'd', '4')";
    // Two exchange theirs.
    let swap = "(1, 'Bob', 'Oslo', 'a', '1'), (2, 'Ann', 'Rome', 'b', '2'), (3, 'Cy', 'Bonn', \
                'c', '3'), (4, 'Di', 'Kiel', 'd', '4')";
    assert_eq!(loads_as_without(ONE_NAME, first, swap).versioned, 2);
    // All hand theirs on, with type 1 changes beside.
    let round = "(1, 'Bob', 'Oslo', 'A', '1'), (2, 'Cy', 'Rome', 'b', '2'), (3, 'Di', 'Bonn', \
                 'C', '3'), (4, 'Ann', 'Kiel', 'd', '4')";
    assert_eq!(loads_as_without(ONE_NAME, first, round).versioned, 4);
    // A chain with an end that is free, one that is gone and one that is new.
    let chain = "(1, 'Eve', 'Oslo', 'a', '1'), (2, 'Ann', 'Rome', 'b', '2'), (4, 'Bob', 'Kiel', \
                 'd', '4'), (5, 'Di', 'Rom', 'e', '5')";
    let counts = loads_as_without(ONE_NAME, first, chain);
    assert_eq!(
        (counts.versioned, counts.inserted, counts.closed),
        (3, 1, 1)
    );
}

#[test]
fn two_keys_with_one_name_are_refused_with_key_and_constraint() {
    for (workers, chunk) in ways().iter().copied() {
        let world = World::with_customers(
            "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL), (3, 'Cy', 'Bonn', \
             NULL, NULL)",
        );
        world.job("dim_customer").on(1).ok();
        world.warehouse(ONE_NAME);
        world.replace_customers(
            "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Ann', 'Rome', NULL, NULL), (3, 'Cyd', 'Bonn', \
             NULL, NULL)",
        );
        let before = world.ask("SELECT * FROM dim_customer WHERE customer_id = 2");
        let refused = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(workers, chunk)
            .fails(Kind::Conflict);
        assert_eq!(refused.error.exit_code(), 4);
        let chain = refused.error.chain();
        for part in [
            "cannot write the row with the key 2",
            "chunk",
            if goes_to_a_server() {
                "one_name"
            } else {
                "dim_customer.name"
            },
        ] {
            assert!(chain.contains(part), "{part} is not in: {chain}");
        }
        assert!(
            refused
                .error
                .advice()
                .unwrap()
                .contains("has the same name: if the source gives it to two keys"),
            "{:?}",
            refused.error.advice()
        );
        let report = refused.report.unwrap();
        assert_eq!((report.retries, world.status(2).as_str()), (0, "REFUSED"));
        assert_eq!(
            world.ask("SELECT * FROM dim_customer WHERE customer_id = 2"),
            before
        );
        // What could be loaded is; and when the source is mended, the rest.
        world.shop("UPDATE customer SET name = 'Bea' WHERE id = 2");
        let mended = world
            .job("dim_customer")
            .on(3)
            .lenient()
            .parallel(workers, chunk)
            .ok();
        assert_eq!(
            mended.counts.versioned,
            if chunk == 1 {
                1
            } else {
                mended.counts.versioned
            }
        );
        assert_eq!(
            world.ask(
                "SELECT name FROM dim_customer WHERE is_current AND customer_sk > 0 ORDER BY \
                 customer_id"
            ),
            ["Ann", "Bea", "Cyd"]
        );
    }
}

#[test]
fn a_first_load_names_the_key_too() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.warehouse(&format!(
        "DELETE FROM dim_customer WHERE customer_sk > 0; {ONE_NAME}"
    ));
    world.shop("UPDATE customer SET name = 'Ann'");
    let refused = world
        .job("dim_customer")
        .on(2)
        .parallel(1, 1)
        .fails(Kind::Conflict);
    assert!(
        refused
            .error
            .chain()
            .contains("cannot write the row with the key 2"),
        "{}",
        refused.error.chain()
    );
}

#[test]
fn over_the_close_limit_what_waits_goes_on_with_the_close() {
    let rows = |from: u32, to: u32| {
        (from..to)
            .map(|n| format!("({n}, 'name {n}', 'x', NULL, NULL)"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let world = World::with_customers(&rows(1, 101));
    world.job("dim_customer").on(1).ok();
    world.warehouse(ONE_NAME);
    // Half are gone; one that stays takes the name of one that is gone.
    world.replace_customers(&rows(1, 51));
    world.shop("UPDATE customer SET name = 'name 99' WHERE id = 7");
    let refused = world
        .job("dim_customer")
        .on(2)
        .parallel(2, 10)
        .fails(Kind::Refused);
    assert!(
        refused.error.chain().contains("close_limit"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status <> 'DONE'"),
        1
    );
    let report = world
        .job("dim_customer")
        .on(2)
        .resume()
        .allow_mass_close()
        .parallel(2, 10)
        .ok();
    assert_eq!(
        (
            report.counts.closed,
            report.counts.versioned,
            report.counts.unchanged
        ),
        (50, 1, 49)
    );
    assert_eq!(
        world.ask("SELECT customer_id FROM dim_customer WHERE name = 'name 99' AND is_current"),
        ["7"]
    );
}

#[test]
fn a_name_is_taken_over_from_a_key_whose_last_version_says_that_it_is_gone() {
    for (workers, chunk) in ways().iter().copied() {
        let world = World::new();
        world.shop(
            "CREATE TABLE contract (id bigint PRIMARY KEY, name text, grade text, origin text, \
             scope text);
             INSERT INTO contract VALUES (1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 's')",
        );
        world.job("dim_contract").on(1).ok();
        world.warehouse(
            "CREATE UNIQUE INDEX one_name ON dim_contract (name) WHERE is_current AND gone = 'N'",
        );
        world.shop(
            "DELETE FROM contract WHERE id = 1; UPDATE contract SET name = 'Ann' WHERE id = 2; \
             INSERT INTO contract VALUES (3, 'Bob', 'c', 'z', 's')",
        );
        let counts = world
            .job("dim_contract")
            .on(2)
            .lenient()
            .parallel(workers, chunk)
            .ok()
            .counts;
        assert_eq!(
            (counts.inserted, counts.versioned, counts.closed),
            (1, 1, 1)
        );
        assert_eq!(
            world.ask(
                "SELECT contract_id, name, gone FROM dim_contract WHERE is_current AND \
                 contract_sk > 0 ORDER BY contract_id"
            ),
            ["1|Ann|Y", "2|Ann|N", "3|Bob|N"]
        );
    }
}

/// Rates with codes that are unique, loaded; then these.
fn rates(
    constraint: &str,
    second: &str,
    (workers, chunk): (u64, u64),
) -> (World, Result<Counts, String>) {
    let world = World::new();
    world.shop("CREATE TABLE rate (id bigint PRIMARY KEY, code text, origin text)");
    world
        .shop("INSERT INTO rate VALUES (1, 'a', 'x'), (2, 'b', 'x'), (3, 'c', 'x'), (4, 'd', 'x')");
    world.job("dim_rate").on(1).ok();
    world.warehouse(constraint);
    world.shop(&format!(
        "DELETE FROM rate; INSERT INTO rate VALUES {second}"
    ));
    let result = world
        .job("dim_rate")
        .on(2)
        .lenient()
        .parallel(workers, chunk)
        .go();
    let result = result.map(|report| report.counts).map_err(|failed| {
        assert_eq!(
            failed.error.kind(),
            Kind::Conflict,
            "{}",
            failed.error.chain()
        );
        format!(
            "{}; {}",
            failed.error.chain(),
            failed.error.advice().unwrap_or_default()
        )
    });
    (world, result)
}

const ONE_CODE: &str = "CREATE UNIQUE INDEX one_code ON dim_rate (code)";

#[test]
fn without_a_history_a_code_is_taken_over_where_another_gives_it_up() {
    let codes = |world: &World| world.ask("SELECT rate_id, code FROM dim_rate ORDER BY rate_id");
    for way in ways().iter().copied() {
        // From a row that is deleted, by a new one and by one that is there.
        let (world, counts) = rates(ONE_CODE, "(2, 'd', 'x'), (3, 'c', 'x'), (5, 'a', 'x')", way);
        assert_eq!(
            counts.map(|counts| (counts.inserted, counts.updated, counts.closed)),
            Ok((1, 1, 2)),
            "{way:?}"
        );
        assert_eq!(codes(&world), ["2|d", "3|c", "5|a"]);
        // From one that changes, by a new one.
        let (world, counts) = rates(
            ONE_CODE,
            "(1, 'e', 'x'), (2, 'b', 'x'), (3, 'c', 'x'), (4, 'd', 'x'), (5, 'a', 'x')",
            way,
        );
        assert_eq!(
            counts.map(|counts| (counts.inserted, counts.updated)),
            Ok((1, 1)),
            "{way:?}"
        );
        assert_eq!(codes(&world), ["1|e", "2|b", "3|c", "4|d", "5|a"]);
    }
    // A chain, against the order of the keys: chunk by chunk, and in SQLite row by row.
    for way in ways()
        .iter()
        .filter(|(_, chunk)| *chunk == 1 || !goes_to_a_server())
    {
        let (world, counts) = rates(
            ONE_CODE,
            "(1, 'b', 'x'), (2, 'c', 'x'), (3, 'd', 'x'), (4, 'e', 'x')",
            *way,
        );
        assert_eq!(counts.map(|counts| counts.updated), Ok(4), "{way:?}");
        assert_eq!(codes(&world), ["1|b", "2|c", "3|d", "4|e"]);
    }
}

#[test]
fn without_a_history_codes_are_exchanged_where_the_constraint_can_wait() {
    let swap = "(1, 'b', 'x'), (2, 'a', 'x'), (3, 'c', 'x'), (4, 'd', 'x')";
    for way in ways().iter().copied() {
        let (world, refused) = rates(ONE_CODE, swap, way);
        let told = refused.unwrap_err();
        assert!(
            told.contains("cannot write the row with the key")
                && told.contains("two keys exchange their values")
                || told.contains("DEFERRABLE"),
            "{told}"
        );
        assert_eq!(world.status(2), "REFUSED");
        if !goes_to_a_server() {
            continue;
        }
        for when in ["DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"] {
            let one_code =
                format!("ALTER TABLE dim_rate ADD CONSTRAINT one_code UNIQUE (code) {when}");
            let (world, counts) = rates(&one_code, swap, way);
            assert_eq!(counts.map(|counts| counts.updated), Ok(2), "{when} {way:?}");
            assert_eq!(
                world.ask("SELECT rate_id, code FROM dim_rate ORDER BY rate_id LIMIT 2"),
                ["1|b", "2|a"]
            );
            let (_, refused) = rates(
                &one_code,
                "(1, 'b', 'x'), (2, 'b', 'x'), (3, 'c', 'x'), (4, 'd', 'x')",
                way,
            );
            assert!(
                refused.as_ref().is_err_and(
                    |told| told.contains("the row with the key") && told.contains("one_code")
                ),
                "{when} {way:?}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_sequence_that_is_behind_is_told_as_what_it_is() {
    only_on!(Postgres);
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.warehouse("ALTER TABLE dim_customer ALTER customer_sk RESTART WITH 1");
    world.add_customers("(3, 'Cy', 'Bonn', NULL, NULL)");
    let failed = world.job("dim_customer").on(2).fails(Kind::Failed);
    assert!(
        failed.error.advice().unwrap().contains("set its sequence"),
        "{:?}",
        failed.error.advice()
    );
    assert_eq!(failed.report.unwrap().retries, 0);
}

#[test]
fn what_a_constraint_will_not_take_is_said_before_a_run() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    let says = |what: &str| {
        let url = |file: &str| match Route::of_test() {
            Route::Sqlite => format!("sqlite:{}", world.path(file).display()),
            Route::PostgresToSqlite if file == "warehouse.db" => {
                format!("sqlite:{}", world.path(file).display())
            }
            _ => world.server_url(),
        };
        let schema = |name: &str, file: &str| {
            if url(file).starts_with("sqlite:") {
                "main".to_owned()
            } else {
                name.to_owned()
            }
        };
        let place = |name: &str, file: &str| {
            format!(
                "{{kind: [sqlite, postgres], schema: {}, url: \"{}\"}}",
                schema(name, file),
                url(file)
            )
        };
        let path = world.path("check.yaml");
        let text = format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop", "shop.db"),
            place("dw", "warehouse.db")
        );
        std::fs::write(&path, text).unwrap();
        command(&[what, "--connections", &path.display().to_string()], &[])
    };
    for what in ["check", "plan"] {
        let (code, told) = says(what);
        assert!(
            code == 0 && !told.contains("warning"),
            "{what}: {code} {told}"
        );
    }
    world.warehouse(
        "CREATE UNIQUE INDEX one_name ON dim_customer (name); CREATE UNIQUE INDEX one_mail ON \
         dim_customer (email) WHERE is_current",
    );
    for what in ["check", "plan"] {
        let (code, told) = says(what);
        let column = "WHERE \"is_current\" = ";
        assert!(
            code == 0
                && told.contains(
                    "warning: the unique index one_name on (name) is about ended versions too"
                ),
            "{what}: {code} {told}"
        );
        assert!(
            told.contains(column) && !told.contains("one_mail"),
            "{told}"
        );
    }
}

/// Keys with names, each name once; the cities tell versions apart.
fn some_names(random: &mut fastrand::Rng) -> Vec<(u32, &'static str)> {
    let mut names = ["Ann", "Bob", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"];
    random.shuffle(&mut names);
    (1..).zip(names).filter(|_| random.u8(..4) > 0).collect()
}

#[test]
fn whatever_names_move_each_load_ends_as_the_source_says() {
    for seed in 0..if goes_to_a_server() { 4 } else { 16 } {
        let mut random = fastrand::Rng::with_seed(seed);
        let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
        world.job("dim_customer").on(1).ok();
        world.warehouse(ONE_NAME);
        for night in 2..6 {
            let names = some_names(&mut random);
            let rows: Vec<String> = names
                .iter()
                .map(|(key, name)| format!("({key}, '{name}', 'x', NULL, NULL)"))
                .collect();
            if rows.is_empty() {
                continue;
            }
            world.replace_customers(&rows.join(", "));
            let (workers, chunk) = (random.u64(1..4), random.u64(1..5));
            world
                .job("dim_customer")
                .on(night)
                .lenient()
                .parallel(workers, chunk)
                .ok();
            let current = world.ask(
                "SELECT customer_id, name FROM dim_customer WHERE is_current AND customer_sk > 0 \
                 ORDER BY customer_id",
            );
            let expected: Vec<String> = names
                .iter()
                .map(|(key, name)| format!("{key}|{name}"))
                .collect();
            assert_eq!(current, expected, "seed {seed}, night {night}");
            let broken = "SELECT count(*) FROM (SELECT valid_from, valid_to, lead(valid_from) \
                          OVER (PARTITION BY customer_id ORDER BY valid_from) AS next
                          FROM dim_customer WHERE customer_sk > 0) WHERE valid_from >= valid_to OR \
                          next < valid_to";
            assert_eq!(world.number(broken), 0, "seed {seed}, night {night}");
        }
    }
}

#[test]
fn a_constraint_on_periods_lets_names_move_too() {
    only_on!(Postgres);
    for (workers, chunk) in ways().iter().copied() {
        let world = World::with_customers(
            "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL), (3, 'Cy', 'Bonn', \
             NULL, NULL)",
        );
        world.job("dim_customer").on(1).ok();
        world.warehouse(
            "CREATE EXTENSION IF NOT EXISTS btree_gist;
             ALTER TABLE dim_customer ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (name WITH \
             =, tstzrange(valid_from, valid_to) WITH &&)",
        );
        world.replace_customers(
            "(1, 'Bob', 'Oslo', NULL, NULL), (2, 'Ann', 'Rome', NULL, NULL), (4, 'Cy', 'Bonn', \
             NULL, NULL)",
        );
        // The new key begins at the low date, where the key that is gone had the name: that cannot
        // be.
        let refused = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(workers, chunk)
            .fails(Kind::Conflict);
        assert!(
            refused.error.chain().contains("one_at_a_time"),
            "{}",
            refused.error.chain()
        );
        world.shop("UPDATE customer SET name = 'Di' WHERE id = 4");
        world
            .job("dim_customer")
            .on(3)
            .lenient()
            .parallel(workers, chunk)
            .ok();
        assert_eq!(
            world.ask(
                "SELECT customer_id, name FROM dim_customer WHERE is_current AND customer_sk > 0 \
                 ORDER BY customer_id"
            ),
            ["1|Bob", "2|Ann", "4|Di"]
        );
    }
}

#[test]
fn a_primary_key_on_another_column_is_such_a_constraint_too() {
    only_on!(Sqlite);
    for declared in ["INTEGER PRIMARY KEY", "INT PRIMARY KEY"] {
        let world = World::new();
        world.warehouse(&format!(
            "CREATE TABLE fact_stock (item TEXT, quantity {declared})"
        ));
        let load = |rows: &str| {
            world.shop(&format!(
                "CREATE TABLE IF NOT EXISTS stock (item TEXT, quantity INTEGER); DELETE FROM \
                 stock; INSERT INTO stock VALUES {rows}"
            ));
            world.job("fact_stock").lenient().go()
        };
        load("('a', 1), ('b', 2)").unwrap();
        assert_eq!(
            load("('a', 2), ('b', 3)").unwrap().counts.updated,
            2,
            "{declared}"
        );
        let refused = load("('a', 3), ('b', 2)").unwrap_err();
        assert_eq!(
            refused.error.kind(),
            Kind::Conflict,
            "{declared}: {}",
            refused.error.chain()
        );
    }
}

#[test]
fn a_table_that_is_replaced_without_a_key_is_told_to_have_one() {
    let world = World::new();
    world.file("sales.csv", "sale,note,amount\n1,a,1.50\n2,b,2.50\n");
    world.job("stage_sale").ok();
    world.warehouse("CREATE UNIQUE INDEX one_sale ON stage_sale (sale)");
    let refused = world.job("stage_sale").fails(Kind::Conflict);
    assert!(
        refused
            .error
            .advice()
            .unwrap()
            .contains("name the constraint's columns as `key:`"),
        "{:?}",
        refused.error.advice()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM stage_sale"),
        2,
        "what was there is there"
    );
}

#[test]
fn a_constraint_on_more_than_the_key_is_about_values_that_a_key_has_again() {
    let mut constraints = vec!["CREATE UNIQUE INDEX one_city ON dim_customer (customer_id, city)"];
    if goes_to_a_server() {
        constraints.push("CREATE UNIQUE INDEX one_city ON dim_customer (city, customer_id)");
        constraints.push("CREATE UNIQUE INDEX one_city ON dim_customer (customer_id, lower(city))");
    }
    for constraint in constraints {
        let world =
            World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
        world.job("dim_customer").on(1).ok();
        world.warehouse(constraint);
        world.shop("UPDATE customer SET city = 'Bonn' WHERE id = 1");
        world.job("dim_customer").on(2).ok();
        world.shop("UPDATE customer SET city = 'Oslo' WHERE id = 1");
        let refused = world.job("dim_customer").on(3).fails(Kind::Conflict);
        let (chain, advice) = (
            refused.error.chain(),
            refused.error.advice().unwrap_or_default().to_owned(),
        );
        assert_eq!(
            (refused.error.exit_code(), refused.report.unwrap().retries),
            (4, 0),
            "{constraint}: {chain}"
        );
        assert_eq!(world.status(3), "REFUSED");
        assert!(
            advice.contains("for current rows only"),
            "{chain}: {advice}"
        );
        let is_named = chain.contains("cannot write the row with the key 1");
        // What an expression made of the row only the server says.
        assert!(
            is_named
                || chain.contains("(1, oslo)") && advice.contains("(\"customer_id\", lower(city))"),
            "{chain}: {advice}"
        );
        world.warehouse("DROP INDEX one_city");
        assert_eq!(
            world
                .job("dim_customer")
                .on(3)
                .resume()
                .ok()
                .counts
                .versioned,
            1
        );
    }
}

#[test]
fn a_key_that_the_table_does_not_let_end_is_named() {
    let refusals: &[&str] = match goes_to_a_server() {
        true => &[
            "ALTER TABLE dim_customer ADD CONSTRAINT no_end CHECK (is_current OR customer_id <> 7)",
            "CREATE FUNCTION no_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE \
             EXCEPTION 'no_end'; END $$;
             CREATE TRIGGER no_end BEFORE UPDATE ON dim_customer FOR EACH ROW WHEN \
             (NEW.customer_id = 7) EXECUTE FUNCTION no_end()",
            "CREATE FUNCTION no_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; \
             END $$;
             CREATE TRIGGER no_end BEFORE UPDATE ON dim_customer FOR EACH ROW WHEN \
             (NEW.customer_id = 7) EXECUTE FUNCTION no_end()",
            "CREATE UNIQUE INDEX no_end ON dim_customer (is_current) WHERE NOT is_current AND \
             customer_id IN (7, 8)",
        ],
        false => &[
            "CREATE TRIGGER no_end BEFORE UPDATE ON dim_customer WHEN NEW.customer_id = 7 BEGIN \
             SELECT RAISE(ABORT, 'no_end'); END",
            "CREATE TRIGGER no_end BEFORE UPDATE ON dim_customer WHEN NEW.customer_id = 7 BEGIN \
             SELECT RAISE(IGNORE); END",
        ],
    };
    for refusal in refusals {
        let world = World::with_many_customers(20);
        world.job("dim_customer").on(1).ok();
        world.warehouse(refusal);
        world.shop("DELETE FROM customer WHERE id > 4 AND id < 15");
        let is_taken = refusal.contains("UNIQUE");
        let failed = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .fails(if is_taken {
                Kind::Conflict
            } else {
                Kind::Failed
            });
        let chain = failed.error.chain();
        // Of two that cannot both end, none is refused alone.
        assert!(
            is_taken || chain.contains("cannot close the key 7"),
            "{refusal}: {chain}"
        );
        assert!(
            chain.contains("no_end")
                || failed
                    .error
                    .advice()
                    .is_some_and(|advice| advice.contains("trigger")),
            "{chain}"
        );
        assert_eq!(
            world.number("SELECT count(*) FROM dim_customer WHERE NOT is_current"),
            0,
            "nothing is closed by halves"
        );
    }
}

#[test]
fn special_members_that_the_table_refuses_are_told_by_check_and_nothing_is_left_of_the_trial() {
    only_on!(Sqlite);
    for refusal in [
        "CREATE TRIGGER no_member BEFORE INSERT ON dim_customer WHEN NEW.customer_sk < 0 BEGIN \
         SELECT RAISE(ABORT, 'no_member'); END",
        "CREATE UNIQUE INDEX no_member ON dim_customer (name); 
         INSERT INTO dim_customer (customer_id, name, valid_from, valid_to, is_current) VALUES (5, \
         'Unknown', '2024-01-01', '2024-01-02', 0)",
    ] {
        let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
        let path = world.path("check.yaml");
        let place = |file: &str| {
            format!(
                "{{kind: [sqlite, postgres], schema: main, url: \"sqlite:{}\"}}",
                world.path(file).display()
            )
        };
        let text = format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop.db"),
            place("warehouse.db")
        );
        std::fs::write(&path, text).unwrap();
        let check = || {
            command(
                &["check", "--connections", &path.display().to_string()],
                &[],
            )
        };
        // Nothing is made where there is nothing yet.
        assert_eq!(check().0, 0);
        assert!(!world.path("warehouse.db").exists());
        world.job("dim_customer").on(1).ok();
        world.warehouse(&format!(
            "DELETE FROM dim_customer WHERE customer_sk = -1; PRAGMA journal_mode = DELETE; \
             {refusal}"
        ));
        let before = (
            world.dump_all("dim_customer"),
            world.ask("PRAGMA journal_mode"),
        );
        let (code, said) = check();
        assert!(
            code == 4 && said.contains("special members"),
            "{refusal}: {code} {said}"
        );
        assert_eq!(
            (
                world.dump_all("dim_customer"),
                world.ask("PRAGMA journal_mode")
            ),
            before
        );
        // Someone who writes is not waited for for ever.
        let other = world.connect();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let began = std::time::Instant::now();
        assert_eq!(check().0, 0, "what cannot be tried now is not told");
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
        other.execute_batch("ROLLBACK").unwrap();
        world.warehouse("DROP TRIGGER IF EXISTS no_member; DROP INDEX IF EXISTS no_member");
        let (code, said) = check();
        assert_eq!(
            (
                code,
                world.number("SELECT count(*) FROM dim_customer WHERE customer_sk = -1")
            ),
            (0, 0),
            "{said}"
        );
    }
}

/// The night on which names go round, some are taken over and some keys are gone.
fn night_of_names() -> World {
    let rows: Vec<String> = (1..=40)
        .map(|n| format!("({n}, 'name {n}', 'x', NULL, NULL)"))
        .collect();
    let world = World::with_customers(&rows.join(", "));
    world.job("dim_customer").on(1).ok();
    world.warehouse(ONE_NAME);
    world.shop(
        "DELETE FROM customer WHERE id > 30; UPDATE customer SET name = 'name ' || (id + 1) WHERE \
         id < 10;
         UPDATE customer SET name = 'name 1' WHERE id = 10; UPDATE customer SET name = 'name 35' \
         WHERE id = 20;
         UPDATE customer SET name = 'free' WHERE id = 29; UPDATE customer SET name = 'name 29' \
         WHERE id = 24",
    );
    world.add_customers("(50, 'name 20', 'x', NULL, NULL), (51, 'name 40', 'x', NULL, NULL)");
    world
}

#[test]
fn whatever_ends_a_run_while_chunks_wait_nothing_is_lost_or_doubled() {
    let undisturbed = night_of_names();
    let counts = undisturbed
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(2, 4)
        .ok()
        .counts;
    assert_eq!(
        (counts.versioned, counts.inserted, counts.closed),
        (13, 2, 10)
    );
    let faults = ["return(kill)", "return(transient)"];
    let points = [
        "chunk.applied",
        "chunk.before_commit",
        "chunk.committed",
        "close.begun",
        "close.before_commit",
        "close.committed",
    ];
    for (point, fault) in points
        .iter()
        .flat_map(|point| faults.map(|fault| (*point, fault)))
    {
        // Of the chunks' points the last ones are those of chunks that waited.
        let hits: &[u32] = match (point.starts_with("chunk"), goes_to_a_server()) {
            (false, _) => &[0],
            (true, true) => &[5],
            (true, false) => &[1, 4, 5],
        };
        for hits in hits {
            let world = night_of_names();
            let run = world.job("dim_customer").on(2).lenient().parallel(2, 4);
            let (code, _) = run
                .clone()
                .failing(&format!("{point}={hits}*off->1*{fault}"))
                .elsewhere()
                .end();
            assert!(
                matches!(code, None | Some(0 | 1)),
                "{point} {hits} {fault}: {code:?}"
            );
            if code != Some(0)
                && world.ask("SELECT closed_at IS NULL FROM lw_run WHERE run_id = 2") == ["1"]
            {
                let report = run.ok();
                assert_eq!(
                    (report.resumed, report.counts),
                    (true, counts),
                    "{point} {hits} {fault}"
                );
            }
            assert_eq!(
                world.dump("dim_customer"),
                undisturbed.dump("dim_customer"),
                "{point} {hits} {fault}"
            );
            assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 0);
        }
    }
}

/// A trigger that keeps rows of `dim_customer` away without a word.
fn keeps_out(when: &str) -> String {
    if goes_to_a_server() {
        format!(
            "CREATE FUNCTION keeps_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; \
             END $$;
             CREATE TRIGGER keeps_out BEFORE INSERT ON dim_customer FOR EACH ROW WHEN ({when}) \
             EXECUTE FUNCTION keeps_out()"
        )
    } else {
        format!(
            "CREATE TRIGGER keeps_out BEFORE INSERT ON dim_customer WHEN {when} BEGIN SELECT \
             RAISE(IGNORE); END"
        )
    }
}

#[test]
fn a_row_that_the_table_does_not_take_is_none_that_was_written() {
    let more = "INSERT INTO customer (id, name) WITH RECURSIVE n(i) AS (SELECT 21 UNION ALL SELECT \
                i + 1 FROM n WHERE i < 99) SELECT i, 'new' FROM n";
    for (when, change, key, keys) in [
        // Among many, and behind the last statement of many.
        ("NEW.customer_id IN (53, 57)", more, "53", 99),
        ("NEW.customer_id = 99", more, "99", 99),
        (
            "NEW.name = 'Bad'",
            "UPDATE customer SET name = 'Bad' WHERE id = 5",
            "5",
            20,
        ),
    ] {
        let world = World::with_many_customers(20);
        world.job("dim_customer").on(1).ok();
        world.warehouse(&keeps_out(when));
        world.shop(change);
        let before = world.dump_all("dim_customer");
        let failed = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .fails(Kind::Failed);
        let told = failed.error.chain();
        assert!(
            goes_to_a_server() || told.contains(&format!("the row with the key {key}:")),
            "{when}: {told}"
        );
        assert_eq!(world.dump_all("dim_customer"), before, "{when}: {told}");
        world.warehouse(if goes_to_a_server() {
            "DROP TRIGGER keeps_out ON dim_customer"
        } else {
            "DROP TRIGGER keeps_out"
        });
        world.job("dim_customer").on(2).lenient().ok();
        assert_eq!(
            world.number("SELECT count(*) FROM dim_customer WHERE is_current AND customer_sk > 0"),
            keys
        );
    }
}

#[test]
fn a_transaction_that_sqlite_rolls_back_by_itself_leaves_nothing_behind() {
    only_on!(Sqlite, PostgresToSqlite);
    let more = "INSERT INTO customer (id, name) WITH RECURSIVE n(i) AS (SELECT 21 UNION ALL SELECT \
                i + 1 FROM n WHERE i < 99) SELECT i, 'new' FROM n; UPDATE customer SET name = \
                'other' WHERE id < 9";
    for (event, raised) in [
        ("INSERT", "ROLLBACK"),
        ("UPDATE", "ROLLBACK"),
        ("INSERT", "FAIL"),
    ] {
        let world = World::with_many_customers(20);
        world.job("dim_customer").on(1).ok();
        world.warehouse(&format!(
            "CREATE TRIGGER ends BEFORE {event} ON dim_customer WHEN NEW.customer_id IN (7, 60) \
             BEGIN SELECT RAISE({raised}, 'no such luck'); END"
        ));
        world.shop(more);
        let before = world.dump_all("dim_customer");
        let failed = world
            .job("dim_customer")
            .on(2)
            .lenient()
            .fails(Kind::Failed);
        let told = failed.error.chain();
        assert!(told.contains("no such luck"), "{event} {raised}: {told}");
        assert_eq!(world.dump_all("dim_customer"), before, "{event} {raised}");
        assert_eq!(
            world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'"),
            0
        );
        world.warehouse("DROP TRIGGER ends");
        let undisturbed = World::with_many_customers(20);
        undisturbed.job("dim_customer").on(1).ok();
        undisturbed.shop(more);
        undisturbed.job("dim_customer").on(2).lenient().ok();
        world.job("dim_customer").on(2).lenient().ok();
        assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    }
}

#[test]
fn what_a_constraint_of_sqlites_does_about_a_conflict_is_no_loss_of_rows() {
    only_on!(Sqlite, PostgresToSqlite);
    for (clause, words) in [
        ("IGNORE", "the table did not take 1 of the rows"),
        ("REPLACE", "ON CONFLICT REPLACE"),
        ("ROLLBACK", "UNIQUE constraint failed"),
        ("FAIL", "UNIQUE constraint failed"),
    ] {
        let world = World::new();
        world.make_ledger();
        world.shop(
            "CREATE TABLE log (id integer, v text); INSERT INTO log VALUES (1, 'a'), (2, 'b'), (3, \
             'a')",
        );
        world.warehouse(&format!(
            "CREATE TABLE hook_log (hook text); CREATE TABLE hook_gate (name text); CREATE TABLE \
             fact_log (id INTEGER, v TEXT UNIQUE ON /* no */ CONFLICT {clause}, lw_run_id INTEGER)"
        ));
        let failed = world.job("fact_log").go().unwrap_err();
        let told = failed.error.chain();
        assert!(told.contains(words), "{clause}: {told}");
        assert_eq!(world.number("SELECT count(*) FROM fact_log"), 0, "{clause}");
    }
    // What a trigger does elsewhere is its own.
    let world = World::with_many_customers(20);
    world.job("dim_customer").on(1).ok();
    world.warehouse(
        "CREATE TABLE seen (name TEXT UNIQUE); INSERT INTO seen VALUES ('new'); CREATE TRIGGER sees \
         AFTER INSERT ON dim_customer BEGIN INSERT OR IGNORE INTO seen VALUES (NEW.name); END",
    );
    world.shop("INSERT INTO customer (id, name) VALUES (90, 'new'), (91, 'new')");
    assert_eq!(world.job("dim_customer").on(2).ok().counts.inserted, 2);
}

#[test]
fn a_chain_of_codes_moves_whichever_of_its_ends_is_free() {
    for by in [1, -1] {
        // In ranges, and in partitions, between which a chain goes to and fro.
        for (workers, chunk, key) in [
            (1, 1000, "PRIMARY KEY"),
            (2, 10, "PRIMARY KEY"),
            (1, 20, ""),
            (2, 5, ""),
        ] {
            let world = World::new();
            world.shop(&format!(
                "CREATE TABLE rate (id bigint {key}, code text, origin text);
                 INSERT INTO rate WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
                 WHERE i < 60) SELECT i, 'c' || (100 + i), 'x' FROM n"
            ));
            world.job("dim_rate").on(1).ok();
            world.warehouse(ONE_CODE);
            world.shop(&format!("UPDATE rate SET code = 'c' || (100 + id + {by})"));
            let run = world.job("dim_rate").on(2).parallel(workers, chunk);
            assert_eq!(run.ok().counts.updated, 60, "{by} {workers} {chunk} {key}");
            assert_eq!(
                world.ask("SELECT min(code), max(code), count(DISTINCT code) FROM dim_rate"),
                [format!("c{}|c{}|60", 101 + by, 160 + by)]
            );
        }
    }
}
