//! How the program is linked.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "how a build script is told things and tells them"
)]

use std::env::{var, var_os};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// Set to anything, it leaves the program as others are: it can lie anywhere, and takes the libraries of the system as it starts.
const KEEP: &str = "PEELIAN_PIE";

/// The libraries that a Rust program asks the linker for, and of what each is made where it is linked into the program.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("c", &["c", "gcc_eh", "gcc"]),
    ("dl", &["dl"]),
    ("gcc_s", &["gcc_eh", "gcc"]),
    ("m", &["m"]),
    ("pthread", &["pthread"]),
    ("rt", &["rt"]),
    ("util", &["util"]),
];

/// A program that can lie anywhere in memory has tens of thousands of its addresses set, page by page, each time it is started, and
/// one that takes three libraries as it starts has them opened, mapped and gone through for names: together a third of what a search
/// takes as a process. So a release lies where it was linked to and has its libraries in itself, as programs of Go do; its heap and
/// its stacks still lie anywhere. Who would rather have a program like others sets [`KEEP`].
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={KEEP}");
    let is = |name: &str, value: &str| var(name).is_ok_and(|it| it == value);
    let known = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let asked = var("CARGO_CFG_TARGET_FEATURE")
        .is_ok_and(|features| features.split(',').any(|feature| feature == "crt-static"));
    if !known || asked || !is("PROFILE", "release") || var_os(KEEP).is_some() {
        return Ok(());
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    if let Some(folder) = in_itself()? {
        println!("cargo::rustc-link-arg-bins=-static");
        println!("cargo::rustc-link-arg-bins=-L{}", folder.display());
    }
    Ok(())
}

/// A folder in which the linker finds the libraries as parts of the program, under the names by which it looks for those of the
/// system: Rust asks for these whatever else a build script says. `None` where not all are there, as some systems keep them in a
/// package of their own, or where the program is built for another machine.
fn in_itself() -> io::Result<Option<PathBuf>> {
    let folder = Path::new(&var_os("OUT_DIR").unwrap_or_default()).join("libraries");
    if var_os("HOST") != var_os("TARGET") {
        return Ok(None);
    }
    fs::create_dir_all(&folder)?;
    for (library, parts) in LIBRARIES {
        let found: Option<Vec<String>> = parts.iter().map(|part| archive(part)).collect();
        let Some(found) = found else { return Ok(None) };
        fs::write(
            folder.join(format!("lib{library}.so")),
            format!("GROUP({})\n", found.join(" ")),
        )?;
    }
    Ok(Some(folder))
}

/// Where the linker has the archive of a library, in quotes.
fn archive(library: &str) -> Option<String> {
    let linker = var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked =
        Command::new(linker).arg(format!("-print-file-name=lib{library}.a")).output().ok()?;
    let path = String::from_utf8(asked.stdout).ok()?;
    let path = path.trim();
    (Path::new(path).is_absolute() && Path::new(path).is_file()).then(|| format!("\"{path}\""))
}
