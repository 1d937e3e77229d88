//! What one chunk covers, as the ledger keeps it and as SQL asks for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::database::{Dialect, identifier, literal};

/// A value on a chunk's border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Border {
    Integer(i64),
    Text(String),
}

impl Border {
    /// As an operand.
    pub(crate) fn sql(&self, dialect: Dialect) -> String {
        match self {
            Border::Integer(value) => value.to_string(),
            Border::Text(text) => dialect.bytewise(text),
        }
    }
}

/// Records that stand one behind the other, in one file or several: the unit of work of a load
/// without a key. What the ledger keeps of it is enough to read them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cut {
    /// Place of the file in the run's list in which the part begins.
    pub(crate) file: u32,
    /// Place of the file in which it ends.
    pub(crate) last_file: u32,
    /// Records of the first file before this part, without its header.
    pub(crate) first_record: u64,
    /// Records in this part.
    pub(crate) records: u64,
    /// Line on which the part begins, from 1.
    pub(crate) line: u64,
    /// Bytes of text before the part: of the file itself, unless it is compressed or in another
    /// encoding than UTF-8.
    pub(crate) offset: u64,
}

/// What a chunk covers. Every row of one business key falls into one chunk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bounds {
    /// The whole source.
    All,
    /// Keys from `low` (inclusive) to `high` (exclusive); open where there is none.
    Range {
        low: Option<Vec<Border>>,
        high: Option<Vec<Border>>,
    },
    /// Rows with a key column that is NULL.
    NullKey,
    /// Records whose key's hash falls into this partition.
    Partition { number: u64, of: u64 },
    /// A part of one file, or several files.
    Part(Cut),
}

impl fmt::Display for Border {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Border::Integer(value) => value.fmt(f),
            Border::Text(text) => f.write_str(&literal(text)),
        }
    }
}

impl Bounds {
    /// The predicate that picks the chunk's rows by these key columns.
    pub(crate) fn predicate(&self, key: &[&str], dialect: Dialect) -> String {
        let columns: Vec<String> = key.iter().map(|name| identifier(name)).collect();
        let tuple = |parts: Vec<String>| {
            if parts.len() == 1 {
                parts.concat()
            } else {
                format!("({})", parts.join(", "))
            }
        };
        match self {
            Bounds::Range { low, high } => {
                let border = |border: &[Border]| {
                    tuple(border.iter().map(|border| border.sql(dialect)).collect())
                };
                let row = tuple(columns.clone());
                let mut list: Vec<String> = columns
                    .iter()
                    .map(|name| format!("{name} IS NOT NULL"))
                    .collect();
                list.extend(
                    low.as_deref()
                        .map(|low| format!("{row} >= {}", border(low))),
                );
                list.extend(
                    high.as_deref()
                        .map(|high| format!("{row} < {}", border(high))),
                );
                list.join(" AND ")
            }
            Bounds::NullKey => {
                let list: Vec<String> = columns
                    .iter()
                    .map(|name| format!("{name} IS NULL"))
                    .collect();
                format!("({})", list.join(" OR "))
            }
            _ => "1 = 1".to_owned(),
        }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let border = |border: &[Border]| {
            border
                .iter()
                .map(Border::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Bounds::All => f.write_str("the whole source"),
            Bounds::Range {
                low: None,
                high: None,
            } => f.write_str("all keys"),
            Bounds::Range {
                low: Some(low),
                high: None,
            } => write!(f, "keys from {}", border(low)),
            Bounds::Range {
                low: None,
                high: Some(high),
            } => write!(f, "keys below {}", border(high)),
            Bounds::Range {
                low: Some(low),
                high: Some(high),
            } => write!(f, "keys from {} to below {}", border(low), border(high)),
            Bounds::NullKey => f.write_str("rows with a NULL key"),
            Bounds::Partition { number, of } => {
                write!(
                    f,
                    "partition {} of {of} by hash of the key",
                    number.saturating_add(1)
                )
            }
            Bounds::Part(cut) => {
                let files = if cut.last_file == cut.file {
                    "file".to_owned()
                } else {
                    format!("files {} to", cut.file.saturating_add(1))
                };
                write!(
                    f,
                    "{files} {}, {} records from line {}",
                    cut.last_file.saturating_add(1),
                    cut.records,
                    cut.line
                )
            }
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    #[test]
    fn a_composite_range_keeps_null_keys_out() {
        let bounds = Bounds::Range {
            low: Some(vec![Border::Integer(1), Border::Text("o'k".into())]),
            high: None,
        };
        assert_eq!(
            bounds.predicate(&["a", "b"], &crate::adapters::sqlite::dialect::SqliteSql),
            r#""a" IS NOT NULL AND "b" IS NOT NULL AND ("a", "b") >= (1, 'o''k' COLLATE BINARY)"#
        );
        assert_eq!(
            Bounds::NullKey.predicate(&["a", "b"], &crate::adapters::sqlite::dialect::SqliteSql),
            r#"("a" IS NULL OR "b" IS NULL)"#
        );
        assert_eq!(bounds.to_string(), "keys from 1, 'o''k'");
    }
}
