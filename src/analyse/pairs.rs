//! The grades of two rounds side by side: what can be compared, and of the rest why not. `movers` and `transitions` are two
//! ways to look at it.

use std::collections::BTreeSet;

use crate::Result;
use crate::index::Index;
use crate::query::{FieldName, FieldTest};
use crate::report::{Force, Outcome, Pillar, Programme, Scale, Subject};

use super::Include;
use super::framework::{self, Break, break_between};
use super::pair::{Apart, Move, Of, Pair, Pairs, Side, Verdict};
use super::round::{Place, Round};
use super::rounds::{Rounds, choose, rounds_of};
use super::scope::Scope;
use super::topics::Topics;

/// What is asked of [`super::movers`] and [`super::transitions`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairsRequest {
    /// The filters given as options. Of a grade either side must pass; a year is refused.
    pub filters: Vec<FieldTest>,
    /// The earlier round; `None` for the last but one that can be compared.
    pub from: Option<String>,
    /// The later round; `None` for the last that can be compared.
    pub to: Option<String>,
    /// Whose grades: of pillars, of questions.
    pub topics: Topics,
    /// What is compared beyond the judgments that the inspectorate states of its current round.
    pub include: Include,
}

/// The grades of two rounds side by side; `None` where no two rounds can be compared and none were named.
///
/// # Errors
/// `Usage` for a filter by year and for rounds in the wrong order, `Query` for a round or question that there is not,
/// `IndexDamaged`.
pub(super) fn pairs(index: &Index, request: &PairsRequest) -> Result<Option<Pairs>> {
    let refused = [(FieldName::Year, "the rounds are `--from` and `--to`")];
    under(&Scope::read(index, &request.filters, &refused)?, request)
}

fn under(scope: &Scope<'_>, request: &PairsRequest) -> Result<Option<Pairs>> {
    let Some(chosen) = choose(scope, request)? else { return Ok(None) };
    request.topics.check(scope, [chosen.0])?;
    Ok(Some(beside(scope, request, chosen)))
}

fn beside(scope: &Scope<'_>, request: &PairsRequest, rounds: Rounds) -> Pairs {
    let (programme, from, to) = rounds;
    let broken = break_between(programme, from, to);
    let round = |cycle| Round::of(scope, programme, cycle, request.include);
    let sides = [round(from), round(to)];
    let [earlier, later] = &sides;
    let places: BTreeSet<&Place> = earlier.standing.keys().chain(later.standing.keys()).collect();
    let asked = |place: &&&Place| {
        let number = || {
            let subject = later.subject(place).or_else(|| earlier.subject(place));
            subject.as_ref().and_then(Subject::question)
        };
        request.topics.has(place.1.as_ref(), &place.2, number)
    };
    let mut pairs: Vec<Pair> = places
        .iter()
        .filter(asked)
        .filter(|place| sides.iter().any(|side| side.passes_grade(place)))
        .map(|place| pair(place, broken, earlier, later))
        .collect();
    let order = |pair: &Pair| {
        let subject = pair.to.subject.clone().or_else(|| pair.from.subject.clone());
        (
            pair.force.name.clone(),
            pair.force.key(),
            pair.pillar.clone(),
            subject,
            pair.topic.clone(),
        )
    };
    pairs.sort_by_cached_key(order);
    let scale = pairs.iter().find_map(|pair| match pair.verdict {
        Verdict::Compared(_) => pair.scale(programme, to),
        Verdict::Apart(..) => None,
    });
    let of = denominators(&sides, &pairs);
    let other = |other: &Programme| {
        rounds_of(scope, request, *other)
            .filter(|(_, from, to)| break_between(*other, *from, *to).is_none())
    };
    let programmes = scope.programmes(request.include);
    let others = programmes.iter().filter(|other| **other != programme).filter_map(other).collect();
    Pairs { programme, from, to, broken, scale, pairs, of, others }
}

fn pair(place: &Place, broken: Option<Break>, from: &Round<'_>, to: &Round<'_>) -> Pair {
    let (force, pillar, topic) = place.clone();
    let (was, is) = (from.side(place), to.side(place));
    let grade = |side: &Side| side.outcome.and_then(Outcome::grade);
    let unlike = |was, is| {
        let scale =
            |round: &Round<'_>, grade| Scale::of(Some(round.programme), Some(round.cycle), grade);
        scale(from, was) != scale(to, is)
    };
    let verdict = match (broken, from.lacks(place), to.lacks(place)) {
        (Some(Break::Scale), ..) => Verdict::Apart(Apart::OtherScale, None),
        (Some(Break::Framework), ..) => Verdict::Apart(Apart::OtherFramework, None),
        (None, Some(Apart::Ungraded | Apart::NotCarriedOut), None) => Verdict::Compared(Move::New),
        (None, None, Some(Apart::Ungraded | Apart::NotCarriedOut)) => Verdict::Compared(Move::Gone),
        (None, Some(one), Some(other)) if one == other => Verdict::Apart(one, None),
        (None, Some(why), _) => Verdict::Apart(why, Some(from.cycle)),
        (None, None, Some(why)) => Verdict::Apart(why, Some(to.cycle)),
        (None, None, None) => match grade(&was).zip(grade(&is)) {
            Some((was, is)) if unlike(was, is) => Verdict::Apart(Apart::OtherScale, None),
            Some((was, is)) if is > was => Verdict::Compared(Move::Up),
            Some((was, is)) if is < was => Verdict::Compared(Move::Down),
            _ => Verdict::Compared(Move::Same),
        },
    };
    Pair { force, pillar, topic, from: was, to: is, verdict }
}

fn denominators(sides: &[Round<'_>; 2], pairs: &[Pair]) -> Of {
    let [from, to] = sides;
    let scope = from.scope;
    let inspected = sides.iter().flat_map(|round| round.standing.keys());
    let inspected: BTreeSet<Force> = inspected.map(|(force, ..)| force.clone()).collect();
    let compared: Vec<&Pair> = pairs.iter().filter(|pair| pair.is_compared()).collect();
    let forces: BTreeSet<&Force> = compared.iter().map(|pair| &pair.force).collect();
    let pillars: BTreeSet<&Pillar> =
        compared.iter().filter_map(|pair| pair.pillar.as_ref()).collect();
    let later = framework::graded_pillars(to.programme, to.cycle);
    let asked: Vec<Pillar> = framework::graded_pillars(from.programme, from.cycle)
        .into_iter()
        .filter(|pillar| later.contains(pillar) && scope.has_pillar(Some(pillar)))
        .collect();
    let graded = |round: &Round<'_>| {
        let judgments = round.standing.values().flatten();
        judgments.filter(|judgment| judgment.outcome.grade().is_some()).count() as u64
    };
    Of {
        forces: forces.len() as u64,
        forces_listed: scope.bodies(from.programme, inspected).len() as u64,
        pillars: (!asked.is_empty()).then_some(pillars.len() as u64),
        pillars_asked: (!asked.is_empty()).then_some(asked.len() as u64),
        graded_from: graded(from),
        graded_to: graded(to),
    }
}

/// The pairs of what `reports` state, for tests.
#[cfg(test)]
pub(super) fn between(
    reports: &[crate::report::Report],
    gazetteer: &crate::gazetteer::Gazetteer,
    request: &PairsRequest,
) -> Result<Option<Pairs>> {
    under(&Scope::of(gazetteer, &request.filters, reports), request)
}
