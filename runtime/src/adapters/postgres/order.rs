//! How PostgreSQL orders a column: by its type, and text by its collation.

use super::session::Server;
use crate::database::{Fault, Record, identifier, literal, values};
use crate::info::SqlType;

/// Collations that order text by its bytes in UTF-8.
const BYTEWISE: [&str; 7] = [
    "C",
    "POSIX",
    "C.UTF-8",
    "C.utf8",
    "C.UTF8",
    "ucs_basic",
    "pg_c_utf8",
];

/// Types whose values are ordered alike, whichever of them a column has.
fn ordered_alike(ty: SqlType) -> &'static [&'static str] {
    match ty {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            &["smallint", "integer", "bigint", "numeric"]
        }
        SqlType::Text | SqlType::Varchar(_) => &["text", "character varying", "name"],
        SqlType::Date => &[
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
        ],
        SqlType::Timestamp => &["timestamp without time zone", "timestamp with time zone"],
        SqlType::TimestampTz => &["timestamp with time zone"],
        SqlType::Uuid => &["uuid"],
        _ => &[],
    }
}

impl Server {
    /// Whether a column of a table, view or subquery is ordered as values of the type are, text by
    /// its bytes. An enum, a domain or citext is not: each has an order of its own, or may have.
    pub(super) fn column_orders_as(
        &mut self,
        from: &str,
        name: &str,
        ty: SqlType,
    ) -> Result<bool, Fault> {
        let column = identifier(name);
        // One row, whatever the table holds.
        let asked = |what: &str| {
            format!(
                "SELECT {what}(s.{column})::text FROM (SELECT 1) one LEFT JOIN (SELECT {column} \
                 FROM {from} WHERE false) s ON true"
            )
        };
        let found: String = self.one(&asked("pg_typeof"))?;
        if !ordered_alike(ty).contains(&found.as_str()) {
            return Ok(false);
        }
        if !matches!(ty, SqlType::Text | SqlType::Varchar(_)) {
            return Ok(true);
        }
        let collation: String = self.one(&asked("pg_collation_for"))?;
        // `pg_catalog."C"` where the name is not on the search path.
        let collation = collation
            .rsplit_once('.')
            .filter(|(schema, _)| !schema.contains('"'))
            .map_or(&*collation, |(_, name)| name);
        match collation.trim_matches('"') {
            "default" => self.default_is_bytewise(),
            name => Ok(BYTEWISE.contains(&name)),
        }
    }

    /// The database's own collation. Providers: libc, or one that is built in since version 17; ICU
    /// never orders by bytes.
    fn default_is_bytewise(&mut self) -> Result<bool, Fault> {
        let names = BYTEWISE.map(literal).join(", ");
        let sql = format!(
            "SELECT CASE coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') WHEN 'c' THEN \
             d.datcollate IN ({names}) WHEN 'b' THEN true ELSE false END
             FROM pg_database d WHERE d.datname = current_database()"
        );
        let rows = self.query(&sql, values![])?;
        rows.first().map_or(Err(Fault::NoRow), |row| row.get(0))
    }

    fn one(&mut self, sql: &str) -> Result<String, Fault> {
        self.ask(sql)?
            .first()
            .map_or(Err(Fault::NoRow), |row: &Record| row.get(0))
    }
}
