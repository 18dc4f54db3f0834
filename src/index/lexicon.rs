//! What the dictionaries of an index know: the names of the bodies, the compounds, the values of a field.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use tantivy::columnar::StrColumn;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{DocId, Term};
use tantivy_fst::Automaton;

use super::Index;
use super::analysis::Analyzer;
use super::rows::lexicon_entry;
use super::scan::GAP;
use crate::Result;

/// Entries of a dictionary that are looked at for one question.
const MAX_ENTRIES: usize = 100_000;

/// Compounds that are known though no document joins them with a dash.
const BUILT_IN: [&str; 49] = [
    "anti corruption",
    "anti social",
    "anti terrorism",
    "back log",
    "body worn",
    "child centred",
    "co operate",
    "co operation",
    "co ordinate",
    "co ordination",
    "counter corruption",
    "counter terrorism",
    "cross border",
    "cyber crime",
    "data base",
    "day time",
    "decision making",
    "e mail",
    "evidence led",
    "face to face",
    "front line",
    "hot spot",
    "long term",
    "multi agency",
    "multi disciplinary",
    "night time",
    "on line",
    "out of court",
    "police led",
    "pre charge",
    "problem solving",
    "re inspect",
    "re inspection",
    "re offend",
    "re offender",
    "re offending",
    "risk based",
    "short term",
    "stop and search",
    "time scale",
    "up to date",
    "victim focused",
    "web site",
    "well being",
    "whistle blower",
    "whistle blowing",
    "work force",
    "work load",
    "work place",
];

/// An inspected body as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BodyCard {
    /// `Force::key`.
    pub(crate) key: String,
    /// Its slug.
    pub(crate) slug: String,
    /// Its full name.
    pub(crate) name: String,
    /// Its region; empty if unknown.
    pub(crate) region: String,
}

/// The bodies that findings of an index are about, by key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bodies(BTreeMap<String, BodyCard>);

impl Bodies {
    /// Reads the directory of bodies.
    pub(crate) fn read(index: &Index) -> Result<Self> {
        let cards = index.values(index.fields().body_card)?;
        let cards = cards.iter().filter_map(|card| {
            let mut parts = card.split(GAP).map(str::to_owned);
            let (key, slug, name) = (parts.next()?, parts.next()?, parts.next()?);
            Some((key.clone(), BodyCard { key, slug, name, region: parts.next()? }))
        });
        Ok(Self(cards.collect()))
    }

    /// The body with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&BodyCard> {
        self.0.get(key)
    }

    /// Every body, by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &BodyCard> {
        self.0.values()
    }
}

impl Index {
    /// The terms of a field, sorted; at most [`MAX_ENTRIES`].
    pub(crate) fn values(&self, field: Field) -> Result<BTreeSet<String>> {
        self.terms_from(field, "").map_err(|error| self.failure(error))
    }

    /// The ways to part the compound whose joined form has this stem: the stems of the parts.
    pub(crate) fn splits(&self, joined_stem: &str) -> Result<BTreeSet<Vec<String>>> {
        let mut splits = self.written_splits(joined_stem)?;
        let prefix = format!("{joined_stem}{GAP}");
        let built_in = built_in(joined_stem);
        splits.extend(
            built_in
                .range(prefix.clone()..)
                .take_while(|entry| entry.starts_with(&prefix))
                .filter_map(|entry| parts(entry)),
        );
        Ok(splits)
    }

    /// The same as far as documents write it with dashes.
    pub(crate) fn written_splits(&self, joined_stem: &str) -> Result<BTreeSet<Vec<String>>> {
        self.splits.of(joined_stem, || {
            let prefix = format!("{joined_stem}{GAP}");
            let entries = self.terms_from(self.fields().compound, &prefix);
            let entries = entries.map_err(|error| self.failure(error))?;
            Ok(entries.iter().filter_map(|entry| parts(entry)).collect())
        })
    }

    /// The terms of a field that begin with `prefix` and that `wanted` takes, with the number of records that hold
    /// them, sorted; at most `most`.
    pub(crate) fn words_like(
        &self,
        field: Field,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
        most: usize,
    ) -> Result<Vec<(String, u64)>> {
        let mut found = BTreeMap::new();
        let mut read = || -> tantivy::Result<()> {
            for reader in self.searcher().segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
                while found.len() < most
                    && terms.advance()
                    && terms.key().starts_with(prefix.as_bytes())
                {
                    if let Ok(word) = std::str::from_utf8(terms.key())
                        && wanted(word)
                    {
                        *found.entry(word.to_owned()).or_insert(0) +=
                            u64::from(terms.value().doc_freq);
                    }
                }
            }
            Ok(())
        };
        read().map_err(|error| self.failure(error))?;
        Ok(found.into_iter().collect())
    }

    /// The terms of a field that the automaton accepts and `wanted` takes, sorted; at most `most`.
    pub(crate) fn words_accepted<A: Automaton>(
        &self,
        field: Field,
        automaton: &A,
        wanted: impl Fn(&str) -> bool,
        most: usize,
    ) -> Result<Vec<String>>
    where
        A::State: Clone,
    {
        let mut found = BTreeSet::new();
        let mut read = || -> tantivy::Result<()> {
            for reader in self.searcher().segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut terms = inverted.terms().search(automaton).into_stream()?;
                while found.len() < most && terms.advance() {
                    if let Ok(word) = std::str::from_utf8(terms.key())
                        && wanted(word)
                    {
                        found.insert(word.to_owned());
                    }
                }
            }
            Ok(())
        };
        read().map_err(|error| self.failure(error))?;
        Ok(found.into_iter().collect())
    }

    /// The words of the index at most `letters` (0 to 2) away from `word`, with the number of records that hold each.
    pub(crate) fn close_words(&self, word: &str, letters: u8) -> Result<BTreeMap<String, u64>> {
        let field = self.fields().text_exact;
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), letters.min(2), true);
        let mut found = BTreeMap::new();
        let mut read = || -> tantivy::Result<()> {
            for reader in self.searcher().segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut terms = inverted.terms().search(query.automaton()?).into_stream()?;
                while terms.advance() {
                    if let Ok(term) = std::str::from_utf8(terms.key()) {
                        *found.entry(term.to_owned()).or_insert(0) +=
                            u64::from(terms.value().doc_freq);
                    }
                }
            }
            Ok(())
        };
        read().map_err(|error| self.failure(error))?;
        Ok(found)
    }

    /// The number of records that hold `word` as written.
    pub(crate) fn frequency(&self, word: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields().text_exact, word);
        self.searcher().doc_freq(&term).map_err(|error| self.failure(error))
    }

    /// The ids of the reports in which a finding has this term.
    pub(crate) fn reports_with(&self, field: Field, term: &str) -> Result<BTreeSet<String>> {
        let mut reports = BTreeSet::new();
        let addresses = self.addresses(&*self.term(field, term))?;
        for (segment, reader) in (0..).zip(self.searcher().segment_readers()) {
            let column = reader.fast_fields().str("report").map_err(|error| self.failure(error))?;
            let mut names = Names::new(column);
            let here = addresses.iter().filter(|address| address.segment_ord == segment);
            here.for_each(|address| {
                reports.insert(names.of(address.doc_id));
            });
        }
        Ok(reports)
    }

    /// The terms of a field that begin with `prefix`.
    fn terms_from(&self, field: Field, prefix: &str) -> tantivy::Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for reader in self.searcher().segment_readers() {
            let inverted = reader.inverted_index(field)?;
            // To look a long term up is a third of the work of coming by it, and segments mostly know the same ones.
            let (all, mut known) = (inverted.terms().num_terms(), 0);
            if prefix.is_empty() && all <= found.len() {
                for term in &found {
                    known += usize::from(inverted.terms().term_ord(term)?.is_some());
                }
                if known == all {
                    continue;
                }
            }
            let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
            while found.len() < MAX_ENTRIES
                && terms.advance()
                && terms.key().starts_with(prefix.as_bytes())
            {
                found.extend(std::str::from_utf8(terms.key()).map(str::to_owned));
            }
        }
        Ok(found)
    }
}

/// The stems of the parts in an entry of the lexicon of compounds.
fn parts(entry: &str) -> Option<Vec<String>> {
    let parts: Vec<String> = entry.split(GAP).skip(1).map(str::to_owned).collect();
    (parts.len() > 1).then_some(parts)
}

/// The built-in compounds that begin with the letter that a word begins with, as entries of the lexicon, sorted. A stem begins as its word
/// does, and a process that answers one question needs no others.
fn built_in(word: &str) -> &'static BTreeSet<String> {
    static ENTRIES: [OnceLock<BTreeSet<String>>; 26] = [const { OnceLock::new() }; 26];
    static NONE: BTreeSet<String> = BTreeSet::new();
    let Some(letter) = word.bytes().next().filter(u8::is_ascii_lowercase) else { return &NONE };
    ENTRIES[usize::from(letter - b'a')].get_or_init(|| {
        let mut analyzer = Analyzer::default();
        let mut entry = |words: &str| {
            let parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
            lexicon_entry(&mut analyzer, &parts)
        };
        let here = BUILT_IN.iter().filter(|words| words.as_bytes().first() == Some(&letter));
        here.map(|words| entry(words)).collect()
    })
}

/// The texts of a column by record, each read from its dictionary once.
pub(crate) struct Names {
    column: Option<StrColumn>,
    known: BTreeMap<u64, String>,
}

impl Names {
    /// The texts of `column`; a column that no record fills is absent.
    pub(crate) fn new(column: Option<StrColumn>) -> Self {
        Self { column, known: BTreeMap::new() }
    }

    /// The place of the text of record `doc` in the dictionary of the segment.
    pub(crate) fn ordinal(&self, doc: DocId) -> Option<u64> {
        self.column.as_ref()?.ords().first(doc)
    }

    /// The text of record `doc`; empty if it has none.
    pub(crate) fn of(&mut self, doc: DocId) -> String {
        let Some(column) = &self.column else { return String::new() };
        let Some(ordinal) = column.ords().first(doc) else { return String::new() };
        let read = || {
            let mut name = String::new();
            let _ = column.ord_to_str(ordinal, &mut name);
            name
        };
        self.known.entry(ordinal).or_insert_with(read).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_built_in_compound_is_found_by_its_joined_form() {
        let mut analyzer = Analyzer::default();
        for words in BUILT_IN {
            let parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
            let joined = analyzer.stem(&parts.concat()).to_owned();
            let entry = lexicon_entry(&mut analyzer, &parts);
            assert!(built_in(&joined).contains(&entry), "{words}");
        }
        assert!(built_in("").is_empty() && built_in("9to5").is_empty());
    }
}
