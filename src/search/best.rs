//! The best findings of a pass: candidates, how they are ordered, and keeping the best of many.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use tantivy::columnar::TermOrdHit;
use tantivy::{DocAddress, DocId, Score};

use super::columns::{Cycles, Numbers, Texts};
use super::pass::Want;
use super::rank::heaviest;
use super::sort::Keys;
use super::weights::{Scales, Weights};
use crate::Result;
use crate::index::Index;
use crate::query::lower::Least;

/// Candidates a segment holds before it drops those that cannot be among the best.
const LEAST_ROOM: usize = 256;

/// A finding that may be shown. Ordered by what the list is sorted by, then by score, then newer cycles first, then by
/// id: never by where the record happens to lie, so that one thread and many give the same list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    order: u64,
    pub(super) score: Score,
    pub(super) cycle: u64,
    /// The place of its report among those of all candidates, by id.
    report: Reverse<usize>,
    number: Reverse<u64>,
    pub(super) address: DocAddress,
    /// What the index keeps of its text to find others that say the same; 0 unless wanted.
    pub(super) bins: u64,
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
        let rest = |it: &Self| (it.cycle, it.report, it.number);
        by_score((self.order, self.score), (other.order, other.score))
            .then_with(|| rest(self).cmp(&rest(other)))
    }
}

impl Candidate {
    /// Its number in its report.
    pub(super) fn number(&self) -> u64 {
        self.number.0
    }

    /// Where it stands in the list, `report` being the id of its report.
    pub(super) fn position(&self, report: String) -> Position {
        let Self { order, score, cycle, number: Reverse(number), .. } = *self;
        Position { order, score, cycle, report, number }
    }
}

/// A place in a sorted list that outlives the pass: that of the finding with these values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Position {
    pub(super) order: u64,
    pub(super) score: Score,
    pub(super) cycle: u64,
    pub(super) report: String,
    pub(super) number: u64,
}

/// The best findings of one segment, as many as wanted; ordinals of a segment are in the order of the texts.
pub(super) struct Best {
    most: usize,
    /// Candidates to hold before those are dropped that cannot be among the best.
    room: usize,
    found: Vec<Local>,
    /// The last of those kept: a finding that does not stand before it is none of the best.
    least: Option<(Local, Ties)>,
    after: Option<Bound>,
    scale: Arc<Scale>,
    /// Is told the score of words below which a finding is none of the best, whatever its kind.
    told: Option<Least>,
    /// The most by which any kind of finding in any kind of document multiplies it.
    heaviest: Score,
}

/// A score that as many findings reach as are wanted, in whichever segment: what scores less is none of the best. Scores
/// are not negative, so that their bits are in their order.
#[derive(Debug, Default)]
pub(super) struct Floor(AtomicU32);

impl Floor {
    fn raise(&self, score: Score) {
        self.0.fetch_max(score.max(0.0).to_bits(), Relaxed);
    }

    fn score(&self) -> Score {
        Score::from_bits(self.0.load(Relaxed))
    }
}

/// What decides between findings of one score, greater is better: the cycle, then the report and the number in it.
type Ties = (u64, Reverse<usize>, Reverse<u64>);

/// A candidate within its segment; what breaks ties is read when there is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local {
    order: u64,
    pub(super) score: Score,
    pub(super) doc: DocId,
}

impl Local {
    fn value(&self) -> (u64, Score) {
        (self.order, self.score)
    }
}

impl Best {
    /// Keeps the best `want.top` findings after `want.after`.
    pub(super) fn open(index: &Index, segment: usize, want: &Want) -> Result<Self> {
        let scale = match want.shares_scales() {
            true => Scales::of(index, want)?.segment(segment)?,
            false => Arc::new(Scale::open(index, segment, want)?),
        };
        let after = want.after.as_ref().map(|at| Bound::new(at, &scale.reports)).transpose();
        let after = after.map_err(|error| index.failure(error))?;
        // Where findings are passed over, every one that is not is worth knowing soon.
        let least_room = if want.only_best { LEAST_ROOM / 8 } else { LEAST_ROOM };
        let room = (want.top * 2).max(least_room);
        let (found, least) = (Vec::new(), None);
        let (told, heaviest) = (want.least.clone(), heaviest(&want.ranking));
        Ok(Self { most: want.top, room, found, least, after, scale, told, heaviest })
    }

    /// Takes findings into account. `floor` is what all segments share.
    pub(super) fn offer_all(&mut self, found: &[(DocId, Score)], floor: &Floor) {
        let least = match self.scale.keys {
            Keys::Score => floor.score(),
            _ => Score::NEG_INFINITY,
        };
        let greatest = self.scale.greatest();
        let mut offered = 0;
        for &(doc, score) in found {
            if score * greatest >= least {
                self.offer(doc, score, least);
                offered += 1;
            }
        }
        self.scale.documents.expect(offered);
        self.scale.kinds.expect(offered);
        self.scale.cycles.expect(offered / 2);
        if let (Some((least, _)), Keys::Score) = (&self.least, &self.scale.keys) {
            floor.raise(least.score);
            if let (Some(least), None) = (&self.told, &self.after) {
                least.raise(floor.score() / self.heaviest * (1.0 - 4.0 * Score::EPSILON));
            }
        }
    }

    /// What words must score for more than, that their finding can be among the best.
    pub(super) fn threshold(&self, floor: &Floor) -> Score {
        if !matches!(self.scale.keys, Keys::Score) || self.after.is_some() {
            return Score::MIN;
        }
        let greatest = self.scale.greatest();
        // What reaches the least score may still stand before it, and a product of three is not exact.
        (floor.score() / greatest) * (1.0 - 4.0 * Score::EPSILON) - Score::MIN_POSITIVE
    }

    fn offer(&mut self, doc: DocId, score: Score, floor: Score) {
        let local = self.scale.local(doc, score);
        if local.score < floor {
            return;
        }
        if let Some((least, ties)) = &self.least {
            let better = by_score(local.value(), least.value());
            if better.then_with(|| self.scale.against(doc, ties)).is_lt() {
                return;
            }
        }
        if self.after.as_ref().is_some_and(|after| !after.is_before(local, &self.scale)) {
            return;
        }
        self.found.push(local);
        if self.found.len() >= self.room {
            self.shrink();
        }
    }

    /// Drops what is not among the best; ties at the limit are broken as in the whole list.
    fn shrink(&mut self) {
        let Self { most, found, scale, least, .. } = self;
        let Some(last) = most.checked_sub(1).filter(|last| *last < found.len()) else { return };
        let (_, limit, _) =
            found.select_nth_unstable_by(last, |a, b| by_score(b.value(), a.value()));
        let limit = limit.value();
        let (mut kept, mut tied) = (Vec::with_capacity(*most), Vec::new());
        for local in found.drain(..) {
            match by_score(local.value(), limit) {
                Ordering::Greater => kept.push(local),
                Ordering::Equal => tied.push((scale.ties(local.doc), local)),
                Ordering::Less => {}
            }
        }
        // At least one of the tied is kept: the limit is the value of one that is.
        let room = most.saturating_sub(kept.len()).clamp(1, tied.len());
        let (_, (ties, local), _) = tied.select_nth_unstable_by(room - 1, |a, b| b.0.cmp(&a.0));
        *least = Some((*local, *ties));
        kept.extend(tied.into_iter().take(room).map(|(_, local)| local));
        *found = kept;
    }

    /// The best, in no order, and the reports of the segment.
    pub(super) fn finish(mut self) -> (Vec<Local>, Arc<Scale>) {
        self.shrink();
        (self.found, self.scale)
    }
}

/// What gives a finding of a segment its place.
pub(super) struct Scale {
    keys: Keys,
    kinds: Weights,
    documents: Weights,
    cycles: Cycles,
    numbers: Numbers,
    reports: Texts,
    sketches: Option<Numbers>,
}

impl Scale {
    /// The columns of a segment.
    pub(super) fn open(index: &Index, segment: usize, want: &Want) -> Result<Self> {
        Ok(Self {
            keys: Keys::open(index, segment, &want.order)?,
            kinds: Weights::of_kinds(index, segment, &want.ranking)?,
            documents: Weights::of_documents(index, segment, &want.ranking)?,
            cycles: Cycles::open(index, segment)?,
            numbers: Numbers::open(index, segment, "number")?,
            reports: Texts::open(index, segment, "report")?,
            sketches: want.sketches.then(|| Numbers::open(index, segment, "sketch")).transpose()?,
        })
    }

    /// The id of the report of `doc`.
    pub(super) fn report(&self, doc: DocId) -> tantivy::Result<Option<String>> {
        self.reports.text(self.reports.ordinal(doc))
    }

    /// The id of the report of `doc`, if it is at hand.
    pub(super) fn report_at_hand(&self, doc: DocId) -> Option<&str> {
        self.reports.text_at_hand(self.reports.ordinal(doc))
    }

    /// Says that the weights of so many findings are read next, and the reports of so many.
    pub(super) fn expect(&self, weights: usize, reports: usize) {
        self.kinds.expect(weights);
        self.documents.expect(weights);
        self.reports.expect(reports);
    }

    /// Says that what breaks ties is read next of so many findings.
    pub(super) fn expect_ties(&self, findings: usize) {
        self.cycles.expect(findings);
        self.reports.expect(findings);
    }

    /// The cycle of `doc`; newer is greater.
    pub(super) fn cycle(&self, doc: DocId) -> u64 {
        self.cycles.of(doc)
    }

    /// The place of the report of `doc` among those of the segment, by id; 0 for none.
    pub(super) fn report_ordinal(&self, doc: DocId) -> usize {
        self.reports.ordinal(doc)
    }

    /// The numbers of `docs`, which ascend, in their reports.
    pub(super) fn all_numbers(&self, docs: &[DocId]) -> Vec<u64> {
        self.numbers.all(docs)
    }

    /// By what the score of the words of `doc` is multiplied, for its kind and for that of its document.
    pub(super) fn weights(&self, doc: DocId) -> [Score; 2] {
        [self.kinds.of(doc), self.documents.of(doc)]
    }

    /// The most by which the score of words is multiplied.
    pub(super) fn greatest(&self) -> Score {
        self.kinds.greatest() * self.documents.greatest()
    }

    /// By what the score of the words of `doc` is multiplied, as a part of the most.
    pub(super) fn share(&self, doc: DocId) -> Score {
        self.kinds.of(doc) * self.documents.of(doc) / self.greatest()
    }

    /// A finding whose words score so much.
    pub(super) fn local(&self, doc: DocId, score: Score) -> Local {
        let score = score * self.kinds.of(doc) * self.documents.of(doc);
        Local { order: self.keys.of(doc), score, doc }
    }

    /// True if `a` stands before `b`.
    pub(super) fn is_better(&self, a: Local, b: Local) -> bool {
        match by_score(a.value(), b.value()) {
            Ordering::Equal => self.ties(a.doc) > self.ties(b.doc),
            order => order.is_gt(),
        }
    }

    /// How `doc` stands to these ties; what does not decide is not read.
    fn against(&self, doc: DocId, (cycle, report, number): &Ties) -> Ordering {
        (self.cycles.of(doc).cmp(cycle))
            .then_with(|| Reverse(self.reports.ordinal(doc)).cmp(report))
            .then_with(|| Reverse(self.numbers.of(doc)).cmp(number))
    }

    fn ties(&self, doc: DocId) -> Ties {
        (self.cycles.of(doc), Reverse(self.reports.ordinal(doc)), Reverse(self.numbers.of(doc)))
    }
}

/// Drops candidates of all segments that cannot be among the best `most`, before their reports are looked up.
pub(super) fn prune(found: &mut [(Vec<Local>, Arc<Scale>)], most: usize) {
    // Few more are sooner looked up than told apart twice.
    if found.iter().map(|(locals, _)| locals.len()).sum::<usize>() <= most + most / 4 {
        return;
    }
    let mut values: Vec<(u64, Score)> =
        found.iter().flat_map(|(locals, _)| locals.iter().map(Local::value)).collect();
    let Some(last) = most.checked_sub(1).filter(|last| *last < values.len()) else { return };
    let (_, limit, _) = values.select_nth_unstable_by(last, |a, b| by_score(*b, *a));
    let limit = *limit;
    for (locals, _) in found {
        locals.retain(|local| by_score(local.value(), limit).is_ge());
    }
}

/// The locals of all segments, in their order, as candidates that can be compared.
pub(super) fn candidates(found: &[(Vec<Local>, Arc<Scale>)]) -> tantivy::Result<Vec<Candidate>> {
    let numbers = found.iter().map(|(_, scale)| scale.reports.numbers());
    let numbers: Option<Vec<(&[u32], usize)>> = numbers.collect();
    let places = match found {
        // One segment's ordinals are in the order of the ids.
        [_] => None,
        _ if numbers.is_some() => None,
        _ => Some(places(found)?),
    };
    let place_of = |segment: usize, ordinal: usize| match (&places, &numbers) {
        (Some(places), _) => places[segment].place(ordinal),
        (None, Some(numbers)) => {
            let number = ordinal.checked_sub(1).and_then(|at| numbers[segment].0.get(at));
            number.map_or(0, |number| *number as usize + 1)
        }
        (None, None) => ordinal,
    };
    let mut all = Vec::with_capacity(found.iter().map(|(locals, _)| locals.len()).sum());
    for (segment, (locals, scale)) in (0_u32..).zip(found) {
        // Columns are read in the order of the records.
        let mut order: Vec<usize> = (0..locals.len()).collect();
        order.sort_unstable_by_key(|at| locals[*at].doc);
        let docs: Vec<DocId> = order.iter().map(|at| locals[*at].doc).collect();
        let cycles = docs.iter().map(|doc| scale.cycles.of(*doc));
        let numbers = scale.numbers.all(&docs);
        let bins = scale.sketches.as_ref().map(|sketches| sketches.all(&docs));
        let bins = bins.unwrap_or_else(|| vec![0; docs.len()]);
        let mut known = order.iter().zip(cycles).zip(numbers).zip(bins);
        let first = all.len();
        scale.reports.each_ordinal(&docs, |ordinal| {
            let Some((((at, cycle), number), bins)) = known.next() else { return };
            let (order, score) = locals[*at].value();
            let report = Reverse(place_of(segment as usize, ordinal));
            let address = DocAddress::new(segment, locals[*at].doc);
            let number = Reverse(number);
            all.push(Candidate { order, score, cycle, report, number, address, bins });
        });
        if !order.is_sorted() {
            let read = all.split_off(first);
            let mut back: Vec<(usize, Candidate)> = order.into_iter().zip(read).collect();
            back.sort_unstable_by_key(|(at, _)| *at);
            all.extend(back.into_iter().map(|(_, candidate)| candidate));
        }
    }
    Ok(all)
}

/// The reports of one segment's candidates: ordinals, sorted, and the place of each among those of all segments.
struct Places {
    ordinals: Vec<u64>,
    places: Vec<usize>,
}

impl Places {
    fn place(&self, ordinal: usize) -> usize {
        let at = self.ordinals.binary_search(&(ordinal as u64)).unwrap_or(0);
        self.places.get(at).copied().unwrap_or(0)
    }
}

fn places(found: &[(Vec<Local>, Arc<Scale>)]) -> tantivy::Result<Vec<Places>> {
    let mut named = Vec::with_capacity(found.len());
    for (locals, scale) in found {
        let ordinal = |local: &Local| scale.reports.ordinal(local.doc) as u64;
        let mut ordinals: Vec<u64> = locals.iter().map(ordinal).filter(|at| *at > 0).collect();
        ordinals.sort_unstable();
        ordinals.dedup();
        let mut names = Vec::with_capacity(ordinals.len());
        scale.reports.each(&ordinals, |_, name| names.push(name.to_owned()))?;
        named.push((ordinals, names));
    }
    let mut all: Vec<&String> = named.iter().flat_map(|(_, names)| names).collect();
    all.sort_unstable();
    all.dedup();
    let place = |name: &String| all.binary_search(&name).unwrap_or(0);
    let named = named.iter().map(|(ordinals, names)| Places {
        ordinals: ordinals.clone(),
        places: names.iter().map(place).collect(),
    });
    Ok(named.collect())
}

/// A position as one segment sees it.
struct Bound {
    value: (u64, Score),
    cycle: u64,
    /// The ordinal of the report, or that of the next one where the segment does not have it.
    report: usize,
    is_here: bool,
    number: u64,
}

impl Bound {
    fn new(at: &Position, reports: &Texts) -> tantivy::Result<Self> {
        let (report, is_here) = match reports.seek(&at.report)? {
            TermOrdHit::Exact(ordinal) => (ordinal, true),
            TermOrdHit::Next(ordinal) => (ordinal, false),
        };
        let report = usize::try_from(ordinal_plus_one(report)).unwrap_or(usize::MAX);
        let (value, cycle) = ((at.order, at.score), at.cycle);
        Ok(Self { value, cycle, report, is_here, number: at.number })
    }

    /// True if the position stands before `local`.
    fn is_before(&self, local: Local, scale: &Scale) -> bool {
        by_score(self.value, local.value())
            .then_with(|| {
                let (cycle, Reverse(report), Reverse(number)) = scale.ties(local.doc);
                let number_in_report =
                    if self.is_here { number.cmp(&self.number) } else { Ordering::Greater };
                let by_report = report.cmp(&self.report).then(number_in_report);
                self.cycle.cmp(&cycle).then(by_report)
            })
            .is_gt()
    }
}

/// As `Texts::ordinal` counts.
fn ordinal_plus_one(ordinal: u64) -> u64 {
    ordinal.saturating_add(1)
}

fn by_score(a: (u64, Score), b: (u64, Score)) -> Ordering {
    a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1))
}
