use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::{FieldName, FieldTest};
use crate::report::{Cycle, Force, Inspection, Outcome, Pillar, Programme, Subject};
use crate::search;

use super::filter::{Filter, inspections};
use super::ledger::Stated;
use super::matching::{everything, matching_judgments};
use super::scope::Scope;
use super::{Include, Judgment};

/// What is asked of [`grades`].
#[derive(Debug, Clone, PartialEq)]
pub struct GradesRequest {
    /// The filters given as options; a grade leaves the judgments of that grade, a kind those under which such a finding stands.
    pub filters: Vec<FieldTest>,
    /// Shows the questions and areas too, not only the overall grades.
    pub questions: bool,
    /// What is shown beyond the judgments that the inspectorate states of its current round.
    pub include: Include,
}

/// The grades of bodies, cycle by cycle and pillar by pillar.
#[derive(Debug, Clone)]
pub struct GradeTable {
    /// The judgments shown, in the order of body, programme, cycle, pillar and question.
    pub judgments: Vec<Judgment>,
    /// The columns, by programme, cycle, pillar.
    pub columns: Vec<Column>,
    /// The rows, by the name of the body, then overall before questions before areas.
    pub rows: Vec<TableRow>,
    /// Of how many they are.
    pub of: GradesOf,
}

/// What a table of grades is of: everything that passes the filters of body, region, year, pillar and programme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GradesOf {
    /// Judgments that could be shown: overall ones, with questions all.
    pub judgments: u64,
    /// Those of them with a grade.
    pub graded: u64,
    /// Bodies: those the gazetteer lists for the programmes shown, and those shown.
    pub forces_listed: u64,
}

/// A column: one round of one strand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// The series.
    pub programme: Option<Programme>,
    /// The round.
    pub cycle: Option<Cycle>,
    /// The strand; `None` where the programme has none.
    pub pillar: Option<Pillar>,
}

/// A row: one body, overall or at one question or area.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The body.
    pub force: Force,
    /// Overall, a question or an area.
    pub subject: Subject,
    /// One cell a column.
    pub cells: Vec<Cell>,
}

/// What a table of grades says of one body in one column. Six kinds of blank are six different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The inspectorate's answer, or why there is none.
    Given(Outcome),
    /// The answer of an earlier round, carried over: the question was not inspected anew.
    Carried(Outcome, Cycle),
    /// An answer that only a later document mentions.
    Retrospective(Outcome),
    /// An answer that only second-hand documents state.
    SecondHand(Outcome),
    /// A judgment is here that the filters leave out.
    LeftOut,
    /// No overall judgment is here, but questions or areas have theirs.
    ByQuestion,
    /// A document about the inspection is here and states no such judgment.
    NotStated,
    /// No document about the inspection is here.
    NotInCorpus,
}

/// The table of grades.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn grades(index: &Index, request: &GradesRequest) -> Result<GradeTable> {
    search::check_filters(index, &request.filters)?;
    let stated = Stated::of(index)?;
    let Stated { reports, ledger } = &*stated;
    let filter = Filter::new(&request.filters, index.gazetteer());
    let mut stated: Vec<&Judgment> =
        ledger.counted(request.include).filter(|judgment| filter.judgment(judgment)).collect();
    if filter.needs_findings() {
        let keys = matching_judgments(index, &everything(), &request.filters, ledger)?;
        stated.retain(|judgment| keys.contains(&judgment.key));
    }
    let is_shown =
        |judgment: &&Judgment| request.questions || judgment.key.subject == Subject::Overall;
    let standing: Vec<&Judgment> = ledger.counted(request.include).filter(is_shown).collect();
    let present = Present {
        inspections: reports.iter().flat_map(inspections).collect(),
        judgments: standing.iter().map(|it| (&it.key.force, &it.key.subject, column(it))).collect(),
    };
    let mut table = table(&stated, &present, request.questions);
    let wide: Vec<FieldTest> =
        request.filters.iter().filter(|test| is_of_place(test)).cloned().collect();
    let wide = Filter::new(&wide, index.gazetteer());
    let of: Vec<&Judgment> = standing.into_iter().filter(|it| wide.judgment(it)).collect();
    let scope = Scope::of(index.gazetteer(), &request.filters, reports);
    table.of = GradesOf {
        judgments: of.len() as u64,
        graded: of.iter().filter(|judgment| judgment.outcome.grade().is_some()).count() as u64,
        forces_listed: listed(&table, &scope),
    };
    Ok(table)
}

/// True for a filter of whose grades and of which rounds, not of which grades.
fn is_of_place(test: &FieldTest) -> bool {
    use FieldName::{Force, Pillar, Programme, Region, Year};
    matches!(test.field, Force | Region | Year | Pillar | Programme)
}

/// The bodies of the programmes shown that pass the filters.
fn listed(table: &GradeTable, scope: &Scope<'_>) -> u64 {
    let programmes: BTreeSet<Programme> =
        table.columns.iter().filter_map(|column| column.programme).collect();
    let listed = programmes.into_iter().flat_map(|it| scope.bodies(it, BTreeSet::new()));
    let keys = listed.chain(table.rows.iter().map(|row| row.force.clone()));
    keys.map(|force| force.key()).collect::<BTreeSet<String>>().len() as u64
}

/// What is here, whatever the filters.
#[derive(Default)]
struct Present<'a> {
    /// With a document about them.
    inspections: BTreeSet<Inspection>,
    /// That could be shown.
    judgments: BTreeSet<(&'a Force, &'a Subject, Column)>,
}

fn table(stated: &[&Judgment], present: &Present<'_>, questions: bool) -> GradeTable {
    let columns: BTreeSet<Column> = stated.iter().map(|judgment| column(judgment)).collect();
    let columns: Vec<Column> = columns.into_iter().collect();
    let mut cells: BTreeMap<(&Force, &Subject), BTreeMap<Column, Cell>> = BTreeMap::new();
    for judgment in stated {
        let overall = cells.entry((&judgment.key.force, &Subject::Overall)).or_default();
        if judgment.key.subject != Subject::Overall {
            overall.entry(column(judgment)).or_insert(Cell::ByQuestion);
        }
        if questions || judgment.key.subject == Subject::Overall {
            let row = cells.entry((&judgment.key.force, &judgment.key.subject)).or_default();
            row.insert(column(judgment), given(judgment));
        }
    }
    let mut rows: Vec<TableRow> = cells
        .iter()
        .map(|((force, subject), cells)| TableRow {
            force: (*force).clone(),
            subject: (*subject).clone(),
            cells: columns.iter().map(|at| cell((force, subject), at, cells, present)).collect(),
        })
        .collect();
    rows.sort_by(|a, b| (&a.force.name, &a.subject).cmp(&(&b.force.name, &b.subject)));
    let shown = |judgment: &&&Judgment| questions || judgment.key.subject == Subject::Overall;
    let judgments = stated.iter().filter(shown).map(|judgment| (*judgment).clone()).collect();
    GradeTable { judgments, columns, rows, of: GradesOf::default() }
}

fn column(judgment: &Judgment) -> Column {
    let key = &judgment.key;
    Column { programme: key.programme, cycle: key.cycle, pillar: key.pillar.clone() }
}

/// What a table says of a judgment that it has.
pub(super) fn given(judgment: &Judgment) -> Cell {
    if judgment.is_first_hand() {
        let carried = judgment.carried_over_from();
        carried.map_or(Cell::Given(judgment.outcome), |from| Cell::Carried(judgment.outcome, from))
    } else if judgment.is_retrospective() {
        Cell::Retrospective(judgment.outcome)
    } else {
        Cell::SecondHand(judgment.outcome)
    }
}

fn cell(
    (force, subject): (&Force, &Subject),
    column: &Column,
    cells: &BTreeMap<Column, Cell>,
    present: &Present<'_>,
) -> Cell {
    let inspection = Inspection {
        force: force.key(),
        programme: column.programme,
        cycle: column.cycle,
        pillar: column.pillar.clone(),
    };
    match cells.get(column) {
        Some(cell) if *cell != Cell::ByQuestion => *cell,
        _ if present.judgments.contains(&(force, subject, column.clone())) => Cell::LeftOut,
        Some(cell) => *cell,
        None if present.inspections.contains(&inspection) => Cell::NotStated,
        None => Cell::NotInCorpus,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Cell, Judgment, Present, column, table};
    use crate::analyse::Ledger;
    use crate::analyse::ledger::tests::{report, says};
    use crate::report::{Attestation, DocKind, Force, Grade, Outcome, Subject};

    fn of(name: &str, attestation: Attestation) -> (String, Attestation) {
        let mut attestation = attestation;
        attestation.judgment.force = Force::unlisted(name);
        ("a".to_owned(), attestation)
    }

    #[test]
    fn blanks_of_different_kinds_look_different() {
        let good = Outcome::Graded(Grade::Good);
        let mut question = says(Some(2017), good);
        question.judgment.subject = Subject::Question(1);
        let statements = vec![
            of("Mereshire", says(Some(2016), good)),
            of("Mereshire", question),
            of("Fenshire", says(Some(2016), Outcome::NotYetGraded)),
        ];
        let ledger = Ledger::of(statements, &[report("a", DocKind::Assessment, None)]);
        let stated: Vec<&Judgment> = ledger.judgments.iter().collect();
        let fenshire_2017 = {
            let mut at = stated[0].inspection();
            at.force = "police:fenshire".to_owned();
            at.cycle = Some(crate::report::Cycle::year(2017));
            at
        };
        let cells = |inspections: BTreeSet<_>| -> Vec<Vec<Cell>> {
            let present = Present { inspections, ..Present::default() };
            table(&stated, &present, false).rows.into_iter().map(|row| row.cells).collect()
        };
        let fenshire = Cell::Given(Outcome::NotYetGraded);
        let mereshire = vec![Cell::Given(good), Cell::ByQuestion];
        assert_eq!(cells(BTreeSet::new()), [vec![fenshire, Cell::NotInCorpus], mereshire.clone()]);
        assert_eq!(
            cells(BTreeSet::from([fenshire_2017])),
            [vec![fenshire, Cell::NotStated], mereshire]
        );
    }

    #[test]
    fn a_grade_that_the_filters_leave_out_is_no_blank() {
        let good = Outcome::Graded(Grade::Good);
        let about = |subject, year| {
            let mut said = says(Some(year), good);
            said.judgment.subject = subject;
            of("Mereshire", said)
        };
        let statements = vec![
            about(Subject::Overall, 2016),
            about(Subject::Question(1), 2016),
            about(Subject::Overall, 2017),
            about(Subject::Question(1), 2018),
        ];
        let ledger = Ledger::of(statements, &[report("a", DocKind::Assessment, None)]);
        // A filter lets question 1 of 2016 and 2018 and the overall grade of 2017 pass.
        let passes = |judgment: &&Judgment| {
            let first = judgment.key.cycle == Some(crate::report::Cycle::year(2016));
            !(first && judgment.key.subject == Subject::Overall)
        };
        let stated: Vec<&Judgment> = ledger.judgments.iter().filter(passes).collect();
        let all = ledger.judgments.iter();
        let judgments = all.map(|it| (&it.key.force, &it.key.subject, column(it))).collect();
        let present = Present { judgments, ..Present::default() };
        let shown = table(&stated, &present, false);
        let cells: Vec<Cell> = shown.rows.into_iter().flat_map(|row| row.cells).collect();
        assert_eq!(cells, [Cell::LeftOut, Cell::Given(good), Cell::ByQuestion]);
    }
}
