//! What is new among findings since they were looked at last.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Table, plural, sheets};
use crate::report::Finding;
use crate::search::ReportRef;

/// Findings beside what was seen of them before.
#[derive(Debug)]
pub struct Watched<'a> {
    basis: Basis<'a>,
    /// What is to be marked as seen: the grade or state of each finding, by what it is known by.
    pub seen: BTreeMap<String, Option<String>>,
    /// What is new, in the order of the ids.
    pub news: Vec<News>,
    /// Findings of reports of which no day is known, where a day is what tells.
    pub undated: u64,
}

/// Against what findings are new.
#[derive(Debug, Clone, Copy)]
pub enum Basis<'a> {
    /// What was seen; `None` the first time, when nothing is news.
    Seen(Option<&'a BTreeMap<String, Option<String>>>),
    /// Reports of this day and later are new.
    Day(Date),
}

/// One finding that is new or has another grade.
#[derive(Debug)]
pub struct News {
    /// The finding.
    pub finding: Finding,
    /// The grade or state it had, where that is what changed; within, `None` stands for none.
    pub was: Option<Option<String>>,
}

impl<'a> Watched<'a> {
    /// Begins with that.
    #[must_use]
    pub fn new(basis: Basis<'a>) -> Self {
        Self { basis, seen: BTreeMap::new(), news: Vec::new(), undated: 0 }
    }

    /// Looks at a finding of a report of that day.
    pub fn see(&mut self, finding: Finding, day: Option<Date>) {
        let key = known_by(&finding);
        let grade = finding.outcome.map(|outcome| outcome.slug().to_owned());
        // Words that stand twice under one question are one thing: the first speaks.
        if self.seen.contains_key(&key) {
            return;
        }
        match self.basis {
            Basis::Seen(None) => {}
            Basis::Seen(Some(before)) => match before.get(&key) {
                None => self.news.push(News { finding, was: None }),
                Some(was) if *was != grade => {
                    self.news.push(News { finding, was: Some(was.clone()) });
                }
                Some(_) => {}
            },
            Basis::Day(since) if day.is_some_and(|day| day >= since) => {
                self.news.push(News { finding, was: None });
            }
            Basis::Day(_) => self.undated += u64::from(day.is_none()),
        }
        self.seen.insert(key, grade);
    }

    /// True if nothing was seen before.
    #[must_use]
    pub fn is_first(&self) -> bool {
        matches!(self.basis, Basis::Seen(None))
    }

    /// How many of the findings are new, and how many have another grade.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let changed = self.news.iter().filter(|news| news.was.is_some()).count() as u64;
        (self.news.len() as u64 - changed, changed)
    }

    /// How many were seen before and match no more.
    #[must_use]
    pub fn gone(&self) -> u64 {
        let before = match self.basis {
            Basis::Seen(before) => before,
            Basis::Day(_) => None,
        };
        let before = before.into_iter().flat_map(BTreeMap::keys);
        before.filter(|key| !self.seen.contains_key(*key)).count() as u64
    }
}

/// What a finding is known by: its report, where it stands in it, its kind and its words, but not its number, which moves when
/// something is put in before it.
fn known_by(finding: &Finding) -> String {
    let report = finding.id.rsplit_once('-').map_or("", |(report, _)| report);
    let force = finding.force.as_ref().map(|force| force.key()).unwrap_or_default();
    let pillar = finding.pillar.as_ref().map(ToString::to_string).unwrap_or_default();
    let question = finding.question.map(|number| number.to_string()).unwrap_or_default();
    let place = [&force, &pillar, &question, finding.kind.slug(), &finding.text].join("\n");
    format!("{report}/{}", &blake3::hash(place.as_bytes()).to_hex().as_str()[..24])
}

/// `new`, or what the grade was.
#[must_use]
pub fn words(news: &News) -> String {
    match &news.was {
        None => "new".to_owned(),
        Some(was) => {
            let was = was.as_deref().map_or_else(|| "none".to_owned(), |it| it.replace('_', " "));
            format!("grade was {was}")
        }
    }
}

/// The table without rows.
#[must_use]
pub fn table() -> Table {
    Table::new([
        "news",
        "was",
        "force",
        "year",
        "pillar",
        "#question",
        "grade",
        "kind",
        "text",
        "id",
        "title",
        "path",
    ])
}

/// A row of it.
#[must_use]
pub fn row(news: &News, report: &ReportRef) -> Vec<Option<String>> {
    let what = if news.was.is_none() { "new" } else { "grade" };
    let mut row = vec![Some(what.to_owned()), news.was.clone().flatten()];
    row.extend(sheets::finding_cells(&news.finding, report));
    row
}

/// How much is new, of how many: sentences for a person.
#[must_use]
pub fn summary(watched: &Watched<'_>, peek: bool) -> Vec<String> {
    let all = plural(watched.seen.len() as u64, "finding");
    if let Basis::Day(since) = watched.basis {
        let mut lines = vec![format!(
            "{} of reports of {since} and later, of {all} that match",
            plural(watched.news.len() as u64, "finding")
        )];
        if watched.undated > 0 {
            let undated = plural(watched.undated, "finding");
            lines.push(format!("left out: {undated} of reports of which no day is known"));
        }
        return lines;
    }
    if watched.is_first() {
        let marked =
            if peek { "`--peek` marks nothing" } else { "from now on what is new is shown" };
        return vec![format!("{all} that match, watched for the first time: {marked}")];
    }
    let (new, changed) = watched.counts();
    let mut lines =
        vec![format!("{new} new and {changed} with another grade, of {all} that match")];
    if watched.gone() > 0 {
        lines
            .push(format!("{} seen before and no longer found", plural(watched.gone(), "finding")));
    }
    lines
}
