// @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<dim_price::DimPrice>()
}
