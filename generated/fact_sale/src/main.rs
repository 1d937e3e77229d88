// @generated from jobs/scenarios/fact_sale.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<fact_sale::FactSale>()
}
