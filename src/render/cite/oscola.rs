//! OSCOLA, fourth edition: a web page (3.4.8) where there is an address, else a report.

use super::{dated, line, place};
use crate::analyse::{Citation, Pinpoint};

/// One footnote, on one line.
pub(super) fn footnote(citation: &Citation) -> String {
    let author = citation.author.map(|author| format!("{}, ", author.short()));
    let mut parts =
        vec![format!("{}\u{2018}{}\u{2019}", author.unwrap_or_default(), line(&citation.title))];
    parts.extend(dated(citation).map(|date| format!("({date})")));
    parts.extend(citation.pinpoint.as_ref().map(|pinpoint| match pinpoint {
        // A page is its number alone.
        Pinpoint::Page(page) => page.to_string(),
        other => place(other),
    }));
    parts.extend(citation.judgment.as_ref().map(|said| format!("(judgment: {})", line(said))));
    if let Some(link) = &citation.link {
        parts.push(format!("<{}>", link.url));
        parts.extend(citation.accessed.map(|day| format!("accessed {}", super::day(day))));
    }
    parts.join(" ") + "\n"
}
