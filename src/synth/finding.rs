//! A finding as a line of JSON: structured input as `index` reads it.

use super::Synth;
use super::draws::{Draws, Stream};
use super::pages::{is, sentence_of_area};
use super::world::{Inspected, questions};
use crate::report::{FindingKind, JudgmentKey, Outcome, Pillar, Subject};

/// The kinds of findings as often as the bundled corpus has them.
const KINDS: [(FindingKind, usize); 8] = [
    (FindingKind::Narrative, 661),
    (FindingKind::Judgment, 177),
    (FindingKind::AreaForImprovement, 138),
    (FindingKind::Summary, 86),
    (FindingKind::Recommendation, 55),
    (FindingKind::Quotation, 37),
    (FindingKind::Practice, 16),
    (FindingKind::CauseOfConcern, 13),
];

/// Puts the finding numbered `number` as a line after what `out` has, and gives what it states of its subject.
pub(super) fn line(synth: &Synth, number: u64, out: &mut String) -> Option<(JudgmentKey, Outcome)> {
    let mut draws = Draws::new(synth.seed, Stream::Finding, number);
    let world = &synth.world;
    // More is written of some forces than of others, as of the large ones.
    let force =
        world.forces.get(draws.below(world.forces.len()).min(draws.below(world.forces.len())))?;
    let round = draws.one(&world.rounds)?;
    let pillar = draws.one(round.pillars);
    let of = Inspected { force, round, pillar };
    let (subject, asked, topic) = subject(of, &mut draws)?;
    let (key, outcome) = world.judged(of, subject);
    let weights = KINDS.map(|(_, weight)| weight);
    let (mut kind, _) = KINDS[draws.weighted(&weights)];
    if kind == FindingKind::Judgment && outcome.grade().is_none() {
        kind = FindingKind::Narrative;
    }
    put_number(number, out);
    put(out, "force", &force.name);
    put(out, "year", &round.cycle.to_string());
    put(out, "programme", "peel");
    put(out, "grade", outcome.slug());
    if let Some(pillar) = pillar {
        put(out, "pillar", pillar.slug());
    }
    put(out, "question", &asked);
    put(out, "kind", kind.slug());
    out.push_str(",\"title\":\"");
    synth.language.heading(&mut draws, out);
    out.push_str("\",\"body\":\"");
    body(synth, kind, &(&key, outcome, topic), &mut draws, out);
    out.push_str("\"}\n");
    Some((key, outcome))
}

/// What a finding is about, how `question` names it, and how a sentence does.
fn subject(of: Inspected<'_>, draws: &mut Draws) -> Option<(Subject, String, &'static str)> {
    if let Some((slug, name, topic)) = draws.one(of.round.areas()) {
        return Some((Subject::Area((*slug).to_owned()), (*name).to_owned(), topic));
    }
    let asked: Vec<_> = questions(of).collect();
    let (number, ..) = draws.one(&asked)?;
    Some((Subject::Question(*number), number.to_string(), ""))
}

fn body(
    synth: &Synth,
    kind: FindingKind,
    (key, outcome, topic): &(&JudgmentKey, Outcome, &str),
    draws: &mut Draws,
    out: &mut String,
) {
    let language = &synth.language;
    let sentences = match kind {
        FindingKind::Judgment => {
            let Some(grade) = outcome.grade() else { return };
            let force = &key.force.name;
            match (&key.pillar, key.subject.question()) {
                (Some(pillar), Some(number)) => {
                    let pillar = Pillar::slug(pillar);
                    out.push_str(&format!(
                        "{force} {} in question {number} on {pillar}.",
                        is(grade)
                    ));
                }
                _ => out.push_str(&sentence_of_area(force, topic, grade)),
            }
            return;
        }
        FindingKind::AreaForImprovement => {
            out.push_str("The force should ");
            language.clause(draws, "should", out);
            return out.push('.');
        }
        FindingKind::Recommendation => {
            let months = draws.one(&["three", "six", "twelve"]).copied().unwrap_or("six");
            out.push_str("Within ");
            out.push_str(months);
            out.push_str(" months, the force should ");
            language.clause(draws, "should", out);
            return out.push('.');
        }
        FindingKind::Narrative => draws.between(2, 8),
        FindingKind::Summary | FindingKind::Quotation => draws.between(1, 4),
        FindingKind::CauseOfConcern | FindingKind::Practice => draws.between(1, 3),
    };
    language.sentences(draws, sentences, out);
}

/// `{"id":"S00000012"`.
fn put_number(number: u64, out: &mut String) {
    out.push_str("{\"id\":\"S");
    let digits = number.to_string();
    (digits.len()..8).for_each(|_| out.push('0'));
    out.push_str(&digits);
    out.push('"');
}

/// A further field; none of the values needs escaping.
fn put(out: &mut String, name: &str, value: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":\"");
    out.push_str(value);
    out.push('"');
}
