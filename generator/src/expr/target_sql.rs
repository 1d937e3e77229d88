//! Conditions over target columns, checked here and run by the target's database.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, UnaryOperator, Value};

use super::analyse::{analyse, boolean};
use super::casts::base;
use super::errors::UNKNOWN_COLUMN;
use super::literal::decimal_text;
use super::parse::{parse, span_of};
use super::tree::{Clock, Day, Kind, Literal, Node};
use super::{ExprError, Scope, on_one_line};
use crate::model::{Backend, TargetCondition};
use crate::types::ExprType;

/// Checks a condition over target columns and params, and writes it as SQL for each kind of database: columns in double quotes, literals as
/// the database stores values of their type, `:name` for a param, whose value the runtime puts in.
///
/// # Errors
/// Every error of the condition's types, and everything in it that a database does not do as PostgreSQL does: it is limited to columns,
/// params, literals, comparison, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL and IS TRUE.
pub fn target_condition(text: &str, scope: &Scope, backends: &[Backend]) -> Result<TargetCondition, Vec<ExprError>> {
    let expr = parse(text).map_err(|error| vec![error])?;
    let node = analyse(text, &expr, scope).map_err(|errors| errors.into_iter().map(of_the_target).collect::<Vec<_>>())?;
    let node = boolean(node).map_err(|error| vec![error])?;
    let mut params = Vec::new();
    params_of(&node, scope, &mut params);
    let write = |backend: &Backend| Ok((*backend, Renderer { text, scope, backend: *backend }.condition(&expr)?));
    let sql = backends.iter().map(write).collect::<Result<_, ExprError>>().map_err(|error| vec![error])?;
    Ok(TargetCondition { text: on_one_line(text), params, sql })
}

fn params_of(node: &Node, scope: &Scope, found: &mut Vec<String>) {
    if let Kind::Param(place) = node.kind {
        found.push(scope.params[place].0.clone());
    }
    node.kind.operands().into_iter().for_each(|operand| params_of(operand, scope, found));
}

fn of_the_target(mut error: ExprError) -> ExprError {
    if error.code == UNKNOWN_COLUMN {
        error.label = "not a target column".to_owned();
    }
    error
}

struct Renderer<'a> {
    text: &'a str,
    scope: &'a Scope,
    backend: Backend,
}

impl Renderer<'_> {
    /// A condition. What it is made of stands in brackets: the databases bind operators otherwise.
    fn condition(&self, expr: &Expr) -> Result<String, ExprError> {
        let not = |negated: bool| if negated { "NOT " } else { "" };
        match expr {
            Expr::Nested(inner) => self.condition(inner),
            Expr::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
                Ok(format!("{} {op} {}", self.inner(left)?, self.inner(right)?))
            }
            Expr::BinaryOp { left, op, right } => {
                let orders = !matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq);
                let sign = match op {
                    BinaryOperator::Eq | BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => {
                        op.to_string()
                    }
                    BinaryOperator::NotEq => "<>".to_owned(),
                    _ => return Err(self.refuse(expr)),
                };
                let (left, right) = self.compared(left, right, orders)?;
                Ok(format!("{left} {sign} {right}"))
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => Ok(format!("NOT {}", self.inner(expr)?)),
            Expr::IsNull(inner) => Ok(format!("{} IS NULL", self.column(inner)?)),
            Expr::IsNotNull(inner) => Ok(format!("{} IS NOT NULL", self.column(inner)?)),
            Expr::IsTrue(inner) => Ok(format!("{} IS TRUE", self.inner(inner)?)),
            Expr::IsNotTrue(inner) => Ok(format!("{} IS NOT TRUE", self.inner(inner)?)),
            Expr::IsFalse(inner) => Ok(format!("{} IS FALSE", self.inner(inner)?)),
            Expr::IsNotFalse(inner) => Ok(format!("{} IS NOT FALSE", self.inner(inner)?)),
            Expr::In { expr: value, target: InTarget::List(list), negated, global: false } => {
                let items: Vec<_> = list.iter().map(|item| self.compared(value, item, false)).collect::<Result<_, _>>()?;
                let value = items.first().map(|(value, _)| value.clone()).ok_or_else(|| self.refuse(expr))?;
                let items: Vec<String> = items.into_iter().map(|(_, item)| item).collect();
                Ok(format!("{value} {}IN ({})", not(*negated), items.join(", ")))
            }
            Expr::Between { expr: value, negated, low, high } => {
                let ((value, low), (_, high)) = (self.compared(value, low, true)?, self.compared(value, high, true)?);
                Ok(format!("{value} {}BETWEEN {low} AND {high}", not(*negated)))
            }
            Expr::Like { negated, any: false, expr: value, pattern, escape_char: None } => {
                let (operator, pattern) = self.pattern(value, pattern)?;
                Ok(format!("{} {}{operator} {pattern}", self.column(value)?, not(*negated)))
            }
            _ => match self.node(expr)? {
                Node { kind: Kind::Literal(Literal::Boolean(value)), .. } => Ok(self.boolean(value)),
                node => self.leaf(&node, None, expr),
            },
        }
    }

    fn inner(&self, expr: &Expr) -> Result<String, ExprError> {
        match expr {
            Expr::Nested(inner) => self.inner(inner),
            Expr::Identifier(_) | Expr::Value(_) => self.condition(expr),
            _ => Ok(format!("({})", self.condition(expr)?)),
        }
    }

    /// Both sides of a comparison, each as values of the type in which they meet.
    fn compared(&self, left: &Expr, right: &Expr, orders: bool) -> Result<(String, String), ExprError> {
        let boxed = |expr: &Expr| Box::new(expr.clone());
        let both = self.node(&Expr::BinaryOp { left: boxed(left), op: BinaryOperator::Eq, right: boxed(right) })?;
        let [left_node, right_node] = match both.kind {
            Kind::Compare(_, sides) => *sides,
            // Never true, as PostgreSQL folds it.
            _ => return Err(self.refuse(right).help("a comparison with NULL is never true: write IS NULL")),
        };
        let ty = left_node.ty.unwrap_or(ExprType::Text);
        if orders && self.backend == Backend::Sqlite && matches!(base(ty), ExprType::Decimal(_)) {
            return Err(self.refuse(left).help("SQLite stores decimals as text, which it cannot order: compare with =, <> or IN"));
        }
        let (left_type, right_type) = (self.declared(&left_node), self.declared(&right_node));
        if let (Backend::Sqlite, Some(one), Some(other)) = (self.backend, left_type, right_type)
            && !stored_alike(one, other)
        {
            let right_is_param = matches!(self.node(right)?.kind, Kind::Param(_));
            let (side, wanted) = if right_is_param { (right, one) } else { (left, other) };
            return Err(self
                .refuse(side)
                .help(format!("SQLite compares what is stored, and casts nothing: make it {wanted}, as what it is compared with")));
        }
        let (left_sql, right_sql) = (self.leaf(&left_node, right_type, left)?, self.leaf(&right_node, left_type, right)?);
        // By its bytes, as SQLite and Loadwright order it, whatever the column's collation is.
        let by_bytes = orders && self.backend == Backend::Postgres && class(ty) == Some(Class::Text);
        Ok((if by_bytes { format!("{left_sql} COLLATE \"C\"") } else { left_sql }, right_sql))
    }

    /// The type that a column or param is declared with.
    fn declared(&self, node: &Node) -> Option<ExprType> {
        match &node.kind {
            Kind::Column(place) => Some(self.scope.columns[*place].1.into()),
            Kind::Param(place) => Some(self.scope.params[*place].1.into()),
            Kind::Call(_, args) => args.first().and_then(|arg| self.declared(arg)),
            _ => None,
        }
    }

    fn column(&self, expr: &Expr) -> Result<String, ExprError> {
        match expr {
            Expr::Nested(inner) => self.column(inner),
            _ => match self.node(expr)? {
                node @ Node { kind: Kind::Column(_), .. } => self.leaf(&node, None, expr),
                _ => Err(self.refuse(expr)),
            },
        }
    }

    /// LIKE, or what SQLite has that tells small letters from capitals as LIKE does elsewhere.
    fn pattern(&self, value: &Expr, pattern: &Expr) -> Result<(&'static str, String), ExprError> {
        let Expr::Value(written) = pattern else { return Err(self.refuse(pattern).help("write the pattern as a text")) };
        let Value::SingleQuotedString(text) = &written.value else { return Err(self.refuse(pattern).help("write the pattern as a text")) };
        if self.backend != Backend::Sqlite {
            return Ok(("LIKE", quoted(text)));
        }
        if matches!(self.declared(&self.node(value)?), Some(ExprType::Char(_))) {
            return Err(self.refuse(value).help("SQLite keeps no blanks at the end of a char(n), which LIKE would see"));
        }
        let mut glob = String::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '%' => glob.push('*'),
                '_' => glob.push('?'),
                _ => {
                    let c = if c == '\\' { rest.next().ok_or_else(|| self.refuse(pattern))? } else { c };
                    if matches!(c, '*' | '?' | '[') { glob.extend(['[', c, ']']) } else { glob.push(c) }
                }
            }
        }
        Ok(("GLOB", quoted(&glob)))
    }

    /// A column, a param, a literal or NULL; `beside` is the declared type of what it is compared with.
    fn leaf(&self, node: &Node, beside: Option<ExprType>, expr: &Expr) -> Result<String, ExprError> {
        let sqlite = self.backend == Backend::Sqlite;
        match &node.kind {
            Kind::Column(place) => Ok(format!("\"{}\"", self.scope.columns[*place].0.replace('"', "\"\""))),
            Kind::Param(place) => Ok(format!(":{}", self.scope.params[*place].0)),
            Kind::Null => Ok("NULL".to_owned()),
            Kind::Literal(literal) => self.literal(literal, node.ty, beside).ok_or_else(|| self.refuse(expr)),
            // What both sides are brought to: the databases do it themselves, where values are stored alike.
            Kind::Call(_, args) if args.len() == 1 && is_plain(expr) => {
                let (from, to) = (args[0].ty.and_then(class), node.ty.and_then(class));
                if sqlite && from != to {
                    return Err(self.refuse(expr).help("SQLite compares what is stored, and casts nothing: compare values of one type"));
                }
                self.leaf(&args[0], beside, expr)
            }
            _ => Err(self.refuse(expr)),
        }
    }

    fn boolean(&self, value: bool) -> String {
        match (self.backend, value) {
            (Backend::Sqlite, value) => u8::from(value).to_string(),
            (_, true) => "TRUE".to_owned(),
            (_, false) => "FALSE".to_owned(),
        }
    }

    /// A literal as the database stores values of its type. `None`: of a type that is not compared.
    fn literal(&self, literal: &Literal, ty: Option<ExprType>, beside: Option<ExprType>) -> Option<String> {
        let sqlite = self.backend == Backend::Sqlite;
        let text = match literal {
            Literal::Boolean(value) => return Some(self.boolean(*value)),
            Literal::Integer(value) => return Some(value.to_string()),
            Literal::Real(value) if sqlite => return value.is_finite().then(|| format!("{:?}", f64::from(*value))),
            Literal::Double(value) if sqlite => return value.is_finite().then(|| format!("{value:?}")),
            Literal::Real(value) => value.to_string(),
            Literal::Double(value) => value.to_string(),
            Literal::Decimal(mantissa, scale) => match beside {
                _ if !sqlite => return Some(decimal_text(*mantissa, *scale)),
                Some(ExprType::Decimal(Some((_, wanted)))) => {
                    return at_scale(*mantissa, *scale, u32::from(wanted)).map(|text| quoted(&text));
                }
                _ => return None,
            },
            Literal::Text(text) => return Some(quoted(text)),
            Literal::Date(day) => date(*day),
            Literal::Time(time) => clock(*time),
            Literal::Timestamp(day, time) => format!("{}T{}", date(*day), clock(*time)),
            Literal::TimestampTz(day, time) => format!("{}T{}Z", date(*day), clock(*time)),
            Literal::Uuid(value) => {
                let digits = format!("{value:032x}");
                [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
            }
            _ => return None,
        };
        Some(if sqlite { quoted(&text) } else { format!("{}::{}", quoted(&text), ty?) })
    }

    fn node(&self, expr: &Expr) -> Result<Node, ExprError> {
        analyse(self.text, expr, self.scope).map_err(|mut errors| errors.swap_remove(0))
    }

    fn refuse(&self, expr: &Expr) -> ExprError {
        let span = span_of(self.text, expr);
        let what = self.text.get(span.clone()).filter(|text| !text.is_empty()).unwrap_or("this");
        ExprError::unsupported(&span, &format!("`{what}` in a condition that the target database runs"))
            .help("use columns, params, literals, comparison, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL")
    }
}

/// Whether equal values of two types are the same cell of SQLite.
fn stored_alike(one: ExprType, other: ExprType) -> bool {
    if class(one) == Some(Class::Decimal) { one == other } else { class(one) == class(other) }
}

/// A name or a param, without a cast that the user wrote.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_plain(inner),
        _ => matches!(expr, Expr::Identifier(_) | Expr::Value(_)),
    }
}

/// What values of a type are to SQLite.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Boolean,
    Whole,
    Float,
    Decimal,
    Text,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
}

fn class(ty: ExprType) -> Option<Class> {
    match ty {
        ExprType::Boolean => Some(Class::Boolean),
        ExprType::SmallInt | ExprType::Integer | ExprType::BigInt => Some(Class::Whole),
        ExprType::Real | ExprType::Double => Some(Class::Float),
        ExprType::Decimal(_) => Some(Class::Decimal),
        ExprType::Text | ExprType::Varchar(_) | ExprType::Char(_) => Some(Class::Text),
        ExprType::Date => Some(Class::Date),
        ExprType::Time => Some(Class::Time),
        ExprType::Timestamp => Some(Class::Timestamp),
        ExprType::TimestampTz => Some(Class::TimestampTz),
        ExprType::Uuid => Some(Class::Uuid),
        ExprType::Bytea | ExprType::Interval | ExprType::Json => None,
    }
}

/// A decimal as a column of that scale stores it; one of more digits is in no row, and is written as it is.
fn at_scale(mantissa: i128, scale: u8, wanted: u32) -> Option<String> {
    let wanted = u8::try_from(wanted).ok()?;
    let (mut mantissa, mut scale) = (mantissa, scale);
    while scale < wanted {
        (mantissa, scale) = (mantissa.checked_mul(10)?, scale + 1);
    }
    while scale > wanted && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    Some(decimal_text(mantissa, scale))
}

fn date(Day { year, month, day }: Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn clock(Clock { hour, minute, second, micros }: Clock) -> String {
    format!("{hour:02}:{minute:02}:{second:02}.{micros:06}")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
