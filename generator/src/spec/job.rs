//! The job document.

use crate::diag::{Diagnostic, Sink, Spanned, codes};
use crate::model::Load;

use super::fields::{self, Fields};
use super::raw::{Hook, Hooks, Job, MappingRef, Param, Replace};
use super::yaml::{Node, Value};
use super::{lower_name, settings, shape, version};

/// Names that cargo refuses for a binary, or that would hide a crate of Rust's own.
const TAKEN: [&str; 11] = [
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "loadwright_runtime",
    "proc_macro",
    "std",
    "test",
    "self",
];

/// Reads a job document; `None` where it is no map at all.
pub fn read_job(node: &Node, sink: &mut Sink) -> Option<Job> {
    let mut job = Fields::open(node, "a job", &shape::JOB, sink)?;
    version(&mut job, sink);
    let name = job
        .require("job", "dim_airport", sink)
        .and_then(|node| fields::name(node, "`job`", sink));
    if let Some(name) = &name {
        crate_name(name, sink);
    }
    let description = job
        .get("description")
        .and_then(|node| fields::text(node, "`description`", sink))
        .map(|text| text.value);
    let mapping = job
        .require("mapping", "mappings/dim_airport.yaml", sink)
        .and_then(|node| match node.value {
            Value::Map(_) => Some(MappingRef::Inline(node.clone())),
            _ => fields::name(node, "`mapping`", sink).map(MappingRef::Path),
        });
    let connections = job
        .get("connections")
        .and_then(|node| fields::name(node, "`connections`", sink));
    let replace = job
        .get("override")
        .map(|node| replace(node, sink))
        .unwrap_or_default();
    let source = job
        .require("source", "nyc_files", sink)
        .and_then(|node| fields::name(node, "`source`", sink));
    let target = job
        .require("target", "warehouse", sink)
        .and_then(|node| fields::name(node, "`target`", sink));
    let words = [
        ("full", Some(Load::Full)),
        ("incremental", Some(Load::Incremental)),
    ];
    let load = job
        .get("load")
        .and_then(|node| fields::choice(node, "`load`", &words, sink));
    job.not_yet("watermark", sink);
    let params = job
        .get("params")
        .map(|node| params(node, sink))
        .unwrap_or_default();
    let settings = settings::read(&mut job, sink);
    let hooks = job
        .get("hooks")
        .map(|node| hooks(node, sink))
        .unwrap_or_default();
    job.finish(sink);
    let (load, load_span) = load.map_or((Load::Incremental, None), |load| {
        (load.value, Some(load.span))
    });
    Some(Job {
        name,
        description,
        mapping,
        connections,
        replace,
        source,
        target,
        load,
        load_span,
        params,
        settings,
        hooks,
    })
}

fn crate_name(name: &Spanned<String>, sink: &mut Sink) {
    let taken =
        TAKEN.contains(&name.value.as_str()) || syn::parse_str::<syn::Ident>(&name.value).is_err();
    if taken
        && name
            .value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '_')
    {
        sink.push(
            Diagnostic::error(
                codes::BAD_NAME,
                format!("`{}` cannot be a job's name", name.value),
            )
            .at(
                &name.span,
                "names the crate too; Rust keeps this word for itself",
            )
            .help(format!("write for example `job: load_{}`", name.value)),
        );
        return;
    }
    lower_name(name, "a job's name", sink);
}

fn replace(node: &Node, sink: &mut Sink) -> Replace {
    let Some(mut section) = Fields::open(node, "`override`", &shape::OVERRIDE, sink) else {
        return Replace::default();
    };
    let mut text = |name: &'static str| {
        section
            .get(name)
            .and_then(|node| fields::name(node, &format!("`{name}`"), sink))
    };
    let replace = Replace {
        file: text("file"),
        query: text("query"),
        source_table: text("source_table"),
        table: text("table"),
    };
    section.finish(sink);
    replace
}

fn params(node: &Node, sink: &mut Sink) -> Vec<Param> {
    let Value::Map(map) = &node.value else {
        sink.push(fields::wrong_shape(node, "`params`", "a map of parameters"));
        return Vec::new();
    };
    let mut params = Vec::new();
    for (name, node) in &map.entries {
        let what = format!("parameter `{}`", name.value);
        if !is_identifier(&name.value) {
            sink.push(
                Diagnostic::error(
                    codes::BAD_NAME,
                    format!("`{}` cannot be a parameter's name", name.value),
                )
                .at(
                    &name.span,
                    "letters, digits and `_`, beginning with a letter or `_`",
                ),
            );
        }
        let Some(mut param) = Fields::open(node, &what, &shape::PARAM, sink) else {
            continue;
        };
        let ty = param
            .require("type", "text", sink)
            .and_then(|node| fields::name(node, "`type`", sink));
        let default = param
            .get("default")
            .and_then(|node| fields::text(node, "`default`", sink));
        param.finish(sink);
        params.push(Param {
            name: name.clone(),
            ty,
            default,
        });
    }
    params
}

/// `[A-Za-z_][A-Za-z0-9_]*`.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn hooks(node: &Node, sink: &mut Sink) -> Hooks {
    let Some(mut section) = Fields::open(node, "`hooks`", &shape::HOOKS, sink) else {
        return Hooks::default();
    };
    let mut read = |name: &'static str| {
        section
            .get(name)
            .map(|node| hook_list(node, name, sink))
            .unwrap_or_default()
    };
    let hooks = Hooks {
        before_run: read("before_run"),
        after_success: read("after_success"),
        after_failure: read("after_failure"),
    };
    section.finish(sink);
    hooks
}

fn hook_list(node: &Node, name: &str, sink: &mut Sink) -> Vec<Hook> {
    let items = fields::list(node, &format!("`{name}`"), sink).unwrap_or_default();
    items.iter().filter_map(|item| hook(item, sink)).collect()
}

fn hook(node: &Node, sink: &mut Sink) -> Option<Hook> {
    if !matches!(node.value, Value::Map(_)) {
        return fields::name(node, "a hook", sink).map(Hook::Sql);
    }
    let mut section = Fields::open(node, "a hook", &shape::HOOK, sink)?;
    let file = section
        .require("file", "sql/refresh.sql", sink)
        .and_then(|node| fields::name(node, "`file`", sink));
    section.finish(sink);
    file.map(Hook::File)
}
