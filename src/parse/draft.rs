//! A report while it is being read: setters that keep value and evidence together.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Source, report_id};
use crate::report::{
    Attestation, Capture, Cycle, DocKind, Evidence, Finding, Force, How, JudgmentKey, Note,
    Outcome, Pillar, Programme, Report, Span, Subject,
};

/// The report so far.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) report: Report,
    /// The cycle of the lines being read: the report's, until a second title says otherwise.
    pub(super) here: Option<Cycle>,
    mixed: bool,
}

/// What a line says of one judgment, before the force and cycle of the document are added.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) force: Option<Force>,
    pub(super) pillar: Option<Pillar>,
    pub(super) subject: Subject,
    pub(super) question_text: Option<String>,
    pub(super) outcome: Outcome,
    /// The earlier cycle, for a retrospective grade.
    pub(super) earlier: Option<Cycle>,
    pub(super) quote: String,
    pub(super) span: Span,
    pub(super) rule: &'static str,
}

impl Draft {
    pub(super) fn new(source: Source<'_>) -> Self {
        let report = Report {
            id: report_id(source.path),
            path: source.path.to_owned(),
            document: source.path.to_owned(),
            digest: source.digest.to_owned(),
            kind: DocKind::Other,
            title: None,
            forces: Vec::new(),
            programme: None,
            cycle: None,
            pillar: None,
            outcome: None,
            published: None,
            last_updated: None,
            sent: None,
            fieldwork: None,
            captured: source.supplied.captured.clone(),
            url: source.supplied.url.clone(),
            licence: source.supplied.licence.clone(),
            language: None,
            capture: Capture::default(),
            attestations: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            evidence: BTreeMap::new(),
        };
        let mut report = report;
        for field in [
            "kind",
            "title",
            "forces",
            "programme",
            "year",
            "pillar",
            "grade",
            "published",
            "last_updated",
        ] {
            report
                .evidence
                .insert(field.to_owned(), Evidence::new(How::Unknown, "the document does not say"));
        }
        Self { report, here: None, mixed: false }
    }

    pub(super) fn evidence(&mut self, field: &str, evidence: Evidence) {
        self.report.evidence.insert(field.to_owned(), evidence);
    }

    pub(super) fn note(&mut self, note: Note) {
        self.report.notes.push(note);
    }

    pub(super) fn kind(&mut self, kind: DocKind, rule: String, quote: Option<(String, Span)>) {
        self.report.kind = kind;
        let how = if kind == DocKind::Other { How::Unknown } else { How::Inferred };
        let mut evidence = Evidence::new(how, rule);
        if let Some((text, span)) = quote {
            evidence = evidence.quoting(text, span);
        }
        self.evidence("kind", evidence);
    }

    pub(super) fn programme(&mut self, programme: Programme, evidence: Evidence) {
        self.report.programme = Some(programme);
        self.evidence("programme", evidence);
    }

    pub(super) fn pillar(&mut self, pillar: Pillar, evidence: Evidence) {
        self.report.pillar = Some(pillar);
        self.evidence("pillar", evidence);
    }

    pub(super) fn no_pillar(&mut self) {
        self.evidence(
            "pillar",
            Evidence::new(
                How::Unknown,
                "the document is not about one pillar, or does not say which",
            ),
        );
    }

    pub(super) fn cycle(&mut self, cycle: Cycle, evidence: Evidence) {
        (self.report.cycle, self.here) = (Some(cycle), Some(cycle));
        self.evidence("year", evidence);
    }

    pub(super) fn date(&mut self, field: &str, day: Date, quote: (String, Span)) {
        let slot = match field {
            "published" => &mut self.report.published,
            "last_updated" => &mut self.report.last_updated,
            _ => &mut self.report.sent,
        };
        if slot.is_none() {
            *slot = Some(day);
            self.evidence(
                field,
                Evidence::new(How::Stated, format!("the line that gives the day ({field})"))
                    .quoting(quote.0, quote.1),
            );
        }
    }

    /// Marks that a page of another cycle follows in the same document.
    pub(super) fn second_title(&mut self, cycle: Cycle, title: &str, span: Span) {
        self.here = Some(cycle);
        self.mixed = true;
        let message =
            format!("a second title, `{title}`, follows: the document holds pages of two cycles");
        self.note(Note::warning(message).at(span).hint("each judgment keeps the cycle of its own title; split the file to give each page its own report"));
    }

    /// A document of two cycles is of neither. True if it is one.
    pub(super) fn settle_mixed(&mut self) -> bool {
        if self.mixed {
            (self.report.cycle, self.report.last_updated) = (None, None);
            self.evidence(
                "year",
                Evidence::new(How::Unknown, "the document holds pages of two cycles"),
            );
            self.evidence(
                "last_updated",
                Evidence::new(How::Unknown, "the document holds pages of two cycles"),
            );
        }
        self.mixed
    }

    /// The one body the document is about, if it is about one.
    pub(super) fn only_force(&self) -> Option<&Force> {
        match self.report.forces.as_slice() {
            [force] => Some(force),
            _ => None,
        }
    }

    /// Adds a claim as an attestation. A document attests a judgment once; a second claim that disagrees is a note.
    pub(super) fn claim(&mut self, claim: Claim) {
        let Some(force) = claim.force.or_else(|| self.only_force().cloned()) else {
            return self.unattached(&claim.quote, claim.outcome, claim.span);
        };
        let judgment = JudgmentKey {
            force,
            programme: self.report.programme,
            cycle: claim.earlier.or(self.here),
            pillar: claim.pillar,
            subject: claim.subject,
        };
        if self.report.kind.is_second_hand() && !self.report.forces.contains(&judgment.force) {
            self.report.forces.push(judgment.force.clone());
        }
        let retrospective = claim.earlier.is_some();
        let known = self
            .report
            .attestations
            .iter_mut()
            .find(|known| known.judgment == judgment && known.retrospective == retrospective);
        if let Some(known) = known {
            let same = known.outcome == claim.outcome || claim.outcome.grade().is_none();
            let open = matches!(known.outcome, Outcome::Lost | Outcome::NotYetGraded);
            if open && claim.outcome.grade().is_some() {
                known.outcome = claim.outcome;
                (known.quote, known.span, known.rule) =
                    (claim.quote, claim.span, claim.rule.to_owned());
            } else if !same {
                let message = format!(
                    "says `{}` here and `{}` above of the same judgment",
                    claim.outcome.slug(),
                    known.outcome.slug()
                );
                self.note(
                    Note::warning(message)
                        .at(claim.span)
                        .hint("the first statement was kept; see `peelian why`"),
                );
            }
            return;
        }
        self.report.attestations.push(Attestation {
            judgment,
            question_text: claim.question_text,
            outcome: claim.outcome,
            retrospective,
            second_hand: self.report.kind.is_second_hand(),
            span: claim.span,
            quote: claim.quote,
            rule: claim.rule.to_owned(),
            carried_over_from: None,
            page: None,
        });
    }

    /// Marks that the grade of a question of the round being read rests on the inspection of an earlier one.
    pub(super) fn carried_over(&mut self, pillar: Option<&Pillar>, subject: &Subject, from: Cycle) {
        let here = self.here;
        let of_question = |known: &&mut Attestation| {
            let judgment = &known.judgment;
            !known.retrospective
                && judgment.cycle == here
                && judgment.pillar.as_ref() == pillar
                && judgment.subject == *subject
        };
        for known in self.report.attestations.iter_mut().filter(of_question) {
            known.carried_over_from = Some(from);
        }
    }

    fn unattached(&mut self, quote: &str, outcome: Outcome, span: Span) {
        if outcome.grade().is_some() {
            let message =
                format!("`{quote}` gives a grade, but the text does not settle whose it is");
            self.note(
                Note::warning(message)
                    .at(span)
                    .hint("name the force in a sidecar `NAME.meta.json`"),
            );
        }
    }

    pub(super) fn has_overall(&self, pillar: Option<&Pillar>, force: Option<&Force>) -> bool {
        self.report.attestations.iter().any(|known| {
            known.judgment.subject == Subject::Overall
                && !known.retrospective
                && known.judgment.pillar.as_ref() == pillar
                && force.is_none_or(|force| known.judgment.force == *force)
        })
    }

    /// Adds a finding; its id is numbered here.
    pub(super) fn finding(&mut self, mut finding: Finding) {
        finding.id = format!("{}-{}", self.report.id, self.report.findings.len() + 1);
        self.report.findings.push(finding);
    }
}
