//! The named areas of reports from 2021/22 on: the same area has a short and a long name.

use crate::report::{Cycle, Pillar};

/// Slug of the area, then its names in lower case with plain apostrophes.
const AREAS: &[(&str, &[&str])] = &[
    (
        "victim_service",
        &[
            "providing a service to the victims of crime",
            "victim service assessment",
            "service for victims of crime",
            "how good is the force's service for victims of crime?",
        ],
    ),
    (
        "preventing_crime",
        &[
            "preventing crime",
            "preventing crime and anti-social behaviour",
            "preventing crime and antisocial behaviour",
            "preventing and deterring crime and antisocial behaviour, and reducing vulnerability",
            "preventing and deterring crime and anti-social behaviour, and reducing vulnerability",
        ],
    ),
    (
        "treatment_of_the_public",
        &[
            "treatment of the public",
            "engaging with and treating the public with fairness and respect",
            "police powers and public treatment",
            "police powers and treating the public fairly and respectfully",
            "treating the public fairly and with respect",
        ],
    ),
    (
        "recording_data_about_crime",
        &["recording data about crime", "crime recording", "recording crime"],
    ),
    ("responding_to_the_public", &["responding to the public"]),
    ("investigating_crime", &["investigating crime"]),
    ("supporting_victims", &["supporting victims"]),
    ("protecting_vulnerable_people", &["protecting vulnerable people"]),
    ("managing_offenders", &["managing offenders", "managing offenders and suspects"]),
    (
        "disrupting_serious_organised_crime",
        &[
            "disrupting serious organised crime",
            "disrupting serious and organised crime",
            "tackling serious and organised crime",
            "serious and organised crime",
        ],
    ),
    (
        "strategic_policing_requirement",
        &["meeting the strategic policing requirement", "strategic policing requirement"],
    ),
    ("armed_threats", &["protecting the public against armed threats", "armed policing"]),
    (
        "developing_a_positive_workplace",
        &[
            "developing a positive workplace",
            "building, supporting and protecting the workforce",
            "building and developing its workforce",
            "building, developing and looking after its workforce and encouraging an ethical, lawful and inclusive workplace",
        ],
    ),
    (
        "tackling_workforce_corruption",
        &[
            "tackling workforce corruption",
            "vetting and counter corruption",
            "vetting and counter-corruption",
            "vetting, it monitoring and counter-corruption",
        ],
    ),
    (
        "good_use_of_resources",
        &[
            "good use of resources",
            "strategic planning, organisational management and value for money",
            "operating efficiently",
        ],
    ),
    // New in 2023-25: how a force is led, not only how it spends. A grade of the one is no grade of the other.
    (
        "leadership_and_force_management",
        &["leadership and force management", "leadership and organisational management"],
    ),
    (
        "fire_risk",
        &[
            "understanding fires and other risks",
            "understanding the risk of fire and other emergencies",
            "understanding fire and risk",
        ],
    ),
    ("fire_prevention", &["preventing fires and other risks", "preventing fire and risk"]),
    (
        "fire_protection",
        &["protecting the public through fire regulation", "public safety through fire regulation"],
    ),
    (
        "fire_response",
        &["responding to fires and other emergencies", "responding to fires and emergencies"],
    ),
    (
        "fire_major_incidents",
        &[
            "responding to major incidents",
            "responding to major and multi-agency incidents",
            "responding to national risks",
        ],
    ),
    ("fire_resources", &["making best use of resources", "best use of resources"]),
    (
        "fire_affordable",
        &[
            "making the fire and rescue service affordable now and in the future",
            "making the service affordable now and in the future",
            "future affordability",
        ],
    ),
    ("fire_values", &["promoting the right values and culture", "promoting values and culture"]),
    (
        "fire_skills",
        &["getting the right people with the right skills", "right people, right skills"],
    ),
    (
        "fire_fairness",
        &["ensuring fairness and promoting diversity", "promoting fairness and diversity"],
    ),
    ("fire_leaders", &["managing performance and developing leaders"]),
];

/// Parts of the one report a force that PEEL 2018/19 had. Other rounds use the same words for a passage below an area, so
/// they open a part in 2018/19 alone.
const PARTS_OF_2018: &[(&str, &str)] = &[
    ("preventing crime and tackling anti-social behaviour", "preventing_crime"),
    ("meeting current demands and using resources", "meeting_current_demands_and_using_resources"),
    ("planning for the future", "planning_for_the_future"),
    ("treating the public fairly", "treatment_of_the_public"),
    ("ethical and lawful workforce behaviour", "ethical_and_lawful_workforce_behaviour"),
    ("treating the workforce fairly", "treating_the_workforce_fairly"),
];

/// The slug of the area that a heading of a report of `cycle` names.
pub(super) fn heading(plain: &str, cycle: Option<Cycle>) -> Option<&'static str> {
    let part = || {
        let name = plain.trim().to_lowercase();
        PARTS_OF_2018.iter().find(|(part, _)| *part == name).map(|(_, slug)| *slug)
    };
    known(plain).or_else(|| cycle.filter(|cycle| cycle.first() == 2018).and_then(|_| part()))
}

/// The slug of the area that a line names, if it names a known one and nothing else.
pub(super) fn known(plain: &str) -> Option<&'static str> {
    let name = plain.trim().trim_end_matches(['.', ':']).to_lowercase();
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    AREAS.iter().find(|(_, names)| names.contains(&name)).map(|(slug, _)| *slug)
}

/// The slug of an area that is not in the table: its own words.
pub(super) fn slug_of(plain: &str) -> String {
    known(plain).map_or_else(|| Pillar::from(plain.to_owned()).slug().to_owned(), str::to_owned)
}

/// True if the words open with what the area is about: one of their first five shares its stem with the area's names.
pub(super) fn is_about(slug: &str, topic: &str) -> bool {
    const VAGUE: [&str; 6] = ["crime", "publi", "servi", "peopl", "force", "polic"];
    let names = AREAS.iter().find(|(known, _)| *known == slug).map_or(&[][..], |(_, names)| names);
    let own_words = [slug.replace('_', " ")];
    let stems: Vec<&str> = names
        .iter()
        .copied()
        .chain(own_words.iter().map(String::as_str))
        .flat_map(|name| name.split([' ', ',']))
        .filter_map(|word| word.get(..5))
        .filter(|stem| !VAGUE.contains(stem))
        .collect();
    let lower = topic.to_lowercase();
    lower
        .split([' ', ',', '.'])
        .take(5)
        .filter_map(|word| word.get(..5))
        .any(|s| stems.contains(&s))
}

/// Areas that are never graded.
pub(super) fn never_graded(slug: &str) -> bool {
    matches!(slug, "victim_service" | "strategic_policing_requirement" | "armed_threats")
}
