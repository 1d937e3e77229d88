//! Compiled expressions, compiled once more by Rust and run: the values must be PostgreSQL's.
//!
//! `expressions/postgres.txt` and `temporal.txt` were written by PostgreSQL 15 itself: an expression, and its text for each of the three rows of
//! `harness.rs` (`=value`, `NULL`, `! error`, or `refused` where the expression has no type). `own.txt` holds what PostgreSQL does not
//! have: params, the run's functions, udfs, strict assignment (`:= type <- expression`) and conditions (`? expression`).

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use loadwright_generator::expr::{Compiled, Scope, Want, compile, parse_udf};
use loadwright_generator::names::column_ident;
use loadwright_generator::types::SqlType;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

#[path = "expressions/server.rs"]
mod server;

const UDF: &str = "
    pub fn clean<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str { text }
    pub fn years(from: Option<Date>, to: Date) -> Result<Option<i32>, Fault> { Ok(None) }
";

/// The columns of `harness.rs`. Names that begin with `n` are nullable.
fn scope() -> Scope {
    use SqlType::*;
    let columns = [
        ("faa", Text),
        ("title", Text),
        ("nzone", Text),
        ("code", Varchar(3)),
        ("ncode", Varchar(3)),
        ("fixed", Char(4)),
        ("small", SmallInt),
        ("seats", Integer),
        ("nseats", Integer),
        ("big", BigInt),
        ("nbig", BigInt),
        ("lat", Double),
        ("nlat", Double),
        ("speed", Real),
        ("alt", Decimal(Some((8, 1)))),
        ("nalt", Decimal(Some((8, 1)))),
        ("day", Date),
        ("nday", Date),
        ("at", Timestamp),
        ("instant", TimestampTz),
        ("active", Boolean),
        ("nactive", Boolean),
        ("id", Uuid),
        ("doc", Json),
        ("First Name", Text),
        ("raw", Bytea),
        ("ndoc", Json),
        ("amount", Decimal(Some((20, 6)))),
    ];
    Scope {
        columns: columns.into_iter().map(|(name, ty)| (name.to_owned(), ty, !name.starts_with('n'))).collect(),
        params: vec![("snapshot".to_owned(), Text), ("limit".to_owned(), Integer)],
        udfs: parse_udf(UDF).unwrap(),
    }
}

/// An expression and what it must give.
struct Case<'t> {
    text: &'t str,
    expected: Vec<&'t str>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let case = |lines: &[&'_ str]| lines[1..].iter().all(|line| line.starts_with("  "));
    assert!(lines.len().is_multiple_of(4) && lines.chunks(4).all(case), "an expression and three results each");
    lines
        .chunks(4)
        .map(|lines| Case { text: lines[0], expected: lines[1..].iter().map(|line| line.strip_prefix("  ").unwrap()).collect() })
        .collect()
}

/// `:= integer not null <- expression`, `? condition`, or an expression of its own type.
fn compiled(text: &str, scope: &Scope) -> Result<Compiled, String> {
    let (want, text) = if let Some(assignment) = text.strip_prefix(":= ") {
        let (ty, text) = assignment.split_once(" <- ").unwrap();
        let bare = ty.strip_suffix(" not null");
        (Want::Assign { ty: SqlType::parse(bare.unwrap_or(ty)).unwrap(), not_null: bare.is_some() }, text)
    } else if let Some(text) = text.strip_prefix("? ") {
        (Want::Condition, text)
    } else {
        (Want::Any, text)
    };
    compile(text, scope, want).map_err(|errors| errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "))
}

/// The Rust type that a type's values have.
fn rust_type(ty: SqlType) -> TokenStream {
    match ty {
        SqlType::Boolean => quote!(bool),
        SqlType::SmallInt => quote!(i16),
        SqlType::Integer => quote!(i32),
        SqlType::BigInt => quote!(i64),
        SqlType::Real => quote!(f32),
        SqlType::Double => quote!(f64),
        SqlType::Decimal(_) => quote!(types::Decimal),
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => quote!(&'a str),
        SqlType::Bytea => quote!(&'a [u8]),
        SqlType::Date => quote!(types::Date),
        SqlType::Time => quote!(types::Time),
        SqlType::Timestamp => quote!(types::Timestamp),
        SqlType::TimestampTz => quote!(types::TimestampTz),
        SqlType::Interval => quote!(types::Interval),
        SqlType::Uuid => quote!(types::Uuid),
        SqlType::Json => quote!(types::Json<'a>),
    }
}

/// One function an expression: it takes exactly the columns, and returns exactly the type, that `Compiled` says.
fn function(number: usize, compiled: &Compiled, scope: &Scope) -> TokenStream {
    let name = format_ident!("expression_{number}");
    let body = &compiled.body;
    let columns: Vec<_> = compiled.columns.iter().map(|place| column_ident(&scope.columns[*place].0)).collect();
    let ty = rust_type(compiled.ty);
    let ty = if compiled.nullable { quote!(Option<#ty>) } else { ty };
    let (ty, body) = if compiled.fallible { (quote!(Result<#ty, Fault>), quote!(Ok(#body))) } else { (ty, quote!(#body)) };
    let params = columns.iter().zip(&compiled.columns).map(|(ident, place)| {
        let (_, ty, not_null) = &scope.columns[*place];
        let ty = rust_type(*ty);
        if *not_null { quote!(#ident: #ty) } else { quote!(#ident: Option<#ty>) }
    });
    let scratch_param = compiled.uses_scratch.then(|| quote!(scratch: &'a Scratch));
    let scratch_arg = compiled.uses_scratch.then(|| quote!(scratch));
    let params = params.chain(scratch_param);
    let row = if columns.is_empty() { quote!(_) } else { quote!(row) };
    let args = columns.iter().map(|ident| quote!(row.#ident)).chain(scratch_arg);
    let lifetime =
        if quote!(#ty).to_string().contains("'a") || compiled.uses_scratch || !columns.is_empty() { quote!(<'a>) } else { quote!() };
    let shown = if compiled.fallible {
        quote!(value.map(|value| value.show(scratch).map(str::to_owned)))
    } else {
        quote!(Ok(value.show(scratch).map(str::to_owned)))
    };
    let run = format_ident!("run_{number}");
    quote! {
        fn #name #lifetime (#(#params),*) -> #ty { #body }
        fn #run<'a>(#row: &'a Row, scratch: &'a Scratch) -> String {
            let value = #name(#(#args),*);
            let shown: Result<Option<String>, Fault> = #shown;
            line(shown.as_ref().map(|text| text.as_deref()).map_err(Clone::clone))
        }
    }
}

/// Writes a crate beside the workspace's other build output and runs it; returns what it prints.
fn run(module: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = workspace.join("target/expressions");
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = "[package]\nname = \"expressions\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         loadwright-runtime = { path = \"../../runtime\", default-features = false, features = [\"hashes\", \"regex\", \"timezones\"] }\n\
         chrono = { version = \"0.4\", default-features = false }\n\n[profile.dev]\ndebug = false\n";
    write_if_changed(&folder.join("Cargo.toml"), manifest);
    // The versions that the workspace has are there without a network.
    std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    write_if_changed(&folder.join("src/main.rs"), include_str!("expressions/harness.rs"));
    write_if_changed(&folder.join("src/expressions.rs"), module);
    let output = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn write_if_changed(path: &PathBuf, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn the_reference_lists_every_function() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expressions.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let written = loadwright_generator::expr::reference(&page);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, written).unwrap();
    }
    assert_eq!(page, written, "UPDATE_EXPECT=1 cargo test -p loadwright-generator writes it anew");
}

/// To add an expression: a line in `postgres.txt` or `temporal.txt`, and `UPDATE_EXPECT=1`.
#[test]
fn expected_values_are_the_servers() {
    for file in ["postgres.txt", "temporal.txt"] {
        expected_is_the_servers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions").join(file));
    }
}

fn expected_is_the_servers(path: &Path) {
    let known = std::fs::read_to_string(path).unwrap();
    let mut expressions: Vec<&str> = Vec::new();
    for line in known.lines().filter(|line| !line.starts_with("  ")) {
        if !expressions.contains(&line) {
            expressions.push(line);
        }
    }
    let Some(answers) = server::answers(&expressions) else {
        println!("not asked: the programs of a PostgreSQL 15 server are not installed");
        return;
    };
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(path, answers).unwrap();
    }
    let differing: Vec<_> = known.lines().zip(answers.lines()).filter(|(known, answer)| known != answer).collect();
    assert!(known == answers, "the server says otherwise: {differing:#?}");
}

#[test]
fn compiled_expressions_give_what_postgresql_gives() {
    let scope = scope();
    let mut all = cases(include_str!("expressions/postgres.txt"));
    all.extend(cases(include_str!("expressions/temporal.txt")));
    let from_postgres = all.len();
    all.extend(cases(include_str!("expressions/own.txt")));
    let mut problems: Vec<String> = Vec::new();
    let mut functions = Vec::new();
    for (number, case) in all.iter().enumerate() {
        // An error that PostgreSQL reports for every row may as well be found when the job is generated.
        let may_be_refused = case.expected.iter().all(|line| *line == "refused" || line.starts_with('!'));
        let must_be_refused = case.expected.contains(&"refused");
        match compiled(case.text, &scope) {
            Ok(_) if must_be_refused => problems.push(format!("{}: must be refused", case.text)),
            Ok(compiled) if syn::parse2::<syn::Expr>(compiled.body.clone()).is_err() => {
                problems.push(format!("{}: not an expression: {}", case.text, compiled.body));
            }
            Ok(compiled) => functions.push((number, function(number, &compiled, &scope))),
            Err(_) if may_be_refused => {}
            Err(message) => problems.push(format!("{}: {message}", case.text)),
        }
    }
    let numbers = functions.iter().map(|(number, _)| proc_macro2::Literal::usize_unsuffixed(*number));
    let names = functions.iter().map(|(number, _)| format_ident!("run_{number}"));
    let count = functions.len();
    let items = functions.iter().map(|(_, item)| item);
    let module = quote! {
        use super::*;
        pub static ALL: [(usize, Expression); #count] = [#((#numbers, #names)),*];
        #(#items)*
    };
    let printed = run(&prettyplease::unparse(&syn::parse2(module).unwrap()));
    let mut lines = printed.lines();
    for (number, _) in &functions {
        let case = &all[*number];
        for expected in &case.expected {
            let actual = lines.next().unwrap().split_once(' ').unwrap().1;
            // The server's words for a fault are its own.
            let same = if *number < from_postgres && expected.starts_with('!') { actual.starts_with('!') } else { actual == *expected };
            if !same {
                problems.push(format!("{}: {actual}, not {expected}", case.text));
            }
        }
    }
    assert!(problems.is_empty(), "{} of {} are wrong:\n{}", problems.len(), all.len(), problems.join("\n"));
}
