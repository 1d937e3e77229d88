//! The job's functions over its rows: straight-line code, a line a column.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::column::row_type;
use crate::model::Change;
use crate::plan::{Cell, CratePlan, Function, Row};
use crate::types::SqlType;

/// `impl Job for …`. Lifetimes are written as the trait has them.
pub(super) fn implementation(plan: &CratePlan<'_>) -> TokenStream {
    let name = &plan.type_name;
    let source = row_type("Source", &plan.source);
    let key = if plan.key.cells.is_empty() {
        quote!(())
    } else {
        row_type("Key", &plan.key)
    };
    let target = row_type("Target", &plan.target);
    let functions = [
        read(plan),
        filter(plan),
        self::key(plan),
        transform(plan),
        write("write_key", "key", "Key", plan.key.fields().collect()),
        write("write", "row", "Target", plan.target.fields().collect()),
        write(
            "write_type2",
            "row",
            "Target",
            plan.changing(Change::Version).collect(),
        ),
        write(
            "write_type1",
            "row",
            "Target",
            plan.changing(Change::Overwrite).collect(),
        ),
        write_order(plan),
        read_back(
            "read_key",
            "Key",
            if plan.key_leads() { "target" } else { "key" },
            &plan.key,
        ),
        read_back("read_target", "Target", "target", &plan.target),
    ];
    quote! {
        impl Job for #name {
            type Source<'a> = #source;
            type Key<'a> = #key;
            type Target<'a> = #target;
            type Lookups = ();
            const INFO: &'static JobInfo = &INFO;
            #(#functions)*
        }
    }
}

fn read(plan: &CratePlan<'_>) -> TokenStream {
    let row = unused("row", plan.source.fields().count() == 0);
    let fields = plan.source.fields().map(|cell| {
        let (field, value) = (&cell.field, read_cell(cell, "source"));
        quote!(#field: #value)
    });
    quote! {
        fn read<'a, R: RowReader<'a>>(#row: &R) -> Result<Self::Source<'a>, Reject> {
            Ok(Source { #(#fields),* })
        }
    }
}

fn read_cell(cell: &Cell, module: &str) -> TokenStream {
    let (module, constant) = (format_ident!("{module}"), &cell.constant);
    if cell.nullable {
        quote!(row.optional(&#module::#constant)?)
    } else {
        quote!(row.required(&#module::#constant)?)
    }
}

/// A call of a small function, its fault turned into the reject of a column.
fn call(
    module: &str,
    function: &Function,
    column: &str,
    argument: impl Fn(&Ident) -> TokenStream,
) -> TokenStream {
    let (module, ident) = (format_ident!("{module}"), &function.ident);
    let mut arguments: Vec<TokenStream> = function
        .arguments
        .iter()
        .map(|taken| argument(&taken.ident))
        .collect();
    if function.scratch {
        arguments.push(quote!(scratch));
    }
    let plain = quote!(#module::#ident(#(#arguments),*));
    if function.fallible {
        quote!(#plain.map_err(|fault| fault.at(#column))?)
    } else {
        plain
    }
}

fn of_source(ident: &Ident) -> TokenStream {
    quote!(source.#ident)
}

fn filter(plan: &CratePlan<'_>) -> TokenStream {
    let Some(filter) = &plan.filter else {
        return TokenStream::new();
    };
    let source = unused("source", filter.arguments.is_empty());
    let scratch = unused("scratch", !filter.scratch);
    let value = call("filter", filter, "filter", of_source);
    let value = if filter.nullable {
        quote!(#value == Some(true))
    } else {
        value
    };
    quote! {
        fn filter<'a>(#source: &Self::Source<'a>, #scratch: &'a Scratch) -> Result<bool, Reject> {
            Ok(#value)
        }
    }
}

fn key(plan: &CratePlan<'_>) -> TokenStream {
    let target = &plan.job.target;
    let cells = || plan.key.cells.iter().zip(&target.key);
    let reads = plan.key_sources.iter().map(|place| {
        let cell = &plan.source.cells[*place];
        let (field, value) = (&cell.field, read_cell(cell, "source"));
        quote!(let #field = #value;)
    });
    let fields: Vec<TokenStream> = cells()
        .map(|(cell, place)| {
            let (field, name, function) = (&cell.field, &cell.name, &plan.columns[*place]);
            let value = call("transform", function, name, |ident| quote!(#ident));
            if function.nullable {
                quote!(#field: #value.ok_or_else(|| Reject::null_key(#name))?)
            } else {
                quote!(#field: #value)
            }
        })
        .collect();
    let can_be_empty = |ty| matches!(ty, SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_));
    let checks: Vec<TokenStream> = cells()
        .filter(|(cell, _)| !target.empty_key_allowed && can_be_empty(cell.ty))
        .map(|(cell, _)| {
            let (field, name) = (&cell.field, &cell.name);
            quote!(if key.#field.is_empty() { return Err(Reject::empty_key(#name)); })
        })
        .collect();
    let body = match (fields.is_empty(), checks.is_empty()) {
        (true, _) => quote!(Ok(())),
        (false, true) => quote!(Ok(Key { #(#fields),* })),
        (false, false) => quote!(let key = Key { #(#fields),* }; #(#checks)* Ok(key)),
    };
    let row = unused("row", plan.key_sources.is_empty());
    let scratch = unused(
        "scratch",
        !cells().any(|(_, place)| plan.columns[*place].scratch),
    );
    quote! {
        fn key<'a, R: RowReader<'a>>(#row: &R, _lookups: &'a Self::Lookups, #scratch: &'a Scratch) -> Result<Self::Key<'a>, Reject> {
            #(#reads)*
            #body
        }
    }
}

fn transform(plan: &CratePlan<'_>) -> TokenStream {
    let key = &plan.job.target.key;
    let computed = || {
        plan.columns
            .iter()
            .enumerate()
            .filter(|(place, _)| !key.contains(place))
            .map(|(_, function)| function)
    };
    let source = unused(
        "source",
        computed().all(|function| function.arguments.is_empty()),
    );
    let scratch = unused("scratch", !computed().any(|function| function.scratch));
    let fields =
        plan.target
            .cells
            .iter()
            .zip(&plan.columns)
            .enumerate()
            .map(|(place, (cell, function))| {
                let field = &cell.field;
                let (value, is_null) = match key.contains(&place) {
                    true => (quote!(key.#field), false),
                    false => (
                        call("transform", function, &cell.name, of_source),
                        function.nullable,
                    ),
                };
                // The table may hold NULL where the expression never gives it.
                if cell.nullable && !is_null {
                    quote!(#field: Some(#value))
                } else {
                    quote!(#field: #value)
                }
            });
    let key = unused("key", key.is_empty());
    quote! {
        fn transform<'a>(
            #source: &Self::Source<'a>,
            #key: &Self::Key<'a>,
            _lookups: &'a Self::Lookups,
            #scratch: &'a Scratch,
        ) -> Result<Self::Target<'a>, Reject> {
            Ok(Target { #(#fields),* })
        }
    }
}

fn write(function: &str, argument: &str, ty: &str, cells: Vec<&Cell>) -> TokenStream {
    let (function, ty, value) = (
        format_ident!("{function}"),
        format_ident!("{ty}"),
        format_ident!("{argument}"),
    );
    let argument = unused(argument, cells.is_empty());
    let out = unused("out", cells.is_empty());
    let puts = cells.iter().map(|cell| {
        let field = &cell.field;
        quote!(out.put(#value.#field);)
    });
    quote!(fn #function<W: RowWriter>(#argument: &Self::#ty<'_>, #out: &mut W) { #(#puts)* })
}

fn write_order(plan: &CratePlan<'_>) -> TokenStream {
    if plan.order.is_empty() {
        return TokenStream::new();
    }
    let source = unused(
        "source",
        plan.order
            .iter()
            .all(|function| function.arguments.is_empty()),
    );
    let scratch = unused(
        "scratch",
        !plan.order.iter().any(|function| function.scratch),
    );
    let puts = plan.order.iter().map(|function| {
        let value = call("order", function, "order_by", of_source);
        quote!(out.put(#value);)
    });
    quote! {
        fn write_order<'a, W: RowWriter>(#source: &Self::Source<'a>, #scratch: &'a Scratch, out: &mut W) -> Result<(), Reject> {
            #(#puts)*
            Ok(())
        }
    }
}

fn read_back(function: &str, ty: &str, module: &str, row: &Row) -> TokenStream {
    let (function, ty) = (format_ident!("{function}"), format_ident!("{ty}"));
    let argument = unused("row", row.cells.is_empty());
    let fields = row.fields().map(|cell| {
        let (field, value) = (&cell.field, read_cell(cell, module));
        quote!(#field: #value)
    });
    let value = if row.cells.is_empty() {
        quote!(())
    } else {
        quote!(#ty { #(#fields),* })
    };
    quote! {
        fn #function<'a, R: RowReader<'a>>(#argument: &R) -> Result<Self::#ty<'a>, Reject> {
            Ok(#value)
        }
    }
}

/// An argument's name, marked where the body has no use for it.
fn unused(name: &str, is_unused: bool) -> Ident {
    if is_unused {
        format_ident!("_{name}")
    } else {
        format_ident!("{name}")
    }
}
