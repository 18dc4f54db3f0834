//! Two sets of findings whose words are compared, and the parts over which words are spread: the inspections.

use std::cmp::Ordering;
use std::sync::OnceLock;

use rayon::prelude::*;
use tantivy::DocId;

use super::asked::Asked;
use super::columns::{Numbers, Texts};
use super::occurrences::{addresses, matching};
use super::reading::{Words, gather};
use super::values::Wanted;
use crate::Result;
use crate::index::{Index, guarded};
use crate::query::{FieldTest, Query};

/// On which side a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Of what is asked about.
    Target,
    /// Of what it is compared with.
    Reference,
}

impl Side {
    /// Its place in an array of both.
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }
}

/// A part of the corpus: an inspection, or a report whose findings belong to none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key of an inspection: body, programme, cycle and pillar.
    Inspection(String),
    /// The id of a report.
    Report(String),
}

/// Two sets of findings, apart from each other.
pub struct Sides<'a> {
    index: &'a Index,
    /// The findings of both sides, segment by segment, as they lie.
    docs: Vec<Vec<DocId>>,
    /// The side of each.
    sides: Vec<Vec<Side>>,
    /// The number of the part of each.
    parts_of: Vec<Vec<u32>>,
    /// Where every record stands.
    stands: OnceLock<Vec<Vec<u32>>>,
    /// The parts by number, sorted.
    pub parts: Vec<Part>,
    /// Findings of each side.
    pub findings: [u64; 2],
    /// Distinct inspections of each side.
    pub inspections: [u64; 2],
    /// Findings that both queries match: they stand on the side of the target alone.
    pub both: u64,
}

impl std::fmt::Debug for Sides<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Sides").field("findings", &self.findings).finish_non_exhaustive()
    }
}

/// A finding of one of the sides with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sided {
    /// Its side.
    pub side: Side,
    /// The number of its part.
    pub part: u32,
    /// Its words.
    pub words: Words,
}

/// The part and the side of a place in [`Sides::stands`]; `None` for nowhere.
pub(super) fn stand(place: u32) -> Option<(usize, usize)> {
    let place = place.checked_sub(1)? as usize;
    Some((place / 2, place % 2))
}

/// What passes `filters` and matches `target` on one side, what matches `reference` on the other: without one, everything else
/// that passes.
///
/// # Errors
/// As [`super::search`].
pub fn sides<'a>(
    index: &'a Index,
    target: &Query,
    reference: Option<&Query>,
    filters: &[FieldTest],
) -> Result<Sides<'a>> {
    let everything = Query { text: String::new(), root: None, plain: true };
    guarded(index.dir(), || {
        let docs = |query: &Query| matching(index, &Asked::new(index, query, filters)?);
        let (target, others) =
            rayon::join(|| docs(target), || docs(reference.unwrap_or(&everything)));
        let pairs = target?.into_iter().zip(others?);
        let joined = pairs.map(|(target, others)| joined(&target, &others));
        let (all, shared): (Vec<_>, Vec<u64>) = joined.unzip();
        let both = shared.iter().sum();
        Sides::of(index, all, if reference.is_some() { both } else { 0 })
    })
}

/// What passes `filters` and matches `query`, all on the side of the target.
///
/// # Errors
/// As [`super::search`].
pub fn one_side<'a>(
    index: &'a Index,
    query: Option<&Query>,
    filters: &[FieldTest],
) -> Result<Sides<'a>> {
    let everything = Query { text: String::new(), root: None, plain: true };
    guarded(index.dir(), || {
        let docs = matching(index, &Asked::new(index, query.unwrap_or(&everything), filters)?)?;
        let side = |doc| (doc, Side::Target);
        let all = docs.into_iter().map(|docs| docs.into_iter().map(side).collect()).collect();
        Sides::of(index, all, 0)
    })
}

impl<'a> Sides<'a> {
    fn of(index: &'a Index, all: Vec<Vec<(DocId, Side)>>, both: u64) -> Result<Self> {
        let docs: Vec<Vec<DocId>> = by_segment(&all, |(doc, _)| *doc);
        let (parts, parts_of) = parts(index, &docs)?;
        let mut found = Self {
            index,
            docs,
            sides: by_segment(&all, |(_, side)| *side),
            parts_of,
            stands: OnceLock::new(),
            parts,
            findings: [0; 2],
            inspections: [0; 2],
            both,
        };
        let mut seen = [(); 2].map(|()| vec![false; found.parts.len()]);
        for (side, part) in found.sides.iter().flatten().zip(found.parts_of.iter().flatten()) {
            found.findings[side.place()] += 1;
            seen[side.place()][*part as usize] = true;
        }
        let is_inspection = |at: usize| matches!(found.parts[at], Part::Inspection(_));
        let count = |seen: &Vec<bool>| {
            seen.iter().enumerate().filter(|(at, seen)| **seen && is_inspection(*at)).count() as u64
        };
        found.inspections = [count(&seen[0]), count(&seen[1])];
        Ok(found)
    }

    /// The index.
    pub(super) fn index(&self) -> &'a Index {
        self.index
    }

    /// Where every record of each segment stands: 0 for nowhere, else twice the number of its part, one more on the side of the
    /// reference, and one.
    pub(super) fn stands(&self) -> &[Vec<u32>] {
        self.stands.get_or_init(|| {
            let records = self.index.searcher().segment_readers().iter();
            let segments = records.zip(&self.docs).zip(&self.sides).zip(&self.parts_of);
            let mut all = Vec::new();
            for (((reader, docs), sides), parts) in segments {
                let mut stands = vec![0; reader.max_doc() as usize];
                for ((doc, side), part) in docs.iter().zip(sides).zip(parts) {
                    stands[*doc as usize] = 1 + 2 * part + side.place() as u32;
                }
                all.push(stands);
            }
            all
        })
    }

    /// What `each` gathers over every finding, read on all cores; `merge` must not care for the order.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn gather<S: Clone + Send + Sync, T: Send + Default>(
        &self,
        state: &S,
        each: impl Fn(&mut S, &mut T, Sided) + Sync,
        merge: impl Fn(&mut T, T) + Sync,
    ) -> Result<T> {
        guarded(self.index.dir(), || {
            let all = addresses(&self.docs);
            let sides: Vec<Side> = self.sides.iter().flatten().copied().collect();
            let parts: Vec<u32> = self.parts_of.iter().flatten().copied().collect();
            let each = |state: &mut S, sum: &mut T, at: usize, words: Words| {
                each(state, sum, Sided { side: sides[at], part: parts[at], words });
            };
            gather(self.index, &all, state, each, merge)
        })
    }

    /// Findings graded on the four-tier and on the five-tier scale, both sides together.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn scales(&self) -> Result<[u64; 2]> {
        guarded(self.index.dir(), || {
            let mut scales = [0; 2];
            for (segment, docs) in self.docs.iter().enumerate() {
                let grades = Numbers::open(self.index, segment, "grade_order")?;
                for doc in docs {
                    // Tens are the scale: 1 the four-tier, 2 the five-tier one.
                    match grades.of(*doc) / 10 {
                        1 => scales[0] += 1,
                        2 => scales[1] += 1,
                        _ => {}
                    }
                }
            }
            Ok(scales)
        })
    }
}

/// Something of every finding, segment by segment.
fn by_segment<T>(all: &[Vec<(DocId, Side)>], each: fn(&(DocId, Side)) -> T) -> Vec<Vec<T>> {
    all.iter().map(|here| here.iter().map(each).collect()).collect()
}

/// The findings of a segment in order, those of both on the side of the target, and how many of them there are.
fn joined(target: &[DocId], others: &[DocId]) -> (Vec<(DocId, Side)>, u64) {
    let (mut target, mut others) = (target.iter().peekable(), others.iter().peekable());
    let mut all = Vec::with_capacity(target.len() + others.len());
    let mut both = 0;
    loop {
        let order = match (target.peek(), others.peek()) {
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return (all, both),
        };
        if order.is_ge() {
            let other = others.next();
            both += u64::from(order.is_eq());
            all.extend(other.filter(|_| order.is_gt()).map(|doc| (*doc, Side::Reference)));
        }
        if order.is_le() {
            all.extend(target.next().map(|doc| (*doc, Side::Target)));
        }
    }
}

/// The parts of the findings, sorted, and the number of the part of each.
fn parts(index: &Index, docs: &[Vec<DocId>]) -> Result<(Vec<Part>, Vec<Vec<u32>>)> {
    let failed = |error| index.failure(error);
    let column = |name| {
        let segments = 0..docs.len();
        segments.map(|segment| Texts::open(index, segment, name)).collect::<Result<Vec<_>>>()
    };
    let (inspections, reports) = (column("inspection")?, column("report")?);
    let segments = docs.par_iter().zip(&inspections);
    let without = segments.map(|(docs, inspections)| {
        let mut without = docs.clone();
        inspections.expect(docs.len());
        without.retain(|doc| inspections.ordinal(*doc) == 0);
        without
    });
    let without: Vec<Vec<DocId>> = without.collect();
    let named = |name, docs: &[Vec<DocId>]| {
        Wanted::of(index, name, &[docs])?.values_and_texts().map_err(failed)
    };
    let (of_inspections, keys) = named("inspection", docs)?;
    let (of_reports, ids) = named("report", &without)?;
    let numbers = docs.par_iter().enumerate().map(|(segment, docs)| {
        let (inspections, reports) = (&inspections[segment], &reports[segment]);
        let number = |doc: &DocId| match inspections.ordinal(*doc) {
            0 => of_reports.numbers[segment][reports.ordinal(*doc)] + keys.len() as u32,
            ordinal => of_inspections.numbers[segment][ordinal],
        };
        docs.iter().map(number).collect()
    });
    let numbers = numbers.collect();
    let inspections = keys.into_iter().map(Part::Inspection);
    Ok((inspections.chain(ids.into_iter().map(Part::Report)).collect(), numbers))
}
