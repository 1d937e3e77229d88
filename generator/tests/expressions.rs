//! Compiled expressions, compiled once more by Rust and run: the values must be PostgreSQL's.
//!
//! `expressions/postgres.txt`, `numbers.txt` and `temporal.txt` were written by PostgreSQL 15
//! itself: an expression, and its text for each of the three rows of `harness.rs` (`=value`,
//! `NULL`, `! error`, or `refused` where the expression has no type). `own.txt` holds what
//! PostgreSQL does not have: params, the run's functions, udfs, strict assignment
//! (`:= type <- expression`) and conditions (`? expression`).

#![allow(clippy::unwrap_used)]

mod batch;

use std::path::Path;

use loadwright_cluster::not_checked;
use loadwright_generator::expr::{Compiled, Scope, Want, compile, parse_udf};
use loadwright_generator::types::{SqlType, column_type};
use quote::{format_ident, quote};

#[path = "expressions/server.rs"]
mod server;

const UDF: &str = "
    pub fn clean<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str { text }
    pub fn years(from: Option<Date>, to: Date) -> Result<Option<i32>, Fault> { Ok(None) }
    pub fn head<'a>(raw: &'a [u8]) -> Option<&'a [u8]> { None }
    pub fn or_null<'a>(doc: Option<Json<'a>>) -> Json<'a> { doc }
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
        ("alt", SqlType::decimal(8, 1)),
        ("nalt", SqlType::decimal(8, 1)),
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
        ("amount", SqlType::decimal(20, 6)),
    ];
    Scope {
        columns: columns
            .into_iter()
            .map(|(name, ty)| (name.to_owned(), ty, !name.starts_with('n')))
            .collect(),
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
    assert!(
        lines.len().is_multiple_of(4) && lines.chunks(4).all(case),
        "an expression and three results each"
    );
    lines
        .chunks(4)
        .map(|lines| Case {
            text: lines[0],
            expected: lines[1..]
                .iter()
                .map(|line| line.strip_prefix("  ").unwrap())
                .collect(),
        })
        .collect()
}

/// `:= integer not null <- expression`, `? condition`, or an expression of its own type.
fn compiled(text: &str, scope: &Scope) -> Result<Compiled, String> {
    let (want, text) = if let Some(assignment) = text.strip_prefix(":= ") {
        let (ty, text) = assignment.split_once(" <- ").unwrap();
        let bare = ty.strip_suffix(" not null");
        (
            Want::Assign {
                ty: column_type(bare.unwrap_or(ty)).unwrap(),
                not_null: bare.is_some(),
            },
            text,
        )
    } else if let Some(text) = text.strip_prefix("? ") {
        (Want::Condition, text)
    } else {
        (Want::Any, text)
    };
    compile(text, scope, want).map_err(|errors| {
        errors
            .into_iter()
            .map(|error| error.message)
            .collect::<Vec<_>>()
            .join("; ")
    })
}

#[test]
fn the_reference_lists_every_function() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expressions.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let written = loadwright_generator::expr::reference(&page);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, written).unwrap();
    }
    assert_eq!(
        page, written,
        "UPDATE_EXPECT=1 cargo test -p loadwright-generator writes it anew"
    );
}

/// To add an expression: a line in one of these files, and `UPDATE_EXPECT=1`.
#[test]
fn expected_values_are_the_servers() {
    for file in ["postgres.txt", "numbers.txt", "temporal.txt"] {
        expected_is_the_servers(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/expressions")
                .join(file),
        );
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
        not_checked!(
            "{}: the programs of a PostgreSQL 15 server are not installed",
            path.display()
        );
    };
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(path, answers).unwrap();
    }
    let differing: Vec<_> = known
        .lines()
        .zip(answers.lines())
        .filter(|(known, answer)| known != answer)
        .collect();
    assert!(
        known == answers,
        "the server says otherwise: {differing:#?}"
    );
}

#[test]
fn compiled_expressions_give_what_postgresql_gives() {
    let scope = scope();
    let mut all = cases(include_str!("expressions/postgres.txt"));
    all.extend(cases(include_str!("expressions/numbers.txt")));
    all.extend(cases(include_str!("expressions/temporal.txt")));
    let from_postgres = all.len();
    all.extend(cases(include_str!("expressions/own.txt")));
    let mut problems: Vec<String> = Vec::new();
    let mut functions = Vec::new();
    for (number, case) in all.iter().enumerate() {
        // An error that PostgreSQL reports for every row may as well be found when the job is
        // generated.
        let may_be_refused = case
            .expected
            .iter()
            .all(|line| *line == "refused" || line.starts_with('!'));
        let must_be_refused = case.expected.contains(&"refused");
        match compiled(case.text, &scope) {
            Ok(_) if must_be_refused => problems.push(format!("{}: must be refused", case.text)),
            Ok(compiled) if syn::parse2::<syn::Expr>(compiled.body.clone()).is_err() => {
                problems.push(format!(
                    "{}: not an expression: {}",
                    case.text, compiled.body
                ));
            }
            Ok(compiled) => functions.push((number, batch::function(number, &compiled, &scope))),
            Err(_) if may_be_refused => {}
            Err(message) => problems.push(format!("{}: {message}", case.text)),
        }
    }
    let numbers = functions
        .iter()
        .map(|(number, _)| proc_macro2::Literal::usize_unsuffixed(*number));
    let names = functions
        .iter()
        .map(|(number, _)| format_ident!("run_{number}"));
    let count = functions.len();
    let items = functions.iter().map(|(_, item)| item);
    let module = quote! {
        use super::*;
        pub static ALL: [(usize, Expression); #count] = [#((#numbers, #names)),*];
        #(#items)*
    };
    let module = prettyplease::unparse(&syn::parse2(module).unwrap());
    let printed = batch::run(
        "expressions",
        &[
            ("main.rs", include_str!("expressions/harness.rs")),
            ("expressions.rs", &module),
        ],
    );
    let mut lines = printed.lines();
    for (number, _) in &functions {
        let case = &all[*number];
        for expected in &case.expected {
            let actual = lines.next().unwrap().split_once(' ').unwrap().1;
            // The server's words for a fault are its own.
            let same = if *number < from_postgres && expected.starts_with('!') {
                actual.starts_with('!')
            } else {
                actual == *expected
            };
            if !same {
                problems.push(format!("{}: {actual}, not {expected}", case.text));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {} are wrong:\n{}",
        problems.len(),
        all.len(),
        problems.join("\n")
    );
}
