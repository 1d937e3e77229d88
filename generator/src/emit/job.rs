//! `job.rs`: the job's constants, and its type.

use quote::quote;

use super::info::{info, target_columns};
use super::rust::{Heads, doc, file, prose};
use crate::names::INFO_TYPES;
use crate::plan::CratePlan;

pub(super) fn job(plan: &CratePlan<'_>) -> String {
    let columns = target_columns(plan.job);
    let info = info(plan);
    let name = &plan.type_name;
    let docs = doc(&prose(plan.job.description.as_deref().unwrap_or("The job.")));
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
    let uses = Heads::of(&constants).imports(quote!(loadwright_runtime::job), INFO_TYPES);
    let head = quote! {
        #uses
        use crate::rows;
        #docs
        pub struct #name;
    };
    file(plan, &["The job: its type, and its constants."], std::iter::once(head).chain(constants))
}
