// @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<bench_server_type1::BenchServerType1>()
}
