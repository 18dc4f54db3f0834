//! Words that follow each other and are no pair of the index: where all of them stand in few records, those are looked into.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score};

use super::super::occurrences::{begin, keep_common};
use super::word::Opened;
use super::{Taker, Word, Written};

/// Records of a segment that hold the rarest of the words, at most.
const MOST_HELD: usize = 1_024;

/// Records of a segment that are looked into, at most: of more it pays to know first how much each can score.
const MOST_LOOKED_INTO: usize = 64;

impl Written {
    /// Gives `taker` the records that hold `words` one behind the other; false, and nothing, if many may.
    pub(crate) fn sequence(
        &self,
        words: &[Arc<Word>],
        mut taker: impl Taker,
    ) -> tantivy::Result<bool> {
        let mut opened: Vec<(u32, &Word, &Opened)> = Vec::with_capacity(words.len());
        for (place, word) in (0..).zip(words) {
            match self.opened(word)? {
                Some(found) => opened.push((place, word, found)),
                None => return Ok(true),
            }
        }
        opened.sort_by_key(|(place, _, opened)| (opened.unpacked.held(), *place));
        let Some(docs) = candidates(&opened, self.parts.len()) else { return Ok(false) };
        let rare: Score = words.iter().map(|word| word.rare).sum();
        let factor = rare * (self.saturation + 1.0);
        let (mut starts, mut positions) = (Vec::new(), Vec::new());
        let segment_of = |place: &DocId| self.among.address(*place).segment_ord;
        for here in docs.chunk_by(|a, b| segment_of(a) == segment_of(b)) {
            let segment = here.first().map_or(0, segment_of) as usize;
            let Some(mut postings) = self.postings(segment, &opened)? else { continue };
            let first = self.among.first(segment);
            for doc in here {
                find_starts(&mut postings, doc - first, &mut starts, &mut positions);
                if !starts.is_empty() {
                    taker.take(*doc, self.records.score(*doc, starts.len() as u32, factor));
                }
            }
        }
        Ok(true)
    }

    /// The postings of words in a segment, each with its place among them; `None` if it lacks one.
    fn postings(
        &self,
        segment: usize,
        words: &[(u32, &Word, &Opened)],
    ) -> tantivy::Result<Option<Vec<(u32, SegmentPostings)>>> {
        let Some(part) = self.parts.get(segment) else { return Ok(None) };
        let mut postings = Vec::with_capacity(words.len());
        for (place, word, _) in words {
            let Some(Some(info)) = word.infos.get(segment) else { return Ok(None) };
            let option = IndexRecordOption::WithFreqsAndPositions;
            postings.push((*place, part.inverted.read_postings_from_terminfo(info, option)?));
        }
        Ok(Some(postings))
    }
}

/// The records that hold all of the words, the rarest of which is the first; `None` if they are many for so many segments.
fn candidates(words: &[(u32, &Word, &Opened)], segments: usize) -> Option<Vec<DocId>> {
    let ((_, _, first), others) = words.split_first()?;
    if first.unpacked.held() as usize > MOST_HELD * segments {
        return None;
    }
    let mut docs = Vec::new();
    first.unpacked.each(|doc, _| {
        if others.iter().all(|(_, _, other)| other.unpacked.times_in(doc) > 0) {
            docs.push(doc);
        }
    });
    (docs.len() <= MOST_LOOKED_INTO * segments).then_some(docs)
}

/// Where the sequence begins in `doc`; records are asked in rising order.
fn find_starts(
    postings: &mut [(u32, SegmentPostings)],
    doc: DocId,
    starts: &mut Vec<u32>,
    positions: &mut Vec<u32>,
) {
    starts.clear();
    for (nth, (place, postings)) in postings.iter_mut().enumerate() {
        let here = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
        if here != doc {
            return starts.clear();
        }
        let found = if nth == 0 { &mut *starts } else { &mut *positions };
        postings.positions(found);
        begin(found, *place);
        if nth > 0 {
            keep_common(starts, positions);
        }
        if starts.is_empty() {
            return;
        }
    }
}
