use serde::Serialize;

use super::concordance::{ExtentPart, extent};
use super::keyness::MaskedPart;
use super::{AlsoPart, Head, also, head};
use crate::analyse::{Collocate, Collocates, Ngram, Ngrams, Spread, SpreadPart};
use crate::render::keyness::concordance;

/// A line `collocate`.
#[derive(Debug, Serialize)]
pub struct CollocateLine<'a> {
    #[serde(flatten)]
    head: Head,
    collocate: &'a str,
    together: u64,
    left: u64,
    right: u64,
    expected: f64,
    observed_expected: f64,
    mi: f64,
    t: f64,
    log_dice: f64,
    frequency: u64,
    inspections: u64,
    concordance: Option<String>,
}

/// One collocate.
#[must_use]
pub fn collocate(row: &Collocate) -> CollocateLine<'_> {
    let company = row.company;
    CollocateLine {
        head: head("collocate"),
        collocate: &row.word,
        together: company.together,
        left: row.sides[0],
        right: row.sides[1],
        expected: company.expected(),
        observed_expected: company.together as f64 / company.expected(),
        mi: company.mutual_information(),
        t: company.t_score(),
        log_dice: row.log_dice(),
        frequency: company.collocate,
        inspections: row.inspections,
        concordance: row.query.as_deref().map(concordance),
    }
}

/// The line `summary` that ends collocates.
#[derive(Debug, Serialize)]
pub struct CollocatesSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    query: &'a str,
    total: u64,
    nodes: u64,
    places: u64,
    tokens: u64,
    matching: ExtentPart,
    denominators: ExtentPart,
    also: Vec<AlsoPart<'a>>,
    hints: &'a [String],
}

/// The totals of collocates.
#[must_use]
pub fn collocates_summary<'a>(found: &'a Collocates, query: &'a str) -> CollocatesSummary<'a> {
    CollocatesSummary {
        head: head("summary"),
        unit: "collocates",
        query,
        total: found.total,
        nodes: found.nodes,
        places: found.places,
        tokens: found.tokens,
        matching: extent(found.matching),
        denominators: extent(found.of),
        also: also(&found.also),
        hints: &found.hints,
    }
}

/// A line `ngram`.
#[derive(Debug, Serialize)]
pub struct NgramLine<'a> {
    #[serde(flatten)]
    head: Head,
    term: &'a str,
    words: usize,
    n: u64,
    per_million: Option<f64>,
    inspections: u64,
    dp: Option<f64>,
}

/// One n-gram.
#[must_use]
pub fn ngram(row: &Ngram) -> NgramLine<'_> {
    NgramLine {
        head: head("ngram"),
        term: &row.term,
        words: row.words,
        n: row.share.n,
        per_million: row.share.per_million(),
        inspections: row.inspections,
        dp: row.dp,
    }
}

/// The line `summary` that ends n-grams.
#[derive(Debug, Serialize)]
pub struct NgramsSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    total: u64,
    different: u64,
    masked: MaskedPart,
    denominators: ExtentPart,
    hints: &'a [String],
}

/// The totals of n-grams.
#[must_use]
pub fn ngrams_summary(found: &Ngrams) -> NgramsSummary<'_> {
    NgramsSummary {
        head: head("summary"),
        unit: "ngrams",
        total: found.total,
        different: found.different,
        masked: super::keyness::masked(found.masked),
        denominators: extent(found.of),
        hints: &found.hints,
    }
}

/// A line `part` of a dispersion.
#[derive(Debug, Serialize)]
pub struct SpreadLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    year: Option<&'a str>,
    programme: Option<&'a str>,
    pillar: Option<&'a str>,
    report: Option<&'a str>,
    n: u64,
    tokens: u64,
    per_million: Option<f64>,
}

/// One inspection, or a report without.
#[must_use]
pub fn spread_part(part: &SpreadPart) -> SpreadLine<'_> {
    SpreadLine {
        head: head("part"),
        force: part.force.as_deref(),
        force_name: part.force_name.as_deref(),
        year: part.year.as_deref(),
        programme: part.programme.as_deref(),
        pillar: part.pillar.as_deref(),
        report: part.report.as_deref(),
        n: part.share.n,
        tokens: part.share.of,
        per_million: part.share.per_million(),
    }
}

/// The line `summary` that ends a dispersion.
#[derive(Debug, Serialize)]
pub struct SpreadSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    query: &'a str,
    n: u64,
    tokens: u64,
    per_million: Option<f64>,
    range: u64,
    parts: u64,
    inspections: u64,
    dp: Option<f64>,
    dp_norm: Option<f64>,
    juilland_d: Option<f64>,
    matching: ExtentPart,
    denominators: ExtentPart,
    also: Vec<AlsoPart<'a>>,
    hints: &'a [String],
}

/// The measures of a dispersion.
#[must_use]
pub fn spread_summary<'a>(found: &'a Spread, query: &'a str) -> SpreadSummary<'a> {
    let measured = found.dispersion;
    SpreadSummary {
        head: head("summary"),
        unit: "parts",
        query,
        n: found.share.n,
        tokens: found.share.of,
        per_million: found.share.per_million(),
        range: measured.map_or(0, |measured| measured.range),
        parts: found.parts.len() as u64,
        inspections: found.inspections,
        dp: measured.map(|measured| measured.dp),
        dp_norm: measured.and_then(|measured| measured.dp_norm),
        juilland_d: measured.and_then(|measured| measured.d),
        matching: extent(found.matching),
        denominators: extent(found.of),
        also: also(&found.also),
        hints: &found.hints,
    }
}
