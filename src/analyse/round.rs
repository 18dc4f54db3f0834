//! What one round says of each subject, and of what it says nothing why not.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::{Cycle, Force, Inspection, Outcome, Pillar, Programme, Subject};

use super::framework::{self, Asks, Topic};
use super::pair::{Apart, Side};
use super::scope::Scope;
use super::{Include, Judgment};

/// What a round may judge: body, pillar, topic.
pub(super) type Place = (Force, Option<Pillar>, Topic);

/// The judgments of one round.
pub(super) type OfRound<'a> = BTreeMap<Place, Vec<&'a Judgment>>;

fn of_round<'a>(
    judgments: impl Iterator<Item = &'a Judgment>,
    programme: Programme,
    cycle: Cycle,
) -> OfRound<'a> {
    let mut of_round = OfRound::new();
    for judgment in judgments {
        let key = &judgment.key;
        if key.programme == Some(programme) && key.cycle == Some(cycle) {
            let place = (key.force.clone(), key.pillar.clone(), Topic::of(judgment));
            of_round.entry(place).or_default().push(judgment);
        }
    }
    of_round
}

/// One round under the filters.
pub(super) struct Round<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) programme: Programme,
    pub(super) cycle: Cycle,
    /// What counts.
    pub(super) standing: OfRound<'a>,
    /// What any document says.
    all: OfRound<'a>,
}

impl<'a> Round<'a> {
    /// The round of `programme` in `cycle`, of what counts under `include`.
    pub(super) fn of(
        scope: &'a Scope<'a>,
        programme: Programme,
        cycle: Cycle,
        include: Include,
    ) -> Self {
        let standing = of_round(scope.standing(include), programme, cycle);
        let all = of_round(scope.judgments(), programme, cycle);
        Self { scope, programme, cycle, standing, all }
    }

    /// The judgment at a place, if one counts.
    pub(super) fn judgment(&self, place: &Place) -> Option<&'a Judgment> {
        best(self.standing.get(place).map_or(&[][..], Vec::as_slice))
    }

    /// The subject that a place has in this round: as a judgment has it, else as the framework numbers it.
    pub(super) fn subject(&self, place: &Place) -> Option<Subject> {
        let stated = self.standing.get(place).and_then(|found| found.first());
        let (_, pillar, topic) = place;
        stated.map(|judgment| judgment.key.subject.clone()).or_else(|| match topic {
            Topic::Overall => {
                let asks = framework::asks(self.programme, self.cycle, pillar.as_ref(), topic);
                (asks != Asks::No).then_some(Subject::Overall)
            }
            Topic::Named(_) => {
                framework::question(self.programme, self.cycle, pillar.as_ref(), topic)
                    .map(|question| Subject::Question(question.number))
            }
        })
    }

    pub(super) fn passes_grade(&self, place: &Place) -> bool {
        let stated = self.standing.get(place);
        stated.is_some_and(|found| found.iter().any(|judgment| self.scope.has_grade(judgment)))
    }

    pub(super) fn side(&self, place: &Place) -> Side {
        let stated = self.standing.get(place).map_or(&[][..], Vec::as_slice);
        let (_, pillar, topic) = place;
        let question = framework::question(self.programme, self.cycle, pillar.as_ref(), topic);
        let printed = stated.iter().find_map(|judgment| judgment.question_text.clone());
        let reports: BTreeSet<String> = stated
            .iter()
            .flat_map(|judgment| &judgment.statements)
            .map(|statement| statement.report.clone())
            .collect();
        let answer = best(stated);
        Side {
            subject: self.subject(place),
            text: printed.or_else(|| question.map(|question| question.title.to_owned())),
            outcome: answer.map(|judgment| judgment.outcome),
            carried_over_from: answer.and_then(|judgment| judgment.carried_over_from()),
            hearsay: answer.and_then(hearsay),
            reports: reports.into_iter().collect(),
            contradicted: stated.iter().any(|judgment| judgment.is_contradicted()),
        }
    }

    /// True if a document says something of the place that does not count.
    pub(super) fn is_mentioned(&self, place: &Place) -> bool {
        self.all.get(place).into_iter().flatten().any(|judgment| !judgment.undated)
    }

    /// True if anything that counts is said of the body in the pillar.
    pub(super) fn says_anything(&self, force: &Force, pillar: Option<&Pillar>) -> bool {
        self.standing.keys().any(|(of, at, _)| of == force && at.as_ref() == pillar)
    }

    /// Why the place has no grade in this round; `None` if it has one.
    pub(super) fn lacks(&self, place: &Place) -> Option<Apart> {
        let (force, pillar, topic) = place;
        let stated = self.standing.get(place).map_or(&[][..], Vec::as_slice);
        let grades: BTreeSet<_> = stated.iter().filter_map(|it| it.outcome.grade()).collect();
        match (best(stated).map(|judgment| judgment.outcome), grades.len()) {
            (Some(Outcome::Graded(_)), 1) => return None,
            (Some(Outcome::Graded(_)), _) => return Some(Apart::TwoAnswers),
            (Some(Outcome::Ungraded), _) => return Some(Apart::Ungraded),
            (Some(Outcome::NotCarriedOut), _) => return Some(Apart::NotCarriedOut),
            (Some(Outcome::NotYetGraded), _) => return Some(Apart::NotYetGraded),
            (Some(Outcome::Lost), _) => return Some(Apart::Lost),
            (None, _) => {}
        }
        if framework::asks(self.programme, self.cycle, pillar.as_ref(), topic) == Asks::No {
            return Some(Apart::NotAsked);
        }
        let unheard = self.all.get(place).into_iter().flatten();
        let mut mentioned = unheard.filter(|judgment| !judgment.undated).peekable();
        if mentioned.peek().is_some() {
            let later = mentioned.all(|judgment| judgment.is_retrospective());
            return Some(if later { Apart::Retrospective } else { Apart::SecondHand });
        }
        let inspection = Inspection {
            force: force.key(),
            programme: Some(self.programme),
            cycle: Some(self.cycle),
            pillar: pillar.clone(),
        };
        let present = self.scope.is_present(&inspection);
        Some(if present { Apart::NotStated } else { Apart::NotInCorpus })
    }
}

/// How a judgment is known if not at first hand.
pub(super) fn hearsay(judgment: &Judgment) -> Option<Apart> {
    let how = if judgment.is_retrospective() { Apart::Retrospective } else { Apart::SecondHand };
    (!judgment.is_first_hand()).then_some(how)
}

/// The judgment that speaks where a round has several about one topic: one with a grade.
fn best<'a>(stated: &[&'a Judgment]) -> Option<&'a Judgment> {
    let graded = stated.iter().find(|judgment| judgment.outcome.grade().is_some());
    graded.or_else(|| stated.first()).copied()
}
