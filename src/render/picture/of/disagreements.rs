//! Judgments about which documents disagree, as a heat map: the grade that each document gives.

use super::grades;
use crate::analyse::{Cell as Given, Judgment, Statement};
use crate::query::FieldTest;
use crate::render::picture::{Absence, Cell, Form, Grid, Picture, label};
use crate::render::{disagreements as sheet, plural};

/// A row a judgment, the document that is followed in the first column.
#[must_use]
pub fn disagreements(filters: &[FieldTest], found: &[Judgment]) -> Picture {
    let most = found.iter().map(|judgment| judgment.statements.len()).max().unwrap_or(0);
    let columns = (0..most).map(|at| match at {
        0 => "followed".to_owned(),
        _ => format!("document {}", at + 1),
    });
    let cells = |judgment: &Judgment| -> Vec<Cell> {
        let statement = |at| judgment.statements.get(at).map_or_else(no_document, said);
        (0..most).map(statement).collect()
    };
    Picture {
        title: label(&super::asked("Grades about which documents disagree", None, filters)),
        figures: plural(found.len() as u64, "judgment"),
        form: Form::Grid(Grid {
            row: "judgment".to_owned(),
            column: "document".to_owned(),
            unit: "grades".to_owned(),
            rows: found.iter().map(|judgment| label(&name(judgment))).collect(),
            columns: columns.collect(),
            breaks: Vec::new(),
            cells: found.iter().map(cells).collect(),
        }),
        notes: found.iter().map(|judgment| label(&documents(judgment))).collect(),
    }
}

fn name(judgment: &Judgment) -> String {
    let key = &judgment.key;
    let parts = [
        Some(key.force.name.clone()),
        key.cycle.map(|cycle| cycle.to_string()),
        key.pillar.as_ref().map(ToString::to_string),
        Some(sheet::subject(&key.subject)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn said(statement: &Statement) -> Cell {
    let said = &statement.attestation;
    grades::cell(if said.second_hand {
        Given::SecondHand(said.outcome)
    } else if said.retrospective {
        Given::Retrospective(said.outcome)
    } else {
        said.carried_over_from
            .map_or(Given::Given(said.outcome), |from| Given::Carried(said.outcome, from))
    })
}

/// The judgment has fewer documents than another.
fn no_document() -> Cell {
    Cell::absent(Absence::NotInCorpus)
}

/// Which documents the cells of a row are, in their order.
fn documents(judgment: &Judgment) -> String {
    let paths = judgment.statements.iter().map(|statement| statement.path.as_str());
    format!("{}: {}", name(judgment), paths.collect::<Vec<_>>().join(" · "))
}
