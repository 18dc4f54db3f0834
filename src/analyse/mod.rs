//! Aggregates: here are the judgments and findings, count them honestly.
//!
//! [`Ledger`] turns what documents say into judgments, each once; [`count()`], [`grades()`] and [`catalogue()`] are the
//! questions asked of it. Nothing here prints.

mod agg;
mod catalogue;
mod check;
mod cite;
mod compare;
mod count;
mod coverage;
mod denominators;
mod due;
mod export;
mod filter;
#[cfg(test)]
mod fixture;
mod framework;
mod grades;
mod heatmap;
mod interval;
mod ledger;
mod matching;
mod movers;
mod pair;
mod pairs;
#[cfg(test)]
mod properties;
mod quotes;
mod rank;
pub mod recurring;
mod round;
mod rounds;
mod scope;
mod share;
mod tally;
mod top;
mod topics;
mod transitions;
mod trend;
mod values;
mod versions;
pub mod words;

pub use agg::{AggRequest, Aggregated, Aggregations, aggregate};
pub use catalogue::{CatalogueRequest, Listing, catalogue};
pub use check::{Reason, disagreements, followed_because};
pub use cite::{Author, Citable, Citation, DateOf, Linked, Pinpoint, cite, judgment};
pub use compare::{
    Area, AreaGroup, Areas, Compare, CompareRequest, Compared, Distinctive, GradeRow, Sentences,
    SharedSentence, compare,
};
pub use count::{CountRequest, Counts, LeftOut, Missing, Row, Unit, count};
pub use coverage::{
    Coverage, CoverageRequest, Covered, InspectionCoverage, RoundCoverage, coverage,
};
pub use denominators::Denominators;
pub use due::{CALLS, Due, DueRequest, Published, Response, commencement, day_56, due};
pub use export::{Batch, Field, FieldKind, RecordUnit, Records, RecordsRequest, Value, fields};
pub use framework::{Break, Topic, break_between};
pub use grades::{Cell, Column, GradeTable, GradesOf, GradesRequest, TableRow, grades};
pub use heatmap::{HeatColumn, HeatRow, Heatmap, HeatmapRequest, heatmap};
pub use interval::Interval;
pub use ledger::{Include, Judgment, Ledger, Statement};
pub use movers::{Movers, movers};
pub use pair::{Apart, Move, Of, Pair, Pairs, Side, Verdict};
pub use pairs::PairsRequest;
pub use quotes::{
    ALIKE, Change, Checked, Checker, FEW_WORDS, Fidelity, Likeness, Shape, Source, word_count,
};
pub use rank::{RankRequest, RankRow, Ranking, Rankings, Unranked, rank};
pub use recurring::{Chain, Class, Earlier, Member, Recurring, RecurringRequest, recurring};
pub use share::Share;
pub use top::{MAX_TOP, top};
pub use topics::Topics;
pub use transitions::{TransitionRow, Transitions, transitions};
pub use trend::{Trend, TrendBy, TrendCounts, TrendRequest, TrendRow, trend};
pub use versions::{Copy, GradeChange, Standing, Versions, versions};
pub use words::{
    Collocate, CollocateOrder, Collocates, CollocatesRequest, Concordance, ConcordanceLine,
    ConcordanceRequest, KeyOrder, Keyness, KeynessRequest, Keyword, LineOrder, MAX_GRAM, MAX_WIDTH,
    MAX_WINDOW, Mask, Masked, Ngram, Ngrams, NgramsRequest, Placed, SideTotal, Spread, SpreadPart,
    Use, collocates, concordance, keyness, ngrams, placed, spread,
};
