//! The report that every layout sets: its parts, its words in order, and what it says by its page in HTML.

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::{Text, extract};
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse};
use peelian::report::{FindingKind, JudgmentKey, Outcome, Report};

/// A part of the report.
pub(super) enum Part {
    /// Its level, its words.
    Heading(u8, &'static str),
    Prose(&'static str),
    /// A grade in a box of its own colour.
    Badge(&'static str),
    /// What stands in a box.
    Boxed(&'static [Part]),
    Item(&'static str),
    Table(&'static [[&'static str; 3]]),
}

use Part::{Badge, Boxed, Heading, Item, Prose, Table};

/// The words of the running heads of layouts that have them; no part of the report says them.
pub(super) const HEAD: &str = "Inspectorate of the Mere Country, third round";

/// What stands before the number of a page.
pub(super) const FOOT: &str = "Sheet";

pub(super) const PARTS: &[Part] = &[
    Heading(1, "Mereshire PEEL 2016"),
    Heading(2, "Legitimacy"),
    Prose("How legitimate is the force at keeping people safe and reducing crime?"),
    Prose("Last updated 08/12/2016"),
    Badge("Good"),
    Prose(
        "Mereshire Police has been assessed as good in respect of the legitimacy with which it keeps people safe \
        and reduces crime. This report is about the third round of our inspections of legitimacy in Mereshire. We \
        read files, asked officers and staff at nine stations, and listened to those who had complained about them in \
        the year before.",
    ),
    Heading(2, "Questions for Legitimacy"),
    Heading(3, "1"),
    Heading(
        3,
        "To what extent does the force treat all of the people it serves with fairness and respect?",
    ),
    Badge("Good"),
    Prose(
        "Supervisors talk with their teams about gifts and hospitality once a quarter. Registers are kept in one \
        place now; before, each of the eleven districts had kept its own, and nobody had compared them with the calendar \
        of the chief officers. We found no gift that had gone without being written down.",
    ),
    Boxed(&[
        Heading(4, "Area for improvement"),
        Item(
            "The force should tell those who answer its letters what it did with what they wrote, and publish each \
            quarter how many of them were answered.",
        ),
    ]),
    Heading(3, "2"),
    Heading(3, "How well does the force ensure that its workforce behaves ethically and lawfully?"),
    Badge("Requires improvement"),
    Prose(
        "The counter-corruption unit has doubled in size since the spring. Its counter-corruption strategy names \
        nine threats, and the control strategy that follows from it says who looks after each. Four of the detectives had \
        not been trained for covert work when we came, and two vetting renewals in five were overdue.",
    ),
    Boxed(&[
        Heading(4, "Areas for improvement"),
        Item(
            "The force should make sure that its counter-corruption unit has enough detectives to follow what it is \
            told, and that vetting renewals are not left to wait for more than a month.",
        ),
        Item("The force should write down why it refuses a vetting renewal."),
    ]),
    Prose(
        "A follow-up visit in the new year will look at the counter-corruption unit again, and at whether the \
        anti-corruption hotline, which had rung unanswered on three evenings out of ten, is staffed at night.",
    ),
    Heading(3, "3"),
    Heading(3, "To what extent does the force treat its workforce with fairness and respect?"),
    Badge("Good"),
    Prose(
        "Occupational health answers within a week, which is well-known and well-used. A long-standing shortage of \
        first-line supervisors means that one-to-one conversations are held late in three districts out of eleven, and in \
        two of those the night-time shifts had not had one since the summer holidays.",
    ),
    Table(&[
        ["District", "Vetting overdue", "Conversations held"],
        ["Upper Mere", "12", "94 of 120"],
        ["Saltings", "31", "60 of 88"],
        ["Nine Bridges", "4", "140 of 141"],
    ]),
    Prose(
        "The numbers above are those of the force for the last full month. They leave out officers on secondment and \
        those who joined in that month, whose records were not complete when we read them.",
    ),
    Boxed(&[
        Heading(4, "Cause of concern"),
        Prose(
            "In Saltings the re-vetting of long-serving officers had stopped altogether, and no plan said when it \
            would begin again. This is a cause of concern.",
        ),
        Heading(5, "Recommendations"),
        Prose("Within three months, the force should:"),
        Item("begin the re-vetting of its long-serving officers again; and"),
        Item("report on its counter-corruption work to the police and crime commissioner."),
    ]),
    Prose(
        "Constables told us that they understood why the districts differ, and that they would rather be asked about \
        it in person than by letter. The chief constable has said that he will ask them in the spring.",
    ),
];

/// A box or a piece of the text between boxes, as words.
pub(super) struct Words {
    pub(super) is_boxed: bool,
    pub(super) words: Vec<String>,
}

/// The words of the report in the order of its parts.
pub(super) fn in_order() -> Vec<Words> {
    PARTS
        .iter()
        .map(|part| Words { is_boxed: matches!(part, Boxed(_)), words: words(&said(part)) })
        .collect()
}

fn said(part: &Part) -> String {
    match part {
        Heading(_, text) | Prose(text) | Badge(text) | Item(text) => (*text).to_owned(),
        Boxed(parts) => parts.iter().map(said).collect::<Vec<_>>().join(" "),
        Table(rows) => rows.iter().flatten().copied().collect::<Vec<_>>().join(" "),
    }
}

pub(super) fn words(text: &str) -> Vec<String> {
    let words =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// How often the report writes `counter-corruption`.
pub(super) fn compounds(text: &str) -> usize {
    text.to_lowercase().matches("counter-corruption").count()
}

/// Its markup as a page.
pub(super) fn html() -> String {
    items_in_lists(PARTS, &markup)
}

fn markup(part: &Part) -> String {
    match part {
        Heading(level, text) => format!("<h{level}>{text}</h{level}>"),
        Prose(text) => format!("<p>{text}</p>"),
        Badge(text) => format!("<p class=badge>{text}</p>"),
        Boxed(parts) => format!("<div class=box>{}</div>", items_in_lists(parts, &markup)),
        Item(text) => format!("<li>{text}</li>"),
        Table(rows) => {
            let row = |row: &[&str; 3]| {
                format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat())
            };
            format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
        }
    }
}

/// The parts as `markup` writes them, items that follow each other in a list.
fn items_in_lists(parts: &[Part], markup: &dyn Fn(&Part) -> String) -> String {
    let lists = parts.chunk_by(|a, b| matches!((a, b), (Item(_), Item(_))));
    let written = lists.map(|parts| {
        let inner: String = parts.iter().map(markup).collect();
        if matches!(parts, [Item(_), ..]) { format!("<ul>{inner}</ul>") } else { inner }
    });
    written.collect()
}

/// What a report says, but for where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    /// Of what, and the grade.
    pub(super) judgments: Vec<(JudgmentKey, Outcome)>,
    /// Kind, question, grade, words.
    pub(super) findings: Vec<(FindingKind, Option<u16>, Option<Outcome>, String)>,
}

/// What the text of a layout says.
pub(super) fn said_by(text: &Text) -> Said {
    let source = Source { path: "layout.pdf", digest: "", supplied: &Supplied::default() };
    let Report { attestations, findings, .. } = parse(source, text, &gazetteer());
    let stated = attestations.iter().map(|one| (one.judgment.clone(), one.outcome));
    let findings = findings.into_iter().map(|one| (one.kind, one.question, one.outcome, one.text));
    Said { judgments: stated.collect(), findings: findings.collect() }
}

/// The bodies that are known, and the one of the report.
fn gazetteer() -> Gazetteer {
    let csv = "slug,name,aliases,region,country,kind\n\
               mereshire,Mereshire Police,Mereshire,East Midlands,England,territorial\n";
    Gazetteer::bundled().with_csv(csv).unwrap()
}

/// What its page in HTML says.
pub(super) fn said_by_its_page() -> Said {
    let page = format!(
        "<html><title>Mereshire PEEL 2016</title><body><main>{}</main></body></html>",
        html()
    );
    said_by(&extract(&document(Format::Html, page.into_bytes())))
}

pub(super) fn document(format: Format, bytes: Vec<u8>) -> Document {
    Document {
        path: "layout.pdf".to_owned(),
        format,
        bytes,
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    }
}
