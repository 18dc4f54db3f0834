//! One pass over the findings that match: the best of them, how many there are, and how they fall into facets.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use tantivy::query::{EnableScoring, Query as Matcher, Weight};
use tantivy::{BitSet, DocAddress, DocId, Score, SegmentReader};

use super::Dimension;
use super::columns::{Numbers, Texts, column_of};
use super::rank::{document_weight, kind_weight};
use crate::Result;
use crate::index::Index;
use crate::query::Ranking;

/// What a pass is to find out.
#[derive(Debug, Clone, Default)]
pub(super) struct Want {
    /// Number of the best findings to keep; 0 needs no scores.
    pub(super) top: usize,
    /// Whether to count reports and inspections.
    pub(super) totals: bool,
    /// The facets to count.
    pub(super) facets: Vec<Dimension>,
    /// How far kinds count.
    pub(super) ranking: Ranking,
}

/// What a pass found out.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The best, best first.
    pub(super) top: Vec<Candidate>,
    /// Findings that match.
    pub(super) findings: u64,
    /// Distinct reports.
    pub(super) reports: u64,
    /// Distinct inspections.
    pub(super) inspections: u64,
    /// Counts by value, one entry a facet, in the order wanted.
    pub(super) facets: Vec<BTreeMap<Option<String>, u64>>,
}

/// A finding that may be shown. Ordered by score, then newer cycles first, then by id: never by where the record
/// happens to lie, so that one thread and many give the same list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) score: Score,
    cycle: u64,
    report: String,
    number: u64,
    pub(super) address: DocAddress,
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    /// Better is greater.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |candidate: &Self| (candidate.cycle, Reverse(candidate.number));
        self.score
            .total_cmp(&other.score)
            .then_with(|| self.cycle.cmp(&other.cycle))
            .then_with(|| other.report.cmp(&self.report))
            .then_with(|| key(self).cmp(&key(other)))
    }
}

/// Runs `query` over every segment.
pub(super) fn run(index: &Index, query: &dyn Matcher, want: &Want) -> Result<Tally> {
    run_inner(index, query, want).map_err(|error| index.failure(error))
}

fn run_inner(index: &Index, query: &dyn Matcher, want: &Want) -> tantivy::Result<Tally> {
    let searcher = index.searcher();
    let scoring = match want.top {
        0 => EnableScoring::disabled_from_searcher(searcher),
        _ => EnableScoring::enabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring)?;
    let mut whole = Whole::new(want, searcher.segment_readers().len() == 1);
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let mut segment = Segment::open(reader, want)?;
        segment.collect(weight.as_ref(), reader, want.top > 0)?;
        whole.take(segment, ordinal)?;
    }
    Ok(whole.finish())
}

/// What is known over all segments so far.
struct Whole {
    tally: Tally,
    top: usize,
    /// With one segment its ordinals tell values apart; with several only the texts do.
    single: bool,
    reports: BTreeSet<String>,
    inspections: BTreeSet<String>,
}

impl Whole {
    fn new(want: &Want, single: bool) -> Self {
        let facets = vec![BTreeMap::new(); want.facets.len()];
        let tally = Tally { facets, ..Tally::default() };
        let (reports, inspections) = (BTreeSet::new(), BTreeSet::new());
        Self { tally, top: want.top, single, reports, inspections }
    }

    fn take(&mut self, segment: Segment, ordinal: u32) -> tantivy::Result<()> {
        self.tally.findings += segment.findings;
        match &segment.totals {
            Some(totals) if self.single => {
                self.tally.reports = totals.reports.len();
                self.tally.inspections = totals.inspections.len();
            }
            Some(totals) => {
                totals.reports.collect_into(&mut self.reports)?;
                totals.inspections.collect_into(&mut self.inspections)?;
            }
            None => {}
        }
        for (facet, counts) in segment.facets.iter().zip(&mut self.tally.facets) {
            for (value, &count) in facet.counts.iter().enumerate().filter(|(_, count)| **count > 0)
            {
                *counts.entry(facet.texts.text(value)?).or_insert(0) += count;
            }
        }
        if let Some(best) = segment.best {
            self.tally.top.append(&mut best.candidates(ordinal)?);
        }
        Ok(())
    }

    fn finish(mut self) -> Tally {
        self.tally.top.sort_by(|a, b| b.cmp(a));
        self.tally.top.truncate(self.top);
        if !self.single {
            self.tally.reports = self.reports.len() as u64;
            self.tally.inspections = self.inspections.len() as u64;
        }
        self.tally
    }
}

/// One segment's share.
struct Segment {
    findings: u64,
    totals: Option<Totals>,
    facets: Vec<Facet>,
    best: Option<Best>,
}

struct Totals {
    reports: Distinct,
    inspections: Distinct,
}

struct Facet {
    texts: Texts,
    counts: Vec<u64>,
}

impl Segment {
    fn open(reader: &SegmentReader, want: &Want) -> tantivy::Result<Self> {
        let facet = |&dimension: &Dimension| {
            let texts = Texts::open(reader, column_of(dimension))?;
            Ok(Facet { counts: vec![0; texts.width()], texts })
        };
        let totals = || -> tantivy::Result<Totals> {
            Ok(Totals {
                reports: Distinct::open(reader, "report")?,
                inspections: Distinct::open(reader, "inspection")?,
            })
        };
        Ok(Self {
            findings: 0,
            totals: want.totals.then(totals).transpose()?,
            facets: want.facets.iter().map(facet).collect::<tantivy::Result<_>>()?,
            best: (want.top > 0).then(|| Best::open(reader, want)).transpose()?,
        })
    }

    fn collect(
        &mut self,
        weight: &dyn Weight,
        reader: &SegmentReader,
        scored: bool,
    ) -> tantivy::Result<()> {
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        if scored {
            return weight.for_each(reader, &mut |doc, score| {
                if is_alive(doc) {
                    self.count(doc);
                    if let Some(best) = &mut self.best {
                        best.offer(doc, score);
                    }
                }
            });
        }
        weight.for_each_no_score(reader, &mut |docs| {
            docs.iter().filter(|&&doc| is_alive(doc)).for_each(|&doc| self.count(doc));
        })
    }

    fn count(&mut self, doc: DocId) {
        self.findings += 1;
        if let Some(totals) = &mut self.totals {
            totals.reports.add(doc);
            totals.inspections.add(doc);
        }
        for facet in &mut self.facets {
            if let Some(count) = facet.counts.get_mut(facet.texts.ordinal(doc)) {
                *count += 1;
            }
        }
    }
}

/// The distinct values of a column.
struct Distinct {
    texts: Texts,
    seen: BitSet,
}

impl Distinct {
    fn open(reader: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let texts = Texts::open(reader, name)?;
        Ok(Self { seen: BitSet::with_max_value(texts.width() as u32), texts })
    }

    fn add(&mut self, doc: DocId) {
        let ordinal = self.texts.ordinal(doc);
        if ordinal > 0 {
            self.seen.insert(ordinal as u32);
        }
    }

    fn len(&self) -> u64 {
        self.seen.len() as u64
    }

    fn collect_into(&self, all: &mut BTreeSet<String>) -> tantivy::Result<()> {
        let seen = |&ordinal: &u64| u32::try_from(ordinal).is_ok_and(|at| self.seen.contains(at));
        let ordinals: Vec<u64> = (1..self.texts.width() as u64).filter(seen).collect();
        self.texts.each(&ordinals, |text| {
            all.insert(text.to_owned());
        })
    }
}

/// The best findings of one segment; ordinals of a segment are in the order of the texts.
struct Best {
    most: usize,
    heap: BinaryHeap<Reverse<Local>>,
    cycles: Numbers,
    numbers: Numbers,
    reports: Texts,
    kinds: Weights,
    documents: Weights,
}

/// A candidate within its segment, better is greater.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Local {
    score: Score,
    cycle: u64,
    report: Reverse<usize>,
    number: Reverse<u64>,
    doc: DocId,
}

impl Eq for Local {}

impl PartialOrd for Local {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Local {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |local: &Self| (local.cycle, local.report, local.number);
        self.score.total_cmp(&other.score).then_with(|| key(self).cmp(&key(other)))
    }
}

impl Best {
    fn open(reader: &SegmentReader, want: &Want) -> tantivy::Result<Self> {
        let Ranking { kind, document, .. } = want.ranking;
        Ok(Self {
            most: want.top,
            heap: BinaryHeap::with_capacity(want.top.min(1024) + 1),
            cycles: Numbers::open(reader, "cycle_order")?,
            numbers: Numbers::open(reader, "number")?,
            reports: Texts::open(reader, "report")?,
            kinds: Weights::open(reader, "kind", |slug| {
                slug.parse().map_or(1.0, kind_weight).powf(kind)
            })?,
            documents: Weights::open(reader, "doc_kind", |slug| {
                slug.parse().map_or(1.0, document_weight).powf(document)
            })?,
        })
    }

    fn offer(&mut self, doc: DocId, score: Score) {
        let score = score * self.kinds.of(doc) * self.documents.of(doc);
        let full = self.heap.len() >= self.most;
        if full && self.heap.peek().is_some_and(|worst| score < worst.0.score) {
            return;
        }
        self.heap.push(Reverse(Local {
            score,
            cycle: self.cycles.of(doc),
            report: Reverse(self.reports.ordinal(doc)),
            number: Reverse(self.numbers.of(doc)),
            doc,
        }));
        if full {
            self.heap.pop();
        }
    }

    fn candidates(self, segment: u32) -> tantivy::Result<Vec<Candidate>> {
        let Self { heap, reports, .. } = self;
        heap.into_iter()
            .map(|Reverse(local)| {
                Ok(Candidate {
                    score: local.score,
                    cycle: local.cycle,
                    report: reports.text(local.report.0)?.unwrap_or_default(),
                    number: local.number.0,
                    address: DocAddress::new(segment, local.doc),
                })
            })
            .collect()
    }
}

/// The weight of each value of a column.
struct Weights {
    texts: Texts,
    weights: Vec<f32>,
}

impl Weights {
    fn open(
        reader: &SegmentReader,
        name: &str,
        weight: impl Fn(&str) -> f32,
    ) -> tantivy::Result<Self> {
        let texts = Texts::open(reader, name)?;
        let weights = (0..texts.width())
            .map(|ordinal| Ok(texts.text(ordinal)?.map_or(1.0, |slug| weight(&slug))))
            .collect::<tantivy::Result<_>>()?;
        Ok(Self { texts, weights })
    }

    fn of(&self, doc: DocId) -> f32 {
        self.weights.get(self.texts.ordinal(doc)).copied().unwrap_or(1.0)
    }
}
