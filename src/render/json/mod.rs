//! JSON Lines, version 1: the wire types. Keys are only ever added; `docs/CLI.md` lists them all.

mod again;
mod agg;
mod bench;
mod build;
mod bundle;
mod citation;
mod compared;
mod concordance;
mod count;
mod coverage;
mod due;
mod export;
mod fetched;
mod finding;
mod grades;
mod heat;
mod judgment;
mod keyness;
mod language;
mod meaning;
mod movement;
mod quotation;
mod rank;
mod recurring;
mod report;
mod source;
mod synth;
mod trend;
mod versions;

use serde::Serialize;
use serde_json::Value;

pub use again::{
    ChangeLine, ChangesSummary, NewsLine, NewsSummary, SavedLine, changes, changes_summary, news,
    news_summary, saved,
};
pub use agg::{AggLine, aggregated};
pub use bench::{BenchSummary, IndexRunLine, QueryRunLine, bench_summary, index_run, query_run};
pub use build::{IndexSummary, InputLine, index_summary, inputs};
pub use bundle::{BundleLine, ReplayLine, bundle, replay};
pub use citation::{CitationLine, citation};
pub use compared::{
    AreaLine, ComparedSummary, GradesLine, SentenceLine, WordLine, compared_area, compared_grade,
    compared_sentence, compared_summary, compared_word,
};
pub use concordance::{ExtentPart, KwicLine, KwicSummary, extent, kwic, kwic_summary};
pub use count::{CountLine, CountSummary, count, count_summary};
pub use coverage::{
    CoverageSummary, InspectionLine, RoundLine, coverage_summary, inspection_coverage,
    round_coverage,
};
pub use due::{DueLine, DueSummary, due, due_summary};
pub use export::{ExportSummary, exported};
pub use fetched::{FetchSummary, FetchedLine, fetch_summary, fetched};
pub use finding::{FindingLine, SearchSummary, finding, hit, reference, search_summary};
pub use grades::{BlankLine, GradesSummary, blanks, grades_summary};
pub use heat::{CellLine, HeatmapSummary, cells, heatmap_summary};
pub use judgment::{GradeLine, contradiction, grade, judgment, standing};
pub use keyness::{KeynessSummary, KeywordLine, MaskedPart, keyness_summary, keyword};
pub use language::{
    CollocateLine, CollocatesSummary, NgramLine, NgramsSummary, SpreadLine, SpreadSummary,
    collocate, collocates_summary, ngram, ngrams_summary, spread_part, spread_summary,
};
pub use meaning::{AlsoPart, MeaningLine, also, meaning};
pub use movement::{
    MoverLine, MoversSummary, TransitionLine, TransitionsSummary, mover, movers_summary,
    transitions, transitions_summary,
};
pub use quotation::{
    QuotationLine, QuotationSummary, QuotationTotals, quotation, quotation_summary,
};
pub use rank::{RankLine, RankingLine, ranked, ranking_summary, unranked};
pub use recurring::{ChainLine, RecurringSummary, chain, recurring_summary};
pub use report::{EvidenceLine, NoteLine, ReportLine, evidence, note, report};

pub use source::{SourceLine, source};
pub use synth::{SynthSummary, TruthLine, synth_summary, truth};
pub use trend::{TrendLine, TrendSummary, trend, trend_summary};
pub use versions::{VersionLine, VersionsSummary, version, versions_summary};

use crate::Error;
use crate::index::{Stats, Token, Verified};
use crate::report::Span;
use crate::search::Suggestion;

/// The version that every line bears as `v`.
pub const VERSION: u32 = 1;

/// `type` and `v`, which open every line.
#[derive(Debug, Serialize)]
pub struct Head {
    r#type: &'static str,
    v: u32,
}

fn head(r#type: &'static str) -> Head {
    Head { r#type, v: VERSION }
}

/// A line that is a value of the library under a `type`.
#[derive(Debug, Serialize)]
pub struct Line<'a, T> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    value: &'a T,
}

/// A line that answers one query of several.
#[derive(Debug, Serialize)]
pub struct InBatch<'a, T> {
    #[serde(flatten)]
    line: T,
    query_id: &'a Value,
}

/// The line with the id of its query.
#[must_use]
pub fn in_batch<T>(line: T, query_id: &Value) -> InBatch<'_, T> {
    InBatch { line, query_id }
}

/// A line `error`.
#[derive(Debug, Serialize)]
pub struct MistakeLine<'a> {
    #[serde(flatten)]
    head: Head,
    message: &'a str,
    hints: &'a [String],
    span: Option<Span>,
}

/// What is wrong with a query; the span is of the query.
#[must_use]
pub fn mistake(error: &Error) -> MistakeLine<'_> {
    let span = error.place.as_ref().map(|(_, span)| *span);
    MistakeLine { head: head("error"), message: &error.message, hints: &error.hints, span }
}

/// The line `stats`.
#[must_use]
pub fn stats(stats: &Stats) -> Line<'_, Stats> {
    Line { head: head("stats"), value: stats }
}

/// The line `verify`.
#[must_use]
pub fn verified(verified: &Verified) -> Line<'_, Verified> {
    Line { head: head("verify"), value: verified }
}

/// A line `token`.
#[must_use]
pub fn token(token: &Token) -> Line<'_, Token> {
    Line { head: head("token"), value: token }
}

/// A line `suggestion`.
#[must_use]
pub fn suggestion(suggestion: &Suggestion) -> Line<'_, Suggestion> {
    Line { head: head("suggestion"), value: suggestion }
}
