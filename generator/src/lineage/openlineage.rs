//! Lineage as OpenLineage's columnLineage facet, version 1-2-0.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Dataset, Edge, Kind, Lineage};

const SCHEMA: &str = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet";

/// The targets as output datasets of OpenLineage, each with its columnLineage facet. `namespaces`
/// holds the namespaces of connections; that of another is made of its name: the compiler knows no
/// host.
#[must_use]
pub fn openlineage(lineages: &[Lineage<'_>], namespaces: &BTreeMap<String, String>) -> Value {
    let datasets = lineages.iter().map(|lineage| {
        let inputs = |edge: &Edge<'_>| -> Vec<Value> {
            let parts = edge.parts().flat_map(|(kind, from)| from.iter().map(move |from| (kind, *from)));
            parts.map(|(kind, from)| input(lineage, edge, kind, from, namespaces)).collect()
        };
        let fields: Map<String, Value> =
            lineage.columns.iter().map(|edge| (edge.to.to_owned(), json!({"inputFields": inputs(edge)}))).collect();
        let mut facet = Map::from_iter([
            ("_producer".to_owned(), concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/v", env!("CARGO_PKG_VERSION")).into()),
            ("_schemaURL".to_owned(), SCHEMA.into()),
            ("fields".to_owned(), fields.into()),
        ]);
        let rows: Vec<Value> = lineage.rows.iter().flat_map(inputs).collect();
        if !rows.is_empty() {
            facet.insert("dataset".to_owned(), rows.into());
        }
        let Dataset { connection, name } = &lineage.target;
        json!({"namespace": namespace(connection, namespaces), "name": name, "facets": {"columnLineage": facet}})
    });
    datasets.collect()
}

fn input(
    lineage: &Lineage<'_>,
    edge: &Edge<'_>,
    kind: Kind,
    from: &str,
    namespaces: &BTreeMap<String, String>,
) -> Value {
    let (kind, subtype) = kind.words();
    json!({
        "namespace": namespace(lineage.source.connection, namespaces),
        "name": lineage.source.name,
        "field": from,
        "transformations": [{"type": kind, "subtype": subtype, "description": edge.expression, "masking": false}],
    })
}

fn namespace(connection: &str, namespaces: &BTreeMap<String, String>) -> String {
    namespaces
        .get(connection)
        .cloned()
        .unwrap_or_else(|| format!("loadwright://{connection}"))
}
