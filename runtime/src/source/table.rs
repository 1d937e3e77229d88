//! A table, view or query in a database: what its adapters share.

use xxhash_rust::xxh3::Xxh3Default;

use super::Finding;
use super::query::unended;
use crate::connections::DatabasePlace;
use crate::database::{Dialect, identifier, statements};
use crate::error::{Error, Result};
use crate::info::{Column, From, Param};
use crate::settings::params::fill_in;
use crate::value::ParamValue;
use loadwright_types::pieces::filled;

/// A table, view or query in a database.
#[derive(Debug)]
pub(crate) struct TableSource {
    /// Which database it is, for its fingerprint.
    place: String,
    dialect: Dialect,
    /// The table's quoted name, or the query as a subquery.
    pub(crate) from: String,
    /// The table's bare name; `None` for a query.
    pub(crate) table: Option<String>,
    /// The table's schema.
    pub(crate) schema: Option<String>,
    /// The columns that the job reads.
    pub(crate) columns: &'static [Column],
    /// The statement, with `${where}` still in it.
    read: String,
    /// The source columns that the business key copies.
    pub(crate) names: Vec<&'static str>,
    pub(crate) params: Vec<(&'static str, ParamValue)>,
}

/// How a database takes the params of a user's query.
pub(crate) type QueryText = fn(&str, &[Param], &[ParamValue]) -> Result<String>;

impl TableSource {
    /// Resolves the names of the job's source in the database that the connection leads to.
    pub(crate) fn new(
        finding: &Finding<'_>,
        place: &dyn DatabasePlace,
        query_text: QueryText,
    ) -> Result<TableSource> {
        let (info, dialect) = (finding.info, place.dialect());
        let (from, table, schema) = match info.source.from {
            From::Table(template) => {
                let name = fill_in(template, info.params, finding.params)?;
                let (schema, table) = name.split_once('.').unwrap_or((place.schema(), &name));
                [schema, table]
                    .into_iter()
                    .try_for_each(|name| kept_whole(dialect, name))?;
                (
                    format!("{}.{}", identifier(schema), identifier(table)),
                    Some(table.to_owned()),
                    Some(schema.to_owned()),
                )
            }
            From::Query(query) => {
                let text = query_text(unended(query), info.params, finding.params)?;
                (format!("(\n{text}\n) AS \"source\""), None, None)
            }
            From::File { .. } => return Err(other_kind(finding)),
        };
        info.source
            .columns
            .iter()
            .try_for_each(|column| kept_whole(dialect, column.header))?;
        let names = info
            .target
            .key_source
            .iter()
            .map(|place| info.source.columns[*place].header)
            .collect();
        Ok(TableSource {
            schema,
            columns: info.source.columns,
            names,
            place: finding.connection.identity()?,
            dialect,
            from,
            table,
            read: statements(info, dialect)?
                .read_source
                .trim()
                .trim_end_matches(';')
                .to_owned(),
            params: info
                .params
                .iter()
                .map(|param| param.name)
                .zip(finding.params.iter().cloned())
                .collect(),
        })
    }

    /// The statement that reads the rows that a predicate picks.
    pub(crate) fn sql(&self, predicate: &str) -> String {
        filled(&self.read, |mark| match mark {
            "${source}" => Some(self.from.clone()),
            "${where}" => Some(predicate.to_owned()),
            _ => None,
        })
    }

    /// What the source is called, for people.
    pub(crate) fn name(&self) -> &str {
        self.table.as_deref().unwrap_or("query")
    }

    /// What tells it from another. What is hashed is the operator's own: nobody gains by two of
    /// them that agree.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hasher = Xxh3Default::new();
        for part in [&self.place, &self.read, &self.from] {
            hasher.update(part.as_bytes());
        }
        format!("{} {:032x}", self.dialect.kind(), hasher.digest128())
    }
}

/// The job reads something else than the connection leads to.
pub(crate) fn other_kind(finding: &Finding<'_>) -> Error {
    Error::usage(format!(
        "the connection {} is not of the kind that the job reads",
        finding.info.source.connection
    ))
}

/// Says no to a name that the source's server would cut: it would be another table's, or another
/// column's.
fn kept_whole(dialect: Dialect, name: &str) -> Result<()> {
    let Some(longest) = dialect
        .longest_name()
        .filter(|longest| name.len() > *longest)
    else {
        return Ok(());
    };
    let message = format!(
        "the source's name `{name}` has {} bytes, and {} keeps {longest} of a name",
        name.len(),
        dialect.product()
    );
    Err(Error::usage(message).help(
        "write the name as the database has it: `from:` of a source column, an alias in the \
         query, the table's name",
    ))
}
