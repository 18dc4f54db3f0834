//! What returns: a row a member for a pipe, chains with their differences for a screen.

use unicode_width::UnicodeWidthStr;

use super::keyness::decimals;
use super::text::heading;
use super::{Look, Table, plural, tame};
use crate::analyse::recurring::{Change, Edit};
use crate::analyse::{Chain, Class, Member, Recurring};

const MARGIN: &str = "    ";
const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const GONE: &str = "\u{1b}[9;31m";
const NEW: &str = "\u{1b}[4;32m";
const END: &str = "\u{1b}[0m";

/// The members of every chain as columns.
#[must_use]
pub fn table(found: &Recurring) -> Table {
    let mut table = Table::new([
        "#chain", "classes", "force", "year", "pillar", "kind", "grade", "date", "#alike",
        "earlier", "text", "id",
    ]);
    for (number, chain) in (1..).zip(&found.chains) {
        for member in &chain.members {
            let finding = &member.finding;
            let earlier = member.earlier.as_ref();
            table.push(vec![
                Some(number.to_string()),
                Some(classes(chain)),
                finding.force.as_ref().map(|force| force.name.clone()),
                finding.cycle.map(|cycle| cycle.to_string()),
                finding.pillar.as_ref().map(ToString::to_string),
                Some(finding.kind.slug().to_owned()),
                finding.outcome.map(|outcome| outcome.slug().to_owned()),
                member.date.clone(),
                decimals(earlier.map(|earlier| earlier.alike), 2),
                earlier.map(|earlier| earlier.id.clone()),
                Some(finding.text.clone()),
                Some(finding.id.clone()),
            ]);
        }
    }
    table
}

/// `unresolved, spread`.
fn classes(chain: &Chain) -> String {
    chain.classes.iter().map(|class| class.slug()).collect::<Vec<_>>().join(", ")
}

/// The chains for a screen: the first member whole, of each later one what it changes against an earlier one, words that went in
/// `[-…-]`, words that came in `{+…+}`.
#[must_use]
pub fn chains(found: &Recurring, look: Look) -> String {
    let mut text = String::new();
    for (number, chain) in (1..).zip(&found.chains) {
        let head = format!(
            "{number:>3} {} · {} · {}",
            classes(chain),
            plural(chain.forces, "force"),
            plural(chain.cycles, "cycle")
        );
        text.push_str(&format!("{}\n", styled(&head, BOLD, look)));
        for member in &chain.members {
            text.push_str(&one_member(member, look));
        }
        text.push('\n');
    }
    text
}

fn one_member(member: &Member, look: Look) -> String {
    let finding = &member.finding;
    let mut facts = vec![tame(&finding.id)];
    facts.extend(member.date.as_deref().map(tame));
    if !member.repeated.is_empty() {
        facts.push(format!("repeated {}", plural(member.repeated.len() as u64, "time")));
    }
    if let Some(earlier) = &member.earlier {
        let same = earlier.changes.iter().all(|change| change.edit == Edit::Kept);
        let how = if same {
            "the same words as".to_owned()
        } else {
            format!("{:.2} alike", earlier.alike)
        };
        facts.push(format!("{how} {}", tame(&earlier.id)));
    }
    let mut text = format!("{MARGIN}{}\n", heading(finding));
    match member.earlier.as_ref().map(|earlier| earlier.changes.as_slice()) {
        Some([only]) if only.edit == Edit::Kept => {}
        Some(changes) => text.push_str(&wrapped(&pieces(changes, look), look)),
        None => text.push_str(&wrapped(&plain(&finding.text), look)),
    }
    text.push_str(&format!("{MARGIN}{MARGIN}{}\n", styled(&facts.join(" · "), DIM, look)));
    text
}

/// A word as it is shown and the columns it takes.
type Piece = (String, usize);

fn plain(text: &str) -> Vec<Piece> {
    let text = tame(text);
    text.split_whitespace().map(|word| (word.to_owned(), word.width())).collect()
}

fn pieces(changes: &[Change], look: Look) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for change in changes {
        let (open, close, style) = match change.edit {
            Edit::Kept => ("", "", ""),
            Edit::Removed => ("[-", "-]", GONE),
            Edit::Added => ("{+", "+}", NEW),
        };
        let mut words = plain(&change.text);
        if let Some(first) = words.first_mut() {
            *first = (format!("{open}{}", first.0), first.1 + open.len());
        }
        if let Some(last) = words.last_mut() {
            *last = (format!("{}{close}", last.0), last.1 + close.len());
        }
        let lit = |(word, width): Piece| match style {
            "" => (word, width),
            _ => (styled(&word, style, look), width),
        };
        pieces.extend(words.into_iter().map(lit));
    }
    pieces
}

/// The words in lines of the screen, with a margin.
fn wrapped(pieces: &[Piece], look: Look) -> String {
    let margin = format!("{MARGIN}{MARGIN}");
    let room = look.width.saturating_sub(margin.width()).max(20);
    let mut text = String::new();
    let mut used = 0;
    for (word, width) in pieces {
        if used == 0 {
            text.push_str(&margin);
        } else if used + 1 + width > room {
            text.push('\n');
            text.push_str(&margin);
            used = 0;
        } else {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += width;
    }
    text.push('\n');
    text
}

/// `unresolved 3 · boilerplate 1 · spread 2`.
#[must_use]
pub fn totals(found: &Recurring) -> String {
    let one = |(class, n): (Class, u64)| format!("{} {n}", class.slug());
    Class::ALL.into_iter().zip(found.of_class).map(one).collect::<Vec<_>>().join(" · ")
}

fn styled(text: &str, style: &str, look: Look) -> String {
    if look.colour { format!("{style}{text}{END}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_wrapped_between_words() {
        let change = |edit, text: &str| Change { edit, text: text.to_owned() };
        let changes = [
            change(Edit::Kept, "The force should"),
            change(Edit::Removed, "cut its vetting"),
            change(Edit::Added, "clear the"),
            change(Edit::Kept, "backlog"),
        ];
        let look = Look { colour: false, width: 36 };
        assert_eq!(
            wrapped(&pieces(&changes, look), look),
            "        The force should [-cut its\n        vetting-] {+clear the+}\n        backlog\n"
        );
    }
}
