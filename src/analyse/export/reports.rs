//! The columns of reports.

use super::FieldKind;
use super::value::{Column, Value, count, day, made, number, text, texts};
use crate::analyse::Listing;
use crate::report::{Outcome, Report, Scale, Severity};

const TEXT: FieldKind = FieldKind::Text;
const WORD: FieldKind = FieldKind::Word;
const INTEGER: FieldKind = FieldKind::Integer;
const DATE: FieldKind = FieldKind::Date;

pub(super) const COLUMNS: &[Column<Listing>] = &[
    Column::new("id", TEXT, |row| text(&row.report.id)),
    Column::new("path", TEXT, |row| text(&row.report.path)),
    Column::new("kind", WORD, |row| text(row.report.kind.slug())),
    Column::new("title", TEXT, |row| texts(row.report.title.as_deref())),
    Column::new("forces", WORD, |row| joined(row, " ", |force| &force.slug)),
    Column::new("force_names", WORD, |row| joined(row, "; ", |force| &force.name)),
    Column::new("year", WORD, |row| made(row.report.cycle.map(|cycle| cycle.to_string()))),
    Column::new("year_first", INTEGER, |row| number(row.report.cycle.map(|cycle| cycle.first()))),
    Column::new("year_last", INTEGER, |row| number(row.report.cycle.map(|cycle| cycle.last()))),
    Column::new("programme", WORD, |row| texts(row.report.programme.map(|one| one.slug()))),
    Column::new("pillar", WORD, |row| texts(row.report.pillar.as_ref().map(|one| one.slug()))),
    Column::new("grade", WORD, |row| {
        texts(row.report.outcome.and_then(Outcome::grade).map(|grade| grade.slug()))
    }),
    Column::new("state", WORD, |row| texts(row.report.outcome.map(Outcome::state))),
    Column::new("scale", WORD, |row| texts(scale(&row.report))),
    Column::new("published", DATE, |row| day(row.report.published)),
    Column::new("last_updated", DATE, |row| day(row.report.last_updated)),
    Column::new("sent", DATE, |row| day(row.report.sent)),
    Column::new("fieldwork_from", DATE, |row| day(row.report.fieldwork.map(|(from, _)| from))),
    Column::new("fieldwork_to", DATE, |row| day(row.report.fieldwork.map(|(_, to)| to))),
    Column::new("url", TEXT, |row| texts(row.report.url.as_deref())),
    Column::new("licence", WORD, |row| texts(row.report.licence.as_deref())),
    Column::new("digest", TEXT, |row| texts(Some(&row.report.digest))),
    Column::new("findings", INTEGER, |row| size(row.findings)),
    Column::new("matching", INTEGER, |row| row.matching.map_or(Value::Absent, size)),
    Column::new("attestations", INTEGER, |row| count(row.report.attestations.len())),
    Column::new("warnings", INTEGER, |row| {
        count(row.report.notes.iter().filter(|note| note.severity > Severity::Info).count())
    }),
];

fn joined<'a>(
    row: &'a Listing,
    between: &str,
    of: fn(&crate::report::Force) -> &String,
) -> Value<'a> {
    let forces: Vec<&str> = row.report.forces.iter().map(|force| of(force).as_str()).collect();
    made((!forces.is_empty()).then(|| forces.join(between)))
}

fn scale(report: &Report) -> Option<&'static str> {
    let grade = report.outcome.and_then(Outcome::grade)?;
    Some(Scale::of(report.programme, report.cycle, grade).slug())
}

fn size<'a>(number: u64) -> Value<'a> {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
