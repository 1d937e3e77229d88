//! Expressions and the Rust that they become, and the errors that the others get.

#![allow(clippy::unwrap_used)]

use super::*;

/// A scope of every kind of column. Names that begin with `n` are nullable.
fn scope() -> Scope {
    use SqlType::*;
    let column = |name: &str, ty: SqlType| (name.to_owned(), ty, !name.starts_with('n'));
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
            column("big", BigInt),
            column("nbig", BigInt),
            column("lat", Double),
            column("nlat", Double),
            column("speed", Real),
            column("alt", Decimal(Some((8, 1)))),
            column("nalt", Decimal(Some((8, 1)))),
            column("day", Date),
            column("nday", Date),
            column("at", Timestamp),
            column("instant", TimestampTz),
            column("active", Boolean),
            column("nactive", Boolean),
            column("id", Uuid),
            column("doc", Json),
            column("First Name", Text),
        ],
        params: vec![("snapshot".to_owned(), Text), ("limit".to_owned(), Integer)],
        udfs: parse_udf(
            "pub fn clean(text: &str) -> &str { text } pub fn age(a: Option<Date>, b: Date) -> Result<Option<i32>, Fault> { Ok(None) }",
        )
        .unwrap(),
    }
}

#[test]
fn dump() {
    let path = std::env::var("DUMP").unwrap();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let (want, text) = if let Some(text) = line.strip_prefix("? ") { (Want::Condition, text) } else { (Want::Any, line) };
        match compile(text, &scope(), want) {
            Ok(c) => {
                syn::parse2::<syn::Expr>(c.body.clone()).unwrap();
                println!("{text}\n      {}{}  {}", c.ty, if c.nullable { "?" } else { "" }, pretty(&c.body))
            }
            Err(errors) => {
                for e in errors {
                    println!("{text}\n  !!  {} {} [{}] {} {:?} {:?}", e.code, e.message, &text[e.span.clone()], e.label, e.others, e.help)
                }
            }
        }
    }
}

/// The body as it stands in a function.
fn pretty(body: &proc_macro2::TokenStream) -> String {
    let file = syn::parse2(quote::quote!(fn f() -> T { #body })).unwrap();
    let text = prettyplease::unparse(&file);
    let body = text.strip_prefix("fn f() -> T {\n").and_then(|text| text.strip_suffix("}\n")).unwrap();
    body.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}
