//! The `peelian` program: everything is in `peelian::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    peelian::cli::main()
}
