// @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<stage_word::StageWord>()
}
