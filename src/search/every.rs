//! Every finding that matches, read on all cores and handed on in order: for whoever takes all of them away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use tantivy::DocAddress;

use super::Dimension;
use super::asked::Asked;
use super::columns::{Texts, bucket, column_of};
use super::pass::{Want, run};
use super::sort::{Order, Sort};
use crate::Result;
use crate::index::{Index, guarded};
use crate::query::{FieldTest, Query};
use crate::report::Finding;

/// Findings read at once by one thread.
const BATCH: usize = 1_000;

/// Batches that are read before the first of them is handed on: enough for every core, few enough to hold.
const AT_ONCE: usize = 16;

/// The findings that match, in order; only their places are held.
#[derive(Debug)]
pub struct Every<'a> {
    index: &'a Index,
    places: Vec<DocAddress>,
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
        let by_id = || index.in_order(index.addresses(&*asked.lower(index, false)?)?);
        match sequence {
            Sequence::Ids => by_id(),
            Sequence::Together(first) => together(index, by_id()?, first),
            Sequence::Listed(sort, reverse) => listed(index, &asked, *sort, *reverse),
        }
    })?;
    Ok(Every { index, places })
}

/// The places in the order of the list: one pass that keeps all of them.
fn listed(index: &Index, asked: &Asked<'_>, sort: Sort, reverse: bool) -> Result<Vec<DocAddress>> {
    let want = Want {
        top: asked.count(index, &asked.conditions.iter().collect::<Vec<_>>())?.max(1) as usize,
        ranking: asked.ranking,
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
        self.places.len()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
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
                places.iter().map(|place| self.index.read(*place)).collect::<Result<Vec<Finding>>>()
            })
            .and_then(&make);
            if made.is_err() {
                stopped.store(true, Ordering::Relaxed);
            }
            Some(made)
        };
        for places in self.places.chunks(BATCH * AT_ONCE) {
            let made: Vec<Option<Result<T>>> = places.par_chunks(BATCH).map(read).collect();
            // Where one failed others may be missing: the failure stands among them.
            if let Some(failed) = made.iter().position(|one| matches!(one, Some(Err(_)))) {
                let error = made.into_iter().nth(failed).flatten();
                return error.map_or(Ok(()), |error| error.map(drop));
            }
            made.into_iter().flatten().try_for_each(|one| take(one?))?;
        }
        Ok(())
    }
}

/// The places with equal values of `first` together, else in the order they had.
fn together(
    index: &Index,
    places: Vec<DocAddress>,
    first: &[Dimension],
) -> Result<Vec<DocAddress>> {
    let mut columns = Vec::new();
    for segment in 0..index.searcher().segment_readers().len() {
        let open = |by: &Dimension| Texts::open(index, segment, column_of(*by));
        columns.push(first.iter().map(open).collect::<Result<Vec<Texts>>>()?);
    }
    // The value of each ordinal once: there are few values and many findings.
    let mut known: BTreeMap<(u32, usize, usize), Option<String>> = BTreeMap::new();
    let mut keyed = Vec::with_capacity(places.len());
    for place in places {
        let mut key = Vec::with_capacity(first.len());
        for (at, by) in first.iter().enumerate() {
            let texts = &columns[place.segment_ord as usize][at];
            let ordinal = texts.ordinal(place.doc_id);
            let value = match known.get(&(place.segment_ord, at, ordinal)) {
                Some(value) => value.clone(),
                None => {
                    let text = texts.text(ordinal).map_err(|error| index.failure(error))?;
                    let value = bucket(index, *by, text)?.value;
                    known.insert((place.segment_ord, at, ordinal), value.clone());
                    value
                }
            };
            key.push(value);
        }
        keyed.push((key, place));
    }
    // A stable sort: what is equal keeps its order.
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(keyed.into_iter().map(|(_, place)| place).collect())
}

#[cfg(test)]
mod tests {
    use super::{Sequence, every};
    use crate::query::Query;
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

    #[test]
    fn every_finding_comes_once_in_the_order_of_the_ids() {
        let reports = reports();
        let (_dir, index) = index_of(&reports);
        let all = every(&index, &everything(), &[], &Sequence::Ids).unwrap();
        let mut ids = Vec::new();
        all.in_batches(Ok, |batch| {
            ids.extend(batch.into_iter().map(|finding| finding.id));
            Ok(())
        })
        .unwrap();
        let mut reports = reports;
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        let expected = reports.iter().flat_map(|r| r.findings.iter().map(|f| f.id.clone()));
        assert_eq!(ids, expected.collect::<Vec<_>>());
        assert_eq!(all.len(), 3_600);
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
