//! The command line: what was typed becomes what was meant, one file a verb.

use std::process::ExitCode;

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(70)
}
