//! Version columns, and columns with two values.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes};
use crate::model::{Flag, History, Literal};
use crate::spec::raw;
use crate::spec::yaml::Scalar;
use crate::types::SqlType;

use super::literal::canonical;
use super::names::parse_type;

/// The version columns with their defaults; `None` where a fault was told.
pub(super) fn check(raw: &raw::History, sink: &mut Sink) -> Option<History> {
    let ty = history_type(raw.ty.as_ref(), sink);
    let is_current = match &raw.is_current {
        Some(current) => flag(current, sink),
        None => Some(Flag {
            column: "is_current".to_owned(),
            on: Literal::Boolean(true),
            off: Literal::Boolean(false),
        }),
    };
    let ty = ty?;
    let end = match &raw.current_valid_to {
        Some(Some(text)) => Some(bound(text, ty, sink)?),
        Some(None) => None,
        None => canonical("9999-12-31", ty).ok(),
    };
    let start = first_version(raw, ty, sink)?;
    if let (Some(start), Some(end)) = (&start, &end)
        && start >= end
    {
        let span = raw
            .first_version_from
            .as_ref()
            .or(raw.low_date.as_ref())
            .or(raw.current_valid_to.as_ref()?.as_ref())
            .map(|text| &text.span)?;
        sink.push(
            Diagnostic::error(
                codes::HISTORY_RULE,
                "a first version would begin after a current version ends",
            )
            .at(span, format!("{start} is not before {end}")),
        );
        return None;
    }
    let name = |given: &Option<Spanned<String>>, default: &str| {
        given
            .as_ref()
            .map_or_else(|| default.to_owned(), |name| name.value.clone())
    };
    Some(History {
        valid_from: name(&raw.valid_from, "valid_from"),
        valid_to: name(&raw.valid_to, "valid_to"),
        is_current: is_current?,
        ty,
        current_valid_to: end,
        first_version_from: start,
    })
}

fn history_type(given: Option<&Spanned<String>>, sink: &mut Sink) -> Option<SqlType> {
    let Some(given) = given else {
        return Some(SqlType::TimestampTz);
    };
    let ty = parse_type(given, sink)?;
    if matches!(
        ty,
        SqlType::TimestampTz | SqlType::Timestamp | SqlType::Date
    ) {
        return Some(ty);
    }
    sink.push(
        Diagnostic::error(
            codes::HISTORY_RULE,
            format!("history cannot be of type {ty}"),
        )
        .at(&given.span, "expected `timestamptz`, `timestamp` or `date`"),
    );
    None
}

/// Where a first version begins; inside, `None` is the effective time.
fn first_version(raw: &raw::History, ty: SqlType, sink: &mut Sink) -> Option<Option<String>> {
    let low = match &raw.low_date {
        Some(text) => bound(text, ty, sink),
        None => canonical("1900-01-01", ty).ok(),
    };
    match &raw.first_version_from {
        None => low.map(Some),
        Some(word) if word.value == "low_date" => low.map(Some),
        Some(word) => {
            if let Some(low) = &raw.low_date {
                sink.push(
                    Diagnostic::warning(codes::UNUSED, "`low_date` is not used")
                        .at(&low.span, "first versions do not begin there")
                        .at(&word.span, "they begin here"),
                );
            }
            if word.value == "effective" {
                Some(None)
            } else {
                bound(word, ty, sink).map(Some)
            }
        }
    }
}

fn bound(text: &Spanned<String>, ty: SqlType, sink: &mut Sink) -> Option<String> {
    match canonical(&text.value, ty) {
        Ok(text) => Some(text),
        Err(message) => {
            sink.push(
                Diagnostic::error(codes::BAD_VALUE, message)
                    .at(&text.span, format!("the history is of type {ty}")),
            );
            None
        }
    }
}

/// A column with two values; by default true and false.
pub(super) fn flag(raw: &raw::Flag, sink: &mut Sink) -> Option<Flag> {
    let column = raw.column.value.clone();
    let Some((on, off)) = &raw.values else {
        return Some(Flag {
            column,
            on: Literal::Boolean(true),
            off: Literal::Boolean(false),
        });
    };
    let (on_value, off_value) = (flag_value(&on.value), flag_value(&off.value));
    let same_kind = std::mem::discriminant(&on_value) == std::mem::discriminant(&off_value);
    if !same_kind || on_value == off_value || on_value == Literal::Null {
        let fault = if same_kind {
            "the two must differ, and neither may be null"
        } else {
            "the two are of different kinds"
        };
        sink.push(
            Diagnostic::error(
                codes::FLAG_VALUES,
                format!("the values of `{column}` do not fit"),
            )
            .at(&off.span, fault)
            .at(&on.span, "")
            .help("write for example `[true, false]`, `[Y, N]` or `[1, 0]`"),
        );
        return None;
    }
    Some(Flag {
        column,
        on: on_value,
        off: off_value,
    })
}

fn flag_value(scalar: &Scalar) -> Literal {
    if scalar.is_null() {
        return Literal::Null;
    }
    if let Some(value) = scalar.boolean() {
        return Literal::Boolean(value);
    }
    match scalar.text.parse() {
        Ok(value) if scalar.plain => Literal::Integer(value),
        _ => Literal::Text(scalar.text.clone()),
    }
}

/// The history's column names and where they are written, for the search of clashes.
pub(super) fn names<'a>(
    history: &'a History,
    raw: Option<&'a raw::History>,
) -> [(&'a str, Option<&'a Span>, &'static str); 3] {
    let given = |name: fn(&raw::History) -> Option<&Span>| raw.and_then(name);
    [
        (
            &history.valid_from,
            given(|raw| raw.valid_from.as_ref().map(|name| &name.span)),
            "`valid_from` of the history",
        ),
        (
            &history.valid_to,
            given(|raw| raw.valid_to.as_ref().map(|name| &name.span)),
            "`valid_to` of the history",
        ),
        (
            &history.is_current.column,
            given(|raw| raw.is_current.as_ref().map(|flag| &flag.column.span)),
            "`is_current` of the history",
        ),
    ]
}
