//! Results as tables: which columns, in which order. A value is spelled as in JSON and in queries.

use std::collections::BTreeSet;

use super::{Table, json, plural, thousands};
use crate::analyse::{Cell, Column, Counts, GradeTable, Judgment, Listing};
use crate::index::{Stats, Token};
use crate::report::{Evidence, Finding, How, Note, Outcome, Report, Severity, Subject};
use crate::search::{
    Also, Answer, Dimension, Folded, Hit, Match, ReportRef, Suggestion, SuggestionKind,
};

/// The findings of an answer; a pipe gets these columns.
#[must_use]
pub fn findings(answer: &Answer) -> Table {
    let mut table = Table::new([
        "#rank",
        "match",
        "force",
        "year",
        "pillar",
        "#question",
        "grade",
        "kind",
        "text",
        "id",
        "title",
        "path",
        "?#folded",
        "?#unit_findings",
    ]);
    for hit in &answer.hits {
        let matched = if hit.matched == Match::All { "all" } else { "some" };
        let mut row = vec![Some(hit.rank.to_string()), Some(matched.to_owned())];
        row.extend(finding_cells(&hit.finding, &hit.report));
        // A plus where there may be more.
        let more = |folded: &Folded| if folded.at_least { "+" } else { "" };
        row.push(hit.folded.as_ref().map(|folded| format!("{}{}", folded.n, more(folded))));
        row.push(hit.unit_findings.map(|findings| findings.to_string()));
        table.push(row);
    }
    table
}

/// Findings without a rank, of one report.
#[must_use]
pub fn findings_of(report: &Report) -> Table {
    let mut table = Table::new([
        "force",
        "year",
        "pillar",
        "#question",
        "grade",
        "kind",
        "text",
        "id",
        "title",
        "path",
    ]);
    let reference = json::reference(report);
    for finding in &report.findings {
        table.push(finding_cells(finding, &reference).into());
    }
    table
}

pub(super) fn finding_cells(finding: &Finding, report: &ReportRef) -> [Option<String>; 10] {
    [
        finding.force.as_ref().map(|force| force.name.clone()),
        finding.cycle.map(|cycle| cycle.to_string()),
        finding.pillar.as_ref().map(ToString::to_string),
        finding.question.map(|number| number.to_string()),
        finding.outcome.map(|outcome| outcome.slug().to_owned()),
        Some(finding.kind.slug().to_owned()),
        Some(finding.text.clone()),
        Some(finding.id.clone()),
        report.title.clone(),
        Some(report.path.clone()),
    ]
}

/// Suggestions, a row each.
#[must_use]
pub fn suggestions(found: &[Suggestion]) -> Table {
    let mut table = Table::new(["kind", "text", "#n"]);
    for suggestion in found {
        let kind = match suggestion.kind {
            SuggestionKind::Term => "term",
            SuggestionKind::Force => "force",
            SuggestionKind::Question => "question",
        };
        let cells = [kind.to_owned(), suggestion.text.clone(), suggestion.n.to_string()];
        table.push(cells.map(Some).into());
    }
    table
}

/// Names and what they also stand for, a row each.
#[must_use]
pub fn meanings(found: &[Also]) -> Table {
    let mut table = Table::new(["name", "also", "source", "#reports", "why"]);
    for one in found {
        table.push(vec![
            Some(one.typed.clone()),
            Some(one.meaning.text.clone()),
            Some(one.meaning.source().to_owned()),
            one.meaning.reports.map(|reports| reports.to_string()),
            one.meaning.why.clone(),
        ]);
    }
    table
}

/// A count: one column a dimension, then the number under the name of the unit, then the best findings if there are any.
#[must_use]
pub fn counts(counts: &Counts, limit: usize, top: Option<&[Vec<Hit>]>) -> Table {
    let heads = counts.by.iter().map(|by| by.slug().to_owned());
    let heads = heads.chain([format!("#{}", counts.unit.slug())]);
    let mut table = Table::new(heads.chain(top.map(|_| "best findings".to_owned())));
    for (nth, row) in counts.rows.iter().take(limit).enumerate() {
        let values = row.buckets.iter().zip(&counts.by).map(|(bucket, by)| match by {
            Dimension::Force => bucket.value.as_ref().map(|_| bucket.label.clone()),
            _ => bucket.value.clone(),
        });
        let best = top.map(|top| top.get(nth).map(|hits| best(hits)));
        table.push(values.chain([Some(row.n.to_string())]).chain(best).collect());
    }
    table
}

/// The passages of findings with their ids, one after the other.
fn best(hits: &[Hit]) -> String {
    let one = |hit: &Hit| {
        let passage = hit.finding.text.get(hit.passage.start..hit.passage.end).unwrap_or_default();
        format!("{} {passage}", hit.finding.id)
    };
    hits.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// What the signs in this table of grades mean, those that occur in it; `None` where every cell speaks for itself.
#[must_use]
pub fn grades_legend(grades: &GradeTable) -> Option<String> {
    type Sign = (fn(&Cell) -> bool, &'static str);
    let signs: [Sign; 7] = [
        (
            |cell| matches!(cell, Cell::Carried(..)),
            "good (from 2017): carried over, the question was not inspected anew",
        ),
        (|cell| matches!(cell, Cell::Retrospective(_)), "(good): known only from a later document"),
        (|cell| matches!(cell, Cell::SecondHand(_)), "[good]: known only at second hand"),
        (|cell| *cell == Cell::LeftOut, "left out: a grade is here that the filters leave out"),
        (
            |cell| *cell == Cell::ByQuestion,
            "by question: no overall grade is here, see --questions",
        ),
        (|cell| *cell == Cell::NotStated, "-: a document is here and gives no such grade"),
        (|cell| *cell == Cell::NotInCorpus, ".: no document is here"),
    ];
    let cells = || grades.rows.iter().flat_map(|row| &row.cells);
    let occurring = signs.iter().filter(|(is, _)| cells().any(is)).map(|(_, means)| *means);
    let legend = occurring.collect::<Vec<_>>().join(" · ");
    (!legend.is_empty()).then_some(legend)
}

/// How many judgments are shown, and of how many: a sentence for a person.
#[must_use]
pub fn grades_summary(grades: &GradeTable) -> String {
    let shown = grades.judgments.len() as u64;
    let forces: BTreeSet<String> = grades.rows.iter().map(|row| row.force.key()).collect();
    let left_out = grades.of.judgments.saturating_sub(shown);
    let left_out = (left_out > 0).then(|| format!("; the filters leave out {left_out} more"));
    format!(
        "{} of {} of {}{}",
        plural(shown, "judgment"),
        thousands(forces.len() as u64),
        plural(grades.of.forces_listed, "force"),
        left_out.unwrap_or_default()
    )
}

/// Grades: one row a body, or a body's question; one column a cycle and pillar.
#[must_use]
pub fn grades(grades: &GradeTable, questions: bool) -> Table {
    let mut heads = vec!["force".to_owned()];
    heads.extend(questions.then(|| "question".to_owned()));
    heads.extend(grades.columns.iter().map(column_head));
    let mut table = Table::new(heads);
    for row in &grades.rows {
        let mut cells = vec![Some(row.force.name.clone())];
        if questions {
            cells.push(Some(subject(&row.subject)));
        }
        cells.extend(row.cells.iter().map(|cell| Some(cell_text(*cell))));
        table.push(cells);
    }
    table
}

pub(super) fn column_head(column: &Column) -> String {
    let programme =
        column.programme.map(|programme| programme.slug()).filter(|slug| *slug != "peel");
    let parts = [
        column.cycle.map_or_else(|| "year unknown".to_owned(), |cycle| cycle.to_string()),
        programme.unwrap_or_default().replace('_', " "),
        column.pillar.as_ref().map_or_else(|| "overall".to_owned(), ToString::to_string),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Overall => "overall".to_owned(),
        Subject::Question(number) => number.to_string(),
        Subject::Area(slug) => slug.replace('_', " "),
    }
}

pub(super) fn cell_text(cell: Cell) -> String {
    match cell {
        Cell::Given(outcome) => words(outcome),
        Cell::Carried(outcome, from) => format!("{} (from {from})", words(outcome)),
        Cell::Retrospective(outcome) => format!("({})", words(outcome)),
        Cell::SecondHand(outcome) => format!("[{}]", words(outcome)),
        Cell::LeftOut => "left out".to_owned(),
        Cell::ByQuestion => "by question".to_owned(),
        Cell::NotStated => "-".to_owned(),
        Cell::NotInCorpus => ".".to_owned(),
    }
}

fn words(outcome: Outcome) -> String {
    outcome.slug().replace('_', " ")
}

/// Reports, one a row; `year_is` tells how the year is known.
#[must_use]
pub fn reports(listings: &[Listing]) -> Table {
    let mut table = Table::new([
        "path",
        "kind",
        "forces",
        "year",
        "?year_is",
        "pillar",
        "grade",
        "#findings",
        "?#notes",
        "?id",
    ]);
    for Listing { report, findings, matching } in listings {
        let forces: Vec<&str> = report.forces.iter().map(|force| force.name.as_str()).collect();
        let year_is = report.evidence.get("year").map(|evidence| how(evidence.how).to_owned());
        let warnings = report.notes.iter().filter(|note| note.severity > Severity::Info).count();
        table.push(vec![
            Some(report.path.clone()),
            Some(report.kind.slug().to_owned()),
            (!forces.is_empty()).then(|| forces.join("; ")),
            report.cycle.map(|cycle| cycle.to_string()),
            year_is,
            report.pillar.as_ref().map(ToString::to_string),
            report.outcome.map(|outcome| outcome.slug().to_owned()),
            Some(matching.unwrap_or(*findings).to_string()),
            Some(warnings.to_string()),
            Some(report.id.clone()),
        ]);
    }
    table
}

/// The fields of a report with their values and how each is known.
#[must_use]
pub fn evidence<'a>(
    fields: impl IntoIterator<Item = (&'a str, Option<String>, &'a Evidence)>,
) -> Table {
    let mut table = Table::new(["field", "value", "is", "rule", "quotes"]);
    for (field, value, evidence) in fields {
        let quotes = evidence.quotes.iter().map(|quote| {
            let page = on_page(quote.page);
            format!("“{}” at {}-{}{page}", quote.text.trim(), quote.span.start, quote.span.end)
        });
        let quotes: Vec<String> = quotes.collect();
        table.push(vec![
            Some(field.to_owned()),
            value,
            Some(how(evidence.how).to_owned()),
            Some(evidence.rule.clone()),
            (!quotes.is_empty()).then(|| quotes.join("; ")),
        ]);
    }
    table
}

/// `, page 3` behind a place in a document that has pages.
fn on_page(page: Option<u32>) -> String {
    page.map(|page| format!(", page {page}")).unwrap_or_default()
}

/// What the documents say of judgments, one statement a row; the one that counts comes first of each judgment.
#[must_use]
pub fn statements<'a>(judgments: impl IntoIterator<Item = &'a Judgment>) -> Table {
    let mut table = Table::new([
        "force", "year", "pillar", "question", "counted", "says", "?as", "?kind", "?date", "quote",
        "?rule", "?span", "path", "?report",
    ]);
    for judgment in judgments {
        for statement in &judgment.statements {
            let said = &statement.attestation;
            table.push(vec![
                Some(judgment.key.force.name.clone()),
                judgment.key.cycle.map(|cycle| cycle.to_string()),
                judgment.key.pillar.as_ref().map(ToString::to_string),
                Some(subject(&judgment.key.subject)),
                Some(judgment.outcome.slug().to_owned()),
                Some(said.outcome.slug().to_owned()),
                Some(json::standing(said).to_owned()),
                Some(statement.kind.slug().to_owned()),
                statement.date.map(|date| date.to_string()),
                Some(said.quote.clone()),
                Some(said.rule.clone()),
                Some(format!("{}-{}{}", said.span.start, said.span.end, on_page(said.page))),
                Some(statement.path.clone()),
                Some(statement.report.clone()),
            ]);
        }
    }
    table
}

/// What a commit says of itself, one name and value a row.
#[must_use]
pub fn stats(stats: &Stats) -> Table {
    let mut table = Table::new(["what", "#value"]);
    for (what, value) in [
        ("format", stats.format.to_string()),
        ("program", stats.program.clone()),
        ("corpus_digest", stats.corpus_digest.clone()),
        ("documents", stats.documents.to_string()),
        ("reports", stats.reports.to_string()),
        ("attestations", stats.attestations.to_string()),
        ("findings", stats.findings.to_string()),
        ("segments", stats.segments.to_string()),
        ("bytes", stats.bytes.to_string()),
    ] {
        table.push(vec![Some(what.to_owned()), Some(value)]);
    }
    table
}

/// The tokens of a text.
#[must_use]
pub fn tokens(tokens: &[Token]) -> Table {
    let mut table = Table::new(["#position", "token", "stem", "role", "#start", "#end"]);
    for token in tokens {
        table.push(vec![
            Some(token.position.to_string()),
            Some(token.text.clone()),
            Some(token.stem.clone()),
            Some(token.role.clone()),
            Some(token.start.to_string()),
            Some(token.end.to_string()),
        ]);
    }
    table
}

/// The name of a way of knowing.
#[must_use]
pub fn how(how: How) -> &'static str {
    match how {
        How::Stated => "stated",
        How::Inferred => "inferred",
        How::Supplied => "supplied",
        How::Unknown => "unknown",
    }
}

/// The notes of a report.
#[must_use]
pub fn notes(notes: &[Note]) -> Table {
    let mut table = Table::new(["severity", "message", "span", "hint"]);
    for note in notes {
        let severity = match note.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        table.push(vec![
            Some(severity.to_owned()),
            Some(note.message.clone()),
            note.span.map(|span| format!("{}-{}", span.start, span.end)),
            note.hint.clone(),
        ]);
    }
    table
}
