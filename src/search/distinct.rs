//! How many different values findings have in a column of texts: told by their ordinals in a segment, over all segments by what
//! numbers the values, or else by the texts.

use std::collections::BTreeSet;

use tantivy::{BitSet, DocId};

use super::columns::{Texts, Walk};

/// Where fewer values than this part of a column were seen, their texts are looked up; else the column is walked through.
const FEW: usize = 8;

/// The values that findings of one segment have.
pub(super) struct Distinct {
    texts: Texts,
    /// By ordinal whether it was seen; that of records without a value counts as seen from the start.
    seen: Vec<bool>,
    /// The ordinals seen, in the order in which they came; those of records without a value are left out.
    ordinals: Vec<u64>,
}

impl Distinct {
    /// None so far.
    pub(super) fn new(texts: Texts) -> Self {
        let mut seen = vec![false; texts.width()];
        seen[..1].fill(true);
        Self { texts, seen, ordinals: Vec::new() }
    }

    /// Takes those of `docs` into account.
    pub(super) fn add(&mut self, docs: &[DocId]) {
        let Self { texts, seen, ordinals } = self;
        if ordinals.len() + 1 == seen.len() {
            // Nothing is left to be seen.
            return;
        }
        texts.each_ordinal(docs, |ordinal| {
            if let Some(seen) = seen.get_mut(ordinal).filter(|seen| !**seen) {
                *seen = true;
                ordinals.push(ordinal as u64);
            }
        });
    }

    /// Puts the texts of all of them into `into`.
    ///
    /// # Errors
    /// The engine's, for a column that cannot be read.
    pub(super) fn texts(&self, into: &mut BTreeSet<String>) -> tantivy::Result<()> {
        let mut ordinals = self.ordinals.clone();
        ordinals.sort_unstable();
        self.texts.each(&ordinals, |_, text| {
            into.insert(text.to_owned());
        })
    }
}

/// The values of all segments.
#[derive(Default)]
pub(super) struct Union {
    numbers: Option<BitSet>,
    /// Of segments whose values no one has numbered.
    unknown: Vec<Distinct>,
}

impl Union {
    /// Takes those of a segment into account.
    pub(super) fn add(&mut self, segment: Distinct) {
        let Some((numbers, all)) = segment.texts.numbers() else {
            self.unknown.push(segment);
            return;
        };
        let seen = self.numbers.get_or_insert_with(|| BitSet::with_max_value(all as u32));
        let ordinals = segment.ordinals.iter();
        let numbers = ordinals.filter_map(|ordinal| numbers.get(*ordinal as usize - 1));
        numbers.for_each(|number| {
            seen.insert(*number);
        });
    }

    /// How many there are.
    ///
    /// # Errors
    /// The engine's, for a column that cannot be read.
    pub(super) fn count(self) -> tantivy::Result<u64> {
        let known = self.numbers.as_ref().map_or(0, BitSet::len) as u64;
        let sum = |of: fn(&Distinct) -> usize| self.unknown.iter().map(of).sum::<usize>();
        let (seen, all) = (sum(|it| it.ordinals.len()), sum(|it| it.seen.len()));
        let unknown = match self.unknown.as_slice() {
            [alone] => alone.ordinals.len() as u64,
            several if seen < all / FEW => {
                let mut texts = BTreeSet::new();
                several.iter().try_for_each(|segment| segment.texts(&mut texts))?;
                texts.len() as u64
            }
            several => walked(several)?,
        };
        Ok(known + unknown)
    }
}

/// The same by a walk through all the dictionaries at once, each of which is in the order of the texts: nothing of them is kept.
fn walked(segments: &[Distinct]) -> tantivy::Result<u64> {
    // The one that stands at the least text is the last.
    let mut walks = Vec::with_capacity(segments.len());
    for Distinct { texts, seen, .. } in segments {
        go_on(texts.walk(seen)?.map(Box::new), &mut walks);
    }
    let (mut count, mut equal) = (0, Vec::new());
    while let Some(least) = walks.pop() {
        count += 1;
        while walks.last().is_some_and(|walk| walk.text() == least.text()) {
            equal.extend(walks.pop());
        }
        equal.push(least);
        equal.drain(..).for_each(|walk| go_on(Some(walk), &mut walks));
    }
    Ok(count)
}

/// Puts a walk in its place among others once it has gone on.
fn go_on<'a>(walk: Option<Box<Walk<'a>>>, walks: &mut Vec<Box<Walk<'a>>>) {
    let Some(mut walk) = walk else { return };
    if walk.advance() {
        let at = walks.partition_point(|other| other.text() > walk.text());
        walks.insert(at, walk);
    }
}

#[cfg(test)]
mod tests {
    use crate::index::{Index, build_in_segments};
    use crate::query::parse;
    use crate::report::{FindingKind, Report};
    use crate::search::fixture::{finding, report_of};
    use crate::search::{SearchRequest, search};

    /// The findings of a report: one of each inspection that `which` names, every tenth of which speaks of `vetting`.
    fn about(path: &str, which: impl Iterator<Item = usize>) -> Report {
        let one = |nth: usize| {
            let (body, year) = (format!("body {}", nth % 300), 2_010 + (nth / 300) as u16);
            let text = if nth.is_multiple_of(10) { "police vetting" } else { "police" };
            finding(FindingKind::Recommendation, (&body, year, None), text)
        };
        report_of(path, which.map(one).collect())
    }

    #[test]
    fn inspections_of_several_segments_count_once_however_they_are_told_apart() {
        let reports = [
            about("a.txt", 0..900),
            about("b.txt", (600..1_500).rev()),
            about("c.txt", (0..1_500).filter(|nth| nth % 7 == 0)),
            about("d.txt", std::iter::empty()),
        ];
        let dir = tempfile::tempdir().unwrap();
        build_in_segments(&reports, dir.path()).unwrap();
        for words in ["police", "vetting", "police vetting", "nothing"] {
            let index = Index::open(dir.path()).unwrap();
            assert!(index.segments() > 2);
            let request = SearchRequest::new(parse(words).unwrap());
            let expected = match words {
                "police" => (1_500, 3),
                "nothing" => (0, 0),
                _ => (150, 3),
            };
            // The first question walks or looks up, the third has the numbers.
            for _ in 0..3 {
                let answer = search(&index, &request).unwrap();
                assert_eq!((answer.inspections, answer.reports), expected, "{words}");
            }
        }
    }
}
