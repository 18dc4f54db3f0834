//! Answering a request: one pass for the list, the totals and most facets, one more for each facet with a filter of its
//! own, then only the findings of the page are read.

use std::collections::BTreeMap;

use tantivy::query::Query as Matcher;

use super::also::names_in;
use super::asked::Asked;
use super::best::Candidate;
use super::columns::buckets;
use super::cursor::{Cursor, Stage, Start};
use super::explain::explained;
use super::fold::Folder;
use super::highlight::{Highlighter, Mark, merged};
use super::hints::help;
use super::list::{List, Page, Place};
use super::pass::{Tally, Want, run};
use super::passage::passage;
use super::report_refs::report_ref;
use super::respell::{Respelled, respelled};
use super::some::holding_some;
use super::sort::Order;
use super::together::{Work, both, together};
use super::{
    Answer, Dimension, Explanation, FacetCounts, Hit, Listing, Match, SearchRequest, Sort, Unit,
};
use crate::index::{Index, guarded};
use crate::query::Ranking;
use crate::query::lower::Least;
use crate::report::{DocKind, Finding, FindingKind, Span};
use crate::{Error, ErrorKind, Result};

/// Hits that can be paged through by an offset, and hits of one page; a cursor reaches further.
pub const MAX_HITS: usize = 10_000;

/// Hits from which on they are read and marked by several threads in any case: ten are done before another one is awake.
const MANY_HITS: usize = 32;

/// The facets of an answer, in its order.
const FACETS: [Dimension; 5] =
    [Dimension::Force, Dimension::Year, Dimension::Grade, Dimension::Kind, Dimension::Pillar];

/// Answers a request.
///
/// # Errors
/// `Query` for what cannot be meant (an unknown force, a limit exceeded, a cursor of another query), `IndexDamaged`.
pub fn search(index: &Index, request: &SearchRequest) -> Result<Answer> {
    search_ranked(index, request, &Ranking::default())
}

/// Answers a request with the findings in the order of other weights: to measure what each is worth.
///
/// # Errors
/// Those of [`search`].
pub fn search_ranked(index: &Index, request: &SearchRequest, ranking: &Ranking) -> Result<Answer> {
    check(request)?;
    guarded(index.dir(), || {
        let asked = Asked::new(index, &request.query, &request.filters)?.ranked(*ranking);
        Search { index, request, asked: &asked }.answer()
    })
}

/// Refuses what cannot be meant.
fn check(request: &SearchRequest) -> Result<()> {
    let wrong = |message: String| Error::new(ErrorKind::Query, message);
    let Listing { sort, reverse, after, .. } = &request.listing;
    let top = request.limit.saturating_add(request.offset);
    if top > MAX_HITS {
        let message = format!("limit and offset reach hit {top}, at most {MAX_HITS} can be listed");
        return Err(wrong(message)
            .hint("narrow the query, or go on page by page with `next` and `--after`"));
    }
    if after.is_some() && request.offset > 0 {
        return Err(wrong("a cursor and an offset both say where to begin".to_owned())
            .hint("leave one of them out"));
    }
    if *reverse && *sort == Sort::Score {
        return Err(wrong("the order by score cannot be reversed".to_owned())
            .hint("sort by date, grade or force"));
    }
    Ok(())
}

/// A search on its way.
struct Search<'a> {
    index: &'a Index,
    request: &'a SearchRequest,
    asked: &'a Asked<'a>,
}

/// The hits of a page and where the next one begins.
#[derive(Default)]
struct Listed<'a> {
    rows: Vec<Row>,
    next: Option<(Stage, Place)>,
    /// The query with mistyped words read as what they were meant for.
    read: Option<Respelled<'a>>,
}

/// A hit before it is read.
struct Row {
    matched: Match,
    stage: Stage,
    best: Candidate,
    folded: Vec<Candidate>,
    at_least: bool,
    unit_findings: Option<u64>,
}

impl Search<'_> {
    fn answer(&self) -> Result<Answer> {
        let (index, request) = (self.index, self.request);
        let start = match &request.listing.after {
            Some(cursor) => Cursor::read(index, request, cursor)?.start,
            None => {
                let place = Place { after: None, skip: request.offset };
                Start { stage: Stage::All, rank: request.offset, place }
            }
        };
        let mut folder = Folder::new(index)?;
        let (listed, mut tally) = match request.listing.unit {
            Unit::Finding => self.findings(&mut folder, &start)?,
            _ => self.units(start.rank)?,
        };
        let facets = match request.facets {
            true => facets(index, self.asked, std::mem::take(&mut tally.facets))?,
            false => Vec::new(),
        };
        let asked_for = (&request.query, request.filters.as_slice());
        let read = listed.read.as_ref();
        let matching = tally.findings + tally.copies;
        let help = help(index, self.asked, asked_for, matching, read)?;
        let by = read.map_or(self.asked, |read| &read.asked);
        let rank = start.rank + listed.rows.len();
        let next = listed.next.map(|(stage, place)| self.cursor(stage, rank, place).to_string());
        let units = tally.units.len() as u64;
        // To tell them apart over several segments can take as long as to read a page.
        let apart = || (tally.reports.count(), tally.inspections.count());
        let hits = || self.hits(by, &folder, listed.rows, start.rank);
        let (hits, (reports, inspections)) = both(hits, apart);
        let failed = |error| index.failure(error);
        Ok(Answer {
            hits: hits?,
            findings: tally.findings,
            copies: tally.copies,
            reports: reports.map_err(failed)?,
            inspections: inspections.map_err(failed)?,
            facets,
            also: by.also.clone(),
            hints: [help.hints, by.left_out.clone()].concat(),
            corrected: listed.read.map(|read| read.corrections).unwrap_or_default(),
            suggestions: help.suggestions,
            next,
            units: (request.listing.unit != Unit::Finding).then_some(units),
            without_unit: tally.without_unit,
        })
    }

    fn cursor(&self, stage: Stage, rank: usize, place: Place) -> Cursor {
        Cursor::new(self.index, self.request, Start { stage, rank, place })
    }

    /// What every first pass finds out.
    fn want(&self) -> Result<Want> {
        let own =
            |dimension: &Dimension| self.request.facets && self.asked.without(*dimension).is_none();
        let Listing { sort, reverse, unit, once, .. } = self.request.listing;
        let conditions: Vec<_> = self.asked.conditions.iter().collect();
        Ok(Want {
            at_most: Some(self.asked.at_most(self.index, &conditions)?),
            totals: true,
            facets: FACETS.into_iter().filter(own).collect(),
            ranking: self.asked.ranking,
            order: Order::new(self.index, sort, reverse)?,
            unit,
            once,
            ..Want::default()
        })
    }

    /// The page of a list of findings, stage after stage.
    fn findings(&self, folder: &mut Folder<'_>, start: &Start) -> Result<(Listed<'_>, Tally)> {
        let (index, limit) = (self.index, self.request.limit);
        let mut listed = Listed::default();
        let mut place = start.place.clone();
        let tally;
        if limit == 0 || start.stage != Stage::All {
            tally = run(index, &*self.asked.lower(index, false)?, &self.want()?)?;
        } else {
            let least = Least::default();
            let query = self.asked.lower_above(index, &least)?;
            let want = Want { least: Some(least), ..self.want()? };
            let list = List { query: &*query, want, fold: self.folds() };
            let page = list.page(index, folder, place, limit)?;
            (place, tally) = (Place { after: None, skip: page.0.skip }, page.1);
            listed.take(Stage::All, page.0);
        }
        if limit > 0 && listed.next.is_none() && self.goes_on() {
            if tally.findings + tally.copies == 0 {
                listed.read = respelled(index, self.asked)?;
            }
            self.set_apart(folder, start.stage, place, &mut listed)?;
        }
        Ok((listed, tally))
    }

    /// Whether the list goes on with findings that hold only some of the words.
    fn goes_on(&self) -> bool {
        let request = self.request;
        request.query.plain && !request.all && request.listing.sort == Sort::Score
    }

    /// The findings that do not hold all of what was typed: those that hold all of it once mistyped words are read as
    /// what they were meant for, then those that hold some of it.
    fn set_apart(
        &self,
        folder: &mut Folder<'_>,
        start: Stage,
        mut place: Place,
        listed: &mut Listed<'_>,
    ) -> Result<()> {
        let index = self.index;
        let read = listed.read.as_ref().map(|read| &read.asked);
        let as_read = read.map(|read| read.lower(index, true)).transpose()?;
        let some = holding_some(index, read.unwrap_or(self.asked))?;
        for (stage, query) in [(Stage::AsRead, as_read), (Stage::Some, some)] {
            let Some(query) = query.filter(|_| stage >= start) else { continue };
            let (ranking, once) = (self.asked.ranking, self.request.listing.once);
            let want = Want { ranking, once, ..Want::default() };
            let limit = self.request.limit - listed.rows.len();
            let list = List { query: &*query, want, fold: self.folds() };
            // A page that is full already still says whether there are more.
            let (page, _) = list.page(index, folder, place.clone(), limit.max(1))?;
            if limit == 0 && !page.hits.is_empty() {
                listed.next = Some((stage, place));
                return Ok(());
            }
            place = Place { after: None, skip: page.skip };
            listed.take(stage, page);
            if listed.next.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn folds(&self) -> bool {
        !self.request.listing.unfold
    }

    /// The rows as hits; `asked` is the query as it was read.
    fn hits(
        &self,
        asked: &Asked<'_>,
        folder: &Folder<'_>,
        rows: Vec<Row>,
        rank: usize,
    ) -> Result<Vec<Hit>> {
        self.index.expect(rows.iter().map(|row| row.best.address));
        let highlighter = Highlighter::new(self.index, &asked.typed)?;
        let names = Highlighter::new(self.index, &names_in(&asked.conditions))?;
        let typed = highlighter.weights().len();
        let discounted = names.weights().iter().map(|weight| weight * asked.ranking.also);
        let weights: Vec<f32> = highlighter.weights().iter().copied().chain(discounted).collect();
        let marking = || (highlighter.clone(), names.clone());
        let work = if rows.len() < MANY_HITS { Work::Some } else { Work::Much };
        together(rows.len(), work, marking, |(highlighter, names), nth| {
            let row = &rows[nth];
            let (finding, report): (Finding, String) =
                self.index.read_with_report(row.best.address)?;
            let (marks, named) = (highlighter.marks(&finding.text), names.marks(&finding.text));
            let highlights = merged(&marks);
            let report = report_ref(self.index, report)?;
            Ok(Hit {
                rank: rank + nth + 1,
                matched: row.matched,
                score: row.best.score,
                also_highlights: apart(merged(&named), &highlights),
                highlights,
                passage: passage(&finding.text, &joined(marks, named, typed), &weights),
                explanation: self.explanation(asked, row, (finding.kind, report.kind))?,
                report,
                finding,
                folded: folder.told(&row.folded, row.at_least)?,
                unit_findings: row.unit_findings,
            })
        })
    }

    /// Why a row scores what it scores, if that is asked for.
    fn explanation(
        &self,
        asked: &Asked<'_>,
        row: &Row,
        kinds: (FindingKind, DocKind),
    ) -> Result<Option<Explanation>> {
        if !self.request.listing.explain {
            return Ok(None);
        }
        let query = match row.stage {
            Stage::All => Some(self.asked.lower(self.index, true)?),
            Stage::AsRead => Some(asked.lower(self.index, true)?),
            Stage::Some => holding_some(self.index, asked)?,
        };
        let explain = |query: Box<dyn Matcher>| {
            explained(self.index, &*query, &row.best, kinds, &asked.ranking)
        };
        query.map(explain).transpose()
    }

    /// The page of a list of units.
    fn units(&self, skip: usize) -> Result<(Listed<'_>, Tally)> {
        let limit = self.request.limit;
        // Units are ordered by scores even where none is shown, or their number could not be told.
        let want = Want { top: 1, ..self.want()? };
        let tally = run(self.index, &*self.asked.lower(self.index, true)?, &want)?;
        let page = tally.units.iter().skip(skip).take(limit);
        let rows = page.map(|unit| Row {
            matched: Match::All,
            stage: Stage::All,
            best: unit.best,
            folded: Vec::new(),
            at_least: false,
            unit_findings: Some(unit.findings),
        });
        let rows: Vec<Row> = rows.collect();
        let goes_on = limit > 0 && tally.units.len() > skip + rows.len();
        let next = goes_on.then(|| (Stage::All, Place::default()));
        Ok((Listed { rows, next, read: None }, tally))
    }
}

impl Listed<'_> {
    fn take(&mut self, stage: Stage, page: Page) {
        let matched = if stage == Stage::All { Match::All } else { Match::Some };
        let row = |hit: super::list::PageHit| Row {
            matched,
            stage,
            best: hit.shown.best,
            folded: hit.shown.folded,
            at_least: hit.at_least,
            unit_findings: None,
        };
        self.rows.extend(page.hits.into_iter().map(row));
        self.next = page.next.map(|place| (stage, place));
    }
}

/// The facets by the exclusion rule: each ignores its own filter and obeys all others.
fn facets(
    index: &Index,
    asked: &Asked<'_>,
    counted: Vec<BTreeMap<Option<String>, u64>>,
) -> Result<Vec<FacetCounts>> {
    let mut counted = counted.into_iter();
    let mut facets = Vec::with_capacity(FACETS.len());
    for dimension in FACETS {
        let counts = match asked.without(dimension) {
            None => counted.next().unwrap_or_default(),
            Some(others) => {
                let conditions: Vec<_> = others.conditions.iter().collect();
                let at_most = Some(others.at_most(index, &conditions)?);
                let want = Want { at_most, facets: vec![dimension], ..Want::default() };
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

/// The marks of what was typed and of its other names, whose parts are numbered on from `typed`.
fn joined(mut marks: Vec<Mark>, named: Vec<Mark>, typed: usize) -> Vec<Mark> {
    marks.extend(named.into_iter().map(|mark| Mark { part: mark.part + typed, ..mark }));
    marks.sort();
    marks
}

/// The spans that no other span touches.
fn apart(spans: Vec<Span>, others: &[Span]) -> Vec<Span> {
    let touched = |span: &Span| others.iter().any(|o| o.start < span.end && span.start < o.end);
    spans.into_iter().filter(|span| !touched(span)).collect()
}
