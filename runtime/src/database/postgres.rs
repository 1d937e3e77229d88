//! A session with PostgreSQL: each statement is prepared once, and values travel as the server's own types.

use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error as StdError;

use bytes::BytesMut;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use postgres::types::{FromSql, IsNull, ToSql, Type};
use postgres::{Client, Statement};

use super::{Fault, Record, Value};
use crate::clock;

/// One connection with the statements that it knows.
pub(crate) struct Session {
    pub(crate) client: Client,
    prepared: HashMap<String, Statement>,
}

impl Session {
    pub(crate) fn new(client: Client) -> Session {
        Session { client, prepared: HashMap::new() }
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, Fault> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&numbered(sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = self.prepare(sql)?;
        Ok(self.client.execute(&statement, &bound(values))?)
    }

    pub(super) fn execute_each<'v>(&mut self, sql: &str, rows: impl Iterator<Item = Vec<Value<'v>>>) -> Result<(), Fault> {
        let statement = self.prepare(sql)?;
        for row in rows {
            self.client.execute(&statement, &bound(&row))?;
        }
        Ok(())
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(super) fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Record>, Fault> {
        let statement = self.prepare(sql)?;
        let rows = self.client.query(&statement, &bound(values))?;
        let record = |row: &postgres::Row| {
            let cell = |index| row.try_get::<_, Option<Value<'static>>>(index).map(|value| value.unwrap_or(Value::Null));
            Ok(Record((0..row.len()).map(cell).collect::<Result<_, postgres::Error>>()?))
        };
        rows.iter().map(record).collect()
    }
}

fn bound<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// `?1` as PostgreSQL writes it. Our own statements have question marks nowhere else.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

/// The moment from which PostgreSQL counts.
const EPOCH: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).expect("2000-01-01 is a date");

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let wrong = || format!("{self:?} is no {ty}");
        match (self, ty) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Integer(value), &Type::BOOL) => out.extend_from_slice(&[u8::from(*value != 0)]),
            (Value::Integer(value), &Type::INT2) => out.extend_from_slice(&i16::try_from(*value)?.to_be_bytes()),
            (Value::Integer(value), &Type::INT4) => out.extend_from_slice(&i32::try_from(*value)?.to_be_bytes()),
            (Value::Integer(value), &Type::INT8) => out.extend_from_slice(&value.to_be_bytes()),
            (Value::Real(value), &Type::FLOAT8) => out.extend_from_slice(&value.to_be_bytes()),
            (Value::Text(text), &Type::TIMESTAMPTZ) => {
                let micros = (clock::parse(text).ok_or_else(wrong)? - EPOCH).num_microseconds().ok_or_else(wrong)?;
                out.extend_from_slice(&micros.to_be_bytes());
            }
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::JSON | &Type::UNKNOWN) => {
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

    postgres::types::to_sql_checked!();
}

impl<'r> FromSql<'r> for Value<'static> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        let instant = |micros: i64| EPOCH.checked_add_signed(Duration::microseconds(micros)).ok_or("an instant out of range");
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
                let naive: NaiveDateTime = instant(i64::from_be_bytes(raw.try_into()?))?.naive_utc();
                text(naive.format("%Y-%m-%dT%H:%M:%S%.6f").to_string())
            }
            Type::DATE => {
                let days = Duration::days(i64::from(i32::from_be_bytes(raw.try_into()?)));
                let date: NaiveDate = EPOCH.date_naive().checked_add_signed(days).ok_or("a date out of range")?;
                text(date.format("%Y-%m-%d").to_string())
            }
            Type::VOID => Value::Null,
            Type::CHAR => text(char::from(raw.first().copied().unwrap_or(b' ')).to_string()),
            _ => text(String::from_utf8(raw.to_vec())?),
        })
    }

    fn accepts(ty: &Type) -> bool {
        !matches!(*ty, Type::NUMERIC | Type::UUID | Type::TIME | Type::INTERVAL)
    }
}

fn text(text: String) -> Value<'static> {
    Value::Text(Cow::Owned(text))
}
