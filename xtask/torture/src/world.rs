//! Where a history takes place: a source and a target of its own, filled and looked at from
//! outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use loadwright_cluster::{Cluster, Proxy};
use postgres::{Client, NoTls, SimpleQueryMessage};
use rusqlite::types::ValueRef;

use crate::Result;
use crate::compile::Set;
use crate::model::Row;
use crate::spec::{Origin, SOURCE, Spec, quoted};
use crate::values::{Cell, Kind};

/// The lines that a question has for an answer; `None` is NULL.
pub(crate) type Lines = Vec<Vec<Option<String>>>;

pub(crate) struct World<'c> {
    pub(crate) folder: PathBuf,
    pub(crate) server: Option<Place<'c>>,
}

/// A history's place on a server: two schemas.
pub(crate) struct Place<'c> {
    pub(crate) cluster: &'c Cluster,
    number: u64,
    client: Option<Client>,
    /// What the job's connections go through, always: at another port would be another source.
    pub(crate) proxy: Proxy,
}

/// The database on a cluster.
pub(crate) const DATABASE: &str = "torture";

impl<'c> World<'c> {
    pub(crate) fn new(
        folder: PathBuf,
        cluster: Option<&'c Cluster>,
        number: u64,
    ) -> Result<World<'c>> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("files"))?;
        let place = |cluster: &'c Cluster| -> Result<Place<'c>> {
            Ok(Place {
                cluster,
                number,
                client: None,
                proxy: Proxy::before(cluster.port())?,
            })
        };
        let mut world = World {
            folder,
            server: cluster.map(place).transpose()?,
        };
        if world.server.is_some() {
            let (shop, target) = world.schemas();
            world.execute(&format!(
                "DROP SCHEMA IF EXISTS {shop} CASCADE; DROP SCHEMA IF EXISTS {target} CASCADE; \
                 CREATE SCHEMA {shop}; CREATE SCHEMA {target}"
            ))?;
        }
        Ok(world)
    }

    pub(crate) fn is_server(&self) -> bool {
        self.server.is_some()
    }

    /// Whether the target's disk can be filled.
    pub(crate) fn can_fill_disk(&self) -> bool {
        self.server
            .as_ref()
            .is_none_or(|place| place.cluster.has_disk())
    }

    fn schemas(&self) -> (String, String) {
        let number = self.server.as_ref().map_or(0, |place| place.number);
        (format!("shop_{number}"), format!("dw_{number}"))
    }

    /// Takes away what a history that went well leaves.
    pub(crate) fn remove(mut self) -> Result {
        if self.server.is_some() {
            let (shop, target) = self.schemas();
            self.execute(&format!(
                "DROP SCHEMA {shop} CASCADE; DROP SCHEMA {target} CASCADE"
            ))?;
        }
        Ok(fs::remove_dir_all(&self.folder)?)
    }

    /// The job's command line, up to the command.
    pub(crate) fn job(&self, set: &Set, spec: &Spec, command: &str) -> Command {
        let mut job = Command::new(&set.program);
        job.arg(&spec.name)
            .arg(command)
            .arg("--connections")
            .arg(&set.connections)
            .current_dir(&self.folder);
        job.env("T_FILES", self.folder.join("files"));
        match &self.server {
            None => {
                job.env(
                    "T_SHOP_URL",
                    format!("sqlite:{}", self.folder.join("shop.db").display()),
                );
                job.env(
                    "T_WAREHOUSE_URL",
                    format!("sqlite:{}", self.folder.join("warehouse.db").display()),
                );
            }
            Some(place) => {
                let (shop, target) = self.schemas();
                let url = place.proxy.url(&place.cluster.url(DATABASE));
                job.env("T_SHOP_URL", &url)
                    .env("T_WAREHOUSE_URL", &url)
                    .env("T_SHOP_SCHEMA", shop)
                    .env("T_WAREHOUSE_SCHEMA", target);
            }
        }
        job
    }

    /// The same command, under a limit for its files: the largest is the database or its log.
    pub(crate) fn on_a_full_disk(&self, job: &Command, blocks: u32) -> Result<Command> {
        let size = |name: &str| fs::metadata(self.folder.join(name)).map_or(0, |file| file.len());
        let limit = size("warehouse.db").max(size("warehouse.db-wal")) / 512 + u64::from(blocks);
        let mut command = Command::new("sh");
        // Without the signal a write fails, as it does on a full disk.
        command
            .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""])
            .arg(limit.to_string());
        command
            .arg(job.get_program())
            .args(job.get_args())
            .current_dir(&self.folder);
        command.envs(
            job.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        Ok(command)
    }

    /// Makes the source hold these rows. `number`: the load's, where each brings a file of its own.
    pub(crate) fn fill(&mut self, spec: &Spec, rows: &[Row], number: u32, indexed: bool) -> Result {
        if spec.origin == Origin::File {
            let number = if spec.loads_files_once() { number } else { 0 };
            return Ok(fs::write(
                self.folder.join(format!("files/in_{number:03}.csv")),
                csv(spec, rows),
            )?);
        }
        let server = self.is_server();
        let columns: Vec<String> = spec
            .source
            .iter()
            .map(|column| {
                format!(
                    "{} {}",
                    quoted(column.name),
                    if server {
                        column.kind.name()
                    } else {
                        column.kind.in_sqlite()
                    }
                )
            })
            .collect();
        let name = if server {
            format!("{}.{SOURCE}", self.schemas().0)
        } else {
            SOURCE.to_owned()
        };
        let mut sql = format!(
            "BEGIN; CREATE TABLE IF NOT EXISTS {name} ({}); DELETE FROM {name};",
            columns.join(", ")
        );
        for rows in rows.chunks(100) {
            let values: Vec<String> = rows.iter().map(|row| tuple(spec, row, server)).collect();
            sql.push_str(&format!(
                "INSERT INTO {name} VALUES {};",
                values.join(",\n")
            ));
        }
        let keys: Vec<String> = (0..spec.key.len())
            .map(|place| quoted(spec.source[place].name))
            .collect();
        if !keys.is_empty() {
            let index = if server {
                format!("{}.source_index", self.schemas().0)
            } else {
                "source_index".to_owned()
            };
            sql.push_str(&format!("DROP INDEX IF EXISTS {index};"));
            if indexed {
                sql.push_str(&format!(
                    "CREATE INDEX source_index ON {name} ({});",
                    keys.join(", ")
                ));
            }
        }
        sql.push_str("COMMIT");
        match server {
            true => self.execute(&sql),
            false => Ok(open(&self.folder.join("shop.db"))?.execute_batch(&sql)?),
        }
    }

    /// Executes statements on the target.
    pub(crate) fn execute(&mut self, sql: &str) -> Result {
        let path = self.folder.join("warehouse.db");
        match self.client()? {
            None => Ok(open(&path)?.execute_batch(sql)?),
            Some(client) => Ok(client
                .batch_execute(sql)
                .map_err(|error| format!("{error:?}"))?),
        }
    }

    /// Asks the target.
    pub(crate) fn ask(&mut self, sql: &str) -> Result<Lines> {
        let path = self.folder.join("warehouse.db");
        if let Some(client) = self.client()? {
            let mut lines = Vec::new();
            for message in client
                .simple_query(sql)
                .map_err(|error| format!("{sql}: {error:?}"))?
            {
                if let SimpleQueryMessage::Row(row) = message {
                    lines.push(
                        (0..row.len())
                            .map(|place| row.get(place).map(str::to_owned))
                            .collect(),
                    );
                }
            }
            return Ok(lines);
        }
        let connection = open(&path)?;
        let mut statement = connection.prepare(sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let cell = |place: usize| {
                Ok(match row.get_ref(place)? {
                    ValueRef::Null => None,
                    ValueRef::Integer(value) => Some(value.to_string()),
                    ValueRef::Real(value) => Some(format!("real {value:?}")),
                    ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Some(format!("blob {bytes:02x?}")),
                })
            };
            lines.push((0..width).map(cell).collect::<Result<_>>()?);
        }
        Ok(lines)
    }

    pub(crate) fn number(&mut self, sql: &str) -> Result<i64> {
        let lines = self.ask(sql)?;
        let cell = lines.first().and_then(|line| line.first()?.as_deref());
        cell.and_then(|cell| cell.parse().ok())
            .ok_or_else(|| format!("{sql} gives no number").into())
    }

    pub(crate) fn has_table(&mut self, name: &str) -> Result<bool> {
        let sql = match &self.server {
            None if !self.folder.join("warehouse.db").exists() => return Ok(false),
            None => format!("SELECT count(*) FROM sqlite_schema WHERE name = '{name}'"),
            Some(_) => format!(
                "SELECT count(*) FROM pg_tables WHERE schemaname = '{}' AND tablename = '{name}'",
                self.schemas().1
            ),
        };
        Ok(self.number(&sql)? > 0)
    }

    /// Waits until the server has noticed that a killed job is gone: until then it may still
    /// commit.
    pub(crate) fn settle(&mut self) -> Result {
        if self.server.is_none() {
            return Ok(());
        }
        let until = Instant::now() + Duration::from_secs(60);
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND \
                   application_name LIKE 'loadwright%'";
        while self.number(sql)? > 0 {
            if Instant::now() > until {
                return Err("sessions of the job are still open a minute after it ended".into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// A column of the target as text, in one form for both databases.
    pub(crate) fn shown(&self, column: &str, kind: Kind) -> String {
        let column = quoted(column);
        match (self.is_server(), kind) {
            (false, _) => column,
            (true, Kind::Timestamp) => format!("to_char({column}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"),
            (true, Kind::TimestampTz) => {
                format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
            (true, Kind::Boolean) => format!("{column}::int::text"),
            (true, _) => format!("{column}::text"),
        }
    }

    /// The connection to the server, made anew where it was lost.
    fn client(&mut self) -> Result<Option<&mut Client>> {
        let target = self.schemas().1;
        let Some(place) = &mut self.server else {
            return Ok(None);
        };
        if place
            .client
            .as_mut()
            .is_none_or(|client| client.is_valid(Duration::from_secs(5)).is_err())
        {
            let mut client = Client::connect(&place.cluster.url(DATABASE), NoTls)?;
            client.batch_execute(&format!(
                "SET search_path = {target}; SET TimeZone = 'UTC'; SET client_min_messages = error"
            ))?;
            place.client = Some(client);
        }
        Ok(place.client.as_mut())
    }
}

fn open(path: &Path) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(connection)
}

fn csv(spec: &Spec, rows: &[Row]) -> String {
    let header: Vec<String> = spec
        .source
        .iter()
        .map(|column| quoted(column.name))
        .collect();
    let mut text = header.join(",");
    text.push('\n');
    for row in rows {
        // A field in quotes is a text, an empty one without NULL.
        let cells: Vec<String> = row
            .iter()
            .map(|cell| match cell {
                Cell::Null => String::new(),
                Cell::Value { written, .. } | Cell::Unreadable(written) => quoted(written),
            })
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn tuple(spec: &Spec, row: &Row, server: bool) -> String {
    let cells = row
        .iter()
        .zip(&spec.source)
        .map(|(cell, column)| match cell {
            Cell::Null => "NULL".to_owned(),
            Cell::Value { written, .. } | Cell::Unreadable(written) => {
                let literal = format!("'{}'", written.replace('\'', "''"));
                // What is no value of a typed column cannot be in one.
                if server && *cell != Cell::Unreadable(written) {
                    format!("{literal}::{}", column.kind.name())
                } else {
                    literal
                }
            }
        });
    format!("({})", cells.collect::<Vec<_>>().join(", "))
}
