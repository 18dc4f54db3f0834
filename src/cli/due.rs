//! `due`: by when a report must be answered.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::cite::day;
use super::count::choice;
use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::analyse::{self, Due, DueRequest};
use crate::render::{calendar, due, json, picture, plural};

/// List the answers that are due within 56 days of a report
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian due --force kent --open               what is still to be answered
  peelian due --as-of 2018-07-01                as it stood on that day
  peelian due --as-of 2018-07-01 --draw         the days left as bars
  peelian due --format ics > answers.ics        for a calendar; `--as ics` is the same

A local policing body must publish its comments on a report within 56 days, the day of publication being the first (Police
Act 1996, section 55(5A), in force on 2 May 2017). Listed are reports on police forces, and national ones, with a
recommendation, cause of concern or area for improvement. Whether an answer was given is not known here. This is not legal
advice.")]
pub(super) struct Args {
    /// The day from which days are counted, as in 2026-11-25 [default: today, in UTC]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Only answers whose last day is not past
    #[arg(long)]
    open: bool,
    /// ics: a calendar with an event for each last day that is known
    #[arg(long = "as", value_name = "FORMAT")]
    form: Option<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let as_of = args.as_of.as_deref().map(|text| day("--as-of", text)).transpose()?;
    let calendar =
        args.form.as_deref().map(|name| choice("--as", name, [("ics", true)])).transpose()?;
    let as_of = as_of.unwrap_or_else(today);
    let request = DueRequest { filters: args.filters.meant()?, as_of, open: args.open };
    let index = open::open(global, terminal)?;
    let due = analyse::due(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::due(&request, &due))?;
    let is_calendar = calendar == Some(true) || terminal.format() == Format::Ics;
    if is_calendar {
        terminal.text(&calendar::calendar(&due.responses))?;
    } else if terminal.format() == Format::Json {
        for response in &due.responses {
            terminal.json(&json::due(response))?;
        }
        terminal.json(&json::due_summary(&due, as_of))?;
    } else if !drawn {
        terminal.table(&due::due(&due.responses))?;
    }
    say(&due, as_of, is_calendar, terminal);
    Ok(End::found(!due.responses.is_empty()))
}

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn say(due: &Due, as_of: Date, is_calendar: bool, terminal: &mut Terminal) {
    let rows = due.responses.len() as u64;
    let past =
        due.responses.iter().filter(|one| one.days_left.is_some_and(|left| left < 0)).count();
    let unknown = due.responses.iter().filter(|one| one.due.is_none()).count() as u64;
    terminal.note(&format!(
        "{} on {as_of}: {} open, {past} past, {unknown} of unknown publication",
        plural(rows, "answer"),
        rows as usize - past - unknown as usize,
    ));
    if is_calendar && unknown > 0 {
        terminal.note(&format!(
            "{} of unknown publication not in the calendar",
            plural(unknown, "answer")
        ));
    }
    for (n, why) in [
        (due.past, "whose last day is past, left out by `--open`"),
        (due.not_yet_published, "on reports that were published later"),
        (
            due.before_commencement,
            "on reports of before 2 May 2017, when the period of 56 days came into force",
        ),
    ] {
        if n > 0 {
            terminal.note(&format!("not listed: {} {why}", plural(n, "answer")));
        }
    }
    terminal.note("day 56 counts the day of publication as the first (Police Act 1996, s 55(5A)); this is not legal advice");
}
