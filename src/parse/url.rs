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
