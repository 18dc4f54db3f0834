//! `cite`: a report, passage or judgment as others quote it.

use jiff::civil::Date;

use super::count::choice;
use super::show::{Named, find};
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::analyse::{self, Citable, Citation};
use crate::index::Index;
use crate::render::cite::{Style, cite};
use crate::render::json;
use crate::{Error, ErrorKind, Result};

/// Cite a report, passage or judgment: OSCOLA, BibTeX, RIS, CSL, Markdown
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian cite 8bc27695f00fda24-14                        a footnote for a passage
  peelian cite 8bc27695f00fda24 --style bibtex            an entry for a report
  peelian cite 'police:kent|peel|2016|legitimacy|2'       a judgment, by its id in `export --unit judgments`
  peelian cite 8bc27695f00fda24-14 --style md --accessed 2026-11-25

Where the report has an address on the web, that of a passage leads to its very words.")]
pub(super) struct Args {
    /// The ids of findings, reports (or their beginnings) or judgments
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// oscola (the default), bibtex, ris, csl, md
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// The day on which you looked at the address, as in 2026-11-25
    #[arg(long, value_name = "DATE")]
    accessed: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let named = args.style.as_deref().unwrap_or("oscola");
    let style = choice("--style", named, Style::ALL)?;
    let accessed = args.accessed.as_deref().map(|text| day("--accessed", text)).transpose()?;
    let index = open::open(global, terminal)?;
    let mut citations = Vec::new();
    for id in &args.ids {
        match cited(&index, id)? {
            Some(cited) => citations.push(analyse::cite(&cited, accessed)),
            None => terminal.note(&format!("nothing has the id `{id}`")),
        }
    }
    if terminal.format() == Format::Json {
        for citation in &citations {
            let text = cite(std::slice::from_ref(citation), style);
            terminal.json(&json::citation(citation, named, text.trim_end()))?;
        }
    } else if !citations.is_empty() {
        terminal.text(&cite(&citations, style))?;
    }
    citations.iter().for_each(|citation| doubt(citation, terminal));
    Ok(End::found(citations.len() == args.ids.len()))
}

fn doubt(citation: &Citation, terminal: &mut Terminal) {
    if citation.link.as_ref().is_some_and(|link| !link.is_sure) {
        let id = &citation.id;
        terminal.note(&format!(
            "the address of `{id}` may lead to an earlier place or to the beginning"
        ));
    }
    if citation.author.is_none() {
        terminal.note(&format!(
            "who wrote `{}` is not known: it is no paper of the inspectorate",
            citation.id
        ));
    }
}

fn cited(index: &Index, id: &str) -> Result<Option<Citable>> {
    if id.contains('|') {
        return analyse::judgment(index, id.trim());
    }
    Ok(match find(index, id)? {
        Some(Named::Finding(finding, report)) => {
            // The whole report tells where else its words stand.
            let whole = index.report(&report.id)?.map_or(report, Box::new);
            Some(Citable::Finding(finding, whole))
        }
        Some(Named::Report(report)) => Some(Citable::Report(report)),
        None => None,
    })
}

/// A day as in `2026-11-25`.
///
/// # Errors
/// `Usage` for anything else.
pub(super) fn day(option: &str, text: &str) -> Result<Date> {
    text.trim().parse().map_err(|error: jiff::Error| {
        Error::new(ErrorKind::Usage, format!("`{option}` wants a day and not `{text}`"))
            .hint("a day is year, month and day, as in `2026-11-25`")
            .because(error)
    })
}
