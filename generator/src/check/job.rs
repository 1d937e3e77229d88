//! The whole job: documents in, checked job out.

use std::path::Path;

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean};
use crate::dialects::{self, Dialect};
use crate::expr::{self, Scope, UdfSignature, Want};
use crate::model::{self, Backend, Job, TargetColumn, Udf};
use crate::spec::raw::{self, ConnectionKind};
use crate::spec::{Documents, Files, read_named};

use super::columns::{self, Rules};
use super::expression::Expressions;
use super::names::{self, Named};
use super::params::Params;
use super::{examples, expression, history, hooks, members, source, target};

/// Checks a job; `None` where a fault was told.
pub(super) fn check(files: &Files, documents: &Documents, sink: &mut Sink) -> Option<Job> {
    let raw = &documents.job;
    let mut params = Params::check(&raw.params, sink);
    let source_backends = connection(raw.source.as_ref(), documents.connections.as_ref(), sink);
    let target_backends =
        target_connection(raw.target.as_ref(), documents.connections.as_ref(), sink);
    let hooks = hooks::check(files, &documents.folder, &raw.hooks, &mut params, sink);
    let mapping = documents.mapping.as_ref()?;
    let udf = udf(files, documents, mapping, sink);
    let no_udfs = mapping.udf.is_some() && udf.is_none();
    let (udf, udfs) = udf.map_or((None, Vec::new()), |(udf, signatures)| {
        (Some(udf), signatures)
    });

    let from = source::effective_from(&mapping.source, &raw.replace, sink);
    if let (Some(from), Some(backends), Some(name)) = (&from, &source_backends, &raw.source) {
        source::check_connection(from, backends, name, sink);
    }
    let read = from
        .as_ref()
        .and_then(|from| source::from(&mapping.source, from, &mut params, sink));
    let timezone = source::timezone(mapping.timezone.as_ref(), sink);
    let source_columns = source::columns(&mapping.source, sink);
    let expressions = scope(mapping, &source_columns, &params, udfs, no_udfs);
    let filter = mapping
        .source
        .filter
        .as_ref()
        .map(|text| expressions.compile(text, Want::Condition, sink));

    let written = databases(target_backends.as_deref());
    let target = target_side(documents, mapping, &expressions, &written, sink);
    let table = raw.replace.table.as_ref().or(mapping.target.table.as_ref());
    if let Some(table) = table {
        names::table(table, &mut params, sink);
        names::table_too_long(table, &written, sink);
    }
    if let Some(from) = &from {
        source::names_too_long(
            &mapping.source,
            from,
            &databases(source_backends.as_deref()),
            sink,
        );
    }
    if sink.has_errors() {
        return None;
    }

    let mut target = target?;
    target.table.clone_from(&table?.value);
    let filter = filter.flatten();
    let mut source_columns = source_columns.into_iter().collect::<Option<Vec<_>>>()?;
    let compiled = target
        .columns
        .iter()
        .map(|column| &column.value)
        .chain(target.order_by.iter().map(|order| &order.value))
        .chain(&filter);
    for compiled in compiled {
        compiled
            .columns
            .iter()
            .for_each(|place| source_columns[*place].used = true);
        params.use_all(&compiled.params);
    }
    params.use_all(target.missing_scope.iter().flat_map(|scope| &scope.params));
    let read = read?;
    params.warn_unused(sink);
    source::warn_unused(&mapping.source, &read, &source_columns, sink);
    target.key_source = target::key_source(&target.key, &target.columns, &source_columns, &read);
    target.connection.clone_from(&raw.target.as_ref()?.value);
    target.backends = target_backends?;
    let examples = examples::check(&mapping.examples, &source_columns, &target.columns, sink);
    let name = raw.name.as_ref()?.value.clone();
    Some(Job {
        mapping: mapping
            .name
            .as_ref()
            .map_or_else(|| name.clone(), |name| name.value.clone()),
        name,
        description: raw.description.clone(),
        spec: documents.spec.clone(),
        load: raw.load,
        source: model::Source {
            connection: raw.source.as_ref()?.value.clone(),
            backends: source_backends?,
            from: read,
            columns: source_columns,
            timezone: timezone?,
            filter,
            allow_empty: mapping.source.allow_empty,
        },
        target,
        params: params.known,
        settings: raw.settings.clone(),
        hooks,
        udf,
        examples,
    })
}

/// The kinds of a connection that this version serves; `None` where a fault was told.
fn connection(
    name: Option<&Spanned<String>>,
    connections: Option<&raw::Connections>,
    sink: &mut Sink,
) -> Option<Vec<Backend>> {
    let (name, connections) = (name?, connections?);
    let Some(connection) = connections
        .connections
        .iter()
        .find(|connection| connection.name.value == name.value)
    else {
        let names = connections
            .connections
            .iter()
            .map(|connection| connection.name.value.as_str());
        sink.push(
            Diagnostic::error(
                codes::UNKNOWN_CONNECTION,
                format!("there is no connection `{}`", name.value),
            )
            .at(&name.span, "not listed in connections.yaml")
            .help_if(did_you_mean(&name.value, names)),
        );
        return None;
    };
    let mut backends = Vec::new();
    for kind in &connection.kinds {
        match kind.value {
            ConnectionKind::Known(backend) => backends.push(backend),
            ConnectionKind::Later(word) => return not_served(word, name, &kind.span, sink),
        }
    }
    (!backends.is_empty()).then_some(backends)
}

fn not_served(
    kind: &str,
    name: &Spanned<String>,
    span: &Span,
    sink: &mut Sink,
) -> Option<Vec<Backend>> {
    sink.push(
        Diagnostic::error(
            codes::NOT_YET,
            format!("connections of kind `{kind}` are not supported yet"),
        )
        .at(&name.span, "this connection")
        .at(span, "its kind"),
    );
    None
}

/// The databases that a connection of these kinds may turn out to be.
fn databases(backends: Option<&[Backend]>) -> Vec<&'static dyn Dialect> {
    backends
        .unwrap_or_default()
        .iter()
        .filter_map(|backend| dialects::of(*backend))
        .collect()
}

fn target_connection(
    name: Option<&Spanned<String>>,
    connections: Option<&raw::Connections>,
    sink: &mut Sink,
) -> Option<Vec<Backend>> {
    let backends = connection(name, connections, sink)?;
    if let Some(name) = name.filter(|_| backends.contains(&Backend::Files)) {
        sink.push(
            Diagnostic::error(codes::WRONG_CONNECTION, "a target must be a database")
                .at(&name.span, format!("`{}` has files", name.value)),
        );
        return None;
    }
    Some(backends)
}

/// The user's Rust file and what it offers; `None` where there is none or a fault was told.
fn udf(
    files: &Files,
    documents: &Documents,
    mapping: &raw::Mapping,
    sink: &mut Sink,
) -> Option<(Udf, Vec<UdfSignature>)> {
    let name = mapping.udf.as_ref()?;
    let path = documents.mapping_folder.join(&name.value);
    let file = read_named(files, &path, name, sink)?;
    match expr::parse_udf(&file.text) {
        Ok(signatures) => {
            let file_name = Path::new(&name.value)
                .file_name()
                .map(|file| file.to_string_lossy().into_owned());
            Some((
                Udf {
                    file: file_name.unwrap_or_else(|| name.value.clone()),
                    text: file.text.clone(),
                },
                signatures,
            ))
        }
        Err(errors) => {
            let text = Spanned::new(file.text.clone(), Span::new(&file, 0, file.text.len()));
            errors.iter().for_each(|error| {
                sink.push(expression::diagnostic(error, &text).at(&name.span, "named here"))
            });
            None
        }
    }
}

fn scope(
    mapping: &raw::Mapping,
    columns: &[Option<model::SourceColumn>],
    params: &Params<'_>,
    udfs: Vec<UdfSignature>,
    no_udfs: bool,
) -> Expressions {
    let mut doubtful: Vec<String> = params.doubtful().collect();
    let mut scope = Scope {
        columns: Vec::new(),
        params: Vec::new(),
        udfs,
    };
    for (raw, column) in mapping.source.columns.iter().zip(columns) {
        match column {
            Some(column) => scope
                .columns
                .push((column.name.clone(), column.ty, column.not_null)),
            None => {
                doubtful.push(raw.name.value.clone());
                scope
                    .columns
                    .push((raw.name.value.clone(), crate::types::SqlType::Text, false));
            }
        }
    }
    scope.params.extend(
        params
            .known
            .iter()
            .map(|param| (param.name.clone(), param.ty)),
    );
    Expressions {
        no_columns: mapping.source.columns.is_empty(),
        no_udfs,
        scope,
        doubtful,
    }
}

/// The target's side, without table, connection and key source, which the job adds.
fn target_side(
    documents: &Documents,
    mapping: &raw::Mapping,
    expressions: &Expressions,
    databases: &[&dyn Dialect],
    sink: &mut Sink,
) -> Option<model::Target> {
    let (job, raw) = (&documents.job, &mapping.target);
    let write = target::write(raw, sink);
    target::scd(raw, &mapping.columns, sink);
    let key = target::key(raw, &mapping.columns, sink);
    let rules = Rules {
        kind: raw.kind.as_ref().map(|kind| kind.value),
        write,
        scd: raw.scd.as_ref().map(|scd| scd.value),
        key: &raw.key,
    };
    let checked = columns::check(&mapping.columns, rules, expressions, sink);
    target::warn_float_key(raw, &key, &checked, sink);
    target::warn_null_key(mapping, &key, &checked, sink);
    let has_history = target::has_history(raw, &mapping.columns, sink);
    let defaults = raw::History::default();
    let raw_history = raw
        .history
        .as_ref()
        .map_or(&defaults, |history| &history.value);
    let history = has_history.then(|| history::check(raw_history, sink));
    let surrogate_key = target::surrogate_key(raw, sink);
    let row_hash = target::row_hash(raw, write, sink);
    let skips_files = mapping
        .source
        .files
        .as_ref()
        .filter(|files| files.value.skip_loaded)
        .map(|files| &files.span);
    let deletes = target::Deletes {
        load: job.load,
        load_span: job.load_span.as_ref(),
        write,
        has_history,
        skips_files,
    };
    let on_source_delete = target::on_source_delete(raw, &deletes, sink);
    let deleted = target::deleted(raw, on_source_delete, sink);
    let duplicates = target::duplicates(raw, sink);
    let order_by = target::order_by(raw, duplicates, expressions, sink);
    let type1_all_versions = target::type1_all_versions(raw, &checked, has_history, sink);
    let members = members::check(
        raw,
        &mapping.columns,
        &checked,
        surrogate_key.as_ref(),
        sink,
    );
    let audit = target::audit(raw, write);
    let history = history.flatten();
    clashes(
        mapping,
        history.as_ref(),
        row_hash.as_deref(),
        deleted.as_ref(),
        &audit,
        databases,
        sink,
    );
    let columns = checked.into_iter().collect::<Option<Vec<TargetColumn>>>()?;
    let missing_scope = target::missing_scope(raw, &columns, expressions, databases, sink);
    Some(model::Target {
        connection: String::new(),
        backends: Vec::new(),
        table: String::new(),
        kind: raw.kind.as_ref()?.value,
        columns,
        key,
        key_source: None,
        empty_key_allowed: raw.empty_key_allowed,
        surrogate_key,
        write,
        history,
        row_hash,
        on_source_delete,
        deleted,
        missing_scope,
        creates_indexes: !raw.no_indexes,
        duplicates,
        order_by,
        type1_all_versions,
        row_security_view: raw.row_security_view,
        members,
        audit,
    })
}

/// Tells of columns of the table that share a name or an identifier.
fn clashes<'m>(
    mapping: &'m raw::Mapping,
    history: Option<&'m model::History>,
    row_hash: Option<&'m str>,
    deleted: Option<&'m model::Flag>,
    audit: &'m model::Audit,
    databases: &[&dyn Dialect],
    sink: &mut Sink,
) {
    let raw = &mapping.target;
    let Some(section) = &raw.span else { return };
    let mut columns: Vec<Named<'_>> = Vec::new();
    let mut add = |name, given: Option<&'m Span>, section, what| {
        columns.push(Named {
            name,
            span: given.unwrap_or(section),
            what,
            by_default: given.is_none(),
        });
    };
    for column in &mapping.columns {
        add(
            column.name.value.as_str(),
            Some(&column.name.span),
            section,
            "a mapped column",
        );
    }
    if let Some(surrogate) = &raw.surrogate_key {
        add(
            &surrogate.column.value,
            Some(&surrogate.column.span),
            section,
            "the surrogate key",
        );
    }
    if let Some(history) = history {
        let section = raw
            .history
            .as_ref()
            .map_or(section, |history| &history.span);
        let raw_history = raw.history.as_ref().map(|history| &history.value);
        history::names(history, raw_history)
            .into_iter()
            .for_each(|(name, given, what)| add(name, given, section, what));
    }
    if let Some(name) = row_hash {
        let given = match &raw.row_hash {
            Some(raw::RowHash::Column(name)) => Some(&name.span),
            _ => None,
        };
        add(name, given, section, "the `row_hash` column");
    }
    if let (Some(flag), Some(raw)) = (deleted, &raw.deleted) {
        add(
            &flag.column,
            Some(&raw.column.span),
            section,
            "the flag of deleted rows",
        );
    }
    let audits = [
        (
            &audit.inserted_run,
            &raw.audit.inserted_run,
            "audit column `inserted_run`",
        ),
        (
            &audit.updated_run,
            &raw.audit.updated_run,
            "audit column `updated_run`",
        ),
        (
            &audit.inserted_at,
            &raw.audit.inserted_at,
            "audit column `inserted_at`",
        ),
        (
            &audit.updated_at,
            &raw.audit.updated_at,
            "audit column `updated_at`",
        ),
    ];
    for (name, given, what) in audits {
        if let Some(name) = name {
            add(name, given.as_ref().map(|given| &given.span), section, what);
        }
    }
    names::clashes(&columns, databases, sink);
    names::ident_clashes(
        mapping.columns.iter().map(|column| &column.name),
        true,
        sink,
    );
}
