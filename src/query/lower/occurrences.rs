//! Where something stands in one field of a segment, in any of the ways to write it: a word by its postings, a phrase or
//! compound by the places where its words follow each other.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::closeness::Run;
use super::looked_up::Known;

/// Words in the order of a phrase, all of one field.
pub(super) type Sequence = Vec<Term>;

/// The records of a segment that hold one of several sequences, and where.
pub(super) enum Occurrences {
    /// One word, of which only the frequency is wanted.
    Word(Box<SegmentPostings>),
    /// One word, of whose positions those of some records are wanted.
    Placed(Placed),
    /// Several ways to write, or one of several words: positions are wanted.
    Ways(Vec<Way>),
}

/// A word whose positions are read where they are asked for.
pub(super) struct Placed {
    postings: Box<SegmentPostings>,
    positions: Vec<u32>,
}

impl Occurrences {
    /// `None` if no record of the segment can hold any of `ways`; `runs` tells whether [`Self::runs`] will be asked.
    pub(super) fn open(
        ways: &[Vec<Known>],
        reader: &SegmentReader,
        runs: bool,
    ) -> tantivy::Result<Option<Self>> {
        if let ([way], false) = (ways, runs)
            && let [word] = way.as_slice()
        {
            return Self::word(word, reader);
        }
        let is_there = |way: &&Vec<Known>| way.iter().all(|word| word.is_in(reader));
        let there: Vec<&Vec<Known>> = ways.iter().filter(is_there).collect();
        if let [way] = there.as_slice()
            && let [word] = way.as_slice()
        {
            if !runs {
                return Self::word(word, reader);
            }
            let postings = word.postings(reader, IndexRecordOption::WithFreqsAndPositions)?;
            let placed = |found| Placed { postings: Box::new(found), positions: Vec::new() };
            return Ok(postings.map(|found| Self::Placed(placed(found))));
        }
        let mut opened = Vec::with_capacity(there.len());
        for way in there {
            opened.extend(Way::open(way, &[], reader)?);
        }
        Ok((!opened.is_empty()).then_some(Self::Ways(opened)))
    }

    /// The same where `pairs` may have the terms of the words of each way two by two: of two words that is all there is to know, of
    /// more it says where to look.
    pub(super) fn counted(
        ways: &[Vec<Known>],
        pairs: &[Vec<Option<Known>>],
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let ([way], [pairs]) = (ways, pairs) else { return Self::open(ways, reader, false) };
        if let ([_, _], [Some(pair)]) = (way.as_slice(), pairs.as_slice()) {
            return Self::word(pair, reader);
        }
        if pairs.iter().all(Option::is_none) {
            return Self::open(ways, reader, false);
        }
        let pairs: Vec<&Known> = pairs.iter().flatten().collect();
        Ok(Way::open(way, &pairs, reader)?.map(|way| Self::Ways(vec![way])))
    }

    fn word(word: &Known, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let postings = word.postings(reader, IndexRecordOption::WithFreqs)?;
        Ok(postings.map(|found| Self::Word(Box::new(found))))
    }

    /// How often the present record holds it; one written in two ways at one place is one.
    pub(super) fn frequency(&mut self) -> u32 {
        match self {
            Self::Word(postings) => postings.term_freq(),
            Self::Placed(word) => word.postings.term_freq(),
            Self::Ways(ways) => match ways.as_slice() {
                [way] => way.starts.len() as u32,
                _ => distinct_starts(ways),
            },
        }
    }

    /// How often `doc` holds it; records are asked in rising order.
    pub(super) fn frequency_in(&mut self, doc: DocId) -> u32 {
        if self.doc() < doc {
            self.seek(doc);
        }
        if self.doc() == doc { self.frequency() } else { 0 }
    }

    /// Goes on to the first record from `from` on that holds it, if that comes before `past`; else to any from there on, which
    /// is not looked into. Only so may it be asked from then on, or in records before `past`.
    pub(super) fn within(&mut self, from: DocId, past: DocId) -> DocId {
        match self {
            Self::Ways(ways) => ways.iter_mut().for_each(|way| way.within(from, past)),
            _ if self.doc() < from => return self.seek(from),
            _ => {}
        }
        self.doc()
    }

    /// Whether it is one word, which stands at each place once.
    pub(super) fn is_word(&self) -> bool {
        !matches!(self, Self::Ways(_))
    }

    /// The places in the present record: first position and the one past the last, sorted.
    pub(super) fn runs(&mut self, found: &mut Vec<Run>) {
        found.clear();
        if let Self::Placed(Placed { postings, positions }) = self {
            positions.clear();
            postings.positions(positions);
            found.extend(positions.iter().map(|&start| (start, start + 1)));
            return;
        }
        let doc = self.doc();
        let Self::Ways(ways) = self else { return };
        for way in ways.iter().filter(|way| way.doc == doc) {
            found.extend(way.starts.iter().map(|&start| (start, start + way.length())));
        }
        found.sort_unstable();
        found.dedup();
    }
}

fn distinct_starts(ways: &[Way]) -> u32 {
    let Some(doc) = ways.iter().map(|way| way.doc).min() else { return 0 };
    let mut starts: Vec<u32> =
        ways.iter().filter(|way| way.doc == doc).flat_map(|way| &way.starts).copied().collect();
    starts.sort_unstable();
    starts.dedup();
    starts.len() as u32
}

impl DocSet for Occurrences {
    fn advance(&mut self) -> DocId {
        match self {
            Self::Word(postings) => postings.advance(),
            Self::Placed(word) => word.postings.advance(),
            Self::Ways(ways) => {
                let Some(doc) = ways.iter().map(|way| way.doc).min() else { return TERMINATED };
                for way in ways.iter_mut().filter(|way| way.doc == doc && doc != TERMINATED) {
                    way.seek(doc + 1);
                }
                self.doc()
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(postings) => postings.seek(target),
            Self::Placed(word) => word.postings.seek(target),
            Self::Ways(ways) => {
                for way in ways.iter_mut().filter(|way| way.doc < target) {
                    way.seek(target);
                }
                self.doc()
            }
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Self::Word(postings) => postings.doc(),
            Self::Placed(word) => word.postings.doc(),
            Self::Ways(ways) => ways.iter().map(|way| way.doc).min().unwrap_or(TERMINATED),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Self::Word(postings) => postings.size_hint(),
            Self::Placed(word) => word.postings.size_hint(),
            Self::Ways(ways) => ways.iter().map(Way::size_hint).fold(0, u32::saturating_add),
        }
    }
}

/// One way to write: words at consecutive positions.
pub(super) struct Way {
    /// Each word with its place in the sequence, and pairs of them, which have none; the rarest first, which decides where to look.
    words: Vec<(Option<u32>, SegmentPostings)>,
    length: u32,
    doc: DocId,
    /// Records from this one on are not looked into.
    past: DocId,
    /// Whether the present record was looked into.
    settled: bool,
    /// Where the sequence begins in the present record, sorted.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Way {
    /// `None` if the segment lacks one of the words, or of the pairs.
    fn open(
        words: &[Known],
        pairs: &[&Known],
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let mut opened = Vec::with_capacity(words.len() + pairs.len());
        for (place, word) in (0..).zip(words) {
            match word.postings(reader, IndexRecordOption::WithFreqsAndPositions)? {
                Some(postings) => opened.push((Some(place), postings)),
                None => return Ok(None),
            }
        }
        for pair in pairs {
            match pair.postings(reader, IndexRecordOption::Basic)? {
                Some(postings) => opened.push((None, postings)),
                None => return Ok(None),
            }
        }
        opened.sort_by_key(|(place, postings)| (postings.size_hint(), *place));
        let (starts, positions) = (Vec::new(), Vec::new());
        let (doc, past, settled) = (TERMINATED, TERMINATED, true);
        let length = words.len() as u32;
        let mut way = Self { words: opened, length, doc, past, settled, starts, positions };
        let first = way.words.first().map_or(TERMINATED, |(_, postings)| postings.doc());
        way.settle(first);
        Ok(Some(way))
    }

    fn length(&self) -> u32 {
        self.length
    }

    fn size_hint(&self) -> u32 {
        self.words.first().map_or(0, |(_, postings)| postings.size_hint())
    }

    fn seek(&mut self, target: DocId) {
        let Some((_, first)) = self.words.first_mut() else { return };
        let candidate = if first.doc() < target { first.seek(target) } else { first.doc() };
        self.settle(candidate);
    }

    fn within(&mut self, from: DocId, past: DocId) {
        self.past = past;
        if self.doc < from || !self.settled {
            let Some((_, first)) = self.words.first_mut() else { return };
            let candidate = if first.doc() < from { first.seek(from) } else { first.doc() };
            self.settle(candidate);
        }
    }

    /// Goes to the first record from `candidate` on, where the first of the words stands, that holds the sequence.
    fn settle(&mut self, mut candidate: DocId) {
        self.settled = true;
        while candidate != TERMINATED {
            if candidate >= self.past {
                self.settled = false;
                break;
            }
            let next = self.align(candidate);
            if next == candidate {
                self.find_starts();
                if !self.starts.is_empty() {
                    break;
                }
            }
            let Some((_, first)) = self.words.first_mut() else { break };
            candidate = match next {
                TERMINATED => TERMINATED,
                _ if next == candidate => first.advance(),
                _ => first.seek(next),
            };
        }
        self.doc = candidate;
    }

    /// Brings the other words to `candidate`: gives it back, or the later record at which the first miss stands.
    fn align(&mut self, candidate: DocId) -> DocId {
        for (_, postings) in self.words.iter_mut().skip(1) {
            let doc =
                if postings.doc() < candidate { postings.seek(candidate) } else { postings.doc() };
            if doc != candidate {
                return doc;
            }
        }
        candidate
    }

    fn find_starts(&mut self) {
        let Self { words, starts, positions, .. } = self;
        starts.clear();
        let mut is_first = true;
        for (place, postings) in words.iter_mut().filter_map(|(place, it)| Some(((*place)?, it))) {
            if is_first {
                postings.positions(starts);
                begin(starts, place);
                is_first = false;
                continue;
            }
            postings.positions(positions);
            begin(positions, place);
            keep_common(starts, positions);
            if starts.is_empty() {
                return;
            }
        }
    }
}

/// From the positions of the word at `place` of a sequence to where the sequence would begin.
pub(super) fn begin(positions: &mut Vec<u32>, place: u32) {
    if place > 0 {
        positions.retain(|&position| position >= place);
        positions.iter_mut().for_each(|position| *position -= place);
    }
}

/// Keeps of `kept` what `other` holds too; both are sorted.
pub(super) fn keep_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut at = 0;
    kept.retain(|&start| {
        while other.get(at).is_some_and(|&found| found < start) {
            at += 1;
        }
        other.get(at) == Some(&start)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_begins_where_all_its_words_follow() {
        let mut starts = vec![1, 4, 9];
        let mut second = vec![0, 2, 5, 11];
        begin(&mut second, 1);
        assert_eq!(second, [1, 4, 10]);
        keep_common(&mut starts, &second);
        assert_eq!(starts, [1, 4]);
    }
}
