//! Forces side by side: their grades, the areas for improvement they were given, the words of their reports, the sentences
//! they share.

mod areas;
mod sentences;

use std::collections::BTreeSet;

use crate::index::Index;
use crate::query::{self, FieldName, FieldTest, Query};
use crate::report::{Finding, FindingKind};
use crate::search;
use crate::{Error, ErrorKind, Result};

use super::heatmap::{Heatmap, HeatmapRequest, heatmap};
use super::matching::everything;
use super::words::{KeyOrder, KeynessRequest, Keyword, Mask, SideTotal, keyness};
use super::{Cell, HeatColumn, Include, Topics};

pub use areas::{Area, AreaGroup, Areas};
pub use sentences::{Sentences, SharedSentence};

/// Occurrences that a distinctive word must have, and inspections that must hold it.
const LEAST: (u64, u64) = (3, 2);

/// What is asked of [`compare`].
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRequest {
    /// Names of the bodies, at least two.
    pub forces: Vec<String>,
    /// The filters given as options, for every part; a force, a region and a kind are refused.
    pub filters: Vec<FieldTest>,
    /// Of what the grades are.
    pub topics: Topics,
    /// What grades are shown beyond those that the inspectorate states of its current round.
    pub include: Include,
    /// Distinctive words of each body at most.
    pub words: usize,
}

/// Bodies side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The bodies, as asked.
    pub forces: Vec<Compare>,
    /// Their grades, a row a subject of a round.
    pub grades: Vec<GradeRow>,
    /// Their areas for improvement, those alike in words together.
    pub areas: Areas,
    /// The distinctive words of each, in the order of the bodies.
    pub words: Vec<Distinctive>,
    /// Sentences that findings of two or more of them have in the same words.
    pub sentences: Sentences,
}

/// A body that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// Its slug.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// Its findings under the filters.
    pub findings: u64,
}

/// A subject of a round, as each body has it.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeRow {
    /// The subject.
    pub column: HeatColumn,
    /// One cell a body.
    pub cells: Vec<Cell>,
}

/// The words that a body's findings have more of than those of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Distinctive {
    /// The words, most distinctive first; those of the names of the bodies are left out.
    pub words: Vec<Keyword>,
    /// This body and the others.
    pub sides: [SideTotal; 2],
}

impl GradeRow {
    /// Whether the bodies with a grade have different ones; `None` with fewer than two.
    #[must_use]
    pub fn differs(&self) -> Option<bool> {
        let grades: Vec<_> = self
            .cells
            .iter()
            .filter_map(|cell| match cell {
                Cell::Given(outcome)
                | Cell::Carried(outcome, _)
                | Cell::Retrospective(outcome)
                | Cell::SecondHand(outcome) => outcome.grade(),
                _ => None,
            })
            .collect();
        let (first, rest) = grades.split_first()?;
        (!rest.is_empty()).then(|| rest.iter().any(|grade| grade != first))
    }
}

/// Puts bodies side by side.
///
/// # Errors
/// `Usage` for fewer than two bodies and for a filter that has no meaning here, `Query` for a name that there is not,
/// `IndexDamaged`.
pub fn compare(index: &Index, request: &CompareRequest) -> Result<Compared> {
    refuse(&request.filters)?;
    let names = names(index, &request.forces)?;
    let of_forces =
        query::filter(FieldName::Force, &names.iter().map(|of| of.1.clone()).collect::<Vec<_>>())?;
    let filters: Vec<FieldTest> = request.filters.iter().cloned().chain([of_forces]).collect();
    let map = heatmap(
        index,
        &HeatmapRequest {
            filters: filters.clone(),
            topics: request.topics.clone(),
            include: request.include,
        },
    )?;
    let mut findings: Vec<Vec<Finding>> = vec![Vec::new(); names.len()];
    search::for_each_finding(index, &everything(), &filters, &mut |finding| {
        let is_of = |(_, name): &(String, String)| {
            finding.force.as_ref().is_some_and(|force| force.name == *name)
        };
        if let Some(of) = names.iter().position(is_of).and_then(|at| findings.get_mut(at)) {
            of.push(finding);
        }
        Ok(())
    })?;
    let is_area = |finding: &&Finding| finding.kind == FindingKind::AreaForImprovement;
    let areas: Vec<Vec<&Finding>> =
        findings.iter().map(|of| of.iter().filter(is_area).collect()).collect();
    Ok(Compared {
        grades: grades(&map, &names),
        areas: areas::align(index, &areas)?,
        words: distinctive(index, request, &names)?,
        sentences: sentences::shared(&findings),
        forces: names
            .into_iter()
            .zip(&findings)
            .map(|((slug, name), of)| Compare { slug, name, findings: of.len() as u64 })
            .collect(),
    })
}

fn refuse(filters: &[FieldTest]) -> Result<()> {
    for test in filters {
        let hint = match test.field {
            FieldName::Force | FieldName::Region => "the forces are named without an option",
            FieldName::Kind => "grades have no kind; `--part areas` shows areas for improvement",
            _ => continue,
        };
        let message = format!("`--{}` has no meaning here", test.field);
        return Err(Error::new(ErrorKind::Usage, message).hint(hint));
    }
    Ok(())
}

/// Slug and full name of each body, once. A name that police and fire share means the police force.
fn names(index: &Index, typed: &[String]) -> Result<Vec<(String, String)>> {
    let mut names: Vec<(String, String)> = Vec::new();
    for name in typed {
        let test = query::filter(FieldName::Force, std::slice::from_ref(name))?;
        search::check_filters(index, &[test])?;
        let known = index.gazetteer().named(name);
        let body = known.first().map_or_else(
            || (name.clone(), name.clone()),
            |force| (force.slug.clone(), force.name.clone()),
        );
        if !names.contains(&body) {
            names.push(body);
        }
    }
    if names.len() < 2 {
        let error = Error::new(ErrorKind::Usage, "there are not two forces to compare");
        return Err(error.hint("name two or more, as in `peelian compare kent essex`"));
    }
    Ok(names)
}

/// The map turned on its side.
fn grades(map: &Heatmap, names: &[(String, String)]) -> Vec<GradeRow> {
    let row = |(at, column): (usize, &HeatColumn)| GradeRow {
        column: column.clone(),
        cells: names
            .iter()
            .map(|(_, name)| {
                let row = map.rows.iter().find(|row| row.force.name == *name);
                row.and_then(|row| row.cells.get(at)).copied().unwrap_or(Cell::NotInCorpus)
            })
            .collect(),
    };
    map.columns.iter().enumerate().map(row).collect()
}

fn distinctive(
    index: &Index,
    request: &CompareRequest,
    names: &[(String, String)],
) -> Result<Vec<Distinctive>> {
    let words_of_names: BTreeSet<String> = names
        .iter()
        .flat_map(|(slug, name)| crate::index::analyze(&format!("{slug} {name}")))
        .map(|token| token.text)
        .collect();
    let spare = words_of_names.len();
    let mut found = Vec::new();
    for at in 0..names.len() {
        let others = names.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<String> = others.map(|(_, (_, name))| name.clone()).collect();
        let keyness = keyness(
            index,
            &KeynessRequest {
                target: about(std::slice::from_ref(&names[at].1))?,
                reference: Some(about(&others)?),
                filters: request.filters.clone(),
                grams: (1, 1),
                mask: Mask::default(),
                least_frequency: LEAST.0,
                least_inspections: LEAST.1,
                order: KeyOrder::LogLikelihood,
                limit: request.words + spare,
            },
        )?;
        let mut words = keyness.positive;
        words.retain(|word| !words_of_names.contains(&word.term));
        words.truncate(request.words);
        found.push(Distinctive { words, sides: keyness.sides });
    }
    Ok(found)
}

/// The query for findings about any of the bodies.
fn about(names: &[String]) -> Result<Query> {
    let test = query::filter(FieldName::Force, names)?;
    let text = format!("force:({})", names.join(" "));
    Ok(Query { text, root: Some(query::Node::Field(test)), plain: false })
}
