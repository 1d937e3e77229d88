//! `lib.rs`, `main.rs` and `param.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::rust::{doc, file, prose};
use crate::names;
use crate::plan::{CratePlan, code_span};

/// The generated modules keep their own format: rustfmt is told to pass over them. This file is one
/// that it leaves as it is.
pub(super) fn lib(plan: &CratePlan<'_>) -> String {
    let job = plan.job;
    let mut modules = vec!["job", "rows", "transform"];
    modules.extend(plan.filter.as_ref().map(|_| "filter"));
    modules.extend((!plan.order.is_empty()).then_some("order"));
    modules.extend((!job.params.is_empty()).then_some("param"));
    modules.extend(job.udf.as_ref().map(|_| "udf"));
    modules.sort_unstable();
    // Two separators in a row come from the user's own names.
    let mut cells = plan.source.fields().chain(&plan.target.cells);
    let lenient = cells.any(|cell| cell.field.to_string().trim_matches('_').contains("__"));
    let lenient = lenient.then(|| quote!(#![allow(non_snake_case)]));
    let mut cells = plan.source.fields().chain(&plan.target.cells);
    let foreign = cells
        .any(|cell| names::is_foreign(&cell.field.to_string()))
        .then(|| {
            // Names are the table's own: letters of several alphabets, capitals that some letters
            // lack.
            quote! {
                #![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]
                #![allow(non_snake_case, non_upper_case_globals)]
            }
        });
    let lenient = foreign.or(lenient);
    let modules: TokenStream = modules
        .into_iter()
        .map(|module| {
            let module = format_ident!("{module}");
            quote! {
                #[rustfmt::skip]
                pub mod #module;
            }
        })
        .collect();
    let examples = (!job.examples.is_empty()).then(|| {
        quote! {
            #[cfg(test)]
            #[rustfmt::skip]
            mod examples;
        }
    });
    let name = &plan.type_name;
    let run = doc(
        "Runs the job in this process, as its binary does.\n\n# Errors\nWhatever keeps the rows \
         out: see [`RunError`].",
    );
    let summary = job
        .description
        .as_deref()
        .map(prose)
        .unwrap_or_else(|| format!("The load job {}.", code_span(&job.name)));
    file(
        plan,
        &[
            &summary,
            "",
            "README.md tells what is loaded, and how to run it.",
        ],
        [quote! {
            #lenient
            #examples
            #modules
            pub use job::#name;
            use loadwright_runtime::{Options, Report, RunError};
            #run
            pub fn run(options: &Options) -> Result<Report, RunError> {
                loadwright_runtime::run::<#name>(options)
            }
        }],
    )
}

pub(super) fn main(plan: &CratePlan<'_>) -> String {
    let library = format_ident!("{}", plan.name());
    let name = &plan.type_name;
    file(
        plan,
        &["The job's command line."],
        [quote! {
            fn main() -> std::process::ExitCode {
                loadwright_runtime::main::<#library::#name>()
            }
        }],
    )
}

/// The places of the run parameters.
pub(super) fn param(plan: &CratePlan<'_>) -> Option<String> {
    let params = &plan.job.params;
    let constants = params.iter().enumerate().map(|(place, param)| {
        let constant = names::const_ident(&param.name);
        let docs = doc(&format!(
            "{}, {}",
            code_span(&format!(":{}", param.name)),
            param.ty
        ));
        let place = Literal::usize_unsuffixed(place);
        quote!(#docs pub const #constant: usize = #place;)
    });
    (!params.is_empty()).then(|| file(plan, &["The run parameters' places."], constants))
}
