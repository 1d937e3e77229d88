// @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<mirror_stock::MirrorStock>()
}
