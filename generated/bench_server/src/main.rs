// @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<bench_server::BenchServer>()
}
