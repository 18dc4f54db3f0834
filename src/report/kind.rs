use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Lower case, with every run of spaces, `-`, `_` and the like as one `_`.
pub(super) fn normal_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(name.trim_end_matches('_').len());
    name
}

/// What sort of document a report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocKind {
    /// A page of an assessment: PEEL or fire, landing, pillar or whole.
    Assessment,
    /// An inspection report on one body or a region: crime data, child protection, vetting, custody.
    Report,
    /// A news release of the inspectorate, or a page of many.
    Release,
    /// A national or regional page over many bodies.
    Overview,
    /// A thematic report, a yearly assessment of all policing, a super-complaint.
    Thematic,
    /// A letter or a monitoring decision.
    Letter,
    /// An answer by a commissioner, a force or a government: second hand.
    Response,
    /// Press: second hand.
    News,
    /// Frameworks, consultations, glossaries, structured files and what could not be told.
    Other,
}

impl DocKind {
    /// Every kind, in the order of trust.
    pub const ALL: [Self; 9] = [
        Self::Assessment,
        Self::Report,
        Self::Release,
        Self::Overview,
        Self::Thematic,
        Self::Letter,
        Self::Response,
        Self::News,
        Self::Other,
    ];

    /// The name used in JSON and queries.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Report => "report",
            Self::Release => "release",
            Self::Overview => "overview",
            Self::Thematic => "thematic",
            Self::Letter => "letter",
            Self::Response => "response",
            Self::News => "news",
            Self::Other => "other",
        }
    }

    /// True for documents that only repeat what the inspectorate said elsewhere.
    #[must_use]
    pub fn is_second_hand(self) -> bool {
        matches!(self, Self::Response | Self::News)
    }
}

impl FromStr for DocKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let name = normal_name(text);
        Self::ALL.into_iter().find(|kind| kind.slug() == name).ok_or(())
    }
}

impl fmt::Display for DocKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

/// A series of inspections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// Police effectiveness, efficiency and legitimacy.
    Peel,
    /// Fire and rescue services.
    Fire,
    /// Crime data integrity.
    CrimeDataIntegrity,
    /// National child protection inspections.
    ChildProtection,
    /// Vetting, professional standards and counter-corruption.
    Vetting,
    /// Serious and organised crime by region.
    SeriousOrganisedCrime,
    /// Police custody, joint with the prisons inspectorate.
    Custody,
}

impl Programme {
    /// Every programme.
    pub const ALL: [Self; 7] = [
        Self::Peel,
        Self::Fire,
        Self::CrimeDataIntegrity,
        Self::ChildProtection,
        Self::Vetting,
        Self::SeriousOrganisedCrime,
        Self::Custody,
    ];

    /// The name used in JSON, facets and queries.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Peel => "peel",
            Self::Fire => "fire",
            Self::CrimeDataIntegrity => "crime_data_integrity",
            Self::ChildProtection => "child_protection",
            Self::Vetting => "vetting",
            Self::SeriousOrganisedCrime => "serious_organised_crime",
            Self::Custody => "custody",
        }
    }
}

impl FromStr for Programme {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let name = normal_name(text);
        Self::ALL.into_iter().find(|programme| programme.slug() == name).ok_or(())
    }
}

impl fmt::Display for Programme {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}
