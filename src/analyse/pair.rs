use crate::report::{Cycle, Force, Outcome, Pillar, Programme, Scale, Subject};

use super::framework::{Break, Topic};

/// The grades of two rounds of one programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// The series.
    pub programme: Programme,
    /// The earlier round.
    pub from: Cycle,
    /// The later round.
    pub to: Cycle,
    /// Why nothing can be compared between them, if so.
    pub broken: Option<Break>,
    /// The grades that both rounds use, where nothing is broken.
    pub scale: Option<Scale>,
    /// One pair a body, pillar and topic of which either round says something, by the name of the body.
    pub pairs: Vec<Pair>,
    /// What the numbers are of.
    pub of: Of,
    /// Other programmes with two rounds that could have been compared, with those rounds.
    pub others: Vec<(Programme, Cycle, Cycle)>,
}

/// Denominators of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Of {
    /// Bodies with a pair that was compared.
    pub forces: u64,
    /// Bodies that pass the filters: those the gazetteer lists for the programme and those it did inspect.
    pub forces_listed: u64,
    /// Pillars with a pair that was compared; `None` where a round has no pillars.
    pub pillars: Option<u64>,
    /// Pillars that both rounds grade and that pass the filters.
    pub pillars_asked: Option<u64>,
    /// Grades of the earlier round that pass the filters, of whatever topic.
    pub graded_from: u64,
    /// Grades of the later round.
    pub graded_to: u64,
}

/// One subject in two rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The body.
    pub force: Force,
    /// The strand.
    pub pillar: Option<Pillar>,
    /// What is judged.
    pub topic: Topic,
    /// The earlier round's side.
    pub from: Side,
    /// The later round's side.
    pub to: Side,
    /// What came of comparing them.
    pub verdict: Verdict,
}

/// What one round says of a subject.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// Overall, or the question or area as this round has it; `None` if it does not ask.
    pub subject: Option<Subject>,
    /// The question as printed, else as the framework of the round words it.
    pub text: Option<String>,
    /// The answer; `None` if there is none.
    pub outcome: Option<Outcome>,
    /// The round it is carried over from, if it was not inspected anew.
    pub carried_over_from: Option<Cycle>,
    /// How it is known if not from the inspectorate's own word on its current round: [`Apart::Retrospective`] or
    /// [`Apart::SecondHand`].
    pub hearsay: Option<Apart>,
    /// Ids of the reports that state it, sorted.
    pub reports: Vec<String>,
    /// True if documents give it different grades.
    pub contradicted: bool,
}

/// What came of comparing the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They could be compared.
    Compared(Move),
    /// They could not, because of what one round lacks; `None` if it is for both rounds.
    Apart(Apart, Option<Cycle>),
}

/// How a grade moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// Better.
    Up,
    /// Worse.
    Down,
    /// The same grade.
    Same,
    /// Graded now; the inspectorate gave no grade then (ungraded, not carried out).
    New,
    /// Graded then; the inspectorate gives no grade now.
    Gone,
}

/// Why two sides are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// The rounds grade on different scales.
    OtherScale,
    /// The inspectorate says that the rounds cannot be compared.
    OtherFramework,
    /// The round did not ask it.
    NotAsked,
    /// Asked and never graded, or no grade given.
    Ungraded,
    /// Not inspected that round.
    NotCarriedOut,
    /// The page was published before the grade.
    NotYetGraded,
    /// The copy of the text lost the grade.
    Lost,
    /// A document about the inspection is here and gives no such answer.
    NotStated,
    /// Only a later document mentions the grade.
    Retrospective,
    /// Only second-hand documents state it.
    SecondHand,
    /// The round gives two different answers, as a question and as an area.
    TwoAnswers,
    /// No document about the inspection is here.
    NotInCorpus,
}

impl Move {
    /// Every move, in the order of rows.
    pub const ALL: [Self; 5] = [Self::Up, Self::Down, Self::New, Self::Gone, Self::Same];

    /// The name in options and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

impl Apart {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::OtherScale,
        Self::OtherFramework,
        Self::NotAsked,
        Self::Ungraded,
        Self::NotCarriedOut,
        Self::NotYetGraded,
        Self::Lost,
        Self::NotStated,
        Self::Retrospective,
        Self::SecondHand,
        Self::TwoAnswers,
        Self::NotInCorpus,
    ];

    /// The name in JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::OtherScale => "other_scale",
            Self::OtherFramework => "other_framework",
            Self::NotAsked => "not_asked",
            Self::Ungraded => "ungraded",
            Self::NotCarriedOut => "not_carried_out",
            Self::NotYetGraded => "not_yet_graded",
            Self::Lost => "lost",
            Self::NotStated => "not_stated",
            Self::Retrospective => "retrospective",
            Self::SecondHand => "second_hand",
            Self::TwoAnswers => "two_answers",
            Self::NotInCorpus => "not_in_corpus",
        }
    }
}

impl Pair {
    /// True if the question is worded alike in both rounds; `None` where it is no question or a wording is not known.
    #[must_use]
    pub fn same_wording(&self) -> Option<bool> {
        let (Topic::Named(_), Some(from), Some(to)) = (&self.topic, &self.from.text, &self.to.text)
        else {
            return None;
        };
        let letters = |text: &str| -> String {
            let text = text.chars().filter(|c| c.is_alphabetic());
            text.flat_map(char::to_lowercase).collect()
        };
        Some(letters(from) == letters(to))
    }

    /// The scale of the later grade.
    pub(super) fn scale(&self, programme: Programme, to: Cycle) -> Option<Scale> {
        let grade = self.to.outcome.and_then(Outcome::grade)?;
        Some(Scale::of(Some(programme), Some(to), grade))
    }

    /// True if two grades were compared.
    #[must_use]
    pub fn is_compared(&self) -> bool {
        matches!(self.verdict, Verdict::Compared(Move::Up | Move::Down | Move::Same))
    }
}
