//! Aggregates: here are the judgments and findings, count them honestly.
//!
//! [`Ledger`] turns what documents say into judgments, each once; [`count()`], [`grades()`] and [`catalogue()`] are the
//! questions asked of it. Nothing here prints.

mod catalogue;
mod check;
mod count;
mod filter;
mod grades;
mod ledger;
mod matching;
mod tally;
mod values;
mod words;

pub use catalogue::{CatalogueRequest, Listing, catalogue};
pub use check::disagreements;
pub use count::{CountRequest, Counts, Denominators, LeftOut, Row, Unit, count};
pub use grades::{Cell, Column, GradeTable, GradesRequest, TableRow, grades};
pub use ledger::{Include, Judgment, Ledger, Statement};
pub use words::{
    Concordance, ConcordanceLine, ConcordanceRequest, LineOrder, MAX_WIDTH, concordance,
};
