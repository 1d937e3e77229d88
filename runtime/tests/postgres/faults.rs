//! Faults of a real server in the middle of a load: which are retried, which end the run, what it
//! says, and that in the end the table is that of an undisturbed run.

use std::path::Path;
use std::process::Command;

use loadwright_cluster::{Cluster, notes};
use loadwright_runtime::error::Kind;
use postgres::Client;

use crate::child::{Elsewhere, wait_for_the_middle, wait_until};
use crate::server::Server;
use crate::support::{Run, World, only_on};

const COUNT: u32 = 700;

/// Two nights' customers, the first of them loaded.
pub(super) fn night(world: World) -> World {
    world.shop(crate::tables::CUSTOMER);
    world.fill_customers(COUNT);
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(COUNT);
    world
}

/// The table after the second night, as an undisturbed run leaves it.
pub(super) fn undisturbed() -> Vec<String> {
    let world = night(World::new());
    world.job("dim_customer").on(2).lenient().ok();
    world.dump("dim_customer")
}

pub(super) fn second(world: &World) -> Run<'_> {
    world.job("dim_customer").on(2).lenient().parallel(2, 50)
}

/// A second night's run that is met at its work.
pub(super) fn at_work(world: World) -> (World, Elsewhere) {
    let url = world.server_url();
    at_work_by(world, &url)
}

/// The same, over another way to the server.
pub(super) fn at_work_by(world: World, url: &str) -> (World, Elsewhere) {
    let world = night(world);
    world.slow_chunks(50_000);
    let run = second(&world).at_url(url).elsewhere();
    wait_for_the_middle(&world, 2);
    (world, run)
}

/// A warehouse on a cluster of its own, with a shop on the shared one or beside it.
fn own_cluster(shop_apart: bool) -> (Cluster, World) {
    let cluster = Cluster::builder().setting("fsync", "off").start().unwrap();
    let warehouse = Server::on(&cluster.url("postgres"), "");
    let world = if shop_apart {
        World::of(Some(Server::new()), Some(warehouse))
    } else {
        World::of(Some(warehouse), None)
    };
    (cluster, night(world))
}

/// Waits until a session of the job waits for a lock.
pub(super) fn wait_until_it_waits(world: &World) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND \
               application_name LIKE 'loadwright dim%' AND wait_event_type = 'Lock'";
    wait_until("the run waits for a lock", || world.server().count(sql) > 0);
}

/// What the ledger says of the latest run.
fn told(world: &World) -> String {
    world
        .ask(
            "SELECT status || ': ' || coalesce(message, '') FROM lw_run ORDER BY run_id DESC \
             LIMIT 1",
        )
        .remove(0)
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

/// Ends well, after retries.
#[track_caller]
fn ends_well_after_retries(run: Elsewhere) {
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert!(report["retries"].as_i64().unwrap() > 0, "{report}");
}

fn restarted_in_the_middle(mode: &str) {
    let (cluster, world) = own_cluster(true);
    world.slow_chunks(50_000);
    let run = second(&world).session(
        "retry",
        serde_json::json!({"max_attempts": 20, "initial_delay_ms": 50, "max_delay_ms": 300}),
    );
    let run = run.elsewhere();
    wait_for_the_middle(&world, 2);
    cluster.stop(mode).unwrap();
    cluster.start_server().unwrap();
    ends_well_after_retries(run);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_restarted_target_is_waited_for() {
    only_on!(Postgres);
    restarted_in_the_middle("fast");
}

#[test]
fn a_crashed_target_is_waited_for() {
    only_on!(Postgres);
    restarted_in_the_middle("immediate");
}

#[test]
fn a_crash_right_behind_a_run_s_end_takes_nothing_of_it_back() {
    only_on!(Postgres);
    // What is not flushed at its commit waits for long. A first load drops no temporary table,
    // which would flush it.
    let cluster = Cluster::builder()
        .setting("synchronous_commit", "off")
        .setting("wal_writer_delay", "10s")
        .start()
        .unwrap();
    let world = World::of(Some(Server::on(&cluster.url("postgres"), "")), None);
    world.shop(
        "CREATE TABLE by_text (k text, v text); INSERT INTO by_text SELECT 'key ' || n, 'x' FROM \
         generate_series(1, 30) n",
    );
    cluster.psql("postgres", "CHECKPOINT").unwrap();
    world.job("dim_by_text").on(1).parallel(2, 10).go().unwrap();
    cluster.stop("immediate").unwrap();
    cluster.start_server().unwrap();
    assert_eq!(world.status(1), "SUCCEEDED");
    assert_eq!(world.number("SELECT count(*) FROM dim_by_text"), 30);
}

#[test]
fn a_server_that_stays_away_fails_the_run_and_the_next_goes_on_with_it() {
    only_on!(Postgres);
    let (cluster, world) = own_cluster(false);
    world.slow_chunks(50_000);
    let run = second(&world).elsewhere();
    wait_for_the_middle(&world, 2);
    cluster.stop("fast").unwrap();
    let (code, answer) = run.end();
    assert_eq!(code, Some(1), "{answer}");
    says(answer["error"].as_str().unwrap(), &["chunk ", "127.0.0.1"]);
    cluster.start_server().unwrap();
    world.no_longer_slow();
    let done = world.number("SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'");
    assert!(done > 0);
    let resumed = second(&world).ok();
    assert!(resumed.resumed && resumed.run_id == 2, "{resumed:?}");
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_deadlock_costs_another_attempt() {
    only_on!(Postgres);
    let world = night(World::new());
    let mut other = world.server().client("dw");
    // The job looks for deadlocks after a second; this session leaves that to it.
    other
        .batch_execute(
            "SET deadlock_timeout = '20s'; BEGIN; UPDATE dim_customer SET points = points WHERE \
             customer_id = 8",
        )
        .unwrap();
    let run = world.job("dim_customer").on(2).lenient().elsewhere();
    wait_until_it_waits(&world);
    // The job holds its chunk's ledger row, and waits for the customer's; this session has it the
    // other way round.
    other
        .batch_execute("SELECT 1 FROM lw_chunk WHERE run_id = 2 FOR UPDATE")
        .unwrap();
    other.batch_execute("ROLLBACK").unwrap();
    ends_well_after_retries(run);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_chunk_that_an_old_session_commits_meanwhile_is_not_loaded_twice() {
    only_on!(Postgres);
    let world = World::with_many_customers(200);
    world.make_ledger();
    world.slow_chunks(200_000);
    let run = world.job("dim_customer").on(1).parallel(1, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    // As an attempt whose connection broke, and whose session goes on in the server.
    let mut old = world.server().client("dw");
    let last = "run_id = 2 AND chunk = 4";
    old.batch_execute("SET session_replication_role = replica")
        .unwrap();
    old.batch_execute(&format!(
        "BEGIN; UPDATE lw_chunk SET status = 'DONE', rows_read = 50, inserted = 50 WHERE {last}"
    ))
    .unwrap();
    wait_until_it_waits(&world);
    old.batch_execute("COMMIT").unwrap();
    let (code, report) = run.end();
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["inserted"], 200);
    // Its rows are the old session's affair, which brought none here.
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_id BETWEEN 1 AND 150"),
        150
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_id > 150"),
        0
    );
}

#[test]
fn a_serialization_failure_costs_another_attempt() {
    only_on!(Postgres);
    let world = night(World::new());
    world.warehouse(
        "CREATE SEQUENCE once; CREATE FUNCTION fails_once() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN IF nextval('once') = 1 THEN RAISE EXCEPTION 'not now' USING ERRCODE = '40001'; END \
         IF; RETURN NEW; END $$;
         CREATE TRIGGER fails_once BEFORE UPDATE ON dim_customer FOR EACH ROW EXECUTE FUNCTION \
         fails_once()",
    );
    ends_well_after_retries(world.job("dim_customer").on(2).lenient().elsewhere());
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn what_a_database_says_of_isolation_does_not_reach_a_job() {
    only_on!(Postgres);
    for level in ["repeatable read", "serializable"] {
        let world = night(World::new());
        world.warehouse(&format!(
            "ALTER DATABASE {} SET default_transaction_isolation = '{level}'",
            world.server().name
        ));
        let mut other = world.server().client("dw");
        other
            .batch_execute("BEGIN; UPDATE dim_customer SET points = points WHERE customer_id = 8")
            .unwrap();
        let run = world.job("dim_customer").on(2).lenient().elsewhere();
        wait_until_it_waits(&world);
        other.batch_execute("COMMIT").unwrap();
        let (code, answer) = run.end();
        assert_eq!(
            (code, answer["retries"].as_u64()),
            (Some(0), Some(0)),
            "{answer}"
        );
        assert_eq!(world.dump("dim_customer"), undisturbed());
    }
}

#[test]
fn a_key_that_someone_else_inserts_meanwhile_is_looked_at_again() {
    only_on!(Postgres);
    let world = night(World::new());
    let mut other = world.server().client("dw");
    other
        .batch_execute(
            "BEGIN; INSERT INTO dim_customer (customer_id, name, city, valid_from, valid_to, \
             is_current)
             VALUES (705, 'by hand', 'X', '2024-01-01', '9999-12-31', true)",
        )
        .unwrap();
    let run = world.job("dim_customer").on(2).lenient().elsewhere();
    wait_until_it_waits(&world);
    other.batch_execute("COMMIT").unwrap();
    ends_well_after_retries(run);
    // The row by hand became the key's first version.
    let versions = world.ask(
        "SELECT name, is_current FROM dim_customer WHERE customer_id = 705 ORDER BY valid_from",
    );
    assert_eq!(versions, ["by hand|0", "late|1"]);
    let others = |rows: Vec<String>| {
        rows.into_iter()
            .filter(|row| !row.contains("customer_id=705 "))
            .collect::<Vec<_>>()
    };
    assert_eq!(others(world.dump("dim_customer")), others(undisturbed()));
}

/// Names of 19 kB, which do not compress well.
const WIDER: &str = "UPDATE customer SET name = (SELECT string_agg(md5(id || '-' || n), '') FROM \
                     generate_series(1, 600) n) WHERE id % 7 = 1";

/// A file system of a few megabytes, where this process may mount one.
struct Small(tempfile::TempDir);

impl Small {
    fn mount(cluster: &Cluster) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let owner = cluster
            .owner()
            .map(|(user, group)| format!(",uid={user},gid={group},mode=700"))
            .unwrap_or_default();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size=1500k{owner}"), "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Small(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn grow(&self) {
        let done = Command::new("mount")
            .args(["-o", "remount,size=64m"])
            .arg(self.path())
            .status()
            .unwrap();
        assert!(done.success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.path())
            .status();
    }
}

#[test]
fn a_full_disk_fails_the_run_and_the_next_goes_on_with_it() {
    only_on!(Postgres);
    let (cluster, world) = own_cluster(true);
    let small = Small::mount(&cluster);
    match &small {
        Some(small) => {
            let place = small.path().display();
            cluster
                .psql(
                    "postgres",
                    &format!("CREATE TABLESPACE small LOCATION '{place}'"),
                )
                .unwrap();
            world.warehouse("ALTER TABLE dim_customer SET TABLESPACE small");
            world.shop(WIDER);
        }
        None => {
            let why = "no right to mount a small file system: the full disk is only pretended, by \
                       a trigger that raises disk_full";
            notes::note(
                notes::Kind::NotChecked,
                loadwright_cluster::test_name!(),
                why,
            );
            world.warehouse(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                   IF NEW.customer_id > 400 THEN RAISE EXCEPTION 'no space' USING ERRCODE = \
                 'disk_full'; END IF; RETURN NEW; END $$;
                 CREATE TRIGGER full_disk BEFORE INSERT ON dim_customer FOR EACH ROW EXECUTE \
                 FUNCTION full_disk()",
            );
        }
    }
    let failed = second(&world).parallel(1, 50).fails(Kind::Failed);
    says(&failed.error.chain(), &["chunk ", "key", "(53100)"]);
    says(failed.error.advice().unwrap(), &["free some space"]);
    assert_eq!(failed.report.unwrap().retries, 0);
    says(&told(&world), &["FAILED", "(53100)"]);
    match &small {
        Some(small) => small.grow(),
        None => world.warehouse("DROP TRIGGER full_disk ON dim_customer"),
    }
    let resumed = second(&world).ok();
    assert!(resumed.resumed);
    let calm = night(World::new());
    if small.is_some() {
        calm.shop(WIDER);
    }
    calm.job("dim_customer").on(2).lenient().ok();
    assert_eq!(world.dump("dim_customer"), calm.dump("dim_customer"));
}

#[test]
fn a_read_only_target_is_refused_before_a_row_moves() {
    only_on!(Postgres);
    let world = night(World::new());
    let before = world.dump_all("dim_customer");
    world.warehouse(&format!(
        "ALTER DATABASE {} SET default_transaction_read_only = on",
        world.server().name
    ));
    let failed = second(&world).fails(Kind::Refused);
    says(
        &failed.error.chain(),
        &["read-only", "default_transaction_read_only"],
    );
    assert_eq!(world.dump_all("dim_customer"), before);
}

/// A connections file with more fields for the warehouse.
fn with_fields<'w>(run: Run<'w>, fields: &str) -> Run<'w> {
    let url = run.world.server().url.clone();
    let text = format!(
        "version: 1\nconnections:\n  shop: {{kind: [sqlite, postgres], url: \"${{URL}}\", schema: \
         shop}}\n  warehouse: {{kind: [sqlite, postgres], url: \"${{URL}}\", schema: dw, \
         {fields}}}\n"
    );
    run.connections(&text, &[("URL", &url)])
}

#[test]
fn a_lock_that_is_never_let_go_fails_the_run_after_its_retries() {
    only_on!(Postgres);
    let world = night(World::new());
    let mut other = world.server().client("dw");
    other
        .batch_execute("BEGIN; UPDATE dim_customer SET points = points WHERE customer_id = 8")
        .unwrap();
    let run = || {
        with_fields(
            world.job("dim_customer").on(2).lenient(),
            "lock_timeout: 100 ms",
        )
    };
    let failed = run().fails(Kind::Transient);
    says(
        &failed.error.chain(),
        &["chunk 1", "attempt", "(55P03)", "dw.dim_customer"],
    );
    says(failed.error.advice().unwrap(), &["lock_timeout"]);
    assert_eq!(failed.report.unwrap().retries, 2);
    says(&told(&world), &["FAILED", "(55P03)"]);
    other.batch_execute("ROLLBACK").unwrap();
    assert!(run().ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_statement_timeout_fails_the_run_at_once() {
    only_on!(Postgres);
    let world = night(World::new());
    world.slow_chunks(500_000);
    let run = || {
        with_fields(
            world.job("dim_customer").on(2).lenient(),
            "statement_timeout: 400 ms",
        )
    };
    let failed = run().fails(Kind::Failed);
    says(&failed.error.chain(), &["chunk 1", "(57014)"]);
    says(failed.error.advice().unwrap(), &["statement_timeout"]);
    assert_eq!(failed.report.unwrap().retries, 0);
    world.no_longer_slow();
    assert!(run().ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_server_without_a_free_connection_fails_the_run_and_says_how_many_it_needs() {
    only_on!(Postgres);
    let cluster = Cluster::builder()
        .setting("fsync", "off")
        .setting("max_connections", "8")
        .setting("superuser_reserved_connections", "0")
        .start()
        .unwrap();
    let world = night(World::of(
        Some(Server::on(&cluster.url("postgres"), "")),
        None,
    ));
    let held: Vec<Client> = (0..4).map(|_| world.server().client("dw")).collect();
    let failed = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(3, 50)
        .ask
        .run(loadwright_runtime::stop::Stop::new())
        .unwrap_err();
    assert_eq!(failed.error.kind(), Kind::Transient);
    says(&failed.error.chain(), &["(53300)"]);
    says(
        failed.error.advice().unwrap(),
        &["max_connections", "--max-workers"],
    );
    drop(held);
    // Their processes end a moment later; the session that asks is one.
    wait_until("the connections are free", || {
        world
            .server()
            .count("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            == 1
    });
    assert!(
        world
            .job("dim_customer")
            .on(2)
            .lenient()
            .parallel(1, 50)
            .ok()
            .resumed
    );
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn a_right_that_is_taken_away_fails_the_run_at_once() {
    only_on!(Postgres);
    let world = night(World::new());
    let role = format!("etl_{}", world.server().name);
    world.warehouse(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA shop, dw TO {role}; GRANT SELECT ON ALL \
         TABLES IN SCHEMA shop TO {role};
         GRANT ALL ON ALL TABLES IN SCHEMA dw TO {role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA dw \
         TO {role}"
    ));
    let url = format!(
        "postgres://{role}@{}",
        world.server().url.split_once('@').unwrap().1
    );
    let run = || second(&world).at_url(&url).no_ddl();
    world.slow_chunks(50_000);
    let at_work = run().elsewhere();
    wait_for_the_middle(&world, 2);
    world.warehouse(&format!("REVOKE UPDATE ON dim_customer FROM {role}"));
    let (code, answer) = at_work.end();
    assert_eq!(code, Some(1), "{answer}");
    says(
        answer["error"].as_str().unwrap(),
        &["chunk ", "permission denied for table dim_customer (42501)"],
    );
    says(&told(&world), &["FAILED", "42501"]);
    world.no_longer_slow();
    world.warehouse(&format!("GRANT UPDATE ON dim_customer TO {role}"));
    assert!(run().ok().resumed);
    assert_eq!(world.dump("dim_customer"), undisturbed());
    world.warehouse(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_table_that_is_dropped_in_the_middle_is_loaded_anew_as_a_whole() {
    only_on!(Postgres);
    let world = World::with_many_customers(COUNT);
    world.make_ledger();
    world.slow_chunks(50_000);
    let run = world.job("dim_customer").on(1).parallel(1, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    world.warehouse("DROP TABLE dim_customer");
    let (code, answer) = run.end();
    assert_eq!(code, Some(1), "{answer}");
    says(
        answer["error"].as_str().unwrap(),
        &["chunk ", "does not exist", "(42P01)"],
    );
    world.no_longer_slow();
    // The chunks that the ledger calls done went with the table: to go on with them would lose
    // their rows.
    let again = world.job("dim_customer").on(1).parallel(1, 50).ok();
    assert!(!again.resumed, "{again:?}");
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE is_current"),
        i64::from(COUNT) + 1
    );
}

#[test]
fn a_frozen_holder_that_lost_its_session_cannot_commit_late() {
    only_on!(Postgres);
    let world = night(World::new());
    world.slow_chunks(100_000);
    let first = second(&world).elsewhere();
    wait_for_the_middle(&world, 2);
    first.signal("STOP");
    // As a network that forgets the session: the lease's lock goes, the workers' transactions stay
    // open.
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' \
               AND granted AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE \
               datname = current_database())";
    assert_eq!(world.server().count(sql), 1);
    let token = || world.number("SELECT token FROM lw_lease WHERE target = 'dw.dim_customer'");
    let before = token();
    world.no_longer_slow_for_new_sessions();
    let next = second(&world).ok();
    assert!(next.resumed && next.run_id == 2, "{next:?}");
    assert_eq!(token(), before + 1);
    let table = world.dump_all("dim_customer");
    let ledger =
        world.ask("SELECT status, finished_at, closed, message FROM lw_run WHERE run_id = 2");

    first.signal("CONT");
    let (code, answer) = first.end();
    assert_eq!(code, Some(5), "{answer}");
    assert_eq!(world.dump_all("dim_customer"), table);
    assert_eq!(
        world.ask("SELECT status, finished_at, closed, message FROM lw_run WHERE run_id = 2"),
        ledger
    );
    assert_eq!(world.dump("dim_customer"), undisturbed());
}

#[test]
fn the_token_alone_keeps_an_old_holder_out() {
    only_on!(Postgres);
    let (world, run) = at_work(World::new());
    world.warehouse(
        "UPDATE lw_lease SET token = token + 1, holder = 'someone else' WHERE target = \
         'dw.dim_customer'",
    );
    let done = "SELECT count(*) FROM lw_chunk WHERE run_id = 2 AND status = 'DONE'";
    let before = world.number(done);
    let (code, answer) = run.end();
    assert_eq!(code, Some(5), "{answer}");
    says(
        answer["error"].as_str().unwrap(),
        &["taken over by someone else"],
    );
    assert_eq!(
        world.number(done),
        before,
        "a chunk was committed under an old token"
    );
}
