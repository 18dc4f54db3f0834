//! `count`: how many, by what.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::{copies, tell};
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::analyse::{self, CountRequest, Counts, Include, Interval, Missing, Row, Unit};
use crate::index::Index;
use crate::render::{json, picture, plural, sheets, thousands};
use crate::search::{Dimension, Hit};
use crate::{Error, ErrorKind, Result};

/// Count judgments, findings, reports, inspections or forces
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian count --by grade                      judgments of each grade, each counted once
  peelian count --by year,grade --force kent    over the years
  peelian count vetting --by force              findings about vetting
  peelian count --by kind                       findings of each kind
  peelian count vetting --by grade --unit judgments
  peelian count --by published:month --unit reports
  peelian count vetting --by force --top 2      with the two best findings of each
  peelian count --by grade --draw               bars in the terminal
  peelian count --by year,grade --picture a.svg also as a picture

A judgment is one graded answer of the inspectorate, whatever number of documents state it. Without a query
judgments are counted, with one findings; a dimension or filter that only findings have counts findings.")]
pub(super) struct Args {
    /// Count only what matches
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// One or two dimensions: force, region, year, grade, pillar, kind, programme, question, doc_kind, or the day of
    /// publication as published:year, published:quarter, published:month, published:week, published:day
    #[arg(long, value_name = "A[,B]", value_delimiter = ',')]
    by: Vec<String>,
    /// What is counted: judgments, findings, reports, inspections, forces
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Judgments that are left out otherwise: retrospective, second_hand, ungraded
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    include: Vec<String>,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    /// What has no value in a dimension: show it in rows of its own, hide it, or show only it
    #[arg(long, value_name = "WHICH", default_value = "show")]
    missing: String,
    /// The best findings of each row, so many; only of findings
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Rows to show [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<CountRequest> {
        let text = shield::lower(&self.query);
        let query = if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) };
        let request = CountRequest {
            query,
            filters: self.filters.meant()?,
            by: self.by.iter().map(|name| dimension(name)).collect::<Result<_>>()?,
            unit: self.unit.as_deref().map(unit).transpose()?,
            include: include(&self.include)?,
            interval: interval(&self.by)?,
            missing: choice(
                "--missing",
                &self.missing,
                [("show", Missing::Show), ("hide", Missing::Hide), ("only", Missing::Only)],
            )?,
        };
        let unit = request.unit()?;
        if self.top.is_some_and(|top| top == 0 || top > analyse::MAX_TOP) {
            let message = format!("`--top` is a number from 1 to {}", analyse::MAX_TOP);
            return Err(Error::new(ErrorKind::Usage, message));
        }
        if self.top.is_some() && unit != Unit::Findings {
            return Err(Error::new(
                ErrorKind::Usage,
                "`--top` shows the best findings of each row",
            )
            .hint("count findings: `--unit findings`"));
        }
        Ok(request)
    }
}

pub(super) fn run(args: Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let counts = analyse::count(&index, &request)?;
    let limit = args.limit.unwrap_or(usize::MAX);
    let draw = || picture::of::counts(&request, &counts, limit);
    let drawn = args.pictures.show(terminal, draw)?;
    if terminal.format() == Format::Json {
        for row in counts.rows.iter().take(limit) {
            let top = best(&index, &request, &counts, row, args.top)?;
            terminal.json(&json::count(&counts, row, top.as_deref()))?;
        }
        let text = request.query.as_ref().map(|query| query.text.as_str());
        terminal.json(&json::count_summary(&counts, text))?;
    } else if !drawn {
        let rows = counts.rows.iter().take(limit);
        let top = rows.map(|row| best(&index, &request, &counts, row, args.top));
        let top: Option<Vec<_>> = top.collect::<Result<_>>()?;
        terminal.table(&sheets::counts(&counts, limit, top.as_deref()))?;
    }
    say(&counts, limit, terminal);
    tell(&counts.also, &counts.hints, terminal);
    Ok(End::found(counts.total > 0))
}

/// The best findings of a row, if they are asked for.
fn best(
    index: &Index,
    request: &CountRequest,
    counts: &Counts,
    row: &Row,
    most: Option<usize>,
) -> Result<Option<Vec<Hit>>> {
    most.map(|most| analyse::top(index, request, counts, row, most)).transpose()
}

fn say(counts: &Counts, limit: usize, terminal: &mut Terminal) {
    let of = &counts.denominators;
    let there_are = [
        (of.findings, "finding"),
        (of.judgments, "judgment"),
        (of.forces, "force"),
        (of.inspections, "inspection"),
        (of.reports, "report"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| plural(n, what));
    let there_are = there_are.collect::<Vec<_>>().join(", ");
    let counted = plural(counts.total, singular(counts.unit));
    terminal.note(&match there_are.as_str() {
        "" => format!("{counted}; nothing passes these filters"),
        _ => format!("{counted}; under these filters there are {there_are}"),
    });
    if counts.hidden > 0 {
        let rows = plural(counts.hidden as u64, "row");
        terminal.note(&format!("{rows} left out by `--missing`; the total is of all"));
    }
    if counts.rows.len() > limit {
        terminal.note(&format!("{} rows more without `--limit`", counts.rows.len() - limit));
    }
    let sum: u64 = counts.rows.iter().map(|row| row.n).sum();
    if sum > counts.total {
        terminal.note(&format!(
            "the rows add up to {}: some {} are in several rows",
            thousands(sum),
            counts.unit.slug()
        ));
    }
    for left_out in left_out(counts).into_iter().chain(copies(counts.copies)) {
        terminal.note(&left_out);
    }
    if counts.unit == Unit::Judgments && of.judgments == 0 {
        terminal.note("no document here states a judgment; `--unit findings` counts passages");
    }
}

/// What was not counted and how to count it, a line each.
fn left_out(counts: &Counts) -> Vec<String> {
    let out = &counts.left_out;
    let states = out.not_graded.iter().map(|(state, n)| format!("{n} {}", state.replace('_', " ")));
    let ungraded = format!("without a grade ({})", states.collect::<Vec<_>>().join(", "));
    let mut lines: Vec<String> = [
        (out.not_graded.values().sum(), ungraded.as_str(), "ungraded"),
        (out.retrospective, "known only from a later document", "retrospective"),
        (out.second_hand, "known only at second hand", "second_hand"),
    ]
    .into_iter()
    .filter(|(n, _, _)| *n > 0)
    .map(|(n, why, which)| {
        format!("left out: {} {why}; `--include {which}`", plural(n, "judgment"))
    })
    .collect();
    if out.undated > 0 {
        let judgments = plural(out.undated, "judgment");
        lines.push(format!(
            "left out: {judgments} of unknown year that most likely repeat a known one"
        ));
    }
    if counts.contradicted > 0 {
        let judgments = plural(counts.contradicted, "judgment");
        lines.push(format!("documents disagree about {judgments}; see `peelian check`"));
    }
    lines
}

fn singular(unit: Unit) -> &'static str {
    unit.slug().strip_suffix('s').unwrap_or(unit.slug())
}

fn dimension(name: &str) -> Result<Dimension> {
    let (name, interval) = name.split_once(':').unwrap_or((name, ""));
    let mut choices = [(Dimension::Published.slug(), Dimension::Published); 10];
    for (choice, by) in choices.iter_mut().zip(Dimension::ALL) {
        *choice = (by.slug(), by);
    }
    let by = choice("--by", name, choices)?;
    if by != Dimension::Published && !interval.is_empty() {
        let message = format!("`--by {name}` takes no interval");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    Ok(by)
}

/// How days are put together: what stands behind `published:`, else the year.
fn interval(by: &[String]) -> Result<Interval> {
    let named = by.iter().find_map(|name| name.split_once(':'));
    named.map_or(Ok(Interval::default()), |(_, name)| choice("--by published", name, Interval::ALL))
}

fn unit(name: &str) -> Result<Unit> {
    choice("--unit", name, Unit::ALL.map(|unit| (unit.slug(), unit)))
}

/// Reads the values of `--include`.
///
/// # Errors
/// `Usage` for any other value.
pub(super) fn include(names: &[String]) -> Result<Include> {
    let mut include = Include::default();
    for name in names {
        let set: fn(&mut Include) = choice(
            "--include",
            name,
            [
                ("retrospective", (|include| include.retrospective = true) as fn(&mut Include)),
                ("second_hand", |include| include.second_hand = true),
                ("ungraded", |include| include.ungraded = true),
            ],
        )?;
        set(&mut include);
    }
    Ok(include)
}

/// The choice called `name`, in any case, with `-` for `_`, with or without a final `s`.
pub(super) fn choice<T: Copy, const N: usize>(
    option: &str,
    name: &str,
    choices: [(&str, T); N],
) -> Result<T> {
    let plain = |text: &str| text.trim().to_lowercase().replace('-', "_");
    let wanted = plain(name);
    let is = |slug: &str| {
        slug == wanted
            || slug.strip_suffix('s') == Some(&wanted)
            || wanted.strip_suffix('s') == Some(slug)
    };
    choices.iter().find(|(slug, _)| is(slug)).map(|(_, choice)| *choice).ok_or_else(|| {
        let known: Vec<String> = choices.iter().map(|(slug, _)| format!("`{slug}`")).collect();
        Error::new(ErrorKind::Usage, format!("`{option}` does not know `{name}`"))
            .hint(format!("it knows {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::{Dimension, Unit, dimension, include, unit};

    #[test]
    fn names_are_read_kindly_and_wrong_ones_named() {
        assert_eq!(dimension("Doc-Kind").ok(), Some(Dimension::DocKind));
        assert_eq!(dimension("years").ok(), Some(Dimension::Year));
        assert_eq!(unit("judgment").ok(), Some(Unit::Judgments));
        assert!(
            include(&["retrospective".into(), "second-hand".into()]).is_ok_and(|i| i.second_hand)
        );
        let error = dimension("colour").err().map(|error| (error.message, error.hints.join("")));
        assert!(error.is_some_and(
            |(message, hint)| message.contains("`colour`") && hint.contains("`force`")
        ));
    }
}
