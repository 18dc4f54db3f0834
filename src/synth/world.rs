//! The world of a seed: which bodies were inspected in which rounds, and what grade each judgment has.
//!
//! A grade depends on the seed and on the judgment, never on the record that states it, so that everything one synth says
//! agrees with everything else it says.

use super::draws::{Draws, Stream};
use crate::gazetteer::Gazetteer;
use crate::parse::asked;
use crate::report::{
    Cycle, Force, ForceKind, Grade, JudgmentKey, Outcome, Pillar, Programme, Subject,
};

/// Grades from inadequate to outstanding, in hundredths: about what the rounds of 2014 to 2018/19 gave.
const FOUR_TIERS: [usize; 5] = [4, 28, 0, 62, 6];
/// The same for the rounds since 2021/22.
const FIVE_TIERS: [usize; 5] = [4, 24, 30, 37, 5];

/// A round and what is known of it.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) cycle: Cycle,
    /// The pillars that have pages; none where a report is of the whole force.
    pub(super) pillars: &'static [Pillar],
}

use Pillar::{Effectiveness, Efficiency, Legitimacy};

/// An area of the reports since 2021/22: its slug, its heading, and what a force is good at there.
pub(super) type Area = (&'static str, &'static str, &'static str);

const AREAS_OF_2021: &[Area] = &[
    ("preventing_crime", "Preventing crime", "prevention and deterrence"),
    (
        "treatment_of_the_public",
        "Treatment of the public",
        "treating people fairly and with respect",
    ),
    ("investigating_crime", "Investigating crime", "investigating crime"),
    ("responding_to_the_public", "Responding to the public", "responding to the public"),
    (
        "protecting_vulnerable_people",
        "Protecting vulnerable people",
        "protecting vulnerable people",
    ),
    ("managing_offenders", "Managing offenders", "managing offenders"),
    (
        "disrupting_serious_organised_crime",
        "Disrupting serious organised crime",
        "tackling serious and organised crime",
    ),
    (
        "developing_a_positive_workplace",
        "Developing a positive workplace",
        "building and supporting its workforce",
    ),
    ("good_use_of_resources", "Good use of resources", "operating efficiently"),
];

const AREAS_OF_2023: &[Area] = &[
    ("recording_data_about_crime", "Recording data about crime", "recording crime"),
    (
        "treatment_of_the_public",
        "Police powers and public treatment",
        "using police powers and treating the public fairly",
    ),
    ("preventing_crime", "Preventing crime", "preventing crime and antisocial behaviour"),
    ("responding_to_the_public", "Responding to the public", "responding to the public"),
    ("investigating_crime", "Investigating crime", "investigating crime"),
    (
        "protecting_vulnerable_people",
        "Protecting vulnerable people",
        "protecting vulnerable people",
    ),
    ("managing_offenders", "Managing offenders", "managing offenders and suspects"),
    (
        "developing_a_positive_workplace",
        "Developing a positive workplace",
        "building, supporting and protecting its workforce",
    ),
    (
        "leadership_and_force_management",
        "Leadership and force management",
        "leadership and force management",
    ),
];

impl Round {
    /// The areas that its reports grade; none for a round of pillars.
    pub(super) fn areas(&self) -> &'static [Area] {
        match self.cycle.first() {
            2021 => AREAS_OF_2021,
            2023 => AREAS_OF_2023,
            _ => &[],
        }
    }
}

/// What one report is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inspected<'a> {
    pub(super) force: &'a Force,
    pub(super) round: &'a Round,
    pub(super) pillar: Option<&'a Pillar>,
}

/// Bodies, rounds and grades.
#[derive(Debug)]
pub(super) struct World {
    seed: u64,
    pub(super) forces: Vec<Force>,
    pub(super) rounds: Vec<Round>,
    /// Round and pillar of each inspection a force had.
    pages: Vec<(usize, usize)>,
}

impl World {
    pub(super) fn new(seed: u64, gazetteer: &Gazetteer) -> Self {
        let territorial = gazetteer.forces().filter(|force| force.kind == ForceKind::Territorial);
        let rounds = rounds();
        let pages = rounds.iter().enumerate().flat_map(|(at, round)| {
            (0..round.pillars.len().max(1)).map(move |pillar| (at, pillar))
        });
        let pages = pages.collect();
        Self { seed, forces: territorial.cloned().collect(), rounds, pages }
    }

    /// What the report numbered `number` is about. All inspections come before one comes again.
    pub(super) fn inspected(&self, number: u64) -> Option<Inspected<'_>> {
        let all = (self.forces.len() * self.pages.len()).max(1) as u64;
        let start = Draws::new(self.seed, Stream::Order, 0).below(all as usize) as u64;
        // A factor without a common divisor reaches each inspection once before it comes round.
        let factor = (all * 5 / 8..all).find(|factor| gcd(*factor, all) == 1).unwrap_or(1);
        let at = ((number % all * factor + start) % all) as usize;
        let (round, pillar) = *self.pages.get(at / self.forces.len().max(1))?;
        let round = self.rounds.get(round)?;
        let force = self.forces.get(at % self.forces.len().max(1))?;
        Some(Inspected { force, round, pillar: round.pillars.get(pillar) })
    }

    /// What was judged of `subject`.
    pub(super) fn judged(&self, of: Inspected<'_>, subject: Subject) -> (JudgmentKey, Outcome) {
        let outcome = self.outcome(of, &subject);
        let key = JudgmentKey {
            force: of.force.clone(),
            programme: Some(Programme::Peel),
            cycle: Some(of.round.cycle),
            pillar: of.pillar.cloned(),
            subject,
        };
        (key, outcome)
    }

    /// The outcome of `subject`: some are never graded.
    pub(super) fn outcome(&self, of: Inspected<'_>, subject: &Subject) -> Outcome {
        let graded = match subject {
            Subject::Overall => of.round.cycle.first() != 2014 || of.pillar == Some(&Efficiency),
            Subject::Question(number) => {
                questions(of).any(|(known, _, graded)| known == *number && graded)
            }
            Subject::Area(_) => true,
        };
        if !graded {
            return Outcome::Ungraded;
        }
        let name = match subject {
            Subject::Overall => "overall".to_owned(),
            Subject::Question(number) => number.to_string(),
            Subject::Area(slug) => slug.clone(),
        };
        let pillar = of.pillar.map_or("", Pillar::slug);
        let words = [of.force.slug.as_str(), pillar, &name];
        let number = words
            .iter()
            .flat_map(|word| word.bytes().chain([0]))
            .fold(u64::from(of.round.cycle.first()), |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let tiers = if of.round.areas().is_empty() { FOUR_TIERS } else { FIVE_TIERS };
        let place = Draws::new(self.seed, Stream::Grade, number).weighted(&tiers);
        Grade::ALL.get(place).copied().map_or(Outcome::Ungraded, Outcome::Graded)
    }

    /// The round before, if it asked the same pillar.
    pub(super) fn before<'a>(&'a self, of: Inspected<'a>) -> Option<Inspected<'a>> {
        let at = self.rounds.iter().position(|round| round.cycle == of.round.cycle)?;
        let round = self.rounds.get(at.checked_sub(1)?)?;
        round.pillars.contains(of.pillar?).then_some(Inspected { round, ..of })
    }
}

/// Number, title and whether it is graded, of every question of a pillar.
pub(super) fn questions(of: Inspected<'_>) -> impl Iterator<Item = (u16, &'static str, bool)> {
    let pillar = of.pillar.cloned();
    asked(Programme::Peel, of.round.cycle)
        .filter(move |question| Some(&question.pillar) == pillar.as_ref())
        .map(|question| (question.number, question.title, question.graded))
}

/// The place of a force, as titles have it: `Kent` of `Kent Police`.
pub(super) fn place(force: &Force) -> &str {
    let ends = [" Police Service", " Police", " Constabulary"];
    ends.iter().find_map(|end| force.name.strip_suffix(end)).unwrap_or(&force.name)
}

fn rounds() -> Vec<Round> {
    let of = |first, last, pillars: &'static [Pillar]| {
        Cycle::range(first, last).map(|cycle| Round { cycle, pillars })
    };
    let all: &'static [Pillar] = &[Effectiveness, Efficiency, Legitimacy];
    let rounds = [
        of(2014, 2014, &[Effectiveness, Efficiency]),
        of(2015, 2015, all),
        of(2016, 2016, all),
        of(2017, 2017, all),
        of(2018, 2019, all),
        of(2021, 2022, &[]),
        of(2023, 2025, &[]),
    ];
    rounds.into_iter().flatten().collect()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{World, place};
    use crate::gazetteer::Gazetteer;
    use crate::report::{Outcome, Subject};

    #[test]
    fn every_inspection_comes_before_one_comes_again() {
        let world = World::new(7, &Gazetteer::bundled());
        assert_eq!((world.forces.len(), world.pages.len()), (43, 16));
        let about = |number: u64| {
            let of = world.inspected(number).unwrap();
            format!("{} {} {:?}", of.force.slug, of.round.cycle, of.pillar)
        };
        let all: BTreeSet<String> = (0..43 * 16).map(about).collect();
        assert_eq!(all.len(), 43 * 16);
        assert_eq!(about(5), about(5 + 43 * 16));
    }

    #[test]
    fn grades_are_spread_as_the_rounds_gave_them() {
        let world = World::new(7, &Gazetteer::bundled());
        let overall = (0..43 * 16).filter_map(|number| {
            let of = world.inspected(number).unwrap();
            of.pillar.map(|_| world.outcome(of, &Subject::Overall))
        });
        let overall: Vec<Outcome> = overall.collect();
        let share = |slug: &str| {
            overall.iter().filter(|outcome| outcome.slug() == slug).count() as f64
                / overall.len() as f64
        };
        assert!((share("good") - 0.62 * 13.0 / 14.0).abs() < 0.06, "{}", share("good"));
        assert!((share("ungraded") - 1.0 / 14.0).abs() < 0.001);
        assert!(share("adequate") == 0.0);
    }

    #[test]
    fn places_are_names_without_the_kind_of_body() {
        let world = World::new(1, &Gazetteer::bundled());
        let places: Vec<&str> = world.forces.iter().map(place).collect();
        assert!(places.contains(&"Kent") && places.contains(&"City of London"), "{places:?}");
        assert!(places.iter().all(|place| !place.contains("Constabulary")), "{places:?}");
    }
}
