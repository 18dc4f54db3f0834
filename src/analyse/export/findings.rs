//! The columns of findings.

use std::sync::Arc;

use super::FieldKind;
use super::value::{Column, count, day, made, number, text, texts};
use crate::report::{Finding, Force, Inspection, Outcome, Report, Scale};

/// A finding and the report it stands in.
#[derive(Debug)]
pub(super) struct FindingRow {
    pub(super) finding: Finding,
    pub(super) report: Option<Arc<Report>>,
}

impl FindingRow {
    fn force(&self) -> Option<&Force> {
        self.finding.force.as_ref()
    }

    fn inspection(&self) -> Option<String> {
        let finding = &self.finding;
        let inspection = Inspection {
            force: finding.force.as_ref()?.key(),
            programme: finding.programme,
            cycle: finding.cycle,
            pillar: finding.pillar.clone(),
        };
        Some(inspection.key())
    }

    fn scale(&self) -> Option<&'static str> {
        let grade = self.finding.outcome.and_then(Outcome::grade)?;
        Some(Scale::of(self.finding.programme, self.finding.cycle, grade).slug())
    }
}

const TEXT: FieldKind = FieldKind::Text;
const WORD: FieldKind = FieldKind::Word;
const INTEGER: FieldKind = FieldKind::Integer;

pub(super) const COLUMNS: &[Column<FindingRow>] = &[
    Column::new("id", TEXT, |row| text(&row.finding.id)),
    Column::new("source_id", TEXT, |row| texts(row.finding.source_id.as_deref())),
    Column::new("kind", WORD, |row| text(row.finding.kind.slug())),
    Column::new("force", WORD, |row| texts(row.force().map(|force| force.slug.as_str()))),
    Column::new("force_name", WORD, |row| texts(row.force().map(|force| force.name.as_str()))),
    Column::new("region", WORD, |row| texts(row.force().map(|force| force.region.as_str()))),
    Column::new("year", WORD, |row| made(row.finding.cycle.map(|cycle| cycle.to_string()))),
    Column::new("year_first", INTEGER, |row| number(row.finding.cycle.map(|cycle| cycle.first()))),
    Column::new("year_last", INTEGER, |row| number(row.finding.cycle.map(|cycle| cycle.last()))),
    Column::new("programme", WORD, |row| texts(row.finding.programme.map(|one| one.slug()))),
    Column::new("pillar", WORD, |row| texts(row.finding.pillar.as_ref().map(|one| one.slug()))),
    Column::new("question", INTEGER, |row| number(row.finding.question)),
    Column::new("question_text", WORD, |row| texts(row.finding.question_text.as_deref())),
    Column::new("grade", WORD, |row| {
        texts(row.finding.outcome.and_then(Outcome::grade).map(|grade| grade.slug()))
    }),
    Column::new("state", WORD, |row| texts(row.finding.outcome.map(Outcome::state))),
    Column::new("scale", WORD, |row| texts(row.scale())),
    Column::new("carried_over_from", WORD, |row| {
        made(row.finding.carried_over_from.map(|cycle| cycle.to_string()))
    }),
    Column::new("inspection", WORD, |row| made(row.inspection())),
    Column::new("heading", TEXT, |row| texts(row.finding.heading.as_deref())),
    Column::new("text", TEXT, |row| text(&row.finding.text)),
    Column::new("page", INTEGER, |row| number(row.finding.page)),
    Column::new("span_start", INTEGER, |row| count(row.finding.span.start)),
    Column::new("span_end", INTEGER, |row| count(row.finding.span.end)),
    Column::new("report_id", WORD, |row| {
        texts(row.report.as_ref().map(|report| report.id.as_str()))
    }),
    Column::new("report_kind", WORD, |row| {
        texts(row.report.as_ref().map(|report| report.kind.slug()))
    }),
    Column::new("report_title", WORD, |row| {
        texts(row.report.as_ref().and_then(|report| report.title.as_deref()))
    }),
    Column::new("report_path", WORD, |row| {
        texts(row.report.as_ref().map(|report| report.path.as_str()))
    }),
    Column::new("report_url", WORD, |row| {
        texts(row.report.as_ref().and_then(|report| report.url.as_deref()))
    }),
    Column::new("published", FieldKind::Date, |row| {
        day(row.report.as_ref().and_then(|report| report.published))
    }),
    Column::new("last_updated", FieldKind::Date, |row| {
        day(row.report.as_ref().and_then(|report| report.last_updated))
    }),
    Column::new("sent", FieldKind::Date, |row| {
        day(row.report.as_ref().and_then(|report| report.sent))
    }),
];
