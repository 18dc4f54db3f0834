//! How often records hold something, from the postings alone: what the highlights would mark, without reading a text.

use tantivy::{DocId, SegmentReader, Term};

use super::closeness::Run;
use super::looked_up::Known;
use super::occurrences::{Occurrences, Sequence};
use super::places::Place;
use crate::index::Index;

/// Counts the places at which one part of a query stands. Places that overlap are one, as they are one highlight.
pub(crate) struct RunCounter {
    found: Option<Occurrences>,
    /// True for a single word in one spelling, whose frequency is all there is to know.
    is_word: bool,
    runs: Vec<Run>,
}

/// The ways to write one part of a query as words of the dictionary; `None` for patterns, whose words are unknown.
pub(crate) fn sequences(index: &Index, ways: &[Vec<Place>]) -> Option<Vec<Vec<Term>>> {
    let fields = index.fields();
    let term = |place: &Place| match place {
        Place::Stem(stem) => Some(Term::from_field_text(fields.text, stem)),
        Place::Written(word) => Some(Term::from_field_text(fields.text_exact, word)),
        _ => None,
    };
    ways.iter().map(|way| way.iter().map(term).collect::<Option<Sequence>>()).collect()
}

impl RunCounter {
    /// Counts what is written in any of `ways` in one segment.
    pub(crate) fn open(reader: &SegmentReader, ways: &[Vec<Term>]) -> tantivy::Result<Self> {
        let is_word = matches!(ways, [way] if way.len() == 1);
        let known = |word: &Term| Known::of(word, std::slice::from_ref(reader));
        let ways = ways.iter().map(|way| way.iter().map(known).collect());
        let ways = ways.collect::<tantivy::Result<Vec<Vec<Known>>>>()?;
        Ok(Self { found: Occurrences::open(&ways, reader, !is_word)?, is_word, runs: Vec::new() })
    }

    /// How often `doc` holds it; records are asked in rising order.
    pub(crate) fn count_in(&mut self, doc: DocId) -> u32 {
        let Some(found) = &mut self.found else { return 0 };
        let frequency = found.frequency_in(doc);
        if self.is_word || frequency < 2 {
            return frequency;
        }
        found.runs(&mut self.runs);
        let mut past = 0;
        let mut count = 0;
        for &(start, end) in &self.runs {
            if count == 0 || start >= past {
                count += 1;
            }
            past = past.max(end);
        }
        count
    }
}
