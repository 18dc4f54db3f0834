//! `fetch`: reports from the web into a folder of documents.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use regex::Regex;

use super::index::{size, stop_on_interrupt};
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::fetch::{self, Fetched, Network, Outcome, Plan, Private, Summary};
use crate::render::{fetched, json, plural, tame, thousands};
use crate::{Error, ErrorKind, Result};

/// Get reports from the web into a folder, politely
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian fetch https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/kent-2023-25/
  peelian fetch https://example.org/sitemap.xml --follow /peel-reports/ --into reports
  peelian fetch https://example.org/peel-2016/ --follow '/peel-2016/[a-z-]+/' --depth 2
  peelian fetch https://example.org/sitemap.xml.gz --dry-run
  peelian fetch https://example.org/ --contact reports@example.org --delay 5

One request at a time; what robots.txt forbids is not asked for, and the rest that it asks for is kept. What is here
already is asked for only if it has changed, and its earlier state is kept beside it. A run that was stopped goes on
where it was, with the same command. Exit code 3 says that some addresses could not be had, 5 that none could.")]
pub(super) struct Args {
    /// Addresses of reports, of pages with links to them, or of sitemaps
    #[arg(value_name = "URL|SITEMAP", required = true)]
    addresses: Vec<String>,
    /// Folder that gets the documents [default: ./corpus]
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Follow links whose whole address matches a regular expression; of a sitemap, take only such addresses; repeatable
    #[arg(long, value_name = "PATTERN")]
    follow: Vec<String>,
    /// Links in a row that are followed
    #[arg(long, value_name = "N", default_value_t = 1)]
    depth: u32,
    /// Documents that are asked for at most; the same command again goes on behind them
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: u64,
    /// Another host that links and sitemaps may lead to; repeatable
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Leave the PDF files that pages link to
    #[arg(long)]
    no_pdf: bool,
    /// Seconds between two requests to a host; a host that asks for more gets it
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    delay: Duration,
    /// Longest time of one request, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Largest document, such as 10M
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
    max_size: usize,
    /// How the owner of a site reaches you: an address of mail or of a page, sent with every request
    #[arg(long, value_name = "ADDRESS", value_parser = contact)]
    contact: Option<String>,
    /// Connect to private addresses too: to all, or to ADDRESS (10.1.2.3, 10.0.0.0/8) alone
    #[arg(
        long,
        value_name = "ADDRESS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "all",
        value_parser = private
    )]
    allow_private: Vec<Option<Network>>,
    /// Read robots.txt and sitemaps, show what would be asked for, write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, _: &Global, terminal: &mut Terminal) -> Result<End> {
    let started = Instant::now();
    let into = args.into.clone().unwrap_or_else(|| PathBuf::from(open::CORPUS));
    let plan = Plan {
        addresses: args.addresses.clone(),
        into: into.clone(),
        follow: args.follow.iter().map(|text| pattern(text)).collect::<Result<_>>()?,
        depth: args.depth,
        limit: args.limit,
        hosts: args.host.clone(),
        pdf: !args.no_pdf,
        delay: args.delay,
        timeout: args.timeout,
        max_bytes: args.max_size as u64,
        contact: args.contact.clone(),
        private: args.private(),
        dry_run: args.dry_run,
        now: &now,
        stop: stop_on_interrupt(),
    };
    let mut screen = Screen::new(terminal);
    let summary = fetch::fetch(&plan, &mut screen);
    let rows = screen.end();
    let summary = match summary {
        Ok(summary) => summary,
        Err(error) => {
            // What was put down before the stop is told of all the same.
            if terminal.format() != Format::Json {
                terminal.table(&fetched::table(&rows))?;
            }
            return Err(error);
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    if terminal.format() == Format::Json {
        terminal.json(&json::fetch_summary(&summary, &into, seconds, args.dry_run))?;
    } else {
        terminal.table(&fetched::table(&rows))?;
    }
    say(&summary, &into, seconds, args.dry_run, terminal);
    end(&summary)
}

fn end(summary: &Summary) -> Result<End> {
    let had = summary.documents() + summary.moved + summary.skipped + summary.refused;
    if had == 0 && summary.failed > 0 && summary.network_failed == summary.failed {
        let message = match summary.failed {
            1 => "the address could not be had".to_owned(),
            many => format!("none of {} addresses could be had", thousands(many)),
        };
        return Err(Error::new(ErrorKind::Io, message));
    }
    if summary.failed + summary.named_refused > 0 {
        return Ok(End::SomeFailed);
    }
    Ok(End::found(summary.documents() > 0))
}

fn say(
    summary: &Summary,
    into: &std::path::Path,
    seconds: f64,
    dry_run: bool,
    terminal: &mut Terminal,
) {
    let documents = plural(summary.documents(), "document");
    let into = into.display();
    if dry_run {
        terminal.note(&format!("{documents} would be asked for, {} refused", summary.refused));
        terminal.note(
            "links are not known before a page is read: `--follow` and PDF files come on top",
        );
        return;
    }
    terminal.note(&format!(
        "{documents} in `{into}` after {seconds:.1} s: {} new, {} changed, {} unchanged; {} refused, {} failed",
        thousands(summary.new),
        thousands(summary.changed),
        thousands(summary.unchanged),
        thousands(summary.refused),
        thousands(summary.failed),
    ));
    if summary.resumed > 0 {
        let resumed = thousands(summary.resumed);
        terminal.note(&format!("went on with a run that was stopped, which had done {resumed}"));
    }
    if summary.waiting > 0 {
        let waiting = thousands(summary.waiting);
        terminal.note(&format!("{waiting} more wait beyond `--limit`: the same command goes on"));
    }
    if summary.new + summary.changed > 0 {
        terminal.note(&format!("make it searchable: `peelian index {into}`"));
    }
}

impl Args {
    fn private(&self) -> Private {
        if self.allow_private.iter().any(Option::is_none) {
            return Private::All;
        }
        let some: Vec<Network> = self.allow_private.iter().copied().flatten().collect();
        if some.is_empty() { Private::No } else { Private::Some(some) }
    }
}

/// Shows addresses as they are done with: lines of JSON at once, rows of a table at the end.
struct Screen<'t> {
    terminal: &'t mut Terminal,
    bar: ProgressBar,
    rows: Vec<Fetched>,
}

impl<'t> Screen<'t> {
    fn new(terminal: &'t mut Terminal) -> Self {
        let shown = terminal.shows_progress();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} done, {msg}") {
            bar.set_style(style);
        }
        Self { terminal, bar, rows: Vec::new() }
    }

    fn end(self) -> Vec<Fetched> {
        self.bar.finish_and_clear();
        self.rows
    }
}

impl fetch::Listener for Screen<'_> {
    fn asking(&mut self, url: &str, waiting: u64) {
        self.bar.set_message(format!("{} known: {}", thousands(waiting), tame(url)));
        self.bar.tick();
    }

    fn done(&mut self, one: &Fetched) -> Result<()> {
        self.bar.inc(1);
        let reason = one.reason.as_deref().unwrap_or_default();
        let wrong =
            one.outcome == Outcome::Failed || (one.outcome == Outcome::Refused && one.named);
        if wrong {
            let line = format!("{}: `{}`: {reason}", one.outcome.slug(), one.url);
            let line = tame(&line);
            self.bar.suspend(|| self.terminal.message(&line));
        }
        if self.terminal.format() == Format::Json {
            self.terminal.json(&json::fetched(one))?;
            return self.terminal.flush();
        }
        self.rows.push(one.clone());
        Ok(())
    }

    fn note(&mut self, message: &str) {
        self.bar.suspend(|| self.terminal.note(&tame(message)));
    }
}

/// The time now, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now().as_second();
    jiff::Timestamp::from_second(now).unwrap_or_default().to_string()
}

fn pattern(text: &str) -> Result<Regex> {
    Regex::new(text).map_err(|error| {
        let what = error.to_string();
        let what = what.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("`--follow {text}` is no regular expression: {what}");
        Error::new(ErrorKind::Usage, message).hint("as `/peel-reports/`, or `/peel-2016/[a-z-]+/$`")
    })
}

/// `1`, `0.5`: seconds, an hour at most.
pub(super) fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let wrong = || format!("`{text}` is no number of seconds from 0 to 3600");
    let seconds: f64 = text.trim().trim_end_matches('s').parse().map_err(|_| wrong())?;
    if (0.0..=3_600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong())
    }
}

fn contact(text: &str) -> std::result::Result<String, String> {
    let fits = !text.trim().is_empty() && text.len() <= 200;
    if fits && text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b"()".contains(&byte)) {
        return Ok(text.trim().to_owned());
    }
    Err("a contact is an address of mail or of a page, in plain letters and without brackets"
        .to_owned())
}

fn private(text: &str) -> std::result::Result<Option<Network>, String> {
    if text == "all" { Ok(None) } else { text.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::{contact, pattern, seconds};

    #[test]
    fn what_is_typed_is_read_or_refused() {
        assert_eq!(seconds("0.5").map(|time| time.as_millis()), Ok(500));
        assert!(["-1", "1e9", "NaN", "soon", ""].iter().all(|text| seconds(text).is_err()));
        assert!(contact("reports@example.org").is_ok());
        assert!(["", "a\r\nHost: b", "é", "(x)"].iter().all(|text| contact(text).is_err()));
        let error = pattern("/peel-[").unwrap_err();
        assert!(
            error.message.starts_with("`--follow /peel-[` is no regular expression: "),
            "{error}"
        );
    }
}
