use serde::Serialize;

use super::{Head, head};
use crate::analyse::recurring::{Change, Edit};
use crate::analyse::{Chain, Member, Recurring};
use crate::report::Outcome;

/// A line `chain`.
#[derive(Debug, Serialize)]
pub struct ChainLine<'a> {
    #[serde(flatten)]
    head: Head,
    chain: usize,
    classes: Vec<&'static str>,
    forces: u64,
    cycles: u64,
    members: Vec<MemberPart<'a>>,
}

#[derive(Debug, Serialize)]
struct MemberPart<'a> {
    id: &'a str,
    repeated: &'a [String],
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    year: Option<String>,
    pillar: Option<&'a str>,
    kind: &'static str,
    grade: Option<&'static str>,
    state: Option<&'static str>,
    date: Option<&'a str>,
    text: &'a str,
    earlier: Option<EarlierPart<'a>>,
}

#[derive(Debug, Serialize)]
struct EarlierPart<'a> {
    id: &'a str,
    alike: f64,
    changes: Vec<ChangePart<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangePart<'a> {
    edit: &'static str,
    text: &'a str,
}

/// One chain; `number` counts from 1.
#[must_use]
pub fn chain(number: usize, chain: &Chain) -> ChainLine<'_> {
    ChainLine {
        head: head("chain"),
        chain: number,
        classes: chain.classes.iter().map(|class| class.slug()).collect(),
        forces: chain.forces,
        cycles: chain.cycles,
        members: chain.members.iter().map(member).collect(),
    }
}

fn member(member: &Member) -> MemberPart<'_> {
    let finding = &member.finding;
    MemberPart {
        id: &finding.id,
        repeated: &member.repeated,
        force: finding.force.as_ref().map(|force| force.slug.as_str()),
        force_name: finding.force.as_ref().map(|force| force.name.as_str()),
        year: finding.cycle.map(|cycle| cycle.to_string()),
        pillar: finding.pillar.as_ref().map(|pillar| pillar.slug()),
        kind: finding.kind.slug(),
        grade: finding.outcome.and_then(Outcome::grade).map(|grade| grade.slug()),
        state: finding.outcome.map(Outcome::state),
        date: member.date.as_deref(),
        text: &finding.text,
        earlier: member.earlier.as_ref().map(|earlier| EarlierPart {
            id: &earlier.id,
            alike: earlier.alike,
            changes: earlier.changes.iter().map(change).collect(),
        }),
    }
}

fn change(change: &Change) -> ChangePart<'_> {
    let edit = match change.edit {
        Edit::Kept => "kept",
        Edit::Removed => "removed",
        Edit::Added => "added",
    };
    ChangePart { edit, text: &change.text }
}

/// The line `summary` that ends chains.
#[derive(Debug, Serialize)]
pub struct RecurringSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    total: u64,
    unresolved: u64,
    boilerplate: u64,
    spread: u64,
    recurring: u64,
    findings: u64,
    forces: u64,
    cycles: u64,
    left_out: u64,
    hints: &'a [String],
}

/// The totals of what returns.
#[must_use]
pub fn recurring_summary(found: &Recurring) -> RecurringSummary<'_> {
    let [unresolved, boilerplate, spread] = found.of_class;
    RecurringSummary {
        head: head("summary"),
        unit: "chains",
        total: found.total,
        unresolved,
        boilerplate,
        spread,
        recurring: found.recurring,
        findings: found.findings,
        forces: found.forces,
        cycles: found.cycles,
        left_out: found.left_out,
        hints: &found.hints,
    }
}
