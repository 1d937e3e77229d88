//! A node brought to another type: literals met by their context, casts, and the strict rules of
//! assignment.

use std::ops::Range;

use super::casts::{ANY_CHAR, Cast, Context, base, find};
use super::errors::{ASSIGNMENT, CAST, LITERAL, LOSSY, NULL};
use super::literal;
use super::tree::{Callee, Kind, Literal, Node};
use super::{ExprError, errors};
use crate::types::ExprType;

/// The node as a value that operators and functions take; the caller knows that an implicit cast
/// exists.
pub(super) fn implicitly(node: Node, to: ExprType) -> Result<Node, ExprError> {
    let node = convert(node, to, Context::Implicit)?;
    match (to, node.ty) {
        (ExprType::Char(_), Some(ExprType::Char(_))) => Ok(node),
        // What becomes a char(n) loses the blanks at its end; nothing is cut, as it has no length
        // of its own yet.
        (ExprType::Char(_), _) => {
            let span = node.span.clone();
            Ok(Node::call(&span, to, method("sql::rtrim"), vec![node]))
        }
        _ => Ok(node),
    }
}

/// `cast(node as to)`, by PostgreSQL's rules: text is cut to length.
pub(super) fn explicitly(node: Node, to: ExprType) -> Result<Node, ExprError> {
    let node = if matches!(to, ExprType::Bytea | ExprType::Json) {
        padded(node)?
    } else {
        node
    };
    let node = convert(node, to, Context::Explicit)?;
    match to {
        ExprType::Decimal(Some((precision, scale))) => at_scale(node, precision, scale),
        ExprType::Varchar(length) | ExprType::Char(length) => Ok(cut(node, to, length)),
        _ => Ok(node),
    }
}

/// A time rounded to so many digits of a second.
pub(super) fn at_precision(node: Node, digits: Option<u32>) -> Node {
    let rust = match node.ty {
        Some(ExprType::Timestamp) => "sql::timestamp_at",
        Some(ExprType::TimestampTz) => "sql::timestamptz_at",
        Some(ExprType::Time) => "sql::time_at",
        Some(ExprType::Interval) => "sql::interval_at",
        _ => return node,
    };
    match (digits, node.ty) {
        // All are kept to the microsecond.
        (Some(digits), Some(ty)) if digits < 6 => {
            let span = node.span.clone();
            Node::call(
                &span,
                ty,
                Callee {
                    extra: vec![digits],
                    fallible: true,
                    ..method(rust)
                },
                vec![node],
            )
        }
        _ => node,
    }
}

/// A char(n) with the blanks at its end, as patterns, concat, and casts to bytea and json see it.
pub(super) fn padded(node: Node) -> Result<Node, ExprError> {
    match node.ty {
        Some(ANY_CHAR) => {
            let error = ExprError::unsupported(
                &node.span,
                "a char without a length, where the blanks at its end count,",
            );
            Err(error.help("cast it to text"))
        }
        Some(ExprType::Char(length)) => {
            let span = node.span.clone();
            let callee = Callee {
                extra: vec![length],
                scratch: true,
                ..method("sql::blank_padded")
            };
            Ok(Node::call(&span, ExprType::Text, callee, vec![node]))
        }
        _ => Ok(node),
    }
}

/// What was made of a value by casts, with NULL where one of them fails.
pub(super) fn or_null(cast: Node, value: &Node) -> Node {
    let is_value = match (&cast.kind, &value.kind) {
        (Kind::Local(left), Kind::Local(right)) | (Kind::Column(left), Kind::Column(right)) => {
            left == right
        }
        (Kind::Call(..), _) => false,
        _ => true,
    };
    match cast {
        Node {
            span,
            ty,
            kind: Kind::Call(callee, args),
            ..
        } if !is_value => {
            let args: Vec<Node> = args.into_iter().map(|arg| or_null(arg, value)).collect();
            let fallible = args.iter().any(|arg| arg.fallible);
            let callee = Callee {
                fallible: false,
                nullable: callee.nullable || callee.fallible,
                or_null: callee.fallible,
                ..callee
            };
            Node {
                span,
                ty,
                fallible,
                kind: Kind::Call(callee, args),
            }
        }
        cast => cast,
    }
}

/// The node as a column's value: every value checked, none cut.
pub(super) fn assigned(node: Node, to: ExprType, not_null: bool) -> Result<Node, ExprError> {
    if not_null && matches!(node.kind, Kind::Null) {
        let message = "NULL in a column that is not null";
        return Err(ExprError::new(NULL, &node.span, message, "always NULL")
            .help("drop `not null`, or give a value"));
    }
    let node = convert(node, to, Context::Assignment)?;
    match to {
        ExprType::Decimal(Some((precision, scale))) => at_scale(node, precision, scale),
        ExprType::Varchar(length) | ExprType::Char(length) => fitting(node, to, length),
        ExprType::Date | ExprType::Timestamp | ExprType::TimestampTz => within_years(node, to),
        _ => Ok(node),
    }
}

/// A column's days are of the years 1 to 9999, as those that are read: a computed one is checked.
fn within_years(node: Node, to: ExprType) -> Result<Node, ExprError> {
    if let Kind::Literal(
        Literal::Date(day) | Literal::Timestamp(day, _) | Literal::TimestampTz(day, _),
    ) = &node.kind
    {
        let fits = (1..=9999).contains(&day.year);
        return if fits {
            Ok(node)
        } else {
            Err(never_fits(&node.span, to).help("a column holds the years 0001 to 9999"))
        };
    }
    if !may_leave_years(&node) {
        return Ok(node);
    }
    let span = node.span.clone();
    Ok(Node::call(
        &span,
        to,
        Callee {
            fallible: true,
            ..method("sql::within_years")
        },
        vec![node],
    ))
}

fn may_leave_years(node: &Node) -> bool {
    match &node.kind {
        Kind::Call(callee, args) if callee.monotone => args.iter().any(may_leave_years),
        // The run's times are of today.
        Kind::Call(callee, _) => !callee.volatile,
        Kind::Literal(
            Literal::Date(day) | Literal::Timestamp(day, _) | Literal::TimestampTz(day, _),
        ) => !(1..=9999).contains(&day.year),
        Kind::Case(whens, otherwise) | Kind::Match(_, whens, otherwise) => {
            may_leave_years(otherwise) || whens.iter().any(|(_, then)| may_leave_years(then))
        }
        Kind::Coalesce(args) | Kind::Extreme(_, args) => args.iter().any(may_leave_years),
        Kind::NullIf(two) => may_leave_years(&two[0]),
        Kind::Let(_, two) => two.iter().any(may_leave_years),
        _ => false,
    }
}

/// Converts between base types. Length, precision and scale are the caller's.
fn convert(node: Node, to: ExprType, context: Context) -> Result<Node, ExprError> {
    match &node.kind {
        Kind::Untyped(text) => untyped(&node.span, text, to, context),
        Kind::Null if node.ty.is_none() => Ok(Node::null(&node.span, to)),
        Kind::Literal(value) => match folded(value, base(to)) {
            Some(value) => Ok(Node::literal(&node.span, base(to), value)),
            None if matches!(
                (value, to),
                (Literal::Integer(_), ExprType::SmallInt | ExprType::Integer)
            ) =>
            {
                Err(never_fits(&node.span, to))
            }
            None => through_cast(node, to, context),
        },
        _ => through_cast(node, to, context),
    }
}

fn through_cast(node: Node, to: ExprType, context: Context) -> Result<Node, ExprError> {
    let (from, to) = (base(node.ty.unwrap_or(ExprType::Text)), base(to));
    if from == to {
        return Ok(node);
    }
    match find(from, to, context) {
        Some(cast) if context == Context::Assignment && cast.is_lossy() => Err(lossy(&node, to)),
        Some(cast) => Ok(applied(cast, node, to)),
        None => Err(no_cast(&node, from, to, context)),
    }
}

fn applied(cast: &Cast, node: Node, to: ExprType) -> Node {
    let span = node.span.clone();
    Node::call(&span, to, cast.callee(), vec![node])
}

fn untyped(
    span: &Range<usize>,
    text: &str,
    to: ExprType,
    context: Context,
) -> Result<Node, ExprError> {
    // A literal for varchar(3) is read as text first, then cut or checked like any other value.
    let read_as = if context == Context::Implicit {
        to
    } else {
        base(to)
    };
    match literal::parse(text, read_as) {
        Some(value) => Ok(Node::literal(span, read_as, value)),
        None => {
            let message = format!("invalid input syntax for type {to}: \"{text}\"");
            let temporal = matches!(
                to,
                ExprType::Date
                    | ExprType::Time
                    | ExprType::Timestamp
                    | ExprType::TimestampTz
                    | ExprType::Interval
            );
            let label = if temporal {
                literal::temporal(text, to).err()
            } else {
                None
            };
            let label = label
                .filter(|label| label != "invalid input syntax")
                .unwrap_or_else(|| format!("no {to}"));
            let error = ExprError::new(LITERAL, span, message, label);
            Err(match to {
                ExprType::Interval => error.help("write it as '1 year 2 months 3 days 04:05:06'"),
                ExprType::Date => error.help("write it as '2013-12-31'"),
                ExprType::Time => error.help("write it as '23:59:59'"),
                ExprType::Timestamp => error.help("write it as '2013-12-31 23:59:59'"),
                ExprType::TimestampTz => error.help("write it in UTC, as '2013-12-31 23:59:59Z'"),
                _ => error,
            })
        }
    }
}

/// A constant as another type, where that is exact and of no effect.
fn folded(value: &Literal, to: ExprType) -> Option<Literal> {
    match (value, to) {
        (Literal::Integer(value), ExprType::SmallInt) => i16::try_from(*value)
            .ok()
            .map(|value| Literal::Integer(value.into())),
        (Literal::Integer(value), ExprType::Integer) => i32::try_from(*value)
            .ok()
            .map(|value| Literal::Integer(value.into())),
        (Literal::Integer(value), ExprType::BigInt) => Some(Literal::Integer(*value)),
        (Literal::Integer(value), ExprType::Decimal(None)) => {
            Some(Literal::Decimal(i128::from(*value), 0))
        }
        (Literal::Integer(value), ExprType::Double) => {
            value.to_string().parse().ok().map(Literal::Double)
        }
        (Literal::Integer(value), ExprType::Real) => {
            value.to_string().parse().ok().map(Literal::Real)
        }
        (Literal::Integer(value), ExprType::Text) => Some(Literal::Text(value.to_string())),
        (Literal::Decimal(mantissa, scale), ExprType::Double) => {
            literal::decimal_text(*mantissa, *scale)
                .parse()
                .ok()
                .map(Literal::Double)
        }
        (Literal::Decimal(mantissa, scale), ExprType::Real) => {
            literal::decimal_text(*mantissa, *scale)
                .parse()
                .ok()
                .filter(|value: &f32| value.is_finite())
                .map(Literal::Real)
        }
        (Literal::Decimal(mantissa, scale), ExprType::Text) => {
            Some(Literal::Text(literal::decimal_text(*mantissa, *scale)))
        }
        (Literal::Boolean(value), ExprType::Text) => Some(Literal::Text(value.to_string())),
        _ => None,
    }
}

fn at_scale(node: Node, precision: u8, scale: u8) -> Result<Node, ExprError> {
    let to = ExprType::Decimal(Some((precision, scale)));
    let span = node.span.clone();
    match &node.kind {
        Kind::Null => return Ok(Node::null(&span, to)),
        Kind::Literal(value) => {
            let value = literal::at_scale(value, precision, scale);
            return value
                .map(|value| Node::literal(&span, to, value))
                .ok_or_else(|| never_fits(&span, to));
        }
        _ => {}
    }
    match node.ty {
        // Read at once for what it becomes.
        _ if matches!(&node.kind, Kind::Call(callee, _) if callee.rust == "sql::text_to_decimal" && !callee.or_null) =>
        {
            let Kind::Call(callee, args) = node.kind else {
                return Ok(node);
            };
            let callee = Callee {
                rust: "sql::text_to_decimal_at".to_owned(),
                extra: vec![precision.into(), scale.into()],
                ..callee
            };
            Ok(Node::call(&span, to, callee, args))
        }
        Some(ExprType::Decimal(Some((digits, places))))
            if places == scale && digits <= precision =>
        {
            Ok(Node {
                ty: Some(to),
                ..node
            })
        }
        _ => {
            let callee = Callee {
                extra: vec![precision.into(), scale.into()],
                fallible: true,
                ..method(".at_scale")
            };
            Ok(Node::call(&span, to, callee, vec![node]))
        }
    }
}

fn method(rust: &str) -> Callee {
    Callee {
        rust: rust.to_owned(),
        ..Callee::default()
    }
}

/// The most characters that a value of the type can have.
fn most_characters(node: &Node) -> Option<usize> {
    match (&node.kind, node.ty) {
        (Kind::Literal(Literal::Text(text)), _) => Some(text.chars().count()),
        (_, Some(ExprType::Varchar(length) | ExprType::Char(length))) => {
            usize::try_from(length).ok()
        }
        _ => None,
    }
}

/// Whether the node's values are of at most `length` characters, and without trailing blanks where
/// the type asks for it.
fn surely_fits(node: &Node, to: ExprType, length: u32) -> bool {
    let short = most_characters(node)
        .zip(usize::try_from(length).ok())
        .is_some_and(|(most, length)| most <= length);
    let blanks = match (&node.kind, to) {
        (Kind::Literal(Literal::Text(text)), ExprType::Char(_)) => text.ends_with(' '),
        (_, ExprType::Char(_)) => !matches!(node.ty, Some(ExprType::Char(_))),
        _ => false,
    };
    short && !blanks
}

/// An explicit cast cuts what is too long.
fn cut(node: Node, to: ExprType, length: u32) -> Node {
    let span = node.span.clone();
    if matches!(node.kind, Kind::Null) || surely_fits(&node, to, length) {
        return Node {
            ty: Some(to),
            ..node
        };
    }
    let rust = if matches!(to, ExprType::Char(_)) {
        "sql::cut_char"
    } else {
        "sql::cut"
    };
    Node::call(
        &span,
        to,
        Callee {
            extra: vec![length],
            ..method(rust)
        },
        vec![node],
    )
}

/// An assignment refuses what is too long.
fn fitting(node: Node, to: ExprType, length: u32) -> Result<Node, ExprError> {
    let span = node.span.clone();
    if matches!(node.kind, Kind::Null) || surely_fits(&node, to, length) {
        return Ok(Node {
            ty: Some(to),
            ..node
        });
    }
    if let Kind::Literal(Literal::Text(text)) = &node.kind {
        let kept = if matches!(to, ExprType::Char(_)) {
            text.trim_end_matches(' ')
        } else {
            text
        };
        let short = usize::try_from(length).is_ok_and(|length| kept.chars().count() <= length);
        return if short {
            Ok(Node::literal(&span, to, Literal::Text(kept.to_owned())))
        } else {
            Err(never_fits(&span, to))
        };
    }
    // Blanks at its end are no part of a char(n): two texts may become one.
    let is_char = matches!(to, ExprType::Char(_));
    let rust = if is_char { "sql::char" } else { "sql::varchar" };
    let callee = Callee {
        extra: vec![length],
        fallible: true,
        monotone: !is_char,
        ..method(rust)
    };
    Ok(Node::call(&span, to, callee, vec![node]))
}

fn never_fits(span: &Range<usize>, to: ExprType) -> ExprError {
    ExprError::new(
        LITERAL,
        span,
        format!("this constant never fits {to}"),
        format!("no {to}"),
    )
}

fn lossy(node: &Node, to: ExprType) -> ExprError {
    let from = errors::type_name(node.ty);
    let help = match to {
        ExprType::Date | ExprType::Time => format!("if that is meant, write `cast(… as {to})`"),
        _ => format!("if rounding is meant, write `cast(round(…) as {to})`"),
    };
    let message = format!("assigning {from} to a column of type {to} would lose part of the value");
    ExprError::new(LOSSY, &node.span, message, format!("is {from}")).help(help)
}

fn no_cast(node: &Node, from: ExprType, to: ExprType, context: Context) -> ExprError {
    if context == Context::Assignment {
        let message = format!("column is of type {to} but the expression is of type {from}");
        let error = ExprError::new(ASSIGNMENT, &node.span, message, format!("is {from}"));
        return match find(from, to, Context::Explicit) {
            Some(_) => error.help(format!("write `cast(… as {to})`")),
            None => error,
        };
    }
    ExprError::new(
        CAST,
        &node.span,
        format!("cannot cast type {from} to {to}"),
        format!("is {from}"),
    )
}
