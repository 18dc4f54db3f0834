//! `watch`: only what is new since last time.

use std::collections::BTreeMap;
use std::path::Path;

use super::filters::{Filters, parsed};
use super::store::{Place, Store};
use super::terminal::{Format, Terminal};
use super::{End, Global, Verb, asked, open, shield};
use crate::query::{self, Node};
use crate::render::{json, news, text};
use crate::search::{self, ReportRef, SearchRequest};
use crate::{Error, ErrorKind, Result};

/// Show only the findings that are new since last time, or whose grade changed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian watch vetting                         a saved search of this name, else the query
  peelian watch 'kind:recommendation' --force kent
  peelian watch vetting --peek                  look, and show the same again next time

The first time all that matches is marked as seen and nothing is listed. What is listed is marked when it has been
written. A finding is known by its report, question and words: that it has another number now makes it no news.
Exit code 1 says that there is no news.")]
pub(super) struct Args {
    /// A saved search, or a query
    #[arg(value_name = "NAME|QUERY", required = true)]
    what: Vec<String>,
    /// Mark nothing as seen
    #[arg(long)]
    peek: bool,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let store = Store::open(&args.place)?;
    let request = meant(args, &store, terminal)?;
    let index = open::open(global, terminal)?;
    let reports = index.reports()?;
    let reports: BTreeMap<String, ReportRef> =
        reports.iter().map(|report| (report.id.clone(), json::reference(report))).collect();
    let key = key(&request, &global.folder());
    let before = store.seen(&key)?;
    let mut watched = news::Watched::new(before.as_ref());
    search::for_each_finding(&index, &request.query, &request.filters, &mut |finding| {
        watched.see(finding);
        Ok(())
    })?;
    let mut table = news::table();
    for one in &watched.news {
        let report = one.finding.id.rsplit_once('-').and_then(|(report, _)| reports.get(report));
        let Some(report) = report else { continue };
        match terminal.format() {
            Format::Json => terminal.json(&json::news(one, report))?,
            Format::Table => {
                let look = terminal.look();
                let shown = text::finding(&one.finding, report, look);
                terminal.text(&format!("{}\n{shown}\n", news::words(one)))?;
            }
            _ => table.push(news::row(one, report)),
        }
    }
    if terminal.format() == Format::Json {
        terminal.json(&json::news_summary(&watched, &request.query.text))?;
    } else if !table.is_empty() {
        terminal.table(&table)?;
    }
    for line in news::summary(&watched, args.peek) {
        terminal.note(&line);
    }
    let any = !watched.news.is_empty();
    // Only what has left the program is seen: a reader that went away is an error here, and nothing is marked.
    terminal.flush()?;
    if !args.peek {
        store.see(&key, watched.seen)?;
    }
    Ok(End::found(any))
}

fn meant(args: &Args, store: &Store, terminal: &mut Terminal) -> Result<SearchRequest> {
    let typed = shield::lower(&args.what);
    let filters = args.filters.meant()?;
    let Some(words) = store.get(&typed) else {
        if let [near, ..] = store.near(&typed).as_slice() {
            terminal.note(&format!("`{typed}` is taken as a query; a saved search is `{near}`"));
        }
        let query = parsed(&typed, args.exact)?;
        return Ok(SearchRequest { filters, ..SearchRequest::new(query) });
    };
    let blame = |error| asked::blame(error, &typed, words);
    let Verb::Search(saved) = asked::parse(words).map_err(blame)?.verb else {
        let verb = words.first().map_or("", String::as_str);
        let message = format!("`{typed}` is a `{verb}`: only searches can be watched");
        return Err(
            blame(Error::new(ErrorKind::Usage, message)).hint("`peelian run` asks it again")
        );
    };
    let mut request = saved.meant().map_err(blame)?;
    request.filters.extend(filters);
    Ok(request)
}

/// What identifies a question asked of an index, whatever it is called.
fn key(request: &SearchRequest, folder: &Path) -> String {
    let filters = request.filters.iter().map(|test| query::shown(&Node::Field(test.clone())));
    let filters: Vec<String> = filters.collect();
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let query = query::print(&request.query);
    format!("{query}\n{}\n{}", filters.join(" "), folder.display())
}
