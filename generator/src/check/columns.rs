//! The target's columns: their types, and what a changed value does.

use crate::diag::{Diagnostic, Sink, Spanned, codes};
use crate::expr::{Compiled, Want};
use crate::model::{Change, TableKind, TargetColumn, Write};
use crate::spec::raw::{self, ColumnValue, Scd};
use crate::spec::yaml::Scalar;
use crate::types::SqlType;

use super::expression::Expressions;
use super::names::parse_type;

/// What the target decides for all its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) kind: Option<TableKind>,
    pub(super) write: Write,
    pub(super) scd: Option<Scd>,
    pub(super) key: &'a [Spanned<String>],
}

impl Rules<'_> {
    fn is_key(&self, column: &raw::Column) -> bool {
        self.key.iter().any(|key| key.value == column.name.value)
    }

    /// Rows are compared with those that are there.
    fn compares(&self) -> bool {
        self.write == Write::Merge
    }
}

/// The columns in order; `None` for one with a fault, so that places stay.
pub(super) fn check(columns: &[raw::Column], rules: Rules<'_>, expressions: &Expressions, sink: &mut Sink) -> Vec<Option<TargetColumn>> {
    columns.iter().map(|column| check_one(column, rules, expressions, sink)).collect()
}

fn check_one(column: &raw::Column, rules: Rules<'_>, expressions: &Expressions, sink: &mut Sink) -> Option<TargetColumn> {
    let change = change(column, rules, sink);
    let text = match column.value.as_ref()? {
        ColumnValue::Expression(text) => text.clone(),
        ColumnValue::Constant(constant) => Spanned::new(constant_sql(&constant.value), constant.span.clone()),
    };
    let ty = match &column.ty {
        Some(ty) => parse_type(ty, sink)?,
        None => type_of(column, &text, expressions, sink)?,
    };
    let value = expressions.compile(&text, Want::Assign { ty, not_null: column.not_null }, sink)?;
    if rules.compares() {
        refuse_volatile(column, change?, &value, &text, sink);
    }
    Some(TargetColumn {
        name: column.name.value.clone(),
        ty,
        not_null: column.not_null,
        change: change?,
        value,
        comment: column.comment.clone(),
    })
}

/// A constant as SQL.
fn constant_sql(scalar: &Scalar) -> String {
    if scalar.is_null() {
        return "NULL".to_owned();
    }
    if let Some(value) = scalar.boolean() {
        return value.to_string();
    }
    let digits = scalar.text.strip_prefix('-').unwrap_or(&scalar.text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    if scalar.plain && is_number { scalar.text.clone() } else { format!("'{}'", scalar.text.replace('\'', "''")) }
}

/// The type of the expression itself.
fn type_of(column: &raw::Column, text: &Spanned<String>, expressions: &Expressions, sink: &mut Sink) -> Option<SqlType> {
    let name = &column.name.value;
    let open = |why: &str, help: String| {
        Diagnostic::error(codes::TYPE_NEEDED, format!("the type of column `{name}` is open"))
            .at(&text.span, why)
            .at(&column.name.span, "")
            .help(help)
    };
    if text.value.trim().eq_ignore_ascii_case("null") {
        sink.push(open("NULL has no type", format!("write `{name}: {{expr: \"null\", type: text}}`")));
        return None;
    }
    match expressions.compile(text, Want::Any, sink)?.ty {
        SqlType::Decimal(None) => {
            sink.push(open("a decimal of no definite precision", format!("add `type: decimal(p,s)` to `{name}`, or cast the expression")));
            None
        }
        ty => Some(ty),
    }
}

/// What a changed value of the column does; `None` where that was faulted.
fn change(column: &raw::Column, rules: Rules<'_>, sink: &mut Sink) -> Option<Change> {
    let scd = column.scd.as_ref();
    let untracked = column.track.as_ref().filter(|track| !track.value);
    if rules.is_key(column) {
        if let Some(span) = scd.map(|scd| &scd.span).or(untracked.map(|track| &track.span)) {
            sink.push(
                Diagnostic::error(codes::CONFLICT, format!("`{}` is part of the key, which never changes", column.name.value))
                    .at(span, "has no meaning for a key column"),
            );
        }
        return Some(Change::Key);
    }
    if let (Some(scd), Some(track)) = (scd, untracked) {
        sink.push(
            Diagnostic::error(codes::CONFLICT, "`track: false` and `scd` exclude each other")
                .at(&track.span, "never compared")
                .at(&scd.span, "says what a change does"),
        );
        return None;
    }
    if untracked.is_some() {
        return Some(Change::Untracked);
    }
    match scd {
        Some(scd) => own_scd(scd, rules, sink),
        None if rules.kind == Some(TableKind::Dimension) => rules.scd.map(change_of),
        None => Some(Change::Overwrite),
    }
}

fn change_of(scd: Scd) -> Change {
    match scd {
        Scd::Keep => Change::Keep,
        Scd::Overwrite => Change::Overwrite,
        Scd::Version => Change::Version,
    }
}

fn own_scd(scd: &Spanned<Scd>, rules: Rules<'_>, sink: &mut Sink) -> Option<Change> {
    let fault = match rules.kind {
        Some(TableKind::Dimension) | None => None,
        Some(_) if scd.value == Scd::Version => Some("only a dimension has versions"),
        Some(_) if !rules.compares() => Some("rows of this table are added or replaced, never compared"),
        Some(_) => None,
    };
    if let Some(fault) = fault {
        sink.push(Diagnostic::error(codes::NOT_FOR_KIND, "`scd` does not fit this table").at(&scd.span, fault));
        return None;
    }
    Some(change_of(scd.value))
}

/// A value that differs from run to run would make every row a changed one.
fn refuse_volatile(column: &raw::Column, change: Change, value: &Compiled, text: &Spanned<String>, sink: &mut Sink) {
    if !value.volatile || matches!(change, Change::Untracked | Change::Keep) {
        return;
    }
    let name = &column.name.value;
    let from = if value.columns.is_empty() && !value.params.is_empty() { "a parameter alone" } else { "the run or the row's place" };
    let diagnostic = if change == Change::Key {
        Diagnostic::error(codes::VOLATILE_TRACKED, format!("key column `{name}` would differ from run to run"))
            .at(&text.span, format!("depends on {from}"))
            .help("a business key is computed from the source's columns")
    } else {
        Diagnostic::error(codes::VOLATILE_TRACKED, format!("every run would change every row's `{name}`"))
            .at(&text.span, format!("depends on {from}"))
            .help(format!("write `{name}: {{expr: {}, track: false}}` to store it without comparing it", crate::spec::yaml::quote(&value.text)))
    };
    sink.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_become_sql() {
        let sql = |text: &str, plain| constant_sql(&Scalar { text: text.to_owned(), plain });
        assert_eq!(sql("CRM", true), "'CRM'");
        assert_eq!(sql("it's", true), "'it''s'");
        assert_eq!(sql("42", true), "42");
        assert_eq!(sql("42", false), "'42'");
        assert_eq!(sql("-1.50", true), "-1.50");
        assert_eq!(sql("1.2.3", true), "'1.2.3'");
        assert_eq!(sql("true", true), "true");
        assert_eq!(sql("~", true), "NULL");
        assert_eq!(sql("2013-01-01", true), "'2013-01-01'");
    }
}
