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

/// Frequent words by number: their place in the list, which is sorted. All others have the number behind the last, so that pairs with them are
/// counted and put like any, without a question that is answered now so and now so: nobody reads them.
struct Numbers<'w> {
    words: &'w [String],
    /// For each part the number of each of its words.
    by_part: Vec<Vec<u16>>,
}

impl<'w> Numbers<'w> {
    fn new(gathered: &Gathered<'_>, words: &'w [String]) -> Self {
        let place = |text: &[u8]| {
            let found = words.binary_search_by(|word| word.as_bytes().cmp(text));
            found.unwrap_or(words.len()) as u16
        };
        let of_part = |part: &super::part::Part| {
            (0..part.words.len() as u32).map(|id| place(part.words.text(id))).collect()
        };
        Self { words, by_part: gathered.parts.iter().map(of_part).collect() }
    }

    /// How many numbers there are.
    fn count(&self) -> usize {
        self.words.len() + 1
    }

    /// True for a pair of frequent words.
    fn is_of_two(&self, pair: usize) -> bool {
        pair / self.count() < self.words.len() && pair % self.count() < self.words.len()
    }

    /// Gives `each` the record and the number of every pair of a log, as often as it stands there: of whatever stands at a place
    /// with whatever stands at the next.
    fn each(&self, gathered: &Gathered<'_>, log: usize, mut each: impl FnMut(DocId, usize)) {
        let mut numbers: Vec<&[u16]> = self.by_part.iter().map(Vec::as_slice).collect();
        let rare = self.words.len() as u16;
        // Nearly always one word stands at a place.
        let (mut before, mut here) = (rare, rare);
        let (mut before_too, mut here_too): (Vec<u16>, Vec<u16>) = (Vec::new(), Vec::new());
        let mut at = u64::MAX;
        gathered.words(log, &mut numbers, |numbers, doc, position, id| {
            let number = numbers[id as usize];
            let place = u64::from(doc) << 32 | u64::from(position);
            let is_same = place == at;
            if is_same {
                here_too.push(number);
            } else {
                let follows = place == at.wrapping_add(1);
                before = if follows { here } else { rare };
                here = number;
                if !here_too.is_empty() || !before_too.is_empty() {
                    std::mem::swap(&mut before_too, &mut here_too);
                    here_too.clear();
                    if !follows {
                        before_too.clear();
                    }
                }
                at = place;
            }
            let pair = |first: u16| usize::from(first) * self.count() + usize::from(number);
            each(doc, pair(before));
            before_too.iter().for_each(|first| each(doc, pair(*first)));
        });
    }

    fn text(&self, pair: usize, text: &mut String) {
        text.clear();
        text.push_str(&self.words[pair / self.count()]);
        text.push(BETWEEN);
        text.push_str(&self.words[pair % self.count()]);
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
    let mut counts = vec![0_u32; numbers.count() * numbers.count()];
    numbers.each(gathered, log, |_, pair| counts[pair] += 1);
    (0..counts.len()).filter(|pair| !numbers.is_of_two(*pair)).for_each(|pair| counts[pair] = 0);
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let mut serializer = open(all + u64::from(gathered.records))?;
    write_term(&mut serializer, MARK, 0..gathered.records)?;
    let mut text = String::new();
    let mut from = 0;
    while from < counts.len() {
        let mut sum = 0;
        let fits = counts[from..].iter().take_while(|count| {
            sum += **count as usize;
            sum <= most
        });
        let window = from..from + fits.count().max(1);
        let room: usize = counts[window.clone()].iter().map(|count| *count as usize).sum();
        // The place behind the last is for all pairs that are not of this window.
        let mut next = vec![room; counts.len()];
        let mut places: Vec<DocId> = vec![0; room + 1];
        let mut start = 0;
        for pair in window.clone().filter(|pair| counts[*pair] > 0) {
            next[pair] = start;
            start += counts[pair] as usize;
        }
        numbers.each(gathered, log, |doc, pair| {
            let next = &mut next[pair];
            places[*next] = doc;
            *next += usize::from(*next < room);
        });
        let mut start = 0;
        for pair in window.clone().filter(|pair| counts[*pair] > 0) {
            let end = start + counts[pair] as usize;
            numbers.text(pair, &mut text);
            write_term(&mut serializer, &text, places[start..end].iter().copied())?;
            start = end;
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
    numbers.each(gathered, log, |doc, pair| {
        if numbers.is_of_two(pair) {
            places.push((pair, doc));
        }
    });
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
