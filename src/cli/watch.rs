//! `watch`: only what is new since last time.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::filters::{Filters, parsed};
use super::store::{Place, Store};
use super::terminal::{Format, Terminal};
use super::{End, Global, Verb, asked, followed, open, shield};
use crate::query::{self, Node};
use crate::render::news::Basis;
use crate::render::{json, news, text};
use crate::report::Report;
use crate::search::{self, SearchRequest};
use crate::{Error, ErrorKind, Result};

/// Show only what is new since last time, since a day or since a mark
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian watch vetting                         a saved question of this name, else the query
  peelian watch 'kind:recommendation' --force kent
  peelian watch vetting --peek                  look, and show the same again next time
  peelian watch vetting --since 2018-06-01      of reports of that day and later, whatever was seen
  peelian watch vetting --mark board            remember this moment under a name
  peelian watch vetting --since board           what came since that moment

The first time all that matches is marked as seen and nothing is listed. What is listed is marked when it has been
written. A finding is known by its report, question and words: that it has another number now makes it no news. Of a
saved question that is no search the lines of its answer are compared: those that are new and those that are gone.
Exit code 1 says that there is no news.")]
pub(super) struct Args {
    /// A saved question, or a query
    #[arg(value_name = "NAME|QUERY", required = true)]
    what: Vec<String>,
    /// Mark nothing as seen
    #[arg(long, conflicts_with = "mark")]
    pub(super) peek: bool,
    /// Since a day (2018, 2018-06, 2018-06-01) or a moment marked with `--mark`; marks nothing as seen
    #[arg(long, value_name = "DAY|NAME")]
    since: Option<String>,
    /// Also remember under a name what there is now, for `--since NAME`
    #[arg(long, value_name = "NAME")]
    mark: Option<String>,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    filters: Filters,
}

/// From when on something is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Since {
    /// Since it was looked at last.
    LastTime,
    /// Reports of this day and later.
    Day(Date),
    /// Since it was marked so.
    Mark(String),
}

/// What is watched.
enum What {
    Findings(SearchRequest),
    /// The lines of an answer to these words.
    Lines(Vec<String>),
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let since = Since::read(args.since.as_deref())?;
    args.mark.as_deref().map_or(Ok(()), check_mark)?;
    let store = Store::open(&args.place)?;
    let (what, global) = meant(args, &store, global, terminal)?;
    match what {
        What::Findings(request) => findings(args, &since, &request, &store, &global, terminal),
        What::Lines(_) if !args.filters.meant()?.is_empty() || args.exact => {
            Err(Error::new(ErrorKind::Usage, "filters narrow searches: this is another question")
                .hint(
                    "save the question with its filters: `peelian save NAME VERB ... --force ...`",
                ))
        }
        What::Lines(words) => followed::run(args, &since, &words, &store, &global, terminal),
    }
}

fn findings(
    args: &Args,
    since: &Since,
    request: &SearchRequest,
    store: &Store,
    global: &Global,
    terminal: &mut Terminal,
) -> Result<End> {
    let index = open::open(global, terminal)?;
    let reports = index.reports()?;
    let reports: BTreeMap<&str, &Report> =
        reports.iter().map(|report| (report.id.as_str(), report)).collect();
    let report_of = |id: &str| reports.get(id.rsplit_once('-')?.0).copied();
    let key = key(request, &global.folder());
    let before = args.before(since, &key, store)?;
    let mut watched = news::Watched::new(match since {
        Since::Day(day) => Basis::Day(*day),
        Since::LastTime | Since::Mark(_) => Basis::Seen(before.as_ref()),
    });
    search::for_each_finding(&index, &request.query, &request.filters, &mut |finding| {
        let day = report_of(&finding.id)
            .and_then(|report| report.published.or(report.sent).or(report.last_updated));
        watched.see(finding, day);
        Ok(())
    })?;
    let mut table = news::table();
    for one in &watched.news {
        let Some(report) = report_of(&one.finding.id).map(json::reference) else { continue };
        match terminal.format() {
            Format::Json => terminal.json(&json::news(one, &report))?,
            Format::Table => {
                let look = terminal.look();
                let shown = text::finding(&one.finding, &report, look);
                terminal.text(&format!("{}\n{shown}\n", news::words(one)))?;
            }
            _ => table.push(news::row(one, &report)),
        }
    }
    if terminal.format() == Format::Json {
        let since = args.since.as_deref();
        terminal.json(&json::news_summary(&watched, &request.query.text, since))?;
    } else if !table.is_empty() {
        terminal.table(&table)?;
    }
    for line in news::summary(&watched, args.peek) {
        terminal.note(&line);
    }
    let any = !watched.news.is_empty();
    args.seen(since, &key, watched.seen, store, terminal)?;
    Ok(End::found(any))
}

impl Args {
    /// What was seen of the question with this key at the moment that is asked about.
    ///
    /// # Errors
    /// `Usage` for a moment that was not marked; `Io`.
    pub(super) fn before(
        &self,
        since: &Since,
        key: &str,
        store: &Store,
    ) -> Result<Option<BTreeMap<String, Option<String>>>> {
        match since {
            Since::LastTime => store.seen(key),
            Since::Day(_) => Ok(None),
            Since::Mark(name) => match store.seen(&marked(key, name))? {
                Some(seen) => Ok(Some(seen)),
                None => {
                    let message =
                        format!("`{name}` is no day, and no moment of this question is marked so");
                    Err(Error::new(ErrorKind::Usage, message)
                        .hint(format!("`--mark {name}` marks what there is now"))
                        .hint("a day is written as 2018-06-01"))
                }
            },
        }
    }

    /// Marks as seen. Only what has left the program is: a reader that went away is an error here, and nothing is marked.
    ///
    /// # Errors
    /// `Io`, `ClosedPipe`.
    pub(super) fn seen(
        &self,
        since: &Since,
        key: &str,
        seen: BTreeMap<String, Option<String>>,
        store: &Store,
        terminal: &mut Terminal,
    ) -> Result<()> {
        terminal.flush()?;
        if let Some(name) = &self.mark {
            store.see(&marked(key, name), seen.clone())?;
            terminal.note(&format!("marked as `{name}`"));
        }
        if *since == Since::LastTime && !self.peek {
            store.see(key, seen)?;
        }
        Ok(())
    }

    /// The day or moment as typed.
    pub(super) fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }
}

impl Since {
    fn read(text: Option<&str>) -> Result<Self> {
        let Some(text) = text.map(str::trim) else { return Ok(Self::LastTime) };
        let begins = [text.to_owned(), format!("{text}-01"), format!("{text}-01-01")];
        let is_dated = text.starts_with(|c: char| c.is_ascii_digit());
        if let Some(day) = begins.iter().find_map(|it| it.parse().ok()).filter(|_| is_dated) {
            return Ok(Self::Day(day));
        }
        check_mark(text).map(|()| Self::Mark(text.to_owned()))
    }
}

/// A mark is no day, so that `--since` can tell them apart.
fn check_mark(name: &str) -> Result<()> {
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let fits = (1..=60).contains(&name.chars().count()) && name.chars().all(is_name);
    if fits && !name.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, format!("`{name}` is no day and cannot name a moment"))
        .hint("a day is written as 2018-06-01, 2018-06 or 2018")
        .hint("a name has letters, digits, `-` and `_`, and begins with a letter"))
}

fn marked(key: &str, name: &str) -> String {
    format!("{key}\nmarked {name}")
}

/// What is asked, of the index that the question names if none is typed now.
fn meant(
    args: &Args,
    store: &Store,
    global: &Global,
    terminal: &mut Terminal,
) -> Result<(What, Global)> {
    let typed = shield::lower(&args.what);
    let filters = args.filters.meant()?;
    let Some(words) = store.get(&typed) else {
        if let [near, ..] = store.near(&typed).as_slice() {
            terminal.note(&format!("`{typed}` is taken as a query; a saved question is `{near}`"));
        }
        let query = parsed(&typed, args.exact)?;
        let request = SearchRequest { filters, ..SearchRequest::new(query) };
        return Ok((What::Findings(request), global.clone()));
    };
    let blame = |error| asked::blame(error, &typed, words);
    let read = asked::parse(words).map_err(blame)?;
    let global = asked::over(&read.global, global);
    let what = match read.verb {
        Verb::Search(saved) => {
            let mut request = saved.meant().map_err(blame)?;
            request.filters.extend(filters);
            What::Findings(request)
        }
        _ => What::Lines(words.to_vec()),
    };
    Ok((what, global))
}

/// What identifies a question asked of an index, whatever it is called.
fn key(request: &SearchRequest, folder: &Path) -> String {
    let filters = request.filters.iter().map(|test| query::shown(&Node::Field(test.clone())));
    let filters: Vec<String> = filters.collect();
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let query = query::print(&request.query);
    format!("{query}\n{}\n{}", filters.join(" "), folder.display())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Since;

    #[test]
    fn a_day_begins_with_a_digit_and_a_mark_with_a_letter() {
        let read = |text| Since::read(Some(text)).ok();
        assert_eq!(read("2018"), Some(Since::Day(date(2018, 1, 1))));
        assert_eq!(read("2018-06"), Some(Since::Day(date(2018, 6, 1))));
        assert_eq!(read(" 2018-06-30 "), Some(Since::Day(date(2018, 6, 30))));
        assert_eq!(read("board-1"), Some(Since::Mark("board-1".to_owned())));
        for wrong in ["2018-13", "2018-06-31", "18/6", "", "-x", "a b"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
