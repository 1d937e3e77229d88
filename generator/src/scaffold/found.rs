//! What was found in a database or file, as `xtask/inspect` prints it.

use serde::Deserialize;

use crate::dialects::{ColumnType, Dialect};
use crate::spec::yaml::quote;
use crate::types::{SqlType, column_type};

/// A table or file.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// `file`, or the name of a dialect.
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
    /// The type that the spec calls it by, in a table of this dialect or in a file; `None`: there
    /// is none.
    #[must_use]
    pub fn column_type(&self, dialect: Option<&dyn Dialect>) -> Option<ColumnType> {
        match &self.ty {
            Some(ty) => column_type(ty).ok().map(|ty| ColumnType {
                ty,
                is_guess: false,
            }),
            None => dialect?.column_type(&self.declared),
        }
    }

    /// Its line in `columns:` of the source.
    pub(super) fn written(&self, ty: SqlType) -> String {
        let null = if self.not_null { " not null" } else { "" };
        let mut rules = Vec::new();
        if self.trim {
            rules.push("trim: both".to_owned());
        }
        rules.extend(
            self.format
                .as_ref()
                .map(|format| format!("format: {}", quote(format))),
        );
        rules.extend(
            self.decimal
                .as_ref()
                .map(|mark| format!("decimal: {}", quote(mark))),
        );
        rules.extend(
            self.values
                .as_ref()
                .map(|(yes, no)| format!("values: [{}, {}]", quote(yes), quote(no))),
        );
        let written = format!("{ty}{null}");
        // A comma inside `{ }` would end the value.
        let ty = if written.contains(',') {
            quote(&written)
        } else {
            written.clone()
        };
        if rules.is_empty() {
            written
        } else {
            format!("{{type: {ty}, {}}}", rules.join(", "))
        }
    }
}
