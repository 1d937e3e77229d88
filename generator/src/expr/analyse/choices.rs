//! Expressions that choose among values: CASE, COALESCE, NULLIF, GREATEST and LEAST.

use std::ops::Range;

use sqlparser::ast::{CaseWhen, Expr};

use super::operators::{comparable, compare};
use super::{Analyser, Typed, boolean, typed_text};
use crate::expr::casts::{ANY_CHAR, ANY_VARCHAR, base, is_number, unified};
use crate::expr::errors::{ARGUMENTS, UNIFY, type_name};
use crate::expr::tree::{Comparison, Kind, Literal, Node};
use crate::expr::{ExprError, coerce};
use crate::types::ExprType;

impl Analyser<'_> {
    pub(super) fn case(
        &mut self,
        operand: Option<&Expr>,
        whens: &[CaseWhen],
        otherwise: Option<&Expr>,
        span: &Range<usize>,
    ) -> Typed {
        let operand = match operand {
            Some(operand) => Some(self.expr(operand)?),
            None => None,
        };
        let conditions = self.all(whens.iter().map(|when| &when.condition));
        let mut results = self.all(whens.iter().map(|when| &when.result).chain(otherwise));
        if otherwise.is_none()
            && let Some(results) = &mut results
        {
            results.push(Node {
                span: span.clone(),
                ty: None,
                fallible: false,
                kind: Kind::Null,
            });
        }
        let (conditions, mut results) = conditions.zip(results)?;
        // PostgreSQL looks at ELSE first.
        results.rotate_right(1);
        let (ty, mut results) = self.unify(results, "CASE")?;
        let otherwise = results.remove(0);
        let Some(operand) = operand else {
            let conditions: Vec<Typed> = conditions
                .into_iter()
                .map(|condition| self.check(boolean(condition)))
                .collect();
            let mut conditions = conditions.into_iter().collect::<Option<Vec<Node>>>()?;
            let Some(value) = self.compared_again(&conditions) else {
                return Some(searched(conditions, results, otherwise, ty, span));
            };
            return self.once(value.clone(), |this, name| {
                for condition in &mut conditions {
                    if let Kind::Compare(_, sides) = &mut condition.kind
                        && this.same(&sides[0], &value)
                    {
                        sides[0] = name.clone();
                    }
                }
                Some(searched(conditions, results, otherwise, ty, span))
            });
        };
        if let Some((operand, constants)) = matchable(&operand, &conditions) {
            return Some(matching(operand, constants, results, otherwise, ty, span));
        }
        self.once(typed_text(operand), |this, operand| {
            let equal = |condition: Node| {
                let place = condition.span.clone();
                this.check(compare(
                    Comparison::Equal,
                    operand.clone(),
                    condition,
                    &place,
                    "=",
                ))
            };
            let tests: Vec<Typed> = conditions.into_iter().map(equal).collect();
            let tests = tests.into_iter().collect::<Option<Vec<Node>>>()?;
            Some(searched(tests, results, otherwise, ty, span))
        })
    }

    /// What the first of some conditions compares with a constant, if another compares it too: it
    /// is computed in any case, so once.
    fn compared_again(&self, conditions: &[Node]) -> Option<Node> {
        let compared = |condition: &'_ Node| match &condition.kind {
            Kind::Compare(_, sides) if sides[1].is_literal() && costs(&sides[0]) => {
                Some(sides[0].clone())
            }
            _ => None,
        };
        let (first, rest) = conditions.split_first()?;
        let value = compared(first)?;
        rest.iter()
            .filter_map(compared)
            .any(|other| self.same(&other, &value))
            .then_some(value)
    }

    /// Whether two parts of the expression are written and typed alike.
    fn same(&self, left: &Node, right: &Node) -> bool {
        left.ty == right.ty && self.text[left.span.clone()] == self.text[right.span.clone()]
    }

    /// Brings values to their one type, as CASE, COALESCE, GREATEST and LEAST do in PostgreSQL.
    fn unify(&mut self, nodes: Vec<Node>, what: &str) -> Option<(ExprType, Vec<Node>)> {
        let typed: Vec<(&Node, ExprType)> = nodes
            .iter()
            .filter_map(|node| Some((node, node.ty?)))
            .collect();
        let mut target = ExprType::Text;
        if let Some(((first, ty), rest)) = typed.split_first() {
            let mut chosen = (*first, *ty);
            for (node, ty) in rest {
                match unified(chosen.1, *ty) {
                    // Among texts the first one decides: whether trailing blanks count, for one.
                    Some(common) if base(common) != base(chosen.1) => chosen = (node, *ty),
                    Some(_) => {}
                    None => {
                        let error = unlike(chosen.0, node, what);
                        return self.fail(error);
                    }
                }
            }
            // The length or precision survives where all values share it.
            let shared = typed.len() == nodes.len() && typed.iter().all(|(_, ty)| *ty == chosen.1);
            target = match chosen.1 {
                ty if shared => ty,
                ExprType::Char(_) => ANY_CHAR,
                ExprType::Varchar(_) => ANY_VARCHAR,
                ty => base(ty),
            };
        }
        let unified: Vec<Typed> = nodes
            .into_iter()
            .map(|node| self.check(coerce::implicitly(node, target)))
            .collect();
        Some((target, unified.into_iter().collect::<Option<Vec<Node>>>()?))
    }

    pub(super) fn coalesce(&mut self, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let (ty, args) = self.unify(args, "COALESCE")?;
        Some(Node::new(span, ty, Kind::Coalesce(args)))
    }

    pub(super) fn extreme(
        &mut self,
        greatest: bool,
        args: Vec<Node>,
        span: &Range<usize>,
    ) -> Typed {
        let (ty, mut args) = self.unify(args, if greatest { "GREATEST" } else { "LEAST" })?;
        args.retain(|arg| !matches!(arg.kind, Kind::Null));
        if args.is_empty() {
            return Some(Node::null(span, ty));
        }
        if ty == ExprType::Json {
            return self.fail(ExprError::new(
                ARGUMENTS,
                span,
                "json has no order",
                "is json",
            ));
        }
        Some(Node::new(span, ty, Kind::Extreme(greatest, args)))
    }

    pub(super) fn null_if(&mut self, value: Node, other: Node, span: &Range<usize>) -> Typed {
        let (left, right) = self.check(comparable(value.clone(), other.clone(), "="))?;
        // As PostgreSQL folds it: NULL equals nothing.
        if matches!(left.kind, Kind::Null) {
            return Some(Node::null(span, left.ty?));
        }
        if matches!(right.kind, Kind::Null) && value.ty.map(base) == left.ty.map(base) {
            return Some(value);
        }
        let own = value.ty.or(left.ty)?;
        if left.ty.map(base) == Some(base(own)) {
            // Beside a text, the blanks at a char's end are gone for good.
            let plain_text = other.ty == Some(ExprType::Text) && matches!(own, ExprType::Char(_));
            let ty = if plain_text { ExprType::Text } else { left.ty? };
            return Some(Node::new(span, ty, Kind::NullIf(Box::new([left, right]))));
        }
        // The result is of the type in which the two are compared, unless PostgreSQL has an
        // operator for the two types as they are.
        if !other
            .ty
            .is_some_and(|other| compared_as_they_are(own, other))
        {
            return Some(Node::new(
                span,
                left.ty?,
                Kind::NullIf(Box::new([left, right])),
            ));
        }
        self.once(value, |this, value| {
            let equal = this.check(compare(Comparison::Equal, value.clone(), other, span, "="))?;
            Some(searched(
                vec![equal],
                vec![Node::null(span, own)],
                value.clone(),
                own,
                span,
            ))
        })
    }
}

/// Whether PostgreSQL has comparisons between the two types, and need not convert one to the other.
fn compared_as_they_are(left: ExprType, right: ExprType) -> bool {
    const FAMILIES: &[&[ExprType]] = &[
        &[ExprType::SmallInt, ExprType::Integer, ExprType::BigInt],
        &[ExprType::Date, ExprType::Timestamp, ExprType::TimestampTz],
    ];
    // A real stays as it is beside any number: the other one becomes double precision.
    (left == ExprType::Real && is_number(right))
        || FAMILIES
            .iter()
            .any(|family| family.contains(&left) && family.contains(&right))
}

fn unlike(left: &Node, right: &Node, what: &str) -> ExprError {
    let (left_type, right_type) = (type_name(left.ty), type_name(right.ty));
    let message = format!("{what} types {left_type} and {right_type} cannot be matched");
    let error = ExprError::new(UNIFY, &right.span, message, format!("is {right_type}"));
    error
        .also(&left.span, format!("is {left_type}"))
        .help("cast one of them")
}

/// More than a column, wider or not.
fn costs(node: &Node) -> bool {
    match &node.kind {
        Kind::Call(callee, args) if callee.rust.ends_with("::from") => args.iter().any(costs),
        _ => !node.is_cheap(),
    }
}

/// CASE of conditions; what a constant condition decides is not computed, as PostgreSQL folds it.
fn searched(
    conditions: Vec<Node>,
    results: Vec<Node>,
    mut otherwise: Node,
    ty: ExprType,
    span: &Range<usize>,
) -> Node {
    let mut whens = Vec::new();
    for (condition, result) in conditions.into_iter().zip(results) {
        match condition.truth() {
            Some(true) => {
                otherwise = result;
                break;
            }
            Some(false) => {}
            None if matches!(condition.kind, Kind::Null) => {}
            None => whens.push((condition, result)),
        }
    }
    if whens.is_empty() {
        return Node {
            ty: Some(ty),
            ..otherwise
        };
    }
    Node::new(span, ty, Kind::Case(whens, Box::new(otherwise)))
}

/// A CASE over constants that Rust's `match` has patterns for: the operand and the constants in one
/// type.
fn matchable(operand: &Node, conditions: &[Node]) -> Option<(Node, Vec<Node>)> {
    let mut constants = Vec::new();
    for condition in conditions {
        let (_, constant) = comparable(operand.clone(), condition.clone(), "=").ok()?;
        let same_type = operand.ty.map(base) == constant.ty.map(base);
        let has_pattern = matches!(
            constant.kind,
            Kind::Literal(Literal::Integer(_) | Literal::Text(_))
        );
        constants.push(Some(constant).filter(|_| same_type && has_pattern)?);
    }
    Some((operand.clone(), constants))
}

fn matching(
    operand: Node,
    constants: Vec<Node>,
    results: Vec<Node>,
    otherwise: Node,
    ty: ExprType,
    span: &Range<usize>,
) -> Node {
    let mut whens: Vec<(Node, Node)> = Vec::new();
    for (constant, result) in constants.into_iter().zip(results) {
        // Of two equal constants the first one counts, and Rust warns of the second.
        let same = |(known, _): &(Node, Node)| matches!((&known.kind, &constant.kind), (Kind::Literal(left), Kind::Literal(right)) if left == right);
        if !whens.iter().any(same) {
            whens.push((constant, result));
        }
    }
    Node::new(
        span,
        ty,
        Kind::Match(Box::new(operand), whens, Box::new(otherwise)),
    )
}
