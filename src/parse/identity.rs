//! Who, what and when: the kind, bodies, programme, cycle and pillar of a document, each with its evidence.

use std::sync::LazyLock;

use regex::Regex;

use super::draft::Draft;
use super::page::Page;
use super::title::{self, Layout, Title};
use super::url::{Address, Section};
use super::{bodies, grades, rule, when};
use crate::extract::BlockKind;
use crate::gazetteer::Gazetteer;
use crate::report::{DocKind, Evidence, Family, How, Note, Pillar, Programme};

/// What the later steps need to know.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) layout: Layout,
    /// The first line after the title.
    pub(super) body_start: usize,
}

/// Settles the identity of a document into `draft`.
pub(super) fn settle(page: &Page<'_>, head_title: Option<&str>, address: &Address, gazetteer: &Gazetteer, draft: &mut Draft) -> Identity {
    let is_body = |name: &str| {
        let name = name.trim_end_matches("'s");
        !gazetteer.named(name).is_empty() || gazetteer.mentions(name).iter().any(|mention| mention.full)
    };
    let found = title::find(page, head_title, &is_body);
    let (kind, layout, why) = kind_of(page, found.as_ref(), address, gazetteer);
    draft.kind(kind, why, found.as_ref().map(|title| page.quote(title.line, &(0..page.plain(title.line).len()))));
    draft.report.title = found.as_ref().map(|title| title.text.clone()).or_else(|| first_heading(page));
    programme(page, found.as_ref(), address, draft);
    bodies::settle(page, found.as_ref(), address, layout, gazetteer, draft);
    if draft.report.programme.is_none() && draft.report.forces.iter().all(|force| force.family() == Family::Fire) && !draft.report.forces.is_empty() {
        draft.programme(Programme::Fire, Evidence::new(How::Inferred, "every body is a fire and rescue service"));
    }
    pillar(page, found.as_ref(), address, layout, draft);
    when::dates(page, draft);
    when::cycle(page, found.as_ref(), address, draft);
    let body_start = found.as_ref().map_or(0, |title| title.line + 1).min(page.lines.len());
    Identity { layout, body_start }
}

/// The first heading, or the first line that could be one.
fn first_heading(page: &Page<'_>) -> Option<String> {
    let mut lines = page.lines.iter().filter(|line| !title::is_furniture(&line.plain)).take(6);
    let line = lines.find(|line| matches!(line.kind, BlockKind::Heading(_)) || line.text.len() <= 160)?;
    Some(line.text.clone())
}

/// The kind and layout: by the title's form, by the address, by the fixed wording of the genre.
fn kind_of(page: &Page<'_>, found: Option<&Title>, address: &Address, gazetteer: &Gazetteer) -> (DocKind, Layout, String) {
    let second_hand = second_hand(page);
    if let Some(title) = found {
        let named = title.body.is_some();
        let own_page = matches!(title.layout, Layout::Landing | Layout::Areas | Layout::Scale | Layout::Bundle | Layout::Pillar);
        if let (Some((kind, why)), false) = (&second_hand, own_page && title.line < 2 && title.layout != Layout::Areas) {
            return (*kind, Layout::SecondHand, why.clone());
        }
        if has_letter_head(page) {
            return (DocKind::Letter, Layout::Prose, "letter head with `Sent on`".to_owned());
        }
        let release = is_release(page);
        if release && title.line > 1 && !title.rule.contains("PLACE") && title.layout != Layout::Bundle {
            return (DocKind::Release, Layout::Release, "wording of a news release".to_owned());
        }
        return match title.layout {
            Layout::Landing | Layout::Pillar if title.kind == DocKind::Assessment => {
                (DocKind::Assessment, landing_or_pillar(page, title), title.rule.to_owned())
            }
            Layout::Pillar if !named && !names_force_below(page, title, gazetteer) => {
                (DocKind::Overview, Layout::Prose, "title of a report without a force".to_owned())
            }
            Layout::Areas if title.kind == DocKind::Report && !named && !names_force_below(page, title, gazetteer) => {
                (DocKind::Overview, Layout::Prose, "title of a report without a force".to_owned())
            }
            layout => (title.kind, layout, title.rule.to_owned()),
        };
    }
    if has_letter_head(page) {
        return (DocKind::Letter, Layout::Prose, "letter head with `Sent on`".to_owned());
    }
    if let Some((kind, why)) = second_hand {
        return (kind, Layout::SecondHand, why);
    }
    if matches!(address.section, Some(Section::Glossary)) || is_glossary(page) {
        return (DocKind::Other, Layout::Scale, "an entry of the glossary".to_owned());
    }
    untitled(page, address, gazetteer)
}

/// Kinds that show in the body only.
fn untitled(page: &Page<'_>, address: &Address, gazetteer: &Gazetteer) -> (DocKind, Layout, String) {
    let head = |wanted: &[&str]| page.lines.iter().take(12).any(|line| wanted.contains(&line.plain.to_lowercase().trim_end_matches(':')));
    let any = |rule: &Option<Regex>, lines: usize| page.lines.iter().take(lines).any(|line| rule.as_ref().is_some_and(|rule| rule.is_match(&line.plain)));
    if is_release(page) {
        return (DocKind::Release, Layout::Release, "wording of a news release".to_owned());
    }
    if head(&["our judgments", "our judgements", "overall summary"]) {
        return (DocKind::Assessment, Layout::Areas, "sections `Overall summary`, `Our judgments`".to_owned());
    }
    if page.lines.iter().take(30).any(|line| grades::extent(&line.plain).is_some()) {
        return (DocKind::Assessment, Layout::Landing, "lines `The extent to which ...`".to_owned());
    }
    if page.lines.iter().take(10).any(|line| headline(&line.plain).is_some()) && any(&LAST_UPDATED, 14) {
        return (DocKind::Assessment, Layout::Pillar, "headline question of a pillar and `Last updated`".to_owned());
    }
    if any(&GRADES_OVERVIEW, 4) || any(&MANY_LINKS, 400) && link_list(page, gazetteer) >= 4 {
        return (DocKind::Overview, Layout::Prose, "a list of many bodies".to_owned());
    }
    if any(&THEMATIC, 40) {
        return (DocKind::Thematic, Layout::Prose, "parts of a national report (foreword, recommendations)".to_owned());
    }
    if any(&PRESS, 400) {
        return (DocKind::News, Layout::SecondHand, "a third party tells what inspectors said".to_owned());
    }
    match address.section {
        Some(Section::Assessment) => (DocKind::Assessment, Layout::Landing, "address of an assessment".to_owned()),
        Some(Section::News) => (DocKind::Release, Layout::Release, "address of a news item".to_owned()),
        Some(Section::Recommendation) => (DocKind::Other, Layout::Prose, "address of the register of recommendations".to_owned()),
        _ => (DocKind::Other, Layout::Prose, "no known form of title or wording".to_owned()),
    }
}

static LAST_UPDATED: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^last updated:? \d"));
static GRADES_OVERVIEW: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\b(overview of the grades|national (?:peel )?reports|list of .*reports|force reports$|all (?:43|forty-three) (?:police )?forces)\b"));
static MANY_LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^get the force reports|^force reports|^the (?:force|individual) reports"));
static THEMATIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)^(?:foreword|summary of (?:findings|recommendations)|our recommendations|recommendation 1|terms of reference|publication types: (?:thematic|super-complaint).*)$")
});
static PRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)\b(?:hide ad|police watchdog|the watchdog|government inspectors|inspectors (?:have )?(?:said|rated|branded|praised)|special measures|read more:|reporter|newspaper|HMIC(?:FRS)? (?:has )?(?:rated|graded|branded)|rated (?:as )?['\x22]?(?:outstanding|good|adequate|inadequate|requires))\b")
});

/// Release wording: an inspector speaks, or the inspectorate announces.
fn is_release(page: &Page<'_>) -> bool {
    static SPEAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)(?:inspectors?(?: of constabulary| of fire)?(?:(?: and fire)? & rescue services| and fire)?\b|\bHMI\b|\bHMCI\b|Chief Inspector\b)[^.\x22]{0,160}\b(?:said|commented|added)\b:?")
    });
    static ANNOUNCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)^(?:HMIC|HMICFRS|inspectors) (?:found|judged|considers?) that .+:$|\b(?:the police inspectorate|the inspectorate|HMICFRS|HMIC) has said\b|^get the (?:press )?release$|#\d{1,3}/20\d\d|\bHMIC has (?:today )?(?:published|assessed|found)\b|- HMIC(?:FRS)?$|graded .{3,60} performance across")
    });
    static NOTES: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^(?:notes|notes to editors|jump to notes to editors|ends)$"));
    static TODAY: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)\bpublished today\b|\btoday(?:'s)? (?:published|report)|\bget the (?:report|letter)$|publication types: .*press release"));
    let hits = |rule: &Option<Regex>| page.lines.iter().any(|line| rule.as_ref().is_some_and(|rule| rule.is_match(&line.plain)));
    let speaks = page.lines.iter().any(|line| {
        SPEAKS.as_ref().is_some_and(|rule| rule.is_match(&line.plain)) && (line.plain.ends_with(':') || line.plain.contains("said:") || line.plain.contains("said: \""))
    });
    let points = 2 * usize::from(speaks) + 2 * usize::from(hits(&ANNOUNCES)) + usize::from(hits(&NOTES)) + usize::from(hits(&TODAY));
    points >= 2 && (speaks || hits(&ANNOUNCES))
}

/// Commissioners, forces, governments and newspapers, by what they say of themselves.
fn second_hand(page: &Page<'_>) -> Option<(DocKind, String)> {
    static RESPONSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:response (?:of|from|by|to)|commissioner (?:comments|responds|welcomes|reacts|statement)|responds to|specified information order|section 55|police and crime panel|police authority|transparency ?/|OPCC response|government response|commissioner's (?:response|comments))\b|^office of the .*commissioner|\boffice of the police(?:, fire)? and crime commissioner")
    });
    static OWN_SITE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:the extent to which we are|inspections? of our force|we are pleased|as a force,? we|our PEEL (?:grades|assessment)|my office|I welcome (?:this|the|today's) |as (?:the )?(?:PCC|PFCC|police and crime commissioner)|has commented on today's|holding the chief constable to account|HMIC(?:FRS)? reports(?: and publications)?$)\b")
    });
    static NEWSPAPER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\bhide ad\b|\bput in(?:to)? special measures\b|\bplaced in special measures\b|\bwatchdog\b|\bby government inspectors\b|\b(?:evening|daily|weekly) [A-Z][a-z]+, \d|\bcrime correspondent\b|\blocal democracy reporter\b|\bspokes(?:man|woman|person) (?:for|said)\b")
    });
    let hit = |rule: &Option<Regex>, lines: usize| {
        page.lines.iter().take(lines).find(|line| rule.as_ref().is_some_and(|rule| rule.is_match(&line.plain)))
    };
    let inspectorate = is_release(page) || page.lines.iter().take(12).any(|line| line.plain.starts_with("Letter information"));
    if inspectorate && hit(&RESPONSE, 3).is_none() {
        return None;
    }
    if let Some(line) = hit(&RESPONSE, 8) {
        return Some((DocKind::Response, format!("speaks as a commissioner, force or panel: `{}`", shorten(&line.text))));
    }
    if let Some(line) = hit(&NEWSPAPER, 12) {
        return Some((DocKind::News, format!("tells as a newspaper does: `{}`", shorten(&line.text))));
    }
    let line = hit(&OWN_SITE, 14)?;
    Some((DocKind::Response, format!("speaks as a commissioner, force or panel: `{}`", shorten(&line.text))))
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

fn has_letter_head(page: &Page<'_>) -> bool {
    let head = |start: &str, lines: usize| page.lines.iter().take(lines).any(|line| line.plain.to_lowercase().starts_with(start));
    head("letter information", 20) || (head("dear ", 30) && (head("copied to", 60) || head("yours sincerely", 400) || head("from:", 20)))
        || (head("from:", 15) && head("sent on", 40))
}

fn is_glossary(page: &Page<'_>) -> bool {
    page.lines.len() <= 5
        && page.lines.first().is_some_and(|line| line.text.split(' ').count() <= 6 && !line.text.ends_with('.'))
        && page.lines.iter().skip(1).all(|line| line.text.len() > 40)
        && page.lines.iter().skip(1).any(|line| {
            let plain = line.plain.to_lowercase();
            page.lines.first().is_some_and(|first| plain.contains(&first.plain.to_lowercase())) && !plain.contains("said")
        })
        && page.lines.iter().all(|line| !line.plain.contains(" said"))
        && page.lines.iter().all(|line| grades::label(&line.plain).is_none())
}

/// A pillar page is titled like a landing page in fire inspections; the lines below tell.
fn landing_or_pillar(page: &Page<'_>, title: &Title) -> Layout {
    let below = || page.lines.iter().skip(title.line + 1);
    if below().take(25).any(|line| grades::extent(&line.plain).is_some()) {
        return Layout::Landing;
    }
    let areas = below().take(8).any(|line| matches!(line.plain.to_lowercase().as_str(), "our judgments" | "overall summary"));
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
        line.plain.to_lowercase().contains("inspection of") && gazetteer.mentions(&line.text).iter().any(|mention| mention.full)
    })
}

/// How many short lines name one body each.
fn link_list(page: &Page<'_>, gazetteer: &Gazetteer) -> usize {
    page.lines.iter().filter(|line| line.text.len() < 90 && gazetteer.mentions(&line.text).len() == 1).count()
}

fn programme(page: &Page<'_>, found: Option<&Title>, address: &Address, draft: &mut Draft) {
    let text = |wanted: &str, lines: usize| page.lines.iter().take(lines).position(|line| line.plain.to_lowercase().contains(wanted) && !title::is_banner(&line.plain) && !line.plain.to_lowercase().contains("constabulary and fire"));
    if let Some(title) = found {
        if let Some(programme) = title.programme {
            let (quote, span) = page.quote(title.line, &(0..page.plain(title.line).len()));
            return draft.programme(programme, Evidence::new(How::Stated, title.rule).quoting(quote, span));
        }
    }
    if let Some(programme) = address.programme {
        return draft.programme(programme, Evidence::new(How::Supplied, "address of the page"));
    }
    let peel = page.lines.iter().take(40).position(|line| {
        (line.plain.contains("PEEL") || line.plain.contains("Peel ")) && !title::is_banner(&line.plain)
    });
    let fire = fire_words(page);
    let is_landing = found.is_some_and(|title| matches!(title.layout, Layout::Landing | Layout::Pillar));
    let series = [
        ("crime data integrity", Programme::CrimeDataIntegrity),
        ("child protection inspection", Programme::ChildProtection),
        ("vetting and counter-corruption", Programme::Vetting),
        ("custody suites", Programme::Custody),
        ("serious and organised crime by region", Programme::SeriousOrganisedCrime),
    ];
    if !is_landing {
        for (words, programme) in series {
            if let Some(at) = text(words, 4) {
                let (quote, span) = page.quote(at, &(0..page.plain(at).len().min(200)));
                return draft.programme(programme, Evidence::new(How::Stated, "the opening names the programme").quoting(quote, span));
            }
        }
    }
    let chosen = match (peel, fire) {
        (Some(at), None) => Some((Programme::Peel, at)),
        (None, Some(at)) => Some((Programme::Fire, at)),
        (Some(peel), Some(fire)) if is_landing || fire < peel => Some((Programme::Fire, fire)).filter(|_| fire < peel).or(Some((Programme::Peel, peel))),
        (Some(at), Some(_)) => Some((Programme::Peel, at)),
        (None, None) => police_pillar(page).map(|at| (Programme::Peel, at)),
    };
    if let Some((programme, at)) = chosen {
        let (quote, span) = page.quote(at, &(0..page.plain(at).len().min(160)));
        draft.programme(programme, Evidence::new(How::Inferred, "wording of the programme").quoting(quote, span));
    }
}

/// The first line that speaks of a fire and rescue service as the inspected body.
fn fire_words(page: &Page<'_>) -> Option<usize> {
    static FIRE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\bthe fire (?:and|&) rescue service\b|\bfire (?:and|&) rescue service(?:'s| 20| \()|\bFRS\b|[a-z] fire (?:and|&) rescue service\b|\bfire brigade\b|^how well does the (?:fire|FRS)|^people$|^HM Inspector's summary$")
    });
    page.lines.iter().take(40).position(|line| {
        FIRE.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
            && !title::is_banner(&line.plain)
            && !line.plain.contains("Constabulary and Fire")
            && !line.plain.contains("Constabulary and fire")
            && !line.plain.contains("Fire & Rescue Services (HMICFRS)")
    })
}

/// A headline question or stem about police in PEEL's words.
fn police_pillar(page: &Page<'_>) -> Option<usize> {
    static POLICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:keeping people safe and reducing crime|reducing crime and keeping people safe|reduce crime and keep people safe|treats? the public and its workforce legitimately|how well the force (?:tackles crime|delivers value for money)|areas of policing|how good .{3,60} (?:police|constabulary|police service) is in)\b")
    });
    page.lines.iter().take(40).position(|line| POLICE.as_ref().is_some_and(|rule| rule.is_match(&line.plain)))
}

/// The pillar that a headline question asks about.
pub(super) fn headline(plain: &str) -> Option<Pillar> {
    static HEADLINES: LazyLock<Vec<(Option<Regex>, Pillar)>> = LazyLock::new(|| {
        [
            (r"(?i)^how effective(?:ly)? (?:is|does) the (?:force|constabulary|service|fire (?:and|&) rescue service|FRS) (?:at keeping people safe|reduce crime)", Pillar::Effectiveness),
            (r"(?i)^how well the (?:force|constabulary) tackles crime", Pillar::Effectiveness),
            (r"(?i)^how efficient(?:ly)? (?:is|does) the (?:force|constabulary|service|fire (?:and|&) rescue service|FRS) (?:at keeping people safe|operate)", Pillar::Efficiency),
            (r"(?i)^how well the (?:force|constabulary) delivers value for money", Pillar::Efficiency),
            (r"(?i)^how legitimate(?:ly)? (?:is|does) the (?:force|constabulary) (?:at keeping people safe|treat)", Pillar::Legitimacy),
            (r"(?i)^does the (?:force|constabulary) act with integrity", Pillar::Legitimacy),
            (r"(?i)^how well does the (?:service|fire (?:and|&) rescue service|FRS) look after its people", Pillar::People),
            (r"(?i)^how well led is the (?:force|constabulary)", Pillar::Leadership),
        ]
        .into_iter()
        .map(|(pattern, pillar)| (rule(pattern), pillar))
        .collect()
    });
    let found = HEADLINES.iter().find(|(regex, _)| regex.as_ref().is_some_and(|regex| regex.is_match(plain)));
    found.map(|(_, pillar)| pillar.clone())
}

fn pillar(page: &Page<'_>, found: Option<&Title>, address: &Address, layout: Layout, draft: &mut Draft) {
    if matches!(layout, Layout::Landing | Layout::Areas | Layout::Overall | Layout::Regional | Layout::Sentence | Layout::Scale) {
        return draft.no_pillar();
    }
    if let Some(pillar) = found.and_then(|title| title.pillar.clone()) {
        let at = found.map_or(0, |title| title.line);
        let (quote, span) = page.quote(at, &(0..page.plain(at).len()));
        return draft.pillar(pillar, Evidence::new(How::Stated, "the title names the pillar").quoting(quote, span));
    }
    let start = found.map_or(0, |title| title.line + 1);
    if layout == Layout::Pillar {
        let below = || page.lines.iter().enumerate().skip(start).take(14);
        let alone = below().find_map(|(at, line)| Some((at, Pillar::known(&line.plain)?)));
        let asked = below().find_map(|(at, line)| Some((at, headline(&line.plain)?)));
        if let Some((at, pillar)) = alone.or(asked) {
            let (quote, span) = page.quote(at, &(0..page.plain(at).len()));
            return draft.pillar(pillar, Evidence::new(How::Stated, "heading or headline question").quoting(quote, span));
        }
        if let Some(pillar) = address.pillar.clone() {
            return draft.pillar(pillar, Evidence::new(How::Supplied, "address of the page"));
        }
        draft.note(Note::warning("no heading or headline question names the pillar"));
        return draft.no_pillar();
    }
    if matches!(layout, Layout::Release | Layout::SecondHand | Layout::Prose) {
        return pillar_in_prose(page, start, layout, draft);
    }
    draft.no_pillar();
}

/// The pillar of a release or a response: named in the title of the report it tells of, or in its opening lines.
fn pillar_in_prose(page: &Page<'_>, start: usize, layout: Layout, draft: &mut Draft) {
    static REPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)PEEL:? (?:police )?(?P<pillar>effectiveness|efficiency|legitimacy|leadership)\b(?:,? (?P<more>effectiveness|efficiency|legitimacy))?|police (?P<p2>effectiveness|efficiency|legitimacy) (?:inspection )?20\d\d|PEEL police (?P<p3>effectiveness|efficiency|legitimacy) inspection")
    });
    if layout == Layout::Prose && !matches!(draft.report.programme, Some(Programme::Peel | Programme::Fire)) {
        return draft.no_pillar();
    }
    for (at, line) in page.lines.iter().enumerate().take(14) {
        let Some(found) = REPORT.as_ref().and_then(|regex| regex.captures(&line.plain)) else { continue };
        if found.name("more").is_some() {
            return draft.no_pillar();
        }
        let name = found.name("pillar").or_else(|| found.name("p2")).or_else(|| found.name("p3"));
        if let Some(pillar) = name.and_then(|name| Pillar::known(name.as_str())) {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return draft.pillar(pillar, Evidence::new(How::Stated, "title of the report it tells of").quoting(quote, span));
        }
    }
    if layout == Layout::Prose {
        return draft.no_pillar();
    }
    let from = start.saturating_sub(1);
    for (at, line) in page.lines.iter().enumerate().skip(from).take(6) {
        if title::is_furniture(&line.plain) {
            continue;
        }
        let several = ["effectiv", "efficien", "legitima"].iter().filter(|stem| line.plain.to_lowercase().contains(*stem)).count();
        if several > 1 {
            break;
        }
        if let Some(pillar) = grades::pillar_in(&line.plain).filter(|pillar| *pillar != Pillar::Leadership) {
            if !speaks_of_inspection(&line.plain) {
                continue;
            }
            let (quote, span) = page.quote(at, &(0..line.plain.len().min(200)));
            return draft.pillar(pillar, Evidence::new(How::Stated, "the opening names the pillar").quoting(quote, span));
        }
    }
    draft.no_pillar();
}

/// True if the sentence uses the pillar's word for the inspection, not for some unit that works efficiently.
fn speaks_of_inspection(plain: &str) -> bool {
    static SPEAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:(?:keeping people safe|reducing crime)|(?:effectiveness|efficiency|legitimacy)\b|legitimately|how (?:effective|efficient|legitimate))")
    });
    SPEAKS.as_ref().is_some_and(|rule| rule.is_match(plain))
}
