//! Tokens to the text of a Rust file.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Attribute, File, Item};

use crate::names::rust_type;
use crate::plan::CratePlan;
use crate::types::ExprType;

/// The first line of every generated file, without the comment's marks.
pub(super) fn header(plan: &CratePlan<'_>) -> String {
    format!(
        "@generated from {} by `{}`; do not edit.",
        plan.job.spec,
        crate::plan::COMMAND
    )
}

/// A Rust file: header, module documentation, items with blank lines between them. The parts are
/// parsed one by one, as they come: to put their tokens together first would copy them all.
pub(super) fn file(
    plan: &CratePlan<'_>,
    docs: &[&str],
    parts: impl IntoIterator<Item = TokenStream>,
) -> String {
    let docs: TokenStream = docs.iter().map(|line| inner_doc(line)).collect();
    let mut attributes = Vec::new();
    let mut items = Vec::new();
    for part in std::iter::once(docs).chain(parts) {
        // The parts are this compiler's own; an expression's body was parsed when it was compiled.
        let parsed: File = syn::parse2(part)
            .unwrap_or_else(|error| panic!("generated Rust does not parse: {error}"));
        attributes.extend(parsed.attrs);
        items.extend(parsed.items);
    }
    let mut text = format!("// {}\n", header(plan));
    text.push_str(&unparse(attributes, Vec::new()));
    let mut before = None;
    for item in items {
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
        let item = unparse(Vec::new(), vec![item]);
        if methods {
            push_with_air(&mut text, &item)
        } else {
            text.push_str(&item)
        }
    }
    text
}

fn unparse(attrs: Vec<Attribute>, items: Vec<Item>) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

/// Adds an `impl` block with blank lines around its functions. What prettyplease prints at this
/// depth can be nothing else: it breaks no literal over lines.
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

/// `#[doc = " …"]`, printed as `/// …`. One attribute for each line: a text with a line break would
/// be printed as a block comment.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| format!(" {}", line.trim_end()));
    quote!(#(#[doc = #lines])*)
}

/// A user's words as documentation: what rustdoc would take for a link or a tag is text.
pub(super) fn prose(text: &str) -> String {
    text.replace('[', "\\[").replace('<', "\\<")
}

fn inner_doc(text: &str) -> TokenStream {
    let lines: Vec<String> = if text.is_empty() {
        vec![String::new()]
    } else {
        text.lines().map(|line| format!(" {line}")).collect()
    };
    quote!(#(#![doc = #lines])*)
}

/// The identifiers that begin a path among some tokens: what may have to be imported. Column names
/// are never among what is asked for: [`crate::names`] keeps them apart.
pub(super) struct Heads(BTreeSet<String>);

impl Heads {
    pub(super) fn of<'t>(parts: impl IntoIterator<Item = &'t TokenStream>) -> Heads {
        let mut heads = BTreeSet::new();
        for part in parts {
            collect_heads(part.clone(), &mut heads);
        }
        Heads(heads)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// `use path::{…};` for those of the offered names that are needed.
    pub(super) fn imports(&self, path: TokenStream, offered: &[&str]) -> TokenStream {
        let needed: Vec<Ident> = offered
            .iter()
            .filter(|name| self.has(name))
            .map(|name| format_ident!("{name}"))
            .collect();
        match needed.as_slice() {
            [] => TokenStream::new(),
            [one] => quote!(use #path::#one;),
            several => quote!(use #path::{#(#several),*};),
        }
    }

    /// The modules of the runtime that expressions and types name.
    pub(super) fn value_imports(&self) -> TokenStream {
        let sql = self
            .has("sql")
            .then(|| quote! { use loadwright_runtime::sql; });
        let types = self
            .has("types")
            .then(|| quote! { use loadwright_runtime::value as types; });
        quote!(#sql #types)
    }
}

fn collect_heads(tokens: TokenStream, heads: &mut BTreeSet<String>) {
    let mut colons = 0;
    for token in tokens {
        let is_colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
        match token {
            TokenTree::Group(group) => collect_heads(group.stream(), heads),
            TokenTree::Ident(ident) if colons < 2 => _ = heads.insert(ident.to_string()),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        colons = if is_colon { colons + 1 } else { 0 };
    }
}

/// `T` or `Option<T>`.
pub(super) fn value_type(
    ty: impl Into<ExprType>,
    nullable: bool,
    life: &TokenStream,
) -> TokenStream {
    let plain = rust_type(ty, life);
    if nullable {
        quote!(Option<#plain>)
    } else {
        plain
    }
}

/// The lifetime `'a`.
pub(super) fn life_a() -> TokenStream {
    let life = syn::Lifetime::new("'a", Span::call_site());
    quote!(#life)
}
