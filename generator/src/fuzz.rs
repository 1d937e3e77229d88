//! Any text where a spec or an expression may stand: it is compiled, or told what is wrong with it.
//! Property tests and fuzzers call the same functions.
#![allow(clippy::missing_panics_doc, missing_docs)]

use std::path::Path;

use crate::check::check_job;
use crate::diag::Style;
use crate::emit::emit;
use crate::expr::{Scope, Want, compile};
use crate::plan::{CratePlan, RuntimeLine};
use crate::spec::Files;
use crate::types::SqlType;

/// A body, with the name of its fuzz target.
pub type Target = (&'static str, fn(&[u8]));

const CONNECTIONS: &str = "version: 1\nconnections:\n  shop: {kind: [sqlite, postgres], url: \
                           \"${SHOP_URL}\", schema: shop}\n  warehouse: {kind: [sqlite, \
                           postgres], url: \"${WAREHOUSE_URL}\", schema: dw}\n  files: {kind: \
                           files, root: in}\n";

/// A job's spec through the whole compiler: a crate whose Rust parses, or a diagnostic that can be
/// shown.
pub fn spec(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files = Files::in_memory([
        ("jobs/job.yaml", text.as_ref()),
        ("jobs/connections.yaml", CONNECTIONS),
    ]);
    let checked = check_job(&files, Path::new("jobs/job.yaml"));
    for diagnostic in &checked.diagnostics {
        assert!(!diagnostic.render(Style::Plain).is_empty());
    }
    let Some(job) = checked.job else {
        assert!(!checked.diagnostics.is_empty(), "neither a job nor a word");
        return;
    };
    for (path, content) in emit(&CratePlan::new(&job, RuntimeLine::Workspace)).iter() {
        let content = String::from_utf8_lossy(content);
        if path.ends_with(".rs")
            && let Err(error) = syn::parse_file(&content)
        {
            panic!("{path}: {error}\n{content}");
        }
    }
}

/// An expression to Rust that parses, or its errors.
pub fn expression(data: &[u8]) {
    use SqlType::{
        BigInt, Boolean, Bytea, Char, Date, Double, Integer, Json, Real, SmallInt, Text, Timestamp,
        TimestampTz, Uuid, Varchar,
    };
    let columns = [
        ("faa", Text),
        ("nzone", Text),
        ("code", Varchar(3)),
        ("fixed", Char(4)),
        ("small", SmallInt),
        ("seats", Integer),
        ("nseats", Integer),
        ("big", BigInt),
        ("lat", Double),
        ("speed", Real),
        ("alt", SqlType::decimal(8, 1)),
        ("day", Date),
        ("nday", Date),
        ("at", Timestamp),
        ("instant", TimestampTz),
        ("active", Boolean),
        ("id", Uuid),
        ("doc", Json),
        ("raw", Bytea),
    ];
    let scope = Scope {
        columns: columns
            .into_iter()
            .map(|(name, ty)| (name.to_owned(), ty, !name.starts_with('n')))
            .collect(),
        params: vec![("snapshot".to_owned(), Text), ("limit".to_owned(), Integer)],
        udfs: Vec::new(),
    };
    let text = String::from_utf8_lossy(data);
    for want in [
        Want::Any,
        Want::Condition,
        Want::Assign {
            ty: Varchar(3),
            not_null: true,
        },
    ] {
        match compile(&text, &scope, want) {
            Ok(compiled) => {
                if let Err(error) = syn::parse2::<syn::Expr>(compiled.body.clone()) {
                    panic!("{error}: {}", compiled.body);
                }
            }
            Err(errors) => assert!(!errors.is_empty(), "neither Rust nor a word"),
        }
    }
}
