//! The `peelian` program: everything is in `peelian::cli`.

use std::process::ExitCode;

// Searches and parsing make many small things on several threads; the system's allocator takes a tenth of their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    peelian::cli::main()
}
