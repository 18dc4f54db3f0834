//! When: the dates of a document, kept apart, and its cycle, which is never simply the year of a date.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::draft::Draft;
use super::page::Page;
use super::title::{self, Title};
use super::url::Address;
use super::{dates, rule};
use crate::report::{Cycle, DocKind, Evidence, How, Note, Pillar, Programme, Span};

/// Reads the dates that the document's own lines give.
pub(super) fn dates(page: &Page<'_>, draft: &mut Draft) {
    static PUBLISHED: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)^(?:first )?published(?: on)?:? ?(.*)$"));
    static UPDATED: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)^(?:page )?last updated(?: on)?:? ?(.*)$"));
    static SENT: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)^sent on:? ?(.*)$"));
    static WIRE: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"^date (20\d\d-\d\d-\d\d)\b"));
    for at in 0..page.lines.len().min(60) {
        let plain = page.plain(at);
        // The first letters that the patterns may have; what is not ASCII may be folded to one of them.
        let first = plain.bytes().next().map(|byte| byte.to_ascii_lowercase());
        if first.is_none_or(|first| first.is_ascii() && !b"fplsd".contains(&first)) {
            continue;
        }
        for (regex, field) in [
            (&*PUBLISHED, "published"),
            (&*UPDATED, "last_updated"),
            (&*SENT, "sent"),
            (&*WIRE, "published"),
        ] {
            let Some(found) = regex.as_ref().and_then(|regex| regex.captures(plain)) else {
                continue;
            };
            let rest = found.get(1).map_or("", |rest| rest.as_str());
            let (on, text) =
                if rest.is_empty() { (at + 1, page.plain(at + 1)) } else { (at, rest) };
            let of_another = field == "published" && draft.report.last_updated.is_some();
            if text.len() > 120 || of_another {
                continue;
            }
            if let Some(day) = dates::first_date(text) {
                let quote = page.quote(on, &(0..page.plain(on).len()));
                draft.date(field, day, quote);
            }
        }
    }
    release_date(page, draft);
    fieldwork(page, draft);
}

/// A line below a release's headline that is only a day.
fn release_date(page: &Page<'_>, draft: &mut Draft) {
    if draft.report.kind != DocKind::Release {
        return;
    }
    for at in 0..page.lines.len().min(5) {
        let plain = page.plain(at);
        if plain.split(' ').count() == 3
            && plain.len() < 20
            && let Some(day) = dates::first_date(plain)
        {
            let quote = page.quote(at, &(0..plain.len()));
            return draft.date("published", day, quote);
        }
    }
}

/// A line of the cover that is only a range of days.
fn fieldwork(page: &Page<'_>, draft: &mut Draft) {
    for (at, line) in page.lines.iter().enumerate().take(14) {
        let words = line.plain.split(' ').take(10).count();
        if words > 9 || line.plain.to_lowercase().starts_with("published") {
            continue;
        }
        if let Some((first, last)) = dates::fieldwork(&line.plain) {
            draft.report.fieldwork = Some((first, last));
            let (quote, span) = page.quote(at, &(0..line.plain.len()));
            draft.evidence(
                "fieldwork",
                Evidence::new(How::Stated, "days on the cover").quoting(quote, span),
            );
            return;
        }
    }
}

/// Settles the cycle: title, report titles, address, ordinal wording, pillar and date, days of the visit.
pub(super) fn cycle(page: &Page<'_>, found: Option<&Title>, address: &Address, draft: &mut Draft) {
    if let Some((title, cycle)) = found.and_then(|title| Some((title, title.cycle?))) {
        let fire_year = draft.report.programme == Some(Programme::Fire)
            && cycle.first() == cycle.last()
            && draft.report.kind == DocKind::Assessment;
        let cycle = if fire_year {
            Cycle::range(cycle.first(), cycle.first() + 1).unwrap_or(cycle)
        } else {
            cycle
        };
        let (quote, span) = page.quote(title.line, &(0..page.plain(title.line).len()));
        return draft.cycle(cycle, Evidence::new(How::Stated, title.rule).quoting(quote, span));
    }
    let own_title_only = found.is_some_and(|title| {
        title.layout == title::Layout::Scale
            || title.rule.starts_with("title `State of")
            || title.rule.starts_with("title of a list")
    });
    if own_title_only {
        return unknown(draft);
    }
    if let Some((cycle, rule, quote)) = printed(page, draft) {
        return draft.cycle(cycle, Evidence::new(How::Stated, rule).quoting(quote.0, quote.1));
    }
    if let Some(cycle) = address.cycle {
        return draft.cycle(cycle, Evidence::new(How::Supplied, "address of the page"));
    }
    if let Some((cycle, rule, quote)) = ordinal(page, draft) {
        return draft.cycle(cycle, Evidence::new(How::Inferred, rule).quoting(quote.0, quote.1));
    }
    if let Some(cycle) = by_pillar_and_date(draft) {
        let day = draft.report.last_updated.or(draft.report.published);
        let rule = format!(
            "table of pillar and date ({})",
            day.map_or_else(String::new, |day| day.to_string())
        );
        return draft.cycle(cycle, Evidence::new(How::Inferred, rule));
    }
    let visits =
        matches!(draft.report.programme, Some(Programme::Custody | Programme::ChildProtection));
    if let (Some((first, last)), true) = (draft.report.fieldwork, visits)
        && first.year() == last.year()
    {
        let rule = format!("days of the visit ({first} to {last}), both in one year");
        return draft
            .cycle(Cycle::year(last.year().unsigned_abs()), Evidence::new(How::Inferred, rule));
    }
    unknown(draft);
}

fn unknown(draft: &mut Draft) {
    draft.evidence(
        "year",
        Evidence::new(
            How::Unknown,
            "no title, address or fixed wording gives the cycle; a date alone does not",
        ),
    );
}

/// The cycle that a sidecar gives, where the document does not.
pub(super) fn supplied(year: &str, from: &str, draft: &mut Draft) {
    let Some(cycle) = title::cycle_of(year, draft.report.programme) else {
        return draft.note(Note::warning(format!(
            "{from} gives the year `{year}`, which is no cycle such as `2016` or `2018/19`"
        )));
    };
    let stated =
        draft.report.evidence.get("year").is_some_and(|evidence| evidence.how == How::Stated);
    match draft.report.cycle {
        Some(known) if known == cycle => {}
        Some(known) if stated => {
            let message = format!("{from} says the year is `{cycle}`, the document says `{known}`");
            draft.note(Note::warning(message).hint("what the document states was kept"));
        }
        _ => draft.cycle(cycle, Evidence::new(How::Supplied, format!("{from} gives `{year}`"))),
    }
}

type Found = Option<(Cycle, &'static str, (String, Span))>;

/// The cycle in the title of the report that the document is or tells of.
fn printed(page: &Page<'_>, draft: &Draft) -> Found {
    static IN_TITLES: LazyLock<Vec<(Option<Regex>, &'static str)>> = LazyLock::new(|| {
        [
            (r"(?i)\bPEEL(?::| police)[^.]{0,90}? (?P<cycle>20\d\d(?:[-/](?:20)?\d\d)?)\b", "title of the report it tells of"),
            (r"(?i)^PEEL (?:inspection |assessment )?(?P<cycle>20\d\d ?[-/] ?(?:20)?\d\d)\b", "heading `PEEL YEARS`"),
            (r"\bPEEL (?:[Aa]ssessment (?:of |[Ff]ramework )?)?(?P<cycle>20\d\d(?: ?[-/] ?(?:20)?\d\d)?)\b", "`PEEL YEARS` in the opening"),
            (r"(?i)\b(?P<cycle>20\d\d(?:[-/](?:20)?\d\d)?) PEEL\b", "`YEARS PEEL` in the opening"),
            (r"(?i)crime data integrity (?:re-?)?inspection:? (?:report )?(?P<cycle>20\d\d)\b", "title of the crime data integrity report"),
            (r"(?i)\b(?P<cycle>20\d\d) crime data integrity\b", "title of the crime data integrity report"),
            (r"(?i)^(?:.{0,60}effectiveness, efficiency and people|.{0,40}fire and rescue service.{0,30}) (?P<cycle>20\d\d ?[-/] ?(?:20)?\d\d)\b", "title of the fire report"),
            (r"(?i)\bfindings from our (?P<cycle>20\d\d) (?:assessment|inspection|re-inspection)\b", "`findings from our YEAR inspection`"),
            (r"(?i)\binspection \((?P<cycle>20\d\d/\d\d)\)", "`inspection (YEARS)`"),
            (r"(?i)\b(?:in|with)? ?['\x22](?P<cycle>20\d\d/\d\d): An inspection of\b", "title of the report it tells of"),
            (r"(?i)\bPEEL (?:effectiveness|efficiency|legitimacy)[^.]{0,40}? (?P<cycle>20\d\d)\b", "title of the report it tells of"),
            (r"(?i)\bpublished its (?P<cycle>20\d\d) (?:PEEL )?(?:inspection )?report (?:on|into) the (?:effectiveness|efficiency|legitimacy) of\b", "`published its YEAR report`"),
            (r"(?i)\bpolice (?:effectiveness|efficiency|legitimacy) (?:inspection )?(?P<cycle>20\d\d)\b", "title of the report it tells of"),
        ]
        .into_iter()
        .map(|(pattern, name)| (rule(pattern), name))
        .collect()
    });
    let lines = if draft.report.kind == DocKind::Assessment { 40 } else { 16 };
    let notes = page.lines.iter().rposition(|line| line.plain.to_lowercase().starts_with("notes"));
    let mut cycles: Vec<(usize, Cycle, &'static str)> = Vec::new();
    let after_notes = notes.into_iter().flat_map(|at| at..(at + 4));
    for at in (0..lines).chain(after_notes) {
        let Some(line) = page.lines.get(at) else { continue };
        if title::is_banner(line) {
            continue;
        }
        for (regex, name) in IN_TITLES.iter() {
            let Some(found) = regex.as_ref().and_then(|regex| regex.captures(&line.plain)) else {
                continue;
            };
            let cycle = title::cycle_of(&found["cycle"], draft.report.programme);
            if let Some(cycle) = cycle.filter(|cycle| is_round(draft.report.programme, *cycle)) {
                cycles.push((at, cycle, name));
                break;
            }
        }
    }
    let (at, cycle, name) = *cycles.first()?;
    let short = page.plain(at).len() < 160;
    let several = cycles.iter().any(|(_, other, _)| *other != cycle)
        || (told_by_others(draft) && other_cycle(page, cycle, draft));
    let loose = name.ends_with("in the opening");
    if several && (loose || told_by_others(draft)) {
        return None;
    }
    if loose
        && (draft.report.kind == DocKind::Letter || !short && draft.report.kind == DocKind::Other)
    {
        return None;
    }
    Some((cycle, name, page.quote(at, &(0..page.plain(at).len().min(200)))))
}

/// True unless the programme had no such round: there was no PEEL of 2019, 2020 or 2024 alone.
pub(super) fn is_round(programme: Option<Programme>, cycle: Cycle) -> bool {
    const PEEL: [(u16, u16); 8] = [
        (2014, 2014),
        (2015, 2015),
        (2016, 2016),
        (2017, 2017),
        (2018, 2019),
        (2021, 2022),
        (2023, 2025),
        (2025, 2027),
    ];
    match programme {
        Some(Programme::Peel) => PEEL.contains(&(cycle.first(), cycle.last())),
        Some(Programme::CrimeDataIntegrity) => (2016..=2020).contains(&cycle.first()),
        Some(Programme::Fire) => cycle.first() >= 2018,
        _ => true,
    }
}

/// Kinds that may list the reports of many rounds.
fn told_by_others(draft: &Draft) -> bool {
    matches!(
        draft.report.kind,
        DocKind::Response | DocKind::News | DocKind::Other | DocKind::Overview
    )
}

/// True if the page names a report of another cycle anywhere.
fn other_cycle(page: &Page<'_>, cycle: Cycle, draft: &Draft) -> bool {
    static ANY: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)\bPEEL[^.]{0,60}? (?P<cycle>20\d\d(?:[-/](?:20)?\d\d)?)\b"));
    page.lines.iter().any(|line| {
        let found = ANY.as_ref().map(|regex| regex.captures_iter(&line.plain));
        found.into_iter().flatten().any(|found| {
            title::cycle_of(&found["cycle"], draft.report.programme)
                .is_some_and(|other| other != cycle && !other.covers(cycle.first()))
        })
    })
}

/// Fixed wording that counts the rounds. Fire rounds of 2021/22 and 2023-25 both call themselves the third.
fn ordinal(page: &Page<'_>, draft: &Draft) -> Found {
    static ROUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?P<nth>first|second|third|fourth|fifth) (?:annual )?(?:PEEL\b|assessment of the effectiveness, efficiency and legitimacy)",
        )
    });
    static RUNNING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\bsecond (?:year running|consecutive year|successive year|year in a row|year in which)\b|\bsecond year running\b",
        )
    });
    static RUNNING_LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\bsecond year running\b|\bsecond (?:consecutive|successive) year\b")
    });
    static TRANCHE: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)\bwas inspected in tranche (?:one|two|three|[123])\b"));
    static FIRE_FIRST: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)\bfirst (?:annual )?assessment of\b.*\bfire\b"));
    let fire = draft.report.programme == Some(Programme::Fire);
    let legitimacy = draft.report.pillar == Some(Pillar::Legitimacy)
        && draft.report.programme == Some(Programme::Peel);
    for at in 0..page.lines.len().min(40) {
        let plain = page.plain(at);
        let quote = || page.quote(at, &(0..plain.len().min(220)));
        let matches =
            |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(plain));
        if !fire
            && draft.report.kind == DocKind::Assessment
            && let Some(found) = ROUND.as_ref().and_then(|regex| regex.captures(plain))
        {
            let cycle = match found["nth"].to_lowercase().as_str() {
                "first" => Cycle::year(2014),
                "second" => Cycle::year(2015),
                "third" => Cycle::year(2016),
                "fourth" => Cycle::year(2017),
                _ => Cycle::range(2018, 2019)?,
            };
            return Some((cycle, "rounds of PEEL are counted: first 2014, fifth 2018/19", quote()));
        }
        if !fire && matches(&TRANCHE) {
            return Some((
                Cycle::range(2018, 2019)?,
                "only PEEL 2018/19 came in tranches",
                quote(),
            ));
        }
        if fire && matches(&FIRE_FIRST) {
            return Some((
                Cycle::range(2018, 2019)?,
                "the first round of fire inspections was 2018/19",
                quote(),
            ));
        }
        if legitimacy && (matches(&RUNNING) || matches(&RUNNING_LOOSE)) {
            return Some((
                Cycle::year(2016),
                "second year running for legitimacy, which was first graded in 2015",
                quote(),
            ));
        }
    }
    None
}

/// The months in which each pillar of each cycle was published.
const PUBLISHED: [(&str, i16, i8, u16); 17] = [
    ("efficiency", 2014, 11, 2014),
    ("effectiveness", 2014, 11, 2014),
    ("legitimacy", 2014, 11, 2014),
    ("efficiency", 2015, 10, 2015),
    ("effectiveness", 2015, 12, 2015),
    ("effectiveness", 2016, 2, 2015),
    ("legitimacy", 2016, 2, 2015),
    ("leadership", 2016, 2, 2015),
    ("efficiency", 2016, 11, 2016),
    ("legitimacy", 2016, 12, 2016),
    ("leadership", 2016, 12, 2016),
    ("effectiveness", 2017, 3, 2016),
    ("efficiency", 2017, 11, 2017),
    ("legitimacy", 2017, 12, 2017),
    ("effectiveness", 2018, 3, 2017),
    ("any", 2019, 5, 2018),
    ("any", 2019, 9, 2018),
];

fn by_pillar_and_date(draft: &Draft) -> Option<Cycle> {
    if draft.report.programme != Some(Programme::Peel)
        || !matches!(draft.report.kind, DocKind::Assessment | DocKind::Release | DocKind::Report)
    {
        return None;
    }
    let day: Date = draft.report.last_updated.or(draft.report.published)?;
    let pillar = draft.report.pillar.as_ref()?;
    let entry = PUBLISHED.iter().find(|(name, year, month, _)| {
        (*name == pillar.slug() || *name == "any") && *year == day.year() && *month == day.month()
    });
    let early_2020 = day.year() == 2020 && day.month() <= 2;
    let first = entry.map(|entry| entry.3).or(early_2020.then_some(2018))?;
    if first == 2018 { Cycle::range(2018, 2019) } else { Some(Cycle::year(first)) }
}

/// The cycle before one, of PEEL and of fire.
pub(super) fn previous(programme: Option<Programme>, cycle: Cycle) -> Option<Cycle> {
    match (programme, cycle.first()) {
        (Some(Programme::Peel), year @ 2015..=2017) => Some(Cycle::year(year - 1)),
        (Some(Programme::Peel), 2018) => Some(Cycle::year(2017)),
        (Some(Programme::Fire), 2021) => Cycle::range(2018, 2019),
        (Some(Programme::Peel | Programme::Fire), 2023) => Cycle::range(2021, 2022),
        (Some(Programme::Peel), 2021) => Cycle::range(2018, 2019),
        _ => None,
    }
}
