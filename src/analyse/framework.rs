//! What the rounds of a programme asked: which questions of different rounds are one, and between which rounds the
//! inspectorate lets grades be compared.
//!
//! Numbers do not tell: what PEEL asked third about efficiency in 2017 it asked second in 2018/19. Two questions are one
//! [`Topic`] if they ask the same of a force, however they word it. A question that takes in a second matter is another
//! one: `tackling serious and organised crime, including its arrangement for fulfilling its national policing
//! responsibilities` (2015) is not `tackling serious and organised crime` (2016).

use std::collections::BTreeSet;
use std::fmt;

use super::Judgment;
use crate::parse::{self, Question};
use crate::report::{Cycle, Grade, Pillar, Programme, Scale, Subject};

use Pillar::{Effectiveness, Efficiency, Legitimacy, People};
use Programme::{Fire, Peel};

/// What a judgment is about within its pillar, the same in every round that asks it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The pillar, or the whole inspection where there are no pillars.
    Overall,
    /// A question or area, as a slug such as `investigating_crime`; `question_4_of_2015` for a question of one round only.
    Named(String),
}

/// Why the grades of two rounds cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// The inspectorate changed what it asks and what each grade takes, and says that results cannot be compared.
    Framework,
    /// There are other grades: four before, five after.
    Scale,
}

/// Whether a round asks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Yes, and grades it.
    Graded,
    /// Yes, and never grades it.
    Ungraded,
    /// No.
    No,
    /// What the round asks is not known.
    Unknown,
}

/// A topic that several rounds asked: pillar, slug, and the first year of each round with the number there.
type Line = (Pillar, &'static str, &'static [(u16, u16)]);

const PEEL: &[Line] = &[
    (Effectiveness, "preventing_crime", &[(2015, 1), (2016, 1), (2017, 1), (2018, 1)]),
    (Effectiveness, "investigating_crime", &[(2015, 2), (2016, 2), (2017, 2), (2018, 2)]),
    (Effectiveness, "protecting_vulnerable_people", &[(2015, 3), (2016, 3), (2017, 3), (2018, 3)]),
    (Effectiveness, "disrupting_serious_organised_crime", &[(2016, 4), (2017, 4), (2018, 4)]),
    (Effectiveness, "specialist_capabilities", &[(2016, 5), (2017, 5), (2018, 5)]),
    (Efficiency, "financial_position", &[(2014, 2), (2015, 3)]),
    (Efficiency, "understanding_demand", &[(2016, 1), (2017, 1)]),
    (Efficiency, "using_resources", &[(2016, 2), (2017, 2)]),
    // Asks both of the above at once.
    (Efficiency, "meeting_current_demands_and_using_resources", &[(2015, 1), (2018, 1)]),
    (Efficiency, "planning_for_the_future", &[(2016, 3), (2017, 3), (2018, 2)]),
    (Legitimacy, "treatment_of_the_public", &[(2016, 1), (2017, 1), (2018, 1)]),
    (Legitimacy, "ethical_and_lawful_workforce_behaviour", &[(2016, 2), (2017, 2), (2018, 2)]),
    (Legitimacy, "treating_the_workforce_fairly", &[(2016, 3), (2017, 3), (2018, 3)]),
];

const FIRE: &[Line] = &[
    (Effectiveness, "fire_risk", &[(2018, 1), (2021, 1)]),
    (Effectiveness, "fire_prevention", &[(2018, 2), (2021, 2)]),
    (Effectiveness, "fire_protection", &[(2018, 3), (2021, 3)]),
    (Effectiveness, "fire_response", &[(2018, 4), (2021, 4)]),
    (Effectiveness, "fire_major_incidents", &[(2018, 5), (2021, 5)]),
    (Efficiency, "fire_resources", &[(2018, 1), (2021, 1)]),
    (Efficiency, "fire_affordable", &[(2018, 2), (2021, 2)]),
    (People, "fire_values", &[(2018, 1), (2021, 1)]),
    (People, "fire_skills", &[(2018, 2), (2021, 2)]),
    (People, "fire_fairness", &[(2018, 3), (2021, 3)]),
    (People, "fire_leaders", &[(2018, 4), (2021, 4)]),
];

/// The first years of the rounds from which grades cannot be compared with those of earlier rounds.
///
/// The inspectorate says so of PEEL 2021/22 and fire 2023-25, which grade in five, and of PEEL 2023-25. Of PEEL 2025-27 it
/// has published a framework with other core questions; until it says that they can be compared, they are not.
const BREAKS: &[(Programme, u16, Break)] = &[
    (Peel, 2021, Break::Scale),
    (Peel, 2023, Break::Framework),
    (Peel, 2025, Break::Framework),
    (Fire, 2023, Break::Scale),
];

/// Why grades of `programme` cannot be compared between two rounds; `None` where they can.
#[must_use]
pub fn break_between(programme: Programme, one: Cycle, other: Cycle) -> Option<Break> {
    let (first, last) = (one.min(other).first(), one.max(other).first());
    let crossed =
        BREAKS.iter().filter(|(of, year, _)| *of == programme && first < *year && *year <= last);
    let scale = |cycle| Scale::of(Some(programme), Some(cycle), Grade::Good);
    crossed
        .map(|(_, _, what)| *what)
        .chain((scale(one) != scale(other)).then_some(Break::Scale))
        .max()
}

impl Topic {
    /// What a judgment is about.
    #[must_use]
    pub fn of(judgment: &Judgment) -> Self {
        let key = &judgment.key;
        let round = key.programme.zip(key.cycle);
        match &key.subject {
            Subject::Overall => Self::Overall,
            Subject::Area(slug) => Self::Named(slug.clone()),
            Subject::Question(number) => {
                let known =
                    round.zip(key.pillar.as_ref()).and_then(|((programme, cycle), pillar)| {
                        let mut asked =
                            questions(programme, cycle).filter(|of| of.pillar == *pillar);
                        asked.find(|asked| asked.number == *number)?;
                        Some(of_question(programme, cycle, pillar, *number))
                    });
                known.unwrap_or_else(|| of_words(judgment, *number))
            }
        }
    }

    /// The slug: `overall` or that of the question or area.
    #[must_use]
    pub fn slug(&self) -> &str {
        match self {
            Self::Overall => "overall",
            Self::Named(slug) => slug,
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

/// The topic of a question of a known round.
pub(super) fn of_question(
    programme: Programme,
    cycle: Cycle,
    pillar: &Pillar,
    number: u16,
) -> Topic {
    let asked = (cycle.first(), number);
    let line = lines(programme).iter().find(|(of, _, asks)| of == pillar && asks.contains(&asked));
    Topic::Named(
        line.map_or_else(
            || format!("question_{number}_of_{cycle}"),
            |(_, slug, _)| (*slug).to_owned(),
        ),
    )
}

/// The topic of a question of a round that is not known: its printed words, for its number tells nothing.
fn of_words(judgment: &Judgment, number: u16) -> Topic {
    let text = judgment.question_text.as_deref().unwrap_or_default();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words
        .map(str::to_lowercase)
        .skip_while(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    if words.is_empty() {
        let cycle =
            judgment.key.cycle.map_or_else(|| "unknown".to_owned(), |cycle| cycle.to_string());
        return Topic::Named(format!("question_{number}_of_{cycle}"));
    }
    Topic::Named(words.join("_"))
}

fn lines(programme: Programme) -> &'static [Line] {
    match programme {
        Peel => PEEL,
        Fire => FIRE,
        _ => &[],
    }
}

/// The numbered questions of a round; none where they are not known.
pub(super) fn questions(
    programme: Programme,
    cycle: Cycle,
) -> impl Iterator<Item = &'static Question> {
    let known = matches!(programme, Peel | Fire);
    parse::asked(programme, cycle).filter(move |_| known)
}

/// The rounds that `programme` has had, in their order; none where its inspections come one by one.
pub(super) fn rounds(programme: Programme) -> Vec<Cycle> {
    let years: &[(u16, u16)] = match programme {
        Peel => &[
            (2014, 2014),
            (2015, 2015),
            (2016, 2016),
            (2017, 2017),
            (2018, 2019),
            (2021, 2022),
            (2023, 2025),
        ],
        Fire => &[(2018, 2019), (2021, 2022), (2023, 2025)],
        _ => &[],
    };
    years.iter().filter_map(|(first, last)| Cycle::range(*first, *last)).collect()
}

/// The pillars that a round grades, in their order; none where that is not known or it has none.
pub(super) fn graded_pillars(programme: Programme, cycle: Cycle) -> Vec<Pillar> {
    let graded = questions(programme, cycle).filter(|question| question.graded);
    let pillars: BTreeSet<&Pillar> = graded.map(|question| &question.pillar).collect();
    pillars.into_iter().cloned().collect()
}

/// Whether a round asks about `topic` in `pillar`.
pub(super) fn asks(
    programme: Programme,
    cycle: Cycle,
    pillar: Option<&Pillar>,
    topic: &Topic,
) -> Asks {
    let mut of_pillar =
        questions(programme, cycle).filter(|question| Some(&question.pillar) == pillar).peekable();
    let is_known = questions(programme, cycle).next().is_some();
    match topic {
        // From the five grades on questions alone are graded.
        Topic::Overall
            if !is_known && matches!(programme, Peel | Fire) && is_after(programme, cycle) =>
        {
            Asks::No
        }
        _ if !is_known => Asks::Unknown,
        Topic::Overall if of_pillar.peek().is_none() => Asks::No,
        Topic::Overall => {
            let never =
                parse::never_graded(Some(programme), Some(cycle), pillar, &Subject::Overall);
            if never { Asks::Ungraded } else { Asks::Graded }
        }
        Topic::Named(_) => {
            let is_it = |question: &&Question| {
                of_question(programme, cycle, &question.pillar, question.number) == *topic
            };
            match of_pillar.find(is_it) {
                Some(question) if question.graded => Asks::Graded,
                Some(_) => Asks::Ungraded,
                None => Asks::No,
            }
        }
    }
}

/// True from the round on in which the programme gave up grades of whole pillars.
fn is_after(programme: Programme, cycle: Cycle) -> bool {
    let first = BREAKS.iter().find(|(of, _, what)| *of == programme && *what == Break::Scale);
    first.is_some_and(|(_, year, _)| cycle.first() >= *year)
}

/// The question about `topic` in a round; `None` where it has none, or which is not known.
pub(super) fn question(
    programme: Programme,
    cycle: Cycle,
    pillar: Option<&Pillar>,
    topic: &Topic,
) -> Option<&'static Question> {
    questions(programme, cycle).find(|question| {
        Some(&question.pillar) == pillar
            && of_question(programme, cycle, &question.pillar, question.number) == *topic
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(text: &str) -> Cycle {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_names_questions_that_were_asked() {
        for (programme, lines) in [(Peel, PEEL), (Fire, FIRE)] {
            for (pillar, slug, asked) in lines {
                assert!(asked.len() > 1, "{slug} is of one round only");
                for (year, number) in *asked {
                    let known = questions(programme, Cycle::year(*year))
                        .any(|of| of.pillar == *pillar && of.number == *number);
                    assert!(known, "{slug}: no question {number} in {year}");
                }
            }
        }
    }

    #[test]
    fn a_question_is_followed_by_what_it_asks_and_not_by_its_number() {
        for (one, other, pillar, same) in [
            (("2017", 3), ("2018/19", 2), Efficiency, true),
            (("2017", 2), ("2018/19", 2), Efficiency, false),
            (("2016", 2), ("2018/19", 1), Efficiency, false),
            (("2015", 1), ("2016", 1), Effectiveness, true),
            (("2015", 4), ("2016", 4), Effectiveness, false),
            (("2015", 1), ("2016", 1), Legitimacy, false),
        ] {
            let of = |(year, number)| of_question(Peel, cycle(year), &pillar, number);
            assert_eq!(of(one) == of(other), same, "{pillar} {one:?} {other:?}");
        }
    }

    #[test]
    fn grades_before_and_after_a_change_are_not_compared() {
        for (programme, one, other, expected) in [
            (Peel, "2014", "2018/19", None),
            (Peel, "2018/19", "2021/22", Some(Break::Scale)),
            (Peel, "2021/22", "2023-25", Some(Break::Framework)),
            (Peel, "2017", "2023-25", Some(Break::Scale)),
            (Peel, "2023-25", "2025-27", Some(Break::Framework)),
            (Fire, "2018/19", "2021/22", None),
            (Fire, "2021/22", "2023-25", Some(Break::Scale)),
            (Programme::Custody, "2019", "2022", Some(Break::Scale)),
            (Programme::Custody, "2015", "2019", None),
        ] {
            assert_eq!(
                break_between(programme, cycle(one), cycle(other)),
                expected,
                "{one} {other}"
            );
            assert_eq!(
                break_between(programme, cycle(other), cycle(one)),
                expected,
                "{other} {one}"
            );
        }
    }

    #[test]
    fn a_round_asks_what_it_asks() {
        let named = |slug: &str| Topic::Named(slug.to_owned());
        for (year, pillar, topic, expected) in [
            ("2016", Some(Effectiveness), Topic::Overall, Asks::Graded),
            ("2014", Some(Effectiveness), Topic::Overall, Asks::Ungraded),
            ("2016", Some(Pillar::Leadership), Topic::Overall, Asks::Ungraded),
            ("2017", Some(Pillar::Leadership), Topic::Overall, Asks::No),
            ("2016", Some(Effectiveness), named("specialist_capabilities"), Asks::Ungraded),
            ("2018/19", Some(Efficiency), named("understanding_demand"), Asks::No),
            ("2017", Some(Efficiency), named("understanding_demand"), Asks::Graded),
            ("2021/22", None, Topic::Overall, Asks::No),
            ("2021/22", None, named("investigating_crime"), Asks::Unknown),
            ("1999", None, Topic::Overall, Asks::Unknown),
        ] {
            assert_eq!(
                asks(Peel, cycle(year), pillar.as_ref(), &topic),
                expected,
                "{year} {topic}"
            );
        }
        assert_eq!(graded_pillars(Peel, cycle("2016")), [Effectiveness, Efficiency, Legitimacy]);
        assert_eq!(graded_pillars(Fire, cycle("2018/19")).len(), 3);
        assert!(graded_pillars(Peel, cycle("2023-25")).is_empty());
    }
}
