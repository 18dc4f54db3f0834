//! The most that a word scores in each stretch of records: what cannot be among the best is passed over unread.
//!
//! After Ding and Suel, "Faster top-k document retrieval using block-max indexes" (2011), with blocks of records, as Mallia, Suel and
//! Tonellotto have them in "Faster learned sparse retrieval with block-max pruning" (2024), so that those of several words are
//! added up without a search. The bounds are worked out at the first question that needs them: they are the greatest scores as
//! this ranking has them, fields, lengths and all, which no bound written for another formula would be. They are kept as long as
//! the index is open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

use super::bm25f::Place;

/// Records of a window.
pub(super) const WINDOW: DocId = 128;

/// Records of a piece of a window. Several common words together stand in every window with great scores, each in another record;
/// in a piece of sixteen they seldom do.
pub(super) const PIECE: DocId = 16;

/// Pieces of a window.
pub(super) const PIECES: usize = (WINDOW / PIECE) as usize;

/// A number for each piece of a window.
pub(super) type Pieces = [Score; PIECES];

/// One in so many records holds what is looked at in pieces, at least.
const COMMON: DocId = 32;

/// Bytes that are kept at most, of all words and segments: 32 MiB.
const MOST_BYTES: usize = 1 << 25;

/// Bytes that a ceiling takes beside its windows and its name.
const BESIDE: usize = 128;

/// Sums of scores are not exact, and not always made in one order.
pub(super) const SLACK: Score = 1.0 + 1e-5;

/// The most that one part of a query scores in each window of a segment: in 255 steps, rounded up.
#[derive(Debug, Default)]
pub(super) struct Ceiling {
    step: Score,
    /// 0 where no record of the window holds the part.
    steps: Box<[u8]>,
    /// The same of each piece of a window; empty where few windows have more than one such record.
    fine: Box<[u8]>,
}

/// A ceiling on its way.
pub(super) struct Rising {
    /// Of each piece; less than any score where no record of it holds the part.
    most: Vec<Score>,
    held: DocId,
    records: DocId,
}

impl Rising {
    /// Of a segment with so many records, of which none holds the part yet.
    pub(super) fn new(records: DocId) -> Self {
        let pieces = records.div_ceil(WINDOW) as usize * PIECES;
        Self { most: vec![Score::NEG_INFINITY; pieces], held: 0, records }
    }

    /// A record that holds the part scores so much.
    pub(super) fn add(&mut self, doc: DocId, score: Score) {
        self.held += 1;
        if let Some(most) = self.most.get_mut((doc / PIECE) as usize) {
            *most = most.max(score);
        }
    }

    /// The ceiling of what was added.
    pub(super) fn finish(self) -> Ceiling {
        let Self { most, held, records } = self;
        let step = most.iter().copied().fold(Score::MIN_POSITIVE, Score::max) / 255.0;
        let steps = |most: &Score| match *most {
            Score::NEG_INFINITY => 0,
            most => ((most / step).ceil() as u8).max(1),
        };
        let fine: Box<[u8]> = most.iter().map(steps).collect();
        let greatest = |window: &[u8]| window.iter().copied().max().unwrap_or(0);
        let steps = fine.chunks(PIECES).map(greatest).collect();
        let fine = if held >= records / COMMON { fine } else { Box::default() };
        Ceiling { step: step * SLACK, steps, fine }
    }
}

impl Ceiling {
    fn of(scorer: Option<impl Scorer>, share: &dyn Fn(DocId) -> Score, records: DocId) -> Self {
        let mut rising = Rising::new(records);
        if let Some(mut scorer) = scorer {
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                rising.add(doc, scorer.score() * share(doc));
                doc = scorer.advance();
            }
        }
        rising.finish()
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.steps.len() + self.fine.len()
    }

    /// Whether more is known than of whole windows.
    pub(super) fn is_fine(&self) -> bool {
        !self.fine.is_empty()
    }

    /// The most in a window; `None` if no record of it holds the part.
    pub(super) fn at(&self, window: DocId) -> Option<Score> {
        let steps = self.steps.get(window as usize).copied().filter(|steps| *steps > 0);
        steps.map(|steps| Score::from(steps) * self.step)
    }

    /// The most in the piece that `doc` is in, or in its window where no more is known; 0 if no record of it holds the part.
    #[inline]
    pub(super) fn around(&self, doc: DocId) -> Score {
        let steps = match self.is_fine() {
            true => self.fine.get((doc / PIECE) as usize),
            false => self.steps.get((doc / WINDOW) as usize),
        };
        Score::from(steps.copied().unwrap_or(0)) * self.step
    }

    /// The most in any window.
    pub(super) fn greatest(&self) -> Score {
        Score::from(u8::MAX) * self.step
    }

    /// The windows that have the part, those with the most first.
    pub(super) fn in_order(&self) -> Box<[DocId]> {
        let mut windows: Vec<DocId> =
            (0..).zip(&self.steps).filter(|(_, steps)| **steps > 0).map(|(at, _)| at).collect();
        windows.sort_by_key(|window| std::cmp::Reverse(self.steps[*window as usize]));
        windows.into()
    }

    /// The most in each piece of a window, as far as it is known; 0 if no record of it holds the part.
    #[inline]
    pub(super) fn in_pieces(&self, window: DocId) -> Pieces {
        let whole = self.steps.get(window as usize).copied().unwrap_or(0);
        let first = window as usize * PIECES;
        let fine = self.fine.get(first..first + PIECES).and_then(|fine| fine.try_into().ok());
        let steps: [u8; PIECES] = fine.unwrap_or([whole; PIECES]);
        steps.map(|steps| Score::from(steps) * self.step)
    }

    /// The most of each window in steps, rounded up; 0 where no record of it holds the part.
    pub(super) fn steps(&self) -> &[u8] {
        &self.steps
    }

    /// A step.
    pub(super) fn step(&self) -> Score {
        self.step
    }
}

/// What else scores depend on than words: each record has a share of the most that its words could count.
pub(crate) trait Share: Send + Sync {
    /// The shares of the records of a segment, at most 1.
    fn share(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_>;
}

/// The ceilings that were worked out.
pub(crate) struct Ceilings {
    share: Arc<dyn Share>,
    parts: Mutex<Parts>,
    /// What an occurrence counts by the length of the field: by field, weight and how far the length counts.
    worths: Mutex<HashMap<(Field, [u32; 2]), Worths>>,
}

/// As `bm25f::worths` has them.
type Worths = Arc<[Score]>;

#[derive(Debug, Default)]
struct Parts {
    by_key: HashMap<Vec<u8>, HashMap<SegmentId, Arc<Ceiling>>>,
    bytes: usize,
}

impl Ceilings {
    /// Nothing is worked out yet.
    pub(crate) fn new(share: Arc<dyn Share>) -> Self {
        Self { share, parts: Mutex::default(), worths: Mutex::default() }
    }

    /// The shares of the records of a segment.
    pub(super) fn shares(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
        self.share.share(segment)
    }

    /// What one occurrence counts in a place, whose field and weights there are few of: worked out once.
    pub(super) fn worths(
        &self,
        place: &Place,
        find: impl FnOnce() -> tantivy::Result<Worths>,
    ) -> tantivy::Result<Worths> {
        let key = (place.field, [place.weight.to_bits(), place.length.to_bits()]);
        let worths = || self.worths.lock().unwrap_or_else(PoisonError::into_inner);
        let known = worths().get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = find()?;
        worths().insert(key, Arc::clone(&found));
        Ok(found)
    }

    /// The ceiling of what has this key, which says all that its scores depend on, in a segment; `scorer` gives its records.
    pub(super) fn of<S: Scorer>(
        &self,
        key: &[u8],
        reader: &SegmentReader,
        scorer: impl FnOnce() -> tantivy::Result<Option<S>>,
    ) -> tantivy::Result<Arc<Ceiling>> {
        let segment = reader.segment_id();
        let parts = || self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = parts().by_key.get(key).and_then(|part| part.get(&segment)) {
            return Ok(Arc::clone(found));
        }
        let share = self.share.share(segment);
        let found = Arc::new(Ceiling::of(scorer()?, &*share, reader.max_doc()));
        let mut parts = parts();
        let bytes = found.bytes() + key.len() + BESIDE;
        if parts.bytes + bytes > MOST_BYTES {
            *parts = Parts::default();
        }
        parts.bytes += bytes;
        parts.by_key.entry(key.to_owned()).or_default().insert(segment, Arc::clone(&found));
        Ok(found)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use tantivy::schema::Schema;
    use tantivy::{DocSet, Index, IndexWriter, TantivyDocument};

    use super::*;

    /// Records with their scores.
    pub(in crate::query::lower) struct Listed(
        pub(in crate::query::lower) Vec<(DocId, Score)>,
        pub(in crate::query::lower) usize,
    );

    impl DocSet for Listed {
        fn advance(&mut self) -> DocId {
            self.1 += 1;
            self.doc()
        }

        fn doc(&self) -> DocId {
            self.0.get(self.1).map_or(TERMINATED, |(doc, _)| *doc)
        }

        fn size_hint(&self) -> u32 {
            self.0.len() as u32
        }
    }

    impl Scorer for Listed {
        fn score(&mut self) -> Score {
            self.0[self.1].1
        }
    }

    /// The ceiling of these records, `records` in all.
    pub(in crate::query::lower) fn ceiling(of: &[(DocId, Score)], records: DocId) -> Ceiling {
        Ceiling::of(Some(Listed(of.to_vec(), 0)), &|_| 1.0, records)
    }

    /// A third of what the words of odd records count.
    struct Odd;

    impl Share for Odd {
        fn share(&self, _: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
            Box::new(|doc| if doc % 2 == 1 { 1.0 / 3.0 } else { 1.0 })
        }
    }

    #[test]
    fn a_ceiling_is_no_less_than_any_score_and_hardly_more_than_the_greatest() {
        let all: Vec<_> = (0..300).map(|at| (at * 3, (at % 200) as Score)).collect();
        let known = ceiling(&all, 1_000);
        for (window, most) in (0..7).zip([42.0, 85.0, 127.0, 170.0, 199.0, 55.0, 98.0]) {
            let found = known.at(window).unwrap();
            assert!(found >= most && found <= (most + 199.0 / 255.0) * SLACK, "{window} {found}");
        }
        assert_eq!((known.at(7).is_some(), known.at(8)), (true, None));
        for (piece, most) in known.in_pieces(2).into_iter().zip([90.0, 95.0, 101.0, 106.0]) {
            assert!(piece >= most && piece <= (most + 199.0 / 255.0) * SLACK, "{piece} {most}");
        }
        let rare = ceiling(&[(300, 2.0)], 1_000);
        assert!(known.is_fine() && !rare.is_fine());
        assert_eq!((rare.in_pieces(2)[0], rare.in_pieces(3)), (rare.at(2).unwrap(), [0.0; PIECES]));
        assert_eq!(Ceiling::of(None::<Listed>, &|_| 1.0, 200).at(0), None);
        let nothing = ceiling(&[(5, 0.0)], 10);
        assert!(nothing.at(0).is_some());
        let share = Odd.share(SegmentId::generate_random());
        let odd = Ceiling::of(Some(Listed(vec![(1, 6.0), (2, 3.0)], 0)), &*share, 3);
        assert!(odd.at(0).is_some_and(|most| (3.0..3.001).contains(&most)));
    }

    #[test]
    fn a_ceiling_is_worked_out_once_a_segment() {
        let index = Index::create_in_ram(Schema::builder().build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
        for _ in 0..2 {
            writer.add_document(TantivyDocument::default()).unwrap();
            writer.commit().unwrap();
        }
        let searcher = index.reader().unwrap().searcher();
        let [first, second] = searcher.segment_readers() else { panic!("two segments") };
        let known = Ceilings::new(Arc::new(Odd));
        let empty = || Ok(None::<Listed>);
        let fails = || -> tantivy::Result<Option<Listed>> {
            Err(tantivy::TantivyError::InvalidArgument("asked again".to_owned()))
        };
        known.of(b"police", first, empty).unwrap();
        assert!(known.of(b"police", first, fails).is_ok());
        assert!(known.of(b"police", second, fails).is_err());
        assert!(known.of(b"crime", first, fails).is_err());
    }
}
