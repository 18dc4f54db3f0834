//! CSL-JSON (citationstyles.org, *csl-data*): items for Zotero, pandoc and their like.

use jiff::civil::Date;
use serde::Serialize;

use super::{line, note, place};
use crate::analyse::{Citation, Pinpoint};

/// An item with keys of the schema alone.
#[derive(Serialize)]
struct Item {
    r#type: &'static str,
    id: String,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<Day>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#abstract: Option<String>,
    language: &'static str,
}

#[derive(Serialize)]
struct Name {
    literal: &'static str,
}

#[derive(Serialize)]
struct Day {
    #[serde(rename = "date-parts")]
    parts: [[i16; 3]; 1],
}

/// The items as one array.
pub(super) fn items(citations: &[Citation]) -> String {
    let items: Vec<Item> = citations.iter().map(item).collect();
    // Such plain values can always be written.
    serde_json::to_string_pretty(&items).unwrap_or_default() + "\n"
}

fn item(citation: &Citation) -> Item {
    let author = citation.author.map(|author| Name { literal: author.long(citation.date) });
    Item {
        r#type: if citation.author.is_some() { "report" } else { "document" },
        id: citation.id.clone(),
        title: line(&citation.title),
        author: author.into_iter().collect(),
        publisher: citation.author.map(|author| author.short()),
        issued: citation.date.map(|(date, _)| day(date)),
        accessed: citation.accessed.map(day),
        url: citation.link.as_ref().map(|link| link.url.clone()),
        locator: citation.pinpoint.as_ref().map(|pinpoint| match pinpoint {
            Pinpoint::Page(page) => page.to_string(),
            other => place(other),
        }),
        note: note(citation, false),
        r#abstract: citation.quote.clone(),
        language: "en-GB",
    }
}

fn day(date: Date) -> Day {
    Day { parts: [[date.year(), date.month().into(), date.day().into()]] }
}
