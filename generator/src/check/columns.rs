//! The target's columns: their types, and what a changed value does.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes};
use crate::expr::{self, Compiled, Want};
use crate::model::{Change, TableKind, TargetColumn, Write};
use crate::spec::raw::{self, ColumnValue, Scd};
use crate::spec::yaml::Scalar;
use crate::types::{ExprType, NO_INTERVAL, SqlType};

use super::expression::{Expressions, diagnostic};
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
pub(super) fn check(
    columns: &[raw::Column],
    rules: Rules<'_>,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Vec<Option<TargetColumn>> {
    columns
        .iter()
        .map(|column| check_one(column, rules, expressions, sink))
        .collect()
}

fn check_one(
    column: &raw::Column,
    rules: Rules<'_>,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Option<TargetColumn> {
    let change = change(column, rules, sink);
    let ty = match &column.ty {
        Some(ty) => Some(parse_type(ty, sink)?),
        None => None,
    };
    let (ty, value) = match column.value.as_ref()? {
        ColumnValue::Expression(text) => {
            let (ty, value) = of_expression(column, text, ty, expressions, sink)?;
            if rules.compares() {
                refuse_volatile(column, change?, &value, text, sink);
            }
            (ty, value)
        }
        ColumnValue::Constant(constant) => of_constant(column, constant, ty, expressions, sink)?,
    };
    let change = change?;
    Some(TargetColumn {
        name: column.name.value.clone(),
        ty,
        not_null: column.not_null == Some(true),
        change,
        value,
        comment: column.comment.clone(),
    })
}

/// The expression, assigned to a column of the type given or of its own.
fn of_expression(
    column: &raw::Column,
    text: &Spanned<String>,
    ty: Option<SqlType>,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Option<(SqlType, Compiled)> {
    let ty = match ty {
        Some(ty) => return of_type(column, text, ty, expressions, sink).map(|value| (ty, value)),
        None if text.value.trim().eq_ignore_ascii_case("null") => {
            return open_type(column, &text.span, true, sink);
        }
        None => {
            let own = expressions.compile(text, Want::Any, sink)?.ty;
            match own.of_a_column() {
                Some(ty) => ty,
                None if own == ExprType::Interval => {
                    let message = format!("column `{}` is of type interval", column.name.value);
                    sink.push(
                        Diagnostic::error(codes::TYPE_NEEDED, message)
                            .at(&text.span, "an interval")
                            .help(NO_INTERVAL),
                    );
                    return None;
                }
                None => return open_type(column, &text.span, false, sink),
            }
        }
    };
    let value = expressions.compile(
        text,
        Want::Assign {
            ty,
            not_null: column.not_null == Some(true),
        },
        sink,
    )?;
    warn_null(column, text, expressions, sink);
    Some((ty, value))
}

/// The expression, assigned to a column whose type is written: where the two do not fit, both are
/// shown.
fn of_type(
    column: &raw::Column,
    text: &Spanned<String>,
    ty: SqlType,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Option<Compiled> {
    let place = column.ty.as_ref().map(|ty| &ty.span);
    let mut found = Sink::default();
    let value = expressions.compile(
        text,
        Want::Assign {
            ty,
            not_null: column.not_null == Some(true),
        },
        &mut found,
    );
    for diagnostic in found.finish() {
        let of_both = [expr::errors::ASSIGNMENT, expr::errors::LOSSY].contains(&diagnostic.code);
        sink.push(match place.filter(|_| of_both) {
            Some(place) => diagnostic.at(place, format!("the column is {ty}")),
            None => diagnostic,
        });
    }
    let value = value?;
    if let (Some(place), Ok(own)) = (
        place,
        expr::compile(&text.value, &expressions.scope, Want::Any),
    ) && let Some(what) = narrowed(own.ty, ty.into()).filter(|_| !own.constant)
    {
        sink.push(
            Diagnostic::warning(
                codes::NARROWED,
                format!(
                    "`{}` may not hold what its expression gives",
                    column.name.value
                ),
            )
            .at(&text.span, format!("is {}", own.ty))
            .at(place, what)
            .help(match ty {
                SqlType::Varchar(_) => format!("to cut it, write `cast(… as {ty})`"),
                _ => format!("if that is meant, write `cast(… as {ty})`"),
            }),
        );
    }
    warn_null(column, text, expressions, sink);
    Some(value)
}

/// What happens to values of the one type that the other cannot hold as they are.
fn narrowed(from: ExprType, to: ExprType) -> Option<String> {
    use ExprType::{BigInt, Decimal, Double, Integer, Real, SmallInt, Varchar};
    match (from, to) {
        (BigInt, Integer | SmallInt) | (Integer, SmallInt) => {
            Some("a row with a value out of range is rejected".to_owned())
        }
        (Varchar(from), Varchar(to)) if to < from => {
            Some("a row with a longer text is rejected".to_owned())
        }
        (Double, Real) | (Real | Double, Decimal(_)) => Some(format!("values are rounded to {to}")),
        (Decimal(Some((_, from))), Decimal(Some((_, to)))) if to < from => {
            Some(format!("values are rounded to {to} places"))
        }
        (Decimal(Some((from, places))), Decimal(Some((to, to_places))))
            if to - to_places < from - places =>
        {
            Some("a row with more digits before the point is rejected".to_owned())
        }
        _ => None,
    }
}

/// Each NULL rejects its row: it may be meant, and is better said of the source's column, or given
/// a value.
fn warn_null(
    column: &raw::Column,
    text: &Spanned<String>,
    expressions: &Expressions,
    sink: &mut Sink,
) {
    if column.not_null != Some(true)
        || !expr::compile(&text.value, &expressions.scope, Want::Any).is_ok_and(|own| own.nullable)
    {
        return;
    }
    sink.push(
        Diagnostic::warning(
            codes::NULL_REJECTS,
            format!(
                "`{}` is not null, and its expression may be NULL",
                column.name.value
            ),
        )
        .at(&text.span, "a row for which this is NULL is rejected")
        .help(
            "give it a value with `coalesce(…)`, or declare the source's columns `not null`, \
             which rejects the row where it is read",
        ),
    );
}

/// A constant. Quoted in YAML it is a text, unless a type says otherwise.
fn of_constant(
    column: &raw::Column,
    constant: &Spanned<Scalar>,
    ty: Option<SqlType>,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Option<(SqlType, Compiled)> {
    let text = Spanned::new(constant.value.text.clone(), constant.span.clone());
    if constant.value.is_null() {
        let null = Spanned::new("NULL".to_owned(), constant.span.clone());
        return of_expression(column, &null, ty, expressions, sink);
    }
    let ty = ty.or((!constant.value.plain).then_some(SqlType::Text));
    match expr::constant(&text.value, ty) {
        Ok(value) => match value.ty.of_a_column() {
            Some(ty) => Some((ty, value)),
            None => open_type(column, &constant.span, false, sink),
        },
        Err(errors) => {
            errors
                .iter()
                .for_each(|error| sink.push(diagnostic(error, &text)));
            None
        }
    }
}

fn open_type(
    column: &raw::Column,
    span: &Span,
    is_null: bool,
    sink: &mut Sink,
) -> Option<(SqlType, Compiled)> {
    let name = &column.name.value;
    let (why, help) = if is_null {
        (
            "NULL has no type",
            format!("write `{name}: {{expr: \"null\", type: text}}`"),
        )
    } else {
        (
            "a decimal of no definite precision",
            format!(
                "give `{name}` a type, for example `type: \"decimal(18,2)\"`, or cast the \
                 expression"
            ),
        )
    };
    let message = format!("the type of column `{name}` is open");
    sink.push(
        Diagnostic::error(codes::TYPE_NEEDED, message)
            .at(span, why)
            .at(&column.name.span, "this column")
            .help(help),
    );
    None
}

/// What a changed value of the column does; `None` where that was faulted.
fn change(column: &raw::Column, rules: Rules<'_>, sink: &mut Sink) -> Option<Change> {
    let scd = column.scd.as_ref();
    let untracked = column.track.as_ref().filter(|track| !track.value);
    if rules.is_key(column) {
        if let Some(span) = scd
            .map(|scd| &scd.span)
            .or(untracked.map(|track| &track.span))
        {
            sink.push(
                Diagnostic::error(
                    codes::CONFLICT,
                    format!(
                        "`{}` is part of the key, which never changes",
                        column.name.value
                    ),
                )
                .at(span, "has no meaning for a key column"),
            );
        }
        return Some(Change::Key);
    }
    if let (Some(scd), Some(track)) = (scd, untracked) {
        sink.push(
            Diagnostic::error(
                codes::CONFLICT,
                "`track: false` and `scd` exclude each other",
            )
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
        Some(_) if !rules.compares() => {
            Some("rows of this table are added or replaced, never compared")
        }
        Some(_) => None,
    };
    if let Some(fault) = fault {
        sink.push(
            Diagnostic::error(codes::NOT_FOR_KIND, "`scd` does not fit this table")
                .at(&scd.span, fault),
        );
        return None;
    }
    Some(change_of(scd.value))
}

/// A value that differs from run to run would make every row a changed one.
fn refuse_volatile(
    column: &raw::Column,
    change: Change,
    value: &Compiled,
    text: &Spanned<String>,
    sink: &mut Sink,
) {
    if !value.volatile || matches!(change, Change::Untracked | Change::Keep) {
        return;
    }
    let name = &column.name.value;
    let from = if value.columns.is_empty() && !value.params.is_empty() {
        "a parameter alone"
    } else {
        "the run or the row's place"
    };
    let diagnostic = if change == Change::Key {
        Diagnostic::error(
            codes::VOLATILE_TRACKED,
            format!("key column `{name}` would differ from run to run"),
        )
        .at(&text.span, format!("depends on {from}"))
        .help("a business key is computed from the source's columns")
    } else {
        Diagnostic::error(
            codes::VOLATILE_TRACKED,
            format!("every run would change every row's `{name}`"),
        )
        .at(&text.span, format!("depends on {from}"))
        .help(format!(
            "write `{name}: {{expr: {}, track: false}}` to store it without comparing it",
            crate::spec::yaml::quote(&value.text)
        ))
    };
    sink.push(diagnostic);
}
