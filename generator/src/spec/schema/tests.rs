//! The schemas against the reader: every field of the tables in turn, and every spec of this
//! repository.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};

use super::super::raw::MappingRef;
use super::super::shape::INLINE_MAPPING;
use super::super::{Files, read_connections, read_job, read_mapping};
use super::*;
use crate::diag::codes;

struct Checker {
    schemas: Schemas,
    indices: Vec<(&'static str, SchemaIndex)>,
}

impl Checker {
    fn new() -> Checker {
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        let mut indices = Vec::new();
        for (name, text) in files() {
            let url = format!("http://loadwright.test/{name}");
            compiler
                .add_resource(&url, serde_json::from_str(&text).unwrap())
                .unwrap();
            indices.push((name, compiler.compile(&url, &mut schemas).unwrap()));
        }
        Checker { schemas, indices }
    }

    /// What the schema has against a document.
    fn faults(&self, name: &str, document: &Value) -> Option<String> {
        let (_, index) = self
            .indices
            .iter()
            .find(|(other, _)| *other == name)
            .unwrap();
        self.schemas
            .validate(document, *index)
            .err()
            .map(|error| format!("{error:#}"))
    }
}

/// What the reader has against a document. JSON is YAML.
fn reader_faults(name: &str, document: &Value) -> Option<String> {
    let file = Arc::new(SourceFile {
        name: name.to_owned(),
        text: document.to_string(),
    });
    let mut sink = Sink::default();
    let node = yaml::parse(&file, &mut sink).unwrap();
    match name {
        "connections.json" => drop(read_connections(&node, &mut sink)),
        "job.json" => {
            if let Some(MappingRef::Inline(node)) =
                read_job(&node, &mut sink).and_then(|job| job.mapping)
            {
                read_mapping(&node, true, &mut sink);
            }
        }
        _ => drop(read_mapping(&node, false, &mut sink)),
    }
    let found = sink.finish();
    (!found.is_empty()).then(|| {
        found
            .iter()
            .map(|one| format!("{}: {}\n", one.code, one.message))
            .collect()
    })
}

/// Where a value of a document is.
#[derive(Debug, Clone)]
enum Step {
    Key(&'static str),
    Item,
}

/// The name of an entry of maps by name; a connection is called so.
const ANY: &str = "warehouse";

/// Every place where a section may stand, with a document around it that has only what must be
/// there.
fn walk(
    section: &'static Section,
    path: &mut Vec<Step>,
    visit: &mut dyn FnMut(&'static Section, &[Step]),
) {
    visit(section, path);
    for field in section.fields() {
        path.push(Step::Key(field.name));
        walk_shape(&field.shape, path, visit);
        path.pop();
    }
}

fn walk_shape(
    shape: &'static Shape,
    path: &mut Vec<Step>,
    visit: &mut dyn FnMut(&'static Section, &[Step]),
) {
    match shape {
        Shape::Section(section) => walk(section, path, visit),
        Shape::List(of) | Shape::FilledList(of) | Shape::Pair(of) => {
            path.push(Step::Item);
            walk_shape(of, path, visit);
            path.pop();
        }
        Shape::Map(of) | Shape::Filled(of) => {
            path.push(Step::Key(ANY));
            walk_shape(of, path, visit);
            path.pop();
        }
        Shape::Params(section) => {
            path.push(Step::Key(ANY));
            walk(section, path, visit);
            path.pop();
        }
        Shape::Either(shapes) => shapes.iter().for_each(|of| walk_shape(of, path, visit)),
        _ => {}
    }
}

/// The least that a section takes, but for the fields that exclude one.
fn least(section: &Section, but: &str) -> Map<String, Value> {
    let one_of = section
        .one_of
        .first()
        .filter(|_| !section.one_of.contains(&but));
    let names = section
        .required
        .iter()
        .chain(one_of)
        .filter(|name| **name != but);
    names
        .map(|name| {
            (
                (*name).to_owned(),
                value(section.field(name).unwrap().examples[0]),
            )
        })
        .collect()
}

/// The document with a value at a place; the maps on the way are made.
fn put(document: &mut Value, path: &[Step], new: Value) {
    match path {
        [] => *document = new,
        [Step::Key(name), rest @ ..] => {
            if !document.is_object() {
                *document = json!({});
            }
            put(
                document
                    .as_object_mut()
                    .unwrap()
                    .entry((*name).to_owned())
                    .or_insert(Value::Null),
                rest,
                new,
            );
        }
        [Step::Item, rest @ ..] => {
            *document = json!([null]);
            put(&mut document[0], rest, new);
        }
    }
}

/// Values of every kind, and the field's own words.
fn probes(field: &'static Field) -> Vec<Value> {
    let mut probes = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(7),
        json!(1.5),
        json!(250),
        json!(100_000_000_000_000_u64),
        json!(""),
        json!(" "),
        json!("text"),
        json!("Text or two"),
        json!("6 hours"),
        json!("6 days"),
        json!("6 fortnights"),
        json!("text not null"),
        json!("decimal(8, 1)"),
        json!("decimal"),
        json!("tekst"),
        json!("Double  Precision"),
        json!(";"),
        json!("${NAME}"),
        json!("${NAME:-x}"),
        json!("${file:/x}"),
        json!([]),
        json!([null]),
        json!(["a"]),
        json!(["a", "b"]),
        json!(["a", "b", "c"]),
        json!([["a"]]),
        json!({}),
        json!({"x": 1}),
        json!({"no_such_field": 1}),
        json!({"x": null}),
        json!({"x": {}}),
        json!({"x": "text"}),
        json!({"1x": {"type": "text"}}),
    ];
    probes.extend(field.examples.iter().map(|example| value(example)));
    probes.extend(field.default.map(value));
    let mut words = Vec::new();
    collect_words(&field.shape, &mut words);
    // A word more than the table has would show itself as one of these.
    words.extend([
        "3",
        "6",
        "replace_where",
        "versions",
        "split",
        "one_run_each",
        "mysql",
        "parquet",
        "yes",
        "other",
    ]);
    probes.extend(words.into_iter().map(value));
    probes
}

fn collect_words(shape: &'static Shape, words: &mut Vec<&'static str>) {
    match shape {
        Shape::Choice(choices) => words.extend(*choices),
        Shape::OneOf(choices) => words.extend(choices()),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| collect_words(shape, words)),
        Shape::List(of) | Shape::FilledList(of) => collect_words(of, words),
        _ => {}
    }
}

/// The one thing in which the schema is stricter, on purpose: a number or a boolean where a name is
/// meant is likely a slip.
fn is_stricter(field: &Field, probe: &Value) -> bool {
    fn takes_text(shape: &Shape) -> bool {
        match shape {
            Shape::Name
            | Shape::LowerName
            | Shape::Character
            | Shape::Type { .. }
            | Shape::Secret
            | Shape::Prefix => true,
            Shape::Either(shapes) => shapes.iter().any(takes_text),
            _ => false,
        }
    }
    takes_text(&field.shape) && (probe.is_number() || probe.is_boolean())
}

/// The reader reads it at this stage without a look at it.
fn is_checked_later(field: &Field, probe: &Value) -> bool {
    match &field.shape {
        // Types are resolved by `check`.
        Shape::Type { .. } => probe.is_string(),
        Shape::Filled(Shape::Either(shapes)) => shapes
            .iter()
            .any(|shape| matches!(shape, Shape::Type { .. })),
        Shape::Params(_) => probe.pointer("/x").is_some_and(Value::is_string),
        _ => false,
    }
}

#[test]
fn the_schema_takes_of_every_field_what_the_reader_takes() {
    let checker = Checker::new();
    let mut compared = 0;
    let mut faults = Vec::new();
    for (name, root) in [
        ("connections.json", &CONNECTIONS),
        ("job.json", &JOB),
        ("mapping.json", &MAPPING),
    ] {
        walk(root, &mut Vec::new(), &mut |section, path| {
            for field in section.fields() {
                for probe in probes(field) {
                    let mut document = Value::Object(least(root, ""));
                    let mut inner = least(section, field.name);
                    inner.insert(field.name.to_owned(), probe.clone());
                    if let [Step::Key("mapping"), _, ..] = path {
                        document["mapping"] = Value::Object(least(&INLINE_MAPPING, ""));
                    }
                    put(&mut document, path, Value::Object(inner));
                    let (schema, reader) = (
                        checker.faults(name, &document),
                        reader_faults(name, &document),
                    );
                    compared += 1;
                    let known = is_stricter(field, &probe) && reader.is_none()
                        || is_checked_later(field, &probe) && reader.is_none();
                    if schema.is_some() != reader.is_some() && !known {
                        faults.push(format!(
                            "{name} {path:?} {}: {probe}\n  schema: {schema:?}\n  reader: \
                             {reader:?}",
                            field.name
                        ));
                    }
                }
            }
        });
    }
    assert!(
        faults.is_empty(),
        "{} of {compared} differ\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn every_section_of_the_tables_can_be_written_and_read() {
    let checker = Checker::new();
    for (name, root) in [
        ("connections.json", &CONNECTIONS),
        ("job.json", &JOB),
        ("mapping.json", &MAPPING),
    ] {
        let document = Value::Object(least(root, ""));
        assert_eq!(
            (
                checker.faults(name, &document),
                reader_faults(name, &document)
            ),
            (None, None),
            "{document}"
        );
    }
}

#[test]
fn every_field_says_what_it_means() {
    for root in [&CONNECTIONS, &JOB, &MAPPING] {
        walk(root, &mut Vec::new(), &mut |section, path| {
            assert!(section.doc.ends_with('.'), "{path:?}: {}", section.doc);
            for field in section.fields() {
                assert!(
                    field.doc.len() > 8 && field.doc.ends_with('.'),
                    "{path:?} {}: {}",
                    field.name,
                    field.doc
                );
                assert!(
                    !field.examples.is_empty(),
                    "{path:?} {} has no example",
                    field.name
                );
            }
            for name in section
                .required
                .iter()
                .chain(section.one_of)
                .chain(section.at_most_one_of)
            {
                assert!(section.field(name).is_some(), "{path:?} {name}");
            }
        });
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The documents below a folder with the schema that is theirs.
fn documents(folder: &str) -> Vec<(PathBuf, &'static str, Value)> {
    let files = Files::on_disk(repository());
    let mut found = Vec::new();
    for path in files.yaml_below(&repository().join(folder)).unwrap() {
        let file = files.read(&path).unwrap();
        let Some(node) = yaml::parse(&file, &mut Sink::default()) else {
            continue;
        };
        let document = of_node(&node);
        let has = |name: &str| document.get(name).is_some();
        let schema = match (has("job"), has("connections"), has("mapping")) {
            (true, _, _) => "job.json",
            (_, true, _) => "connections.json",
            (_, _, true) => "mapping.json",
            _ => continue,
        };
        found.push((path, schema, document));
    }
    found
}

#[test]
fn good_specs_fit() {
    let checker = Checker::new();
    let mut count = 0;
    for folder in [
        "jobs",
        "generator/tests/specs/good",
        "generator/tests/golden",
    ] {
        for (path, schema, document) in documents(folder) {
            assert_eq!(
                checker.faults(schema, &document),
                None,
                "{}",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// Whatever is wrong with the shape of a spec, the schema sees too.
#[test]
fn specs_of_the_wrong_shape_do_not_fit() {
    const SHAPE: [&str; 9] = [
        codes::WRONG_VERSION,
        codes::UNKNOWN_FIELD,
        codes::MISSING_FIELD,
        codes::WRONG_SHAPE,
        codes::NOT_A_CHOICE,
        codes::OUT_OF_RANGE,
        codes::NOT_A_DURATION,
        codes::NOT_YET,
        codes::LITERAL_PASSWORD,
    ];
    let checker = Checker::new();
    let mut refused = 0;
    for (path, schema, document) in documents("generator/tests/specs/bad") {
        let reader = reader_faults(schema, &document).unwrap_or_default();
        let wrong_shape = reader
            .lines()
            .any(|line| SHAPE.iter().any(|code| line.starts_with(code)));
        let faults = checker.faults(schema, &document);
        assert!(
            !wrong_shape || faults.is_some(),
            "{} fits\n{reader}",
            path.display()
        );
        refused += usize::from(faults.is_some());
    }
    assert!(refused > 10, "{refused}");
}
