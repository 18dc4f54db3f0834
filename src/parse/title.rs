//! What the head of a document says it is: its title line, and what follows from the title's form.

use std::sync::LazyLock;

use regex::Regex;

use super::areas;
use super::page::{Line, Page};
use super::rule;
use super::sieve::Rule;
use crate::extract::BlockKind;
use crate::report::{Cycle, DocKind, Pillar, Programme};

/// How the body of a document is laid out, which says where grades and findings stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A landing page: a line for each pillar.
    Landing,
    /// One pillar with its questions.
    Pillar,
    /// A whole report by named areas (PEEL from 2021/22, fire from 2023-25).
    Areas,
    /// One overall judgment under its own heading (crime data integrity).
    Overall,
    /// A grade for each of several bodies.
    Regional,
    /// One release.
    Release,
    /// Many releases on one page.
    Bundle,
    /// A report whose grade, if any, is a sentence (vetting).
    Sentence,
    /// Prose without grades of a force.
    Prose,
    /// Restates what the inspectorate said.
    SecondHand,
    /// Explains the scale; has every grade word and no finding.
    Scale,
}

/// What the title line says.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// Which line it is.
    pub(super) line: usize,
    /// Its words.
    pub(super) text: String,
    pub(super) kind: DocKind,
    pub(super) layout: Layout,
    pub(super) programme: Option<Programme>,
    pub(super) cycle: Option<Cycle>,
    pub(super) pillar: Option<Pillar>,
    /// The words that name the body or the place.
    pub(super) body: Option<String>,
    /// The rule that read it.
    pub(super) rule: &'static str,
}

struct Form {
    rule: &'static str,
    regex: Option<Regex>,
    kind: DocKind,
    layout: Layout,
    programme: Option<Programme>,
}

const YEARS: &str = r"(?P<cycle>20\d\d(?: ?[-/] ?(?:20)?\d\d)?)";

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    use DocKind as K;
    use Layout as L;
    use Programme as P;
    let peel = Some(P::Peel);
    let cover = r"(?: (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d.*| ©.*| ISBN.*)?$";
    let forms: [(&'static str, String, K, L, Option<P>); 36] = [
        ("cover `PEEL: Police PILLAR YEAR An inspection of FORCE`", format!(r"(?i)^(?:\d+ )?PEEL:? Police (?P<pillar>effectiveness|efficiency|legitimacy|leadership) (?P<cycle>20\d\d) An inspection of (?P<body>.+?){cover}"), K::Report, L::Pillar, peel),
        ("cover `PEEL: Police effectiveness, efficiency and legitimacy YEARS An inspection of FORCE`", format!(r"(?i)^(?:\d+ )?PEEL:? Police effectiveness, efficiency and legitimacy {YEARS} An inspection of (?P<body>.+?){cover}"), K::Report, L::Areas, peel),
        ("cover `PEEL: Police PILLAR YEAR A national overview`", r"(?i)^(?:\d+ )?PEEL:? Police (?P<pillar>effectiveness|efficiency|legitimacy|leadership) (?P<cycle>20\d\d) A national overview.*".to_string(), K::Thematic, L::Prose, peel),
        ("cover `Effectiveness, efficiency and people YEARS An inspection of SERVICE`", format!(r"(?i)^(?:\d+ )?(?:fire (?:&|and) rescue service )?effectiveness, efficiency and people {YEARS} An inspection of (?P<body>.+?){cover}"), K::Report, L::Areas, Some(P::Fire)),
        ("title of a list of reports", r"(?i)^(?:national PEEL reports|fire and rescue publications|publications)$".to_owned(), K::Overview, L::Prose, None),
        ("title `PEEL: ... press releases`", format!(r"(?i)^(?:PEEL:? )?(?:police )?.*?(?P<pillar>effectiveness|efficiency|legitimacy|leadership)?.*?{YEARS}.*(?:force )?press releases$"), K::Release, L::Bundle, peel),
        ("title `PEEL assessment framework`", format!(r"(?i)^(?:the )?PEEL (?:inspection |assessment )*framework(?:.*?{YEARS})?"), K::Other, L::Scale, peel),
        ("title of a consultation", r"(?i)\b(?:for consultation|consultation on|revised consultation|proposed .{0,60}(?:programme|framework)|summary of consultation responses|consultation responses)\b".to_owned(), K::Other, L::Scale, None),
        ("title of a framework or method", r"(?i)^(?:(?:methodology|terms of reference|glossary|how we inspect|how HMIC(?:FRS)? works|what is PEEL|about PEEL|judgment criteria|grading criteria)\b.{0,110}|.{0,80}\b(?:methodology|inspection programme and framework|judgment criteria))\??$".to_owned(), K::Other, L::Scale, None),
        ("title `FRS assessment`", format!(r"(?i)^{YEARS} (?:FRS|fire and rescue(?: service)?) assessments?$"), K::Other, L::Scale, Some(P::Fire)),
        ("title of an approach", r"(?i)^our approach to .{0,80}$".to_owned(), K::Other, L::Scale, None),
        ("title `PEEL assessments YEAR`", format!(r"(?i)^(?:PEEL assessments? {YEARS}|{}|PEEL questions? {})$", YEARS.replace("cycle", "c2") + " PEEL assessments?", YEARS.replace("cycle", "c3")), K::Other, L::Scale, peel),
        ("title `PLACE PEEL YEAR`", r"^(?P<body>.+?) PEEL (?P<cycle>20\d\d)$".to_owned(), K::Assessment, L::Pillar, peel),
        ("title `PLACE PEEL Assessment YEARS`", format!(r"(?i)^(?P<body>.+?) PEEL assessments? {YEARS}$"), K::Assessment, L::Areas, peel),
        ("title `PEEL: Police effectiveness, efficiency and legitimacy YEARS - FORCE`", format!(r"(?i)^PEEL: (?:police )?effectiveness, efficiency and legitimacy {YEARS}(?: ?- ?(?:An inspection of )?(?P<body>.+))?$"), K::Report, L::Areas, peel),
        ("title `PEEL: Police PILLAR YEAR - FORCE`", r"(?i)^(?:PEEL: )?Police (?P<pillar>effectiveness|efficiency|legitimacy|leadership) (?P<cycle>20\d\d)(?: ?- ?(?:An inspection of )?(?P<body>.+))?$".to_owned(), K::Report, L::Pillar, peel),
        ("title `PEEL YEARS: An inspection of FORCE`", format!(r"(?i)^PEEL {YEARS}(?: ?[-:] ?| )?(?:An inspection of|Arolygiad o) (?P<body>.+)$"), K::Assessment, L::Areas, peel),
        ("title `FORCE: Crime Data Integrity inspection YEAR`", r"(?i)^(?P<body>.+?)[:,]? (?:-+ )?crime data integrity (?:re-?)?inspection(?: report)?(?: (?P<cycle>20\d\d))?$".to_owned(), K::Report, L::Overall, Some(P::CrimeDataIntegrity)),
        ("title `Crime data integrity inspection YEAR - FORCE`", r"(?i)^crime data integrity (?:re-?)?inspection(?: (?P<cycle>20\d\d))?(?: ?[-:] ?(?P<body>.+))$".to_owned(), K::Report, L::Overall, Some(P::CrimeDataIntegrity)),
        ("title of the child protection programme", r"(?i)^(?:HMICFRS ?- ?)?national child protection (?:inspections|inspection programme)\b.*$".to_owned(), K::Other, L::Prose, Some(P::ChildProtection)),
        ("title `PLACE - National child protection inspection`", r"(?i)^(?P<body>[^,.]{2,60}?) ?[-:] ?(?:national )?child protection (?:inspections?|post-? ?inspection|re-? ?inspection).*$".to_owned(), K::Report, L::Prose, Some(P::ChildProtection)),
        ("title `National child protection inspection`", r"(?i)^national child protection(?: inspections?| post-? ?inspection| re-? ?inspection)*(?: review| update| assessment of progress)?(?: ?[-:] ?(?P<body>.+))?$".to_owned(), K::Report, L::Prose, Some(P::ChildProtection)),
        ("title `... vetting and counter-corruption arrangements in FORCE`", r"(?i)\b(?:effectiveness of )?vetting and counter-? ?corruption arrangements (?:in|at|of) (?:the )?(?P<body>.+)$".to_owned(), K::Report, L::Sentence, Some(P::Vetting)),
        ("title `FORCE: Police integrity inspection`", r"(?i)^(?P<body>[^:]{4,60}): (?:police )?integrity inspection(?: (?P<cycle>20\d\d))?$".to_owned(), K::Report, L::Prose, None),
        ("title `An inspection of the REGION regional response to ...`", r"(?i)^An inspection of the .+ regional response to serious and organised crime".to_owned(), K::Report, L::Regional, Some(P::SeriousOrganisedCrime)),
        ("title `Report on an unannounced inspection visit to police custody suites in PLACE`", r"(?i)\binspection(?: visit)? (?:to|of) police custody suites in (?P<body>.+)$".to_owned(), K::Report, L::Prose, Some(P::Custody)),
        ("title `State of Policing`", r"(?i)^state of (?:policing|fire and rescue)\b(?:.*?\b(?P<cycle>20\d\d(?: ?[/-] ?(?:20)?\d\d)?))?".to_owned(), K::Thematic, L::Prose, None),
        ("title `PEEL spotlight report`", format!(r"(?i)^PEEL spotlight report\b(?:.*?{YEARS})?"), K::Thematic, L::Prose, peel),
        ("title `Inspection into FORCE`", r"(?i)^(?:an )?inspection (?:into|of) (?P<body>.{4,60}?)(?: effectiveness.*)?$".to_owned(), K::Report, L::Areas, None),
        ("title of a super-complaint", r"(?i)\bsuper-complaint\b".to_owned(), K::Thematic, L::Prose, None),
        ("title `Fire and Rescue Service inspections YEARS - Summary`", format!(r"(?i)^fire (?:and|&) rescue service inspections {YEARS}"), K::Overview, L::Prose, Some(P::Fire)),
        ("title `... fire and rescue service ... revisit YEARS`", format!(r"(?i)^(?P<body>.+?(?:fire|brigade).*?)(?: ?[-:] ?| )(?:cause of concern )?(?:second |first |third |progress )?revisit(?: letter| {YEARS})*$"), K::Letter, L::Prose, Some(P::Fire)),
        ("title `Fire & Rescue Service / Effectiveness, efficiency and people YEARS`", format!(r"(?i)^effectiveness, efficiency and people {YEARS}(?: ?- ?(?:An inspection of )?(?P<body>.+))?$"), K::Report, L::Areas, Some(P::Fire)),
        ("title of an enhanced monitoring decision", r"(?i)^(?P<body>[^:]{2,60}?)(?: ?[-:] ?(?:decision on )?(?:enhanced|default phase of|return to default phase of) monitoring.*| enhanced monitoring decision)$".to_owned(), K::Letter, L::Prose, None),
        ("title `Letter ...`", r"(?i)^(?:open )?letter (?:from|to)\b".to_owned(), K::Letter, L::Prose, None),
        ("title `PLACE YEARS`", format!(r"^(?P<body>[^\d:;?]+?) {YEARS}$"), K::Assessment, L::Landing, None),
    ];
    forms
        .into_iter()
        .map(|(name, pattern, kind, layout, programme)| Form {
            rule: name,
            regex: rule(&pattern),
            kind,
            layout,
            programme,
        })
        .collect()
});

/// Lines before the title that say nothing of the document.
pub(super) static FURNITURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?ix)^(?:
        skip\ to\ (?:main\ )?content | main\ content\ is\ below | (?:english|cymraeg)(?:\ ?[|/·]?\ ?(?:english|cymraeg))? | neidio\ i'r\ cynnwys
        | promoting\ improvements\ in\ policing.* | printable\ version | print\ this\ (?:document|page) | contents | menu | search | home
        | os\ hoffech\ chi.* | mae'r\ dudalen\ hon\ ar\ gael.* | darllen(?:wch)?\ .*\ (?:gymraeg|cymraeg)\b.* | (?:this\ page\ is\ (?:also\ )?available|read\ this\ (?:page|report|document)|view\ this\ page)\ in\ (?:welsh|cymraeg).* | .*planned\ website\ downtime.* | .*\bcookies?\b.* | quick\ exit.* | quickly\ exit.* | page\ \d+(?:\ of\ \d+)?:?
        | (?:hmicfrs|hmic)\ is\ consulting.* | please\ (?:give|send|let)\ us.* | we\ would\ like\ your\ views.* | .*\bwebsite\ will\ be\b.* | .*this\ site\ will\ be\ closed.*
        | date\ 20\d\d-\d\d-\d\d | share(?:\ this.*)? | back\ to.* | updated?\ .{0,40}:?
        )$",
    )
});

/// True for a line of page furniture.
pub(super) fn is_furniture(line: &Line) -> bool {
    line.may(Rule::Furniture) && FURNITURE.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
}

/// A consultation banner above the page of another cycle.
pub(super) static BANNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)(?:for consultation\b|\bis consulting on\b|\bconsultation on\b|downtime|views on (?:whether|our)|open to comment)",
    )
});

/// True for a consultation banner.
pub(super) fn is_banner(line: &Line) -> bool {
    line.may(Rule::Banner) && BANNER.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
}

/// Sections that reports of all rounds, news releases and letters begin with: in lower case, with plain apostrophes.
const SECTIONS: [&str; 47] = [
    "overall summary",
    "overall judgment",
    "overall judgement",
    "summary",
    "executive summary",
    "summary of findings",
    "summary of our findings",
    "our judgments",
    "our judgements",
    "our findings",
    "overview",
    "overview of findings",
    "introduction",
    "foreword",
    "background",
    "context",
    "force in context",
    "about the force",
    "about the service",
    "about us",
    "about this report",
    "about this inspection",
    "about our inspection",
    "terminology in this report",
    "important changes to peel",
    "changes to this round of inspection",
    "hm inspector's summary",
    "hm inspector's observations",
    "hmi summary",
    "hmi's summary",
    "hmi's observations",
    "findings",
    "main findings",
    "key findings",
    "detailed findings",
    "areas for improvement",
    "area for improvement",
    "causes of concern",
    "cause of concern",
    "recommendations",
    "innovative practice",
    "promising practice",
    "other inspections",
    "other reports",
    "conclusion",
    "conclusions",
    "next steps",
];

/// True for the name of a section or an area, which says what a part of a document is and not what the document is.
pub(super) fn is_section(plain: &str) -> bool {
    let words = plain.trim().trim_end_matches([':', '.']).to_lowercase();
    // Sections of longer reports are numbered.
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    SECTIONS.contains(&words) || Pillar::known(words).is_some() || areas::known(words).is_some()
}

/// What the head of a page calls it, without the name of the site that follows; `None` if that is a section, the site, or what
/// a word processor leaves there.
pub(super) fn of_head(head: &str) -> Option<&str> {
    let ends = [" - HMIC", " \u{2013} HMIC", " | "];
    let first = ends.iter().fold(head, |rest, end| rest.split(end).next().unwrap_or(rest)).trim();
    let is_file =
        first.starts_with("Microsoft ") || first.ends_with(".doc") || !first.contains(' ');
    (!is_file && !is_section(first)).then_some(first)
}

/// How many lines of the head are searched for a title.
const HEAD: usize = 14;

/// Finds the title line. `is_body` tells whether words name a known body or place.
pub(super) fn find(
    page: &Page<'_>,
    head_title: Option<&str>,
    is_body: &dyn Fn(&str) -> bool,
) -> Option<Title> {
    let mut fallback = None;
    let mut seen = 0;
    for at in 0..page.lines.len().min(HEAD) {
        let line = &page.lines[at];
        if is_furniture(line)
            || line.kind == BlockKind::Row
            || matches!(line.kind, BlockKind::Item(_))
        {
            continue;
        }
        let plain = line.plain.trim().trim_end_matches('.').trim_start_matches('#').trim();
        seen += 1;
        let Some(title) = read(plain, at, &line.text, is_body) else {
            if plain.ends_with('?') || plain.len() > 220 {
                break;
            }
            continue;
        };
        if title.layout == Layout::Scale && (seen > 3 || line.plain.trim_end().ends_with('.')) {
            continue;
        }
        let banner = title.layout == Layout::Scale && is_banner(line);
        if banner && fallback.is_none() {
            fallback = Some(title);
            continue;
        }
        return match fallback {
            Some(first)
                if !matches!(title.layout, Layout::Landing | Layout::Pillar | Layout::Areas) =>
            {
                Some(first)
            }
            _ => Some(title),
        };
    }
    fallback.or_else(|| {
        let plain: String = head_title?.replace(['\u{2013}', '\u{2014}', '\u{2011}'], "-");
        let first = plain
            .split(" - HMIC")
            .next()
            .unwrap_or(&plain)
            .split(" | ")
            .next()
            .unwrap_or(&plain)
            .trim()
            .to_owned();
        read(&first, 0, &first, is_body)
    })
}

fn read(plain: &str, at: usize, text: &str, is_body: &dyn Fn(&str) -> bool) -> Option<Title> {
    if plain.len() > 220 {
        return None;
    }
    for form in FORMS.iter() {
        // Most forms do not match, which is told without room for what they would capture.
        let regex = form.regex.as_ref().filter(|regex| regex.is_match(plain));
        let Some(found) = regex.and_then(|regex| regex.captures(plain)) else { continue };
        let body = found.name("body").map(|body| body.as_str().trim().to_owned());
        let place_title = matches!(
            form.rule,
            "title `PLACE YEARS`"
                | "title `PLACE PEEL YEAR`"
                | "title `PLACE PEEL Assessment YEARS`"
        );
        if place_title
            && !body.as_deref().is_some_and(is_body)
            && (form.layout == Layout::Landing || plain.split(' ').count() > 7)
        {
            continue;
        }
        let of_force =
            form.rule.contains("FORCE") && matches!(form.layout, Layout::Pillar | Layout::Areas);
        if of_force && body.as_deref().is_some_and(|body| !names_body(body) && !is_body(body)) {
            continue;
        }
        let national = body.as_deref().is_some_and(|body| body.to_lowercase().contains("overview"));
        let cycle = ["cycle", "c2", "c3"]
            .iter()
            .find_map(|name| found.name(name))
            .and_then(|years| cycle_of(years.as_str(), form.programme));
        let pillar = found
            .name("pillar")
            .filter(|_| one_pillar(plain))
            .and_then(|pillar| Pillar::known(pillar.as_str()));
        return Some(Title {
            line: at,
            text: text.to_owned(),
            kind: form.kind,
            layout: form.layout,
            programme: form.programme,
            cycle,
            pillar,
            body: body.filter(|_| !national),
            rule: form.rule,
        });
    }
    None
}

/// `Place 2016`, `Place PEEL 2016`.
pub(super) static PLACE: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(&format!(r"^(?P<body>[A-Z][^\d:;?.]{{1,50}}?)(?: PEEL)? {YEARS}$")));

/// The place and cycle of a line of the forms `Place PEEL 2016` and `Place 2016`.
pub(super) fn place_and_cycle(
    line: &Line,
    programme: Option<Programme>,
) -> Option<(String, Cycle)> {
    let place = PLACE.as_ref().filter(|_| line.may(Rule::PlaceAndYear))?;
    let found = place.captures(line.plain.trim())?;
    Some((found["body"].to_owned(), cycle_of(&found["cycle"], programme)?))
}

/// True if the words say that they name a body, or that there is none (`A national overview`).
fn names_body(words: &str) -> bool {
    const SORTS: [&str; 7] =
        ["police", "constabulary", "service", "brigade", "agency", "overview", "heddlu"];
    let lower = words.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| SORTS.contains(&word))
}

/// True if the title names a single pillar.
fn one_pillar(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    ["effectiveness", "efficiency", "legitimacy"]
        .iter()
        .filter(|name| lower.contains(*name))
        .count()
        <= 1
}

/// A cycle as titles print it; `PEEL 2018` is the cycle 2018/19.
pub(super) fn cycle_of(years: &str, programme: Option<Programme>) -> Option<Cycle> {
    let tight: String = years.chars().filter(|c| *c != ' ').collect();
    let cycle: Cycle = tight.parse().ok()?;
    let two_years = matches!(programme, Some(Programme::Peel) | None) && cycle == Cycle::year(2018);
    if two_years && programme == Some(Programme::Peel) {
        return Cycle::range(2018, 2019);
    }
    Some(cycle)
}

#[cfg(test)]
mod tests {
    use super::{is_section, of_head};

    #[test]
    fn a_section_is_told_from_a_title() {
        for section in [
            "Overall summary",
            "HM Inspector's observations",
            "Summary of findings:",
            "1. Introduction",
            "Effectiveness",
            "Responding to the public",
        ] {
            assert!(is_section(section), "{section}");
        }
        for title in [
            "Overall summary of the year",
            "Left on the shelf: how the police look after what they seize",
            "Kent 2016",
            "Glossary",
            "",
        ] {
            assert!(!is_section(title), "{title}");
        }
    }

    #[test]
    fn the_head_of_a_page_says_its_title_without_the_site() {
        for (head, title) in [
            ("Left on the shelf - HMICFRS", Some("Left on the shelf")),
            ("Left on the shelf | A site | Reports", Some("Left on the shelf")),
            ("Overall summary - HMICFRS", None),
            ("Microsoft Word - report final.docx", None),
            ("HMICFRS", None),
            ("", None),
        ] {
            assert_eq!(of_head(head), title, "{head}");
        }
    }
}
