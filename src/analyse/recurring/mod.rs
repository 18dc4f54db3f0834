//! What returns: areas for improvement, recommendations and causes of concern that come again, in the same force or another.
//!
//! Texts that may say the same are found by MinHash with bands ([`wording`](self)), each pair is checked exactly, and pairs make
//! chains. A chain is *unresolved* where a force has it in a later cycle too, *boilerplate* where many forces have it in one cycle,
//! *spread* where another force has it in a later cycle.

mod align;
mod chains;
mod wording;

use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{self, FieldName, FieldTest, Query};
use crate::report::{Cycle, Finding, FindingKind, Force};
use crate::search;

pub use align::{Change, Edit};
pub use wording::{LEAST_ALIKE, recurs};

/// What is asked of what returns.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurringRequest {
    /// Only findings that match; without it all.
    pub query: Option<Query>,
    /// The filters. Without one on the kind: areas for improvement, recommendations and causes of concern.
    pub filters: Vec<FieldTest>,
    /// The classes of chains wanted; none for all.
    pub classes: Vec<Class>,
    /// How alike two texts must be, 0 to 1; [`LEAST_ALIKE`] is what was measured.
    pub alike: f64,
    /// Forces that must have it in one cycle for boilerplate.
    pub many: usize,
    /// Chains to return.
    pub limit: usize,
}

/// In which way something returns. A chain may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The same force in a later cycle.
    Unresolved,
    /// Many forces in one cycle.
    Boilerplate,
    /// Another force in a later cycle.
    Spread,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Unresolved, Self::Boilerplate, Self::Spread];

    /// Its name.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Unresolved => "unresolved",
            Self::Boilerplate => "boilerplate",
            Self::Spread => "spread",
        }
    }
}

/// What returns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recurring {
    /// The chains, those with most members first.
    pub chains: Vec<Chain>,
    /// Chains wanted, those beyond the limit too.
    pub total: u64,
    /// Chains of each class, in the order of [`Class::ALL`], whatever was wanted.
    pub of_class: [u64; 3],
    /// Findings looked at.
    pub findings: u64,
    /// Findings that stand in a chain of any class.
    pub recurring: u64,
    /// Distinct bodies and cycles of the findings looked at.
    pub forces: u64,
    /// Distinct cycles of them.
    pub cycles: u64,
    /// Findings left out because their body or cycle is not known.
    pub left_out: u64,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// Findings that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its classes.
    pub classes: Vec<Class>,
    /// Its members: by cycle, then by force. A force has one a cycle for each wording, however many documents repeat it.
    pub members: Vec<Member>,
    /// Distinct bodies.
    pub forces: u64,
    /// Distinct cycles.
    pub cycles: u64,
}

/// A finding of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The finding; of several documents that repeat it the one with the first id.
    pub finding: Finding,
    /// The ids of the findings of the same force and cycle that say it in the same words.
    pub repeated: Vec<String>,
    /// The day of its report: published, else sent, else last updated.
    pub date: Option<String>,
    /// The member it is compared with: the force's own one before it, else the first of the chain; `None` for that.
    pub earlier: Option<Earlier>,
}

/// How a member differs from one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// The id of the other.
    pub id: String,
    /// How alike both are, 0 to 1.
    pub alike: f64,
    /// The words that stayed, went and came, in order.
    pub changes: Vec<Change>,
}

/// A finding with the body and the cycle that it needs to be part of a chain.
struct Item {
    force: Force,
    cycle: Cycle,
    finding: Finding,
}

/// Finds what returns among the findings that pass the filters.
///
/// # Errors
/// As [`search::search`].
pub fn recurring(index: &Index, request: &RecurringRequest) -> Result<Recurring> {
    let everything = Query { text: String::new(), root: None, plain: true };
    let asked = request.query.as_ref().unwrap_or(&everything);
    let mut items = Vec::new();
    let mut left_out = 0;
    search::for_each_finding(index, asked, &with_kinds(&request.filters)?, &mut |finding| {
        match (finding.force.clone(), finding.cycle) {
            (Some(force), Some(cycle)) => items.push(Item { force, cycle, finding }),
            _ => left_out += 1,
        }
        Ok(())
    })?;
    let found = chains::chains(&items, request.alike, request.many);
    let recurring =
        found.iter().flat_map(|chain| &chain.members).map(|m| m.items.len() as u64).sum();
    let of_class =
        Class::ALL.map(|class| found.iter().filter(|c| c.classes.contains(&class)).count() as u64);
    let wanted = |chain: &&chains::Draft| {
        request.classes.is_empty() || chain.classes.iter().any(|c| request.classes.contains(c))
    };
    let shown: Vec<&chains::Draft> = found.iter().filter(wanted).collect();
    let dates = dates(index)?;
    let distinct = |key: fn(&Item) -> String| {
        items.iter().map(key).collect::<std::collections::BTreeSet<_>>().len() as u64
    };
    Ok(Recurring {
        total: shown.len() as u64,
        chains: shown
            .iter()
            .take(request.limit)
            .map(|draft| draft.finish(&items, &dates))
            .collect(),
        of_class,
        findings: items.len() as u64,
        recurring,
        forces: distinct(|item| item.force.key()),
        cycles: distinct(|item| item.cycle.to_string()),
        left_out,
        hints: match (&request.query, items.is_empty()) {
            (Some(query), true) => super::words::why_nothing(index, query, &request.filters)?,
            _ => Vec::new(),
        },
    })
}

/// The filters with the kinds that ask for something, unless kinds are asked for.
fn with_kinds(filters: &[FieldTest]) -> Result<Vec<FieldTest>> {
    let mut filters = filters.to_vec();
    if !filters.iter().any(|test| test.field == FieldName::Kind) {
        let kinds = [
            FindingKind::AreaForImprovement,
            FindingKind::Recommendation,
            FindingKind::CauseOfConcern,
        ];
        let kinds: Vec<String> = kinds.iter().map(|kind| kind.slug().to_owned()).collect();
        filters.push(query::filter(FieldName::Kind, &kinds)?);
    }
    Ok(filters)
}

/// The day of each report by its id.
fn dates(index: &Index) -> Result<BTreeMap<String, String>> {
    let day = |report: crate::report::Report| {
        let day = report.published.or(report.sent).or(report.last_updated)?;
        Some((report.id, day.to_string()))
    };
    Ok(index.reports()?.into_iter().filter_map(day).collect())
}
