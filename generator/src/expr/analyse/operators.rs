//! Operators: comparison, arithmetic, concatenation, BETWEEN, IN, LIKE.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use super::{Analyser, Typed, typed_text};
use crate::expr::casts::{ANY_CHAR, base, common, find, has_rust_order, is_number};
use crate::expr::errors::{OPERATOR, type_name};
use crate::expr::tree::{Callee, Comparison, Connective, Kind, Literal, Node};
use crate::expr::{ExprError, casts::Context, coerce, literal};
use crate::types::SqlType;

use SqlType::{Boolean, Bytea, Double, Json, Real, Text};

/// `left op right` by a comparison.
pub(super) fn compare(comparison: Comparison, left: Node, right: Node, span: &Range<usize>, sign: &str) -> Result<Node, ExprError> {
    let (left, right) = comparable(left, right, sign)?;
    Ok(Node::new(span, Boolean, Kind::Compare(comparison, Box::new([left, right]))))
}

/// Both brought to the type in which they are compared.
pub(super) fn comparable(left: Node, right: Node, sign: &str) -> Result<(Node, Node), ExprError> {
    match operand_type(left.ty, right.ty) {
        Some(ty) if ty != Json => Ok((coerce::implicitly(left, ty)?, coerce::implicitly(right, ty)?)),
        _ => Err(mismatch(&left, &right, sign)),
    }
}

/// The one type that an operator works in for two operands; an untyped literal takes the type of the other.
fn operand_type(left: Option<SqlType>, right: Option<SqlType>) -> Option<SqlType> {
    match (left, right) {
        (None, None) => Some(Text),
        (Some(ty), None) | (None, Some(ty)) => Some(untyped_as(ty)),
        (Some(SqlType::Char(_)), Some(SqlType::Varchar(_))) | (Some(SqlType::Varchar(_)), Some(SqlType::Char(_))) => Some(ANY_CHAR),
        (Some(left), Some(right)) => operator_type(base(left), base(right)),
    }
}

/// A literal beside a char(n) is read like one: its trailing blanks do not count.
fn untyped_as(ty: SqlType) -> SqlType {
    if matches!(ty, SqlType::Char(_)) { ty } else { base(ty) }
}

/// PostgreSQL has operators for real with real, but prefers double precision as soon as another number is involved.
fn operator_type(left: SqlType, right: SqlType) -> Option<SqlType> {
    match common(left, right)? {
        Real if left != right => Some(Double),
        ty => Some(ty),
    }
}

pub(super) fn mismatch(left: &Node, right: &Node, sign: &str) -> ExprError {
    let (left_type, right_type) = (type_name(left.ty), type_name(right.ty));
    let message = format!("operator does not exist: {left_type} {sign} {right_type}");
    let error = ExprError::new(OPERATOR, &left.span, message, format!("is {left_type}")).also(&right.span, format!("is {right_type}"));
    let castable = |from: &Node, to: &Node| {
        let (from, to) = (base(from.ty?), base(to.ty?));
        find(from, to, Context::Explicit).filter(|_| from != to).map(|_| to)
    };
    match castable(left, right).filter(|ty| *ty != Text).or_else(|| castable(right, left)) {
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
            Err(ExprError::new(OPERATOR, &node.span, message, format!("is {}", type_name(ty))))
        }
    }
}

fn strict(rust: &str, fallible: bool) -> Callee {
    Callee { rust: rust.to_owned(), fallible, ..Callee::default() }
}

/// `+`, `-`, `*`, `/`, `%`.
pub(super) fn arithmetic(op: &BinaryOperator, left: Node, right: Node, span: &Range<usize>) -> Result<Node, ExprError> {
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
    let args = vec![coerce::implicitly(left, ty)?, coerce::implicitly(right, ty)?];
    Ok(Node::call(span, ty, strict(rust, true), args))
}

/// `||`: bytea with bytea, text with text, or text with anything, which is then cast to text.
pub(super) fn concatenate(left: Node, right: Node, span: &Range<usize>) -> Result<Node, ExprError> {
    if let (Some(Bytea), Some(Bytea) | None) | (None, Some(Bytea)) = (left.ty, right.ty) {
        let parts = [coerce::implicitly(left, Bytea)?, coerce::implicitly(right, Bytea)?];
        return Ok(joined("sql::concatenate_bytes", Bytea, parts, span));
    }
    let is_text = |ty: Option<SqlType>| ty.is_none_or(|ty| base(ty) == Text);
    if !is_text(left.ty) && !is_text(right.ty) {
        return Err(mismatch(&left, &right, "||").help("cast one side to text"));
    }
    let parts = [coerce::explicitly(typed_text(left), Text)?, coerce::explicitly(typed_text(right), Text)?];
    Ok(joined("sql::concatenate", Text, parts, span))
}

/// `a || b || c` is one call: nothing is copied twice.
fn joined(rust: &str, ty: SqlType, parts: [Node; 2], span: &Range<usize>) -> Node {
    let mut args = Vec::new();
    for part in parts {
        match part.kind {
            Kind::Call(callee, parts) if callee.rust == rust => args.extend(parts),
            _ => args.push(part),
        }
    }
    Node::call(span, ty, Callee { slice: Some(0), scratch: true, ..strict(rust, false) }, args)
}

impl Analyser<'_> {
    pub(super) fn minus(&mut self, expr: &Expr, span: &Range<usize>) -> Typed {
        // The sign belongs to the number: -2147483648 is an integer, though 2147483648 is none.
        if let Some((ty, value)) = signed_number(expr).and_then(|text| literal::number(&negated_text(&text))) {
            return Some(Node::literal(span, ty, value));
        }
        let node = self.expr(expr)?;
        if let Some(SqlType::Interval | SqlType::Time) = node.ty {
            let node = self.check(coerce::implicitly(node, SqlType::Interval))?;
            return Some(super::temporal::opposite(node, span));
        }
        let node = self.check(number(node, "-"))?;
        let ty = node.ty.unwrap_or(Double);
        Some(Node::call(span, ty, opposite(ty), vec![node]))
    }

    pub(super) fn distinct(&mut self, left: &Expr, right: &Expr, span: &Range<usize>) -> Typed {
        let (left, right) = self.two(left, right)?;
        let (left, right) = self.check(comparable(left, right, "="))?;
        Some(Node::new(span, Boolean, Kind::Distinct(Box::new([left, right]))))
    }

    /// Makes a value usable several times: what is not free to repeat is computed once, in front.
    pub(super) fn once(&mut self, value: Node, body: impl FnOnce(&mut Self, &Node) -> Typed) -> Typed {
        if value.is_cheap() || value.ty.is_none() {
            return body(self, &value);
        }
        let local = self.local();
        let (span, ty) = (value.span.clone(), value.ty?);
        let name = Node::new(&span, ty, Kind::Local(local));
        let body = body(self, &name)?;
        Some(Node::new(&body.span.clone(), body.ty?, Kind::Let(local, Box::new([value, body]))))
    }

    pub(super) fn between(&mut self, value: &Expr, low: &Expr, high: &Expr, span: &Range<usize>) -> Typed {
        let nodes = self.all([value, low, high])?;
        let [value, low, high] = <[Node; 3]>::try_from(nodes).ok()?;
        if let Some(node) = range(&value, &low, &high, span) {
            return Some(node);
        }
        self.once(value, |this, value| {
            let low = this.check(compare(Comparison::GreaterOrEqual, value.clone(), low, span, ">="));
            let high = this.check(compare(Comparison::LessOrEqual, value.clone(), high, span, "<="));
            let (low, high) = low.zip(high)?;
            Some(Node::logic(span, Connective::And, low, high))
        })
    }

    pub(super) fn in_list(&mut self, value: &Expr, list: &[Expr], span: &Range<usize>) -> Typed {
        let (value, list) = (self.expr(value), self.all(list));
        let (value, list) = value.zip(list)?;
        if let Some(node) = membership(&value, &list, span) {
            return Some(node);
        }
        let (constants, of_the_row): (Vec<Node>, Vec<Node>) = list.iter().cloned().partition(|item| !item.uses_columns());
        // PostgreSQL makes one array of several that are the same for all rows, of one type together with the value, and asks it first.
        let items = match shared_type(&value, &constants) {
            Some(ty) if constants.len() > 1 => {
                let mut items = self.every(constants.into_iter().map(|item| coerce::implicitly(item, ty)))?;
                items.extend(of_the_row);
                items
            }
            _ => list,
        };
        self.once(value, |this, value| {
            let tests = this.every(items.into_iter().map(|item| compare(Comparison::Equal, value.clone(), item, span, "=")))?;
            tests.into_iter().reduce(|left, right| Node::logic(span, Connective::Or, left, right))
        })
    }

    /// All of them, or every error noted.
    fn every(&mut self, nodes: impl Iterator<Item = Result<Node, ExprError>>) -> Option<Vec<Node>> {
        let nodes: Vec<Typed> = nodes.map(|node| self.check(node)).collect();
        nodes.into_iter().collect()
    }

    pub(super) fn like(&mut self, value: &Expr, pattern: &Expr, escape: Option<&Expr>, span: &Range<usize>) -> Typed {
        let escape = match escape {
            None => Some(Some('\\')),
            Some(escape) => self.escape(escape),
        };
        let (value, pattern) = self.two(value, pattern)?;
        let (value, pattern) = (typed_text(value), typed_text(pattern));
        if base(value.ty?) != Text || base(pattern.ty?) != Text {
            return self.fail(mismatch(&value, &pattern, "LIKE"));
        }
        let result = match &pattern.kind {
            Kind::Literal(Literal::Text(text)) => like_constant(value, text, escape?, &pattern, span),
            _ if escape? == Some('\\') => Ok(Node::call(span, Boolean, strict("sql::like_pattern", true), vec![value, pattern])),
            _ => Err(ExprError::unsupported(&pattern.span, "ESCAPE with a pattern that is not a constant")),
        };
        self.check(result)
    }

    /// The character behind ESCAPE; the empty text means none.
    fn escape(&mut self, escape: &Expr) -> Option<Option<char>> {
        let span = crate::expr::parse::span_of(self.text, escape);
        if let Expr::Value(value) = escape
            && let Value::SingleQuotedString(text) = &value.value
        {
            let mut chars = text.chars();
            if let (first, None) = (chars.next(), chars.next()) {
                return Some(first);
            }
        }
        self.fail(ExprError::unsupported(&span, "an ESCAPE that is not one constant character"))
    }
}

/// The text of a number, with the signs in front of it.
fn signed_number(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Nested(inner) => signed_number(inner),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => signed_number(expr).map(|text| negated_text(&text)),
        Expr::Value(value) => match &value.value {
            Value::Number(text, false) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn negated_text(text: &str) -> String {
    text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned)
}

/// Whole numbers have one value without an opposite.
fn opposite(ty: SqlType) -> Callee {
    match ty {
        Real | Double => strict("-", false),
        SqlType::Decimal(_) => strict(".neg", false),
        _ => strict("sql::negate", true),
    }
}

/// BETWEEN as one test of a range, where both bounds are plain.
fn range(value: &Node, low: &Node, high: &Node, span: &Range<usize>) -> Option<Node> {
    let ty = operand_type(value.ty, low.ty).filter(|ty| Some(*ty) == operand_type(value.ty, high.ty))?;
    let nodes = [value, low, high].map(|node| coerce::implicitly(node.clone(), ty).ok());
    let [Some(value), Some(low), Some(high)] = nodes else {
        return None;
    };
    let plain = has_rust_order(ty) && low.is_literal() && high.is_literal();
    plain.then(|| Node::new(span, Boolean, Kind::Between(Box::new([value, low, high]))))
}

/// IN over constants of one type with Rust's equality.
fn membership(value: &Node, list: &[Node], span: &Range<usize>) -> Option<Node> {
    let ty = list.iter().try_fold(value.ty, |ty, item| operand_type(ty, item.ty).map(Some))??;
    let value = coerce::implicitly(value.clone(), ty).ok()?;
    let mut constants: Vec<Node> = Vec::new();
    for item in list {
        let item = coerce::implicitly(item.clone(), ty).ok().filter(|item| item.is_literal())?;
        let known = |other: &Node| matches!((&other.kind, &item.kind), (Kind::Literal(left), Kind::Literal(right)) if left == right);
        if !constants.iter().any(known) {
            constants.push(item);
        }
    }
    has_rust_order(ty).then(|| Node::new(span, Boolean, Kind::In(Box::new(value), constants)))
}

/// The one type of a value and the constants that it is looked for among.
fn shared_type(value: &Node, items: &[Node]) -> Option<SqlType> {
    let mut types = std::iter::once(value).chain(items).filter_map(|node| node.ty);
    let first = types.next()?;
    types.try_fold(first, common)
}

/// LIKE with a constant pattern: the common shapes are Rust's own string tests.
fn like_constant(value: Node, pattern: &str, escape: Option<char>, place: &Node, span: &Range<usize>) -> Result<Node, ExprError> {
    let Some(parts) = pattern_parts(pattern, escape) else {
        return Err(ExprError::new(super::LITERAL, &place.span, "LIKE pattern must not end with escape character", "ends with it"));
    };
    let text = |text: String| Node::literal(&place.span, Text, Literal::Text(text));
    let plain =
        |parts: &[Part]| parts.iter().map(|part| if let Part::Char(c) = part { Some(*c) } else { None }).collect::<Option<String>>();
    let method = |rust: &str, literal: String| Node::call(span, Boolean, strict(rust, false), vec![value.clone(), text(literal)]);
    if let Some(literal) = plain(&parts) {
        return Ok(Node::new(span, Boolean, Kind::Compare(Comparison::Equal, Box::new([value.clone(), text(literal)]))));
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
