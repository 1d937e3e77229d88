//! CASE, COALESCE, NULLIF, GREATEST and LEAST: only the branch that is taken is evaluated.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Emitter;
use super::code::{Anchor, Code, Level};
use super::env::Env;
use super::strict::untyped_in_rust;
use crate::expr::casts::{base, has_rust_order};
use crate::expr::tree::{Kind, Node};
use crate::types::ExprType;

impl Emitter<'_> {
    pub(super) fn case<'n>(
        &mut self,
        whens: &'n [(Node, Node)],
        otherwise: &'n Node,
        env: &Env<'n>,
        nullable: bool,
        anchor: Anchor,
    ) -> Code {
        let mut tokens = TokenStream::new();
        for (condition, result) in whens {
            let condition = self.truth(condition, env, true);
            let result = self.branch(result, env, nullable, anchor);
            tokens.extend(quote!(if #condition { #result } else));
        }
        let otherwise = self.branch(otherwise, env, nullable, anchor);
        Code::new(Level::Loose, quote!(#tokens { #otherwise }))
    }

    fn branch<'n>(
        &mut self,
        node: &'n Node,
        env: &Env<'n>,
        nullable: bool,
        anchor: Anchor,
    ) -> Code {
        if nullable {
            self.optional(node, env, anchor)
        } else {
            self.value(node, env, anchor)
        }
    }

    pub(super) fn matching<'n>(
        &mut self,
        operand: &'n Node,
        whens: &'n [(Node, Node)],
        otherwise: &'n Node,
        env: &Env<'n>,
        anchor: Anchor,
    ) -> Code {
        let results = whens.iter().map(|(_, result)| result).chain([otherwise]);
        let nullable = results
            .into_iter()
            .any(|result| env.nullable(result, self.scope));
        let some = env.nullable(operand, self.scope);
        let operand = self.value(operand, env, Anchor::Free);
        let mut arms = TokenStream::new();
        for (constant, result) in whens {
            let pattern = self.value(constant, env, Anchor::Typed);
            let pattern = if some { pattern.some() } else { pattern };
            let result = self.branch(result, env, nullable, anchor);
            arms.extend(quote!(#pattern => #result,));
        }
        let otherwise = self.branch(otherwise, env, nullable, anchor);
        Code::new(
            Level::Loose,
            quote!(match #operand { #arms _ => #otherwise }),
        )
    }

    pub(super) fn coalesce<'n>(&mut self, args: &'n [Node], env: &Env<'n>, anchor: Anchor) -> Code {
        let Some((first, rest)) = args.split_first() else {
            return Code::primary(quote!(None));
        };
        // NULLs say nothing, and behind a value that is never NULL nothing is evaluated.
        if matches!(first.kind, Kind::Null) && !rest.is_empty() {
            return self.coalesce(rest, env, anchor);
        }
        if rest.iter().all(|node| matches!(node.kind, Kind::Null))
            || !env.nullable(first, self.scope)
        {
            return self.value(first, env, anchor);
        }
        let rest_nullable = rest.iter().all(|node| env.nullable(node, self.scope));
        let fallible = std::mem::take(&mut self.used.fallible);
        let rest_code = self.coalesce(rest, env, anchor);
        let fails = self.used.fallible;
        self.used.fallible |= fallible;
        if let Some(code) = self.strict_or(first, env, &rest_code, rest_nullable) {
            return code;
        }
        let value = self.value(first, env, anchor);
        let cheap = matches!(rest, [one] if one.is_cheap());
        if fails {
            let name = self.fresh();
            let hit = if rest_nullable {
                quote!(Some(#name))
            } else {
                quote!(#name)
            };
            return Code::new(
                Level::Loose,
                quote!(match #value { Some(#name) => #hit, None => #rest_code }),
            );
        }
        let receiver = value.at(Level::Primary);
        Code::primary(match (rest_nullable, cheap) {
            (true, true) => quote!(#receiver.or(#rest_code)),
            (true, false) => quote!(#receiver.or_else(|| #rest_code)),
            (false, true) => quote!(#receiver.unwrap_or(#rest_code)),
            (false, false) => quote!(#receiver.unwrap_or_else(|| #rest_code)),
        })
    }

    pub(super) fn null_if<'n>(&mut self, value: &'n Node, other: &'n Node, env: &Env<'n>) -> Code {
        let anchor = |node: &Node| {
            if untyped_in_rust(node) {
                Anchor::Free
            } else {
                Anchor::Typed
            }
        };
        let (left, right) = (
            self.optional(value, env, anchor(other)),
            self.optional(other, env, anchor(value)),
        );
        Code::primary(quote!(sql::null_if(#left, #right)))
    }

    pub(super) fn extreme<'n>(
        &mut self,
        greatest: bool,
        args: &'n [Node],
        env: &Env<'n>,
        anchor: Anchor,
    ) -> Code {
        let mut result: Option<(Code, bool)> = None;
        let all_literals = args.iter().all(untyped_in_rust);
        for arg in args {
            let free = if all_literals { anchor } else { Anchor::Typed };
            let free = if result.is_none() && free == Anchor::Typed && arg.is_literal() {
                Anchor::Receiver
            } else {
                free
            };
            let (code, nullable) = (self.value(arg, env, free), env.nullable(arg, self.scope));
            result = Some(match result {
                None => (code, nullable),
                Some(before) => larger(
                    greatest,
                    before,
                    (code, nullable),
                    arg.ty.unwrap_or(ExprType::Text),
                ),
            });
        }
        result.map_or_else(|| Code::primary(quote!(None)), |(code, _)| code)
    }
}

/// The larger (or smaller) of two, NULLs passed over, and whether it may be NULL.
fn larger(greatest: bool, left: (Code, bool), right: (Code, bool), ty: ExprType) -> (Code, bool) {
    let ((left, left_nullable), (right, right_nullable)) = (left, right);
    let name = if greatest { "greatest" } else { "least" };
    let function = match (left_nullable, right_nullable) {
        // Of two that are equal the first is the result; decimals and intervals may be equal and
        // still print differently.
        (false, false)
            if has_rust_order(ty)
                && !matches!(base(ty), ExprType::Decimal(_) | ExprType::Interval) =>
        {
            let receiver = left.at(Level::Primary);
            let code = if greatest {
                quote!(#receiver.max(#right))
            } else {
                quote!(#receiver.min(#right))
            };
            return (Code::primary(code), false);
        }
        (false, false) => format_ident!("{name}"),
        (true, false) => format_ident!("{name}_or"),
        (false, true) => format_ident!("{name}_and"),
        (true, true) => format_ident!("{name}_of_options"),
    };
    (
        Code::primary(quote!(sql::#function(#left, #right))),
        left_nullable && right_nullable,
    )
}
