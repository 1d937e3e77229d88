// @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.

fn main() -> std::process::ExitCode {
    loadwright_runtime::main::<dim_airport::DimAirport>()
}
