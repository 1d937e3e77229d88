//! Dates, times and intervals: their operators, and the syntax of SQL that is about them.

use std::ops::Range;

use loadwright_types::number_template::{Shape, Wrong};
use loadwright_types::temporal::field::{self, Unit};
use loadwright_types::temporal::named;
use loadwright_types::temporal::template::{self, wrong_for_interval, wrong_for_reading};
use loadwright_types::temporal::zone::Zone;
use loadwright_types::temporal::{Interval as Span, Problem, Range as Fields};
use sqlparser::ast::{
    BinaryOperator, DateTimeField, Expr, FunctionArg, FunctionArgExpr, Interval as IntervalExpr,
    Value,
};

use super::operators::mismatch;
use super::{Analyser, Typed};
use crate::expr::casts::{base, implicit};
use crate::expr::catalogue::OperatorEntry;
use crate::expr::errors::{ARGUMENTS, LITERAL, type_name};
use crate::expr::functions::Function;
use crate::expr::tree::{Callee, Kind, Literal, Node};
use crate::expr::{ExprError, coerce};
use crate::types::ExprType;

use ExprType::{
    BigInt, Boolean, Date, Double, Integer, Interval, Real, SmallInt, Text, Time, Timestamp,
    TimestampTz,
};

/// An operator: left, sign, right, result, the Rust function, and whether it fails.
type Operator = (ExprType, char, ExprType, ExprType, &'static str, bool);

/// PostgreSQL's operators on days and times.
static OPERATORS: &[Operator] = &[
    (Date, '+', Integer, Date, "sql::add_days", true),
    (Integer, '+', Date, Date, "sql::add_days", true),
    (Date, '-', Integer, Date, "sql::subtract_days", true),
    (Date, '-', Date, Integer, "sql::days_between", false),
    (Date, '+', Interval, Timestamp, "sql::add_to_date", true),
    (Interval, '+', Date, Timestamp, "sql::add_to_date", true),
    (
        Date,
        '-',
        Interval,
        Timestamp,
        "sql::subtract_from_date",
        true,
    ),
    (Date, '+', Time, Timestamp, "sql::date_and_time", false),
    (Time, '+', Date, Timestamp, "sql::date_and_time", false),
    (
        Timestamp,
        '+',
        Interval,
        Timestamp,
        "sql::add_to_timestamp",
        true,
    ),
    (
        Interval,
        '+',
        Timestamp,
        Timestamp,
        "sql::add_to_timestamp",
        true,
    ),
    (
        Timestamp,
        '-',
        Interval,
        Timestamp,
        "sql::subtract_from_timestamp",
        true,
    ),
    (
        Timestamp,
        '-',
        Timestamp,
        Interval,
        "sql::timestamps_between",
        true,
    ),
    (
        TimestampTz,
        '+',
        Interval,
        TimestampTz,
        "sql::add_to_timestamptz",
        true,
    ),
    (
        Interval,
        '+',
        TimestampTz,
        TimestampTz,
        "sql::add_to_timestamptz",
        true,
    ),
    (
        TimestampTz,
        '-',
        Interval,
        TimestampTz,
        "sql::subtract_from_timestamptz",
        true,
    ),
    (
        TimestampTz,
        '-',
        TimestampTz,
        Interval,
        "sql::timestamptzs_between",
        true,
    ),
    (Time, '+', Interval, Time, "sql::add_to_time", false),
    (Interval, '+', Time, Time, "sql::add_to_time", false),
    (Time, '-', Interval, Time, "sql::subtract_from_time", false),
    (Time, '-', Time, Interval, "sql::times_between", false),
    (
        Interval,
        '+',
        Interval,
        Interval,
        "sql::add_intervals",
        true,
    ),
    (
        Interval,
        '-',
        Interval,
        Interval,
        "sql::subtract_intervals",
        true,
    ),
    (
        Interval,
        '*',
        Double,
        Interval,
        "sql::multiply_interval",
        true,
    ),
    (Double, '*', Interval, Interval, "sql::times_interval", true),
    (
        Interval,
        '/',
        Double,
        Interval,
        "sql::divide_interval",
        true,
    ),
];

/// What others may know of them.
pub(in crate::expr) fn temporal_operators() -> impl Iterator<Item = OperatorEntry> {
    OPERATORS
        .iter()
        .map(|(left, sign, right, result, ..)| (*left, *sign, *right, *result))
}

/// Operators whose Rust function takes the right operand first.
fn is_swapped(operator: &Operator) -> bool {
    let (left, sign, right, ..) = *operator;
    sign == '+'
        && (matches!((left, right), (Integer | Time, Date))
            || left == Interval && right != Interval)
}

pub(super) fn is_temporal(ty: Option<ExprType>) -> bool {
    matches!(ty, Some(Date | Time | Timestamp | TimestampTz | Interval))
}

/// `+`, `-`, `*`, `/` where an operand is a day or a time.
pub(super) fn arithmetic(
    op: &BinaryOperator,
    left: Node,
    right: Node,
    span: &Range<usize>,
) -> Result<Node, ExprError> {
    let sign = op.to_string();
    let operators: Vec<&Operator> = OPERATORS
        .iter()
        .filter(|operator| sign.starts_with(operator.1))
        .collect();
    match chosen(operators, [left.ty.map(base), right.ty.map(base)]).as_slice() {
        [operator] => {
            let (left_type, _, right_type, result, rust, fallible) = **operator;
            let mut args = vec![
                coerce::implicitly(left, left_type)?,
                coerce::implicitly(right, right_type)?,
            ];
            if is_swapped(operator) {
                args.swap(0, 1);
            }
            Ok(Node::call(
                span,
                result,
                Callee {
                    rust: rust.to_owned(),
                    fallible,
                    ..Callee::default()
                },
                args,
            ))
        }
        [] => Err(mismatch(&left, &right, &sign)),
        _ => {
            let error = mismatch(&left, &right, &sign);
            let message = format!(
                "operator is not unique: {} {sign} {}",
                type_name(left.ty),
                type_name(right.ty)
            );
            let help = "give the literal a type, as in `interval '1 day'`";
            Err(ExprError { message, ..error }.help(help))
        }
    }
}

/// PostgreSQL's way to choose an operator (its manual, "Operator Type Resolution"); `None` is an
/// untyped literal.
fn chosen(
    operators: Vec<&'static Operator>,
    given: [Option<ExprType>; 2],
) -> Vec<&'static Operator> {
    let sides = |operator: &Operator| [operator.0, operator.2];
    // An untyped literal is first taken for what the other operand is.
    let same = given[0].or(given[1]);
    if given.contains(&None)
        && let Some(exact) = operators
            .iter()
            .find(|operator| sides(operator).iter().all(|side| Some(*side) == same))
    {
        return vec![exact];
    }
    let takes =
        |given: Option<ExprType>, side: ExprType| given.is_none_or(|given| implicit(given, side));
    let fits = |operator: &Operator, given: [Option<ExprType>; 2]| {
        given
            .into_iter()
            .zip(sides(operator))
            .all(|(given, side)| takes(given, side))
    };
    let mut left: Vec<&Operator> = operators
        .into_iter()
        .filter(|operator| fits(operator, given))
        .collect();
    let counts: [fn(ExprType, ExprType) -> bool; 2] = [
        |given, side| given == side,
        |given, side| {
            given == side
                || matches!(side, TimestampTz | Interval | Double)
                    && category(given) == category(side)
        },
    ];
    for counted in counts {
        let score = |operator: &&Operator| {
            given
                .into_iter()
                .zip(sides(operator))
                .filter(|(given, side)| given.is_some_and(|given| counted(given, *side)))
                .count()
        };
        let best = left.iter().map(score).max().unwrap_or(0);
        left.retain(|operator| score(operator) == best);
    }
    if left.len() < 2 || !given.contains(&None) {
        return left;
    }
    let place = usize::from(given[1].is_none());
    let kind = |operator: &&Operator| category(sides(operator)[place]);
    let first = left.first().map(kind);
    if left.iter().map(kind).all(|kind| Some(kind) == first) {
        return left;
    }
    let alike: Vec<&Operator> = left
        .iter()
        .copied()
        .filter(|operator| fits(operator, [same, same]))
        .collect();
    if alike.len() == 1 { alike } else { left }
}

/// PostgreSQL's categories of types, as far as these operators know them.
fn category(ty: ExprType) -> u8 {
    match ty {
        SmallInt | Integer | BigInt | Real | Double | ExprType::Decimal(_) => b'N',
        Interval => b'T',
        Date | Time | Timestamp | TimestampTz => b'D',
        Boolean => b'B',
        _ => b'S',
    }
}

impl Analyser<'_> {
    /// `interval '1 day'`, with the fields behind it that it may name.
    pub(super) fn interval(&mut self, interval: &IntervalExpr, span: &Range<usize>) -> Typed {
        let text = match &*interval.value {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => {
                    Some(text.as_str())
                }
                _ => None,
            },
            _ => None,
        };
        let Some(text) = text else {
            let help = "the text of an interval literal is a constant; compute one by \
                        `make_interval(days => …)` or `… * interval '1 day'`";
            return self.fail(ExprError::unsupported(span, "an interval of a value").help(help));
        };
        let unit = |field: &DateTimeField| Unit::parse(&field.to_string());
        let fields = match (&interval.leading_field, &interval.last_field) {
            (None, None) => None,
            (Some(first), last) => match (unit(first), unit(last.as_ref().unwrap_or(first))) {
                (Some(first), Some(last)) => Some(Fields { first, last }),
                _ => return self.fail(ExprError::unsupported(span, "this field of an interval")),
            },
            _ => return self.fail(ExprError::unsupported(span, "this form of an interval")),
        };
        if interval.leading_precision.is_some() || interval.fractional_seconds_precision.is_some() {
            return self.fail(ExprError::unsupported(span, "a precision of an interval"));
        }
        match Span::parse(text, fields) {
            Ok(value) => Some(Node::literal(
                span,
                Interval,
                Literal::Interval(value.months, value.days, value.micros),
            )),
            Err(problem) => {
                let message = format!("invalid input syntax for type interval: \"{text}\"");
                let label = if problem.reason == "invalid input syntax" {
                    "no interval".into()
                } else {
                    problem.reason
                };
                self.fail(
                    ExprError::new(LITERAL, span, message, label)
                        .help("write it as '1 year 2 months 3 days 04:05:06'"),
                )
            }
        }
    }

    /// `extract(field FROM value)`
    pub(super) fn extract(
        &mut self,
        field: &DateTimeField,
        value: &Expr,
        span: &Range<usize>,
    ) -> Typed {
        let node = self.expr(value)?;
        let name = field.to_string().trim_matches('\'').to_lowercase();
        let Some(kind) = node.ty.and_then(kind) else {
            let message = format!(
                "extract takes a date, time, timestamp, timestamptz or interval, not {}",
                type_name(node.ty)
            );
            return self.fail(ExprError::new(
                ARGUMENTS,
                &node.span,
                message,
                format!("is {}", type_name(node.ty)),
            ));
        };
        let unit = self.unit(&name, kind, span)?;
        if !kind.has(unit) {
            return self.fail(ExprError::new(
                ARGUMENTS,
                span,
                field::unsupported(unit, kind).reason,
                "no such field",
            ));
        }
        let callee = Callee {
            rust: "sql::extract".to_owned(),
            ..Callee::default()
        };
        let unit = Node::literal(span, Text, Literal::Unit(unit));
        Some(Node::call(
            span,
            ExprType::Decimal(None),
            callee,
            vec![unit, node],
        ))
    }

    fn unit(&mut self, name: &str, kind: field::Kind, span: &Range<usize>) -> Option<Unit> {
        match field::named(name, kind) {
            Ok(unit) => Some(unit),
            Err(problem) => {
                let error = ExprError::new(ARGUMENTS, span, problem.reason, "no such field");
                self.fail(error.near(name, Unit::names()))
            }
        }
    }

    /// `value AT TIME ZONE zone`
    pub(super) fn at_time_zone(&mut self, value: &Expr, zone: &Expr, span: &Range<usize>) -> Typed {
        let (value, zone) = self.two(value, zone)?;
        if value.ty == Some(ExprType::Time) {
            let error = ExprError::unsupported(&value.span, "AT TIME ZONE of a time");
            return self.fail(error.help(
                "there is no time with time zone here: add a day first, as in `(day + time) at \
                 time zone …`",
            ));
        }
        self.call("timezone", vec![zone, value], span)
    }

    /// What a constant argument of a temporal function settles when the job is generated: its unit,
    /// its template, its zone.
    pub(super) fn settled(
        &mut self,
        function: &Function,
        callee: &mut Callee,
        args: &mut [Node],
    ) -> Option<()> {
        let Some((first, last)) = args.first().zip(args.last()) else {
            return Some(());
        };
        let constant = |node: &Node| match &node.kind {
            Kind::Literal(Literal::Text(text)) => Some((text.clone(), node.span.clone())),
            _ => None,
        };
        match callee.rust.as_str() {
            "sql::date_part_by" | "sql::truncate_by" | "sql::truncate_by_in" => {
                if let (Some((name, span)), Some(kind)) = (
                    constant(first),
                    function.args.get(1).copied().and_then(kind),
                ) {
                    let unit = self.unit(&name, kind, &span)?;
                    let is_part = callee.rust == "sql::date_part_by";
                    if is_part && !kind.has(unit) {
                        return self.fail(ExprError::new(
                            ARGUMENTS,
                            &span,
                            field::unsupported(unit, kind).reason,
                            "no such field",
                        ));
                    }
                    callee.rust = callee.rust.replace("_by", "");
                    callee.fallible = !is_part;
                    args[0] = Node::literal(&span, Text, Literal::Unit(unit));
                }
                if callee.rust.ends_with("_in") {
                    let last = args.last()?.clone();
                    self.zone(&last, callee)?;
                }
                Some(())
            }
            "sql::to_char_by" => {
                let Some((text, span)) = constant(last) else {
                    return Some(());
                };
                let is_interval = function.args.first() == Some(&Interval);
                let wrong = |item: &template::Item<'_>| {
                    if is_interval {
                        wrong_for_interval(item)
                    } else {
                        None
                    }
                };
                self.template(template::check(&text, wrong), &span)?;
                if !text.is_empty() {
                    "sql::to_char".clone_into(&mut callee.rust);
                    (callee.fallible, callee.nullable) = (false, false);
                }
                Some(())
            }
            "sql::integer_to_char"
            | "sql::bigint_to_char"
            | "sql::decimal_to_char"
            | "sql::real_to_char"
            | "sql::double_to_char" => match constant(last) {
                Some((text, span)) => {
                    self.template(Shape::of(&text).map(|_| ()).map_err(of_number), &span)
                }
                None => Some(()),
            },
            "sql::to_number_by" => {
                let Some((text, span)) = constant(last) else {
                    return Some(());
                };
                self.template(
                    Shape::for_reading(&text).map(|_| ()).map_err(of_number),
                    &span,
                )?;
                if !text.is_empty() {
                    "sql::to_number".clone_into(&mut callee.rust);
                    callee.nullable = false;
                }
                Some(())
            }
            "sql::to_date" | "sql::to_timestamp" => match constant(last) {
                Some((text, span)) => {
                    self.template(template::check(&text, wrong_for_reading), &span)
                }
                None => Some(()),
            },
            "sql::from_zone" | "sql::to_zone" => {
                let first = first.clone();
                self.zone(&first, callee)
            }
            "sql::make_timestamptz_in" => {
                let last = last.clone();
                self.zone(&last, callee)
            }
            _ => Some(()),
        }
    }

    /// A constant zone is known to be one; one without tables needs no feature.
    fn zone(&mut self, node: &Node, callee: &mut Callee) -> Option<()> {
        let Kind::Literal(Literal::Text(name)) = &node.kind else {
            return Some(());
        };
        let is_iso_offset =
            callee.rust == "sql::make_timestamptz_in" && name.starts_with(['+', '-']);
        match Zone::parse(name) {
            _ if name.contains('/') && named::find(name).is_some() => Some(()),
            Ok(Some(_)) => {
                callee.feature = None;
                Some(())
            }
            Ok(None) if named::find(name).is_some() => Some(()),
            Ok(None) if is_iso_offset => Some(()),
            Ok(None) => {
                let error = ExprError::new(
                    ARGUMENTS,
                    &node.span,
                    format!("no such time zone: {name}"),
                    "not in the IANA database",
                );
                self.fail(error.near(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())))
            }
            Err(problem) => self.fail(ExprError::new(
                ARGUMENTS,
                &node.span,
                problem.reason,
                "which one?",
            )),
        }
    }

    /// Notes what is wrong with a template, at its place in the literal.
    fn template(&mut self, checked: Result<(), Problem>, literal: &Range<usize>) -> Option<()> {
        let Err(problem) = checked else {
            return Some(());
        };
        // Where nothing is escaped, the template stands right behind the quote.
        let written = self.text.get(literal.clone()).unwrap_or_default();
        let plain = written.starts_with('\'') && !written.trim_matches('\'').contains(['\'']);
        let span = match problem.span {
            Some(span) if plain => literal.start + 1 + span.start..literal.start + 1 + span.end,
            _ => literal.clone(),
        };
        self.fail(ExprError::new(
            ARGUMENTS,
            &span,
            problem.reason,
            "this pattern",
        ))
    }

    /// `make_interval(years => 1, days => 2)`: the arguments in PostgreSQL's order, 0 for those
    /// that are left out.
    pub(super) fn make_interval(&mut self, args: &[FunctionArg], span: &Range<usize>) -> Typed {
        const NAMES: [&str; 7] = ["years", "months", "weeks", "days", "hours", "mins", "secs"];
        let zero = |ty| {
            Node::literal(
                span,
                ty,
                if ty == Double {
                    Literal::Double(0.0)
                } else {
                    Literal::Integer(0)
                },
            )
        };
        let mut nodes: Vec<Node> = NAMES
            .iter()
            .map(|name| zero(if *name == "secs" { Double } else { Integer }))
            .collect();
        let mut named = false;
        for (place, arg) in args.iter().enumerate() {
            let (place, expr) = match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr))
                    if !named && place < NAMES.len() =>
                {
                    (place, expr)
                }
                FunctionArg::Named {
                    name,
                    arg: FunctionArgExpr::Expr(expr),
                    ..
                }
                | FunctionArg::ExprNamed {
                    name: Expr::Identifier(name),
                    arg: FunctionArgExpr::Expr(expr),
                    ..
                } => {
                    named = true;
                    let Some(place) = NAMES
                        .iter()
                        .position(|known| name.value.eq_ignore_ascii_case(known))
                    else {
                        let message = format!("make_interval has no argument `{}`", name.value);
                        let error = ExprError::new(ARGUMENTS, span, message, "no such argument");
                        return self.fail(error.near(&name.value, NAMES.into_iter()));
                    };
                    (place, expr)
                }
                _ => {
                    return self.fail(ExprError::unsupported(
                        span,
                        "this form of calling `make_interval`",
                    ));
                }
            };
            nodes[place] = self.expr(expr)?;
        }
        self.call("make_interval", nodes, span)
    }
}

fn of_number(wrong: Wrong) -> Problem {
    Problem {
        reason: wrong.reason.into(),
        span: Some(wrong.span),
    }
}

/// The type as its fields are asked for.
fn kind(ty: ExprType) -> Option<field::Kind> {
    Some(match ty {
        Date => field::Kind::Date,
        Time => field::Kind::Time,
        Timestamp => field::Kind::Timestamp,
        TimestampTz => field::Kind::TimestampTz,
        Interval => field::Kind::Interval,
        _ => return None,
    })
}

/// The opposite of an interval.
pub(super) fn opposite(node: Node, span: &Range<usize>) -> Node {
    Node::call(
        span,
        Interval,
        Callee {
            rust: "sql::negate_interval".to_owned(),
            fallible: true,
            ..Callee::default()
        },
        vec![node],
    )
}
