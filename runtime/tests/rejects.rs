//! Rejected rows: whatever they hold they are written, shown as the source has them, counted right,
//! and never gathered without end.

use loadwright_runtime::error::Kind;
use serde_json::{Value, json};

use crate::support::{World, only_on};

/// Ids in order, an amount for each.
fn world_of_events(amounts: impl Iterator<Item = &'static str>) -> World {
    let world = World::new();
    world.shop("CREATE TABLE event (id INTEGER PRIMARY KEY, note TEXT, amount TEXT)");
    let rows: Vec<String> = (1..)
        .zip(amounts)
        .map(|(id, amount)| format!("({id}, 'note {id}', '{amount}')"))
        .collect();
    rows.chunks(500)
        .for_each(|rows| world.shop(&format!("INSERT INTO event VALUES {}", rows.join(", "))));
    world
}

/// The row of a reject, as JSON.
fn rows(world: &World) -> Vec<Value> {
    world
        .ask("SELECT row FROM lw_reject ORDER BY chunk, number")
        .iter()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect()
}

#[test]
fn a_row_with_nul_bytes_is_named_and_the_others_are_loaded() {
    let world = World::new();
    world.file(
        "stores.csv",
        b"code,town,manager\nA,Os\0lo,Ann\nB\0C,Rome,Bob\nD,Bergen,\0\nE,Paris,Eve\n",
    );
    let report = world.job("dim_store").on(1).lenient().ok();
    assert_eq!((report.counts.rejected, report.counts.inserted), (3, 1));
    assert_eq!(
        world.ask(
            "SELECT source_line, business_key, column_name, value FROM lw_reject ORDER BY \
             source_line"
        ),
        [
            "2|{\"code\":\"A\"}|town|Os\u{2400}lo",
            "3|NULL|code|B\u{2400}C",
            "4|{\"code\":\"D\"}|manager|\u{2400}"
        ]
    );
    assert_eq!(
        rows(&world)[0],
        json!({"code": "A", "town": "Os\0lo", "manager": "Ann"})
    );

    // Over the limit the run's message and the chunk's error tell of them too.
    let refused = world.job("dim_store").on(2).fails(Kind::Refused);
    assert!(
        refused
            .error
            .chain()
            .contains("line 2, key {\"code\":\"A\"}: town"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_run WHERE run_id = 2 AND message LIKE '%town%'"),
        1
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND error LIKE '%town%'"),
        1
    );
    assert_eq!(
        world.number("SELECT count(*) FROM lw_reject WHERE run_id = 2"),
        3
    );
}

#[test]
fn values_of_any_size_and_encoding_are_shown_in_part() {
    let world = World::new();
    let huge = "é".repeat(3 << 20);
    world.file(
        "stores.csv",
        [
            format!("code,town,manager\n{huge}\0,A,{huge}\nB,").as_bytes(),
            b"\xff\xfe,Bob\nC,Rome,Cem\n",
        ]
        .concat(),
    );
    let report = world.job("dim_store").on(1).lenient().ok();
    assert_eq!((report.counts.rejected, report.counts.inserted), (2, 1));
    assert_eq!(
        world.ask(
            "SELECT column_name, length(value) < 300, length(reason) < 300, value LIKE 'é%…' FROM \
             lw_reject ORDER BY source_line"
        ),
        ["code|1|1|1", "town|1|1|0"]
    );
    let rows = rows(&world);
    assert_eq!(rows[0]["manager"].as_str().unwrap().len(), huge.len());
    assert_eq!(
        rows[1],
        json!({"code": "B", "town": "\u{fffd}\u{fffd}", "manager": "Bob"})
    );
    let refused = world.job("dim_store").on(2).fails(Kind::Refused);
    assert!(
        refused.error.chain().len() < 2000,
        "{}",
        refused.error.chain().len()
    );
}

#[test]
fn every_class_of_sqlite_is_shown_as_it_is_stored() {
    only_on!(Sqlite);
    for parallel in [false, true] {
        let world = World::new();
        world.shop(
            "CREATE TABLE event (id, note, amount);
             INSERT INTO event VALUES (1, 'ok', '1'), (9e999, -9e999, 5e-324), (3, CAST(x'61ff' AS \
             TEXT), 1e300), (x'0001', 'a', NULL),
                ('4' || char(0) || 'x', 'b', 2), (5, 7, 3), (9223372036854775807, 'big', 0.1), (6, \
             'c', x'ff')",
        );
        for job in ["dim_event", "fact_event"] {
            let run = world.job(job).lenient();
            let report = if parallel { run.parallel(2, 2) } else { run }.ok();
            assert_eq!(
                (report.counts.inserted, report.counts.rejected),
                (1, 7),
                "{job}"
            );
            let of = |what: &str| {
                world.ask(&format!(
                    "SELECT {what} FROM lw_reject WHERE run_id = {} ORDER BY row",
                    report.run_id
                ))
            };
            assert_eq!(
                of("row"),
                [
                    r#"{"id":"4\u0000x","note":"b","amount":2}"#,
                    r#"{"id":"Infinity","note":"-Infinity","amount":5e-324}"#,
                    r#"{"id":"\\x0001","note":"a","amount":null}"#,
                    "{\"id\":3,\"note\":\"a\u{fffd}\",\"amount\":1e+300}",
                    r#"{"id":5,"note":7,"amount":3}"#,
                    r#"{"id":6,"note":"c","amount":"\\xff"}"#,
                    r#"{"id":9223372036854775807,"note":"big","amount":0.1}"#,
                ]
            );
            assert_eq!(
                of("value"),
                [
                    "4\u{2400}x",
                    "Infinity",
                    "\\x0001",
                    "a\u{fffd}",
                    "7",
                    "\\xff",
                    "9223372036854775807"
                ],
                "{job} parallel {parallel}"
            );
        }
    }
}

#[test]
fn every_value_of_a_server_is_shown_as_the_server_prints_it() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let server = world.source_server().unwrap();
    let mut client = server.client("shop");
    client.batch_execute(crate::types::SOURCE).unwrap();
    // Each of these rejects its row, and each row has odd but good values beside it.
    let bad = [
        ("whole", "NaN"),
        ("whole", "-Infinity"),
        ("whole", "1e38"),
        ("whole", "-123456789012345678901234567890123456789012.50"),
        ("amount", "9999999999.995"),
        ("amount", "1e300"),
        ("exact", "1e-16383"),
        ("exact", "99999999999999999999.00"),
        ("day", "infinity"),
        ("day", "-infinity"),
        ("day", "4714-11-24 BC"),
        ("day", "0044-03-15 BC"),
        ("day", "10000-01-01"),
        ("day", "5874897-12-31"),
        ("clock", "24:00"),
        ("moment", "infinity"),
        ("moment", "0044-03-15 12:34:56.5 BC"),
        ("moment", "294276-12-31 23:59:59.999999"),
        ("instant", "-infinity"),
        ("instant", "4714-11-24 00:00:00+00 BC"),
        ("instant", "10000-01-01 00:00:00.25+00"),
        ("short", "12345678901"),
        ("code", "abcdefg"),
    ];
    let beside = "1, true, -1, 0.1::real, 1e300::float8, 'a\"\\\u{1}é', '\\x00ff', '{\"a\": \
                  \"\\u0000\"}', '{\"b\": 1e2}', 'ok'";
    for (place, (column, value)) in (1..).zip(bad) {
        let sql = format!(
            "INSERT INTO every_type (big, flag, small, single, double, words, bytes, doc, docb, \
             mood, id, {column})
             VALUES ({beside}, {place}, '{value}')"
        );
        client
            .batch_execute(&sql)
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
    // A smallest number of numeric is rounded to zero, which is no reject.
    let rejected = bad.len() as u64 - 1;
    for run in [
        world.job("dim_type").lenient(),
        world.job("dim_type").lenient().parallel(2, 3),
    ] {
        let report = run.ok();
        assert_eq!(report.counts.rejected, rejected);
        let told = world.ask(&format!(
            "SELECT column_name, value, row FROM lw_reject WHERE run_id = {}",
            report.run_id
        ));
        assert_eq!(told.len() as u64, rejected);
        for told in told {
            let [column, value, row] = told.splitn(3, '|').collect::<Vec<_>>()[..] else {
                panic!("{told}")
            };
            let row: Value = serde_json::from_str(row).unwrap();
            let shown = |name: &str| match &row[name] {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            };
            for (name, cell) in row.as_object().unwrap() {
                let printed: Option<String> = client
                    .query_one(
                        &format!(
                            "SELECT \"{name}\"::text FROM every_type WHERE id = {}",
                            row["id"]
                        ),
                        &[],
                    )
                    .unwrap()
                    .get(0);
                if matches!(name.as_str(), "single" | "double") && cell.is_number() {
                    assert_eq!(
                        cell.as_f64(),
                        printed.map(|text| text.parse().unwrap()),
                        "{name} of {row}"
                    );
                } else {
                    assert_eq!(
                        shown(name).as_deref().map(str::trim_end),
                        printed.as_deref(),
                        "{name} of {row}"
                    );
                }
            }
            // A long value is cut; the row has all of it.
            let whole = shown(column).unwrap();
            let is_same = value
                .strip_suffix('…')
                .map_or(whole.trim_end() == value.trim_end(), |start| {
                    whole.starts_with(start)
                });
            assert!(is_same, "{told}");
        }
    }
}

#[test]
fn the_limit_holds_whoever_commits_at_once() {
    let world = world_of_events((1..=20).map(|id| {
        if matches!(id, 1..=3 | 11..=13) {
            "x"
        } else {
            "1"
        }
    }));
    world.make_ledger();
    // Both chunks ask for the sum before either has committed, where the database lets two write at
    // once.
    world.slow_chunks(500_000);
    let run = || world.job("dim_event").parallel(2, 10);
    let refused = run().rejects(json!({"max_rows": 5})).fails(Kind::Refused);
    assert!(
        refused.error.chain().contains("6 rejected rows"),
        "{}",
        refused.error.chain()
    );
    let run_id = world.latest_run();
    assert_eq!(world.status(run_id), "REFUSED");
    let report = refused.report.unwrap();
    assert_eq!(report.status.as_str(), "REFUSED");

    // What the limit says is said again when the run is taken up, and by a dry run.
    world.no_longer_slow();
    run()
        .rejects(json!({"max_rows": 5}))
        .resume()
        .fails(Kind::Refused);
    run()
        .rejects(json!({"max_rows": 5}))
        .dry()
        .fails(Kind::Refused);
    let report = run().rejects(json!({"max_rows": 6})).resume().ok();
    assert_eq!(
        (
            report.run_id,
            report.counts.rejected,
            report.counts.inserted
        ),
        (run_id, 6, 14)
    );
    assert_eq!(
        world.number(&format!(
            "SELECT count(*) FROM lw_reject WHERE run_id = {run_id}"
        )),
        6
    );
}

#[test]
fn a_load_without_a_key_ends_with_the_first_reject_too_many() {
    // The row that panics is never come to.
    let bad = |count: usize| {
        let world = world_of_events(std::iter::repeat_n("x", count));
        world.shop("INSERT INTO event VALUES (1000000, 'panic', '1')");
        world
    };
    let world = bad(4000);
    for (limit, kept) in [(0, 1), (10, 11), (1500, 1000)] {
        let refused = world
            .job("fact_event")
            .rejects(json!({"max_rows": limit}))
            .fails(Kind::Refused);
        let told = refused.error.chain();
        assert!(
            told.starts_with("fact_event: chunk 1")
                && told.contains(&format!(": {} rejected rows so far", limit + 1)),
            "{told}"
        );
        let run_id = world.latest_run();
        assert_eq!(
            (
                world.status(run_id).as_str(),
                refused.report.unwrap().counts.rejected
            ),
            ("REFUSED", 0)
        );
        assert_eq!(
            world.number(&format!(
                "SELECT count(*) FROM lw_reject WHERE run_id = {run_id}"
            )),
            kept,
            "limit {limit}"
        );
    }
    assert_eq!(world.number("SELECT count(*) FROM fact_event"), 0);
}

#[test]
fn rejects_that_are_tolerated_are_all_kept() {
    for limit in [json!({"max_rows": 30_000}), json!({"max_percent": 90})] {
        let world = world_of_events((0..30_000).map(|id| if id % 5 == 0 { "1" } else { "x" }));
        world.job("fact_event").rejects(limit.clone()).dry().ok();
        let report = world.job("fact_event").rejects(limit).ok();
        assert_eq!(
            (report.counts.inserted, report.counts.rejected),
            (6000, 24_000)
        );
        assert_eq!(
            world.ask("SELECT count(*), count(DISTINCT event) FROM fact_event"),
            ["6000|6000"]
        );
        assert_eq!(
            world.ask(
                "SELECT count(*), count(DISTINCT row), min(number), max(number) FROM lw_reject"
            ),
            ["24000|24000|1|24000"]
        );
    }
}

/// The most memory that this process ever had since it was asked last, in MB.
#[cfg(target_os = "linux")]
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"));
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    peak.unwrap().parse::<u64>().unwrap() / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_rejects_of_a_chunk() {
    only_on!(Sqlite);
    const ROWS: u64 = 12_000;
    let all = [json!({"max_percent": 100}), json!({"max_rows": ROWS})];
    // Rows without a key are one chunk; so are those of one key.
    for ((key, other), limit) in [("NULL", "i"), ("7", "i + 100")].into_iter().zip(all) {
        let world = World::new();
        // 9 kB a row: 108 MB of rejects.
        world.shop(&format!(
            "CREATE TABLE by_integer (k INTEGER, v TEXT); CREATE INDEX by_k ON by_integer (k);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
             INSERT INTO by_integer SELECT CASE WHEN i % 100 = 0 THEN {other} ELSE {key} END, i || \
             'x' || hex(zeroblob(4500)) FROM n"
        ));
        let rejected = ROWS - ROWS / 100;
        let job = || world.job("dim_by_integer").parallel(2, 20).fresh();
        peak_mb();
        let report = job().rejects(limit).ok();
        let peak = peak_mb();
        assert_eq!(report.counts.rejected, rejected);
        assert!(peak < 120, "{peak} MB with {rejected} rejects of {key}");
        assert_eq!(
            world.ask(
                "SELECT count(*), count(DISTINCT substr(row, 1, 40)), min(number), max(number) \
                 FROM lw_reject"
            ),
            [format!("{rejected}|{rejected}|1|{rejected}")]
        );
        assert_eq!(
            world.ask("SELECT max(rejected), count(*) > 2 FROM lw_chunk"),
            [format!("{rejected}|1")]
        );
        // A limit that is passed ends the run, and keeps the first.
        let refused = job().rejects(json!({"max_rows": 100})).fails(Kind::Refused);
        let told = refused.error.chain();
        assert!(told.contains("rejected rows so far"), "{told}");
    }
}

#[test]
fn a_share_of_rejects_is_refused_at_the_close() {
    let world = world_of_events((0..3000).map(|id| if id % 2 == 0 { "1" } else { "x" }));
    let refused = world
        .job("fact_event")
        .rejects(json!({"max_percent": 49}))
        .fails(Kind::Refused);
    assert!(
        refused
            .error
            .chain()
            .contains("1500 rejected rows, more than the 49 % of 3000"),
        "{}",
        refused.error.chain()
    );
    assert_eq!(refused.report.unwrap().counts.rejected, 1500);
    assert_eq!(world.number("SELECT count(*) FROM lw_reject"), 1500);
}

#[test]
fn a_decimal_column_of_numeric_affinity_is_read_as_it_prints() {
    only_on!(Sqlite);
    let world = World::new();
    world.shop(
        "CREATE TABLE event (id INTEGER, note TEXT, amount DECIMAL(10,2));
         INSERT INTO event VALUES (1, NULL, 12.34), (2, NULL, '0.10'), (3, NULL, 99999999.99), (4, \
         NULL, 7), (5, NULL, -0.005),
            (6, NULL, 2.675), (7, NULL, 100000000.5), (8, NULL, 1e-7)",
    );
    let report = world.job("dim_event").lenient().ok();
    assert_eq!(report.counts.rejected, 1);
    assert_eq!(
        world.ask("SELECT value, reason FROM lw_reject"),
        ["100000000.5|out of range for decimal(10,2)"]
    );
    assert_eq!(
        world.ask("SELECT amount FROM dim_event ORDER BY event"),
        [
            "12.34",
            "0.10",
            "99999999.99",
            "7.00",
            "-0.01",
            "2.68",
            "0.00"
        ]
    );
    assert_eq!(world.job("dim_event").lenient().ok().counts.unchanged, 7);
}
