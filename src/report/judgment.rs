use serde::{Deserialize, Serialize};

use super::{Cycle, Force, Outcome, Pillar, Programme, Span};

/// What a judgment is about within its pillar.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The pillar, or the whole inspection where there are no pillars.
    Overall,
    /// A numbered question of the pillar.
    Question(u16),
    /// A named area (PEEL from 2021/22, fire), as a slug such as `investigating_crime`.
    Area(String),
}

impl Subject {
    /// The question's number, if the subject is one.
    #[must_use]
    pub fn question(&self) -> Option<u16> {
        match self {
            Self::Question(number) => Some(*number),
            _ => None,
        }
    }
}

/// One answer of the inspectorate, whatever number of documents state it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JudgmentKey {
    /// The body judged.
    pub force: Force,
    /// The series; `None` if the document does not tell.
    pub programme: Option<Programme>,
    /// The round; `None` if the document does not settle it.
    pub cycle: Option<Cycle>,
    /// The strand; `None` where the programme has none.
    pub pillar: Option<Pillar>,
    /// Overall, a question or an area.
    pub subject: Subject,
}

/// A document's statement of one judgment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Which judgment.
    pub judgment: JudgmentKey,
    /// The question or area as printed, if it is.
    pub question_text: Option<String>,
    /// The grade, or why there is none.
    pub outcome: Outcome,
    /// True for the grade of an earlier cycle, quoted in passing.
    pub retrospective: bool,
    /// True where the document only repeats what the inspectorate said elsewhere.
    pub second_hand: bool,
    /// Where the document says so.
    pub span: Span,
    /// The words at `span`, shortened to one sentence or line.
    pub quote: String,
    /// The rule that read it, such as `label line` or `summary stem`.
    pub rule: String,
    /// The round whose inspection the grade rests on, where this round did not inspect the question anew.
    #[serde(default)]
    pub carried_over_from: Option<Cycle>,
    /// The page on which the document says so, from 1; `None` where it has no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// One inspection: the reports and releases about it belong together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Inspection {
    /// The body inspected, as [`Force::key`].
    pub force: String,
    /// The series.
    pub programme: Option<Programme>,
    /// The round.
    pub cycle: Option<Cycle>,
    /// The strand.
    pub pillar: Option<Pillar>,
}

impl Inspection {
    /// `force|programme|cycle|pillar`, with `-` for what is unknown: the identity of the inspection as text.
    #[must_use]
    pub fn key(&self) -> String {
        format!(
            "{}|{}|{}|{}",
            self.force,
            self.programme.map_or("-", Programme::slug),
            self.cycle.map_or_else(|| "-".to_owned(), |cycle| cycle.to_string()),
            self.pillar.as_ref().map_or("-", Pillar::slug),
        )
    }

    /// The body in an [`Inspection::key`].
    #[must_use]
    pub fn force_of(key: &str) -> Option<&str> {
        key.rsplitn(4, '|').nth(3)
    }

    /// The inspection with this [`Inspection::key`].
    #[must_use]
    pub fn read(key: &str) -> Option<Self> {
        let mut parts = key.rsplitn(4, '|');
        let (pillar, cycle, programme) = (parts.next()?, parts.next()?, parts.next()?);
        let known = |part: &str| part != "-";
        Some(Self {
            force: parts.next()?.to_owned(),
            programme: if known(programme) { Some(programme.parse().ok()?) } else { None },
            cycle: if known(cycle) { Some(cycle.parse().ok()?) } else { None },
            pillar: known(pillar).then(|| Pillar::from(pillar.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cycle, Inspection, Pillar, Programme};

    #[test]
    fn an_inspection_is_read_back_from_its_key() {
        let whole = Inspection {
            force: "police:kent".to_owned(),
            programme: Some(Programme::Peel),
            cycle: Cycle::range(2018, 2019),
            pillar: Some(Pillar::Legitimacy),
        };
        let bare = Inspection { programme: None, cycle: None, pillar: None, ..whole.clone() };
        for inspection in [whole, bare] {
            assert_eq!(Inspection::force_of(&inspection.key()), Some("police:kent"));
            assert_eq!(Inspection::read(&inspection.key()), Some(inspection));
        }
        assert_eq!(Inspection::force_of("police:kent"), None);
        assert_eq!(Inspection::read("police:kent"), None);
    }
}
