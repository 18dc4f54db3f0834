use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Keyness, Keyword, Masked, SideTotal, Use};
use crate::render::keyness::command;

/// A line `keyword`.
#[derive(Debug, Serialize)]
pub struct KeywordLine<'a> {
    #[serde(flatten)]
    head: Head,
    term: &'a str,
    key: &'static str,
    g2: f64,
    log_ratio: f64,
    percent_difference: Option<f64>,
    target: UsePart,
    reference: UsePart,
    concordance: String,
}

#[derive(Debug, Serialize)]
struct UsePart {
    n: u64,
    per_million: Option<f64>,
    inspections: u64,
    dp: Option<f64>,
}

fn used(used: &Use) -> UsePart {
    let Use { share, inspections, dp } = *used;
    UsePart { n: share.n, per_million: share.per_million(), inspections, dp }
}

/// One keyword.
#[must_use]
pub fn keyword(word: &Keyword) -> KeywordLine<'_> {
    let [target, reference] = &word.sides;
    KeywordLine {
        head: head("keyword"),
        term: &word.term,
        key: if word.g2 < 0.0 { "negative" } else { "positive" },
        g2: word.g2,
        log_ratio: word.log_ratio,
        percent_difference: word.difference,
        target: used(target),
        reference: used(reference),
        concordance: command(word),
    }
}

/// The line `summary` that ends keywords.
#[derive(Debug, Serialize)]
pub struct KeynessSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    positive: u64,
    negative: u64,
    terms: u64,
    terms_tested: u64,
    target: SidePart,
    reference: SidePart,
    both: u64,
    masked: MaskedPart,
    hints: &'a [String],
}

#[derive(Debug, Serialize)]
struct SidePart {
    findings: u64,
    inspections: u64,
    tokens: u64,
}

/// What was masked.
#[derive(Debug, Serialize)]
pub struct MaskedPart {
    grade_words: u64,
    sentences: u64,
}

/// What was masked.
pub(super) fn masked(masked: Masked) -> MaskedPart {
    let Masked { grade_words, sentences } = masked;
    MaskedPart { grade_words, sentences }
}

/// The totals of a comparison.
#[must_use]
pub fn keyness_summary(keyness: &Keyness) -> KeynessSummary<'_> {
    let [target, reference] = keyness.sides.map(|side| {
        let SideTotal { findings, inspections, tokens } = side;
        SidePart { findings, inspections, tokens }
    });
    KeynessSummary {
        head: head("summary"),
        unit: "keywords",
        positive: keyness.key[0],
        negative: keyness.key[1],
        terms: keyness.terms[0],
        terms_tested: keyness.terms[1],
        target,
        reference,
        both: keyness.both,
        masked: masked(keyness.masked),
        hints: &keyness.hints,
    }
}
