//! A warehouse, a shop database and a folder of files in a temporary place, and what is found in
//! them.

use std::fmt::Write as _;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

use super::Route;
use crate::child::wait_until;
use crate::server::Server;

/// Columns whose values belong to the run, not to the data.
const OF_THE_RUN: [&str; 11] = [
    "customer_sk",
    "account_sk",
    "product_sk",
    "contract_sk",
    "tariff_sk",
    "rate_sk",
    "load_id",
    "upd_load_id",
    "dw_inserted_at",
    "dw_updated_at",
    "lw_run_id",
];

pub struct World {
    dir: TempDir,
    /// Its databases on the test cluster, where the route goes over one.
    server: Option<Server>,
    /// The warehouse's, where it is on a cluster of the test's own.
    apart: Option<Server>,
}

impl World {
    pub fn new() -> World {
        World::of((Route::of_test() != Route::Sqlite).then(Server::new), None)
    }

    /// Shop and warehouse on these servers.
    pub fn of(server: Option<Server>, apart: Option<Server>) -> World {
        let world = World {
            dir: tempfile::tempdir().unwrap(),
            server,
            apart,
        };
        std::fs::create_dir(world.path("files")).unwrap();
        world
    }

    /// The server that holds the warehouse.
    pub fn server(&self) -> &Server {
        self.server_target().unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Executes SQL on the shop, the source database.
    pub fn shop(&self, sql: &str) {
        match &self.server {
            Some(server) => server.execute("shop", sql),
            // As an application should have it: what is not so is a scenario of its own.
            None => {
                let shop = open(&self.path("shop.db"));
                shop.pragma_update(None, "journal_mode", "WAL").unwrap();
                shop.execute_batch(sql).unwrap();
            }
        }
    }

    /// Executes SQL on the warehouse, the target database.
    pub fn warehouse(&self, sql: &str) {
        match self.server_target() {
            Some(server) => server.execute("dw", sql),
            None => open(&self.path("warehouse.db")).execute_batch(sql).unwrap(),
        }
    }

    /// A connection of its own to the warehouse; of a server's, a copy as SQLite would hold it, so
    /// that one question serves both.
    pub fn connect(&self) -> Connection {
        match self.server_target() {
            Some(server) => server.mirror("dw"),
            None => open(&self.path("warehouse.db")),
        }
    }

    /// Where the server is.
    pub fn server_url(&self) -> String {
        self.server.as_ref().unwrap().url.clone()
    }

    /// The server with the source, where the route begins at one.
    pub fn source_server(&self) -> Option<&Server> {
        self.server.as_ref()
    }

    /// The server with the warehouse, where it is another than the source's.
    pub fn server_apart(&self) -> Option<&Server> {
        self.apart.as_ref()
    }

    fn server_target(&self) -> Option<&Server> {
        self.apart
            .as_ref()
            .or(self.server.as_ref())
            .filter(|_| Route::of_test() == Route::Postgres)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path("files").join(name), content).unwrap();
    }

    pub fn remove_file(&self, name: &str) {
        std::fs::remove_file(self.path("files").join(name)).unwrap();
    }

    /// The table's rows without what belongs to the run, sorted: equal dumps are equal tables.
    pub fn dump(&self, table: &str) -> Vec<String> {
        self.rows_of(table, |column| !OF_THE_RUN.contains(&column))
    }

    /// All of the table.
    pub fn dump_all(&self, table: &str) -> Vec<String> {
        self.rows_of(table, |_| true)
    }

    fn rows_of(&self, table: &str, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let connection = self.connect();
        let mut statement = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns: Vec<(usize, String)> = statement
            .column_names()
            .enumerate()
            .filter(|(_, name)| wanted(name))
            .map(|(place, name)| (place, name.to_owned()))
            .collect();
        let mut rows = statement.query([]).unwrap();
        let mut list = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let mut line = String::new();
            for (place, name) in &columns {
                write!(line, "{name}={} ", show(row.get_ref(*place).unwrap())).unwrap();
            }
            list.push(line);
        }
        list.sort();
        list
    }

    /// The lines that a query on the warehouse gives, cells joined by a bar.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        lines(&self.connect(), sql)
    }

    /// The one number that a query on the warehouse gives.
    pub fn number(&self, sql: &str) -> i64 {
        self.connect().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// What the ledger says of the run: `STATUS|message`.
    pub fn status(&self, run_id: i64) -> String {
        self.connect()
            .query_row(
                "SELECT status FROM lw_run WHERE run_id = ?1",
                [run_id],
                |row| row.get(0),
            )
            .unwrap()
    }

    pub fn latest_run(&self) -> i64 {
        self.number("SELECT max(run_id) FROM lw_run")
    }

    /// Loadwright's own indexes of a table: a primary key's is not counted.
    pub fn indexes(&self, table: &str) -> i64 {
        match self.server_target() {
            Some(server) => server.count(&format!(
                "SELECT count(*) FROM pg_indexes WHERE tablename = '{table}' AND indexname NOT \
                 LIKE '%_pkey'"
            )),
            None => self.number(&format!(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table}'"
            )),
        }
    }

    /// Keeps everyone else out of a table until it is dropped.
    pub fn lock_table(&self, table: &str) -> impl Drop + use<> {
        let mut client = self.server().client("dw");
        client
            .batch_execute(&format!(
                "BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"
            ))
            .unwrap();
        Held(client)
    }

    /// Ends the server's sessions that call themselves so.
    pub fn end_sessions(&self, name: &str) -> i64 {
        let sql = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = \
             current_database() AND application_name LIKE '{name}'"
        );
        self.server.as_ref().unwrap().count(&sql)
    }

    /// The one number that a question to the server has for an answer.
    pub fn server_count(&self, sql: &str) -> i64 {
        self.server.as_ref().unwrap().count(sql)
    }

    /// From now on each chunk's transaction takes a while, so that a run can be met at its work.
    pub fn slow_chunks(&self, steps: u32) {
        if let Some(server) = self.server_target() {
            return server.slow_chunks((f64::from(steps) * 2e-6).min(2.0));
        }
        self.warehouse(&format!(
            "CREATE TRIGGER slow AFTER UPDATE OF status ON lw_chunk WHEN NEW.status = 'DONE' BEGIN
               SELECT count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM \
             c WHERE x < {steps}) SELECT x FROM c);
             END"
        ));
    }

    /// Waits until a chunk's transaction has been open for a while.
    pub fn wait_for_an_open_chunk(&self) {
        const WHILE: std::time::Duration = std::time::Duration::from_millis(300);
        if let Some(server) = self.server_target() {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND state = 'idle in transaction' AND application_name LIKE 'loadwright \
                       dim%' AND clock_timestamp() - state_change > interval '300 ms'";
            return wait_until("a chunk is at hand", || server.count(sql) > 0);
        }
        // Whoever writes to SQLite for so long is at a chunk.
        let other = self.connect();
        other.busy_timeout(WHILE).unwrap();
        wait_until("a chunk is at hand", || {
            match other.execute_batch("BEGIN IMMEDIATE") {
                Ok(()) => other.execute_batch("ROLLBACK").is_err(),
                Err(_) => true,
            }
        });
    }

    /// Sessions that are open now stay slow; one that is frozen may hold the trigger's table.
    pub fn no_longer_slow_for_new_sessions(&self) {
        self.warehouse(
            "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RETURN NEW; END $$",
        );
    }

    pub fn no_longer_slow(&self) {
        if let Some(server) = self.server_target() {
            return server.no_longer_slow();
        }
        self.warehouse("DROP TRIGGER IF EXISTS slow");
    }
}

/// A connection whose locks go with it.
struct Held(postgres::Client);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.batch_execute("ROLLBACK");
    }
}

fn lines(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut list = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cells: Vec<String> = (0..width)
            .map(|place| show(row.get_ref(place).unwrap()))
            .collect();
        list.push(cells.join("|"));
    }
    list
}

fn open(path: &std::path::Path) -> Connection {
    let mut connection = Connection::open(path).unwrap();
    // As patient, and as watchful, as the jobs' own connections.
    let wait = |looks| {
        std::thread::sleep(std::time::Duration::from_millis(1));
        looks < 10_000
    };
    connection.busy_handler(Some(wait)).unwrap();
    connection
        .pragma_update(None, "synchronous", "OFF")
        .unwrap();
    connection
}

fn show(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => format!("{value:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
