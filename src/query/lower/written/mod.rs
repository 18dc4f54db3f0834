//! Lists of the best of words as they are written: what is kept of an index for them, so that such a question costs little more
//! than to look at its records.
//!
//! It gives what [`super::skipping`] gives. There a query is made of parts of which each may be anything; here all are
//! words of one field, which are looked up once and whose postings stay unpacked, up to a bound.

mod begun;
mod looking;
mod sequence;
mod unpacked;
mod word;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::fastfield::AliveBitSet;
use tantivy::{DocId, InvertedIndexReader, Score, SegmentReader, Term};

use self::unpacked::Cursor;
use self::word::{InSegment, Opened, WordScorer};
use super::all_words::All;
use super::any_words::Any;
use super::bm25f::{average, rarity, worths};
use super::ceilings::WINDOW;
use super::passing::{Passing, Test};
use super::windows::{self, Wanted, walk};
use crate::Result;
use crate::index::Index;
use crate::query::Ranking;

pub(crate) use self::word::Word;
pub(crate) use super::windows::Taker;

/// Bytes of unpacked postings that are kept at most, of all words and segments: 64 MiB.
const MOST_BYTES: usize = 1 << 26;

/// So many records that hold all of some words are looked at one by one.
const MANY: f32 = 2_048.0;

/// Bytes that a word takes that was looked up.
const LOOKED_UP: usize = 128;

/// What else scores depend on than words: of each record of a segment one of a few weights.
#[derive(Debug)]
pub(crate) struct ByNumber {
    /// For each record the number of its weight.
    pub(crate) numbers: Vec<u8>,
    /// The weights as parts of the greatest.
    pub(crate) shares: Vec<Score>,
}

/// What is kept of an index.
pub(crate) struct Written {
    field: tantivy::schema::Field,
    records: u64,
    saturation: Score,
    segments: Vec<Segment>,
    words: Mutex<HashMap<Box<str>, Arc<Word>>>,
    bytes: AtomicUsize,
}

/// What is asked of it.
pub(crate) struct Sought<'a> {
    /// The words.
    pub(crate) words: &'a [Arc<Word>],
    /// Whether a record must hold all of them, or any.
    pub(crate) all: bool,
    /// What it must pass as well.
    pub(crate) tests: &'a [Passing],
}

/// Takes what passes some tests.
struct Tested<T> {
    tests: Vec<Test>,
    taker: T,
    least: Score,
}

impl<T> Tested<T> {
    /// Whether records can be asked in any order.
    fn is_by_record(&self) -> bool {
        self.tests.iter().all(Test::is_by_record)
    }

    #[inline]
    fn passes(&mut self, doc: DocId) -> bool {
        self.tests.iter_mut().all(|test| test.passes(doc))
    }
}

impl<T: Taker> Taker for Tested<T> {
    fn share(&self, doc: DocId) -> Score {
        self.taker.share(doc)
    }

    fn take(&mut self, doc: DocId, score: Score) -> Score {
        if self.passes(doc) {
            self.least = self.taker.take(doc, score);
        }
        self.least
    }
}

/// The same of a segment.
struct Segment {
    inverted: Arc<InvertedIndexReader>,
    pairs: Arc<InvertedIndexReader>,
    alive: Option<AliveBitSet>,
    records: u32,
    saturation: Score,
    /// What one occurrence counts in a text of each length that the index tells apart.
    worths: Arc<[Score]>,
    /// For each record the length of its text and the number of its weight.
    of_records: Box<[[u8; 2]]>,
    shares: Box<[Score]>,
}

impl Segment {
    fn windows(&self) -> u32 {
        self.records.div_ceil(WINDOW)
    }

    /// Where the postings of a word are.
    fn inverted_of(&self, word: &Word) -> &InvertedIndexReader {
        if word.is_pair { &self.pairs } else { &self.inverted }
    }

    /// What `doc` scores that holds a word so often.
    #[inline]
    fn score(&self, doc: DocId, times: u32, factor: Score) -> Score {
        let length = self.of_records.get(doc as usize).map_or(0, |[length, _]| *length);
        let worth = self.worths.get(usize::from(length)).copied().unwrap_or(0.0);
        let frequency = times as Score * worth;
        factor * frequency / (self.saturation + frequency)
    }

    #[inline]
    fn number(&self, doc: DocId) -> u8 {
        self.of_records.get(doc as usize).map_or(0, |[_, number]| *number)
    }

    #[inline]
    fn share(&self, doc: DocId) -> Score {
        self.shares.get(usize::from(self.number(doc))).copied().unwrap_or(1.0)
    }
}

impl Written {
    /// Nothing is looked up yet; `weights` are those of the segments, in their order.
    pub(crate) fn new(index: &Index, weights: Vec<ByNumber>) -> Result<Self> {
        let (field, searcher) = (index.fields().text_exact, index.searcher());
        let (records, ranking) = (index.findings(), Ranking::default());
        let failed = |error| index.failure(error);
        let average = average(searcher, field, records).map_err(failed)?;
        let worths = worths(1.0, ranking.length, average);
        let mut segments = Vec::with_capacity(weights.len());
        for (reader, weights) in searcher.segment_readers().iter().zip(weights) {
            let lengths = reader.get_fieldnorms_reader(field).map_err(failed)?;
            let of_record = |(doc, number): (DocId, u8)| [lengths.fieldnorm_id(doc), number];
            segments.push(Segment {
                inverted: reader.inverted_index(field).map_err(failed)?,
                pairs: reader.inverted_index(index.fields().pairs).map_err(failed)?,
                alive: reader.alive_bitset().cloned(),
                records: reader.max_doc(),
                saturation: ranking.saturation,
                worths: Arc::clone(&worths),
                of_records: (0..reader.max_doc()).zip(weights.numbers).map(of_record).collect(),
                shares: weights.shares.into(),
            });
        }
        let (words, bytes, saturation) =
            (Mutex::default(), AtomicUsize::new(0), ranking.saturation);
        Ok(Self { field, records, saturation, segments, words, bytes })
    }

    /// Number of segments.
    pub(crate) fn segments(&self) -> usize {
        self.segments.len()
    }

    /// A word as it is indexed.
    pub(crate) fn word(&self, text: &str) -> tantivy::Result<Arc<Word>> {
        if let Some(word) = self.known(text) {
            return Ok(word);
        }
        let term = Term::from_field_text(self.field, text);
        let info = |segment: &Segment| segment.inverted.get_term_info(&term).map(InSegment::new);
        let segments = self.segments.iter().map(info).collect::<std::io::Result<_>>()?;
        let mut word = Word { factor: 0.0, rare: 0.0, is_pair: false, segments };
        word.rare = if word.held() > 0 { rarity(word.held(), self.records) } else { 0.0 };
        Ok(self.keep(text, word))
    }

    /// Two words that follow each other, parted by a space; `None` where the index does not know all that do.
    pub(crate) fn pair(&self, index: &Index, text: &str) -> tantivy::Result<Option<Arc<Word>>> {
        if let Some(pair) = self.known(text) {
            return Ok(Some(pair));
        }
        let pairs = index.pairs().ok().flatten().filter(|pairs| pairs.are_whole());
        let words = text.split_once(' ');
        let Some(((first, second), pairs)) = words.zip(pairs) else { return Ok(None) };
        let Some(term) = pairs.term(first, second) else { return Ok(None) };
        let info = |segment: &Segment| segment.pairs.get_term_info(&term).map(InSegment::new);
        let segments = self.segments.iter().map(info).collect::<std::io::Result<_>>()?;
        // As rare as if the words stood together by chance, as everywhere.
        let (first, second) = (self.word(first)?, self.word(second)?);
        let are_there = first.held() > 0 && second.held() > 0;
        let rare = if are_there { first.rare + second.rare } else { 0.0 };
        Ok(Some(self.keep(text, Word { factor: 0.0, rare, is_pair: true, segments })))
    }

    fn known(&self, text: &str) -> Option<Arc<Word>> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned()
    }

    fn keep(&self, text: &str, mut word: Word) -> Arc<Word> {
        word.factor = word.rare * (self.saturation + 1.0);
        let word = Arc::new(word);
        self.grown(LOOKED_UP + self.segments.len() * size_of::<InSegment>());
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        words.insert(text.into(), Arc::clone(&word));
        word
    }

    /// So many bytes more are kept; if they are too many, all are forgotten but those in use.
    fn grown(&self, bytes: usize) {
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > MOST_BYTES {
            self.words.lock().unwrap_or_else(PoisonError::into_inner).clear();
            self.bytes.store(bytes, Ordering::Relaxed);
        }
    }

    /// The number of the weight of a record.
    #[inline]
    pub(crate) fn number(&self, segment: usize, doc: DocId) -> u8 {
        self.segments.get(segment).map_or(0, |segment| segment.number(doc))
    }

    /// By what the score of a record is multiplied, as a part of the most.
    #[inline]
    pub(crate) fn share(&self, segment: usize, doc: DocId) -> Score {
        self.segments.get(segment).map_or(1.0, |segment| segment.share(doc))
    }

    /// Whether a record was not removed.
    #[inline]
    pub(crate) fn is_alive(&self, segment: usize, doc: DocId) -> bool {
        let alive = self.segments.get(segment).and_then(|segment| segment.alive.as_ref());
        alive.is_none_or(|alive| alive.is_alive(doc))
    }

    /// Gives `taker` the records of a segment that hold what `asked` asks for and score more than `least`, as far as they can be among
    /// the best so many.
    pub(crate) fn best(
        &self,
        (nth, reader): (usize, &SegmentReader),
        asked: &Sought<'_>,
        (number, least): (usize, Score),
        taker: impl Taker,
    ) -> tantivy::Result<()> {
        let Some(segment) = self.segments.get(nth) else { return Ok(()) };
        let mut words: Vec<(&Opened, Score)> = Vec::with_capacity(asked.words.len());
        for word in asked.words {
            match self.opened(word, nth, segment)? {
                Some(found) => words.push((found, word.factor)),
                None if asked.all => return Ok(()),
                None => {}
            }
        }
        if words.is_empty() {
            return Ok(());
        }
        if asked.all {
            // In this order all that is known of a record is added up.
            words.sort_by_key(|(word, _)| word.unpacked.held());
        }
        let held = words.iter().map(|(word, _)| word.unpacked.held());
        let looked_at = match asked.all {
            true => held.min().unwrap_or(0),
            false => held.fold(0, u32::saturating_add),
        };
        let tests = || -> tantivy::Result<Vec<Test>> {
            asked.tests.iter().map(|test| test.open(reader, looked_at)).collect()
        };
        let tested = Tested { tests: tests()?, taker, least };
        let mut wanted = Wanted { best: number, least, taker: tested };
        if asked.all || words.len() == 1 {
            match words.as_slice() {
                [(word, factor)] if segment.of_word(word, *factor, &mut wanted) => return Ok(()),
                [_, _, ..] if segment.few_of_all(&words, &mut wanted) => return Ok(()),
                [_, _, ..] if segment.likely(&words) < MANY => {
                    let mut sets = Vec::with_capacity(words.len());
                    for word in asked.words {
                        sets.extend(self.set(nth, segment, word)?);
                    }
                    segment.of_sets(&words, &sets, &mut wanted);
                    return Ok(());
                }
                _ => {}
            }
        }
        let begun = || -> Vec<windows::Word<WordScorer<'_>>> {
            let mut begun = Vec::with_capacity(words.len());
            for &(opened, factor) in &words {
                let unpacked = &opened.unpacked;
                let (cursor, held) = (Cursor::new(unpacked), unpacked.held());
                let scorer = WordScorer { cursor, unpacked, segment, factor, held };
                let ceiling = opened.ceiling(segment, factor, |bytes| self.grown(bytes));
                begun.push(windows::Word { ceiling: Some(Arc::clone(ceiling)), scorer });
            }
            begun
        };
        // Here what leads along the records may be a test.
        let Tested { taker, .. } = wanted.taker;
        let mut wanted = Wanted { best: number, least, taker };
        match asked.all {
            true => walk(segment.records, &mut wanted, || {
                Ok(Some(All::new(begun(), tests()?, Vec::new())))
            }),
            false => walk(segment.records, &mut wanted, || Ok(Some(Any::new(begun(), tests()?)))),
        }
    }

    fn opened<'w>(
        &self,
        word: &'w Word,
        nth: usize,
        segment: &Segment,
    ) -> tantivy::Result<Option<&'w Opened>> {
        let Some(here) = word.segments.get(nth) else { return Ok(None) };
        here.opened(segment, word, |bytes| self.grown(bytes))
    }
}
