//! Rankings as bars: the step of each grade on its scale.

use crate::analyse::{Apart, RankRow, Ranking, Rankings};
use crate::query::FieldTest;
use crate::render::picture::{Absence, Amount, Bar, Bars, Form, Picture, label};
use crate::render::{plural, ranks};
use crate::report::{Grade, Scale};

/// The bodies of all rankings in the order of their places; those without a grade say why.
#[must_use]
pub fn rank(filters: &[FieldTest], found: &Rankings) -> Picture {
    let several = found.rankings.len() > 1;
    let bars = found.rankings.iter().flat_map(|ranking| {
        let of = if several { format!(", {}", ranks::subject(ranking)) } else { String::new() };
        let name = |name: &str| format!("{name}{of}");
        let placed =
            ranking.rows.iter().map(|row| Bar::new(&name(&place(row)), amount(ranking, row)));
        let apart = ranking
            .unranked
            .iter()
            .map(|one| Bar::new(&name(&one.force.name), Amount::Absent(absence(one.why))));
        placed.chain(apart).collect::<Vec<Bar>>()
    });
    let mut lines = ranks::summary(found).into_iter().filter(|line| !line.contains('`'));
    let figures = match found.rankings.as_slice() {
        [_] => lines.next().unwrap_or_default(),
        rankings => plural(rankings.len() as u64, "ranking"),
    };
    let notes = [
        "Before each name its place, with = where others share it".to_owned(),
        "A bar is as long as its grade is high on its scale: steps in an order, not amounts"
            .to_owned(),
    ];
    Picture {
        title: label(&super::asked("Forces in the order of their grades", None, filters)),
        figures: label(&figures),
        form: Form::Bars(Bars {
            of: "force".to_owned(),
            unit: "steps of the scale of grades".to_owned(),
            bars: bars.collect(),
        }),
        notes: lines.chain(notes).map(|line| label(&line)).collect(),
    }
}

/// `2= Kent Police`.
fn place(row: &RankRow) -> String {
    let shared = if row.tied > 1 { "=" } else { "" };
    format!("{}{shared} {}", row.rank, row.force.name)
}

fn amount(ranking: &Ranking, row: &RankRow) -> Amount {
    let grade = row.grade.label();
    let text = match (row.hearsay, row.carried_over_from) {
        (Some(Apart::SecondHand), _) => format!("[{grade}]"),
        (Some(_), _) => format!("({grade})"),
        (None, Some(from)) => format!("{grade} (from {from})"),
        (None, None) => grade.to_owned(),
    };
    Amount::known(step(row.grade, ranking.scale), &text)
}

/// From 1 for the worst grade of the scale on.
fn step(grade: Grade, scale: Option<Scale>) -> f64 {
    let is_below = |other: &&Grade| {
        **other <= grade && (**other != Grade::Adequate || scale == Some(Scale::FiveTier))
    };
    Grade::ALL.iter().filter(is_below).count() as f64
}

/// Why a place of a round has no grade to draw.
pub(super) fn absence(why: Apart) -> Absence {
    match why {
        Apart::NotAsked => Absence::NotAsked,
        Apart::Ungraded => Absence::Ungraded,
        Apart::NotCarriedOut => Absence::NotCarriedOut,
        Apart::NotYetGraded => Absence::NotYetGraded,
        Apart::Lost => Absence::Lost,
        Apart::NotStated => Absence::NotStated,
        Apart::Retrospective | Apart::SecondHand => Absence::NotCounted,
        Apart::NotInCorpus => Absence::NotInCorpus,
        Apart::OtherScale | Apart::OtherFramework | Apart::TwoAnswers => Absence::NoFigure,
    }
}

#[cfg(test)]
mod tests {
    use super::step;
    use crate::report::{Grade, Scale};

    #[test]
    fn the_steps_of_a_scale_follow_one_another() {
        let steps = |scale| Grade::ALL.map(|grade| step(grade, Some(scale)));
        assert_eq!(steps(Scale::FiveTier), [1.0, 2.0, 3.0, 4.0, 5.0]);
        let [worst, poor, _, good, best] = steps(Scale::FourTier);
        assert_eq!([worst, poor, good, best], [1.0, 2.0, 3.0, 4.0]);
    }
}
