//! The rules of the house, held by reading its source.

use peelian::thesaurus::Added;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms under `src/`; each may use those before it.
const ROOMS: [&str; 15] = [
    "report",
    "gazetteer",
    "thesaurus",
    "corpus",
    "extract",
    "fetch",
    "parse",
    "synth",
    "index",
    "query",
    "search",
    "analyse",
    "bench",
    "render",
    "cli",
];

/// The rooms that neither read files nor ask where they run: values in, values out.
const PURE: [&str; 7] = ["report", "gazetteer", "thesaurus", "parse", "synth", "query", "analyse"];

const MOST_LINES: usize = 500;

#[test]
fn every_integration_test_is_listed() {
    let listed = read(&root().join("tests/it/main.rs"));
    let missing = children(&root().join("tests/it")).into_iter().filter_map(|path| {
        let name = path.file_stem()?.to_str()?.to_owned();
        let is_test =
            path.extension().is_some_and(|end| end == "rs") || path.join("mod.rs").exists();
        let is_listed = listed.lines().any(|line| line.trim() == format!("mod {name};"));
        (is_test && name != "main" && !is_listed).then_some(name)
    });
    nothing("tests/it/main.rs does not list", missing);
}

#[test]
fn a_room_uses_only_the_rooms_before_it() {
    // The unit tests of a room may ask the later rooms whether what it made is right.
    let rooms = sources().into_iter().filter(|file| !file.name.ends_with("/tests.rs"));
    let wrong = rooms.flat_map(|file| {
        let code = file.code();
        let later = rooms_used(&code).into_iter().filter(|used| is_before(&file.room, used));
        later.map(|used| format!("{} uses {used}", file.name)).collect::<Vec<_>>()
    });
    nothing("against the order of the rooms:", wrong);
}

#[test]
fn every_room_has_its_place_in_the_order() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|file| file.room).collect();
    let unknown =
        rooms.into_iter().filter(|room| !room.is_empty() && !ROOMS.contains(&room.as_str()));
    nothing("not in `ROOMS`:", unknown);
}

#[test]
fn the_engine_is_named_in_its_rooms_only() {
    let elsewhere = sources().into_iter().filter(|file| {
        let home = matches!(file.room.as_str(), "index" | "search");
        !home && !file.name.starts_with("query/lower") && file.code().contains("tantivy")
    });
    nothing("names tantivy:", elsewhere.map(|file| file.name));
}

#[test]
fn nothing_prints_past_the_terminal() {
    let macros = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
    let printing = sources().into_iter().filter(|file| {
        let code = file.code();
        macros.iter().any(|name| holds_word(&code, name))
    });
    nothing("prints:", printing.map(|file| file.name));
}

#[test]
fn pure_rooms_touch_neither_files_nor_environment() {
    let touching = sources().into_iter().filter(|file| {
        let code = file.code();
        PURE.contains(&file.room.as_str())
            && ["std::fs", "std::env", "std::{fs", "std::{env"]
                .iter()
                .any(|name| code.contains(name))
    });
    nothing("touches files or the environment:", touching.map(|file| file.name));
}

#[test]
fn a_room_says_at_its_door_what_it_is_for() {
    let silent = sources().into_iter().filter(|file| {
        let is_door = ["mod.rs", "lib.rs", "main.rs"].iter().any(|door| file.name.ends_with(door));
        is_door && !file.text.starts_with("//!")
    });
    nothing("does not open with `//!`:", silent.map(|file| file.name));
}

#[test]
fn files_stay_short_enough_to_read() {
    let long = sources().into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > MOST_LINES).then(|| format!("{} has {lines} lines", file.name))
    });
    nothing("over 500 lines:", long);
}

/// A file under `src/`.
struct Source {
    /// Its path under `src/`, with `/`.
    name: String,
    /// The folder under `src/` it lies in; empty for `lib.rs` and its neighbours.
    room: String,
    text: String,
}

impl Source {
    /// The text without comments that fill a line.
    fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut folders = vec![src.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in children(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(source(&src, &path));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > ROOMS.len(), "the source tree is not where it is looked for");
    found
}

fn source(src: &Path, path: &Path) -> Source {
    let relative = path.strip_prefix(src).expect("the file lies under src");
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let room = if parts.len() > 1 { parts[0].clone() } else { String::new() };
    Source { name: parts.join("/"), room, text: read(path) }
}

/// True if both are rooms and `room` comes before `other`.
fn is_before(room: &str, other: &str) -> bool {
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    place(room).zip(place(other)).is_some_and(|(room, other)| room < other)
}

/// The names after `crate::`, those within `crate::{...}` too.
fn rooms_used(code: &str) -> BTreeSet<&str> {
    code.split("crate::").skip(1).flat_map(first_names).collect()
}

/// The first name of a path, or of each path of a group.
fn first_names(path: &str) -> Vec<&str> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![first_name(path)];
    };
    let mut depth = 0;
    let mut names = vec![first_name(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_name(&group[at + 1..])),
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> &str {
    let path = path.trim_start();
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    &path[..end]
}

/// True if `word` stands in `text` and is not the end of a longer one.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn nothing(complaint: &str, found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{complaint} {}", found.join(", "));
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_reader_of_paths_reads_groups() {
    let code = "use crate::{Error, report::{Span, Cycle}, query};\nlet x = crate::index::open(); use crate::Result;";
    let used: Vec<&str> = rooms_used(code).into_iter().collect();
    assert_eq!(used, ["Error", "Result", "index", "query", "report"]);
}

/// The bundled thesaurus is written as TOML and read as JSON.
#[test]
fn what_is_kept_in_two_forms_is_the_same_in_both() {
    let folder = root().join("src/thesaurus/data");
    let written = Added::read(&read(&folder.join("thesaurus.toml"))).unwrap();
    let json = serde_json::to_string(&written).unwrap() + "\n";
    if std::env::var_os("PEELIAN_REWRITE").is_some() {
        std::fs::write(folder.join("thesaurus.json"), &json).unwrap();
    }
    assert_eq!(read(&folder.join("thesaurus.json")), json, "`PEELIAN_REWRITE=1` writes it anew");
}
