//! What stands around a load: hooks happen once, and rows that are in are never loaded again.

use loadwright_runtime::error::Kind;

use crate::support::{World, goes_to_a_server, only_on};

/// A log of ten rows; the second hook after the load needs a table that is not there yet.
fn world() -> World {
    let world = World::new();
    world.make_ledger();
    world.shop(
        "CREATE TABLE log (id integer, v text);
         INSERT INTO log VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f'), (7, \
         'g'), (8, 'h'), (9, 'i'), (10, 'j')",
    );
    world.warehouse("CREATE TABLE hook_log (hook text)");
    world
}

fn open_the_gate(world: &World) {
    world.warehouse("CREATE TABLE hook_gate (name text); INSERT INTO hook_gate VALUES ('second')");
}

fn hooks(world: &World) -> Vec<String> {
    world.ask(
        "SELECT hook, count(*) FROM hook_log WHERE hook <> 'failed' GROUP BY hook ORDER BY hook",
    )
}

fn failures(world: &World) -> i64 {
    world.number("SELECT count(*) FROM hook_log WHERE hook = 'failed'")
}

fn rows(world: &World) -> i64 {
    world.number("SELECT count(*) FROM fact_log")
}

fn steps(world: &World, run: i64) -> Vec<String> {
    world.ask(&format!(
        "SELECT kind, place, status FROM lw_step WHERE run_id = {run} AND kind <> 'STATISTICS' \
         ORDER BY number"
    ))
}

#[test]
fn a_hook_that_fails_is_what_the_next_run_does_until_it_succeeds() {
    let world = world();
    let failed = world.job("fact_log").fails(Kind::Failed);
    let text = failed.error.chain();
    assert!(
        text.contains("the hook after_success number 2 failed") && text.contains("hook_gate"),
        "{text}"
    );
    assert_eq!(
        (rows(&world), world.status(2).as_str(), failures(&world)),
        (10, "FAILED", 1)
    );
    assert_eq!(hooks(&world), ["before|1", "first|1"]);
    assert_eq!(
        steps(&world, 2),
        [
            "BEFORE_RUN|1|DONE",
            "INDEXES|1|DONE",
            "AFTER_SUCCESS|1|DONE",
            "AFTER_SUCCESS|2|FAILED"
        ]
    );

    let again = world.job("fact_log").fails(Kind::Failed);
    assert_eq!(again.report.unwrap().run_id, 2);
    assert_eq!(rows(&world), 10);

    open_the_gate(&world);
    let report = world.job("fact_log").ok();
    assert!(report.resumed && report.run_id == 2, "{report:?}");
    assert_eq!((report.counts.inserted, rows(&world)), (10, 10));
    assert_eq!(hooks(&world), ["before|1", "first|1", "second|1"]);

    // The next night's load is one of its own.
    let next = world.job("fact_log").ok();
    assert!(!next.resumed && next.run_id == 3);
    assert_eq!(rows(&world), 20);
    assert_eq!(hooks(&world), ["before|2", "first|2", "second|2"]);
}

#[test]
fn a_fresh_run_leaves_the_closed_ones_rows_and_passes_over_its_hooks() {
    let world = world();
    world.job("fact_log").fails(Kind::Failed);
    open_the_gate(&world);
    let report = world.job("fact_log").fresh().ok();
    assert!(!report.resumed && report.run_id == 3);
    assert_eq!(rows(&world), 20, "the rows of run 2 were all in");
    assert_eq!(hooks(&world), ["before|2", "first|2", "second|1"]);
    assert_eq!(steps(&world, 2)[3], "AFTER_SUCCESS|2|SKIPPED");
    assert_eq!(
        world.ask("SELECT status, superseded_by FROM lw_run WHERE run_id = 2"),
        ["FAILED|3"]
    );
}

#[test]
fn a_closed_run_is_not_loaded_again_whatever_became_of_its_table_since() {
    let world = world();
    world.job("fact_log").fails(Kind::Failed);
    if goes_to_a_server() {
        world.warehouse("VACUUM FULL fact_log");
        assert_eq!(
            world
                .job("fact_log")
                .fails(Kind::Failed)
                .report
                .unwrap()
                .run_id,
            2
        );
    }
    world.warehouse("ALTER TABLE fact_log ADD COLUMN more text");
    open_the_gate(&world);
    let report = world.job("fact_log").ok();
    assert!(report.resumed && report.run_id == 2, "{report:?}");
    assert_eq!(rows(&world), 10);
    assert_eq!(hooks(&world), ["before|1", "first|1", "second|1"]);
}

#[test]
fn a_closed_run_whose_rows_are_gone_is_passed_over() {
    let world = world();
    world.job("fact_log").fails(Kind::Failed);
    world.warehouse(if goes_to_a_server() {
        "TRUNCATE fact_log"
    } else {
        "DROP TABLE fact_log"
    });
    open_the_gate(&world);
    let report = world.job("fact_log").ok();
    assert!(!report.resumed && report.run_id == 3, "{report:?}");
    assert_eq!(rows(&world), 10);
}

#[test]
fn another_jobs_run_between_leaves_a_closed_run_its_steps() {
    let world = world();
    world.job("fact_log").fails(Kind::Failed);
    world.warehouse(
        "INSERT INTO lw_run (job, target, status, effective_at, started_at, heartbeat_at, \
         closed_at, settings, params, spec_digest,
                             runtime_format, source_fingerprint, target_fingerprint, holder)
         SELECT 'another', target, 'SUCCEEDED', effective_at, started_at, heartbeat_at, closed_at, \
         settings, params, spec_digest,
                runtime_format, source_fingerprint, target_fingerprint, holder FROM lw_run WHERE \
         run_id = 2",
    );
    open_the_gate(&world);
    let report = world.job("fact_log").ok();
    assert!(report.resumed && report.run_id == 2, "{report:?}");
    assert_eq!(
        (rows(&world), hooks(&world)),
        (
            10,
            vec![
                "before|1".to_owned(),
                "first|1".to_owned(),
                "second|1".to_owned()
            ]
        )
    );
    assert!(!world.job("fact_log").ok().resumed);
    assert_eq!(rows(&world), 20);
}

/// A run that ends at a point, however it ends there, and the next one, come to the end of one
/// undisturbed run.
#[test]
fn whatever_ends_a_run_around_its_close_nothing_is_loaded_or_done_twice() {
    let points = [
        "lease.locked",
        "lease.before_commit",
        "lease.raised",
        "lease.noted",
        "target.created",
        "target.prepared",
        "open.before_commit",
        "open.committed",
        "step.before_commit",
        "step.committed",
        "measure.before_commit",
        "measure.committed",
        "source.opened",
        "plan.before_commit",
        "plan.committed",
        "chunk.begun",
        "chunk.applied",
        "chunk.before_commit",
        "chunk.committed",
        "close.begun",
        "close.before_commit",
        "close.committed",
        "finish.before_commit",
        "finish.committed",
        "expire.before_commit",
    ];
    let behind = ["finish.committed", "expire.before_commit"];
    for point in points {
        // What is no lost connection and no kill matters where it stands between a commit and what
        // the run knows of it.
        let odd = [
            "close.committed",
            "step.committed",
            "finish.before_commit",
            "finish.committed",
        ]
        .contains(&point);
        let actions = [
            "return(kill)",
            "return(transient)",
            "panic",
            "return(error)",
        ];
        for action in actions.into_iter().take(if odd { 4 } else { 2 }) {
            let world = world();
            open_the_gate(&world);
            let (first, _) = world
                .job("fact_log")
                .failing(&format!("{point}=1*{action}"))
                .elsewhere()
                .end();
            let told = || {
                format!(
                    "{point}, {action}: {first:?}, hooks {:?}, {:?}",
                    hooks(&world),
                    world.ask("SELECT run_id, status, message FROM lw_run")
                )
            };
            if first != Some(0) {
                // A process that ends behind its last word has done all; another run would be the
                // next night's.
                let is_done = world.latest_run() == 2 && world.status(2) == "SUCCEEDED";
                assert_eq!(is_done, behind.contains(&point), "{}", told());
                if !is_done {
                    // Run 1 has made the ledger. A server gives a number out only once.
                    let run_id = world.job("fact_log").ok().run_id;
                    assert!(
                        run_id == 2 || point == "open.before_commit",
                        "run {run_id}: {}",
                        told()
                    );
                }
            }
            assert_eq!(rows(&world), 10, "{}", told());
            assert_eq!(
                hooks(&world),
                ["before|1", "first|1", "second|1"],
                "{}",
                told()
            );
            assert_eq!(
                world.number("SELECT count(*) FROM lw_run WHERE status <> 'SUCCEEDED'"),
                0,
                "{}",
                told()
            );
            if action == "return(transient)" {
                assert_eq!(first, Some(0), "{}", told());
            }
        }
    }
}

/// A run that fails says so, and does what is to be done then; whatever ends it meanwhile, or the
/// one that takes it up, nothing is loaded twice.
#[test]
fn whatever_ends_a_run_that_fails_or_the_one_that_takes_it_up_nothing_is_loaded_twice() {
    let failing = [
        "chunk.failed",
        "failure.before_commit",
        "failure.committed",
        "after_failure.before_commit",
        "after_failure.committed",
    ];
    let taking_up = ["reopen.before_commit", "reopen.committed"];
    for point in failing.into_iter().chain(taking_up) {
        for action in ["return(kill)", "return(transient)", "panic"] {
            let world = world();
            open_the_gate(&world);
            let disturbed = format!("{point}=1*{action}");
            let first = "chunk.applied=1*return(error)";
            let at_once = failing.contains(&point);
            let points = if at_once {
                format!("{first};{disturbed}")
            } else {
                first.to_owned()
            };
            let (code, answer) = world.job("fact_log").failing(&points).elsewhere().end();
            let told = || {
                format!(
                    "{point}, {action}: {code:?} {answer}, {:?}",
                    world.ask("SELECT run_id, status, message FROM lw_run")
                )
            };
            match (at_once, action) {
                (true, "return(kill)") => assert_eq!(code, None, "{}", told()),
                // What fails on top of a failure does not hide it.
                _ => assert!(
                    code == Some(1) || (action == "panic" && code == Some(101)),
                    "{}",
                    told()
                ),
            }
            let is_silent =
                point == "failure.before_commit" || (point == "chunk.failed" && code.is_none());
            assert_eq!(
                world.status(2),
                if is_silent { "RUNNING" } else { "FAILED" },
                "{}",
                told()
            );
            if !at_once {
                let (code, answer) = world.job("fact_log").failing(&disturbed).elsewhere().end();
                assert_eq!(
                    code == Some(0),
                    action == "return(transient)",
                    "{point}, {action}: {code:?} {answer}"
                );
            }
            let report = world.job("fact_log").ok();
            let expected = if !at_once && action == "return(transient)" {
                (3, 20)
            } else {
                (2, 10)
            };
            assert_eq!((report.run_id, rows(&world)), expected, "{}", told());
            let each = expected.0 - 1;
            assert_eq!(
                hooks(&world),
                ["before", "first", "second"].map(|hook| format!("{hook}|{each}")),
                "{}",
                told()
            );
        }
    }
}

#[test]
fn a_run_that_has_loaded_its_files_does_what_is_left_of_it_and_a_new_file_is_another_run() {
    for new_file in [false, true] {
        let world = World::new();
        world.make_ledger();
        world.file("sales_1.csv", "sale,note,amount\n1,a,1\n-2000,b,1\n");
        assert_eq!(
            world
                .job("fact_sale")
                .failing("close.committed=return(kill)")
                .elsewhere()
                .end()
                .0,
            None
        );
        assert_eq!(
            world.ask("SELECT status, closed_at IS NOT NULL FROM lw_run WHERE run_id = 2"),
            ["RUNNING|1"]
        );
        if new_file {
            world.file("sales_2.csv", "sale,note,amount\n3,c,1\n");
        }
        let report = world.job("fact_sale").ok();
        assert_eq!(
            (report.run_id, report.resumed),
            if new_file { (3, false) } else { (2, true) },
            "{report:?}"
        );
        let rows = if new_file {
            ["1", "3"].as_slice()
        } else {
            &["1"]
        };
        assert_eq!(
            world.ask("SELECT sale FROM fact_sale ORDER BY sale"),
            rows,
            "each run's hook has been at it"
        );
        let hooks = |run: u32| {
            world.ask(&format!(
                "SELECT status FROM lw_step WHERE run_id = {run} AND kind = 'AFTER_SUCCESS'"
            ))
        };
        assert_eq!(hooks(2), if new_file { ["SKIPPED"] } else { ["DONE"] });
        assert!(!new_file || hooks(3) == ["DONE"]);
    }
}

/// Steps of a run about indexes, as the ledger has them.
fn index_steps(world: &World, run: i64) -> Vec<String> {
    world.ask(&format!(
        "SELECT place, status FROM lw_step WHERE run_id = {run} AND kind = 'INDEXES' ORDER BY \
         number"
    ))
}

fn has_versions_index(world: &World) -> bool {
    world.indexes("dim_customer") == 2
}

/// No index of versions can be built until the obstacle is gone.
fn bar_the_index(world: &World) {
    world.warehouse(if goes_to_a_server() {
        "CREATE FUNCTION bar() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
           IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE \
         '%\\_versions') THEN RAISE 'no room here'; END IF;
         END $$;
         CREATE EVENT TRIGGER bar ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION \
         bar()"
    } else {
        "CREATE TABLE dim_customer_versions (x)"
    });
}

#[test]
fn indexes_that_are_not_unique_come_behind_the_close_and_only_warn() {
    let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
    world.make_ledger();
    bar_the_index(&world);
    let report = world.job("dim_customer").on(1).ok();
    let said = if goes_to_a_server() {
        "no room here"
    } else {
        "its name is that of a table"
    };
    let is_told = |notes: &[String]| {
        notes
            .iter()
            .any(|note| note.contains("index dim_customer_versions") && note.contains(said))
    };
    assert!(is_told(&report.notes), "{:?}", report.notes);
    assert_eq!(index_steps(&world, 2), ["1|DONE", "2|FAILED"]);
    assert_eq!(
        world.ask("SELECT status, inserted FROM lw_run WHERE run_id = 2"),
        ["SUCCEEDED|1"]
    );
    assert!(!has_versions_index(&world));

    // Each later run tries again, and does without.
    let report = world.job("dim_customer").on(2).ok();
    assert!(is_told(&report.notes), "{:?}", report.notes);
    world.warehouse(if goes_to_a_server() {
        "DROP EVENT TRIGGER bar"
    } else {
        "DROP TABLE dim_customer_versions"
    });
    let report = world.job("dim_customer").on(3).ok();
    assert!(
        has_versions_index(&world) && !is_told(&report.notes),
        "{:?}",
        report.notes
    );
}

#[test]
fn an_index_that_a_killed_run_owed_is_built_by_the_next() {
    // Of the steps the unique index is the first, the index of versions the second.
    let points = [
        ("close.committed=", false),
        ("step.before_commit=1*off->", false),
        ("step.committed=1*off->", true),
    ];
    for (point, built) in points {
        for fresh in [false, true] {
            let world = World::with_customers("(1, 'Ann', 'Oslo', NULL, NULL)");
            world.make_ledger();
            let at = format!("{point}return(kill)");
            assert_eq!(
                world
                    .job("dim_customer")
                    .on(1)
                    .failing(&at)
                    .elsewhere()
                    .end()
                    .0,
                None,
                "{at}"
            );
            assert_eq!(has_versions_index(&world), built, "{at}");
            let run = world.job("dim_customer").on(if fresh { 2 } else { 1 });
            let report = if fresh { run.fresh() } else { run }.ok();
            assert_eq!(
                (report.run_id, report.resumed),
                if fresh { (3, false) } else { (2, true) },
                "{at}"
            );
            assert!(has_versions_index(&world), "{at}");
            assert_eq!(index_steps(&world, 2), ["1|DONE", "2|DONE"], "{at}");
            assert_eq!(
                world.number("SELECT count(*) FROM dim_customer WHERE customer_id = 1"),
                1,
                "{at}"
            );
        }
    }
}

/// Notes how durable the commits are of transactions that say something of the run, in a server
/// whose sessions begin with this setting.
fn watch_commits(world: &World, setting: &str) {
    let server = world.server();
    let sql = format!(
        "ALTER DATABASE {} SET synchronous_commit = {setting};
         CREATE TABLE commit_log (what text, setting text);
         CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           INSERT INTO commit_log VALUES (TG_ARGV[0], current_setting('synchronous_commit')); \
         RETURN NEW; END $$;
         CREATE TRIGGER leases AFTER INSERT OR UPDATE ON lw_lease FOR EACH ROW EXECUTE FUNCTION \
         note_commit('lease');
         CREATE TRIGGER chunks AFTER UPDATE ON lw_chunk FOR EACH ROW WHEN (NEW.status = 'DONE') \
         EXECUTE FUNCTION note_commit('chunk');
         CREATE TRIGGER closes AFTER UPDATE ON lw_run FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL \
         AND OLD.closed_at IS NULL)
           EXECUTE FUNCTION note_commit('close');
         CREATE TRIGGER ends AFTER UPDATE ON lw_run FOR EACH ROW WHEN (NEW.status = 'SUCCEEDED') \
         EXECUTE FUNCTION note_commit('end');
         CREATE FUNCTION hurry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           PERFORM set_config('synchronous_commit', '{setting}', false); RETURN NEW; END $$;
         CREATE TRIGGER hurries BEFORE INSERT ON hook_log FOR EACH ROW EXECUTE FUNCTION hurry()",
        server.name
    );
    server.client("dw").batch_execute(&sql).unwrap();
}

#[test]
fn what_a_run_reports_as_done_is_kept_though_the_server_does_not_wait_for_commits() {
    only_on!(Postgres);
    for (setting, kept) in [
        ("off", "on"),
        ("local", "local"),
        ("remote_write", "remote_write"),
    ] {
        let world = world();
        open_the_gate(&world);
        watch_commits(&world, setting);
        world.job("fact_log").ok();
        let commits = world.ask("SELECT DISTINCT what, setting FROM commit_log ORDER BY what");
        assert_eq!(
            commits,
            [
                format!("chunk|{setting}"),
                format!("close|{kept}"),
                format!("end|{kept}"),
                format!("lease|{kept}")
            ]
        );
    }
    // A process that has only the last word to say.
    let world = world();
    open_the_gate(&world);
    watch_commits(&world, "off");
    assert_eq!(
        world
            .job("fact_log")
            .failing("close.committed=1*return(kill)")
            .elsewhere()
            .end()
            .0,
        None
    );
    assert!(world.job("fact_log").ok().resumed);
    assert_eq!(
        world.ask(
            "SELECT DISTINCT what, setting FROM commit_log WHERE what <> 'chunk' ORDER BY what"
        ),
        ["close|on", "end|on", "lease|on"]
    );
    // And one whose session is another when it says it.
    let world = self::world();
    open_the_gate(&world);
    watch_commits(&world, "off");
    world.warehouse(
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF (SELECT count(*) FROM hook_log WHERE hook = 'first') = 0 AND nextval('once') = 1 \
         THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
           RETURN NEW; END $$;
         CREATE SEQUENCE once; CREATE TRIGGER cuts BEFORE INSERT ON hook_log FOR EACH ROW WHEN \
         (NEW.hook = 'first') EXECUTE FUNCTION cut()",
    );
    world.job("fact_log").ok();
    assert_eq!(
        world.ask(
            "SELECT DISTINCT what, setting FROM commit_log WHERE what <> 'chunk' ORDER BY what"
        ),
        ["close|on", "end|on", "lease|on"]
    );
}

#[test]
fn a_hook_that_fails_day_after_day_does_not_keep_the_next_days_rows_out() {
    let world = world();
    world.job("fact_log").fails(Kind::Failed);
    // Its hook is tried again, and each attempt is a sign of life.
    world.job("fact_log").fails(Kind::Failed);
    let long_ago = "2024-01-01T00:00:00.000000Z";
    world.warehouse(&format!(
        "UPDATE lw_run SET closed_at = '{long_ago}' WHERE run_id = 2"
    ));
    let failed = world.job("fact_log").fails(Kind::Failed);
    let report = failed.report.unwrap();
    assert!(report.run_id > 2 && !report.resumed, "{report:?}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("its close is older")),
        "{report:?}"
    );
    assert_eq!(rows(&world), 20);
}
