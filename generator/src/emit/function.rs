//! `transform.rs`, `filter.rs` and `order.rs`: the user's expressions, one small function each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Block, Expr, Stmt, parse_quote};

use super::rust::{Heads, doc, file, life_a, prose, value_type};
use crate::plan::{CratePlan, Function, Life, code_span};

/// Most arguments that clippy takes without a word.
const MANY_ARGUMENTS: usize = 7;

pub(super) fn transform(plan: &CratePlan<'_>) -> String {
    module(
        plan,
        &["The target columns, each a function of the source columns that it uses."],
        &plan.columns,
    )
}

pub(super) fn filter(plan: &CratePlan<'_>) -> Option<String> {
    let filter = plan.filter.as_ref()?;
    Some(module(
        plan,
        &["The filter: only rows for which it is true are loaded."],
        std::slice::from_ref(filter),
    ))
}

pub(super) fn order(plan: &CratePlan<'_>) -> Option<String> {
    (!plan.order.is_empty()).then(|| {
        module(
            plan,
            &["What orders the rows of one key within a load."],
            &plan.order,
        )
    })
}

fn module(plan: &CratePlan<'_>, docs: &[&str], functions: &[Function]) -> String {
    let functions: Vec<TokenStream> = functions.iter().map(function).collect();
    let heads = Heads::of(&functions);
    let fault = heads.imports(quote!(loadwright_runtime::row), &["Fault"]);
    let scratch = heads.imports(quote!(loadwright_runtime::scratch), &["Scratch"]);
    let values = heads.value_imports();
    let param = heads.has("param").then(|| quote! { use crate::param; });
    let udf = heads.has("udf").then(|| quote! { use crate::udf; });
    let uses = quote!(#fault #scratch #values #param #udf);
    file(plan, docs, std::iter::once(uses).chain(functions))
}

fn function(function: &Function) -> TokenStream {
    let Function { ident, body, .. } = function;
    let named = life_a();
    let (generics, inner, outer) = match function.life {
        Life::Elided => (TokenStream::new(), TokenStream::new(), TokenStream::new()),
        Life::Named => (quote!(<#named>), named.clone(), named),
        Life::Static => (TokenStream::new(), TokenStream::new(), quote!('static)),
    };
    let mut arguments: Vec<TokenStream> = function
        .arguments
        .iter()
        .map(|argument| {
            let ident = &argument.ident;
            let ty = value_type(argument.ty, argument.nullable, &inner);
            quote!(#ident: #ty)
        })
        .collect();
    if function.scratch {
        arguments.push(quote!(scratch: &#inner Scratch));
    }
    let allow =
        (arguments.len() > MANY_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let value = value_type(function.ty, function.nullable, &outer);
    let body: Expr = parse_quote!(#body);
    let (result, body) = if function.fallible {
        (quote!(Result<#value, Fault>), fallible(body))
    } else {
        (value, body)
    };
    // A block's statements are the function's own.
    let body = match body {
        Expr::Block(inner) if inner.label.is_none() && inner.attrs.is_empty() => {
            let statements = inner.block.stmts;
            quote!(#(#statements)*)
        }
        body => quote!(#body),
    };
    let docs = doc(&docs(function));
    quote! {
        #docs
        #allow
        pub fn #ident #generics (#(#arguments),*) -> #result {
            #body
        }
    }
}

/// The body of a function that returns a `Result`: `Ok` stands where the values are, and what only
/// asks `?` of a result is that result.
fn fallible(body: Expr) -> Expr {
    match body {
        Expr::Try(asked) => *asked.expr,
        Expr::Paren(inner) => fallible(*inner.expr),
        Expr::Match(mut choice) => {
            for arm in &mut choice.arms {
                *arm.body = fallible((*arm.body).clone());
            }
            Expr::Match(choice)
        }
        Expr::If(mut choice) if choice.else_branch.is_some() => {
            choice.then_branch = fallible_block(choice.then_branch);
            choice.else_branch = choice
                .else_branch
                .map(|(token, branch)| (token, Box::new(fallible(*branch))));
            Expr::If(choice)
        }
        Expr::Block(mut inner) if inner.label.is_none() => {
            inner.block = fallible_block(inner.block);
            Expr::Block(inner)
        }
        value => parse_quote!(Ok(#value)),
    }
}

fn fallible_block(mut block: Block) -> Block {
    if let Some(Stmt::Expr(value, None)) = block
        .stmts
        .pop_if(|last| matches!(last, Stmt::Expr(_, None)))
    {
        block.stmts.push(Stmt::Expr(fallible(value), None));
    }
    block
}

/// The expression first: it is what a reader of the mapping looks for.
fn docs(function: &Function) -> String {
    let mut docs = code_span(&function.text);
    if !function.comment.is_empty() {
        docs.push_str("\n\n");
        docs.push_str(&prose(&function.comment));
    }
    docs
}
