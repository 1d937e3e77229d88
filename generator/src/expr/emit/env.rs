//! What is known at a place of the emitted Rust: which values are bound to which names, and which
//! of them cannot be NULL there.

use proc_macro2::Ident;

use crate::expr::Scope;
use crate::expr::tree::{Kind, Node};

/// The names and known values at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Env<'n> {
    /// Nullable columns that are bound to their value here.
    known: Vec<usize>,
    /// Locals: number, name, may be NULL.
    locals: Vec<(usize, Ident, bool)>,
    /// Subexpressions that were evaluated in front: node, name, may be NULL.
    bound: Vec<(&'n Node, Ident, bool)>,
}

impl<'n> Env<'n> {
    /// With a local.
    pub(super) fn with_local(&self, number: usize, name: Ident, nullable: bool) -> Env<'n> {
        let mut env = self.clone();
        env.locals.push((number, name, nullable));
        env
    }

    /// With a node's value bound to a name.
    pub(super) fn bind(&mut self, node: &'n Node, name: Ident, nullable: bool) {
        match node.kind {
            Kind::Column(place) => self.known.push(place),
            Kind::Local(number) => self.locals.push((number, name, nullable)),
            _ => self.bound.push((node, name, nullable)),
        }
    }

    /// The name of a local.
    pub(super) fn local(&self, number: usize) -> Option<&(usize, Ident, bool)> {
        self.locals
            .iter()
            .rev()
            .find(|(known, ..)| *known == number)
    }

    /// The name that a node's value is bound to.
    pub(super) fn bound(&self, node: &Node) -> Option<&Ident> {
        self.bound
            .iter()
            .rev()
            .find(|(known, ..)| std::ptr::eq(*known, node))
            .map(|(_, name, _)| name)
    }

    /// Whether the node may be NULL here.
    pub(super) fn nullable(&self, node: &'n Node, scope: &Scope) -> bool {
        if let Some((.., nullable)) = self
            .bound
            .iter()
            .rev()
            .find(|(known, ..)| std::ptr::eq(*known, node))
        {
            return *nullable;
        }
        let any = |nodes: &[&'n Node]| nodes.iter().any(|node| self.nullable(node, scope));
        match &node.kind {
            Kind::Column(place) => !scope.columns[*place].2 && !self.known.contains(place),
            Kind::Local(number) => self.local(*number).is_some_and(|(.., nullable)| *nullable),
            Kind::Param(_) | Kind::Literal(_) | Kind::Untyped(_) => false,
            Kind::Null | Kind::NullIf(_) => true,
            Kind::IsNull(_) | Kind::IsTruth(..) | Kind::Distinct(_) => false,
            Kind::Call(callee, args) => {
                let mut strict = args
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| !callee.takes_option(*place));
                callee.nullable || strict.any(|(_, arg)| self.nullable(arg, scope))
            }
            Kind::Compare(..) | Kind::Logic(..) | Kind::Between(_) => any(&node.kind.operands()),
            Kind::In(value, _) => self.nullable(value, scope),
            Kind::Not(one) => self.nullable(one, scope),
            Kind::Case(whens, otherwise) | Kind::Match(_, whens, otherwise) => {
                self.nullable(otherwise, scope)
                    || whens.iter().any(|(_, then)| self.nullable(then, scope))
            }
            Kind::Coalesce(args) | Kind::Extreme(_, args) => {
                args.iter().all(|arg| self.nullable(arg, scope))
            }
            Kind::Let(number, two) => {
                let name = Ident::new("value", proc_macro2::Span::call_site());
                self.with_local(*number, name, self.nullable(&two[0], scope))
                    .nullable(&two[1], scope)
            }
        }
    }
}
