//! Conditions over target columns, checked here and run by the target database.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, UnaryOperator, Value};

use super::analyse::{analyse, boolean};
use super::errors::UNKNOWN_COLUMN;
use super::parse::{parse, span_of};
use super::tree::{Kind, Literal, Node};
use super::{ExprError, Scope};
use crate::types::SqlType;

/// Checks a condition over target columns (name, type, not null) and writes it as SQL that SQLite and PostgreSQL both run, with every
/// column in double quotes.
///
/// # Errors
/// Every error of the condition's types, and everything in it that the two databases do not share: it is limited to columns,
/// literals, comparison, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL.
pub fn render_target_sql(text: &str, columns: &[(String, SqlType, bool)]) -> Result<String, Vec<ExprError>> {
    let expr = parse(text).map_err(|error| vec![error])?;
    let scope = Scope { columns: columns.to_vec(), params: Vec::new(), udfs: Vec::new() };
    let node = analyse(text, &expr, &scope).map_err(|errors| errors.into_iter().map(of_the_target).collect::<Vec<_>>())?;
    let node = boolean(node).map_err(|error| vec![error])?;
    iso_only(text, &node).map_err(|error| vec![error])?;
    Renderer { text, scope: &scope }.render(&expr).map_err(|error| vec![error])
}

/// The databases compare days and times with the literal as it is written, SQLite as text: so it must be written in ISO 8601.
fn iso_only(text: &str, node: &Node) -> Result<(), ExprError> {
    if let Kind::Literal(Literal::Date(_) | Literal::Time(_) | Literal::Timestamp(..) | Literal::TimestampTz(..)) = node.kind {
        let written = text.get(node.span.clone()).unwrap_or_default().trim_matches('\'');
        let shape = |shape: &str| {
            let digits = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
            written.len() >= shape.len() && written.bytes().zip(shape.bytes()).all(digits)
        };
        let rest_is_plain = written.bytes().skip(10).all(|byte| byte.is_ascii_digit() || b" :.TZz+-".contains(&byte));
        if !rest_is_plain || !(shape("0000-00-00") || matches!(node.kind, Kind::Literal(Literal::Time(_))) && shape("00:00")) {
            let error = ExprError::unsupported(&node.span, "this form of a date or time in a condition that the target database runs");
            return Err(error.help("write it in ISO 8601, as '2013-12-31 23:59:59'"));
        }
    }
    node.kind.operands().into_iter().try_for_each(|operand| iso_only(text, operand))
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
}

impl Renderer<'_> {
    /// Every part that binds less than a comparison stands in brackets of its own.
    fn render(&self, expr: &Expr) -> Result<String, ExprError> {
        let not = |negated: bool| if negated { "NOT " } else { "" };
        match expr {
            Expr::Nested(inner) => Ok(format!("({})", self.render(inner)?)),
            Expr::Identifier(_) => self.column(expr),
            Expr::Value(value) => match &value.value {
                Value::Number(number, false) => Ok(number.clone()),
                Value::SingleQuotedString(text) => Ok(format!("'{}'", text.replace('\'', "''"))),
                Value::Boolean(true) => Ok("TRUE".to_owned()),
                Value::Boolean(false) => Ok("FALSE".to_owned()),
                Value::Null => Ok("NULL".to_owned()),
                _ => Err(self.refuse(expr)),
            },
            Expr::BinaryOp { left, op, right } => {
                let sign = match op {
                    BinaryOperator::Eq => "=",
                    BinaryOperator::NotEq => "<>",
                    BinaryOperator::Lt => "<",
                    BinaryOperator::LtEq => "<=",
                    BinaryOperator::Gt => ">",
                    BinaryOperator::GtEq => ">=",
                    BinaryOperator::And => "AND",
                    BinaryOperator::Or => "OR",
                    _ => return Err(self.refuse(expr)),
                };
                Ok(format!("{} {sign} {}", self.render(left)?, self.render(right)?))
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => Ok(format!("NOT {}", self.render(expr)?)),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr: inner } if matches!(**inner, Expr::Value(_)) => {
                Ok(format!("-{}", self.render(inner)?))
            }
            Expr::IsNull(inner) => Ok(format!("{} IS NULL", self.render(inner)?)),
            Expr::IsNotNull(inner) => Ok(format!("{} IS NOT NULL", self.render(inner)?)),
            Expr::In { expr: value, target: InTarget::List(list), negated, global: false } => {
                let items = list.iter().map(|item| self.render(item)).collect::<Result<Vec<_>, _>>()?;
                Ok(format!("{} {}IN ({})", self.render(value)?, not(*negated), items.join(", ")))
            }
            Expr::Between { expr: value, negated, low, high } => {
                Ok(format!("{} {}BETWEEN {} AND {}", self.render(value)?, not(*negated), self.render(low)?, self.render(high)?))
            }
            Expr::Like { negated, any: false, expr: value, pattern, escape_char: None } => {
                Ok(format!("{} {}LIKE {}", self.render(value)?, not(*negated), self.render(pattern)?))
            }
            _ => Err(self.refuse(expr)),
        }
    }

    /// The column's own spelling, in quotes.
    fn column(&self, expr: &Expr) -> Result<String, ExprError> {
        let node = analyse(self.text, expr, self.scope).map_err(|mut errors| errors.swap_remove(0))?;
        match node.kind {
            Kind::Column(place) => Ok(format!("\"{}\"", self.scope.columns[place].0.replace('"', "\"\""))),
            _ => Err(self.refuse(expr)),
        }
    }

    fn refuse(&self, expr: &Expr) -> ExprError {
        let span = span_of(self.text, expr);
        let what = self.text.get(span.clone()).filter(|text| !text.is_empty()).unwrap_or("this");
        ExprError::unsupported(&span, &format!("`{what}` in a condition that the target database runs"))
            .help("use columns, literals, comparison, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL")
    }
}
