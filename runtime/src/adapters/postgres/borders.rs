//! Where key ranges of about one size end in a PostgreSQL table, view or query: exactly, by steps
//! along the key's index; of a very large table by a sample of its pages.

use super::dialect::PostgresSql;
use super::session::Server;
use super::source::Origin;
use crate::database::{Fault, Value, fault, identifier, literal, values};
use crate::error::Result;
use crate::source::Borders;
use crate::source::bounds::Border;

/// Rows of a table from which on a sample is enough. Walking along the whole index takes a quarter
/// of a microsecond a row, while nothing else goes on; of a hundred million rows two in a hundred
/// are sampled, which takes about a second.
const SAMPLED_FROM: u64 = 1_000_000;

/// Rows of a sample for each range: of some twenty pages, so that most ranges are within a quarter
/// of the size asked for.
const SAMPLED_PER_RANGE: u64 = 1000;

/// The key columns, quoted, as a list and in the places that the statements need.
struct Keys {
    /// `"a", "b"`
    list: String,
    /// `"a"::text AS lw_1, "b"::text AS lw_2`: named otherwise than the columns, which ORDER BY
    /// would take the texts for.
    texts: String,
    /// `"a" IS NOT NULL AND "b" IS NOT NULL`
    not_null: String,
    /// The number of a row in the key's order.
    row: String,
}

/// A name that no column has: ORDER BY, or a predicate, would take one for the other.
fn free(name: &str, columns: &[&str]) -> String {
    let mut name = name.to_owned();
    while columns.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

impl Keys {
    fn of(names: &[&str]) -> Keys {
        let list: Vec<String> = names.iter().map(|name| identifier(name)).collect();
        let text = |(place, name): (usize, &String)| {
            format!("{name}::text AS {}", free(&format!("lw_{place}"), names))
        };
        let texts = (1..).zip(&list).map(text).collect::<Vec<_>>().join(", ");
        let not_null = list
            .iter()
            .map(|name| format!("{name} IS NOT NULL"))
            .collect::<Vec<_>>()
            .join(" AND ");
        Keys {
            list: list.join(", "),
            texts,
            not_null,
            row: free("lw_row", names),
        }
    }
}

impl Origin {
    /// The borders between ranges of about `size` rows; `rows` as they were counted or estimated.
    pub(super) fn borders(
        &self,
        session: &mut Server,
        like: &[Border],
        size: u64,
        rows: u64,
    ) -> Result<Borders> {
        let planning = |error: Fault| fault(error, "cannot plan the key ranges");
        let keys = Keys::of(&self.table.names);
        let ends = if rows >= SAMPLED_FROM && self.has_pages(session).map_err(planning)? {
            self.sample(session, &keys, like, size)
        } else {
            // The planner may think that sorting the whole source for each step is cheaper than its
            // index; it is not for all of them.
            session
                .batch("SET enable_seqscan = off; SET enable_sort = off")
                .map_err(planning)?;
            let ends = self.walk(session, &keys, like, size);
            // What went wrong on the way comes first: it leaves a transaction in which nothing more
            // can be said.
            let reset = session.batch("RESET enable_seqscan; RESET enable_sort");
            ends.and_then(|ends| reset.map(|()| ends))
        }
        .map_err(planning)?;
        let rest = rows.saturating_sub(size.saturating_mul(ends.len() as u64));
        Ok(Borders {
            ends: ends.into_iter().map(|end| (end, size)).collect(),
            rest,
        })
    }

    /// Steps along the index, one range at a time.
    fn walk(
        &self,
        session: &mut Server,
        keys: &Keys,
        like: &[Border],
        size: u64,
    ) -> Result<Vec<Vec<Border>>, Fault> {
        let Keys {
            list,
            texts,
            not_null,
            ..
        } = keys;
        let mut step = |low: Option<&[Border]>,
                        strictly: bool,
                        offset: u64|
         -> Result<Option<Vec<Border>>, Fault> {
            let from = low.map_or_else(String::new, |low| {
                let values = low
                    .iter()
                    .map(|border| border.sql(&PostgresSql))
                    .collect::<Vec<_>>()
                    .join(", ");
                format!(
                    " AND ({list}) {} ({values})",
                    if strictly { ">" } else { ">=" }
                )
            });
            let sql = format!(
                "SELECT {texts} FROM {} WHERE {not_null}{from} ORDER BY {list} OFFSET {offset} \
                 LIMIT 1",
                self.table.from
            );
            Ok(session.ask(&sql)?.first().and_then(|row| key(&row.0, like)))
        };
        let mut ends: Vec<Vec<Border>> = Vec::new();
        while let Some(mut high) = step(ends.last().map(Vec::as_slice), false, size)? {
            // So many rows of one key: it stays together, and the next key begins the next range.
            if ends.last() == Some(&high) {
                let Some(next) = step(Some(&high), true, 0)? else {
                    break;
                };
                high = next;
            }
            ends.push(high);
        }
        Ok(ends)
    }

    /// Every so manieth key of a sample of the table's pages. A snapshot's sample is the same each
    /// time.
    fn sample(
        &self,
        session: &mut Server,
        keys: &Keys,
        like: &[Border],
        size: u64,
    ) -> Result<Vec<Vec<Border>>, Fault> {
        let Keys {
            list,
            texts,
            not_null,
            row,
        } = keys;
        let per_range = SAMPLED_PER_RANGE.min(size);
        let percent = 100.0 * per_range as f64 / size as f64;
        let sampled = format!(
            "{} TABLESAMPLE SYSTEM ({percent}) REPEATABLE (0)",
            self.table.from
        );
        let sql = format!(
            "SELECT {texts} FROM (SELECT {list}, row_number() OVER (ORDER BY {list}) AS {row} \
             FROM {sampled} WHERE {not_null}) AS keys WHERE {row} % {per_range} = 0 ORDER BY \
             {list}"
        );
        let mut ends: Vec<Vec<Border>> = session
            .ask(&sql)?
            .iter()
            .filter_map(|row| key(&row.0, like))
            .collect();
        // A key with more rows than a range has stays together.
        ends.dedup();
        Ok(ends)
    }

    /// Whether pages of it can be sampled: a table or materialized view, no query or view.
    fn has_pages(&self, session: &mut Server) -> Result<bool, Fault> {
        if self.table.table.is_none() {
            return Ok(false);
        }
        let sql = format!(
            "SELECT relkind IN ('r', 'm', 'p') FROM pg_class WHERE oid = to_regclass({})",
            literal(&self.table.from)
        );
        session
            .query(&sql, values![])?
            .first()
            .map_or(Ok(false), |row| row.get(0))
    }
}

fn key(row: &[Value<'_>], like: &[Border]) -> Option<Vec<Border>> {
    row.iter()
        .zip(like)
        .map(|(value, like)| border(value, like))
        .collect()
}

fn border(value: &Value<'_>, like: &Border) -> Option<Border> {
    match (value, like) {
        (Value::Text(text), Border::Integer(_)) => text.parse().ok().map(Border::Integer),
        (Value::Text(text), Border::Text(_)) => Some(Border::Text(text.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn our_own_names_are_none_of_the_key_s() {
        let keys = Keys::of(&["lw_row", "lw_2", "lw_row_"]);
        assert_eq!(
            keys.texts,
            r#""lw_row"::text AS lw_1, "lw_2"::text AS lw_2_, "lw_row_"::text AS lw_3"#
        );
        assert_eq!(keys.row, "lw_row__");
    }
}
