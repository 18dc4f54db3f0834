//! What sort of document: by the title's form, by the address, by the fixed wording of the genre.

use std::sync::LazyLock;

use regex::Regex;

use super::identity::headline;
use super::page::{Line, Page};
use super::sieve::Rule;
use super::title::{self, Layout, Title};
use super::url::{Address, Section};
use super::{glossary, grades, publication, rule};
use crate::gazetteer::Gazetteer;
use crate::report::DocKind;

type Genre = (DocKind, Layout, String);

/// The kind and layout of a document, and the rule that told.
pub(super) fn kind_of(
    page: &Page<'_>,
    found: Option<&Title>,
    address: &Address,
    gazetteer: &Gazetteer,
) -> Genre {
    if has_letter_head(page) {
        return genre(DocKind::Letter, Layout::Prose, "letter head with `Sent on`");
    }
    if publication::is_register(page) {
        return genre(DocKind::Other, Layout::Prose, "an item of the register of recommendations");
    }
    if any(page, &TRACKER, 2) {
        return genre(DocKind::Other, Layout::Prose, "a tracker of recommendations");
    }
    let other = third_party(page);
    let Some(title) = found else { return untitled(page, other, address, gazetteer) };
    let page_title =
        (matches!(title.layout, Layout::Landing | Layout::Pillar | Layout::Scale | Layout::Bundle)
            || title.rule.contains("PLACE"))
            && prose_before(page, title.line) == 0;
    match other {
        Some((kind, why))
            if !page_title
                || (title.kind != DocKind::Assessment
                    && title.line == 0
                    && page.lines.first().is_some_and(names_writer)) =>
        {
            return (kind, Layout::SecondHand, why);
        }
        _ => {}
    }
    let report_title = matches!(
        title.layout,
        Layout::Areas | Layout::Regional | Layout::Overall | Layout::Sentence
    ) && !title.rule.contains("PLACE");
    let cited = title.layout != Layout::Bundle
        && title.line > 0
        && (report_title || prose_before(page, title.line) > 0 || follows_link(page, title.line));
    if cited {
        let wrapper = page.lines.iter().take(8).any(|line| {
            line.plain.to_lowercase().starts_with("publication types:")
                && !line.plain.to_lowercase().contains("press")
        });
        if is_release(page) || (follows_link(page, title.line) && !wrapper) {
            return genre(
                DocKind::Release,
                Layout::Release,
                "the title of a report, cited below the news",
            );
        }
    }
    if other_is_news(page, title) {
        return genre(
            DocKind::News,
            Layout::SecondHand,
            "a third party tells what inspectors said",
        );
    }
    let of_all =
        |body: &str| gazetteer.mentions(body).is_empty() && publication::is_of_police(body);
    match title.layout {
        Layout::Areas if title.body.as_deref().is_some_and(of_all) => genre(
            DocKind::Thematic,
            Layout::Prose,
            "title of an inspection of the police as a whole",
        ),
        Layout::Landing | Layout::Pillar if title.kind == DocKind::Assessment => {
            (DocKind::Assessment, landing_or_pillar(page, title), title.rule.to_owned())
        }
        Layout::Pillar | Layout::Areas
            if title.kind == DocKind::Report
                && title.body.is_none()
                && !names_force_below(page, title, gazetteer) =>
        {
            genre(DocKind::Overview, Layout::Prose, "title of a report without a force")
        }
        layout => (title.kind, layout, title.rule.to_owned()),
    }
}

fn genre(kind: DocKind, layout: Layout, why: &str) -> Genre {
    (kind, layout, why.to_owned())
}

/// Number of running paragraphs above line `at`.
fn prose_before(page: &Page<'_>, at: usize) -> usize {
    page.lines
        .iter()
        .take(at)
        .filter(|line| {
            line.plain.len() > 80
                && line.plain.trim_end().ends_with(['.', '"'])
                && !title::is_banner(line)
                && !title::is_furniture(line)
        })
        .count()
}

/// True if the line above is the link `Get the report`.
fn follows_link(page: &Page<'_>, at: usize) -> bool {
    at > 0
        && matches!(
            page.plain(at - 1).trim().to_lowercase().as_str(),
            "get the report" | "get the letter" | "get the national report"
        )
}

/// Documents without a title form.
fn untitled(
    page: &Page<'_>,
    other: Option<(DocKind, String)>,
    address: &Address,
    gazetteer: &Gazetteer,
) -> Genre {
    if let Some((kind, why)) = other {
        return (kind, Layout::SecondHand, why);
    }
    if matches!(address.section, Some(Section::Glossary)) {
        return genre(DocKind::Other, Layout::Scale, "an entry of the glossary");
    }
    let head = |wanted: &[&str], lines: usize| {
        page.lines
            .iter()
            .take(lines)
            .any(|line| wanted.contains(&line.plain.to_lowercase().trim_end_matches(':')))
    };
    if is_release(page) {
        return genre(DocKind::Release, Layout::Release, "wording of a news release");
    }
    let counted = || any(page, &AREA_COUNTS, 8);
    if head(&["our judgments", "our judgements", "overall summary"], 16) || counted() {
        return genre(
            DocKind::Assessment,
            Layout::Areas,
            "sections `Overall summary`, `Our judgments`",
        );
    }
    let of_landing = |line: &Line| {
        grades::extent_of_line(line).is_some()
            || line.plain.starts_with("Read more about my assessment of")
    };
    if page.lines.iter().take(30).any(of_landing) {
        return genre(DocKind::Assessment, Layout::Landing, "lines `The extent to which ...`");
    }
    if glossary::is_entry(page) {
        return genre(DocKind::Other, Layout::Scale, "an entry of the glossary");
    }
    if page.lines.iter().take(10).any(|line| headline(&line.plain).is_some())
        && any(page, &LAST_UPDATED, 14)
    {
        return genre(
            DocKind::Assessment,
            Layout::Pillar,
            "headline question of a pillar and `Last updated`",
        );
    }
    if any(page, &GRADES_OVERVIEW, 4)
        || (any(page, &MANY_LINKS, 400) && link_list(page, gazetteer) >= 4)
    {
        return genre(DocKind::Overview, Layout::Prose, "a list of many bodies");
    }
    if let Some((kind, why)) = publication::kind_of(page, gazetteer) {
        return genre(kind, Layout::Prose, why);
    }
    if any(page, &INSPECTION_OF, 10) {
        let named = gazetteer_names_head(page, gazetteer);
        let kind = if named { DocKind::Report } else { DocKind::Thematic };
        return genre(kind, Layout::Prose, "cover of a report");
    }
    if any(page, &THEMATIC, 40) {
        return genre(
            DocKind::Thematic,
            Layout::Prose,
            "parts of a national report (foreword, recommendations)",
        );
    }
    match address.section {
        Some(Section::Assessment) => {
            return genre(DocKind::Assessment, Layout::Landing, "address of an assessment");
        }
        Some(Section::News) => {
            return genre(DocKind::Release, Layout::Release, "address of a news item");
        }
        Some(Section::Recommendation) => {
            return genre(
                DocKind::Other,
                Layout::Prose,
                "address of the register of recommendations",
            );
        }
        _ => {}
    }
    if any(page, &OWN_VOICE, 400) {
        return genre(
            DocKind::Other,
            Layout::Prose,
            "the inspectorate's own page, of no known form",
        );
    }
    match tells(page) {
        Some((kind, why)) => (kind, Layout::SecondHand, why),
        None => genre(DocKind::Other, Layout::Prose, "no known form of title or wording"),
    }
}

fn any(page: &Page<'_>, rule: &Option<Regex>, lines: usize) -> bool {
    page.lines
        .iter()
        .take(lines)
        .any(|line| rule.as_ref().is_some_and(|rule| rule.is_match(&line.plain)))
}

static LAST_UPDATED: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^last updated:? \d"));
static AREA_COUNTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^(?:PEEL 20.{0,20})?our inspection assessed how (?:good|well)\b|\bwe make graded judgments in\b",
    )
});
static GRADES_OVERVIEW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)\b(overview of the grades|national (?:peel )?reports|force reports$|rescue publications$)\b|^.{0,60}\ball (?:43|forty-three) (?:police )?forces$",
    )
});
static MANY_LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)^get the force reports|^force reports|^the (?:force|individual) reports")
});
/// The cover of a report: the words of its sub-title, or the mark of its printer.
static INSPECTION_OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^(?:an?|the) (?:joint |interim report of the |final report of an )?(?:inspection|review|evaluation) of\b.{0,140}[^.]$|\b(?:final|interim) report of (?:an|the) inspection of\b|\ban? (?:joint )?inspection of [A-Z].{0,80}(?:©|ISBN)|^evaluation of the\b|: an (?:unannounced )?inspection of the\b|^police integrity and corruption\b|^inspection findings$|©\s*HMIC(?:FRS)? 20\d\d|\bHMIC inspection report\b|\b(?:a|an) (?:review|inspection) of .{0,140}(?:HMIC|©|ISBN)|\binspection commissioned by\b|^(?:the )?[A-Z].{3,60} inspection 20\d\d$",
    )
});
static THEMATIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^(?:foreword|summary of (?:findings|recommendations)|our recommendations|recommendation 1|publication types: (?:thematic|super-complaint).*)(?: [.…]*.{0,6})?$|\bannual report of constabulary\b",
    )
});
/// The inspectorate speaks of itself.
static OWN_VOICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^part of:|\bthis page (?:sets out|is about|explains)|\bwe (?:inspect|are inspecting|assess|introduced our|independently assess)\b|\bour inspection(?:s| programme| framework)\b|\bwe have inspected \d|\bin carrying out our inspections\b|^HMIC has answered|\bwe published our first\b|\bwe will ask whether\b|^source · HMIC|^HMIC(?:FRS)? is (?:developing|inspecting|consulting)|^HMIC's PEEL assessments|\bread our\b|\bPEEL assessments? let you\b|^how HMIC(?:FRS)? works",
    )
});

/// A release cites the title of its report below a headline and prose; a newspaper does not cite it as a line.
fn other_is_news(page: &Page<'_>, title: &Title) -> bool {
    title.kind == DocKind::Report
        && title.body.is_none()
        && !is_release(page)
        && any(page, &SAYS, 20)
        && !any(page, &GET, 40)
        && tells(page).is_some_and(|(kind, _)| kind == DocKind::News)
        && !any(page, &OWN_VOICE, 40)
        && !any(page, &INSPECTION_OF, 12)
}

static SAYS: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\b(?:said|says|told|according to)\b"));
static TRACKER: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^source [·:-] "));
static GET: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^get the "));

/// An inspector speaks.
pub(super) static SPEAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)(?:\binspectors? of (?:constabulary|fire)\b|\bHMI\b|\bHMCI\b|\b(?:his|her) majesty's (?:chief )?inspector\b|\bHM (?:chief )?inspector\b)[^.\x22]{0,160}\b(?:said|commented|added)\b",
    )
});

/// Release wording: an inspector speaks, or the inspectorate announces.
fn is_release(page: &Page<'_>) -> bool {
    static ANNOUNCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)^(?:HMIC|HMICFRS|inspectors) (?:found|judged|considers?) that .+:$|\b(?:the police inspectorate|the inspectorate|HMICFRS|HMIC) has (?:said|congratulated)\b|\bthe police inspectorate has congratulated\b|#\d{1,3}/20\d\d|\b(?:HMIC|HMICFRS|\(HMIC\)|\(HMICFRS\)) has (?:today )?(?:published|assessed|found)\b|- HMIC(?:FRS)?$|\b(?:HMICFRS|\(HMICFRS\)) (?:has )?graded .{3,60} performance across|(?:^|\d )today we published\b|^publication types: .*press release|\ba (?:new )?report (?:by HMICFRS .{0,60})?(?:says|warns|finds)\b",
        )
    });
    static CITES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)^(?:notes|notes to editors|jump to notes to editors|ends|get the (?:report|letter|press release))$",
        )
    });
    static PRESS_TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b\d{1,2}:\d\d ?(?:am|pm|GMT|BST)?\b.{0,20}(?:\||$)|\bnewsletter\b|\belated\b|\bhide ad\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day \(",
        )
    });
    let speaks = page.lines.iter().take(400).any(|line| {
        line.may(Rule::Speaks) && SPEAKS.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
    });
    let announces = any(page, &ANNOUNCES, 60);
    let cites = any(page, &CITES, 400);
    !any(page, &PRESS_TIMES, 12)
        && (speaks && (announces || cites || spoken_by_inspector(page))
            || announces && cites
            || announces && any(page, &RELEASE_HEADLINE, 4))
}

static RELEASE_HEADLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)- HMIC(?:FRS)?$|^#\d|press releases?$|^(?:date 20\d\d-\d\d-\d\d )?(?:today we published|the police inspectorate has)",
    )
});

/// An attribution line of an inspector that ends in `said:`.
fn spoken_by_inspector(page: &Page<'_>) -> bool {
    page.lines.iter().any(|line| {
        let plain = line.plain.to_lowercase();
        plain.len() < 220 && plain.contains("inspector") && plain.ends_with("said:")
    })
}

/// Commissioners, forces, governments and newspapers, by what the head says of its writer.
fn third_party(page: &Page<'_>) -> Option<(DocKind, String)> {
    if let Some(line) = page.lines.iter().take(8).find(|line| names_writer(line)) {
        let quoted_on_release = is_release(page)
            && !page.lines.first().is_some_and(names_writer)
            && spoken_by_inspector(page);
        if !quoted_on_release {
            return Some((
                DocKind::Response,
                format!("a commissioner, force or panel writes: `{}`", shorten(&line.text)),
            ));
        }
    }
    if let Some(line) = page.lines.iter().take(14).find(|line| is_of_newspaper(line))
        && (!is_release(page) || !spoken_by_inspector(page))
    {
        return Some((
            DocKind::News,
            format!("tells as a newspaper does: `{}`", shorten(&line.text)),
        ));
    }
    None
}

/// What only newspapers print.
pub(super) static NEWSPAPER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)\bhide ad\b|\bput in(?:to)? special measures\b|\bplaced in special measures\b|\bwatchdog\b|\bgovernment inspectors\b|\b(?:evening|daily|weekly) [A-Z][a-z]+, \d|\bcrime correspondent\b|\blocal democracy reporter\b|\bsign up to our\b|\b\d{1,2}:\d\d ?(?:am|pm|GMT)?\b.{0,24}\bupdated\b|\bI look at the PEEL\b|\bin this blog\b|\bwell informed candidates\b|\b(?:beacon|lantern|gazette|herald|echo|chronicle|courier), \d",
    )
});

fn is_of_newspaper(line: &Line) -> bool {
    line.may(Rule::Newspaper) && NEWSPAPER.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
}

/// What only others than the inspectorate write.
pub(super) static WRITER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?ix)
        ^(?:the\ |official\ |formal\ |force\ )?response\ (?:of|by|from|to)\ (?:.{0,60}\b(?:commissioner|PCC|PFCC|HMIC|HMICFRS|inspection|report|panel|government|constabulary|police)\b)
        | \bresponse\ to\ (?:the\ )?(?:HMIC|HMICFRS|PEEL\b|inspection\ report|the\ inspection|his\ majesty|her\ majesty)
        | \b(?:commissioner|PCC|PFCC|mayor|chief\ constable|government|OPCC|chief\ fire\ officer|chief\ fire\ office)(?:'s)?\ (?:\w+\ ){0,6}?(?:response|comments|responds?|responded|welcomes|reacts|publishes|has\ (?:today\ )?(?:commented|responded|answered|issued))\b
        | \b(?:responds?|comments)\ (?:to|on)\ (?:the\ )?(?:latest\ )?(?:HMIC|HMICFRS|inspection|PEEL)
        | \bspecified\ information\ order\b | \bpolice(?:,\ fire)?\ and\ crime\ panel\b | ^agenda\ item | ^agendas?,\ meetings\ and\ minutes | ^minutes\b
        | \bbusiness\ co-?ordination\ board\b | ^transparency\ / | ^office\ of\ the\ .*commissioner | \boffice\ of\ the\ police(?:,\ fire)?\ and\ crime\ commissioner
        | \bhas\ commented\ on\ today's\b | \b(?:HMIC|HMICFRS)\ reports(?:\ and\ publications)?$ | \bHMIC(?:FRS)?\ reports\ relating\ to\b
        | \bthe\ extent\ to\ which\ we\ are\b | \bhow\ we\ deal\ with\b | \bour\ overall\ rating\b | \bour\ PEEL\ grades\b | \bas\ (?:the\ )?(?:PCC|PFCC|police\ and\ crime\ commissioner)\ for\b
        | ^(?:•\ )?police\ and\ crime\ commissioner\ (?:\(PCC\)\ )?[A-Z]\w+\ [A-Z]\w+\ has\b | \bquickly\ exit\ this\ site\b | ^skip\ to\ main\ content$ | ^accessibility\ options$ | \bfire\ authority\ logo
        | ^do\ you\ need\ the\ police | \bhome\ office\ written\ question\b | \b(?:comments?|response|statement)\ under\ (?:s\.?|section)\ ?55\b | \bpolice\ authority\ board\b[^.]*$ | ^HMIC(?:FRS)?(?:\ inspections?)?(?:\ and)?(?:\ inspection)?\ reports$ | ^HMIC(?:FRS)?$ | ^external\ audit\ and\ review$ | ^report\ online\ or\ call | ^to:\ ?business | ^open\ and\ transparent\ quality\ mark
        ",
    )
});

/// A line by which a commissioner, force, panel or government shows that it is the writer.
fn names_writer(line: &Line) -> bool {
    static NOT_WRITER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:summary of consultation responses|how HMIC(?:FRS)? works|regional response|police response to)\b|^(?:open )?letter (?:from|to)\b",
        )
    });
    let plain = &line.plain;
    plain.len() < 700
        && line.may(Rule::Writer)
        && WRITER.as_ref().is_some_and(|rule| rule.is_match(plain))
        && !NOT_WRITER.as_ref().is_some_and(|rule| rule.is_match(plain))
}

/// What is left: somebody tells of inspectors. First person or an officer's words make a response, else it is press.
fn tells(page: &Page<'_>) -> Option<(DocKind, String)> {
    static ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"\bHMIC\b|\bHMICFRS\b|\bHMICFS\b|(?i:\binspectorate\b|\binspectors\b|\bPEEL\b)")
    });
    static FIRST_PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:we were (?:first )?inspected|rated us|our inspection reports|we at the|have welcomed|force welcomes|PFCC|to ask the secretary of state|local policing bod(?:y|ies)|our force|we (?:have been|were|are) (?:rated|graded|judged|pleased)|our officers|my office|I have asked the chief constable|I welcome|all HMIC(?:FRS)? reports|reports? about us|we welcome|how we)\b|\b(?:commissioner|PCC|PFCC|chief constable|chief fire officer|lord) [^.]{0,80}\bsaid:|\bsaid: .{0,20}\bI (?:welcome|am pleased)|\bcan be (?:reached|found) through the link|\byou can find\b|\blisted below\b",
        )
    });
    if !any(page, &ABOUT, 400) {
        return None;
    }
    if any(page, &FIRST_PERSON, 400) && !any(page, &HEADLINE_QUOTES, 2) {
        return Some((
            DocKind::Response,
            "a force or commissioner tells of its inspection".to_owned(),
        ));
    }
    Some((DocKind::News, "a third party tells what inspectors said".to_owned()))
}

/// A newspaper's headline: a grade or a phrase in single quotation marks.
static HEADLINE_QUOTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^[^.]{0,160}'[^']{3,40}'[^.]{0,80}$|\breport says$|\bchild protection progress$|\bis 'proud'",
    )
});

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

fn has_letter_head(page: &Page<'_>) -> bool {
    let head = |start: &str, lines: usize| {
        page.lines.iter().take(lines).any(|line| {
            let same = |plain: &str| plain.eq_ignore_ascii_case(start);
            line.plain.get(..start.len()).is_some_and(same)
        })
    };
    if page.lines.iter().take(6).any(names_writer) {
        return false;
    }
    head("letter information", 20)
        || head("sent on", 12)
        || (head("dear ", 30)
            && (head("copied to", 60) || head("yours sincerely", 400) || head("from:", 20)))
        || (head("from:", 15) && head("sent on", 40))
}

/// A pillar page is titled like a landing page in fire inspections; the lines below tell.
fn landing_or_pillar(page: &Page<'_>, title: &Title) -> Layout {
    let below = || page.lines.iter().skip(title.line + 1);
    let indicates = |line: &Line| line.plain.starts_with("The available evidence indicates");
    if below().take(25).any(|line| grades::extent_of_line(line).is_some() || indicates(line)) {
        return Layout::Landing;
    }
    let areas = below().take(8).any(|line| {
        matches!(line.plain.to_lowercase().as_str(), "our judgments" | "overall summary")
    });
    if areas {
        return Layout::Areas;
    }
    if title.layout == Layout::Pillar {
        return Layout::Pillar;
    }
    let landing = below().take(4).any(|line| line.plain.starts_with("Read more about"));
    let heads = below().filter(|line| headline(&line.plain).is_some()).count();
    if !landing && heads == 1 { Layout::Pillar } else { Layout::Landing }
}

fn names_force_below(page: &Page<'_>, title: &Title, gazetteer: &Gazetteer) -> bool {
    page.lines.iter().skip(title.line).take(6).any(|line| {
        let lower = line.plain.to_lowercase();
        (lower.contains("inspection of")
            && gazetteer.mentions(&line.text).iter().any(|mention| mention.full))
            || (lower.starts_with("an inspection of") && lower.len() < 40)
    })
}

/// True if the cover names a body in full.
fn gazetteer_names_head(page: &Page<'_>, gazetteer: &Gazetteer) -> bool {
    page.lines
        .iter()
        .take(6)
        .filter(|line| !line.plain.ends_with('.'))
        .any(|line| gazetteer.mentions(&line.text).iter().any(|mention| mention.full))
}

/// How many short lines name one body each.
fn link_list(page: &Page<'_>, gazetteer: &Gazetteer) -> usize {
    page.lines
        .iter()
        .filter(|line| line.text.len() < 90 && gazetteer.mentions(&line.text).len() == 1)
        .count()
}
