//! What was made against what reads it, which knows nothing of how it was made.

use std::collections::BTreeMap;

use super::{Made, Synth};
use crate::corpus::{Document, Format, Supplied};
use crate::extract::extract;
use crate::gazetteer::Gazetteer;
use crate::parse::{Line, Source, attested, parse, parse_line};
use crate::report::{JudgmentKey, Outcome, Report};

fn read(made: &Made, gazetteer: &Gazetteer) -> Report {
    let format = match made.path.rsplit('.').next() {
        Some("html") => Format::Html,
        Some("md") => Format::Markdown,
        _ => Format::Text,
    };
    let document = Document {
        path: made.path.clone(),
        format,
        bytes: made.text.clone().into_bytes(),
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    };
    let source = Source { path: &made.path, digest: "", supplied: &document.supplied };
    parse(source, &extract(&document), gazetteer)
}

/// Every page of every force: each judgment is read as it was made, and no other is.
#[test]
fn every_report_is_read_as_it_was_made() {
    let gazetteer = Gazetteer::bundled();
    let synth = Synth::new(11, &gazetteer);
    let world: BTreeMap<JudgmentKey, Outcome> = (0..43 * 16)
        .filter_map(|number| synth.report(number))
        .flat_map(|made| made.truth)
        .collect();
    for number in 0..43 * 16 {
        let made = synth.report(number).unwrap();
        let report = read(&made, &gazetteer);
        let (path, text) = (&made.path, &made.text);
        assert!(report.notes.is_empty(), "{path}: {:?}\n{text}", report.notes);
        let mut stated: Vec<(JudgmentKey, Outcome)> = Vec::new();
        for attestation in &report.attestations {
            let known = (attestation.judgment.clone(), attestation.outcome);
            if attestation.retrospective {
                assert_eq!(world.get(&known.0), Some(&known.1), "{path}: {attestation:?}\n{text}");
            } else {
                stated.push(known);
            }
        }
        let mut truth = made.truth.clone();
        // That a pillar has no grade at all is told by the round, not by the page.
        truth.retain(|(_, outcome)| outcome.grade().is_some());
        stated.retain(|(_, outcome)| outcome.grade().is_some());
        stated.sort();
        stated.dedup();
        truth.sort();
        assert_eq!(stated, truth, "{path}\n{text}");
    }
}

#[test]
fn every_finding_is_read_as_it_was_made() {
    let gazetteer = Gazetteer::bundled();
    let synth = Synth::new(3, &gazetteer);
    let supplied = Supplied::default();
    let source = Source { path: "f.jsonl", digest: "", supplied: &supplied };
    let mut judgments = 0;
    for number in 0..5_000 {
        let mut line = String::new();
        let (key, outcome) = synth.finding(number, &mut line).unwrap();
        let (read, notes, unknown) = parse_line(source, "r", number + 1, &line, &gazetteer);
        assert!(notes.is_empty() && unknown.is_empty(), "{notes:?} {unknown:?} {line}");
        let Line::Finding(finding) = read else { panic!("{line}") };
        let place = (finding.force.clone(), finding.cycle, finding.pillar.clone());
        assert_eq!(place, (Some(key.force.clone()), key.cycle, key.pillar.clone()), "{line}");
        assert_eq!(finding.outcome, Some(outcome), "{line}");
        if let Some(attestation) = attested(&finding) {
            assert_eq!((attestation.judgment, attestation.outcome), (key, outcome), "{line}");
            judgments += 1;
        }
    }
    // 177 of 1,183 findings of the corpus are judgments, some of ours are of ungraded questions.
    assert!((500..800).contains(&judgments), "{judgments}");
}

#[test]
fn a_smaller_corpus_is_the_beginning_of_a_larger_one_on_any_number_of_threads() {
    let synth = Synth::new(5, &Gazetteer::bundled());
    let write = |size, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut out = Vec::new();
        let bytes = synth.write_findings(size, &pool, &mut out).unwrap();
        assert_eq!(bytes, out.len() as u64);
        out
    };
    let large = write(9_001, 3);
    assert_eq!(large, write(9_001, 1));
    let small = write(2_500, 2);
    assert!(
        large.starts_with(&small) && small.iter().filter(|byte| **byte == b'\n').count() == 2_500
    );
    let other = Synth::new(6, &Gazetteer::bundled());
    assert_ne!(synth.report(0).unwrap().text, other.report(0).unwrap().text);
    assert!(write(0, 2).is_empty());
}
