use std::cmp::Ordering;

use jiff::civil::Date;

use crate::Result;
use crate::index::Index;
use crate::query::FieldTest;
use crate::report::DocKind;
use crate::search;

use super::filter::Filter;
use super::{Judgment, Ledger, Statement};

/// Why one document speaks for a judgment and another that says something else does not: the first of the rules of
/// [`Ledger`] that tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The other looks back on an earlier round.
    OwnRound,
    /// The other repeats what the inspectorate said elsewhere.
    FirstHand,
    /// Both are copies of one page, and it is the later.
    LaterCopy,
    /// It is the later; the day of the other may be unknown.
    Later(Date, Option<Date>),
    /// Its kind is trusted more.
    Kind(DocKind, DocKind),
    /// Nothing tells them apart but the order of their paths: no document is to be believed over the other.
    Order,
}

/// The judgments under `filters` to which documents give different grades, in the order of the ledger.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn disagreements(index: &Index, filters: &[FieldTest]) -> Result<Vec<Judgment>> {
    search::check_filters(index, filters)?;
    let filter = Filter::new(filters, index.gazetteer());
    let ledger = Ledger::read(index)?;
    Ok(ledger.contradictions().filter(|judgment| filter.judgment(judgment)).cloned().collect())
}

/// Why the document that speaks for a judgment is followed, against the weightiest that gives another grade; `None` if none
/// does.
#[must_use]
pub fn followed_because(judgment: &Judgment) -> Option<Reason> {
    let first = judgment.statements.first()?;
    let grade = |statement: &Statement| statement.attestation.outcome.grade();
    let other = judgment
        .statements
        .iter()
        .find(|other| grade(other).is_some() && grade(other) != grade(first))?;
    Some(reason(first, other))
}

fn reason(first: &Statement, other: &Statement) -> Reason {
    let (said, against) = (&first.attestation, &other.attestation);
    if said.retrospective != against.retrospective {
        return Reason::OwnRound;
    }
    if said.second_hand != against.second_hand {
        return Reason::FirstHand;
    }
    if other.superseded && !first.superseded {
        return Reason::LaterCopy;
    }
    match (first.date.cmp(&other.date), first.date) {
        (Ordering::Greater, Some(day)) => Reason::Later(day, other.date),
        _ if first.kind != other.kind => Reason::Kind(first.kind, other.kind),
        _ => Reason::Order,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Reason, followed_because};
    use crate::analyse::Ledger;
    use crate::analyse::ledger::tests::{report, says};
    use crate::report::{Attestation, DocKind, Grade, Outcome};

    /// Why the judgment that these reports state is settled as it is; a is an assessment of 2017, b a release without a
    /// day, c an assessment of 2018, d one of 2018 too.
    fn because(statements: Vec<(&str, Attestation)>) -> Option<Reason> {
        let reports = [
            report("a", DocKind::Assessment, Some(2017)),
            report("b", DocKind::Release, None),
            report("c", DocKind::Assessment, Some(2018)),
            report("d", DocKind::Assessment, Some(2018)),
            report("e", DocKind::Report, Some(2018)),
        ];
        let statements = statements.into_iter().map(|(id, says)| (id.to_owned(), says)).collect();
        followed_because(&Ledger::of(statements, &reports).judgments[0])
    }

    #[test]
    fn the_first_rule_that_tells_two_documents_apart_is_the_reason() {
        let good = || says(Some(2016), Outcome::Graded(Grade::Good));
        let poor = || says(Some(2016), Outcome::Graded(Grade::Inadequate));
        let back = Attestation { retrospective: true, ..poor() };
        let press = Attestation { second_hand: true, ..poor() };
        assert_eq!(because(vec![("a", good()), ("c", back)]), Some(Reason::OwnRound));
        assert_eq!(because(vec![("a", good()), ("c", press)]), Some(Reason::FirstHand));
        let (earlier, later) = (date(2017, 1, 1), date(2018, 1, 1));
        assert_eq!(
            because(vec![("a", good()), ("c", poor())]),
            Some(Reason::Later(later, Some(earlier)))
        );
        assert_eq!(because(vec![("a", good()), ("b", poor())]), Some(Reason::Later(earlier, None)));
        assert_eq!(
            because(vec![("c", good()), ("e", poor())]),
            Some(Reason::Kind(DocKind::Assessment, DocKind::Report))
        );
        assert_eq!(because(vec![("c", good()), ("d", poor())]), Some(Reason::Order));
        assert_eq!(because(vec![("a", good()), ("c", good())]), None);
    }
}
