//! The typed tree to Rust.
//!
//! NULL is handled where it can occur and nowhere else: a chain of strict functions binds its
//! nullable inputs once, in front (`tzone.map(|tzone| sql::upper(tzone, scratch))`), and computes
//! on plain values. No failure that PostgreSQL would report is skipped for that: what may fail by
//! itself is evaluated before NULLs are looked at.

mod choices;
mod code;
mod conditions;
mod env;
mod strict;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use self::code::{Anchor, Code, Level, literal};
use self::env::Env;
use super::Scope;
use super::tree::{Kind, Node};
use crate::names::{column_ident, const_ident, rust_type};
use crate::types::ExprType;

/// What emission notes on its way.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// Places of columns.
    pub(super) columns: BTreeSet<usize>,
    /// Names of params.
    pub(super) params: BTreeSet<String>,
    /// `scratch` is used.
    pub(super) scratch: bool,
    /// `?` is used.
    pub(super) fallible: bool,
    /// Something of the run or the row's place is asked for.
    pub(super) volatile: bool,
    /// Features of the runtime that are needed.
    pub(super) features: BTreeSet<&'static str>,
}

/// The Rust of an expression.
pub(super) struct Emitted {
    /// The expression; `T` or `Option<T>`.
    pub(super) body: TokenStream,
    /// It is an `Option`.
    pub(super) nullable: bool,
    /// What it uses.
    pub(super) used: Used,
}

/// What the value of an expression becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `T`, or `Option<T>` where it may be NULL.
    Value,
    /// `T`; NULL is a fault.
    NotNull,
    /// `bool`: whether it is TRUE.
    Truth,
}

/// Emits an expression.
pub(super) fn emit(node: &Node, scope: &Scope, form: Form) -> Emitted {
    let mut emitter = Emitter {
        scope,
        used: Used::default(),
        locals: BTreeSet::new(),
        names: 0,
    };
    let env = Env::default();
    let nullable = env.nullable(node, scope);
    let code = match form {
        Form::Truth => emitter.truth(node, &env, true),
        Form::NotNull if nullable => {
            let value = emitter.value(node, &env, Anchor::Typed);
            emitter.used.fallible = true;
            Code::primary(quote!(sql::not_null(#value)?))
        }
        _ => emitter.value(node, &env, Anchor::Typed),
    };
    Emitted {
        body: quote!(#code),
        nullable: form == Form::Value && nullable,
        used: emitter.used,
    }
}

/// Emits one expression.
struct Emitter<'s> {
    scope: &'s Scope,
    used: Used,
    /// Locals that were named.
    locals: BTreeSet<usize>,
    names: usize,
}

impl Emitter<'_> {
    /// The node as `T`, or `Option<T>` where it may be NULL here.
    fn value<'n>(&mut self, node: &'n Node, env: &Env<'n>, anchor: Anchor) -> Code {
        if let Some(name) = env.bound(node) {
            return Code::ident(name);
        }
        let code = self.code(node, env, anchor);
        if !matches!(node.kind, Kind::Null) && only_nulls(node) {
            // NULLs alone leave Rust without a type.
            let ty = rust_type(node.ty.unwrap_or(ExprType::Text), &quote!());
            return Code::new(
                Level::Loose,
                quote!({ let null: Option<#ty> = #code; null }),
            );
        }
        code
    }

    fn code<'n>(&mut self, node: &'n Node, env: &Env<'n>, anchor: Anchor) -> Code {
        match &node.kind {
            Kind::Column(place) => {
                self.used.columns.insert(*place);
                Code::ident(&column_ident(&self.scope.columns[*place].0))
            }
            Kind::Local(number) => {
                self.locals.insert(*number);
                env.local(*number).map_or_else(
                    || Code::primary(quote!(())),
                    |(_, name, _)| Code::ident(name),
                )
            }
            Kind::Param(place) => self.param(*place),
            Kind::Null | Kind::Untyped(_) => Code::primary(quote!(None)),
            Kind::Literal(value) => literal(value, node.ty.unwrap_or(ExprType::Text), anchor),
            Kind::Call(..) | Kind::Compare(..) | Kind::Between(_) | Kind::In(..) | Kind::Not(_) => {
                self.strict(node, env, anchor)
            }
            Kind::Distinct(two) => self.distinct(&two[0], &two[1], env, false),
            Kind::Logic(connective, two) => self.logic(*connective, &two[0], &two[1], env),
            Kind::IsNull(inner) => self.is_null(inner, env, true),
            Kind::IsTruth(truth, inner) => self.truth(inner, env, *truth),
            Kind::Case(whens, otherwise) => self.case(
                whens,
                otherwise,
                env,
                env.nullable(node, self.scope),
                anchor,
            ),
            Kind::Match(operand, whens, otherwise) => {
                self.matching(operand, whens, otherwise, env, anchor)
            }
            Kind::Coalesce(args) => self.coalesce(args, env, anchor),
            Kind::NullIf(two) => self.null_if(&two[0], &two[1], env),
            Kind::Extreme(greatest, args) => self.extreme(*greatest, args, env, anchor),
            Kind::Let(number, two) => self.named(*number, &two[0], &two[1], env, anchor),
        }
    }

    /// The node as `Option<T>`, always.
    fn optional<'n>(&mut self, node: &'n Node, env: &Env<'n>, anchor: Anchor) -> Code {
        let value = self.value(node, env, anchor);
        if env.nullable(node, self.scope) {
            value
        } else {
            value.some()
        }
    }

    /// A value computed once for the several places of a body.
    fn named<'n>(
        &mut self,
        number: usize,
        value: &'n Node,
        body: &'n Node,
        env: &Env<'n>,
        anchor: Anchor,
    ) -> Code {
        let name = self.fresh();
        let inner = env.with_local(number, name.clone(), env.nullable(value, self.scope));
        let body = self.value(body, &inner, anchor);
        let is_named = self.locals.contains(&number);
        // Folding NULLs may have left no place for it; but where it may fail, it still must.
        if !is_named && !value.fallible {
            return body;
        }
        let value = self.value(value, env, Anchor::Receiver);
        let pattern = if is_named { quote!(#name) } else { quote!(_) };
        Code::new(Level::Loose, quote!({ let #pattern = #value; #body }))
    }

    fn param(&mut self, place: usize) -> Code {
        let (name, ty) = &self.scope.params[place];
        self.used.params.insert(name.clone());
        self.used.scratch = true;
        self.used.fallible = true;
        let (name, ty) = (const_ident(name), rust_type(*ty, &quote!()));
        Code::primary(quote!(sql::param::<#ty>(scratch, param::#name)?))
    }

    /// A name that no column and no other value has.
    fn fresh(&mut self) -> Ident {
        loop {
            self.names += 1;
            let text = if self.names == 1 {
                "value".to_owned()
            } else {
                format!("value{}", self.names)
            };
            let ident = Ident::new(&text, Span::call_site());
            if !self
                .scope
                .columns
                .iter()
                .any(|(column, ..)| column_ident(column) == ident)
            {
                return ident;
            }
        }
    }
}

/// Whether a node can give nothing but NULL, in all its branches.
fn only_nulls(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => true,
        Kind::Case(whens, otherwise) | Kind::Match(_, whens, otherwise) => {
            only_nulls(otherwise) && whens.iter().all(|(_, then)| only_nulls(then))
        }
        Kind::Coalesce(args) | Kind::Extreme(_, args) => args.iter().all(only_nulls),
        _ => false,
    }
}
