//! Bytes as a line of a JSON Lines file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peelian::corpus::Supplied;
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse_line};

fuzz_target!(|line: &str| {
    let supplied = Supplied::default();
    let source = Source { path: "fuzzed.jsonl", digest: "", supplied: &supplied };
    let _ = parse_line(source, "0123456789abcdef", 1, line, &Gazetteer::bundled());
});
