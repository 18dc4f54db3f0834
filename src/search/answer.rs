//! Answering a request: one pass for the list, the totals and most facets, one more for each facet with a filter of its
//! own, then only the findings of the page are read.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::columns::buckets;
use super::highlight::Highlighter;
use super::hints::hints;
use super::pass::{Candidate, Tally, Want, run};
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
    if request.query.plain && !request.all && listed.len() < top {
        let some = holding_some(index, asked, top - listed.len())?;
        listed.extend(some.into_iter().map(|candidate| (Match::Some, candidate)));
    }
    let hints = if tally.findings == 0 { hints(index, asked)? } else { Vec::new() };
    Ok(Answer {
        hits: hits(index, asked, listed, request.offset)?,
        findings: tally.findings,
        reports: tally.reports,
        inspections: tally.inspections,
        facets,
        hints,
    })
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

fn facet(
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
