//! The `JobInfo` literal.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::column::sql_type;
use crate::model::{
    self, Analyze, Backend, Change, Duplicates, Flag, From, Load, OnSourceDelete, Settings, Source,
    StoreRejects, TableKind, Target, Write,
};
use crate::plan::{CratePlan, Statement};

pub(super) fn info(plan: &CratePlan<'_>) -> TokenStream {
    let job = plan.job;
    let (name, spec, mapping, digest) = (&job.name, &job.spec, &job.mapping, &plan.digest);
    let description = job.description.as_deref().unwrap_or_default();
    let load = match job.load {
        Load::Full => quote!(Load::Full),
        Load::Incremental => quote!(Load::Incremental),
    };
    let source = source(plan, &job.source);
    let target = target(&job.target);
    let params = job.params.iter().map(|param| {
        let (name, ty, default) = (
            &param.name,
            sql_type(param.ty),
            text_option(param.default.as_deref()),
        );
        quote!(Param { name: #name, ty: #ty, default: #default })
    });
    let settings = settings(&job.settings);
    let hooks = hooks(&job.hooks);
    let sql = plan
        .statements
        .iter()
        .map(|(backend, list)| statements(*backend, list));
    quote! {
        JobInfo {
            name: #name,
            description: #description,
            spec: #spec,
            mapping: #mapping,
            digest: #digest,
            load: #load,
            source: #source,
            target: #target,
            params: &[#(#params),*],
            settings: #settings,
            hooks: #hooks,
            sql: &[#(#sql),*],
        }
    }
}

fn kinds(list: &[Backend]) -> TokenStream {
    let list = list.iter().map(|backend| backend.name());
    quote!(&[#(#list),*])
}

fn source(plan: &CratePlan<'_>, source: &Source) -> TokenStream {
    let Source {
        connection,
        backends,
        from,
        columns: _,
        timezone,
        filter,
        allow_empty,
    } = source;
    let kinds = kinds(backends);
    let from = match from {
        From::File {
            pattern,
            files,
            csv,
        } => {
            let (files, csv) = (self::files(*files), self::csv(csv));
            quote!(From::File { pattern: #pattern, files: #files, csv: #csv })
        }
        From::Table(table) => quote!(From::Table(#table)),
        From::Query(query) => quote!(From::Query(#query)),
    };
    let columns = plan.source.cells.iter().map(|cell| {
        let constant = &cell.constant;
        quote!(rows::source::#constant)
    });
    let filter = filter.as_ref().map_or("", |filter| filter.text.as_str());
    quote! {
        SourceInfo {
            connection: #connection,
            kinds: #kinds,
            from: #from,
            columns: &[#(#columns),*],
            timezone: #timezone,
            filter: #filter,
            allow_empty: #allow_empty,
        }
    }
}

fn files(files: model::Files) -> TokenStream {
    let model::Files {
        order_by_modified,
        skip_loaded,
        none_is_error,
    } = files;
    let fields = [
        (
            "order",
            order_by_modified.then(|| quote!(FileOrder::Modified)),
        ),
        ("loaded", skip_loaded.then(|| quote!(LoadedFiles::Skip))),
        ("none_is_error", (!none_is_error).then(|| quote!(false))),
    ];
    fill_up("Files", "DEFAULT", &fields)
}

fn csv(csv: &model::Csv) -> TokenStream {
    let model::Csv {
        header,
        by_name,
        extra_is_error,
        missing_is_error,
        delimiter,
        quote,
        skip_lines,
        footer_lines,
        encoding,
        ignore_empty_lines,
    } = csv;
    let byte = |byte: u8, default: u8| {
        (byte != default).then(|| Literal::byte_character(byte).into_token_stream())
    };
    let lines =
        |lines: u64| (lines != 0).then(|| Literal::u64_unsuffixed(lines).into_token_stream());
    let fields = [
        ("header", (!header).then(|| quote!(false))),
        ("by_name", (!by_name).then(|| quote!(false))),
        ("extra_is_error", extra_is_error.then(|| quote!(true))),
        (
            "missing_is_error",
            (!missing_is_error).then(|| quote!(false)),
        ),
        ("delimiter", byte(*delimiter, b',')),
        ("quote", byte(*quote, b'"')),
        ("skip_lines", lines(*skip_lines)),
        ("footer_lines", lines(*footer_lines)),
        ("encoding", (encoding != "utf-8").then(|| quote!(#encoding))),
        (
            "ignore_empty_lines",
            ignore_empty_lines.then(|| quote!(true)),
        ),
    ];
    fill_up("Csv", "DEFAULT", &fields)
}

fn target(target: &Target) -> TokenStream {
    let (connection, table) = (&target.connection, &target.table);
    let kind = match target.kind {
        TableKind::Dimension => quote!(TableKind::Dimension),
        TableKind::Fact => quote!(TableKind::Fact),
        TableKind::Staging => quote!(TableKind::Staging),
    };
    let write = match target.write {
        Write::Merge => quote!(Write::Merge),
        Write::Append => quote!(Write::Append),
        Write::Replace => quote!(Write::Replace),
    };
    let on_source_delete = match target.on_source_delete {
        OnSourceDelete::Ignore => None,
        OnSourceDelete::Close => Some(quote!(OnSourceDelete::Close)),
        OnSourceDelete::Delete => Some(quote!(OnSourceDelete::Delete)),
        OnSourceDelete::Flag => Some(quote!(OnSourceDelete::Flag)),
        OnSourceDelete::Version => Some(quote!(OnSourceDelete::Version)),
    };
    let duplicates = match target.duplicates {
        Duplicates::Error => None,
        Duplicates::First => Some(quote!(Duplicates::First)),
        Duplicates::Last => Some(quote!(Duplicates::Last)),
    };
    let some = |value: TokenStream| quote!(Some(#value));
    let list = |values: Vec<TokenStream>| (!values.is_empty()).then(|| quote!(&[#(#values),*]));
    let fields = [
        ("connection", Some(quote!(#connection))),
        ("kinds", Some(kinds(&target.backends))),
        ("table", Some(quote!(#table))),
        ("kind", Some(kind)),
        ("columns", Some(quote!(COLUMNS))),
        ("key", places(&target.key)),
        (
            "key_source",
            places(target.key_source.as_deref().unwrap_or_default()),
        ),
        (
            "empty_key_allowed",
            target.empty_key_allowed.then(|| quote!(true)),
        ),
        (
            "surrogate_key",
            target.surrogate_key.as_ref().map(surrogate_key).map(some),
        ),
        ("write", Some(write)),
        ("history", target.history.as_ref().map(history).map(some)),
        (
            "row_hash",
            target.row_hash.as_ref().map(|name| quote!(Some(#name))),
        ),
        ("on_source_delete", on_source_delete),
        ("deleted", target.deleted.as_ref().map(flag).map(some)),
        (
            "missing_scope",
            target.missing_scope.is_some().then(|| quote!(true)),
        ),
        (
            "creates_indexes",
            (!target.creates_indexes).then(|| quote!(false)),
        ),
        ("duplicates", duplicates),
        (
            "order_by",
            list(target.order_by.iter().map(order_by).collect()),
        ),
        (
            "type1_scope",
            (!target.type1_all_versions).then(|| quote!(Type1Scope::CurrentVersion)),
        ),
        (
            "row_security",
            target.row_security_view.then(|| quote!(RowSecurity::View)),
        ),
        ("members", list(target.members.iter().map(member).collect())),
        ("audit", audit(&target.audit)),
    ];
    fill_up("TargetInfo", "NONE", &fields)
}

fn surrogate_key(key: &model::SurrogateKey) -> TokenStream {
    let model::SurrogateKey {
        column,
        ty,
        identity,
    } = key;
    let ty = sql_type(*ty);
    quote!(SurrogateKey { column: #column, ty: #ty, identity: #identity })
}

fn order_by(by: &model::OrderBy) -> TokenStream {
    let model::OrderBy {
        value: _,
        descending,
        nulls_first,
    } = by;
    quote!(OrderBy { descending: #descending, nulls_first: #nulls_first })
}

fn member(member: &model::Member) -> TokenStream {
    let model::Member { name, key, values } = member;
    let (key, values) = (Literal::i64_unsuffixed(*key), values.iter().map(literal));
    quote!(Member { name: #name, key: #key, values: &[#(#values),*] })
}

/// The list of the target's columns, each with what a change does and what it is computed of.
pub(super) fn target_columns(job: &model::Job) -> TokenStream {
    let columns = job.target.columns.iter().map(|column| {
        let (name, ty, expression) = (&column.name, sql_type(column.ty), &column.value.text);
        let class = match column.change {
            Change::Key => quote!(key),
            Change::Keep => quote!(type0),
            Change::Overwrite => quote!(type1),
            Change::Version => quote!(type2),
            Change::Untracked => quote!(untracked),
        };
        let not_null = column.not_null.then(|| quote!(.not_null()));
        let from = column
            .value
            .columns
            .iter()
            .map(|place| &job.source.columns[*place].name);
        let from = (!column.value.columns.is_empty()).then(|| quote!(.from(&[#(#from),*])));
        quote!(TargetColumn::#class(#name, #ty, #expression)#from #not_null)
    });
    quote!(&[#(#columns),*])
}

fn history(history: &model::History) -> TokenStream {
    let model::History {
        valid_from,
        valid_to,
        is_current,
        ty,
        current_valid_to,
        first_version_from,
    } = history;
    let (is_current, ty, current_valid_to) = (
        flag(is_current),
        sql_type(*ty),
        text_option(current_valid_to.as_deref()),
    );
    let first = first_version_from.as_ref().map_or_else(
        || quote!(FirstVersion::Effective),
        |text| quote!(FirstVersion::At(#text)),
    );
    quote! {
        History {
            valid_from: #valid_from,
            valid_to: #valid_to,
            is_current: #is_current,
            ty: #ty,
            current_valid_to: #current_valid_to,
            first_version_from: #first,
        }
    }
}

fn flag(flag: &Flag) -> TokenStream {
    let (column, on, off) = (&flag.column, literal(&flag.on), literal(&flag.off));
    quote!(Flag { column: #column, on: #on, off: #off })
}

fn literal(value: &model::Literal) -> TokenStream {
    match value {
        model::Literal::Null => quote!(Literal::Null),
        model::Literal::Boolean(value) => quote!(Literal::Boolean(#value)),
        model::Literal::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Literal::Integer(#value))
        }
        model::Literal::Double(value) => {
            let value = double(*value);
            quote!(Literal::Double(#value))
        }
        model::Literal::Text(value) => quote!(Literal::Text(#value)),
    }
}

/// Not every double has a Rust literal.
fn double(value: f64) -> TokenStream {
    if value.is_nan() {
        quote!(f64::NAN)
    } else if value.is_infinite() {
        if value > 0.0 {
            quote!(f64::INFINITY)
        } else {
            quote!(f64::NEG_INFINITY)
        }
    } else {
        let literal = Literal::f64_unsuffixed(value);
        quote!(#literal)
    }
}

fn audit(audit: &model::Audit) -> Option<TokenStream> {
    let model::Audit {
        inserted_run,
        updated_run,
        inserted_at,
        updated_at,
    } = audit;
    let name = |column: &Option<String>| column.as_ref().map(|column| quote!(Some(#column)));
    let fields = [
        ("inserted_run", name(inserted_run)),
        ("updated_run", name(updated_run)),
        ("inserted_at", name(inserted_at)),
        ("updated_at", name(updated_at)),
    ];
    fields
        .iter()
        .any(|(_, column)| column.is_some())
        .then(|| fill_up("Audit", "NONE", &fields))
}

fn hooks(hooks: &model::Hooks) -> TokenStream {
    let model::Hooks {
        before_run,
        after_success,
        after_failure,
    } = hooks;
    let list = |list: &Vec<String>| (!list.is_empty()).then(|| quote!(&[#(#list),*]));
    let fields = [
        ("before_run", list(before_run)),
        ("after_success", list(after_success)),
        ("after_failure", list(after_failure)),
    ];
    fill_up("Hooks", "NONE", &fields)
}

fn settings(settings: &Settings) -> TokenStream {
    let number =
        |value: Option<u64>| value.map(|value| Literal::u64_unsuffixed(value).into_token_stream());
    let fields = [
        (
            "enable_parallel",
            settings.enable_parallel.map(|value| quote!(#value)),
        ),
        ("max_workers", number(settings.max_workers)),
        ("chunk_size", number(settings.chunk_size)),
        (
            "min_rows_for_parallel",
            number(settings.min_rows_for_parallel),
        ),
        ("resume", settings.resume.map(|value| quote!(#value))),
        (
            "resume_within_seconds",
            number(settings.resume_within_seconds),
        ),
        ("retry_max_attempts", number(settings.retry_max_attempts)),
        (
            "retry_initial_delay_ms",
            number(settings.retry_initial_delay_ms),
        ),
        ("retry_multiplier", settings.retry_multiplier.map(double)),
        ("retry_max_delay_ms", number(settings.retry_max_delay_ms)),
        ("rejects_max_rows", number(settings.rejects_max_rows)),
        (
            "rejects_max_percent",
            settings.rejects_max_percent.map(double),
        ),
        (
            "rejects_store",
            settings.rejects_store.map(|store| match store {
                StoreRejects::Row => quote!(StoreRejects::Row),
                StoreRejects::Key => quote!(StoreRejects::Key),
                StoreRejects::None => quote!(StoreRejects::None),
            }),
        ),
        (
            "close_limit_percent",
            settings.close_limit_percent.map(double),
        ),
        (
            "close_limit_min_rows",
            number(settings.close_limit_min_rows),
        ),
        (
            "analyze",
            settings.analyze.map(|analyze| match analyze {
                Analyze::Auto => quote!(Analyze::Auto),
                Analyze::Always => quote!(Analyze::Always),
                Analyze::Never => quote!(Analyze::Never),
            }),
        ),
    ];
    let fields = fields.map(|(name, value)| (name, value.map(|value| quote!(Some(#value)))));
    fill_up("SettingsInfo", "NONE", &fields)
}

/// A struct literal that writes what the spec gives and takes the rest from a constant of the type.
fn fill_up(ty: &str, rest: &str, fields: &[(&str, Option<TokenStream>)]) -> TokenStream {
    let (ty, rest) = (format_ident!("{ty}"), format_ident!("{rest}"));
    let given: Vec<TokenStream> = fields
        .iter()
        .filter_map(|(name, value)| {
            let (name, value) = (format_ident!("{name}"), value.as_ref()?);
            Some(quote!(#name: #value))
        })
        .collect();
    match given.len() {
        0 => quote!(#ty::#rest),
        all if all == fields.len() => quote!(#ty { #(#given),* }),
        _ => quote!(#ty { #(#given),*, ..#ty::#rest }),
    }
}

fn statements(backend: Backend, list: &[Statement]) -> TokenStream {
    let kind = backend.name();
    let fields = list.iter().map(|statement| {
        let field = format_ident!("{}", statement.name);
        let path = format!("../sql/{}/{}.sql", backend.name(), statement.name);
        quote!(#field: include_str!(#path),)
    });
    quote!((#kind, Statements { #(#fields)* ..Statements::NONE }))
}

fn places(list: &[usize]) -> Option<TokenStream> {
    let places = list.iter().map(|place| Literal::usize_unsuffixed(*place));
    (!list.is_empty()).then(|| quote!(&[#(#places),*]))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn text_option(value: Option<&str>) -> TokenStream {
    option(value.map(|text| quote!(#text)))
}
