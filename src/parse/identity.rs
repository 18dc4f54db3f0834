//! Who, what and when: the kind, bodies, programme, cycle and pillar of a document, each with its evidence.

use std::sync::LazyLock;

use regex::Regex;

use super::draft::Draft;
use super::page::{Line, Page};
use super::title::{self, Layout, Title};
use super::url::Address;
use super::{bodies, genre, grades, rule, when};
use crate::extract::BlockKind;
use crate::gazetteer::Gazetteer;
use crate::report::{DocKind, Evidence, Family, How, Note, Pillar, Programme, Span};

/// What the later steps need to know.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) layout: Layout,
    /// The first line after the title.
    pub(super) body_start: usize,
}

/// Settles the identity of a document into `draft`.
pub(super) fn settle(
    page: &Page<'_>,
    head_title: Option<&str>,
    address: &Address,
    gazetteer: &Gazetteer,
    draft: &mut Draft,
) -> Identity {
    let is_body = |name: &str| !gazetteer.named(name.trim_end_matches("'s")).is_empty();
    let found = title::find(page, head_title, &is_body);
    let (kind, layout, why) = genre::kind_of(page, found.as_ref(), address, gazetteer);
    draft.kind(
        kind,
        why,
        found.as_ref().map(|title| page.quote(title.line, &(0..page.plain(title.line).len()))),
    );
    title_line(page, found.as_ref(), head_title, draft);
    programme(page, found.as_ref(), address, draft);
    bodies::settle(page, found.as_ref(), address, layout, gazetteer, draft);
    if draft.report.programme.is_none()
        && draft.report.forces.iter().all(|force| force.family() == Family::Fire)
        && !draft.report.forces.is_empty()
    {
        draft.programme(
            Programme::Fire,
            Evidence::new(How::Inferred, "every body is a fire and rescue service"),
        );
    }
    pillar(page, found.as_ref(), address, layout, draft);
    when::dates(page, draft);
    when::cycle(page, found.as_ref(), address, draft);
    let body_start = found.as_ref().map_or(0, |title| title.line + 1).min(page.lines.len());
    Identity { layout, body_start }
}

/// The title: the line of a known form, else the first heading, or the first line that could be one. A page that begins with
/// a section has a title only where its head says one, or in a heading of the first rank.
fn title_line(page: &Page<'_>, found: Option<&Title>, head_title: Option<&str>, draft: &mut Draft) {
    let mut candidates = page.lines.iter().filter(|line| !title::is_furniture(line)).take(6);
    let could_be =
        |line: &&Line| matches!(line.kind, BlockKind::Heading(_)) || line.text.len() <= 160;
    let is_title =
        |line: &&Line| line.kind == BlockKind::Heading(1) && !title::is_section(&line.plain);
    let first = candidates.find(could_be);
    let begins_within = first.is_some_and(|line| title::is_section(&line.plain));
    let heading = if begins_within { candidates.find(is_title) } else { first };
    let known = found
        .filter(|title| page.lines.get(title.line).is_some_and(|line| line.text == title.text));
    let (text, how, rule, span) = match (known, found, heading) {
        (Some(title), _, _) => (&title.text, How::Stated, title.rule, page.lines[title.line].span),
        (None, Some(title), _) => {
            (&title.text, How::Stated, "title in the head of the page", Span::new(0, 0))
        }
        (None, None, Some(line)) => (&line.text, How::Inferred, "the first heading", line.span),
        (None, None, None) => {
            let head = head_title.filter(|_| begins_within).and_then(title::of_head);
            let Some(head) = head else { return };
            draft.report.title = Some(head.to_owned());
            let rule = "title in the head of the page";
            return draft.evidence("title", Evidence::new(How::Stated, rule));
        }
    };
    draft.report.title = Some(text.clone());
    let evidence = Evidence::new(how, rule);
    let evidence = if span.is_empty() { evidence } else { evidence.quoting(text.clone(), span) };
    draft.evidence("title", evidence);
}

fn programme(page: &Page<'_>, found: Option<&Title>, address: &Address, draft: &mut Draft) {
    let text = |wanted: &str, lines: usize| {
        page.lines.iter().take(lines).position(|line| {
            line.plain.to_lowercase().contains(wanted)
                && !title::is_banner(line)
                && !line.plain.to_lowercase().contains("constabulary and fire")
        })
    };
    if let Some(title) = found
        && let Some(programme) = title.programme
    {
        let (quote, span) = page.quote(title.line, &(0..page.plain(title.line).len()));
        return draft
            .programme(programme, Evidence::new(How::Stated, title.rule).quoting(quote, span));
    }
    if found.is_some_and(|title| title.rule == "title `State of Policing`") {
        if found.is_some_and(|title| title.text.to_lowercase().contains("fire")) {
            draft.programme(
                Programme::Fire,
                Evidence::new(How::Stated, "title `State of Fire and Rescue`"),
            );
        }
        return;
    }
    if found.is_some_and(|title| title.layout == Layout::Scale) {
        return scale_programme(page, draft);
    }
    if draft.report.kind == DocKind::Letter {
        return;
    }
    if let Some(programme) = address.programme {
        return draft.programme(programme, Evidence::new(How::Supplied, "address of the page"));
    }
    let peel = page.lines.iter().take(40).position(|line| {
        (line.plain.contains("PEEL") || line.plain.contains("Peel ")) && !title::is_banner(line)
    });
    let fire = fire_words(page);
    let is_landing =
        found.is_some_and(|title| matches!(title.layout, Layout::Landing | Layout::Pillar));
    let series = [
        ("crime data integrity", Programme::CrimeDataIntegrity),
        ("crime recording", Programme::CrimeDataIntegrity),
        ("child protection", Programme::ChildProtection),
        ("vetting and counter", Programme::Vetting),
        ("custody suite", Programme::Custody),
        ("custody inspection", Programme::Custody),
        ("regional response to serious and organised crime", Programme::SeriousOrganisedCrime),
        ("regional organised crime unit", Programme::SeriousOrganisedCrime),
    ];
    if !is_landing {
        for (words, programme) in series {
            if let Some(at) = text(words, 5)
                .filter(|_| !page.lines.iter().take(6).any(|line| line.plain.contains("PEEL")))
            {
                let (quote, span) = page.quote(at, &(0..page.plain(at).len().min(200)));
                return draft.programme(
                    programme,
                    Evidence::new(How::Stated, "the opening names the programme")
                        .quoting(quote, span),
                );
            }
        }
    }
    let chosen = match (peel, fire) {
        (Some(at), None) => Some((Programme::Peel, at)),
        (None, Some(at)) => Some((Programme::Fire, at)),
        (Some(peel), Some(fire)) if is_landing || fire < peel => {
            Some((Programme::Fire, fire)).filter(|_| fire < peel).or(Some((Programme::Peel, peel)))
        }
        (Some(at), Some(_)) => Some((Programme::Peel, at)),
        (None, None) => police_pillar(page).map(|at| (Programme::Peel, at)),
    };
    if let Some((programme, at)) = chosen {
        let (quote, span) = page.quote(at, &(0..page.plain(at).len().min(160)));
        draft.programme(
            programme,
            Evidence::new(How::Inferred, "wording of the programme").quoting(quote, span),
        );
    }
}

/// A framework or a consultation belongs to the programme that its title names.
fn scale_programme(page: &Page<'_>, draft: &mut Draft) {
    let named = page.lines.iter().take(3).find_map(|line| {
        if line.plain.contains("PEEL") {
            return Some((Programme::Peel, line));
        }
        line.plain
            .to_lowercase()
            .contains("fire and rescue service inspection")
            .then_some((Programme::Fire, line))
    });
    if let Some((programme, line)) = named.filter(|(_, line)| !title::is_banner(line)) {
        draft.programme(
            programme,
            Evidence::new(How::Stated, "the title names the programme")
                .quoting(line.text.clone(), line.span),
        );
    }
}

/// The first line that speaks of a fire and rescue service as the inspected body.
fn fire_words(page: &Page<'_>) -> Option<usize> {
    static FIRE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\bthe fire (?:and|&) rescue service\b|\bfire (?:and|&) rescue service(?:'s| 20| \()|\bFRS\b|[a-z] fire (?:and|&) rescue service\b|\bfire brigade\b|^how well does the (?:fire|FRS)|^people$|^HM Inspector's summary$",
        )
    });
    page.lines.iter().take(40).position(|line| {
        FIRE.as_ref().is_some_and(|rule| rule.is_match(&line.plain))
            && !title::is_banner(line)
            && !line.plain.contains("Constabulary and Fire")
            && !line.plain.contains("Constabulary and fire")
            && !line.plain.contains("Fire & Rescue Services (HMICFRS)")
    })
}

/// A headline question or stem about police in PEEL's words.
fn police_pillar(page: &Page<'_>) -> Option<usize> {
    static POLICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:keeping people safe and reducing crime|reducing crime and keeping people safe|reduce crime and keep people safe|treats? the public and its workforce legitimately|how well the force (?:tackles crime|delivers value for money)|areas of policing|how good .{3,60} (?:police|constabulary|police service) is in)\b",
        )
    });
    page.lines
        .iter()
        .take(40)
        .position(|line| POLICE.as_ref().is_some_and(|rule| rule.is_match(&line.plain)))
}

/// The pillar that a headline question asks about.
pub(super) fn headline(plain: &str) -> Option<Pillar> {
    let starts =
        |word: &str| plain.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if !starts("how ") && !starts("does ") {
        return None;
    }
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
    let found = HEADLINES
        .iter()
        .find(|(regex, _)| regex.as_ref().is_some_and(|regex| regex.is_match(plain)));
    found.map(|(_, pillar)| pillar.clone())
}

fn pillar(
    page: &Page<'_>,
    found: Option<&Title>,
    address: &Address,
    layout: Layout,
    draft: &mut Draft,
) {
    if matches!(
        layout,
        Layout::Landing
            | Layout::Areas
            | Layout::Overall
            | Layout::Regional
            | Layout::Sentence
            | Layout::Scale
    ) {
        return draft.no_pillar();
    }
    if let Some(pillar) = found.and_then(|title| title.pillar.clone()) {
        let at = found.map_or(0, |title| title.line);
        let (quote, span) = page.quote(at, &(0..page.plain(at).len()));
        return draft.pillar(
            pillar,
            Evidence::new(How::Stated, "the title names the pillar").quoting(quote, span),
        );
    }
    let start = found.map_or(0, |title| title.line + 1);
    if layout == Layout::Pillar {
        let below = || page.lines.iter().enumerate().skip(start).take(14);
        let alone = below().find_map(|(at, line)| Some((at, Pillar::known(&line.plain)?)));
        let asked = below().find_map(|(at, line)| Some((at, headline(&line.plain)?)));
        if let Some((at, pillar)) = alone.or(asked) {
            let (quote, span) = page.quote(at, &(0..page.plain(at).len()));
            return draft.pillar(
                pillar,
                Evidence::new(How::Stated, "heading or headline question").quoting(quote, span),
            );
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
        rule(
            r"(?i)PEEL:? (?:police )?(?P<pillar>effectiveness|efficiency|legitimacy|leadership)\b(?:,? (?P<more>effectiveness|efficiency|legitimacy))?|police (?P<p2>effectiveness|efficiency|legitimacy) (?:inspection )?20\d\d|PEEL police (?P<p3>effectiveness|efficiency|legitimacy) inspection",
        )
    });
    for (at, line) in page.lines.iter().enumerate().take(8) {
        if !line.plain.to_lowercase().starts_with("publication types:") {
            continue;
        }
        if let Some(pillar) = grades::pillar_in(&line.plain) {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return draft.pillar(
                pillar,
                Evidence::new(How::Stated, "header of the publication page").quoting(quote, span),
            );
        }
    }
    if layout == Layout::Prose
        && !matches!(draft.report.programme, Some(Programme::Peel | Programme::Fire))
    {
        return draft.no_pillar();
    }
    for (at, line) in page.lines.iter().enumerate().take(14) {
        let Some(found) = REPORT.as_ref().and_then(|regex| regex.captures(&line.plain)) else {
            continue;
        };
        if found.name("more").is_some() {
            return draft.no_pillar();
        }
        let name = found.name("pillar").or_else(|| found.name("p2")).or_else(|| found.name("p3"));
        if let Some(pillar) = name.and_then(|name| Pillar::known(name.as_str())) {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return draft.pillar(
                pillar,
                Evidence::new(How::Stated, "title of the report it tells of").quoting(quote, span),
            );
        }
    }
    if layout == Layout::Prose {
        return draft.no_pillar();
    }
    let asked = page
        .lines
        .iter()
        .take(14)
        .filter(|line| {
            matches!(line.kind, BlockKind::Item(_)) && grades::pillar_in(&line.plain).is_some()
        })
        .count();
    if layout == Layout::SecondHand && asked > 1 {
        return draft.no_pillar();
    }
    let from = start.saturating_sub(1);
    for (at, line) in page.lines.iter().enumerate().skip(from).take(6) {
        if title::is_furniture(line) {
            continue;
        }
        let several = ["effectiv", "efficien", "legitima"]
            .iter()
            .filter(|stem| line.plain.to_lowercase().contains(*stem))
            .count();
        if several > 1 {
            break;
        }
        if let Some(pillar) =
            grades::pillar_in(&line.plain).filter(|pillar| *pillar != Pillar::Leadership)
        {
            if !speaks_of_inspection(&line.plain) {
                continue;
            }
            let (quote, span) = page.quote(at, &(0..line.plain.len().min(200)));
            return draft.pillar(
                pillar,
                Evidence::new(How::Stated, "the opening names the pillar").quoting(quote, span),
            );
        }
    }
    draft.no_pillar();
}

/// True if the sentence uses the pillar's word for the inspection, not for some unit that works efficiently.
fn speaks_of_inspection(plain: &str) -> bool {
    static SPEAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:(?:keeping people safe|reducing crime)|(?:effectiveness|efficiency|legitimacy)\b|legitimately|how (?:effective|efficient|legitimate))",
        )
    });
    SPEAKS.as_ref().is_some_and(|rule| rule.is_match(plain))
}

#[cfg(test)]
mod tests {
    use crate::corpus::{Document, Format, Supplied};
    use crate::extract::extract;
    use crate::gazetteer::Gazetteer;
    use crate::parse::{Source, parse};

    #[test]
    fn the_name_of_a_section_is_no_title() {
        let body =
            "The force listens to the people of the town, and it has spoken with the children.";
        for (format, text, title) in [
            (Format::Markdown, format!("# Overall summary\n\n## Our judgments\n\n{body}"), None),
            (Format::Text, format!("Overall summary\nOur judgments\n{body}\nShort.\n"), None),
            (Format::Text, format!("Summary\n\n{body}"), None),
            (
                Format::Markdown,
                format!("## Summary\n\n{body}\n\n# Left on the shelf\n\n{body}"),
                Some("Left on the shelf"),
            ),
            (
                Format::Html,
                format!("<title>Left on the shelf - HMICFRS</title><h1>Summary</h1><p>{body}"),
                Some("Left on the shelf"),
            ),
            (
                Format::Html,
                format!("<title>Summary - HMICFRS</title><h1>Summary</h1><p>{body}"),
                None,
            ),
            (
                Format::Text,
                format!("Left on the shelf\n\nSummary\n\n{body}"),
                Some("Left on the shelf"),
            ),
        ] {
            let document = Document {
                path: "a".to_owned(),
                format,
                bytes: text.clone().into_bytes(),
                digest: String::new(),
                supplied: Supplied::default(),
                notes: Vec::new(),
            };
            let source = Source { path: "a", digest: "", supplied: &document.supplied };
            let report = parse(source, &extract(&document), &Gazetteer::bundled());
            assert_eq!(report.title.as_deref(), title, "{text}");
        }
    }
}
