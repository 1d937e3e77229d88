//! Pieces of Rust with their binding strength, so that brackets stand only where Rust needs them.

use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{ToTokens, quote};

use crate::expr::tree::{Clock, Comparison, Day, Literal};
use crate::types::ExprType;

/// How strongly a piece of Rust holds together, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `if`, `match`, blocks: fine as an argument, in brackets anywhere else.
    Loose,
    /// `a || b`
    Or,
    /// `a && b`
    And,
    /// `a < b`
    Compare,
    /// `!a`, `-a`
    Unary,
    /// Calls, paths, literals.
    Primary,
}

/// A piece of Rust.
#[derive(Debug, Clone)]
pub(super) struct Code {
    tokens: TokenStream,
    level: Level,
}

impl Code {
    pub(super) fn new(level: Level, tokens: TokenStream) -> Code {
        Code { tokens, level }
    }

    pub(super) fn primary(tokens: TokenStream) -> Code {
        Code::new(Level::Primary, tokens)
    }

    pub(super) fn ident(ident: &Ident) -> Code {
        Code::primary(quote!(#ident))
    }

    /// The tokens for a place that needs at least this strength.
    pub(super) fn at(&self, level: Level) -> TokenStream {
        let tokens = &self.tokens;
        if self.level >= level {
            tokens.clone()
        } else {
            quote!((#tokens))
        }
    }

    /// Whether it is exactly this identifier.
    pub(super) fn is(&self, ident: &Ident) -> bool {
        *ident == self.tokens.to_string()
    }

    /// `Some(…)`.
    pub(super) fn some(&self) -> Code {
        let tokens = &self.tokens;
        Code::primary(quote!(Some(#tokens)))
    }
}

impl ToTokens for Code {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

/// How much Rust knows of a literal's type from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// All: an argument, or beside a value of the type.
    Typed,
    /// Nothing: the literal must say it, unless it is Rust's own default.
    Free,
    /// Nothing, and a method is called on it: it must always say it.
    Receiver,
}

/// A literal of a type.
pub(super) fn literal(value: &Literal, ty: ExprType, anchor: Anchor) -> Code {
    match value {
        Literal::Boolean(value) => Code::primary(quote!(#value)),
        Literal::Integer(value) => integer(*value, ty, anchor),
        Literal::Real(value) if !value.is_finite() => not_finite(f64::from(*value), &quote!(f32)),
        Literal::Double(value) if !value.is_finite() => not_finite(*value, &quote!(f64)),
        Literal::Real(value) => {
            let token = if anchor == Anchor::Typed {
                Token::f32_unsuffixed(value.abs())
            } else {
                Token::f32_suffixed(value.abs())
            };
            signed(value.is_sign_negative(), token)
        }
        Literal::Double(value) => {
            let token = if anchor == Anchor::Receiver {
                Token::f64_suffixed(value.abs())
            } else {
                Token::f64_unsuffixed(value.abs())
            };
            signed(value.is_sign_negative(), token)
        }
        Literal::Decimal(mantissa, scale) => {
            let digits = signed(
                *mantissa < 0,
                Token::u128_unsuffixed(mantissa.unsigned_abs()),
            );
            let scale = Token::u8_unsuffixed(*scale);
            Code::primary(quote!(types::Decimal::from_parts(#digits, #scale)))
        }
        Literal::Text(value) => Code::primary(quote!(#value)),
        Literal::Json(value) => Code::primary(quote!(types::Json(#value))),
        Literal::Pattern(value) => Code::primary(quote!(sql::pattern!(#value))),
        Literal::Path(keys) => Code::primary(quote!(&[#(#keys),*])),
        Literal::Bytea(value) => {
            let token = Token::byte_string(value);
            Code::primary(quote!(#token.as_slice()))
        }
        Literal::Interval(months, days, micros) => constant(
            "interval",
            vec![i64::from(*months), i64::from(*days), *micros],
        ),
        Literal::Unit(unit) => {
            let variant = Ident::new(&format!("{unit:?}"), proc_macro2::Span::call_site());
            Code::primary(quote!(sql::Unit::#variant))
        }
        Literal::Date(day) => constant("date", day_parts(*day)),
        Literal::Time(clock) => constant("time", clock_parts(*clock)),
        Literal::Timestamp(day, clock) => {
            constant("timestamp", [day_parts(*day), clock_parts(*clock)].concat())
        }
        Literal::TimestampTz(day, clock) => constant(
            "timestamptz",
            [day_parts(*day), clock_parts(*clock)].concat(),
        ),
        Literal::Uuid(value) => {
            let text = format!("{value:032x}");
            let grouped = [
                &text[..8],
                &text[8..12],
                &text[12..16],
                &text[16..20],
                &text[20..],
            ]
            .join("_");
            let token: TokenStream = format!("0x{grouped}").parse().unwrap_or_default();
            Code::primary(quote!(types::Uuid::from_u128(#token)))
        }
    }
}

fn not_finite(value: f64, ty: &TokenStream) -> Code {
    Code::primary(if value.is_nan() {
        quote!(#ty::NAN)
    } else if value > 0.0 {
        quote!(#ty::INFINITY)
    } else {
        quote!(#ty::NEG_INFINITY)
    })
}

fn integer(value: i64, ty: ExprType, anchor: Anchor) -> Code {
    let digits = value.unsigned_abs();
    let is_default = ty == ExprType::Integer && anchor == Anchor::Free;
    if anchor == Anchor::Typed || is_default {
        return signed(value < 0, Token::u64_unsuffixed(digits));
    }
    let suffix = match ty {
        ExprType::SmallInt => "i16",
        ExprType::Integer => "i32",
        _ => "i64",
    };
    let token: TokenStream = format!("{digits}{suffix}").parse().unwrap_or_default();
    signed(value < 0, token)
}

fn signed(negative: bool, token: impl ToTokens) -> Code {
    if negative {
        Code::new(Level::Unary, quote!(-#token))
    } else {
        Code::primary(quote!(#token))
    }
}

fn day_parts(day: Day) -> Vec<i64> {
    vec![day.year.into(), day.month.into(), day.day.into()]
}

fn clock_parts(clock: Clock) -> Vec<i64> {
    [clock.hour, clock.minute, clock.second, clock.micros]
        .map(i64::from)
        .to_vec()
}

fn constant(function: &str, parts: Vec<i64>) -> Code {
    let function = Ident::new(function, proc_macro2::Span::call_site());
    let parts = parts
        .into_iter()
        .map(|part| signed(part < 0, Token::u64_unsuffixed(part.unsigned_abs())));
    Code::primary(quote!(sql::#function(#(#parts),*)))
}

/// The operator in Rust.
pub(super) fn operator(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(==),
        Comparison::NotEqual => quote!(!=),
        Comparison::Less => quote!(<),
        Comparison::LessOrEqual => quote!(<=),
        Comparison::Greater => quote!(>),
        Comparison::GreaterOrEqual => quote!(>=),
    }
}

/// The test of an `Ordering`, for types that Rust does not order as SQL does.
pub(super) fn ordering_test(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(is_eq),
        Comparison::NotEqual => quote!(is_ne),
        Comparison::Less => quote!(is_lt),
        Comparison::LessOrEqual => quote!(is_le),
        Comparison::Greater => quote!(is_gt),
        Comparison::GreaterOrEqual => quote!(is_ge),
    }
}
