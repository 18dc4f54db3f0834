use serde::{Deserialize, Serialize};

use super::Span;

/// How a field of a report came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The document says it in so many words.
    Stated,
    /// It follows from what the document says.
    Inferred,
    /// A sidecar, a manifest, an address or a file name gives it.
    Supplied,
    /// The text does not settle it.
    Unknown,
}

/// Why a field has the value it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Stated, inferred, supplied or unknown.
    pub how: How,
    /// The rule, in words a reader can check.
    pub rule: String,
    /// The words that the rule rests on, with their places.
    pub quotes: Vec<Quote>,
}

impl Evidence {
    /// Evidence without a quotation.
    #[must_use]
    pub fn new(how: How, rule: impl Into<String>) -> Self {
        Self { how, rule: rule.into(), quotes: Vec::new() }
    }

    /// The same with one more quotation.
    #[must_use]
    pub fn quoting(mut self, text: impl Into<String>, span: Span) -> Self {
        self.quotes.push(Quote { text: text.into(), span, page: None });
        self
    }
}

/// Words of the document and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Their place in the canonical text.
    pub span: Span,
    /// The page they begin on, from 1; `None` where the document has no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}
