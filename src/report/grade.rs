use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Cycle, Programme};

/// A grade, ordered from worst to best. The order holds within one [`Scale`] only: the inspectorate says that
/// grades before and after a change of scale cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Serious or critical failings.
    Inadequate,
    /// Few of the characteristics of good.
    RequiresImprovement,
    /// Some of the characteristics of good; exists on the five-tier scale only.
    Adequate,
    /// The standard expected.
    Good,
    /// Substantially exceeds good.
    Outstanding,
}

impl Grade {
    /// Every grade, worst first.
    pub const ALL: [Self; 5] = [
        Self::Inadequate,
        Self::RequiresImprovement,
        Self::Adequate,
        Self::Good,
        Self::Outstanding,
    ];

    /// The name used in JSON, in facets and in queries: lower case, words joined by `_`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Inadequate => "inadequate",
            Self::RequiresImprovement => "requires_improvement",
            Self::Adequate => "adequate",
            Self::Good => "good",
            Self::Outstanding => "outstanding",
        }
    }

    /// The name as a reader writes it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RequiresImprovement => "requires improvement",
            other => other.slug(),
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

impl FromStr for Grade {
    type Err = ();

    /// Reads a grade by name, in any case, with space, `_` or `-` between words. Nothing else is a grade.
    fn from_str(text: &str) -> Result<Self, ()> {
        let name = super::kind::normal_name(text);
        Self::ALL.into_iter().find(|grade| grade.slug() == name).ok_or(())
    }
}

/// The ladder on which a grade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Outstanding, good, requires improvement, inadequate: to PEEL 2018/19 and fire 2021/22.
    FourTier,
    /// The four and adequate: PEEL from 2021/22, fire from 2023-25.
    FiveTier,
}

impl Scale {
    /// The name used in facets: `four-tier` or `five-tier`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::FourTier => "four-tier",
            Self::FiveTier => "five-tier",
        }
    }

    /// The scale in force for a programme in a cycle; a grade of `adequate` settles an unknown one.
    ///
    /// Outside PEEL and fire the change is dated by PEEL's: inspections from 2021 on use five tiers.
    #[must_use]
    pub fn of(programme: Option<Programme>, cycle: Option<Cycle>, grade: Grade) -> Self {
        if grade == Grade::Adequate {
            return Self::FiveTier;
        }
        let first_of_five = if programme == Some(Programme::Fire) { 2023 } else { 2021 };
        match cycle {
            Some(cycle) if cycle.first() >= first_of_five => Self::FiveTier,
            _ => Self::FourTier,
        }
    }
}

/// What an inspection says in the place where a grade may stand. The states without a grade are kept apart:
/// never graded, not graded yet, not inspected and lost on the way are four different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A grade was given.
    Graded(Grade),
    /// To be graded: the inspection has not been published yet.
    NotYetGraded,
    /// The question is never graded.
    Ungraded,
    /// The inspection was not carried out or gave no graded judgment this time.
    NotCarriedOut,
    /// The layout has a grade here and this copy of the text lost it.
    Lost,
}

impl Outcome {
    /// The grade, if one was given.
    #[must_use]
    pub fn grade(self) -> Option<Grade> {
        match self {
            Self::Graded(grade) => Some(grade),
            _ => None,
        }
    }

    /// The name of the state in JSON: `graded`, `not_yet_graded`, `ungraded`, `not_carried_out` or `lost`.
    #[must_use]
    pub fn state(self) -> &'static str {
        match self {
            Self::Graded(_) => "graded",
            Self::NotYetGraded => "not_yet_graded",
            Self::Ungraded => "ungraded",
            Self::NotCarriedOut => "not_carried_out",
            Self::Lost => "lost",
        }
    }

    /// The grade's slug or the state's name: one word that tells all.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.grade().map_or_else(|| self.state(), Grade::slug)
    }
}
