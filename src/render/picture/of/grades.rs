//! The table of grades as a heat map.

use crate::analyse::{
    Cell as Given, Column, Compared, GradeTable, HeatColumn, Heatmap, break_between,
};
use crate::query::FieldTest;
use crate::render::picture::{Absence, Cell, Form, Grid, Key, Picture, Tone, label};
use crate::render::{heat, plural, sheets};
use crate::report::{Cycle, Grade, Outcome, Subject};

const NOT_COMPARED: &str = "Grades cannot be compared across a line between columns: the programme, its grades or what it asks changes";

/// The table, a row a force or a force's question.
#[must_use]
pub fn grades(table: &GradeTable) -> Picture {
    let rows = table.rows.iter().map(|row| match &row.subject {
        Subject::Overall => label(&row.force.name),
        Subject::Question(number) => label(&format!("{}, question {number}", row.force.name)),
        Subject::Area(area) => label(&format!("{}, {}", row.force.name, area.replace('_', " "))),
    });
    let cells = table.rows.iter().map(|row| row.cells.iter().map(|given| cell(*given)).collect());
    let breaks = breaks(&table.columns);
    let mut notes = Vec::new();
    if !breaks.is_empty() {
        notes.push(NOT_COMPARED.to_owned());
    }
    Picture {
        title: "Grades by force, year and pillar".to_owned(),
        figures: figures(table),
        form: Form::Grid(Grid {
            row: "force".to_owned(),
            column: "year and pillar".to_owned(),
            unit: "grades".to_owned(),
            rows: rows.collect(),
            columns: table
                .columns
                .iter()
                .map(|column| label(&sheets::column_head(column)))
                .collect(),
            breaks,
            cells: cells.collect(),
        }),
        notes,
    }
}

/// The map of grades.
#[must_use]
pub fn heatmap(filters: &[FieldTest], map: &Heatmap) -> Picture {
    let round = |column: &HeatColumn| Column {
        programme: Some(column.programme),
        cycle: Some(column.cycle),
        pillar: column.pillar.clone(),
    };
    let columns: Vec<Column> = map.columns.iter().map(round).collect();
    let breaks = breaks(&columns);
    let notes = (!breaks.is_empty()).then(|| NOT_COMPARED.to_owned());
    let graded = |cell: &&Given| outcome(**cell).and_then(Outcome::grade).is_some();
    let cells = || map.rows.iter().flat_map(|row| &row.cells);
    let forces = plural(map.forces_listed, "force");
    Picture {
        title: label(&super::asked("Grades at a glance", None, filters)),
        figures: format!(
            "{} of {forces} in this corpus; {} of {} cells have a grade",
            map.rows.len(),
            cells().filter(graded).count(),
            cells().count()
        ),
        form: Form::Grid(Grid {
            row: "force".to_owned(),
            column: "round, pillar and question".to_owned(),
            unit: "grades".to_owned(),
            rows: map.rows.iter().map(|row| label(&row.force.name)).collect(),
            columns: map.columns.iter().map(|column| label(&heat::column_words(column))).collect(),
            breaks,
            cells: map
                .rows
                .iter()
                .map(|row| row.cells.iter().map(|it| cell(*it)).collect())
                .collect(),
        }),
        notes: notes.into_iter().collect(),
    }
}

/// The grades of forces side by side: a row a round and question, a column a force.
#[must_use]
pub fn compare(filters: &[FieldTest], found: &Compared) -> Picture {
    let differ = found.grades.iter().filter(|row| row.differs() == Some(true)).count();
    let compared = found.grades.iter().filter(|row| row.differs().is_some()).count();
    let names: Vec<String> = found.forces.iter().map(|force| label(&force.name)).collect();
    let rows = found.grades.iter().map(|row| label(&heat::column_words(&row.column)));
    let cells = found.grades.iter().map(|row| row.cells.iter().map(|it| cell(*it)).collect());
    Picture {
        title: label(&super::asked(&format!("Grades of {}", names.join(" and ")), None, filters)),
        figures: format!(
            "{} here; of {compared} with grades to compare {differ} differ",
            plural(found.grades.len() as u64, "row")
        ),
        form: Form::Grid(Grid {
            row: "round, pillar and question".to_owned(),
            column: "force".to_owned(),
            unit: "grades".to_owned(),
            rows: rows.collect(),
            columns: names,
            breaks: Vec::new(),
            cells: cells.collect(),
        }),
        notes: vec!["Grades are to be compared within a row; rows of different rounds may have other grades".to_owned()],
    }
}

fn figures(table: &GradeTable) -> String {
    let graded = |cell: &&Given| outcome(**cell).and_then(Outcome::grade).is_some();
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let with = cells.clone().filter(graded).count();
    let all = cells.count();
    let forces: std::collections::BTreeSet<_> = table.rows.iter().map(|row| &row.force).collect();
    let listed = plural(table.of.forces_listed, "force");
    let columns = plural(table.columns.len() as u64, "column");
    format!(
        "Cells with a grade: {with} of {all}; {} of {listed} and {columns} (a round and pillar each) of this corpus",
        forces.len()
    )
}

fn outcome(cell: Given) -> Option<Outcome> {
    match cell {
        Given::Given(outcome)
        | Given::Carried(outcome, _)
        | Given::Retrospective(outcome)
        | Given::SecondHand(outcome) => Some(outcome),
        Given::LeftOut | Given::ByQuestion | Given::NotStated | Given::NotInCorpus => None,
    }
}

/// The cell of what is given, or why nothing is.
pub(super) fn cell(given: Given) -> Cell {
    let absence = match given {
        Given::LeftOut => Absence::LeftOut,
        Given::ByQuestion => Absence::ByQuestion,
        Given::NotStated => Absence::NotStated,
        Given::NotInCorpus => Absence::NotInCorpus,
        Given::Given(outcome)
        | Given::Carried(outcome, _)
        | Given::Retrospective(outcome)
        | Given::SecondHand(outcome) => match outcome {
            Outcome::Graded(grade) => return graded(given, grade),
            Outcome::NotYetGraded => Absence::NotYetGraded,
            Outcome::Ungraded => Absence::Ungraded,
            Outcome::NotCarriedOut => Absence::NotCarriedOut,
            Outcome::Lost => Absence::Lost,
        },
    };
    let plain = Cell::absent(absence);
    let words = match given {
        Given::Retrospective(_) => format!("({})", plain.words),
        Given::SecondHand(_) => format!("[{}]", plain.words),
        _ => plain.words.clone(),
    };
    Cell { words, ..plain }
}

/// The cell of a grade, carried over or not.
pub(super) fn given(grade: Grade, carried: Option<Cycle>) -> Cell {
    let outcome = Outcome::Graded(grade);
    graded(carried.map_or(Given::Given(outcome), |from| Given::Carried(outcome, from)), grade)
}

fn graded(given: Given, grade: Grade) -> Cell {
    let letter = letter(grade);
    let name = grade.label();
    let (sign, words, meaning) = match given {
        Given::Carried(_, from) => (
            format!("{letter}←"),
            format!("{name} (from {from})"),
            format!("{name}, carried over from an earlier round"),
        ),
        Given::Retrospective(_) => (
            format!("({letter})"),
            format!("({name})"),
            format!("{name}, known only from a later document"),
        ),
        Given::SecondHand(_) => (
            format!("[{letter}]"),
            format!("[{name}]"),
            format!("{name}, known only at second hand"),
        ),
        _ => (letter.to_owned(), name.to_owned(), name.to_owned()),
    };
    let key = Key { sign: sign.clone(), words: meaning };
    Cell { sign, words, key: Some(key), tone: Tone::Grade(grade) }
}

/// The letter that stands for a grade, as in `heatmap`.
fn letter(grade: Grade) -> &'static str {
    match grade {
        Grade::Outstanding => "O",
        Grade::Good => "G",
        Grade::Adequate => "A",
        Grade::RequiresImprovement => "R",
        Grade::Inadequate => "I",
    }
}

/// The columns that cannot be compared with the one before: of another programme, or behind a break of its rounds.
fn breaks(columns: &[Column]) -> Vec<usize> {
    let broken = |one: &Column, other: &Column| match (one.programme, one.cycle, other.cycle) {
        _ if one.programme != other.programme => true,
        (Some(programme), Some(cycle), Some(next)) => {
            break_between(programme, cycle, next).is_some()
        }
        (_, cycle, next) => cycle != next,
    };
    let pairs = columns.windows(2).enumerate();
    pairs.filter(|(_, pair)| broken(&pair[0], &pair[1])).map(|(at, _)| at + 1).collect()
}
