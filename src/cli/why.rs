//! `why`: how each thing said of a report or finding came to be known.

use super::show::{self, Named};
use super::source::Pointing;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::analyse::{Judgment, Ledger};
use crate::render::{json, sheets};
use crate::report::{Evidence, Finding, How, Report};

/// Tell how each field of a report or finding is known
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian why 40696fe179480187                  of a report: each field, its rule, the words it rests on
  peelian why 40696fe179480187-12               of a finding
  peelian why 40696fe179480187 --source         and where the words it rests on stand in the file

A field is stated (in so many words), inferred (it follows), supplied (beside the document) or unknown.
Of a judgment, everything that any document says is listed; the first line of each is the one counted.")]
pub(super) struct Args {
    /// The id of a finding or report, or its beginning
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    source: Pointing,
}

/// All that is known about how something is known.
struct Why {
    id: String,
    /// Field, value, evidence.
    fields: Vec<(String, Option<String>, Evidence)>,
    judgments: Vec<Judgment>,
    report: Report,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let index = open::open(global, terminal)?;
    let Some(named) = show::find(&index, &args.id)? else {
        terminal.note(&format!("nothing has the id `{}`", args.id));
        return Ok(End::Nothing);
    };
    let ledger = Ledger::read(&index)?;
    let why = match named {
        Named::Finding(finding, report) => of_finding(&finding, *report, &ledger),
        Named::Report(report) => of_report(*report, &ledger),
    };
    let again = args.source.again(&why.report)?;
    tell(&why, terminal)?;
    if let Some(again) = again {
        let quotes = why.fields.iter().flat_map(|(field, _, why)| {
            why.quotes.iter().map(|quote| (field.as_str(), quote.text.as_str(), quote.span))
        });
        again.tell(quotes, terminal)?;
    }
    Ok(End::Done)
}

fn of_report(report: Report, ledger: &Ledger) -> Why {
    let fields = report.evidence.iter();
    let fields = fields
        .map(|(field, evidence)| (field.clone(), report_value(&report, field), evidence.clone()))
        .collect();
    let judgments = ledger.judgments.iter();
    let judgments =
        judgments.filter(|judgment| is_stated_in(judgment, &report.id)).cloned().collect();
    Why { id: report.id.clone(), fields, judgments, report }
}

/// A finding's own fields rest on those of its report, its grade on the nearest judgment above it.
fn of_finding(finding: &Finding, report: Report, ledger: &Ledger) -> Why {
    let of_report = |field: &str| {
        let rule = "not settled by the document";
        report.evidence.get(field).cloned().unwrap_or_else(|| Evidence::new(How::Unknown, rule))
    };
    let rule = format!(
        "the passage has the layout of this kind: {}",
        finding.kind.slug().replace('_', " ")
    );
    let quote: String = finding.text.chars().take(80).collect();
    let kind = Evidence::new(How::Stated, rule).quoting(quote, finding.span);
    let grade = finding.outcome.map(|outcome| outcome.slug().to_owned());
    let judgments: Vec<Judgment> = ledger
        .judgments
        .iter()
        .filter(|judgment| is_stated_in(judgment, &report.id) && is_above(judgment, finding))
        .cloned()
        .collect();
    let fields = vec![
        ("kind", Some(finding.kind.slug().to_owned()), kind),
        ("forces", finding.force.as_ref().map(|force| force.slug.clone()), of_report("forces")),
        ("year", finding.cycle.map(|cycle| cycle.to_string()), of_report("year")),
        ("programme", finding.programme.map(|p| p.to_string()), of_report("programme")),
        ("pillar", finding.pillar.as_ref().map(ToString::to_string), of_report("pillar")),
        ("grade", grade, grade_evidence(&judgments, &report, of_report("grade"))),
    ];
    let fields = fields.into_iter().map(|(field, value, why)| (field.to_owned(), value, why));
    Why { id: finding.id.clone(), fields: fields.collect(), judgments, report }
}

fn is_stated_in(judgment: &Judgment, report: &str) -> bool {
    judgment.statements.iter().any(|statement| statement.report == report)
}

/// True if `judgment` is that of the finding's question, or the overall one of its inspection.
fn is_above(judgment: &Judgment, finding: &Finding) -> bool {
    let key = &judgment.key;
    let inspection = Some(&key.force) == finding.force.as_ref()
        && key.cycle == finding.cycle
        && key.pillar == finding.pillar;
    let subject = match finding.question {
        Some(number) => key.subject.question() == Some(number),
        None => judgment.question_text == finding.question_text,
    };
    inspection && subject
}

fn grade_evidence(judgments: &[Judgment], report: &Report, of_report: Evidence) -> Evidence {
    let statements = judgments.iter().flat_map(|judgment| &judgment.statements);
    let here = statements.filter(|statement| statement.report == report.id).map(|s| &s.attestation);
    here.map(|said| {
        Evidence::new(How::Stated, said.rule.clone()).quoting(said.quote.clone(), said.span)
    })
    .next()
    .unwrap_or(of_report)
}

fn report_value(report: &Report, field: &str) -> Option<String> {
    let names =
        || report.forces.iter().map(|force| force.slug.as_str()).collect::<Vec<_>>().join(", ");
    match field {
        "kind" => Some(report.kind.slug().to_owned()),
        "forces" => (!report.forces.is_empty()).then(names),
        "programme" => report.programme.map(|programme| programme.to_string()),
        "year" => report.cycle.map(|cycle| cycle.to_string()),
        "pillar" => report.pillar.as_ref().map(ToString::to_string),
        "grade" => report.outcome.map(|outcome| outcome.slug().to_owned()),
        "published" => report.published.map(|date| date.to_string()),
        "last_updated" => report.last_updated.map(|date| date.to_string()),
        "sent" => report.sent.map(|date| date.to_string()),
        "fieldwork" => report.fieldwork.map(|(first, last)| format!("{first} to {last}")),
        "title" => report.title.clone(),
        _ => None,
    }
}

fn tell(why: &Why, terminal: &mut Terminal) -> Result<()> {
    if terminal.format() == Format::Json {
        for (field, value, evidence) in &why.fields {
            terminal.json(&json::evidence(&why.id, field, value.as_deref(), evidence))?;
        }
        for judgment in &why.judgments {
            terminal.json(&json::judgment(judgment))?;
        }
        for note in &why.report.notes {
            terminal.json(&json::note(&why.report.path, note))?;
        }
        return Ok(());
    }
    let fields = why.fields.iter().map(|(field, value, why)| (field.as_str(), value.clone(), why));
    terminal.table(&sheets::evidence(fields))?;
    if !why.judgments.is_empty() {
        terminal.text("\n")?;
        terminal.table(&sheets::statements(&why.judgments))?;
    }
    if !why.report.notes.is_empty() {
        terminal.text("\n")?;
        terminal.table(&sheets::notes(&why.report.notes))?;
    }
    Ok(())
}
