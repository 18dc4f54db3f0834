//! From findings that match a query to the judgments they belong to.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{JudgmentKey, Subject};
use crate::search::{Dimension, Findings, Key, Measure, Values};

use super::Ledger;

/// The query that asks for everything.
pub(super) fn everything() -> Query {
    Query { text: String::new(), root: None, plain: true }
}

/// The judgments of `ledger` that a matching finding stands under.
pub(super) fn matching_judgments(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    ledger: &Ledger,
) -> Result<BTreeSet<JudgmentKey>> {
    let findings = Findings::matching(index, query, filters)?;
    let under: BTreeSet<usize> = judgments_of(&findings, ledger)?.into_iter().flatten().collect();
    Ok(under.into_iter().map(|place| ledger.judgments[place].key.clone()).collect())
}

/// The judgment that each finding stands under, as its place in the ledger: that of its question or area, else the overall
/// one; `None` where no document gives it.
pub(super) fn judgments_of(findings: &Findings<'_>, ledger: &Ledger) -> Result<Vec<Option<usize>>> {
    let inspections = findings.key(Key::Inspection)?;
    let questions = findings.measure(Measure::Question)?;
    let cards = findings.dimension(Dimension::Question)?;
    let (
        Values::Texts { numbers: at, texts: inspections },
        Values::Numbers(questions),
        Values::Texts { numbers: asked, texts: cards },
    ) = (&inspections, &questions, &cards)
    else {
        return Ok(vec![None; findings.len()]);
    };
    let standing = Standing::of(ledger);
    // Findings are many and what they stand under is not: each combination is looked up once.
    let mut known: BTreeMap<(u32, Option<i64>, u32), Option<usize>> = BTreeMap::new();
    let rows = at.iter().zip(questions).zip(asked);
    let under = rows.map(|((at, question), asked)| {
        *known.entry((*at, *question, *asked)).or_insert_with(|| {
            let topic = match (question, text(cards, *asked)) {
                (Some(number), _) => Topic::Question(*number),
                (None, Some(text)) => Topic::Area(text.to_owned()),
                (None, None) => Topic::Overall,
            };
            standing.under(text(inspections, *at)?, topic)
        })
    });
    Ok(under.collect())
}

/// The text with this number, counted from 1.
fn text(texts: &[String], number: u32) -> Option<&str> {
    texts.get((number as usize).checked_sub(1)?).map(String::as_str)
}

/// What of its inspection a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Overall,
    Question(i64),
    /// An area by its printed name: findings carry the name, judgments a slug of it.
    Area(String),
}

/// The judgments by their inspections, as [`crate::report::Inspection::key`], and topics.
struct Standing(BTreeMap<(String, Topic), usize>);

impl Standing {
    fn of(ledger: &Ledger) -> Self {
        let mut places = BTreeMap::new();
        for (place, judgment) in ledger.judgments.iter().enumerate() {
            let topic = match (&judgment.key.subject, &judgment.question_text) {
                (Subject::Overall, _) => Topic::Overall,
                (Subject::Question(number), _) => Topic::Question(i64::from(*number)),
                (Subject::Area(_), Some(text)) => Topic::Area(text.clone()),
                (Subject::Area(_), None) => continue,
            };
            places.insert((judgment.inspection().key(), topic), place);
        }
        Self(places)
    }

    /// A heading that is no area of the inspection stands under its overall judgment.
    fn under(&self, inspection: &str, topic: Topic) -> Option<usize> {
        let is_area = matches!(topic, Topic::Area(_));
        let find = |topic| self.0.get(&(inspection.to_owned(), topic)).copied();
        match find(topic) {
            None if is_area => find(Topic::Overall),
            found => found,
        }
    }
}
