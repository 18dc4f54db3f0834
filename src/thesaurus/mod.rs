//! Which words stand for the same thing: here is what a person typed, what else may it be called?
//!
//! The bundled groups are `data/thesaurus.toml`; a corpus adds to them, and switches forms off, with a `thesaurus.toml` of
//! its own. What documents themselves define is not here: the index learns it.

mod ordinary;

use serde::{Deserialize, Serialize};

pub(crate) use ordinary::is_ordinary;

use crate::{Error, ErrorKind, Result};

/// The groups that come with the program, as they are in `data/thesaurus.toml`, in a form that is read in a fraction of the
/// time: a process that answers one question reads them.
const BUNDLED: &str = include_str!("data/thesaurus.json");

/// Longest form in characters: a name, not a paragraph.
const MAX_FORM: usize = 200;

/// Words and phrases that stand for the same thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Each of these stands for all the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// One-way: what is typed as one of these stands for `to` as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// What `from` stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Why, in a line; may be empty in a corpus's own group.
    #[serde(default)]
    pub why: String,
}

impl Group {
    /// Every form that, typed, stands for others too.
    pub fn typed(&self) -> impl Iterator<Item = &str> {
        self.same.iter().chain(&self.from).map(String::as_str)
    }

    /// What a form that was typed may stand for; it may be among them itself.
    pub fn meant(&self) -> impl Iterator<Item = &str> {
        self.same.iter().chain(&self.to).map(String::as_str)
    }

    fn mistake(&self) -> Option<String> {
        let one_way = !self.from.is_empty() || !self.to.is_empty();
        if one_way && !self.same.is_empty() {
            return Some("a group has either `same`, or `from` and `to`".to_owned());
        }
        if self.same.len() < 2 && (self.from.is_empty() || self.to.is_empty()) {
            return Some("a group needs two forms under `same`, or `from` and `to`".to_owned());
        }
        let forms = self.same.iter().chain(&self.from).chain(&self.to);
        forms.map(String::as_str).find_map(mistake_of_form)
    }
}

/// What the `thesaurus.toml` of a corpus says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Its groups.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Forms that stand for themselves alone, whatever a group or a document says.
    #[serde(default)]
    pub off: Vec<String>,
}

impl Added {
    /// Reads a `thesaurus.toml`: `off = ["form"]`, then `[[group]]`s with `same`, or `from` and `to`, and `why`.
    ///
    /// # Errors
    /// `Input` with the line of the mistake.
    pub fn read(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let what = error.message().lines().next().unwrap_or_default();
            broken(text, error.span().map_or(0, |span| span.start), what)
        })?;
        for group in &file.group {
            if let Some(mistake) = group.get_ref().mistake() {
                return Err(broken(text, group.span().start, &mistake));
            }
        }
        for form in &file.off {
            if let Some(mistake) = mistake_of_form(form.get_ref()) {
                return Err(broken(text, form.span().start, &mistake));
            }
        }
        let groups = file.group.into_iter().map(toml::Spanned::into_inner).collect();
        Ok(Self { groups, off: file.off.into_iter().map(toml::Spanned::into_inner).collect() })
    }

    /// The same with what `other` says after it.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.groups.extend(other.groups);
        self.off.extend(other.off);
        self
    }
}

/// The shape of the file, with the places for a message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<toml::Spanned<Group>>,
    #[serde(default)]
    off: Vec<toml::Spanned<String>>,
}

/// Every group that holds, and the forms that are off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thesaurus {
    /// The bundled groups, then those of the corpus.
    pub groups: Vec<Group>,
    /// Forms that stand for themselves alone.
    pub off: Vec<String>,
}

impl Thesaurus {
    /// The groups that come with the program.
    #[must_use]
    pub fn bundled() -> Self {
        let Added { groups, off } = serde_json::from_str(BUNDLED).unwrap_or_default();
        Self { groups, off }
    }

    /// The same with what a corpus adds.
    #[must_use]
    pub fn with(mut self, added: &Added) -> Self {
        self.groups.extend(added.groups.iter().cloned());
        self.off.extend(added.off.iter().cloned());
        self
    }
}

/// True for what is written as an acronym: one word with at least two capitals.
#[must_use]
pub fn is_acronym(form: &str) -> bool {
    let single = !form.chars().any(char::is_whitespace);
    single && form.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn mistake_of_form(form: &str) -> Option<String> {
    if !form.contains(char::is_alphanumeric) {
        return Some(format!("the form `{form}` holds no letter or digit"));
    }
    let long = form.chars().count() > MAX_FORM;
    long.then(|| format!("a form is longer than {MAX_FORM} characters"))
}

fn broken(text: &str, at: usize, what: &str) -> Error {
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    Error::new(ErrorKind::Input, format!("line {line}: {what}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_bundled_groups_are_whole() {
        let bundled = Added::read(include_str!("data/thesaurus.toml")).unwrap();
        assert_eq!(Thesaurus::bundled().groups, bundled.groups);
        assert!(bundled.groups.len() >= 60 && bundled.off.is_empty());
        let mut seen = BTreeSet::new();
        for group in &bundled.groups {
            assert!(!group.why.is_empty(), "{group:?}");
            for form in group.same.iter().chain(&group.from).chain(&group.to) {
                assert!(seen.insert(form.to_lowercase()), "`{form}` stands in two groups");
            }
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, expected) in [
            ("[[group]]\nsame = [\"a\"]\n", "line 1: a group needs two forms"),
            ("\n[[group]]\nsame = [\"a\", \"b\"]\nto = [\"c\"]\n", "line 2: a group has either"),
            ("[[group]]\nsame = [\"a\", \"...\"]\n", "line 1: the form `...` holds no letter"),
            ("off = [\n\"a\",\n\"-\"]\n", "line 3: the form `-` holds no letter"),
            ("[[group]]\nsam = [\"a\", \"b\"]\n", "line 2: unknown field `sam`"),
            ("off = [\"a\"\n", "line "),
        ] {
            let error = Added::read(text).unwrap_err();
            assert!(error.message.starts_with(expected), "{text:?}: {}", error.message);
        }
        let one_way = Added::read("[[group]]\nfrom = [\"x\"]\nto = [\"y\", \"z\"]\n").unwrap();
        assert_eq!(one_way.groups[0].typed().collect::<Vec<_>>(), ["x"]);
        assert_eq!(one_way.groups[0].meant().collect::<Vec<_>>(), ["y", "z"]);
    }
}
