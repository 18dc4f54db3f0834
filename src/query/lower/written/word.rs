//! A word as written, or two that follow each other, in one index: where its postings are, how rare it is, and what was worked out of them.

use std::sync::{Arc, OnceLock};

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, TERMINATED};

use super::super::ceilings::{Ceiling, Rising};
use super::super::sets::Set;
use super::super::windows::Within;
use super::Segment;
use super::unpacked::{Cursor, Unpacked};

/// Bytes that a word takes beside its postings.
const BESIDE: usize = 256;

/// A word of an index.
pub(crate) struct Word {
    /// The most that a record can score for it.
    pub(super) factor: Score,
    /// How rare it is.
    pub(super) rare: Score,
    /// Whether it is two words that follow each other.
    pub(super) is_pair: bool,
    pub(super) segments: Vec<InSegment>,
}

/// A word of a segment.
pub(super) struct InSegment {
    /// `None` if the segment lacks it.
    pub(super) info: Option<TermInfo>,
    opened: OnceLock<Opened>,
    /// Its records as bits, for whoever lays them over others.
    pub(super) set: OnceLock<Set>,
}

/// What was worked out of the postings of a word in a segment.
pub(super) struct Opened {
    pub(super) unpacked: Unpacked,
    /// For a word so rare that to know what its records score is as much as to know the most in each window, worked out where others
    /// are asked for with it.
    ceiling: OnceLock<Arc<Ceiling>>,
    /// The windows that have the word, those that promise most first; for words that are asked for alone.
    promising: OnceLock<Box<[DocId]>>,
}

impl Word {
    /// Records that hold it, removed ones among them.
    pub(super) fn held(&self) -> u64 {
        let held = |segment: &InSegment| segment.info.as_ref().map_or(0, |info| info.doc_freq);
        self.segments.iter().map(|segment| u64::from(held(segment))).sum()
    }
}

impl InSegment {
    pub(super) fn new(info: Option<TermInfo>) -> Self {
        Self { info, opened: OnceLock::new(), set: OnceLock::new() }
    }

    /// What the segment has of it, worked out once; `grown` is told how much memory that takes.
    pub(super) fn opened(
        &self,
        segment: &Segment,
        word: &Word,
        grown: impl FnOnce(usize),
    ) -> tantivy::Result<Option<&Opened>> {
        if let Some(opened) = self.opened.get() {
            return Ok(Some(opened));
        }
        let Some(info) = &self.info else { return Ok(None) };
        let option = IndexRecordOption::WithFreqs;
        let postings = segment.inverted_of(word).read_block_postings_from_terminfo(info, option)?;
        let is_rare = info.doc_freq < segment.windows();
        let mut rising = (!is_rare).then(|| Rising::new(segment.records));
        let unpacked = Unpacked::read(postings, segment.records, |doc, times| {
            if let Some(rising) = &mut rising {
                rising.add(doc, segment.score(doc, times, word.factor) * segment.share(doc));
            }
        });
        let (ceiling, promising) = (OnceLock::new(), OnceLock::new());
        let known = rising.map(|rising| ceiling.get_or_init(|| Arc::new(rising.finish())).bytes());
        grown(unpacked.bytes() + known.unwrap_or(0) + BESIDE);
        Ok(Some(self.opened.get_or_init(|| Opened { unpacked, ceiling, promising })))
    }
}

impl Opened {
    /// The most that the word scores in each window; `grown` is told how much memory that takes if it was not known.
    pub(super) fn ceiling(
        &self,
        segment: &Segment,
        factor: Score,
        grown: impl FnOnce(usize),
    ) -> &Arc<Ceiling> {
        self.ceiling.get_or_init(|| {
            let mut rising = Rising::new(segment.records);
            let mut cursor = Cursor::new(&self.unpacked);
            while cursor.doc() != TERMINATED {
                let (doc, times) = (cursor.doc(), cursor.times());
                rising.add(doc, segment.score(doc, times, factor) * segment.share(doc));
                cursor.go_on();
            }
            let ceiling = rising.finish();
            grown(ceiling.bytes());
            Arc::new(ceiling)
        })
    }

    /// The ceiling, if it is of pieces.
    pub(super) fn fine(&self) -> Option<&Ceiling> {
        self.ceiling.get().map(|ceiling| &**ceiling).filter(|ceiling| ceiling.is_fine())
    }

    /// The windows that have the word, those that promise most first, with the most that they promise; none where that is not known.
    pub(super) fn promising(&self) -> impl Iterator<Item = (DocId, Score)> {
        let order = |ceiling: &Arc<Ceiling>| &**self.promising.get_or_init(|| ceiling.in_order());
        let windows = self.ceiling.get().map_or(&[][..], order).iter();
        windows.filter_map(|window| {
            Some((*window, self.ceiling.get().and_then(|ceiling| ceiling.at(*window))?))
        })
    }
}

/// Goes along the records of a word and scores them, as [`super::super::bm25f::Bm25fScorer`] does where a word stands in one field.
pub(super) struct WordScorer<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) unpacked: &'a Unpacked,
    pub(super) segment: &'a Segment,
    pub(super) factor: Score,
    pub(super) held: u32,
}

impl Within for WordScorer<'_> {
    #[inline]
    fn within(&mut self, from: DocId, past: DocId) -> DocId {
        self.cursor.within(from, past)
    }

    #[inline]
    fn here(&self) -> DocId {
        self.cursor.doc()
    }

    #[inline]
    fn go_on(&mut self) -> DocId {
        self.cursor.go_on()
    }

    #[inline]
    fn scored(&mut self) -> Score {
        self.segment.score(self.cursor.doc(), self.cursor.times(), self.factor)
    }

    fn records(&self) -> u32 {
        self.held
    }

    fn pieces(&self, window: DocId) -> u8 {
        self.unpacked.pieces(window)
    }
}
