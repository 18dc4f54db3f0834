//! Citations in the styles that lawyers, researchers and writers use: one file a style.

mod bibtex;
mod csl;
mod markdown;
mod oscola;
mod ris;

use jiff::civil::Date;

use super::tame;
use crate::analyse::{Citation, DateOf, Pinpoint};

/// A style.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// A footnote of the *Oxford University Standard for the Citation of Legal Authorities*, fourth edition.
    #[default]
    Oscola,
    /// An entry of BibTeX, which biblatex reads too.
    Bibtex,
    /// A record of RIS.
    Ris,
    /// CSL-JSON, as Zotero and pandoc read it: one array of all items.
    Csl,
    /// A quotation with its source, in Markdown.
    Markdown,
}

impl Style {
    /// Every style with its name in options.
    pub const ALL: [(&'static str, Self); 5] = [
        ("oscola", Self::Oscola),
        ("bibtex", Self::Bibtex),
        ("ris", Self::Ris),
        ("csl", Self::Csl),
        ("md", Self::Markdown),
    ];
}

/// The citations in a style, ready to be pasted; ends with a line end.
#[must_use]
pub fn cite(citations: &[Citation], style: Style) -> String {
    if style == Style::Csl {
        return csl::items(citations);
    }
    let one = |citation: &Citation| match style {
        Style::Bibtex => bibtex::entry(citation),
        Style::Ris => ris::record(citation),
        Style::Markdown => markdown::quotation(citation),
        Style::Oscola | Style::Csl => oscola::footnote(citation),
    };
    let between = if matches!(style, Style::Oscola | Style::Ris) { "" } else { "\n" };
    citations.iter().map(one).collect::<Vec<_>>().join(between)
}

/// The words on one line, without control characters.
fn line(text: &str) -> String {
    tame(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `8 December 2016`.
fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day of the report with what day it is, unless it is that of publication.
fn dated(citation: &Citation) -> Option<String> {
    citation.date.map(|(date, of)| match of {
        DateOf::Published => day(date),
        DateOf::Sent => format!("sent {}", day(date)),
        DateOf::LastUpdated => format!("last updated {}", day(date)),
    })
}

/// `page 12`, `question 2`, the name of an area.
fn place(pinpoint: &Pinpoint) -> String {
    match pinpoint {
        Pinpoint::Page(page) => format!("page {page}"),
        Pinpoint::Question(number) => format!("question {number}"),
        Pinpoint::Area(area) => line(area),
    }
}

/// What is said beside the fields that a style has: the judgment, the place that it has no field for, doubts.
fn note(citation: &Citation, with_place: bool) -> Option<String> {
    let place = citation.pinpoint.as_ref().filter(|_| with_place).map(place);
    let judgment = citation.judgment.as_ref().map(|judgment| format!("judgment: {judgment}"));
    let updated = citation
        .date
        .filter(|(_, of)| *of == DateOf::LastUpdated)
        .map(|_| "dated by its last update".to_owned());
    let said: Vec<String> = [place, judgment, updated].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("; "))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Style, cite};
    use crate::analyse::{Author, Citation, DateOf, Linked, Pinpoint};

    fn citation() -> Citation {
        Citation {
            id: "8bc27695f00fda24-14".to_owned(),
            author: Some(Author::Hmic),
            title: "Fens & Meres_100%: {an} inspection".to_owned(),
            date: Some((date(2016, 12, 8), DateOf::Published)),
            pinpoint: Some(Pinpoint::Question(2)),
            judgment: Some("legitimacy 2016, question 2: good".to_owned()),
            link: Some(Linked {
                url: "https://example.org/a_b/#:~:text=Nets%20are".to_owned(),
                is_sure: true,
            }),
            quote: Some("Nets are\nmended *well*.".to_owned()),
            accessed: Some(date(2026, 11, 25)),
        }
    }

    fn shown(style: Style) -> String {
        cite(&[citation()], style)
    }

    #[test]
    fn a_footnote_of_oscola() {
        assert_eq!(
            shown(Style::Oscola),
            "HMIC, \u{2018}Fens & Meres_100%: {an} inspection\u{2019} (8 December 2016) question 2 \
             (judgment: legitimacy 2016, question 2: good) <https://example.org/a_b/#:~:text=Nets%20are> \
             accessed 25 November 2026\n"
        );
        let bare = Citation {
            author: None,
            date: None,
            pinpoint: Some(Pinpoint::Page(7)),
            judgment: None,
            link: None,
            ..citation()
        };
        assert_eq!(
            cite(&[bare], Style::Oscola),
            "\u{2018}Fens & Meres_100%: {an} inspection\u{2019} 7\n"
        );
    }

    #[test]
    fn an_entry_of_bibtex_escapes_what_tex_would_run() {
        let entry = shown(Style::Bibtex);
        for line in [
            "@techreport{hmic2016-8bc27695f00fda24-14,",
            r"  title = {{Fens \& Meres\_100\%: \{an\} inspection}},",
            "  author = {{Her Majesty's Inspectorate of Constabulary}},",
            "  institution = {HMIC},",
            "  year = {2016},",
            "  month = dec,",
            "  url = {https://example.org/a_b/#:~:text=Nets%20are},",
            "  urldate = {2026-11-25},",
        ] {
            assert!(entry.lines().any(|shown| shown == line), "{line}\n{entry}");
        }
        assert!(entry.ends_with("}\n"), "{entry}");
    }

    #[test]
    fn a_record_of_ris_is_lines_with_tags() {
        let record = shown(Style::Ris);
        assert!(record.starts_with("TY  - RPRT\r\n"), "{record}");
        assert!(record.ends_with("ER  - \r\n\r\n"), "{record}");
        for line in record.trim_end_matches("\r\n").split("\r\n") {
            let (tag, rest) = line.split_at(2);
            assert!(tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{line}");
            assert!(rest.starts_with("  - "), "{line}");
        }
        assert!(record.contains("DA  - 2016/12/08/\r\n") && record.contains("Y2  - 2026/11/25/"));
    }

    #[test]
    fn items_of_csl_have_keys_of_its_schema_alone() {
        let items: serde_json::Value = serde_json::from_str(&shown(Style::Csl)).unwrap();
        let item = items[0].as_object().unwrap();
        let known = [
            "type",
            "id",
            "title",
            "author",
            "publisher",
            "issued",
            "accessed",
            "URL",
            "locator",
            "note",
            "abstract",
            "language",
        ];
        assert!(item.keys().all(|key| known.contains(&key.as_str())), "{items}");
        assert_eq!(items[0]["issued"]["date-parts"], serde_json::json!([[2016, 12, 8]]));
        assert_eq!(items[0]["author"][0]["literal"], "Her Majesty's Inspectorate of Constabulary");
    }

    #[test]
    fn a_quotation_in_markdown_stays_a_quotation() {
        assert_eq!(
            shown(Style::Markdown),
            "> Nets are\n> mended \\*well\\*.\n>\n> \u{2014} HMIC, [Fens & Meres\\_100%: {an} \
             inspection](https://example.org/a_b/#:~:text=Nets%20are) (8 December 2016), question 2; \
             judgment: legitimacy 2016, question 2: good. Accessed 25 November 2026.\n"
        );
    }
}
