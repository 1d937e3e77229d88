//! Which columns of an expression come into its value, and which only decide what it is.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Kind, Node};

/// The columns whose values come into the node's own, as they are or computed: not those that stand
/// in conditions of CASE, in what CASE compares, or in the test of NULLIF only. A condition that is
/// the value itself is computed of its columns like any other.
pub(super) fn valued(node: &Node) -> BTreeSet<usize> {
    let mut columns = BTreeSet::new();
    collect(node, &mut BTreeMap::new(), &mut columns);
    columns
}

fn collect<'n>(
    node: &'n Node,
    locals: &mut BTreeMap<usize, &'n Node>,
    columns: &mut BTreeSet<usize>,
) {
    match &node.kind {
        Kind::Column(place) => {
            columns.insert(*place);
        }
        Kind::Local(number) => {
            // Once is enough, however often it is used.
            if let Some(value) = locals.remove(number) {
                collect(value, locals, columns);
            }
        }
        Kind::Let(number, two) => {
            locals.insert(*number, &two[0]);
            collect(&two[1], locals, columns);
        }
        Kind::NullIf(two) => collect(&two[0], locals, columns),
        Kind::Case(whens, otherwise) | Kind::Match(_, whens, otherwise) => {
            let results = whens.iter().map(|(_, result)| result).chain([&**otherwise]);
            results.for_each(|result| collect(result, locals, columns));
        }
        kind => kind
            .operands()
            .into_iter()
            .for_each(|operand| collect(operand, locals, columns)),
    }
}
