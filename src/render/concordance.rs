//! A concordance: for a screen aligned on the words in the middle, for a pipe in columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{ABSENT, Look, Table, tame};
use crate::analyse::{Concordance, ConcordanceLine};
use crate::report::Outcome;

/// Columns of the middle at most; what is longer is cut on a screen.
const MOST_NODE: usize = 28;
/// Columns of the words on both sides at least, on however narrow a screen.
const LEAST_CONTEXT: usize = 20;
/// Letters of a report's id that are shown: `show` takes the beginning of an id.
const ID: usize = 8;

const BOLD: &str = "\u{1b}[1;33m";
const ALSO: &str = "\u{1b}[4;36m";
const DIM: &str = "\u{1b}[2m";
const END: &str = "\u{1b}[0m";

/// Grades and the states without one, in short: what a screen has room for.
const SHORT: [(&str, &str); 10] = [
    ("outstanding", "O"),
    ("good", "G"),
    ("adequate", "A"),
    ("requires_improvement", "RI"),
    ("inadequate", "I"),
    ("not_yet_graded", "NY"),
    ("ungraded", "U"),
    ("not_carried_out", "NC"),
    ("lost", "L"),
    ("no grade stated", ABSENT),
];

/// The lines as columns.
#[must_use]
pub fn table(concordance: &Concordance) -> Table {
    let mut table =
        Table::new(["#line", "left", "node", "right", "force", "year", "grade", "kind", "id"]);
    for line in &concordance.lines {
        let finding = &line.finding;
        table.push(vec![
            Some(line.rank.to_string()),
            Some(line.left.clone()),
            Some(line.node.clone()),
            Some(line.right.clone()),
            finding.force.as_ref().map(|force| force.name.clone()),
            finding.cycle.map(|cycle| cycle.to_string()),
            finding.outcome.map(|outcome| outcome.slug().to_owned()),
            Some(finding.kind.slug().to_owned()),
            Some(finding.id.clone()),
        ]);
    }
    table
}

/// The lines for a screen: what was asked for stands one below the other, behind it the force, the year, the grade and
/// the id in short.
#[must_use]
pub fn lines(concordance: &Concordance, look: Look) -> String {
    let tags = tags(&concordance.lines);
    let tag_width = tags.iter().map(|tag| tag.width()).max().unwrap_or(0);
    let node_width =
        concordance.lines.iter().map(|line| one_line(&line.node).width()).max().unwrap_or(0);
    let node_width = node_width.min(MOST_NODE);
    let room = look.width.saturating_sub(tag_width + node_width + 4).max(LEAST_CONTEXT);
    // English puts what a word is about behind it.
    let (left, right) = (room / 2, room - room / 2);
    let mut text = String::new();
    for (line, tag) in concordance.lines.iter().zip(&tags) {
        let node = cut(&one_line(&line.node), node_width);
        let lit = if line.only_also { ALSO } else { BOLD };
        text.push_str(&tail(&one_line(&line.left), left));
        text.push_str(&styled(&node, lit, look));
        text.push_str(&fitted(&one_line(&line.right), right + node_width - node.width()));
        text.push_str(&format!("  {}\n", styled(tag.trim_end(), DIM, look)));
    }
    text
}

/// Force, year, grade and id of each line, in columns.
fn tags(lines: &[ConcordanceLine]) -> Vec<String> {
    let cells: Vec<[String; 4]> = lines
        .iter()
        .map(|line| {
            let finding = &line.finding;
            let force = finding.force.as_ref().map_or(ABSENT, |force| &force.slug);
            let year = finding.cycle.map_or(ABSENT.to_owned(), |cycle| cycle.to_string());
            [tame(force), year, grade(finding.outcome).to_owned(), short_id(&finding.id)]
        })
        .collect();
    let widths: Vec<usize> =
        (0..4).map(|at| cells.iter().map(|row| row[at].width()).max().unwrap_or(0)).collect();
    let row = |row: &[String; 4]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width));
        cells.collect::<Vec<_>>().join(" ")
    };
    cells.iter().map(row).collect()
}

fn grade(outcome: Option<Outcome>) -> &'static str {
    let slug = outcome.map(Outcome::slug);
    SHORT.iter().find(|(name, _)| Some(*name) == slug).map_or(ABSENT, |(_, short)| short)
}

/// What the short grades of these lines mean, those that occur.
#[must_use]
pub fn legend(concordance: &Concordance) -> String {
    let occurs =
        |short: &str| concordance.lines.iter().any(|line| grade(line.finding.outcome) == short);
    let signs = SHORT.iter().filter(|(_, short)| occurs(short));
    let signs = signs.map(|(name, short)| format!("{short} {}", name.replace('_', " ")));
    signs.collect::<Vec<_>>().join(" · ")
}

fn short_id(id: &str) -> String {
    let (report, number) = id.rsplit_once('-').unwrap_or((id, ""));
    tame(&format!("{}-{number}", report.chars().take(ID).collect::<String>()))
}

/// White space as single spaces, a hyphen that screens differ about as a dash, nothing that steers a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in tame(text).replace('\u{ad}', "-").chars() {
        if !(c.is_whitespace() && line.ends_with(' ')) {
            line.push(if c.is_whitespace() { ' ' } else { c });
        }
    }
    line
}

/// The end of `text` in exactly `room` columns, cut at the left with `…`.
fn tail(text: &str, room: usize) -> String {
    let mut kept = String::new();
    let fits = text.width() <= room;
    let mut width = usize::from(!fits);
    for c in text.chars().rev() {
        let wide = c.width().unwrap_or(0);
        if width + wide > room {
            break;
        }
        width += wide;
        kept.insert(0, c);
    }
    if !fits && room > 0 {
        kept.insert(0, '…');
    }
    format!("{}{kept}", " ".repeat(room.saturating_sub(width)))
}

/// The beginning of `text` in exactly `room` columns, cut at the right with `…`.
fn fitted(text: &str, room: usize) -> String {
    padded(&cut(text, room), room)
}

/// As much of the beginning of `text` as has room, with `…` for the rest.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > room {
            break;
        }
        kept.push(c);
    }
    if room > 0 {
        kept.push('…');
    }
    kept
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn styled(text: &str, style: &str, look: Look) -> String {
    if look.colour { format!("{style}{text}{END}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{fitted, tail};

    #[test]
    fn a_context_fills_its_room_by_width() {
        for (text, room, left, right) in [
            ("of the unit", 6, "… unit", "of th…"),
            ("unit", 6, "  unit", "unit  "),
            ("警察 ok", 5, " … ok", "警察…"),
            ("警察", 4, "警察", "警察"),
            ("x", 0, "", ""),
        ] {
            assert_eq!(tail(text, room), left, "{text} {room}");
            assert_eq!(fitted(text, room), right, "{text} {room}");
        }
    }
}
