//! Answering a request: one pass for the list, the totals and most facets, one more for each facet with a filter of its
//! own, then only the findings of the page are read.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::columns::buckets;
use super::highlight::Highlighter;
use super::hints::help;
use super::pass::{Candidate, Tally, Want, run};
use super::respell::{Respelled, respelled};
use super::some::holding_some;
use super::{Answer, Dimension, FacetCounts, Hit, Match, ReportRef, SearchRequest};
use crate::index::{Index, guarded};
use crate::query::Ranking;
use crate::report::Finding;
use crate::{Error, ErrorKind, Result};

/// Hits that can be paged through; beyond them nobody reads and the heap would only cost.
const MAX_HITS: usize = 10_000;

/// The facets of an answer, in its order.
const FACETS: [Dimension; 5] =
    [Dimension::Force, Dimension::Year, Dimension::Grade, Dimension::Kind, Dimension::Pillar];

/// Answers a request.
///
/// # Errors
/// `Query` for what cannot be meant (an unknown force, a limit exceeded), `IndexDamaged`.
pub fn search(index: &Index, request: &SearchRequest) -> Result<Answer> {
    search_ranked(index, request, &Ranking::default())
}

/// Answers a request with the findings in the order of other weights: to measure what each is worth.
///
/// # Errors
/// Those of [`search`].
pub fn search_ranked(index: &Index, request: &SearchRequest, ranking: &Ranking) -> Result<Answer> {
    let top = request.limit.saturating_add(request.offset);
    if top > MAX_HITS {
        let message = format!("limit and offset reach hit {top}, at most {MAX_HITS} can be listed");
        return Err(Error::new(ErrorKind::Query, message).hint("narrow the query, or use `export`"));
    }
    let asked = Asked::new(&request.query, &request.filters).ranked(*ranking);
    guarded(index.dir(), || {
        answer(index, request, &asked, if request.limit == 0 { 0 } else { top })
    })
}

fn answer(index: &Index, request: &SearchRequest, asked: &Asked<'_>, top: usize) -> Result<Answer> {
    let tally = first_pass(index, asked, top)?;
    let facets = facets(index, asked, &tally)?;
    let mut listed: Vec<(Match, Candidate)> =
        tally.top.into_iter().map(|candidate| (Match::All, candidate)).collect();
    let mut read = None;
    if request.query.plain && !request.all && listed.len() < top {
        if tally.findings == 0 {
            read = respelled(index, asked)?;
        }
        let some = set_apart(index, asked, read.as_ref(), top - listed.len())?;
        listed.extend(some.into_iter().map(|candidate| (Match::Some, candidate)));
    }
    let asked_for = (&request.query, request.filters.as_slice());
    let help = help(index, asked, asked_for, tally.findings, read.as_ref())?;
    let by = read.as_ref().map_or(asked, |read| &read.asked);
    Ok(Answer {
        hits: hits(index, by, listed, request.offset)?,
        findings: tally.findings,
        reports: tally.reports,
        inspections: tally.inspections,
        facets,
        hints: help.hints,
        corrected: read.map(|read| read.corrections).unwrap_or_default(),
        suggestions: help.suggestions,
    })
}

/// The best `most` findings that do not hold all of what was typed: those that hold all of it once mistyped words are
/// read as what they were meant for, then those that hold some of it.
fn set_apart(
    index: &Index,
    asked: &Asked<'_>,
    read: Option<&Respelled<'_>>,
    most: usize,
) -> Result<Vec<Candidate>> {
    let Some(read) = read else { return holding_some(index, asked, most) };
    let want = Want { top: most, ranking: asked.ranking, ..Want::default() };
    let mut found = run(index, &*read.asked.lower(index, true)?, &want)?.top;
    if found.len() < most {
        found.extend(holding_some(index, &read.asked, most - found.len())?);
    }
    Ok(found)
}

fn first_pass(index: &Index, asked: &Asked<'_>, top: usize) -> Result<Tally> {
    let own = |dimension: &Dimension| asked.without(*dimension).is_none();
    let facets = FACETS.into_iter().filter(own).collect();
    let want = Want { top, totals: true, facets, ranking: asked.ranking };
    run(index, &*asked.lower(index, top > 0)?, &want)
}

/// The facets by the exclusion rule: each ignores its own filter and obeys all others.
fn facets(index: &Index, asked: &Asked<'_>, tally: &Tally) -> Result<Vec<FacetCounts>> {
    let mut counted = tally.facets.iter();
    let mut facets = Vec::with_capacity(FACETS.len());
    for dimension in FACETS {
        let counts = match asked.without(dimension) {
            None => counted.next().cloned().unwrap_or_default(),
            Some(others) => {
                let want = Want { facets: vec![dimension], ..Want::default() };
                let mut tally = run(index, &*others.lower(index, false)?, &want)?;
                tally.facets.pop().unwrap_or_default()
            }
        };
        facets.push(facet(index, dimension, counts)?);
    }
    Ok(facets)
}

/// The counts of a facet, most findings first; what has no value is left out.
pub(super) fn facet(
    index: &Index,
    dimension: Dimension,
    mut counts: BTreeMap<Option<String>, u64>,
) -> Result<FacetCounts> {
    counts.remove(&None);
    let mut values = buckets(index, dimension, counts)?;
    values.sort_by(|(a, more), (b, fewer)| fewer.cmp(more).then_with(|| a.cmp(b)));
    Ok(FacetCounts { dimension, values })
}

fn hits(
    index: &Index,
    asked: &Asked<'_>,
    listed: Vec<(Match, Candidate)>,
    offset: usize,
) -> Result<Vec<Hit>> {
    let mut highlighter = Highlighter::new(index, &asked.conditions)?;
    let mut reports = BTreeMap::new();
    let page = listed.into_iter().enumerate().skip(offset);
    page.map(|(at, (matched, candidate))| {
        let (finding, report): (Finding, String) = index.read_with_report(candidate.address)?;
        Ok(Hit {
            rank: at + 1,
            matched,
            score: candidate.score,
            report: report_ref(index, &mut reports, report)?,
            highlights: highlighter.spans(&finding.text),
            finding,
        })
    })
    .collect()
}

fn report_ref(
    index: &Index,
    known: &mut BTreeMap<String, ReportRef>,
    id: String,
) -> Result<ReportRef> {
    if let Some(found) = known.get(&id) {
        return Ok(found.clone());
    }
    let report = index.report_alone(&id)?.ok_or_else(|| {
        let message = format!("the report `{id}` of a finding is not in the index");
        Error::new(ErrorKind::IndexDamaged, message)
    })?;
    let found =
        ReportRef { id: report.id, kind: report.kind, title: report.title, path: report.path };
    known.insert(id, found.clone());
    Ok(found)
}
