//! What a citation says of a report, of a passage in it, or of a judgment: who, what, when, where.
//!
//! Nothing here knows a style; `render::cite` writes them.

mod fragment;

use jiff::civil::{Date, date};

use crate::Result;
use crate::index::Index;
use crate::report::{DocKind, Finding, FindingKind, Outcome, Report, Subject};

use super::{Judgment, Ledger};

pub use fragment::Linked;
use fragment::link;

/// What can be cited.
#[derive(Debug, Clone)]
pub enum Citable {
    /// A whole report.
    Report(Box<Report>),
    /// A passage of a report, which holds its findings.
    Finding(Box<Finding>, Box<Report>),
    /// A judgment, and the report that settles it.
    Judgment(Box<Judgment>, Box<Report>),
}

/// Everything that a style may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The id of what is cited.
    pub id: String,
    /// Who wrote it, by the name of that day; `None` where it was not the inspectorate.
    pub author: Option<Author>,
    /// The title, with the pillar where it names none; the path of a report without a title.
    pub title: String,
    /// The day of the report and what day that is.
    pub date: Option<(Date, DateOf)>,
    /// Where in the report.
    pub pinpoint: Option<Pinpoint>,
    /// The judgment, in words: `legitimacy 2016, question 2: good`.
    pub judgment: Option<String>,
    /// The address, if the report has one on the web, as far as the passage.
    pub link: Option<Linked>,
    /// The words of the passage.
    pub quote: Option<String>,
    /// The day on which the address was looked at.
    pub accessed: Option<Date>,
}

/// The inspectorate by its name at the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// To July 2017.
    Hmic,
    /// From July 2017, when it took on fire and rescue services.
    Hmicfrs,
}

/// Which day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOf {
    /// The day of publication.
    Published,
    /// The day a letter was sent.
    Sent,
    /// The day a page was last updated: publication was then or before.
    LastUpdated,
}

/// Where in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pinpoint {
    /// A page, from 1.
    Page(u32),
    /// A numbered question.
    Question(u16),
    /// A question or area without a number, as printed.
    Area(String),
}

impl Author {
    /// The name of the inspectorate on a day, else in the year of a round, else today's.
    #[must_use]
    pub fn on(day: Option<Date>, year: Option<u16>) -> Self {
        // It was renamed on 19 July 2017; the reports of the rounds to 2016 came out before.
        let first = date(2017, 7, 19);
        let before = match (day, year) {
            (Some(day), _) => day < first,
            (None, Some(year)) => year < 2017,
            (None, None) => false,
        };
        if before { Self::Hmic } else { Self::Hmicfrs }
    }

    /// The full name; the sovereign of the day gives its first word.
    #[must_use]
    pub fn long(self, on: Option<(Date, DateOf)>) -> &'static str {
        // The accession of Charles III.
        let his = on.is_none_or(|(day, _)| day >= date(2022, 9, 8));
        match (self, his) {
            (Self::Hmic, _) => "Her Majesty's Inspectorate of Constabulary",
            (Self::Hmicfrs, false) => {
                "Her Majesty's Inspectorate of Constabulary and Fire & Rescue Services"
            }
            (Self::Hmicfrs, true) => {
                "His Majesty's Inspectorate of Constabulary and Fire & Rescue Services"
            }
        }
    }

    /// `HMIC` or `HMICFRS`.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Hmic => "HMIC",
            Self::Hmicfrs => "HMICFRS",
        }
    }
}

/// The judgment called `id` as `export --unit judgments` calls it, with the report that settles it.
///
/// # Errors
/// `IndexDamaged`.
pub fn judgment(index: &Index, id: &str) -> Result<Option<Citable>> {
    let ledger = Ledger::read(index)?;
    let Some(judgment) = ledger.judgments.into_iter().find(|one| one.id() == id) else {
        return Ok(None);
    };
    let settles = judgment.statements.first().map(|first| first.report.clone());
    let report = settles.map(|id| index.report(&id)).transpose()?.flatten();
    Ok(report.map(|report| Citable::Judgment(Box::new(judgment), Box::new(report))))
}

/// What a citation of `cited` says.
#[must_use]
pub fn cite(cited: &Citable, accessed: Option<Date>) -> Citation {
    match cited {
        Citable::Report(report) => whole(report, accessed),
        Citable::Finding(finding, report) => Citation {
            id: finding.id.clone(),
            pinpoint: of_finding(finding),
            judgment: of_judgment_finding(finding),
            link: link(report, Some(finding)),
            quote: Some(finding.text.clone()),
            ..whole(report, accessed)
        },
        Citable::Judgment(judgment, report) => Citation {
            id: judgment.id(),
            pinpoint: of_subject(&judgment.key.subject, judgment.question_text.as_deref()),
            judgment: Some(in_words(judgment)),
            quote: judgment.statements.first().map(|first| first.attestation.quote.clone()),
            ..whole(report, accessed)
        },
    }
}

fn whole(report: &Report, accessed: Option<Date>) -> Citation {
    let days = [
        (report.published, DateOf::Published),
        (report.sent, DateOf::Sent),
        (report.last_updated, DateOf::LastUpdated),
    ];
    let date = days.into_iter().find_map(|(day, of)| Some((day?, of)));
    Citation {
        id: report.id.clone(),
        author: author(report, date.map(|(day, _)| day)),
        title: title(report),
        date,
        pinpoint: None,
        judgment: None,
        link: link(report, None),
        quote: None,
        accessed,
    }
}

/// The inspectorate, unless others wrote it; a page that was updated later still bears the name of its round.
fn author(report: &Report, day: Option<Date>) -> Option<Author> {
    let by_others = matches!(report.kind, DocKind::Response | DocKind::News | DocKind::Other);
    let day = day.filter(|_| report.published.is_some() || report.sent.is_some());
    let year = report.cycle.map(|cycle| cycle.first()).or(report.last_updated.map(year));
    (!by_others).then(|| Author::on(day, year))
}

/// The title, with the pillar where it names none: four pages of one round and force bear one title.
fn title(report: &Report) -> String {
    let Some(title) = &report.title else { return report.path.clone() };
    let pillar = report.pillar.as_ref().map(|pillar| pillar.slug().replace('_', " "));
    match pillar.filter(|pillar| !title.to_lowercase().contains(pillar.as_str())) {
        Some(pillar) => format!("{title}: {pillar}"),
        None => title.clone(),
    }
}

fn year(day: Date) -> u16 {
    u16::try_from(day.year()).unwrap_or_default()
}

fn of_finding(finding: &Finding) -> Option<Pinpoint> {
    let area = || finding.question_text.clone().map(Pinpoint::Area);
    let question = || finding.question.map(Pinpoint::Question);
    finding.page.map(Pinpoint::Page).or_else(question).or_else(area)
}

fn of_subject(subject: &Subject, text: Option<&str>) -> Option<Pinpoint> {
    match subject {
        Subject::Overall => None,
        Subject::Question(number) => Some(Pinpoint::Question(*number)),
        Subject::Area(slug) => {
            Some(Pinpoint::Area(text.map_or_else(|| slug.replace('_', " "), str::to_owned)))
        }
    }
}

/// The judgment that a finding gives, if it gives one.
fn of_judgment_finding(finding: &Finding) -> Option<String> {
    let outcome = finding.outcome.filter(|_| finding.kind == FindingKind::Judgment)?;
    let place = [
        finding.pillar.as_ref().map(|pillar| pillar.slug().to_owned()),
        finding.cycle.map(|cycle| cycle.to_string()),
    ];
    let subject = finding.question.map(|number| format!("question {number}"));
    Some(said(&place, subject.or_else(|| finding.question_text.clone()), outcome))
}

fn in_words(judgment: &Judgment) -> String {
    let key = &judgment.key;
    let place = [
        key.pillar.as_ref().map(|pillar| pillar.slug().to_owned()),
        key.cycle.map(|cycle| cycle.to_string()),
    ];
    let subject = match &key.subject {
        Subject::Overall => None,
        Subject::Question(number) => Some(format!("question {number}")),
        Subject::Area(slug) => Some(slug.replace('_', " ")),
    };
    said(&place, subject, judgment.outcome)
}

fn said(place: &[Option<String>], subject: Option<String>, outcome: Outcome) -> String {
    let place = place.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let of = [Some(place), Some(subject.unwrap_or_else(|| "overall".to_owned()))];
    let of: Vec<String> = of.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}: {}", of.join(", "), outcome.slug().replace('_', " "))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::fragment::tests::finding;
    use super::{Author, Citable, DateOf, Pinpoint, cite};
    use crate::analyse::ledger::tests::report;
    use crate::report::{Cycle, DocKind};

    #[test]
    fn the_inspectorate_bears_the_name_of_its_day() {
        for (day, year, name) in [
            (Some(date(2016, 12, 8)), None, "HMIC"),
            (Some(date(2017, 7, 18)), Some(2017), "HMIC"),
            (Some(date(2017, 7, 19)), Some(2016), "HMICFRS"),
            (None, Some(2016), "HMIC"),
            (None, Some(2017), "HMICFRS"),
            (None, None, "HMICFRS"),
        ] {
            assert_eq!(Author::on(day, year).short(), name, "{day:?} {year:?}");
        }
    }

    #[test]
    fn a_page_of_2016_that_was_touched_later_is_still_by_hmic() {
        let mut page = report("a", DocKind::Assessment, Some(2019));
        page.cycle = Some(Cycle::year(2016));
        let citation = cite(&Citable::Report(Box::new(page.clone())), None);
        assert_eq!(citation.author, Some(Author::Hmic));
        assert_eq!(citation.date, Some((date(2019, 1, 1), DateOf::LastUpdated)));
        page.kind = DocKind::News;
        assert_eq!(cite(&Citable::Report(Box::new(page)), None).author, None);
    }

    #[test]
    fn a_title_that_names_no_pillar_gets_it() {
        let mut page = report("a", DocKind::Assessment, None);
        for (printed, cited) in [
            (Some("Fenwold PEEL 2016"), "Fenwold PEEL 2016: legitimacy"),
            (Some("PEEL: Police legitimacy 2017"), "PEEL: Police legitimacy 2017"),
            (None, "a.txt"),
        ] {
            page.title = printed.map(str::to_owned);
            assert_eq!(cite(&Citable::Report(Box::new(page.clone())), None).title, cited);
        }
    }

    #[test]
    fn a_page_is_a_closer_place_than_a_question() {
        let mut finding = finding(1, 0, "words");
        finding.question = Some(2);
        assert_eq!(super::of_finding(&finding), Some(Pinpoint::Question(2)));
        finding.page = Some(7);
        assert_eq!(super::of_finding(&finding), Some(Pinpoint::Page(7)));
    }
}
