//! Rust names for spec names and types: one place, deterministic, collisions are errors and never
//! renamed silently.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use unicode_normalization::UnicodeNormalization;

use crate::types::ExprType;

/// The identifier of a source or target column: lower case, letters of any alphabet as Rust takes
/// them (composed: it takes `é` in two characters for `é` in one), everything that identifiers lack
/// becomes `_`, a leading digit is prefixed with `_`, what has no letter then with `column`,
/// keywords and the names that generated functions use themselves (`scratch`, `row`, `sql`,
/// `types`, `param`, `udf`) get a trailing `_`.
#[must_use]
pub fn column_ident(name: &str) -> Ident {
    let mut text: String = name
        .nfc()
        .map(|c| if continues(c) { lower(c) } else { '_' })
        .collect();
    if text.is_empty() || !begins(&text) {
        text.insert(0, '_');
    }
    // A name without a letter tells a reader nothing.
    if text.chars().all(|c| c == '_' || c.is_ascii_digit()) {
        text.insert_str(0, "column");
    }
    let taken = matches!(
        text.as_str(),
        "scratch" | "row" | "sql" | "types" | "param" | "udf"
    );
    if taken || syn::parse_str::<Ident>(&text).is_err() {
        text.push('_');
    }
    Ident::new(&text, Span::call_site())
}

/// The identifier of a constant for the same column. Other columns have others: a letter whose
/// capital is also another's (`ß`, `ı`) stays.
#[must_use]
pub fn const_ident(name: &str) -> Ident {
    let ident: String = column_ident(name).to_string().chars().map(upper).collect();
    Ident::new(&ident, Span::call_site())
}

/// Whether rustc has something to say about the letters of an identifier: about alphabets that look
/// alike, about small letters of a constant.
#[must_use]
pub fn is_foreign(ident: &str) -> bool {
    !ident.is_ascii()
}

fn continues(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        syn::parse_str::<Ident>(&format!("a{c}")).is_ok()
    }
}

fn begins(text: &str) -> bool {
    text.chars().next().is_some_and(|c| {
        c == '_'
            || (if c.is_ascii() {
                c.is_ascii_alphabetic()
            } else {
                syn::parse_str::<Ident>(&c.to_string()).is_ok()
            })
    })
}

/// The small letter, where it is one.
fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// The capital, where it is one, and of this letter alone.
fn upper(c: char) -> char {
    let mut capital = c.to_uppercase();
    match (capital.next(), capital.next()) {
        (Some(capital), None) if lower(capital) == c => capital,
        _ => c,
    }
}

/// `CamelCase` for the job's type. Where generated code or Rust's prelude has that name, `Job` is
/// put behind it.
#[must_use]
pub fn type_ident(job: &str) -> Ident {
    let mut text: String = job
        .split('_')
        .filter(|part| !part.is_empty())
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect();
    if INFO_TYPES.contains(&text.as_str())
        || OTHER_TYPES.contains(&text.as_str())
        || syn::parse_str::<Ident>(&text).is_err()
    {
        text.push_str("Job");
    }
    Ident::new(&text, Span::call_site())
}

/// The name of the runtime's adapter for a word of `kind:`.
#[must_use]
pub fn backend_ident(word: &str) -> Ident {
    let (first, rest) = word.split_at(1);
    Ident::new(&(first.to_uppercase() + rest), Span::call_site())
}

/// Types of the runtime that `job.rs` names unqualified.
pub(crate) const INFO_TYPES: &[&str] = &[
    "Analyze",
    "Audit",
    "Csv",
    "Duplicates",
    "FileOrder",
    "Files",
    "FirstVersion",
    "Flag",
    "From",
    "History",
    "Hooks",
    "JobInfo",
    "Literal",
    "Load",
    "LoadedFiles",
    "Member",
    "OnSourceDelete",
    "OrderBy",
    "Param",
    "RowSecurity",
    "SettingsInfo",
    "SourceInfo",
    "SqlType",
    "Statements",
    "StoreRejects",
    "SurrogateKey",
    "TableKind",
    "TargetColumn",
    "TargetInfo",
    "Type1Scope",
    "Write",
];

/// What other generated modules and Rust's prelude name unqualified.
const OTHER_TYPES: &[&str] = &[
    "Err",
    "Error",
    "Job",
    "Key",
    "None",
    "Ok",
    "Option",
    "Options",
    "Reject",
    "Report",
    "Result",
    "RowReader",
    "RowWriter",
    "RunError",
    "Scratch",
    "Some",
    "Source",
    "Target",
];

/// The Rust type of a SQL type's values; `life` is written where they borrow.
#[must_use]
pub fn rust_type(ty: impl Into<ExprType>, life: &TokenStream) -> TokenStream {
    match ty.into() {
        ExprType::Boolean => quote!(bool),
        ExprType::SmallInt => quote!(i16),
        ExprType::Integer => quote!(i32),
        ExprType::BigInt => quote!(i64),
        ExprType::Real => quote!(f32),
        ExprType::Double => quote!(f64),
        ExprType::Decimal(_) => quote!(types::Decimal),
        ExprType::Text | ExprType::Varchar(_) | ExprType::Char(_) => quote!(&#life str),
        ExprType::Bytea => quote!(&#life [u8]),
        ExprType::Date => quote!(types::Date),
        ExprType::Time => quote!(types::Time),
        ExprType::Timestamp => quote!(types::Timestamp),
        ExprType::TimestampTz => quote!(types::TimestampTz),
        ExprType::Interval => quote!(types::Interval),
        ExprType::Uuid => quote!(types::Uuid),
        // A path shows its lifetime even where a reference leaves it out.
        ExprType::Json if life.is_empty() => quote!(types::Json<'_>),
        ExprType::Json => quote!(types::Json<#life>),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_names_of_their_own_in_rust() {
        for (name, ident, constant) in [
            ("Net Price", "net_price", "NET_PRICE"),
            ("2nd", "_2nd", "_2ND"),
            ("type", "type_", "TYPE_"),
            ("番号", "番号", "番号"),
            ("名前", "名前", "名前"),
            ("Größe", "größe", "GRÖßE"),
            ("Strasse", "strasse", "STRASSE"),
            ("Straße", "straße", "STRAßE"),
            ("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ"),
            ("İd", "İd", "İD"),
            ("١", "_١", "_١"),
            ("a🦀b", "a_b", "A_B"),
            ("${where}", "__where_", "__WHERE_"),
            ("?1", "column_1", "COLUMN_1"),
            ("$$", "column__", "COLUMN__"),
            // In two characters and in one.
            ("e\u{301}", "é", "É"),
            ("\u{e9}", "é", "É"),
        ] {
            assert_eq!(
                (
                    column_ident(name).to_string().as_str(),
                    const_ident(name).to_string().as_str()
                ),
                (ident, constant),
                "{name}"
            );
        }
    }
}
