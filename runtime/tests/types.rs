//! Every type out of PostgreSQL, and into PostgreSQL or SQLite: the server itself says what each
//! value is.

use std::fmt::Write as _;

use loadwright_runtime::error::Kind;
use rusqlite::types::Value;

use crate::server::Server;
use crate::support::{Route, World, only_on, seed};

/// The columns of the job but its key, with what the server makes of a source's value in the
/// target's type.
const COLUMNS: [(&str, &str); 23] = [
    ("flag", "flag"),
    ("small", "small"),
    ("middle", "middle"),
    ("big", "big"),
    ("single", "single"),
    ("double", "\"double\""),
    ("whole", "whole::numeric(38,0)"),
    ("amount", "amount::numeric(12,2)"),
    ("exact", "exact::numeric(38,20)"),
    ("words", "words"),
    ("short", "short::varchar(10)"),
    ("code", "code::char(6)"),
    ("bytes", "bytes"),
    ("day", "day"),
    ("clock", "clock"),
    ("moment", "moment"),
    ("instant", "instant"),
    ("ident", "ident"),
    ("doc", "doc"),
    ("docb", "docb"),
    ("mood", "mood"),
    ("price", "price::numeric(10,2)"),
    ("label", "label"),
];

/// Source types that are wider than the job's, where the job's have a limit, so that values beyond
/// it can stand there.
pub const SOURCE: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'übermütig');
    CREATE DOMAIN price AS numeric CHECK (value <> 13);
    CREATE DOMAIN label AS varchar(20);
    CREATE TABLE every_type (
        id integer PRIMARY KEY, flag boolean, small smallint, middle integer, big bigint, single \
                          real, double double precision,
        whole numeric, amount numeric, exact numeric, words text, short varchar, code char(9), \
                          bytes bytea, day date, clock time,
        moment timestamp, instant timestamptz, ident uuid, doc json, docb jsonb, mood mood, price \
                          price, label label
    );";

/// Values that are taken, each alone in a row.
const GOOD: &[(&str, &[&str])] = &[
    ("flag", &["true", "false"]),
    ("small", &["-32768", "32767", "0"]),
    ("middle", &["-2147483648", "2147483647"]),
    ("big", &["-9223372036854775808", "9223372036854775807"]),
    (
        "single",
        &[
            "NaN",
            "Infinity",
            "-Infinity",
            "-0",
            "1e-45",
            "-1.1754942e-38",
            "3.4028235e38",
            "-3.4028235e38",
            "0.1",
            "16777216",
        ],
    ),
    (
        "double",
        &[
            "NaN",
            "Infinity",
            "-Infinity",
            "-0",
            "5e-324",
            "-2.2250738585072014e-308",
            "1.7976931348623157e308",
            "0.1",
            "9007199254740993",
        ],
    ),
    (
        "whole",
        &[
            "99999999999999999999999999999999999999",
            "-99999999999999999999999999999999999999",
            "0.5",
            "-0.5",
            "0.4999999999999999999999999999999999999999999999999999",
            "12345678901234567890123456789012345678.4999",
            "10000000000000000000000000000000000000",
            "1e37",
            "1e-200",
            "-10000",
        ],
    ),
    (
        "amount",
        &[
            "0.005",
            "-0.005",
            "0.00499999999999999999999999",
            "1.500000",
            "1.5",
            "100",
            "-9999999999.994",
            "9999999999.99",
            "1.005",
            "2.675",
            "-1.115000000000000000000000000000000000000000000000001",
            "0.0000",
            "-0.001",
        ],
    ),
    (
        "exact",
        &[
            "999999999999999999.99999999999999999999",
            "-999999999999999999.99999999999999999999",
            "0.00000000000000000001",
            "0.000000000000000000005",
            "-0.000000000000000000005",
            "1.000000000000000000049999999999999999",
            "120000.00001",
            "1e17",
        ],
    ),
    (
        "words",
        &[
            "",
            " both sides ",
            "\u{1d11e}\u{1f600}é",
            "'\"\\\t\r\n",
            "NULL",
            "\\N",
            "a\u{1}b",
        ],
    ),
    ("short", &["0123456789", "😀😀😀😀😀😀😀😀😀😀", "", "a "]),
    ("code", &["abcdef", "abc", "", "  x", "ü\u{1f600}"]),
    ("bytes", &["\\x", "\\x00", "\\x00ff00", "\\x5c78"]),
    (
        "day",
        &[
            "0001-01-01",
            "9999-12-31",
            "2000-02-29",
            "1999-12-31",
            "1582-10-10",
        ],
    ),
    ("clock", &["00:00", "23:59:59.999999", "12:34:56.000001"]),
    (
        "moment",
        &[
            "0001-01-01 00:00",
            "9999-12-31 23:59:59.999999",
            "1999-12-31 23:59:59.999999",
            "2000-01-01 00:00:00.000001",
        ],
    ),
    (
        "instant",
        &[
            "0001-01-01 00:00+00",
            "9999-12-31 23:59:59.999999+00",
            "2024-03-31 02:30:00+02",
            "1890-01-01 00:00:00+00:53:28",
            "epoch",
        ],
    ),
    (
        "ident",
        &[
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        ],
    ),
    (
        "doc",
        &[
            "null",
            "{}",
            " { \"b\" : 1.50, \"a\": [1e2, \"\\u00e9\"], \"a\": null }\n",
            "123456789012345678901234567890.10",
            "\"\\ud83d\\ude00\"",
            "\"\\u0000\"",
        ],
    ),
    (
        "docb",
        &[
            "null",
            "[]",
            "{\"b\": 1.50, \"a\": [1e2, \"\\u00e9\"]}",
            "123456789012345678901234567890.10",
        ],
    ),
    ("mood", &["sad", "übermütig"]),
    ("price", &["1.005", "-99999999.99", "12.00"]),
    ("label", &["", "twenty characters ok"]),
];

/// Values that reject their row, with a part of the reason.
const BAD: &[(&str, &str, &str)] = &[
    ("whole", "NaN", "not a number"),
    ("whole", "Infinity", "not a finite number"),
    ("whole", "-Infinity", "not a finite number"),
    ("whole", "1e38", "out of range"),
    (
        "whole",
        "99999999999999999999999999999999999999.5",
        "out of range",
    ),
    ("whole", "-1e200", "out of range"),
    ("amount", "9999999999.995", "out of range"),
    ("amount", "-10000000000", "out of range"),
    ("exact", "1000000000000000000", "out of range"),
    (
        "exact",
        "999999999999999999.999999999999999999995",
        "out of range",
    ),
    ("price", "100000000", "out of range"),
    ("short", "01234567890", "longer than varchar(10)"),
    ("short", "0123456789 ", "longer than varchar(10)"),
    ("code", "abcdefg", "longer than char(6)"),
    ("day", "infinity", "no finite date"),
    ("day", "-infinity", "no finite date"),
    ("day", "0001-12-31 BC", "years 1 to 9999"),
    ("day", "10000-01-01", "years 1 to 9999"),
    ("day", "5874897-12-31", "years 1 to 9999"),
    ("clock", "24:00", "24:00:00"),
    ("moment", "infinity", "no finite timestamp"),
    ("moment", "-infinity", "no finite timestamp"),
    ("moment", "4713-01-01 00:00 BC", "years 1 to 9999"),
    ("moment", "294276-12-31 23:59:59.999999", "years 1 to 9999"),
    ("instant", "infinity", "no finite timestamp"),
    (
        "instant",
        "0001-12-31 23:59:59.999999+00 BC",
        "years 1 to 9999",
    ),
    ("instant", "10000-01-01 00:00+00", "years 1 to 9999"),
];

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What of `BAD` the server can hold: the numeric infinities are from version 14.
fn bad(server: &Server) -> Vec<(&'static str, &'static str, &'static str)> {
    let knows_infinity =
        server.count("SELECT current_setting('server_version_num')::bigint") >= 140_000;
    BAD.iter()
        .filter(|(column, value, _)| {
            knows_infinity || *column != "whole" || !value.ends_with("Infinity")
        })
        .copied()
        .collect()
}

/// Fills the source: `GOOD` from id 1, `BAD` from id 100 000. Returns how many rows each has.
fn fill(server: &Server) -> (u64, u64) {
    let mut sql = SOURCE.to_owned();
    let mut id = 0;
    for (column, values) in GOOD {
        for value in *values {
            id += 1;
            writeln!(
                sql,
                "INSERT INTO every_type (id, \"{column}\") VALUES ({id}, {});",
                quoted(value)
            )
            .unwrap();
        }
    }
    let whole = "INSERT INTO every_type (id, words, bytes) VALUES";
    writeln!(
        sql,
        "{whole} ({}, repeat('ü\u{1f600}', 174763), decode(repeat('00ff', 524288), 'hex'));",
        id + 1
    )
    .unwrap();
    writeln!(sql, "{whole} ({}, NULL, NULL);", id + 2).unwrap();
    let bad = bad(server);
    for (place, (column, value, _)) in bad.iter().enumerate() {
        writeln!(
            sql,
            "INSERT INTO every_type (id, \"{column}\") VALUES ({}, {});",
            100_000 + place,
            quoted(value)
        )
        .unwrap();
    }
    server.client("shop").batch_execute(&sql).unwrap();
    (id + 2, bad.len() as u64)
}

/// So many rows of anything that the job takes, from id `first`.
fn fill_randomly(server: &Server, first: u64, rows: u64, random: &mut fastrand::Rng) {
    let mut sql = String::from("INSERT INTO every_type VALUES ");
    for id in first..first + rows {
        let comma = if id == first { "" } else { ", " };
        write!(sql, "{comma}({id}").unwrap();
        for (column, _) in COLUMNS {
            let value = if random.u8(..) < 20 {
                "NULL".to_owned()
            } else {
                quoted(&random_value(column, random))
            };
            write!(sql, ", {value}").unwrap();
        }
        sql.push(')');
    }
    server.client("shop").batch_execute(&sql).unwrap();
}

fn random_value(column: &str, random: &mut fastrand::Rng) -> String {
    let digits = |random: &mut fastrand::Rng, most: usize| -> String {
        (0..random.usize(..=most))
            .map(|_| random.digit(10))
            .collect()
    };
    let sign = |random: &mut fastrand::Rng| if random.bool() { "-" } else { "" };
    // The last digits are often those at which rounding turns.
    let number = |random: &mut fastrand::Rng, before: usize, behind: usize| {
        let tie = *random.choice(&["", "5", "50", "49999", "0000"]).unwrap();
        format!(
            "{}0{}.{}{tie}",
            sign(random),
            digits(random, before),
            digits(random, behind)
        )
    };
    let text = |random: &mut fastrand::Rng, most: usize| -> String {
        (0..random.usize(..=most))
            .map(|_| {
                if random.bool() {
                    random.char('\u{1}'..)
                } else {
                    random.alphanumeric()
                }
            })
            .collect()
    };
    let date = |random: &mut fastrand::Rng| {
        let first = chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        (first + chrono::Days::new(random.u64(..3_652_059)))
            .format("%Y-%m-%d")
            .to_string()
    };
    let time = |random: &mut fastrand::Rng| {
        format!(
            "{:02}:{:02}:{:02}.{:06}",
            random.u8(..24),
            random.u8(..60),
            random.u8(..60),
            random.u32(..1_000_000)
        )
    };
    match column {
        "flag" => random.bool().to_string(),
        "small" => random.i16(..).to_string(),
        "middle" => random.i32(..).to_string(),
        "big" => random.i64(..).to_string(),
        "single" => f32::from_bits(random.u32(..)).to_string(),
        "double" => f64::from_bits(random.u64(..)).to_string(),
        "whole" => number(random, 37, 30),
        "amount" => number(random, 9, 8),
        "exact" => number(random, 17, 30),
        "words" => text(random, 40),
        "short" => text(random, 10),
        "code" => text(random, 6).trim_end().to_owned(),
        "bytes" => (0..random.usize(..50)).fold("\\x".to_owned(), |hex, _| {
            format!("{hex}{:02x}", random.u8(..))
        }),
        "day" => date(random),
        "clock" => time(random),
        "moment" => format!("{} {}", date(random), time(random)),
        "instant" => format!("{} {}+00", date(random), time(random)),
        "ident" => format!("{:032x}", random.u128(..)),
        "doc" | "docb" => {
            let text = text(random, 10);
            serde_json::json!({text.clone(): [random.i64(..), random.f64(), text], "b": null})
                .to_string()
        }
        "mood" => (*random.choice(&["sad", "ok", "übermütig"]).unwrap()).to_owned(),
        // All but the one number that its domain refuses.
        "price" => Some(number(random, 7, 5))
            .filter(|text| text.parse() != Ok(13.0))
            .unwrap_or_else(|| "14".to_owned()),
        "label" => text(random, 20),
        other => panic!("{other}"),
    }
}

/// Every value in the target is the one that the server makes of the source's.
fn assert_same(world: &World) {
    match Route::of_test() {
        Route::Postgres => assert_same_on_server(world.source_server().unwrap()),
        _ => assert_canonical(world),
    }
}

fn assert_same_on_server(server: &Server) {
    let list = |cells: &mut dyn Iterator<Item = String>| cells.collect::<Vec<_>>().join(", ");
    let source = list(&mut COLUMNS.iter().map(|(_, shown)| format!("({shown})::text")));
    let target = list(&mut COLUMNS.iter().map(|(name, _)| format!("\"{name}\"::text")));
    let source =
        format!("SELECT id, {source} FROM shop.every_type WHERE id < 100000 OR id >= 200000");
    let target = format!("SELECT id, {target} FROM dw.dim_type WHERE is_current");
    for (from, but) in [(&source, &target), (&target, &source)] {
        // Each cell by itself, to say which one differs.
        let rows = server
            .client("dw")
            .query(&format!("{from} EXCEPT {but} ORDER BY 1 LIMIT 1"), &[])
            .unwrap();
        if let Some(row) = rows.first() {
            let id: i32 = row.get(0);
            let ask = |sql: &str| {
                server
                    .client("dw")
                    .query_opt(&format!("SELECT * FROM ({sql}) a WHERE id = {id}"), &[])
                    .unwrap()
            };
            let (left, right) = (
                ask(&source).expect("in the source"),
                ask(&target).expect("in the target"),
            );
            for (place, (name, _)) in COLUMNS.iter().enumerate() {
                assert_eq!(
                    left.get::<_, Option<String>>(place + 1),
                    right.get::<_, Option<String>>(place + 1),
                    "{name} of {id}"
                );
            }
        }
    }
}

/// SQLite holds the canonical text of each value, or its number.
fn assert_canonical(world: &World) {
    let shown = |(name, shown): (&str, &str)| match name {
        "single" | "double" => format!("({shown})::float8"),
        "flag" => "flag::int::text".to_owned(),
        "code" => "rtrim(code)".to_owned(),
        "bytes" => "encode(bytes, 'hex')".to_owned(),
        "clock" => "to_char(clock, 'HH24:MI:SS.US')".to_owned(),
        "moment" => "to_char(moment, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')".to_owned(),
        "instant" => "to_char(instant, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')".to_owned(),
        _ => format!("({shown})::text"),
    };
    let source = COLUMNS.map(shown).join(", ");
    let sql = format!(
        "SELECT id, {source} FROM every_type WHERE id < 100000 OR id >= 200000 ORDER BY id"
    );
    let expected = world
        .source_server()
        .unwrap()
        .client("shop")
        .query(&sql, &[])
        .unwrap();
    let connection = world.connect();
    let names = COLUMNS.map(|(name, _)| format!("\"{name}\"")).join(", ");
    let mut statement = connection
        .prepare(&format!(
            "SELECT id, {names} FROM dim_type WHERE is_current ORDER BY id"
        ))
        .unwrap();
    let mut found = statement.query([]).unwrap();
    for row in &expected {
        let target = found.next().unwrap().expect("as many rows in the target");
        let id: i32 = row.get(0);
        assert_eq!(id, target.get::<_, i32>(0).unwrap());
        for (place, (name, _)) in COLUMNS.iter().enumerate() {
            let cell: Value = target.get(place + 1).unwrap();
            if ["single", "double"].contains(name) {
                let number: Option<f64> = row.get(place + 1);
                match (number, &cell) {
                    (None, Value::Null) => {}
                    (Some(number), Value::Text(text)) if number.is_nan() => assert_eq!(text, "NaN"),
                    // SQLite keeps no sign of zero: on disk it is the integer.
                    (Some(0.0), Value::Real(real)) => assert_eq!(*real, 0.0),
                    (Some(number), Value::Real(real)) => {
                        assert_eq!(number.to_bits(), real.to_bits(), "{name} of {id}")
                    }
                    other => panic!("{name} of {id}: {other:?}"),
                }
                continue;
            }
            let found = match cell {
                Value::Null => None,
                Value::Integer(value)
                    if ["flag", "small", "middle", "big", "id"].contains(name) =>
                {
                    Some(value.to_string())
                }
                Value::Blob(bytes) if *name == "bytes" => {
                    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
                }
                Value::Text(text) => Some(text),
                other => panic!("{name} of {id}: {other:?}"),
            };
            assert_eq!(
                row.get::<_, Option<String>>(place + 1),
                found,
                "{name} of {id}"
            );
        }
    }
    assert!(found.next().unwrap().is_none(), "more rows in the target");
}

#[test]
fn every_type_arrives_as_the_server_has_it() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let server = world.source_server().unwrap();
    let (good, bad) = fill(server);
    let report = world.job("dim_type").on(1).lenient().ok();
    assert_eq!(
        (report.counts.inserted, report.counts.rejected),
        (good, bad),
        "{:?}",
        world.ask("SELECT column_name, substr(value, 1, 80), reason FROM lw_reject")
    );
    assert_same(&world);

    let rejects = world.ask(
        "SELECT column_name, value, reason FROM lw_reject ORDER BY CAST(json_extract(row, '$.id') \
         AS INTEGER)",
    );
    let listed = self::bad(world.source_server().unwrap());
    assert_eq!(rejects.len(), listed.len());
    for ((column, value, reason), told) in listed.iter().zip(&rejects) {
        assert!(
            told.starts_with(&format!("{column}|")) && told.contains(reason),
            "{column} {value}: {told}"
        );
    }

    for report in [
        world.job("dim_type").on(2).lenient().ok(),
        world.job("dim_type").on(3).lenient().compare_columns().ok(),
    ] {
        assert_eq!(
            (report.counts.unchanged, report.counts.rejected),
            (good, bad),
            "{report:?}"
        );
    }
    assert_same(&world);
}

#[test]
fn random_rows_of_every_type_arrive_and_change_as_the_server_has_them() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let server = world.source_server().unwrap();
    let mut random = seed();
    server.client("shop").batch_execute(SOURCE).unwrap();
    fill_randomly(server, 1, 1500, &mut random);
    assert_eq!(
        world
            .job("dim_type")
            .on(1)
            .parallel(2, 100)
            .ok()
            .counts
            .inserted,
        1500
    );
    assert_same(&world);
    assert_eq!(
        world
            .job("dim_type")
            .on(2)
            .parallel(2, 170)
            .ok()
            .counts
            .unchanged,
        1500
    );

    // Other values for half of the keys: through the staged change set, not the first load's COPY.
    server
        .client("shop")
        .batch_execute("DELETE FROM every_type WHERE id > 750")
        .unwrap();
    fill_randomly(server, 751, 850, &mut random);
    let report = world.job("dim_type").on(3).parallel(2, 130).ok();
    assert_eq!(
        (
            report.counts.unchanged,
            report.counts.versioned,
            report.counts.inserted
        ),
        (750, 750, 100)
    );
    assert_same(&world);
    assert_eq!(world.job("dim_type").on(4).ok().counts.unchanged, 1600);
    assert_eq!(
        world
            .job("dim_type")
            .on(5)
            .compare_columns()
            .ok()
            .counts
            .unchanged,
        1600
    );
}

/// A change is one where the server's text differs, however small; the same value in other words is
/// none.
#[test]
fn the_smallest_change_is_seen_and_the_same_value_in_other_words_is_none() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let server = world.source_server().unwrap();
    let shop = |sql: &str| server.client("shop").batch_execute(sql).unwrap();
    shop(SOURCE);
    shop(
        "INSERT INTO every_type (id, double, exact, instant, code, amount) VALUES (1, 1, 1, \
         '2024-01-01 00:00:00+00', 'a', 1.5)",
    );
    world.job("dim_type").on(1).ok();
    shop(
        "UPDATE every_type SET exact = 1.000, instant = '2024-01-01 01:00:00+01', code = 'a  ', \
         amount = 1.50000",
    );
    assert_eq!(world.job("dim_type").on(2).ok().counts.unchanged, 1);
    let changes = [
        "double = 1.0000000000000002",
        "exact = 1.00000000000000000001",
        "instant = '2024-01-01 00:00:00.000001+00'",
        "words = ''",
    ];
    for (day, change) in (3..).zip(changes) {
        shop(&format!("UPDATE every_type SET {change}"));
        assert_eq!(
            world.job("dim_type").on(day).ok().counts.versioned,
            1,
            "{change}"
        );
        assert_same(&world);
    }
}

#[test]
fn types_that_no_column_can_hold_are_refused_before_a_row_moves() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let server = world.source_server().unwrap();
    let shop = |sql: &str| server.client("shop").batch_execute(sql).unwrap();
    shop(SOURCE);
    shop("CREATE TYPE pair AS (a integer, b text); INSERT INTO every_type (id) VALUES (1)");
    let others = [
        ("words", "text[]", "text[]"),
        ("middle", "int4range", "int4range"),
        ("label", "pair", "shop.pair"),
        ("whole", "money", "money"),
        ("clock", "timetz", "timetz"),
        ("words", "interval", "interval"),
        ("middle", "numeric", "numeric"),
        ("flag", "integer", "int4"),
        ("day", "timestamp", "timestamp"),
        ("bytes", "text", "text"),
        ("words", "bit varying", "varbit"),
        ("words", "xml", "xml"),
        ("words", "inet", "inet"),
    ];
    for (column, ty, told) in others {
        shop(&format!(
            "CREATE TABLE kept AS SELECT * FROM every_type;
             ALTER TABLE every_type DROP COLUMN {column};
             ALTER TABLE every_type ADD COLUMN {column} {ty}"
        ));
        let failed = world.job("dim_type").on(1).fails(Kind::Refused);
        let told = format!("column `{column}` is {told}, which cannot be read as");
        assert!(
            failed.error.chain().to_string().contains(&told),
            "{}",
            failed.error.chain()
        );
        shop("DROP TABLE every_type; ALTER TABLE kept RENAME TO every_type");
    }
}
