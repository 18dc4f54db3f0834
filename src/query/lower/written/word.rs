//! A word as written, or several that follow each other, in one index: where its postings are, how rare it is, and what was worked out of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, TERMINATED};

use super::super::ceilings::{Ceiling, Rising, SLACK};
use super::super::sets::Set;
use super::super::windows::Within;
use super::unpacked::{Cursor, Unpacked};
use super::{Part, Records, Written};

/// Bytes that a word takes beside its postings.
const BESIDE: usize = 256;

/// One in so many records holds a common word, at least.
const COMMON: DocId = 32;

/// Records of a common word of which it is kept that they stand first. In a test there are words with more.
const FIRST: usize = if cfg!(test) { 32 } else { 1_024 };

/// In which order the records of a word stand.
pub(crate) trait InOrder {
    /// What a record scores that scores so much for a word.
    fn total(&self, doc: DocId, score: Score) -> Score;
    /// Whether a record stands before another that scores the same.
    fn is_before(&self, doc: DocId, other: DocId) -> bool;
}

/// A word of an index.
pub(crate) struct Word {
    /// The most that a record can score for it.
    pub(super) factor: Score,
    /// How rare it is.
    pub(super) rare: Score,
    /// Whether it is two words that follow each other.
    is_pair: bool,
    /// Where its postings are in each segment; `None` where it has none.
    pub(super) infos: Box<[Option<TermInfo>]>,
    held: u32,
    pub(super) opened: OnceLock<Opened>,
    /// Whether it was asked for alone.
    asked_alone: AtomicBool,
    /// Its records as bits, for whoever lays them over others.
    pub(super) set: OnceLock<Set>,
}

/// What was worked out of the postings of a word.
pub(super) struct Opened {
    pub(super) unpacked: Unpacked,
    /// For a word so rare that to know what its records score is as much as to know the most in each window, worked out where others
    /// are asked for with it.
    ceiling: OnceLock<Arc<Ceiling>>,
    /// The windows that have the word, those that promise most first; for words that are asked for alone.
    promising: OnceLock<Box<[DocId]>>,
    /// The records of a word that is not common, the greatest scores first.
    greatest: OnceLock<Box<[Greatest]>>,
    /// The records of a common word that stand first, in their order.
    first: OnceLock<Box<[Greatest]>>,
}

/// A record that holds a word, and what it scores for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Greatest {
    pub(super) doc: DocId,
    pub(super) score: Score,
}

impl Greatest {
    /// The most of the score that counts.
    #[inline]
    pub(super) fn most(self, records: &Records) -> Score {
        self.score * records.share(self.doc) * SLACK
    }
}

impl Word {
    /// Words that follow each other in so many records and are not indexed together.
    pub(super) fn run(held: usize) -> Self {
        Self { held: u32::try_from(held).unwrap_or(u32::MAX), ..Self::new(Box::default(), false) }
    }

    /// That whose postings are there in the segments.
    pub(super) fn new(infos: Box<[Option<TermInfo>]>, is_pair: bool) -> Self {
        let held = infos.iter().flatten().map(|info| info.doc_freq).fold(0, u32::saturating_add);
        let (opened, set, asked_alone) = Default::default();
        Self { factor: 0.0, rare: 0.0, is_pair, infos, held, opened, asked_alone, set }
    }

    /// Records that hold it, removed ones among them.
    pub(super) fn held(&self) -> u64 {
        u64::from(self.held)
    }

    /// Bytes of memory before anything is worked out.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.infos)
    }

    /// The segments that have it: the place of the first record of each, where its postings are, and which they are.
    pub(super) fn lists<'a>(
        &'a self,
        written: &'a Written,
    ) -> impl Iterator<Item = (DocId, &'a Part, &'a TermInfo)> {
        let parts = written.among.firsts().iter().zip(&written.parts).zip(&self.infos);
        parts.filter_map(|((first, part), info)| Some((*first, part, info.as_ref()?)))
    }

    /// Where the postings are in a segment.
    pub(super) fn inverted<'p>(&self, part: &'p Part) -> &'p tantivy::InvertedIndexReader {
        if self.is_pair { &part.pairs } else { &part.inverted }
    }
}

/// Sees the records of a word while they are read, so that the most in each window is known at once where the word is not rare.
pub(super) struct Seen<'a> {
    rising: Option<Rising>,
    records: &'a Records,
    factor: Score,
}

impl Seen<'_> {
    /// A record that holds it so often.
    #[inline]
    pub(super) fn see(&mut self, doc: DocId, times: u32) {
        let Self { rising, records, factor } = self;
        if let Some(rising) = rising {
            rising.add(doc, records.score(doc, times, *factor) * records.share(doc));
        }
    }
}

impl Written {
    /// What the index has of a word, worked out once; `None` if that is nothing.
    pub(super) fn opened<'w>(&self, word: &'w Word) -> tantivy::Result<Option<&'w Opened>> {
        if let Some(opened) = word.opened.get() {
            return Ok(Some(opened));
        }
        if word.held == 0 {
            return Ok(None);
        }
        let lists = word.lists(self).map(|(first, part, info)| {
            let option = IndexRecordOption::WithFreqs;
            let postings = word.inverted(part).read_block_postings_from_terminfo(info, option)?;
            Ok((first, postings))
        });
        let size = (word.held, self.records.places);
        let read =
            |seen: &mut Seen<'_>| Unpacked::read(lists, size, |doc, times| seen.see(doc, times));
        self.unpack(word, read).map(Some)
    }

    /// Keeps what `read` makes of the records of a word, which it shows to what it is given.
    pub(super) fn unpack<'w>(
        &self,
        word: &'w Word,
        read: impl FnOnce(&mut Seen<'_>) -> tantivy::Result<Unpacked>,
    ) -> tantivy::Result<&'w Opened> {
        let records = &self.records;
        let is_rare = word.held < records.windows();
        let rising = (!is_rare).then(|| Rising::new(records.places));
        let mut seen = Seen { rising, records, factor: word.factor };
        let unpacked = read(&mut seen)?;
        let opened = Opened {
            unpacked,
            ceiling: OnceLock::new(),
            promising: OnceLock::new(),
            greatest: OnceLock::new(),
            first: OnceLock::new(),
        };
        let known = seen
            .rising
            .map(|rising| opened.ceiling.get_or_init(|| Arc::new(rising.finish())).bytes());
        self.grown(opened.unpacked.bytes() + known.unwrap_or(0) + BESIDE);
        Ok(word.opened.get_or_init(|| opened))
    }
}

impl Written {
    /// Says that a word is asked for alone: from the second time on it is known of a common one which of its records stand first, as
    /// impact-ordered lists have them (Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 7.1).
    pub(crate) fn asked_alone(&self, word: &Word, standing: &impl InOrder) -> tantivy::Result<()> {
        if !word.asked_alone.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let common = self.opened(word)?.filter(|opened| opened.is_common(&self.records));
        let Some(opened) = common.filter(|opened| opened.first.get().is_none()) else {
            return Ok(());
        };
        let first = opened.first(&self.records, word.factor, standing);
        self.grown(size_of_val(&*first));
        opened.first.get_or_init(|| first);
        Ok(())
    }
}

impl Opened {
    fn first(&self, records: &Records, factor: Score, standing: &impl InOrder) -> Box<[Greatest]> {
        let order = |(a, one): &(Score, Greatest), (b, other): &(Score, Greatest)| {
            let before = |one: &Greatest, other: &Greatest| standing.is_before(one.doc, other.doc);
            b.total_cmp(a).then_with(|| before(other, one).cmp(&before(one, other)))
        };
        let (mut found, mut least) = (Vec::with_capacity(2 * FIRST), Score::MIN);
        self.unpacked.each(|doc, times| {
            let score = records.score(doc, times, factor);
            let total = standing.total(doc, score);
            if total < least || !records.is_alive(doc) {
                return;
            }
            found.push((total, Greatest { doc, score }));
            if found.len() == 2 * FIRST {
                let (_, (last, _), _) = found.select_nth_unstable_by(FIRST - 1, order);
                least = *last;
                found.truncate(FIRST);
            }
        });
        found.sort_unstable_by(order);
        found.into_iter().take(FIRST).map(|(_, record)| record).collect()
    }

    /// The records that stand first, in their order, and whether they are all; `None` where that is not known.
    pub(super) fn known_first(&self) -> Option<(&[Greatest], bool)> {
        self.first.get().map(|first| (&**first, first.len() < FIRST))
    }
}

impl Opened {
    /// The most that the word scores in each window; `grown` is told how much memory that takes if it was not known.
    pub(super) fn ceiling(
        &self,
        records: &Records,
        factor: Score,
        grown: impl FnOnce(usize),
    ) -> &Arc<Ceiling> {
        self.ceiling.get_or_init(|| {
            let mut rising = Rising::new(records.places);
            let mut cursor = Cursor::new(&self.unpacked);
            while cursor.doc() != TERMINATED {
                let (doc, times) = (cursor.doc(), cursor.times());
                rising.add(doc, records.score(doc, times, factor) * records.share(doc));
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

    /// The most that the word scores in a piece of sixteen records, as far as it is known; 0 if none of them holds it.
    #[inline]
    pub(super) fn most_around(&self, doc: DocId) -> Score {
        self.ceiling.get().map_or(Score::MAX, |ceiling| ceiling.around(doc))
    }

    /// The most that the word scores in any record, as far as it is known.
    pub(super) fn most_anywhere(&self) -> Score {
        self.ceiling.get().map_or(Score::MAX, |ceiling| ceiling.greatest())
    }

    /// Whether the word is common.
    pub(super) fn is_common(&self, records: &Records) -> bool {
        self.unpacked.held() >= records.places / COMMON
    }

    /// The records of a word that is not common, those with the greatest scores first, worked out once; `None` for a common one. `grown`
    /// is told how much memory that takes if it was not known.
    pub(super) fn greatest(
        &self,
        records: &Records,
        factor: Score,
        grown: impl FnOnce(usize),
    ) -> Option<&[Greatest]> {
        if self.is_common(records) {
            return None;
        }
        Some(self.greatest.get_or_init(|| {
            let mut greatest = Vec::with_capacity(self.unpacked.held() as usize);
            self.unpacked.each(|doc, times| {
                greatest.push(Greatest { doc, score: records.score(doc, times, factor) });
            });
            greatest.sort_by(|a, b| b.most(records).total_cmp(&a.most(records)));
            grown(greatest.len() * size_of::<Greatest>());
            greatest.into()
        }))
    }
}

/// Goes along the records of a word and scores them, as [`super::super::bm25f::Bm25fScorer`] does where a word stands in one field.
pub(super) struct WordScorer<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) unpacked: &'a Unpacked,
    pub(super) records: &'a Records,
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
        self.records.score(self.cursor.doc(), self.cursor.times(), self.factor)
    }

    fn records(&self) -> u32 {
        self.held
    }

    fn pieces(&self, window: DocId) -> u8 {
        self.unpacked.pieces(window)
    }
}
