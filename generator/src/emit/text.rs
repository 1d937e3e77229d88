//! The files that are not Rust, printed through `templates/crate/`. TOML and Markdown are escaped
//! here and nowhere else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::{Context, Kwargs, State, Tera};

use super::rust::header;
use crate::model::Udf;
use crate::plan::{
    CratePlan, OUTPUT_FORMAT, RuntimeLine, RuntimePlace, Statement, code_span, words,
};

const TEMPLATES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        include_str!("../../../templates/crate/Cargo.toml.tera"),
    ),
    (
        "README.md",
        include_str!("../../../templates/crate/README.md.tera"),
    ),
    (
        "statement.sql",
        include_str!("../../../templates/crate/statement.sql.tera"),
    ),
    (
        "udf.rs",
        include_str!("../../../templates/crate/udf.rs.tera"),
    ),
];

static TERA: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.register_filter("toml", |value: &str, _: Kwargs, _: &State<'_>| {
        toml_string(value)
    });
    tera.register_filter("cell", |value: &str, _: Kwargs, _: &State<'_>| {
        table_cell(value)
    });
    tera.register_filter("code", |value: &str, _: Kwargs, _: &State<'_>| {
        code_span(value)
    });
    tera.add_raw_templates(TEMPLATES.iter().copied())
        .expect("the templates are part of this crate and parse");
    tera
});

type Row = BTreeMap<&'static str, String>;

fn render(template: &str, context: &Context) -> String {
    TERA.render(template, context)
        .expect("the context has every name that the templates ask for")
}

fn context(plan: &CratePlan<'_>) -> Context {
    let mut context = Context::new();
    context.insert("header", &header(plan));
    context.insert("name", plan.name());
    context.insert(
        "description",
        plan.job.description.as_deref().unwrap_or_default(),
    );
    context
}

pub(super) fn manifest(plan: &CratePlan<'_>) -> String {
    let mut context = context(plan);
    context.insert("rust_version", env!("CARGO_PKG_RUST_VERSION"));
    context.insert("digest", &plan.digest);
    context.insert("output_format", &OUTPUT_FORMAT);
    context.insert("features", &plan.features);
    context.insert("runtime", &runtime(&plan.runtime));
    render("Cargo.toml", &context)
}

/// The part of the dependency's table that tells its place.
fn runtime(line: &RuntimeLine) -> String {
    match line {
        RuntimeLine::Workspace => "workspace = true".to_owned(),
        RuntimeLine::Direct(place) => format!("{}, default-features = false", runtime_place(place)),
    }
}

/// The place of the runtime as keys of a dependency's table.
#[must_use]
pub(crate) fn runtime_place(place: &RuntimePlace) -> String {
    match place {
        RuntimePlace::Path(path) => format!("path = {}", toml_string(path)),
        RuntimePlace::Git { url, rev } => {
            format!("git = {}, rev = {}", toml_string(url), toml_string(rev))
        }
        RuntimePlace::Version(version) => format!("version = {}", toml_string(version)),
    }
}

pub(super) fn statement(plan: &CratePlan<'_>, statement: &Statement) -> String {
    let mut context = context(plan);
    context.insert("sql", &statement.sql);
    render("statement.sql", &context)
}

pub(super) fn udf(plan: &CratePlan<'_>, udf: &Udf) -> String {
    let mut context = context(plan);
    context.insert("file", &udf.file);
    context.insert("text", &udf.text);
    render("udf.rs", &context)
}

pub(super) fn readme(plan: &CratePlan<'_>) -> String {
    let job = plan.job;
    let mut context = context(plan);
    let facts: Vec<Row> = words::facts(job)
        .into_iter()
        .map(|(name, text)| Row::from([("name", name.to_owned()), ("text", text)]))
        .collect();
    context.insert("facts", &facts);
    context.insert("columns", &lineage(plan));
    context.insert("comments", &comments(plan));
    context.insert("source", &source_columns(plan));
    let params = job.params.iter().map(|param| {
        let default = param
            .default
            .as_deref()
            .map_or_else(|| "must be given".to_owned(), code_span);
        Row::from([
            ("name", param.name.clone()),
            ("ty", param.ty.to_string()),
            ("default", default),
        ])
    });
    context.insert("params", &params.collect::<Vec<_>>());
    let settings = plan.settings.iter().map(|setting| {
        let layer = if setting.from_spec { "spec" } else { "default" };
        Row::from([
            ("name", setting.name.to_owned()),
            ("value", setting.value.clone()),
            ("layer", layer.to_owned()),
        ])
    });
    context.insert("settings", &settings.collect::<Vec<_>>());
    let statements = plan.statements.iter().flat_map(|(backend, list)| {
        list.iter()
            .map(|statement| format!("sql/{}/{}.sql", backend.name(), statement.name))
    });
    context.insert("statements", &statements.collect::<Vec<_>>());
    render("README.md", &context)
}

fn lineage(plan: &CratePlan<'_>) -> Vec<Row> {
    let source = &plan.job.source.columns;
    let columns = plan.job.target.columns.iter().map(|column| {
        let from: Vec<String> = column
            .value
            .columns
            .iter()
            .map(|place| code_span(&source[*place].name))
            .collect();
        let params = column
            .value
            .params
            .iter()
            .map(|param| code_span(&format!(":{param}")));
        Row::from([
            ("name", column.name.clone()),
            ("ty", words::target_type(column)),
            ("expression", column.value.text.clone()),
            (
                "from",
                from.into_iter()
                    .chain(params)
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            ("change", words::change(column.change).to_owned()),
        ])
    });
    columns.collect()
}

fn comments(plan: &CratePlan<'_>) -> Vec<Row> {
    let columns = plan.job.target.columns.iter();
    let comments = columns.filter_map(|column| {
        let comment = column.comment.as_ref()?;
        Some(Row::from([
            ("column", column.name.clone()),
            ("text", comment.clone()),
        ]))
    });
    comments.collect()
}

fn source_columns(plan: &CratePlan<'_>) -> Vec<Row> {
    let job = plan.job;
    let columns = job
        .source
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let uses = |compiled: &crate::expr::Compiled| compiled.columns.contains(&place);
            let mut used_by: Vec<String> = job
                .target
                .columns
                .iter()
                .filter(|target| uses(&target.value))
                .map(|target| code_span(&target.name))
                .collect();
            used_by.extend(
                job.source
                    .filter
                    .as_ref()
                    .filter(|filter| uses(filter))
                    .map(|_| "filter".to_owned()),
            );
            used_by.extend(
                job.target
                    .order_by
                    .iter()
                    .any(|by| uses(&by.value))
                    .then(|| "order_by".to_owned()),
            );
            let used_by = if used_by.is_empty() {
                "not read".to_owned()
            } else {
                used_by.join(", ")
            };
            Row::from([
                ("name", column.name.clone()),
                ("ty", words::source_type(column)),
                ("reading", words::reading(column)),
                ("used_by", used_by),
            ])
        });
    columns.collect()
}

/// A TOML basic string.
#[must_use]
pub(crate) fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Text that may stand in a Markdown table: on one line, its bars not taken for the table's.
fn table_cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
