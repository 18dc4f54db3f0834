//! The definitions of the documents as the index keeps them: terms of the field `definition` on the records of reports.
//!
//! An update takes a report's definitions out with its record and a term of deleted records counts for nothing, so that they
//! are right after every build. A lookup seeks in the dictionary; nothing is read whole.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::Index;
use super::definitions::Definition;
use super::meanings::{Meaning, Relation, words_in};
use super::scan::GAP;
use crate::Result;

/// The reports that define a short and a long form together, by how they write both.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// True if what was looked up is the short form.
    pub(super) from_short: bool,
    /// Short form, long form.
    spellings: BTreeMap<(String, String), u64>,
}

impl Counted {
    fn add(&mut self, entry: &Entry<'_>, reports: u64) {
        self.from_short = entry.from_short;
        let spelling = (entry.short.to_owned(), entry.long.to_owned());
        *self.spellings.entry(spelling).or_insert(0) += reports;
    }

    /// The short form as most reports write it.
    pub(super) fn short(&self) -> &str {
        self.usual().0
    }

    /// A report has one spelling of a definition, so they add up.
    pub(super) fn reports(&self) -> u64 {
        self.spellings.values().sum()
    }

    /// The spelling that most reports have, of several the first by the alphabet.
    fn usual(&self) -> (&str, &str) {
        let most = self
            .spellings
            .iter()
            .max_by_key(|(spelling, count)| (**count, std::cmp::Reverse(*spelling)));
        most.map_or(("", ""), |((short, long), _)| (short.as_str(), long.as_str()))
    }

    /// The least number of words in which reports write what was looked up.
    pub(super) fn own_words(&self) -> usize {
        let own =
            |(short, long): &(String, String)| words_in(if self.from_short { short } else { long });
        self.spellings.keys().map(own).min().unwrap_or_default()
    }

    pub(super) fn meaning(&self) -> Meaning {
        let (short, long) = self.usual();
        let text = if self.from_short { long } else { short };
        Meaning {
            text: text.to_owned(),
            reports: Some(self.reports()),
            why: None,
            relation: Relation::Name,
        }
    }
}

impl Index {
    /// Whether some definition's key begins with `start`, be its report still there or not.
    pub(super) fn any_definition(&self, start: &str) -> Result<bool> {
        let look = |reader: &SegmentReader| -> tantivy::Result<bool> {
            let inverted = reader.inverted_index(self.fields().definition)?;
            let mut terms = inverted.terms().range().ge(start).into_stream()?;
            Ok(terms.advance() && terms.key().starts_with(start.as_bytes()))
        };
        self.defined.of(start, || {
            for reader in self.searcher().segment_readers() {
                if look(reader).map_err(|error| self.failure(error))? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// What is defined under `key`, by the key of the other form.
    pub(super) fn definitions_of(&self, key: &str) -> Result<BTreeMap<String, Counted>> {
        let mut found: BTreeMap<String, Counted> = BTreeMap::new();
        self.each_definition(&format!("{key}{GAP}"), |entry, reports| {
            found.entry(entry.other.to_owned()).or_default().add(&entry, reports);
        })?;
        Ok(found)
    }

    /// Every definition, by the keys of its short and its long form.
    pub(super) fn every_definition(&self) -> Result<BTreeMap<(String, String), Counted>> {
        let mut found: BTreeMap<(String, String), Counted> = BTreeMap::new();
        self.each_definition("", |entry, reports| {
            if entry.from_short {
                let keys = (entry.key.to_owned(), entry.other.to_owned());
                found.entry(keys).or_default().add(&entry, reports);
            }
        })?;
        Ok(found)
    }

    /// Gives every entry that begins with `prefix` and that a report still has to `each`, with the number of reports.
    fn each_definition(&self, prefix: &str, mut each: impl FnMut(Entry<'_>, u64)) -> Result<()> {
        let mut read = |reader: &SegmentReader| -> tantivy::Result<()> {
            let inverted = reader.inverted_index(self.fields().definition)?;
            let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let Some(entry) = std::str::from_utf8(terms.key()).ok().and_then(Entry::read)
                else {
                    continue;
                };
                let basic = IndexRecordOption::Basic;
                let mut postings = inverted.read_postings_from_terminfo(terms.value(), basic)?;
                let reports = match reader.alive_bitset() {
                    None => u64::from(postings.doc_freq()),
                    Some(alive) => {
                        let mut count = 0;
                        while postings.doc() != TERMINATED {
                            count += u64::from(alive.is_alive(postings.doc()));
                            postings.advance();
                        }
                        count
                    }
                };
                if reports > 0 {
                    each(entry, reports);
                }
            }
            Ok(())
        };
        for reader in self.searcher().segment_readers() {
            read(reader).map_err(|error| self.failure(error))?;
        }
        Ok(())
    }
}

/// An entry of the field `definition`.
struct Entry<'a> {
    key: &'a str,
    from_short: bool,
    other: &'a str,
    short: &'a str,
    long: &'a str,
}

impl<'a> Entry<'a> {
    fn read(term: &'a str) -> Option<Self> {
        let mut parts = term.split(GAP);
        Some(Self {
            key: parts.next()?,
            from_short: parts.next()? == "1",
            other: parts.next()?,
            short: parts.next()?,
            long: parts.next()?,
        })
    }
}

/// The entries of the field `definition` for one definition: under its short form and under its long one.
pub(crate) fn entries(keys: &(String, String), definition: &Definition) -> [String; 2] {
    let (short, long) = keys;
    let gap = GAP.to_string();
    let written = [definition.short.as_str(), &definition.long];
    [
        [short.as_str(), "1", long, written[0], written[1]].join(&gap),
        [long.as_str(), "2", short, written[0], written[1]].join(&gap),
    ]
}
