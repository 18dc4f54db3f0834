//! What records say in one field, in the order in which they came: two bytes a word.
//!
//! A forward index: to write a word down as it comes is one store at the end of an array, where an inverted index has to go to
//! the word's own list. The lists are made when a segment is written (`invert.rs`).

use std::ops::Range;

use tantivy::DocId;

/// The record ends, or has no value.
const END: u16 = 0;
/// A further value of the same record follows.
const MORE: u16 = 1;
/// A number follows in two codes.
const WIDE: u16 = 2;
/// The next word stands where the last one does.
const SAME: u16 = 3;
/// In two codes follows how many positions the next word stands behind the last one.
const STEP: u16 = 4;
/// The number 0.
const FIRST: u16 = 5;

/// Codes of a chunk, at least; it ends with a record. So much is never copied because the log grows.
const CHUNK: usize = 1 << 16;

/// What records say in one field.
#[derive(Default)]
pub(super) struct Log {
    /// Chunks that are full, and how many codes they have.
    full: Vec<Vec<u16>>,
    codes_of_full: usize,
    codes: Vec<u16>,
}

/// Where a code stands: the number of its chunk, and its place there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    chunk: usize,
    at: usize,
}

impl Log {
    /// A word of the record on its way, so many positions behind the last one; the first of a record stands at `step - 1`.
    pub(super) fn word(&mut self, id: u32, step: u32) {
        match step {
            1 => {}
            0 => self.codes.push(SAME),
            _ => {
                self.codes.push(STEP);
                self.wide(step);
            }
        }
        self.number(id);
    }

    /// Ends the record on its way, of words.
    pub(super) fn end(&mut self) {
        self.codes.push(END);
        self.end_chunk();
    }

    /// Where the next code comes.
    pub(super) fn place(&self) -> Place {
        Place { chunk: self.full.len(), at: self.codes.len() }
    }

    /// The words of a value once more, as the codes from one [`place`](Self::place) to another say them: of a first value of a record,
    /// whose codes tell steps alone.
    pub(super) fn repeat(&mut self, codes: Range<Place>) {
        let (chunk, codes) = (codes.start.chunk, codes.start.at..codes.end.at);
        match self.full.get(chunk) {
            Some(full) => self.codes.extend_from_slice(full.get(codes).unwrap_or_default()),
            None => self.codes.extend_from_within(codes),
        }
    }

    /// A value of the record on its way, whose first it is or not.
    pub(super) fn value(&mut self, id: u32, is_first: bool) {
        if !is_first {
            self.codes.push(MORE);
        }
        self.number(id);
    }

    /// Ends the record on its way, of so many values.
    pub(super) fn end_values(&mut self, count: usize) {
        if count == 0 {
            self.codes.push(END);
        }
        self.end_chunk();
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        (self.codes_of_full + self.codes.len()) * size_of::<u16>()
    }

    /// Reads it from the beginning.
    pub(super) fn reader(&self) -> Reader<'_> {
        let mut chunks = self.full.iter();
        let first = chunks.next();
        let last = if first.is_some() { self.codes.as_slice() } else { &[] };
        Reader { codes: first.unwrap_or(&self.codes).iter(), chunks, last }
    }

    /// Begins a chunk if this one is full; between two records.
    fn end_chunk(&mut self) {
        if self.codes.len() >= CHUNK {
            // Room for a record behind the last code at which a chunk is not full.
            let next = Vec::with_capacity(CHUNK + CHUNK / 8);
            self.codes_of_full += self.codes.len();
            self.full.push(std::mem::replace(&mut self.codes, next));
        }
    }

    fn number(&mut self, id: u32) {
        match u16::try_from(id).ok().and_then(|id| id.checked_add(FIRST)) {
            Some(code) => self.codes.push(code),
            None => {
                self.codes.push(WIDE);
                self.wide(id);
            }
        }
    }

    fn wide(&mut self, number: u32) {
        self.codes.extend([(number >> 16) as u16, number as u16]);
    }
}

/// Reads a log record by record.
pub(super) struct Reader<'l> {
    codes: std::slice::Iter<'l, u16>,
    /// The chunks that follow, and the last one.
    chunks: std::slice::Iter<'l, Vec<u16>>,
    last: &'l [u16],
}

impl Reader<'_> {
    /// Gives the words of the next records, which are `docs` of the segment, to `each`: record, position, number.
    pub(super) fn words(&mut self, docs: Range<DocId>, mut each: impl FnMut(DocId, u32, u32)) {
        for doc in docs {
            self.begin_record();
            // One before the first.
            let (mut position, mut step) = (u32::MAX, 1);
            while let Some(&code) = self.codes.next() {
                let id = match code {
                    END => break,
                    SAME => {
                        step = 0;
                        continue;
                    }
                    STEP => {
                        step = self.wide();
                        continue;
                    }
                    WIDE => self.wide(),
                    _ => u32::from(code.wrapping_sub(FIRST)),
                };
                position = position.wrapping_add(step);
                step = 1;
                each(doc, position, id);
            }
        }
    }

    /// Gives the values of the next records to `each`: record, number.
    pub(super) fn values(&mut self, docs: Range<DocId>, mut each: impl FnMut(DocId, u32)) {
        for doc in docs {
            self.begin_record();
            loop {
                let id = match self.codes.next() {
                    None | Some(&END) => break,
                    Some(&WIDE) => self.wide(),
                    Some(code) => u32::from(code.wrapping_sub(FIRST)),
                };
                each(doc, id);
                if self.codes.as_slice().first() != Some(&MORE) {
                    break;
                }
                self.codes.next();
            }
        }
    }

    /// Goes to the next chunk at the end of one: no record goes over it.
    fn begin_record(&mut self) {
        if self.codes.as_slice().is_empty() {
            let next = self.chunks.next().map(Vec::as_slice);
            self.codes = next.unwrap_or_else(|| std::mem::take(&mut self.last)).iter();
        }
    }

    fn wide(&mut self) -> u32 {
        let mut code = || self.codes.next().map_or(0, |code| u32::from(*code));
        code() << 16 | code()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{CHUNK, Log, Place};

    #[test]
    fn words_are_read_as_they_were_written() {
        let records: [&[(u32, u32)]; 4] = [
            &[(0, 0), (1, 7), (1, 65_530), (2, 65_531), (102, 3), (103, u32::MAX - 1)],
            &[],
            &[(5, 0)],
            &[(0, 9), (0, 9), (70_000, 1)],
        ];
        let mut log = Log::default();
        for record in records {
            let mut last = u32::MAX;
            for (position, id) in record {
                log.word(*id, position.wrapping_sub(last));
                last = *position;
            }
            log.end();
        }
        let mut reader = log.reader();
        for docs in [0..1, 1..3, 3..4] {
            let mut found = Vec::new();
            reader.words(docs.clone(), |doc, position, id| found.push((doc, position, id)));
            let expected: Vec<(u32, u32, u32)> = docs
                .flat_map(|doc| records[doc as usize].iter().map(move |(at, id)| (doc, *at, *id)))
                .collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_value_that_is_repeated_is_read_as_the_first_time() {
        let mut log = Log::default();
        let words = |log: &mut Log| {
            log.word(70_000, 1);
            log.word(3, 0);
            log.word(4, 9);
        };
        let from = log.place();
        words(&mut log);
        let codes = from..log.place();
        log.end();
        log.word(8, 2);
        log.end();
        log.repeat(codes);
        log.end();
        let mut found = Vec::new();
        log.reader().words(0..3, |doc, at, id| found.push((doc, at, id)));
        let once = [(0, 70_000), (0, 3), (9, 4)];
        let expected = |doc| once.map(|(at, id)| (doc, at, id)).into_iter();
        let all: Vec<(u32, u32, u32)> = expected(0).chain([(1, 1, 8)]).chain(expected(2)).collect();
        assert_eq!(found, all);
    }

    /// Where a chunk ends within no record, and what is repeated stands in one that is full or not.
    #[test]
    fn a_log_of_many_chunks_is_read_as_it_was_written() {
        let (mut words, mut values) = (Log::default(), Log::default());
        let mut places: Vec<Range<Place>> = Vec::new();
        let records = 3 * CHUNK as u32;
        for record in 0..records {
            let from = words.place();
            match record % 1_000 {
                0 => {}
                999 => words.repeat(places[record as usize / 2].clone()),
                _ => {
                    words.word(record, 1);
                    words.word(7, 0);
                }
            }
            places.push(from..words.place());
            words.end();
            (0..record % 3).for_each(|nth| values.value(record + nth, nth == 0));
            values.end_values(record as usize % 3);
        }
        assert!(words.full.len() > 3 && values.full.len() > 3);
        let (mut of_words, mut of_values) = (words.reader(), values.reader());
        let mut found = Vec::new();
        for record in 0..records {
            found.clear();
            of_words.words(record..record + 1, |_, at, id| found.push((at, id)));
            let mut of = record;
            while of % 1_000 == 999 {
                of /= 2;
            }
            let expected = [(0, of), (0, 7)];
            assert_eq!(found, expected[..if of % 1_000 == 0 { 0 } else { 2 }], "{record}");
            found.clear();
            of_values.values(record..record + 1, |_, id| found.push((0, id)));
            let expected: Vec<(u32, u32)> = (0..record % 3).map(|nth| (0, record + nth)).collect();
            assert_eq!(found, expected, "{record}");
        }
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        let mut log = Log::default();
        log.value(3, true);
        log.value(65_531, false);
        log.value(65_530, false);
        log.end_values(2);
        log.end_values(0);
        log.value(0, true);
        let mut found = Vec::new();
        log.reader().values(10..13, |doc, id| found.push((doc, id)));
        assert_eq!(found, [(10, 3), (10, 65_531), (10, 65_530), (12, 0)]);
    }
}
