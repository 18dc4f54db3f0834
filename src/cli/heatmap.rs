//! `heatmap`: grades at a glance.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, HeatmapRequest, Topics};
use crate::render::{heat, json, picture, plural};

/// Show grades at a glance: a row a force, a column a round and pillar
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian heatmap --programme peel
  peelian heatmap --pillar legitimacy --question 2
  peelian heatmap --year 2021/22
  peelian heatmap --force kent --question all

A screen gets a letter a cell, with a colour behind it where there are colours; a pipe gets the words. A blank says
that no document is here; every other absence has its own sign.")]
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
    let request = HeatmapRequest {
        filters: args.filters.meant()?,
        topics: args.question.as_deref().map(Topics::read).unwrap_or_default(),
        include: count::include(&args.include)?,
    };
    let index = open::open(global, terminal)?;
    let map = analyse::heatmap(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::heatmap(&request.filters, &map))?;
    match terminal.format() {
        Format::Json => {
            for row in &map.rows {
                for cell in json::cells(&map, row) {
                    terminal.json(&cell)?;
                }
            }
            terminal.json(&json::heatmap_summary(&map))?;
        }
        _ if map.rows.is_empty() || drawn => {}
        Format::Table => {
            let look = terminal.look();
            terminal.text(&heat::screen(&map, look))?;
            for line in heat::legend(&map) {
                terminal.note(&line);
            }
        }
        _ => terminal.table(&heat::table(&map))?,
    }
    terminal.note(&format!("{} of {}", map.rows.len(), plural(map.forces_listed, "force")));
    Ok(End::found(!map.rows.is_empty()))
}
