//! Every record that holds all of some words, with what it scores, where the words are common: stretch by stretch, one list after the
//! other.
//!
//! To go along several lists at once is to look at each record in every list for where it stands. In a stretch that stays in the nearest
//! cache each list is run through by itself, and how often each record holds the word is kept; then the bits of the words are laid over each
//! other, and what is left is scored. So Lucene's `BooleanScorer` gathers what holds any of some words.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, Score, SegmentReader};

use super::bm25f::Bm25fWeight;
use super::sets::BITS;

/// Records of a stretch.
const STRETCH: usize = 1 << 11;

/// Numbers whose bits stand for the records of a stretch.
const NUMBERS: usize = STRETCH / BITS;

/// Records of a segment that hold the rarest word, at least: fewer are soon gone along.
const FEWEST: u32 = 1 << 10;

/// As long as it takes to look at a record in every list, so many records of a list are run through.
const RUN_THROUGH: u64 = 32;

/// Records that are given first, and so many twice as many each time after: what the first score tells how much of the others need be
/// known.
const FEW: usize = 16;

/// Words over the records of a segment.
pub(super) struct Sweep {
    /// In the order in which their scores are added.
    words: Vec<Word>,
    records: DocId,
    found: Found,
}

/// A word in the present stretch.
struct Word {
    lists: Lists,
    /// Which word it is of those that were given.
    nth: usize,
    /// The records that hold it, a bit each.
    held: [u64; NUMBERS],
    /// What it gives the records that were found.
    scores: Vec<Score>,
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
    /// How often each record of the stretch holds the word; of those that do not, this is old in the list that decides and 0 in others.
    times: Vec<u32>,
    /// Whether a record of the stretch is in the list.
    is_here: bool,
}

/// Some records that hold all of the words, in their order.
#[derive(Default)]
pub(super) struct Found {
    pub(super) docs: Vec<DocId>,
    /// What each scores.
    pub(super) scores: Vec<Score>,
    /// Of each of the words that were given, how often each holds it.
    times: Vec<Vec<u32>>,
}

impl Found {
    /// How often the records hold the word with this number.
    pub(super) fn times(&self, nth: usize) -> &[u32] {
        self.times.get(nth).map(Vec::as_slice).unwrap_or_default()
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
        let found = Found { times: vec![Vec::new(); opened.len()], ..Found::default() };
        let words = opened.into_iter().map(|(nth, lists)| Word::new(nth, lists)).collect();
        Ok(Some(Self { words, records: reader.max_doc(), found }))
    }

    /// Gives every record that holds all of the words, some at a time.
    pub(super) fn each(mut self, mut give: impl FnMut(&mut Found)) {
        let (mut places, mut few) = (Vec::with_capacity(STRETCH), FEW);
        for from in (0..self.records).step_by(STRETCH) {
            self.words.iter_mut().for_each(|word| word.go_through(from));
            places.clear();
            for number in 0..NUMBERS {
                let laid = |bits: u64, word: &Word| bits & word.held[number];
                let mut rest = self.words.iter().fold(u64::MAX, laid);
                while rest != 0 {
                    places.push((number * BITS) as u32 + rest.trailing_zeros());
                    rest &= rest - 1;
                }
            }
            let mut rest = places.as_slice();
            while !rest.is_empty() {
                let (here, after) = rest.split_at(rest.len().min(few));
                self.find(from, here);
                give(&mut self.found);
                (rest, few) = (after, (2 * few).min(STRETCH));
            }
        }
    }

    /// Tells of the records at some places of the stretch what they score: added up as the engine adds what must all match.
    fn find(&mut self, from: DocId, places: &[u32]) {
        let Self { words, found: Found { docs, scores, times }, .. } = self;
        docs.clear();
        docs.extend(places.iter().map(|place| from + place));
        for word in words.iter_mut() {
            word.score(docs, places);
            if let (Some(times), Some(decides)) = (times.get_mut(word.nth), word.lists.decides()) {
                times.clear();
                times.extend(places.iter().map(|place| decides.times(*place)));
            }
        }
        scores.clear();
        match words.as_slice() {
            [] => scores.resize(places.len(), 0.0),
            [word] => scores.extend_from_slice(&word.scores),
            [first, second, others @ ..] => {
                scores.extend(first.scores.iter().zip(&second.scores).map(|(a, b)| a + b));
                if !others.is_empty() {
                    for (nth, score) in scores.iter_mut().enumerate() {
                        *score += others.iter().map(|word| word.scores[nth]).sum::<Score>();
                    }
                }
            }
        }
    }
}

impl Word {
    fn new(nth: usize, lists: Lists) -> Self {
        Self { lists, nth, held: [0; NUMBERS], scores: Vec::new() }
    }

    /// Gathers the records of the stretch that begins at `from`.
    fn go_through(&mut self, from: DocId) {
        let Self { lists: Lists { lists, .. }, held, .. } = self;
        held.fill(0);
        let Some((decides, weighing)) = lists.split_first_mut() else { return };
        decides.go_through(from, |docs| {
            // Bits of one number are gathered before they are put there: to change it again and again waits each time for the change before.
            let (mut number, mut bits) = (0, 0);
            for doc in docs {
                let at = (doc - from) as usize;
                if at / BITS != number {
                    held[number] |= bits;
                    (number, bits) = (at / BITS, 0);
                }
                bits |= 1 << (at % BITS);
            }
            held[number] |= bits;
        });
        for list in weighing {
            if list.is_here {
                list.times.fill(0);
            }
            list.go_through(from, |_| {});
        }
    }

    /// Tells what it gives `docs`, which lie at these places of the stretch.
    fn score(&mut self, docs: &[DocId], places: &[u32]) {
        let Self { lists: Lists { lists, saturation, factor }, scores, .. } = self;
        scores.clear();
        let Some((decides, weighing)) = lists.split_first() else { return };
        scores.extend(docs.iter().zip(places).map(|(doc, place)| decides.frequency(*doc, *place)));
        for list in weighing.iter().filter(|list| list.is_here) {
            for (frequency, (doc, place)) in scores.iter_mut().zip(docs.iter().zip(places)) {
                *frequency += list.frequency(*doc, *place);
            }
        }
        for score in scores {
            *score = *factor * *score / (*saturation + *score);
        }
    }
}

impl Lists {
    fn decides(&self) -> Option<&List> {
        self.lists.first()
    }

    /// How many records hold the word.
    fn held(&self) -> u32 {
        self.decides().map_or(0, |list| list.postings.doc_freq())
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
        Self { postings, lengths, worths, at: 0, times: vec![0; STRETCH], is_here: false }
    }

    /// Keeps how often each record of the stretch that begins at `from` holds the word, and gives the records, some at a time.
    fn go_through(&mut self, from: DocId, mut give: impl FnMut(&[DocId])) {
        self.is_here = false;
        loop {
            let block = self.postings.docs().get(self.at..).unwrap_or_default();
            let here = block.partition_point(|doc| ((doc - from) as usize) < STRETCH);
            let often = self.postings.freqs().get(self.at..).unwrap_or_default();
            for (doc, often) in block[..here].iter().zip(often) {
                self.times[(doc - from) as usize] = *often;
            }
            give(&block[..here]);
            self.is_here |= here > 0;
            if here < block.len() || block.is_empty() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }

    /// How often the record at a place of the stretch holds the word.
    fn times(&self, place: u32) -> u32 {
        self.times.get(place as usize).copied().unwrap_or(0)
    }

    /// What `doc`, which lies at `place`, has of the frequency that is saturated.
    fn frequency(&self, doc: DocId, place: u32) -> Score {
        let length = usize::from(self.lengths.fieldnorm_id(doc));
        self.times(place) as Score * self.worths.get(length).copied().unwrap_or(0.0)
    }
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

    /// More findings than two stretches have records, in words of which each is rarer than the one before, some of them in titles too.
    fn index(dir: &std::path::Path) -> Index {
        const WORDS: [&str; 7] = ["police", "crime", "force", "forces", "vetting", "plan", "zeta"];
        let mut number = 7_u32;
        let mut next = |below: u32| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) % below
        };
        let mut lines = String::new();
        for id in 0..2 * STRETCH + 1_500 {
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
