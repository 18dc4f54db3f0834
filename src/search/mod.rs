//! From a query to ranked findings: here is what was asked, give me the findings, the counts and what was done.

mod also;
mod answer;
mod asked;
mod best;
mod cells;
mod census;
mod columns;
mod count;
mod cursor;
mod distinct;
mod emptied;
mod every;
mod explain;
mod extent;
mod fold;
mod frequencies;
mod highlight;
mod hints;
mod known;
mod list;
mod names;
mod occurrences;
mod pass;
mod passage;
mod rank;
mod ranked;
mod rarity;
mod reading;
mod report_refs;
mod reports;
mod respell;
mod run_together;
mod sides;
mod similar;
mod some;
mod sort;
mod spelled;
mod speller;
mod standing;
mod subjects;
mod succession;
mod suggest;
mod table;
mod together;
mod typo;
mod units;
mod values;
mod weights;
mod written;

use serde::Serialize;

pub use crate::index::Meaning;
pub use also::{Also, Understood, understood};
pub use answer::{MAX_HITS, search, search_ranked};
pub use census::{Census, WordCount};
pub use count::{
    check_filters, copies_of, count_findings, for_each_finding, for_each_finding_of_reports,
    inspections_by, matching_inspections, matching_reports, reports_matching,
};
pub use every::{Every, Sequence, every};
pub use explain::Explanation;
pub use extent::{Extent, extent};
pub use fold::Folded;
pub use frequencies::frequencies;
pub use known::known_names;
pub use occurrences::{Marked, Marking, Occurrence, Occurrences, occurrences};
pub(crate) use passage::sentences;
pub use ranked::{Ranked, ranked};
pub(crate) use rarity::rarity;
pub(crate) use reading::GAP;
pub use reading::Words;
pub use sides::{Part, Side, Sided, Sides, one_side, sides};
pub use similar::{Elsewhere, similar};
pub use sort::Sort;
pub use succession::Succession;
pub use suggest::{Suggestion, SuggestionKind, suggest};
pub use table::{Findings, Key, Measure, Values, body_value, days};
pub use together::asks_alone;
pub use units::Unit;

use crate::query::{FieldTest, Query};
use crate::report::{DocKind, Finding, Span};

/// What is asked of `search`, whichever door it came through.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query.
    pub query: Query,
    /// The filters given as options, one test a field: values of one field are joined by OR, fields by AND.
    pub filters: Vec<FieldTest>,
    /// Hits to return, at most 10,000; 0 only counts.
    pub limit: usize,
    /// Hits to pass over; `offset + limit` is at most 10,000.
    pub offset: usize,
    /// `--all`: every plain word must match, nothing is set apart below.
    pub all: bool,
    /// In which order the findings are listed, and what a hit stands for.
    pub listing: Listing,
    /// Whether the findings are counted by facets; else [`Answer::facets`] is empty.
    pub facets: bool,
}

impl SearchRequest {
    /// The request for the first ten hits, and the facets.
    #[must_use]
    pub fn new(query: Query) -> Self {
        let (filters, listing) = (Vec::new(), Listing::default());
        Self { query, filters, limit: 10, offset: 0, all: false, listing, facets: true }
    }
}

/// How findings are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// True to show every finding; else those that say the same fold under the best of them.
    pub unfold: bool,
    /// True to leave out copies of findings, which no number counts: each counts in the latest document that holds it. Else they stand
    /// in the list, where they fold under what they repeat.
    pub once: bool,
    /// By what they are sorted. With another order than by score nothing is set apart below.
    pub sort: Sort,
    /// True to turn the order round; unknown values stay last. Not for [`Sort::Score`].
    pub reverse: bool,
    /// What a hit stands for. With another unit than findings nothing folds and nothing is set apart below.
    pub unit: Unit,
    /// The cursor of the page before: [`Answer::next`]. Takes the place of an offset and reaches any depth.
    pub after: Option<String>,
    /// Whether to tell of each hit why it scores what it scores.
    pub explain: bool,
}

/// Whether a hit holds all that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// All of it.
    All,
    /// Some of the plain words.
    Some,
}

/// A finding in the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place in the list, from 1.
    pub rank: usize,
    /// Whether it holds all of the words.
    pub matched: Match,
    /// Its score; higher is better; comparable within one answer only.
    pub score: f32,
    /// The finding.
    pub finding: Finding,
    /// The report it stands in.
    pub report: ReportRef,
    /// Byte ranges in the finding's text that the query matched; a phrase or compound is one range.
    pub highlights: Vec<Span>,
    /// The findings folded under it.
    pub folded: Option<Folded>,
    /// The findings that match in its unit; `None` where the unit is a finding.
    pub unit_findings: Option<u64>,
    /// The part of the text that tells most of what was asked for; all of it if it is short.
    pub passage: Span,
    /// Ranges that only another name of what was asked for matched: sorted, apart from each other and from `highlights`.
    pub also_highlights: Vec<Span>,
    /// Its score as a tree of sums, if [`Listing::explain`] asks for it.
    pub explanation: Option<Explanation>,
}

/// The report of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRef {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: DocKind,
    /// Its title.
    pub title: Option<String>,
    /// Its path within the corpus.
    pub path: String,
}

/// A field by which findings, judgments and reports are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The body.
    Force,
    /// Its region.
    Region,
    /// The cycle.
    Year,
    /// The grade or the state without one.
    Grade,
    /// The pillar.
    Pillar,
    /// The kind of finding.
    Kind,
    /// The programme.
    Programme,
    /// The question or area.
    Question,
    /// The kind of document.
    DocKind,
    /// The day of publication of the report: no field of a query, and no facet.
    Published,
}

impl Dimension {
    /// Every dimension that a query can name too.
    pub const ALL: [Self; 9] = [
        Self::Force,
        Self::Region,
        Self::Year,
        Self::Grade,
        Self::Pillar,
        Self::Kind,
        Self::Programme,
        Self::Question,
        Self::DocKind,
    ];

    /// The name in options, JSON keys and table heads.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Force => "force",
            Self::Region => "region",
            Self::Year => "year",
            Self::Grade => "grade",
            Self::Pillar => "pillar",
            Self::Kind => "kind",
            Self::Programme => "programme",
            Self::Question => "question",
            Self::DocKind => "doc_kind",
            Self::Published => "published",
        }
    }
}

/// A value of a dimension: what is counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket {
    /// The value as in JSON (a slug); `None` where the field has no value.
    pub value: Option<String>,
    /// How a reader calls it (a force's full name); equal to the value where there is nothing better.
    /// Two bodies that share a slug differ here.
    pub label: String,
}

/// The counts of one facet, most findings first, then by value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which field.
    pub dimension: Dimension,
    /// Value and number of findings.
    pub values: Vec<(Bucket, u64)>,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The hits of this page, best first; those that match only some words last.
    pub hits: Vec<Hit>,
    /// Findings that match all of it.
    pub findings: u64,
    /// Copies of findings that match all of it, which are in no other number: each counts in the latest document that holds it.
    pub copies: u64,
    /// Distinct reports of those findings.
    pub reports: u64,
    /// Distinct inspections of those findings.
    pub inspections: u64,
    /// Facets over those findings by the exclusion rule: each ignores its own filter and obeys all others.
    /// In the order force, year, grade, kind, pillar.
    pub facets: Vec<FacetCounts>,
    /// What the reader should know: the word that empties the result, what it may have meant.
    pub hints: Vec<String>,
    /// The words that no finding holds and that the hits set apart are found by other words for.
    pub corrected: Vec<Correction>,
    /// Whole queries that may have been meant and that find something, likeliest first.
    pub suggestions: Vec<Alternative>,
    /// The cursor of the next page; `None` at the end of the list, and where no hits were asked for.
    pub next: Option<String>,
    /// Number of units of those findings; `None` where the unit is a finding.
    pub units: Option<u64>,
    /// Findings that belong to no unit, as a finding about no one body belongs to no force.
    pub without_unit: u64,
    /// What the words also stood for, in the order of the query.
    pub also: Vec<Also>,
}

/// A word of a plain query that no finding holds in any form, and the word it clearly was meant for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The word as typed; two words where a space was too many.
    pub typed: String,
    /// The word of the findings; several where a space was missing.
    pub read_as: String,
}

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// The query in its canonical form.
    pub query: String,
    /// Findings that match it under the same filters.
    pub findings: u64,
}

/// The span of a highlight, re-exported for callers that only render.
pub type Highlight = Span;

#[cfg(test)]
mod also_tests;
#[cfg(test)]
mod census_tests;
#[cfg(test)]
mod copies_tests;
#[cfg(test)]
mod counted_tests;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod help_tests;
#[cfg(test)]
mod list_tests;
#[cfg(test)]
mod occurrences_tests;
#[cfg(test)]
mod ranked_tests;
#[cfg(test)]
mod tests;
