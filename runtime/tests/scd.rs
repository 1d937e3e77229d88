//! The rules of slowly changing dimensions, one by one.

use loadwright_runtime::error::Kind;
use serde_json::json;

use crate::support::{World, only_on};

#[test]
fn a_first_load_inserts_and_a_second_one_writes_nothing() {
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', 'Rome', NULL, '2021')",
    );
    let first = world.job("dim_customer").on(1).ok();
    assert_eq!((first.counts.inserted, first.run_id), (2, 1));
    assert_eq!(
        world.customers(),
        [
            "1|Ann|OSLO|a@x|2020|1900-01-01|9999-12-31|1",
            "2|Bob|ROME|NULL|2021|1900-01-01|9999-12-31|1"
        ]
    );
    let before = world.dump_all("dim_customer");
    let second = world.job("dim_customer").on(2).ok();
    assert_eq!((second.counts.unchanged, second.counts.rows_read), (2, 2));
    assert_eq!(world.dump_all("dim_customer"), before);
}

#[test]
fn types_0_1_and_2_in_one_row() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', '2020')");
    world.job("dim_customer").on(1).ok();

    // Type 0: the first value stays, and no version is made for it.
    world.shop("UPDATE customer SET joined = '2099'");
    assert_eq!(world.job("dim_customer").on(2).ok().counts.unchanged, 1);
    assert_eq!(
        world.customers(),
        ["1|Ann|OSLO|a@x|2020|1900-01-01|9999-12-31|1"]
    );

    // Type 2: a new version, which carries the type 0 value on.
    world.shop("UPDATE customer SET city = 'Bergen'");
    assert_eq!(world.job("dim_customer").on(3).ok().counts.versioned, 1);
    assert_eq!(
        world.customers(),
        [
            "1|Ann|OSLO|a@x|2020|1900-01-01|2024-01-03|0",
            "1|Ann|BERGEN|a@x|2020|2024-01-03|9999-12-31|1"
        ]
    );

    // Type 1: overwritten on every version.
    world.shop("UPDATE customer SET email = 'b@x'");
    assert_eq!(world.job("dim_customer").on(4).ok().counts.updated, 1);
    assert_eq!(
        world.customers(),
        [
            "1|Ann|OSLO|b@x|2020|1900-01-01|2024-01-03|0",
            "1|Ann|BERGEN|b@x|2020|2024-01-03|9999-12-31|1"
        ]
    );

    // Both at once: a version that carries both, and older versions with the new mail.
    world.shop("UPDATE customer SET email = 'c@x', name = 'Anne'");
    let both = world.job("dim_customer").on(5).ok();
    assert_eq!((both.counts.versioned, both.counts.updated), (1, 0));
    assert_eq!(
        world.customers(),
        [
            "1|Ann|OSLO|c@x|2020|1900-01-01|2024-01-03|0",
            "1|Ann|BERGEN|c@x|2020|2024-01-03|2024-01-05|0",
            "1|Anne|BERGEN|c@x|2020|2024-01-05|9999-12-31|1"
        ]
    );
    // The older versions' hashes fit their values: comparing by column finds nothing to mend.
    let before = world.dump_all("dim_customer");
    assert_eq!(
        world
            .job("dim_customer")
            .on(6)
            .compare_columns()
            .ok()
            .counts
            .unchanged,
        1
    );
    assert_eq!(world.dump_all("dim_customer"), before);
}

#[test]
fn a_value_becomes_null_and_comes_back() {
    let world = World::with_customers("(1, 'Ann', NULL, NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.shop("UPDATE customer SET city = ''");
    assert_eq!(
        world.job("dim_customer").on(2).ok().counts.versioned,
        1,
        "an empty text is not NULL"
    );
    world.shop("UPDATE customer SET city = NULL");
    assert_eq!(world.job("dim_customer").on(3).ok().counts.versioned, 1);
}

#[test]
fn a_key_that_is_gone_is_closed_and_a_key_that_comes_back_leaves_a_gap() {
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', 'Rome', 'b@x', '2021')",
    );
    world.job("dim_customer").on(1).ok();
    world.replace_customers("(1, 'Ann', 'Oslo', 'a@x', '2020')");
    let gone = world.job("dim_customer").on(2).ok();
    assert_eq!((gone.counts.closed, gone.counts.unchanged), (1, 1));
    assert_eq!(
        world.customers()[1],
        "2|Bob|ROME|b@x|2021|1900-01-01|2024-01-02|0"
    );
    assert_eq!(
        world.job("dim_customer").on(3).ok().counts.closed,
        0,
        "it is closed once"
    );

    // Back with other values: the gap stays, type 0 keeps the first value ever, type 1 goes into
    // older versions too.
    world.add_customers("(2, 'Bob', 'Rome', 'new@x', '2099')");
    let back = world.job("dim_customer").on(4).ok();
    assert_eq!((back.counts.inserted, back.counts.versioned), (1, 0));
    assert_eq!(
        world.customers()[1..],
        [
            "2|Bob|ROME|new@x|2021|1900-01-01|2024-01-02|0",
            "2|Bob|ROME|new@x|2021|2024-01-04|9999-12-31|1"
        ]
    );
    assert_eq!(
        world.job("dim_customer").on(5).ok().counts.unchanged,
        2,
        "the first value of type 0 is no change"
    );
}

#[test]
fn special_members_are_never_touched() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', '2020')");
    world.job("dim_customer").on(1).ok();
    let member = || world.ask("SELECT * FROM dim_customer WHERE customer_sk = -1");
    let before = member();
    assert_eq!(before.len(), 1);
    world.replace_customers("(3, 'Cy', 'Bonn', NULL, NULL)");
    assert_eq!(
        world.job("dim_customer").on(2).ok().counts.closed,
        1,
        "the member is not among the missing"
    );
    assert_eq!(member(), before);
    // A customer whose key is the member's own key is a customer like any other.
    world.add_customers("(-1, 'Minus', 'One', NULL, NULL)");
    assert_eq!(world.job("dim_customer").on(3).ok().counts.inserted, 1);
    assert_eq!(world.job("dim_customer").on(4).ok().counts.unchanged, 2);
    assert_eq!(member(), before);
}

#[test]
fn a_row_without_a_key_is_rejected_and_then_nothing_is_closed() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.replace_customers("(1, 'Ann', 'Oslo', NULL, NULL), (NULL, 'Who', 'Nowhere', NULL, NULL)");
    let refused = world.job("dim_customer").on(2).fails(Kind::Refused);
    assert_eq!(refused.error.exit_code(), 4);
    let report = world.job("dim_customer").on(3).lenient().ok();
    assert_eq!(
        (
            report.counts.rejected,
            report.counts.closed,
            report.counts.unchanged
        ),
        (1, 0, 1)
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("nothing was closed")),
        "{:?}",
        report.notes
    );
    assert!(world.customers().iter().all(|row| row.ends_with("|1")));
    assert_eq!(
        world.ask(&format!(
            "SELECT business_key IS NULL, column_name FROM lw_reject WHERE run_id = {}",
            report.run_id
        )),
        ["1|customer_id"]
    );
}

#[test]
fn a_key_of_a_rejected_or_duplicate_row_is_present() {
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL), (3, 'Cy', 'Bonn', NULL, \
         NULL)",
    );
    world.job("dim_customer").on(1).ok();
    world.replace_customers(
        "(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL), (2, 'Rob', 'Rome', NULL, \
         NULL)",
    );
    world.shop("INSERT INTO customer (id, points) VALUES (3, 'many')");
    let report = world.job("dim_customer").on(2).lenient().ok();
    assert_eq!(
        (
            report.counts.rejected,
            report.counts.closed,
            report.counts.unchanged
        ),
        (3, 0, 1)
    );
}

#[test]
fn equal_rows_collapse_and_a_rejected_row_does_not_spoil_a_good_one() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (1, 'Ann', 'oslo', NULL, NULL)");
    world.shop("INSERT INTO customer (id, name, points) VALUES (1, 'Ann', 'many')");
    let report = world.job("dim_customer").on(1).lenient().ok();
    assert_eq!(
        (
            report.counts.inserted,
            report.counts.duplicates,
            report.counts.rejected
        ),
        (1, 1, 1),
        "both cities are OSLO"
    );
    assert_eq!(world.customers().len(), 1);
}

#[test]
fn contradicting_rows_of_a_key_are_all_rejected() {
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', NULL, NULL), (1, 'Ann', 'Bonn', NULL, NULL), (2, 'Bob', 'Rome', NULL, \
         NULL)",
    );
    let refused = world.job("dim_customer").on(1).fails(Kind::Refused);
    assert!(
        refused
            .error
            .chain()
            .contains("several rows of this business key differ"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(world.number("SELECT count(*) FROM lw_reject"), 2);
    let report = world.job("dim_customer").on(1).fresh().lenient().ok();
    assert_eq!((report.counts.inserted, report.counts.rejected), (1, 2));
}

#[test]
fn the_filter_comes_first() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    // Filtered rows neither conflict, nor are rejected, nor keep their key alive.
    world.shop(
        "UPDATE customer SET status = 'test' WHERE id = 2; INSERT INTO customer (id, name, \
         status) VALUES (1, 'Other', 'test'), (NULL, 'x', 'test');",
    );
    let report = world.job("dim_customer").on(2).ok();
    assert_eq!(
        (
            report.counts.filtered,
            report.counts.unchanged,
            report.counts.closed
        ),
        (3, 1, 1)
    );
}

#[test]
fn untracked_columns_change_nothing_by_themselves() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    assert_eq!(
        world
            .job("dim_customer")
            .on(2)
            .param("batch", "2")
            .ok()
            .counts
            .unchanged,
        1
    );
    world.shop("UPDATE customer SET name = 'Anne'");
    world.job("dim_customer").on(3).param("batch", "3").ok();
    assert_eq!(
        world.ask("SELECT batch FROM dim_customer WHERE customer_sk > 0 ORDER BY valid_from"),
        ["1", "3"]
    );
}

#[test]
fn without_a_history_an_untracked_column_is_written_whenever_the_row_is() {
    let world = World::new();
    world.shop(
        "CREATE TABLE rate (id bigint PRIMARY KEY, code text, origin text); INSERT INTO rate \
         VALUES (1, 'a', 'x'), (2, 'b', 'y')",
    );
    let rates = || world.ask("SELECT rate_id, code, origin, batch FROM dim_rate ORDER BY rate_id");
    world.job("dim_rate").on(1).ok();
    // By itself it changes nothing, and neither does a type 0 column.
    world.shop("UPDATE rate SET origin = 'z'");
    assert_eq!(
        world
            .job("dim_rate")
            .on(2)
            .param("batch", "2")
            .ok()
            .counts
            .unchanged,
        2
    );
    assert_eq!(rates(), ["1|a|x|1", "2|b|y|1"]);
    world.shop("UPDATE rate SET code = 'c' WHERE id = 1; INSERT INTO rate VALUES (3, 'd', 'w')");
    let report = world.job("dim_rate").on(3).param("batch", "3").ok();
    assert_eq!(
        (
            report.counts.updated,
            report.counts.inserted,
            report.counts.unchanged
        ),
        (1, 1, 1)
    );
    assert_eq!(rates(), ["1|c|x|3", "2|b|y|1", "3|d|w|3"]);
}

#[test]
fn moments_that_no_program_knows_are_compared_by_the_server() {
    only_on!(Postgres);
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', 'Rome', 'b@x', '2021'), (3, 'Cy', 'Bonn', \
         'c@x', '2022')",
    );
    world.job("dim_customer").on(1).ok();
    let count = |sql: &str| world.server().count(sql);
    let mut day = 2;
    for start in ["-infinity", "4713-01-01 BC", "0044-03-15 BC"] {
        for end in ["infinity", "294276-12-31", "9999-12-31"] {
            world.warehouse(&format!(
                "DELETE FROM dim_customer WHERE customer_sk > 0 AND NOT is_current;
                 UPDATE dim_customer SET valid_from = '{start}', valid_to = '{end}'"
            ));
            world.shop(&format!(
                "UPDATE customer SET name = 'name {day}' WHERE id = 1; UPDATE customer SET email \
                 = 'mail {day}' WHERE id = 2"
            ));
            for compares in [false, true] {
                let run = world.job("dim_customer").on(day).parallel(2, 1);
                let report = if compares {
                    run.compare_columns().ok()
                } else {
                    run.ok()
                };
                let changed = (
                    report.counts.versioned,
                    report.counts.updated,
                    report.counts.unchanged,
                );
                assert_eq!(
                    changed,
                    if compares { (0, 0, 3) } else { (1, 1, 1) },
                    "{start} {end}"
                );
                day += 1;
            }
            let ended = "SELECT count(*) FROM dim_customer WHERE customer_id = 1 AND valid_to < \
                         '2100-01-01' AND NOT is_current";
            assert_eq!(count(ended), 1, "{start} {end}");
        }
    }
    // A version that begins when no effective time can follow: said as what it is.
    world.warehouse(
        "UPDATE dim_customer SET valid_from = 'infinity', valid_to = 'infinity' WHERE customer_id \
         = 3",
    );
    for dry in [true, false] {
        let run = world.job("dim_customer").on(day);
        let refused = if dry { run.dry() } else { run }.fails(Kind::Refused);
        assert!(
            refused
                .error
                .chain()
                .contains("is not later than infinity, the latest valid_from"),
            "{}",
            refused.error.chain()
        );
    }
    // Of a key no source row can be such a moment: the row is named.
    world.shop(
        "CREATE TABLE part (made date, line integer, name text, weight integer); INSERT INTO part \
         VALUES ('2024-01-01', 1, 'x', 1)",
    );
    world.job("dim_part").on(1).ok();
    world.warehouse("UPDATE dim_part SET made = 'infinity'");
    let failed = world.job("dim_part").on(2).fails(Kind::Failed);
    assert!(
        failed
            .error
            .chain()
            .contains("cannot be read back: made: no finite date (infinity)"),
        "{}",
        failed.error.chain()
    );
}

#[test]
fn an_effective_time_that_is_not_later_is_refused() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(3).ok();
    world.shop("UPDATE customer SET name = 'Anne'");
    world.job("dim_customer").on(5).ok();
    let before = world.dump_all("dim_customer");
    for at in [5, 4] {
        let refused = world.job("dim_customer").on(at).fails(Kind::Refused);
        assert!(
            refused.report.is_none() && refused.error.chain().contains("not later than"),
            "{}",
            refused.error.chain()
        );
    }
    assert_eq!(world.dump_all("dim_customer"), before);
    world.job("dim_customer").on(6).ok();
}

#[test]
fn a_version_that_has_ended_holds_no_effective_time_up() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.shop("UPDATE customer SET name = 'Rob' WHERE id = 2");
    world.job("dim_customer").on(5).ok();
    world.shop("DELETE FROM customer WHERE id = 2");
    world.job("dim_customer").on(7).lenient().ok();
    // The latest start of all is Rob's; of the rows that are current it is Ann's.
    world.shop("UPDATE customer SET name = 'Anne' WHERE id = 1");
    let report = world.job("dim_customer").on(3).ok();
    assert_eq!(report.counts.versioned, 1);
}

#[test]
fn audit_columns_say_which_run_wrote_when() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', NULL)");
    let audit = || {
        world.ask(
            "SELECT load_id, upd_load_id, dw_inserted_at IS NOT NULL, dw_updated_at IS NOT NULL \
             FROM dim_customer
             WHERE customer_sk > 0 ORDER BY valid_from",
        )
    };
    world.job("dim_customer").on(1).ok();
    assert_eq!(audit(), ["1|NULL|1|0"]);
    world.shop("UPDATE customer SET name = 'Anne'");
    world.job("dim_customer").on(2).ok();
    assert_eq!(audit(), ["1|2|1|1", "2|NULL|1|0"]);
    world.shop("UPDATE customer SET email = 'b@x'");
    world.job("dim_customer").on(3).ok();
    assert_eq!(audit(), ["1|3|1|1", "2|3|1|1"]);
}

fn account(world: &World, rows: &str) {
    world.shop(&format!(
        "CREATE TABLE IF NOT EXISTS account (region TEXT, number INTEGER, owner TEXT, limit_eur \
         INTEGER, opened TEXT, changed INTEGER);
         DELETE FROM account; INSERT INTO account VALUES {rows};"
    ));
}

fn accounts(world: &World) -> Vec<String> {
    world.ask(
        "SELECT region, number, owner, limit_eur, begins, ends, latest FROM dim_account ORDER BY \
         region, number, begins",
    )
}

#[test]
fn custom_history_names_and_values() {
    let world = World::new();
    account(&world, "('N', 1, 'Ann', 10, 'x', 1)");
    world.job("dim_account").on(1).ok();
    assert_eq!(
        accounts(&world),
        ["N|1|Ann|10|2024-01-01T00:00:00.000000|NULL|Y"],
        "the first version starts at the effective time"
    );
    account(&world, "('N', 1, 'Bob', 10, 'x', 1)");
    world.job("dim_account").on(2).ok();
    // Type 1 on the current version alone.
    account(&world, "('N', 1, 'Bob', 20, 'x', 1)");
    assert_eq!(world.job("dim_account").on(3).ok().counts.updated, 1);
    assert_eq!(
        accounts(&world),
        [
            "N|1|Ann|10|2024-01-01T00:00:00.000000|2024-01-02T00:00:00.000000|N",
            "N|1|Bob|20|2024-01-02T00:00:00.000000|NULL|Y"
        ]
    );
    account(&world, "('N', 2, 'Cy', 1, 'x', 1)");
    assert_eq!(world.job("dim_account").on(4).ok().counts.closed, 1);
    assert_eq!(
        accounts(&world)[1],
        "N|1|Bob|20|2024-01-02T00:00:00.000000|2024-01-04T00:00:00.000000|N"
    );
}

#[test]
fn the_last_row_of_a_key_counts_and_a_tie_is_an_error() {
    let world = World::new();
    account(
        &world,
        "('N', 1, 'old', 1, 'x', NULL), ('N', 1, 'new', 1, 'x', 3), ('N', 1, 'mid', 1, 'x', 2)",
    );
    let report = world.job("dim_account").on(1).ok();
    assert_eq!((report.counts.inserted, report.counts.duplicates), (1, 2));
    assert!(accounts(&world)[0].starts_with("N|1|new|"));
    // A tie below the winner does no harm; equal rows in a tie collapse.
    account(
        &world,
        "('N', 1, 'a', 1, 'x', 2), ('N', 1, 'b', 1, 'x', 2), ('N', 1, 'new', 1, 'x', 3), ('N', 1, \
         'new', 1, 'x', 3)",
    );
    let report = world.job("dim_account").on(2).ok();
    assert_eq!((report.counts.unchanged, report.counts.duplicates), (1, 3));
    account(
        &world,
        "('N', 1, 'a', 1, 'x', 4), ('N', 1, 'b', 1, 'x', 4), ('N', 1, 'new', 1, 'x', 3)",
    );
    let report = world.job("dim_account").on(3).lenient().ok();
    assert_eq!((report.counts.rejected, report.counts.closed), (3, 0));
    assert!(world.ask("SELECT reason FROM lw_reject")[0].contains("tie by"));
}

#[test]
fn an_empty_business_key_is_rejected_like_a_null_one() {
    let world = World::new();
    account(
        &world,
        "('', 1, 'a', 1, 'x', 1), (NULL, 2, 'b', 1, 'x', 1), ('N', NULL, 'c', 1, 'x', 1), ('N', \
         1, 'd', 1, 'x', 1)",
    );
    let report = world.job("dim_account").on(1).lenient().ok();
    assert_eq!((report.counts.rejected, report.counts.inserted), (3, 1));
}

#[test]
fn a_query_takes_params() {
    let world = World::new();
    account(&world, "('N', 1, 'a', 1, 'x', 1), ('S', 1, 'b', 1, 'x', 1)");
    assert_eq!(
        world
            .job("dim_account")
            .on(1)
            .param("skip", "S")
            .ok()
            .counts
            .rows_read,
        1
    );
}

#[test]
fn a_second_change_on_one_day_overwrites_that_days_version() {
    let world = World::new();
    let load = |at: &str, rows: &str| {
        world.file(
            "products.csv",
            format!("sku,title,price,origin,seq\n{rows}"),
        );
        world.job("dim_product").at(at).ok()
    };
    let products = || {
        world.ask(
            "SELECT sku, title, price, valid_from, valid_to, is_current FROM dim_product ORDER BY \
             sku, valid_from",
        )
    };
    load("2024-01-01T08:00:00Z", " a1 ,Cup,1.50,own,1\n");
    load("2024-01-02T08:00:00Z", "A1,Mug,1.50,own,1\n");
    let again = load("2024-01-02T09:00:00Z", "a1,Bowl,1.75,own,1\n");
    assert_eq!(again.counts.versioned, 1);
    assert_eq!(
        products(),
        [
            "A1|Cup|1.75|1900-01-01|2024-01-02|0",
            "A1|Bowl|1.75|2024-01-02|9999-12-31|1"
        ]
    );
    // Gone on the day on which its version began: no interval of length zero is left.
    let gone = load("2024-01-02T10:00:00Z", "b2,Jar,2.00,own,1\n");
    assert_eq!(gone.counts.closed, 1);
    assert_eq!(products()[0], "A1|Cup|1.75|1900-01-01|2024-01-02|0");
    assert_eq!(products().len(), 2);
    // And back on the same day.
    let back = load(
        "2024-01-02T11:00:00Z",
        "b2,Jar,2.00,own,1\na1,Vase,1.75,own,1\n",
    );
    assert_eq!(back.counts.inserted, 1);
    assert_eq!(products()[1], "A1|Vase|1.75|2024-01-02|9999-12-31|1");
    // An earlier day is refused.
    world
        .job("dim_product")
        .at("2024-01-01T23:00:00Z")
        .fails(Kind::Refused);
}

#[test]
fn only_keys_in_the_missing_scope_are_closed() {
    let world = World::new();
    world.file(
        "products.csv",
        "sku,title,price,origin,seq\na,Cup,1,own,1\nb,Mug,1,other,1\nc,Jar,1,,1\nd,Pot,1,own,1\n",
    );
    world.job("dim_product").on(1).ok();
    world.file(
        "products.csv",
        "sku,title,price,origin,seq\nd,Pot,1,own,1\n",
    );
    assert_eq!(world.job("dim_product").on(2).ok().counts.closed, 1);
    assert_eq!(
        world.ask("SELECT sku FROM dim_product WHERE is_current = 1 ORDER BY sku"),
        ["B", "C", "D"]
    );
}

#[test]
fn the_first_row_of_a_key_counts() {
    let world = World::new();
    world.file(
        "products.csv",
        "sku,title,price,origin,seq\na,Second,1,own,2\na,First,1,own,1\nA ,Third,1,own,3\n",
    );
    assert_eq!(world.job("dim_product").on(1).ok().counts.duplicates, 2);
    assert_eq!(world.ask("SELECT title FROM dim_product"), ["First"]);
}

#[test]
fn a_key_that_is_gone_is_flagged_and_unflagged_on_return() {
    let world = World::new();
    let load = |n: u32, rows: &str| {
        world.file("stores.csv", format!("code,town,manager\n{rows}"));
        world.job("dim_store").on(n).ok()
    };
    let stores = || {
        world.ask(
            "SELECT code, town, manager, gone, is_current FROM dim_store ORDER BY code, valid_from",
        )
    };
    load(1, "A,Oslo,Ann\nB,Rome,Bob\n");
    assert_eq!(load(2, "A,Oslo,Ann\n").counts.closed, 1);
    assert_eq!(stores(), ["A|Oslo|Ann|N|1", "B|Rome|Bob|Y|1"]);
    assert_eq!(load(3, "A,Oslo,Ann\n").counts.closed, 0, "flagged once");
    let back = load(4, "A,Oslo,Ann\nB,Rome,Bob\n");
    assert_eq!((back.counts.updated, back.counts.inserted), (1, 0));
    assert_eq!(stores(), ["A|Oslo|Ann|N|1", "B|Rome|Bob|N|1"]);
    load(5, "B,Rome,Bob\n");
    // Back with a change: a version that is not flagged.
    assert_eq!(load(6, "A,Bergen,Ann\nB,Rome,Bob\n").counts.versioned, 1);
    assert_eq!(
        stores(),
        ["A|Oslo|Ann|N|0", "A|Bergen|Ann|N|1", "B|Rome|Bob|N|1"]
    );
    load(7, "A,Bergen,Ann\n");
    assert_eq!(load(8, "A,Bergen,Ann\nB,Rome,Bea\n").counts.updated, 1);
    assert_eq!(stores()[2], "B|Rome|Bea|N|1");
}

#[test]
fn without_a_rule_for_missing_keys_they_stay() {
    let world = World::new();
    world.file("airlines.csv", "carrier,name\nAA,American\nBB,Best\n");
    world.job("dim_airline").on(1).ok();
    world.file("airlines.csv", "carrier,name\nAA,Americana\n");
    let report = world.job("dim_airline").on(2).ok();
    assert_eq!((report.counts.updated, report.counts.closed), (1, 0));
    assert_eq!(
        world.ask(
            "SELECT carrier, airline_name FROM dim_airline WHERE airline_sk > 0 ORDER BY carrier"
        ),
        ["AA|Americana", "BB|Best"]
    );
}

#[test]
fn one_more_tracked_column_makes_no_version() {
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', 'Rome', 'b@x', '2021')",
    );
    world.job("dim_customer").on(1).ok();
    let drift = world.job("dim_customer_wide").on(2).fails(Kind::Refused);
    assert!(
        drift.error.chain().contains("`phone` is missing"),
        "{}",
        drift.error.chain()
    );
    world.warehouse("ALTER TABLE dim_customer ADD COLUMN phone TEXT");

    // The new column is NULL on both sides: hashes are written anew, and that is all.
    let hashes = || {
        world.ask(
            "SELECT hex(row_hash) FROM dim_customer WHERE customer_sk > 0 ORDER BY customer_id",
        )
    };
    let (rows, old) = (world.customers(), hashes());
    assert_eq!(
        world.job("dim_customer_wide").on(2).ok().counts.unchanged,
        2
    );
    assert_eq!(world.customers(), rows);
    assert!(hashes().iter().zip(&old).all(|(new, old)| new != old));

    // From then on it is compared.
    world.shop("UPDATE customer SET phone = '1' WHERE id = 1");
    assert_eq!(
        world.job("dim_customer_wide").on(3).ok().counts.versioned,
        1
    );

    // And with one less again.
    assert_eq!(world.job("dim_customer").on(4).ok().counts.unchanged, 2);
    world.shop("UPDATE customer SET name = 'Anne' WHERE id = 1");
    assert_eq!(world.job("dim_customer").on(5).ok().counts.versioned, 1);
}

#[test]
fn a_table_without_hashes_is_adopted() {
    only_on!(Sqlite);
    let world = World::with_customers(
        "(1, 'Ann', 'Oslo', 'a@x', '2020'), (2, 'Bob', 'Rome', 'b@x', '2021')",
    );
    world.job("dim_customer").on(1).ok();
    world.warehouse(
        "UPDATE dim_customer SET row_hash = CASE customer_id WHEN 1 THEN NULL ELSE x'0102' END \
         WHERE customer_sk > 0",
    );
    assert_eq!(world.job("dim_customer").on(2).ok().counts.unchanged, 2);
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE length(row_hash) > 20"),
        2
    );
    world.warehouse("UPDATE dim_customer SET row_hash = NULL");
    world.shop(
        "UPDATE customer SET name = 'Anne' WHERE id = 1; UPDATE customer SET email = 'new@x' \
         WHERE id = 2",
    );
    let report = world.job("dim_customer").on(3).ok();
    assert_eq!((report.counts.versioned, report.counts.updated), (1, 1));
}

#[test]
fn comparing_by_column_repairs_a_row_that_was_edited_by_hand() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', '2020')");
    world.job("dim_customer").on(1).ok();
    let good = world.customers();
    world.warehouse("UPDATE dim_customer SET email = 'typo' WHERE customer_id = 1");
    assert_eq!(
        world.job("dim_customer").on(2).ok().counts.unchanged,
        1,
        "the hash does not tell"
    );
    assert_eq!(
        world
            .job("dim_customer")
            .on(3)
            .compare_columns()
            .ok()
            .counts
            .updated,
        1
    );
    assert_eq!(world.customers(), good);
}

#[test]
fn an_existing_table_is_taken_as_it_is() {
    only_on!(Sqlite);
    let world = World::with_customers("(1, 'Ann', 'Oslo', 'a@x', '2020')");
    world.warehouse(
        "CREATE TABLE dim_customer (remark TEXT, region TEXT NOT NULL DEFAULT 'EU', valid_to \
         TEXT, valid_from TEXT, is_current INTEGER, row_hash BLOB,
           batch TEXT, joined TEXT, email TEXT, points INTEGER, city TEXT, name TEXT, customer_id \
         INTEGER, customer_sk INTEGER PRIMARY KEY,
           load_id INTEGER, upd_load_id INTEGER, dw_inserted_at TEXT, dw_updated_at TEXT);
         CREATE VIEW current_customer AS SELECT * FROM dim_customer WHERE is_current;
         INSERT INTO dim_customer (customer_sk, customer_id, name, city, email, joined, batch, \
         valid_from, valid_to, is_current, remark)
         VALUES (7, 1, 'Ann', 'OSLO', 'a@x', '2020', '0', '1900-01-01T00:00:00.000000Z', \
         '9999-12-31T00:00:00.000000Z', 1, 'by hand');",
    );
    world.shop("UPDATE customer SET points = NULL");
    assert_eq!(world.job("dim_customer").on(1).ok().counts.unchanged, 1);
    world.shop("UPDATE customer SET city = 'Rome'");
    world.job("dim_customer").on(2).parallel(2, 1).ok();
    assert_eq!(
        world.ask(
            "SELECT customer_id, city, region, remark, is_current FROM dim_customer WHERE \
             customer_sk > 0 ORDER BY valid_from"
        ),
        ["1|OSLO|EU|by hand|0", "1|ROME|EU|NULL|1"]
    );
    assert_eq!(
        world.number("SELECT count(*) FROM current_customer WHERE customer_id = 1"),
        1,
        "views stay"
    );
    assert_eq!(
        world.number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'dim_customer'"
        ),
        2,
        "ours are built"
    );
}

#[test]
fn keys_are_compared_bytewise() {
    let world = World::new();
    account(
        &world,
        "('a', 1, 'x', 1, 'x', 1), ('A', 1, 'y', 1, 'x', 1), ('a ', 1, 'z', 1, 'x', 1), ('ä', 1, \
         'u', 1, 'x', 1), ('a\u{308}', 1, 'v', 1, 'x', 1)",
    );
    assert_eq!(world.job("dim_account").on(1).ok().counts.inserted, 5);
    assert_eq!(
        world
            .job("dim_account")
            .on(2)
            .parallel(2, 1)
            .ok()
            .counts
            .unchanged,
        5
    );
}

#[test]
fn store_rejects_says_how_much_of_a_row_is_kept() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.shop("INSERT INTO customer (id, name, points) VALUES (2, 'Secret', 'many')");
    for (store, expected) in [
        ("row", "{\"customer_id\":2}|points|many|1"),
        ("key", "{\"customer_id\":2}|points|many|0"),
        ("none", "NULL|points|NULL|0"),
    ] {
        let report = world
            .job("dim_customer")
            .rejects(json!({"max_rows": 5, "store": store}))
            .ok();
        assert_eq!(
            world.ask(&format!(
                "SELECT business_key, column_name, value, row LIKE '%Secret%' IS TRUE FROM \
                 lw_reject WHERE run_id = {}",
                report.run_id
            )),
            [expected],
            "{store}"
        );
    }
}

#[test]
fn a_key_that_comes_back_before_it_went_is_told() {
    let world =
        World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL), (2, 'Bob', 'Rome', NULL, NULL)");
    world.job("dim_customer").on(1).ok();
    world.replace_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.job("dim_customer").on(5).ok();
    world.add_customers("(2, 'Bob', 'Rome', NULL, NULL)");
    // No current row is as late as day 5, but a closed version of customer 2 ends there.
    let before = world.dump_all("dim_customer");
    let failed = world.job("dim_customer").on(3).fails(Kind::Refused);
    assert!(
        failed.error.chain().contains("would overlap"),
        "{}",
        failed.error.chain()
    );
    assert_eq!(world.dump_all("dim_customer"), before);
    assert_eq!(
        world.job("dim_customer").on(5).fresh().ok().counts.inserted,
        1,
        "on the very day is no overlap"
    );
}

#[test]
fn few_keys_are_looked_up_in_a_large_table() {
    let world = World::new();
    world.shop(
        "CREATE TABLE feed (code TEXT, title TEXT, price INTEGER);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO feed SELECT 'c' || i, 'title ' || i, i FROM n",
    );
    assert_eq!(
        world
            .job("dim_feed")
            .on(1)
            .parallel(2, 20)
            .ok()
            .counts
            .inserted,
        200
    );
    // One row was adopted without a hash; it is compared by column.
    world.warehouse("UPDATE dim_feed SET row_hash = NULL WHERE code = 'C4'");
    world.shop(
        "DELETE FROM feed;
         INSERT INTO feed VALUES ('c1', 'other', 1), ('c2', 'title 2', 99), ('c3', 'title 3', 3), \
         ('c4', 'title 4', 4), ('new', 'new', 1), ('c5', 'a', 1), ('c5', 'b', 1)",
    );
    let report = world.job("dim_feed").on(2).lenient().ok();
    let counts = report.counts;
    assert_eq!(
        (
            counts.versioned,
            counts.updated,
            counts.unchanged,
            counts.inserted,
            counts.rejected
        ),
        (1, 1, 2, 1, 2)
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_feed WHERE is_current"),
        201
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_feed WHERE row_hash IS NULL"),
        0
    );
    assert_eq!(
        world.ask(
            "SELECT title, price, is_current FROM dim_feed WHERE code IN ('C1', 'C2') ORDER BY \
             code, valid_from"
        ),
        ["title 1|1|0", "other|1|1", "title 2|99|1"]
    );
}
