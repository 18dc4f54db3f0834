//! Words that follow each other and are no pair of the index: where they do is looked up in their positions, and kept as if they were a
//! word.

use std::sync::{Arc, PoisonError};

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

use super::super::occurrences::{begin, keep_common};
use super::unpacked::Unpacked;
use super::word::Opened;
use super::{LOOKED_UP, Word, Written};
use crate::index::Index;

/// Records of a segment that hold the rarest of the words, at most, where they are asked for the first time.
const MOST_HELD: usize = 1_024;

/// Records of a segment that are looked into then, at most: of more it pays to know first how much each can score. In a test there are words with
/// more.
const MOST_LOOKED_INTO: usize = if cfg!(test) { 8 } else { 64 };

/// One of the words with its place among them, or two of them that are indexed together, which have none.
type Placed<'a> = (Option<u32>, &'a Word, &'a Opened);

impl Written {
    /// Words that follow each other, parted by a space each; `None` if many records may hold them and they were not asked for before.
    pub(crate) fn run(&self, index: &Index, text: &str) -> tantivy::Result<Option<Arc<Word>>> {
        if let Some(known) = self.pair(index, text)? {
            return Ok(Some(known));
        }
        let typed: Vec<&str> = text.split(' ').collect();
        let words = typed.iter().map(|word| self.word(word));
        let words: Vec<Arc<Word>> = words.collect::<tantivy::Result<_>>()?;
        let is_long = typed.len() > 2;
        let pairs =
            typed.windows(2).filter(|_| is_long).map(|two| self.pair(index, &two.join(" ")));
        let pairs: Vec<Option<Arc<Word>>> = pairs.collect::<tantivy::Result<_>>()?;
        let placed = (0..).map(Some).zip(&words);
        let parts: Vec<(Option<u32>, &Arc<Word>)> =
            placed.chain(pairs.iter().flatten().map(|pair| (None, pair))).collect();
        let Some(found) = self.found(text, &parts)? else { return Ok(None) };
        let mut run = Word::run(found.len());
        // As rare as if the words stood together by chance, as everywhere.
        run.rare = words.iter().map(|word| word.rare).sum();
        run.factor = run.rare * (self.saturation + 1.0);
        if !found.is_empty() {
            let places = self.records.places;
            self.unpack(&run, |seen| {
                Ok(Unpacked::of(&found, places, |doc, times| seen.see(doc, times)))
            })?;
        }
        Ok(Some(self.keep(text, run)))
    }

    /// The records that hold the words one behind the other, and how often; `None` if many may and they were not asked for before.
    fn found(
        &self,
        text: &str,
        parts: &[(Option<u32>, &Arc<Word>)],
    ) -> tantivy::Result<Option<Vec<(DocId, u32)>>> {
        let mut opened: Vec<Placed<'_>> = Vec::with_capacity(parts.len());
        for (place, word) in parts {
            match self.opened(word)? {
                Some(found) => opened.push((*place, word, found)),
                None => return Ok(Some(Vec::new())),
            }
        }
        opened.sort_by_key(|(place, _, opened)| (opened.unpacked.held(), *place));
        let asked = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = if asked().contains(text) { usize::MAX } else { self.parts.len() };
        let Some(docs) = candidates(&opened, segments) else {
            self.grown(LOOKED_UP + text.len());
            asked().insert(text.into());
            return Ok(None);
        };
        let (mut found, mut starts, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        let segment_of = |place: &DocId| self.among.address(*place).segment_ord;
        for here in docs.chunk_by(|a, b| segment_of(a) == segment_of(b)) {
            let segment = here.first().map_or(0, segment_of) as usize;
            let Some(mut postings) = self.postings(segment, &opened)? else { continue };
            let first = self.among.first(segment);
            for doc in here {
                find_starts(&mut postings, doc - first, &mut starts, &mut positions);
                if !starts.is_empty() {
                    found.push((*doc, starts.len() as u32));
                }
            }
        }
        Ok(Some(found))
    }

    /// The postings of the words in a segment, each with its place among them; `None` if it lacks one.
    fn postings(
        &self,
        segment: usize,
        parts: &[Placed<'_>],
    ) -> tantivy::Result<Option<Vec<(u32, SegmentPostings)>>> {
        let Some(part) = self.parts.get(segment) else { return Ok(None) };
        let mut postings = Vec::with_capacity(parts.len());
        for (place, word) in parts.iter().filter_map(|(place, word, _)| Some(((*place)?, word))) {
            let Some(Some(info)) = word.infos.get(segment) else { return Ok(None) };
            let option = IndexRecordOption::WithFreqsAndPositions;
            postings.push((place, part.inverted.read_postings_from_terminfo(info, option)?));
        }
        Ok(Some(postings))
    }
}

/// The records that hold all of the words, the rarest of which is the first; `None` if they are many for so many segments.
fn candidates(parts: &[Placed<'_>], segments: usize) -> Option<Vec<DocId>> {
    let ((_, _, first), others) = parts.split_first()?;
    if first.unpacked.held() as usize > MOST_HELD.saturating_mul(segments) {
        return None;
    }
    let mut docs = Vec::new();
    first.unpacked.each(|doc, _| {
        if others.iter().all(|(_, _, other)| other.unpacked.times_in(doc) > 0) {
            docs.push(doc);
        }
    });
    (docs.len() <= MOST_LOOKED_INTO.saturating_mul(segments)).then_some(docs)
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
