//! How PostgreSQL describes its tables and queries.

use super::dialect::PostgresSql;
use super::session::Server;
use crate::database::inspect::{Inspector, Query, Table, described};
use crate::database::{Database, SqlWords, fault, identifier, literal, values};
use crate::error::Result;
use crate::info::Param;
use crate::source::params_as_settings;
use crate::value::ParamValue;

pub(crate) struct PostgresInspector;

impl Inspector for PostgresInspector {
    fn table(&self, database: &mut Database, schema: &str, table: &str) -> Result<Table> {
        let name = literal(&format!("{}.{}", identifier(schema), identifier(table)));
        // A domain counts as its base type, an enum as its texts.
        let columns = format!(
            "SELECT a.attname::text, CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, \
             t.typtypmod) WHEN 'e' THEN 'text' ELSE format_type(a.atttypid, a.atttypmod) END, \
             a.attnotnull OR t.typnotnull FROM pg_attribute a JOIN pg_type t ON t.oid = \
             a.atttypid WHERE a.attrelid = to_regclass({name}) AND a.attnum > 0 AND NOT \
             a.attisdropped ORDER BY a.attnum"
        );
        let keys = format!(
            "SELECT i.indexrelid::regclass::text, 0, k.place::bigint, a.attname::text FROM \
             pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place) \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE \
             i.indrelid = to_regclass({name}) AND i.indisunique AND i.indisvalid AND i.indpred IS \
             NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts ORDER BY i.indisprimary \
             DESC, i.indexrelid, k.place"
        );
        described(database, PostgresSql.kind(), table, &columns, &keys)
    }

    fn tables(&self, database: &mut Database, schema: &str) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = to_regnamespace({}) \
             AND c.relkind IN ('r', 'v', 'm', 'f', 'p') ORDER BY 1",
            literal(&identifier(schema))
        );
        database
            .query(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot list the tables of {schema}")))
    }

    fn query(
        &self,
        database: &mut Database,
        sql: &str,
        params: &[(Param, String)],
        not_null: &[&str],
        sample: u64,
    ) -> Result<Query> {
        let refused = |error| fault(error, "the database does not take the query");
        let mut given = Vec::new();
        for (param, value) in params {
            let place = format!("lw.p_{}", param.name);
            database
                .query_row(
                    "SELECT set_config(?1, ?2, false)",
                    values![&place, value],
                    |_| Ok(()),
                )
                .map_err(refused)?;
            given.push((*param, ParamValue::Text(value.clone())));
        }
        let (params, given): (Vec<Param>, Vec<ParamValue>) = given.into_iter().unzip();
        let sql = params_as_settings(sql, &params, &given)?;
        let server: &mut Server = database.of()?;
        let described = server.described(&sql).map_err(refused)?;
        let mut columns = Vec::new();
        for (name, ty, modifier) in described {
            // An enum counts as its texts; a domain is told as its base type already.
            let type_name = format!(
                "SELECT CASE typtype WHEN 'e' THEN 'text' ELSE format_type(oid, \
                 nullif({modifier}, -1)) END FROM pg_type WHERE oid = {ty}"
            );
            columns.push((
                name,
                database
                    .query_row(&type_name, values![], |row| row.get(0))
                    .map_err(refused)?,
            ));
        }
        let asked: Vec<&str> = not_null
            .iter()
            .copied()
            .filter(|name| columns.iter().any(|(column, _)| column == name))
            .collect();
        let counts: String = asked
            .iter()
            .map(|name| format!(", count(*) FILTER (WHERE {} IS NULL)", identifier(name)))
            .collect();
        let sql = format!(
            "SELECT count(*){counts} FROM (SELECT * FROM ({sql}) AS q LIMIT {sample}) AS s"
        );
        let counted = database.query_row(&sql, values![], |row| {
            (0..=asked.len())
                .map(|place| row.get::<i64>(place))
                .collect::<std::result::Result<Vec<_>, _>>()
        });
        let counted: Vec<u64> = counted
            .map_err(refused)?
            .into_iter()
            .map(i64::unsigned_abs)
            .collect();
        let (rows, nulls) = counted
            .split_first()
            .map_or((0, &[][..]), |(rows, nulls)| (*rows, nulls));
        let nulls = asked
            .into_iter()
            .map(str::to_owned)
            .zip(nulls.iter().copied())
            .filter(|(_, count)| *count > 0)
            .collect();
        Ok(Query {
            kind: PostgresSql.kind(),
            columns,
            rows,
            nulls,
        })
    }
}
