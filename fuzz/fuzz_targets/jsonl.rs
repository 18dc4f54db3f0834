//! Bytes as a line of a JSON Lines file.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use peelian::corpus::Supplied;
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse_line};

/// Made once: that takes longer than most lines.
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::bundled);

fuzz_target!(|line: &str| {
    let supplied = Supplied::default();
    let source = Source { path: "fuzzed.jsonl", digest: "", supplied: &supplied };
    let _ = parse_line(source, "0123456789abcdef", 1, line, &GAZETTEER);
});
