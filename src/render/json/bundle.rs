use serde::Serialize;

use super::{Head, head};
use crate::render::bundle::{Difference, Drift, Manifest};

/// A line `bundle`.
#[derive(Debug, Serialize)]
pub struct BundleLine<'a> {
    #[serde(flatten)]
    head: Head,
    ok: bool,
    digest: &'a str,
    program: &'a str,
    asks: &'a [String],
    line: &'a str,
    found: bool,
    corpus_digest: &'a str,
    documents: u64,
    entries: Vec<&'a str>,
    problems: &'a [String],
}

/// What a bundle says of itself, the digest of its file, and what does not hold in it.
#[must_use]
pub fn bundle<'a>(
    manifest: &'a Manifest,
    digest: &'a str,
    problems: &'a [String],
) -> BundleLine<'a> {
    BundleLine {
        head: head("bundle"),
        ok: problems.is_empty(),
        digest,
        program: &manifest.program,
        asks: &manifest.asks,
        line: &manifest.line,
        found: manifest.found,
        corpus_digest: &manifest.corpus_digest,
        documents: manifest.documents,
        entries: manifest.entries.keys().map(String::as_str).collect(),
        problems,
    }
}

/// A line `replay`.
#[derive(Debug, Serialize)]
pub struct ReplayLine<'a> {
    #[serde(flatten)]
    head: Head,
    same: bool,
    same_corpus: bool,
    program: &'a str,
    line: &'a str,
    differences: &'a [Difference],
    corpus: &'a Drift,
}

/// Whether the question of a bundle has the same answer now.
#[must_use]
pub fn replay<'a>(
    manifest: &'a Manifest,
    differences: &'a [Difference],
    corpus: &'a Drift,
) -> ReplayLine<'a> {
    ReplayLine {
        head: head("replay"),
        same: differences.is_empty(),
        same_corpus: *corpus == Drift::default(),
        program: &manifest.program,
        line: &manifest.line,
        differences,
        corpus,
    }
}
