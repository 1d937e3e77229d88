//! Boolean expressions by SQL's three-valued rules, as plain `bool` wherever NULL and FALSE make no
//! difference.

use quote::quote;

use super::Emitter;
use super::code::{Anchor, Code, Level};
use super::env::Env;
use super::strict::untyped_in_rust;
use crate::expr::casts::has_rust_order;
use crate::expr::tree::{Connective, Kind, Node};
use crate::types::ExprType;

impl Emitter<'_> {
    /// `node IS TRUE`, or `node IS FALSE`, as `bool`.
    pub(super) fn truth<'n>(&mut self, node: &'n Node, env: &Env<'n>, truth: bool) -> Code {
        if env.bound(node).is_some() {
            return self.known_truth(node, env, truth);
        }
        match &node.kind {
            Kind::Literal(crate::expr::tree::Literal::Boolean(value)) => {
                let value = *value == truth;
                Code::primary(quote!(#value))
            }
            Kind::Null => Code::primary(quote!(false)),
            // It may be NULL whatever its operands are.
            Kind::Call(callee, _) if callee.nullable => self.known_truth(node, env, truth),
            Kind::Compare(..) | Kind::Between(_) | Kind::In(..) | Kind::Call(..) => {
                self.strict_truth(node, env, truth)
            }
            Kind::Not(inner) => self.truth(inner, env, !truth),
            Kind::IsNull(inner) => self.is_null(inner, env, truth),
            Kind::IsTruth(wanted, inner) if truth => self.truth(inner, env, *wanted),
            Kind::IsTruth(wanted, inner) if inner.is_cheap() && env.nullable(inner, self.scope) => {
                let value = self.value(inner, env, Anchor::Typed);
                Code::new(Level::Compare, quote!(#value != Some(#wanted)))
            }
            Kind::IsTruth(wanted, inner) => not(&self.truth(inner, env, *wanted)),
            Kind::Distinct(two) => self.distinct(&two[0], &two[1], env, !truth),
            Kind::Logic(connective, two)
                if self.splits(*connective, &two[0], &two[1], env, truth) =>
            {
                let (left, right) = (
                    self.truth(&two[0], env, truth),
                    self.truth(&two[1], env, truth),
                );
                if (*connective == Connective::And) == truth {
                    let (left, right) = (left.at(Level::And), right.at(Level::And));
                    Code::new(Level::And, quote!(#left && #right))
                } else {
                    let (left, right) = (left.at(Level::Or), right.at(Level::Or));
                    Code::new(Level::Or, quote!(#left || #right))
                }
            }
            _ => self.known_truth(node, env, truth),
        }
    }

    /// Whether the truth of AND or OR follows from its sides' truths alone. Where `&&` would pass
    /// over a right side that may fail while the left is NULL, it does not: PostgreSQL would
    /// evaluate it.
    fn splits<'n>(
        &self,
        connective: Connective,
        left: &'n Node,
        right: &'n Node,
        env: &Env<'n>,
        truth: bool,
    ) -> bool {
        let both_needed = (connective == Connective::And) == truth;
        !both_needed || !right.fallible || !env.nullable(left, self.scope)
    }

    fn known_truth<'n>(&mut self, node: &'n Node, env: &Env<'n>, truth: bool) -> Code {
        let value = self.value(node, env, Anchor::Typed);
        if env.nullable(node, self.scope) {
            let value = value.at(Level::Unary);
            return Code::new(Level::Compare, quote!(#value == Some(#truth)));
        }
        if truth { value } else { not(&value) }
    }

    /// AND and OR as `bool`, or `Option<bool>` where a side may be NULL.
    pub(super) fn logic<'n>(
        &mut self,
        connective: Connective,
        left: &'n Node,
        right: &'n Node,
        env: &Env<'n>,
    ) -> Code {
        let nullable = [left, right].map(|side| env.nullable(side, self.scope));
        let and = connective == Connective::And;
        if nullable == [false, false] {
            let level = if and { Level::And } else { Level::Or };
            let (left, right) = (
                self.truth(left, env, true).at(level),
                self.truth(right, env, true).at(level),
            );
            return Code::new(
                level,
                if and {
                    quote!(#left && #right)
                } else {
                    quote!(#left || #right)
                },
            );
        }
        if !nullable[0] {
            let left = self.truth(left, env, and);
            let right = self.optional(right, env, Anchor::Typed);
            let decided = !and;
            return Code::new(
                Level::Loose,
                quote!(if #left { #right } else { Some(#decided) }),
            );
        }
        let (left_code, right_code) = (
            self.value(left, env, Anchor::Typed),
            self.optional(right, env, Anchor::Typed),
        );
        let function = if and {
            quote!(sql::and)
        } else {
            quote!(sql::or)
        };
        if !right.fallible {
            return Code::primary(quote!(#function(#left_code, #right_code)));
        }
        // The right side's failure must not show where the left side decides alone.
        let decided = !and;
        let name = self.fresh();
        let arms = quote!(Some(#decided) => Some(#decided), #name => #function(#name, #right_code));
        Code::new(Level::Loose, quote!(match #left_code { #arms }))
    }

    /// `IS NULL` (true) or `IS NOT NULL`.
    pub(super) fn is_null<'n>(&mut self, inner: &'n Node, env: &Env<'n>, wanted: bool) -> Code {
        if !env.nullable(inner, self.scope) && !inner.fallible {
            let value = !wanted;
            return Code::primary(quote!(#value));
        }
        if matches!(inner.kind, Kind::Null) {
            return Code::primary(quote!(#wanted));
        }
        if let Some(inputs) = self.null_inputs(inner, env) {
            let tests = inputs.into_iter().map(|input| {
                let value = self.value(input, env, Anchor::Free).at(Level::Primary);
                if wanted {
                    quote!(#value.is_none())
                } else {
                    quote!(#value.is_some())
                }
            });
            let tests: Vec<_> = tests.collect();
            return match (tests.as_slice(), wanted) {
                ([test], _) => Code::primary(quote!(#test)),
                (tests, true) => Code::new(Level::Or, quote!(#(#tests)||*)),
                (tests, false) => Code::new(Level::And, quote!(#(#tests)&&*)),
            };
        }
        let value = self.optional(inner, env, Anchor::Free).at(Level::Primary);
        Code::primary(if wanted {
            quote!(#value.is_none())
        } else {
            quote!(#value.is_some())
        })
    }

    /// `IS DISTINCT FROM`, or with `equal` its opposite.
    pub(super) fn distinct<'n>(
        &mut self,
        left: &'n Node,
        right: &'n Node,
        env: &Env<'n>,
        equal: bool,
    ) -> Code {
        let plain = !env.nullable(left, self.scope) && !env.nullable(right, self.scope);
        let anchor = |other: &Node| {
            if untyped_in_rust(other) {
                Anchor::Free
            } else {
                Anchor::Typed
            }
        };
        let (left_anchor, right_anchor) = (anchor(right), anchor(left));
        let native = has_rust_order(left.ty.unwrap_or(ExprType::Text));
        let (left, right) = match plain && native {
            true => (
                self.value(left, env, left_anchor),
                self.value(right, env, right_anchor),
            ),
            false => (
                self.optional(left, env, left_anchor),
                self.optional(right, env, right_anchor),
            ),
        };
        if !native {
            let code = Code::primary(quote!(sql::is_distinct(#left, #right)));
            return if equal { not(&code) } else { code };
        }
        let (left, right) = (left.at(Level::Unary), right.at(Level::Unary));
        Code::new(
            Level::Compare,
            if equal {
                quote!(#left == #right)
            } else {
                quote!(#left != #right)
            },
        )
    }
}

fn not(code: &Code) -> Code {
    let inner = code.at(Level::Primary);
    Code::new(Level::Unary, quote!(!#inner))
}
