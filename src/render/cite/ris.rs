//! RIS: a tag of two characters, two spaces, a dash, a space, a value on one line; lines end in CR LF.

use jiff::civil::Date;

use super::{line, note, place};
use crate::analyse::{Citation, Pinpoint};

/// One record, from `TY` to `ER`.
pub(super) fn record(citation: &Citation) -> String {
    let kind = if citation.author.is_some() { "RPRT" } else { "GEN" };
    // A comma would part a surname from its given names; the inspectorate has neither.
    let author = citation.author.map(|author| author.long(citation.date).replace(',', ""));
    let page = match &citation.pinpoint {
        Some(Pinpoint::Page(page)) => Some(page.to_string()),
        _ => None,
    };
    let section = citation.pinpoint.as_ref().filter(|_| page.is_none()).map(place);
    let lines = [
        ("TY", Some(kind.to_owned())),
        ("ID", Some(citation.id.clone())),
        ("TI", Some(citation.title.clone())),
        ("AU", author),
        ("PB", citation.author.map(|author| author.short().to_owned())),
        ("PY", citation.date.map(|(date, _)| date.year().to_string())),
        ("DA", citation.date.map(|(date, _)| day(date))),
        ("SP", page),
        ("SE", section),
        ("AB", citation.quote.clone()),
        ("N1", note(citation, false)),
        ("UR", citation.link.as_ref().map(|link| link.url.clone())),
        ("Y2", citation.accessed.map(day)),
        ("LA", Some("en-GB".to_owned())),
    ];
    let lines = lines.into_iter().filter_map(|(tag, value)| Some((tag, line(&value?))));
    let lines: String = lines.map(|(tag, value)| format!("{tag}  - {value}\r\n")).collect();
    lines + "ER  - \r\n\r\n"
}

/// `2016/12/08/`: year, month, day, and no other part.
fn day(date: Date) -> String {
    date.strftime("%Y/%m/%d/").to_string()
}
