//! One pass over the findings that match: the best of them, how many there are, and how they fall into facets.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::query::{EnableScoring, Query as Matcher, Weight};
use tantivy::{DocId, Score, SegmentReader};

use super::Dimension;
use super::best::{Best, Candidate, Floor, Local, Position, Scale, candidates, prune};
use super::columns::{Named, Texts, column_of};
use super::distinct::{Distinct, Union};
use super::sort::Order;
use super::together::{Work, start, together};
use super::units::{Groups, Unit, UnitHit, grouped};
use super::weights::Scales;
use crate::Result;
use crate::index::{ColumnValues, Index, Living};
use crate::query::Ranking;
use crate::query::lower::Least;

/// Findings that are counted together, column by column: what is looked up stays near.
const TOGETHER: usize = 1_024;

/// Findings that are offered together where a better one lets others be passed over.
const FEW: usize = 16;

/// Findings of the first segment from which on it pays to offer the others to other threads.
const PAYS: u64 = 1_024;

/// Findings of the first segment from which on it pays to wait until other threads have woken up.
const LONG: u64 = 4_096;

/// The same of all segments, where it is known beforehand how many there may be.
const LONG_IN_ALL: u64 = 8_192;

/// What a pass is to find out.
#[derive(Debug, Clone, Default)]
pub(super) struct Want {
    /// Number of the best findings to keep; 0 needs no scores.
    pub(super) top: usize,
    /// More findings than this do not match, as far as that is known: then all segments are begun at once where there are many.
    pub(super) at_most: Option<u64>,
    /// Is told what a finding must score for at least, so that no more need be known of others.
    pub(super) least: Option<Least>,
    /// Whether the best may come in no order and with others, for whoever sorts only some of them.
    pub(super) loose: bool,
    /// Whether nothing is wanted but the best: then the findings are not counted either, and what cannot be among the best
    /// may be passed over.
    pub(super) only_best: bool,
    /// Whether to count reports and inspections.
    pub(super) totals: bool,
    /// Whether to tell of the best what finds others that say the same.
    pub(super) sketches: bool,
    /// Whether copies of findings, which are not counted, are not among the best either.
    pub(super) once: bool,
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

impl Want {
    /// Whether what gives findings their places is opened once for all searches that want the same, and not anew.
    pub(super) fn shares_scales(&self) -> bool {
        self.only_best || self.top > 0 && self.unit == Unit::Finding && self.order.is_by_score()
    }
}

/// What a pass found out.
#[derive(Default)]
pub(super) struct Tally {
    /// The best, best first unless the order was not wanted.
    pub(super) top: Vec<Candidate>,
    /// Findings that match.
    pub(super) findings: u64,
    /// Copies of findings that match, which are not among them.
    pub(super) copies: u64,
    /// Their reports, to be counted.
    pub(super) reports: Union,
    /// Their inspections, to be counted.
    pub(super) inspections: Union,
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
    let segments = searcher.segment_readers().len();
    let many = want.at_most.is_some_and(|most| most >= LONG_IN_ALL);
    if many && segments > 1 {
        start();
    }
    let scoring = match want.top {
        0 => EnableScoring::disabled_from_searcher(searcher),
        _ => EnableScoring::enabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring).map_err(failed)?;
    let floor = Floor::default();
    if let Some(least) = &want.least {
        least.reset();
        if want.shares_scales() {
            least.tell(Scales::of(index, want)?);
        }
    }
    let scored = (want.top > 0).then_some(&floor);
    let mut whole = Whole::new(want);
    let counting = Counting::open(index, want)?;
    let segment = |nth: usize| {
        let mut segment = Segment::open(index, nth, want, &counting)?;
        let reader = searcher.segment_reader(nth as u32);
        let living = index.living(nth)?;
        if let (true, Some(floor)) = (want.only_best, scored) {
            segment.keep_best(weight.as_ref(), reader, floor).map_err(failed)?;
            return Ok(segment);
        }
        segment.collect(weight.as_ref(), (reader, living), scored).map_err(failed)?;
        Ok(segment)
    };
    let (alone, work) = match segments {
        0 => (None, Work::Little),
        _ if many => (None, Work::Much),
        _ => {
            let first = segment(0)?;
            let work = match first.counted.findings {
                ..PAYS => Work::Little,
                PAYS..LONG => Work::Some,
                LONG.. => Work::Much,
            };
            (Some(first), work)
        }
    };
    let done = usize::from(alone.is_some());
    let rest = together(segments - done, work, || (), |(), nth| segment(done + nth))?;
    let mut all = alone.into_iter().chain(rest);
    all.try_for_each(|segment| whole.take(segment)).map_err(failed)?;
    whole.finish().map_err(failed)
}

/// What is known over all segments so far.
struct Whole {
    tally: Tally,
    top: usize,
    loose: bool,
    facets: Vec<Sums>,
    found: Vec<(Vec<Local>, Arc<Scale>)>,
    groups: Vec<Groups>,
}

impl Whole {
    fn new(want: &Want) -> Self {
        let facets = want.facets.iter().map(|_| Sums::default()).collect();
        let tally = Tally::default();
        let (found, groups) = (Vec::new(), Vec::new());
        let Want { top, loose, .. } = *want;
        Self { tally, top, loose, facets, found, groups }
    }

    fn take(&mut self, segment: Segment) -> tantivy::Result<()> {
        self.tally.findings += segment.counted.findings;
        self.tally.copies += segment.counted.copies;
        if let Some(totals) = segment.counted.totals {
            self.tally.reports.add(totals.reports);
            self.tally.inspections.add(totals.inspections);
        }
        for (facet, sums) in segment.counted.facets.iter().zip(&mut self.facets) {
            sums.add(facet)?;
        }
        self.found.extend(segment.best.map(Best::finish));
        self.groups.extend(segment.groups);
        Ok(())
    }

    fn finish(mut self) -> tantivy::Result<Tally> {
        prune(&mut self.found, self.top);
        let mut top = candidates(&self.found)?;
        let better = |a: &Candidate, b: &Candidate| b.cmp(a);
        if !self.loose {
            top.sort_unstable_by(better);
            top.truncate(self.top);
        }
        let (units, without_unit) = grouped(self.groups)?;
        let facets = self.facets.into_iter().map(Sums::by_value).collect();
        Ok(Tally { top, units, without_unit, facets, ..self.tally })
    }
}

/// The counts of a facet over all segments: by the numbers of the values where those are known, else by the values.
#[derive(Default)]
struct Sums {
    known: Option<Arc<ColumnValues>>,
    by_number: Vec<u64>,
    by_value: BTreeMap<Option<String>, u64>,
}

impl Sums {
    fn add(&mut self, facet: &Facet) -> tantivy::Result<()> {
        let numbers = facet.texts.numbers().zip(facet.texts.values());
        if let Some(((_, all), values)) = numbers {
            self.by_number.resize(all, 0);
            self.known.get_or_insert_with(|| Arc::clone(values));
        }
        for (value, &count) in facet.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let number = numbers.and_then(|((numbers, _), _)| numbers.get(value.checked_sub(1)?));
            match number.and_then(|number| self.by_number.get_mut(*number as usize)) {
                Some(sum) => *sum += count,
                None => *self.by_value.entry(facet.texts.text(value)?).or_insert(0) += count,
            }
        }
        Ok(())
    }

    fn by_value(mut self) -> BTreeMap<Option<String>, u64> {
        let texts = self.known.iter().flat_map(|values| values.texts.iter());
        for (text, count) in texts.zip(&self.by_number).filter(|(_, count)| **count > 0) {
            *self.by_value.entry(Some(text.to_owned())).or_insert(0) += count;
        }
        self.by_value
    }
}

/// The columns that are counted.
struct Counting {
    totals: Option<[Named; 2]>,
    facets: Vec<Named>,
}

impl Counting {
    fn open(index: &Index, want: &Want) -> Result<Self> {
        let facet = |dimension: &Dimension| Named::open(index, column_of(*dimension));
        let named = |name| Named::told_apart(index, name);
        let totals = || Ok([named("report")?, named("inspection")?]);
        Ok(Self {
            totals: want.totals.then(totals).transpose()?,
            facets: want.facets.iter().map(facet).collect::<Result<_>>()?,
        })
    }
}

/// One segment's share.
struct Segment {
    counted: Counted,
    best: Option<Best>,
    groups: Option<Groups>,
    once: bool,
}

/// What a segment's findings are counted by.
struct Counted {
    findings: u64,
    copies: u64,
    totals: Option<Totals>,
    facets: Vec<Facet>,
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
    fn open(index: &Index, nth: usize, want: &Want, counting: &Counting) -> Result<Self> {
        let facet = |column: &Named| {
            let texts = Texts::of(index, nth, column)?;
            Ok(Facet { counts: vec![0; texts.width()], texts })
        };
        let totals = |[reports, inspections]: &[Named; 2]| -> Result<Totals> {
            Ok(Totals {
                reports: Distinct::new(Texts::of(index, nth, reports)?),
                inspections: Distinct::new(Texts::of(index, nth, inspections)?),
            })
        };
        let grouping = want.unit != Unit::Finding;
        Ok(Self {
            counted: Counted {
                findings: 0,
                copies: 0,
                totals: counting.totals.as_ref().map(totals).transpose()?,
                facets: counting.facets.iter().map(facet).collect::<Result<_>>()?,
            },
            best: (want.top > 0 && !grouping).then(|| Best::open(index, nth, want)).transpose()?,
            groups: grouping.then(|| Groups::open(index, nth, want)).transpose()?,
            once: want.once,
        })
    }

    fn collect(
        &mut self,
        weight: &dyn Weight,
        (reader, living): (&SegmentReader, Living<'_>),
        floor: Option<&Floor>,
    ) -> tantivy::Result<()> {
        let Self { counted, best, groups, once } = self;
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        let mut waiting: Vec<DocId> = Vec::new();
        let Some(floor) = floor else {
            return weight.for_each_no_score(reader, &mut |docs| {
                if living.is_all() {
                    return counted.add(docs);
                }
                waiting.clear();
                waiting.extend(docs.iter().filter(|doc| is_alive(**doc)));
                counted.add_living(&mut waiting, living);
            });
        };
        let mut found: Vec<(DocId, Score)> = Vec::with_capacity(TOGETHER);
        // The first are few: what they score tells how much of the others need be known.
        let mut together = FEW;
        let mut take = |found: &mut Vec<(DocId, Score)>| {
            waiting.clear();
            waiting.extend(found.iter().map(|(doc, _)| *doc));
            counted.add_living(&mut waiting, living);
            if *once {
                found.retain(|(doc, _)| !living.is_copy(*doc));
            }
            if let Some(best) = best {
                best.offer_all(found, floor);
            }
            if let Some(groups) = groups {
                let copies = groups.counts_copies();
                let counts = |doc| copies || !living.is_copy(doc);
                let counted = found.iter().filter(|(doc, _)| counts(*doc));
                counted.for_each(|(doc, score)| groups.offer(*doc, *score));
            }
            found.clear();
        };
        weight.for_each(reader, &mut |doc, score| {
            if is_alive(doc) {
                found.push((doc, score));
                if found.len() == together {
                    together = (2 * together).min(TOGETHER);
                    take(&mut found);
                }
            }
        })?;
        take(&mut found);
        Ok(())
    }
}

impl Segment {
    /// Offers only what can still be among the best.
    fn keep_best(
        &mut self,
        weight: &dyn Weight,
        reader: &SegmentReader,
        floor: &Floor,
    ) -> tantivy::Result<()> {
        let Some(best) = &mut self.best else { return Ok(()) };
        let alive = reader.alive_bitset();
        let mut least = best.threshold(floor);
        let mut found: Vec<(DocId, Score)> = Vec::with_capacity(FEW);
        weight.for_each_pruning(least, reader, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                found.push((doc, score));
            }
            if found.len() == FEW {
                best.offer_all(&found, floor);
                found.clear();
                least = best.threshold(floor);
            }
            least
        })?;
        best.offer_all(&found, floor);
        Ok(())
    }
}

impl Counted {
    /// Counts findings, and takes out the copies among them: of those the reports count and nothing else.
    fn add_living(&mut self, docs: &mut Vec<DocId>, living: Living<'_>) {
        if living.has_copies() {
            let copies: Vec<DocId> = docs.extract_if(.., |doc| living.is_copy(*doc)).collect();
            self.copies += copies.len() as u64;
            if let Some(totals) = &mut self.totals {
                totals.reports.add(&copies);
            }
        }
        self.add(docs);
    }

    fn add(&mut self, docs: &[DocId]) {
        self.findings += docs.len() as u64;
        if let Some(totals) = &mut self.totals {
            totals.reports.add(docs);
            totals.inspections.add(docs);
        }
        for Facet { texts, counts } in &mut self.facets {
            texts.each_ordinal(docs, |ordinal| {
                if let Some(count) = counts.get_mut(ordinal) {
                    *count += 1;
                }
            });
        }
    }
}
