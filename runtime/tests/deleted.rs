//! `on_source_delete: version`: the whole life of a key that goes and comes back, in moments and in
//! days.

use loadwright_runtime::error::Kind;

use crate::child::wait_for_the_middle;
use crate::support::World;

const CONTRACT: &str =
    "CREATE TABLE contract (id bigint PRIMARY KEY, name text, grade text, origin text, scope text)";

fn with_contracts(rows: &str) -> World {
    let world = World::new();
    world.shop(&format!("{CONTRACT}; INSERT INTO contract VALUES {rows}"));
    world
}

fn contracts(world: &World) -> Vec<String> {
    world.ask(
        "SELECT contract_id, name, grade, origin, substr(valid_from, 1, 10), substr(valid_to, 1, \
         10), is_current, gone FROM dim_contract
         WHERE contract_sk > 0 ORDER BY contract_id, valid_from",
    )
}

#[test]
fn a_key_that_is_gone_gets_a_version_that_says_so_until_it_comes_back() {
    let world = with_contracts("(1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 's')");
    world.job("dim_contract").on(1).ok();
    world.shop("DELETE FROM contract WHERE id = 2");
    let gone = world.job("dim_contract").on(2).ok();
    assert_eq!((gone.counts.closed, gone.counts.unchanged), (1, 1));
    let after = [
        "1|Ann|a|x|1900-01-01|NULL|1|N",
        "2|Bob|b|y|1900-01-01|2024-01-02|0|N",
        // The last values, without a gap, open, current, and marked.
        "2|Bob|b|y|2024-01-02|NULL|1|Y",
    ];
    assert_eq!(contracts(&world), after);
    assert_eq!(
        world.ask(
            "SELECT load_id, upd_load_id, dw_inserted_at IS NOT NULL FROM dim_contract WHERE \
             contract_id = 2 ORDER BY valid_from"
        ),
        ["1|2|1", "2|NULL|1"]
    );
    assert_eq!(
        world.number("SELECT count(DISTINCT contract_sk) FROM dim_contract WHERE contract_id = 2"),
        2
    );

    // It is gone once, whatever the loads that follow are compared by.
    let before = world.dump_all("dim_contract");
    assert_eq!(world.job("dim_contract").on(3).ok().counts.closed, 0);
    assert_eq!(
        world
            .job("dim_contract")
            .on(4)
            .compare_columns()
            .ok()
            .counts
            .closed,
        0
    );
    assert_eq!(world.dump_all("dim_contract"), before);

    // Back as it was: the version that says that it is gone ends, and goes on to say so.
    world.shop("INSERT INTO contract VALUES (2, 'Bob', 'b', 'other', 's')");
    let back = world.job("dim_contract").on(5).ok();
    assert_eq!(
        (
            back.counts.versioned,
            back.counts.inserted,
            back.counts.updated
        ),
        (1, 0, 0)
    );
    assert_eq!(
        contracts(&world)[1..],
        [
            "2|Bob|b|y|1900-01-01|2024-01-02|0|N",
            "2|Bob|b|y|2024-01-02|2024-01-05|0|Y",
            "2|Bob|b|y|2024-01-05|NULL|1|N"
        ]
    );
    assert_eq!(world.job("dim_contract").on(6).ok().counts.unchanged, 2);

    // Gone and back with other values: type 1 goes to all versions, and their hashes fit.
    world.shop("DELETE FROM contract WHERE id = 2");
    world.job("dim_contract").on(7).ok();
    world.shop("INSERT INTO contract VALUES (2, 'Bea', 'c', 'z', 's')");
    assert_eq!(world.job("dim_contract").on(8).ok().counts.versioned, 1);
    assert_eq!(
        contracts(&world)[3..],
        [
            "2|Bob|c|y|2024-01-05|2024-01-07|0|N",
            "2|Bob|c|y|2024-01-07|2024-01-08|0|Y",
            "2|Bea|c|y|2024-01-08|NULL|1|N"
        ]
    );
    let before = world.dump_all("dim_contract");
    assert_eq!(
        world
            .job("dim_contract")
            .on(9)
            .compare_columns()
            .ok()
            .counts
            .unchanged,
        2
    );
    assert_eq!(world.dump_all("dim_contract"), before);
}

#[test]
fn a_key_whose_hash_is_of_another_shape_is_back_all_the_same() {
    let world = with_contracts("(1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 's')");
    world.job("dim_contract").on(1).ok();
    world.shop("DELETE FROM contract WHERE id = 2");
    world.job("dim_contract").on(2).ok();
    world.warehouse("UPDATE dim_contract SET row_hash = NULL");
    world.shop("INSERT INTO contract VALUES (2, 'Bob', 'b', 'y', 's')");
    assert_eq!(world.job("dim_contract").on(3).ok().counts.versioned, 1);
    assert_eq!(
        contracts(&world)[2..],
        [
            "2|Bob|b|y|2024-01-02|2024-01-03|0|Y",
            "2|Bob|b|y|2024-01-03|NULL|1|N"
        ]
    );
}

#[test]
fn what_cannot_be_missing_and_special_members_have_no_such_version() {
    let world = with_contracts(
        "(1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 'kept'), (-1, 'Minus', 'c', 'z', 's')",
    );
    world.job("dim_contract").on(1).ok();
    world.shop("DELETE FROM contract WHERE id IN (2, -1)");
    assert_eq!(world.job("dim_contract").on(2).ok().counts.closed, 1);
    assert_eq!(
        contracts(&world),
        [
            "-1|Minus|c|z|1900-01-01|2024-01-02|0|N",
            "-1|Minus|c|z|2024-01-02|NULL|1|Y",
            "1|Ann|a|x|1900-01-01|NULL|1|N",
            "2|Bob|b|y|1900-01-01|NULL|1|N"
        ]
    );
    assert_eq!(
        world.ask("SELECT name, gone, is_current FROM dim_contract WHERE contract_sk = -1"),
        ["Unknown|N|1"]
    );
}

#[test]
fn rows_that_are_gone_stand_outside_the_close_limit() {
    let rows: Vec<String> = (1..=100)
        .map(|n| format!("({n}, 'n', 'g', 'o', 's')"))
        .collect();
    let world = with_contracts(&rows.join(", "));
    world.job("dim_contract").on(1).ok();
    world.shop("DELETE FROM contract WHERE id > 50");
    assert_eq!(
        world.job("dim_contract").on(2).lenient().ok().counts.closed,
        50
    );
    // 11 of 50 keys that are there: more than 20 %, of which 11 of 100 rows would be less.
    world.shop("DELETE FROM contract WHERE id > 39");
    let dry = world.job("dim_contract").on(3).dry().fails(Kind::Refused);
    assert!(
        dry.error.chain().contains("close 11 of 50 current rows"),
        "{}",
        dry.error.chain()
    );
    let refused = world.job("dim_contract").on(3).fails(Kind::Refused);
    assert!(
        refused
            .error
            .chain()
            .contains("close 11 of 50 current rows"),
        "{}",
        refused.error.chain()
    );
    let dry = world
        .job("dim_contract")
        .on(3)
        .dry()
        .allow_mass_close()
        .ok();
    let closed = world
        .job("dim_contract")
        .on(3)
        .resume()
        .allow_mass_close()
        .ok();
    assert_eq!((closed.counts.closed, dry.counts.closed), (11, 11));
    assert_eq!(
        world.number("SELECT count(*) FROM dim_contract WHERE gone = 'Y' AND is_current"),
        61
    );
}

#[test]
fn a_dry_run_tells_of_keys_that_go_and_come_back() {
    let world = with_contracts("(1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 's')");
    world.job("dim_contract").on(1).ok();
    world.shop("DELETE FROM contract WHERE id = 2");
    world.job("dim_contract").on(2).ok();
    world.shop(
        "DELETE FROM contract WHERE id = 1; INSERT INTO contract VALUES (2, 'Bob', 'b', 'y', 's')",
    );
    let before = world.dump_all("dim_contract");
    let dry = world.job("dim_contract").on(3).dry().ok();
    assert_eq!(
        (
            dry.counts.closed,
            dry.counts.versioned,
            dry.counts.unchanged
        ),
        (1, 1, 0)
    );
    assert!(
        dry.notes
            .iter()
            .any(|note| note == "version: contract_id = 2: is back"),
        "{:?}",
        dry.notes
    );
    assert!(
        dry.notes.iter().any(|note| note == "close: 1"),
        "{:?}",
        dry.notes
    );
    assert_eq!(world.dump_all("dim_contract"), before);
}

/// Contracts 1 to `count`; after three loads some are gone, some are back, some changed.
fn nights(world: &World, count: u32) {
    world.shop(&format!(
        "{CONTRACT};
         INSERT INTO contract WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE \
         i < {count})
         SELECT i, 'name ' || i, 'grade ' || (i % 5), 'origin', 's' FROM n"
    ));
    world.job("dim_contract").on(1).ok();
    world.shop(
        "CREATE TABLE away AS SELECT * FROM contract WHERE id % 3 = 0; DELETE FROM contract WHERE \
         id % 3 = 0",
    );
    world.job("dim_contract").on(2).lenient().ok();
    world.shop(
        "INSERT INTO contract SELECT * FROM away WHERE id % 2 = 0;
         UPDATE contract SET name = name || '!' WHERE id % 4 = 0;
         UPDATE contract SET grade = grade || '!' WHERE id % 5 = 0;
         DELETE FROM contract WHERE id % 7 = 0",
    );
}

#[test]
fn parallel_and_killed_loads_come_to_the_same() {
    let undisturbed = World::new();
    nights(&undisturbed, 1200);
    let counts = undisturbed.job("dim_contract").on(3).lenient().ok().counts;
    assert!(counts.closed > 100 && counts.versioned > 200, "{counts:?}");

    let world = World::new();
    nights(&world, 1200);
    assert_eq!(
        world
            .job("dim_contract")
            .on(3)
            .lenient()
            .parallel(3, 40)
            .ok()
            .counts,
        counts
    );
    assert_eq!(world.dump("dim_contract"), undisturbed.dump("dim_contract"));

    let world = World::new();
    nights(&world, 1200);
    world.slow_chunks(20_000);
    let elsewhere = world
        .job("dim_contract")
        .on(3)
        .lenient()
        .parallel(2, 40)
        .elsewhere();
    wait_for_the_middle(&world, 3);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    let resumed = world
        .job("dim_contract")
        .on(3)
        .lenient()
        .parallel(2, 40)
        .ok();
    assert!(resumed.resumed);
    assert_eq!(resumed.counts, counts);
    assert_eq!(world.dump("dim_contract"), undisturbed.dump("dim_contract"));

    // What every history must be.
    let broken = "SELECT count(*) FROM (SELECT valid_to, is_current, lead(valid_from) OVER \
                  (PARTITION BY contract_id ORDER BY valid_from) AS next
                  FROM dim_contract WHERE contract_sk > 0) WHERE (next IS NULL) <> is_current OR \
                  next IS NOT NULL AND next <> valid_to";
    assert_eq!(
        world.number(broken),
        0,
        "each version ends where the next begins, and the last is current"
    );
}

fn tariffs(world: &World) -> Vec<String> {
    world.ask(
        "SELECT code, title, price, since, batch, valid_from, valid_to, is_current, is_deleted \
         FROM dim_tariff ORDER BY code, valid_from",
    )
}

fn load_tariffs(world: &World, at: &str, rows: &str) -> loadwright_runtime::report::Counts {
    world.shop(&format!(
        "CREATE TABLE IF NOT EXISTS tariff (code text, title text, price numeric(10,2), since \
         text); DELETE FROM tariff;
         INSERT INTO tariff VALUES {rows}"
    ));
    world
        .job("dim_tariff")
        .at(at)
        .lenient()
        .param("batch", at)
        .ok()
        .counts
}

#[test]
fn in_days_a_version_that_began_today_is_marked_itself_and_overwritten_on_return() {
    let world = World::new();
    load_tariffs(
        &world,
        "2024-01-01T08:00:00Z",
        "('a', 'Cup', 1, 'x'), ('z', 'Zoo', 1, 'x')",
    );
    load_tariffs(
        &world,
        "2024-01-02T08:00:00Z",
        "('a', 'Mug', 1, 'x'), ('z', 'Zoo', 1, 'x')",
    );
    // Gone on the day on which its version began.
    assert_eq!(
        load_tariffs(&world, "2024-01-02T09:00:00Z", "('z', 'Zoo', 1, 'x')").closed,
        1
    );
    let first = "a|Cup|1.00|x|2024-01-01T08:00:00Z|1900-01-01|2024-01-02|0|0";
    assert_eq!(
        tariffs(&world)[..2],
        [
            first,
            "a|Mug|1.00|x|2024-01-02T08:00:00Z|2024-01-02|9999-12-31|1|1"
        ]
    );
    assert_eq!(
        load_tariffs(&world, "2024-01-02T10:00:00Z", "('z', 'Zoo', 1, 'x')").closed,
        0,
        "it is gone once"
    );
    // And back on the same day, as it was; what is not tracked comes with the version.
    let back = load_tariffs(
        &world,
        "2024-01-02T11:00:00Z",
        "('a', 'Mug', 1, 'x'), ('z', 'Zoo', 1, 'x')",
    );
    assert_eq!((back.versioned, back.unchanged), (1, 1));
    assert_eq!(
        tariffs(&world)[..2],
        [
            first,
            "a|Mug|1.00|x|2024-01-02T11:00:00Z|2024-01-02|9999-12-31|1|0"
        ]
    );
    // Gone on a later day, and back on that day: the day's one version says in the end that it is
    // there.
    load_tariffs(&world, "2024-01-03T08:00:00Z", "('z', 'Zoo', 1, 'x')");
    assert_eq!(
        tariffs(&world)[1..3],
        [
            "a|Mug|1.00|x|2024-01-02T11:00:00Z|2024-01-02|2024-01-03|0|0",
            "a|Mug|1.00|x|2024-01-02T11:00:00Z|2024-01-03|9999-12-31|1|1"
        ]
    );
    load_tariffs(
        &world,
        "2024-01-03T09:00:00Z",
        "('a', 'Mug', 2, 'x'), ('z', 'Zoo', 1, 'x')",
    );
    assert_eq!(
        tariffs(&world)[1..3],
        [
            "a|Mug|1.00|x|2024-01-02T11:00:00Z|2024-01-02|2024-01-03|0|0",
            "a|Mug|2.00|x|2024-01-03T09:00:00Z|2024-01-03|9999-12-31|1|0"
        ]
    );
    // Gone on one day, back on another.
    load_tariffs(&world, "2024-01-04T08:00:00Z", "('z', 'Zoo', 1, 'x')");
    load_tariffs(
        &world,
        "2024-01-05T08:00:00Z",
        "('a', 'Jar', 2, 'x'), ('z', 'Zoo', 1, 'x')",
    );
    assert_eq!(
        tariffs(&world)[3..5],
        [
            "a|Mug|2.00|x|2024-01-03T09:00:00Z|2024-01-04|2024-01-05|0|1",
            "a|Jar|2.00|x|2024-01-05T08:00:00Z|2024-01-05|9999-12-31|1|0"
        ]
    );
}

#[test]
fn a_version_that_is_overwritten_on_its_day_has_what_a_new_one_would_have() {
    // The first value ever of a type 0 column, also where the current version does not have it:
    // here by hand, else where the column was of another type when that version was made.
    for (at, versions) in [("2024-01-02T09:00:00Z", 2), ("2024-01-03T09:00:00Z", 3)] {
        let world = World::new();
        load_tariffs(&world, "2024-01-01T08:00:00Z", "('a', 'Cup', 1, 'first')");
        load_tariffs(&world, "2024-01-02T08:00:00Z", "('a', 'Mug', 1, 'other')");
        world.warehouse("UPDATE dim_tariff SET since = NULL WHERE is_current");
        assert_eq!(
            load_tariffs(&world, at, "('a', 'Jar', 1, 'third')").versioned,
            1
        );
        let found = tariffs(&world);
        assert_eq!(found.len(), versions);
        assert!(
            found
                .last()
                .unwrap()
                .starts_with(&format!("a|Jar|1.00|first|{at}|")),
            "{found:?}"
        );
    }
    // Where it is the key's first version, its value is the first: NULL stays NULL.
    let world = World::new();
    load_tariffs(&world, "2024-01-01T08:00:00Z", "('a', 'Cup', 1, NULL)");
    load_tariffs(&world, "2024-01-02T08:00:00Z", "('a', 'Mug', 1, 'later')");
    load_tariffs(&world, "2024-01-02T09:00:00Z", "('a', 'Jar', 1, 'later')");
    assert!(
        tariffs(&world)
            .iter()
            .all(|row| row.contains("|1.00|NULL|")),
        "{:?}",
        tariffs(&world)
    );
}

#[test]
fn rows_that_end_otherwise_than_the_spec_says_are_taken_as_current() {
    // A table of another program's, whose current rows end far away; and one whose flag of deleted
    // rows is not filled.
    let world = with_contracts(
        "(1, 'Ann', 'a', 'x', 's'), (2, 'Bob', 'b', 'y', 's'), (3, 'Cy', 'c', 'z', 's')",
    );
    world.job("dim_contract").on(1).ok();
    world.warehouse(
        "UPDATE dim_contract SET valid_to = '9999-12-31T00:00:00.000000Z' WHERE contract_sk > 0",
    );
    world.shop("UPDATE contract SET name = 'Anne' WHERE id = 1; DELETE FROM contract WHERE id = 2");
    let counts = world.job("dim_contract").on(2).parallel(2, 1).ok().counts;
    assert_eq!(
        (counts.versioned, counts.closed, counts.unchanged),
        (1, 1, 1)
    );
    assert_eq!(
        contracts(&world),
        [
            "1|Ann|a|x|1900-01-01|2024-01-02|0|N",
            "1|Anne|a|x|2024-01-02|NULL|1|N",
            "2|Bob|b|y|1900-01-01|2024-01-02|0|N",
            "2|Bob|b|y|2024-01-02|NULL|1|Y",
            "3|Cy|c|z|1900-01-01|9999-12-31|1|N"
        ]
    );
}
