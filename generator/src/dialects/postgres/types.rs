//! PostgreSQL's column types as the spec's.

use crate::dialects::ColumnType;
use crate::types::{self, SqlType};

/// The spec's type for one in the words of `format_type`.
pub(super) fn column_type(declared: &str) -> Option<ColumnType> {
    let known = |ty| {
        Some(ColumnType {
            ty,
            is_guess: false,
        })
    };
    match declared {
        "numeric" => {
            return Some(ColumnType {
                ty: SqlType::decimal(38, 9),
                is_guess: true,
            });
        }
        "jsonb" => return known(SqlType::Json),
        "name" | "\"char\"" => return known(SqlType::Text),
        _ => {}
    }
    // `timestamp(3) without time zone`: digits of a second are not for the spec.
    let bare = if declared.starts_with("time") {
        without_brackets(declared)
    } else {
        declared.to_owned()
    };
    types::column_type(&bare).ok().and_then(known)
}

fn without_brackets(text: &str) -> String {
    match (text.split_once('('), text.split_once(')')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => text.to_owned(),
    }
}
