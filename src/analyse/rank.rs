use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::{FieldName, FieldTest};
use crate::report::{Cycle, Force, Grade, Outcome, Pillar, Programme, Scale, Subject};

use super::framework::{Topic, question};
use super::pair::Apart;
use super::round::{Round, hearsay};
use super::scope::Scope;
use super::topics::Topics;
use super::{Include, Judgment};

/// What is asked of [`rank`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankRequest {
    /// The filters given as options. Without a year the last round of the first programme is ranked; a grade is refused, for
    /// places among some of the grades would be wrong.
    pub filters: Vec<FieldTest>,
    /// Of what the grades are ranked.
    pub topics: Topics,
    /// What is ranked beyond the judgments that the inspectorate states of its current round.
    pub include: Include,
}

/// Rankings, each of one subject in one round.
#[derive(Debug, Clone, PartialEq)]
pub struct Rankings {
    /// By programme, round, pillar and question.
    pub rankings: Vec<Ranking>,
    /// True if no year was asked for, so that the last round was taken.
    pub latest: bool,
}

/// Bodies in the order of their grades of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The series.
    pub programme: Programme,
    /// The round.
    pub cycle: Cycle,
    /// The strand.
    pub pillar: Option<Pillar>,
    /// What is judged.
    pub topic: Topic,
    /// The number of the question in this round.
    pub question: Option<u16>,
    /// The question as printed or as the framework words it.
    pub question_text: Option<String>,
    /// The scale of the grades.
    pub scale: Option<Scale>,
    /// Those with a grade, best first, equals by name.
    pub rows: Vec<RankRow>,
    /// Those without one of which something is known, by name.
    pub unranked: Vec<Unranked>,
    /// Bodies listed of which no document about the inspection is here.
    pub not_in_corpus: u64,
    /// Bodies listed under the filters: ranked, unranked and not in this corpus.
    pub forces_listed: u64,
}

/// A body in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRow {
    /// Its place: one more than bodies with a better grade, so that equals share it ("1224" ranking).
    pub rank: u64,
    /// How many bodies share the place, itself included.
    pub tied: u64,
    /// The body.
    pub force: Force,
    /// Its grade.
    pub grade: Grade,
    /// The round the grade is carried over from, if it was not inspected anew.
    pub carried_over_from: Option<Cycle>,
    /// How the grade is known if not from the inspectorate's own word on its current round.
    pub hearsay: Option<Apart>,
    /// True if documents give it different grades.
    pub contradicted: bool,
}

/// A body without a place, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Unranked {
    /// The body.
    pub force: Force,
    /// Why it has no grade here.
    pub why: Apart,
}

/// Bodies ordered by grade, subject by subject; bodies with the same grade share a place.
///
/// # Errors
/// `Usage` for a filter by grade or by what only findings have, `Query` for a question that there is not,
/// `IndexDamaged`.
pub fn rank(index: &Index, request: &RankRequest) -> Result<Rankings> {
    let refused = [(FieldName::Grade, "every grade has its place in a ranking")];
    under(&Scope::read(index, &request.filters, &refused)?, request)
}

pub(super) fn under(scope: &Scope<'_>, request: &RankRequest) -> Result<Rankings> {
    let programmes = scope.programmes(request.include);
    let latest = !request.filters.iter().any(|test| test.field == FieldName::Year);
    let rounds = programmes.into_iter().flat_map(|programme| {
        let rounds = scope.rounds(programme, request.include);
        rounds.into_iter().rev().map(move |cycle| (programme, cycle))
    });
    let mut rounds: Vec<(Programme, Cycle)> =
        if latest { rounds.take(1).collect() } else { rounds.collect() };
    rounds.sort();
    request.topics.check(scope, rounds.iter().map(|(programme, _)| *programme))?;
    let rankings = rounds.into_iter().flat_map(|(programme, cycle)| {
        of_round(scope, request, &Round::of(scope, programme, cycle, request.include))
    });
    Ok(Rankings { rankings: rankings.collect(), latest })
}

/// The rankings of one round, a subject each of which some body has a grade.
fn of_round(scope: &Scope<'_>, request: &RankRequest, round: &Round<'_>) -> Vec<Ranking> {
    let mut subjects: BTreeMap<(Option<Pillar>, Option<Subject>, Topic), BTreeSet<Force>> =
        BTreeMap::new();
    for (place, judgments) in &round.standing {
        let (force, pillar, topic) = place;
        let subject = round.subject(place);
        let number = || subject.as_ref().and_then(Subject::question);
        let graded = judgments.iter().any(|judgment| judgment.outcome.grade().is_some());
        if graded && request.topics.has(pillar.as_ref(), topic, number) {
            let key = (pillar.clone(), subject.clone(), topic.clone());
            subjects.entry(key).or_default().insert(force.clone());
        }
    }
    let inspected: BTreeSet<Force> =
        round.standing.keys().map(|(force, ..)| force.clone()).collect();
    let bodies = scope.bodies(round.programme, inspected);
    subjects
        .into_keys()
        .map(|(pillar, subject, topic)| ranking(round, &bodies, pillar, subject, topic))
        .collect()
}

fn ranking(
    round: &Round<'_>,
    bodies: &[Force],
    pillar: Option<Pillar>,
    subject: Option<Subject>,
    topic: Topic,
) -> Ranking {
    let (mut graded, mut unranked, mut not_in_corpus) = (Vec::new(), Vec::new(), 0);
    let mut printed = None;
    for force in bodies {
        let place = (force.clone(), pillar.clone(), topic.clone());
        let judgment = round.judgment(&place);
        printed = printed.or_else(|| judgment.and_then(|it| it.question_text.clone()));
        match (round.lacks(&place), judgment.and_then(grade_of)) {
            (None, Some((judgment, grade))) => graded.push((grade, force, judgment)),
            (Some(Apart::NotInCorpus) | None, _) => not_in_corpus += 1,
            (Some(why), _) => unranked.push(Unranked { force: force.clone(), why }),
        }
    }
    // A stable sort: equals stay in the order of their names.
    graded.sort_by_key(|(grade, ..)| std::cmp::Reverse(*grade));
    let better = |than: Grade| graded.iter().filter(|(grade, ..)| *grade > than).count() as u64;
    let equal = |to: Grade| graded.iter().filter(|(grade, ..)| *grade == to).count() as u64;
    let rows: Vec<RankRow> = graded
        .iter()
        .map(|(grade, force, judgment)| RankRow {
            rank: better(*grade) + 1,
            tied: equal(*grade),
            force: (*force).clone(),
            grade: *grade,
            carried_over_from: judgment.carried_over_from(),
            hearsay: hearsay(judgment),
            contradicted: judgment.is_contradicted(),
        })
        .collect();
    let (programme, cycle) = (round.programme, round.cycle);
    let asked = question(programme, cycle, pillar.as_ref(), &topic);
    let scale = rows.first().map(|row| Scale::of(Some(programme), Some(cycle), row.grade));
    Ranking {
        programme,
        cycle,
        question: subject.as_ref().and_then(Subject::question),
        question_text: asked.map(|asked| asked.title.to_owned()).or(printed),
        pillar,
        topic,
        scale,
        rows,
        unranked,
        not_in_corpus,
        forces_listed: bodies.len() as u64,
    }
}

fn grade_of(judgment: &Judgment) -> Option<(&Judgment, Grade)> {
    Outcome::grade(judgment.outcome).map(|grade| (judgment, grade))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{corpus, gazetteer};
    use super::*;

    #[test]
    fn equals_share_a_place_and_those_without_a_grade_stand_apart() {
        let reports = corpus(&[
            "kent peel 2016 legitimacy overall outstanding",
            "essex peel 2016 legitimacy overall good",
            "dorset peel 2016 legitimacy overall good",
            "surrey peel 2016 legitimacy overall requires_improvement",
            "sussex peel 2016 legitimacy overall not_carried_out",
            "norfolk peel 2016 legitimacy overall good (retrospective)",
            "cheshire peel 2016 efficiency overall good",
            "kent peel 2015 legitimacy overall inadequate",
        ]);
        let found = under(&Scope::of(gazetteer(), &[], &reports), &RankRequest::default()).unwrap();
        assert!(found.latest);
        let shown: Vec<String> =
            found.rankings.iter().map(|it| format!("{:?}", it.pillar)).collect();
        assert_eq!(shown, ["Some(Efficiency)", "Some(Legitimacy)"]);
        let of = &found.rankings[1];
        let rows: Vec<(u64, u64, &str)> =
            of.rows.iter().map(|row| (row.rank, row.tied, row.force.slug.as_str())).collect();
        assert_eq!(rows, [(1, 1, "kent"), (2, 2, "dorset"), (2, 2, "essex"), (4, 1, "surrey")]);
        let apart: Vec<(&str, Apart)> =
            of.unranked.iter().map(|it| (it.force.slug.as_str(), it.why)).collect();
        assert_eq!(apart, [("norfolk", Apart::Retrospective), ("sussex", Apart::NotCarriedOut)]);
        let all = of.rows.len() as u64 + of.unranked.len() as u64 + of.not_in_corpus;
        assert_eq!((all, of.forces_listed), (43, 43));
    }
}
