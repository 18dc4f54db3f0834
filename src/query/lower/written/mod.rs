//! Lists of the best of words as they are written: what is kept of an index for them, so that such a question costs little more
//! than to look at its records.
//!
//! It gives what [`super::skipping`] gives. There a query is made of parts of which each may be anything, and every segment is begun
//! anew; here all are words of one field, which are looked up once and whose postings stay unpacked, those of all segments end to end,
//! up to a bound.

mod begun;
mod looking;
mod pages;
mod records;
mod sequence;
mod unpacked;
mod word;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{DocId, InvertedIndexReader, Score, Term};

use self::pages::Pages;
use self::records::Records;
use self::unpacked::Cursor;
use self::word::{Opened, WordScorer};
use super::all_words::All;
use super::any_words::Any;
use super::bm25f::{average, rarity, worths};
use super::end_to_end::EndToEnd;
use super::passing::{Passing, Test};
use super::windows::{self, Wanted, walk};
use crate::Result;
use crate::index::Index;
use crate::query::Ranking;

pub(crate) use self::records::ByNumber;
pub(crate) use self::word::{InOrder, Word};
pub(crate) use super::windows::Taker;

/// Bytes of unpacked postings that are kept at most, of all words: 64 MiB.
const MOST_BYTES: usize = 1 << 26;

/// So many records that hold both of two common words are looked at one by one, at most.
const MANY: f32 = 2_048.0;

/// The same of more words, of which windows promise more than they keep, and where one is not common: what else there is to do is to look
/// at all that hold it.
const MORE: f32 = 8_192.0;

/// Bytes that a word takes that was looked up.
const LOOKED_UP: usize = 128;

/// A test leads where it passes so few that their square is less than so many times the number of places: the ten best of a word come
/// among so many of its records as there are records to one that passes, ten times and more; where that is more than pass, these are
/// sooner looked at one by one.
const LEADS: u64 = 32;

/// What is kept of an index.
pub(crate) struct Written {
    field: tantivy::schema::Field,
    findings: u64,
    saturation: Score,
    among: EndToEnd,
    parts: Vec<Part>,
    records: Records,
    words: Mutex<HashMap<Box<str>, Arc<Word>>>,
    /// Words that follow each other in many records, it may be, and were asked for once.
    asked: Mutex<HashSet<Box<str>>>,
    pages: Pages,
    bytes: AtomicUsize,
}

/// Where the postings of a segment are.
struct Part {
    inverted: Arc<InvertedIndexReader>,
    pairs: Arc<InvertedIndexReader>,
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

impl Written {
    /// Nothing is looked up yet; `weights` are those of the records by place.
    pub(crate) fn new(index: &Index, among: EndToEnd, weights: ByNumber) -> Result<Self> {
        let (field, searcher) = (index.fields().text_exact, index.searcher());
        let (findings, ranking) = (index.findings(), Ranking::default());
        let failed = |error| index.failure(error);
        let average = average(searcher, field, findings).map_err(failed)?;
        let worths = worths(1.0, ranking.length, average);
        let (mut parts, mut segments) = (Vec::new(), Vec::new());
        for reader in searcher.segment_readers() {
            let lengths = reader.get_fieldnorms_reader(field).map_err(failed)?;
            segments.push((reader, lengths));
            parts.push(Part {
                inverted: reader.inverted_index(field).map_err(failed)?,
                pairs: reader.inverted_index(index.fields().pairs).map_err(failed)?,
            });
        }
        let records = Records::new((ranking.saturation, worths), weights, &among, &segments);
        let (words, asked, pages) = (Mutex::default(), Mutex::default(), Pages::default());
        let (saturation, bytes) = (ranking.saturation, AtomicUsize::new(0));
        Ok(Self { field, findings, saturation, among, parts, records, words, asked, pages, bytes })
    }

    /// A word as it is indexed.
    pub(crate) fn word(&self, text: &str) -> tantivy::Result<Arc<Word>> {
        if let Some(word) = self.known(text) {
            return Ok(word);
        }
        let term = Term::from_field_text(self.field, text);
        let infos = self.parts.iter().map(|part| part.inverted.get_term_info(&term));
        let mut word = Word::new(infos.collect::<std::io::Result<_>>()?, false);
        word.rare = if word.held() > 0 { rarity(word.held(), self.findings) } else { 0.0 };
        Ok(self.keep(text, word))
    }

    /// Two words that follow each other, parted by a space; `None` where the index does not know all that do.
    fn pair(&self, index: &Index, text: &str) -> tantivy::Result<Option<Arc<Word>>> {
        if let Some(pair) = self.known(text) {
            return Ok(Some(pair));
        }
        let pairs = index.pairs().ok().flatten().filter(|pairs| pairs.are_whole());
        let words = text.split_once(' ');
        let Some(((first, second), pairs)) = words.zip(pairs) else { return Ok(None) };
        let Some(term) = pairs.term(first, second) else { return Ok(None) };
        let infos = self.parts.iter().map(|part| part.pairs.get_term_info(&term));
        let mut pair = Word::new(infos.collect::<std::io::Result<_>>()?, true);
        // As rare as if the words stood together by chance, as everywhere.
        let (first, second) = (self.word(first)?, self.word(second)?);
        let are_there = first.held() > 0 && second.held() > 0;
        pair.rare = if are_there { first.rare + second.rare } else { 0.0 };
        Ok(Some(self.keep(text, pair)))
    }

    fn known(&self, text: &str) -> Option<Arc<Word>> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned()
    }

    fn keep(&self, text: &str, mut word: Word) -> Arc<Word> {
        word.factor = word.rare * (self.saturation + 1.0);
        let word = Arc::new(word);
        self.grown(LOOKED_UP + text.len() + word.bytes());
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        words.insert(text.into(), Arc::clone(&word));
        word
    }

    /// So many bytes more are kept; if they are too many, all are forgotten but those in use.
    fn grown(&self, bytes: usize) {
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > MOST_BYTES {
            self.words.lock().unwrap_or_else(PoisonError::into_inner).clear();
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).clear();
            self.pages.clear();
            self.bytes.store(bytes, Ordering::Relaxed);
        }
    }

    /// Where the records of the segments are.
    pub(crate) fn among(&self) -> &EndToEnd {
        &self.among
    }

    /// The number of the weight of a record.
    #[inline]
    pub(crate) fn number(&self, place: DocId) -> u8 {
        self.records.number(place)
    }

    /// By what the score of a record is multiplied, as a part of the most.
    #[inline]
    pub(crate) fn share(&self, place: DocId) -> Score {
        self.records.share(place)
    }

    /// Whether a record was not removed.
    #[inline]
    pub(crate) fn is_alive(&self, place: DocId) -> bool {
        self.records.is_alive(place)
    }

    /// Gives `taker` the records that hold what `asked` asks for and score more than `least`, as far as they can be among the best so
    /// many.
    pub(crate) fn best(
        &self,
        asked: &Sought<'_>,
        (number, least): (usize, Score),
        taker: impl Taker,
    ) -> tantivy::Result<()> {
        let mut words: Vec<(&Opened, Score)> = Vec::with_capacity(asked.words.len());
        for word in asked.words {
            match self.opened(word)? {
                Some(found) => words.push((found, word.factor)),
                None if asked.all => return Ok(()),
                None => {}
            }
        }
        if words.is_empty() {
            return Ok(());
        }
        if asked.all && words.len() > 1 {
            // In this order all that is known of a record is added up.
            words.sort_by_key(|(word, _)| word.unpacked.held());
        }
        let held = words.iter().map(|(word, _)| word.unpacked.held());
        let looked_at = match asked.all {
            true => held.min().unwrap_or(0),
            false => held.fold(0, u32::saturating_add),
        };
        let tests = || -> tantivy::Result<Vec<Test>> {
            asked.tests.iter().map(|test| test.end_to_end(&self.among, looked_at)).collect()
        };
        let tested = Tested { tests: tests()?, taker, least };
        let mut wanted = Wanted { best: number, least, taker: tested };
        if let Some(leading) = self.leading(&wanted.taker.tests, looked_at) {
            let places = asked.tests.get(leading).map(|test| test.places(&self.among));
            self.records.of_places(
                &places.transpose()?.unwrap_or_default(),
                (&words, asked.all),
                &mut wanted,
            );
            return Ok(());
        }
        let grown = |bytes| self.grown(bytes);
        match words.as_slice() {
            [(word, factor)] => {
                self.records.of_word(word, *factor, grown, &mut wanted);
                return Ok(());
            }
            [(rarest, factor), others @ ..] if asked.all => {
                let is_rare = rarest.unpacked.held() < self.records.windows();
                let are_two = words.len() == 2 && rarest.is_common(&self.records);
                let many = if are_two { MANY } else { MORE };
                if !is_rare && self.records.likely(&words) < many {
                    let mut sets = Vec::with_capacity(words.len());
                    for word in asked.words {
                        sets.extend(self.set(word)?);
                    }
                    self.records.of_sets(&words, &sets, &mut wanted);
                    return Ok(());
                }
                if let Some(greatest) = rarest.greatest(&self.records, *factor, grown) {
                    for (word, factor) in others {
                        word.ceiling(&self.records, *factor, grown);
                    }
                    if self.records.of_greatest(greatest, &words, &mut wanted) {
                        return Ok(());
                    }
                }
            }
            _ => {}
        }
        let begun = || -> Vec<windows::Word<WordScorer<'_>>> {
            let mut begun = Vec::with_capacity(words.len());
            for &(opened, factor) in &words {
                let unpacked = &opened.unpacked;
                let (cursor, held) = (Cursor::new(unpacked), unpacked.held());
                let scorer = WordScorer { cursor, unpacked, records: &self.records, factor, held };
                let ceiling = opened.ceiling(&self.records, factor, grown);
                begun.push(windows::Word { ceiling: Some(Arc::clone(ceiling)), scorer });
            }
            begun
        };
        // Here what is asked first of a record is whether it passes.
        let Wanted { best, least, taker: Tested { taker, .. } } = wanted;
        let (places, mut wanted) = (self.among.places(), Wanted { best, least, taker });
        match asked.all {
            true => walk(places, &mut wanted, || Ok(Some(All::new(begun(), tests()?, Vec::new())))),
            false => walk(places, &mut wanted, || Ok(Some(Any::new(begun(), tests()?)))),
        }
    }

    /// The test that passes so few records that they are looked at one by one, if there is one; `looked_at` would be otherwise.
    fn leading(&self, tests: &[Test], looked_at: u32) -> Option<usize> {
        let passing = |at: &usize| tests.get(*at).map_or(u32::MAX, Test::passing);
        let fewest = (0..tests.len()).min_by_key(passing)?;
        let passing = u64::from(passing(&fewest));
        let is_few = passing * passing < LEADS * u64::from(self.among.places());
        (is_few && passing < u64::from(looked_at)).then_some(fewest)
    }
}
