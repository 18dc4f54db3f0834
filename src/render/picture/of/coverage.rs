//! What is in the corpus of each round, as a matrix of numbers of forces.

use crate::analyse::{Coverage, Covered, RoundCoverage};
use crate::query::FieldTest;
use crate::render::covered;
use crate::render::picture::{Cell, Form, Grid, Picture, label};

/// A row a round and pillar, a column for how much of it is here.
#[must_use]
pub fn coverage(filters: &[FieldTest], coverage: &Coverage) -> Picture {
    let name = |round: &RoundCoverage| {
        let programme = round.programme.slug().replace('_', " ");
        let pillar = round.pillar.as_ref().map(|pillar| format!(" {pillar}")).unwrap_or_default();
        label(&format!("{} {programme}{pillar} (n={})", round.cycle, round.forces_listed))
    };
    let cells = coverage.rounds.iter().map(|round| {
        let all = round.forces_listed.max(1);
        let cell = |state: Covered| {
            let n = round.states.get(&state).copied().unwrap_or_default();
            Cell::amount(&n.to_string(), &n.to_string(), n as f64 / all as f64)
        };
        Covered::ALL.map(cell).to_vec()
    });
    let mut lines = covered::summary(coverage).into_iter().filter(|line| !line.contains('`'));
    let figures = lines.next().unwrap_or_default();
    Picture {
        title: label(&super::asked(
            "Forces by how much of their inspection is in this corpus",
            None,
            filters,
        )),
        figures: label(&figures),
        form: Form::Grid(Grid {
            row: "round and pillar".to_owned(),
            column: "state".to_owned(),
            unit: "forces".to_owned(),
            rows: coverage.rounds.iter().map(name).collect(),
            columns: Covered::ALL.map(|state| state.slug().to_owned()).to_vec(),
            breaks: Vec::new(),
            cells: cells.collect(),
        }),
        notes: lines
            .chain([
                "n is the number of forces the gazetteer lists; shades are shares of it".to_owned()
            ])
            .map(|line| label(&line))
            .collect(),
    }
}
