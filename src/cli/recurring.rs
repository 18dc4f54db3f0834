//! `recurring`: what comes back in a later cycle, in many forces, in another force.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open, shield};
use crate::analyse::{self, Class, RecurringRequest, recurring::LEAST_ALIKE};
use crate::render::{json, picture, plural, recurring as sheet, thousands};
use crate::{Error, ErrorKind, Result};

/// List areas for improvement and recommendations that come back
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian recurring --class unresolved                    told again what it was told before
  peelian recurring vetting --force aldershire
  peelian recurring --class boilerplate --many 5 --year 2016
  peelian recurring --kind recommendation --json
  peelian recurring --limit 10 --draw                     which returns when, in how many forces

unresolved: the same force in a later cycle. boilerplate: many forces in one cycle. spread: another force in a later
cycle. A chain may be of several classes. Words that went stand in [-...-], words that came in {+...+}.")]
pub(super) struct Args {
    /// Only findings that match
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Chains of these classes only: unresolved, boilerplate, spread
    #[arg(long, value_name = "CLASS", value_delimiter = ',')]
    class: Vec<String>,
    /// How alike two texts must be, 0.5 to 1
    #[arg(long, value_name = "SHARE", default_value_t = LEAST_ALIKE)]
    alike: f64,
    /// Forces that must have it in one cycle for boilerplate, 2 or more
    #[arg(long, value_name = "N", default_value_t = 3)]
    many: usize,
    /// Chains to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// The words of the query as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<RecurringRequest> {
        let usage = |message: String, hint: &str| {
            Err(Error::new(ErrorKind::Usage, message).hint(hint.to_owned()))
        };
        if !(0.5..=1.0).contains(&self.alike) {
            let message = format!("`--alike {}` is not between 0.5 and 1", self.alike);
            return usage(
                message,
                "below 0.5 too many texts would not meet as candidates; 0.6 is what was measured",
            );
        }
        if self.many < 2 {
            return usage(format!("`--many {}` is not many", self.many), "expected 2 or more");
        }
        let text = shield::lower(&self.query);
        let query = if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) };
        let class = |name: &String| {
            count::choice("--class", name, Class::ALL.map(|class| (class.slug(), class)))
        };
        Ok(RecurringRequest {
            query,
            filters: self.filters.meant()?,
            classes: self.class.iter().map(class).collect::<Result<_>>()?,
            alike: self.alike,
            many: self.many,
            limit: self.limit,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::recurring(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::recurring(&request, &found))?;
    match terminal.format() {
        Format::Json => {
            for (number, chain) in (1..).zip(&found.chains) {
                terminal.json(&json::chain(number, chain))?;
            }
            terminal.json(&json::recurring_summary(&found))?;
        }
        _ if drawn => {}
        Format::Table => terminal.text(&sheet::chains(&found, terminal.look()))?,
        _ => terminal.table(&sheet::table(&found))?,
    }
    terminal.note(&format!("{}: {}", plural(found.total, "chain"), sheet::totals(&found)));
    terminal.note(&format!(
        "{} of {} stand in a chain, of {} and {}",
        thousands(found.recurring),
        plural(found.findings, "finding"),
        plural(found.forces, "force"),
        plural(found.cycles, "cycle"),
    ));
    if found.left_out > 0 {
        let few = plural(found.left_out, "finding");
        terminal.note(&format!("left out: {few} of which the force or the cycle is not known"));
    }
    if (found.chains.len() as u64) < found.total {
        let more = found.total - found.chains.len() as u64;
        terminal.note(&format!("{more} more with a greater `--limit`"));
    }
    tell(&[], &found.hints, terminal);
    Ok(End::found(found.total > 0))
}
