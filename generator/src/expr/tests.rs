//! Expressions and the Rust that they become, and the errors that the others get: `tests/rust.txt`
//! and `tests/errors.txt`, written anew where `UPDATE_EXPECT` is set.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;

use super::*;

/// A scope of every kind of column. Names that begin with `n` are nullable.
fn scope() -> Scope {
    use SqlType::*;
    let column = |name: &str, ty: SqlType| (name.to_owned(), ty, !name.starts_with('n'));
    let udfs = "
        pub fn clean(text: &str) -> &str { text }
        pub fn years_old(born: Option<Date>, at: Date, scratch: &Scratch) -> Result<Option<i32>, \
                Fault> { Ok(None) }
    ";
    Scope {
        columns: vec![
            column("faa", Text),
            column("title", Text),
            column("nzone", Text),
            column("code", Varchar(3)),
            column("ncode", Varchar(3)),
            column("fixed", Char(4)),
            column("small", SmallInt),
            column("seats", Integer),
            column("nseats", Integer),
            column("nbig", BigInt),
            column("lat", Double),
            column("nlat", Double),
            column("alt", SqlType::decimal(8, 1)),
            column("nalt", SqlType::decimal(8, 1)),
            column("day", Date),
            column("nday", Date),
            column("at", Timestamp),
            column("active", Boolean),
            column("nactive", Boolean),
            column("doc", Json),
            column("First Name", Text),
            column("first name", Text),
        ],
        params: vec![("snapshot".to_owned(), Text), ("limit".to_owned(), Integer)],
        udfs: parse_udf(udfs).unwrap(),
    }
}

/// What `want` is written as in front of an expression: `:= type [not null] <- `, `? `, or nothing.
fn compile_line(line: &str) -> (&str, Result<Compiled, Vec<ExprError>>) {
    let (want, text) = if let Some(assignment) = line.strip_prefix(":= ") {
        let (ty, text) = assignment.split_once(" <- ").unwrap();
        let bare = ty.strip_suffix(" not null");
        (
            Want::Assign {
                ty: crate::types::column_type(bare.unwrap_or(ty)).unwrap(),
                not_null: bare.is_some(),
            },
            text,
        )
    } else if let Some(text) = line.strip_prefix("? ") {
        (Want::Condition, text)
    } else {
        (Want::Any, line)
    };
    (text, compile(text, &scope(), want))
}

/// Type, flags and formatted body.
fn shown(compiled: &Compiled) -> String {
    syn::parse2::<syn::Expr>(compiled.body.clone()).unwrap();
    let mut text = format!(
        "{}{}",
        compiled.ty,
        if compiled.nullable { "?" } else { "" }
    );
    for (flag, name) in [
        (compiled.fallible, "fallible"),
        (compiled.uses_scratch, "scratch"),
        (compiled.volatile, "volatile"),
    ] {
        if flag {
            write!(text, ", {name}").unwrap();
        }
    }
    if compiled.constant {
        text.push_str(", constant");
    }
    if let Some(place) = compiled.plain_column {
        write!(text, ", plain column {place}").unwrap();
    }
    let body = &compiled.body;
    let file = prettyplease::unparse(&syn::parse2(quote::quote!(fn f() -> T { #body })).unwrap());
    let lines = file
        .lines()
        .filter(|line| *line != "fn f() -> T {" && *line != "}");
    lines.for_each(|line| write!(text, "\n{line}").unwrap());
    text
}

/// Message, the places in the text, and the help.
fn rendered(text: &str, error: &ExprError) -> String {
    let mut out = format!("{}: {}", error.code, error.message);
    let places = std::iter::once((&error.span, &error.label))
        .chain(error.others.iter().map(|(span, label)| (span, label)));
    for (span, label) in places {
        let carets = "^".repeat(text[span.clone()].chars().count().max(1));
        write!(
            out,
            "\n    {text}\n    {}{carets} {label}",
            " ".repeat(text[..span.start].chars().count())
        )
        .unwrap();
    }
    if let Some(help) = &error.help {
        write!(out, "\n    help: {help}").unwrap();
    }
    out
}

/// Blocks of a first line and what it gives, parted by blank lines.
fn check(file: &str, give: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/expr/tests")
        .join(file);
    let expected = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = expected
        .split("\n\n")
        .filter_map(|block| block.lines().next())
        .collect();
    let actual: String = lines
        .iter()
        .map(|line| format!("{line}\n{}\n\n", give(line)))
        .collect();
    let actual = format!("{}\n", actual.trim_end());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, &actual).unwrap();
    }
    for (expected, actual) in expected.split("\n\n").zip(actual.split("\n\n")) {
        assert_eq!(expected.trim_end(), actual.trim_end());
    }
}

#[test]
fn rust_of_expressions() {
    check("rust.txt", |line| {
        shown(
            &compile_line(line)
                .1
                .unwrap_or_else(|errors| panic!("{line}: {errors:?}")),
        )
    });
}

#[test]
fn errors_of_expressions() {
    check("errors.txt", |line| {
        let (text, result) = compile_line(line);
        let errors: Vec<String> = result
            .unwrap_err()
            .iter()
            .map(|error| rendered(text, error))
            .collect();
        errors.join("\n")
    });
}

#[test]
fn every_code_stands_in_the_table_once() {
    let codes: Vec<&str> = errors::CODES.iter().map(|(code, _)| *code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
}

#[test]
fn places_are_bytes_of_a_text_of_several_lines() {
    let text = "upper(title)\n  || 'ä' || fax";
    let errors = compile(text, &scope(), Want::Any).unwrap_err();
    assert_eq!(&text[errors[0].span.clone()], "fax");
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for (open, close) in [
        ("(", ")"),
        ("abs(", ")"),
        ("not ", ""),
        ("case when active then ", " end"),
        ("cast(", " as integer)"),
    ] {
        let nested = |count: usize| {
            compile(
                &format!("{}1{}", open.repeat(count), close.repeat(count)),
                &scope(),
                Want::Any,
            )
        };
        assert!(nested(12).is_ok() || open == "not ", "{open}");
        assert!(nested(100).is_err(), "{open}");
    }
    for (link, last) in [
        ("faa || ", "faa"),
        ("1+", "1"),
        ("nseats + ", "1"),
        ("nactive and ", "active"),
        ("nactive or not ", "active"),
    ] {
        let chain = |count: usize| compile(&(link.repeat(count) + last), &scope(), Want::Any);
        assert!(chain(45).is_ok(), "{link}");
        for count in [101, 330, 490, 100_000] {
            assert_eq!(chain(count).unwrap_err().len(), 1, "{link}");
        }
    }
}

#[test]
fn tables_of_zones_are_asked_for_where_a_name_can_occur() {
    for (text, needed) in [
        ("at at time zone 'Europe/Berlin'", true),
        ("at at time zone nzone", true),
        ("date_trunc('day', effective_at(), 'Europe/Berlin')", true),
        ("cast(nzone as timestamptz)", true),
        ("at at time zone 'UTC'", false),
        ("at at time zone '+02'", false),
        ("at at time zone 'EST'", false),
        ("timestamptz '2013-01-31 06:30 Europe/Berlin'", false),
        ("date_trunc('day', at)", false),
    ] {
        let features = compile(text, &scope(), Want::Any).unwrap().features;
        assert_eq!(features.contains(&"timezones"), needed, "{text}");
    }
}

#[test]
fn long_numbers_are_asked_for_by_roots_and_powers_of_decimals() {
    for (text, needed) in [
        ("sqrt(alt)", true),
        ("|/ nalt", false),
        ("exp(alt)", true),
        ("ln(alt)", true),
        ("log(alt)", true),
        ("log(2.0, alt)", true),
        ("log10(alt)", true),
        ("power(alt, 2)", true),
        ("pow(alt, 2)", true),
        ("alt ^ 2", true),
        ("width_bucket(alt, 0, 10, 5)", true),
        ("sqrt(lat)", false),
        ("lat ^ 2", false),
        ("seats ^ 2", false),
        ("width_bucket(lat, 0, 10, 5)", false),
        ("factorial(seats)", false),
        ("round(alt / 3, 1)", false),
    ] {
        let features = compile(text, &scope(), Want::Any).unwrap().features;
        assert_eq!(features.contains(&"powers"), needed, "{text}");
    }
}

#[test]
fn names_of_computed_values_never_meet_a_column() {
    let mut scope = scope();
    scope
        .columns
        .push(("Value".to_owned(), SqlType::Integer, true));
    let compiled = compile("cast(nzone as integer) + nseats + value", &scope, Want::Any).unwrap();
    assert!(compiled.body.to_string().contains("Some (value2)"));
    assert_eq!(compiled.columns, [2, 8, 22]);
}

#[test]
fn constants_are_typed_by_their_text_or_by_the_column() {
    for (text, ty, expect) in [
        ("CRM", None, "text \"CRM\""),
        ("007", None, "text \"007\""),
        ("7", None, "integer 7"),
        (
            "-1.50",
            None,
            "decimal types :: Decimal :: from_parts (- 150 , 2)",
        ),
        ("true", None, "boolean true"),
        ("7", Some(SqlType::Varchar(3)), "varchar(3) \"7\""),
        ("7", Some(SqlType::BigInt), "bigint 7"),
        (
            "2013-01-31",
            Some(SqlType::Date),
            "date sql :: date (2013 , 1 , 31)",
        ),
    ] {
        let compiled = constant(text, ty).unwrap();
        assert_eq!(format!("{} {}", compiled.ty, compiled.body), expect);
        assert!(compiled.constant && !compiled.nullable);
    }
    assert_eq!(
        constant("CRM", Some(SqlType::Varchar(2))).unwrap_err()[0].message,
        "this constant never fits varchar(2)"
    );
    assert_eq!(
        constant("x", Some(SqlType::Integer)).unwrap_err()[0].message,
        "invalid input syntax for type integer: \"x\""
    );
}
