//! What was found in a database or file, as `xtask/inspect` prints it.

use serde::Deserialize;

use crate::spec::yaml::quote;
use crate::types::{SqlType, column_type};

/// A table or file.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// `file`, `sqlite` or `postgres`.
    pub kind: String,
    /// Columns in their order.
    pub columns: Vec<FoundColumn>,
    /// Columns by which rows differ, the best first.
    #[serde(default)]
    pub keys: Vec<Vec<String>>,
    /// What there is to say of it as a whole.
    #[serde(default)]
    pub notes: Vec<String>,
    /// A file's dialect.
    #[serde(default)]
    pub file: Option<FoundFile>,
}

/// A CSV file's dialect.
#[derive(Debug, Clone, Deserialize)]
pub struct FoundFile {
    /// One character.
    pub delimiter: String,
    /// The first record names the columns.
    pub header: bool,
    /// Texts that mean NULL.
    pub nulls: Vec<String>,
    /// WHATWG label.
    pub encoding: String,
    /// Rows that were looked at.
    pub rows: u64,
    /// They are all that there are.
    pub whole: bool,
}

/// A column.
#[derive(Debug, Clone, Deserialize)]
pub struct FoundColumn {
    /// Name.
    pub name: String,
    /// The database's own words for its type.
    #[serde(default)]
    pub declared: String,
    /// The spec's type, where the values tell it.
    #[serde(default, rename = "type")]
    pub ty: Option<String>,
    /// No row lacks it, or the database refuses NULL.
    #[serde(default)]
    pub not_null: bool,
    /// Blanks stand around its values.
    #[serde(default)]
    pub trim: bool,
    /// Format of its dates.
    #[serde(default)]
    pub format: Option<String>,
    /// Decimal mark, where it is no point.
    #[serde(default)]
    pub decimal: Option<String>,
    /// Words for true and false.
    #[serde(default)]
    pub values: Option<(String, String)>,
    /// What the user has to decide.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl FoundColumn {
    /// The type that the spec calls it by; `None`: there is none.
    #[must_use]
    pub fn sql_type(&self) -> Option<SqlType> {
        match &self.ty {
            Some(ty) => column_type(ty).ok(),
            None => of_postgres(&self.declared),
        }
    }

    /// What about the type is a guess.
    pub(super) fn doubts(&self) -> Option<String> {
        (self.ty.is_none() && self.declared == "numeric")
            .then(|| "the column has no precision; decimal(38,9) takes most values, and rejects those that do not fit".to_owned())
    }

    /// Its line in `columns:` of the source.
    pub(super) fn written(&self, ty: SqlType) -> String {
        let null = if self.not_null { " not null" } else { "" };
        let mut rules = Vec::new();
        if self.trim {
            rules.push("trim: both".to_owned());
        }
        rules.extend(self.format.as_ref().map(|format| format!("format: {}", quote(format))));
        rules.extend(self.decimal.as_ref().map(|mark| format!("decimal: {}", quote(mark))));
        rules.extend(self.values.as_ref().map(|(yes, no)| format!("values: [{}, {}]", quote(yes), quote(no))));
        let written = format!("{ty}{null}");
        // A comma inside `{ }` would end the value.
        let ty = if written.contains(',') { quote(&written) } else { written.clone() };
        if rules.is_empty() { written } else { format!("{{type: {ty}, {}}}", rules.join(", ")) }
    }
}

/// A type of PostgreSQL's, in the words of its `format_type`.
fn of_postgres(declared: &str) -> Option<SqlType> {
    match declared {
        "numeric" => return Some(SqlType::decimal(38, 9)),
        "jsonb" => return Some(SqlType::Json),
        "name" | "\"char\"" => return Some(SqlType::Text),
        _ => {}
    }
    // `timestamp(3) without time zone`: digits of a second are not for the spec.
    let bare = if declared.starts_with("time") { without_brackets(declared) } else { declared.to_owned() };
    column_type(&bare).ok()
}

fn without_brackets(text: &str) -> String {
    match (text.split_once('('), text.split_once(')')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => text.to_owned(),
    }
}
