//! Tables, names, queries and keys as PostgreSQL has them.

use loadwright_runtime::error::Kind;
use loadwright_runtime::report::Counts;

use crate::server::Server;
use crate::support::{Route, Run, World, only_on};

/// Executes SQL on a schema in PostgreSQL's own words.
fn execute(world: &World, schema: &str, sql: &str) {
    world
        .source_server()
        .unwrap()
        .client(schema)
        .batch_execute(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

fn count(world: &World, sql: &str) -> i64 {
    world.source_server().unwrap().count(sql)
}

/// How the last run was planned, and why so.
fn plan(world: &World) -> (String, String) {
    let line = world
        .ask(
            "SELECT json_extract(plan, '$.way'), json_extract(plan, '$.why') FROM lw_run ORDER BY \
             run_id DESC LIMIT 1",
        )
        .remove(0);
    let (way, why) = line.split_once('|').unwrap();
    (way.to_owned(), why.to_owned())
}

fn ways(counts: &Counts) -> (u64, u64, u64, u64) {
    (
        counts.inserted,
        counts.versioned,
        counts.updated,
        counts.unchanged,
    )
}

const ITEMS: &str = r#"
    CREATE TABLE "Order ""Items""" ("select" text COLLATE "C" PRIMARY KEY, "Größe" integer, "it's a ""name""" text, "MixedCase" bigint,
                                    mixedcase text DEFAULT 'another');
    INSERT INTO "Order ""Items""" VALUES ('a', 1, 'one', 1), ('b"c''d', 2, 'two', 2), ('Ünï', 3, 'o''three', 3), ('%', 4, NULL, 4);"#;

#[test]
fn names_that_need_quotes() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    execute(&world, "shop", ITEMS);
    assert_eq!(ways(&world.job("dim_name").on(1).ok().counts), (3, 0, 0, 0));
    let rows = r#"SELECT "Select Key", "table", "it's a ""name""", "MixedCase", "From", "Is Current" FROM "Dim Names of Größe" ORDER BY "the SK""#;
    let first = [
        "a|1|one|1|1900-01-01T00:00:00.000000Z|1",
        "b\"c'd|2|two|2|1900-01-01T00:00:00.000000Z|1",
        "Ünï|3|o'three|3|1900-01-01T00:00:00.000000Z|1",
    ];
    let mut found = world.ask(rows);
    found.sort();
    assert_eq!(found, first);
    assert_eq!(ways(&world.job("dim_name").on(2).ok().counts), (0, 0, 0, 3));
    // Every statement about a change: a version, an update of all versions, a close, a new key.
    execute(
        &world,
        "shop",
        r#"UPDATE "Order ""Items""" SET "Größe" = 11 WHERE "select" = 'a'; UPDATE "Order ""Items""" SET "MixedCase" = -2 WHERE "Größe" = 2;
           DELETE FROM "Order ""Items""" WHERE "Größe" = 3; INSERT INTO "Order ""Items""" VALUES ('new', 9, 'nine', 9)"#,
    );
    let report = world.job("dim_name").on(3).lenient().parallel(2, 1).ok();
    assert_eq!(
        (ways(&report.counts), report.counts.closed),
        ((1, 1, 1, 0), 0)
    );
    assert_eq!(
        ways(
            &world
                .job("dim_name")
                .on(4)
                .lenient()
                .compare_columns()
                .ok()
                .counts
        ),
        (0, 0, 0, 3)
    );
}

#[test]
fn what_a_param_holds_is_a_value_whatever_it_says() {
    only_on!(Postgres, PostgresToSqlite);
    let world = World::new();
    execute(&world, "shop", ITEMS);
    let job = |who: &str| world.job("dim_name").on(1).lenient().param("who", who);
    let attempts = [
        "'; DROP TABLE \"Order \"\"Items\"\"\"; --",
        "' OR '1' = '1",
        "\\'; SELECT pg_sleep(100); --",
        "$$; DROP TABLE x; $$",
        ":least",
        "'||current_user||'",
        "?1",
        "${source}",
    ];
    for attempt in attempts {
        // No name is like it: the load reads nothing, and says so.
        job(attempt).fails(Kind::Refused);
    }
    assert_eq!(
        count(&world, "SELECT count(*) FROM shop.\"Order \"\"Items\"\"\""),
        4
    );
    assert_eq!(job("o'%").ok().counts.inserted, 1);
    assert_eq!(job("o%").param("least", "1").ok().counts.inserted, 1);
    let failed = job("%").param("least", "1 OR true").fails(Kind::Usage);
    assert!(
        failed.error.chain().to_string().contains("least"),
        "{}",
        failed.error.chain()
    );
}

#[test]
fn the_ledger_in_a_schema_of_its_own() {
    only_on!(Postgres);
    let world = World::new();
    execute(&world, "shop", ITEMS);
    let job = || world.job("dim_name").lenient().ledger("Etl \"Log\"", "my_");
    assert_eq!(job().on(1).parallel(2, 1).ok().counts.inserted, 3);
    execute(
        &world,
        "shop",
        r#"UPDATE "Order ""Items""" SET "Größe" = 7"#,
    );
    assert_eq!(job().on(2).parallel(2, 1).ok().counts.versioned, 3);
    assert_eq!(
        count(
            &world,
            "SELECT count(*) FROM \"Etl \"\"Log\"\"\".my_run WHERE status = 'SUCCEEDED'"
        ),
        2
    );
    assert_eq!(
        count(
            &world,
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'dw'"
        ),
        1
    );
}

const PART: &str = "
    CREATE TABLE part (made date, line integer, name text, weight integer, PRIMARY KEY (made, \
                    line));
    INSERT INTO part SELECT date '2024-01-01' + i / 7, i % 7, 'part ' || i, i FROM \
                    generate_series(0, 299) i;";

const CHANGE_PARTS: &str = "
    UPDATE part SET name = 'other ' || line WHERE line = 3; UPDATE part SET weight = -weight WHERE \
                            line = 4;
    DELETE FROM part WHERE line = 5; INSERT INTO part SELECT date '2023-12-01', i, 'new', 1 FROM \
                            generate_series(0, 19) i;";

const PART_ROWS: &str = "SELECT made, line, name, weight, valid_from, valid_to, is_current FROM \
                         dim_part ORDER BY made, CAST(line AS INTEGER), valid_from";

/// The table after a load and another of changed parts, each run as `tuned` has it; and how the
/// second was planned.
fn loads_of_parts(
    source: &str,
    target: &str,
    from: &str,
    between: &str,
    tuned: impl Fn(Run<'_>) -> Run<'_>,
) -> (Vec<String>, (String, String)) {
    let world = World::new();
    execute(&world, "shop", source);
    if Route::of_test() == Route::Postgres {
        execute(&world, "dw", target);
    }
    assert_eq!(
        tuned(world.job("dim_part").on(1).param("from", from))
            .ok()
            .counts
            .inserted,
        300,
        "{source}"
    );
    execute(&world, "shop", CHANGE_PARTS);
    execute(&world, "shop", between);
    let report = tuned(world.job("dim_part").on(2).lenient().param("from", from)).ok();
    assert_eq!(
        (ways(&report.counts), report.counts.closed),
        ((20, 43, 43, 171), 43),
        "{source} {target}"
    );
    let way = plan(&world);
    assert_eq!(
        ways(
            &tuned(world.job("dim_part").on(3).lenient().param("from", from))
                .ok()
                .counts
        ),
        (0, 0, 0, 277),
        "{source} {target}"
    );
    (world.ask(PART_ROWS), way)
}

fn in_one(run: Run<'_>) -> Run<'_> {
    run
}

fn in_many(run: Run<'_>) -> Run<'_> {
    run.parallel(3, 40)
}

#[test]
fn tables_views_materialized_views_and_partitions_as_sources() {
    only_on!(Postgres, PostgresToSqlite);
    let (expected, _) = loads_of_parts(PART, "", "part", "", in_one);
    assert_eq!(expected.len(), 363);
    let refresh = "REFRESH MATERIALIZED VIEW seen";
    let partitioned = PART
        .replace(
            "PRIMARY KEY (made, line))",
            "PRIMARY KEY (made, line)) PARTITION BY RANGE (made)",
        )
        .replace(
            "INSERT",
            "CREATE TABLE early PARTITION OF part FOR VALUES FROM (MINVALUE) TO ('2024-01-20');
         CREATE TABLE late PARTITION OF part DEFAULT; INSERT",
        );
    let view =
        "CREATE VIEW seen AS SELECT weight, name, line, made, 1 AS more FROM part WHERE line < 100";
    let grouped = "CREATE VIEW seen AS SELECT made, line, max(name) AS name, sum(weight)::integer \
                   AS weight FROM part GROUP BY made, line";
    let materialized = "CREATE MATERIALIZED VIEW seen AS SELECT * FROM part";
    let cases = [
        (PART.to_owned(), "part", "", "range"),
        (partitioned, "part", "", "range"),
        (format!("{PART} {view}"), "seen", "", "range"),
        (format!("{PART} {grouped}"), "seen", "", "range"),
        (
            format!("{PART} {materialized}; CREATE INDEX ON seen (made, line)"),
            "seen",
            refresh,
            "range",
        ),
        (
            format!("{PART} {materialized}"),
            "seen",
            refresh,
            "partition",
        ),
        (
            PART.replace(", PRIMARY KEY (made, line)", ""),
            "part",
            "",
            "partition",
        ),
    ];
    for (source, from, between, way) in cases {
        let (found, (planned, why)) = loads_of_parts(&source, "", from, between, in_many);
        assert_eq!(found, expected, "{source}");
        // SQLite keeps dates as text, whose order is another matter.
        let way = if Route::of_test() == Route::Postgres {
            way
        } else {
            "partition"
        };
        assert_eq!(planned, way, "{source}: {why}");
    }
}

#[test]
fn target_tables_that_were_there_before() {
    only_on!(Postgres);
    let (expected, _) = loads_of_parts(PART, "", "part", "", in_one);
    let partitioned = |by: &str| {
        format!(
            "CREATE TABLE dim_part (part_sk bigint GENERATED BY DEFAULT AS IDENTITY, made date \
             NOT NULL, line integer NOT NULL, name text,
               weight integer, valid_from timestamptz NOT NULL, valid_to timestamptz NOT NULL, \
             is_current boolean NOT NULL, row_hash bytea)
             PARTITION BY {by}"
        )
    };
    let targets = [
        // Another order, more columns, wider and narrower types.
        "CREATE TABLE dim_part (note text, row_hash bytea, is_current boolean NOT NULL, valid_to \
         timestamptz, weight smallint,
           valid_from timestamptz, name varchar(20), line bigint, added timestamptz NOT NULL \
         DEFAULT now(), made date,
           twice integer GENERATED ALWAYS AS (weight * 2) STORED, \"Odd 'one'\" text DEFAULT 'x', \
         part_sk serial PRIMARY KEY)"
            .to_owned(),
        // Of the types that can be copied into, with the same.
        "CREATE TABLE dim_part (twice integer GENERATED ALWAYS AS (weight * 2) STORED, row_hash \
         bytea, is_current boolean NOT NULL,
           valid_to timestamptz, weight integer, valid_from timestamptz, name text, gone integer, \
         line integer, made date,
           part_sk bigint GENERATED ALWAYS AS IDENTITY, more jsonb DEFAULT '{}' NOT NULL);
         ALTER TABLE dim_part DROP COLUMN gone"
            .to_owned(),
        "CREATE TABLE dim_part (part_sk numeric GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, \
         made date, line smallint, name char(30),
           weight bigint, valid_from timestamptz, valid_to timestamptz, is_current boolean, \
         row_hash bytea)"
            .replace("part_sk numeric", "part_sk integer"),
        partitioned("HASH (made)")
            + "; CREATE TABLE p0 PARTITION OF dim_part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
           CREATE TABLE p1 PARTITION OF dim_part FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        partitioned("RANGE (made, line)")
            + "; CREATE TABLE p0 PARTITION OF dim_part FOR VALUES FROM (MINVALUE, MINVALUE) TO \
               ('2024-01-10', 0);
           CREATE TABLE p1 PARTITION OF dim_part DEFAULT",
    ];
    for target in targets {
        for tuned in [in_one, in_many] {
            let (found, _) = loads_of_parts(PART, &target, "part", "", tuned);
            let found: Vec<String> = found
                .iter()
                .map(|row| {
                    row.split('|')
                        .map(str::trim_end)
                        .collect::<Vec<_>>()
                        .join("|")
                })
                .collect();
            assert_eq!(found, expected, "{target}");
        }
    }
}

#[test]
fn triggers_of_the_target_see_each_row() {
    only_on!(Postgres);
    let world = World::new();
    execute(&world, "shop", PART);
    world.job("dim_part").on(1).ok();
    execute(
        &world,
        "dw",
        "CREATE TABLE seen (what text, made date, line integer);
         ALTER TABLE dim_part ADD COLUMN stamp text;
         CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.stamp := TG_OP; \
         RETURN NEW; END $$;
         CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON dim_part FOR EACH ROW EXECUTE FUNCTION \
         stamp();
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO dw.seen \
         VALUES (TG_OP, NEW.made, NEW.line); RETURN NULL; END $$;
         CREATE TRIGGER note AFTER INSERT OR UPDATE ON dim_part FOR EACH ROW EXECUTE FUNCTION \
         note();",
    );
    execute(&world, "shop", CHANGE_PARTS);
    let report = world.job("dim_part").on(2).lenient().parallel(2, 30).ok();
    assert_eq!(
        (ways(&report.counts), report.counts.closed),
        ((20, 43, 43, 171), 43)
    );
    // New keys and new versions; versions that close, keys that are gone, and values that are
    // overwritten.
    assert_eq!(
        world.ask("SELECT what, count(*) FROM seen GROUP BY what ORDER BY what"),
        ["INSERT|63", "UPDATE|129"]
    );
    assert_eq!(
        world.ask("SELECT stamp, count(*) FROM dim_part WHERE stamp IS NOT NULL GROUP BY stamp"),
        ["INSERT|63", "UPDATE|129"]
    );
    assert_eq!(
        ways(&world.job("dim_part").on(3).lenient().ok().counts),
        (0, 0, 0, 277)
    );
}

#[test]
fn triggers_and_rules_that_keep_rows_from_the_table_are_named() {
    only_on!(Postgres);
    let swallow = "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN \
                   NULL; END $$;";
    let trigger = |event: &str| {
        format!(
            "{swallow} CREATE TRIGGER \"Take away\" BEFORE {event} ON dim_part FOR EACH ROW WHEN \
             ({{}}) EXECUTE FUNCTION swallow()"
        )
    };
    let insert = trigger("INSERT").replace("{}", "NEW.line = 3");
    let update = trigger("UPDATE").replace("{}", "OLD.line = 3");
    let rule = "CREATE RULE \"Take away\" AS ON UPDATE TO dim_part WHERE OLD.line = 3 DO INSTEAD \
                NOTHING"
        .to_owned();
    // New keys by COPY, new versions, versions that close, values that are overwritten, keys that
    // are gone.
    for (before, sql, change, told) in [
        (0, &insert, "", "cannot insert the new rows in"),
        (
            1,
            &insert,
            "UPDATE part SET name = 'again' WHERE line = 3",
            "cannot insert the new versions in",
        ),
        (
            1,
            &update,
            "UPDATE part SET name = 'again' WHERE line = 3",
            "cannot close the current versions in",
        ),
        (
            1,
            &update,
            "UPDATE part SET weight = -weight WHERE line = 3",
            "cannot update the current rows in",
        ),
        (
            1,
            &update,
            "DELETE FROM part WHERE line = 3",
            "cannot close the missing keys in",
        ),
        (
            1,
            &rule,
            "UPDATE part SET weight = -weight WHERE line = 3",
            "cannot update the current rows in",
        ),
    ] {
        let world = World::new();
        execute(&world, "shop", PART);
        world.job("dim_part").on(1).ok();
        if before == 0 {
            execute(&world, "dw", "TRUNCATE dim_part");
        }
        execute(&world, "dw", sql);
        execute(&world, "shop", change);
        let table = world.dump_all("dim_part");
        let failed = world.job("dim_part").on(2).lenient().fails(Kind::Failed);
        let (chain, advice) = (
            failed.error.chain(),
            failed.error.advice().unwrap_or_default(),
        );
        assert!(
            chain.contains(told) && chain.contains(" rows for "),
            "{sql} {change}: {chain}"
        );
        let culprit = if sql.contains("RULE") {
            "the rule \"Take away\""
        } else {
            "the trigger \"Take away\""
        };
        assert!(
            advice.contains(culprit) && advice.contains("NULL"),
            "{sql} {change}: {advice}"
        );
        assert_eq!(failed.report.unwrap().retries, 0);
        assert_eq!(world.dump_all("dim_part"), table, "nothing was committed");
        // Without it the run goes on.
        execute(
            &world,
            "dw",
            "DROP FUNCTION IF EXISTS swallow CASCADE; DO $$ BEGIN IF EXISTS (SELECT 1 FROM \
             pg_rules WHERE schemaname = 'dw') THEN
                               DROP RULE \"Take away\" ON dim_part; END IF; END $$",
        );
        assert!(world.job("dim_part").on(2).lenient().ok().resumed);
    }
}

#[test]
fn targets_that_cannot_serve_are_refused() {
    only_on!(Postgres);
    let columns = "part_sk bigint GENERATED BY DEFAULT AS IDENTITY, made date, line integer, name \
                   text, weight integer, valid_from timestamptz,
                   valid_to timestamptz, is_current boolean, row_hash bytea";
    let cases = [
        (
            format!("CREATE TABLE dim_part ({}, owner text NOT NULL)", columns),
            "column `owner` is NOT NULL without a default",
        ),
        (
            format!(
                "CREATE TABLE dim_part ({})",
                columns.replace("weight integer", "weight text")
            ),
            "column `weight` is text",
        ),
        (
            format!(
                "CREATE TABLE dim_part ({})",
                columns.replace("made date", "made timestamp")
            ),
            "column `made` is timestamp",
        ),
        (
            format!(
                "CREATE TABLE dim_part ({})",
                columns.replace("name text", "\"Name\" text")
            ),
            "names are exact",
        ),
        (
            format!(
                "CREATE TABLE dim_part ({})",
                columns.replace("name text", "name text[]")
            ),
            "column `name` is text[]",
        ),
        (
            format!(
                "CREATE TABLE dim_part ({})",
                columns.replace(
                    "weight integer",
                    "weight integer GENERATED ALWAYS AS (1) STORED"
                )
            ),
            "column `weight` is generated",
        ),
        // The index that keeps one current row a key cannot be made.
        (
            format!(
                "CREATE TABLE dim_part ({columns}) PARTITION BY LIST (is_current); CREATE TABLE p \
                 PARTITION OF dim_part DEFAULT"
            ),
            "partition",
        ),
        (
            format!("CREATE TABLE base ({columns}); CREATE VIEW dim_part AS SELECT * FROM base"),
            "it is a view",
        ),
    ];
    for (target, told) in cases {
        let world = World::new();
        execute(&world, "shop", PART);
        execute(&world, "dw", &target);
        let failed = world.job("dim_part").on(1).go().unwrap_err();
        let chain = failed.error.chain().to_string();
        eprintln!("{:?}: {chain}", failed.error.kind());
        assert!(chain.contains(told), "{target}: {chain}");
        assert_eq!(failed.error.kind(), Kind::Refused, "{target}: {chain}");
    }
}

/// Loads of a table `by_KIND` whose keys are what `keys` makes of `i`, in one chunk and in many:
/// one and the same table, and what the source holds. Returns how the last load was planned.
fn loads_by(kind: &str, ty: &str, keys: &str, target: &str) -> (String, String) {
    loads_in(World::new, kind, ty, keys, target)
}

/// The same in databases that `world` makes.
fn loads_in(
    world: impl Fn() -> World,
    kind: &str,
    ty: &str,
    keys: &str,
    target: &str,
) -> (String, String) {
    let rows = format!(
        "SELECT CAST(k AS TEXT), v, valid_from, valid_to, is_current FROM dim_by_{kind} ORDER BY \
         1, valid_from"
    );
    let mut tables = Vec::new();
    let mut planned = Vec::new();
    for tuned in [in_one, in_many] {
        let world = world();
        let fill = |numbers: &str, word: &str| {
            execute(
                &world,
                "shop",
                &format!(
                    "INSERT INTO by_{kind} SELECT ({keys})::{ty}, '{word}' || i FROM {numbers} i"
                ),
            );
        };
        execute(
            &world,
            "shop",
            &format!("CREATE TABLE by_{kind} (k {ty}, v text); CREATE INDEX ON by_{kind} (k)"),
        );
        execute(&world, "dw", target);
        fill("generate_series(1, 400)", "first ");
        // One key has very many rows, which are equal.
        execute(
            &world,
            "shop",
            &format!(
                "INSERT INTO by_{kind} SELECT f.k, f.v FROM by_{kind} f, generate_series(1, 90) \
                 WHERE f.v = 'first 77'"
            ),
        );
        let first = tuned(world.job(&format!("dim_by_{kind}")).on(1)).ok();
        assert_eq!(
            (first.counts.inserted, first.counts.rejected),
            (400, 0),
            "{kind} {ty}"
        );

        execute(
            &world,
            "shop",
            &format!("DELETE FROM by_{kind} WHERE substr(v, 7)::integer % 10 IN (1, 2)"),
        );
        fill("generate_series(2, 400, 10)", "second ");
        fill("generate_series(401, 430)", "first ");
        let second = tuned(world.job(&format!("dim_by_{kind}")).on(2).lenient()).ok();
        assert_eq!(
            (
                second.counts.inserted,
                second.counts.versioned,
                second.counts.closed
            ),
            (30, 40, 40),
            "{kind} {ty}"
        );
        planned.push(plan(&world));
        let source = format!("SELECT k::text COLLATE \"C\", v FROM shop.by_{kind}");
        let target =
            format!("SELECT k::text COLLATE \"C\", v FROM dw.dim_by_{kind} WHERE is_current");
        let differ = format!(
            "SELECT count(*) FROM (({source} EXCEPT {target}) UNION ALL ({target} EXCEPT \
             {source})) d"
        );
        assert_eq!(count(&world, &differ), 0, "{kind} {ty}");

        // Rows without a key belong to no range, and are rejected; what is gone stays, for they
        // could be any.
        execute(
            &world,
            "shop",
            &format!("INSERT INTO by_{kind} SELECT NULL, 'none' FROM generate_series(1, 60)"),
        );
        let third = tuned(world.job(&format!("dim_by_{kind}")).on(3).lenient()).ok();
        assert_eq!(
            (
                third.counts.rejected,
                third.counts.closed,
                third.counts.inserted,
                third.counts.versioned
            ),
            (60, 0, 0, 0),
            "{kind} {ty}"
        );
        tables.push(world.ask(&rows));
    }
    assert_eq!(tables[0], tables[1], "{kind} {ty}");
    planned.remove(1)
}

const WORDS: &str = "(ARRAY['a', 'B', 'ä', 'Z', '''', '\\', '%', '\u{1f600}', 'ß', '-'])[1 + i % \
                     10] || (ARRAY['', 'x', 'X', ' '])[1 + i % 4] || i";

#[test]
fn keys_of_every_kind_in_one_chunk_and_in_many() {
    only_on!(Postgres);
    let cases = [
        (
            "integer",
            "bigint",
            "CASE WHEN i < 200 THEN i ELSE i * 1000000007::bigint * (i % 2 * 2 - 1) END",
            "range",
        ),
        (
            "integer",
            "bigint",
            "CASE WHEN i < 200 THEN i - 2 - 9223372036854775807 ELSE 9223372036854775807 - 430 + \
             i END",
            "range",
        ),
        ("integer", "smallint", "i - 200", "range"),
        (
            "timestamp",
            "timestamp",
            "timestamp '0001-01-01' + i * i * interval '19 days 1 microsecond'",
            "range",
        ),
        (
            "timestamp",
            "timestamp",
            "timestamp '9999-12-31 23:59:59.999999' - i * interval '1 microsecond'",
            "range",
        ),
        ("uuid", "uuid", "md5(i::text)", "range"),
    ];
    for (kind, ty, keys, way) in cases {
        let (planned, why) = loads_by(kind, ty, keys, "");
        assert_eq!(planned, way, "{kind} {ty}: {why}");
    }
}

#[test]
fn text_keys_under_every_order() {
    only_on!(Postgres);
    // Blanks that fill char(n) up are no part of the value.
    for (ty, way) in [
        ("text COLLATE \"C\"", "range"),
        ("text", "range"),
        ("varchar(40) COLLATE \"POSIX\"", "range"),
        ("text COLLATE \"und-x-icu\"", "partition"),
        ("char(20)", "partition"),
    ] {
        let (planned, why) = loads_by("text", ty, WORDS, "");
        assert_eq!(planned, way, "{ty}: {why}");
    }
    // The same where the target's text is ordered otherwise.
    for (ty, collation, way) in [
        ("text COLLATE \"C\"", "text", "range"),
        ("text COLLATE \"C\"", "text COLLATE \"C\"", "range"),
        (
            "text COLLATE \"C\"",
            "text COLLATE \"und-x-icu\"",
            "partition",
        ),
        (
            "text COLLATE \"und-x-icu\"",
            "text COLLATE \"de-x-icu\"",
            "partition",
        ),
        ("text COLLATE \"C\"", "char(24)", "partition"),
    ] {
        let target = format!(
            "CREATE TABLE dim_by_text (sk bigint GENERATED ALWAYS AS IDENTITY, k {collation} NOT \
             NULL, v text,
             valid_from timestamptz, valid_to timestamptz, is_current boolean, row_hash bytea)"
        );
        let (planned, why) = loads_by("text", ty, WORDS, &target);
        assert_eq!(planned, way, "{ty} into {collation}: {why}");
    }
}

/// A database whose own order of text is a language's: neither its source's columns nor a target's
/// that was there before can be cut by it.
#[test]
fn text_keys_in_a_database_that_orders_as_a_language_does() {
    only_on!(Postgres);
    let icu = || {
        World::of(
            Some(Server::in_order_of(
                "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE-u-ks-level2'",
            )),
            None,
        )
    };
    let table = |key: &str| {
        format!(
            "CREATE TABLE dim_by_text (sk bigint GENERATED ALWAYS AS IDENTITY, k {key} NOT NULL, \
             v text,
             valid_from timestamptz, valid_to timestamptz, is_current boolean, row_hash bytea)"
        )
    };
    for (ty, target, way) in [
        ("text", String::new(), "partition"),
        ("varchar(40)", table("text"), "partition"),
        ("text COLLATE \"C\"", table("text"), "partition"),
        // By bytes on both sides, whatever the database does.
        ("text COLLATE \"C\"", String::new(), "range"),
    ] {
        // Keys that differ only in case or in an accent are two keys, and in such an order next to
        // each other.
        let (planned, why) = loads_in(
            icu,
            "text",
            ty,
            "(ARRAY['straße', 'Straße', 'STRASSE', 'strasse', 'ströme'])[1 + i % 5] || i / 5",
            &target,
        );
        assert_eq!(planned, way, "{ty} {target}: {why}");
    }
}
