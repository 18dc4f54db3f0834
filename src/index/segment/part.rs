//! What one thread has gathered for a segment: numbers of words and values, and the logs that are written in them.

use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;

use super::super::analysis::{Analyzer, Form};
use super::super::record::{Record, Value};
use super::super::short::Short;
use super::interner::{Interner, TOGETHER};
use super::log::{Log, Place};
use super::numbers::Numbers;
use super::plan::{Plan, Role};
use super::store::Packer;

/// Longest term the engine takes, in bytes.
const MAX_TERM_BYTES: usize = u16::MAX as usize - 5;

/// Texts of a field that are remembered with their words: questions and titles stand above many findings.
const SEEN: usize = 1 << 9;

/// Bytes of the longest of them: all together are a quarter of a megabyte a field.
const SEEN_BYTES: usize = 512;

/// Distinct values by which it is told that a field has a value of its own for nearly each record, as ids are; and one in how many of them may
/// have come again.
const MANY: usize = 1 << 12;
const FEW_AGAIN: usize = 8;

/// The records that one thread has taken.
pub(super) struct Part {
    plan: Arc<Plan>,
    analyzer: Analyzer,
    /// Every word as it is written, folded.
    pub(super) words: Interner,
    shorts: Shorts,
    /// Every stem of these.
    pub(super) stems: Interner,
    /// The number of the stem of each word.
    pub(super) stem_of: Vec<u32>,
    /// The logs of words.
    pub(super) texts: Vec<Words>,
    /// The logs of values.
    pub(super) values: Vec<Values>,
    /// The logs of numbers.
    pub(super) numbers: Vec<Numbers>,
    /// How many records it has taken.
    records: u32,
    /// Runs of records, in the order in which they lie in the logs.
    pub(super) runs: Vec<Run>,
    /// What packs the blocks that its records fill.
    pub(super) packer: Option<Packer>,
}

/// Records that lie together in the segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The first of them in the segment.
    pub(super) first: DocId,
    /// How many they are.
    pub(super) records: u32,
}

impl Run {
    /// The records in the segment.
    pub(super) fn docs(self) -> Range<DocId> {
        self.first..self.first + self.records
    }
}

/// Short words that are still to be noted in a log, and how far each stands behind the last.
#[derive(Default)]
struct Shorts {
    words: Vec<Short>,
    steps: Vec<u32>,
}

impl Shorts {
    fn push(&mut self, word: Short, step: u32) {
        self.words.push(word);
        self.steps.push(step);
    }

    /// Notes them.
    fn note(&mut self, words: &mut Interner, log: &mut Log) {
        let mut steps = self.steps.iter();
        words.ids_of_short(&self.words, |id| {
            steps.next().into_iter().for_each(|step| log.word(id, *step));
        });
        self.words.clear();
        self.steps.clear();
    }
}

/// A log of words.
#[derive(Default)]
pub(super) struct Words {
    pub(super) log: Log,
    /// Where the last word of the record on its way stands, and where the next value of it would begin.
    at: Option<(u32, u32)>,
    /// Texts that came before, each at the place its hash gives: a later one takes the place of an earlier one.
    seen: Vec<Seen>,
}

/// A text that was the first of a record.
#[derive(Default)]
struct Seen {
    text: String,
    /// Its words in the log.
    codes: Range<Place>,
    /// What [`Words::at`] was behind it.
    at: Option<(u32, u32)>,
}

/// A log of values.
#[derive(Default)]
pub(super) struct Values {
    /// The distinct values.
    pub(super) texts: Interner,
    pub(super) log: Log,
    /// Values of the record on its way.
    count: usize,
    /// The value that came last: most come in runs.
    last: Option<u32>,
    /// Values that were not that one.
    others: usize,
    /// Whether nearly all of these were new, so that it is no use to look for more of them: a term is what has the same text.
    are_distinct: bool,
}

impl Part {
    /// One without records.
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self {
            plan: Arc::clone(plan),
            analyzer: Analyzer::default(),
            words: Interner::default(),
            shorts: Shorts::default(),
            stems: Interner::default(),
            stem_of: Vec::new(),
            texts: (0..plan.words).map(|_| Words::default()).collect(),
            values: plan.values.iter().map(|_| Values::default()).collect(),
            numbers: (0..plan.numbers).map(|_| Numbers::default()).collect(),
            records: 0,
            runs: Vec::new(),
            packer: None,
        }
    }

    /// Takes a record.
    pub(super) fn add(&mut self, record: &Record) {
        let plan = Arc::clone(&self.plan);
        for (field, value) in record.values() {
            let role = plan.roles.get(field.field_id() as usize);
            match (role.unwrap_or(&Role::Kept), value) {
                (Role::Words(log), Value::Text(text)) => self.text(*log, text),
                (Role::Term(log) | Role::Facet(log), Value::Text(text)) => {
                    self.values[*log].add(text.as_bytes());
                }
                (Role::Number { term, column }, Value::Number(number)) => {
                    self.number([*term, *column], number);
                }
                _ => {}
            }
        }
        self.texts.iter_mut().for_each(Words::end);
        self.values.iter_mut().for_each(Values::end);
        self.records += 1;
    }

    fn number(&mut self, [term, column]: [Option<usize>; 2], number: u64) {
        if let Some(log) = term {
            self.values[log].add(&number.to_be_bytes());
        }
        if let Some(log) = column {
            self.numbers[log].add(self.records, number);
        }
    }

    /// Bytes of memory, with what the columns take at most that are made when the segment is written: eight bytes a value.
    pub(super) fn held(&self) -> usize {
        let columns = self.records as usize * self.plan.columns.len() * size_of::<u64>();
        let words = self.words.held() + self.stems.held() + self.stem_of.len() * size_of::<u32>();
        let texts: usize = self.texts.iter().map(|words| words.log.held()).sum();
        let values = self.values.iter().map(|it| it.texts.held() + it.log.held());
        let numbers = self.numbers.iter().map(Numbers::held);
        let logs = texts + values.sum::<usize>() + numbers.sum::<usize>();
        words + logs + columns + self.runs.len() * size_of::<Run>()
    }

    fn text(&mut self, log: usize, text: &str) {
        let Self { analyzer, words, shorts, texts, .. } = self;
        let Some(into) = texts.get_mut(log) else { return };
        let place = into.place_of(text, words);
        if place.is_some_and(|place| into.repeat(place, text)) {
            return;
        }
        let from = into.log.place();
        // As the engine does it: a second value begins two positions behind the last word of the first.
        let (mut last, base) = into.at.unwrap_or((u32::MAX, 0));
        analyzer.each_form(text, |form, position| {
            let position = base.wrapping_add(position as u32);
            let step = position.wrapping_sub(last);
            last = position;
            match form {
                Form::Short(short) => shorts.push(short, step),
                Form::Text(text) => {
                    shorts.note(words, &mut into.log);
                    into.log.word(words.id(text.as_bytes()), step);
                }
            }
            if shorts.words.len() == TOGETHER {
                shorts.note(words, &mut into.log);
            }
        });
        shorts.note(words, &mut into.log);
        let end = if last == u32::MAX { base } else { last.wrapping_add(1).max(base) };
        into.at = Some((last, end.wrapping_add(1)));
        if let Some(place) = place {
            into.remember(place, text, from);
        }
        if self.plan.stems {
            self.stem_new_words();
        }
    }

    fn stem_new_words(&mut self) {
        for id in self.stem_of.len()..self.words.len() {
            let word = std::str::from_utf8(self.words.text(id as u32)).unwrap_or_default();
            let stem = self.stems.id(self.analyzer.stem(word).as_bytes());
            self.stem_of.push(stem);
        }
    }
}

impl Words {
    fn end(&mut self) {
        self.log.end();
        self.at = None;
    }

    /// Where a text would be remembered; `None` for a long one, and for a later value of a record.
    fn place_of(&self, text: &str, words: &Interner) -> Option<usize> {
        let may_come_again = self.at.is_none() && text.len() <= SEEN_BYTES;
        may_come_again.then(|| words.hash(text.as_bytes()) as usize % SEEN)
    }

    /// Writes the words of the text once more if it is the one remembered at its place.
    fn repeat(&mut self, place: usize, text: &str) -> bool {
        match self.seen.get(place) {
            Some(seen) if seen.at.is_some() && seen.text == text => {
                self.log.repeat(seen.codes.clone());
                self.at = seen.at;
                true
            }
            _ => false,
        }
    }

    fn remember(&mut self, place: usize, text: &str, from: Place) {
        if self.seen.is_empty() {
            self.seen.resize_with(SEEN, Seen::default);
        }
        let Some(seen) = self.seen.get_mut(place) else { return };
        seen.text.clear();
        seen.text.push_str(text);
        seen.codes = from..self.log.place();
        seen.at = self.at;
    }
}

impl Values {
    fn add(&mut self, text: &[u8]) {
        if text.len() > MAX_TERM_BYTES {
            return;
        }
        let id = match self.last {
            Some(last) if self.texts.text(last) == text => last,
            _ if self.are_distinct => self.texts.append(text),
            _ => {
                self.others += 1;
                let id = self.texts.id(text);
                let new = self.texts.len();
                self.are_distinct = new >= MANY && self.others - new < new / FEW_AGAIN;
                id
            }
        };
        self.last = Some(id);
        self.log.value(id, self.count == 0);
        self.count += 1;
    }

    fn end(&mut self) {
        self.log.end_values(self.count);
        self.count = 0;
    }
}
