//! `verify`: is the index whole?

use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::index;
use crate::render::{Table, json, plural};

/// Check every file and count of the index
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian verify

Exit code 4 says that something does not hold; standard output lists what.")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let folder = global.folder();
    let verified = index::verify(&folder).map_err(|error| match error.kind {
        crate::ErrorKind::IndexMissing => open::with_command(error, global),
        _ => error,
    })?;
    if terminal.format() == Format::Json {
        terminal.json(&json::verified(&verified))?;
    } else if !verified.problems.is_empty() {
        let mut table = Table::new(["problem"]);
        verified.problems.iter().for_each(|problem| table.push(vec![Some(problem.clone())]));
        terminal.table(&table)?;
    }
    if verified.ok {
        let records = verified.stats.as_ref().map(|stats| {
            let reports = plural(stats.reports, "report");
            format!(", {} in {reports}", plural(stats.findings, "finding"))
        });
        let files = plural(verified.files, "file");
        terminal.note(&format!("the index is whole: {files}{}", records.unwrap_or_default()));
        return Ok(End::Done);
    }
    terminal.message(&format!("the index in `{}` is damaged", folder.display()));
    terminal.message(&index::rebuild(&folder));
    Ok(End::Damaged)
}
