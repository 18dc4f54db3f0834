//! Markdown: the words as a block quotation, then where they stand.

use super::{dated, line, note};
use crate::analyse::{Citation, DateOf};

/// A quotation with its source; without words the source alone.
pub(super) fn quotation(citation: &Citation) -> String {
    let source = source(citation);
    let Some(quote) = &citation.quote else { return format!("{source}\n") };
    let lines = quote.lines().filter(|line| !line.trim().is_empty());
    let lines: String = lines.map(|words| format!("> {}\n", escaped(&line(words)))).collect();
    format!("{lines}>\n> \u{2014} {source}\n")
}

fn source(citation: &Citation) -> String {
    let title = escaped(&line(&citation.title));
    let title = match &citation.link {
        Some(link) => format!("[{title}]({})", target(&link.url)),
        None => format!("*{title}*"),
    };
    let mut text =
        citation.author.map(|author| format!("{}, ", author.short())).unwrap_or_default();
    text.push_str(&title);
    if let Some(date) = dated(citation) {
        text.push_str(&format!(" ({date})"));
    }
    // The date says already that it is that of an update.
    let plain = Citation {
        date: citation.date.filter(|(_, of)| *of != DateOf::LastUpdated),
        ..citation.clone()
    };
    if let Some(note) = note(&plain, true) {
        text.push_str(&format!(", {}", escaped(&note)));
    }
    match citation.accessed.filter(|_| citation.link.is_some()) {
        Some(day) => text + &format!(". Accessed {}.", super::day(day)),
        None => text,
    }
}

/// A link's target ends at a bracket.
fn target(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29")
}

/// What Markdown or HTML would take for markup stands for itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
