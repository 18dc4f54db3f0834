use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::{FieldName, FieldTest};
use crate::report::{Cycle, Force, Inspection, Outcome, Pillar, Programme};

use super::Include;
use super::framework::{self, Asks, Topic};
use super::round::Round;
use super::scope::Scope;

/// What is asked of [`coverage`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CoverageRequest {
    /// The filters given as options; a grade is refused.
    pub filters: Vec<FieldTest>,
}

/// Which inspections and judgments are in the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// One a programme, round and pillar, in this order.
    pub rounds: Vec<RoundCoverage>,
    /// One an inspection that could be here: by programme, round and pillar, then the name of the body.
    pub inspections: Vec<InspectionCoverage>,
    /// Inspections with a report whose round or programme is not known, under the filters: in no row.
    pub without_round: u64,
}

/// What is here of one pillar of one round.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundCoverage {
    /// The series.
    pub programme: Programme,
    /// The round.
    pub cycle: Cycle,
    /// The strand; `None` where the round has none.
    pub pillar: Option<Pillar>,
    /// Bodies that the gazetteer lists for the programme, and those inspected; of a programme without rounds the latter only.
    pub forces_listed: u64,
    /// Inspections of each state.
    pub states: BTreeMap<Covered, u64>,
    /// Answers that the inspections here state: grades, and the word that there is none.
    pub stated: u64,
    /// Answers that these inspections have by the framework: those of [`InspectionCoverage::asked`].
    pub asked: u64,
    /// True if the framework of the round is known; else what it asks is what documents here show of it.
    pub known: bool,
}

/// What is here of one inspection.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectionCoverage {
    /// The series.
    pub programme: Programme,
    /// The round.
    pub cycle: Cycle,
    /// The strand.
    pub pillar: Option<Pillar>,
    /// The body.
    pub force: Force,
    /// How much of it is here.
    pub covered: Covered,
    /// Reports about it.
    pub reports: u64,
    /// Graded subjects of the round whose answer is stated.
    pub stated: u64,
    /// Graded subjects of the round.
    pub asked: u64,
    /// Those of them whose answer is not stated.
    pub missing: Vec<Topic>,
}

/// How much of an inspection is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covered {
    /// The answer to everything the round grades; a report is enough where it grades nothing.
    Whole,
    /// Some answers, or a report without any.
    Part,
    /// No report and no answer, but a later or second-hand document mentions a grade.
    Mentioned,
    /// Nothing.
    Nothing,
}

impl Covered {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Part, Self::Mentioned, Self::Nothing];

    /// The name in options and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Mentioned => "mentioned",
            Self::Nothing => "nothing",
        }
    }
}

/// Which inspections of the rounds in the corpus are there, and what is missing of what each round grades.
///
/// # Errors
/// `Usage` for a filter by grade or by what only findings have, `IndexDamaged`.
pub fn coverage(index: &Index, request: &CoverageRequest) -> Result<Coverage> {
    let refused = [(FieldName::Grade, "what is missing has no grade")];
    Ok(under(&Scope::read(index, &request.filters, &refused)?))
}

pub(super) fn under(scope: &Scope<'_>) -> Coverage {
    let dateless = |at: &Inspection| at.programme.is_none() || at.cycle.is_none();
    let without_round = scope.present().filter(|(at, _)| dateless(at)).count() as u64;
    let mut coverage = Coverage { rounds: Vec::new(), inspections: Vec::new(), without_round };
    for (programme, cycle) in scope.all_rounds() {
        let round = Round::of(scope, programme, cycle, Include::default());
        for (pillar, topics) in pillars(&round) {
            let known = framework::questions(programme, cycle).next().is_some();
            let inspections = inspections(&round, pillar.as_ref(), &topics);
            coverage.rounds.push(summed(&round, pillar, known, &inspections));
            coverage.inspections.extend(inspections);
        }
    }
    coverage
}

/// What a round grades in each pillar: by its framework, else what is graded in this corpus.
fn pillars(round: &Round<'_>) -> BTreeMap<Option<Pillar>, BTreeSet<Topic>> {
    let mut pillars: BTreeMap<Option<Pillar>, BTreeSet<Topic>> = BTreeMap::new();
    let (programme, cycle) = (round.programme, round.cycle);
    for question in framework::questions(programme, cycle) {
        let pillar = Some(question.pillar.clone());
        let graded = pillars.entry(pillar.clone()).or_default();
        let topic = framework::of_question(programme, cycle, &question.pillar, question.number);
        for topic in [Topic::Overall, topic] {
            if framework::asks(programme, cycle, pillar.as_ref(), &topic) == Asks::Graded {
                graded.insert(topic);
            }
        }
    }
    if pillars.is_empty() {
        let present = round.scope.present();
        let of_round =
            present.filter(|(at, _)| at.programme == Some(programme) && at.cycle == Some(cycle));
        for (at, _) in of_round {
            pillars.entry(at.pillar.clone()).or_default();
        }
        // Whatever the filters: what a round grades does not depend on whom one asks about.
        for judgment in round.scope.graded(programme, cycle) {
            pillars.entry(judgment.key.pillar.clone()).or_default().insert(Topic::of(judgment));
        }
    }
    pillars.retain(|pillar, _| round.scope.has_pillar(pillar.as_ref()));
    pillars
}

fn inspections(
    round: &Round<'_>,
    pillar: Option<&Pillar>,
    topics: &BTreeSet<Topic>,
) -> Vec<InspectionCoverage> {
    let inspected: BTreeSet<Force> =
        round.standing.keys().map(|(force, ..)| force.clone()).collect();
    let mut bodies = round.scope.bodies(round.programme, inspected.clone());
    if framework::rounds(round.programme).is_empty() {
        // Bodies are inspected one by one: of the others nothing is missing.
        bodies.retain(|force| {
            inspected.contains(force) || round.scope.is_present(&at(round, pillar, force))
        });
    }
    bodies.into_iter().map(|force| inspection(round, pillar, topics, force)).collect()
}

fn inspection(
    round: &Round<'_>,
    pillar: Option<&Pillar>,
    topics: &BTreeSet<Topic>,
    force: Force,
) -> InspectionCoverage {
    let reports = round.scope.reports_about(&at(round, pillar, &force));
    let (mut missing, mut heard) = (Vec::new(), false);
    for topic in topics {
        let place = (force.clone(), pillar.cloned(), topic.clone());
        let outcome = round.judgment(&place).map(|judgment| judgment.outcome);
        match outcome {
            Some(Outcome::Graded(_) | Outcome::Ungraded | Outcome::NotCarriedOut) => {}
            _ => missing.push(topic.clone()),
        }
        heard |= round.is_mentioned(&place);
    }
    let asked = topics.len() as u64;
    let stated = asked - missing.len() as u64;
    let any = reports > 0 || stated > 0 || round.says_anything(&force, pillar);
    let covered = match (any, missing.is_empty()) {
        (true, true) => Covered::Whole,
        (true, false) => Covered::Part,
        (false, _) if heard => Covered::Mentioned,
        (false, _) => Covered::Nothing,
    };
    InspectionCoverage {
        programme: round.programme,
        cycle: round.cycle,
        pillar: pillar.cloned(),
        force,
        covered,
        reports,
        stated,
        asked,
        missing,
    }
}

fn at(round: &Round<'_>, pillar: Option<&Pillar>, force: &Force) -> Inspection {
    Inspection {
        force: force.key(),
        programme: Some(round.programme),
        cycle: Some(round.cycle),
        pillar: pillar.cloned(),
    }
}

fn summed(
    round: &Round<'_>,
    pillar: Option<Pillar>,
    known: bool,
    inspections: &[InspectionCoverage],
) -> RoundCoverage {
    let mut states = BTreeMap::new();
    for inspection in inspections {
        *states.entry(inspection.covered).or_insert(0) += 1;
    }
    let here = || inspections.iter().filter(|it| it.covered <= Covered::Part);
    RoundCoverage {
        programme: round.programme,
        cycle: round.cycle,
        pillar,
        forces_listed: inspections.len() as u64,
        states,
        stated: here().map(|it| it.stated).sum(),
        asked: here().map(|it| it.asked).sum(),
        known,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{corpus, gazetteer};
    use super::*;

    #[test]
    fn what_is_missing_is_missing_of_what_the_round_grades() {
        let reports = corpus(&[
            "kent peel 2016 legitimacy overall good",
            "kent peel 2016 legitimacy 1 good",
            "kent peel 2016 legitimacy 2 good",
            "kent peel 2016 legitimacy 3 good",
            "essex peel 2016 legitimacy overall good",
            "essex peel 2016 legitimacy 2 not_yet_graded",
            "dorset peel 2016 legitimacy overall good (retrospective)",
        ]);
        let found = under(&Scope::of(gazetteer(), &[], &reports));
        let pillars: Vec<(String, u64)> = found
            .rounds
            .iter()
            .map(|round| (round.pillar.as_ref().unwrap().to_string(), round.asked))
            .collect();
        let expected =
            [("effectiveness", 0), ("efficiency", 0), ("legitimacy", 8), ("leadership", 0)];
        assert_eq!(pillars, expected.map(|(pillar, n)| (pillar.to_owned(), n)));
        let legitimacy = &found.rounds[2];
        assert_eq!(legitimacy.stated, 5);
        assert_eq!(
            legitimacy.states,
            BTreeMap::from([
                (Covered::Whole, 1),
                (Covered::Part, 1),
                (Covered::Mentioned, 1),
                (Covered::Nothing, 40)
            ])
        );
        let essex = found
            .inspections
            .iter()
            .find(|it| it.force.slug == "essex" && it.covered == Covered::Part)
            .unwrap();
        assert_eq!((essex.stated, essex.asked, essex.missing.len()), (1, 4, 3));
    }
}
