//! What the targets have in common: bytes become a document, its text is read and parsed, and its spans are looked at.

use std::sync::LazyLock;

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::extract;
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse};

/// Made once: that takes longer than most inputs.
pub static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::bundled);

/// Reads and parses bytes as a document of this format. Blocks must lie in the text, at the borders of characters.
pub fn read(format: Format, bytes: &[u8]) {
    let document = Document {
        path: "fuzzed".to_owned(),
        format,
        bytes: bytes.to_vec(),
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    };
    let text = extract(&document);
    for block in &text.blocks {
        assert!(text.canonical.get(block.span.start..block.span.end).is_some(), "{block:?}");
    }
    for span in text.boxes.iter().copied() {
        assert!(text.canonical.get(span.start..span.end).is_some(), "{span:?}");
    }
    let source = Source { path: &document.path, digest: "", supplied: &document.supplied };
    let report = parse(source, &text, &GAZETTEER);
    for finding in &report.findings {
        let (start, end) = (finding.span.start, finding.span.end);
        assert!(text.canonical.get(start..end).is_some(), "{:?}", finding.span);
    }
}
