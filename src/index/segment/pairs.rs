//! Writing the pairs of frequent words: a log of words is read once to count them and once for as many as there is room for.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::super::pairs::{BETWEEN, MARK, frequent};
use super::invert::{Gathered, Tally};

/// Records of a segment whose pairs are sorted one by one, at most: of fewer it would be more to count every pair that there may be.
const FEW_RECORDS: u32 = 1 << 13;

/// Places there must be room for, that all pairs are put there at once.
const FEWEST_PLACES: usize = 1 << 16;

/// No frequent word.
const RARE: u16 = u16::MAX;

/// The frequent words of what was gathered, where `tally` has counted it.
pub(super) fn chosen(gathered: &Gathered<'_>, tally: &Tally) -> Vec<String> {
    let mut counts: BTreeMap<&[u8], u64> = BTreeMap::new();
    for (part, of_part) in gathered.parts.iter().zip(tally.counts()) {
        for (id, count) in (0..).zip(of_part).filter(|(_, count)| **count > 0) {
            *counts.entry(part.words.text(id)).or_insert(0) += u64::from(*count);
        }
    }
    frequent(counts, gathered.records)
}

/// Frequent words by number: their place in the list, which is sorted.
struct Numbers<'w> {
    words: &'w [String],
    /// For each part the number of each of its words.
    by_part: Vec<Vec<u16>>,
}

impl<'w> Numbers<'w> {
    fn new(gathered: &Gathered<'_>, words: &'w [String]) -> Self {
        let place = |text: &[u8]| {
            let found = words.binary_search_by(|word| word.as_bytes().cmp(text));
            found.map_or(RARE, |at| at as u16)
        };
        let of_part = |part: &super::part::Part| {
            (0..part.words.len() as u32).map(|id| place(part.words.text(id))).collect()
        };
        Self { words, by_part: gathered.parts.iter().map(of_part).collect() }
    }

    /// Gives `each` the record and the number of every pair of a log, as often as it stands there: of whatever stands at a place
    /// with whatever stands at the next.
    fn each(&self, gathered: &Gathered<'_>, log: usize, mut each: impl FnMut(DocId, usize)) {
        let mut numbers: Vec<&[u16]> = self.by_part.iter().map(Vec::as_slice).collect();
        let (mut before, mut here): (Vec<u16>, Vec<u16>) = (Vec::new(), Vec::new());
        let mut at = None;
        gathered.words(log, &mut numbers, |numbers, doc, position, id| {
            if at != Some((doc, position)) {
                let follows = position > 0 && at == Some((doc, position - 1));
                std::mem::swap(&mut before, &mut here);
                here.clear();
                if !follows {
                    before.clear();
                }
                at = Some((doc, position));
            }
            let number = numbers[id as usize];
            if number != RARE {
                let pair = |first: &u16| usize::from(*first) * self.words.len();
                before.iter().for_each(|first| each(doc, pair(first) + usize::from(number)));
                here.push(number);
            }
        });
    }

    fn text(&self, pair: usize, text: &mut String) {
        text.clear();
        text.push_str(&self.words[pair / self.words.len()]);
        text.push(BETWEEN);
        text.push_str(&self.words[pair % self.words.len()]);
    }
}

/// Writes the pairs of `words` in a log, `most` places at a time, and a mark for every record.
pub(super) fn write_pairs<'s, W: Write + 's>(
    gathered: &Gathered<'_>,
    (log, words): (usize, &[String]),
    most: usize,
    open: impl FnOnce(u64) -> io::Result<FieldSerializer<'s, W>>,
) -> io::Result<()> {
    let numbers = Numbers::new(gathered, words);
    if gathered.records <= FEW_RECORDS && most >= FEWEST_PLACES {
        return write_few(gathered, (log, &numbers), open);
    }
    let mut counts = vec![0_u32; words.len() * words.len()];
    numbers.each(gathered, log, |_, pair| counts[pair] += 1);
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let mut serializer = open(all + u64::from(gathered.records))?;
    write_term(&mut serializer, MARK, 0..gathered.records)?;
    let (mut text, mut places) = (String::new(), Vec::new());
    let mut from = 0;
    while from < counts.len() {
        let mut sum = 0;
        let fits = counts[from..].iter().take_while(|count| {
            sum += **count as usize;
            sum <= most
        });
        let window = from..from + fits.count().max(1);
        let mut next = Vec::with_capacity(window.len());
        let mut room = 0;
        for count in &counts[window.clone()] {
            next.push(room);
            room += *count as usize;
        }
        places.clear();
        places.resize(room, 0);
        numbers.each(gathered, log, |doc, pair| {
            if let Some(next) = next.get_mut(pair.wrapping_sub(window.start)) {
                places[*next] = doc;
                *next += 1;
            }
        });
        let mut start = 0;
        for (pair, end) in window.clone().zip(&next) {
            if start < *end {
                numbers.text(pair, &mut text);
                write_term(&mut serializer, &text, places[start..*end].iter().copied())?;
            }
            start = *end;
        }
        from = window.end;
    }
    serializer.close()
}

/// The same of few records.
fn write_few<'s, W: Write + 's>(
    gathered: &Gathered<'_>,
    (log, numbers): (usize, &Numbers<'_>),
    open: impl FnOnce(u64) -> io::Result<FieldSerializer<'s, W>>,
) -> io::Result<()> {
    let mut places: Vec<(usize, DocId)> = Vec::new();
    numbers.each(gathered, log, |doc, pair| places.push((pair, doc)));
    places.sort_unstable();
    let mut serializer = open(places.len() as u64 + u64::from(gathered.records))?;
    write_term(&mut serializer, MARK, 0..gathered.records)?;
    let mut text = String::new();
    for of_pair in places.chunk_by(|a, b| a.0 == b.0) {
        numbers.text(of_pair[0].0, &mut text);
        write_term(&mut serializer, &text, of_pair.iter().map(|(_, doc)| *doc))?;
    }
    serializer.close()
}

/// Writes a term with its records, each as often as it comes.
fn write_term<W: Write>(
    serializer: &mut FieldSerializer<'_, W>,
    term: &str,
    places: impl Iterator<Item = DocId> + Clone,
) -> io::Result<()> {
    let mut docs = 0;
    each_record(places.clone(), |_, _| docs += 1);
    serializer.new_term(term.as_bytes(), docs, true)?;
    each_record(places, |doc, times| serializer.write_doc(doc, times, &[]));
    serializer.close_term()
}

fn each_record(places: impl Iterator<Item = DocId>, mut each: impl FnMut(DocId, u32)) {
    let mut last: Option<(DocId, u32)> = None;
    for doc in places {
        match &mut last {
            Some((same, times)) if *same == doc => *times += 1,
            _ => {
                if let Some((doc, times)) = last.replace((doc, 1)) {
                    each(doc, times);
                }
            }
        }
    }
    if let Some((doc, times)) = last {
        each(doc, times);
    }
}
