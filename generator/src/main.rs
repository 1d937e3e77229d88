//! The `loadwright` command: the compiler's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    loadwright_generator::cli::main("loadwright", std::env::args_os().skip(1))
}
