//! Conditions over target columns, checked here and run by the target's database.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, UnaryOperator, Value};

use super::analyse::{analyse, boolean};
use super::casts::base;
use super::errors::UNKNOWN_COLUMN;
use super::parse::{parse, span_of};
use super::tree::{Clock, Day, Kind, Literal, Node};
use super::{ExprError, Scope, on_one_line};
use crate::types::ExprType;

/// A condition over target columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As the user wrote it, on one line.
    pub text: String,
    /// Names of the params that it uses.
    pub params: Vec<String>,
    /// As SQL of each database that was asked for, in that order, with `:name` where a param's
    /// value goes.
    pub sql: Vec<String>,
}

/// How a database asks a condition over the columns of a table of its own. What it cannot ask, or
/// what would mean something else than the expression, is refused when the job is generated.
pub trait ConditionSql {
    /// Its name as people write it.
    fn title(&self) -> &'static str;

    /// A name, quoted so that it stands for itself whatever is in it.
    fn identifier(&self, name: &str) -> String;

    /// A constant as the database has values of its type in a column; `beside` is the declared type
    /// of the column or param that it is compared with. `None`: there is no such value in a column.
    fn constant(&self, constant: &Constant, beside: Option<ExprType>) -> Option<String>;

    /// Whether values of the two types that are equal in an expression are equal in the database,
    /// and others not. `false`: it compares what is stored, and casts nothing.
    fn compares(&self, one: ExprType, other: ExprType) -> bool;

    /// What stands behind the left side of `<`, `<=`, `>`, `>=` and BETWEEN so that values of the
    /// type are in the order of expressions, texts by their bytes; an error says why they cannot
    /// be, and what to write instead.
    ///
    /// # Errors
    /// The database has them in another order.
    fn ordered(&self, ty: ExprType) -> Result<&'static str, &'static str>;

    /// The operator that tells what LIKE tells, capitals from small letters too, and its pattern as
    /// a literal; a backslash escapes. `None`: the pattern ends in its escape.
    fn like(&self, pattern: &str) -> Option<(&'static str, String)>;

    /// A `char(n)` is stored with blanks at its end, which LIKE sees.
    fn pads_chars(&self) -> bool;
}

/// A constant in a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A real, finite or not.
    Real(f32),
    /// A double, finite or not.
    Double(f64),
    /// A decimal: its digits as a whole number, and how many of them stand behind the point.
    Decimal(i128, u8),
    /// Text.
    Text(String),
    /// A date, time, timestamp or uuid: its canonical text and type (see
    /// [`crate::model::Example::expect`]).
    Canonical(String, ExprType),
}

/// Checks a condition over target columns and params, and writes it as SQL for each database:
/// literals as the database stores values of their type, `:name` for a param, whose value the
/// runtime puts in.
///
/// # Errors
/// Every error of the condition's types, and everything in it that a database does not do as
/// PostgreSQL does: it is limited to columns, params, literals, comparison, AND, OR, NOT, IN,
/// BETWEEN, LIKE, IS NULL and IS TRUE.
pub fn target_condition(
    text: &str,
    scope: &Scope,
    databases: &[&dyn ConditionSql],
) -> Result<Condition, Vec<ExprError>> {
    let expr = parse(text).map_err(|error| vec![error])?;
    let node = analyse(text, &expr, scope)
        .map_err(|errors| errors.into_iter().map(of_the_target).collect::<Vec<_>>())?;
    let node = boolean(node).map_err(|error| vec![error])?;
    let mut params = Vec::new();
    params_of(&node, scope, &mut params);
    let write = |database: &&dyn ConditionSql| {
        Renderer {
            text,
            scope,
            database: *database,
        }
        .condition(&expr)
    };
    let sql = databases
        .iter()
        .map(write)
        .collect::<Result<_, ExprError>>()
        .map_err(|error| vec![error])?;
    Ok(Condition {
        text: on_one_line(text),
        params,
        sql,
    })
}

fn params_of(node: &Node, scope: &Scope, found: &mut Vec<String>) {
    if let Kind::Param(place) = node.kind {
        found.push(scope.params[place].0.clone());
    }
    node.kind
        .operands()
        .into_iter()
        .for_each(|operand| params_of(operand, scope, found));
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
    database: &'a dyn ConditionSql,
}

impl Renderer<'_> {
    /// A condition. What it is made of stands in brackets: the databases bind operators otherwise.
    fn condition(&self, expr: &Expr) -> Result<String, ExprError> {
        let not = |negated: bool| if negated { "NOT " } else { "" };
        match expr {
            Expr::Nested(inner) => self.condition(inner),
            Expr::BinaryOp {
                left,
                op: op @ (BinaryOperator::And | BinaryOperator::Or),
                right,
            } => Ok(format!("{} {op} {}", self.inner(left)?, self.inner(right)?)),
            Expr::BinaryOp { left, op, right } => {
                let orders = !matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq);
                let sign = match op {
                    BinaryOperator::Eq
                    | BinaryOperator::Lt
                    | BinaryOperator::LtEq
                    | BinaryOperator::Gt
                    | BinaryOperator::GtEq => op.to_string(),
                    BinaryOperator::NotEq => "<>".to_owned(),
                    _ => return Err(self.refuse(expr)),
                };
                let (left, right) = self.compared(left, right, orders)?;
                Ok(format!("{left} {sign} {right}"))
            }
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => Ok(format!("NOT {}", self.inner(expr)?)),
            Expr::IsNull(inner) => Ok(format!("{} IS NULL", self.column(inner)?)),
            Expr::IsNotNull(inner) => Ok(format!("{} IS NOT NULL", self.column(inner)?)),
            Expr::IsTrue(inner) => Ok(format!("{} IS TRUE", self.inner(inner)?)),
            Expr::IsNotTrue(inner) => Ok(format!("{} IS NOT TRUE", self.inner(inner)?)),
            Expr::IsFalse(inner) => Ok(format!("{} IS FALSE", self.inner(inner)?)),
            Expr::IsNotFalse(inner) => Ok(format!("{} IS NOT FALSE", self.inner(inner)?)),
            Expr::In {
                expr: value,
                target: InTarget::List(list),
                negated,
                global: false,
            } => {
                let items: Vec<_> = list
                    .iter()
                    .map(|item| self.compared(value, item, false))
                    .collect::<Result<_, _>>()?;
                let value = items
                    .first()
                    .map(|(value, _)| value.clone())
                    .ok_or_else(|| self.refuse(expr))?;
                let items: Vec<String> = items.into_iter().map(|(_, item)| item).collect();
                Ok(format!(
                    "{value} {}IN ({})",
                    not(*negated),
                    items.join(", ")
                ))
            }
            Expr::Between {
                expr: value,
                negated,
                low,
                high,
            } => {
                let ((value, low), (_, high)) = (
                    self.compared(value, low, true)?,
                    self.compared(value, high, true)?,
                );
                Ok(format!("{value} {}BETWEEN {low} AND {high}", not(*negated)))
            }
            Expr::Like {
                negated,
                any: false,
                expr: value,
                pattern,
                escape_char: None,
            } => {
                let (operator, pattern) = self.pattern(value, pattern)?;
                Ok(format!(
                    "{} {}{operator} {pattern}",
                    self.column(value)?,
                    not(*negated)
                ))
            }
            _ => self.leaf(&self.node(expr)?, None, expr),
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
    fn compared(
        &self,
        left: &Expr,
        right: &Expr,
        orders: bool,
    ) -> Result<(String, String), ExprError> {
        let boxed = |expr: &Expr| Box::new(expr.clone());
        let both = self.node(&Expr::BinaryOp {
            left: boxed(left),
            op: BinaryOperator::Eq,
            right: boxed(right),
        })?;
        let [left_node, right_node] = match both.kind {
            Kind::Compare(_, sides) => *sides,
            // Never true, as PostgreSQL folds it.
            _ => {
                return Err(self
                    .refuse(right)
                    .help("a comparison with NULL is never true: write IS NULL"));
            }
        };
        let ty = left_node.ty.unwrap_or(ExprType::Text);
        let behind = if orders {
            self.database
                .ordered(ty)
                .map_err(|why| self.refuse(left).help(why))?
        } else {
            ""
        };
        let (left_type, right_type) = (self.declared(&left_node), self.declared(&right_node));
        if let (Some(one), Some(other)) = (left_type, right_type)
            && !self.database.compares(one, other)
        {
            let right_is_param = matches!(self.node(right)?.kind, Kind::Param(_));
            let (side, wanted) = if right_is_param {
                (right, one)
            } else {
                (left, other)
            };
            return Err(self.casts_nothing(
                side,
                &format!("make it {wanted}, as what it is compared with"),
            ));
        }
        let (left_sql, right_sql) = (
            self.leaf(&left_node, right_type, left)?,
            self.leaf(&right_node, left_type, right)?,
        );
        Ok((format!("{left_sql}{behind}"), right_sql))
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
                node @ Node {
                    kind: Kind::Column(_),
                    ..
                } => self.leaf(&node, None, expr),
                _ => Err(self.refuse(expr)),
            },
        }
    }

    /// The operator that does what LIKE does, and its pattern.
    fn pattern(&self, value: &Expr, pattern: &Expr) -> Result<(&'static str, String), ExprError> {
        let Expr::Value(written) = pattern else {
            return Err(self.refuse(pattern).help("write the pattern as a text"));
        };
        let Value::SingleQuotedString(text) = &written.value else {
            return Err(self.refuse(pattern).help("write the pattern as a text"));
        };
        if !self.database.pads_chars()
            && matches!(self.declared(&self.node(value)?), Some(ExprType::Char(_)))
        {
            let title = self.database.title();
            return Err(self.refuse(value).help(format!(
                "{title} keeps no blanks at the end of a char(n), which LIKE would see"
            )));
        }
        self.database.like(text).ok_or_else(|| self.refuse(pattern))
    }

    /// A column, a param, a literal or NULL; `beside` is the declared type of what it is compared
    /// with.
    fn leaf(
        &self,
        node: &Node,
        beside: Option<ExprType>,
        expr: &Expr,
    ) -> Result<String, ExprError> {
        match &node.kind {
            Kind::Column(place) => Ok(self.database.identifier(&self.scope.columns[*place].0)),
            Kind::Param(place) => Ok(format!(":{}", self.scope.params[*place].0)),
            Kind::Null => Ok("NULL".to_owned()),
            Kind::Literal(literal) => {
                let constant = constant(literal, node.ty)
                    .and_then(|constant| self.database.constant(&constant, beside));
                constant.ok_or_else(|| self.refuse(expr))
            }
            // What both sides are brought to: the databases do it themselves, where values are
            // stored alike.
            Kind::Call(_, args) if args.len() == 1 && is_plain(expr) => {
                if let (Some(from), Some(to)) = (args[0].ty, node.ty)
                    && !self.database.compares(base(from), base(to))
                {
                    return Err(self.casts_nothing(expr, "compare values of one type"));
                }
                self.leaf(&args[0], beside, expr)
            }
            _ => Err(self.refuse(expr)),
        }
    }

    fn node(&self, expr: &Expr) -> Result<Node, ExprError> {
        analyse(self.text, expr, self.scope).map_err(|mut errors| errors.swap_remove(0))
    }

    fn casts_nothing(&self, expr: &Expr, instead: &str) -> ExprError {
        self.refuse(expr).help(format!(
            "{} compares what is stored, and casts nothing: {instead}",
            self.database.title()
        ))
    }

    fn refuse(&self, expr: &Expr) -> ExprError {
        let span = span_of(self.text, expr);
        let what = self
            .text
            .get(span.clone())
            .filter(|text| !text.is_empty())
            .unwrap_or("this");
        ExprError::unsupported(
            &span,
            &format!("`{what}` in a condition that the target database runs"),
        )
        .help(
            "use columns, params, literals, comparison, AND, OR, NOT, IN, BETWEEN, LIKE and IS \
             NULL",
        )
    }
}

/// A name or a param, without a cast that the user wrote.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_plain(inner),
        _ => matches!(expr, Expr::Identifier(_) | Expr::Value(_)),
    }
}

/// A literal of a type that is compared.
fn constant(literal: &Literal, ty: Option<ExprType>) -> Option<Constant> {
    let text = match literal {
        Literal::Boolean(value) => return Some(Constant::Boolean(*value)),
        Literal::Integer(value) => return Some(Constant::Integer(*value)),
        Literal::Real(value) => return Some(Constant::Real(*value)),
        Literal::Double(value) => return Some(Constant::Double(*value)),
        Literal::Decimal(mantissa, scale) => return Some(Constant::Decimal(*mantissa, *scale)),
        Literal::Text(text) => return Some(Constant::Text(text.clone())),
        Literal::Date(day) => date(*day),
        Literal::Time(time) => clock(*time),
        Literal::Timestamp(day, time) => format!("{}T{}", date(*day), clock(*time)),
        Literal::TimestampTz(day, time) => format!("{}T{}Z", date(*day), clock(*time)),
        Literal::Uuid(value) => {
            let digits = format!("{value:032x}");
            [
                &digits[..8],
                &digits[8..12],
                &digits[12..16],
                &digits[16..20],
                &digits[20..],
            ]
            .join("-")
        }
        _ => return None,
    };
    Some(Constant::Canonical(text, ty?))
}

fn date(Day { year, month, day }: Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn clock(
    Clock {
        hour,
        minute,
        second,
        micros,
    }: Clock,
) -> String {
    format!("{hour:02}:{minute:02}:{second:02}.{micros:06}")
}
