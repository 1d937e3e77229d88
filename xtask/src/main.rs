//! The project's own chores. `generate`, `list` and `explain` are the compiler's own command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    loadwright_generator::cli::main("cargo xtask", std::env::args_os().skip(1))
}
