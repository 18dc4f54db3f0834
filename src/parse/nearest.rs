//! Which question a title or a phrase stands for, in whatever words.

use std::sync::LazyLock;

use super::questions::{FIRE, PEEL, Question};
use crate::report::{Cycle, Pillar, Programme};

/// The number of the question that a title or a phrase stands for, if exactly one is near enough.
///
/// Near means: nine in ten of the weightier words of the shorter side are shared, and no other question shares as many.
pub(super) fn number_of(
    programme: Option<Programme>,
    cycle: Option<Cycle>,
    pillar: &Pillar,
    title: &str,
) -> Option<u16> {
    let wanted = weighty(title);
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<(f64, u16)> = None;
    let mut tied = false;
    for Weighty { question, words } in weighty_words(programme) {
        if !question.is_of(cycle, pillar) {
            continue;
        }
        let shared = wanted.iter().filter(|word| words.binary_search(word).is_ok()).count();
        let score = shared as f64 / (wanted.len() + words.len() - shared) as f64
            + shared as f64 / wanted.len().min(words.len()).max(1) as f64;
        match best {
            Some((high, number)) if number != question.number && (score - high).abs() < 1e-9 => {
                tied = true
            }
            Some((high, _)) if score <= high => {}
            _ => (best, tied) = (Some((score, question.number)), false),
        }
    }
    let (score, number) = best?;
    (!tied && score >= 1.2).then_some(number)
}

/// A question and the weighty words of its title.
struct Weighty {
    question: &'static Question,
    words: Vec<String>,
}

/// The questions of a programme with their weighty words.
fn weighty_words(programme: Option<Programme>) -> &'static [Weighty] {
    fn of(questions: &'static [Question]) -> Vec<Weighty> {
        let weighed = questions.iter().map(|it| Weighty { question: it, words: weighty(it.title) });
        weighed.collect()
    }
    static OF_FIRE: LazyLock<Vec<Weighty>> = LazyLock::new(|| of(FIRE));
    static OF_PEEL: LazyLock<Vec<Weighty>> = LazyLock::new(|| of(PEEL));
    if programme == Some(Programme::Fire) { &OF_FIRE } else { &OF_PEEL }
}

/// The words of a title that tell it from another, roughly stemmed, each once and in order.
fn weighty(title: &str) -> Vec<String> {
    const LIGHT: [&str; 32] = [
        "how",
        "well",
        "does",
        "the",
        "force",
        "is",
        "at",
        "to",
        "what",
        "extent",
        "its",
        "it",
        "of",
        "and",
        "a",
        "an",
        "in",
        "that",
        "with",
        "are",
        "for",
        "who",
        "those",
        "effective",
        "frs",
        "constabulary",
        "all",
        "from",
        "fire",
        "service",
        "rescue",
        "has",
    ];
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<String> =
        words.filter(|word| !word.is_empty() && !LIGHT.contains(word)).map(stem).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn stem(word: &str) -> String {
    let cut = ["ing", "ed", "es", "s", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.len() >= 4));
    cut.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::number_of;
    use crate::report::Pillar::{Effectiveness, Efficiency, Legitimacy};
    use crate::report::{Cycle, Programme};

    #[test]
    fn a_question_is_known_by_its_nearest_title() {
        let peel = Some(Programme::Peel);
        for (year, pillar, title, expected) in [
            (
                2016,
                Efficiency,
                "How well does the force understand the current and likely future demand?",
                Some(1),
            ),
            (
                2015,
                Effectiveness,
                "How effective is the force at tackling serious and organised crime, including its arrangements for fulfilling its national policing responsibilities?",
                Some(4),
            ),
            (
                2017,
                Legitimacy,
                "How well does the force ensure that it workforce behaves ethically and lawfully?",
                Some(2),
            ),
            (
                2017,
                Legitimacy,
                "To what extent does the force treat its workforce with fairness and respect?",
                Some(3),
            ),
            (
                2017,
                Legitimacy,
                "treating all of the people it serves with fairness and respect",
                Some(1),
            ),
            (2017, Effectiveness, "investigating crime and reducing re-offending", Some(2)),
            (2017, Effectiveness, "tackling serious and organised crime", Some(4)),
            (2017, Effectiveness, "How is the weather?", None),
        ] {
            assert_eq!(
                number_of(peel, Some(Cycle::year(year)), &pillar, title),
                expected,
                "{title}"
            );
        }
    }
}
