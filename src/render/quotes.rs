//! Checked quotations, as a table.

use super::Table;
use crate::analyse::{Change, Checked, Fidelity};
use crate::extract::Quotation;

/// The head of the table; of several files each row names its own.
#[must_use]
pub fn heads(files: usize) -> Table {
    Table::new([
        if files > 1 { "file" } else { "?file" },
        "#line",
        "verdict",
        "quotation",
        "difference",
        "force",
        "year",
        "grade",
        "id",
        "?path",
    ])
}

/// A quotation as a row: what is of another shape or left out, or the words that differ.
#[must_use]
pub fn row(file: &str, quotation: &Quotation, checked: &Checked) -> Vec<Option<String>> {
    let source = checked.source.as_ref();
    let finding = source.map(|source| &source.finding);
    vec![
        Some(file.to_owned()),
        Some(quotation.line.to_string()),
        Some(verdict(&checked.fidelity).replace('_', " ")),
        Some(quotation.text.clone()),
        difference(checked),
        finding.and_then(|finding| finding.force.as_ref()).map(|force| force.name.clone()),
        finding.and_then(|finding| finding.cycle).map(|cycle| cycle.to_string()),
        finding.and_then(|finding| finding.outcome).map(|outcome| outcome.slug().to_owned()),
        finding.map(|finding| finding.id.clone()),
        source.map(|source| source.report.path.clone()),
    ]
}

/// The name of a verdict in JSON.
#[must_use]
pub fn verdict(fidelity: &Fidelity) -> &'static str {
    match fidelity {
        Fidelity::Verbatim => "verbatim",
        Fidelity::Altered(_) => "altered",
        Fidelity::NotFound => "not_found",
    }
}

/// `mend [-its-] nets`: what the report has is in `[-...-]`, what the quotation has instead in `{+...+}`.
fn difference(checked: &Checked) -> Option<String> {
    let Fidelity::Altered(likeness) = &checked.fidelity else {
        let shapes = checked.shapes.iter().map(|shape| shape.slug().replace('_', " "));
        let shapes: Vec<String> = shapes.collect();
        return (!shapes.is_empty()).then(|| format!("only {}", shapes.join(", ")));
    };
    let runs = likeness.changes.iter().map(|change| match change {
        Change::Same(words) => words.clone(),
        Change::Gap => "…".to_owned(),
        Change::Other(source, quotation) => {
            let source = if source.is_empty() { String::new() } else { format!("[-{source}-]") };
            let quotation =
                if quotation.is_empty() { String::new() } else { format!("{{+{quotation}+}}") };
            source + &quotation
        }
    });
    Some(runs.collect::<Vec<_>>().join(" "))
}
