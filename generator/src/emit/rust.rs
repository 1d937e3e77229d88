//! Tokens to the text of a Rust file.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{File, Item};

use super::column::type_of;
use crate::plan::CratePlan;
use crate::types::SqlType;

/// The first line of every generated file, without the comment's marks.
pub(super) fn header(plan: &CratePlan<'_>) -> String {
    format!("@generated from {} by `{}`; do not edit.", plan.job.spec, crate::plan::COMMAND)
}

/// A Rust file: header, module documentation, items with blank lines between them.
pub(super) fn file(plan: &CratePlan<'_>, docs: &[&str], items: TokenStream) -> String {
    let inner = docs.iter().map(|line| inner_doc(line));
    // The parts are this compiler's own; an expression's body was parsed when it was compiled.
    let parsed: File = syn::parse2(quote!(#(#inner)* #items)).unwrap_or_else(|error| panic!("generated Rust does not parse: {error}"));
    let mut text = format!("// {}\n", header(plan));
    text.push_str(&prettyplease::unparse(&File { items: Vec::new(), ..parsed.clone() }));
    let mut before = None;
    for item in parsed.items {
        // Imports stand together, and so do modules; all else has air around it.
        let kind = match &item {
            Item::Use(_) => Some("use"),
            Item::Mod(module) if module.content.is_none() => Some("mod"),
            _ => None,
        };
        if kind.is_none() || kind != before {
            text.push('\n');
        }
        before = kind;
        let methods = matches!(&item, Item::Impl(_));
        let item = prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] });
        if methods { push_with_air(&mut text, &item) } else { text.push_str(&item) }
    }
    text
}

/// Adds an `impl` block with blank lines around its functions. What prettyplease prints at this depth can be nothing else: it breaks
/// no literal over lines.
fn push_with_air(text: &mut String, block: &str) {
    let mut in_function = false;
    for line in block.lines() {
        if line.starts_with("    fn ") && !in_function {
            text.push('\n');
            in_function = true;
        }
        text.push_str(line);
        text.push('\n');
        in_function &= line != "    }" && !line.ends_with("{}");
    }
}

/// `#[doc = " …"]`, printed as `/// …`. One attribute for each line: a text with a line break would be printed as a block comment.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| format!(" {}", line.trim_end()));
    quote!(#(#[doc = #lines])*)
}

fn inner_doc(text: &str) -> TokenStream {
    let lines: Vec<String> = if text.is_empty() { vec![String::new()] } else { text.lines().map(|line| format!(" {line}")).collect() };
    quote!(#(#![doc = #lines])*)
}

/// `use` items for what the tokens name: each entry is a path and the names it may give.
pub(super) fn imports(tokens: &TokenStream, offered: &[(TokenStream, &[&str])]) -> TokenStream {
    let lines = offered.iter().filter_map(|(path, names)| {
        let used: Vec<Ident> = names.iter().filter(|name| mentions(tokens, name)).map(|name| format_ident!("{name}")).collect();
        match used.as_slice() {
            [] => None,
            [one] => Some(quote!(use #path::#one;)),
            several => Some(quote!(use #path::{#(#several),*};)),
        }
    });
    quote!(#(#lines)*)
}

/// Whether an identifier begins a path among the tokens. Column names never do: `names` keeps them apart.
pub(super) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    let mut colons = 0;
    for token in tokens.clone() {
        let found = match &token {
            TokenTree::Group(group) => mentions(&group.stream(), name),
            TokenTree::Ident(ident) => colons < 2 && ident == name,
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        colons = if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':') { colons + 1 } else { 0 };
    }
    false
}

/// The modules of the runtime that expressions and types name.
pub(super) fn value_imports(tokens: &TokenStream) -> TokenStream {
    let sql = mentions(tokens, "sql").then(|| quote!(use loadwright_runtime::sql;));
    let types = mentions(tokens, "types").then(|| quote!(use loadwright_runtime::value as types;));
    quote!(#sql #types)
}

/// `T` or `Option<T>`.
pub(super) fn value_type(ty: SqlType, nullable: bool, life: &TokenStream) -> TokenStream {
    let plain = type_of(ty, life);
    if nullable { quote!(Option<#plain>) } else { plain }
}

/// The lifetime `'a`.
pub(super) fn life_a() -> TokenStream {
    let life = syn::Lifetime::new("'a", Span::call_site());
    quote!(#life)
}
