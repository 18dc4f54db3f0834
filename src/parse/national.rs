//! Documents about every force: the header that says so, and the titles that name another body as a partner.

use super::page::Page;
use crate::gazetteer::Mention;
use crate::report::{Evidence, Force, How};

/// True for the lower-case header `Police Forces: All local forces in England and Wales`.
pub(super) fn names_all(lower: &str) -> bool {
    const ALL: [&str; 5] = [
        "all local forces",
        "all forces",
        "all police forces",
        "all fire and rescue services",
        "all services",
    ];
    ALL.iter().any(|words| lower.contains(words)) || lower.trim_end().ends_with(": national")
}

/// No body, because line `at` says that the document is about them all.
pub(super) fn of_all(page: &Page<'_>, at: usize) -> (Vec<Force>, Evidence) {
    let (quote, span) = page.quote(at, &(0..page.plain(at).len()));
    let rule = "the header of the publication page names all forces";
    (Vec::new(), Evidence::new(How::Stated, rule).quoting(quote, span))
}

/// True if a title names the body beside the police as a whole (`how the police and National Crime Agency consider ...`):
/// a partner, and not whom the document is about.
pub(super) fn is_partner(text: &str, mention: &Mention<'_>) -> bool {
    const POLICE: [&str; 5] =
        ["the police", "police forces", "forces", "police services", "policing"];
    let before = text.get(..mention.start).unwrap_or_default().to_lowercase();
    let after = text.get(mention.end..).unwrap_or_default().to_lowercase();
    let before = before.trim_end().trim_end_matches(" the").trim_end_matches([',', ' ']);
    let joined = before.strip_suffix(" and").or_else(|| before.strip_suffix(" with"));
    let follows = joined.is_some_and(|rest| {
        let rest = rest.trim_end_matches([',', ' ']);
        POLICE.iter().any(|police| rest.ends_with(police))
    });
    let leads = after.trim_start().strip_prefix("and ").is_some_and(|rest| {
        POLICE.iter().any(|police| {
            rest.strip_prefix(police).is_some_and(|rest| {
                !rest.starts_with(char::is_alphanumeric) && !rest.contains("commissioner")
            })
        })
    });
    follows || leads
}
