//! What the ledger says is held against what the table holds, and the ledger grows by itself.

use loadwright_runtime::error::Kind;

use crate::child::wait_for_the_middle;
use crate::support::{World, goes_to_a_server};

/// Kills a run of `dim_customer` when six of its chunks are done.
fn killed_in_the_middle(world: &World, on: u32) {
    let run = world
        .job("dim_customer")
        .on(on)
        .lenient()
        .parallel(1, 40)
        .failing("chunk.committed=5*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
}

fn fresh_again(world: &World, on: u32, word: &str) {
    world.job("dim_customer").on(on).resume().fails(Kind::Usage);
    let report = world
        .job("dim_customer")
        .on(on)
        .lenient()
        .parallel(1, 40)
        .ok();
    assert!(!report.resumed, "{report:?}");
    assert!(
        report.notes.iter().any(|note| note.contains(word)),
        "{:?}",
        report.notes
    );
    let old = report.run_id - 1;
    assert_eq!(
        world.ask(&format!(
            "SELECT status, superseded_by FROM lw_run WHERE run_id = {old}"
        )),
        [format!("ABANDONED|{}", old + 1)]
    );
}

#[test]
fn a_run_whose_rows_are_gone_is_not_gone_on_with() {
    let undisturbed = World::with_many_customers(600);
    undisturbed.job("dim_customer").on(1).ok();
    let truncate = if !goes_to_a_server() {
        "DELETE FROM dim_customer WHERE customer_sk > 0"
    } else {
        "TRUNCATE dim_customer"
    };
    let word = if !goes_to_a_server() {
        "current rows"
    } else {
        "truncated"
    };
    for (gone, word) in [
        (truncate, word),
        (
            "DELETE FROM dim_customer WHERE customer_id = 3",
            "holds 239 current rows, and after its committed chunks it held at least 240",
        ),
        ("DROP TABLE dim_customer", "is not resumed"),
    ] {
        let world = World::with_many_customers(600);
        world.make_ledger();
        killed_in_the_middle(&world, 1);
        world.warehouse(gone);
        fresh_again(&world, 1, word);
        assert_eq!(
            world.dump("dim_customer"),
            undisturbed.dump("dim_customer"),
            "{gone}"
        );
        assert_eq!(world.indexes("dim_customer"), 2);
    }
}

#[test]
fn rows_that_were_added_without_a_key_and_are_gone_are_noticed_too() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..600).map(|n| format!("{n},note,1.00\n")).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    let run = world
        .job("fact_sale")
        .parallel(1, 50)
        .failing("chunk.committed=5*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
    world.warehouse("DELETE FROM fact_sale WHERE sale < 7");
    let report = world.job("fact_sale").parallel(1, 50).ok();
    assert!(
        report
            .notes
            .iter()
            .any(|note| note
                .contains("holds 293 of its rows, and its committed chunks inserted 300")),
        "{:?}",
        report.notes
    );
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"),
        ["600|600"]
    );
}

#[test]
fn a_first_load_is_not_gone_on_with_over_rows_of_others() {
    let world = World::with_many_customers(600);
    killed_in_the_middle(&world, 1);
    assert_eq!(world.number("SELECT initial FROM lw_run"), 1);
    // Someone restores what was in the table before: keys of chunks that are still to be done among
    // it.
    let member = if goes_to_a_server() {
        "OVERRIDING SYSTEM VALUE VALUES (100000"
    } else {
        "VALUES (100000"
    };
    world.warehouse(&format!(
        "INSERT INTO dim_customer (customer_sk, customer_id, name, valid_from, valid_to, \
         is_current)
         {member}, 599, 'restored', '1900-01-01T00:00:00.000000Z', '9999-12-31T00:00:00.000000Z', \
         true)"
    ));
    fresh_again(&world, 1, "this first load has written");
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE is_current AND customer_sk > 0"),
        600
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_id = 599"),
        2,
        "the restored row has become a version"
    );
}

#[test]
fn chunks_that_the_server_lost_are_worked_again() {
    let undisturbed = World::with_many_customers(600);
    undisturbed.job("dim_customer").on(1).ok();
    let world = World::with_many_customers(600);
    world.make_ledger();
    // As after a crash with synchronous_commit off: chunk and rows are gone together.
    world.slow_chunks(400_000);
    let run = world.job("dim_customer").on(1).parallel(1, 100).elsewhere();
    wait_for_the_middle(&world, 2);
    world.warehouse(
        "UPDATE lw_chunk SET status = 'PENDING', rows_read = 0, inserted = 0 WHERE run_id = 2 AND \
         chunk = 1;
         DELETE FROM dim_customer WHERE customer_id < 101 AND customer_sk > 0",
    );
    world.no_longer_slow();
    let (code, answer) = run.end();
    assert_eq!(code, Some(0), "{answer}");
    assert_eq!(world.dump("dim_customer"), undisturbed.dump("dim_customer"));
    assert_eq!(
        world.number("SELECT resumes FROM lw_run WHERE run_id = 2"),
        1
    );
}

/// Makes the ledger what the first version's programs made.
fn of_version_1(world: &World) {
    world.warehouse(
        "ALTER TABLE lw_run DROP COLUMN closed_at; ALTER TABLE lw_run DROP COLUMN superseded_by; \
         ALTER TABLE lw_run DROP COLUMN scope_keys;
         DROP TABLE lw_step; DROP TABLE lw_session; DROP TABLE lw_version",
    );
    of_keys_as_they_are(world);
}

/// Missing keys as they were indexed before version 4.
fn of_keys_as_they_are(world: &World) {
    if goes_to_a_server() {
        world.warehouse(
            "DROP INDEX lw_missing_id; ALTER TABLE lw_missing ADD PRIMARY KEY (run_id, chunk, \
             business_key)",
        );
    }
}

#[test]
fn a_ledger_of_an_older_version_grows_and_its_runs_stay() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    of_version_1(&world);
    let refused = world.job("dim_customer").on(2).no_ddl().fails(Kind::Usage);
    let text = refused.error.chain();
    assert!(
        text.contains("of version 1, this program needs version 4"),
        "{text}"
    );
    world.change_many_customers(100);
    world.job("dim_customer").on(2).lenient().ok();
    assert_eq!(
        world.ask("SELECT run_id, status, closed_at IS NOT NULL FROM lw_run ORDER BY run_id"),
        ["1|SUCCEEDED|1", "2|SUCCEEDED|1"]
    );
    assert_eq!(
        world.ask("SELECT version, min_version FROM lw_version"),
        ["4|1"]
    );
}

#[test]
fn a_run_that_noted_missing_keys_in_an_older_log_goes_on_in_the_new() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.shop("DELETE FROM customer WHERE id > 70");
    let run = || world.job("dim_customer").on(2).lenient().parallel(1, 20);
    assert_eq!(
        run()
            .failing("close.begun=1*return(kill)")
            .elsewhere()
            .end()
            .0,
        None
    );
    of_keys_as_they_are(&world);
    world.warehouse("UPDATE lw_version SET version = 3");
    assert_eq!(world.number("SELECT count(*) FROM lw_missing"), 30);
    world.add_customers("(99, 'name 99', 'city 1', NULL, NULL)");
    let report = run().ok();
    assert_eq!((report.resumed, report.counts.closed), (true, 29));
    assert_eq!(
        world.ask("SELECT version, min_version FROM lw_version"),
        ["4|1"]
    );
    if goes_to_a_server() {
        let keys = "SELECT count(*) FROM pg_indexes WHERE tablename = 'lw_missing' AND indexdef \
                    LIKE '%sha256(business_key)%'";
        assert_eq!(world.server_count(keys), 1);
        assert_eq!(
            world.server_count("SELECT count(*) FROM pg_indexes WHERE tablename = 'lw_missing'"),
            1
        );
    }
}

#[test]
fn runs_on_all_targets_of_a_job_are_told_and_asked_to_stop() {
    use crate::checks::says;
    let world = World::with_many_customers(10);
    for day in 1..=3 {
        world.job("dim_customer").on(day).ok();
    }
    let says = |arguments: &[&str]| {
        let (code, told) = says(&world, "dim_customer", arguments);
        assert_eq!(code, 0, "{told}");
        told
    };
    let objects = |told: &str| -> Vec<serde_json::Value> {
        // The first is behind what the test's own binary says.
        let found = told
            .lines()
            .filter_map(|line| line.find('{').map(|at| &line[at..]));
        found
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    assert_eq!(objects(&says(&["status", "--json"])).len(), 1);
    for what in ["status", "history"] {
        let told = says(&[what]);
        assert!(!told.contains("target"), "{told}");
    }
    // As a name of the table with params would have it.
    world.warehouse(
        "UPDATE lw_run SET target = 'dw.dim_us', status = 'RUNNING' WHERE run_id = 1; UPDATE \
         lw_run SET target = 'dw.dim_eu', status = 'RUNNING' WHERE run_id = 2",
    );
    let targets: Vec<String> = objects(&says(&["status", "--json"]))
        .iter()
        .map(|run| format!("{} {}", run["run_id"], run["target"].as_str().unwrap()))
        .collect();
    assert_eq!(targets[1..], ["2 dw.dim_eu", "1 dw.dim_us"]);
    assert!(targets[0].starts_with("3 ") && targets[0].ends_with(".dim_customer"));
    for what in ["status", "history"] {
        let told = says(&[what]);
        for name in ["target", "dw.dim_us", "dw.dim_eu"] {
            assert!(told.contains(name), "{told}");
        }
    }
    let told = says(&["stop"]);
    for asked in [
        "run 2 on dw.dim_eu is asked to stop",
        "run 1 on dw.dim_us is asked to stop",
    ] {
        assert!(told.contains(asked), "{told}");
    }
    assert_eq!(
        world.ask("SELECT run_id FROM lw_control ORDER BY run_id"),
        ["1", "2"]
    );
    world.warehouse("UPDATE lw_run SET status = 'STOPPED' WHERE status = 'RUNNING'");
    let told = says(&["stop"]);
    assert!(
        told.contains("no run of dim_customer is going on"),
        "{told}"
    );
}

#[test]
fn a_newer_ledger_serves_as_long_as_it_says_so() {
    let world = World::with_many_customers(100);
    world.job("dim_customer").on(1).ok();
    world.warehouse("UPDATE lw_version SET version = 99");
    world.job("dim_customer").on(2).ok();
    assert_eq!(world.ask("SELECT version FROM lw_version"), ["99"]);
    world.warehouse("UPDATE lw_version SET min_version = 98");
    let refused = world.job("dim_customer").on(3).fails(Kind::Usage);
    assert!(
        refused
            .error
            .chain()
            .contains("of version 99, which programs before version 98 must not use"),
        "{}",
        refused.error.chain()
    );
}

const DAY_1: &str = "code,quote\na,1\nb,2\nc,5\n";
const DAY_2: &str = "code,quote\na,1\nb,4\nc,10\nd,20\n";

/// Quotes of two days, the second load killed when its first chunk was in.
fn quotes() -> World {
    let world = World::new();
    world.make_ledger();
    world.file("quotes.csv", DAY_1);
    world.job("dim_quote").on(1).ok();
    world.file("quotes.csv", DAY_2);
    let run = world
        .job("dim_quote")
        .on(2)
        .parallel(1, 1)
        .failing("chunk.committed=3*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
    assert!(world.number("SELECT count(*) FROM dim_quote WHERE load_id = 3") > 0);
    world
}

#[test]
fn a_day_whose_run_was_killed_is_loaded_again_from_its_new_file() {
    let again = "code,quote\na,2\nb,2\nc,20\nd,25\ne,50\n";
    let undisturbed = World::new();
    undisturbed.file("quotes.csv", DAY_1);
    undisturbed.job("dim_quote").on(1).ok();
    undisturbed.file("quotes.csv", again);
    undisturbed.job("dim_quote").on(2).ok();

    let world = quotes();
    world.file("quotes.csv", again);
    let report = world.job("dim_quote").on(2).parallel(1, 1).ok();
    assert!(!report.resumed);
    let rows = |world: &World| {
        world.ask(
            "SELECT code, quote, valid_from, valid_to, is_current, hex(row_hash) FROM dim_quote \
             ORDER BY code, valid_from",
        )
    };
    assert_eq!(rows(&world), rows(&undisturbed));
    assert_eq!(world.status(3), "ABANDONED");
}

#[test]
fn a_day_whose_run_was_closed_is_not_given_again() {
    let world = quotes();
    world.job("dim_quote").on(2).ok();
    let refused = world.job("dim_quote").on(2).fails(Kind::Refused);
    let help = refused.error.advice().unwrap_or_default();
    assert!(
        help.contains("run 3 had this time, and all its rows are in"),
        "{help}"
    );
    // Nor one whose versions someone else wrote.
    let world = quotes();
    world.warehouse("UPDATE dim_quote SET load_id = 77 WHERE load_id = 3");
    world.file("quotes.csv", DAY_1);
    let refused = world.job("dim_quote").on(2).fails(Kind::Refused);
    assert!(
        refused
            .error
            .advice()
            .unwrap_or_default()
            .contains("of another run"),
        "{:?}",
        refused.error.advice()
    );
}

/// What the killed run wrote may begin at the first moment of all, as new keys do, and none of it
/// at the time that is given again.
#[test]
fn a_day_whose_run_was_killed_among_new_keys_is_loaded_again_as_if_it_had_never_run() {
    let new_keys = |value: u32| {
        (0..30).fold(DAY_1.to_owned(), |text, key| {
            format!("{text}n{key},{value}\n")
        })
    };
    let again = format!("{DAY_1}n1,4\nn2,4\n");
    let undisturbed = World::new();
    undisturbed.file("quotes.csv", DAY_1);
    undisturbed.job("dim_quote").on(1).ok();
    undisturbed.file("quotes.csv", &again);
    undisturbed.job("dim_quote").on(2).ok();

    let world = World::new();
    world.make_ledger();
    world.file("quotes.csv", DAY_1);
    world.job("dim_quote").on(1).ok();
    world.file("quotes.csv", new_keys(2));
    let run = world
        .job("dim_quote")
        .on(2)
        .parallel(1, 1)
        .failing("chunk.committed=20*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
    assert!(world.number("SELECT count(*) FROM dim_quote WHERE load_id = 3") > 5);
    world.file("quotes.csv", &again);
    assert!(!world.job("dim_quote").on(2).ok().resumed);
    let rows = |world: &World| {
        world.ask(
            "SELECT code, quote, valid_from, valid_to, is_current, hex(row_hash) FROM dim_quote \
             ORDER BY code, valid_from",
        )
    };
    assert_eq!(rows(&world), rows(&undisturbed));
}

#[test]
fn a_day_is_not_given_again_over_what_later_runs_made_of_it() {
    let world = quotes();
    world.file("quotes.csv", DAY_1);
    world.job("dim_quote").on(3).ok();
    let before = world.ask("SELECT * FROM dim_quote ORDER BY quote_sk");
    let refused = world.job("dim_quote").on(2).fails(Kind::Refused);
    let help = refused.error.advice().unwrap_or_default();
    assert!(help.contains("run 4 was closed since"), "{help}");
    assert_eq!(
        world.ask("SELECT * FROM dim_quote ORDER BY quote_sk"),
        before
    );
}

#[test]
fn what_cannot_be_taken_back_keeps_its_day_from_being_given_again() {
    let world = World::new();
    world.make_ledger();
    let stores = |from: u32| {
        (from..from + 20).fold("code,town,manager\n".to_owned(), |text, key| {
            format!("{text}s{key},Oslo,Ann\n")
        })
    };
    world.file("stores.csv", stores(50));
    world.job("dim_store").on(1).ok();
    world.file("stores.csv", stores(0));
    let run = world
        .job("dim_store")
        .on(2)
        .parallel(1, 1)
        .failing("chunk.committed=10*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
    world.file("stores.csv", stores(5));
    let refused = world.job("dim_store").on(2).fails(Kind::Refused);
    assert!(
        refused
            .error
            .chain()
            .contains("a run that never closed had the effective time"),
        "{}",
        refused.error.chain()
    );
    assert!(
        refused
            .error
            .advice()
            .unwrap_or_default()
            .contains("of type 1"),
        "{:?}",
        refused.error.advice()
    );
    // At another time the rest is loaded, and the keys that are gone are closed.
    world.job("dim_store").on(3).allow_mass_close().ok();
    assert_eq!(
        world.number("SELECT count(*) FROM dim_store WHERE gone = 'N'"),
        20
    );
}

#[test]
fn rows_of_another_job_log_with_the_same_number_are_not_taken_out() {
    let world = World::with_many_customers(10);
    world.shop("CREATE TABLE log (id integer, v text); INSERT INTO log VALUES (1, 'a'), (2, 'b')");
    world.warehouse("CREATE TABLE hook_log (hook text); CREATE TABLE hook_gate (name text)");
    world.make_ledger();
    let failed = world.job("fact_log").failing("plan.committed=return(kill)");
    assert_eq!(failed.elsewhere().end().0, None);
    let run = world.number("SELECT max(run_id) FROM lw_run");
    world.warehouse(&format!(
        "INSERT INTO fact_log (id, v, lw_run_id) VALUES (77, 'theirs', {run})"
    ));
    let refused = world.job("fact_log").fresh().fails(Kind::Refused);
    assert!(
        refused.error.chain().contains("the others are not its own"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM fact_log WHERE id = 77"),
        1
    );
}

#[test]
fn a_key_that_comes_back_before_it_was_closed_is_refused_and_the_next_load_is_not_held_up() {
    let world = World::new();
    world.make_ledger();
    let csv = |keys: &[u32]| -> String {
        keys.iter().fold("code,quote\n".to_owned(), |text, key| {
            format!("{text}k{key},1\n")
        })
    };
    let all: Vec<u32> = (0..20).collect();
    world.file("quotes.csv", csv(&all));
    world.job("dim_quote").on(1).ok();
    world.file("quotes.csv", csv(&all[1..]));
    world.job("dim_quote").on(5).ok();
    // Late, for day 3: k0 is back.
    world.file("quotes.csv", csv(&all));
    let refused = world.job("dim_quote").on(3).fails(Kind::Refused);
    let text = refused.error.chain();
    assert!(text.contains("k0"), "{text}");
    assert_eq!(world.status(refused.report.unwrap().run_id), "REFUSED");
    let report = world.job("dim_quote").on(6).ok();
    assert_eq!((report.resumed, report.counts.inserted), (false, 1));
}

#[test]
fn the_log_of_an_older_version_can_be_looked_at_before_it_grows() {
    let world = World::with_many_customers(30);
    world.job("dim_customer").on(1).ok();
    of_version_1(&world);
    let path = world.path("connections.yaml");
    let shop = format!("sqlite:{}", world.path("shop.db").display());
    let (kind, warehouse) = match !goes_to_a_server() {
        true => (
            "sqlite",
            format!("sqlite:{}", world.path("warehouse.db").display()),
        ),
        false => ("postgres", world.server_url()),
    };
    let text = format!(
        "version: 1\nconnections:\n  shop: {{kind: sqlite, url: \"{shop}\"}}\n  warehouse: \
         {{kind: {kind}, url: \"{warehouse}\", schema: {}}}\n",
        if !goes_to_a_server() { "main" } else { "dw" }
    );
    std::fs::write(&path, text).unwrap();
    for command in ["status", "history"] {
        let (code, told) = crate::child::command(
            &["--connections", &path.display().to_string(), command],
            &[],
        );
        assert!(code == 0 && told.contains("SUCCEEDED"), "{told}");
    }
}

#[test]
fn a_day_given_again_takes_no_rows_out_that_its_runs_did_not_write() {
    let world = quotes();
    // Another job log's run of the same number has been at the table.
    world.warehouse(
        "INSERT INTO dim_quote (code, quote, valid_from, valid_to, is_current, load_id)
         SELECT 'theirs', quote, valid_from, valid_to, is_current, 3 FROM dim_quote WHERE code = \
         'c' AND load_id = 2",
    );
    let before = world.dump_all("dim_quote");
    world.file("quotes.csv", "code,quote\na,2\nb,2\nc,20\n");
    let refused = world.job("dim_quote").on(2).fails(Kind::Refused);
    let advice = refused.error.advice().unwrap_or_default();
    assert!(advice.contains("another job log"), "{advice}");
    assert_eq!(world.dump_all("dim_quote"), before);
}

#[test]
fn a_day_is_one_time_to_a_table_of_days() {
    let world = World::new();
    world.make_ledger();
    world.shop(
        "CREATE TABLE price (code text, price integer); INSERT INTO price VALUES ('a', 1), ('b', \
         2), ('c', 3), ('d', 4), ('e', 5), ('f', 6)",
    );
    world
        .job("dim_price")
        .at("2024-03-01T08:00:00.000000Z")
        .ok();
    world.shop("DELETE FROM price WHERE code = 'f'");
    let closed = world.job("dim_price").at("2024-03-02T10:00:00.000000Z");
    assert_eq!(closed.lenient().ok().counts.closed, 1);
    // A second load of that day leaves a version behind, and is refused.
    world.shop("UPDATE price SET price = 10 WHERE code = 'a'; DELETE FROM price WHERE code > 'b'");
    let again = || {
        let run = world.job("dim_price").at("2024-03-02T00:00:00.000000Z");
        run.session(
            "close_limit",
            serde_json::json!({"percent": 20, "min_rows": 1}),
        )
    };
    again().fails(Kind::Refused);
    let before = world.dump_all("dim_price");
    world.shop("INSERT INTO price VALUES ('c', 3), ('d', 4), ('e', 5)");
    let refused = again().fails(Kind::Refused);
    let advice = refused.error.advice().unwrap_or_default();
    assert!(
        advice.contains("had this time, and all its rows are in"),
        "{advice}"
    );
    assert_eq!(world.dump_all("dim_price"), before);
    world
        .job("dim_price")
        .at("2024-03-03T00:00:00.000000Z")
        .ok();
    assert_eq!(
        world.ask("SELECT code FROM dim_price WHERE NOT is_current ORDER BY code"),
        ["a", "f"]
    );
}
