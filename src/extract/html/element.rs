//! An element of a page, with what is read of it: its name and a few attributes.

use std::borrow::Cow;
use std::ops::Range;

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// In lower case.
    pub(super) name: Cow<'a, str>,
    /// Names and values, entities decoded; each name once.
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// Where the value of `alt` stands in the page.
    pub(super) alt_place: Option<Range<usize>>,
}

impl Element<'_> {
    /// The name, in lower case.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value of an attribute.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| &**value)
    }

    /// Its classes, as written.
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attr("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Its id, as written.
    pub(super) fn id(&self) -> Option<&str> {
        self.attr("id")
    }
}
