//! What was found, as text, and the spec that becomes of it: always one that compiles.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::*;
use crate::check::check_job;
use crate::diag::{Style, has_errors};
use crate::spec::Files;

const FILE: &str = r##"{
  "kind": "file", "keys": [["Customer No"]], "notes": ["2 records have another number of fields than the first: they will be rejected"],
  "file": {"delimiter": ";", "header": true, "nulls": ["", "NA"], "encoding": "windows-1252", "rows": 120, "whole": true},
  "columns": [
    {"name": "Customer No", "type": "text", "not_null": true, "notes": ["digits with leading zeros: a code, not a number"]},
    {"name": "name", "type": "text", "trim": true},
    {"name": "since", "type": "date", "format": "%d.%m.%Y"},
    {"name": "creditLimit", "type": "decimal(8,2)", "decimal": ","},
    {"name": "Name", "type": "text"},
    {"name": "order", "type": "integer"},
    {"name": "valid_from", "type": "timestamp"},
    {"name": "active", "type": "boolean", "values": ["Y", "N"], "not_null": true}
  ]
}"##;

const TABLE: &str = r#"{
  "kind": "postgres", "keys": [["id"], ["email"]],
  "columns": [
    {"name": "id", "declared": "bigint", "not_null": true},
    {"name": "email", "declared": "character varying(80)", "not_null": true},
    {"name": "balance", "declared": "numeric"},
    {"name": "rate", "declared": "numeric(8,3)"},
    {"name": "at", "declared": "timestamp(3) with time zone"},
    {"name": "tags", "declared": "text[]"},
    {"name": "extra", "declared": "jsonb"}
  ]
}"#;

fn wish<'w>(job: &'w str, from: From<'w>, key: &'w [String]) -> Wish<'w> {
    Wish {
        job,
        kind: None,
        key,
        source: "here",
        from,
        target: "warehouse",
        schema: "../../schema/",
    }
}

/// The spec of a wish, after it was compiled.
fn written(wish: &Wish<'_>, found: &str) -> Scaffold {
    let scaffold = scaffold(wish, &serde_json::from_str(found).unwrap()).unwrap();
    let kind = if matches!(wish.from, From::File(_)) {
        "{kind: files, root: .}"
    } else {
        "{kind: postgres, url: x}"
    };
    let connections =
        format!("version: 1\nconnections: {{here: {kind}, warehouse: {{kind: sqlite, url: y}}}}\n");
    let mapping = format!("mappings/{}.yaml", wish.job);
    let files = Files::in_memory([
        ("job.yaml".to_owned(), scaffold.job.clone()),
        (mapping, scaffold.mapping.clone()),
        ("connections.yaml".to_owned(), connections),
    ]);
    let checked = check_job(&files, Path::new("job.yaml"));
    let shown: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|one| one.render(Style::Plain))
        .collect();
    assert!(
        checked.job.is_some() && !has_errors(&checked.diagnostics),
        "{}\n{}",
        scaffold.mapping,
        shown.join("\n")
    );
    scaffold
}

#[test]
fn a_file_becomes_a_dimension() {
    let scaffold = written(
        &wish("dim_customer", From::File("in/customers 1.csv"), &[]),
        FILE,
    );
    assert_eq!(
        scaffold.job,
        "\
# yaml-language-server: $schema=../../schema/job.json
version: 1
job: dim_customer
mapping: mappings/dim_customer.yaml
source: here
target: warehouse
# The source is the whole truth. DECIDE: incremental, if it holds changed rows only.
load: full
"
    );
    assert_eq!(
        scaffold.mapping,
        "\
# yaml-language-server: $schema=../../../schema/mapping.json
version: 1
mapping: dim_customer
source:
  file: \"in/customers 1.csv\"
  csv: {delimiter: \";\", nulls: [\"\", \"NA\"], encoding: windows-1252}
  # Types are what all 120 rows fit. DECIDE: later files may need wider ones, or NULL.
  # 2 records have another number of fields than the first: they will be rejected
  # left out: Name: another column has nearly the same name; `other_name: {from: \"Name\", type: \
         text}` reads it
  columns:
    # DECIDE: digits with leading zeros: a code, not a number
    \"Customer No\": text not null
    name: {type: text, trim: both}
    since: {type: date, format: \"%d.%m.%Y\"}
    creditLimit: {type: \"decimal(8,2)\", decimal: \",\"}
    order: integer
    valid_from: timestamp
    active: {type: boolean not null, values: [\"Y\", \"N\"]}
target:
  table: dim_customer
  kind: dimension
  # No row has the same as another. DECIDE: is it what identifies a row for the business?
  key: [customer_no]
  surrogate_key: customer_sk
  # DECIDE: 2 keeps history, 1 overwrites; a column may say otherwise: `{expr: …, scd: 1}`.
  scd: 2
  # DECIDE: close, to end the current version of keys that the source no longer holds.
  on_source_delete: ignore
columns:
  customer_no: '\"Customer No\"'
  name: name
  since: since
  credit_limit: creditLimit
  order: order
  source_valid_from: valid_from
  active: active
"
    );
}

#[test]
fn a_table_becomes_what_its_name_says() {
    let scaffold = written(&wish("fact_person", From::Table("crm.person"), &[]), TABLE);
    assert!(
        scaffold.job.contains("load: incremental\n"),
        "{}",
        scaffold.job
    );
    assert_eq!(
        scaffold.mapping,
        "\
# yaml-language-server: $schema=../../../schema/mapping.json
version: 1
mapping: fact_person
source:
  table: crm.person
  # left out: tags: text[] is no type that can be read; a `query:` that says `\"tags\"::text` \
         reads it as text
  columns:
    id: bigint not null
    email: varchar(80) not null
    # DECIDE: the column has no precision; decimal(38,9) takes most values, and rejects those that \
         do not fit
    balance: decimal(38,9)
    rate: decimal(8,3)
    at: timestamptz
    extra: json
target:
  table: fact_person
  kind: fact
  # The table's own key. DECIDE: is it what identifies a row for the business?
  key: [id]
columns:
  id: id
  email: email
  balance: balance
  rate: rate
  at: at
  extra: extra
"
    );
    let key = ["email".to_owned()];
    assert!(
        written(&wish("person", From::Table("person"), &key), TABLE)
            .mapping
            .contains("  key: [email]\n  surrogate_key: person_sk\n")
    );
    assert!(
        !written(&wish("stage_person", From::Table("person"), &[]), TABLE)
            .mapping
            .contains("key:")
    );
}

#[test]
fn what_cannot_be_is_told() {
    let found: Found = serde_json::from_str(TABLE).unwrap();
    let key = ["nme".to_owned()];
    let error = scaffold(&wish("dim_person", From::Table("person"), &key), &found).unwrap_err();
    assert!(
        error.contains("no column `nme`") && error.contains("email"),
        "{error}"
    );
    let keyless = Found {
        keys: Vec::new(),
        ..found
    };
    assert!(
        scaffold(&wish("dim_person", From::Table("person"), &[]), &keyless)
            .unwrap_err()
            .contains("--key")
    );
    assert!(
        scaffold(&wish("person", From::Table("person"), &[]), &keyless)
            .unwrap()
            .mapping
            .contains("kind: fact")
    );
}
