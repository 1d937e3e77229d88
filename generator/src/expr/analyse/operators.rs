//! Operators: comparison, arithmetic, concatenation, BETWEEN, IN, LIKE.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use super::{Analyser, Typed, typed_text};
use crate::expr::casts::{
    ANY_CHAR, base, common, find, has_rust_order, implicit, is_number, unified,
};
use crate::expr::errors::{OPERATOR, type_name};
use crate::expr::tree::{Callee, Comparison, Connective, Kind, Literal, Node};
use crate::expr::{ExprError, casts::Context, coerce, literal};
use crate::types::ExprType;

use ExprType::{Boolean, Bytea, Double, Integer, Json, Real, Text};

/// `left op right` by a comparison.
pub(super) fn compare(
    comparison: Comparison,
    left: Node,
    right: Node,
    span: &Range<usize>,
    sign: &str,
) -> Result<Node, ExprError> {
    let (left, right) = comparable(left, right, sign)?;
    Ok(Node::new(
        span,
        Boolean,
        Kind::Compare(comparison, Box::new([left, right])),
    ))
}

/// Both brought to the type in which they are compared.
pub(super) fn comparable(left: Node, right: Node, sign: &str) -> Result<(Node, Node), ExprError> {
    match operand_type(left.ty, right.ty) {
        Some(ty) if ty != Json => Ok((
            coerce::implicitly(left, ty)?,
            coerce::implicitly(right, ty)?,
        )),
        _ => Err(mismatch(&left, &right, sign)),
    }
}

/// The one type that an operator works in for two operands; an untyped literal takes the type of
/// the other.
fn operand_type(left: Option<ExprType>, right: Option<ExprType>) -> Option<ExprType> {
    match (left, right) {
        (None, None) => Some(Text),
        (Some(ty), None) | (None, Some(ty)) => Some(untyped_as(ty)),
        (Some(ExprType::Char(_)), Some(ExprType::Varchar(_)))
        | (Some(ExprType::Varchar(_)), Some(ExprType::Char(_))) => Some(ANY_CHAR),
        (Some(left), Some(right)) => operator_type(base(left), base(right)),
    }
}

/// A literal beside a char(n) is read like one: its trailing blanks do not count.
fn untyped_as(ty: ExprType) -> ExprType {
    if matches!(ty, ExprType::Char(_)) {
        ty
    } else {
        base(ty)
    }
}

/// PostgreSQL has operators for real with real, but prefers double precision as soon as another
/// number is involved.
fn operator_type(left: ExprType, right: ExprType) -> Option<ExprType> {
    match common(left, right)? {
        Real if left != right => Some(Double),
        ty => Some(ty),
    }
}

pub(super) fn mismatch(left: &Node, right: &Node, sign: &str) -> ExprError {
    let (left_type, right_type) = (type_name(left.ty), type_name(right.ty));
    let message = format!("operator does not exist: {left_type} {sign} {right_type}");
    let error = ExprError::new(OPERATOR, &left.span, message, format!("is {left_type}"))
        .also(&right.span, format!("is {right_type}"));
    let castable = |from: &Node, to: &Node| {
        let (from, to) = (base(from.ty?), base(to.ty?));
        find(from, to, Context::Explicit)
            .filter(|_| from != to)
            .map(|_| to)
    };
    match castable(left, right)
        .filter(|ty| *ty != Text)
        .or_else(|| castable(right, left))
    {
        Some(ty) => error.help(format!("cast one side, as in `cast(… as {ty})`")),
        None => error,
    }
}

/// The operand of a sign.
pub(super) fn number(node: Node, sign: &str) -> Result<Node, ExprError> {
    match node.ty {
        Some(ty) if is_number(ty) => Ok(node),
        // PostgreSQL finds several operators, and prefers the one over this type.
        None if sign == "+" => coerce::implicitly(node, Double),
        ty => {
            let message = format!("operator does not exist: {sign} {}", type_name(ty));
            Err(ExprError::new(
                OPERATOR,
                &node.span,
                message,
                format!("is {}", type_name(ty)),
            ))
        }
    }
}

pub(super) fn strict(rust: &str, fallible: bool) -> Callee {
    Callee {
        rust: rust.to_owned(),
        fallible,
        ..Callee::default()
    }
}

/// `+`, `-`, `*`, `/`, `%`.
pub(super) fn arithmetic(
    op: &BinaryOperator,
    left: Node,
    right: Node,
    span: &Range<usize>,
) -> Result<Node, ExprError> {
    let sign = op.to_string();
    if super::temporal::is_temporal(left.ty) || super::temporal::is_temporal(right.ty) {
        return super::temporal::arithmetic(op, left, right, span);
    }
    let ty = match (left.ty, right.ty) {
        // `'1' + '2'` fits every kind of number: PostgreSQL calls that ambiguous.
        (None, None) => None,
        (left, right) => operand_type(left, right).filter(|ty| is_number(*ty)),
    };
    let Some(ty) = ty else {
        return Err(mismatch(&left, &right, &sign));
    };
    let rust = match op {
        BinaryOperator::Plus => "sql::add",
        BinaryOperator::Minus => "sql::subtract",
        BinaryOperator::Multiply => "sql::multiply",
        BinaryOperator::Divide => "sql::divide",
        _ if matches!(ty, Real | Double) => {
            let error = mismatch(&left, &right, &sign);
            return Err(error.help("% takes whole numbers and decimals: cast to decimal"));
        }
        _ => "sql::modulo",
    };
    let args = vec![
        coerce::implicitly(left, ty)?,
        coerce::implicitly(right, ty)?,
    ];
    Ok(Node::call(span, ty, strict(rust, true), args))
}

/// `&`, `|`, `#`, `<<`, `>>` on whole numbers.
pub(super) fn bits(
    op: &BinaryOperator,
    left: Node,
    right: Node,
    span: &Range<usize>,
) -> Result<Node, ExprError> {
    let is_whole = |ty: ExprType| matches!(ty, ExprType::SmallInt | Integer | ExprType::BigInt);
    let (rust, shifts) = match op {
        BinaryOperator::BitwiseAnd => ("sql::bit_and", false),
        BinaryOperator::BitwiseOr => ("sql::bit_or", false),
        BinaryOperator::PGBitwiseXor => ("sql::bit_xor", false),
        BinaryOperator::PGBitwiseShiftLeft => ("sql::shift_left", true),
        _ => ("sql::shift_right", true),
    };
    let ty = match (left.ty, right.ty) {
        (Some(ty), count) if shifts => {
            Some(ty).filter(|_| count.is_none_or(|count| implicit(count, Integer)))
        }
        (None, Some(Integer)) if shifts => Some(Integer),
        (None, _) if shifts => None,
        (None, None) => None,
        (left, right) => operand_type(left, right),
    };
    let Some(ty) = ty.filter(|ty| is_whole(*ty)) else {
        return Err(mismatch(&left, &right, &op.to_string()));
    };
    let right_type = if shifts { Integer } else { ty };
    let args = vec![
        coerce::implicitly(left, ty)?,
        coerce::implicitly(right, right_type)?,
    ];
    Ok(Node::call(span, ty, strict(rust, false), args))
}

/// `~value`
pub(super) fn bit_not(node: Node, span: &Range<usize>) -> Result<Node, ExprError> {
    match node.ty {
        Some(ty @ (ExprType::SmallInt | Integer | ExprType::BigInt)) => Ok(Node::call(
            span,
            ty,
            strict("sql::bit_not", false),
            vec![node],
        )),
        ty => {
            let given = type_name(ty);
            Err(ExprError::new(
                OPERATOR,
                &node.span,
                format!("operator does not exist: ~ {given}"),
                format!("is {given}"),
            ))
        }
    }
}

/// `left ^ right`: of doubles, or of decimals; whole numbers become doubles, as in PostgreSQL.
pub(super) fn power(left: Node, right: Node, span: &Range<usize>) -> Result<Node, ExprError> {
    let is_decimal = |ty: Option<ExprType>| ty.is_some_and(|ty| matches!(ty, ExprType::Decimal(_)));
    let is_float = |ty: Option<ExprType>| matches!(ty, Some(Real | Double));
    let numbers = [left.ty, right.ty].into_iter().flatten().all(is_number);
    if !numbers || (left.ty.is_none() && right.ty.is_none()) {
        return Err(mismatch(&left, &right, "^"));
    }
    let decimals =
        (is_decimal(left.ty) || is_decimal(right.ty)) && !is_float(left.ty) && !is_float(right.ty);
    let (ty, callee) = if decimals {
        (
            ExprType::Decimal(None),
            Callee {
                feature: Some("powers"),
                ..strict("sql::decimal_power", true)
            },
        )
    } else {
        (Double, strict("sql::power", true))
    };
    let args = vec![
        coerce::implicitly(left, ty)?,
        coerce::implicitly(right, ty)?,
    ];
    Ok(Node::call(span, ty, callee, args))
}

/// `json -> key`, `json ->> key`, `json #> path`, `json #>> path`.
pub(super) fn json(
    op: &BinaryOperator,
    left: Node,
    right: Node,
    span: &Range<usize>,
) -> Result<Node, ExprError> {
    let as_text = matches!(
        op,
        BinaryOperator::LongArrow | BinaryOperator::HashLongArrow
    );
    let by_path = matches!(
        op,
        BinaryOperator::HashArrow | BinaryOperator::HashLongArrow
    );
    if left.ty != Some(Json) {
        let error = mismatch(&left, &right, &op.to_string());
        return Err(if left.ty.is_some_and(|ty| base(ty) == Text) {
            error.help("cast the left side to json")
        } else {
            error
        });
    }
    let (what, right) = if by_path {
        let keys = match &right.kind {
            Kind::Untyped(text) => literal::path(text),
            _ => {
                return Err(
                    ExprError::unsupported(&right.span, "a path that is not a constant")
                        .help("write it as '{a,b,0}'"),
                );
            }
        };
        let keys = keys.ok_or_else(|| {
            let error = ExprError::new(
                super::LITERAL,
                &right.span,
                "malformed path into json",
                "no path",
            );
            error.help("write it as '{a,b,0}', a key with signs in it in double quotes")
        })?;
        ("at", Node::literal(&right.span, Text, Literal::Path(keys)))
    } else if right.ty.is_none_or(|ty| base(ty) == Text) {
        ("member", coerce::implicitly(right, Text)?)
    } else if right.ty.is_some_and(|ty| implicit(ty, Integer)) {
        ("element", coerce::implicitly(right, Integer)?)
    } else {
        return Err(mismatch(&left, &right, &op.to_string()));
    };
    let rust = format!("sql::json_{what}{}", if as_text { "_text" } else { "" });
    let callee = Callee {
        nullable: true,
        scratch: as_text,
        ..strict(&rust, true)
    };
    Ok(Node::call(
        span,
        if as_text { Text } else { Json },
        callee,
        vec![left, right],
    ))
}

/// `||`: bytea with bytea, text with text, or text with anything, which is then cast to text.
pub(super) fn concatenate(left: Node, right: Node, span: &Range<usize>) -> Result<Node, ExprError> {
    if let (Some(Bytea), Some(Bytea) | None) | (None, Some(Bytea)) = (left.ty, right.ty) {
        let parts = [
            coerce::implicitly(left, Bytea)?,
            coerce::implicitly(right, Bytea)?,
        ];
        return Ok(joined("sql::concatenate_bytes", Bytea, parts, span));
    }
    let is_text = |ty: Option<ExprType>| ty.is_none_or(|ty| base(ty) == Text);
    if !is_text(left.ty) && !is_text(right.ty) {
        return Err(mismatch(&left, &right, "||").help("cast one side to text"));
    }
    let parts = [
        coerce::explicitly(typed_text(left), Text)?,
        coerce::explicitly(typed_text(right), Text)?,
    ];
    Ok(joined("sql::concatenate", Text, parts, span))
}

/// `a || b || c` is one call: nothing is copied twice.
fn joined(rust: &str, ty: ExprType, parts: [Node; 2], span: &Range<usize>) -> Node {
    let mut args = Vec::new();
    for part in parts {
        match part.kind {
            Kind::Call(callee, parts) if callee.rust == rust => args.extend(parts),
            _ => args.push(part),
        }
    }
    Node::call(
        span,
        ty,
        Callee {
            slice: Some(0),
            scratch: true,
            ..strict(rust, false)
        },
        args,
    )
}

impl Analyser<'_> {
    pub(super) fn minus(&mut self, expr: &Expr, span: &Range<usize>) -> Typed {
        // The sign belongs to the number: -2147483648 is an integer, though 2147483648 is none.
        if let Some((ty, value)) =
            signed_number(expr).and_then(|text| literal::number(&negated_text(&text)))
        {
            return Some(Node::literal(span, ty, value));
        }
        if let Expr::BinaryOp {
            op: BinaryOperator::PGExp,
            left,
            right,
        } = expr
        {
            // The sign binds tighter than the power.
            let left = Expr::UnaryOp {
                op: UnaryOperator::Minus,
                expr: left.clone(),
            };
            let (left, right) = self.two(&left, right)?;
            return self.check(power(left, right, span));
        }
        let node = self.expr(expr)?;
        if let Some(ExprType::Interval | ExprType::Time) = node.ty {
            let node = self.check(coerce::implicitly(node, ExprType::Interval))?;
            return Some(super::temporal::opposite(node, span));
        }
        let node = self.check(number(node, "-"))?;
        let ty = node.ty.unwrap_or(Double);
        Some(Node::call(span, ty, opposite(ty), vec![node]))
    }

    pub(super) fn distinct(&mut self, left: &Expr, right: &Expr, span: &Range<usize>) -> Typed {
        let (left, right) = self.two(left, right)?;
        let (left, right) = self.check(comparable(left, right, "="))?;
        if matches!((&left.kind, &right.kind), (Kind::Null, Kind::Null)) {
            return Some(Node::literal(span, Boolean, Literal::Boolean(false)));
        }
        Some(Node::new(
            span,
            Boolean,
            Kind::Distinct(Box::new([left, right])),
        ))
    }

    /// Makes a value usable several times: what is not free to repeat is computed once, in front.
    pub(super) fn once(
        &mut self,
        value: Node,
        body: impl FnOnce(&mut Self, &Node) -> Typed,
    ) -> Typed {
        if value.is_cheap() || value.ty.is_none() {
            return body(self, &value);
        }
        let local = self.local();
        let (span, ty) = (value.span.clone(), value.ty?);
        let name = Node::new(&span, ty, Kind::Local(local));
        let body = body(self, &name)?;
        // What NULLs and constants have folded away is not computed, nor is it by PostgreSQL.
        if !body.uses_local(local) {
            return Some(body);
        }
        Some(Node::new(
            &body.span.clone(),
            body.ty?,
            Kind::Let(local, Box::new([value, body])),
        ))
    }

    /// `value BETWEEN SYMMETRIC low AND high`: the bounds in either order.
    fn between_either(&mut self, value: Node, low: Node, high: Node, span: &Range<usize>) -> Typed {
        self.once(typed_text(value), |this, value| {
            this.once(low, |this, low| {
                this.once(high, |this, high| {
                    let mut within = |low: &Node, high: &Node| {
                        let above = this.check(compare(
                            Comparison::GreaterOrEqual,
                            value.clone(),
                            low.clone(),
                            span,
                            ">=",
                        ));
                        let below = this.check(compare(
                            Comparison::LessOrEqual,
                            value.clone(),
                            high.clone(),
                            span,
                            "<=",
                        ));
                        let two = above.zip(below)?;
                        Some(Node::new(
                            span,
                            Boolean,
                            Kind::Logic(Connective::And, Box::new([two.0, two.1])),
                        ))
                    };
                    let (forth, back) = (within(low, high), within(high, low));
                    let two = forth.zip(back)?;
                    Some(Node::new(
                        span,
                        Boolean,
                        Kind::Logic(Connective::Or, Box::new([two.0, two.1])),
                    ))
                })
            })
        })
    }

    pub(super) fn between(
        &mut self,
        value: &Expr,
        low: &Expr,
        high: &Expr,
        span: &Range<usize>,
    ) -> Typed {
        let nodes = self.all([value, low, high])?;
        let [value, low, high] = <[Node; 3]>::try_from(nodes).ok()?;
        if self
            .text
            .get(value.span.end..low.span.start)
            .is_some_and(|between| between.to_ascii_lowercase().contains("symmetric"))
        {
            return self.between_either(value, low, high, span);
        }
        if let Some(node) = range(&value, &low, &high, span) {
            return Some(node);
        }
        self.once(value, |this, value| {
            let low = this.check(compare(
                Comparison::GreaterOrEqual,
                value.clone(),
                low,
                span,
                ">=",
            ));
            let high = this.check(compare(
                Comparison::LessOrEqual,
                value.clone(),
                high,
                span,
                "<=",
            ));
            let (low, high) = low.zip(high)?;
            Some(Node::logic(span, Connective::And, low, high))
        })
    }

    pub(super) fn in_list(&mut self, value: &Expr, list: &[Expr], span: &Range<usize>) -> Typed {
        let value = self.expr(value);
        // With each item, whether a column stands in it.
        let items: Vec<(Typed, bool)> = list
            .iter()
            .map(|item| {
                let before = self.columns_seen;
                (self.expr(item), self.columns_seen > before)
            })
            .collect();
        let varying: Vec<bool> = items.iter().map(|(_, varies)| *varies).collect();
        let list: Option<Vec<Node>> = items.into_iter().map(|(item, _)| item).collect();
        let (value, list) = value.zip(list)?;
        if let Some(node) = membership(&value, &list, span) {
            return Some(node);
        }
        let (of_the_row, constants): (Vec<_>, Vec<_>) = list
            .iter()
            .cloned()
            .zip(varying)
            .partition(|(_, varies)| *varies);
        let [constants, of_the_row] = [constants, of_the_row].map(|items| {
            items
                .into_iter()
                .map(|(item, _)| item)
                .collect::<Vec<Node>>()
        });
        // PostgreSQL makes one array of several that are the same for all rows, of one type
        // together with the value, and asks it first.
        let items = match shared_type(&value, &constants) {
            Some(ty) if constants.len() > 1 => {
                let mut items = self.every(
                    constants
                        .into_iter()
                        .map(|item| coerce::implicitly(item, ty)),
                )?;
                items.extend(of_the_row);
                items
            }
            _ => list,
        };
        self.once(value, |this, value| {
            let tests = this.every(
                items
                    .into_iter()
                    .map(|item| compare(Comparison::Equal, value.clone(), item, span, "=")),
            )?;
            tests
                .into_iter()
                .reduce(|left, right| Node::logic(span, Connective::Or, left, right))
        })
    }

    /// All of them, or every error noted.
    fn every(&mut self, nodes: impl Iterator<Item = Result<Node, ExprError>>) -> Option<Vec<Node>> {
        let nodes: Vec<Typed> = nodes.map(|node| self.check(node)).collect();
        nodes.into_iter().collect()
    }

    /// LIKE, or with `lower` ILIKE: of both sides in lower case, as PostgreSQL does it.
    pub(super) fn like(
        &mut self,
        lower: bool,
        value: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        span: &Range<usize>,
    ) -> Typed {
        let escape = match escape {
            None => Some(Escape::Constant(Some('\\'))),
            Some(escape) if matches!(escape, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_))) => {
                self.escape(escape).map(Escape::Constant)
            }
            Some(escape) => {
                let escape = self.expr(escape).map(typed_text);
                escape
                    .and_then(|node| self.check(coerce::implicitly(node, Text)))
                    .map(Escape::OfTheRow)
            }
        };
        let (value, pattern) = self.two(value, pattern)?;
        let (value, pattern) = (typed_text(value), typed_text(pattern));
        if base(value.ty?) != Text || base(pattern.ty?) != Text {
            return self.fail(mismatch(&value, &pattern, "LIKE"));
        }
        let lowered = |node: Node| {
            let span = node.span.clone();
            if lower {
                Node::call(
                    &span,
                    Text,
                    Callee {
                        scratch: true,
                        ..strict("sql::lower", false)
                    },
                    vec![node],
                )
            } else {
                node
            }
        };
        let value = self.check(coerce::padded(value))?;
        let value = lowered(value);
        let escape = match (&pattern.kind, escape?) {
            (Kind::Literal(Literal::Text(text)), Escape::Constant(escape)) => {
                let result = like_constant(lower, value, text, escape, &pattern, span);
                return self.check(result);
            }
            (_, Escape::Constant(Some('\\'))) => None,
            (_, Escape::Constant(c)) => Some(Node::literal(
                &pattern.span,
                Text,
                Literal::Text(c.map(String::from).unwrap_or_default()),
            )),
            (_, Escape::OfTheRow(node)) => Some(node),
        };
        let pattern = match escape {
            Some(escape) => {
                let place = pattern.span.clone();
                let callee = Callee {
                    scratch: true,
                    ..strict("sql::like_escape", true)
                };
                Node::call(&place, Text, callee, vec![pattern, escape])
            }
            None => pattern,
        };
        Some(Node::call(
            span,
            Boolean,
            strict("sql::like_pattern", true),
            vec![value, lowered(pattern)],
        ))
    }

    /// The character behind ESCAPE; the empty text means none.
    pub(super) fn escape(&mut self, escape: &Expr) -> Option<Option<char>> {
        let span = crate::expr::parse::span_of(self.text, escape);
        if let Expr::Value(value) = escape
            && let Value::SingleQuotedString(text) = &value.value
        {
            let mut chars = text.chars();
            if let (first, None) = (chars.next(), chars.next()) {
                return Some(first);
            }
        }
        self.fail(ExprError::unsupported(
            &span,
            "an ESCAPE that is not one constant character",
        ))
    }
}

/// What stands behind ESCAPE.
enum Escape {
    /// A character; none where the text is empty.
    Constant(Option<char>),
    OfTheRow(Node),
}

/// The text of a number, with the signs in front of it.
fn signed_number(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Nested(inner) => signed_number(inner),
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => signed_number(expr).map(|text| negated_text(&text)),
        Expr::Value(value) => match &value.value {
            Value::Number(text, false) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn negated_text(text: &str) -> String {
    text.strip_prefix('-')
        .map_or_else(|| format!("-{text}"), str::to_owned)
}

/// Whole numbers have one value without an opposite.
fn opposite(ty: ExprType) -> Callee {
    match ty {
        Real | Double => strict("-", false),
        ExprType::Decimal(_) => strict(".neg", false),
        _ => strict("sql::negate", true),
    }
}

/// BETWEEN as one test of a range, where both bounds are plain.
fn range(value: &Node, low: &Node, high: &Node, span: &Range<usize>) -> Option<Node> {
    let ty =
        operand_type(value.ty, low.ty).filter(|ty| Some(*ty) == operand_type(value.ty, high.ty))?;
    let nodes = [value, low, high].map(|node| coerce::implicitly(node.clone(), ty).ok());
    let [Some(value), Some(low), Some(high)] = nodes else {
        return None;
    };
    let plain = has_rust_order(ty) && low.is_literal() && high.is_literal();
    plain.then(|| Node::new(span, Boolean, Kind::Between(Box::new([value, low, high]))))
}

/// IN over constants of one type with Rust's equality.
fn membership(value: &Node, list: &[Node], span: &Range<usize>) -> Option<Node> {
    if list.len() > 1 {
        shared_type(value, list)?;
    }
    let ty = list
        .iter()
        .try_fold(value.ty, |ty, item| operand_type(ty, item.ty).map(Some))??;
    let value = coerce::implicitly(value.clone(), ty).ok()?;
    let mut constants: Vec<Node> = Vec::new();
    for item in list {
        let item = coerce::implicitly(item.clone(), ty)
            .ok()
            .filter(|item| item.is_literal())?;
        let known = |other: &Node| matches!((&other.kind, &item.kind), (Kind::Literal(left), Kind::Literal(right)) if left == right);
        if !constants.iter().any(known) {
            constants.push(item);
        }
    }
    has_rust_order(ty).then(|| Node::new(span, Boolean, Kind::In(Box::new(value), constants)))
}

/// The one type of a value and the constants that it is looked for among.
fn shared_type(value: &Node, items: &[Node]) -> Option<ExprType> {
    let mut types = std::iter::once(value)
        .chain(items)
        .filter_map(|node| node.ty);
    let first = types.next().unwrap_or(Text);
    types.try_fold(first, unified)
}

/// LIKE with a constant pattern: the common shapes are Rust's own string tests.
fn like_constant(
    lower: bool,
    value: Node,
    pattern: &str,
    escape: Option<char>,
    place: &Node,
    span: &Range<usize>,
) -> Result<Node, ExprError> {
    let Some(mut parts) = pattern_parts(pattern, escape) else {
        return Err(ExprError::new(
            super::LITERAL,
            &place.span,
            "LIKE pattern must not end with escape character",
            "ends with it",
        ));
    };
    for part in &mut parts {
        if let Part::Char(c) = part
            && lower
        {
            // One to one, as the runtime maps it.
            let mut mapped = c.to_lowercase();
            *c = match (*c, mapped.next(), mapped.next()) {
                ('İ', ..) => 'i',
                (_, Some(mapped), None) => mapped,
                (c, ..) => c,
            };
        }
    }
    let text = |text: String| Node::literal(&place.span, Text, Literal::Text(text));
    let plain = |parts: &[Part]| {
        parts
            .iter()
            .map(|part| {
                if let Part::Char(c) = part {
                    Some(*c)
                } else {
                    None
                }
            })
            .collect::<Option<String>>()
    };
    let method = |rust: &str, literal: String| {
        Node::call(
            span,
            Boolean,
            strict(rust, false),
            vec![value.clone(), text(literal)],
        )
    };
    if let Some(literal) = plain(&parts) {
        return Ok(Node::new(
            span,
            Boolean,
            Kind::Compare(Comparison::Equal, Box::new([value.clone(), text(literal)])),
        ));
    }
    let ends = match parts.as_slice() {
        [Part::Any, middle @ .., Part::Any] => plain(middle).map(|literal| (".contains", literal)),
        [Part::Any, rest @ ..] => plain(rest).map(|literal| (".ends_with", literal)),
        [rest @ .., Part::Any] => plain(rest).map(|literal| (".starts_with", literal)),
        _ => None,
    };
    Ok(match ends {
        Some((rust, literal)) => method(rust, literal),
        None => method("sql::like", parts.iter().map(Part::to_string).collect()),
    })
}

/// A piece of a LIKE pattern.
enum Part {
    Char(char),
    One,
    Any,
}

impl std::fmt::Display for Part {
    /// As a pattern whose escape character is the backslash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Part::Char(c @ ('%' | '_' | '\\')) => write!(f, "\\{c}"),
            Part::Char(c) => write!(f, "{c}"),
            Part::One => f.write_str("_"),
            Part::Any => f.write_str("%"),
        }
    }
}

/// The pattern's pieces; `None` if it ends with the escape character.
fn pattern_parts(pattern: &str, escape: Option<char>) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        parts.push(match c {
            c if Some(c) == escape => Part::Char(chars.next()?),
            '%' if matches!(parts.last(), Some(Part::Any)) => continue,
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::Char(c),
        });
    }
    Some(parts)
}
