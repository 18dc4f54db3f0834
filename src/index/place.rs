//! Where a finding belongs: body, round, pillar and grade, as the fields of its record hold them.

use tantivy::schema::Facet;

use super::record::Record;
use super::rows::{MAX_TERM_BYTES, add, cycle_order, one_line};
use super::schema::Fields;
use crate::report::{Cycle, Finding, Force, Inspection, Outcome, Pillar, Programme, Scale};

/// What findings of one body, round, pillar and grade have in common, with the values that are made of it: a report has many of them
/// in a row.
pub(super) struct Place {
    force: Option<Force>,
    programme: Option<Programme>,
    cycle: Option<Cycle>,
    pillar: Option<Pillar>,
    outcome: Option<Outcome>,
    body: Option<Body>,
    round: Option<String>,
    year: Option<Facet>,
    grade: Option<Facet>,
}

struct Body {
    key: String,
    card: String,
    facet: Option<Facet>,
    inspection: String,
}

impl Place {
    /// That of a finding.
    pub(super) fn of(finding: &Finding) -> Self {
        let Finding { force, programme, cycle, pillar, outcome, .. } = finding;
        let round = cycle.map(|cycle| cycle.to_string());
        let graded =
            |outcome: Outcome| facet(&[scale_slug(outcome, *programme, *cycle), outcome.slug()]);
        Self {
            force: force.clone(),
            programme: *programme,
            cycle: *cycle,
            pillar: pillar.clone(),
            outcome: *outcome,
            body: force.as_ref().map(|force| Body::of(force, finding)),
            year: round.as_ref().and_then(|round| facet(&[round])),
            round,
            grade: outcome.and_then(graded),
        }
    }

    /// True if it is that of this finding too.
    pub(super) fn is_of(&self, finding: &Finding) -> bool {
        self.force == finding.force
            && self.programme == finding.programme
            && self.cycle == finding.cycle
            && self.pillar == finding.pillar
            && self.outcome == finding.outcome
    }

    /// Adds the values to the record of a finding.
    pub(super) fn write(&self, record: &mut Record, fields: &Fields) {
        let add_facet = |record: &mut Record, field, facet: &Option<Facet>| {
            facet.iter().for_each(|facet| record.add_facet(field, facet));
        };
        if let (Some(force), Some(body)) = (&self.force, &self.body) {
            add(record, fields.body, &body.key);
            add(record, fields.body_card, &body.card);
            add(record, fields.region, &force.region);
            add_facet(record, fields.force, &body.facet);
            add(record, fields.inspection, &body.inspection);
        }
        if let (Some(cycle), Some(round)) = (self.cycle, &self.round) {
            add(record, fields.cycle, round);
            record.add_u64(fields.cycle_order, cycle_order(cycle));
            add_facet(record, fields.year, &self.year);
        }
        if let Some(outcome) = self.outcome {
            add(record, fields.outcome, outcome.slug());
            add_facet(record, fields.grade, &self.grade);
        }
        if let Some(pillar) = &self.pillar {
            add(record, fields.pillar, pillar.slug());
        }
        if let Some(programme) = self.programme {
            add(record, fields.programme, programme.slug());
        }
    }
}

impl Body {
    fn of(force: &Force, finding: &Finding) -> Self {
        let key = force.key();
        let inspection = Inspection {
            force: key.clone(),
            programme: finding.programme,
            cycle: finding.cycle,
            pillar: finding.pillar.clone(),
        };
        let card = [&key, &force.slug, &force.name, &force.region].map(|part| one_line(part));
        Self {
            card: card.join("\u{1f}"),
            facet: facet(&[&force.country, &force.region, &force.slug]),
            inspection: inspection.key(),
            key,
        }
    }
}

fn scale_slug(
    outcome: Outcome,
    programme: Option<Programme>,
    cycle: Option<Cycle>,
) -> &'static str {
    outcome.grade().map_or("none", |grade| Scale::of(programme, cycle, grade).slug())
}

/// A facet; an unknown level is `-`, and NUL, which would begin a new level, is left out. `None` for one too long to be found.
fn facet(levels: &[&str]) -> Option<Facet> {
    let levels: Vec<String> = levels
        .iter()
        .map(|level| level.replace('\0', ""))
        .map(|level| if level.is_empty() { "-".to_owned() } else { level })
        .collect();
    let facet = Facet::from_path(levels.iter().map(String::as_str));
    (facet.encoded_str().len() <= MAX_TERM_BYTES).then_some(facet)
}
