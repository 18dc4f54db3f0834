//! Reports for tests of the analyses, a statement a line.

use std::sync::LazyLock;

use super::ledger::tests::{report, says};
use crate::gazetteer::Gazetteer;
use crate::report::{
    Attestation, Cycle, DocKind, Family, Outcome, Pillar, Programme, Report, Subject,
};

/// The bundled bodies, read once for all tests.
pub(super) fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::bundled);
    &GAZETTEER
}

/// One report a statement: `kent peel 2016 legitimacy overall good`; a question is its number, an area its slug, `-` no
/// pillar; an outcome is a grade or a state; `(retrospective)` and `(second_hand)` may follow.
pub(super) fn corpus(statements: &[&str]) -> Vec<Report> {
    said(&[], statements)
}

/// The same after `reports`.
pub(super) fn said(reports: &[Report], statements: &[&str]) -> Vec<Report> {
    let more = statements.iter().enumerate().map(|(at, statement)| {
        let said = attestation(statement);
        let id = format!("{:03}", reports.len() + at);
        Report {
            forces: vec![said.judgment.force.clone()],
            programme: said.judgment.programme,
            cycle: if said.retrospective { None } else { said.judgment.cycle },
            pillar: said.judgment.pillar.clone(),
            attestations: vec![said],
            ..report(&id, DocKind::Assessment, None)
        }
    });
    reports.iter().cloned().chain(more).collect()
}

fn attestation(statement: &str) -> Attestation {
    let words: Vec<&str> = statement.split(' ').collect();
    let [force, programme, cycle, pillar, subject, outcome, rest @ ..] = words.as_slice() else {
        panic!("`{statement}` is too short");
    };
    let programme: Programme = programme.parse().unwrap();
    let family = if programme == Programme::Fire { Family::Fire } else { Family::Police };
    let mut said = says(None, self::outcome(outcome));
    said.judgment.force = gazetteer().get(family, force).unwrap().clone();
    said.judgment.programme = Some(programme);
    said.judgment.cycle = cycle.parse::<Cycle>().ok();
    said.judgment.pillar = Pillar::known(pillar);
    said.judgment.subject = match (*subject, subject.parse()) {
        ("overall", _) => Subject::Overall,
        (_, Ok(number)) => Subject::Question(number),
        (area, _) => Subject::Area(area.to_owned()),
    };
    said.retrospective = rest.contains(&"(retrospective)");
    said.second_hand = rest.contains(&"(second_hand)");
    said
}

fn outcome(name: &str) -> Outcome {
    let states = [Outcome::NotYetGraded, Outcome::Ungraded, Outcome::NotCarriedOut, Outcome::Lost];
    let state = states.into_iter().find(|state| state.state() == name);
    state.unwrap_or_else(|| Outcome::Graded(name.parse().unwrap()))
}
