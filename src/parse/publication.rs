//! The inspectorate's own publication pages: what the lines below their title say of the kind of document.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Page;
use super::{national, rule, title};
use crate::gazetteer::Gazetteer;
use crate::report::DocKind;

/// How many lines of the head are read.
const HEAD: usize = 10;

/// The kind of a document that no title form tells, and what told it: a report of one body, or one that is about all.
pub(super) fn kind_of(page: &Page<'_>, gazetteer: &Gazetteer) -> Option<(DocKind, &'static str)> {
    if is(&CUSTODY, page.plain(first(page)?)) {
        return Some((DocKind::Report, "cover of a custody report, its place on the next line"));
    }
    let head = || page.lines.iter().take(HEAD).map(|line| line.plain.as_str());
    let published = head().any(|plain| is(&PUBLISHED, plain));
    if !published || head().any(|plain| is(&NO_REPORT, plain)) {
        return None;
    }
    if let Some(header) = head().find(|plain| is(&FORCES, plain)) {
        let names = header.split_once(':').map_or("", |(_, names)| names.trim());
        if national::names_all(&header.to_lowercase()) {
            return Some((DocKind::Thematic, "header of a publication page that names all forces"));
        }
        if !gazetteer.named(names).is_empty() || gazetteer.mentions(names).len() == 1 {
            return Some((DocKind::Report, "header of a publication page that names one body"));
        }
    }
    if head().any(|plain| is(&JOINT, plain)) {
        return Some((DocKind::Thematic, "a line names the inspectorates that report together"));
    }
    let named = page.plain(first(page)?);
    (is(&INSPECTION, named) && gazetteer.mentions(named).is_empty())
        .then_some((DocKind::Thematic, "the title is of an inspection that names no body"))
}

/// True for a page of the register of recommendations, which repeats one item of a report.
pub(super) fn is_register(page: &Page<'_>) -> bool {
    let starts = |at: usize, words: &str| page.plain(at).to_lowercase().starts_with(words);
    first(page).is_some_and(|at| page.plain(at).eq_ignore_ascii_case("recommendation"))
        && (0..HEAD).any(|at| starts(at, "type:"))
        && (0..HEAD).any(|at| starts(at, "report:"))
}

/// True for the words of an inspection of the police as a whole: `misogyny in the police service`.
pub(super) fn is_of_police(words: &str) -> bool {
    static POLICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:in|by|of|across|within) (?:the )?(?:police service|police forces|policing)$|\bin England and Wales$",
        )
    });
    is(&POLICE, words)
}

fn first(page: &Page<'_>) -> Option<usize> {
    page.lines.iter().position(|line| !title::is_furniture(line))
}

fn is(regex: &Option<Regex>, plain: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(plain))
}

static CUSTODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)^report on an? (?:un)?announced inspection visit to police custody suites in$")
});
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^published on:? ?"));
static FORCES: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)^(?:police forces?|fire and rescue services?): "));
/// Pages that are no reports, whatever else their header says.
static NO_REPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^publication types?:.*\b(?:press|news|letters?|correspondence|consultations?|methodology|frameworks?|guidance)\b",
    )
});
/// `By HMICFRS and HM Crown Prosecution Service Inspectorate`.
static JOINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let other = r"(?:Ofsted|Estyn|HMCPSI|HMI Prisons|HMI Probation|HM Crown Prosecution Service Inspectorate|HM Inspectorate of (?:Prisons|Probation)|(?:the )?Care Quality Commission)";
    rule(&format!(
        r"^By [^.]*(?:\bHMIC(?:FRS)?\b[^.]*\b{other}|{other}\b[^.]*\bHMIC(?:FRS)?\b)[^.]*$"
    ))
});
static INSPECTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)\b(?:an?|the) (?:joint )?(?:thematic )?inspection of\b|^a progress report on\b")
});
