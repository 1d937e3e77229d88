//! `rows.rs`: the typed rows, their columns, and the straight-line functions between them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::column::{column, row_type};
use super::row_functions::implementation;
use super::rust::{Heads, doc, file, life_a, value_type};
use crate::plan::{Cell, CratePlan, Row, code_span};

pub(super) fn rows(plan: &CratePlan<'_>) -> String {
    let keyed = !plan.key.cells.is_empty();
    let mut code = vec![row_struct(
        "Source",
        "A source row: the columns that the mapping uses.",
        &plan.source,
    )];
    if keyed {
        code.push(row_struct("Key", "The business key.", &plan.key));
    }
    code.push(row_struct(
        "Target",
        "A target row: the mapping's columns in the table's order.",
        &plan.target,
    ));
    code.push(implementation(plan));

    let heads = Heads::of(&code);
    let job = heads.imports(quote!(loadwright_runtime::job), &["Job", "JobInfo"]);
    let row = heads.imports(
        quote!(loadwright_runtime::row),
        &["Reject", "RowReader", "RowWriter"],
    );
    let scratch = heads.imports(quote!(loadwright_runtime::scratch), &["Scratch"]);
    let values = heads.value_imports();
    let mut modules = Vec::new();
    modules.extend(plan.filter.as_ref().map(|_| "filter"));
    modules.extend((!plan.order.is_empty()).then_some("order"));
    modules.extend((!plan.columns.is_empty()).then_some("transform"));
    let modules = modules.into_iter().map(|module| format_ident!("{module}"));
    let name = &plan.type_name;
    let uses = quote! { #job #row #scratch #values use crate::job::{INFO, #name}; #(use crate::#modules;)* };

    code.push(columns(
        "source",
        "How the source's columns are read.",
        &plan.source,
    ));
    if keyed && !plan.key_leads() {
        code.push(columns(
            "key",
            "How the key's columns are read back.",
            &plan.key,
        ));
    }
    code.push(columns(
        "target",
        "How the target's columns are read back.",
        &plan.target,
    ));
    file(
        plan,
        &["Typed rows: how they are read, computed and written."],
        std::iter::once(uses).chain(code),
    )
}

fn row_struct(name: &str, docs: &str, row: &Row) -> TokenStream {
    let docs = doc(docs);
    let ty = row_type(name, row);
    let fields = row.fields().map(|cell| {
        let docs = doc(&field_docs(cell));
        let field = &cell.field;
        let ty = value_type(cell.ty, cell.nullable, &life_a());
        quote!(#docs pub #field: #ty)
    });
    quote! {
        #docs
        pub struct #ty { #(#fields),* }
    }
}

/// A column whose name is no Rust name is told by its own.
fn field_docs(cell: &Cell) -> String {
    if cell.field == cell.name {
        cell.docs.clone()
    } else {
        format!("{}: {}", code_span(&cell.name), cell.docs)
    }
}

fn columns(module: &str, docs: &str, row: &Row) -> TokenStream {
    let constants: TokenStream = row
        .cells
        .iter()
        .map(|cell| {
            let (constant, value) = (&cell.constant, column(cell));
            quote!(pub const #constant: Column = #value;)
        })
        .collect();
    let uses = Heads::of([&constants]).imports(
        quote!(loadwright_runtime::job),
        &["Column", "SqlType", "Trim"],
    );
    let docs = doc(docs);
    let module = format_ident!("{module}");
    quote! {
        #docs
        pub(crate) mod #module { #uses #constants }
    }
}
