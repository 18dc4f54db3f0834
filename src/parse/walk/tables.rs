//! Grades in tables: a row an area or a question, or areas below a row of grades.

use super::super::title::Layout;
use super::super::{areas, grades, questions};
use super::Walk;
use crate::report::{FindingKind, Outcome, Subject};

impl Walk<'_, '_> {
    /// A row of a table: an area and its grade, or areas below a row of grades.
    pub(super) fn row(&mut self, at: usize) {
        let line = &self.page.lines[at];
        let cells: Vec<&str> = line.plain.split('\t').map(str::trim).collect();
        let labels: Vec<Option<Outcome>> = cells.iter().map(|cell| grades::label(cell)).collect();
        if self.layout == Layout::Areas {
            if labels.iter().flatten().count() >= 3 {
                self.columns = labels;
                return;
            }
            if let ([area, _, ..], Some(Some(outcome))) = (cells.as_slice(), labels.get(1)) {
                let (area, outcome) = ((*area).to_owned(), *outcome);
                self.area_claim(at, &area, outcome);
                return;
            }
            if !self.columns.is_empty() && cells.len() <= self.columns.len() {
                for (cell, column) in cells.iter().zip(self.columns.clone()) {
                    if let (Some(outcome), true) = (column, areas::known(cell).is_some()) {
                        self.area_claim(at, cell, outcome);
                    }
                }
                return;
            }
        }
        if self.layout == Layout::Pillar && self.question_row(at, &cells, &labels) {
            return;
        }
        if let (Layout::SecondHand, [area, _], Some(Some(outcome))) =
            (self.layout, cells.as_slice(), labels.get(1))
            && areas::known(area).is_some()
            && self.draft.only_force().is_some()
            && self.draft.report.cycle.is_some()
        {
            return self.area_claim(at, area, *outcome);
        }
        if line.text.len() > 40 {
            let text = line.text.replace('\t', " | ");
            self.finding(FindingKind::Narrative, text, line.span);
        }
    }

    /// A row of a table of questions: number, title, grade.
    pub(super) fn question_row(
        &mut self,
        at: usize,
        cells: &[&str],
        labels: &[Option<Outcome>],
    ) -> bool {
        let (printed, rest) =
            match cells.first().and_then(|cell| cell.trim_end_matches('.').parse::<u16>().ok()) {
                Some(number) if number < 20 => (Some(number), 1),
                _ => (None, 0),
            };
        let (Some(title), Some(Some(outcome)), Some(pillar)) =
            (cells.get(rest), labels.get(rest + 1), self.pillar.clone())
        else {
            return false;
        };
        let known =
            questions::number_of(self.draft.report.programme, self.draft.here, &pillar, title);
        let Some(number) = printed.or(known) else { return false };
        let whole = 0..self.page.plain(at).len();
        self.claim_at(
            at,
            &whole,
            Some(pillar),
            Subject::Question(number),
            Some((*title).to_owned()),
            *outcome,
            "row of the table of questions",
        );
        true
    }

    pub(super) fn area_claim(&mut self, at: usize, area: &str, outcome: Outcome) {
        if areas::known(area).is_none() && (area.is_empty() || area.len() > 90) {
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
