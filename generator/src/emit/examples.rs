//! `examples.rs`: the spec's examples as unit tests.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust::file;
use crate::model::Example;
use crate::plan::{CratePlan, Row};

pub(super) fn examples(plan: &CratePlan<'_>) -> Option<String> {
    let list = &plan.job.examples;
    let name = &plan.type_name;
    let tests = list
        .iter()
        .enumerate()
        .map(|(place, example)| test(plan, place, example));
    let uses = quote! {
        use loadwright_runtime::testing::assert_example;
        use crate::job::#name;
    };
    let docs =
        ["The spec's examples: source cells as text, and the target cells that they must give."];
    (!list.is_empty()).then(|| file(plan, &docs, std::iter::once(uses).chain(tests)))
}

fn test(plan: &CratePlan<'_>, place: usize, example: &Example) -> TokenStream {
    let test = format_ident!("example_{}", place + 1);
    let name = &plan.type_name;
    let given = cells(&plan.source, &example.given);
    let expected = cells(&plan.target, &example.expect);
    quote! {
        #[test]
        fn #test() {
            let given = #given;
            let expected = #expected;
            assert_example::<#name>(&given, &expected);
        }
    }
}

/// `[("column", Some("text")), …]`.
fn cells(row: &Row, cells: &[(usize, Option<String>)]) -> TokenStream {
    let pairs = cells.iter().map(|(place, text)| {
        let name = &row.cells[*place].name;
        let text = text
            .as_ref()
            .map_or_else(|| quote!(None), |text| quote!(Some(#text)));
        quote!((#name, #text))
    });
    quote!([#(#pairs),*])
}
