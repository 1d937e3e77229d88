// @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<bench_mapping::BenchMapping>()
}
