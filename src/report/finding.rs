use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Cycle, Force, Outcome, Pillar, Programme, Span};

/// The passage that search returns.
///
/// What is not known is left out of its JSON: a record of an index names half of its fields only to say nothing of them otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `REPORT-N`: the id of the report and the finding's number in it, from 1.
    pub id: String,
    /// The id that structured input gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// What sort of passage.
    pub kind: FindingKind,
    /// The body it is about; `None` for national findings and where the text leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force: Option<Force>,
    /// The series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<Programme>,
    /// The round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
    /// The strand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pillar: Option<Pillar>,
    /// The number of the question it stands under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<u16>,
    /// The question or area it stands under, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_text: Option<String>,
    /// What the nearest judgment above it says: the question's, else the overall one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The nearest sub-heading above it, or the title that structured input gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The passage, white space folded within paragraphs, paragraphs joined by one newline.
    pub text: String,
    /// Where it stands in the canonical text.
    pub span: Span,
    /// The page in a paged format, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The round that `outcome` is carried over from, where its own round did not inspect the question anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_over_from: Option<Cycle>,
}

macro_rules! finding_kinds {
    ($($(#[$doc:meta])* $variant:ident = $slug:literal | $($alias:literal)|+),+ $(,)?) => {
        /// What sort of passage a [`Finding`] is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FindingKind {
            $($(#[$doc])* $variant,)+
        }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in JSON, facets and queries.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)+ }
            }
        }

        impl FromStr for FindingKind {
            type Err = ();

            /// Reads a kind by its name or a short form (`afi`, `coc`), in any case, with any separator.
            fn from_str(text: &str) -> Result<Self, ()> {
                let name = super::kind::normal_name(text);
                match name.as_str() {
                    $($slug $(| $alias)+ => Ok(Self::$variant),)+
                    _ => Err(()),
                }
            }
        }
    };
}

finding_kinds! {
    /// The opening paragraphs that sum an assessment up.
    Summary = "summary" | "overview",
    /// A sentence or label that gives a grade.
    Judgment = "judgment" | "judgement",
    /// The prose under a question or heading.
    Narrative = "narrative" | "finding" | "prose",
    /// An item under `Areas for improvement`.
    AreaForImprovement = "area_for_improvement" | "afi" | "areas_for_improvement",
    /// A cause of concern.
    CauseOfConcern = "cause_of_concern" | "coc" | "causes_of_concern",
    /// A recommendation.
    Recommendation = "recommendation" | "recommendations" | "rec",
    /// Innovative, promising, notable, good or effective practice.
    Practice = "practice" | "innovative_practice" | "promising_practice" | "notable_practice" | "good_practice" | "effective_practice",
    /// The words of a named person.
    Quotation = "quotation" | "quote",
}

impl fmt::Display for FindingKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}
