//! How often every word stands on each of two sides: from the postings alone, no text is read.

use std::sync::Arc;

use rayon::prelude::*;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, Term};

use super::sides::{Part, Sides};
use crate::Result;
use crate::index::guarded;

/// Words that one thread counts at a time.
const CHUNK: usize = 256;

/// How often a word stands on each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word as the index has it: folded, not stemmed; a compound also as a whole, without dashes.
    pub word: String,
    /// Occurrences on each side.
    pub n: [u64; 2],
    /// Distinct inspections that hold it, on each side.
    pub inspections: [u64; 2],
}

/// The words of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// The words that occur, in the order of the alphabet.
    pub words: Vec<WordCount>,
    /// Tokens of each side.
    pub tokens: [u64; 2],
    /// Tokens of each part on each side, by the number of the part.
    pub parts: Vec<[u64; 2]>,
}

/// Where the findings of one segment stand: nowhere, or on a side and in a part.
struct Places {
    /// 0 for nowhere, else the place of the side plus one.
    side: Vec<u8>,
    part: Vec<u32>,
}

/// A word with where each segment keeps its postings.
type Entry = (Vec<u8>, Vec<(u32, TermInfo)>);

impl Sides<'_> {
    /// Counts every word, on all cores.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn census(&self) -> Result<Census> {
        guarded(self.index().dir(), || {
            self.census_inner().map_err(|error| self.index().failure(error))
        })
    }

    /// How often `word` stands in each part, on each side.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn spread(&self, word: &str) -> Result<Vec<[u64; 2]>> {
        guarded(self.index().dir(), || {
            self.spread_inner(word).map_err(|error| self.index().failure(error))
        })
    }

    fn census_inner(&self) -> tantivy::Result<Census> {
        let (inverted, places) = (self.inverted()?, self.places());
        let entries = entries(&inverted)?;
        let tally = || Tally::new(&self.parts);
        let chunks = entries.par_chunks(CHUNK).map(|chunk| {
            let mut tally = tally();
            for (word, infos) in chunk {
                tally.begin();
                for (segment, info) in infos {
                    let (reader, places) =
                        (&inverted[*segment as usize], &places[*segment as usize]);
                    each_posting(reader, info, |doc, frequency| {
                        tally.add(places, doc, frequency);
                    })?;
                }
                tally.end(word);
            }
            Ok(tally)
        });
        let whole = chunks
            .try_reduce(tally, |mut whole, other| {
                whole.append(other);
                Ok(whole)
            })
            .map_err(|error: tantivy::TantivyError| error)?;
        let tokens = [0, 1].map(|side| whole.parts.iter().map(|part| part[side]).sum());
        Ok(Census { words: whole.words, tokens, parts: whole.parts })
    }

    fn spread_inner(&self, word: &str) -> tantivy::Result<Vec<[u64; 2]>> {
        let places = self.places();
        let term = Term::from_field_text(self.index().fields().text_exact, word);
        let mut spread = vec![[0; 2]; self.parts.len()];
        for (reader, places) in self.inverted()?.iter().zip(&places) {
            let Some(info) = reader.get_term_info(&term)? else { continue };
            each_posting(reader, &info, |doc, frequency| {
                if let Some((side, part)) = places.of(doc) {
                    spread[part as usize][side] += u64::from(frequency);
                }
            })?;
        }
        Ok(spread)
    }

    fn inverted(&self) -> tantivy::Result<Vec<Arc<InvertedIndexReader>>> {
        let field = self.index().fields().text_exact;
        let readers = self.index().searcher().segment_readers().iter();
        readers.map(|reader| reader.inverted_index(field)).collect()
    }

    fn places(&self) -> Vec<Places> {
        let readers = self.index().searcher().segment_readers().iter().enumerate();
        let of_segment = |(nth, reader): (usize, &tantivy::SegmentReader)| {
            let records = reader.max_doc() as usize;
            let mut places = Places { side: vec![0; records], part: vec![0; records] };
            for (doc, side, part) in self.segment(nth) {
                places.side[doc as usize] = side.place() as u8 + 1;
                places.part[doc as usize] = part;
            }
            places
        };
        readers.map(of_segment).collect()
    }
}

impl Places {
    fn of(&self, doc: DocId) -> Option<(usize, u32)> {
        let side = self.side[doc as usize].checked_sub(1)?;
        Some((usize::from(side), self.part[doc as usize]))
    }
}

/// The words of all segments, each once, in the order of the alphabet.
fn entries(inverted: &[Arc<InvertedIndexReader>]) -> tantivy::Result<Vec<Entry>> {
    let mut all: Vec<(Vec<u8>, u32, TermInfo)> = Vec::new();
    for (segment, reader) in (0..).zip(inverted) {
        let mut terms = reader.terms().stream()?;
        while terms.advance() {
            all.push((terms.key().to_vec(), segment, terms.value().clone()));
        }
    }
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut entries: Vec<Entry> = Vec::new();
    for (word, segment, info) in all {
        match entries.last_mut() {
            Some((last, infos)) if *last == word => infos.push((segment, info)),
            _ => entries.push((word, vec![(segment, info)])),
        }
    }
    Ok(entries)
}

fn each_posting(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    mut each: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    let mut block = reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    while block.block_len() > 0 {
        for (doc, frequency) in block.docs().iter().zip(block.freqs()) {
            each(*doc, *frequency);
        }
        block.advance();
    }
    Ok(())
}

/// What one thread has counted.
struct Tally<'a> {
    keys: &'a [Part],
    words: Vec<WordCount>,
    parts: Vec<[u64; 2]>,
    /// By part and side: the number of the last word seen there, so that nothing need be cleared.
    seen: Vec<[u32; 2]>,
    word: u32,
    n: [u64; 2],
    inspections: [u64; 2],
}

impl<'a> Tally<'a> {
    fn new(keys: &'a [Part]) -> Self {
        Self {
            keys,
            words: Vec::new(),
            parts: vec![[0; 2]; keys.len()],
            seen: vec![[0; 2]; keys.len()],
            word: 0,
            n: [0; 2],
            inspections: [0; 2],
        }
    }

    fn begin(&mut self) {
        self.word += 1;
        (self.n, self.inspections) = ([0; 2], [0; 2]);
    }

    fn add(&mut self, places: &Places, doc: DocId, frequency: u32) {
        let Some((side, part)) = places.of(doc) else { return };
        let part = part as usize;
        let frequency = u64::from(frequency);
        self.n[side] += frequency;
        self.parts[part][side] += frequency;
        if self.seen[part][side] != self.word {
            self.seen[part][side] = self.word;
            self.inspections[side] += u64::from(matches!(self.keys[part], Part::Inspection(_)));
        }
    }

    fn end(&mut self, word: &[u8]) {
        if self.n != [0; 2] {
            let word = String::from_utf8_lossy(word).into_owned();
            self.words.push(WordCount { word, n: self.n, inspections: self.inspections });
        }
    }

    fn append(&mut self, other: Self) {
        self.words.extend(other.words);
        for (mine, others) in self.parts.iter_mut().zip(other.parts) {
            (0..2).for_each(|side| mine[side] += others[side]);
        }
    }
}
