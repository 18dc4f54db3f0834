//! The question sets of each cycle, so that a question is known by its title even where its number was lost.
//!
//! Sources: the inspectorate's pages on each PEEL cycle and on the fire inspections of 2018/19.

use crate::report::{Cycle, Pillar, Programme, Subject};

/// A question of one or more rounds.
pub(crate) struct Question {
    cycles: &'static [u16],
    pub(crate) pillar: Pillar,
    pub(crate) number: u16,
    pub(crate) title: &'static str,
    pub(crate) graded: bool,
}

const fn q(cycles: &'static [u16], pillar: Pillar, number: u16, title: &'static str) -> Question {
    Question { cycles, pillar, number, title, graded: true }
}

const fn ungraded(
    cycles: &'static [u16],
    pillar: Pillar,
    number: u16,
    title: &'static str,
) -> Question {
    Question { cycles, pillar, number, title, graded: false }
}

use Pillar::{Effectiveness, Efficiency, Leadership, Legitimacy, People};

pub(super) const PEEL: &[Question] = &[
    q(
        &[2014],
        Effectiveness,
        1,
        "How effective is the force at reducing crime and preventing offending?",
    ),
    q(&[2014], Effectiveness, 2, "How effective is the force at investigating offending?"),
    q(&[2014], Effectiveness, 3, "How effective is the force at tackling anti-social behaviour?"),
    ungraded(
        &[2014],
        Effectiveness,
        4,
        "How effective is the force at protecting those at greatest risk of harm?",
    ),
    ungraded(
        &[2014],
        Effectiveness,
        5,
        "How effective is the force at tackling serious, organised and complex crime?",
    ),
    ungraded(
        &[2014],
        Effectiveness,
        6,
        "How effective is the force at meeting its commitments under the Strategic Policing Requirement?",
    ),
    q(&[2014], Efficiency, 1, "To what extent is the force efficient?"),
    q(
        &[2014],
        Efficiency,
        2,
        "To what extent is the force taking steps to ensure a secure financial position for the short and long term?",
    ),
    q(
        &[2014],
        Efficiency,
        3,
        "To what extent has the force got an affordable way of providing policing?",
    ),
    ungraded(
        &[2014],
        Legitimacy,
        1,
        "To what extent does the force ensure that the workforce acts with integrity?",
    ),
    ungraded(&[2014], Legitimacy, 2, "What are the public perceptions of the force?"),
    ungraded(
        &[2014],
        Legitimacy,
        3,
        "To what extent does the force respond to calls for service appropriately?",
    ),
    ungraded(
        &[2014],
        Legitimacy,
        4,
        "To what extent are the data and information provided by the force of a high quality?",
    ),
    q(
        &[2015],
        Effectiveness,
        1,
        "How effective is the force at preventing crime and anti-social behaviour, and keeping people safe?",
    ),
    q(
        &[2015],
        Effectiveness,
        2,
        "How effective is the force at investigating crime and managing offenders?",
    ),
    q(
        &[2015],
        Effectiveness,
        3,
        "How effective is the force at protecting from harm those who are vulnerable, and supporting victims?",
    ),
    q(
        &[2015],
        Effectiveness,
        4,
        "How effective is the force at tackling serious and organised crime, including its arrangement for fulfilling its national policing responsibilities?",
    ),
    q(&[2015], Efficiency, 1, "How well does the force use its resources to meet its demand?"),
    q(&[2015], Efficiency, 2, "How sustainable and affordable is the workforce model?"),
    q(
        &[2015],
        Efficiency,
        3,
        "How sustainable is the force's financial position for the short and long term?",
    ),
    q(
        &[2015],
        Legitimacy,
        1,
        "To what extent does practice and behaviour reinforce the wellbeing of staff and an ethical culture?",
    ),
    ungraded(
        &[2015],
        Legitimacy,
        2,
        "To what extent are forces recording crimes in accordance with the Home Office Counting Rules?",
    ),
    q(
        &[2015],
        Legitimacy,
        3,
        "How well does the force understand, engage with and treat fairly the people it serves to maintain and improve its legitimacy?",
    ),
    q(
        &[2015],
        Legitimacy,
        4,
        "To what extent are decisions taken on the use of stop and search and Taser fair and appropriate?",
    ),
    ungraded(
        &[2015],
        Leadership,
        1,
        "How well does the force have a clear understanding of the current state of its leadership at every level?",
    ),
    ungraded(
        &[2015],
        Leadership,
        2,
        "How well has the force provided a clear and compelling sense of the future direction of the organisation?",
    ),
    ungraded(
        &[2015],
        Leadership,
        3,
        "How is the force developing leadership, motivating the workforce and encouraging staff engagement?",
    ),
    ungraded(
        &[2015],
        Leadership,
        4,
        "To what extent is leadership improving the effectiveness of the force?",
    ),
    q(
        &[2016, 2017, 2018],
        Effectiveness,
        1,
        "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?",
    ),
    q(
        &[2016, 2017, 2018],
        Effectiveness,
        2,
        "How effective is the force at investigating crime and reducing re-offending?",
    ),
    q(
        &[2016, 2017, 2018],
        Effectiveness,
        3,
        "How effective is the force at protecting those who are vulnerable from harm, and supporting victims?",
    ),
    q(
        &[2016, 2017, 2018],
        Effectiveness,
        4,
        "How effective is the force at tackling serious and organised crime?",
    ),
    ungraded(
        &[2016, 2017, 2018],
        Effectiveness,
        5,
        "How effective are the force's specialist capabilities?",
    ),
    q(
        &[2016],
        Efficiency,
        1,
        "How well does the force understand its current and likely future demand?",
    ),
    q(
        &[2016],
        Efficiency,
        2,
        "How well does the force use its resources to manage current demand?",
    ),
    q(&[2016], Efficiency, 3, "How well is the force planning for demand in the future?"),
    q(&[2017], Efficiency, 1, "How well does the force understand demand?"),
    q(&[2017], Efficiency, 2, "How well does the force use its resources?"),
    q(&[2017], Efficiency, 3, "How well is the force planning for the future?"),
    q(
        &[2018],
        Efficiency,
        1,
        "How well does the force use its resources to meet the demand it faces?",
    ),
    q(&[2018], Efficiency, 2, "How well does the force plan for the future?"),
    q(
        &[2016, 2017, 2018],
        Legitimacy,
        1,
        "To what extent does the force treat all of the people it serves with fairness and respect?",
    ),
    q(
        &[2016, 2017, 2018],
        Legitimacy,
        2,
        "How well does the force ensure that its workforce behaves ethically and lawfully?",
    ),
    q(
        &[2016, 2017, 2018],
        Legitimacy,
        3,
        "To what extent does the force treat its workforce with fairness and respect?",
    ),
    ungraded(&[2016], Leadership, 1, "How well does the force understand leadership?"),
    ungraded(&[2016], Leadership, 2, "How well does the force develop leadership?"),
    ungraded(&[2016], Leadership, 3, "How well does the force display leadership?"),
];

pub(super) const FIRE: &[Question] = &[
    q(
        &[2018, 2021],
        Effectiveness,
        1,
        "How effective is the FRS at understanding the risk of fire and other emergencies?",
    ),
    q(
        &[2018, 2021],
        Effectiveness,
        2,
        "How effective is the FRS at preventing fires and other risks?",
    ),
    q(
        &[2018, 2021],
        Effectiveness,
        3,
        "How effective is the FRS at protecting the public through the regulation of fire safety?",
    ),
    q(
        &[2018, 2021],
        Effectiveness,
        4,
        "How effective is the FRS at responding to fires and other emergencies?",
    ),
    q(
        &[2018, 2021],
        Effectiveness,
        5,
        "How effective is the FRS at responding to major and multi-agency incidents?",
    ),
    q(&[2018], Effectiveness, 5, "How effective is the FRS at responding to national risks?"),
    q(
        &[2018, 2021],
        Efficiency,
        1,
        "How well does the FRS use resources to manage risk? Making best use of resources",
    ),
    q(
        &[2018, 2021],
        Efficiency,
        2,
        "How well is the FRS securing an affordable way of managing the risk of fire and other risks? Making the service affordable now and in the future",
    ),
    q(
        &[2018, 2021],
        People,
        1,
        "How well does the FRS promote its values and culture? Promoting the right values and culture",
    ),
    q(
        &[2018, 2021],
        People,
        2,
        "How well trained and skilled are FRS staff? Getting the right people with the right skills",
    ),
    q(
        &[2018, 2021],
        People,
        3,
        "How well does the FRS ensure fairness and diversity? Ensuring fairness and promoting diversity",
    ),
    q(
        &[2018, 2021],
        People,
        4,
        "How well does the FRS develop leadership and capability? Managing performance and developing leaders",
    ),
];

/// The questions that a round of PEEL or fire asked; none for a round whose questions are not known.
pub(crate) fn asked(programme: Programme, cycle: Cycle) -> impl Iterator<Item = &'static Question> {
    let questions = if programme == Programme::Fire { FIRE } else { PEEL };
    questions.iter().filter(move |question| question.cycles.contains(&cycle.first()))
}

/// True if the inspectorate never grades this subject in this cycle.
pub(crate) fn never_graded(
    programme: Option<Programme>,
    cycle: Option<Cycle>,
    pillar: Option<&Pillar>,
    subject: &Subject,
) -> bool {
    let Some(pillar) = pillar else { return false };
    if programme != Some(Programme::Peel) {
        return false;
    }
    let first = cycle.map(Cycle::first);
    match subject {
        Subject::Overall => {
            *pillar == Leadership
                || (first == Some(2014) && matches!(pillar, Effectiveness | Legitimacy))
        }
        Subject::Question(number) => {
            let mut questions = set(programme, cycle, pillar)
                .filter(|question| question.number == *number)
                .peekable();
            questions.peek().is_some() && questions.all(|question| !question.graded)
        }
        Subject::Area(_) => false,
    }
}

fn set(
    programme: Option<Programme>,
    cycle: Option<Cycle>,
    pillar: &Pillar,
) -> impl Iterator<Item = &'static Question> {
    let questions = if programme == Some(Programme::Fire) { FIRE } else { PEEL };
    let pillar = pillar.clone();
    questions.iter().filter(move |question| question.is_of(cycle, &pillar))
}

impl Question {
    /// True if a round asked it of a pillar; of an unknown round, if any did.
    pub(super) fn is_of(&self, cycle: Option<Cycle>, pillar: &Pillar) -> bool {
        self.pillar == *pillar && cycle.is_none_or(|cycle| self.cycles.contains(&cycle.first()))
    }
}
