//! Dispersion: over how many inspections a word is spread, how evenly, and where it stands.

use super::concordance::why_nothing;
use super::measures::{Dispersion, Share, dispersion};
use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::search::{self, Also, Extent, Part};

/// How something is spread over the inspections.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The parts that pass the filters: by year, then by the name of the body, then by pillar; reports without an inspection last.
    pub parts: Vec<SpreadPart>,
    /// Occurrences in all tokens of the findings that pass the filters.
    pub share: Share,
    /// The measures; `None` where nothing occurs.
    pub dispersion: Option<Dispersion>,
    /// Inspections that hold it.
    pub inspections: u64,
    /// The findings that match.
    pub matching: Extent,
    /// All that passes the filters.
    pub of: Extent,
    /// What the words also stood for.
    pub also: Vec<Also>,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// An inspection, or a report whose findings belong to none.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadPart {
    /// The slug of the body; `None` for a report.
    pub force: Option<String>,
    /// The name of the body.
    pub force_name: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// The cycle.
    pub year: Option<String>,
    /// The pillar.
    pub pillar: Option<String>,
    /// The id of a report without an inspection.
    pub report: Option<String>,
    /// Occurrences in the tokens of the part.
    pub share: Share,
}

/// Says how what `query` asks for is spread over the inspections that pass `filters`.
///
/// # Errors
/// `Usage` for a query without words, else as [`search::search`].
pub fn spread(index: &Index, query: &Query, filters: &[FieldTest]) -> Result<Spread> {
    let found = search::occurrences(index, query, filters)?;
    let sides = search::one_side(index, None, filters)?;
    let census = sides.census()?;
    let places = found.by_part(&sides);
    let mut parts = Vec::new();
    for ((part, tokens), n) in sides.parts.iter().zip(&census.parts).zip(places) {
        parts.push(named(index, part, Share { n, of: tokens[0] })?);
    }
    parts.sort_by(|a, b| key(a).cmp(&key(b)));
    let shares: Vec<Share> = parts.iter().map(|part| part.share).collect();
    let is_hit = |part: &&SpreadPart| part.share.n > 0 && part.report.is_none();
    let mut hints = found.hints.clone();
    if found.total() == 0 {
        hints.extend(why_nothing(index, query, filters)?);
    }
    let [matching, of] = found.extents(filters)?;
    Ok(Spread {
        share: Share { n: found.total(), of: census.tokens[0] },
        dispersion: dispersion(&shares),
        inspections: parts.iter().filter(is_hit).count() as u64,
        parts,
        matching,
        of,
        also: found.also.clone(),
        hints,
    })
}

/// The order of the parts: what is unknown comes last.
fn key(part: &SpreadPart) -> [(bool, Option<&str>); 6] {
    let of = |value: &Option<String>| value.is_none();
    [
        (of(&part.force), None),
        (of(&part.year), part.year.as_deref()),
        (of(&part.force_name), part.force_name.as_deref()),
        (of(&part.pillar), part.pillar.as_deref()),
        (of(&part.programme), part.programme.as_deref()),
        (of(&part.report), part.report.as_deref()),
    ]
}

fn named(index: &Index, part: &Part, share: Share) -> Result<SpreadPart> {
    let mut named = SpreadPart {
        force: None,
        force_name: None,
        programme: None,
        year: None,
        pillar: None,
        report: None,
        share,
    };
    match part {
        Part::Report(id) => named.report = Some(id.clone()),
        Part::Inspection(key) => {
            // Body, programme, cycle and pillar; `-` is unknown.
            let mut fields = key.rsplitn(4, '|').map(|text| (text != "-").then(|| text.to_owned()));
            named.pillar = fields.next().flatten();
            named.year = fields.next().flatten();
            named.programme = fields.next().flatten();
            let body = fields.next().flatten().unwrap_or_default();
            let card = index.bodies()?.get(&body);
            named.force = Some(card.map_or_else(|| body.clone(), |card| card.slug.clone()));
            named.force_name = Some(card.map_or(body, |card| card.name.clone()));
        }
    }
    Ok(named)
}
