//! The records that hold a word, with how often, as memory holds them: to look into a window of them takes no
//! decoding, and to ask of one record whether it holds the word no search.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

use super::super::ceilings::{PIECE, WINDOW};

/// One in so many records holds a word that is kept as a byte a record, at least: then bytes for each take no more room than a
/// list.
const DENSE: u32 = 16;

/// Stands for this often and more, which is looked up.
const OFTEN: u8 = u8::MAX;

/// Records that hold a word.
pub(super) struct Unpacked {
    form: Form,
    held: u32,
    /// The first of them.
    first: DocId,
    /// Records that hold it [`OFTEN`] or more, in their order.
    often: Box<[(DocId, u32)]>,
}

enum Form {
    /// The records one by one: fewer than there are windows.
    Listed(Box<[(DocId, u8)]>),
    /// Place within its window and how often, and where those of each window begin.
    Parted { starts: Box<[u32]>, held: Box<[(u8, u8)]> },
    /// How often, by record.
    Dense(Box<[u8]>),
}

impl Unpacked {
    /// Reads lists to their end, which together have so many records of so many places, and shows each to `see`; with each list the place
    /// of the first record of its segment.
    pub(super) fn read(
        lists: impl Iterator<Item = tantivy::Result<(DocId, BlockSegmentPostings)>>,
        (held, records): (u32, DocId),
        mut see: impl FnMut(DocId, u32),
    ) -> tantivy::Result<Self> {
        let mut filling = Filling::new(held, records);
        for list in lists {
            let (first, mut postings) = list?;
            while postings.block_len() > 0 {
                for (&doc, &times) in postings.docs().iter().zip(postings.freqs()) {
                    let doc = first + doc;
                    see(doc, times);
                    filling.add(doc, times);
                }
                postings.advance();
            }
        }
        Ok(filling.finish())
    }

    /// That of records in their order with how often, of so many places; each is shown to `see`.
    pub(super) fn of(
        held: &[(DocId, u32)],
        records: DocId,
        mut see: impl FnMut(DocId, u32),
    ) -> Self {
        let mut filling = Filling::new(held.len() as u32, records);
        for &(doc, times) in held {
            see(doc, times);
            filling.add(doc, times);
        }
        filling.finish()
    }

    /// Records that hold the word, removed ones among them.
    pub(super) fn held(&self) -> u32 {
        self.held
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        let form = match &self.form {
            Form::Listed(listed) => size_of_val(&**listed),
            Form::Parted { starts, held } => size_of_val(&**starts) + size_of_val(&**held),
            Form::Dense(dense) => dense.len(),
        };
        form + size_of_val(&*self.often)
    }

    /// Gives `each` the records with how often.
    pub(super) fn each(&self, mut each: impl FnMut(DocId, u32)) {
        let mut cursor = Cursor::new(self);
        while cursor.doc() != TERMINATED {
            each(cursor.doc(), cursor.times());
            cursor.go_on();
        }
    }

    /// How often `doc` holds the word; 0 if it does not.
    #[inline]
    pub(super) fn times_in(&self, doc: DocId) -> u32 {
        let times = match &self.form {
            Form::Dense(dense) => dense.get(doc as usize).copied().unwrap_or(0),
            Form::Parted { .. } => {
                let place = (doc % WINDOW) as u8;
                let found = self.in_window(doc / WINDOW).iter().find(|(it, _)| *it >= place);
                found.filter(|(it, _)| *it == place).map_or(0, |(_, times)| *times)
            }
            Form::Listed(listed) => {
                let found = listed.binary_search_by_key(&doc, |(doc, _)| *doc);
                found.map_or(0, |at| listed[at].1)
            }
        };
        self.times(doc, times)
    }

    /// The places of the records of a window, with how often, if they are listed so.
    #[inline]
    fn in_window(&self, window: DocId) -> &[(u8, u8)] {
        let Form::Parted { starts, held } = &self.form else { return &[] };
        let bounds = starts.get(window as usize).zip(starts.get(window as usize + 1));
        let held = bounds.and_then(|(start, end)| held.get(*start as usize..*end as usize));
        held.unwrap_or_default()
    }

    /// The pieces of a window in which records hold the word, a bit each, as far as that is soon known.
    pub(super) fn pieces(&self, window: DocId) -> u8 {
        let piece = |place: u32| 1 << (place / PIECE);
        match &self.form {
            Form::Dense(_) => u8::MAX,
            Form::Parted { .. } => {
                let held = self.in_window(window).iter();
                held.fold(0, |pieces, (place, _)| pieces | piece(u32::from(*place)))
            }
            Form::Listed(listed) => {
                let (from, past) = (window * WINDOW, (window + 1) * WINDOW);
                let first = listed.partition_point(|(doc, _)| *doc < from);
                let held = listed[first..].iter().take_while(|(doc, _)| *doc < past);
                held.fold(0, |pieces, (doc, _)| pieces | piece(doc % WINDOW))
            }
        }
    }

    fn times(&self, doc: DocId, times: u8) -> u32 {
        match times {
            OFTEN => {
                let found = self.often.binary_search_by_key(&doc, |(often, _)| *often);
                found.map_or(u32::from(OFTEN), |at| self.often[at].1)
            }
            few => u32::from(few),
        }
    }
}

/// Records on their way into memory.
struct Filling {
    form: Form,
    held: u32,
    records: DocId,
    first: Option<DocId>,
    listed: Vec<(DocId, u8)>,
    starts: Vec<u32>,
    places: Vec<(u8, u8)>,
    often: Vec<(DocId, u32)>,
}

impl Filling {
    /// For so many records of so many places.
    fn new(held: u32, records: DocId) -> Self {
        let windows = records.div_ceil(WINDOW);
        let form = match held {
            _ if held < windows => Form::Listed(Box::default()),
            _ if held.saturating_mul(DENSE) < records => {
                Form::Parted { starts: Box::default(), held: Box::default() }
            }
            _ => Form::Dense(vec![0; records as usize].into()),
        };
        let listed = Vec::with_capacity(if held < windows { held as usize } else { 0 });
        let (first, starts, places, often) = Default::default();
        Self { form, held, records, first, listed, starts, places, often }
    }

    #[inline]
    fn add(&mut self, doc: DocId, times: u32) {
        self.first.get_or_insert(doc);
        let few = u8::try_from(times).unwrap_or(OFTEN);
        if few == OFTEN {
            self.often.push((doc, times));
        }
        match &mut self.form {
            Form::Listed(_) => self.listed.push((doc, few)),
            Form::Parted { .. } => {
                self.starts.resize((doc / WINDOW) as usize + 1, self.places.len() as u32);
                self.places.push(((doc % WINDOW) as u8, few));
            }
            Form::Dense(dense) => {
                dense.get_mut(doc as usize).into_iter().for_each(|it| *it = few);
            }
        }
    }

    fn finish(self) -> Unpacked {
        let Self { mut form, held, records, first, listed, mut starts, places, often } = self;
        match &mut form {
            Form::Listed(of) => *of = listed.into(),
            Form::Parted { starts: of_windows, held } => {
                starts.resize(records.div_ceil(WINDOW) as usize + 1, places.len() as u32);
                (*of_windows, *held) = (starts.into(), places.into());
            }
            Form::Dense(_) => {}
        }
        Unpacked { form, held, first: first.unwrap_or(records), often: often.into() }
    }
}

/// Goes along the records.
pub(super) struct Cursor<'a> {
    of: &'a Unpacked,
    doc: DocId,
    times: u8,
    /// The place in the list.
    at: usize,
    /// Records from this one on are not looked into.
    past: DocId,
}

impl<'a> Cursor<'a> {
    /// At the first record.
    pub(super) fn new(of: &'a Unpacked) -> Self {
        let mut cursor = Self { of, doc: 0, times: 0, at: 0, past: TERMINATED };
        // What has no text may come first, and be much.
        cursor.within(of.first, TERMINATED);
        cursor
    }

    /// The present record.
    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// How often the present record holds the word.
    pub(super) fn times(&self) -> u32 {
        self.of.times(self.doc, self.times)
    }

    /// As `Within` has it; where `past` is not behind `from` it is the first record from there on.
    #[inline]
    pub(super) fn within(&mut self, from: DocId, past: DocId) -> DocId {
        self.past = if past > from { past } else { TERMINATED };
        match &self.of.form {
            Form::Dense(dense) => self.dense(dense, from),
            Form::Parted { starts, held } => self.parted(starts, held, from),
            Form::Listed(listed) => {
                self.at += ahead(listed.get(self.at..).unwrap_or_default(), from);
                self.set(listed.get(self.at).copied())
            }
        }
    }

    /// Goes on to the next record.
    #[inline]
    pub(super) fn go_on(&mut self) -> DocId {
        match &self.of.form {
            Form::Dense(dense) => self.dense(dense, self.doc.saturating_add(1)),
            Form::Parted { starts, held } => self.parted(starts, held, self.doc.saturating_add(1)),
            Form::Listed(listed) => {
                self.at += 1;
                self.set(listed.get(self.at).copied())
            }
        }
    }

    fn set(&mut self, found: Option<(DocId, u8)>) -> DocId {
        (self.doc, self.times) = found.unwrap_or((TERMINATED, 0));
        self.doc
    }

    #[inline]
    fn dense(&mut self, dense: &[u8], from: DocId) -> DocId {
        let end = (self.past as usize).min(dense.len());
        let first = from as usize;
        let rest = dense.get(first..end).unwrap_or_default();
        match rest.iter().position(|times| *times > 0) {
            Some(at) => self.set(Some(((first + at) as DocId, rest[at]))),
            None if end == dense.len() => self.set(None),
            None => self.set(Some((self.past, 0))),
        }
    }

    #[inline]
    fn parted(&mut self, starts: &[u32], held: &[(u8, u8)], from: DocId) -> DocId {
        let (mut window, mut place) = (from / WINDOW, (from % WINDOW) as u8);
        loop {
            let bounds = starts.get(window as usize).zip(starts.get(window as usize + 1));
            let Some((start, end)) = bounds else { return self.set(None) };
            let here = held.get(*start as usize..*end as usize).unwrap_or_default();
            if let Some((found, times)) = here.iter().find(|(found, _)| *found >= place) {
                return self.set(Some((window * WINDOW + DocId::from(*found), *times)));
            }
            (window, place) = (window + 1, 0);
            if window * WINDOW >= self.past {
                return self.set(Some((self.past, 0)));
            }
        }
    }
}

/// The place of the first from `from` on, which mostly is near: it is sought ever further ahead.
#[inline]
fn ahead(listed: &[(DocId, u8)], from: DocId) -> usize {
    let is_before = |(doc, _): &(DocId, u8)| *doc < from;
    let (mut at, mut step) = (0, 1);
    while listed.get(at + step - 1).is_some_and(is_before) {
        (at, step) = (at + step, 2 * step);
    }
    let end = (at + step).min(listed.len());
    at + listed.get(at..end).unwrap_or_default().partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{IndexRecordOption, Schema, TEXT};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    use super::*;

    /// Records of the segment: more than a window, and no whole number of them.
    const RECORDS: DocId = 1_000;

    /// The postings of a word that stands in these records so often.
    fn read(held: &[(DocId, u32)]) -> (Unpacked, Vec<(DocId, u32)>) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
        for doc in 0..RECORDS {
            let mut record = TantivyDocument::default();
            let times = held.iter().find(|(held, _)| *held == doc).map_or(0, |(_, times)| *times);
            record.add_text(field, "force ".repeat(times as usize) + "other");
            writer.add_document(record).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let inverted = searcher.segment_reader(0).inverted_index(field).unwrap();
        let word = Term::from_field_text(field, "force");
        let postings = inverted.read_block_postings(&word, IndexRecordOption::WithFreqs).unwrap();
        let mut seen = Vec::new();
        let see = |doc, times| seen.push((doc, times));
        let lists = [Ok((0, postings.unwrap()))].into_iter();
        let unpacked = Unpacked::read(lists, (held.len() as u32, RECORDS), see).unwrap();
        (unpacked, seen)
    }

    /// Every so many-th record, some of them with many.
    fn every(apart: usize) -> Vec<(DocId, u32)> {
        let times = |doc: DocId| match doc % 7 {
            3 => 255,
            5 => 300,
            few => few + 1,
        };
        (1..RECORDS).step_by(apart).map(|doc| (doc, times(doc))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Rare, frequent and common words are kept in another way each.
        #[test]
        fn what_is_unpacked_is_what_the_postings_say(
            apart in prop::sample::select(vec![1, 3, 20, 60, 400]),
            steps in prop::collection::vec((0..200_u32, 0..140_u32, 0..5_u32), 1..40),
        ) {
            let held = every(apart);
            let (unpacked, seen) = read(&held);
            prop_assert_eq!(&seen, &held);
            prop_assert_eq!(unpacked.held() as usize, held.len());
            prop_assert_eq!(matches!(unpacked.form, Form::Listed(_)), held.len() < 8);
            let mut given = Vec::new();
            unpacked.each(|doc, times| given.push((doc, times)));
            prop_assert_eq!(&given, &held);
            let next = |from: DocId| held.iter().copied().find(|(doc, _)| *doc >= from);
            let mut cursor = Cursor::new(&unpacked);
            prop_assert_eq!(Some((cursor.doc(), cursor.times())), next(0));
            let mut from = 0;
            for (on, reach, more) in steps {
                from = (from + on).min(RECORDS);
                let past = from + reach;
                let mut found = cursor.within(from, past);
                let mut expected = next(from);
                for _ in 0..more {
                    match expected {
                        Some((doc, times)) if reach == 0 || doc < past => {
                            prop_assert_eq!((found, cursor.times()), (doc, times));
                            from = doc + 1;
                            (found, expected) = (cursor.go_on(), next(from));
                        }
                        _ => {
                            prop_assert!(found >= past);
                            break;
                        }
                    }
                }
            }
            prop_assert_eq!(Cursor::new(&unpacked).within(RECORDS, 0), TERMINATED);
            for doc in 0..RECORDS {
                let times = held.iter().find(|(held, _)| *held == doc).map_or(0, |(_, times)| *times);
                prop_assert_eq!(unpacked.times_in(doc), times);
                let is_told = unpacked.pieces(doc / WINDOW) >> (doc % WINDOW / PIECE) & 1 == 1;
                prop_assert!(is_told || times == 0);
            }
            let none = (0..8).filter(|window| unpacked.pieces(*window) == 0).count();
            prop_assert!(apart < 400 || none > 0);
        }
    }
}
