//! Column lineage of a checked job: which source columns each target column comes from, and which
//! decide over whole rows.

mod mermaid;
mod openlineage;
#[cfg(test)]
mod tests;

use crate::expr::Compiled;
use crate::model::{From, Job};

pub use mermaid::mermaid;
pub use openlineage::openlineage;

/// The lineage of one job.
#[derive(Debug)]
pub struct Lineage<'j> {
    /// The job's name.
    pub job: &'j str,
    /// What is read.
    pub source: Dataset<'j>,
    /// What is written.
    pub target: Dataset<'j>,
    /// Every target column, in the table's order.
    pub columns: Vec<Edge<'j>>,
    /// What decides which rows are loaded: it has a hand in every column.
    pub rows: Vec<Edge<'j>>,
}

/// A table, file or query of a connection.
#[derive(Debug, Clone)]
pub struct Dataset<'j> {
    /// The connection's name.
    pub connection: &'j str,
    /// Table or path as the spec has it; for a query the job's name with `query` behind it.
    pub name: String,
}

/// Source columns on their way.
#[derive(Debug)]
pub struct Edge<'j> {
    /// The target column; for whole rows the field of the spec.
    pub to: &'j str,
    /// The source columns, in the source's order.
    pub from: Vec<&'j str>,
    /// Source columns that only decide what the value is: those of CASE's conditions.
    pub conditions: Vec<&'j str>,
    /// How they come there.
    pub kind: Kind,
    /// The expression as it was written.
    pub expression: &'j str,
}

impl Edge<'_> {
    /// The source columns by how they come there: those of the value, then those of its conditions.
    fn parts(&self) -> impl Iterator<Item = (Kind, &[&str])> {
        let of_value = (self.kind, self.from.as_slice());
        let of_conditions = (Kind::Conditional, self.conditions.as_slice());
        // A value of no column is told as such only where nothing else is.
        [of_value, of_conditions]
            .into_iter()
            .filter(|(kind, from)| match kind {
                Kind::Conditional => !from.is_empty(),
                _ => !from.is_empty() || self.conditions.is_empty(),
            })
    }
}

/// How source columns come into a target, by OpenLineage's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The column as it is.
    Identity,
    /// Computed.
    Transformation,
    /// No source column: a constant, a parameter, the run itself.
    Constant,
    /// It decides which of several values is taken.
    Conditional,
    /// It decides which rows are taken.
    Filter,
    /// It decides which of several rows of a key wins.
    Sort,
}

impl Kind {
    /// OpenLineage's type and subtype.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Identity => ("DIRECT", "IDENTITY"),
            Kind::Transformation => ("DIRECT", "TRANSFORMATION"),
            Kind::Constant => ("", ""),
            Kind::Conditional => ("INDIRECT", "CONDITIONAL"),
            Kind::Filter => ("INDIRECT", "FILTER"),
            Kind::Sort => ("INDIRECT", "SORT"),
        }
    }
}

impl<'j> Lineage<'j> {
    /// Traces a job.
    #[must_use]
    pub fn of(job: &'j Job) -> Lineage<'j> {
        let edge = |to: &'j str, value: &'j Compiled, kind: Option<Kind>| {
            // What decides over rows is one kind throughout.
            let decides = |place: &usize| kind.is_none() && value.deciding.contains(place);
            let (conditions, from): (Vec<usize>, Vec<usize>) =
                value.columns.iter().partition(|place| decides(place));
            let names = |places: Vec<usize>| -> Vec<&str> {
                places
                    .iter()
                    .map(|place| job.source.columns[*place].name.as_str())
                    .collect()
            };
            let (conditions, from) = (names(conditions), names(from));
            let computed = || match from.as_slice() {
                [] => Kind::Constant,
                [name] if is_column(&value.text, name) => Kind::Identity,
                _ => Kind::Transformation,
            };
            Edge {
                to,
                kind: kind.unwrap_or_else(computed),
                from,
                conditions,
                expression: &value.text,
            }
        };
        let filter = job
            .source
            .filter
            .iter()
            .map(|filter| edge("filter", filter, Some(Kind::Filter)));
        let order = job
            .target
            .order_by
            .iter()
            .map(|order| edge("order_by", &order.value, Some(Kind::Sort)));
        let name = match &job.source.from {
            From::File { pattern, .. } => pattern.clone(),
            From::Table(table) => table.clone(),
            From::Query(_) => format!("{} query", job.name),
        };
        Lineage {
            job: &job.name,
            source: Dataset {
                connection: &job.source.connection,
                name,
            },
            target: Dataset {
                connection: &job.target.connection,
                name: job.target.table.clone(),
            },
            columns: job
                .target
                .columns
                .iter()
                .map(|column| edge(&column.name, &column.value, None))
                .collect(),
            rows: filter
                .chain(order)
                .filter(|edge| !edge.from.is_empty())
                .collect(),
        }
    }
}

/// Whether an expression is a column's name and nothing else.
fn is_column(expression: &str, name: &str) -> bool {
    let quoted = expression
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .map(|inner| inner.replace("\"\"", "\""));
    quoted.map_or_else(
        || expression.eq_ignore_ascii_case(name),
        |inner| inner == name,
    )
}

/// Lineages as a table, one below the other.
#[must_use]
pub fn table(lineages: &[Lineage<'_>]) -> String {
    let mut text = String::new();
    for lineage in lineages {
        if !text.is_empty() {
            text.push('\n');
        }
        let Lineage {
            job,
            source,
            target,
            ..
        } = lineage;
        text.push_str(&format!(
            "{job}: {} ({}) -> {} ({})\n",
            source.name, source.connection, target.name, target.connection
        ));
        let mut rows = vec![["TARGET COLUMN", "FROM", "KIND", "EXPRESSION"].map(str::to_owned)];
        let rest = lineage
            .rows
            .iter()
            .map(|edge| (format!("(rows: {})", edge.to), edge));
        for (to, edge) in lineage
            .columns
            .iter()
            .map(|edge| (edge.to.to_owned(), edge))
            .chain(rest)
        {
            for (kind, from) in edge.parts() {
                let (kind, subtype) = kind.words();
                let from = if from.is_empty() {
                    "-".to_owned()
                } else {
                    from.join(", ")
                };
                let kind = if kind.is_empty() {
                    "-".to_owned()
                } else {
                    format!("{kind} {subtype}")
                };
                rows.push([to.clone(), from, kind, edge.expression.to_owned()]);
            }
        }
        text.push_str(&crate::columns::aligned(&rows, "  "));
    }
    text
}
