//! Every finding that matches, read on all cores and handed on in order: for whoever takes all of them away.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use tantivy::DocAddress;

use super::Dimension;
use super::asked::Asked;
use super::columns::{Texts, bucket, column_of};
use super::pass::{Want, run};
use super::sort::{Order, Sort};
use crate::Result;
use crate::index::{ById, Index, guarded};
use crate::query::{FieldTest, Query};
use crate::report::Finding;

/// Findings read at once by one thread.
const BATCH: usize = 1_000;

/// Batches that are read before the first of them is handed on: enough for every core, few enough to hold.
const AT_ONCE: usize = 16;

/// The findings that match, in order; only where they lie is held.
#[derive(Debug)]
pub struct Every<'a> {
    index: &'a Index,
    places: Places,
}

#[derive(Debug)]
enum Places {
    ById(ById),
    Listed(Vec<DocAddress>),
}

/// In which order every finding comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sequence {
    /// By their ids.
    #[default]
    Ids,
    /// Those with the same values of these together, in the order of the values, then by their ids.
    Together(Vec<Dimension>),
    /// As `search` lists them, nothing folded, turned round if true.
    Listed(Sort, bool),
}

/// The findings that match, in this order.
///
/// # Errors
/// As [`super::search`].
pub fn every<'a>(
    index: &'a Index,
    query: &Query,
    filters: &[FieldTest],
    sequence: &Sequence,
) -> Result<Every<'a>> {
    let places = guarded(index.dir(), || {
        let asked = Asked::new(index, query, filters)?;
        let by_id = || index.by_id(&*asked.lower(index, false)?);
        Ok(match sequence {
            Sequence::Ids => Places::ById(by_id()?),
            Sequence::Together(first) => Places::Listed(together(index, &by_id()?, first)?),
            Sequence::Listed(sort, reverse) => {
                Places::Listed(listed(index, &asked, *sort, *reverse)?)
            }
        })
    })?;
    Ok(Every { index, places })
}

/// The findings that match, copies of others too, by their ids.
pub(super) fn every_copy<'a>(
    index: &'a Index,
    query: &Query,
    filters: &[FieldTest],
) -> Result<Every<'a>> {
    let asked = Asked::new(index, query, filters)?;
    let places = guarded(index.dir(), || index.all_by_id(&*asked.lower(index, false)?))?;
    Ok(Every { index, places: Places::ById(places) })
}

/// The places in the order of the list: one pass that keeps all of them.
fn listed(index: &Index, asked: &Asked<'_>, sort: Sort, reverse: bool) -> Result<Vec<DocAddress>> {
    let want = Want {
        top: asked.count(index, &asked.conditions.iter().collect::<Vec<_>>())?.max(1) as usize,
        ranking: asked.ranking,
        once: true,
        order: Order::new(index, sort, reverse)?,
        ..Want::default()
    };
    let found = run(index, &*asked.lower(index, true)?, &want)?;
    Ok(found.top.into_iter().map(|candidate| candidate.address).collect())
}

impl Every<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.places {
            Places::ById(found) => found.len(),
            Places::Listed(places) => places.len(),
        }
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes something of every batch of findings, on all cores, and hands it to `take` in order. What is held at one
    /// time does not grow with the number of findings.
    ///
    /// # Errors
    /// `IndexDamaged`, and what `make` and `take` give; nothing more is read then.
    pub fn in_batches<T: Send>(
        &self,
        make: impl Fn(Vec<Finding>) -> Result<T> + Sync,
        mut take: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let stopped = AtomicBool::new(false);
        let read = |places: &[DocAddress]| {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let made = guarded(self.index.dir(), || {
                self.index.expect(places.iter().copied());
                places.iter().map(|place| self.index.read(*place)).collect::<Result<Vec<Finding>>>()
            })
            .and_then(&make);
            if made.is_err() {
                stopped.store(true, Ordering::Relaxed);
            }
            Some(made)
        };
        let mut places = self.places();
        loop {
            let places: Vec<DocAddress> = places.by_ref().take(BATCH * AT_ONCE).collect();
            if places.is_empty() {
                return Ok(());
            }
            let made: Vec<Option<Result<T>>> = places.par_chunks(BATCH).map(read).collect();
            // Where one failed others may be missing: the failure stands among them.
            if let Some(failed) = made.iter().position(|one| matches!(one, Some(Err(_)))) {
                let error = made.into_iter().nth(failed).flatten();
                return error.map_or(Ok(()), |error| error.map(drop));
            }
            made.into_iter().flatten().try_for_each(|one| take(one?))?;
        }
    }

    fn places(&self) -> Box<dyn Iterator<Item = DocAddress> + '_> {
        match &self.places {
            Places::ById(found) => Box::new(found.iter()),
            Places::Listed(places) => Box::new(places.iter().copied()),
        }
    }
}

/// The places with equal values of `first` together, else in the order they had.
fn together(index: &Index, found: &ById, first: &[Dimension]) -> Result<Vec<DocAddress>> {
    let mut columns = Vec::new();
    for segment in 0..index.searcher().segment_readers().len() {
        let open = |by: &Dimension| Texts::open(index, segment, column_of(*by));
        columns.push(first.iter().map(open).collect::<Result<Vec<Texts>>>()?);
    }
    // The values of each combination of ordinals once: there are few of them and many findings.
    let mut known: BTreeMap<(u32, Vec<usize>), usize> = BTreeMap::new();
    let mut values: Vec<Vec<Option<String>>> = Vec::new();
    let mut keyed: Vec<(u32, DocAddress)> = Vec::with_capacity(found.len());
    for place in found.iter() {
        let columns = &columns[place.segment_ord as usize];
        let ordinals: Vec<usize> =
            columns.iter().map(|texts| texts.ordinal(place.doc_id)).collect();
        let combination = match known.entry((place.segment_ord, ordinals)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let mut these = Vec::with_capacity(first.len());
                for ((by, texts), ordinal) in first.iter().zip(columns).zip(&new.key().1) {
                    let text = texts.text(*ordinal).map_err(|error| index.failure(error))?;
                    these.push(bucket(index, *by, text)?.value);
                }
                values.push(these);
                *new.insert(values.len() - 1)
            }
        };
        keyed.push((combination as u32, place));
    }
    // The same values may have a number in each segment.
    let distinct: BTreeSet<&Vec<Option<String>>> = values.iter().collect();
    let ranks: BTreeMap<_, u32> = distinct.into_iter().zip(0..).collect();
    let ranks: Vec<u32> = values.iter().map(|these| ranks[these]).collect();
    // A stable sort: what is equal keeps its order.
    keyed.sort_by_key(|(combination, _)| ranks[*combination as usize]);
    Ok(keyed.into_iter().map(|(_, place)| place).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Sequence, every};
    use crate::index::{Index, build_in_segments};
    use crate::query::{self, Query};
    use crate::report::{FindingKind, Grade, Report};
    use crate::search::Dimension;
    use crate::search::fixture::{finding, index_of, report_of};

    /// 40 reports of 90 findings each, of three bodies and two rounds.
    fn reports() -> Vec<Report> {
        let one = |at: u16| {
            let place =
                (["fen", "mere", "vale"][at as usize % 3], 2016 + at % 2, Some(Grade::Good));
            let findings = (0..90).map(|n| {
                finding(FindingKind::Narrative, place, &format!("boat {n} of report {at}"))
            });
            report_of(&format!("{at}.txt"), findings.collect())
        };
        (0..40).map(one).collect()
    }

    fn everything() -> Query {
        Query { text: String::new(), root: None, plain: true }
    }

    /// The ids of the findings that match, in order.
    fn ids(index: &Index, query: &Query) -> Vec<String> {
        let all = every(index, query, &[], &Sequence::Ids).unwrap();
        let mut ids = Vec::new();
        all.in_batches(Ok, |batch| {
            ids.extend(batch.into_iter().map(|finding| finding.id));
            Ok(())
        })
        .unwrap();
        assert_eq!(all.len(), ids.len());
        ids
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        /// A report may be written piece by piece and its pieces may lie anywhere, as those of a large file do.
        #[test]
        fn the_order_of_the_ids_is_found_however_the_findings_lie(
            rows in prop::collection::btree_set((0..3_usize, 1..40_u64), 1..30)
                .prop_map(Vec::from_iter).prop_shuffle(),
            piece in 5..12_usize,
        ) {
            let place = ("fen", 2016, Some(Grade::Good));
            let text = |number: u64| if number.is_multiple_of(3) { "barge" } else { "boat" };
            let pieces = rows.chunks(piece).flat_map(|rows| (0..3).map(move |at| {
                let rows = rows.iter().filter(move |(report, _)| *report == at);
                let mut report = report_of(&format!("{at}.txt"), Vec::new());
                report.findings.extend(rows.map(|(_, number)| {
                    let mut one = finding(FindingKind::Narrative, place, text(*number));
                    one.id = format!("{}-{number}", report.id);
                    one
                }));
                report
            }));
            let pieces: Vec<Report> = pieces.filter(|piece| !piece.findings.is_empty()).collect();
            let mut expected: Vec<(String, u64, String)> = pieces
                .iter()
                .flat_map(|piece| &piece.findings)
                .map(|finding| {
                    let (report, number) = finding.id.rsplit_once('-').unwrap();
                    (report.to_owned(), number.parse().unwrap(), finding.text.clone())
                })
                .collect();
            expected.sort();
            let parted = tempfile::tempdir().unwrap();
            build_in_segments(&pieces, parted.path()).unwrap();
            let (_dir, whole) = index_of(&pieces);
            let boat = query::parse("boat").unwrap();
            for index in [&whole, &Index::open(parted.path()).unwrap()] {
                let id = |(report, number, _): &(String, u64, String)| format!("{report}-{number}");
                let all: Vec<String> = expected.iter().map(id).collect();
                prop_assert_eq!(ids(index, &everything()), all);
                let boats = expected.iter().filter(|(_, _, text)| text == "boat");
                prop_assert_eq!(ids(index, &boat), boats.map(id).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn every_finding_comes_once_in_the_order_of_the_ids() {
        let reports = reports();
        let (_dir, index) = index_of(&reports);
        let ids = ids(&index, &everything());
        let mut reports = reports;
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        let expected = reports.iter().flat_map(|r| r.findings.iter().map(|f| f.id.clone()));
        assert_eq!(ids, expected.collect::<Vec<_>>());
        assert_eq!(ids.len(), 3_600);
    }

    #[test]
    fn what_has_equal_values_lies_together() {
        let (_dir, index) = index_of(&reports());
        let by = Sequence::Together(vec![Dimension::Year, Dimension::Force]);
        let all = every(&index, &everything(), &[], &by).unwrap();
        let mut seen: Vec<(String, String)> = Vec::new();
        all.in_batches(Ok, |batch| {
            for finding in batch {
                let year = finding.cycle.map(|cycle| cycle.to_string()).unwrap_or_default();
                let key = (year, finding.force.map(|force| force.slug).unwrap_or_default());
                if seen.last() != Some(&key) {
                    seen.push(key);
                }
            }
            Ok(())
        })
        .unwrap();
        let mut sorted = seen.clone();
        sorted.sort();
        assert_eq!((seen.len(), seen), (6, sorted));
    }

    #[test]
    fn a_failure_stops_the_reading_and_is_told() {
        let (_dir, index) = index_of(&reports());
        let all = every(&index, &everything(), &[], &Sequence::Ids).unwrap();
        let broken = |_| Err(crate::Error::new(crate::ErrorKind::Io, "no more room"));
        let mut taken = 0;
        let ended = all.in_batches::<()>(broken, |()| {
            taken += 1;
            Ok(())
        });
        assert_eq!((ended.unwrap_err().message.as_str(), taken), ("no more room", 0));
    }
}
