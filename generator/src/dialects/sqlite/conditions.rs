//! Conditions of SQLite, which compares cells as they are stored and has types by value.

use super::Sqlite;
use crate::dialects::in_single_quotes;
use crate::expr::{ConditionSql, Constant, decimal_text, quoted_name};
use crate::types::ExprType;

impl ConditionSql for Sqlite {
    fn title(&self) -> &'static str {
        "SQLite"
    }

    fn identifier(&self, name: &str) -> String {
        quoted_name(name)
    }

    fn constant(&self, constant: &Constant, beside: Option<ExprType>) -> Option<String> {
        match constant {
            Constant::Boolean(value) => Some(u8::from(*value).to_string()),
            Constant::Integer(value) => Some(value.to_string()),
            Constant::Real(value) => value
                .is_finite()
                .then(|| format!("{:?}", f64::from(*value))),
            Constant::Double(value) => value.is_finite().then(|| format!("{value:?}")),
            Constant::Decimal(mantissa, scale) => match beside {
                Some(ExprType::Decimal(Some((_, wanted)))) => {
                    at_scale(*mantissa, *scale, wanted).map(|text| in_single_quotes(&text))
                }
                _ => None,
            },
            Constant::Text(text) | Constant::Canonical(text, _) => Some(in_single_quotes(text)),
        }
    }

    fn compares(&self, one: ExprType, other: ExprType) -> bool {
        class(one) == class(other)
    }

    /// Text is ordered by its bytes, unless a column is declared otherwise.
    fn ordered(&self, ty: ExprType) -> Result<&'static str, &'static str> {
        match ty {
            ExprType::Decimal(_) => Err(
                "SQLite stores decimals as text, which it cannot order: compare with =, <> or IN",
            ),
            _ => Ok(""),
        }
    }

    /// GLOB tells small letters from capitals as LIKE does elsewhere.
    fn like(&self, pattern: &str) -> Option<(&'static str, String)> {
        let mut glob = String::new();
        let mut rest = pattern.chars();
        while let Some(c) = rest.next() {
            match c {
                '%' => glob.push('*'),
                '_' => glob.push('?'),
                _ => {
                    let c = if c == '\\' { rest.next()? } else { c };
                    if matches!(c, '*' | '?' | '[') {
                        glob.extend(['[', c, ']'])
                    } else {
                        glob.push(c)
                    }
                }
            }
        }
        Some(("GLOB", in_single_quotes(&glob)))
    }

    fn pads_chars(&self) -> bool {
        false
    }
}

/// A type whose values are stored as those of this one, equal ones alike. A decimal is a text with
/// the digits of its scale.
fn class(ty: ExprType) -> ExprType {
    match ty {
        ExprType::SmallInt | ExprType::Integer | ExprType::BigInt => ExprType::BigInt,
        ExprType::Real | ExprType::Double => ExprType::Double,
        ExprType::Text | ExprType::Varchar(_) | ExprType::Char(_) => ExprType::Text,
        ty => ty,
    }
}

/// A decimal as a column of that scale stores it; one of more digits is in no row, and is written
/// as it is.
fn at_scale(mantissa: i128, scale: u8, wanted: u8) -> Option<String> {
    let (mut mantissa, mut scale) = (mantissa, scale);
    while scale < wanted {
        (mantissa, scale) = (mantissa.checked_mul(10)?, scale + 1);
    }
    while scale > wanted && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    Some(decimal_text(mantissa, scale))
}
