//! The order in which places are listed, and the first findings in it: what is not shown is never sorted.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use tantivy::{DocAddress, DocId};

use super::columns::{Numbers, Texts};
use super::sort::{EIGHT_DIGITS, Keys, Order, Sort};
use super::values::Wanted;
use crate::Result;
use crate::index::Index;

/// In which order places are listed. Within it the order is that of the ids of the findings, then that of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Succession {
    /// Only the order of the ids.
    #[default]
    Position,
    /// The name of the body from A to Z; findings about no one body last.
    Force,
    /// The oldest cycle first; an unknown one last.
    Year,
}

/// Where a finding stands in its segment: what the list is sorted by, then the report, then the number; and its places.
type Local = (Reverse<u64>, usize, u64, DocId, u32);

/// The first `most` findings that have a place, in order, each with the number of its places. Findings and numbers are listed
/// segment by segment.
pub(super) fn first(
    index: &Index,
    succession: Succession,
    findings: (&[Vec<DocId>], &[Vec<u32>]),
    most: usize,
) -> Result<Vec<(DocAddress, u32)>> {
    let (sort, reverse) = match succession {
        Succession::Position => (Sort::Score, false),
        Succession::Force => (Sort::Force, false),
        Succession::Year => (Sort::Date, true),
    };
    let order = Order::new(index, sort, reverse)?;
    let segments = findings.0.par_iter().zip(findings.1).enumerate();
    let local = segments.map(|(segment, (docs, counts))| {
        let segment = Segment::open(index, segment, succession, &order, docs.len())?;
        Ok(segment.first(docs, counts, most))
    });
    let local: Vec<Vec<Local>> = local.collect::<Result<_>>()?;
    let docs: Vec<Vec<DocId>> = local.iter().map(|here| docs_of(here)).collect();
    // The ordinals of a segment are in the order of the ids, those of two segments are not.
    let reports = Wanted::of(index, "report", &[&docs])?.values();
    let reports = reports.map_err(|error| index.failure(error))?;
    let mut all = Vec::new();
    for ((segment, local), numbers) in (0..).zip(&local).zip(&reports.numbers) {
        all.extend(local.iter().map(|&(key, report, number, doc, count)| {
            let address = DocAddress::new(segment, doc);
            (key, numbers[report], number, address, count)
        }));
    }
    all.sort_unstable();
    all.truncate(most);
    Ok(all.into_iter().map(|(_, _, _, address, count)| (address, count)).collect())
}

fn docs_of(local: &[Local]) -> Vec<DocId> {
    local.iter().map(|(_, _, _, doc, _)| *doc).collect()
}

/// What the findings of a segment are ordered by.
struct Segment {
    succession: Succession,
    keys: Keys,
    reports: Texts,
    numbers: Numbers,
}

impl Segment {
    fn open(
        index: &Index,
        segment: usize,
        succession: Succession,
        order: &Order,
        findings: usize,
    ) -> Result<Self> {
        let keys = Keys::open(index, segment, order)?;
        let reports = Texts::open(index, segment, "report")?;
        reports.expect(findings);
        Ok(Self { succession, keys, reports, numbers: Numbers::open(index, segment, "number")? })
    }

    fn first(&self, docs: &[DocId], counts: &[u32], most: usize) -> Vec<Local> {
        let mut first: BinaryHeap<Local> = BinaryHeap::new();
        for (doc, count) in docs.iter().zip(counts).filter(|(_, count)| **count > 0) {
            let place = (Reverse(self.key(*doc)), self.reports.ordinal(*doc));
            let local = |number| (place.0, place.1, number, *doc, *count);
            if first.len() < most {
                first.push(local(self.numbers.of(*doc)));
            } else if let Some(mut last) = first.peek_mut()
                && place <= (last.0, last.1)
            {
                *last = local(self.numbers.of(*doc)).min(*last);
            }
        }
        first.into_vec()
    }

    fn key(&self, doc: DocId) -> u64 {
        match self.succession {
            // The day of the report is no part of the cycle.
            Succession::Year => self.keys.of(doc) >> EIGHT_DIGITS,
            _ => self.keys.of(doc),
        }
    }
}
