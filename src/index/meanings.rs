//! What a name also stands for: what the documents define, and the groups of the thesaurus.
//!
//! A name is looked up by its key, in which all spellings of it meet: `Counter-Corruption Units`, `counter corruption unit`
//! and `countercorruption unit`.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;

use super::Index;
use super::analysis::{Analyzer, Role};
use super::defined::Counted;
use super::spelling::british;
use crate::Result;
use crate::thesaurus::{Group, Thesaurus, is_acronym, is_ordinary};

/// Meanings of one name at most: an acronym of fifty services is none that tells.
const MAX_MEANINGS: usize = 50;

/// Words that may be written as one at most.
const MAX_JOINED: usize = 3;

/// Another name of what was typed, and how that is known: by documents, by the thesaurus, or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The other name, as most documents write it.
    pub text: String,
    /// Reports that define it; `None` if none does.
    pub reports: Option<u64>,
    /// Why the thesaurus puts both together; `None` if it does not.
    pub why: Option<String>,
    /// How both hang together.
    pub relation: Relation,
}

/// How something typed and what it stands for hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Two names of one thing.
    Name,
    /// Findings are about it: the other is the test of a field.
    Subject,
    /// One word or compound, written otherwise.
    Spelling,
}

impl Meaning {
    /// `subject` for what findings are about, `spelling` for what is only written otherwise, `corpus` where a report
    /// defines it, else `thesaurus`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match (self.relation, self.reports) {
            (Relation::Subject, _) => "subject",
            (Relation::Spelling, _) => "spelling",
            (Relation::Name, Some(_)) => "corpus",
            (Relation::Name, None) => "thesaurus",
        }
    }
}

/// The meanings of a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Meanings {
    /// Those defined by most reports first, then those of the thesaurus in its order.
    pub(crate) found: Vec<Meaning>,
    /// Further definitions that are left out.
    pub(crate) left_out: usize,
}

/// Looks names up; holds the memory of the analysis.
pub(crate) struct Knowledge<'a> {
    index: &'a Index,
    analyzer: Analyzer,
}

impl<'a> Knowledge<'a> {
    /// That of an index.
    pub(crate) fn of(index: &'a Index) -> Self {
        Self { index, analyzer: Analyzer::default() }
    }

    /// Whether some name's key begins with `start`.
    pub(crate) fn may_begin(&self, start: &str) -> Result<bool> {
        if self.index.groups().may_begin(start) {
            return Ok(true);
        }
        self.index.any_definition(start)
    }

    /// What the name typed as `typed`, whose key is `key`, stands for besides itself.
    pub(crate) fn meanings(&mut self, key: &str, typed: &str) -> Result<Meanings> {
        let groups = self.index.groups();
        if groups.is_off(key) || (is_ordinary(key) && !is_in_capitals(typed)) {
            return Ok(Meanings::default());
        }
        // Words run together are a slip, not a name.
        let words =
            self.analyzer.tokens(typed).iter().filter(|token| token.role != "joined").count();
        let mut defined = Vec::new();
        for (other, counted) in self.index.definitions_of(key)? {
            let run_together = words < counted.own_words();
            if run_together || groups.is_off(&other) || !self.holds(&other, &counted)? {
                continue;
            }
            defined.push((other, counted.meaning()));
        }
        defined.sort_by(|(a, x), (b, y)| y.reports.cmp(&x.reports).then_with(|| a.cmp(b)));
        let left_out = defined.len().saturating_sub(MAX_MEANINGS);
        defined.truncate(MAX_MEANINGS);
        let mut found: Vec<(String, Meaning)> = defined;
        for (form, why) in groups.forms(key, words) {
            let other = name_key(&mut self.analyzer, form);
            if other == key || groups.is_off(&other) || (is_acronym(form) && is_ordinary(&other)) {
                continue;
            }
            match found.iter_mut().find(|(known, _)| *known == other) {
                Some((_, known)) => known.why = Some(why.to_owned()),
                None if !self.is_there(form)? => {}
                None => {
                    let (text, why) = (form.to_owned(), Some(why.to_owned()));
                    found.push((
                        other,
                        Meaning { text, reports: None, why, relation: Relation::Name },
                    ));
                }
            }
        }
        Ok(Meanings { found: found.into_iter().map(|(_, meaning)| meaning).collect(), left_out })
    }

    /// False for a name with a word that no finding holds in any spelling: to look for it would find nothing.
    fn is_there(&mut self, form: &str) -> Result<bool> {
        let tokens = self.analyzer.tokens(form);
        let words: Vec<_> = tokens.iter().filter(|token| token.role != "joined").collect();
        for (at, word) in words.iter().enumerate() {
            let plural = self.analyzer.stem(&format!("{}s", word.text)).to_owned();
            if self.holds_stem(&word.stem)? || self.holds_stem(&plural)? {
                continue;
            }
            let mut any = !self.index.splits(&word.stem)?.is_empty();
            for from in at.saturating_sub(MAX_JOINED - 1)..=at {
                for to in at + 1..=(from + MAX_JOINED).min(words.len()) {
                    let whole: String = words[from..to].iter().map(|w| w.text.as_str()).collect();
                    let whole = self.analyzer.stem(&whole).to_owned();
                    any = any || self.holds_stem(&whole)?;
                }
            }
            if !any {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds_stem(&self, stem: &str) -> Result<bool> {
        let term = Term::from_field_text(self.index.fields().text, stem);
        let held = self.index.searcher().doc_freq(&term);
        Ok(held.map_err(|error| self.index.failure(error))? > 0)
    }

    /// Everything that is known: a short form with each of its long forms, those of most reports first; then the forms of
    /// each group beside its first.
    pub(crate) fn all(&mut self) -> Result<Vec<(String, Meaning)>> {
        let index = self.index;
        let groups = index.groups();
        let mut all = Vec::new();
        for ((short, long), counted) in index.every_definition()? {
            if !groups.is_off(&short) && !groups.is_off(&long) {
                all.push((counted.short().to_owned(), counted.meaning()));
            }
        }
        all.sort_by(|(a, x), (b, y)| {
            y.reports.cmp(&x.reports).then_with(|| (a, &x.text).cmp(&(b, &y.text)))
        });
        for group in &groups.groups {
            let mut is_on = |form: &&str| !groups.is_off(&self.key(form));
            let Some(first) = group.typed().find(&mut is_on) else { continue };
            for other in group.meant().filter(|form| *form != first).filter(&mut is_on) {
                let (text, why) = (other.to_owned(), Some(group.why.clone()));
                all.push((
                    first.to_owned(),
                    Meaning { text, reports: None, why, relation: Relation::Name },
                ));
            }
        }
        Ok(all)
    }

    /// The key of a name.
    pub(crate) fn key(&mut self, name: &str) -> String {
        name_key(&mut self.analyzer, name)
    }

    /// A short form stands for every long form that it was given. A long form stands for a short one only if that is mostly
    /// its own: `SFRS` is several services, and who asks for one of them must not be shown the others.
    fn holds(&self, other: &str, counted: &Counted) -> Result<bool> {
        if counted.from_short {
            return Ok(true);
        }
        if is_ordinary(other) {
            return Ok(false);
        }
        let all = self.index.definitions_of(other)?;
        let all: u64 = all.values().filter(|other| other.from_short).map(Counted::reports).sum();
        Ok(2 * counted.reports() >= all)
    }
}

/// The groups of the thesaurus by the keys of their forms.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    groups: Vec<Group>,
    /// Positions in `groups`, each with the number of words that the form of this key is written in.
    by_key: BTreeMap<String, Vec<(usize, usize)>>,
    off: BTreeSet<String>,
}

impl Groups {
    /// Those of a thesaurus.
    pub(crate) fn of(thesaurus: Thesaurus) -> Self {
        let mut analyzer = Analyzer::default();
        let mut by_key: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, group) in thesaurus.groups.iter().enumerate() {
            for form in group.typed() {
                let groups = by_key.entry(name_key(&mut analyzer, form)).or_default();
                if !groups.iter().any(|(known, _)| *known == at) {
                    groups.push((at, words_in(form)));
                }
            }
        }
        let off = thesaurus.off.iter().map(|form| name_key(&mut analyzer, form)).collect();
        Self { groups: thesaurus.groups, by_key, off }
    }

    fn is_off(&self, key: &str) -> bool {
        self.off.contains(key)
    }

    fn may_begin(&self, start: &str) -> bool {
        let mut after = self.by_key.range(start.to_owned()..);
        after.next().is_some_and(|(key, _)| key.starts_with(start))
    }

    /// The forms that a key typed in so many words may stand for, each with the reason of its group.
    fn forms(&self, key: &str, words: usize) -> impl Iterator<Item = (&str, &str)> {
        let groups = self.by_key.get(key).into_iter().flatten();
        let groups = groups.filter(move |(_, own)| *own <= words);
        let groups = groups.filter_map(|&(at, _)| self.groups.get(at));
        groups.flat_map(|group| group.meant().map(|form| (form, group.why.as_str())))
    }
}

/// The key of a name: its words, each as [`word_key`], without anything between.
pub(crate) fn name_key(analyzer: &mut Analyzer, name: &str) -> String {
    let mut key = String::new();
    analyzer.each(name, |found| {
        if found.role != Role::Joined {
            key.push_str(&word_key(found.text));
        }
    });
    key
}

/// The part of a key that a folded word is: British, and singular after Harman's rule ("How effective is suffixing?",
/// Journal of the American Society for Information Science 42, 1991), which for the plurals of acronyms is also taken for
/// words in `-us`.
pub(crate) fn word_key(folded: &str) -> String {
    let word = british(folded);
    let ends = |ending: &str| word.ends_with(ending);
    let cut = |by: usize| word[..word.len() - by].to_owned();
    if word.len() < 3 || ends("ss") || !ends("s") {
        return word.into_owned();
    }
    if ends("ies") && !ends("eies") && !ends("aies") && word.len() > 4 {
        return cut(3) + "y";
    }
    if ends("sses") { cut(2) } else { cut(1) }
}

/// Words of a form between its spaces: a compound is one.
pub(super) fn words_in(form: &str) -> usize {
    form.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// True if every letter is a capital, apart from the `s` of a plural.
fn is_in_capitals(typed: &str) -> bool {
    let typed = typed.strip_suffix('s').unwrap_or(typed);
    typed.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_meet_in_its_key() {
        let mut analyzer = Analyzer::default();
        let mut key = |name: &str| name_key(&mut analyzer, name);
        for (a, b) in [
            ("Counter-Corruption Units", "countercorruption unit"),
            ("counter corruption unit", "counter\u{2011}corruption unit"),
            ("CCUs", "ccu"),
            ("areas for improvement", "areas-for improvements"),
            ("Her Majesty\u{2019}s agencies", "her majesty agency"),
            ("organized crime", "organised crime"),
            ("processes", "process"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_eq!(key("causes of concern"), key("cause of concern"));
        assert_ne!(key("areas of concern"), key("cause of concern"));
    }

    #[test]
    fn capitals_are_seen_through_a_plural() {
        assert!(is_in_capitals("PACE") && is_in_capitals("PACEs") && !is_in_capitals("Pace"));
    }
}
