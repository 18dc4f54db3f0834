//! Which bodies and years stand among the words of a query: `Kent stop and search` asks for findings about Kent Police, in
//! whose text the name need not stand.

use std::collections::BTreeSet;

use crate::Result;
use crate::index::Index;
use crate::query::lower::Lowering;
use crate::query::{Choice, Comparison, FieldName, FieldTest, Value};
use crate::report::{Cycle, Span};

/// Words of the name of a body at most.
const MOST_WORDS: usize = 7;

/// Words that name what findings are about.
pub(super) struct Subject {
    /// The first word.
    pub(super) from: usize,
    /// The word after the last.
    pub(super) to: usize,
    /// What findings about it pass.
    pub(super) test: FieldTest,
}

/// Finds subjects; reads the lists of bodies and years of the index once, when a query has a word that may name one.
pub(super) struct Subjects<'a> {
    index: &'a Index,
    cycles: Option<BTreeSet<String>>,
}

impl<'a> Subjects<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        Self { index, cycles: None }
    }

    /// The bodies and years that findings of the index are about among `words`, longest names first where they overlap.
    pub(super) fn find(&mut self, words: &[&str]) -> Result<Vec<Subject>> {
        let mut found = Vec::new();
        let mut from = 0;
        while from < words.len() {
            let subject = self.begins(words, from)?;
            from = subject.as_ref().map_or(from + 1, |subject| subject.to);
            found.extend(subject);
        }
        Ok(found)
    }

    /// The longest subject that begins with the word at `from`.
    fn begins(&mut self, words: &[&str], from: usize) -> Result<Option<Subject>> {
        let most = MOST_WORDS.min(words.len() - from);
        for to in (from + 1..=from + most).rev() {
            for name in names(&words[from..to]) {
                if self.is_body(&name)? {
                    return Ok(Some(subject(from, to, FieldName::Force, name)));
                }
            }
        }
        let year = words[from];
        Ok(self.is_year(year)?.then(|| subject(from, from + 1, FieldName::Year, year.to_owned())))
    }

    fn is_body(&self, name: &str) -> Result<bool> {
        if !self.index.may_name_a_body(name) {
            return Ok(false);
        }
        let called = self.index.gazetteer().named_in_passing(name);
        if called.is_empty() {
            return Ok(false);
        }
        let bodies = self.index.bodies()?;
        Ok(called.iter().any(|force| bodies.get(&force.key()).is_some()))
    }

    fn is_year(&mut self, text: &str) -> Result<bool> {
        if !text.starts_with("20") || text.parse::<Cycle>().is_err() {
            return Ok(false);
        }
        let cycles = match self.cycles.take() {
            Some(cycles) => cycles,
            None => self.index.values(self.index.fields().cycle)?,
        };
        let lowering = Lowering::new(self.index, "");
        let is_in = lowering.years(Choice::Compared(Comparison::Is, text), Span::new(0, 0))?;
        let known = cycles.iter().filter_map(|cycle| cycle.parse().ok()).any(is_in);
        self.cycles = Some(cycles);
        Ok(known)
    }
}

/// What the words may be called together: `Devon & Cornwall` comes as two words.
fn names(words: &[&str]) -> Vec<String> {
    let bare = |word: &&str| word.trim_end_matches("'s").trim_end_matches("\u{2019}s").to_owned();
    let words: Vec<String> = words.iter().map(bare).collect();
    let joined = |at: usize| format!("{} and {}", words[..at].join(" "), words[at..].join(" "));
    std::iter::once(words.join(" ")).chain((1..words.len()).map(joined)).collect()
}

fn subject(from: usize, to: usize, field: FieldName, value: String) -> Subject {
    let (comparison, span) = (Comparison::Is, Span::new(0, 0));
    Subject { from, to, test: FieldTest { field, comparison, value: Value::One(value), span } }
}
