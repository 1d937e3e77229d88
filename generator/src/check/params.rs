//! Run parameters: declared once, used as `:name` in SQL and as `${name}` in names of files and
//! tables.

use std::collections::BTreeSet;
use std::ops::Range;

use loadwright_types::pieces::{Piece, pieces};

use crate::diag::{Diagnostic, Sink, Spanned, codes, did_you_mean};
use crate::model::Param;
use crate::names::const_ident;
use crate::spec::raw;
use crate::types::SqlType;

use super::expression::part;
use super::literal::canonical;
use super::names::parse_type;

/// The declared parameters, and what was found of their use.
pub(super) struct Params<'a> {
    raw: &'a [raw::Param],
    /// Those without a fault.
    pub(super) known: Vec<Param>,
    used: BTreeSet<String>,
}

impl<'a> Params<'a> {
    /// Checks the declarations.
    pub(super) fn check(raw: &'a [raw::Param], sink: &mut Sink) -> Params<'a> {
        for (place, param) in raw.iter().enumerate() {
            let ident = const_ident(&param.name.value);
            if let Some(other) = raw[..place]
                .iter()
                .find(|other| const_ident(&other.name.value) == ident)
            {
                sink.push(
                    Diagnostic::error(
                        codes::IDENT_CLASH,
                        format!(
                            "`{}` and `{}` are both `{ident}` in Rust",
                            other.name.value, param.name.value
                        ),
                    )
                    .at(&param.name.span, "rename one")
                    .at(&other.name.span, "the other"),
                );
            }
        }
        let known = raw
            .iter()
            .filter_map(|param| declaration(param, sink))
            .collect();
        Params {
            raw,
            known,
            used: BTreeSet::new(),
        }
    }

    /// Names whose declaration has a fault.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = String> + '_ {
        self.raw
            .iter()
            .map(|param| &param.name.value)
            .filter(|name| !self.known.iter().any(|param| param.name == **name))
            .cloned()
    }

    /// Notes the parameters that an expression uses.
    pub(super) fn use_all<'n>(&mut self, names: impl IntoIterator<Item = &'n String>) {
        self.used.extend(names.into_iter().cloned());
    }

    /// Checks the `${name}` of a file, table or schema name; gives the text with each replaced by
    /// its name.
    pub(super) fn in_name(&mut self, text: &Spanned<String>, sink: &mut Sink) -> String {
        let mut plain = String::new();
        let mut rest = 0;
        for (range, name) in placeholders(&text.value) {
            plain.push_str(&text.value[rest..range.start]);
            plain.push_str(name);
            rest = range.end;
            self.use_one(name, text, &range, sink);
        }
        plain.push_str(&text.value[rest..]);
        if let Some(open) = text.value[rest..].find("${") {
            sink.push(
                Diagnostic::error(codes::BAD_PATH, "a `${` without its `}`").at(
                    &part(text, &(rest + open..text.value.len())),
                    "expected `${name}`",
                ),
            );
        }
        plain
    }

    /// Checks the `:name` of a query or hook.
    pub(super) fn in_sql(&mut self, text: &Spanned<String>, sink: &mut Sink) {
        for (range, name) in bound_names(&text.value) {
            self.use_one(name, text, &range, sink);
        }
        for (range, name) in marks(&text.value) {
            sink.push(
                Diagnostic::error(
                    codes::UNKNOWN_PARAM,
                    format!("`${{{name}}}` is not replaced in SQL"),
                )
                .at(&part(text, &range), "values are bound, never pasted")
                .help(format!("write `:{name}`")),
            );
        }
    }

    fn use_one(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        range: &Range<usize>,
        sink: &mut Sink,
    ) {
        self.used.insert(name.to_owned());
        if !self.raw.iter().any(|param| param.name.value == name) {
            sink.push(
                Diagnostic::error(
                    codes::UNKNOWN_PARAM,
                    format!("there is no parameter `{name}`"),
                )
                .at(&part(text, range), "not declared under the job's `params`")
                .help_if(did_you_mean(
                    name,
                    self.raw.iter().map(|param| param.name.value.as_str()),
                ))
                .help(format!("declare it: `params: {{{name}: {{type: text}}}}`")),
            );
        }
    }

    /// Warns of declarations that nothing uses.
    pub(super) fn warn_unused(&self, sink: &mut Sink) {
        for param in self
            .raw
            .iter()
            .filter(|param| !self.used.contains(&param.name.value))
        {
            sink.push(
                Diagnostic::warning(
                    codes::UNUSED,
                    format!("parameter `{}` is not used", param.name.value),
                )
                .at(
                    &param.name.span,
                    "neither an expression, a name, the query nor a hook uses it",
                ),
            );
        }
    }
}

fn declaration(param: &raw::Param, sink: &mut Sink) -> Option<Param> {
    let ty = parse_type(param.ty.as_ref()?, sink)?;
    let default = match &param.default {
        Some(default) => Some(default_text(default, ty, sink)?),
        None => None,
    };
    Some(Param {
        name: param.name.value.clone(),
        ty,
        default,
    })
}

fn default_text(default: &Spanned<String>, ty: SqlType, sink: &mut Sink) -> Option<String> {
    match canonical(&default.value, ty) {
        Ok(text) => Some(text),
        Err(message) => {
            sink.push(
                Diagnostic::error(codes::BAD_VALUE, message)
                    .at(&default.span, "the default of this parameter"),
            );
            None
        }
    }
}

/// The `${name}` in a text.
fn placeholders(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("${").map(|place| from + place) {
        let Some(end) = text[start..].find('}').map(|place| start + place) else {
            break;
        };
        found.push((start..end + 1, &text[start + 2..end]));
        from = end + 1;
    }
    found
}

/// The `:name` in SQL.
fn bound_names(sql: &str) -> Vec<(Range<usize>, &str)> {
    of(sql, Piece::Param)
        .into_iter()
        .map(|(range, text)| (range, &text[1..]))
        .collect()
}

/// The `${name}` in SQL, where they are no part of a text, a quoted name or a comment.
fn marks(sql: &str) -> Vec<(Range<usize>, &str)> {
    of(sql, Piece::Mark)
        .into_iter()
        .map(|(range, text)| (range, &text[2..text.len() - 1]))
        .collect()
}

/// The pieces of one kind, with their places.
fn of(sql: &str, wanted: Piece) -> Vec<(Range<usize>, &str)> {
    let mut place = 0;
    let mut found = Vec::new();
    for (piece, text) in pieces(sql) {
        if piece == wanted {
            found.push((place..place + text.len(), text));
        }
        place += text.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_names_are_found_where_sql_binds() {
        let names = |sql| {
            bound_names(sql)
                .into_iter()
                .map(|(_, name)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names("select * from t where a = :a and b>:b_1"),
            ["a", "b_1"]
        );
        assert!(names("select ':a', \":b\", x::text, 'it''s :c' -- :d\n /* :e */").is_empty());
        assert_eq!(names("select 'é' || :ä, :x"), ["x"]);
        assert!(names("select a[1:2], ':").is_empty());
        let sql = "select $$ :a $$, E'\\':b', /* /* :c */ :d */ 1 where x = :e";
        assert_eq!(bound_names(sql), [(sql.len() - 2..sql.len(), "e")]);
    }

    #[test]
    fn placeholders_are_found_with_their_places() {
        assert_eq!(placeholders("a_${x}_${y}.csv"), [(2..6, "x"), (7..11, "y")]);
        assert!(placeholders("a_${x").is_empty());
    }
}
