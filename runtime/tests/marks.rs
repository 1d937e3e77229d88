//! Users' texts, names, queries and hooks that look like what statements of ours stand for: they
//! arrive as they are written.

use loadwright_runtime::error::Kind;

use crate::child::command_of;
use crate::support::{Route, World, goes_to_a_server, only_on};

const MARK: &str = "
    CREATE TABLE mark (id integer PRIMARY KEY, v text, \"${now}\" text);
    INSERT INTO mark VALUES (1, 'VIP?', '${now}'), (2, 'it''s ?1 :who', NULL), (3, '${target} ?', \
                    'left out'), (4, '${effective}', '$$ ? $$')";

/// A world with the table, and a place for what the hooks say.
fn marked() -> World {
    let world = World::new();
    world.shop(MARK);
    world.warehouse("CREATE TABLE mark_log (said text, who text)");
    world
}

const ROWS: &str = r#"SELECT "${where}", "VIP?", "${target}", "?1", "$$", "-- a ${comment}", "VALUES " FROM dim_mark
                      ORDER BY CAST("${where}" AS INTEGER), "${effective}""#;

#[test]
fn what_looks_like_a_mark_is_text_in_names_constants_queries_and_hooks() {
    let world = marked();
    let job = || world.job("dim_mark").lenient();
    assert_eq!(job().on(1).parallel(2, 1).ok().counts.inserted, 3);
    let same = "what? ${where} ?1 :who|:least|${table} $$ ? :who";
    let current = "${run} VALUES ?1";
    let first = [
        format!("NULL|${{target}} ?1 :who|NULL|NULL|${{table}}|NULL|{current}"),
        format!("1|VIP?|{same}|${{now}}|{current}"),
        format!("2|it's ?1 :who|{same}|NULL|{current}"),
        format!("4|${{effective}}|{same}|$$ ? $$|{current}"),
    ];
    assert_eq!(world.ask(ROWS), first);
    let log = "what? ${target} ?1 :who ${run}|${where} ?1 :least '; --";
    assert_eq!(world.ask("SELECT said, who FROM mark_log"), [log]);

    // Every statement about a change: a version, a close, a new key; none where nothing changed.
    assert_eq!(job().on(2).ok().counts.unchanged, 3);
    world.shop(
        "UPDATE mark SET v = '${stage} ?2' WHERE id = 1; DELETE FROM mark WHERE id = 4; INSERT \
         INTO mark VALUES (5, '?', '?1')",
    );
    let dry = job().on(3).dry().ok().counts;
    let done = job().on(3).parallel(2, 1).ok().counts;
    assert_eq!((dry.versioned, dry.inserted, dry.closed), (1, 1, 1));
    assert_eq!((done.versioned, done.inserted, done.closed), (1, 1, 1));
    let ended = "VALUES (?1)";
    let second = [
        first[0].clone(),
        format!("1|VIP?|{same}|${{now}}|{ended}"),
        format!("1|${{stage}} ?2|{same}|${{now}}|{current}"),
        first[2].clone(),
        format!("4|${{effective}}|{same}|$$ ? $$|{ended}"),
        format!("5|?|{same}|?1|{current}"),
    ];
    assert_eq!(world.ask(ROWS), second);

    // A key that comes back, and every row by its columns.
    world.shop("INSERT INTO mark VALUES (4, '${first}', NULL)");
    let counts = job().on(4).compare_columns().ok().counts;
    assert_eq!((counts.inserted, counts.unchanged), (1, 3));
    // A param of the query is the scope's too: it is a value there, whatever it says. Nothing that
    // it names is read, or can be missing.
    let counts = job().on(5).param("who", "?").ok().counts;
    assert_eq!((counts.unchanged, counts.closed), (3, 0));
    assert_eq!(
        world.ask("SELECT count(*) FROM mark_log WHERE who = '?'"),
        ["1"]
    );
}

#[test]
fn question_marks_of_a_query_are_the_servers_operators() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    world
        .source_server()
        .unwrap()
        .client("shop")
        .batch_execute(
            r#"CREATE TABLE doc (id integer PRIMARY KEY, v text, doc jsonb);
           INSERT INTO doc VALUES (1, 'a?', '{"k": 1}'), (2, NULL, '{"l": 1}'), (3, '?1', '{"k": 1, "l": 2}'), (4, '$1', '{}')"#,
        )
        .unwrap();
    assert_eq!(world.job("dim_doc").parallel(2, 1).ok().counts.inserted, 4);
    let rows =
        r#"SELECT id, "VIP?", has_k, "any", "all", said FROM dim_doc ORDER BY CAST(id AS INTEGER)"#;
    let said = "what? $1 ?1";
    let expected = [
        format!("1|a?|1|1|0|{said}"),
        format!("2|NULL|0|1|0|{said}"),
        format!("3|?1|1|1|1|{said}"),
        format!("4|$1|0|0|0|{said}"),
    ];
    assert_eq!(world.ask(rows), expected);
    assert_eq!(
        world
            .job("dim_doc")
            .param("least", "3")
            .ok()
            .counts
            .unchanged,
        2
    );
}

#[test]
fn a_type_that_cannot_be_read_is_told_with_the_way_out() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    let source = |sql: &str| {
        world
            .source_server()
            .unwrap()
            .client("shop")
            .batch_execute(sql)
            .unwrap()
    };
    source(
        r#"CREATE TABLE visit (day date, "番号" integer, "Name (full)" text, "名前" text[]); INSERT INTO visit VALUES ('2024-01-01', 1, 'a', '{b}')"#,
    );
    let failed = world
        .job("dim_day")
        .param("day", "2024-01-01")
        .fails(Kind::Refused)
        .error
        .chain()
        .to_string();
    assert!(
        failed.contains("text[], which cannot be read as text")
            && failed.contains(r#"`"名前"::text AS "名前"`"#),
        "{failed}"
    );
    for (ty, value) in [
        ("inet", "10.0.0.1"),
        ("money", "1"),
        ("interval", "1 day"),
        ("xml", "<a/>"),
        ("bit(2)", "10"),
        ("int4range", "[1,2)"),
    ] {
        source(&format!(
            r#"DROP TABLE visit; CREATE TABLE visit (day date, "番号" integer, "Name (full)" {ty}, "名前" text);
                           INSERT INTO visit VALUES ('2024-01-01', 1, '{value}', 'a')"#
        ));
        let failed = world
            .job("dim_day")
            .param("day", "2024-01-01")
            .fails(Kind::Refused)
            .error
            .chain()
            .to_string();
        assert!(
            failed.contains(r#"`"Name (full)"::text AS "Name (full)"`"#),
            "{ty}: {failed}"
        );
    }
}

/// `rows` visits of a day, from this number on.
fn visits(world: &World, day: &str, from: usize, rows: usize) {
    let rows: Vec<String> = (from..from + rows)
        .map(|n| format!("('{day}', {n}, 'Guest {n}', '名{n}')"))
        .collect();
    world.shop(&format!("INSERT INTO visit VALUES {}", rows.join(", ")));
}

fn visited() -> World {
    let world = World::new();
    world.shop(r#"CREATE TABLE visit (day date, "番号" integer, "Name (full)" text, "名前" text)"#);
    world
}

#[test]
fn a_day_of_a_source_is_a_full_load_of_its_own() {
    let world = visited();
    visits(&world, "2024-01-01", 1, 40);
    visits(&world, "2024-01-02", 101, 900);
    let job = |day: &str| {
        world.job("dim_day").param("day", day).session(
            "close_limit",
            serde_json::json!({"percent": 20, "min_rows": 5}),
        )
    };
    assert_eq!(job("2024-01-01").on(1).ok().counts.inserted, 40);
    let counts = job("2024-01-02").on(2).parallel(2, 100).ok().counts;
    assert_eq!((counts.inserted, counts.closed), (900, 0));

    // Of the first day's rows some are gone, and the others of no concern.
    world.shop(r#"DELETE FROM visit WHERE "番号" <= 6"#);
    let counts = job("2024-01-01").on(3).ok().counts;
    assert_eq!((counts.unchanged, counts.closed), (34, 6));
    assert_eq!(
        world.number("SELECT count(*) FROM dim_day WHERE is_current = 1"),
        934
    );
    assert_eq!(
        world.ask(r#"SELECT "番号", "名前", "Straße", strasse FROM dim_day WHERE "番号" = 7"#),
        ["7|名7|Guest 7|GUEST 7"]
    );

    // A share of the day's rows, not of the table's: 10 of 34 are too many. New rows do not make it
    // less.
    world.shop(r#"DELETE FROM visit WHERE "番号" BETWEEN 7 AND 16"#);
    visits(&world, "2024-01-01", 2001, 500);
    for run in [job("2024-01-01").on(4).dry(), job("2024-01-01").on(4)] {
        let refused = run.fails(Kind::Refused).error.chain().to_string();
        assert!(
            refused.contains("10 of 34 current rows in missing_scope"),
            "{refused}"
        );
    }
    assert_eq!(
        world.number("SELECT count(*) FROM dim_day WHERE is_current = 1"),
        934 + 500
    );
    assert_eq!(
        job("2024-01-01")
            .resume()
            .allow_mass_close()
            .ok()
            .counts
            .closed,
        10
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_day WHERE is_current = 1"),
        924 + 500
    );

    // A day outside of the scope's other half: nothing of it can be missing.
    visits(&world, "2023-12-31", 5001, 20);
    job("2023-12-31").on(5).ok();
    world.shop(r#"DELETE FROM visit WHERE "番号" BETWEEN 5001 AND 5015"#);
    assert_eq!(job("2023-12-31").on(6).ok().counts.closed, 0);
}

/// The share is one of what was in the scope before the run wrote: rows that the run itself moves
/// into it count for nothing.
#[test]
fn the_close_limit_is_a_share_of_the_scope_before_the_run() {
    let world = visited();
    visits(&world, "2024-01-01", 1, 100);
    visits(&world, "2024-01-02", 1001, 30);
    let job = |day: &str| {
        world.job("dim_day").param("day", day).session(
            "close_limit",
            serde_json::json!({"percent": 20, "min_rows": 5}),
        )
    };
    job("2024-01-01").on(1).ok();
    job("2024-01-02").on(2).ok();
    world.shop(r#"UPDATE visit SET day = '2024-01-02' WHERE "番号" <= 100; DELETE FROM visit WHERE "番号" > 1005"#);
    for run in [
        job("2024-01-02").on(3).dry(),
        job("2024-01-02").on(3).parallel(2, 10),
    ] {
        let refused = run.fails(Kind::Refused).error.chain().to_string();
        assert!(
            refused.contains("25 of 30 current rows in missing_scope"),
            "{refused}"
        );
    }
    assert_eq!(
        job("2024-01-02")
            .resume()
            .allow_mass_close()
            .ok()
            .counts
            .closed,
        25
    );

    // Nor do new rows outside of the scope make it smaller.
    visits(&world, "2024-01-03", 5001, 100);
    job("2024-01-03").on(4).ok();
    world.shop(r#"DELETE FROM visit WHERE "番号" BETWEEN 5001 AND 5015"#);
    visits(&world, "2023-12-31", 9001, 90);
    world.shop("UPDATE visit SET day = '2024-01-03' WHERE day = '2023-12-31'");
    assert_eq!(
        job("2024-01-03").on(5).parallel(2, 10).ok().counts.closed,
        15
    );
}

#[test]
fn without_our_indexes_the_table_is_the_same_and_a_second_current_row_is_told() {
    let world = visited();
    visits(&world, "2024-01-01", 1, 30);
    let job = |n: u32| {
        world
            .job("dim_day")
            .on(n)
            .param("day", "2024-01-01")
            .lenient()
    };
    assert_eq!(job(1).parallel(2, 5).ok().counts.inserted, 30);
    assert_eq!(world.indexes("dim_day"), 0);
    world.shop(
        r#"UPDATE visit SET "名前" = 'new' WHERE "番号" <= 3; DELETE FROM visit WHERE "番号" > 28"#,
    );
    let counts = job(2).parallel(2, 5).ok().counts;
    assert_eq!(
        (counts.versioned, counts.unchanged, counts.closed),
        (3, 25, 2)
    );
    assert_eq!(world.number("SELECT count(*) FROM dim_day"), 33);
    assert_eq!(
        world.number("SELECT count(*) FROM dim_day WHERE is_current = 1"),
        28
    );

    // `check` names what nobody has made, and `ddl` prints it.
    let says = |what: &str| {
        let path = world.path("look.yaml");
        let url = |file: &str, on_server: bool| match on_server {
            true => ("postgres", world.server_url()),
            false => ("sqlite", format!("sqlite:{}", world.path(file).display())),
        };
        let place = |file: &str, schema: &str, on_server: bool| {
            let (kind, url) = url(file, on_server);
            format!(
                "{{kind: {kind}, url: \"{url}\", schema: {}}}",
                if on_server { schema } else { "main" }
            )
        };
        let shop = place("shop.db", "shop", Route::of_test() != Route::Sqlite);
        let text = format!(
            "version: 1\nconnections:\n  shop: {shop}\n  warehouse: {}\n",
            place("warehouse.db", "dw", goes_to_a_server())
        );
        std::fs::write(&path, text).unwrap();
        let path = path.display().to_string();
        command_of(
            "dim_day",
            &[what, "--connections", &path, "--param", "day=2024-01-01"],
            &[],
        )
    };
    let (code, told) = says("check");
    assert!(
        code == 0 && told.contains("has no unique index (番号) of current rows"),
        "{code} {told}"
    );
    assert!(told.contains("has no index (番号, valid_from)"), "{told}");
    let (_, ddl) = says("ddl");
    assert!(ddl.contains("CREATE UNIQUE INDEX"), "{ddl}");
    world.warehouse(r#"CREATE INDEX "of a DBA" ON dim_day ("番号", valid_from, load_date)"#);
    let (code, told) = says("check");
    assert!(
        code == 0 && told.contains("has no unique index") && !told.contains("has no index"),
        "{code} {told}"
    );

    // What the unique index would have kept out: the row is not changed, and the table wrong all
    // the same.
    world.warehouse(r#"INSERT INTO dim_day SELECT * FROM dim_day WHERE "番号" = 7"#);
    let before = world.dump_all("dim_day");
    let failed = job(3).fails(Kind::Failed).error.chain().to_string();
    assert!(
        failed.contains("more than one current row of the key 7"),
        "{failed}"
    );
    assert_eq!(world.dump_all("dim_day"), before);
}

#[test]
fn headers_under_other_names() {
    let world = World::new();
    world.file(
        "header.csv",
        "net price,Customer No.,Net Price\n1.50,7,1.80\n,8,2\n",
    );
    assert_eq!(world.job("dim_header").ok().counts.inserted, 2);
    let rows = world.ask("SELECT number, net, gross FROM dim_header ORDER BY number");
    assert_eq!(rows, ["7|1.50|1.80", "8|NULL|2.00"]);
    // What is missing is called as the file would call it.
    world.file("header.csv", "net price,Customer No\n1.50,7\n");
    let failed = world
        .job("dim_header")
        .go()
        .unwrap_err()
        .error
        .chain()
        .to_string();
    assert!(failed.contains("Customer No."), "{failed}");
}

#[test]
fn names_that_the_server_would_cut_are_refused_before_a_row_moves() {
    only_on!(Postgres);
    let world = marked();
    let long = "l".repeat(64);
    for (schema, prefix, told) in [
        (long.as_str(), "lw_", "job log's schema"),
        ("dw", &long[..54], "job log's prefix"),
    ] {
        let failed = world
            .job("dim_mark")
            .lenient()
            .ledger(schema, prefix)
            .fails(Kind::Usage)
            .error
            .chain()
            .to_string();
        assert!(
            failed.contains(told) && failed.contains("PostgreSQL keeps 63"),
            "{failed}"
        );
    }
    // What a param makes of a name: the source's table.
    let failed = world
        .job("dim_part")
        .param("from", &long)
        .fails(Kind::Usage)
        .error
        .chain()
        .to_string();
    assert!(failed.contains("PostgreSQL keeps 63"), "{failed}");
    // As long as a name may be.
    world
        .job("dim_mark")
        .lenient()
        .ledger(&long[..63], &long[..53])
        .ok();
    // Marks in the log's own names.
    world
        .job("dim_mark")
        .lenient()
        .ledger("{run} ?1 ${target} $$ \"s\"", "{chunk}?1{number}{p}")
        .ok();
    assert_eq!(
        world.server().count(r#"SELECT count(*) FROM "{run} ?1 ${target} $$ ""s"""."{chunk}?1{number}{p}run" WHERE status = 'SUCCEEDED'"#),
        1
    );
}

/// Names that the staging table, the aliases and the results of our own statements have stand in
/// the user's table, in all of them.
#[test]
fn columns_may_have_the_names_of_our_own() {
    let world = World::new();
    world.shop(
        "CREATE TABLE own (lw_row integer, s text, lw_do text, lw_hash text, lw_known text, \
         lw_do_ text);
         INSERT INTO own VALUES (1, 'a', 'one', 'x', 'k', 'p'), (2, 'b', 'two', 'x', 'k', 'p'), \
         (3, 'c', 'three', 'x', 'k', 'p'),
           (6, 'f', 'six', 'x', 'k', 'p')",
    );
    let run = |day| {
        let counts = world.job("dim_own").on(day).lenient().ok().counts;
        (
            counts.inserted,
            counts.versioned,
            counts.updated,
            counts.unchanged,
            counts.closed,
        )
    };
    assert_eq!(run(1), (4, 0, 0, 0, 0));
    // Versions, an update of all versions, new keys, and one that is gone.
    world.shop(
        "UPDATE own SET lw_do = 'other', lw_known = 'l' WHERE lw_row = 1; UPDATE own SET lw_do = \
         'second', lw_hash = 'y' WHERE lw_row = 2;
         UPDATE own SET lw_hash = 'y' WHERE lw_row = 6; DELETE FROM own WHERE lw_row = 3;
         INSERT INTO own VALUES (4, 'd', 'four', 'x', 'k', 'p'), (5, 'e', 'five', 'x', 'k', 'p')",
    );
    assert_eq!(run(2), (2, 2, 1, 0, 1));
    // On the same day a version is overwritten, one that is gone was never there, and a key that
    // was closed returns.
    world.shop(
        "UPDATE own SET lw_do_ = 'q', lw_hash = 'z' WHERE lw_row = 1; DELETE FROM own WHERE \
         lw_row = 2;
         INSERT INTO own VALUES (3, 'c', 'again', 'x', 'm', 'p')",
    );
    assert_eq!(run(2), (1, 1, 0, 3, 1));
    let counts = world.job("dim_own").on(3).compare_columns().ok().counts;
    assert_eq!((counts.unchanged, counts.rows_read), (5, 5));
    let rows = "SELECT lw_row, s, lw_do, lw_do_, lw_hash, lw_known, t, starts, ends, current FROM \
                dim_own ORDER BY lw_row, starts";
    assert_eq!(
        world.ask(rows),
        [
            "1|a|one|p|z|k|ONE|1900-01-01|2024-01-02|0",
            "1|a|other|q|z|k|ONE|2024-01-02|9999-12-31|1",
            "2|b|two|p|y|k|TWO|1900-01-01|2024-01-02|0",
            "3|c|three|p|x|k|THREE|1900-01-01|2024-01-02|0",
            "3|c|again|p|x|k|THREE|2024-01-02|9999-12-31|1",
            "4|d|four|p|x|k|FOUR|1900-01-01|9999-12-31|1",
            "5|e|five|p|x|k|FIVE|1900-01-01|9999-12-31|1",
            "6|f|six|p|y|k|SIX|1900-01-01|9999-12-31|1",
        ]
    );
}
