//! The words of the field, as plain values: what a report says once it has been read.
//!
//! Nothing here does input or output. The other rooms of the house pass these values on: `parse` makes a
//! [`Report`], `index` stores it, `analyse` counts its [`Attestation`]s, `render` prints it.

mod capture;
mod copies;
mod cycle;
mod evidence;
mod finding;
mod force;
mod grade;
mod judgment;
mod kind;
mod language;
mod note;
mod pillar;
mod record;

pub use capture::Capture;
pub(crate) use copies::{Dated, Taken, latest_dated_first, latest_first, shared};
pub use cycle::Cycle;
pub use evidence::{Evidence, How, Quote};
pub use finding::{Finding, FindingKind};
pub use force::{Family, Force, ForceKind};
pub use grade::{Grade, Outcome, Scale};
pub use judgment::{Attestation, Inspection, JudgmentKey, Subject};
pub use kind::{DocKind, Programme};
pub use language::Language;
pub use note::{Note, Severity};
pub use pillar::Pillar;
pub use record::Report;

/// A byte range `[start, end)` in the canonical text of a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset one past the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`; an `end` before `start` gives an empty span at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True for a range that holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Self {
        Self::new(start, end)
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}
