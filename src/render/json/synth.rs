use std::path::Path;

use serde::Serialize;

use super::{Head, head};
use crate::report::{JudgmentKey, Outcome, Pillar, Subject};

/// The line `summary` of a synth.
#[derive(Debug, Serialize)]
pub struct SynthSummary {
    #[serde(flatten)]
    head: Head,
    made: &'static str,
    size: u64,
    seed: u64,
    to: String,
    bytes: u64,
    seconds: f64,
}

/// So many records were made and written.
#[must_use]
pub fn synth_summary(
    made: &'static str,
    size: u64,
    seed: u64,
    to: &Path,
    bytes: u64,
    seconds: f64,
) -> SynthSummary {
    let to = to.display().to_string();
    SynthSummary { head: head("summary"), made, size, seed, to, bytes, seconds }
}

/// What a made report states.
#[derive(Debug, Serialize)]
pub struct TruthLine<'a> {
    #[serde(flatten)]
    head: Head,
    path: &'a str,
    force: &'a str,
    year: Option<String>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
}

/// One judgment of the report at `path`.
#[must_use]
pub fn truth<'a>(path: &'a str, key: &'a JudgmentKey, outcome: Outcome) -> TruthLine<'a> {
    TruthLine {
        head: head("truth"),
        path,
        force: &key.force.slug,
        year: key.cycle.map(|cycle| cycle.to_string()),
        pillar: key.pillar.as_ref().map(Pillar::slug),
        question: key.subject.question(),
        area: match &key.subject {
            Subject::Area(slug) => Some(slug),
            _ => None,
        },
        grade: outcome.grade().map(crate::report::Grade::slug),
        state: outcome.state(),
    }
}
