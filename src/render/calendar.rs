//! A calendar of days on which something is due: iCalendar (RFC 5545).

use jiff::civil::Date;

use super::tame;
use crate::analyse::Response;

/// Bytes of a line at most, its end apart (RFC 5545, 3.1).
const LINE: usize = 75;

/// An event a day, for every answer whose day is known; empty if there is none, for a calendar without components is none.
///
/// The stamp of an event is the day of publication: the same report gives the same bytes on every day.
#[must_use]
pub fn calendar(responses: &[Response]) -> String {
    let events: String = responses.iter().filter_map(event).collect();
    if events.is_empty() {
        return events;
    }
    let head =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//peelian//due//EN", "CALSCALE:GREGORIAN"];
    let head: String = head.iter().map(|line| folded(line)).collect();
    format!("{head}{events}END:VCALENDAR\r\n")
}

fn event(response: &Response) -> Option<String> {
    let due = response.due?;
    let published = response.published.as_ref()?.day;
    let force = response.force.as_ref();
    let report = &response.report;
    let title = report.title.as_deref().unwrap_or(&report.path);
    let of = force.map_or("every local policing body", |force| &force.name);
    let [recommendations, causes, areas] = response.calls;
    let description = format!(
        "Last day of the 56 in which the local policing body must publish its comments on the report of {published} \
         (Police Act 1996, section 55(5A)). Recommendations: {recommendations}, causes of concern: {causes}, areas for \
         improvement: {areas}. Report {}. This is not legal advice.",
        report.id
    );
    let slug = force.map_or("national", |force| &force.slug);
    let url = report.url.as_deref().filter(|url| url.starts_with("http")).map(tame);
    let lines = [
        Some("BEGIN:VEVENT".to_owned()),
        Some(format!("UID:due-{}-{slug}@peelian", report.id)),
        Some(format!("DTSTAMP:{}T000000Z", digits(published))),
        Some(format!("DTSTART;VALUE=DATE:{}", digits(due))),
        Some(format!("SUMMARY:{}", escaped(&format!("Comments due: {of}, {title}")))),
        Some(format!("DESCRIPTION:{}", escaped(&description))),
        url.map(|url| format!("URL:{url}")),
        Some("TRANSP:TRANSPARENT".to_owned()),
        Some("END:VEVENT".to_owned()),
    ];
    Some(lines.into_iter().flatten().map(|line| folded(&line)).collect())
}

fn digits(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// TEXT (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The line with its end, broken before a character that would make it too long; what follows a break begins with a space.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut bytes = 0;
    for c in line.chars() {
        if bytes + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            bytes = 1;
        }
        out.push(c);
        bytes += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::{escaped, folded};

    #[test]
    fn long_lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        for line in ["short".to_owned(), "é".repeat(200), "a".repeat(75), "a".repeat(76)] {
            let shown = folded(&line);
            assert!(shown.split("\r\n").all(|part| part.len() <= 75), "{shown:?}");
            assert_eq!(shown.replace("\r\n ", "").trim_end(), line);
        }
        assert_eq!(folded(&"a".repeat(75)), "a".repeat(75) + "\r\n");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a, b; c\\d\ne\u{7}"), "a\\, b\\; c\\\\d\\ne ");
    }
}
