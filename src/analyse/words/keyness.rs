//! Keywords: the words that one set of findings has more or less of than another.

use super::concordance::why_nothing;
use super::grams::{Grams, Masked, grams};
use super::mask::{Boilerplate, Mask};
use super::measures::{KEY, Share, dispersion, log_likelihood, log_ratio, percent_difference};
use super::scales::mixed_scales;
use crate::Result;
use crate::index::Index;
use crate::query::{self, FieldTest, Node, Query};
use crate::report::Span;
use crate::search::{self, Sides};

/// What is asked for keywords.
#[derive(Debug, Clone, PartialEq)]
pub struct KeynessRequest {
    /// The findings whose words are asked about.
    pub target: Query,
    /// Those they are compared with; without it everything else that passes the filters.
    pub reference: Option<Query>,
    /// The filters, for both.
    pub filters: Vec<FieldTest>,
    /// Words of the terms, from and to.
    pub grams: (usize, usize),
    /// What does not count.
    pub mask: Mask,
    /// Occurrences that a term must have on the side where it is key.
    pub least_frequency: u64,
    /// Inspections that must hold it there.
    pub least_inspections: u64,
    /// By what keywords are ordered.
    pub order: KeyOrder,
    /// Keywords to return of each kind.
    pub limit: usize,
}

/// The order of keywords.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyOrder {
    /// By how sure the difference is: log-likelihood.
    #[default]
    LogLikelihood,
    /// By how great it is: log ratio.
    LogRatio,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyness {
    /// Terms that the target has more of, most key first.
    pub positive: Vec<Keyword>,
    /// Terms that it has less of.
    pub negative: Vec<Keyword>,
    /// Terms that reach the minima and differ enough, of each kind: those returned and those beyond the limit.
    pub key: [u64; 2],
    /// Different terms compared, and how many of them reach the minima.
    pub terms: [u64; 2],
    /// The target and the reference.
    pub sides: [SideTotal; 2],
    /// Findings that both queries match; they count for the target alone.
    pub both: u64,
    /// What was masked.
    pub masked: Masked,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// How much one side holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SideTotal {
    /// Findings.
    pub findings: u64,
    /// Inspections.
    pub inspections: u64,
    /// Tokens that count.
    pub tokens: u64,
}

/// A term and how it differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The term: a token, or several parted by spaces.
    pub term: String,
    /// Log-likelihood G2, negative where the target has less.
    pub g2: f64,
    /// Log ratio.
    pub log_ratio: f64,
    /// %DIFF; `None` where the reference has none.
    pub difference: Option<f64>,
    /// In the target and in the reference.
    pub sides: [Use; 2],
    /// The query whose concordance shows it on the side where it is key.
    pub query: String,
}

/// The use of a term on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Use {
    /// Occurrences, of so many terms of its length.
    pub share: Share,
    /// Inspections that hold it.
    pub inspections: u64,
    /// Deviation of proportions over the inspections of the side; `None` where it does not occur.
    pub dp: Option<f64>,
}

/// Compares the words of two sets of findings. Single words without a mask are counted from the index alone; for n-grams and
/// masks every finding of both sets is read.
///
/// # Errors
/// As [`search::search`].
pub fn keyness(index: &Index, request: &KeynessRequest) -> Result<Keyness> {
    let reference = request.reference.as_ref();
    let sides = search::sides(index, &request.target, reference, &request.filters)?;
    let mut counted = if request.grams == (1, 1) && request.mask == Mask::default() {
        Counts::from_index(&sides)?
    } else {
        Counts::from_texts(&sides, request)?
    };
    let mut keywords = [Vec::new(), Vec::new()];
    let mut terms = [counted.terms.len() as u64, 0];
    for (at, term) in counted.terms.iter().enumerate() {
        let Some(found) = counted.compared(term) else { continue };
        let kind = usize::from(found.g2 < 0.0);
        let enough = term.n[kind] >= request.least_frequency.max(1)
            && term.inspections[kind] >= request.least_inspections;
        terms[1] += u64::from(enough);
        if enough && found.g2.abs() >= KEY {
            keywords[kind].push((at, found));
        }
    }
    let key = [keywords[0].len() as u64, keywords[1].len() as u64];
    let mut shown = keywords.map(|mut found| {
        found.sort_by(|(one, a), (other, b)| {
            let by = |found: &Compared| match request.order {
                KeyOrder::LogLikelihood => found.g2.abs(),
                KeyOrder::LogRatio => found.log_ratio.abs(),
            };
            by(b).total_cmp(&by(a)).then_with(|| one.cmp(other))
        });
        found.truncate(request.limit);
        found
    });
    let mut finish = |kind: usize| -> Result<Vec<Keyword>> {
        let found = std::mem::take(&mut shown[kind]);
        found.into_iter().map(|(at, found)| counted.keyword(&sides, request, at, found)).collect()
    };
    let (positive, negative) = (finish(0)?, finish(1)?);
    let side = |at: usize| SideTotal {
        findings: sides.findings[at],
        inspections: sides.inspections[at],
        tokens: counted.totals.first().map_or(0, |total| total[at]),
    };
    Ok(Keyness {
        positive,
        negative,
        key,
        terms,
        sides: [side(0), side(1)],
        both: sides.both,
        masked: counted.masked,
        hints: hints(index, request, &sides)?,
    })
}

fn hints(index: &Index, request: &KeynessRequest, sides: &Sides<'_>) -> Result<Vec<String>> {
    let filters = &request.filters;
    let mut hints = Vec::new();
    if sides.findings[0] == 0 {
        hints.push("no finding is in the target".to_owned());
        hints.extend(why_nothing(index, &request.target, filters)?);
    }
    if sides.findings[1] == 0 {
        hints.push("no finding is in the reference".to_owned());
        if let Some(reference) = &request.reference {
            hints.extend(why_nothing(index, reference, filters)?);
        }
    }
    let queries = [Some(&request.target), request.reference.as_ref()];
    hints.extend(mixed_scales(queries.into_iter().flatten(), filters, sides)?);
    Ok(hints)
}

/// A term before it is compared.
struct Term {
    text: String,
    /// Its words less one.
    length: usize,
    n: [u64; 2],
    inspections: [u64; 2],
}

#[derive(Clone, Copy)]
struct Compared {
    g2: f64,
    log_ratio: f64,
}

/// The terms of both sides.
struct Counts {
    terms: Vec<Term>,
    /// Terms in all by their words less one.
    totals: Vec<[u64; 2]>,
    /// Tokens of each part.
    parts: Vec<[u64; 2]>,
    /// Occurrences of each term by part, where the texts were read.
    spreads: Option<Vec<super::grams::Counted>>,
    masked: Masked,
}

impl Counts {
    fn from_index(sides: &Sides<'_>) -> Result<Self> {
        let census = sides.census()?;
        let term = |word: search::WordCount| Term {
            text: word.word,
            length: 0,
            n: word.n,
            inspections: word.inspections,
        };
        Ok(Self {
            terms: census.words.into_iter().map(term).collect(),
            totals: vec![census.tokens],
            parts: census.parts,
            spreads: None,
            masked: Masked::default(),
        })
    }

    fn from_texts(sides: &Sides<'_>, request: &KeynessRequest) -> Result<Self> {
        let known = request.mask.boilerplate.then(|| Boilerplate::of(sides)).transpose()?;
        let mut found: Grams = grams(sides, request.grams, request.mask, known.as_ref())?;
        let mut terms = Vec::new();
        let mut spreads = Vec::new();
        for (length, text, counted) in found.sorted(0) {
            let inspections = counted.inspections(&sides.parts);
            terms.push(Term { text, length: length - 1, n: counted.n(), inspections });
            spreads.push(counted);
        }
        let part = |at: u32| found.parts.get(&at).copied().unwrap_or_default();
        Ok(Self {
            terms,
            parts: (0..sides.parts.len() as u32).map(part).collect(),
            totals: found.totals,
            spreads: Some(spreads),
            masked: found.masked,
        })
    }

    fn shares(&self, term: &Term) -> [Share; 2] {
        let totals = self.totals.get(term.length).copied().unwrap_or_default();
        [0, 1].map(|side| Share { n: term.n[side], of: totals[side] })
    }

    fn compared(&self, term: &Term) -> Option<Compared> {
        let [target, reference] = self.shares(term);
        let g2 = log_likelihood(target, reference)?;
        Some(Compared { g2, log_ratio: log_ratio(target, reference)? })
    }

    fn keyword(
        &mut self,
        sides: &Sides<'_>,
        request: &KeynessRequest,
        at: usize,
        found: Compared,
    ) -> Result<Keyword> {
        let term = &self.terms[at];
        let spread = match &self.spreads {
            Some(spreads) => spreads[at].spread(self.parts.len()),
            None => sides.spread(&term.text)?,
        };
        let shares = self.shares(term);
        let used = |side: usize| {
            let parts: Vec<Share> = spread
                .iter()
                .zip(&self.parts)
                .map(|(n, of)| Share { n: n[side], of: of[side] })
                .collect();
            let dp = dispersion(&parts).map(|found| found.dp);
            Use { share: shares[side], inspections: term.inspections[side], dp }
        };
        Ok(Keyword {
            g2: found.g2,
            log_ratio: found.log_ratio,
            difference: percent_difference(shares[0], shares[1]),
            sides: [used(0), used(1)],
            query: query_of(request, &term.text, found.g2 < 0.0),
            term: term.text.clone(),
        })
    }
}

/// The query that finds a term on the side where it is key.
fn query_of(request: &KeynessRequest, term: &str, in_reference: bool) -> String {
    let span = Span::new(0, 0);
    let text = term.to_owned();
    let node = match term.contains(' ') {
        true => Node::Phrase { text, slop: 0, span },
        false => Node::Word { text, exact: true, span },
    };
    let mut nodes = vec![node];
    match (in_reference, &request.reference) {
        (false, _) => nodes.extend(request.target.root.clone()),
        (true, Some(reference)) => nodes.extend(reference.root.clone()),
        (true, None) => {
            nodes.extend(request.target.root.clone().map(|node| Node::Not(Box::new(node))));
        }
    }
    nodes.extend(request.filters.iter().cloned().map(Node::Field));
    let root = Some(Node::And(nodes));
    query::print(&Query { text: String::new(), root, plain: false })
}
