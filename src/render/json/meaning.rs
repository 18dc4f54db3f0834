use serde::Serialize;

use super::{Head, head};
use crate::search::Also;

/// An entry of `also` in a summary: another name of what was typed, and how it is known.
#[derive(Debug, Serialize)]
pub struct AlsoPart<'a> {
    r#for: &'a str,
    also: &'a str,
    source: &'static str,
    reports: Option<u64>,
    why: Option<&'a str>,
}

/// What the words of a query also stood for.
#[must_use]
pub fn also(also: &[Also]) -> Vec<AlsoPart<'_>> {
    also.iter().map(part).collect()
}

fn part(one: &Also) -> AlsoPart<'_> {
    AlsoPart {
        r#for: &one.typed,
        also: &one.meaning.text,
        source: one.meaning.source(),
        reports: one.meaning.reports,
        why: one.meaning.why.as_deref(),
    }
}

/// A line `meaning`.
#[derive(Debug, Serialize)]
pub struct MeaningLine<'a> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    part: AlsoPart<'a>,
}

/// A name and what it also stands for.
#[must_use]
pub fn meaning(one: &Also) -> MeaningLine<'_> {
    MeaningLine { head: head("meaning"), part: part(one) }
}
