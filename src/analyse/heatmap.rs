use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::FieldTest;
use crate::report::{Cycle, Force, Inspection, Pillar, Programme, Subject};

use super::Include;
use super::framework::Topic;
use super::grades::{Cell, given};
use super::pair::Apart;
use super::round::Round;
use super::scope::Scope;
use super::topics::Topics;

/// What is asked of [`heatmap`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatmapRequest {
    /// The filters given as options; a grade leaves the bodies that have it somewhere, with all their cells.
    pub filters: Vec<FieldTest>,
    /// Of what the columns are.
    pub topics: Topics,
    /// What is shown beyond the judgments that the inspectorate states of its current round.
    pub include: Include,
}

/// Grades as a map: a row a body, a column a subject of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Heatmap {
    /// By programme, round, pillar, question.
    pub columns: Vec<HeatColumn>,
    /// By the name of the body.
    pub rows: Vec<HeatRow>,
    /// Bodies that pass the filters: those the gazetteer lists for the programmes shown and those inspected.
    pub forces_listed: u64,
}

/// A column of a heatmap: one subject of one round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeatColumn {
    /// The series.
    pub programme: Programme,
    /// The round.
    pub cycle: Cycle,
    /// The strand.
    pub pillar: Option<Pillar>,
    /// Overall, or the question or area as the round has it.
    pub subject: Option<Subject>,
    /// What is judged, the same in every round.
    pub topic: Topic,
}

/// A row of a heatmap.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatRow {
    /// The body.
    pub force: Force,
    /// One cell a column.
    pub cells: Vec<Cell>,
}

/// The grades that pass the filters as a map. A blank is always [`Cell::NotInCorpus`]; every other absence has its own cell.
///
/// # Errors
/// `Usage` for a filter by what only findings have, `Query` for a question that there is not, `IndexDamaged`.
pub fn heatmap(index: &Index, request: &HeatmapRequest) -> Result<Heatmap> {
    under(&Scope::read(index, &request.filters, &[])?, request)
}

pub(super) fn under(scope: &Scope<'_>, request: &HeatmapRequest) -> Result<Heatmap> {
    let programmes = scope.programmes(request.include);
    let mut rounds: BTreeMap<(Programme, Cycle), Round<'_>> = BTreeMap::new();
    request.topics.check(scope, programmes.iter().copied())?;
    for programme in &programmes {
        for cycle in scope.rounds(*programme, request.include) {
            let round = Round::of(scope, *programme, cycle, request.include);
            rounds.insert((*programme, cycle), round);
        }
    }
    let columns: BTreeSet<HeatColumn> =
        rounds.values().flat_map(|round| columns(round, &request.topics)).collect();
    let mut forces: BTreeSet<Force> = BTreeSet::new();
    let mut wanted: BTreeSet<Force> = BTreeSet::new();
    for round in rounds.values() {
        for (place, judgments) in &round.standing {
            forces.insert(place.0.clone());
            if judgments.iter().any(|judgment| scope.has_grade(judgment)) {
                wanted.insert(place.0.clone());
            }
        }
    }
    let columns: Vec<HeatColumn> = columns.into_iter().collect();
    let row = |force: Force| HeatRow {
        cells: columns
            .iter()
            .map(|column| {
                let round = rounds.get(&(column.programme, column.cycle));
                round.map_or(Cell::NotInCorpus, |round| cell(round, &force, column))
            })
            .collect(),
        force,
    };
    let mut rows: Vec<HeatRow> = wanted.into_iter().map(row).collect();
    rows.retain(|row| row.cells.iter().any(|cell| *cell != Cell::NotInCorpus));
    rows.sort_by(|a, b| (&a.force.name, a.force.key()).cmp(&(&b.force.name, b.force.key())));
    let shown: BTreeSet<Programme> = columns.iter().map(|column| column.programme).collect();
    let listed: BTreeSet<String> = shown
        .into_iter()
        .flat_map(|programme| scope.bodies(programme, BTreeSet::new()))
        .chain(forces)
        .map(|force| force.key())
        .collect();
    Ok(Heatmap { columns, rows, forces_listed: listed.len() as u64 })
}

/// The columns of a round: a subject each of which a body has something to show.
fn columns(round: &Round<'_>, topics: &Topics) -> BTreeSet<HeatColumn> {
    let mut columns = BTreeSet::new();
    for place in round.standing.keys() {
        let (force, pillar, topic) = place;
        let mut add = |topic: &Topic| {
            let place = (force.clone(), pillar.clone(), topic.clone());
            let subject = round.subject(&place);
            let number = || subject.as_ref().and_then(Subject::question);
            if topics.has(pillar.as_ref(), topic, number) {
                columns.insert(HeatColumn {
                    programme: round.programme,
                    cycle: round.cycle,
                    pillar: pillar.clone(),
                    subject: subject.clone(),
                    topic: topic.clone(),
                });
            }
        };
        add(topic);
        // A pillar whose questions alone are known has an overall grade that is not here.
        if pillar.is_some() {
            add(&Topic::Overall);
        }
    }
    columns
}

fn cell(round: &Round<'_>, force: &Force, column: &HeatColumn) -> Cell {
    let place = (force.clone(), column.pillar.clone(), column.topic.clone());
    if let Some(judgment) = round.judgment(&place) {
        return given(judgment);
    }
    let of_pillar = |(of, pillar, topic): &(Force, Option<Pillar>, Topic)| {
        of == force && *pillar == column.pillar && *topic != Topic::Overall
    };
    if column.topic == Topic::Overall && round.standing.keys().any(of_pillar) {
        return Cell::ByQuestion;
    }
    match round.lacks(&place) {
        Some(Apart::NotStated) => Cell::NotStated,
        _ if round.scope.is_present(&Inspection {
            force: force.key(),
            programme: Some(column.programme),
            cycle: Some(column.cycle),
            pillar: column.pillar.clone(),
        }) =>
        {
            Cell::NotStated
        }
        _ => Cell::NotInCorpus,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{corpus, gazetteer};
    use super::*;
    use crate::report::{Grade, Outcome};

    #[test]
    fn every_absence_has_its_own_cell_and_a_blank_is_not_in_the_corpus() {
        let reports = corpus(&[
            "kent peel 2016 legitimacy overall good",
            "essex peel 2016 legitimacy 1 good",
            "dorset peel 2016 legitimacy overall ungraded",
            "surrey peel 2016 legitimacy overall not_carried_out",
            "sussex peel 2016 legitimacy overall not_yet_graded",
            "norfolk peel 2016 legitimacy overall lost",
            "kent peel 2017 legitimacy overall inadequate",
        ]);
        let map =
            under(&Scope::of(gazetteer(), &[], &reports), &HeatmapRequest::default()).unwrap();
        assert_eq!(map.columns.len(), 2, "{:?}", map.columns);
        assert_eq!(map.forces_listed, 43);
        let rows: Vec<(&str, &[Cell])> =
            map.rows.iter().map(|row| (row.force.slug.as_str(), row.cells.as_slice())).collect();
        let blank = Cell::NotInCorpus;
        let given = |outcome| Cell::Given(outcome);
        assert_eq!(
            rows,
            [
                ("dorset", &[given(Outcome::Ungraded), blank][..]),
                ("essex", &[Cell::ByQuestion, blank]),
                (
                    "kent",
                    &[
                        given(Outcome::Graded(Grade::Good)),
                        given(Outcome::Graded(Grade::Inadequate))
                    ]
                ),
                ("norfolk", &[given(Outcome::Lost), blank]),
                ("surrey", &[given(Outcome::NotCarriedOut), blank]),
                ("sussex", &[given(Outcome::NotYetGraded), blank]),
            ]
        );
    }
}
