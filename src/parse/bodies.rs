//! Which bodies a document is about.
//!
//! In order of trust: title, address, the header `Police Forces:`, the report it tells of, its headline, its first
//! sentences, and the name it uses most. A partner that is praised and a list of links never count.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::draft::Draft;
use super::page::Page;
use super::title::{self, Layout, Title};
use super::url::Address;
use super::{national, rule};
use crate::extract::BlockKind;
use crate::gazetteer::{Gazetteer, Mention};
use crate::report::{DocKind, Evidence, Family, Force, How, Note, Programme};

/// Settles `forces` into the draft.
pub(super) fn settle(
    page: &Page<'_>,
    found: Option<&Title>,
    address: &Address,
    layout: Layout,
    gazetteer: &Gazetteer,
    draft: &mut Draft,
) {
    if matches!(layout, Layout::Bundle | Layout::Regional) {
        if layout == Layout::Regional {
            draft.report.forces = names_alone(page, gazetteer);
        }
        return draft.evidence(
            "forces",
            Evidence::new(How::Stated, "each part of the document names its body"),
        );
    }
    if layout == Layout::Scale || draft.report.kind == DocKind::Overview {
        if let Some((forces, evidence)) = header(page, None, gazetteer, draft.report.kind) {
            return set(draft, forces, evidence);
        }
        return draft.evidence(
            "forces",
            Evidence::new(How::Unknown, "the document is about no single body"),
        );
    }
    let family = family(draft, address);
    if title_body(page, found, family, gazetteer, draft) {
        return;
    }
    if let Some(slug) = &address.slug {
        let family = address.family.or(family);
        let named = by_family(gazetteer.named(slug), family);
        if let [force] = named.as_slice() {
            return set(
                draft,
                vec![(*force).clone()],
                Evidence::new(How::Supplied, format!("address of the page (`{slug}`)")),
            );
        }
    }
    let national = draft.report.kind == DocKind::Thematic;
    let told = matches!(draft.report.kind, DocKind::Response | DocKind::News | DocKind::Other);
    let steps: &[Step] = if told {
        &[header, report_title, headline]
    } else {
        &[header, report_title, headline, opening]
    };
    for step in steps {
        if national {
            break;
        }
        if let Some((forces, evidence)) = step(page, family, gazetteer, draft.report.kind) {
            return set(draft, forces, evidence);
        }
    }
    if told && let Some((forces, evidence)) = place_and_peel(page, family, gazetteer) {
        return set(draft, forces, evidence);
    }
    if !national
        && matches!(
            draft.report.kind,
            DocKind::Assessment
                | DocKind::Report
                | DocKind::Letter
                | DocKind::Release
                | DocKind::Response
                | DocKind::News
        )
        && let Some((forces, evidence)) =
            most_named(page, family, gazetteer, if told { 2 } else { 1 })
    {
        return set(draft, forces, evidence);
    }
    draft.evidence(
        "forces",
        Evidence::new(How::Unknown, "no title, address, header or opening names one body"),
    );
}

/// Names the body that a sidecar gives, where the document does not.
pub(super) fn supplied(name: &str, from: &str, gazetteer: &Gazetteer, draft: &mut Draft) {
    let family = family(draft, &Address::default());
    let named = by_family(gazetteer.named(name), family);
    if !draft.report.forces.is_empty() {
        if !draft.report.forces.iter().any(|force| named.contains(&force)) {
            let message = format!(
                "{from} says the force is `{name}`, the document says `{}`",
                draft.report.forces[0].slug
            );
            draft.note(Note::warning(message).hint("what the document states was kept"));
        }
        return;
    }
    let police_first = named.first().map(|force| (*force).clone());
    let force = match named.as_slice() {
        [] => Force::unlisted(name),
        _ => match police_first {
            Some(force) => force,
            None => return,
        },
    };
    if named.is_empty() {
        draft.note(
            Note::warning(format!("no gazetteer lists the force `{name}` that {from} gives"))
                .hint("add it to a `gazetteer.csv` at the root of the corpus"),
        );
    }
    set(draft, vec![force], Evidence::new(How::Supplied, format!("{from} gives `{name}`")));
}

fn set(draft: &mut Draft, forces: Vec<Force>, evidence: Evidence) {
    draft.report.forces = forces;
    draft.evidence("forces", evidence);
}

fn family(draft: &Draft, address: &Address) -> Option<Family> {
    address.family.or(match draft.report.programme {
        Some(Programme::Fire) => Some(Family::Fire),
        Some(_) => Some(Family::Police),
        None => None,
    })
}

fn by_family(mut named: Vec<&Force>, family: Option<Family>) -> Vec<&Force> {
    if let Some(family) = family {
        named.retain(|force| force.family() == family);
    }
    named
}

/// The body that the title names. True if that settled the question, if only by leaving it open.
fn title_body(
    page: &Page<'_>,
    found: Option<&Title>,
    family: Option<Family>,
    gazetteer: &Gazetteer,
    draft: &mut Draft,
) -> bool {
    let Some((title, name)) = found.and_then(|title| Some((title, title.body.as_deref()?))) else {
        return false;
    };
    let name = name.trim_end_matches(['\'', '.']).trim();
    let name = name.strip_suffix("'s").unwrap_or(name);
    let named = by_family(gazetteer.named(name), family);
    let in_name = || {
        let mentions = gazetteer.mentions(name);
        mentions.iter().filter_map(|mention| one_of(mention, family)).cloned().collect::<Vec<_>>()
    };
    let (quote, span) = page.quote(title.line, &(0..page.plain(title.line).len()));
    let evidence = |rule: &str| Evidence::new(How::Stated, rule).quoting(quote.clone(), span);
    match named.as_slice() {
        [force] => set(draft, vec![(*force).clone()], evidence(title.rule)),
        [_, ..] => {
            return open(
                page,
                &named,
                gazetteer,
                evidence("full name in the text, place in the title"),
                draft,
            );
        }
        [] => {
            let mut forces = in_name();
            forces.dedup();
            if forces.is_empty() {
                return false;
            }
            set(draft, forces, evidence(title.rule));
        }
    }
    true
}

/// A place that a police force and a fire service share: told apart by the full name in the text, or left open.
fn open(
    page: &Page<'_>,
    named: &[&Force],
    gazetteer: &Gazetteer,
    evidence: Evidence,
    draft: &mut Draft,
) -> bool {
    let mut counts = vec![0_usize; named.len()];
    for line in page.lines.iter().take(60) {
        for mention in gazetteer.mentions(&line.text).iter().filter(|mention| mention.full) {
            if let [only] = mention.forces.as_slice()
                && let Some(at) = named.iter().position(|force| force == only)
            {
                counts[at] += 1;
            }
        }
    }
    let told: Vec<usize> = (0..named.len()).filter(|&at| counts[at] > 0).collect();
    if let [at] = told.as_slice() {
        set(draft, vec![named[*at].clone()], evidence);
    } else {
        let names: Vec<&str> = named.iter().map(|force| force.name.as_str()).collect();
        draft.note(
            Note::warning(format!(
                "the title fits {}, and the text does not say which",
                names.join(" and ")
            ))
            .hint("name the force in a sidecar `NAME.meta.json`"),
        );
        draft.evidence(
            "forces",
            Evidence::new(How::Unknown, "a place name that several bodies share"),
        );
    }
    true
}

/// The one body a mention can mean; a bare place name means the police force unless the family says fire.
fn one_of<'a>(mention: &Mention<'a>, family: Option<Family>) -> Option<&'a Force> {
    match by_family(mention.forces.clone(), family).as_slice() {
        [force] => Some(force),
        _ => None,
    }
}

type Settled = Option<(Vec<Force>, Evidence)>;
type Step = fn(&Page<'_>, Option<Family>, &Gazetteer, DocKind) -> Settled;

/// The header `Police Forces: Place` of publication pages.
fn header(
    page: &Page<'_>,
    _family: Option<Family>,
    gazetteer: &Gazetteer,
    _kind: DocKind,
) -> Settled {
    for (at, line) in page.lines.iter().enumerate().take(14) {
        let lower = line.plain.to_lowercase();
        let (family, prefix) =
            if lower.starts_with("police forces:") || lower.starts_with("police force:") {
                (Family::Police, line.plain.find(':')? + 1)
            } else if lower.starts_with("fire and rescue services:")
                || lower.starts_with("fire and rescue service:")
            {
                (Family::Fire, line.plain.find(':')? + 1)
            } else {
                continue;
            };
        if national::names_all(&lower) {
            return Some(national::of_all(page, at));
        }
        let rest = &line.plain[prefix..];
        let mut forces: Vec<Force> =
            by_family(gazetteer.named(rest), Some(family)).into_iter().cloned().collect();
        if forces.is_empty() {
            forces = gazetteer
                .mentions(rest)
                .iter()
                .filter_map(|mention| one_of(mention, Some(family)))
                .cloned()
                .collect();
        }
        if !forces.is_empty() {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return Some((
                forces,
                Evidence::new(How::Stated, "header of the publication page").quoting(quote, span),
            ));
        }
    }
    None
}

/// The line that names the report a release or response tells of: `PEEL 2021/22 - An inspection of Force`.
fn report_title(
    page: &Page<'_>,
    family: Option<Family>,
    gazetteer: &Gazetteer,
    _kind: DocKind,
) -> Settled {
    for (at, line) in page.lines.iter().enumerate().take(20) {
        let lower = line.plain.to_lowercase();
        let names_report = lower.contains("inspection of ")
            || lower.trim_start_matches("report: ").starts_with("peel: police")
            || lower.contains("crime data integrity inspection")
            || lower.contains("child protection inspection");
        if line.plain.len() > 200 || !names_report || title::is_banner(line) {
            continue;
        }
        let mentions = gazetteer.mentions(&line.text);
        if let [mention] = mentions.as_slice()
            && !national::is_partner(&line.text, mention)
            && let Some(force) = one_of(mention, family)
        {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return Some((
                vec![force.clone()],
                Evidence::new(How::Stated, "title of the report it tells of").quoting(quote, span),
            ));
        }
    }
    None
}

/// The headline: the first line that is not furniture.
fn headline(
    page: &Page<'_>,
    family: Option<Family>,
    gazetteer: &Gazetteer,
    kind: DocKind,
) -> Settled {
    let lines = page
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !title::is_furniture(line) && !title::is_banner(line))
        .take(3);
    for (at, line) in lines {
        let first_letter = kind == DocKind::Letter && line.plain.to_lowercase().starts_with("dear");
        if first_letter || (line.text.len() > 200 && !matches!(line.kind, BlockKind::Heading(_))) {
            break;
        }
        if line.text.starts_with('©') {
            continue;
        }
        let mut mentions = gazetteer.mentions(&line.text);
        mentions.retain(|mention| !national::is_partner(&line.text, mention));
        let full: Vec<Force> = distinct(
            mentions
                .iter()
                .filter(|mention| mention.full)
                .filter_map(|mention| one_of(mention, family)),
        );
        let any: Vec<Force> =
            distinct(mentions.iter().filter_map(|mention| one_of(mention, family)));
        let forces = if full.is_empty() { any } else { full };
        let several =
            if matches!(kind, DocKind::Response | DocKind::News | DocKind::Other) { 1 } else { 4 };
        if kind == DocKind::Other && line.text.ends_with('.') {
            continue;
        }
        if in_list(page, at, &forces, family, gazetteer) {
            return None;
        }
        if !forces.is_empty() && forces.len() <= several {
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            return Some((forces, Evidence::new(How::Stated, "headline").quoting(quote, span)));
        }
    }
    None
}

/// True if the line below is short and names other bodies only: a list of names, not a headline.
fn in_list(
    page: &Page<'_>,
    at: usize,
    forces: &[Force],
    family: Option<Family>,
    gazetteer: &Gazetteer,
) -> bool {
    let alone = |line: usize| page.plain(line).split(' ').count() <= 5;
    let next = gazetteer.mentions(page.plain(at + 1));
    let mut named = next.iter().filter_map(|mention| one_of(mention, family));
    alone(at) && alone(at + 1) && named.any(|force| !forces.contains(force))
}

/// The first paragraphs, if their first full name is the only one or the subject of the first sentence.
fn opening(
    page: &Page<'_>,
    family: Option<Family>,
    gazetteer: &Gazetteer,
    kind: DocKind,
) -> Settled {
    let lines = if kind == DocKind::Other { 3 } else { 8 };
    for (at, line) in page.lines.iter().enumerate().take(lines) {
        if title::is_furniture(line) || title::is_banner(line) {
            continue;
        }
        let mentions = gazetteer.mentions(&line.text);
        let full = distinct(
            mentions
                .iter()
                .filter(|mention| mention.full)
                .filter_map(|mention| one_of(mention, family)),
        );
        if full.len() > 3 {
            return None;
        }
        if let Some(force) = full.first() {
            let (quote, span) = page.quote(at, &(0..line.plain.len().min(240)));
            return Some((
                vec![force.clone()],
                Evidence::new(How::Stated, "first body named in the opening").quoting(quote, span),
            ));
        }
    }
    None
}

/// The body whose full name stands in the text at least twice and twice as often as any other.
fn most_named(
    page: &Page<'_>,
    family: Option<Family>,
    gazetteer: &Gazetteer,
    least: usize,
) -> Settled {
    let mut counts: BTreeMap<&Force, usize> = BTreeMap::new();
    for line in &page.lines {
        for mention in gazetteer.mentions(&line.text).iter().filter(|mention| mention.full) {
            let credit =
                line.text.get(..mention.start).is_some_and(|before| before.ends_with("© "));
            if let Some(force) = one_of(mention, family).filter(|_| !credit) {
                *counts.entry(force).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(usize, &Force)> =
        counts.into_iter().map(|(force, n)| (n, force)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let (most, force) = *ranked.first()?;
    let next = ranked.get(1).map_or(0, |(n, _)| *n);
    let rule =
        format!("the name that stands most often in the text ({most} times, the next {next})");
    let alone = || most >= least || !others(page, gazetteer, force);
    (most >= 2 * next.max(1) && most > 1 || (next == 0 && alone()))
        .then(|| (vec![force.clone()], Evidence::new(How::Inferred, rule)))
}

/// A place name used for its force's inspection: `Sussex PEEL`, `Sussex 2017 PEEL`.
fn place_and_peel(page: &Page<'_>, family: Option<Family>, gazetteer: &Gazetteer) -> Settled {
    static PEEL: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"^(?:'s)?(?: 20\d\d(?:/\d\d)?)? PEEL\b"));
    for (at, line) in page.lines.iter().enumerate() {
        for mention in gazetteer.mentions(&line.text) {
            let rest = line.text.get(mention.end..).unwrap_or("");
            let Some(force) = one_of(&mention, family)
                .filter(|_| PEEL.as_ref().is_some_and(|rule| rule.is_match(rest)))
            else {
                continue;
            };
            let (quote, span) = page.quote(at, &(0..line.plain.len().min(200)));
            let evidence =
                Evidence::new(How::Inferred, "a place name before `PEEL`").quoting(quote, span);
            return Some((vec![force.clone()], evidence));
        }
    }
    None
}

/// True if any other body is named, if only by its place.
fn others(page: &Page<'_>, gazetteer: &Gazetteer, own: &Force) -> bool {
    page.lines.iter().any(|line| {
        gazetteer.mentions(&line.text).iter().any(|mention| !mention.forces.contains(&own))
    })
}

/// The bodies whose full names are lines of their own: headings of parts, or lines of the contents.
fn names_alone(page: &Page<'_>, gazetteer: &Gazetteer) -> Vec<Force> {
    let mut found: Vec<Force> = Vec::new();
    for line in page.lines.iter().filter(|line| line.text.len() < 80) {
        let mentions = gazetteer.mentions(&line.text);
        let [mention] = mentions.as_slice() else { continue };
        let alone = mention.full && mention.start <= 3 && mention.end + 2 >= line.text.len();
        if let (true, [force]) = (alone, mention.forces.as_slice())
            && !found.contains(force)
        {
            found.push((*force).clone());
        }
    }
    found
}

fn distinct<'a>(forces: impl Iterator<Item = &'a Force>) -> Vec<Force> {
    let mut all: Vec<Force> = Vec::new();
    for force in forces {
        if !all.contains(force) {
            all.push(force.clone());
        }
    }
    all
}
