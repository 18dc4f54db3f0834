//! Movements of grades as tables and in words: `movers`, `transitions`.

use std::collections::BTreeMap;

use super::{Table, plural};
use crate::analyse::{
    Apart, Break, Move, Movers, Of, Pair, Pairs, Share, Side, Transitions, Verdict,
};
use crate::report::{Outcome, Programme, Subject};

/// The pairs that `shown` lets pass, a row each; the rounds head the columns of their grades.
#[must_use]
pub fn movers(movers: &Movers, shown: impl Fn(&Pair) -> bool) -> Table {
    let pairs = &movers.pairs;
    let (from, to) = (pairs.from.to_string(), pairs.to.to_string());
    let heads = ["force", "pillar", "question", &from, &to, "move", "note", "?topic"];
    let mut table = Table::new(heads);
    for pair in pairs.pairs.iter().filter(|pair| shown(pair)) {
        table.push(vec![
            Some(pair.force.name.clone()),
            pair.pillar.as_ref().map(ToString::to_string),
            Some(question(pair)),
            answer(&pair.from),
            answer(&pair.to),
            match pair.verdict {
                Verdict::Compared(how) => Some(how.slug().to_owned()),
                Verdict::Apart(..) => Some("apart".to_owned()),
            },
            note(pairs, pair),
            Some(pair.topic.to_string()),
        ]);
    }
    table
}

/// `overall`, a number or two (`3, now 2`), an area.
fn question(pair: &Pair) -> String {
    let number = |side: &Side| side.subject.as_ref().and_then(Subject::question);
    match (number(&pair.from), number(&pair.to)) {
        (Some(was), Some(is)) if was != is => format!("{was}, now {is}"),
        (_, Some(number)) | (Some(number), None) => number.to_string(),
        (None, None) => pair.topic.slug().replace('_', " "),
    }
}

fn answer(side: &Side) -> Option<String> {
    side.outcome.map(|outcome| {
        let carried = side.carried_over_from.map(|from| format!(" (from {from})"));
        format!("{}{}", words(outcome), carried.unwrap_or_default())
    })
}

fn words(outcome: Outcome) -> String {
    outcome.slug().replace('_', " ")
}

fn note(pairs: &Pairs, pair: &Pair) -> Option<String> {
    let why = match pair.verdict {
        Verdict::Apart(why, round) => Some(
            round.map_or_else(|| reason(why).to_owned(), |it| format!("{it}: {}", reason(why))),
        ),
        Verdict::Compared(_) if pair.same_wording() == Some(false) => Some("reworded".to_owned()),
        Verdict::Compared(_) => None,
    };
    let disagree = pair.from.contradicted || pair.to.contradicted;
    let heard = |side: &Side, round| side.hearsay.map(|how| format!("{round}: {}", reason(how)));
    let parts = [
        why,
        heard(&pair.from, pairs.from),
        heard(&pair.to, pairs.to),
        disagree.then(|| "documents disagree".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A reason in words.
#[must_use]
pub fn reason(why: Apart) -> &'static str {
    match why {
        Apart::OtherScale => "another scale",
        Apart::OtherFramework => "the rounds cannot be compared",
        Apart::NotAsked => "not asked",
        Apart::Ungraded => "ungraded",
        Apart::NotCarriedOut => "not inspected",
        Apart::NotYetGraded => "not yet graded",
        Apart::Lost => "grade lost in the text",
        Apart::NotStated => "not stated by the documents here",
        Apart::Retrospective => "known only from a later document",
        Apart::SecondHand => "known only at second hand",
        Apart::TwoAnswers => "two answers",
        Apart::NotInCorpus => "not in this corpus",
    }
}

/// What was compared and what was not, with what the numbers are of: sentences for a person.
#[must_use]
pub fn summary(
    pairs: &Pairs,
    moves: &BTreeMap<Move, u64>,
    apart: &BTreeMap<Apart, u64>,
) -> Vec<String> {
    let (from, to) = (pairs.from, pairs.to);
    let mut lines = vec![format!("{}, {from} to {to}", pairs.programme.slug().replace('_', " "))];
    if let Some(why) = pairs.broken {
        lines.push(broken(why).to_owned());
    }
    let n = |how| moves.get(&how).copied().unwrap_or_default();
    let compared = n(Move::Up) + n(Move::Down) + n(Move::Same);
    lines.push(format!(
        "compared {}: {} up, {} down, {} the same; {} graded for the first time, {} no longer graded",
        plural(compared, "judgment"),
        n(Move::Up),
        n(Move::Down),
        n(Move::Same),
        n(Move::New),
        n(Move::Gone),
    ));
    lines.push(format!("of {}", of(&pairs.of, pairs.programme)));
    if !apart.is_empty() {
        let total: u64 = apart.values().sum();
        let reasons = apart.iter().map(|(why, n)| format!("{n} {}", reason(*why)));
        let reasons: Vec<String> = reasons.collect();
        lines.push(format!("not compared {}: {}", plural(total, "judgment"), reasons.join(", ")));
    }
    for (why, which) in
        [(Apart::Retrospective, "retrospective"), (Apart::SecondHand, "second_hand")]
    {
        if apart.contains_key(&why) {
            lines.push(format!("`--include {which}` compares those too"));
        }
    }
    for (programme, from, to) in &pairs.others {
        lines.push(format!("also {from} to {to}: `--programme {programme}`"));
    }
    lines
}

fn broken(why: Break) -> &'static str {
    match why {
        Break::Scale => {
            "the rounds grade on different scales: no grade of the one can be compared with one of the other"
        }
        Break::Framework => {
            "what the rounds ask and what a grade takes changed: the inspectorate says that they cannot be compared"
        }
    }
}

/// `18 of 43 forces, 2 of 3 pillars in this corpus`.
#[must_use]
pub fn of(of: &Of, programme: Programme) -> String {
    let word = if programme == Programme::Fire { "service" } else { "force" };
    let forces = format!("{} of {}", of.forces, plural(of.forces_listed, word));
    let pillars = of.pillars.zip(of.pillars_asked);
    let pillars = pillars.map(|(n, all)| format!(", {n} of {}", plural(all, "pillar")));
    format!("{forces}{} in this corpus", pillars.unwrap_or_default())
}

/// The matrix: a row a grade then, a column a grade now, each cell a number with its share of the row.
#[must_use]
pub fn transitions(transitions: &Transitions) -> Table {
    let (from, to) = (transitions.pairs.from, transitions.pairs.to);
    let grades = transitions.rows.iter().map(|row| format!("#{to} {}", row.from.label()));
    let heads = std::iter::once(from.to_string()).chain(grades).chain(["#n".to_owned()]);
    let mut table = Table::new(heads);
    for row in &transitions.rows {
        let n = row.n();
        let mut cells = vec![Some(row.from.label().to_owned())];
        cells.extend(row.to.iter().map(|(_, count)| Some(share(*count, n))));
        cells.push(Some(n.to_string()));
        table.push(cells);
    }
    table
}

/// `3 (60%)`; the number alone where there is nothing to share.
pub(super) fn share(count: u64, n: u64) -> String {
    match (Share { n: count, of: n }).value() {
        Some(share) if count > 0 => format!("{count} ({:.0}%)", share * 100.0),
        _ => count.to_string(),
    }
}
