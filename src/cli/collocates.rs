//! `collocates`: the words that keep another company.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::Terminal;
use super::{End, Global, count, open, shield};
use crate::analyse::{self, CollocateOrder, CollocatesRequest, MAX_WINDOW};
use crate::render::{json, language, picture, plural, thousands};
use crate::{Error, ErrorKind, Result};

/// List the words that stand near a word more often than by chance
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian collocates backlog
  peelian collocates '\"counter-corruption unit\"' --window 3,3 --sort t
  peelian collocates vetting --window 0,1 --kind afi         what follows it

log_dice says how typical a pair is (14 is the most), mi how strong (it favours rare words), t how sure (it favours
common ones). A window ends with the sentence.")]
pub(super) struct Args {
    /// What stands in the middle; field tests narrow it
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Words to the left and to the right in which collocates are looked for, each at most 50
    #[arg(long, value_name = "L,R", default_value = "5,5")]
    window: String,
    /// Occurrences beside the node that a collocate must have
    #[arg(long, value_name = "N", default_value_t = 3)]
    min_freq: u64,
    /// The order: log-dice, mi, t, frequency
    #[arg(long, value_name = "ORDER", default_value = "log-dice")]
    sort: String,
    /// Collocates to show
    #[arg(long, value_name = "N", default_value_t = 25)]
    limit: usize,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<CollocatesRequest> {
        let orders = [
            ("log_dice", CollocateOrder::LogDice),
            ("mi", CollocateOrder::MutualInformation),
            ("t", CollocateOrder::TScore),
            ("frequency", CollocateOrder::Frequency),
        ];
        Ok(CollocatesRequest {
            query: parsed(&shield::lower(&self.query), self.exact)?,
            filters: self.filters.meant()?,
            window: window(&self.window)?,
            least_frequency: self.min_freq,
            order: count::choice("--sort", &self.sort, orders)?,
            limit: self.limit,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::collocates(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::collocates(&request, &found))?;
    let lines = found.rows.iter().map(json::collocate);
    let table = || (!drawn).then(|| language::collocates(&found));
    terminal.rows(lines, &json::collocates_summary(&found, &request.query.text), table)?;
    terminal.note(&format!(
        "{} beside {} in {} of {} under these filters; {} in the windows, of {}",
        plural(found.total, "collocate"),
        plural(found.nodes, "occurrence"),
        thousands(found.matching.findings),
        plural(found.of.findings, "finding"),
        plural(found.places, "token"),
        plural(found.tokens, "token"),
    ));
    if (found.rows.len() as u64) < found.total {
        terminal.note(&format!(
            "{} more with a greater `--limit`",
            found.total - found.rows.len() as u64
        ));
    }
    tell(&found.also, &found.hints, terminal);
    Ok(End::found(found.total > 0))
}

/// Reads `5,5`, or one number for both sides.
fn window(text: &str) -> Result<(usize, usize)> {
    let (left, right) = text.split_once(',').unwrap_or((text, text));
    let words = |text: &str| text.trim().parse::<usize>().ok().filter(|words| *words <= MAX_WINDOW);
    let sides = words(left).zip(words(right)).filter(|sides| *sides != (0, 0));
    sides.ok_or_else(|| {
        Error::new(ErrorKind::Usage, format!("`--window {text}` is no window of words")).hint(
            format!("expected two numbers such as `5,5`, each at most {MAX_WINDOW}, not both 0"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_window_has_two_sides() {
        for (text, expected) in [
            ("5,5", Some((5, 5))),
            ("0, 1", Some((0, 1))),
            ("3", Some((3, 3))),
            ("0,0", None),
            ("51,1", None),
            ("a,b", None),
        ] {
            assert_eq!(window(text).ok(), expected, "{text}");
        }
    }
}
