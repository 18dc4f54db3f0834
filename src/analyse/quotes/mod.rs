//! Is what a paper quotes what a report says? Each quotation is found and compared word by word.
//!
//! Candidates come from the search: findings that hold the first words as a phrase, then those that hold the most telling
//! of its words. A quotation is *verbatim* if its words stand in a finding, or in findings that follow each other, one
//! after the other; marks of quotation, dashes and spaces of another shape are said and accepted, ellipses part it into
//! segments that must stand in this order, and words in square brackets stand for any words. It is *altered* if most of
//! its words stand so, and else *not found*.

mod align;
mod segments;
mod typography;

use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{self, FieldTest, Query};
use crate::report::{Finding, Report};
use crate::search::{self, Listing, ReportRef, SearchRequest};

pub use align::{Change, Likeness};
pub use typography::Shape;

use align::align_all;
use segments::{Segments, segments};
use typography::{Plain, shapes};

/// Findings that are compared with a quotation at most.
const CANDIDATES: usize = 40;

/// Words that candidates are searched by.
const PHRASE: usize = 8;
const WORDS: usize = 24;

/// Share of a quotation's words that must stand in a finding for it to be the source of an altered one.
pub const ALIKE: f64 = 0.6;

/// Words that are too few to be told whose they are.
pub const FEW_WORDS: usize = 4;

/// What came of a quotation.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Whether it is what a report says.
    pub fidelity: Fidelity,
    /// The finding that says it, or says what is most like it, and its report.
    pub source: Option<Source>,
    /// What is of another shape in the report: accepted, and said.
    pub shapes: Vec<Shape>,
    /// True where words in square brackets or ellipses were passed over.
    pub has_gaps: bool,
}

/// Whether a quotation is what a report says.
#[derive(Debug, Clone, PartialEq)]
pub enum Fidelity {
    /// It is.
    Verbatim,
    /// Not in every word.
    Altered(Likeness),
    /// No report says it or anything like it.
    NotFound,
}

/// Where the words stand.
#[derive(Debug, Clone)]
pub struct Source {
    /// The finding; where the words run over several, the first.
    pub finding: Finding,
    /// Its report.
    pub report: ReportRef,
    /// How many findings more say the same, of those that were compared.
    pub others: usize,
}

/// Checks quotations against one index.
#[derive(Debug)]
pub struct Checker<'a> {
    index: &'a Index,
    filters: Vec<FieldTest>,
    /// Reports with their findings, read once.
    reports: BTreeMap<String, Report>,
}

impl<'a> Checker<'a> {
    /// Checks against the findings that pass `filters`.
    ///
    /// # Errors
    /// `Usage` and `Query` for what cannot be meant.
    pub fn new(index: &'a Index, filters: Vec<FieldTest>) -> Result<Self> {
        search::check_filters(index, &filters)?;
        Ok(Self { index, filters, reports: BTreeMap::new() })
    }

    /// Checks one quotation.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn check(&mut self, quotation: &str) -> Result<Checked> {
        let parts = segments(quotation);
        let candidates = self.candidates(&parts)?;
        let texts: Vec<Plain> = candidates.iter().map(|(one, _)| Plain::of(&one.text)).collect();
        let saying: Vec<usize> =
            (0..texts.len()).filter(|at| texts[*at].holds_all(&parts.plain)).collect();
        if let Some(&first) = saying.first() {
            let (finding, report) = candidates[first].clone();
            let shapes = shapes(&parts.raw, &finding.text);
            let source = Source { finding, report, others: saying.len() - 1 };
            return Ok(Checked::verbatim(source, shapes, parts.has_gaps()));
        }
        if let Some((source, shapes)) = self.over_several(&parts, &candidates)? {
            return Ok(Checked::verbatim(source, shapes, parts.has_gaps()));
        }
        let best = candidates
            .into_iter()
            .zip(&texts)
            .map(|(candidate, text)| (align_all(&parts.plain, text.as_str()), candidate))
            // The first of equals: the one that the search puts first.
            .reduce(|best, next| if next.0.similarity > best.0.similarity { next } else { best });
        Ok(match best.filter(|(likeness, _)| likeness.similarity >= ALIKE) {
            Some((likeness, (finding, report))) => Checked {
                fidelity: Fidelity::Altered(likeness),
                source: Some(Source { finding, report, others: 0 }),
                shapes: Vec::new(),
                has_gaps: parts.has_gaps(),
            },
            None => Checked {
                fidelity: Fidelity::NotFound,
                source: None,
                shapes: Vec::new(),
                has_gaps: parts.has_gaps(),
            },
        })
    }

    /// The findings that may say it, likeliest first.
    fn candidates(&self, parts: &Segments) -> Result<Vec<(Finding, ReportRef)>> {
        let longest = parts.plain.iter().max_by_key(|segment| segment.len());
        let Some(longest) = longest else { return Ok(Vec::new()) };
        let words: Vec<String> = words(longest);
        let phrase = format!("\"{}\"", words[..words.len().min(PHRASE)].join(" "));
        let mut found = self.search(&phrase)?;
        let mut telling: Vec<String> = Vec::new();
        for word in parts.plain.iter().flat_map(|segment| self::words(segment)) {
            if word.chars().count() > 2 && !telling.contains(&word) {
                telling.push(word);
            }
        }
        telling.truncate(WORDS);
        for candidate in self.search(&telling.join(" "))? {
            if !found.iter().any(|(one, _)| one.id == candidate.0.id) {
                found.push(candidate);
            }
        }
        found.truncate(CANDIDATES);
        Ok(found)
    }

    fn search(&self, text: &str) -> Result<Vec<(Finding, ReportRef)>> {
        // Words of a quotation are words, whatever they would be in a query; what cannot be asked is not found this way.
        let Ok(query) = query::parse(text) else { return Ok(Vec::new()) };
        if query.root.is_none() {
            return Ok(Vec::new());
        }
        let request = SearchRequest {
            filters: self.filters.clone(),
            limit: CANDIDATES,
            listing: Listing { unfold: true, ..Listing::default() },
            ..SearchRequest::new(Query { plain: query.plain, ..query })
        };
        let answer = match search::search(self.index, &request) {
            Ok(answer) => answer,
            Err(error) if error.kind == crate::ErrorKind::Query => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        Ok(answer.hits.into_iter().map(|hit| (hit.finding, hit.report)).collect())
    }

    /// The words as they run over findings that follow each other in one report.
    fn over_several(
        &mut self,
        parts: &Segments,
        candidates: &[(Finding, ReportRef)],
    ) -> Result<Option<(Source, Vec<Shape>)>> {
        const REPORTS: usize = 5;
        let mut ids: Vec<&str> = Vec::new();
        for (_, report) in candidates {
            if !ids.contains(&report.id.as_str()) && ids.len() < REPORTS {
                ids.push(&report.id);
            }
        }
        for id in ids {
            if !self.reports.contains_key(id) {
                let Some(report) = self.index.report(id)? else { continue };
                self.reports.insert(id.to_owned(), report);
            }
            let Some(report) = self.reports.get(id) else { continue };
            let Some((finding, text)) = running(&report.findings, parts) else { continue };
            let reference = candidates.iter().find(|(_, of)| of.id == id).map(|(_, of)| of.clone());
            let Some(reference) = reference else { continue };
            let shapes = shapes(&parts.raw, &text);
            return Ok(Some((
                Source { finding: finding.clone(), report: reference, others: 0 },
                shapes,
            )));
        }
        Ok(None)
    }
}

impl Checked {
    fn verbatim(source: Source, shapes: Vec<Shape>, has_gaps: bool) -> Self {
        Self { fidelity: Fidelity::Verbatim, source: Some(source), shapes, has_gaps }
    }
}

/// The first of the findings over which the words run, and their text together.
fn running<'f>(findings: &'f [Finding], parts: &Segments) -> Option<(&'f Finding, String)> {
    let first = parts.plain.first()?;
    let begins = words(first).into_iter().next()?;
    let most: usize = parts.plain.iter().map(String::len).sum::<usize>() * 4 + 2_000;
    findings.iter().enumerate().find_map(|(at, finding)| {
        if !Plain::of(&finding.text).as_str().to_lowercase().contains(&begins) {
            return None;
        }
        let mut text = finding.text.clone();
        let mut end = finding.span.end;
        for next in &findings[at + 1..] {
            if text.len() > most {
                break;
            }
            // What lies within what was read is the same words again.
            if next.span.start >= end {
                text.push('\n');
                text.push_str(&next.text);
                end = next.span.end;
            }
        }
        Plain::of(&text).holds_all(&parts.plain).then_some((finding, text))
    })
}

/// The words of a text in lower case, with the apostrophes and dashes within them and no other sign.
fn words(text: &str) -> Vec<String> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '-');
    text.split(|c: char| !inside(c))
        .map(|word| word.trim_matches(['\'', '-']).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Number of words of a quotation.
#[must_use]
pub fn word_count(quotation: &str) -> usize {
    words(Plain::of(quotation).as_str()).len()
}
