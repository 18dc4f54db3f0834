//! Text as a report, and as a query.
#![no_main]

mod shared;

use libfuzzer_sys::fuzz_target;
use peelian::corpus::Format;

fuzz_target!(|text: &str| {
    shared::read(Format::Text, text.as_bytes());
    if text.len() < 500 {
        let _ = peelian::query::parse(text);
    }
});
