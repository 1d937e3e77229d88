//! From a database or file to a spec that compiles, and from a spec back to what has changed: the
//! inspector's real answers, read by the generator.
#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::write::GzEncoder;
use loadwright_cluster::notes;
use loadwright_generator::check::check_job;
use loadwright_generator::diag::{Style, has_errors};
use loadwright_generator::drift::{self, Drift, compare, question};
use loadwright_generator::model::Job;
use loadwright_generator::scaffold::{Found, From, Wish, scaffold};
use loadwright_generator::spec::Files;
use serde_json::{Value, json};

/// What the inspector prints.
fn inspect(args: &[&dyn AsRef<OsStr>], input: &str) -> Result<Value, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_loadwright-inspect"))
        .args(args.iter().map(|arg| arg.as_ref()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

fn file(path: &Path, sample: u64) -> Value {
    inspect(&[&"file", &path, &"--sample", &sample.to_string()], "").unwrap()
}

fn column<'v>(found: &'v Value, name: &str) -> &'v Value {
    found["columns"]
        .as_array()
        .unwrap()
        .iter()
        .find(|column| column["name"] == name)
        .unwrap()
}

/// The spec of what was found, compiled.
fn compiled(found: &Value, job: &str, from: From<'_>, connection: &str) -> Job {
    let found: Found = serde_json::from_value(found.clone()).unwrap();
    let wish = Wish {
        job,
        kind: None,
        key: &[],
        source: "here",
        from,
        target: "warehouse",
        schema: "",
    };
    let texts = scaffold(&wish, &found).unwrap();
    let connections = format!(
        "version: 1\nconnections:\n  here: {connection}\n  warehouse: {{kind: sqlite, url: x}}\n"
    );
    let mapping = format!("mappings/{job}.yaml");
    let files = Files::in_memory([
        (format!("{job}.yaml"), texts.job),
        (mapping, texts.mapping.clone()),
        ("connections.yaml".to_owned(), connections),
    ]);
    let checked = check_job(&files, Path::new(&format!("{job}.yaml")));
    let shown: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|one| one.render(Style::Plain))
        .collect();
    assert!(
        !has_errors(&checked.diagnostics),
        "{}\n{}",
        texts.mapping,
        shown.join("\n")
    );
    checked.job.unwrap()
}

fn connections(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("connections.yaml");
    std::fs::write(&path, format!("version: 1\nconnections:\n{text}")).unwrap();
    path
}

/// The differences between a job and its source.
fn drifts(job: &Job, connections: &Path) -> Vec<Drift> {
    drifts_with(job, connections, &[])
}

fn drifts_with(job: &Job, connections: &Path, params: &[(String, String)]) -> Vec<Drift> {
    let question = question(job, 1_000_000, params).to_string();
    let answer = inspect(&[&"check", &"--connections", &connections], &question).unwrap();
    compare(
        job,
        &serde_json::from_value::<drift::Found>(answer).unwrap(),
    )
}

/// `column: what: source`, of what counts.
fn told(drifts: &[Drift]) -> Vec<String> {
    drifts
        .iter()
        .filter(|drift| drift.counts)
        .map(|drift| format!("{}: {}: {}", drift.column, drift.what, drift.source))
        .collect()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../jobs/nycflights/data")
}

#[test]
fn every_file_of_the_demo_becomes_a_spec_that_its_file_fits() {
    let folder = tempfile::tempdir().unwrap();
    let connections = connections(
        folder.path(),
        &format!("  here: {{kind: files, root: \"{}\"}}\n", data().display()),
    );
    for (name, job, key) in [
        (
            "airlines.csv",
            "dim_airline",
            json!([["carrier"], ["name"]]),
        ),
        ("airports_2013.csv", "dim_airport", json!([["faa"]])),
        ("planes.csv", "dim_plane", json!([["tailnum"]])),
        ("flights_2013_01.csv.gz", "fact_flight", json!([])),
        (
            "weather.csv.gz",
            "fact_weather",
            json!([["origin", "time_hour"]]),
        ),
    ] {
        let found = file(&data().join(name), 1_000_000);
        assert_eq!(
            (&found["keys"], &found["file"]["whole"]),
            (&key, &json!(true)),
            "{name}"
        );
        let job = compiled(&found, job, From::File(name), "{kind: files, root: x}");
        assert_eq!(told(&drifts(&job, &connections)), [""; 0], "{name}");
    }
    let flights = file(&data().join("flights_2013_01.csv.gz"), 1_000_000);
    assert_eq!(flights["file"]["nulls"], json!(["", "NA"]));
    assert_eq!(
        (
            &column(&flights, "time_hour")["type"],
            &column(&flights, "dep_delay")["type"]
        ),
        (&json!("timestamptz"), &json!("integer"))
    );
    let some = file(&data().join("planes.csv"), 100);
    assert_eq!(
        (&some["file"]["rows"], &some["file"]["whole"]),
        (&json!(100), &json!(false))
    );
}

#[test]
fn dialects_and_formats_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kunden.csv.gz");
    // Windows-1252, semicolons, decimal commas, German dates, a quoted delimiter and line end.
    let text = b"Kunde Nr;Name;Seit;Limit;Aktiv\n007;\"M\xfcller; Sohn\";31.12.2020;1.000;J\n008;\"Zeile\nzwei\";01.02.2021;12,50;N\n009; Ann ;;3,5;J\n";
    let text = String::from_utf8_lossy(text)
        .replace("1.000", "1000,00")
        .replace('\u{fffd}', "\u{fc}");
    let encoded: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let mut gz = GzEncoder::new(
        std::fs::File::create(&path).unwrap(),
        flate2::Compression::default(),
    );
    gz.write_all(&encoded).unwrap();
    gz.finish().unwrap();
    let found = file(&path, 100);
    assert_eq!(
        (&found["file"]["delimiter"], &found["file"]["encoding"]),
        (&json!(";"), &json!("windows-1252"))
    );
    assert_eq!(found["file"]["rows"], 3);
    assert_eq!(column(&found, "Kunde Nr")["type"], "text");
    assert_eq!(column(&found, "Name")["trim"], true);
    assert_eq!(
        (
            &column(&found, "Seit")["type"],
            &column(&found, "Seit")["format"]
        ),
        (&json!("date"), &json!("%d.%m.%Y"))
    );
    assert_eq!(
        (
            &column(&found, "Limit")["type"],
            &column(&found, "Limit")["decimal"]
        ),
        (&json!("decimal(8,2)"), &json!(","))
    );
    assert_eq!(column(&found, "Aktiv")["values"], json!(["J", "N"]));
    assert_eq!(found["keys"][0], json!(["Kunde Nr"]));
    // What the spec says of it, the job's own reader reads.
    let job = compiled(
        &found,
        "dim_kunde",
        From::File("kunden.csv.gz"),
        "{kind: files, root: x}",
    );
    let connections = connections(
        folder.path(),
        &format!(
            "  here: {{kind: files, root: \"{}\"}}\n",
            folder.path().display()
        ),
    );
    assert_eq!(told(&drifts(&job, &connections)), [""; 0]);

    let headless = folder.path().join("points.csv");
    std::fs::write(&headless, "1,a,2024-01-01\n2,b,2024-01-02\n").unwrap();
    let found = file(&headless, 100);
    assert_eq!(
        (&found["file"]["header"], &found["columns"][2]["name"]),
        (&json!(false), &json!("column_3"))
    );
    let job = compiled(
        &found,
        "dim_point",
        From::File("points.csv"),
        "{kind: files, root: x}",
    );
    assert_eq!(told(&drifts(&job, &connections)), [""; 0]);
}

#[test]
fn a_file_that_drifts_is_told_by_column_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(
        &path,
        "id,name,born,score\n1,Ann,2000-01-01,10\n2,Bob,2001-01-01,20\n",
    )
    .unwrap();
    let job = compiled(
        &file(&path, 100),
        "dim_person",
        From::File("people.csv"),
        "{kind: files, root: x}",
    );
    let connections = connections(
        folder.path(),
        &format!(
            "  here: {{kind: files, root: \"{}\"}}\n",
            folder.path().display()
        ),
    );
    assert!(drifts(&job, &connections).is_empty());
    std::fs::write(
        &path,
        "id,name,score,city\n1,Ann,99999999999,x\n,Bob,ten,y\n",
    )
    .unwrap();
    let found = drifts(&job, &connections);
    assert_eq!(
        told(&found),
        [
            "id: nullability: 1 of 2 rows do not fit; the first at people.csv:3: NULL in a column \
             that is not null",
            "born: gone: -",
            "score: values: 2 of 2 rows do not fit; the first at people.csv:2: \"99999999999\": \
             out of range for integer",
        ]
    );
    assert!(
        found
            .iter()
            .any(|drift| drift.column == "city" && drift.what == "new" && !drift.counts)
    );
}

#[test]
fn a_sqlite_table_becomes_a_spec_and_drifts() {
    let folder = tempfile::tempdir().unwrap();
    let database = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    database
        .execute_batch(
            "CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, born \
             DATE, since DATETIME, active BOOLEAN, balance REAL, photo BLOB, \"Full Name\" \
             VARCHAR(10));
             INSERT INTO customer VALUES (1, 'a@x', '2000-01-01', '2020-01-01 10:00:00', 1, 1.5, \
             x'00ff', 'Ann'), (2, 'b@x', NULL, NULL, 0, 2, NULL, NULL);",
        )
        .unwrap();
    let connections = connections(
        folder.path(),
        &format!(
            "  here: {{kind: sqlite, url: \"sqlite:{}/shop.db\"}}\n",
            folder.path().display()
        ),
    );
    let look = |table: &str| {
        inspect(
            &[
                &"table",
                &"--connections",
                &connections,
                &"--sample",
                &"100",
                &"here",
                &table,
            ],
            "",
        )
    };
    let found = look("customer").unwrap();
    assert_eq!(found["keys"], json!([["id"], ["email"]]));
    for (name, ty, not_null) in [
        ("id", "bigint", true),
        ("email", "text", true),
        ("born", "date", false),
        ("since", "timestamp", false),
        ("active", "boolean", false),
        ("balance", "double precision", false),
        ("photo", "bytea", false),
        ("Full Name", "text", false),
    ] {
        assert_eq!(
            (
                &column(&found, name)["type"],
                &column(&found, name)["not_null"]
            ),
            (&json!(ty), &json!(not_null)),
            "{name}"
        );
    }
    let job = compiled(
        &found,
        "dim_customer",
        From::Table("customer"),
        "{kind: sqlite, url: x}",
    );
    assert_eq!(told(&drifts(&job, &connections)), [""; 0]);
    database
        .execute_batch(
            "ALTER TABLE customer RENAME COLUMN photo TO picture; INSERT INTO customer VALUES (3, \
             'c@x', 'soon', NULL, 7, 'much', NULL, NULL)",
        )
        .unwrap();
    let found = drifts(&job, &connections);
    let columns: Vec<(&str, &str)> = found
        .iter()
        .map(|drift| (drift.column.as_str(), drift.what))
        .collect();
    assert_eq!(
        columns,
        [
            ("born", "values"),
            ("active", "values"),
            ("balance", "values"),
            ("photo", "gone"),
            ("picture", "new")
        ]
    );

    let error = look("customr").unwrap_err();
    assert!(
        error.contains("no table main.customr") && error.contains("customer"),
        "{error}"
    );
}

/// A job over a query, its columns as they are written here.
fn over_query(query: &str, columns: &str, kind: &str) -> Job {
    let spec = format!(
        "version: 1\njob: dim_person\nsource: here\ntarget: warehouse\nparams: {{since: {{type: \
         date}}}}\nmapping:\n  source:\n    query: \"{query}\"\n    columns: {{{columns}}}\n  \
         target: {{table: dim_person, kind: dimension, key: [id], scd: 1}}\n  columns: {{id: id, \
         name: name}}\n"
    );
    let connections = format!(
        "version: 1\nconnections:\n  here: {{kind: {kind}, url: x}}\n  warehouse: {{kind: sqlite, \
         url: x}}\n"
    );
    let files = Files::in_memory([
        ("job.yaml".to_owned(), spec),
        ("connections.yaml".to_owned(), connections),
    ]);
    let checked = check_job(&files, Path::new("job.yaml"));
    let shown: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|one| one.render(Style::Plain))
        .collect();
    checked
        .job
        .unwrap_or_else(|| panic!("{}", shown.join("\n")))
}

const OVER_QUERY: &str = "SELECT id, name, at FROM person WHERE at >= :since; -- ':since'";

#[test]
fn a_query_of_sqlite_is_read_like_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let database = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    database
        .execute_batch(
            "CREATE TABLE person (id INTEGER, name TEXT, at TEXT);
             INSERT INTO person VALUES (1, 'Ann', '2024-01-01'), (NULL, 'Bob', '2024-02-01'), \
             ('x', 'Old', '2000-01-01');",
        )
        .unwrap();
    let connections = connections(
        folder.path(),
        &format!(
            "  here: {{kind: sqlite, url: \"sqlite:{}/shop.db\"}}\n",
            folder.path().display()
        ),
    );
    let job = over_query(
        OVER_QUERY,
        "id: integer not null, name: text, born: date",
        "sqlite",
    );
    let since = |day: &str| [("since".to_owned(), day.to_owned())];
    let found = drifts_with(&job, &connections, &since("2024-01-01"));
    assert_eq!(
        told(&found),
        [
            "id: nullability: 1 of 2 rows do not fit; the first at row 2: NULL in a column that \
             is not null",
            "born: gone: -"
        ]
    );
    assert!(
        found
            .iter()
            .any(|drift| drift.column == "at" && drift.what == "new" && !drift.counts)
    );
    // The param is bound: of an older day there is a row more.
    assert!(
        told(&drifts_with(&job, &connections, &since("1999-01-01")))[0].contains("2 of 3 rows")
    );

    let job = over_query(
        "SELECT nickname FROM person",
        "id: integer not null, name: text",
        "sqlite",
    );
    let error = inspect(
        &[&"check", &"--connections", &connections],
        &question(&job, 10, &[]).to_string(),
    )
    .unwrap_err();
    assert!(
        error.contains("the database does not take the query")
            && error.contains("no such column: nickname"),
        "{error}"
    );
}

/// On the server that `cargo xtask test --step postgres` starts.
#[test]
fn a_query_of_postgres_is_described_and_its_nulls_counted() {
    let Ok(url) = std::env::var("LOADWRIGHT_TEST_CLUSTER") else {
        let why =
            "LOADWRIGHT_TEST_CLUSTER is not set: `cargo xtask test --step postgres` runs this";
        return notes::note(notes::Kind::NotHere, loadwright_cluster::test_name!(), why);
    };
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let schema = format!("authoring_query_{}", std::process::id());
    client
        .batch_execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema}; CREATE TYPE mood AS ENUM ('ok', \
             'bad'); CREATE DOMAIN price AS numeric(12,2); CREATE TABLE person (id bigint, name \
             varchar(9), at date, mood mood, paid price); INSERT INTO person VALUES (1, 'Ann', \
             '2024-01-01', 'ok', 1), (NULL, 'Bob', '2024-02-01', 'bad', 2), (3, 'Old', \
             '2000-01-01', 'ok', 3)"
        ))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let connections = connections(
        folder.path(),
        &format!("  here: {{kind: postgres, url: \"{url}\", schema: {schema}}}\n"),
    );
    let query = OVER_QUERY
        .replace("at FROM", "at, mood, paid, tt.x FROM")
        .replace("person", "person CROSS JOIN (VALUES (7)) AS tt (x)");
    let columns = "id: integer not null, name: varchar(5), mood: text, paid: 'decimal(12,2)', x: \
                   integer, born: date";
    let found = drifts_with(
        &over_query(&query, columns, "postgres"),
        &connections,
        &[("since".to_owned(), "2024-01-01".to_owned())],
    );
    assert_eq!(
        told(&found),
        [
            "id: type: bigint",
            "id: nullability: 1 of 2 rows do not fit; the first at one of the first 2 rows: NULL \
             in a column that is not null",
            "name: type: character varying(9)",
            "born: gone: -",
        ]
    );
    assert!(
        found
            .iter()
            .any(|drift| drift.column == "at" && drift.what == "new" && drift.source == "date")
    );
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .unwrap();
}

/// Secrets stay where they are, whatever is asked.
#[test]
fn no_secret_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "hunter2").unwrap();
    let text = format!(
        "  here: {{kind: postgres, url: \"postgres://nobody@127.0.0.1:1/none\", password: \
         \"${{file:{}}}\"}}\n  files: {{kind: files, root: {}}}\n",
        secret.display(),
        folder.path().display()
    );
    let connections = connections(folder.path(), &text);
    let error = inspect(
        &[
            &"table",
            &"--connections",
            &connections,
            &"--sample",
            &"1",
            &"here",
            &"x",
        ],
        "",
    )
    .unwrap_err();
    assert!(
        !error.contains("hunter2") && error.contains("127.0.0.1"),
        "{error}"
    );
    let roots = inspect(&[&"roots", &"--connections", &connections], "").unwrap();
    assert_eq!(roots, json!({"files": folder.path()}));
}

/// On the server that `cargo xtask test --step postgres` starts.
#[test]
fn a_postgres_table_becomes_a_spec_and_drifts() {
    let Ok(url) = std::env::var("LOADWRIGHT_TEST_CLUSTER") else {
        let why =
            "LOADWRIGHT_TEST_CLUSTER is not set: `cargo xtask test --step postgres` runs this";
        return notes::note(notes::Kind::NotHere, loadwright_cluster::test_name!(), why);
    };
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let schema = format!("authoring_{}", std::process::id());
    client
        .batch_execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema}; SET client_min_messages = error; \
             CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE DOMAIN money_amount AS numeric(12,2) \
             NOT NULL; CREATE TABLE person (id bigint NOT NULL, region text NOT NULL, email \
             varchar(80) NOT NULL UNIQUE, rate numeric, paid money_amount, at timestamp(3) with \
             time zone, mood mood, extra jsonb, tags text[], nick text UNIQUE, PRIMARY KEY \
             (region, id)); CREATE UNIQUE INDEX ON person (id) WHERE rate > 0;"
        ))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let connections = connections(
        folder.path(),
        &format!("  here: {{kind: postgres, url: \"{url}\", schema: {schema}}}\n"),
    );
    let look = |table: &str| {
        inspect(
            &[
                &"table",
                &"--connections",
                &connections,
                &"--sample",
                &"100",
                &"here",
                &table,
            ],
            "",
        )
    };
    let found = look("person").unwrap();
    assert_eq!(found, look(&format!("{schema}.person")).unwrap());
    assert_eq!(
        found["keys"],
        json!([["region", "id"], ["email"], ["nick"]])
    );
    for (name, declared, not_null) in [
        ("id", "bigint", true),
        ("email", "character varying(80)", true),
        ("rate", "numeric", false),
        ("paid", "numeric(12,2)", true),
        ("at", "timestamp(3) with time zone", false),
        ("mood", "text", false),
        ("extra", "jsonb", false),
        ("tags", "text[]", false),
    ] {
        let column = column(&found, name);
        assert_eq!(
            (&column["declared"], &column["not_null"]),
            (&json!(declared), &json!(not_null)),
            "{name}"
        );
    }
    let job = compiled(
        &found,
        "dim_person",
        From::Table("person"),
        "{kind: postgres, url: x}",
    );
    assert_eq!(job.source.columns.len(), 9, "an array is left out");
    assert_eq!(told(&drifts(&job, &connections)), [""; 0]);
    client
        .batch_execute(
            "ALTER TABLE person DROP COLUMN nick, ALTER email TYPE varchar(200), ALTER email DROP \
             NOT NULL, ALTER extra TYPE integer USING NULL",
        )
        .unwrap();
    assert_eq!(
        told(&drifts(&job, &connections)),
        [
            "email: type: character varying(200)",
            "email: nullability: character varying(200) (may be NULL)",
            "extra: type: integer",
            "nick: gone: -",
        ]
    );
    let error = look("persn").unwrap_err();
    assert!(error.contains("person"), "{error}");
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .unwrap();
}
