//! The mapping document.

use crate::diag::{Diagnostic, Sink, Spanned, codes};

use super::fields::{self, Fields};
use super::raw::{Cell, Example, Mapping, Source, Target};
use super::yaml::{Node, Value};
use super::{columns, known_version, lower_name, shape, source, target, version};

/// Reads a mapping document, or a mapping written into its job (`inline`: it needs neither
/// `version` nor a name of its own).
pub fn read_mapping(node: &Node, inline: bool, sink: &mut Sink) -> Option<Mapping> {
    let section = if inline {
        &shape::INLINE_MAPPING
    } else {
        &shape::MAPPING
    };
    let mut mapping = Fields::open(node, "a mapping", section, sink)?;
    let name = if inline {
        if let Some(node) = mapping.get("version") {
            known_version(node, sink);
        }
        mapping.get("mapping")
    } else {
        version(&mut mapping, sink);
        mapping.require("mapping", "dim_airport", sink)
    };
    let name = name.and_then(|node| fields::name(node, "`mapping`", sink));
    if let Some(name) = &name {
        lower_name(name, "a mapping's name", sink);
    }
    let timezone = mapping
        .get("timezone")
        .and_then(|node| fields::name(node, "`timezone`", sink));
    let source = mapping
        .require("source", "{…}", sink)
        .and_then(|node| source::read(node, sink))
        .unwrap_or_default();
    let target = mapping
        .require("target", "{…}", sink)
        .and_then(|node| target::read(node, sink))
        .unwrap_or_default();
    let columns = mapping
        .require("columns", "{…}", sink)
        .map(|node| columns::read(node, sink))
        .unwrap_or_default();
    mapping.not_yet("lookups", sink);
    mapping.not_yet("change", sink);
    let udf = mapping
        .get("udf")
        .and_then(|node| fields::name(node, "`udf`", sink));
    let examples = mapping
        .get("examples")
        .map(|node| examples(node, sink))
        .unwrap_or_default();
    mapping.finish(sink);
    let source = Source {
        span: Some(node.span.clone()),
        ..source
    };
    let target = Target {
        span: target.span.or_else(|| Some(node.span.clone())),
        ..target
    };
    Some(Mapping {
        name,
        timezone,
        source,
        target,
        columns,
        udf,
        examples,
    })
}

fn examples(node: &Node, sink: &mut Sink) -> Vec<Example> {
    let items = fields::list(node, "`examples`", sink).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| example(item, sink))
        .collect()
}

fn example(node: &Node, sink: &mut Sink) -> Option<Example> {
    let mut section = Fields::open(node, "an example", &shape::EXAMPLE, sink)?;
    let given = section
        .require("given", "{column: cell}", sink)
        .map(|node| cells(node, "`given`", sink))
        .unwrap_or_default();
    let expect = section
        .require("expect", "{column: value}", sink)
        .map(|node| cells(node, "`expect`", sink))
        .unwrap_or_default();
    section.finish(sink);
    Some(Example { given, expect })
}

fn cells(node: &Node, what: &str, sink: &mut Sink) -> Vec<(Spanned<String>, Cell)> {
    let Value::Map(map) = &node.value else {
        sink.push(fields::wrong_shape(node, what, "a map of cells by column"));
        return Vec::new();
    };
    let mut cells = Vec::new();
    for (name, node) in &map.entries {
        match &node.value {
            Value::Scalar(scalar) => {
                let cell = (!scalar.is_null()).then(|| scalar.text.clone());
                cells.push((name.clone(), Spanned::new(cell, node.span.clone())));
            }
            _ => sink.push(
                Diagnostic::error(
                    codes::WRONG_SHAPE,
                    format!("a cell must be one value, found {}", node.kind()),
                )
                .at(&node.span, ""),
            ),
        }
    }
    cells
}
