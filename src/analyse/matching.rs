//! From findings that match a query to the judgments they belong to.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{Cycle, Finding, Force, JudgmentKey, Pillar, Programme, Subject};
use crate::search;

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
    let areas = areas(ledger);
    let mut keys = BTreeSet::new();
    search::for_each_finding(index, query, filters, &mut |finding| {
        keys.extend(judgment_of(&finding, &areas));
        Ok(())
    })?;
    Ok(keys)
}

type Place = (Force, Option<Programme>, Option<Cycle>, Option<Pillar>);

/// The areas of each inspection by their printed names: findings carry the name, judgments a slug of it.
type Areas = BTreeMap<(Place, String), Subject>;

fn areas(ledger: &Ledger) -> Areas {
    let mut areas = Areas::new();
    for judgment in &ledger.judgments {
        if let (Subject::Area(_), Some(text)) = (&judgment.key.subject, &judgment.question_text) {
            let key = &judgment.key;
            let place = (key.force.clone(), key.programme, key.cycle, key.pillar.clone());
            areas.insert((place, text.clone()), key.subject.clone());
        }
    }
    areas
}

/// The judgment a finding stands under: its question's or area's, else the overall one.
fn judgment_of(finding: &Finding, areas: &Areas) -> Option<JudgmentKey> {
    let force = finding.force.clone()?;
    let place = (force.clone(), finding.programme, finding.cycle, finding.pillar.clone());
    let subject = match (finding.question, &finding.question_text) {
        (Some(number), _) => Subject::Question(number),
        (None, Some(text)) => {
            areas.get(&(place, text.clone())).cloned().unwrap_or(Subject::Overall)
        }
        (None, None) => Subject::Overall,
    };
    Some(JudgmentKey {
        force,
        programme: finding.programme,
        cycle: finding.cycle,
        pillar: finding.pillar.clone(),
        subject,
    })
}
