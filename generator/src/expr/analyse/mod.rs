//! sqlparser's tree to the typed tree: names resolved, types decided by PostgreSQL's rules.

mod calls;
mod choices;
mod operators;
mod patterns;
mod temporal;

use std::ops::Range;

pub(super) use self::temporal::temporal_operators;

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, Expr, Ident, InTarget, UnaryOperator, Value, ValueWithSpan,
};

use super::casts::implicit;
use super::errors::{
    AMBIGUOUS_COLUMN, CONDITION, LITERAL, SYNTAX, TYPE, UNKNOWN_COLUMN, UNKNOWN_PARAM,
};
use super::parse::{bytes, span_of};
use super::tree::{Comparison, Connective, Kind, Literal, Node};
use super::{ExprError, Scope, coerce, errors, literal};
use crate::types::ExprType;

/// A typed node; `None` where an error was noted, so that its neighbours are still looked at.
type Typed = Option<Node>;

/// Types one expression, collecting every error in it.
pub(super) struct Analyser<'a> {
    text: &'a str,
    scope: &'a Scope,
    locals: usize,
    /// References to columns so far.
    columns_seen: usize,
    depth: usize,
    too_deep: bool,
    errors: Vec<ExprError>,
}

/// Operators in one chain, or calls in one another: far more than a person writes, far from the end
/// of the stack.
const DEPTH_LIMIT: usize = 100;

/// The expression typed, its root still possibly an untyped literal; or every error in it.
pub(super) fn analyse(text: &str, expr: &Expr, scope: &Scope) -> Result<Node, Vec<ExprError>> {
    let mut analyser = Analyser {
        text,
        scope,
        locals: 0,
        columns_seen: 0,
        depth: 0,
        too_deep: false,
        errors: Vec::new(),
    };
    let node = analyser.expr(expr);
    if analyser.too_deep {
        let error = ExprError::unsupported(
            &(0..text.len()),
            &format!("a chain or nest of more than {DEPTH_LIMIT} operators"),
        );
        return Err(vec![error.help(
            "split it over several columns, write IN for a chain of OR, or use a udf",
        )]);
    }
    match node {
        Some(node) if analyser.errors.is_empty() => Ok(node),
        _ => Err(analyser.errors),
    }
}

impl Analyser<'_> {
    fn expr(&mut self, expr: &Expr) -> Typed {
        if self.depth == DEPTH_LIMIT {
            self.too_deep = true;
            return None;
        }
        self.depth += 1;
        let node = self.typed(expr);
        self.depth -= 1;
        node
    }

    fn typed(&mut self, expr: &Expr) -> Typed {
        let span = span_of(self.text, expr);
        match expr {
            Expr::Nested(inner) => self.expr(inner),
            Expr::Identifier(name) => self.column(name),
            Expr::CompoundIdentifier(parts) => {
                let name: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
                let message = format!("unknown column `{}`", name.join("."));
                let help = "write a source column's name alone; lookups are not supported yet";
                self.fail(
                    ExprError::new(UNKNOWN_COLUMN, &span, message, "not a source column")
                        .help(help),
                )
            }
            Expr::Value(value) => self.value(value),
            Expr::TypedString(typed) => {
                let (ty, digits) = self.sql_type(&typed.data_type, &span)?;
                let text = typed.value.clone().into_string().ok_or_else(|| {
                    ExprError::unsupported(&span, "a type before what is no text")
                        .help(format!("write `{} '…'`", typed.data_type))
                });
                let text = self.check(text);
                let node = text.map(|text| Node {
                    span: span.clone(),
                    ty: None,
                    fallible: false,
                    kind: Kind::Untyped(text),
                });
                node.and_then(|node| self.check(coerce::explicitly(node, ty)))
                    .map(|node| coerce::at_precision(node, digits))
            }
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
            } => {
                let node = self.expr(expr);
                let (ty, digits) = self.sql_type(data_type, &span)?;
                self.check(coerce::explicitly(node?, ty))
                    .map(|node| coerce::at_precision(node, digits))
            }
            Expr::UnaryOp { op, expr } => self.unary(*op, expr, &span),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, &span),
            Expr::IsNull(inner) => self.expr(inner).map(|node| is_null(node, &span)),
            Expr::IsNotNull(inner) => self.expr(inner).map(|node| is_null(node, &span).negate()),
            Expr::IsTrue(inner) => self.is_truth(true, inner, &span),
            Expr::IsFalse(inner) => self.is_truth(false, inner, &span),
            Expr::IsNotTrue(inner) => self.is_truth(true, inner, &span).map(Node::negate),
            Expr::IsNotFalse(inner) => self.is_truth(false, inner, &span).map(Node::negate),
            Expr::IsUnknown(inner) => self.condition(inner).map(|node| is_null(node, &span)),
            Expr::IsNotUnknown(inner) => self
                .condition(inner)
                .map(|node| is_null(node, &span).negate()),
            Expr::IsDistinctFrom(left, right) => self.distinct(left, right, &span),
            Expr::IsNotDistinctFrom(left, right) => {
                self.distinct(left, right, &span).map(Node::negate)
            }
            Expr::In {
                expr,
                target: InTarget::List(list),
                negated,
                global: false,
            } => {
                let node = self.in_list(expr, list, &span)?;
                Some(if *negated { node.negate() } else { node })
            }
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let node = self.between(expr, low, high, &span)?;
                Some(if *negated { node.negate() } else { node })
            }
            Expr::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let node = self.like(false, expr, pattern, escape_char.as_deref(), &span)?;
                Some(if *negated { node.negate() } else { node })
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(
                operand.as_deref(),
                conditions,
                else_result.as_deref(),
                &span,
            ),
            _ => self.call_like(expr, &span),
        }
    }

    /// Notes an error.
    fn fail<T>(&mut self, error: ExprError) -> Option<T> {
        self.errors.push(error);
        None
    }

    /// Notes the error of a result.
    fn check<T>(&mut self, result: Result<T, ExprError>) -> Option<T> {
        result.map_err(|error| self.errors.push(error)).ok()
    }

    /// Types all, so that every error is found, then asks for all to be sound.
    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Option<Vec<Node>> {
        let nodes: Vec<Typed> = exprs.into_iter().map(|expr| self.expr(expr)).collect();
        nodes.into_iter().collect()
    }

    fn two(&mut self, left: &Expr, right: &Expr) -> Option<(Node, Node)> {
        let (left, right) = (self.expr(left), self.expr(right));
        left.zip(right)
    }

    /// An expression that must be boolean.
    fn condition(&mut self, expr: &Expr) -> Typed {
        let node = self.expr(expr)?;
        self.check(boolean(node))
    }

    fn is_truth(&mut self, truth: bool, inner: &Expr, span: &Range<usize>) -> Typed {
        let node = self.condition(inner)?;
        Some(Node::new(
            span,
            ExprType::Boolean,
            Kind::IsTruth(truth, Box::new(node)),
        ))
    }

    /// A number for a new [`Kind::Let`].
    fn local(&mut self) -> usize {
        self.locals += 1;
        self.locals
    }

    /// The type, and the digits of a second that a time has.
    fn sql_type(&mut self, ty: &DataType, span: &Range<usize>) -> Option<(ExprType, Option<u32>)> {
        let (plain, digits) = match ty {
            DataType::Timestamp(digits, zone) => (DataType::Timestamp(None, *zone), *digits),
            DataType::Time(digits, zone) => (DataType::Time(None, *zone), *digits),
            DataType::Interval {
                fields: None,
                precision,
            } => (
                DataType::Interval {
                    fields: None,
                    precision: None,
                },
                *precision,
            ),
            ty => (ty.clone(), None),
        };
        let parsed = ExprType::parse(&plain.to_string());
        let ty = self
            .check(parsed.map_err(|message| ExprError::new(TYPE, span, message, "in this cast")))?;
        // More than there are is as many as there are.
        Some((
            ty,
            digits.map(|digits| u32::try_from(digits).unwrap_or(u32::MAX)),
        ))
    }

    /// PostgreSQL folds unquoted names to lower case; a spec's column names are exact, so an
    /// unquoted name also fits without case.
    fn column(&mut self, name: &Ident) -> Typed {
        let span = bytes(self.text, name.span);
        let columns = &self.scope.columns;
        let exact = columns
            .iter()
            .position(|(column, ..)| *column == name.value);
        let place = match exact {
            Some(place) => place,
            None if name.quote_style.is_some() => return self.unknown_column(name, &span),
            None => {
                let fits = |column: &str| column.to_lowercase() == name.value.to_lowercase();
                let fitting: Vec<usize> = (0..columns.len())
                    .filter(|place| fits(&columns[*place].0))
                    .collect();
                match fitting.as_slice() {
                    [place] => *place,
                    [] => return self.unknown_column(name, &span),
                    _ => {
                        let names: Vec<String> = fitting
                            .iter()
                            .map(|place| format!("\"{}\"", columns[*place].0))
                            .collect();
                        let message = format!("column `{}` is ambiguous", name.value);
                        let help = format!("write one of {}, in quotes", names.join(", "));
                        return self.fail(
                            ExprError::new(
                                AMBIGUOUS_COLUMN,
                                &span,
                                message,
                                "fits several columns",
                            )
                            .help(help),
                        );
                    }
                }
            }
        };
        self.columns_seen += 1;
        Some(Node::new(
            &span,
            columns[place].1.into(),
            Kind::Column(place),
        ))
    }

    fn unknown_column(&mut self, name: &Ident, span: &Range<usize>) -> Typed {
        let error = ExprError::new(
            UNKNOWN_COLUMN,
            span,
            format!("unknown column `{}`", name.value),
            "not a source column",
        );
        let error = match name.value.to_lowercase().as_str() {
            "current_date" | "current_timestamp" | "localtimestamp" => {
                error.help("a run has one clock: `run_started_at()` or `effective_at()`")
            }
            _ if name.quote_style == Some('"') => {
                error.help(format!("for text, use single quotes: '{}'", name.value))
            }
            _ => error,
        };
        let scope = self.scope;
        self.fail(error.near(
            &name.value,
            scope.columns.iter().map(|(column, ..)| column.as_str()),
        ))
    }

    fn value(&mut self, value: &ValueWithSpan) -> Typed {
        let span = bytes(self.text, value.span);
        match &value.value {
            Value::Number(text, false) => match literal::number(text) {
                Some((ty, value)) => Some(Node::literal(&span, ty, value)),
                None => {
                    let help = "a decimal has at most 38 digits";
                    self.fail(
                        ExprError::new(
                            LITERAL,
                            &span,
                            format!("number {text} is out of range"),
                            "too large",
                        )
                        .help(help),
                    )
                }
            },
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(Node {
                span,
                ty: None,
                fallible: false,
                kind: Kind::Untyped(text.clone()),
            }),
            Value::Boolean(value) => Some(Node::literal(
                &span,
                ExprType::Boolean,
                Literal::Boolean(*value),
            )),
            Value::Null => Some(Node {
                span,
                ty: None,
                fallible: false,
                kind: Kind::Null,
            }),
            Value::Placeholder(name) => self.param(name, &span),
            other => self.fail(ExprError::unsupported(
                &span,
                &format!("the literal `{other}`"),
            )),
        }
    }

    fn param(&mut self, placeholder: &str, span: &Range<usize>) -> Typed {
        let Some(name) = placeholder.strip_prefix(':') else {
            let error = ExprError::unsupported(span, &format!("the placeholder `{placeholder}`"));
            return self.fail(error.help("a parameter is written `:name`"));
        };
        let scope = self.scope;
        match scope.params.iter().position(|(param, _)| param == name) {
            // Only a broken runtime could fail to have it; reading it is a `Result` all the same.
            Some(place) => Some(Node {
                fallible: true,
                ..Node::new(span, scope.params[place].1.into(), Kind::Param(place))
            }),
            None => {
                let error = ExprError::new(
                    UNKNOWN_PARAM,
                    span,
                    format!("unknown parameter `:{name}`"),
                    "not in `params`",
                );
                self.fail(error.near(name, scope.params.iter().map(|(param, _)| param.as_str())))
            }
        }
    }
}

/// A node that must be boolean.
pub(super) fn boolean(node: Node) -> Result<Node, ExprError> {
    match node.ty {
        Some(ExprType::Boolean) => Ok(node),
        None => coerce::implicitly(node, ExprType::Boolean),
        ty => {
            let message = format!("a condition must be boolean, not {}", errors::type_name(ty));
            Err(ExprError::new(
                CONDITION,
                &node.span,
                message,
                format!("is {}", errors::type_name(ty)),
            ))
        }
    }
}

fn is_null(node: Node, span: &Range<usize>) -> Node {
    // Whether an untyped literal is NULL does not depend on its type.
    let node = if node.ty.is_none() {
        Node {
            ty: Some(ExprType::Text),
            ..typed_text(node)
        }
    } else {
        node
    };
    Node::new(span, ExprType::Boolean, Kind::IsNull(Box::new(node)))
}

/// An untyped literal that meets no type is text.
pub(super) fn typed_text(node: Node) -> Node {
    match node.kind {
        Kind::Untyped(text) => Node::literal(&node.span, ExprType::Text, Literal::Text(text)),
        Kind::Null if node.ty.is_none() => Node::null(&node.span, ExprType::Text),
        _ => node,
    }
}

/// PostgreSQL binds prefix operators other than a sign looser than `+` and `-`, and a sign tighter
/// than `^`; sqlparser does not. Where the two would read a text apart, brackets are asked for.
fn grouped_otherwise(
    op: &BinaryOperator,
    left: &Expr,
    right: &Expr,
    span: &Range<usize>,
) -> Option<ExprError> {
    let is_prefix = |expr: &Expr| matches!(expr, Expr::UnaryOp { op, .. } if !matches!(op, UnaryOperator::Plus | UnaryOperator::Minus | UnaryOperator::Not));
    let sum = matches!(op, BinaryOperator::Plus | BinaryOperator::Minus);
    let signed_power = |expr: &Expr| matches!(expr, Expr::UnaryOp { expr, .. } if matches!(**expr, Expr::BinaryOp { op: BinaryOperator::PGExp, .. }));
    let apart = (sum && (is_prefix(left) || is_prefix(right)))
        || (*op == BinaryOperator::PGExp && signed_power(right));
    let message = "syntax error: which operator comes first is easily mistaken here";
    apart.then(|| ExprError::new(SYNTAX, span, message, "write brackets"))
}

/// The comparison that a SQL operator writes.
fn comparison(op: &BinaryOperator) -> Option<Comparison> {
    Some(match op {
        BinaryOperator::Eq => Comparison::Equal,
        BinaryOperator::NotEq => Comparison::NotEqual,
        BinaryOperator::Lt => Comparison::Less,
        BinaryOperator::LtEq => Comparison::LessOrEqual,
        BinaryOperator::Gt => Comparison::Greater,
        BinaryOperator::GtEq => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The connective that a SQL operator writes.
fn connective(op: &BinaryOperator) -> Option<Connective> {
    match op {
        BinaryOperator::And => Some(Connective::And),
        BinaryOperator::Or => Some(Connective::Or),
        _ => None,
    }
}

impl Analyser<'_> {
    fn unary(&mut self, op: UnaryOperator, expr: &Expr, span: &Range<usize>) -> Typed {
        match op {
            UnaryOperator::Not => self.condition(expr).map(Node::negate),
            UnaryOperator::Minus => self.minus(expr, span),
            UnaryOperator::Plus => {
                let node = self.expr(expr)?;
                self.check(operators::number(node, "+"))
            }
            UnaryOperator::BitwiseNot => {
                let node = self.expr(expr)?;
                self.check(operators::bit_not(node, span))
            }
            UnaryOperator::PGAbs => self.named("abs", [expr], span),
            // The operator is there for doubles alone.
            UnaryOperator::PGSquareRoot => {
                let node = self.expr(expr)?;
                let node = self.check(
                    if node.ty.is_some_and(|ty| implicit(ty, ExprType::Double)) {
                        coerce::implicitly(node, ExprType::Double)
                    } else {
                        Ok(node)
                    },
                )?;
                self.call("sqrt", vec![node], span)
            }
            UnaryOperator::PGCubeRoot => self.named("cbrt", [expr], span),
            other => self.fail(ExprError::unsupported(
                span,
                &format!("the operator `{other}`"),
            )),
        }
    }

    /// TRY_CAST: NULL where the cast fails; what fails in the value itself still fails.
    pub(super) fn try_cast(
        &mut self,
        expr: &Expr,
        data_type: &sqlparser::ast::DataType,
        span: &Range<usize>,
    ) -> Typed {
        let node = self.expr(expr);
        let (ty, digits) = self.sql_type(data_type, span)?;
        let node = node?;
        let is_value = !matches!(node.kind, Kind::Untyped(_) | Kind::Literal(_));
        self.once(typed_text(node), |this, node| {
            let cast = match coerce::explicitly(node.clone(), ty) {
                Err(error) if error.code == LITERAL && !is_value => {
                    return Some(Node::null(span, ty));
                }
                cast => coerce::at_precision(this.check(cast)?, digits),
            };
            Some(coerce::or_null(cast, node))
        })
    }

    fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        span: &Range<usize>,
    ) -> Typed {
        if let Some(connective) = connective(op) {
            let (left, right) = (self.condition(left), self.condition(right));
            let (left, right) = left.zip(right)?;
            return Some(Node::logic(span, connective, left, right));
        }
        let chained =
            |side: &Expr| matches!(side, Expr::BinaryOp { op, .. } if comparison(op).is_some());
        if comparison(op).is_some() && (chained(left) || chained(right)) {
            let error = ExprError::new(
                SYNTAX,
                span,
                "syntax error: comparisons cannot be chained",
                "which one comes first?",
            );
            return self.fail(error.help("use brackets, or AND"));
        }
        if let Some(error) = grouped_otherwise(op, left, right, span) {
            return self.fail(error);
        }
        let (left, right) = self.two(left, right)?;
        if let Some(comparison) = comparison(op) {
            return self.check(operators::compare(
                comparison,
                left,
                right,
                span,
                &op.to_string(),
            ));
        }
        let result = match op {
            BinaryOperator::StringConcat => operators::concatenate(left, right, span),
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => operators::arithmetic(op, left, right, span),
            BinaryOperator::PGExp => operators::power(left, right, span),
            BinaryOperator::BitwiseAnd
            | BinaryOperator::BitwiseOr
            | BinaryOperator::PGBitwiseXor
            | BinaryOperator::PGBitwiseShiftLeft
            | BinaryOperator::PGBitwiseShiftRight => operators::bits(op, left, right, span),
            BinaryOperator::Arrow
            | BinaryOperator::LongArrow
            | BinaryOperator::HashArrow
            | BinaryOperator::HashLongArrow => operators::json(op, left, right, span),
            BinaryOperator::PGRegexMatch
            | BinaryOperator::PGRegexIMatch
            | BinaryOperator::PGRegexNotMatch
            | BinaryOperator::PGRegexNotIMatch => return self.regex_match(op, left, right, span),
            BinaryOperator::PGStartsWith => {
                return self.call("starts_with", vec![left, right], span);
            }
            other => Err(ExprError::unsupported(
                span,
                &format!("the operator `{other}`"),
            )),
        };
        self.check(result)
    }
}
