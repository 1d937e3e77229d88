//! A crate of compiled expressions: written, built by Rust, and run.

use std::path::Path;
use std::process::Command;

use loadwright_generator::expr::{Compiled, Scope};
use loadwright_generator::names::{column_ident, rust_type};
use loadwright_generator::types::ExprType;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The Rust type that a type's values have.
pub(crate) fn borrowed(ty: impl Into<ExprType>) -> TokenStream {
    rust_type(ty, &quote!('a))
}

/// One function an expression: it takes exactly the columns, and returns exactly the type, that
/// `Compiled` says.
pub(crate) fn function(number: usize, compiled: &Compiled, scope: &Scope) -> TokenStream {
    let name = format_ident!("expression_{number}");
    let body = &compiled.body;
    let columns: Vec<_> = compiled
        .columns
        .iter()
        .map(|place| column_ident(&scope.columns[*place].0))
        .collect();
    let ty = borrowed(compiled.ty);
    let ty = if compiled.nullable {
        quote!(Option<#ty>)
    } else {
        ty
    };
    let (ty, body) = if compiled.fallible {
        (quote!(Result<#ty, Fault>), quote!(Ok(#body)))
    } else {
        (ty, quote!(#body))
    };
    let params = columns.iter().zip(&compiled.columns).map(|(ident, place)| {
        let (_, ty, not_null) = &scope.columns[*place];
        let ty = borrowed(*ty);
        if *not_null {
            quote!(#ident: #ty)
        } else {
            quote!(#ident: Option<#ty>)
        }
    });
    let scratch_param = compiled.uses_scratch.then(|| quote!(scratch: &'a Scratch));
    let scratch_arg = compiled.uses_scratch.then(|| quote!(scratch));
    let params = params.chain(scratch_param);
    let row = if columns.is_empty() {
        quote!(_)
    } else {
        quote!(row)
    };
    let args = columns
        .iter()
        .map(|ident| quote!(row.#ident))
        .chain(scratch_arg);
    let lifetime =
        if quote!(#ty).to_string().contains("'a") || compiled.uses_scratch || !columns.is_empty() {
            quote!(<'a>)
        } else {
            quote!()
        };
    let run = format_ident!("run_{number}");
    let value = quote!(#name(#(#args),*));
    let shown = if compiled.fallible {
        quote!(#value.map(|value| value.show(scratch)))
    } else {
        quote!(Ok(#value.show(scratch)))
    };
    quote! {
        fn #name #lifetime (#(#params),*) -> #ty { #body }
        pub fn #run<'a>(#row: &'a Row, scratch: &'a Scratch) -> Shown<'a> { #shown }
    }
}

/// What the runtime is asked for: all that expressions may need.
const MANIFEST: &str = "
[package]
name = \"batch\"
version = \"0.0.0\"
edition = \"2024\"

[workspace]

[dependencies]
loadwright-runtime = { path = \"../../../runtime\", default-features = false, features = \
                        [\"hashes\", \"powers\", \"regex\", \"timezones\"] }
chrono = { version = \"0.4\", default-features = false }

[profile.dev]
debug = false
incremental = false
";

/// Writes a crate beside the workspace's other build output and runs it; returns what it prints.
pub(crate) fn run(name: &str, files: &[(&str, &str)]) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let all = workspace.join("target/batch");
    let folder = all.join(name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    write_if_changed(&folder.join("Cargo.toml"), &MANIFEST.replace("batch", name));
    // The versions that the workspace has are there without a network.
    std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for (file, text) in files
        .iter()
        .copied()
        .chain([("show.rs", include_str!("show.rs"))])
    {
        write_if_changed(&folder.join("src").join(file), text);
    }
    let output = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        // The runtime is built once for all batches.
        .env("CARGO_TARGET_DIR", all.join("target"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn write_if_changed(path: &Path, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::write(path, text).unwrap();
    }
}
