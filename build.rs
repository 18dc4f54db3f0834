//! How the program is linked.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "how a build script is told things and tells them"
)]

use std::env::{var, var_os};

/// Set to anything, it keeps the program position-independent.
const KEEP: &str = "PEELIAN_PIE";

/// A program that can lie anywhere in memory has tens of thousands of its addresses set, page by page, each time it is started:
/// a quarter of what a search takes as a process. So a release lies where it was linked to, as programs of Go do; its heap, its
/// stacks and its libraries still lie anywhere. Who would rather have the program itself there too sets [`KEEP`].
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={KEEP}");
    let is = |name: &str, value: &str| var(name).is_ok_and(|it| it == value);
    let known = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if known && is("PROFILE", "release") && var_os(KEEP).is_none() {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
