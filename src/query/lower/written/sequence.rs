//! Words that follow each other and are no pair of the index: where all of them stand in few records, those are looked into.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score};

use super::super::occurrences::{begin, keep_common};
use super::word::Opened;
use super::{Taker, Word, Written};

/// Records that hold the rarest of the words, at most.
const MOST_HELD: u32 = 1_024;

/// Records that are looked into, at most: of more it pays to know first how much each can score.
const MOST_LOOKED_INTO: usize = 64;

impl Written {
    /// Gives `taker` the records of a segment that hold `words` one behind the other; false, and nothing, if many may.
    pub(crate) fn sequence(
        &self,
        nth: usize,
        words: &[Arc<Word>],
        mut taker: impl Taker,
    ) -> tantivy::Result<bool> {
        let Some(segment) = self.segments.get(nth) else { return Ok(true) };
        let mut opened: Vec<(u32, &Word, &Opened)> = Vec::with_capacity(words.len());
        for (place, word) in (0..).zip(words) {
            match self.opened(word, nth, segment)? {
                Some(found) => opened.push((place, word, found)),
                None => return Ok(true),
            }
        }
        opened.sort_by_key(|(place, _, opened)| (opened.unpacked.held(), *place));
        let Some(docs) = candidates(&opened) else { return Ok(false) };
        if docs.is_empty() {
            return Ok(true);
        }
        let rare: Score = words.iter().map(|word| word.rare).sum();
        let factor = rare * (self.saturation + 1.0);
        let mut postings = Vec::with_capacity(opened.len());
        for (place, word, _) in &opened {
            let info = word.segments.get(nth).and_then(|segment| segment.info.as_ref());
            let Some(info) = info else { return Ok(true) };
            let option = IndexRecordOption::WithFreqsAndPositions;
            postings.push((*place, segment.inverted.read_postings_from_terminfo(info, option)?));
        }
        let (mut starts, mut positions) = (Vec::new(), Vec::new());
        for doc in docs {
            find_starts(&mut postings, doc, &mut starts, &mut positions);
            if !starts.is_empty() {
                taker.take(doc, segment.score(doc, starts.len() as u32, factor));
            }
        }
        Ok(true)
    }
}

/// The records that hold all of the words, the rarest of which is the first; `None` if they are many.
fn candidates(words: &[(u32, &Word, &Opened)]) -> Option<Vec<DocId>> {
    let ((_, _, first), others) = words.split_first()?;
    if first.unpacked.held() > MOST_HELD {
        return None;
    }
    let mut docs = Vec::new();
    first.unpacked.each(|doc| {
        if others.iter().all(|(_, _, other)| other.unpacked.times_in(doc) > 0) {
            docs.push(doc);
        }
    });
    (docs.len() <= MOST_LOOKED_INTO).then_some(docs)
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
