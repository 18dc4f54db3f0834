//! One pass over the findings that match: the best of them, how many there are, and how they fall into facets.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::query::{EnableScoring, Query as Matcher, Weight};
use tantivy::{BitSet, DocId, SegmentReader};

use super::Dimension;
use super::best::{Best, Candidate, Local, Position, Scale, candidates, prune};
use super::columns::{Texts, column_of};
use super::sort::Order;
use super::units::{Groups, Unit, UnitHit, grouped};
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
    /// By what the best are the best.
    pub(super) order: Order,
    /// Only those after this place are kept; all are counted.
    pub(super) after: Option<Position>,
    /// With another unit than findings the best finding of each is kept, however many units there are.
    pub(super) unit: Unit,
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
    /// The units, best first.
    pub(super) units: Vec<UnitHit>,
    /// Findings that belong to no unit.
    pub(super) without_unit: u64,
}

/// Runs `query` over every segment.
pub(super) fn run(index: &Index, query: &dyn Matcher, want: &Want) -> Result<Tally> {
    let failed = |error| index.failure(error);
    let searcher = index.searcher();
    let scoring = match want.top {
        0 => EnableScoring::disabled_from_searcher(searcher),
        _ => EnableScoring::enabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring).map_err(failed)?;
    let mut whole = Whole::new(want, searcher.segment_readers().len() == 1);
    for (nth, reader) in searcher.segment_readers().iter().enumerate() {
        let mut segment = Segment::open(index, nth, want)?;
        segment.collect(weight.as_ref(), reader, want.top > 0).map_err(failed)?;
        whole.take(segment).map_err(failed)?;
    }
    whole.finish().map_err(failed)
}

/// What is known over all segments so far.
struct Whole {
    tally: Tally,
    top: usize,
    found: Vec<(Vec<Local>, Scale)>,
    groups: Vec<Groups>,
    /// With one segment its ordinals tell values apart; with several only the texts do.
    single: bool,
    reports: Union,
    inspections: Union,
}

impl Whole {
    fn new(want: &Want, single: bool) -> Self {
        let facets = vec![BTreeMap::new(); want.facets.len()];
        let tally = Tally { facets, ..Tally::default() };
        let (reports, inspections) = (Union::default(), Union::default());
        let (found, groups) = (Vec::new(), Vec::new());
        Self { tally, top: want.top, found, groups, single, reports, inspections }
    }

    fn take(&mut self, segment: Segment) -> tantivy::Result<()> {
        self.tally.findings += segment.findings;
        match &segment.totals {
            Some(totals) if self.single => {
                self.tally.reports = totals.reports.len();
                self.tally.inspections = totals.inspections.len();
            }
            Some(totals) => {
                self.reports.add(&totals.reports)?;
                self.inspections.add(&totals.inspections)?;
            }
            None => {}
        }
        for (facet, counts) in segment.facets.iter().zip(&mut self.tally.facets) {
            for (value, &count) in facet.counts.iter().enumerate().filter(|(_, count)| **count > 0)
            {
                *counts.entry(facet.texts.text(value)?).or_insert(0) += count;
            }
        }
        self.found.extend(segment.best.map(Best::finish));
        self.groups.extend(segment.groups);
        Ok(())
    }

    fn finish(mut self) -> tantivy::Result<Tally> {
        prune(&mut self.found, self.top);
        let mut top = candidates(&self.found)?;
        top.sort_unstable_by(|a, b| b.cmp(a));
        top.truncate(self.top);
        let (units, without_unit) = grouped(self.groups)?;
        if !self.single {
            self.tally.reports = self.reports.len();
            self.tally.inspections = self.inspections.len();
        }
        Ok(Tally { top, units, without_unit, ..self.tally })
    }
}

/// One segment's share.
struct Segment {
    findings: u64,
    totals: Option<Totals>,
    facets: Vec<Facet>,
    best: Option<Best>,
    groups: Option<Groups>,
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
    fn open(index: &Index, nth: usize, want: &Want) -> Result<Self> {
        let reader = index.searcher().segment_reader(nth as u32);
        let failed = |error| index.failure(error);
        let facet = |&dimension: &Dimension| {
            let texts = Texts::known(index, nth, column_of(dimension))?;
            Ok(Facet { counts: vec![0; texts.width()], texts })
        };
        let totals = || -> Result<Totals> {
            Ok(Totals {
                reports: Distinct::new(Texts::known(index, nth, "report")?),
                inspections: Distinct::new(Texts::known(index, nth, "inspection")?),
            })
        };
        let grouping = want.unit != Unit::Finding;
        Ok(Self {
            findings: 0,
            totals: want.totals.then(totals).transpose()?,
            facets: want.facets.iter().map(facet).collect::<Result<_>>()?,
            best: (want.top > 0 && !grouping)
                .then(|| Best::open(reader, want))
                .transpose()
                .map_err(failed)?,
            groups: grouping.then(|| Groups::open(reader, want)).transpose().map_err(failed)?,
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
                    if let Some(groups) = &mut self.groups {
                        groups.offer(doc, score);
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
    fn new(texts: Texts) -> Self {
        Self { seen: BitSet::with_max_value(texts.width() as u32), texts }
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

    /// The ordinals seen, in order; those of records without a value are left out.
    fn ordinals(&self) -> impl Iterator<Item = u64> {
        let width = self.texts.width() as u32;
        (1..width).filter(|ordinal| self.seen.contains(*ordinal)).map(u64::from)
    }
}

/// The distinct values of a column over all segments: by their numbers where those are known, else by their texts.
#[derive(Default)]
struct Union {
    numbers: Option<BitSet>,
    texts: BTreeSet<String>,
}

impl Union {
    fn add(&mut self, segment: &Distinct) -> tantivy::Result<()> {
        let Some((numbers, all)) = segment.texts.numbers() else {
            let ordinals: Vec<u64> = segment.ordinals().collect();
            return segment.texts.each(&ordinals, |text| {
                self.texts.insert(text.to_owned());
            });
        };
        let seen = self.numbers.get_or_insert_with(|| BitSet::with_max_value(all as u32));
        let numbers = segment.ordinals().filter_map(|ordinal| numbers.get(ordinal as usize - 1));
        numbers.for_each(|number| {
            seen.insert(*number);
        });
        Ok(())
    }

    fn len(&self) -> u64 {
        (self.numbers.as_ref().map_or(0, BitSet::len) + self.texts.len()) as u64
    }
}
