//! Rankings as tables and in words.

use super::movements::reason;
use super::{Table, plural};
use crate::analyse::{Ranking, Rankings};
use crate::report::Programme;

/// The bodies of all rankings, those without a place after those with one.
#[must_use]
pub fn rankings(rankings: &Rankings) -> Table {
    let mut table = Table::new([
        "year",
        "pillar",
        "question",
        "#rank",
        "#tied",
        "force",
        "grade",
        "note",
        "?programme",
    ]);
    for ranking in &rankings.rankings {
        let subject = || {
            [
                Some(ranking.cycle.to_string()),
                ranking.pillar.as_ref().map(ToString::to_string),
                Some(question(ranking)),
            ]
        };
        let programme = || Some(ranking.programme.slug().replace('_', " "));
        for row in &ranking.rows {
            let carried = row.carried_over_from.map(|from| format!("carried over from {from}"));
            let disagree = row.contradicted.then(|| "documents disagree".to_owned());
            let heard = row.hearsay.map(|how| reason(how).to_owned());
            let notes: Vec<String> = [carried, heard, disagree].into_iter().flatten().collect();
            let mut cells: Vec<Option<String>> = subject().into();
            cells.extend([
                Some(row.rank.to_string()),
                Some(row.tied.to_string()),
                Some(row.force.name.clone()),
                Some(row.grade.label().to_owned()),
                (!notes.is_empty()).then(|| notes.join("; ")),
                programme(),
            ]);
            table.push(cells);
        }
        for unranked in &ranking.unranked {
            let mut cells: Vec<Option<String>> = subject().into();
            cells.extend([
                None,
                None,
                Some(unranked.force.name.clone()),
                None,
                Some(reason(unranked.why).to_owned()),
                programme(),
            ]);
            table.push(cells);
        }
    }
    table
}

fn question(ranking: &Ranking) -> String {
    ranking
        .question
        .map_or_else(|| ranking.topic.slug().replace('_', " "), |number| number.to_string())
}

/// What each ranking is of, a line each.
#[must_use]
pub fn summary(rankings: &Rankings) -> Vec<String> {
    let mut lines: Vec<String> = rankings.rankings.iter().map(of).collect();
    if rankings.latest && !lines.is_empty() {
        lines.push(
            "the last round with grades under these filters; `--year` asks for another".to_owned(),
        );
    }
    lines
}

/// `peel 2016 legitimacy, question 2`.
pub(super) fn subject(ranking: &Ranking) -> String {
    let programme = ranking.programme.slug().replace('_', " ");
    let pillar = ranking.pillar.as_ref().map(|pillar| format!(" {pillar}")).unwrap_or_default();
    let number = ranking.question.map(|number| format!("question {number}"));
    let what = number.unwrap_or_else(|| ranking.topic.slug().replace('_', " "));
    format!("{programme} {}{pillar}, {what}", ranking.cycle)
}

/// `peel 2016 legitimacy, question 2 (How well ...): 6 of 57 forces; 1 without a grade, 50 not in this corpus`.
fn of(ranking: &Ranking) -> String {
    let text = ranking.question_text.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    let word = if ranking.programme == Programme::Fire { "service" } else { "force" };
    format!(
        "{}{text}: {} of {} ranked; {} without a grade, {} not in this corpus",
        subject(ranking),
        ranking.rows.len(),
        plural(ranking.forces_listed, word),
        ranking.unranked.len(),
        ranking.not_in_corpus,
    )
}
