//! Grades in tables: a row an area or a question, or areas below a row of grades.

use std::sync::LazyLock;

use regex::Regex;

use super::super::title::Layout;
use super::super::{areas, grades, nearest, rule, whom};
use super::Walk;
use crate::extract::BlockKind;
use crate::report::{FindingKind, Outcome, Subject};

/// How the grades of a table stand.
#[derive(Debug, Clone, Default)]
pub(super) enum Table {
    /// No grades, or not known to be this body's of this cycle.
    #[default]
    Closed,
    /// A column of grades, one row a question or area.
    Column(usize),
    /// A row of grades, with the areas that have them below.
    Heads(Vec<Option<Outcome>>),
}

impl Walk<'_, '_> {
    /// A row of a table: an area or a question and its grade, or areas below a row of grades.
    pub(super) fn row(&mut self, at: usize) {
        if at == 0 || self.page.lines[at - 1].kind != BlockKind::Row {
            self.table = self.open_table(at);
        }
        let line = &self.page.lines[at];
        let cells = cells(&line.plain);
        match &self.table {
            Table::Column(column) => {
                let label = cells.get(*column).and_then(|cell| grades::label(cell));
                if let Some(outcome) = label
                    && self.graded_row(at, &cells, *column, outcome)
                {
                    return;
                }
            }
            Table::Heads(heads) if self.layout == Layout::Areas => {
                for (cell, head) in cells.iter().zip(heads.clone()) {
                    if let Some(outcome) = head {
                        self.area_claim(at, cell, outcome);
                    }
                }
                return;
            }
            _ => {}
        }
        if line.text.len() > 40 {
            let text = line.text.replace('\t', " | ");
            self.finding(FindingKind::Narrative, text, line.span);
        }
    }

    fn graded_row(&mut self, at: usize, cells: &[&str], column: usize, outcome: Outcome) -> bool {
        let dated = self.draft.only_force().is_some() && self.draft.report.cycle.is_some();
        match self.layout {
            Layout::Areas => self.area_claim(at, cells[0], outcome),
            Layout::SecondHand if dated => self.area_claim(at, cells[0], outcome),
            Layout::Pillar => return self.question_row(at, &cells[..column], outcome),
            _ => return false,
        }
        true
    }

    /// Where the grades of the table that starts at `at` stand. Of several columns only the one headed as this cycle's
    /// counts; a table announced as another body's, another time's or as a count of cases has none.
    fn open_table(&self, at: usize) -> Table {
        let rows: Vec<Vec<&str>> = self.page.lines[at..]
            .iter()
            .take_while(|line| line.kind == BlockKind::Row)
            .map(|line| cells(&line.plain))
            .collect();
        let labels = |row: &[&str]| -> Vec<Option<Outcome>> {
            row.iter().map(|cell| grades::label(cell)).collect()
        };
        let first = labels(&rows[0]);
        let lead = at.checked_sub(1).map_or("", |lead| self.page.plain(lead));
        if (lead.len() < 110 || lead.ends_with(':')) && !self.is_of_here(lead) {
            return Table::Closed;
        }
        if first.iter().flatten().count() >= 3 {
            return Table::Heads(first);
        }
        let headless = first.iter().any(Option::is_some);
        let head = |column: usize| if headless { "" } else { rows[0].get(column).unwrap_or(&"") };
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let graded: Vec<usize> = (1..width)
            .filter(|&column| {
                rows.iter().any(|row| row.get(column).is_some_and(|c| grades::label(c).is_some()))
            })
            .collect();
        match graded.as_slice() {
            [only] if self.is_of_here(head(*only)) => Table::Column(*only),
            [_, _, ..] => {
                let current = |column: &&usize| self.is_current(head(**column));
                match graded.iter().filter(current).collect::<Vec<_>>().as_slice() {
                    [only] => Table::Column(**only),
                    _ => Table::Closed,
                }
            }
            _ => Table::Closed,
        }
    }

    /// True unless the words are of another body, another cycle, a target or a count.
    fn is_of_here(&self, words: &str) -> bool {
        static ELSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
            rule(
                r"(?i)\b(?:previous|last|prior|earlier|former|targets?|aims?|aspirations?|change|cases?|files?|numbers?|audit\w*|national\w*|all forces|other|others|self-assess\w*)\b",
            )
        });
        let own = self.draft.only_force();
        let masked = whom::mask("", words, own, self.gazetteer);
        let elsewhere = ELSE.as_ref().is_some_and(|rule| rule.is_match(words));
        let years = whom::years(words);
        let here = |year: &u16| self.draft.here.is_none_or(|cycle| cycle.covers(*year));
        !elsewhere && !whom::names_other(&masked) && (years.is_empty() || years.iter().any(here))
    }

    /// True if a column is headed as this cycle's.
    fn is_current(&self, head: &str) -> bool {
        let lower = head.to_lowercase();
        let says = ["current", "this year", "now"].iter().any(|word| lower.contains(word));
        self.is_of_here(head) && (says || !whom::years(head).is_empty())
    }

    /// A row of a table of questions: number and title, the grade beyond them.
    fn question_row(&mut self, at: usize, cells: &[&str], outcome: Outcome) -> bool {
        let (printed, title) = match cells {
            [number, title, ..] => (number.trim_end_matches('.').parse::<u16>().ok(), title),
            [title] => (None, title),
            [] => return false,
        };
        let Some(pillar) = self.pillar.clone() else { return false };
        let title = if printed.is_some() { title } else { &cells[0] };
        let (programme, cycle) = (self.draft.report.programme, self.draft.here);
        let known = nearest::number_of(programme, cycle, &pillar, title);
        let asked = printed.filter(|number| *number < 20 && title.ends_with('?'));
        let Some(number) = asked.or(known) else { return false };
        let whole = 0..self.page.plain(at).len();
        self.claim_at(
            at,
            &whole,
            Some(pillar),
            Subject::Question(number),
            Some((*title).to_owned()),
            outcome,
            "row of the table of questions",
        );
        true
    }

    fn area_claim(&mut self, at: usize, area: &str, outcome: Outcome) {
        if areas::known(area).is_none() {
            return;
        }
        let whole = 0..self.page.plain(at).len();
        self.claim_at(
            at,
            &whole,
            None,
            Subject::Area(areas::slug_of(area)),
            Some(area.to_owned()),
            outcome,
            "row of the table of judgments",
        );
    }
}

fn cells(row: &str) -> Vec<&str> {
    row.split('\t').map(str::trim).collect()
}
