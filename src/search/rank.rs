//! What kinds of findings and documents count for; the other numbers are in `query::Ranking`.

use crate::query::Ranking;
use crate::report::{DocKind, FindingKind};

/// The most by which any kind of finding in any kind of document multiplies a score.
pub(super) fn heaviest(ranking: &Ranking) -> f32 {
    let kinds = FindingKind::ALL.iter().map(|kind| kind_weight(*kind).powf(ranking.kind));
    let documents = DocKind::ALL.iter().map(|kind| document_weight(*kind).powf(ranking.document));
    kinds.fold(1.0, f32::max) * documents.fold(1.0, f32::max)
}

/// What the score of a finding is multiplied with, by its kind. What the inspectorate asks for comes before prose that
/// holds the same words: it is short, carries a duty, and is what most readers come for. The factors are small, so
/// that a finding with more of the words wins against a finding of a better kind.
pub(super) fn kind_weight(kind: FindingKind) -> f32 {
    match kind {
        FindingKind::CauseOfConcern => 1.35,
        FindingKind::AreaForImprovement | FindingKind::Recommendation => 1.3,
        FindingKind::Judgment => 1.1,
        FindingKind::Practice => 1.05,
        FindingKind::Summary | FindingKind::Narrative => 1.0,
        // What someone says about the finding is one step away from it.
        FindingKind::Quotation => 0.85,
    }
}

/// What it is multiplied with, by the kind of document: the inspectorate's own report is the source, its release a
/// digest of it, and a commissioner's answer or the press repeat both.
pub(super) fn document_weight(kind: DocKind) -> f32 {
    match kind {
        DocKind::Assessment | DocKind::Report => 1.0,
        // Structured files are findings without their document: neither better nor worse.
        DocKind::Other => 1.0,
        DocKind::Thematic | DocKind::Overview | DocKind::Letter => 0.97,
        DocKind::Release => 0.9,
        DocKind::Response | DocKind::News => 0.75,
    }
}
