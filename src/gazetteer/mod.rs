//! Which bodies there are, by which names: here is a name or a text, give me the forces in it.

use crate::Result;
use crate::report::{Family, Force};

/// Every known body with its names.
#[derive(Debug, Clone)]
pub struct Gazetteer {}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Byte offset of the name.
    pub start: usize,
    /// Byte offset past the name.
    pub end: usize,
    /// The bodies that bear the name, police before fire: more than one where a place name is shared.
    pub forces: Vec<&'a Force>,
    /// True if the name is the full name or says what sort of body it is; false for a bare place name.
    pub full: bool,
}

impl Gazetteer {
    /// The bodies that come with the program: police forces, agencies, regional units, fire services.
    #[must_use]
    pub fn bundled() -> Self {
        Self {}
    }

    /// The same with the rows of a `gazetteer.csv` (columns `slug,name,aliases,region,country,kind`) added.
    ///
    /// # Errors
    /// `Input` with the line, if a row cannot be read.
    pub fn with_csv(self, _csv: &str) -> Result<Self> {
        Ok(self)
    }

    /// The rows added by [`Gazetteer::with_csv`], as CSV: what an index keeps so that queries know its bodies.
    #[must_use]
    pub fn added_csv(&self) -> String {
        String::new()
    }

    /// Every body, in the order of the files.
    pub fn forces(&self) -> impl Iterator<Item = &Force> {
        std::iter::empty()
    }

    /// The bodies called `name` exactly (slug, full name or alias, in any case, `&` as `and`, hyphens as spaces).
    #[must_use]
    pub fn named(&self, _name: &str) -> Vec<&Force> {
        Vec::new()
    }

    /// The body with this slug in this family.
    #[must_use]
    pub fn get(&self, _family: Family, _slug: &str) -> Option<&Force> {
        None
    }

    /// Names in the gazetteer close to `name`, best first, for "did you mean".
    #[must_use]
    pub fn similar(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// Every region, sorted.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        Vec::new()
    }

    /// Every name in `text`, longest match first, at word bounds, left to right.
    #[must_use]
    pub fn mentions<'a>(&'a self, _text: &str) -> Vec<Mention<'a>> {
        Vec::new()
    }
}
