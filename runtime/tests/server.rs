//! A database of a test's own on the test cluster, and what it holds as SQLite would hold it.

use postgres::types::Type;
use postgres::{Client, NoTls};
use rusqlite::Connection;
use rusqlite::types::Value;

/// A database on the cluster that LOADWRIGHT_TEST_CLUSTER names (`cargo xtask test` starts one),
/// with the schemas `shop` and `dw`.
pub struct Server {
    pub url: String,
    pub name: String,
    /// Where databases are made and dropped.
    maintenance: String,
}

fn maintenance() -> String {
    std::env::var("LOADWRIGHT_TEST_CLUSTER").expect(
        "LOADWRIGHT_TEST_CLUSTER is the URL of a throw-away cluster: use `cargo xtask test`",
    )
}

impl Server {
    pub fn new() -> Server {
        Server::on(&maintenance(), "")
    }

    /// A database with an order of its own.
    pub fn in_order_of(options: &str) -> Server {
        Server::on(&maintenance(), options)
    }

    /// A database on the cluster of this URL, made with these options.
    pub fn on(maintenance: &str, options: &str) -> Server {
        let name = format!("test_{:016x}", fastrand::u64(..));
        let mut client = Client::connect(maintenance, NoTls).unwrap();
        client
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 {options}"
            ))
            .unwrap();
        let url = format!("{}/{name}", maintenance.rsplit_once('/').unwrap().0);
        let server = Server {
            url,
            name,
            maintenance: maintenance.to_owned(),
        };
        server
            .client("public")
            .batch_execute("CREATE SCHEMA shop; CREATE SCHEMA dw")
            .unwrap();
        server
    }

    pub fn client(&self, schema: &str) -> Client {
        let mut client = Client::connect(&self.url, NoTls).unwrap();
        client
            .batch_execute(&format!(
                "SET search_path = {schema}; SET TimeZone = 'UTC'; SET client_min_messages = error"
            ))
            .unwrap();
        client
    }

    /// The one number that a question has for an answer.
    pub fn count(&self, sql: &str) -> i64 {
        self.client("dw").query_one(sql, &[]).unwrap().get(0)
    }

    /// From now on each chunk's transaction takes a while.
    pub fn slow_chunks(&self, seconds: f64) {
        self.trigger(
            "slow",
            "lw_chunk",
            "AFTER UPDATE",
            "NEW.status = 'DONE'",
            &format!("PERFORM pg_sleep({seconds}); RETURN NEW;"),
        );
    }

    pub fn no_longer_slow(&self) {
        self.client("dw")
            .batch_execute("DROP TRIGGER IF EXISTS slow ON lw_chunk")
            .unwrap();
    }

    fn trigger(&self, name: &str, table: &str, when: &str, condition: &str, body: &str) {
        let sql = format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
             CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE \
             FUNCTION {name}();"
        );
        self.client("dw").batch_execute(&sql).unwrap();
    }

    /// `CREATE TRIGGER broken BEFORE INSERT ON t [WHEN …] BEGIN SELECT RAISE(ABORT, 'text'); END`,
    /// in PostgreSQL's words.
    fn broken(&self, rest: &str) {
        let (head, body) = rest.split_once(" BEGIN SELECT RAISE(ABORT, ").unwrap();
        let (table, condition) = head.split_once(" WHEN ").unwrap_or((head, "true"));
        let text = body.split_once(");").unwrap().0;
        self.trigger(
            "broken",
            table,
            "BEFORE INSERT",
            condition,
            &format!("RAISE EXCEPTION USING MESSAGE = {text};"),
        );
    }

    /// Executes statements in the words that both databases understand, or SQLite's where the
    /// difference is small.
    pub fn execute(&self, schema: &str, sql: &str) {
        if let Some(rest) = sql.strip_prefix("CREATE TRIGGER broken BEFORE INSERT ON ") {
            return self.broken(rest);
        }
        let sql = sql.replace("DROP TRIGGER broken", "DROP FUNCTION broken CASCADE");
        // SQLite's integers are wide, and its columns take anything: what a test puts in the points
        // that is no number is read as text.
        let sql = sql
            .replace(" INTEGER", " BIGINT")
            .replace("points BIGINT", "points TEXT");
        self.client(schema)
            .batch_execute(&sql)
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// All tables of a schema, in memory, with SQLite's classes.
    pub fn mirror(&self, schema: &str) -> Connection {
        let mut client = self.client(schema);
        let mirror = Connection::open_in_memory().unwrap();
        let names = client
            .query(
                "SELECT c.relname::text FROM pg_class c WHERE c.relkind IN ('r', 'v', 'p') AND \
                 NOT c.relispartition AND c.relnamespace = $1::text::regnamespace",
                &[&schema],
            )
            .unwrap();
        for name in names.iter().map(|row| row.get::<_, String>(0)) {
            copy(&mut client, &mirror, &name);
        }
        mirror
    }
}

fn copy(client: &mut Client, mirror: &Connection, table: &str) {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let table = quoted(table);
    let statement = client.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let shown: Vec<String> = statement
        .columns()
        .iter()
        .map(|column| {
            let name = quoted(column.name());
            match *column.type_() {
                Type::TIMESTAMPTZ | Type::TIMESTAMP => {
                    let zone = if *column.type_() == Type::TIMESTAMPTZ {
                        "\"Z\""
                    } else {
                        ""
                    };
                    format!("to_char({name}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US{zone}')")
                }
                Type::BOOL => format!("{name}::int::text"),
                _ => format!("{name}::text"),
            }
        })
        .collect();
    let columns: Vec<String> = statement
        .columns()
        .iter()
        .map(|column| quoted(column.name()))
        .collect();
    mirror
        .execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(", ")))
        .unwrap();
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = mirror
        .prepare(&format!("INSERT INTO {table} VALUES ({places})"))
        .unwrap();
    for row in client
        .query(&format!("SELECT {} FROM {table}", shown.join(", ")), &[])
        .unwrap()
    {
        let value = |index: usize| match (
            row.get::<_, Option<String>>(index),
            statement.columns()[index].type_().clone(),
        ) {
            (None, _) => Value::Null,
            (Some(text), Type::INT2 | Type::INT4 | Type::INT8 | Type::BOOL) => {
                Value::Integer(text.parse().unwrap())
            }
            (Some(text), Type::FLOAT4 | Type::FLOAT8) => Value::Real(text.parse().unwrap()),
            (Some(text), Type::BYTEA) => {
                let digits = text.strip_prefix("\\x").unwrap();
                Value::Blob(
                    (0..digits.len())
                        .step_by(2)
                        .map(|place| u8::from_str_radix(&digits[place..place + 2], 16).unwrap())
                        .collect(),
                )
            }
            (Some(text), _) => Value::Text(text),
        };
        insert
            .execute(rusqlite::params_from_iter((0..columns.len()).map(value)))
            .unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(&self.maintenance, NoTls) {
            let _ = client.batch_execute(&format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.name
            ));
        }
    }
}
