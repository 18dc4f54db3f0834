//! `versions`: the copies of one page that the corpus holds, and what changed between them.

use super::show::{self, Named};
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::Result;
use crate::analyse::{self, CatalogueRequest, Standing, Versions};
use crate::render::{json, plural, versions};

/// Show the states of one page: which copy is the latest, and what the earlier ones said
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian versions                              every page of which there are several copies
  peelian versions 40696fe179480187             the page of a report or finding
  peelian versions vetting year:2016            pages of which a copy has a finding that matches

Copies of one page are documents with one address, whatever host, query or form it was asked for by (from the sidecar, or
as the page gives it itself), and documents with the same text. The copy that was fetched last, or that bears the latest
day, is current: where copies give different grades, its grades are counted. Exit code 1 says that there is one copy of
every page.")]
pub(super) struct Args {
    /// The id of a report or finding, or a query
    #[arg(value_name = "ID|QUERY")]
    what: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let text = shield::lower(&args.what);
    let index = open::open(global, terminal)?;
    let reports = index.reports()?;
    let mut pages = analyse::versions(&reports);
    let named = if may_be_id(&text) { show::find(&index, &text)? } else { None };
    match named {
        Some(Named::Finding(_, report) | Named::Report(report)) => {
            pages.retain(|page| page.holds(&report.id));
        }
        None if text.trim().is_empty() => {}
        None => {
            let query = Some(super::filters::parsed(&text, false)?);
            let request = CatalogueRequest { query, filters: Vec::new() };
            let matching = analyse::catalogue(&index, &request)?;
            pages.retain(|page| matching.iter().any(|one| page.holds(&one.report.id)));
        }
    }
    show(&pages, terminal)?;
    Ok(End::found(!pages.is_empty()))
}

/// The beginning of an id has digits of a hexadecimal number, and no word has.
fn may_be_id(text: &str) -> bool {
    let text = text.trim();
    let digits = text.split('-').next().unwrap_or(text);
    (4..=16).contains(&digits.len())
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && !(digits.len() == 4 && digits.starts_with("20"))
}

fn show(pages: &[Versions], terminal: &mut Terminal) -> Result<()> {
    if terminal.format() == Format::Json {
        for page in pages {
            for copy in &page.copies {
                terminal.json(&json::version(page, copy))?;
            }
        }
        terminal.json(&json::versions_summary(pages))?;
    } else {
        terminal.table(&versions::table(pages))?;
    }
    let copies = pages.iter().flat_map(|page| &page.copies);
    let (mut all, mut superseded) = (0, 0);
    for copy in copies {
        all += 1;
        superseded += u64::from(copy.standing == Standing::Superseded);
    }
    terminal.note(&match pages.len() as u64 {
        0 => "no page has several copies here".to_owned(),
        n => {
            let copies = plural(all, "copy").replace("copys", "copies");
            format!("{copies} of {}, {superseded} superseded", plural(n, "page"))
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::may_be_id;

    #[test]
    fn ids_are_told_from_words_and_years() {
        for (text, is) in [
            ("40696fe179480187", true),
            ("40696fe179480187-12", true),
            ("4069", true),
            ("2016", false),
            ("deed", false),
            ("vetting", false),
            ("", false),
        ] {
            assert_eq!(may_be_id(text), is, "{text}");
        }
    }
}
