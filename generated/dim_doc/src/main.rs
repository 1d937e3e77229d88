// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<dim_doc::DimDoc>()
}
