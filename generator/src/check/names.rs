//! Names: of types, tables and files; and that no two columns of a table share one.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes};
use crate::dialects::Dialect;
use crate::names::column_ident;
use crate::types::{self, SqlType};

use super::params::Params;

/// A type, or what is wrong with it.
pub(super) fn parse_type(text: &Spanned<String>, sink: &mut Sink) -> Option<SqlType> {
    match types::column_type(&text.value) {
        Ok(ty) => Some(ty),
        Err(message) => {
            sink.push(
                Diagnostic::error(codes::UNKNOWN_TYPE, message).at(&text.span, "expected a type"),
            );
            None
        }
    }
}

/// Checks `table` or `schema.table`.
pub(super) fn table(text: &Spanned<String>, params: &mut Params<'_>, sink: &mut Sink) {
    let plain = params.in_name(text, sink);
    let parts: Vec<&str> = plain.split('.').collect();
    if parts.len() > 2 || !parts.iter().all(|part| is_table_name(part)) {
        sink.push(
            Diagnostic::error(
                codes::BAD_PATH,
                format!("`{}` is no table name", text.value),
            )
            .at(&text.span, "expected `table` or `schema.table`")
            .help(
                "each part is letters of any alphabet, digits, `_`, `-` and blanks, beginning \
                 with a letter or `_`; it is quoted in SQL, so write no quotes",
            ),
        );
    }
}

fn is_table_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
}

/// Checks a path or glob below a connection's root.
pub(super) fn file_pattern(text: &Spanned<String>, params: &mut Params<'_>, sink: &mut Sink) {
    let plain = params.in_name(text, sink);
    let fault = if plain.starts_with('/') || plain.contains('\\') || plain.get(1..2) == Some(":") {
        "it is not relative"
    } else if plain.split('/').any(|part| part == "..") {
        "it leads out of the root"
    } else {
        return;
    };
    sink.push(
        Diagnostic::error(
            codes::BAD_PATH,
            format!(
                "`{}` is no path below the connection's root: {fault}",
                text.value
            ),
        )
        .at(
            &text.span,
            "expected a relative path with `/`, without `..`",
        ),
    );
}

/// A column of the target table, for the search of clashes.
pub(super) struct Named<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Where it is written, or where the section stands that makes it by default.
    pub(super) span: &'a Span,
    /// `mapped column`, `surrogate key` …
    pub(super) what: &'static str,
    /// It has this name by default: the place is that of its section.
    pub(super) by_default: bool,
}

/// Tells of a name that whatever database the connection turns out to be would cut: two that agree
/// in what is left would be one.
pub(super) fn too_long(name: &str, span: &Span, databases: &[&dyn Dialect], sink: &mut Sink) {
    let cuts = |database: &&dyn Dialect| {
        database
            .longest_name()
            .is_some_and(|longest| name.len() > longest)
    };
    if let Some(database) = databases.first().filter(|_| databases.iter().all(cuts))
        && let Some(longest) = database.longest_name()
    {
        let message = format!(
            "`{name}` has {} bytes, and {} keeps {longest} of a name",
            name.len(),
            database.title()
        );
        sink.push(Diagnostic::error(codes::NAME_TOO_LONG, message).at(
            span,
            "another name with the same beginning would be taken for this one",
        ));
    }
}

/// The same of a table's name. What a param stands in is looked at by the run.
pub(super) fn table_too_long(text: &Spanned<String>, databases: &[&dyn Dialect], sink: &mut Sink) {
    text.value
        .split('.')
        .filter(|part| !part.contains("${"))
        .for_each(|part| too_long(part, &text.span, databases, sink));
}

/// Tells of a column that no table can have, whatever database the connection turns out to be.
fn of_the_system(column: &Named<'_>, databases: &[&dyn Dialect], sink: &mut Sink) {
    let has = |database: &&dyn Dialect| database.system_columns().contains(&column.name);
    if let Some(database) = databases.first().filter(|_| databases.iter().all(has)) {
        sink.push(
            Diagnostic::error(
                codes::NAME_CLASH,
                format!(
                    "{} lets no table have a column `{}`",
                    database.title(),
                    column.name
                ),
            )
            .at(column.span, "each table has a system column of this name")
            .help(format!(
                "give the column another name, or leave `{}` out of the connection's kinds",
                database.name()
            )),
        );
    }
}

/// Tells of columns that share a name, and of names that are too long.
pub(super) fn clashes(columns: &[Named<'_>], databases: &[&dyn Dialect], sink: &mut Sink) {
    for (place, column) in columns.iter().enumerate() {
        let same = |other: &&Named<'_>| other.name.to_lowercase() == column.name.to_lowercase();
        too_long(column.name, column.span, databases, sink);
        of_the_system(column, databases, sink);
        if let Some(other) = columns[..place].iter().find(same) {
            let (first, second) = if column.by_default {
                (other, column)
            } else {
                (column, other)
            };
            sink.push(
                Diagnostic::error(
                    codes::NAME_CLASH,
                    format!("the table would have two columns `{}`", first.name),
                )
                .at(first.span, first.what)
                .at(
                    second.span,
                    if second.by_default {
                        format!("{}, by default", second.what)
                    } else {
                        second.what.to_owned()
                    },
                ),
            );
        }
    }
}

/// Tells of columns whose names are one identifier in Rust, unless they clash by name already.
pub(super) fn ident_clashes<'a>(
    names: impl Iterator<Item = &'a Spanned<String>>,
    by_name_told: bool,
    sink: &mut Sink,
) {
    let mut seen: Vec<(String, &Spanned<String>)> = Vec::new();
    for name in names {
        let ident = column_ident(&name.value).to_string();
        let told = |other: &Spanned<String>| {
            by_name_told && other.value.to_lowercase() == name.value.to_lowercase()
        };
        if let Some((_, other)) = seen
            .iter()
            .find(|(taken, other)| *taken == ident && !told(other))
        {
            let message = format!(
                "columns `{}` and `{}` are both `{ident}` in Rust",
                other.value, name.value
            );
            sink.push(
                Diagnostic::error(codes::IDENT_CLASH, message)
                    .at(&name.span, "rename one")
                    .at(&other.span, "the other"),
            );
        }
        seen.push((ident, name));
    }
}

#[cfg(test)]
mod tests {
    use super::is_table_name;

    #[test]
    fn table_names() {
        for good in [
            "dim_airport",
            "_x",
            "First Table",
            "T1",
            "Größe",
            "order-lines",
            "表",
        ] {
            assert!(is_table_name(good), "{good}");
        }
        for bad in [
            "", "1t", "-a", "a\"b", "a;b", "a'b", "a$b", " a", "a ", "a\nb",
        ] {
            assert!(!is_table_name(bad), "{bad}");
        }
    }
}
