//! Conditions of PostgreSQL, which means by them what expressions mean.

use super::Postgres;
use crate::dialects::in_single_quotes;
use crate::expr::{ConditionSql, Constant, decimal_text, quoted_name};
use crate::types::ExprType;

impl ConditionSql for Postgres {
    fn title(&self) -> &'static str {
        "PostgreSQL"
    }

    fn identifier(&self, name: &str) -> String {
        quoted_name(name)
    }

    fn constant(&self, constant: &Constant, _beside: Option<ExprType>) -> Option<String> {
        let typed = |text: &str, ty: ExprType| format!("{}::{ty}", in_single_quotes(text));
        Some(match constant {
            Constant::Boolean(true) => "TRUE".to_owned(),
            Constant::Boolean(false) => "FALSE".to_owned(),
            Constant::Integer(value) => value.to_string(),
            Constant::Real(value) => typed(&value.to_string(), ExprType::Real),
            Constant::Double(value) => typed(&value.to_string(), ExprType::Double),
            Constant::Decimal(mantissa, scale) => decimal_text(*mantissa, *scale),
            Constant::Text(text) => in_single_quotes(text),
            Constant::Canonical(text, ty) => typed(text, *ty),
        })
    }

    fn compares(&self, _one: ExprType, _other: ExprType) -> bool {
        true
    }

    /// By its bytes, as Loadwright orders text, whatever the column's collation is.
    fn ordered(&self, ty: ExprType) -> Result<&'static str, &'static str> {
        match ty {
            ExprType::Text | ExprType::Varchar(_) | ExprType::Char(_) => Ok(" COLLATE \"C\""),
            _ => Ok(""),
        }
    }

    fn like(&self, pattern: &str) -> Option<(&'static str, String)> {
        Some(("LIKE", in_single_quotes(pattern)))
    }

    fn pads_chars(&self) -> bool {
        true
    }
}
