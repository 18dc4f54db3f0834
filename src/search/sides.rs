//! Two sets of findings whose words are compared, and the parts over which words are spread: the inspections.

use std::collections::BTreeMap;

use tantivy::DocId;

use super::asked::Asked;
use super::columns::{Numbers, Texts};
use super::occurrences::{addresses, matching};
use super::reading::{Words, gather};
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
        let target = docs(target)?;
        let others = docs(reference.unwrap_or(&everything))?;
        let mut both = 0;
        let mut all = Vec::new();
        for (target, others) in target.iter().zip(&others) {
            let rest = others.iter().filter(|doc| target.binary_search(doc).is_err());
            let mut here: Vec<(DocId, Side)> = rest.map(|doc| (*doc, Side::Reference)).collect();
            both += (others.len() - here.len()) as u64;
            here.extend(target.iter().map(|doc| (*doc, Side::Target)));
            here.sort_unstable();
            all.push(here);
        }
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
        let (parts, parts_of) = parts(index, &all)?;
        let mut found = Self {
            index,
            docs: all.iter().map(|here| here.iter().map(|(doc, _)| *doc).collect()).collect(),
            sides: all.iter().map(|here| here.iter().map(|(_, side)| *side).collect()).collect(),
            parts_of,
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

    /// The findings of a segment with side and part.
    pub(super) fn segment(&self, nth: usize) -> impl Iterator<Item = (DocId, Side, u32)> + '_ {
        let docs = self.docs.get(nth).into_iter().flatten();
        let sides = self.sides.get(nth).into_iter().flatten();
        let parts = self.parts_of.get(nth).into_iter().flatten();
        docs.zip(sides).zip(parts).map(|((doc, side), part)| (*doc, *side, *part))
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

/// The parts of the findings and the number of the part of each.
fn parts(index: &Index, all: &[Vec<(DocId, Side)>]) -> Result<(Vec<Part>, Vec<Vec<u32>>)> {
    let mut named: BTreeMap<Part, u32> = BTreeMap::new();
    let mut local: Vec<Vec<u32>> = Vec::new();
    let mut first_seen = Vec::new();
    for (segment, here) in all.iter().enumerate() {
        let inspections = Texts::open(index, segment, "inspection")?;
        let reports = Texts::open(index, segment, "report")?;
        let mut of_inspection: Vec<Option<u32>> = vec![None; inspections.width()];
        let mut of_report: Vec<Option<u32>> = vec![None; reports.width()];
        let mut numbers = Vec::with_capacity(here.len());
        for (doc, _) in here {
            let ordinal = inspections.ordinal(*doc);
            let (texts, known, at) = match ordinal {
                0 => (&reports, &mut of_report, reports.ordinal(*doc)),
                _ => (&inspections, &mut of_inspection, ordinal),
            };
            let number = match known.get(at).copied().flatten() {
                Some(number) => number,
                None => {
                    let text = texts.text(at).map_err(|error| index.failure(error))?;
                    let text = text.unwrap_or_default();
                    let part =
                        if ordinal == 0 { Part::Report(text) } else { Part::Inspection(text) };
                    let next = named.len() as u32;
                    let number = *named.entry(part.clone()).or_insert(next);
                    if number == next {
                        first_seen.push(part);
                    }
                    if let Some(slot) = known.get_mut(at) {
                        *slot = Some(number);
                    }
                    number
                }
            };
            numbers.push(number);
        }
        local.push(numbers);
    }
    // Numbers in the order of the keys, wherever the records happen to lie.
    let sorted: BTreeMap<&Part, u32> = named.keys().zip(0..).collect();
    let renumbered: Vec<u32> = first_seen.iter().map(|part| sorted[part]).collect();
    for number in local.iter_mut().flatten() {
        *number = renumbered[*number as usize];
    }
    Ok((named.keys().cloned().collect(), local))
}
