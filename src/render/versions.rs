//! The copies of pages as a table, the latest of each page first.

use super::Table;
use super::disagreements::subject;
use crate::analyse::{Copy, GradeChange, Versions};

/// A row a copy.
#[must_use]
pub fn table(pages: &[Versions]) -> Table {
    let mut table = Table::new([
        "page", "standing", "captured", "date", "year", "grade", "changes", "path", "report",
    ]);
    for page in pages {
        for copy in &page.copies {
            let report = &copy.report;
            let date = report.last_updated.or(report.published);
            table.push(vec![
                page.page.clone(),
                Some(copy.standing.slug().to_owned()),
                report.capture.captured.map(|moment| moment.to_string()),
                date.map(|date| date.to_string()),
                report.cycle.map(|cycle| cycle.to_string()),
                report.outcome.map(|outcome| outcome.slug().to_owned()),
                changes(copy),
                Some(report.path.clone()),
                Some(report.id.clone()),
            ]);
        }
    }
    table
}

/// `legitimacy overall: not_yet_graded, now good; ...`
fn changes(copy: &Copy) -> Option<String> {
    let one = |change: &GradeChange| {
        let pillar = change.key.pillar.as_ref().map(|pillar| format!("{pillar} "));
        format!(
            "{}{}: {}, now {}",
            pillar.unwrap_or_default(),
            subject(&change.key.subject),
            change.before.slug(),
            change.now.slug(),
        )
    };
    let all: Vec<String> = copy.changes.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
