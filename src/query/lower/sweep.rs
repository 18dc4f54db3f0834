//! Every record that holds all of some words, with what it scores, where the words are common: stretch by stretch, one list after the
//! other.
//!
//! To go along several lists at once is to look at each record in every list for where it stands. In a stretch that stays in the nearest
//! cache each list is run through by itself and added up by record; then the bits of the words are laid over each other, and what is left is
//! scored. So Lucene's `BooleanScorer` gathers what holds any of some words.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, Score, SegmentReader};

use super::bm25f::Bm25fWeight;
use super::sets::BITS;

/// Records of a stretch.
const STRETCH: usize = 1 << 12;

/// Numbers whose bits stand for the records of a stretch.
const NUMBERS: usize = STRETCH / BITS;

/// Records of a segment that hold the rarest word, at least: fewer are soon gone along.
const FEWEST: u32 = 1 << 10;

/// As long as it takes to look at a record in every list, so many records of a list are run through.
const RUN_THROUGH: u64 = 32;

/// Words over the records of a segment.
pub(super) struct Sweep {
    /// In the order in which their scores are added.
    words: Vec<Word>,
    records: DocId,
}

/// A word in the present stretch.
struct Word {
    lists: Lists,
    /// Which word it is of those that were given.
    nth: usize,
    /// The records that hold it, a bit each, and how often they do in the list that decides.
    held: [u64; NUMBERS],
    times: Vec<u32>,
    /// Those that stand in lists that weigh too, and what of them is saturated: of the others it is told by the times, and most of
    /// them lack another word.
    weighed: [u64; NUMBERS],
    frequencies: Vec<Score>,
}

/// The lists of a word in a segment, and what its score is made of.
pub(super) struct Lists {
    /// The first decides, the others weigh.
    pub(super) lists: Vec<List>,
    pub(super) saturation: Score,
    pub(super) factor: Score,
}

/// A list of records.
pub(super) struct List {
    postings: BlockSegmentPostings,
    lengths: FieldNormReader,
    worths: Arc<[Score]>,
    /// The next record of the block.
    at: usize,
}

/// How often a record holds the words that were given.
pub(super) struct Times<'s> {
    words: &'s [Word],
    at: usize,
}

impl Times<'_> {
    /// How often it holds the word with this number.
    pub(super) fn of(&self, nth: usize) -> Option<u32> {
        let word = self.words.iter().find(|word| word.nth == nth)?;
        word.times.get(self.at).copied()
    }
}

impl Sweep {
    /// Over a segment; `None` where it does not pay, or is more than lists.
    pub(super) fn open(
        words: &[Bm25fWeight],
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let mut opened = Vec::with_capacity(words.len());
        for (nth, word) in words.iter().enumerate() {
            let Some(lists) = word.lists(reader)? else { return Ok(None) };
            opened.push((nth, lists));
        }
        // As the engine adds them up.
        opened.sort_by_key(|(_, lists)| lists.held());
        let rarest = opened.first().map_or(0, |(_, lists)| lists.held());
        let all: u64 = opened.iter().map(|(_, lists)| lists.records()).sum();
        if rarest < FEWEST || u64::from(rarest) * RUN_THROUGH < all {
            return Ok(None);
        }
        let words = opened.into_iter().map(|(nth, lists)| Word::new(nth, lists)).collect();
        Ok(Some(Self { words, records: reader.max_doc() }))
    }

    /// Gives every record that holds all of the words, with its score, and how often it holds them.
    pub(super) fn each(mut self, mut give: impl FnMut(DocId, Score, &Times<'_>)) {
        for from in (0..self.records).step_by(STRETCH) {
            self.words.iter_mut().for_each(|word| word.go_through(from));
            for number in 0..NUMBERS {
                let laid = |bits: u64, word: &Word| bits & word.held[number];
                let mut rest = self.words.iter().fold(u64::MAX, laid);
                while rest != 0 {
                    let at = number * BITS + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    let (doc, times) = (from + at as DocId, Times { words: &self.words, at });
                    give(doc, score(&self.words, doc, at), &times);
                }
            }
        }
    }
}

/// What a record of the stretch scores, which lies `at` there: added up as the engine adds what must all match.
fn score(words: &[Word], doc: DocId, at: usize) -> Score {
    let score = |word: &Word| {
        let Lists { saturation, factor, .. } = &word.lists;
        let frequency = word.frequency(doc, at);
        factor * frequency / (saturation + frequency)
    };
    match words {
        [word] => score(word),
        [first, second] => score(first) + score(second),
        [first, second, others @ ..] => {
            score(first) + score(second) + others.iter().map(score).sum::<Score>()
        }
        [] => 0.0,
    }
}

impl Word {
    fn new(nth: usize, lists: Lists) -> Self {
        let (times, frequencies) = (vec![0; STRETCH], vec![0.0; STRETCH]);
        let none = [0; NUMBERS];
        Self { lists, nth, held: none, times, weighed: none, frequencies }
    }

    /// Gathers the records of the stretch that begins at `from`.
    fn go_through(&mut self, from: DocId) {
        let Self { lists, held, times, weighed, frequencies, .. } = self;
        held.fill(0);
        weighed.fill(0);
        let Some((decides, weighing)) = lists.lists.split_first_mut() else { return };
        decides.go_through(from, |docs, often| {
            // Bits of one number are gathered before they are put there: to change it again and again waits each time for the change before.
            let (mut number, mut bits) = (0, 0);
            for (doc, often) in docs.iter().zip(often) {
                let at = (doc - from) as usize;
                times[at] = *often;
                if at / BITS != number {
                    held[number] |= bits;
                    (number, bits) = (at / BITS, 0);
                }
                bits |= 1 << (at % BITS);
            }
            held[number] |= bits;
        });
        for list in weighing {
            let (lengths, worths) = (list.lengths.clone(), Arc::clone(&list.worths));
            list.go_through(from, |docs, often| {
                for (&doc, often) in docs.iter().zip(often) {
                    let at = (doc - from) as usize;
                    let (number, bit) = (at / BITS, 1 << (at % BITS));
                    if held[number] & bit == 0 {
                        continue;
                    }
                    if weighed[number] & bit == 0 {
                        weighed[number] |= bit;
                        frequencies[at] = times[at] as Score * decides.worth(doc);
                    }
                    frequencies[at] += *often as Score * worth(&lengths, &worths, doc);
                }
            });
        }
    }

    /// What of a record that holds the word is saturated.
    fn frequency(&self, doc: DocId, at: usize) -> Score {
        if self.weighed[at / BITS] >> (at % BITS) & 1 == 1 {
            return self.frequencies[at];
        }
        let worth = self.lists.lists.first().map_or(0.0, |decides| decides.worth(doc));
        self.times[at] as Score * worth
    }
}

impl Lists {
    /// How many records hold the word.
    fn held(&self) -> u32 {
        self.lists.first().map_or(0, |list| list.postings.doc_freq())
    }

    /// How many records all lists have.
    fn records(&self) -> u64 {
        self.lists.iter().map(|list| u64::from(list.postings.doc_freq())).sum()
    }
}

impl List {
    /// A list from its beginning, with the lengths of the field and what once counts in a field of each length.
    pub(super) fn new(
        postings: BlockSegmentPostings,
        lengths: FieldNormReader,
        worths: Arc<[Score]>,
    ) -> Self {
        Self { postings, lengths, worths, at: 0 }
    }

    /// Gives the records of the stretch that begins at `from`, some at a time, and how often each holds the word.
    fn go_through(&mut self, from: DocId, mut give: impl FnMut(&[DocId], &[u32])) {
        loop {
            let block = self.postings.docs().get(self.at..).unwrap_or_default();
            let here = block.partition_point(|doc| ((doc - from) as usize) < STRETCH);
            let often = self.postings.freqs().get(self.at..).unwrap_or_default();
            give(&block[..here], often);
            if here < block.len() || block.is_empty() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }

    /// What once counts in `doc`.
    fn worth(&self, doc: DocId) -> Score {
        worth(&self.lengths, &self.worths, doc)
    }
}

/// What once counts in `doc`, by the length of its field.
fn worth(lengths: &FieldNormReader, worths: &[Score], doc: DocId) -> Score {
    worths.get(usize::from(lengths.fieldnorm_id(doc))).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use tantivy::query::{EnableScoring, Query as _, Weight};
    use tantivy::{DocSet as _, TERMINATED};

    use super::super::beside::{Beside, Least};
    use super::super::{Lowered, Lowering};
    use super::*;
    use crate::index::{BuildOptions, Index, build};
    use crate::query::{Node, parse};

    /// More findings than a stretch has records, in words of which each is rarer than the one before, some of them in titles too.
    fn index(dir: &std::path::Path) -> Index {
        const WORDS: [&str; 7] = ["police", "crime", "force", "forces", "vetting", "plan", "zeta"];
        let mut number = 7_u32;
        let mut next = |below: u32| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) % below
        };
        let mut lines = String::new();
        for id in 0..STRETCH + 1_500 {
            let mut text = String::from("it");
            for (nth, word) in (0..).zip(WORDS) {
                for _ in 0..next(3) {
                    if next(100) < [80, 60, 50, 30, 20, 10, 1][nth] {
                        let _ = write!(
                            text,
                            " {} {word}",
                            ["and", "the", "crime", ""][next(4) as usize]
                        );
                    }
                }
            }
            let title = ["A plan", "Police", "Forces and crime", "Other"][next(4) as usize];
            let _ = writeln!(lines, r#"{{"id":"{id}","title":"{title}","body":"{text}."}}"#);
        }
        let mut corpus = tempfile::Builder::new().suffix(".jsonl").tempfile_in(dir).unwrap();
        corpus.write_all(lines.as_bytes()).unwrap();
        let to = dir.join("index");
        build(
            &[corpus.path().to_owned()],
            &to,
            &BuildOptions { threads: 1, ..BuildOptions::default() },
        )
        .unwrap();
        Index::open(&to).unwrap()
    }

    fn lowered(index: &Index, text: &str) -> Lowered {
        let query = parse(text).unwrap();
        let root = query.root.unwrap();
        let nodes: Vec<&Node> = match &root {
            Node::And(nodes) => nodes.iter().collect(),
            one => vec![one],
        };
        Lowering::new(index, text).all_of(&nodes).unwrap()
    }

    /// What is given one by one.
    fn one_by_one(weight: &dyn Weight, reader: &SegmentReader) -> Vec<(DocId, Score)> {
        let mut scorer = weight.scorer(reader, 1.0).unwrap();
        let mut found = Vec::new();
        while scorer.doc() != TERMINATED {
            found.push((scorer.doc(), scorer.score()));
            scorer.advance();
        }
        found
    }

    #[test]
    fn a_sweep_gives_what_is_given_one_by_one() {
        let dir = tempfile::tempdir().unwrap();
        let index = index(dir.path());
        let searcher = index.searcher();
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        for (text, pays) in [
            ("police", true),
            ("=police", true),
            ("police crime", true),
            ("crime police", true),
            ("force police crime", true),
            ("vetting plan police force", true),
            ("police zeta", false),
            ("police -crime", false),
            ("police \"crime force\"", false),
        ] {
            let least = Least::default();
            let query = lowered(&index, text).into_scored(&least);
            let beside = query.downcast_ref::<Beside>();
            let words =
                beside.map(|it| it.words.iter().map(|word| word.weighed(searcher).unwrap()));
            let words: Vec<Bm25fWeight> = words.into_iter().flatten().collect();
            let weight = query.weight(scoring).unwrap();
            for reader in searcher.segment_readers() {
                assert_eq!(Sweep::open(&words, reader).unwrap().is_some(), pays, "{text}");
                let swept = || {
                    let mut found = Vec::new();
                    weight.for_each(reader, &mut |doc, score| found.push((doc, score))).unwrap();
                    found
                };
                least.reset();
                let all = one_by_one(&*weight, reader);
                assert!(!all.is_empty());
                assert_eq!(swept(), all, "{text}");
                let mut scores: Vec<Score> = all.iter().map(|(_, score)| *score).collect();
                scores.sort_by(|a, b| b.total_cmp(a));
                let enough = scores[9];
                least.raise(enough);
                let (found, mut best) = (swept(), 0);
                assert_eq!(found.len(), all.len());
                for ((doc, score), (other, whole)) in found.into_iter().zip(all) {
                    assert_eq!(doc, other);
                    assert!(score == whole || score < whole && whole <= enough, "{text}");
                    best += usize::from(score >= enough);
                }
                assert!(best >= 10, "{text}: {best}");
            }
        }
    }
}
