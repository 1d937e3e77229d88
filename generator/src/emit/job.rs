//! `job.rs`: the job's constants, and its type.

use proc_macro2::TokenStream;
use quote::quote;

use super::info::{info, target_columns};
use super::rust::{Heads, doc, file, prose};
use crate::names::{INFO_TYPES, backend_ident};
use crate::plan::CratePlan;

pub(super) fn job(plan: &CratePlan<'_>) -> String {
    let columns = target_columns(plan.job);
    let info = info(plan);
    let name = &plan.type_name;
    let docs = doc(&prose(
        plan.job.description.as_deref().unwrap_or("The job."),
    ));
    let constants = [
        quote! {
            #[doc = " The target's columns: what a change does, type, expression, source columns."]
            pub const COLUMNS: &[TargetColumn] = #columns;
        },
        quote! {
            #[doc = " Everything that is constant about the job."]
            pub static INFO: JobInfo = #info;
        },
    ];
    let programs = programs(plan);
    let uses = Heads::of(&constants).imports(quote!(loadwright_runtime::job), INFO_TYPES);
    let head = quote! {
        use loadwright_runtime::adapters;
        #uses
        use loadwright_runtime::program::{Program, Programs};
        use crate::rows;
        #docs
        pub struct #name;
    };
    file(
        plan,
        &["The job: its type, and its constants."],
        std::iter::once(head).chain(constants).chain([programs]),
    )
}

/// One program for each kind of source with each of target.
fn programs(plan: &CratePlan<'_>) -> TokenStream {
    let (name, job) = (&plan.type_name, plan.job);
    let pairs = job.source.backends.iter().flat_map(|source| {
        job.target
            .backends
            .iter()
            .map(move |target| (source, target))
    });
    let programs = pairs.map(|(source, target)| {
        let (source, target) = (backend_ident(source.name()), backend_ident(target.name()));
        quote!(Program::of::<Self, adapters::#source, adapters::#target>())
    });
    quote! {
        #[doc = " What is compiled: a program for each kind of source with each kind of target."]
        impl Programs for #name {
            const PROGRAMS: &'static [Program] = &[#(#programs),*];
        }
    }
}
