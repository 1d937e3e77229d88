// @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<stage_query::StageQuery>()
}
