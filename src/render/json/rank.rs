use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Apart, RankRow, Ranking, Unranked};

/// A line `rank`: a body and its place, or why it has none.
#[derive(Debug, Serialize)]
pub struct RankLine<'a> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    of: OfPart<'a>,
    rank: Option<u64>,
    tied: Option<u64>,
    force: &'a str,
    force_name: &'a str,
    grade: Option<&'static str>,
    reason: Option<&'static str>,
    standing: Option<&'static str>,
    carried_over_from: Option<String>,
    contradicted: bool,
}

#[derive(Debug, Serialize)]
struct OfPart<'a> {
    programme: &'static str,
    year: String,
    pillar: Option<&'a str>,
    topic: &'a str,
    question: Option<u16>,
}

impl<'a> OfPart<'a> {
    fn new(ranking: &'a Ranking) -> Self {
        Self {
            programme: ranking.programme.slug(),
            year: ranking.cycle.to_string(),
            pillar: ranking.pillar.as_ref().map(|pillar| pillar.slug()),
            topic: ranking.topic.slug(),
            question: ranking.question,
        }
    }
}

/// A body with its place.
#[must_use]
pub fn ranked<'a>(ranking: &'a Ranking, row: &'a RankRow) -> RankLine<'a> {
    RankLine {
        head: head("rank"),
        of: OfPart::new(ranking),
        rank: Some(row.rank),
        tied: Some(row.tied),
        force: &row.force.slug,
        force_name: &row.force.name,
        grade: Some(row.grade.slug()),
        reason: None,
        standing: Some(row.hearsay.map_or("first_hand", Apart::slug)),
        carried_over_from: row.carried_over_from.map(|cycle| cycle.to_string()),
        contradicted: row.contradicted,
    }
}

/// A body without one.
#[must_use]
pub fn unranked<'a>(ranking: &'a Ranking, row: &'a Unranked) -> RankLine<'a> {
    RankLine {
        head: head("rank"),
        of: OfPart::new(ranking),
        rank: None,
        tied: None,
        force: &row.force.slug,
        force_name: &row.force.name,
        grade: None,
        reason: Some(row.why.slug()),
        standing: None,
        carried_over_from: None,
        contradicted: false,
    }
}

/// A line `ranking`: what the ranking of one subject was of.
#[derive(Debug, Serialize)]
pub struct RankingLine<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    #[serde(flatten)]
    of: OfPart<'a>,
    question_text: Option<&'a str>,
    scale: Option<&'static str>,
    ranked: usize,
    unranked: usize,
    not_in_corpus: u64,
    forces_listed: u64,
}

/// The end of a ranking: a `summary`, one a subject.
#[must_use]
pub fn ranking_summary(ranking: &Ranking) -> RankingLine<'_> {
    RankingLine {
        head: head("summary"),
        unit: "forces",
        of: OfPart::new(ranking),
        question_text: ranking.question_text.as_deref(),
        scale: ranking.scale.map(|scale| scale.slug()),
        ranked: ranking.rows.len(),
        unranked: ranking.unranked.len(),
        not_in_corpus: ranking.not_in_corpus,
        forces_listed: ranking.forces_listed,
    }
}
