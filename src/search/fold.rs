//! Findings that say the same fold under the best of them: a release that repeats its report, a sentence that stands in
//! the reports of all forces.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{DocAddress, DocId};

use super::best::Candidate;
use super::columns::{Numbers, Texts, bucket};
use super::{Bucket, Dimension};
use crate::Result;
use crate::index::{Index, Living, Shingles, Sketch};
use crate::report::{Cycle, Finding};

/// Findings that are sorted at a time at least.
const LEAST_AHEAD: usize = 32;

/// Ids that are named of those folded.
const MOST_IDS: usize = 10;

/// The findings that were folded under a hit: they say the same and would stand further down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// How many.
    pub n: u64,
    /// True if the list is longer than what was looked through, so that there may be more.
    pub at_least: bool,
    /// The bodies they are about, by name.
    pub forces: Vec<Bucket>,
    /// Their cycles, oldest first.
    pub years: Vec<Cycle>,
    /// The ids of the first ten, in the order of the list.
    pub ids: Vec<String>,
}

/// A finding that is shown and those folded under it, in the order of the list.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) best: Candidate,
    pub(super) folded: Vec<Candidate>,
    /// The first of all these that has a grade, else the best: no other grade may join it.
    graded: DocAddress,
}

impl Shown {
    /// A finding with none under it.
    pub(super) fn alone(best: Candidate) -> Self {
        Self { best, folded: Vec::new(), graded: best.address }
    }
}

/// A list on its way.
#[derive(Default)]
struct Folding {
    shown: Vec<Shown>,
    /// How many are to be shown.
    most: usize,
    /// Whether more would be.
    more: bool,
}

/// The best `count` of a list in their order, and the others in none.
fn best_first(list: &mut [Candidate], count: usize) -> (&mut [Candidate], &mut [Candidate]) {
    let better = |a: &Candidate, b: &Candidate| b.cmp(a);
    if count < list.len() {
        list.select_nth_unstable_by(count, better);
    }
    let (best, others) = list.split_at_mut(count.min(list.len()));
    best.sort_unstable_by(better);
    (best, others)
}

/// Folds lists of findings; remembers the texts it has read.
pub(super) struct Folder<'a> {
    index: &'a Index,
    segments: Vec<Segment>,
    texts: BTreeMap<DocAddress, Shingles>,
    /// Where the copies of findings are that are shown under another finding or not at all; empty where they are shown like any other.
    copies: Vec<Living<'a>>,
}

/// What one segment knows of its findings.
struct Segment {
    twins: Numbers,
    kinds: Values,
    outcomes: Values,
    bodies: Texts,
    reports: Texts,
}

/// A column of few values, all at hand.
struct Values {
    texts: Texts,
    /// By ordinal, where the index does not have them at hand.
    values: Vec<Option<String>>,
}

impl Values {
    fn open(index: &Index, segment: usize, name: &'static str) -> Result<Self> {
        let texts = Texts::open(index, segment, name)?;
        let mut values = Vec::new();
        if texts.values().is_none() {
            values.push(None);
            let ordinals: Vec<u64> = (1..texts.width() as u64).collect();
            let each = texts.each(&ordinals, |_, value| values.push(Some(value.to_owned())));
            each.map_err(|error| index.failure(error))?;
        }
        Ok(Self { values, texts })
    }

    fn of(&self, doc: DocId) -> Option<&str> {
        let ordinal = self.texts.ordinal(doc);
        self.texts.text_at_hand(ordinal).or_else(|| self.values.get(ordinal)?.as_deref())
    }
}

impl<'a> Folder<'a> {
    /// A folder of findings of this index.
    pub(super) fn new(index: &'a Index) -> Result<Self> {
        let open = |segment| -> Result<Segment> {
            Ok(Segment {
                twins: Numbers::open(index, segment, "twin")?,
                kinds: Values::open(index, segment, "kind")?,
                outcomes: Values::open(index, segment, "outcome")?,
                bodies: Texts::open(index, segment, "body")?,
                reports: Texts::open(index, segment, "report")?,
            })
        };
        let segments = (0..index.searcher().segment_readers().len()).map(open);
        let segments = segments.collect::<Result<_>>()?;
        Ok(Self { index, segments, texts: BTreeMap::new(), copies: Vec::new() })
    }

    /// From now on copies of findings are shown under what says the same or not at all: what they repeat is in the list too,
    /// if in another block of it.
    pub(super) fn hide_copies(&mut self, hide: bool) -> Result<()> {
        let segments = 0..if hide { self.segments.len() } else { 0 };
        self.copies = segments.map(|segment| self.index.living(segment)).collect::<Result<_>>()?;
        Ok(())
    }

    fn is_hidden(&self, candidate: &Candidate) -> bool {
        let DocAddress { segment_ord, doc_id } = candidate.address;
        self.copies.get(segment_ord as usize).is_some_and(|segment| segment.is_copy(doc_id))
    }

    /// Goes down `list`, which may be in no order, from the best, and folds each finding under the first one shown that says
    /// the same. Stops showing at `most`; the second value is true if more would be shown.
    pub(super) fn fold(
        &mut self,
        list: &mut [Candidate],
        most: usize,
    ) -> Result<(Vec<Shown>, bool)> {
        let mut folding = Folding { most, ..Folding::default() };
        let mut rest = list;
        let mut ahead = (most * 2).max(LEAST_AHEAD);
        while folding.shown.len() < most && !rest.is_empty() {
            let (next, later) = best_first(rest, ahead);
            next.iter().try_for_each(|candidate| self.place(candidate, &mut folding))?;
            (rest, ahead) = (later, ahead * 2);
        }
        // Once all are shown that are wanted, the others matter only where they may fold under one of them.
        let above: Vec<u64> = folding.shown.iter().map(|above| above.best.bins).collect();
        let mut likely: Vec<Candidate> = Vec::new();
        for candidate in rest {
            match above.iter().any(|above| Sketch::may_resemble(candidate.bins, *above)) {
                true => likely.push(*candidate),
                false => folding.more |= !self.is_hidden(candidate),
            }
        }
        likely.sort_unstable_by(|a, b| b.cmp(a));
        likely.iter().try_for_each(|candidate| self.place(candidate, &mut folding))?;
        Ok((folding.shown, folding.more))
    }

    fn place(&mut self, candidate: &Candidate, folding: &mut Folding) -> Result<()> {
        match self.first_like(candidate, &folding.shown)? {
            Some(at) => {
                let group = &mut folding.shown[at];
                group.folded.push(*candidate);
                if self.grade(group.graded).is_none() {
                    group.graded = candidate.address;
                }
            }
            None if self.is_hidden(candidate) => {}
            None if folding.shown.len() < folding.most => {
                folding.shown.push(Shown::alone(*candidate));
            }
            None => folding.more = true,
        }
        Ok(())
    }

    fn first_like(&mut self, candidate: &Candidate, shown: &[Shown]) -> Result<Option<usize>> {
        let likely =
            |(_, above): &(usize, &Shown)| Sketch::may_resemble(candidate.bins, above.best.bins);
        for (at, Shown { best: above, graded, .. }) in shown.iter().enumerate().filter(likely) {
            let [upper, lower] = [above, candidate].map(|finding| {
                let Candidate { address, bins, .. } = *finding;
                Sketch { twin: self.segment(address).twins.of(address.doc_id), bins }
            });
            let grade = self.grade(*graded);
            if self.may_hide(above, grade, candidate, lower.states_a_grade())?
                && (upper.is_twin(lower) || self.say_the_same(above.address, candidate.address)?)
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Whether a reader who sees `above`, with that grade, is not misled by not seeing `below`, which says the same. Only prose hides under
    /// another kind, so that what carries a duty is never hidden under what does not. Findings of different grades are
    /// never one; judgments and what else `states_a_grade` only within one body and cycle, and so are findings of which one
    /// has no grade, as a release that repeats its report.
    fn may_hide(
        &self,
        above: &Candidate,
        upper_grade: Option<&str>,
        below: &Candidate,
        states_a_grade: bool,
    ) -> Result<bool> {
        let [upper, lower] = [above, below].map(|finding| self.segment(finding.address));
        let (a, b) = (above.address.doc_id, below.address.doc_id);
        let (upper_kind, lower_kind) = (upper.kinds.of(a), lower.kinds.of(b));
        let is_prose = matches!(lower_kind, Some("narrative" | "summary"));
        if upper_kind != lower_kind && (!is_prose || upper_kind == Some("judgment")) {
            return Ok(false);
        }
        let lower_grade = lower.outcomes.of(b);
        if upper_grade == lower_grade && !states_a_grade && lower_kind != Some("judgment") {
            return Ok(true);
        }
        let may_be_one = upper_grade.zip(lower_grade).is_none_or(|(upper, lower)| upper == lower);
        Ok(may_be_one && above.cycle == below.cycle && self.body(above)? == self.body(below)?)
    }

    /// The grade or state of a finding.
    fn grade(&self, address: DocAddress) -> Option<&str> {
        self.segment(address).outcomes.of(address.doc_id)
    }

    fn body(&self, finding: &Candidate) -> Result<Option<String>> {
        let bodies = &self.segment(finding.address).bodies;
        let body = bodies.text(bodies.ordinal(finding.address.doc_id));
        body.map_err(|error| self.index.failure(error))
    }

    fn say_the_same(&mut self, a: DocAddress, b: DocAddress) -> Result<bool> {
        for address in [a, b] {
            if !self.texts.contains_key(&address) {
                let finding: Finding = self.index.read(address)?;
                self.texts.insert(address, Shingles::of(&finding.text));
            }
        }
        let [a, b] = [a, b].map(|address| self.texts.get(&address));
        Ok(a.zip(b).is_some_and(|(a, b)| a.resembles(b)))
    }

    fn segment(&self, address: DocAddress) -> &Segment {
        &self.segments[address.segment_ord as usize]
    }

    /// The id of the report of a finding.
    pub(super) fn report(&self, address: DocAddress) -> Result<String> {
        let reports = &self.segment(address).reports;
        let report = reports.text(reports.ordinal(address.doc_id));
        Ok(report.map_err(|error| self.index.failure(error))?.unwrap_or_default())
    }

    /// What a reader is told of the folded findings; `None` if there are none.
    pub(super) fn told(&self, folded: &[Candidate], at_least: bool) -> Result<Option<Folded>> {
        if folded.is_empty() {
            return Ok(None);
        }
        let id = |finding: &Candidate| {
            Ok(format!("{}-{}", self.report(finding.address)?, finding.number()))
        };
        let cycles: BTreeSet<Cycle> = folded.iter().filter_map(|it| cycle_of(it.cycle)).collect();
        Ok(Some(Folded {
            n: folded.len() as u64,
            at_least,
            forces: self.forces(folded)?,
            years: cycles.into_iter().collect(),
            ids: folded.iter().take(MOST_IDS).map(id).collect::<Result<_>>()?,
        }))
    }

    fn forces(&self, folded: &[Candidate]) -> Result<Vec<Bucket>> {
        let mut keys = BTreeSet::new();
        for (at, segment) in (0_u32..).zip(&self.segments) {
            let here = folded.iter().filter(|finding| finding.address.segment_ord == at);
            let ordinal = |it: &Candidate| segment.bodies.ordinal(it.address.doc_id) as u64;
            let ordinals: BTreeSet<u64> = here.map(ordinal).filter(|at| *at > 0).collect();
            let ordinals: Vec<u64> = ordinals.into_iter().collect();
            let each = segment.bodies.each(&ordinals, |_, key| {
                keys.insert(key.to_owned());
            });
            each.map_err(|error| self.index.failure(error))?;
        }
        let mut forces = Vec::with_capacity(keys.len());
        for key in keys {
            forces.push(bucket(self.index, Dimension::Force, Some(key))?);
        }
        forces.sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
        Ok(forces)
    }
}

/// The cycle behind the number that orders it.
fn cycle_of(order: u64) -> Option<Cycle> {
    let year = |number: u64| u16::try_from(number).ok();
    Cycle::range(year(order / 10_000)?, year(order % 10_000)?).filter(|_| order > 0)
}
