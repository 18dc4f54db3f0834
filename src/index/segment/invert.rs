//! From logs, which say the words of each record, to terms, which say the records of each word.
//!
//! The terms of a field are put in order; then the log is read once for as many neighbouring terms as there is room for, and each
//! word goes to the place that counting has set aside for it: a counting sort, with nothing to compare and nothing to link.

use std::io;
use std::io::Write;
use std::ops::Range;

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::FieldSerializer;

use super::interner::Interner;
use super::part::{Part, Run};
use super::width::Width;

/// Bytes of memory for one place of one word in a record.
pub(super) const PLACE_BYTES: usize = size_of::<u64>();

/// No term of this field.
pub(super) const NO_RANK: u32 = u32::MAX;

/// The records of a segment: what threads have gathered, and in which order their runs lie.
pub(super) struct Gathered<'p> {
    pub(super) parts: &'p [Part],
    /// By the first record; the number of the part, and the run.
    pub(super) runs: Vec<(usize, Run)>,
    pub(super) records: u32,
}

impl<'p> Gathered<'p> {
    pub(super) fn new(parts: &'p [Part]) -> Self {
        let of_part =
            |(number, part): (usize, &'p Part)| part.runs.iter().map(move |run| (number, *run));
        let mut runs: Vec<(usize, Run)> = parts.iter().enumerate().flat_map(of_part).collect();
        runs.sort_unstable_by_key(|(_, run)| run.first);
        let records = runs.iter().map(|(_, run)| run.records).sum();
        Self { parts, runs, records }
    }

    /// Gives the words of a log to `each`, with what `of_parts` has for the part they are of: record, position, number.
    pub(super) fn words<T>(
        &self,
        log: usize,
        of_parts: &mut [T],
        mut each: impl FnMut(&mut T, DocId, u32, u32),
    ) {
        let mut readers: Vec<_> =
            self.parts.iter().map(|part| part.texts[log].log.reader()).collect();
        for (part, run) in &self.runs {
            let of_part = &mut of_parts[*part];
            readers[*part].words(run.docs(), |doc, at, id| each(of_part, doc, at, id));
        }
    }

    /// Gives the values of a log to `each`: part, record, number.
    pub(super) fn values(&self, log: usize, mut each: impl FnMut(usize, DocId, u32)) {
        let mut readers: Vec<_> =
            self.parts.iter().map(|part| part.values[log].log.reader()).collect();
        for (part, run) in &self.runs {
            readers[*part].values(run.docs(), |doc, id| each(*part, doc, id));
        }
    }

    /// Gives the numbers of a log of numbers to `each`: record, number.
    pub(super) fn numbers(&self, log: usize, mut each: impl FnMut(DocId, u64)) {
        let mut readers: Vec<_> =
            self.parts.iter().map(|part| part.numbers[log].reader()).collect();
        for (part, run) in &self.runs {
            readers[*part].numbers(run.docs(), &mut each);
        }
    }
}

/// How often each number stands in a log, by part, and how long the field is in each record, as the engine writes it.
pub(super) struct Tally {
    counts: Vec<Vec<u32>>,
    pub(super) norms: Vec<u8>,
    /// The last position at which a word stands.
    pub(super) last: u32,
}

impl Tally {
    /// Of a log of words.
    pub(super) fn of_words(gathered: &Gathered<'_>, log: usize) -> Self {
        let numbers = gathered.parts.iter().map(|part| part.words.len());
        let mut lengths = Lengths::new(gathered.records);
        let mut counts: Vec<Vec<u32>> = numbers.map(|len| vec![0; len]).collect();
        let mut last = 0;
        gathered.words(log, &mut counts, |counts, doc, position, id| {
            counts[id as usize] += 1;
            lengths.one_more(doc);
            last = last.max(position);
        });
        Self { counts, norms: lengths.norms(), last }
    }

    /// Of a log of values.
    pub(super) fn of_values(gathered: &Gathered<'_>, log: usize) -> Self {
        let numbers = gathered.parts.iter().map(|part| part.values[log].texts.len());
        let mut lengths = Lengths::new(gathered.records);
        let mut counts: Vec<Vec<u32>> = numbers.map(|len| vec![0; len]).collect();
        gathered.values(log, |part, doc, id| {
            counts[part][id as usize] += 1;
            lengths.one_more(doc);
        });
        Self { counts, norms: lengths.norms(), last: 0 }
    }

    /// How often each word stands there, by part.
    pub(super) fn counts(&self) -> &[Vec<u32>] {
        &self.counts
    }

    /// How many words or values there are.
    pub(super) fn sum(&self) -> u64 {
        self.counts.iter().flatten().map(|count| u64::from(*count)).sum()
    }
}

/// Number of words or values of each record.
struct Lengths(Vec<u32>);

impl Lengths {
    fn new(records: u32) -> Self {
        Self(vec![0; records as usize])
    }

    fn one_more(&mut self, doc: DocId) {
        self.0[doc as usize] += 1;
    }

    fn norms(&self) -> Vec<u8> {
        self.0.iter().map(|length| FieldNormReader::fieldnorm_to_id(*length)).collect()
    }
}

/// The terms of a field in their order.
pub(super) struct Terms<'p> {
    pub(super) texts: Vec<&'p [u8]>,
    /// How often each stands in the field.
    totals: Vec<u32>,
    /// Which of them a number of a part is.
    pub(super) ranks: Vec<Vec<u32>>,
}

impl<'p> Terms<'p> {
    /// Those that are counted at least once.
    pub(super) fn new(dictionaries: &[&'p Interner], counts: &[Vec<u32>]) -> Self {
        // All at once, and no wider than need be: there are as many as records where each has one of its own.
        let mut all: Vec<(&[u8], u32, u32)> = Vec::with_capacity(counts.iter().map(Vec::len).sum());
        for (part, (dictionary, counts)) in (0..).zip(dictionaries.iter().zip(counts)) {
            let used = (0..).zip(counts).filter(|(_, count)| **count > 0);
            all.extend(used.map(|(id, _)| (dictionary.text(id), part, id)));
        }
        all.sort_unstable();
        let ranks = counts.iter().map(|counts| vec![NO_RANK; counts.len()]).collect();
        let (texts, totals) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        let mut terms = Self { texts, totals, ranks };
        for (text, part, id) in all {
            let part = part as usize;
            if terms.texts.last() != Some(&text) {
                terms.texts.push(text);
                terms.totals.push(0);
            }
            let rank = terms.texts.len() - 1;
            terms.totals[rank] += counts[part][id as usize];
            terms.ranks[part][id as usize] = rank as u32;
        }
        terms
    }

    /// As many terms from `first` on as stand in the field no more than `most` times; at least one, unless there are none.
    fn window(&self, first: usize, most: usize) -> Range<usize> {
        let mut sum = 0;
        let fits = self.totals[first..].iter().take_while(|total| {
            sum += **total as usize;
            sum <= most
        });
        first..(first + fits.count().max(1)).min(self.totals.len())
    }
}

/// Places that are filled term by term.
#[derive(Default)]
pub(super) struct Places<T> {
    first: u32,
    /// Where the next place of each term lies; in the end, where the places of the term end.
    next: Vec<usize>,
    all: Vec<T>,
}

impl<T: Copy + Default> Places<T> {
    /// Makes room for the terms of a window, where those of the one before were.
    pub(super) fn make_room(&mut self, terms: &Terms<'_>, window: Range<usize>) {
        self.first = window.start as u32;
        let mut at = 0;
        self.next.clear();
        self.next.extend(terms.totals[window].iter().map(|total| {
            let start = at;
            at += *total as usize;
            start
        }));
        if at <= self.all.capacity() {
            self.all.resize(at, T::default());
        } else {
            // Exactly, for this is the most memory that is asked for at once; and new, as new memory is zero without being written.
            self.all = Vec::new();
            self.all = vec![T::default(); at];
        }
    }

    /// Puts it to its term, if that is in the window.
    pub(super) fn put(&mut self, rank: u32, place: T) {
        if let Some(next) = self.next.get_mut(rank.wrapping_sub(self.first) as usize) {
            self.all[*next] = place;
            *next += 1;
        }
    }

    /// The places of each term.
    pub(super) fn by_term(&self) -> impl Iterator<Item = &[T]> {
        (0..self.next.len()).map(|nth| self.of(nth))
    }

    /// The places of a term, by its number in the window.
    pub(super) fn of(&self, nth: usize) -> &[T] {
        let start = if nth == 0 { 0 } else { self.next[nth - 1] };
        &self.all[start..self.next[nth]]
    }
}

/// How the places of a text are sorted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sorting {
    /// Places that are sorted at a time, at most.
    pub(super) most: usize,
    /// Whether the next places are sorted while these are written, by another thread; each then has half of the room.
    pub(super) ahead: bool,
}

/// Parts of a text at least that are sorted and written in turn, where two threads do it: the first is sorted and the last is written by one
/// alone.
const TURNS: u64 = 6;

impl Sorting {
    /// Places of one turn, of so many.
    fn turn(self, places: u64) -> usize {
        match self.ahead {
            true => (self.most / 2).min(places.div_ceil(TURNS) as usize),
            false => self.most,
        }
    }
}

/// Writes the terms of a text with their records and positions. A field without terms is written too: where
/// there is none the engine makes an empty dictionary at the first question, which takes longer than that.
pub(super) fn write_text<'s, W: Write + Send + 's>(
    gathered: &Gathered<'_>,
    (log, stems): (usize, bool),
    tally: &Tally,
    sorting: Sorting,
    open: impl FnOnce(u64) -> io::Result<FieldSerializer<'s, W>>,
) -> io::Result<()> {
    let terms = if stems {
        stems_in_order(gathered, tally)
    } else {
        let words: Vec<&Interner> = gathered.parts.iter().map(|part| &part.words).collect();
        Terms::new(&words, &tally.counts)
    };
    let sorting = Sorting { most: sorting.turn(tally.sum()), ..sorting };
    let serializer = open(tally.sum())?;
    let of = (gathered, log, &terms);
    match Width::of(gathered.records, tally.last) {
        Some(width) => {
            let place = |doc, position| width.place(doc, position);
            write_terms(of, sorting, serializer, (place, |place| width.read(place)))
        }
        None => {
            let place = |doc, position| u64::from(doc) << 32 | u64::from(position);
            write_terms(of, sorting, serializer, (place, read_place))
        }
    }
}

/// The same of terms in their order, whose places are made and read in this way.
fn write_terms<W: Write + Send, T: Copy + Default + Send + Sync>(
    (gathered, log, terms): (&Gathered<'_>, usize, &Terms<'_>),
    sorting: Sorting,
    mut serializer: FieldSerializer<'_, W>,
    (place, read): (impl Fn(DocId, u32) -> T + Sync, impl Fn(T) -> (DocId, u32) + Sync),
) -> io::Result<()> {
    let most = sorting.most;
    let sort = |window: Range<usize>, places: &mut Places<T>| {
        if window.is_empty() {
            return;
        }
        places.make_room(terms, window);
        let mut ranks: Vec<&[u32]> = terms.ranks.iter().map(Vec::as_slice).collect();
        gathered.words(log, &mut ranks, |ranks, doc, position, id| {
            places.put(ranks[id as usize], place(doc, position));
        });
    };
    let mut steps = Vec::new();
    let mut write = |window: Range<usize>, places: &Places<T>| {
        for (term, places) in terms.texts[window].iter().zip(places.by_term()) {
            write_term(&mut serializer, term, places, (&read, &mut steps))?;
        }
        io::Result::Ok(())
    };
    let (mut here, mut next) = (Places::default(), Places::default());
    let mut window = terms.window(0, most);
    sort(window.clone(), &mut here);
    while !window.is_empty() {
        let after = terms.window(window.end, most);
        if sorting.ahead {
            let sort_next = || sort(after.clone(), &mut next);
            let (written, ()) = rayon::join(|| write(window, &here), sort_next);
            written?;
            std::mem::swap(&mut here, &mut next);
        } else {
            write(window, &here)?;
            sort(after.clone(), &mut here);
        }
        window = after;
    }
    serializer.close()
}

/// The record and the position of a place.
fn read_place(place: u64) -> (DocId, u32) {
    ((place >> 32) as DocId, place as u32)
}

/// The stems of a field in their order; the ranks are those of the words that have them.
pub(super) fn stems_in_order<'p>(gathered: &Gathered<'p>, tally: &Tally) -> Terms<'p> {
    let stems: Vec<&Interner> = gathered.parts.iter().map(|part| &part.stems).collect();
    let mut counts: Vec<Vec<u32>> = stems.iter().map(|stems| vec![0; stems.len()]).collect();
    for (part, (stems, words)) in gathered.parts.iter().zip(counts.iter_mut().zip(&tally.counts)) {
        for (stem, count) in part.stem_of.iter().zip(words) {
            stems[*stem as usize] += count;
        }
    }
    let mut terms = Terms::new(&stems, &counts);
    for (part, ranks) in gathered.parts.iter().zip(&mut terms.ranks) {
        *ranks = part.stem_of.iter().map(|stem| ranks[*stem as usize]).collect();
    }
    terms
}

/// Writes a term with its records and positions, of which `read` tells those of a place.
pub(super) fn write_term<W: Write, T: Copy>(
    serializer: &mut FieldSerializer<'_, W>,
    term: &[u8],
    places: &[T],
    (read, steps): (impl Fn(T) -> (DocId, u32), &mut Vec<u32>),
) -> io::Result<()> {
    let of_record = |a: &T, b: &T| read(*a).0 == read(*b).0;
    serializer.new_term(term, places.chunk_by(of_record).count() as u32, true)?;
    for places in places.chunk_by(of_record) {
        steps.clear();
        let mut last = 0;
        for place in places {
            let (_, position) = read(*place);
            steps.push(position.wrapping_sub(last));
            last = position;
        }
        serializer.write_doc(read(places[0]).0, steps.len() as u32, steps);
    }
    serializer.close_term()
}

/// Writes the terms of values with their records.
pub(super) fn write_values<'s, W: Write + 's>(
    gathered: &Gathered<'_>,
    (log, are_facets): (usize, bool),
    tally: &Tally,
    open: impl FnOnce(u64) -> io::Result<FieldSerializer<'s, W>>,
) -> io::Result<()> {
    let mut levels = Levels::default();
    let values: Vec<&Interner> =
        gathered.parts.iter().map(|part| &part.values[log].texts).collect();
    let terms = if are_facets {
        levels = Levels::of(&values, &tally.counts);
        Terms::new(&levels.texts.iter().collect::<Vec<_>>(), &levels.counts)
    } else {
        Terms::new(&values, &tally.counts)
    };
    let all = terms.totals.iter().map(|total| u64::from(*total)).sum();
    let mut places: Places<DocId> = Places::default();
    places.make_room(&terms, 0..terms.texts.len());
    gathered.values(log, |part, doc, id| match are_facets {
        true => levels.of_value[part][id as usize]
            .iter()
            .for_each(|level| places.put(terms.ranks[part][*level as usize], doc)),
        false => places.put(terms.ranks[part][id as usize], doc),
    });
    let mut serializer = open(all)?;
    for (term, docs) in terms.texts.iter().zip(places.by_term()) {
        serializer.new_term_without_freq(term)?;
        // A record that has a value twice has it.
        docs.chunk_by(|a, b| a == b).for_each(|docs| serializer.write_doc(docs[0], 0, &[]));
        serializer.close_term()?;
    }
    serializer.close()
}

/// The beginnings of facets, each with a number of its own: a record is found under `/country` as well as under `/country/region`.
#[derive(Default)]
struct Levels {
    texts: Vec<Interner>,
    counts: Vec<Vec<u32>>,
    of_value: Vec<Vec<Vec<u32>>>,
}

impl Levels {
    fn of(values: &[&Interner], counts: &[Vec<u32>]) -> Self {
        let mut all = Self::default();
        for (values, value_counts) in values.iter().zip(counts) {
            let (mut texts, mut counts) = (Interner::default(), Vec::new());
            let mut of_value = Vec::with_capacity(values.len());
            for (id, count) in (0..).zip(value_counts) {
                let levels: Vec<u32> =
                    beginnings(values.text(id)).map(|level| texts.id(level)).collect();
                counts.resize(texts.len(), 0);
                levels.iter().for_each(|level| counts[*level as usize] += count);
                of_value.push(levels);
            }
            all.texts.push(texts);
            all.counts.push(counts);
            all.of_value.push(of_value);
        }
        all
    }
}

/// The root, and the facet up to the end of each of its levels, which are parted by NUL.
fn beginnings(facet: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = (1..facet.len()).filter(|at| facet[*at] == 0);
    let ends = std::iter::once(0).chain(ends).chain((!facet.is_empty()).then_some(facet.len()));
    ends.map(|end| &facet[..end])
}
