//! A session with PostgreSQL: each statement is prepared once, and values travel as the server's
//! own types.

use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error as StdError;

use bytes::BytesMut;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use loadwright_types::pieces::numbered;
use tokio_postgres::Statement;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use super::client::Client;
use super::dialect::PostgresSql;
use crate::adapters::postgres::copy::Kind;
use crate::clock;
use crate::database::{self, Dialect, Fault, Record, Value, fault, identifier, user_fault, values};
use crate::error::Result as Outcome;
use crate::info::{Param, SqlType};
use crate::source::params_as_settings;
use crate::value::ParamValue;

/// Rows of values that are on their way to the server at once.
const ROWS_ON_THE_WAY: usize = 256;

/// One connection with the statements that it knows.
pub(crate) struct Server {
    pub(crate) client: Client,
    prepared: HashMap<String, Statement>,
    /// The staging table was made.
    pub(crate) has_stage: bool,
}

impl Server {
    pub(crate) fn new(client: Client) -> Server {
        Server {
            client,
            prepared: HashMap::new(),
            has_stage: false,
        }
    }

    /// Prepares a statement once. One without values goes to the server as it is written: it may be
    /// a user's.
    fn prepare(&mut self, sql: &str, values: usize) -> Result<Statement, Fault> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = if values == 0 {
            self.client.prepare(sql)?
        } else {
            self.client.prepare(&numbered(sql))?
        };
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = self.prepare(sql, values.len())?;
        Ok(self.client.execute(&statement, &bound(values))?)
    }

    fn execute_each<'v>(
        &mut self,
        sql: &str,
        rows: impl Iterator<Item = Vec<Value<'v>>>,
    ) -> Result<(), Fault> {
        let mut rows = rows.peekable();
        let Some(first) = rows.peek() else {
            return Ok(());
        };
        let statement = self.prepare(sql, first.len())?;
        while rows.peek().is_some() {
            let batch: Vec<Vec<Value<'v>>> = rows.by_ref().take(ROWS_ON_THE_WAY).collect();
            self.client.execute_all(
                &statement,
                &batch.iter().map(|row| bound(row)).collect::<Vec<_>>(),
            )?;
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Record>, Fault> {
        let statement = self.prepare(sql, values.len())?;
        let rows = self.client.query(&statement, &bound(values))?;
        let record = |row: &tokio_postgres::Row| {
            let cell = |index| {
                row.try_get::<_, Option<Value<'static>>>(index)
                    .map(|value| value.unwrap_or(Value::Null))
            };
            Ok(Record(
                (0..row.len())
                    .map(cell)
                    .collect::<Result<_, tokio_postgres::Error>>()?,
            ))
        };
        rows.iter().map(record).collect()
    }
}

impl database::Session for Server {
    fn dialect(&self) -> Dialect {
        &PostgresSql
    }

    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        Server::execute(self, sql, values)
    }

    fn execute_each(
        &mut self,
        sql: &str,
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), Fault> {
        Server::execute_each(self, sql, rows)
    }

    fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        Server::batch(self, sql)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Record) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        Server::query(self, sql, values)?.iter().try_for_each(take)
    }

    /// The statements are the user's own, and so are the tables that they see through policies.
    fn execute_user_sql(
        &mut self,
        sql: &str,
        params: &[Param],
        values: &[ParamValue],
    ) -> Outcome<()> {
        Server::batch(self, "SET LOCAL row_security = on").map_err(user_fault)?;
        for (param, value) in params.iter().zip(values) {
            let setting = values![format!("lw.p_{}", param.name), value.as_text()];
            Server::query(self, "SELECT set_config(?1, ?2, true)", setting).map_err(user_fault)?;
        }
        let sql = params_as_settings(sql, params, values)?;
        Server::batch(self, &sql).map_err(user_fault)
    }

    fn begin(&mut self) -> Result<(), Fault> {
        Server::batch(self, "BEGIN")
    }

    /// A staging table that was made in it is gone with it.
    fn roll_back(&mut self) -> Result<(), Fault> {
        self.has_stage = false;
        Server::batch(self, "ROLLBACK")
    }

    fn table_exists(&mut self, schema: &str, table: &str) -> Result<bool, Fault> {
        let name = format!("{}.{}", identifier(schema), identifier(table));
        Server::query(self, "SELECT to_regclass(?1) IS NOT NULL", values![name])?
            .first()
            .map_or(Err(Fault::NoRow), |row| row.get(0))
    }

    fn orders_as(&mut self, from: &str, column: &str, ty: SqlType) -> Outcome<bool> {
        self.column_orders_as(from, column, ty).map_err(|error| {
            fault(
                error,
                format!("cannot ask how the key column {column} is ordered"),
            )
        })
    }

    fn searches(&mut self, sql: &str) -> Outcome<bool> {
        self.is_served(sql.trim().trim_end_matches(';'))
            .map_err(|error| fault(error, "cannot explain the ranged statement"))
    }

    fn server_process(&mut self) -> Result<Option<String>, Fault> {
        self.ask("SELECT pg_backend_pid()")?
            .first()
            .map(|row| row.get(0))
            .transpose()
    }

    /// A session keeps what it is set to (`synchronous_commit` of the role, the database or a
    /// hook), unless that is `off`: such commits are confirmed before they are kept. The first that
    /// is not so keeps all before it too.
    fn be_durable(&mut self) -> Outcome<()> {
        let sql = "SELECT set_config('synchronous_commit', 'on', false) WHERE \
                   current_setting('synchronous_commit') = 'off'";
        Server::batch(self, sql)
            .map_err(|error| fault(error, "cannot make the session's commits durable"))
    }

    fn outlive_a_crash(&mut self) -> Result<(), Fault> {
        let sql = "SELECT set_config('synchronous_commit', 'on', true) WHERE \
                   current_setting('synchronous_commit') = 'off'";
        Server::batch(self, sql)
    }

    fn try_lock(&mut self, key: i64) -> Result<bool, Fault> {
        Server::query(self, "SELECT pg_try_advisory_lock(?1)", values![key])?
            .first()
            .map_or(Err(Fault::NoRow), |row| row.get(0))
    }

    fn lock_transaction(&mut self, key: i64) -> Result<(), Fault> {
        Server::query(self, "SELECT pg_advisory_xact_lock(?1)", values![key]).map(drop)
    }

    fn note_session(&mut self, noted: &str, target: &str, token: i64) -> Result<(), Fault> {
        let sql = format!(
            "INSERT INTO {noted} (target, pid, backend_start, token)
             SELECT ?1, pid, backend_start::text, ?2 FROM pg_stat_activity WHERE pid = \
             pg_backend_pid() ON CONFLICT DO NOTHING"
        );
        Server::execute(self, &sql, values![target, token]).map(drop)
    }

    /// A session of another role, which this one has no right to end, is left: the fencing token
    /// keeps it from committing.
    fn end_sessions(&mut self, noted: &str, target: &str) -> Result<(), Fault> {
        let theirs = format!(
            "FROM {noted} s JOIN pg_stat_activity a ON a.pid = s.pid AND a.backend_start::text = \
             s.backend_start
             WHERE s.target = ?1 AND a.pid <> pg_backend_pid() AND pg_has_role(a.usesysid, \
             'MEMBER')"
        );
        Server::query(
            self,
            &format!("SELECT pg_terminate_backend(a.pid) {theirs}"),
            values![target],
        )?;
        for _ in 0..100 {
            let left = Server::query(self, &format!("SELECT count(*) {theirs}"), values![target])?;
            if left
                .first()
                .map_or(Err(Fault::NoRow), |row| row.get::<i64>(0))?
                == 0
            {
                return Server::execute(
                    self,
                    &format!("DELETE FROM {noted} WHERE target = ?1"),
                    values![target],
                )
                .map(drop);
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Err(Fault::Value(
            "sessions of an earlier run do not end".to_owned(),
        ))
    }

    fn heed_policies(&mut self) -> Outcome<()> {
        Server::batch(self, "SET row_security = on")
            .map_err(|error| fault(error, "cannot set how policies are heeded"))
    }
}

fn bound<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// The moment from which PostgreSQL counts.
const EPOCH: DateTime<Utc> =
    DateTime::from_timestamp(946_684_800, 0).expect("2000-01-01 is a date");

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let wrong = || format!("{self:?} is no {ty}");
        match (self, ty) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Integer(value), &Type::BOOL) => out.extend_from_slice(&[u8::from(*value != 0)]),
            (Value::Integer(value), &Type::INT2) => {
                out.extend_from_slice(&i16::try_from(*value)?.to_be_bytes())
            }
            (Value::Integer(value), &Type::INT4) => {
                out.extend_from_slice(&i32::try_from(*value)?.to_be_bytes())
            }
            (Value::Integer(value), &Type::INT8) => out.extend_from_slice(&value.to_be_bytes()),
            (Value::Real(value), &Type::FLOAT8) => out.extend_from_slice(&value.to_be_bytes()),
            (Value::Text(text), &Type::TIMESTAMPTZ) => {
                let micros = (clock::parse(text).ok_or_else(wrong)? - EPOCH)
                    .num_microseconds()
                    .ok_or_else(wrong)?;
                out.extend_from_slice(&micros.to_be_bytes());
            }
            (
                Value::Text(text),
                &Type::TEXT
                | &Type::VARCHAR
                | &Type::BPCHAR
                | &Type::NAME
                | &Type::JSON
                | &Type::UNKNOWN,
            ) => {
                out.extend_from_slice(text.as_bytes());
            }
            (Value::Blob(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            _ => return Err(wrong().into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

impl<'r> FromSql<'r> for Value<'static> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        let instant = |micros: i64| {
            EPOCH
                .checked_add_signed(Duration::microseconds(micros))
                .ok_or("an instant out of range")
        };
        Ok(match *ty {
            Type::BOOL => Value::Integer(i64::from(raw.first().is_some_and(|byte| *byte != 0))),
            Type::INT2 => Value::Integer(i64::from(i16::from_sql(ty, raw)?)),
            Type::INT4 => Value::Integer(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::OID => Value::Integer(i64::from(u32::from_sql(ty, raw)?)),
            Type::FLOAT4 => Value::Real(f64::from(f32::from_sql(ty, raw)?)),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(Cow::Owned(raw.to_vec())),
            Type::TIMESTAMPTZ => text(clock::text(instant(i64::from_be_bytes(raw.try_into()?))?)),
            Type::TIMESTAMP => {
                let naive: NaiveDateTime =
                    instant(i64::from_be_bytes(raw.try_into()?))?.naive_utc();
                text(naive.format("%Y-%m-%dT%H:%M:%S%.6f").to_string())
            }
            Type::DATE => {
                let days = Duration::days(i64::from(i32::from_be_bytes(raw.try_into()?)));
                let date: NaiveDate = EPOCH
                    .date_naive()
                    .checked_add_signed(days)
                    .ok_or("a date out of range")?;
                text(date.format("%Y-%m-%d").to_string())
            }
            Type::VOID => Value::Null,
            Type::CHAR => text(char::from(raw.first().copied().unwrap_or(b' ')).to_string()),
            _ => text(String::from_utf8(raw.to_vec())?),
        })
    }

    fn accepts(ty: &Type) -> bool {
        !matches!(
            *ty,
            Type::NUMERIC | Type::UUID | Type::TIME | Type::INTERVAL
        )
    }
}

fn text(text: String) -> Value<'static> {
    Value::Text(Cow::Owned(text))
}

/// A field as it is on the wire.
#[derive(Debug)]
struct Raw(Option<Vec<u8>>);

impl ToSql for Raw {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(match &self.0 {
            None => IsNull::Yes,
            Some(bytes) => {
                out.extend_from_slice(bytes);
                IsNull::No
            }
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

impl<'r> FromSql<'r> for Raw {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(raw.to_vec())))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What EXPLAIN says of a statement.
pub(crate) struct Explained {
    /// Rows that the planner expects.
    pub(crate) rows: u64,
    text: String,
}

impl Server {
    /// The fields of a statement's first row as they come, its places bound to fields as they are
    /// written.
    pub(crate) fn raw_row(
        &mut self,
        sql: &str,
        fields: &[Option<&[u8]>],
    ) -> Result<Option<Vec<Option<Vec<u8>>>>, Fault> {
        let fields: Vec<Raw> = fields
            .iter()
            .map(|field| Raw(field.map(<[u8]>::to_vec)))
            .collect();
        let fields: Vec<&(dyn ToSql + Sync)> = fields
            .iter()
            .map(|field| field as &(dyn ToSql + Sync))
            .collect();
        let statement = self.client.prepare(sql)?;
        let row = self.client.query_opt(&statement, &fields)?;
        let field = |row: &tokio_postgres::Row, index| {
            row.try_get::<_, Option<Raw>>(index)
                .map(|raw| raw.and_then(|raw| raw.0))
        };
        Ok(row
            .map(|row| {
                (0..row.len())
                    .map(|index| field(&row, index))
                    .collect::<Result<_, _>>()
            })
            .transpose()?)
    }

    /// Runs a statement that is asked once; it is not prepared.
    pub(crate) fn ask(&mut self, sql: &str) -> Result<Vec<Record>, Fault> {
        let messages = self.client.simple_query(sql)?;
        let record = |message: &tokio_postgres::SimpleQueryMessage| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(Record(
                (0..row.len())
                    .map(|index| {
                        row.get(index)
                            .map_or(Value::Null, |cell| text(cell.to_owned()))
                    })
                    .collect(),
            )),
            _ => None,
        };
        Ok(messages.iter().filter_map(record).collect())
    }

    /// The formats and the names of the types that a statement returns.
    pub(crate) fn types(&mut self, sql: &str) -> Result<Vec<(Option<Kind>, String)>, Fault> {
        Ok(self
            .columns(sql)?
            .into_iter()
            .map(|(_, kind, ty)| (kind, ty))
            .collect())
    }

    /// The columns that a statement returns: name, format (`None`: of no type that can be read),
    /// name of the type.
    pub(crate) fn columns(
        &mut self,
        sql: &str,
    ) -> Result<Vec<(String, Option<Kind>, String)>, Fault> {
        let statement = self.prepare(sql, 0)?;
        Ok(statement
            .columns()
            .iter()
            .map(|column| {
                (
                    column.name().to_owned(),
                    kind_of(column.type_()),
                    column.type_().to_string(),
                )
            })
            .collect())
    }

    /// The columns that a statement returns, as types are numbered: name, type, modifier.
    #[cfg(feature = "inspect")]
    pub(crate) fn described(&mut self, sql: &str) -> Result<Vec<(String, u32, i32)>, Fault> {
        let statement = self.prepare(sql, 0)?;
        let columns = statement.columns().iter();
        Ok(columns
            .map(|column| {
                (
                    column.name().to_owned(),
                    column.type_().oid(),
                    column.type_modifier(),
                )
            })
            .collect())
    }

    /// The planner's estimate and plan.
    pub(crate) fn explain(&mut self, sql: &str) -> Result<Explained, Fault> {
        let text = self
            .ask(&format!("EXPLAIN (FORMAT JSON) {sql}"))?
            .iter()
            .map(|row| row.get::<String>(0))
            .collect::<Result<String, _>>()?;
        let plan: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| Fault::Value(error.to_string()))?;
        let rows = plan
            .pointer("/0/Plan/Plan Rows")
            .and_then(serde_json::Value::as_f64)
            .unwrap_or(0.0);
        Ok(Explained {
            rows: rows as u64,
            text,
        })
    }

    /// The quoted names of the tables that a statement reads, as its plan names them.
    pub(crate) fn tables_of(&mut self, sql: &str) -> Result<Vec<String>, Fault> {
        let rows = self.ask(&format!("EXPLAIN (VERBOSE, FORMAT JSON) {sql}"))?;
        let text = rows
            .iter()
            .map(|row| row.get::<String>(0))
            .collect::<Result<String, _>>()?;
        let plan: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| Fault::Value(error.to_string()))?;
        let mut tables = Vec::new();
        let mut left = vec![&plan];
        while let Some(value) = left.pop() {
            match value {
                serde_json::Value::Array(items) => left.extend(items),
                serde_json::Value::Object(node) => {
                    let text = |name: &str| node.get(name).and_then(serde_json::Value::as_str);
                    if let (Some(schema), Some(table)) = (text("Schema"), text("Relation Name")) {
                        tables.push(format!("{}.{}", identifier(schema), identifier(table)));
                    }
                    left.extend(node.values());
                }
                _ => {}
            }
        }
        tables.sort();
        tables.dedup();
        Ok(tables)
    }

    /// Whether an index can serve the statement: asked with sequential scans priced out, for of a
    /// small table the planner would not use it.
    pub(crate) fn is_served(&mut self, sql: &str) -> Result<bool, Fault> {
        self.batch("SET enable_seqscan = off")?;
        let explained = self.explain(sql);
        // A statement that cannot be explained leaves a transaction in which nothing more can be
        // said.
        let reset = self.batch("RESET enable_seqscan");
        let text = explained?.text;
        reset?;
        Ok(text.contains("\"Index Cond\"") && !text.contains("\"Seq Scan\""))
    }
}

/// A domain is told as its base type by the server itself.
fn kind_of(ty: &Type) -> Option<Kind> {
    match ty.kind() {
        tokio_postgres::types::Kind::Enum(_) => Some(Kind::Text),
        tokio_postgres::types::Kind::Simple if ty.name() == "citext" => Some(Kind::Text),
        _ => Kind::of(ty.oid()),
    }
}
