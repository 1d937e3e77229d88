//! Expressions that choose among values: CASE, COALESCE, NULLIF, GREATEST and LEAST.

use std::ops::Range;

use sqlparser::ast::{CaseWhen, Expr};

use super::operators::{comparable, compare};
use super::{Analyser, Typed, boolean, typed_text};
use crate::expr::casts::{base, common};
use crate::expr::errors::{ARGUMENTS, UNIFY, type_name};
use crate::expr::tree::{Comparison, Kind, Literal, Node};
use crate::expr::{ExprError, coerce};
use crate::types::SqlType;

impl Analyser<'_> {
    pub(super) fn case(&mut self, operand: Option<&Expr>, whens: &[CaseWhen], otherwise: Option<&Expr>, span: &Range<usize>) -> Typed {
        let operand = match operand {
            Some(operand) => Some(self.expr(operand)?),
            None => None,
        };
        let conditions = self.all(whens.iter().map(|when| &when.condition));
        let mut results = self.all(whens.iter().map(|when| &when.result).chain(otherwise));
        if otherwise.is_none()
            && let Some(results) = &mut results
        {
            results.push(Node { span: span.clone(), ty: None, fallible: false, kind: Kind::Null });
        }
        let (conditions, results) = conditions.zip(results)?;
        let (ty, mut results) = self.unify(results, "CASE")?;
        let otherwise = results.pop()?;
        let Some(operand) = operand else {
            let conditions: Vec<Typed> = conditions.into_iter().map(|condition| self.check(boolean(condition))).collect();
            let conditions = conditions.into_iter().collect::<Option<Vec<Node>>>()?;
            return Some(searched(conditions, results, otherwise, ty, span));
        };
        if let Some((operand, constants)) = matchable(&operand, &conditions) {
            return Some(matching(operand, constants, results, otherwise, ty, span));
        }
        self.once(typed_text(operand), |this, operand| {
            let equal = |condition: Node| {
                let place = condition.span.clone();
                this.check(compare(Comparison::Equal, operand.clone(), condition, &place, "="))
            };
            let tests: Vec<Typed> = conditions.into_iter().map(equal).collect();
            let tests = tests.into_iter().collect::<Option<Vec<Node>>>()?;
            Some(searched(tests, results, otherwise, ty, span))
        })
    }

    /// Brings values to their one type, as CASE, COALESCE, GREATEST and VALUES do in PostgreSQL.
    fn unify(&mut self, nodes: Vec<Node>, what: &str) -> Option<(SqlType, Vec<Node>)> {
        let mut chosen: Option<&Node> = None;
        for node in nodes.iter().filter(|node| node.ty.is_some()) {
            match chosen.map(|chosen| (chosen, chosen.ty.zip(node.ty).and_then(|(left, right)| common(left, right)))) {
                None => chosen = Some(node),
                Some((chosen, None)) => {
                    let (left, right) = (type_name(chosen.ty), type_name(node.ty));
                    let message = format!("{what} types {left} and {right} cannot be matched");
                    let error = ExprError::new(UNIFY, &node.span, message, format!("is {right}"));
                    let error = error.also(&chosen.span, format!("is {left}")).help("cast one of them");
                    return self.fail(error);
                }
                Some((before, Some(ty))) if before.ty.map(base) != Some(base(ty)) => chosen = Some(node),
                Some(_) => {}
            }
        }
        let bases = chosen.and_then(|node| node.ty).map_or(SqlType::Text, base);
        // The length or precision survives where all values share it.
        let exact =
            nodes.iter().filter(|node| node.ty.is_some()).map(|node| node.ty).reduce(|left, right| if left == right { left } else { None });
        let ty = exact.flatten().unwrap_or(bases);
        let unified: Vec<Typed> = nodes.into_iter().map(|node| self.check(coerce::implicitly(node, bases))).collect();
        let unified = unified.into_iter().collect::<Option<Vec<Node>>>()?;
        let exact = unified.iter().all(|node| node.ty == Some(ty));
        Some((if exact { ty } else { bases }, unified))
    }

    pub(super) fn coalesce(&mut self, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let (ty, args) = self.unify(args, "COALESCE")?;
        Some(Node::new(span, ty, Kind::Coalesce(args)))
    }

    pub(super) fn extreme(&mut self, greatest: bool, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let (ty, args) = self.unify(args, if greatest { "GREATEST" } else { "LEAST" })?;
        if ty == SqlType::Json {
            return self.fail(ExprError::new(ARGUMENTS, span, "json has no order", "is json"));
        }
        Some(Node::new(span, ty, Kind::Extreme(greatest, args)))
    }

    pub(super) fn null_if(&mut self, value: Node, other: Node, span: &Range<usize>) -> Typed {
        // The result is of the first one's type, whatever the two are compared in.
        let (left, right) = self.check(comparable(value.clone(), other.clone(), "="))?;
        let ty = value.ty.or(left.ty)?;
        if left.ty.map(base) == Some(base(ty)) {
            return Some(Node::new(span, ty, Kind::NullIf(Box::new([left, right]))));
        }
        self.once(typed_text(value), |this, value| {
            let equal = this.check(compare(Comparison::Equal, value.clone(), other, span, "="))?;
            Some(searched(vec![equal], vec![Node::null(span, ty)], value.clone(), ty, span))
        })
    }
}

fn searched(conditions: Vec<Node>, results: Vec<Node>, otherwise: Node, ty: SqlType, span: &Range<usize>) -> Node {
    let whens = conditions.into_iter().zip(results).collect();
    Node::new(span, ty, Kind::Case(whens, Box::new(otherwise)))
}

/// A CASE over constants that Rust's `match` has patterns for: the operand and the constants in one type.
fn matchable(operand: &Node, conditions: &[Node]) -> Option<(Node, Vec<Node>)> {
    let mut constants = Vec::new();
    for condition in conditions {
        let (_, constant) = comparable(operand.clone(), condition.clone(), "=").ok()?;
        let same_type = operand.ty.map(base) == constant.ty.map(base);
        let has_pattern = matches!(constant.kind, Kind::Literal(Literal::Integer(_) | Literal::Text(_)));
        constants.push(Some(constant).filter(|_| same_type && has_pattern)?);
    }
    Some((operand.clone(), constants))
}

fn matching(operand: Node, constants: Vec<Node>, results: Vec<Node>, otherwise: Node, ty: SqlType, span: &Range<usize>) -> Node {
    let mut whens: Vec<(Node, Node)> = Vec::new();
    for (constant, result) in constants.into_iter().zip(results) {
        // Of two equal constants the first one counts, and Rust warns of the second.
        let same = |(known, _): &(Node, Node)| matches!((&known.kind, &constant.kind), (Kind::Literal(left), Kind::Literal(right)) if left == right);
        if !whens.iter().any(same) {
            whens.push((constant, result));
        }
    }
    Node::new(span, ty, Kind::Match(Box::new(operand), whens, Box::new(otherwise)))
}
