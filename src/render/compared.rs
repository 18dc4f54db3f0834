//! Bodies side by side as tables and in words.

use super::sheets::{cell_text, subject};
use super::{Table, plural};
use crate::analyse::{Area, Cell, Compared, GradeRow};
use crate::report::{Programme, Subject};

/// Grades: a row a subject of a round, a column a body.
#[must_use]
pub fn grades(compared: &Compared) -> Table {
    let heads = ["year", "pillar", "question"].map(str::to_owned).into_iter();
    let forces = compared.forces.iter().map(|force| force.name.clone());
    let mut table = Table::new(heads.chain(forces).chain(["differ".to_owned()]));
    for row in &compared.grades {
        let column = &row.column;
        let programme = match column.programme {
            Programme::Peel => String::new(),
            other => format!(" {}", other.slug().replace('_', " ")),
        };
        let mut cells = vec![
            Some(format!("{}{programme}", column.cycle)),
            column.pillar.as_ref().map(ToString::to_string),
            Some(subject(column.subject.as_ref().unwrap_or(&Subject::Overall))),
        ];
        cells.extend(row.cells.iter().map(|cell| match cell {
            Cell::NotInCorpus => None,
            Cell::NotStated => Some("not stated".to_owned()),
            cell => Some(cell_text(*cell)),
        }));
        cells.push(row.differs().map(|differs| if differs { "yes" } else { "no" }.to_owned()));
        table.push(cells);
    }
    table
}

/// Areas for improvement: those alike in words in one row, then those alone; `limit` of either.
#[must_use]
pub fn areas(compared: &Compared, limit: usize) -> Table {
    let forces = compared.forces.iter().map(|force| force.name.clone());
    let mut table = Table::new(std::iter::once("#similarity".to_owned()).chain(forces));
    let row = |similarity: Option<f64>, areas: &[Area]| {
        let mut cells = vec![similarity.map(|alike| format!("{alike:.2}"))];
        cells.extend((0..compared.forces.len()).map(|force| {
            let area = areas.iter().find(|area| area.force == force)?;
            let year = area.finding.cycle.map(|cycle| format!("{cycle}: "));
            Some(format!("{}{}", year.unwrap_or_default(), area.finding.text))
        }));
        cells
    };
    for group in compared.areas.groups.iter().take(limit) {
        table.push(row(Some(group.similarity), &group.areas));
    }
    for area in compared.areas.alone.iter().take(limit) {
        table.push(row(None, std::slice::from_ref(area)));
    }
    table
}

/// Distinctive words, body by body.
#[must_use]
pub fn words(compared: &Compared) -> Table {
    let mut table =
        Table::new(["force", "word", "#n", "#of", "#n_others", "#of_others", "#log_ratio", "#g2"]);
    for (force, distinctive) in compared.forces.iter().zip(&compared.words) {
        for word in &distinctive.words {
            let [own, others] = word.sides;
            table.push(
                [
                    force.name.clone(),
                    word.term.clone(),
                    own.share.n.to_string(),
                    own.share.of.to_string(),
                    others.share.n.to_string(),
                    others.share.of.to_string(),
                    format!("{:.2}", word.log_ratio),
                    format!("{:.1}", word.g2),
                ]
                .map(Some)
                .into(),
            );
        }
    }
    table
}

/// Sentences that two and more have, with the finding of each.
#[must_use]
pub fn sentences(compared: &Compared, limit: usize) -> Table {
    let forces = compared.forces.iter().map(|force| format!("?{}", force.name));
    let mut table =
        Table::new(["#forces".to_owned(), "sentence".to_owned()].into_iter().chain(forces));
    for sentence in compared.sentences.shared.iter().take(limit) {
        let mut cells = vec![Some(sentence.places.len().to_string()), Some(sentence.text.clone())];
        cells.extend((0..compared.forces.len()).map(|force| {
            let place = sentence.places.iter().find(|(at, _)| *at == force);
            place.map(|(_, id)| id.clone())
        }));
        table.push(cells);
    }
    table
}

/// What each part is of: sentences for a person.
#[must_use]
pub fn summary(compared: &Compared, limit: usize) -> Vec<String> {
    let each = |numbers: &[u64]| {
        let numbers = compared.forces.iter().zip(numbers);
        let numbers = numbers.map(|(force, n)| format!("{n} of {}", force.name));
        numbers.collect::<Vec<_>>().join(", ")
    };
    let known: Vec<bool> = compared.grades.iter().filter_map(GradeRow::differs).collect();
    let differ = known.iter().filter(|differs| **differs).count();
    let findings: Vec<u64> = compared.forces.iter().map(|force| force.findings).collect();
    let aligned: usize = compared.areas.groups.iter().map(|group| group.areas.len()).sum();
    let mut lines = vec![
        format!(
            "grades: {differ} of {} that two or more have differ",
            plural(known.len() as u64, "subject")
        ),
        format!(
            "areas for improvement: {}; {aligned} alike in words in {}, {} alone",
            each(&compared.areas.of),
            plural(compared.areas.groups.len() as u64, "group"),
            compared.areas.alone.len()
        ),
        format!("findings: {}", each(&findings)),
        format!(
            "sentences of six words and more: {}; {} in the same words in two or more",
            each(&compared.sentences.of),
            compared.sentences.shared.len()
        ),
    ];
    let most = compared.areas.groups.len().max(compared.areas.alone.len());
    if most.max(compared.sentences.shared.len()) > limit {
        lines.push(format!("{limit} rows of a sort are shown; `--limit` shows more"));
    }
    lines
}
