//! Pages that say that there is no such page, with the status of one that is there (200).

use crate::corpus::{Document, Format, Supplied};
use crate::extract::{BlockKind, extract};

/// What such a page says, in lower case, with plain apostrophes; the last two as a site in Welsh says it.
const WORDS: [&str; 19] = [
    "page not found",
    "404 not found",
    "error 404",
    "404 error",
    "page cannot be found",
    "page can't be found",
    "page could not be found",
    "page couldn't be found",
    "can't find the page",
    "can't find that page",
    "can't find this page",
    "cannot find the page",
    "couldn't find the page",
    "page does not exist",
    "page doesn't exist",
    "page no longer exists",
    "page is no longer available",
    "ni chafwyd hyd i'r dudalen",
    "heb ddod o hyd i'r dudalen",
];

/// Characters of a title or heading at most that says no more than that.
const LONGEST: usize = 90;

/// The words in which a page says so: those of its title in the head, or of its first heading. Words further down do not
/// count: a report may speak of pages that are not found.
pub(super) fn says_missing(html: &[u8]) -> Option<String> {
    let text = extract(&Document {
        path: "page.html".to_owned(),
        format: Format::Html,
        bytes: html.to_vec(),
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    });
    let is_heading = |kind: &BlockKind| matches!(kind, BlockKind::Heading(_));
    let heading = text.blocks.iter().find(|block| is_heading(&block.kind));
    let heading = heading.map(|block| text.block_text(block));
    text.head_title.iter().cloned().chain(heading).find(|said| is_missing(said))
}

fn is_missing(said: &str) -> bool {
    let words = said.trim().to_lowercase().replace(['\u{2019}', '\u{2018}'], "'");
    let is_short = words.chars().count() <= LONGEST;
    is_short
        && (matches!(words.as_str(), "404" | "not found")
            || WORDS.iter().any(|known| words.contains(known)))
}

#[cfg(test)]
mod tests {
    use super::says_missing;

    #[test]
    fn a_page_says_that_it_is_not_there_in_its_title_or_first_heading() {
        for (html, said) in [
            (
                "<title>Page not found - HMICFRS</title><p>Try the search.",
                Some("Page not found - HMICFRS"),
            ),
            ("<title>A site</title><h1>404</h1><p>Sorry.", Some("404")),
            (
                "<title>A site</title><h1>Sorry, we can\u{2019}t find the page</h1>",
                Some("Sorry, we can\u{2019}t find the page"),
            ),
            ("<h1>Ni chafwyd hyd i'r dudalen</h1>", Some("Ni chafwyd hyd i'r dudalen")),
            ("<title>Kent 2016</title><h1>Kent PEEL 2016</h1><p>Page not found.", None),
            ("<h1>Left on the shelf</h1><h2>Page not found</h2>", None),
            ("<h1>Found</h1>", None),
            ("", None),
        ] {
            assert_eq!(says_missing(html.as_bytes()).as_deref(), said, "{html}");
        }
    }
}
