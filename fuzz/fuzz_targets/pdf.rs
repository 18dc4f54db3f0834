//! Bytes as a document of one format, read and parsed.
#![no_main]

mod shared;

use libfuzzer_sys::fuzz_target;
use peelian::corpus::Format;

fuzz_target!(|bytes: &[u8]| shared::read(Format::Pdf, bytes));
