//! How often every word stands on each of two sides: from the postings alone, no text is read.

use std::sync::Arc;

use rayon::prelude::*;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, Term};

use super::sides::{Part, Sides, stand};
use crate::Result;
use crate::index::guarded;

/// Words of the longest dictionary that one thread counts at a time.
const CHUNK: u64 = 256;

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
        let (inverted, stands) = (self.inverted()?, self.stands());
        let is_inspection = |part: &Part| matches!(part, Part::Inspection(_));
        let inspections: Vec<bool> = self.parts.iter().map(is_inspection).collect();
        let bounds = bounds(&inverted)?;
        let tally = || Tally::new(&inspections);
        let pieces = (0..=bounds.len()).into_par_iter();
        let tallies = pieces.try_fold(tally, |mut tally, piece| {
            let from = piece.checked_sub(1).and_then(|before| bounds.get(before));
            let piece = self::piece(&inverted, from, bounds.get(piece))?;
            for postings in piece.in_order().chunk_by(|(one, ..), (other, ..)| one == other) {
                for (_, segment, info) in postings {
                    let at = *segment as usize;
                    tally.read(&inverted[at], info, &stands[at])?;
                }
                if let Some((word, ..)) = postings.first() {
                    tally.end(word);
                }
            }
            Ok(tally)
        });
        let whole = tallies
            .try_reduce(tally, |mut whole, other| {
                whole.append(other);
                Ok(whole)
            })
            .map_err(|error: tantivy::TantivyError| error)?;
        let parts: Vec<[u64; 2]> =
            whole.tokens[1..].chunks_exact(2).map(|n| [n[0], n[1]]).collect();
        let tokens = [0, 1].map(|side| parts.iter().map(|part| part[side]).sum());
        Ok(Census { words: whole.words, tokens, parts })
    }

    fn spread_inner(&self, word: &str) -> tantivy::Result<Vec<[u64; 2]>> {
        let term = Term::from_field_text(self.index().fields().text_exact, word);
        let mut spread = vec![[0; 2]; self.parts.len()];
        for (reader, stands) in self.inverted()?.iter().zip(self.stands()) {
            let Some(info) = reader.get_term_info(&term)? else { continue };
            each_posting(reader, &info, &mut None, |doc, frequency| {
                if let Some((part, side)) = stand(stands[doc as usize]) {
                    spread[part][side] += u64::from(frequency);
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
}

/// Where the words of all segments are parted, so that the pieces can be counted apart: every so many words of the longest
/// dictionary one.
fn bounds(inverted: &[Arc<InvertedIndexReader>]) -> tantivy::Result<Vec<Vec<u8>>> {
    let dictionaries = inverted.iter().map(|reader| reader.terms());
    let Some(longest) = dictionaries.max_by_key(|terms| terms.num_terms()) else {
        return Ok(Vec::new());
    };
    let firsts = (CHUNK..longest.num_terms() as u64).step_by(CHUNK as usize);
    firsts
        .map(|ordinal| {
            let mut word = Vec::new();
            longest.ord_to_term(ordinal, &mut word)?;
            Ok(word)
        })
        .collect()
}

/// A piece of the dictionaries of all segments: words with the segment and the place there of their postings.
#[derive(Default)]
struct Piece {
    /// The letters of all of them.
    letters: Vec<u8>,
    /// Where the letters of each begin and end, its segment and its postings.
    entries: Vec<(usize, usize, u32, TermInfo)>,
}

impl Piece {
    /// In the order of the alphabet, then of the segments.
    fn in_order(&self) -> Vec<(&[u8], u32, &TermInfo)> {
        let mut found: Vec<(&[u8], u32, &TermInfo)> = self
            .entries
            .iter()
            .map(|(start, end, segment, info)| (&self.letters[*start..*end], *segment, info))
            .collect();
        // Every segment gives its words in order: the sort only joins runs.
        found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        found
    }
}

/// The words of all segments from `from` on and before `to`.
fn piece(
    inverted: &[Arc<InvertedIndexReader>],
    from: Option<&Vec<u8>>,
    to: Option<&Vec<u8>>,
) -> tantivy::Result<Piece> {
    let mut piece = Piece::default();
    for (segment, reader) in (0..).zip(inverted) {
        let mut range = reader.terms().range();
        if let Some(from) = from {
            range = range.ge(from);
        }
        if let Some(to) = to {
            range = range.lt(to);
        }
        let mut terms = range.into_stream()?;
        while terms.advance() {
            let start = piece.letters.len();
            piece.letters.extend_from_slice(terms.key());
            piece.entries.push((start, piece.letters.len(), segment, terms.value().clone()));
        }
    }
    Ok(piece)
}

/// Reads a word's postings, into a cursor that was used before if there is one: a new one costs more than a rare word.
fn each_posting(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    cursor: &mut Option<BlockSegmentPostings>,
    mut each: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    let block = match cursor {
        Some(block) => {
            reader.reset_block_postings_from_terminfo(info, block)?;
            block
        }
        None => {
            let option = IndexRecordOption::WithFreqs;
            cursor.insert(reader.read_block_postings_from_terminfo(info, option)?)
        }
    };
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
    /// Whether each part is an inspection.
    inspections: &'a [bool],
    words: Vec<WordCount>,
    /// Tokens of all words so far, by the stand: see [`Sides::stands`].
    tokens: Vec<u64>,
    /// Occurrences of the word at hand, by the stand; what stands nowhere is counted too, which is cheaper than to ask.
    here: Vec<u64>,
    /// The stands with such occurrences; only so many of them, what lies behind is of other words.
    touched: Vec<u32>,
    count: usize,
    cursor: Option<BlockSegmentPostings>,
}

impl<'a> Tally<'a> {
    fn new(inspections: &'a [bool]) -> Self {
        let stands = 1 + 2 * inspections.len();
        Self {
            inspections,
            words: Vec::new(),
            tokens: vec![0; stands],
            here: vec![0; stands],
            // One more: a place is written before it is known whether it is new.
            touched: vec![0; stands + 1],
            count: 0,
            cursor: None,
        }
    }

    fn read(
        &mut self,
        reader: &InvertedIndexReader,
        info: &TermInfo,
        stands: &[u32],
    ) -> tantivy::Result<()> {
        let Self { here, touched, count, cursor, .. } = self;
        // No branch depends on where a record stands: on which side is as good as random.
        each_posting(reader, info, cursor, |doc, frequency| {
            let stand = stands[doc as usize];
            let sum = &mut here[stand as usize];
            touched[*count] = stand;
            *count += usize::from(*sum == 0);
            *sum += u64::from(frequency);
        })
    }

    fn end(&mut self, word: &[u8]) {
        let (mut n, mut inspections) = ([0; 2], [0; 2]);
        for place in &self.touched[..self.count] {
            let sum = std::mem::take(&mut self.here[*place as usize]);
            let Some((part, side)) = stand(*place) else { continue };
            n[side] += sum;
            self.tokens[*place as usize] += sum;
            inspections[side] += u64::from(self.inspections[part]);
        }
        self.count = 0;
        if n != [0; 2] {
            let word = String::from_utf8_lossy(word).into_owned();
            self.words.push(WordCount { word, n, inspections });
        }
    }

    fn append(&mut self, other: Self) {
        self.words.extend(other.words);
        for (mine, others) in self.tokens.iter_mut().zip(other.tokens) {
            *mine += others;
        }
    }
}
