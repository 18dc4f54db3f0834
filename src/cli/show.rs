//! `show`: the whole of one finding or report.

use super::source::{Again, Pointing};
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::analyse::{Ledger, Listing};
use crate::index::Index;
use crate::render::{json, plural, sheets, text};
use crate::report::{Finding, Report};
use crate::{Error, ErrorKind, Result};

/// Show the whole of a finding or report
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian show 40696fe179480187                 a report: what it is about, what it grades, what it finds
  peelian show 40696fe179480187-12              one finding
  peelian show 4069                             the beginning of an id will do
  peelian show 40696fe179480187-12 --source     and where it stands in the file

`--source` reads the document again, from the folder the index was built from, and tells where the words stand in it: the
bytes of a page or text, page and box in a PDF, the paragraph in every document.")]
pub(super) struct Args {
    /// The id of a finding or report, or its beginning
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    source: Pointing,
}

/// What an id names.
pub(super) enum Named {
    /// A finding with its report (without findings).
    Finding(Box<Finding>, Box<Report>),
    /// A report with its findings.
    Report(Box<Report>),
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let index = open::open(global, terminal)?;
    match find(&index, &args.id)? {
        Some(Named::Finding(finding, report)) => {
            let again = args.source.again(&report)?;
            show_finding(&finding, &report, terminal)?;
            point(again.as_ref(), std::slice::from_ref(&*finding), terminal)?;
        }
        Some(Named::Report(report)) => {
            let again = args.source.again(&report)?;
            let findings = report.findings.clone();
            show_report(*report, terminal)?;
            point(again.as_ref(), &findings, terminal)?;
        }
        None => {
            terminal.note(&format!("nothing has the id `{}`", args.id));
            return Ok(End::Nothing);
        }
    }
    Ok(End::Done)
}

/// Tells where the findings stand in their file, if that was asked for.
fn point(again: Option<&Again>, findings: &[Finding], terminal: &mut Terminal) -> Result<()> {
    let passages = findings.iter().map(|it| (it.id.as_str(), it.text.as_str(), it.span));
    again.map_or(Ok(()), |again| again.tell(passages, terminal))
}

/// What `id` or its beginning names: a report, or where there is a number after the last `-` a finding.
///
/// # Errors
/// `Usage` where several reports begin so.
pub(super) fn find(index: &Index, id: &str) -> Result<Option<Named>> {
    let id = id.trim();
    let (prefix, number) = match id.rsplit_once('-') {
        Some((prefix, number)) => (prefix, Some(number)),
        None => (id, None),
    };
    let Some(report) = report_id(index, prefix)? else { return Ok(None) };
    Ok(match number {
        Some(number) => index
            .finding(&format!("{report}-{number}"))?
            .map(|(finding, report)| Named::Finding(Box::new(finding), Box::new(report))),
        None => index.report(&report)?.map(|report| Named::Report(Box::new(report))),
    })
}

fn report_id(index: &Index, prefix: &str) -> Result<Option<String>> {
    let mut ids: Vec<String> = index.reports()?.into_iter().map(|report| report.id).collect();
    ids.retain(|id| !prefix.is_empty() && id.starts_with(prefix));
    ids.sort_unstable();
    if ids.len() > 1 {
        let message = format!("`{prefix}` begins {} ids", ids.len());
        let few = ids.iter().take(5).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::new(ErrorKind::Usage, message).hint(format!("among them {few}")));
    }
    Ok(ids.pop())
}

fn show_finding(finding: &Finding, report: &Report, terminal: &mut Terminal) -> Result<()> {
    let reference = json::reference(report);
    match terminal.format() {
        Format::Json => terminal.json(&json::finding(finding, &reference)),
        Format::Table => {
            let look = terminal.look();
            terminal.text(&text::finding(finding, &reference, look))
        }
        _ => {
            let report = Report { findings: vec![finding.clone()], ..report.clone() };
            terminal.table(&sheets::findings_of(&report))
        }
    }
}

fn show_report(report: Report, terminal: &mut Terminal) -> Result<()> {
    let findings = report.findings.len() as u64;
    let listing = Listing { report, findings, matching: None };
    let report = &listing.report;
    let reference = json::reference(report);
    match terminal.format() {
        Format::Json => {
            terminal.json(&json::report(&listing))?;
            for finding in &report.findings {
                terminal.json(&json::finding(finding, &reference))?;
            }
        }
        Format::Table => {
            let look = terminal.look();
            terminal.text(&format!("{}\n", report.title.as_deref().unwrap_or(&report.path)))?;
            terminal.table(&sheets::reports(std::slice::from_ref(&listing)))?;
            terminal.text("\n")?;
            terminal.table(&sheets::statements(&judgments(report)))?;
            for finding in &report.findings {
                terminal.text(&format!("\n{}", text::finding(finding, &reference, look)))?;
            }
        }
        _ => terminal.table(&sheets::findings_of(report))?,
    }
    terminal.note(&plural(findings, "finding"));
    Ok(())
}

fn judgments(report: &Report) -> Vec<crate::analyse::Judgment> {
    let said = report.attestations.iter().map(|said| (report.id.clone(), said.clone())).collect();
    Ledger::of(said, std::slice::from_ref(report)).judgments
}
