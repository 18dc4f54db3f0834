//! Two texts of one log, the words as they are written and their stems: places are sorted once, by the words, and those of a stem are what its
//! words have, put together.
//!
//! Most stems have one word, or nearly all of their places from one. To sort the log once more for them takes longer, and as much memory again.

use std::io;
use std::io::Write;

use tantivy::postings::FieldSerializer;

use super::TEXTS_AT_A_TIME;
use super::interner::Interner;
use super::invert::{
    Gathered, NO_RANK, PLACE_BYTES, Places, Tally, Terms, stems_in_order, write_term,
};
use super::plan::Plan;
use super::width::Width;

/// Whether some threads sort what is written next. Where there are more texts than threads, each thread has one to write in any case.
pub(super) fn sorts_ahead(plan: &Plan) -> bool {
    plan.texts.len() < rayon::current_num_threads()
}

/// The words of a log in their order, each with all of its places.
pub(super) struct Twins<'p> {
    words: Terms<'p>,
    /// Half as wide as they would be where nothing is known of records and positions: memory that is written for the first time is dear.
    places: Places<u32>,
    width: Width,
}

impl<'p> Twins<'p> {
    /// Sorts the places of the first log of a plan, if two texts are written of it and all its places have the room of both. `None` too
    /// where there are so many threads that each text is sooner written by itself.
    pub(super) fn sorted(
        (plan, gathered): (&Plan, &Gathered<'p>),
        tally: &Tally,
        most: usize,
    ) -> Option<Self> {
        let [first, second, ..] = plan.texts.as_slice() else { return None };
        let log = first.log;
        if second.log != log || sorts_ahead(plan) {
            return None;
        }
        let width = Width::of(gathered.records, tally.last)?;
        let room = (most * TEXTS_AT_A_TIME * PLACE_BYTES) as u64;
        if tally.sum() * size_of::<u32>() as u64 > room {
            return None;
        }
        let words: Vec<&Interner> = gathered.parts.iter().map(|part| &part.words).collect();
        let words = Terms::new(&words, tally.counts());
        let mut places = Places::default();
        places.make_room(&words, 0..words.texts.len());
        let mut ranks: Vec<&[u32]> = words.ranks.iter().map(Vec::as_slice).collect();
        gathered.words(log, &mut ranks, |ranks, doc, position, id| {
            places.put(ranks[id as usize], width.place(doc, position));
        });
        Some(Self { words, places, width })
    }

    /// Writes the words.
    pub(super) fn write_words<W: Write>(
        &self,
        mut serializer: FieldSerializer<'_, W>,
    ) -> io::Result<()> {
        let mut steps = Vec::new();
        for (word, places) in self.words.texts.iter().zip(self.places.by_term()) {
            write_term(&mut serializer, word, places, (|it| self.width.read(it), &mut steps))?;
        }
        serializer.close()
    }

    /// Writes the stems.
    pub(super) fn write_stems<W: Write>(
        &self,
        (gathered, tally): (&Gathered<'p>, &Tally),
        mut serializer: FieldSerializer<'_, W>,
    ) -> io::Result<()> {
        let stems = stems_in_order(gathered, tally);
        let mut words_of_stems: Vec<(u32, u32)> = Vec::new();
        for (stems, words) in stems.ranks.iter().zip(&self.words.ranks) {
            let both = stems.iter().copied().zip(words.iter().copied());
            words_of_stems.extend(both.filter(|(_, word)| *word != NO_RANK));
        }
        words_of_stems.sort_unstable();
        // Where several parts have the word.
        words_of_stems.dedup();
        let (mut steps, mut together) = (Vec::new(), Vec::new());
        for words in words_of_stems.chunk_by(|(a, _), (b, _)| a == b) {
            let places = match words {
                [(_, only)] => self.places.of(*only as usize),
                several => {
                    together.clear();
                    for (_, word) in several {
                        together.extend_from_slice(self.places.of(*word as usize));
                    }
                    // Stable, for it merges what is in order already.
                    together.sort();
                    &together
                }
            };
            let stem = stems.texts[words[0].0 as usize];
            write_term(&mut serializer, stem, places, (|it| self.width.read(it), &mut steps))?;
        }
        serializer.close()
    }
}
