//! `grades`: the table of grades.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, GradesRequest};
use crate::render::{json, picture, sheets};

/// Show grades: a row a force, a column a year and pillar
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian grades --year 2016
  peelian grades --force northants --questions
  peelian grades --pillar legitimacy --json
  peelian grades --draw                         a heat map in the terminal
  peelian grades --year 2016 --picture a.svg    and as a picture

What is no grade says why: `left out` by the filters, `by question`, `-` not stated, `.` not in this corpus.
Grades before and after a change of scale cannot be compared: from PEEL 2021/22 and fire 2023-25 there are five.")]
pub(super) struct Args {
    /// Show questions and areas too, not only overall grades
    #[arg(long)]
    questions: bool,
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
    let request = GradesRequest {
        filters: args.filters.meant()?,
        questions: args.questions,
        include: count::include(&args.include)?,
    };
    let index = open::open(global, terminal)?;
    let grades = analyse::grades(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::grades(&grades))?;
    if terminal.format() == Format::Json {
        for judgment in &grades.judgments {
            terminal.json(&json::grade(judgment))?;
        }
        for blank in json::blanks(&grades) {
            terminal.json(&blank)?;
        }
        terminal.json(&json::grades_summary(&grades))?;
    } else if !grades.rows.is_empty() && !drawn {
        terminal.table(&sheets::grades(&grades, args.questions))?;
        if let Some(legend) = sheets::grades_legend(&grades) {
            terminal.note(&legend);
        }
    }
    terminal.note(&sheets::grades_summary(&grades));
    Ok(End::found(!grades.rows.is_empty()))
}
