use serde::Serialize;

use super::heat::{state, value};
use super::{Head, head};
use crate::analyse::{
    Area, Cell, Compare, Compared, Distinctive, GradeRow, Keyword, SharedSentence,
};
use crate::report::{Grade, Subject};

/// A line `compare_grade`: a subject of a round, as each body has it.
#[derive(Debug, Serialize)]
pub struct GradesLine<'a> {
    #[serde(flatten)]
    head: Head,
    programme: &'static str,
    year: String,
    pillar: Option<&'a str>,
    topic: &'a str,
    question: Option<u16>,
    differ: Option<bool>,
    grades: Vec<GradePart<'a>>,
}

#[derive(Debug, Serialize)]
struct GradePart<'a> {
    force: &'a str,
    grade: Option<&'static str>,
    state: &'static str,
}

/// A row of grades.
#[must_use]
pub fn compared_grade<'a>(compared: &'a Compared, row: &'a GradeRow) -> GradesLine<'a> {
    let column = &row.column;
    let grade = |(force, cell): (&'a Compare, &Cell)| GradePart {
        force: &force.slug,
        grade: value(*cell).and_then(|outcome| outcome.grade()).map(Grade::slug),
        state: state(*cell),
    };
    GradesLine {
        head: head("compare_grade"),
        programme: column.programme.slug(),
        year: column.cycle.to_string(),
        pillar: column.pillar.as_ref().map(|pillar| pillar.slug()),
        topic: column.topic.slug(),
        question: column.subject.as_ref().and_then(Subject::question),
        differ: row.differs(),
        grades: compared.forces.iter().zip(&row.cells).map(grade).collect(),
    }
}

/// A line `compare_area`: areas for improvement that are alike in words, or one that is like none.
#[derive(Debug, Serialize)]
pub struct AreaLine<'a> {
    #[serde(flatten)]
    head: Head,
    similarity: Option<f64>,
    areas: Vec<AreaPart<'a>>,
}

#[derive(Debug, Serialize)]
struct AreaPart<'a> {
    force: &'a str,
    id: &'a str,
    year: Option<String>,
    pillar: Option<&'a str>,
    text: &'a str,
}

/// Areas together; without a similarity one alone.
#[must_use]
pub fn compared_area<'a>(
    compared: &'a Compared,
    similarity: Option<f64>,
    areas: &'a [Area],
) -> AreaLine<'a> {
    let part = |area: &'a Area| AreaPart {
        force: slug(compared, area.force),
        id: &area.finding.id,
        year: area.finding.cycle.map(|cycle| cycle.to_string()),
        pillar: area.finding.pillar.as_ref().map(|pillar| pillar.slug()),
        text: &area.finding.text,
    };
    AreaLine { head: head("compare_area"), similarity, areas: areas.iter().map(part).collect() }
}

fn slug(compared: &Compared, force: usize) -> &str {
    compared.forces.get(force).map_or("", |force| force.slug.as_str())
}

/// A line `compare_word`: a word that one body has more of than the others.
#[derive(Debug, Serialize)]
pub struct WordLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    term: &'a str,
    n: u64,
    of: u64,
    n_others: u64,
    of_others: u64,
    log_ratio: f64,
    g2: f64,
}

/// A distinctive word.
#[must_use]
pub fn compared_word<'a>(force: &'a str, word: &'a Keyword) -> WordLine<'a> {
    let [own, others] = word.sides;
    WordLine {
        head: head("compare_word"),
        force,
        term: &word.term,
        n: own.share.n,
        of: own.share.of,
        n_others: others.share.n,
        of_others: others.share.of,
        log_ratio: word.log_ratio,
        g2: word.g2,
    }
}

/// A line `compare_sentence`: a sentence that two and more bodies share.
#[derive(Debug, Serialize)]
pub struct SentenceLine<'a> {
    #[serde(flatten)]
    head: Head,
    sentence: &'a str,
    places: Vec<PlacePart<'a>>,
}

#[derive(Debug, Serialize)]
struct PlacePart<'a> {
    force: &'a str,
    id: &'a str,
}

/// A shared sentence.
#[must_use]
pub fn compared_sentence<'a>(
    compared: &'a Compared,
    sentence: &'a SharedSentence,
) -> SentenceLine<'a> {
    let places = sentence.places.iter();
    let places = places.map(|(force, id)| PlacePart { force: slug(compared, *force), id });
    SentenceLine {
        head: head("compare_sentence"),
        sentence: &sentence.text,
        places: places.collect(),
    }
}

/// The line `summary` of `compare`.
#[derive(Debug, Serialize)]
pub struct ComparedSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    forces: Vec<ForcePart<'a>>,
    subjects: usize,
    subjects_differ: usize,
    area_groups: usize,
    areas_alone: usize,
    shared_sentences: usize,
}

#[derive(Debug, Serialize)]
struct ForcePart<'a> {
    force: &'a str,
    force_name: &'a str,
    findings: u64,
    areas_for_improvement: u64,
    sentences: u64,
    tokens: u64,
}

/// What the parts are of.
#[must_use]
pub fn compared_summary(compared: &Compared) -> ComparedSummary<'_> {
    let known: Vec<bool> = compared.grades.iter().filter_map(GradeRow::differs).collect();
    let at = |numbers: &[u64], force: usize| numbers.get(force).copied().unwrap_or_default();
    let tokens = |of: &Distinctive| of.sides[0].tokens;
    let forces = compared.forces.iter().enumerate().map(|(place, force)| ForcePart {
        force: &force.slug,
        force_name: &force.name,
        findings: force.findings,
        areas_for_improvement: at(&compared.areas.of, place),
        sentences: at(&compared.sentences.of, place),
        tokens: compared.words.get(place).map_or(0, tokens),
    });
    ComparedSummary {
        head: head("summary"),
        unit: "forces",
        forces: forces.collect(),
        subjects: known.len(),
        subjects_differ: known.iter().filter(|differs| **differs).count(),
        area_groups: compared.areas.groups.len(),
        areas_alone: compared.areas.alone.len(),
        shared_sentences: compared.sentences.shared.len(),
    }
}
