//! The three forms of a lineage, of one job whose columns come in every way.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use super::*;
use crate::check::check_job;
use crate::spec::Files;

fn job() -> Job {
    let files = [
        (
            "job.yaml",
            "version: 1\njob: dim_person\nmapping: m.yaml\nsource: crm\ntarget: \
             warehouse\nparams: {region: {type: text}}\n",
        ),
        (
            "m.yaml",
            "version: 1\nmapping: dim_person\nsource:\n  table: person\n  columns: {id: bigint \
             not null, First: text, last: text, age: integer, at: timestamp}\n  filter: age >= \
             18\ntarget: {table: dw.dim_person, kind: dimension, key: [id], scd: 2, duplicates: \
             last, order_by: [at desc]}\ncolumns:\n  id: id\n  first: '\"First\"'\n  name: \
             \"\\\"First\\\" || ' <' || last || '>'\"\n  region: {expr: ':region', track: \
             false}\n  stage: \"case when age >= 18 and last is not null then 'adult' else \
             nullif(\\\"First\\\", last) end\"\n  is_adult: age >= 18\n  kind: case id when 1 \
             then 'first' else 'other' end\n  source: {value: CRM}\n",
        ),
        (
            "connections.yaml",
            "version: 1\nconnections: {crm: {kind: sqlite, url: x}, warehouse: {kind: sqlite, \
             url: y}}\n",
        ),
    ];
    let checked = check_job(&Files::in_memory(files), Path::new("job.yaml"));
    assert!(checked.job.is_some(), "{:?}", checked.diagnostics);
    checked.job.unwrap()
}

#[test]
fn a_table() {
    let job = job();
    let text = table(&[Lineage::of(&job)]);
    assert_eq!(
        text,
        "\
dim_person: person (crm) -> dw.dim_person (warehouse)
  TARGET COLUMN     FROM         KIND                   EXPRESSION
  id                id           DIRECT IDENTITY        id
  first             First        DIRECT IDENTITY        \"First\"
  name              First, last  DIRECT TRANSFORMATION  \"First\" || ' <' || last || '>'
  region            -            -                      :region
  stage             First        DIRECT TRANSFORMATION  case when age >= 18 and last is not null \
         then 'adult' else nullif(\"First\", last) end
  stage             last, age    INDIRECT CONDITIONAL   case when age >= 18 and last is not null \
         then 'adult' else nullif(\"First\", last) end
  is_adult          age          DIRECT TRANSFORMATION  age >= 18
  kind              id           INDIRECT CONDITIONAL   case id when 1 then 'first' else 'other' \
         end
  source            -            -                      CRM
  (rows: filter)    age          INDIRECT FILTER        age >= 18
  (rows: order_by)  at           INDIRECT SORT          at
"
    );
}

#[test]
fn a_flowchart() {
    let job = job();
    assert_eq!(
        mermaid(&[Lineage::of(&job)]),
        "\
flowchart LR
  subgraph s0[\"crm: person\"]
    s0c0[\"id\"]
    s0c1[\"First\"]
    s0c2[\"last\"]
    s0c3[\"age\"]
    s0c4[\"at\"]
  end
  subgraph t0[\"warehouse: dw.dim_person\"]
    t0c0[\"id\"]
    t0c1[\"first\"]
    t0c2[\"name\"]
    t0c3[\"region\"]
    t0c4[\"stage\"]
    t0c5[\"is_adult\"]
    t0c6[\"kind\"]
    t0c7[\"source\"]
  end
  s0c0 --> t0c0
  s0c1 --> t0c1
  s0c1 -->|\"#34;First#34; || ' #60;' || last || '#62;'\"| t0c2
  s0c2 -->|\"#34;First#34; || ' #60;' || last || '#62;'\"| t0c2
  s0c1 -->|\"case when age #62;= 18 and last is not null then 'adult' else nullif(#34;First#34;, \
         last) end\"| t0c4
  s0c2 -.->|\"case when age #62;= 18 and last is not null then 'adult' else nullif(#34;First#34;, \
         last) end\"| t0c4
  s0c3 -.->|\"case when age #62;= 18 and last is not null then 'adult' else nullif(#34;First#34;, \
         last) end\"| t0c4
  s0c3 -->|\"age #62;= 18\"| t0c5
  s0c0 -.->|\"case id when 1 then 'first' else 'other' end\"| t0c6
  s0c3 -.->|\"filter: age #62;= 18\"| t0
  s0c4 -.->|\"order_by: at\"| t0
"
    );
}

/// What the facet's published schema asks for, written down again: fields and their types, the
/// required ones, and the words.
fn facet_schema() -> Value {
    let text = json!({"type": "string"});
    let input = json!({
        "type": "object",
        "required": ["namespace", "name", "field"],
        "properties": {
            "namespace": text, "name": text, "field": text,
            "transformations": {"type": "array", "items": {
                "type": "object",
                "required": ["type"],
                "properties": {
                    "type": {"enum": ["DIRECT", "INDIRECT"]},
                    "subtype": {"enum": ["IDENTITY", "TRANSFORMATION", "AGGREGATION", "JOIN", "GROUP_BY", "FILTER", "SORT", "WINDOW", "CONDITIONAL"]},
                    "description": text, "masking": {"type": "boolean"},
                },
                "additionalProperties": false,
            }},
        },
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "required": ["_producer", "_schemaURL", "fields"],
        "properties": {
            "_producer": {"type": "string", "format": "uri"},
            "_schemaURL": {"type": "string", "format": "uri"},
            "fields": {"type": "object", "additionalProperties": {
                "type": "object", "required": ["inputFields"], "additionalProperties": false,
                "properties": {"inputFields": {"type": "array", "items": input}},
            }},
            "dataset": {"type": "array", "items": input},
        },
        "additionalProperties": false,
    })
}

#[test]
fn a_facet() {
    let job = job();
    let namespaces = BTreeMap::from([("warehouse".to_owned(), "postgres://dw:5432".to_owned())]);
    let datasets = openlineage(&[Lineage::of(&job)], &namespaces);
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler
        .add_resource("http://loadwright.test/facet", facet_schema())
        .unwrap();
    let index = compiler
        .compile("http://loadwright.test/facet", &mut schemas)
        .unwrap();
    let facet = datasets.pointer("/0/facets/columnLineage").unwrap();
    schemas.validate(facet, index).unwrap();
    assert_eq!(datasets[0]["namespace"], "postgres://dw:5432");
    assert_eq!(datasets[0]["name"], "dw.dim_person");
    let one = json!({"namespace": "loadwright://crm", "name": "person", "field": "id",
        "transformations": [{"type": "DIRECT", "subtype": "IDENTITY", "description": "id", "masking": false}]});
    assert_eq!(facet["fields"]["id"]["inputFields"], json!([one]));
    assert_eq!(facet["fields"]["source"]["inputFields"], json!([]));
    let kinds = |column: &str| {
        let inputs = facet["fields"][column]["inputFields"].as_array().unwrap();
        let kind = |input: &Value| {
            format!(
                "{} {}",
                input["field"], input["transformations"][0]["subtype"]
            )
            .replace('"', "")
        };
        inputs.iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds("stage"),
        [
            "First TRANSFORMATION",
            "last CONDITIONAL",
            "age CONDITIONAL"
        ]
    );
    assert_eq!(kinds("kind"), ["id CONDITIONAL"]);
    assert_eq!(facet["dataset"][0]["field"], "age");
    assert_eq!(facet["dataset"][1]["transformations"][0]["subtype"], "SORT");
}
