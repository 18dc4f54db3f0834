//! What an address of the inspectorate's site says of the page behind it, whatever its host and era.

use std::sync::LazyLock;

use regex::Regex;

use super::{rule, title};
use crate::report::{Cycle, Family, Pillar, Programme};

/// What an address says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) slug: Option<String>,
    pub(super) family: Option<Family>,
    pub(super) programme: Option<Programme>,
    pub(super) cycle: Option<Cycle>,
    pub(super) pillar: Option<Pillar>,
    /// The section of the site: `news`, `publications`, `glossary` ...
    pub(super) section: Option<Section>,
}

/// A section of the site that settles the kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Assessment,
    News,
    Glossary,
    Recommendation,
}

/// Reads an address; what it does not say stays empty.
pub(super) fn read(url: &str) -> Address {
    static ASSESSMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"/(?P<family>peel|frs)-assessments?/(?:peel|frs)-(?P<year>20\d\d)/(?P<slug>[a-z][a-z0-9-]+)(?:/(?P<pillar>[a-z-]+))?",
        )
    });
    static REPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"/(?P<family>peel|frs)-(?:reports|assessments)/(?P<slug>[a-z][a-z0-9-]*?)-(?P<year>20\d\d-(?:20)?\d\d)(?:/|$)",
        )
    });
    static OLD: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"/hmic/(?P<slug>[a-z][a-z-]+)/?$"));
    static RECOMMENDATION: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"/recommendation/(?P<slug>[a-z][a-z-]+)/\d+"));
    static LANDING: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"/peel-assessments/(?P<slug>[a-z][a-z-]+)/?$"));
    let path = url.split(['?', '#']).next().unwrap_or(url).to_lowercase();
    if !is_inspectorate(&path) {
        return Address::default();
    }
    for regex in [&*ASSESSMENT, &*REPORT].into_iter().flatten() {
        if let Some(found) = regex.captures(&path) {
            let fire = &found["family"] == "frs";
            let programme = if fire { Programme::Fire } else { Programme::Peel };
            return Address {
                slug: Some(found["slug"].to_owned()),
                family: Some(if fire { Family::Fire } else { Family::Police }),
                programme: Some(programme),
                cycle: cycle(&found["year"], programme),
                pillar: found.name("pillar").and_then(|pillar| Pillar::known(pillar.as_str())),
                section: Some(Section::Assessment),
            };
        }
    }
    if let Some(found) = RECOMMENDATION.as_ref().and_then(|regex| regex.captures(&path)) {
        return Address {
            slug: Some(found["slug"].to_owned()),
            section: Some(Section::Recommendation),
            ..Address::default()
        };
    }
    if let Some(found) = LANDING.as_ref().and_then(|regex| regex.captures(&path)) {
        let site_pages = ["what-is-peel", "how-we-inspect"];
        if !site_pages.contains(&&found["slug"]) && !found["slug"].starts_with("peel-") {
            return Address {
                slug: Some(found["slug"].to_owned()),
                family: Some(Family::Police),
                programme: Some(Programme::Peel),
                section: Some(Section::Assessment),
                ..Address::default()
            };
        }
    }
    if let Some(found) = OLD.as_ref().and_then(|regex| regex.captures(&path)) {
        return Address { slug: Some(found["slug"].to_owned()), ..Address::default() };
    }
    let section = if path.contains("/news/") {
        Some(Section::News)
    } else if path.contains("/glossary/") {
        Some(Section::Glossary)
    } else {
        None
    };
    Address { section, ..Address::default() }
}

/// The page behind an address, whatever host, era and form it was asked for by: `canonical` is what the page itself gives as
/// its address. `None` where there is no address or it is that of a site, not of a page.
///
/// The inspectorate's pages kept their paths when they moved from `www.hmic.gov.uk` over `/hmic` and `/hmicfrs` to a host
/// of their own; its addresses occur with `//`, `/s/`, queries and without their closing `/`. Of other sites the query may
/// name the page: only what counts visits goes.
pub(super) fn page(address: Option<&str>, canonical: Option<&str>) -> Option<String> {
    let own = address.and_then(one_page);
    let Some(canonical) = canonical.and_then(one_page) else { return own };
    // A canonical address on another site is not to be believed.
    let site = |page: &str| page.split('/').next().unwrap_or_default().to_owned();
    match own {
        Some(own) if site(&own) != site(&canonical) => Some(own),
        _ => Some(canonical),
    }
}

fn one_page(url: &str) -> Option<String> {
    let plain = url.split('#').next().unwrap_or(url).trim().to_lowercase();
    let (_, rest) = plain.split_once("://")?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let host = if parts.is_empty() { return None } else { parts.remove(0) };
    let mut kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).collect();
    let ours = ["justiceinspectorates.gov.uk", "hmic.gov.uk"];
    let ours = ours.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
    let host = if ours { "inspectorate" } else { host.trim_start_matches("www.") };
    if ours {
        let is_prefix = |part: &&&str| matches!(**part, "hmic" | "hmicfrs" | "s");
        let prefix = parts.iter().take_while(is_prefix).count();
        parts.drain(..prefix);
        // Only the short form `/?p=25963` names a page by its query.
        kept.retain(|part| parts.is_empty() && part.starts_with("p="));
    } else {
        kept.retain(|part| !part.starts_with("utm_") && !part.starts_with("fbclid="));
        kept.sort_unstable();
    }
    if parts.is_empty() && kept.is_empty() {
        return None;
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{host}/{}{query}", parts.join("/")))
}

/// True for the inspectorate's hosts, old and new, and for addresses without a host.
fn is_inspectorate(url: &str) -> bool {
    !url.contains("://")
        || url.contains("justiceinspectorates.gov.uk")
        || url.contains("hmic.gov.uk")
}

fn cycle(years: &str, programme: Programme) -> Option<Cycle> {
    let cycle = title::cycle_of(years, Some(programme))?;
    if programme == Programme::Fire && cycle.first() == cycle.last() {
        return Cycle::range(cycle.first(), cycle.first() + 1);
    }
    Some(cycle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_page_have_one_address() {
        let page = |address: &str| super::page(Some(address), None);
        let kent = Some("inspectorate/peel-assessments/peel-2016/kent/legitimacy".to_owned());
        for address in [
            "http://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/kent/legitimacy/",
            "https://www.justiceinspectorates.gov.uk///hmicfrs/peel-assessments/peel-2016/kent/legitimacy?",
            "https://www.justiceinspectorates.gov.uk/hmicfrs/s/peel-assessments/peel-2016/Kent/legitimacy/",
            "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2016/kent/legitimacy/?print=1#top",
        ] {
            assert_eq!(page(address), kent, "{address}");
        }
        assert_eq!(page("https://hmicfrs.justiceinspectorates.gov.uk/"), None);
        let visit = "https://x.example/a?id=2&utm_source=m&b=1";
        assert_eq!(page(visit), page("http://www.x.example/a/?b=1&id=2"));
        assert_ne!(page("https://x.example/a?id=2"), page("https://x.example/a?id=3"));
        assert_eq!(page("no address"), None);
        let both = |own, canonical| super::page(Some(own), Some(canonical));
        let plain = page("https://x.example/a");
        assert_eq!(both("https://x.example/a?view=1", "https://x.example/a"), plain);
        assert_eq!(both("https://x.example/a", "https://y.example/b"), plain);
        assert_eq!(both("https://x.example/a", "https://x.example/"), plain);
    }

    #[test]
    fn addresses_of_every_era() {
        for (url, slug, cycle, pillar) in [
            (
                "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2018/kent/legitimacy/?",
                Some("kent"),
                Some("2018/19"),
                Some("legitimacy"),
            ),
            (
                "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/gloucestershire-2021-22/",
                Some("gloucestershire"),
                Some("2021/22"),
                None,
            ),
            (
                "https://hmicfrs.justiceinspectorates.gov.uk/frs-assessments/avon-2023-2025/",
                Some("avon"),
                Some("2023-25"),
                None,
            ),
            (
                "https://hmicfrs.justiceinspectorates.gov.uk/frs-assessment/frs-2021/avon/people",
                Some("avon"),
                Some("2021/22"),
                Some("people"),
            ),
            ("https://example.org/peel-reports/kent-2021-22/", None, None, None),
        ] {
            let read = read(url);
            assert_eq!(read.slug.as_deref(), slug, "{url}");
            assert_eq!(read.cycle.map(|cycle| cycle.to_string()).as_deref(), cycle, "{url}");
            assert_eq!(read.pillar.as_ref().map(Pillar::slug), pillar, "{url}");
        }
    }
}
