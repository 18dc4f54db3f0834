//! Filters on reports themselves: the force of a report is its own, whatever its findings are about.

use crate::Result;
use crate::gazetteer::normal;
use crate::index::Index;
use crate::query::lower::Lowering;
use crate::query::{Choice, FieldName, FieldTest};
use crate::report::{Outcome, Report};

/// True for fields that a report has of its own; the others are asked of its findings.
pub(super) fn is_of_report(field: FieldName) -> bool {
    !matches!(field, FieldName::Kind | FieldName::Question | FieldName::Has)
}

/// True if `report` passes every test.
pub(super) fn passes(index: &Index, report: &Report, tests: &[FieldTest]) -> Result<bool> {
    let mut lowering = Lowering::new(index, "");
    for test in tests {
        let mut any = false;
        for choice in test.choices() {
            any = any || holds(&mut lowering, report, test, choice)?;
        }
        if !any {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds(
    lowering: &mut Lowering<'_>,
    report: &Report,
    test: &FieldTest,
    choice: Choice<'_>,
) -> Result<bool> {
    let span = test.span;
    Ok(match (test.field, choice) {
        (FieldName::Year, choice) => {
            let within = lowering.years(choice, span)?;
            report.cycle.is_some_and(within)
        }
        (FieldName::Grade, choice) => {
            let slugs = lowering.grade_slugs(choice, span)?;
            outcomes(report).any(|outcome| slugs.contains(&outcome.slug()))
        }
        (field, Choice::Compared(_, value)) => named(lowering, report, field, value.trim(), span)?,
        (_, Choice::Range(..)) => false,
    })
}

fn named(
    lowering: &mut Lowering<'_>,
    report: &Report,
    field: FieldName,
    value: &str,
    span: crate::report::Span,
) -> Result<bool> {
    Ok(match field {
        FieldName::Force => {
            let keys = lowering.force_keys(value, span)?;
            report.forces.iter().any(|force| keys.contains(&force.key()))
        }
        FieldName::Region => {
            report.forces.iter().any(|force| normal(&force.region) == normal(value))
        }
        FieldName::Pillar => {
            report.pillar.as_ref() == Some(&crate::report::Pillar::from(value.to_owned()))
        }
        FieldName::Programme => {
            value.parse().ok() == report.programme && report.programme.is_some()
        }
        FieldName::DocKind => value.parse() == Ok(report.kind),
        FieldName::Language => report.language.is_some_and(|known| value.parse() == Ok(known)),
        FieldName::Id => report.id == value,
        FieldName::Path => crate::query::lower::wildcard_regex(value)
            .is_ok_and(|regex| regex.is_match(&report.path) || regex.is_match(&report.document)),
        FieldName::Missing => is_missing(report, value),
        FieldName::Year
        | FieldName::Grade
        | FieldName::Kind
        | FieldName::Question
        | FieldName::Has => true,
    })
}

fn is_missing(report: &Report, field: &str) -> bool {
    match normal(field).as_str() {
        "force" => report.forces.is_empty(),
        "region" => report.forces.iter().all(|force| force.region.is_empty()),
        "year" | "cycle" => report.cycle.is_none(),
        "grade" => outcomes(report).next().is_none(),
        "pillar" => report.pillar.is_none(),
        "programme" => report.programme.is_none(),
        _ => false,
    }
}

/// The outcomes that the report gives for its own inspection.
fn outcomes(report: &Report) -> impl Iterator<Item = Outcome> {
    let stated = report.attestations.iter().filter(|attestation| !attestation.retrospective);
    report.outcome.into_iter().chain(stated.map(|attestation| attestation.outcome))
}
