use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Author, Citation, DateOf, Pinpoint};

/// A line `citation`.
#[derive(Debug, Serialize)]
pub struct CitationLine<'a> {
    #[serde(flatten)]
    head: Head,
    id: &'a str,
    style: &'a str,
    citation: &'a str,
    author: Option<&'static str>,
    title: &'a str,
    date: Option<String>,
    date_is: Option<&'static str>,
    page: Option<u32>,
    question: Option<u16>,
    area: Option<&'a str>,
    judgment: Option<&'a str>,
    quote: Option<&'a str>,
    url: Option<&'a str>,
    url_is_sure: Option<bool>,
    accessed: Option<String>,
}

/// A citation with its text in a style.
#[must_use]
pub fn citation<'a>(cited: &'a Citation, style: &'a str, text: &'a str) -> CitationLine<'a> {
    let (mut page, mut question, mut area) = (None, None, None);
    match &cited.pinpoint {
        Some(Pinpoint::Page(number)) => page = Some(*number),
        Some(Pinpoint::Question(number)) => question = Some(*number),
        Some(Pinpoint::Area(name)) => area = Some(name.as_str()),
        None => {}
    }
    CitationLine {
        head: head("citation"),
        id: &cited.id,
        style,
        citation: text,
        author: cited.author.map(Author::short),
        title: &cited.title,
        date: cited.date.map(|(date, _)| date.to_string()),
        date_is: cited.date.map(|(_, of)| match of {
            DateOf::Published => "published",
            DateOf::Sent => "sent",
            DateOf::LastUpdated => "last_updated",
        }),
        page,
        question,
        area,
        judgment: cited.judgment.as_deref(),
        quote: cited.quote.as_deref(),
        url: cited.link.as_ref().map(|link| link.url.as_str()),
        url_is_sure: cited.link.as_ref().map(|link| link.is_sure),
        accessed: cited.accessed.map(|day| day.to_string()),
    }
}
