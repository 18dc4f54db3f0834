//! How the program is linked.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "how a build script is told things and tells them"
)]

use std::env::var;
use std::process::Command;

/// The first release of the system's library whose loader reads packed addresses.
const LIBRARY: (u32, u32) = (2, 36);

/// A program that can lie anywhere in memory has tens of thousands of addresses set when it is started. Packed they take two
/// megabytes less and are set in half a millisecond less, an eighth of what a search takes; where the loader does not know of it
/// the program would not start, so it is done only for a library that is there.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|it| it == value);
    let at_home = var("HOST").is_ok_and(|host| is("TARGET", &host));
    let known = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if at_home && known && library().is_some_and(|version| version >= LIBRARY) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The release of the system's library.
fn library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().rsplit_once(' ')?.1.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
