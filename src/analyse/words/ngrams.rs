//! N-grams: the runs of words that findings use again and again.

use std::cmp::Reverse;

use super::grams::{Masked, grams};
use super::mask::{Boilerplate, Mask};
use super::measures::{Share, dispersion};
use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::search::{self, Extent};

use super::concordance::why_nothing;

/// What is asked for n-grams.
#[derive(Debug, Clone, PartialEq)]
pub struct NgramsRequest {
    /// The findings whose words are counted; without it all that pass the filters.
    pub query: Option<Query>,
    /// The filters.
    pub filters: Vec<FieldTest>,
    /// Words of a run, from and to.
    pub grams: (usize, usize),
    /// What does not count.
    pub mask: Mask,
    /// Occurrences that a run must have.
    pub least_frequency: u64,
    /// Inspections that must hold it.
    pub least_inspections: u64,
    /// Runs to return.
    pub limit: usize,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ngrams {
    /// The runs, most frequent first, then the longest, then by the alphabet.
    pub rows: Vec<Ngram>,
    /// Runs that reach the minima, those beyond the limit too.
    pub total: u64,
    /// Different runs in all.
    pub different: u64,
    /// What was masked.
    pub masked: Masked,
    /// The findings read, with their reports and inspections.
    pub of: Extent,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Ngram {
    /// The words, parted by spaces.
    pub term: String,
    /// How many they are.
    pub words: usize,
    /// Occurrences, of all runs of as many words.
    pub share: Share,
    /// Inspections that hold it.
    pub inspections: u64,
    /// Deviation of proportions over the inspections.
    pub dp: Option<f64>,
}

/// Counts the runs of words that stand within a sentence.
///
/// # Errors
/// As [`search::search`].
pub fn ngrams(index: &Index, request: &NgramsRequest) -> Result<Ngrams> {
    let NgramsRequest { query, filters, .. } = request;
    let sides = search::one_side(index, query.as_ref(), filters)?;
    let known = request.mask.boilerplate.then(|| Boilerplate::of(&sides)).transpose()?;
    let mut counted = grams(&sides, request.grams, request.mask, known.as_ref())?;
    let different = counted.different();
    let mut rows = Vec::new();
    for (words, term, count) in counted.sorted(request.least_frequency) {
        let inspections = count.inspections(&sides.parts)[0];
        let n = count.n()[0];
        if n >= request.least_frequency.max(1) && inspections >= request.least_inspections {
            rows.push((
                count,
                Ngram {
                    share: Share { n, of: counted.totals.get(words - 1).map_or(0, |of| of[0]) },
                    term,
                    words,
                    inspections,
                    dp: None,
                },
            ));
        }
    }
    let total = rows.len() as u64;
    rows.sort_by(|(_, one), (_, other)| {
        let key = |row: &Ngram| (Reverse(row.share.n), Reverse(row.words));
        key(one).cmp(&key(other)).then_with(|| one.term.cmp(&other.term))
    });
    rows.truncate(request.limit);
    let sizes = |part: usize| counted.parts.get(&(part as u32)).map_or(0, |of| of[0]);
    let finish = |(count, mut row): (super::grams::Counted, Ngram)| {
        let spread = count.spread(sides.parts.len());
        let parts = spread.iter().enumerate();
        let parts: Vec<Share> = parts.map(|(part, n)| Share { n: n[0], of: sizes(part) }).collect();
        row.dp = dispersion(&parts).map(|found| found.dp);
        row
    };
    let mut hints = Vec::new();
    if let (0, Some(query)) = (sides.findings[0], query) {
        hints.extend(why_nothing(index, query, filters)?);
    }
    Ok(Ngrams {
        rows: rows.into_iter().map(finish).collect(),
        total,
        different,
        masked: counted.masked,
        of: search::extent(index, query.as_ref(), filters)?,
        hints,
    })
}
