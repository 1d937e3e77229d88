// @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
//! The job's command line.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<fact_event::FactEvent>()
}
