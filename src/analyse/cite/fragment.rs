//! Links that lead to the very words: text fragments, as the WICG draft *URL Fragment Text Directives* has them.
//!
//! `#:~:text=[prefix-,]start[,end][,-suffix]`. A short passage stands in it whole; a long one, or one of several paragraphs, by
//! its first and last words. A browser shows the first place that matches; where the words occur earlier in the report too,
//! the words before or after the passage tell it apart.

use crate::report::{Finding, Report};

/// Characters up to which a passage stands in a link whole.
const WHOLE: usize = 200;

/// Words that a passage is told by at its beginning and end, at first and at most.
const FEW: usize = 5;
const MOST: usize = 12;

/// Words before or after it.
const CONTEXT: usize = 4;

/// Bytes between two passages that are a line end and the mark of a list, and no words.
const GAP: usize = 8;

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The address, with a fragment that leads to the passage where there is one.
    pub url: String,
    /// False if the words occur earlier in the report too and nothing beside them tells them apart: a browser shows the
    /// earlier place.
    pub is_sure: bool,
}

/// The address of a report, or of a passage in it; `None` if it is not on the web. The report holds its findings.
#[must_use]
pub(super) fn link(report: &Report, finding: Option<&Finding>) -> Option<Linked> {
    let url = report.url.as_deref()?.trim();
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return None;
    }
    let url = web(url);
    let Some(finding) = finding else { return Some(Linked { url, is_sure: true }) };
    if url.split(['?', '#']).next().is_some_and(|path| path.to_lowercase().ends_with(".pdf")) {
        // A viewer of PDF knows pages (RFC 8118), and few of them words.
        let page = finding.page.filter(|_| !url.contains('#'));
        let is_sure = page.is_some();
        let page = page.map(|page| format!("#page={page}")).unwrap_or_default();
        return Some(Linked { url: url + &page, is_sure });
    }
    let (directive, is_sure) = directive(finding, &report.findings)?;
    let hash = if url.contains('#') { "" } else { "#" };
    Some(Linked { url: format!("{url}{hash}:~:text={directive}"), is_sure })
}

/// The address with what no address holds percent-encoded: white space, quotation marks, brackets and control characters.
fn web(url: &str) -> String {
    let mut clean = String::new();
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c) {
            clean.push_str(&encoded(&c.to_string()));
        } else {
            clean.push(c);
        }
    }
    clean
}

/// What stands after `text=`, and whether it tells the passage apart; `None` for a passage without words.
fn directive(finding: &Finding, all: &[Finding]) -> Option<(String, bool)> {
    let earlier: Vec<String> = all
        .iter()
        .filter(|other| other.span.end <= finding.span.start)
        .map(|other| folded(&other.text))
        .collect();
    let is_first = |words: &str| {
        let words = folded(words);
        !earlier.iter().any(|text| text.contains(&words))
    };
    let text = &finding.text;
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let (start, parts) = if !text.contains('\n') && text.chars().count() <= WHOLE {
        (words.join(" "), encoded(&words.join(" ")))
    } else {
        // The beginning is one run of words within its paragraph; it grows until it tells the passage apart.
        let first: Vec<&str> = text.lines().next()?.split_whitespace().collect();
        let start = (FEW..=MOST.min(first.len()).max(FEW))
            .map(|n| first[..n.min(first.len())].join(" "))
            .find(|start| is_first(start))
            .unwrap_or_else(|| first[..MOST.min(first.len())].join(" "));
        let last: Vec<&str> = text.lines().last()?.split_whitespace().collect();
        let end = last[last.len().saturating_sub(FEW)..].join(" ");
        let parts = format!("{},{}", encoded(&start), encoded(&end));
        (start, parts)
    };
    if is_first(&start) {
        return Some((parts, true));
    }
    let near = |between: Option<usize>| between.is_some_and(|between| between <= GAP);
    let before = all.iter().find(|one| near(finding.span.start.checked_sub(one.span.end)));
    let after = all.iter().find(|one| near(one.span.start.checked_sub(finding.span.end)));
    let last = |text: &str| {
        let words: Vec<&str> = text.lines().last().unwrap_or_default().split_whitespace().collect();
        words[words.len().saturating_sub(CONTEXT)..].join(" ")
    };
    let first = |text: &str| {
        let words = text.lines().next().unwrap_or_default().split_whitespace().take(CONTEXT);
        words.collect::<Vec<_>>().join(" ")
    };
    Some(match (before, after) {
        (Some(before), _) => (format!("{}-,{parts}", encoded(&last(&before.text))), true),
        (None, Some(after)) => (format!("{parts},-{}", encoded(&first(&after.text))), true),
        (None, None) => (parts, false),
    })
}

/// Words as a browser compares them: in any case, white space folded.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The text percent-encoded: all but letters, digits, `_`, `.` and `~`, so that no dash, comma or ampersand is taken for
/// one of the directive's own.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Linked, link};
    use crate::analyse::ledger::tests::report;
    use crate::report::{DocKind, Finding, FindingKind, Report, Span};

    /// A finding that begins at `start`.
    pub(in crate::analyse::cite) fn finding(number: usize, start: usize, text: &str) -> Finding {
        Finding {
            id: format!("a-{number}"),
            source_id: None,
            kind: FindingKind::Narrative,
            force: None,
            programme: None,
            cycle: None,
            pillar: None,
            question: None,
            question_text: None,
            outcome: None,
            heading: None,
            text: text.to_owned(),
            span: Span::new(start, start + text.len()),
            page: None,
            carried_over_from: None,
        }
    }

    fn on_the_web(url: &str, texts: &[&str]) -> Report {
        let mut page = report("a", DocKind::Assessment, None);
        page.url = Some(url.to_owned());
        let mut at = 0;
        for (number, text) in (1..).zip(texts) {
            page.findings.push(finding(number, at, text));
            at += text.len() + 1;
        }
        page
    }

    fn linked(page: &Report, nth: usize) -> Linked {
        link(page, page.findings.get(nth)).unwrap()
    }

    #[test]
    fn a_short_passage_stands_in_the_link_whole() {
        let page =
            on_the_web("https://example.org/p/", &["Well-run, it says & \u{2018}fair\u{2019}."]);
        let expected = "https://example.org/p/#:~:text=Well%2Drun%2C%20it%20says%20%26%20%E2%80%98fair%E2%80%99.";
        assert_eq!(linked(&page, 0), Linked { url: expected.to_owned(), is_sure: true });
    }

    #[test]
    fn a_long_passage_is_told_by_its_ends_and_a_repeated_one_by_what_is_beside_it() {
        let long = format!("The force has a plan for {} and it is kept.", "boats ".repeat(40));
        let page = on_the_web(
            "https://example.org/p#top",
            &["Nets are mended.", &long, "Nets are mended."],
        );
        assert_eq!(
            linked(&page, 1).url,
            "https://example.org/p#top:~:text=The%20force%20has%20a%20plan,boats%20and%20it%20is%20kept."
        );
        let again = linked(&page, 2);
        let expected = ":~:text=and%20it%20is%20kept.-,Nets%20are%20mended.";
        assert!(again.url.ends_with(expected) && again.is_sure, "{again:?}");
        let mut alone = page.clone();
        alone.findings.remove(1);
        assert!(!linked(&alone, 1).is_sure);
    }

    #[test]
    fn no_link_where_there_is_no_web_and_a_page_in_a_pdf() {
        let mut page = on_the_web("/hmic/p/", &["Nets are mended."]);
        assert_eq!(link(&page, None), None);
        page.url = Some("javascript:alert(1)".to_owned());
        assert_eq!(link(&page, None), None);
        page.url = Some("https://example.org/a report.pdf".to_owned());
        page.findings[0].page = Some(12);
        assert_eq!(linked(&page, 0).url, "https://example.org/a%20report.pdf#page=12");
    }
}
