use std::fmt;

use serde::{Deserialize, Serialize};

/// Letters of the longest name, `effectiveness`.
const MOST_LETTERS: usize = 13;

/// The strand of an inspection that a judgment belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Pillar {
    /// How effective the force is.
    Effectiveness,
    /// How efficient the force is.
    Efficiency,
    /// How legitimate the force is.
    Legitimacy,
    /// How well led the force is (2015 and 2016).
    Leadership,
    /// How well a fire and rescue service looks after its people.
    People,
    /// A strand that only structured input names, as a slug.
    Named(String),
}

impl Pillar {
    /// The pillars of the programmes.
    pub const ALL: [Self; 5] =
        [Self::Effectiveness, Self::Efficiency, Self::Legitimacy, Self::Leadership, Self::People];

    /// The name used in JSON, facets and queries.
    #[must_use]
    pub fn slug(&self) -> &str {
        match self {
            Self::Effectiveness => "effectiveness",
            Self::Efficiency => "efficiency",
            Self::Legitimacy => "legitimacy",
            Self::Leadership => "leadership",
            Self::People => "people",
            Self::Named(slug) => slug,
        }
    }

    /// The pillar called `text` exactly, in any case; `None` for any other text.
    #[must_use]
    pub fn known(text: &str) -> Option<Self> {
        // Whole lines of text are asked: most have more letters than any name.
        if text.bytes().filter(u8::is_ascii_alphanumeric).nth(MOST_LETTERS).is_some() {
            return None;
        }
        let name = super::kind::normal_name(text);
        Self::ALL.into_iter().find(|pillar| pillar.slug() == name)
    }
}

impl From<String> for Pillar {
    fn from(text: String) -> Self {
        Self::known(&text).unwrap_or_else(|| Self::Named(super::kind::normal_name(&text)))
    }
}

impl From<Pillar> for String {
    fn from(pillar: Pillar) -> Self {
        pillar.slug().to_owned()
    }
}

impl fmt::Display for Pillar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}
