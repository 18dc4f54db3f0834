//! `rank`: forces in the order of their grades.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, RankRequest, Topics};
use crate::render::{json, picture, ranks};

/// Rank forces by grade on a question; equals share a place
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian rank --year 2016 --pillar legitimacy
  peelian rank --year 2016 --pillar legitimacy --question 2
  peelian rank --year 2021/22 --question investigating_crime --json
  peelian rank --year 2016 --pillar legitimacy --draw

Without a year the last round with grades is ranked. Forces without a grade stand apart with the reason.")]
pub(super) struct Args {
    /// Whose grades: overall, all, a number, or a name such as investigating_crime
    #[arg(long, value_name = "QUESTION")]
    question: Option<String>,
    /// Judgments that are left out otherwise: retrospective, second_hand
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    include: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = RankRequest {
        filters: args.filters.meant()?,
        topics: args.question.as_deref().map(Topics::read).unwrap_or_default(),
        include: count::include(&args.include)?,
    };
    let index = open::open(global, terminal)?;
    let found = analyse::rank(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::rank(&request.filters, &found))?;
    if terminal.format() == Format::Json {
        for ranking in &found.rankings {
            for row in &ranking.rows {
                terminal.json(&json::ranked(ranking, row))?;
            }
            for row in &ranking.unranked {
                terminal.json(&json::unranked(ranking, row))?;
            }
            terminal.json(&json::ranking_summary(ranking))?;
        }
    } else if !found.rankings.is_empty() && !drawn {
        terminal.table(&ranks::rankings(&found))?;
    }
    for line in ranks::summary(&found) {
        terminal.note(&line);
    }
    if found.rankings.is_empty() {
        terminal.note("no grade of this question under these filters");
    }
    Ok(End::found(!found.rankings.is_empty()))
}
