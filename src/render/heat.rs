//! The map of grades: on a screen a sign a cell with a colour behind it, in a pipe the words.

use super::sheets::{cell_text, subject};
use super::{Look, Table};
use crate::analyse::{Cell, HeatColumn, Heatmap};
use crate::report::{Grade, Outcome, Pillar, Programme, Subject};

/// Spaces a column takes.
const WIDTH: usize = 3;

/// The map with its words, one column a subject of a round; a blank is empty.
#[must_use]
pub fn table(map: &Heatmap) -> Table {
    let heads = map.columns.iter().map(column_words);
    let mut table = Table::new(std::iter::once("force".to_owned()).chain(heads));
    for row in &map.rows {
        let mut cells = vec![Some(row.force.name.clone())];
        let text = |cell: &Cell| match cell {
            Cell::NotInCorpus => None,
            Cell::NotStated => Some("not stated".to_owned()),
            cell => Some(cell_text(*cell)),
        };
        cells.extend(row.cells.iter().map(text));
        table.push(cells);
    }
    table
}

/// `2016 legitimacy 2`, `2018/19 fire people`, `2021/22 investigating crime`.
pub(super) fn column_words(column: &HeatColumn) -> String {
    let programme =
        (column.programme != Programme::Peel).then(|| column.programme.slug().replace('_', " "));
    let question = column.subject.as_ref().filter(|subject| **subject != Subject::Overall);
    let overall = (question.is_none() && column.pillar.is_none()).then(|| "overall".to_owned());
    let parts = [
        Some(column.cycle.to_string()),
        programme,
        column.pillar.as_ref().map(ToString::to_string),
        question.map(subject),
        overall,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The map for a screen: heads of up to three lines (round, pillar, question), a sign a cell. Columns that have no room come
/// below, as do those of another programme; a body stands in the bands that say something of it.
#[must_use]
pub fn screen(map: &Heatmap, look: Look) -> String {
    let names = map.rows.iter().map(|row| row.force.name.chars().count()).max().unwrap_or(0) + 2;
    let areas = areas(map);
    let mut text = String::new();
    for band in bands(&map.columns, look.width.saturating_sub(names)) {
        if !text.is_empty() {
            text.push('\n');
        }
        for head in heads(&map.columns, &band, &areas) {
            text.push_str(format!("{:names$}{head}", "").trim_end());
            text.push('\n');
        }
        for row in &map.rows {
            let cells: Vec<Cell> =
                band.places.iter().filter_map(|(at, _)| row.cells.get(*at).copied()).collect();
            if cells.iter().any(|cell| *cell != Cell::NotInCorpus) {
                let signs = band.places.iter().zip(&cells);
                let signs = signs.map(|((_, place), cell)| (*place, sign(*cell, look), WIDTH));
                text.push_str(format!("{:names$}{}", row.force.name, placed(signs)).trim_end());
                text.push('\n');
            }
        }
    }
    text
}

/// Columns that stand side by side.
#[derive(Debug, Default)]
struct Band {
    /// Each column with its place from the left.
    places: Vec<(usize, usize)>,
    /// What stands above the first column of each round, with its place.
    rounds: Vec<(usize, String)>,
    width: usize,
}

/// The columns in bands of at most `room`; a round is not cut where it fits whole.
fn bands(columns: &[HeatColumn], room: usize) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut from = 0;
    for round in columns.chunk_by(|a, b| (a.programme, a.cycle) == (b.programme, b.cycle)) {
        for part in round.chunks((room / WIDTH).max(1)) {
            let label = round_label(&part[0]);
            let width = (part.len() * WIDTH).max(label.chars().count() + 2);
            let last = bands.last().and_then(|band| band.places.last());
            let follows = last.is_some_and(|(at, _)| columns[*at].programme == part[0].programme);
            let fits = bands.last().is_some_and(|band| band.width + width <= room + 2);
            if !(follows && fits) {
                bands.push(Band::default());
            }
            if let Some(band) = bands.last_mut() {
                let start = band.width;
                band.rounds.push((start, label));
                band.places.extend((0..part.len()).map(|at| (from + at, start + at * WIDTH)));
                band.width += width;
            }
            from += part.len();
        }
    }
    bands
}

/// `2016`, `2018/19 fire`.
fn round_label(column: &HeatColumn) -> String {
    match column.programme {
        Programme::Peel => column.cycle.to_string(),
        other => format!("{} {}", column.cycle, other.slug().replace('_', " ")),
    }
}

/// The lines above the columns that say something: round, pillar, question.
fn heads(columns: &[HeatColumn], band: &Band, areas: &[String]) -> Vec<String> {
    let each = |text: &dyn Fn(&HeatColumn) -> String| {
        placed(band.places.iter().map(|(at, place)| {
            let text = columns.get(*at).map(text).unwrap_or_default();
            (*place, text.clone(), text.chars().count())
        }))
    };
    let rounds = band.rounds.iter().map(|(place, label)| (*place, label.clone(), label.len()));
    let pillars = each(&|column| pillar_sign(column.pillar.as_ref()).to_owned());
    let questions = each(&|column| match &column.subject {
        Some(Subject::Question(number)) => number.to_string(),
        Some(Subject::Area(_)) => area_sign(column, areas),
        _ => String::new(),
    });
    let mut lines = vec![placed(rounds), pillars, questions];
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Texts at their places from the left, each with the room it takes on a screen.
fn placed(texts: impl Iterator<Item = (usize, String, usize)>) -> String {
    let (mut line, mut at) = (String::new(), 0);
    for (place, text, width) in texts {
        line.push_str(&" ".repeat(place.saturating_sub(at)));
        line.push_str(&text);
        at = at.max(place) + width;
    }
    line
}

/// The areas of the map, in the order of its columns.
fn areas(map: &Heatmap) -> Vec<String> {
    let mut areas: Vec<String> = Vec::new();
    for column in &map.columns {
        if let Some(Subject::Area(slug)) = &column.subject
            && !areas.contains(slug)
        {
            areas.push(slug.clone());
        }
    }
    areas
}

/// `a`, `b` ... `z`, `a1` ...: which area, as the legend has it.
fn area_sign(column: &HeatColumn, areas: &[String]) -> String {
    let Some(Subject::Area(slug)) = &column.subject else { return String::new() };
    let at = areas.iter().position(|area| area == slug).unwrap_or_default();
    letter(at)
}

fn letter(at: usize) -> String {
    let letter = char::from(b'a' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26) }
}

fn pillar_sign(pillar: Option<&Pillar>) -> &'static str {
    match pillar {
        Some(Pillar::Effectiveness) => "Et",
        Some(Pillar::Efficiency) => "Ey",
        Some(Pillar::Legitimacy) => "L",
        Some(Pillar::Leadership) => "Ld",
        Some(Pillar::People) => "P",
        Some(Pillar::Named(_)) => "*",
        None => "",
    }
}

/// A cell for a screen: its sign, coloured where colour is wanted; the sign alone tells all.
fn sign(cell: Cell, look: Look) -> String {
    let (letter, mark) = letter_of(cell);
    let text = format!("{letter}{mark}");
    let padded = format!("{text:2}");
    let outcome = match cell {
        Cell::Given(outcome)
        | Cell::Carried(outcome, _)
        | Cell::Retrospective(outcome)
        | Cell::SecondHand(outcome) => outcome.grade(),
        _ => None,
    };
    match outcome.filter(|_| look.colour) {
        Some(grade) => format!("{}{padded}\u{1b}[0m ", colour(grade)),
        None => format!("{padded} "),
    }
}

/// The sign of a cell and the mark of how it is known.
fn letter_of(cell: Cell) -> (&'static str, &'static str) {
    match cell {
        Cell::Given(outcome) => (outcome_sign(outcome), ""),
        Cell::Carried(outcome, _) => (outcome_sign(outcome), "<"),
        Cell::Retrospective(outcome) => (outcome_sign(outcome), "~"),
        Cell::SecondHand(outcome) => (outcome_sign(outcome), "\""),
        Cell::LeftOut => ("#", ""),
        Cell::ByQuestion => ("q", ""),
        Cell::NotStated => ("-", ""),
        Cell::NotInCorpus => ("", ""),
    }
}

fn outcome_sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Graded(Grade::Outstanding) => "O",
        Outcome::Graded(Grade::Good) => "G",
        Outcome::Graded(Grade::Adequate) => "A",
        Outcome::Graded(Grade::RequiresImprovement) => "R",
        Outcome::Graded(Grade::Inadequate) => "I",
        Outcome::NotYetGraded => "y",
        Outcome::Ungraded => "u",
        Outcome::NotCarriedOut => "x",
        Outcome::Lost => "?",
    }
}

/// Black or white on blue for the better grades, on orange for the poorer: apart for every kind of colour vision, and in
/// lightness too.
fn colour(grade: Grade) -> &'static str {
    match grade {
        Grade::Outstanding => "\u{1b}[38;5;231;48;5;25m",
        Grade::Good => "\u{1b}[38;5;16;48;5;117m",
        Grade::Adequate => "\u{1b}[38;5;16;48;5;255m",
        Grade::RequiresImprovement => "\u{1b}[38;5;16;48;5;215m",
        Grade::Inadequate => "\u{1b}[38;5;231;48;5;130m",
    }
}

/// What the signs mean, those that occur, a line a sort.
#[must_use]
pub fn legend(map: &Heatmap) -> Vec<String> {
    let cells = || map.rows.iter().flat_map(|row| row.cells.iter().copied());
    let occurs = |sign: &str, mark: &str| {
        cells().any(|cell| {
            let (letter, of) = letter_of(cell);
            if mark.is_empty() { letter == sign } else { of == mark }
        })
    };
    let line = |signs: &[(&str, &str, &str)]| {
        let found: Vec<String> = signs
            .iter()
            .filter(|(sign, mark, _)| occurs(sign, mark))
            .map(|(sign, mark, means)| format!("{sign}{mark} {means}"))
            .collect();
        (!found.is_empty()).then(|| found.join(" · "))
    };
    let mut lines: Vec<String> = [
        line(&[
            ("O", "", "outstanding"),
            ("G", "", "good"),
            ("A", "", "adequate"),
            ("R", "", "requires improvement"),
            ("I", "", "inadequate"),
        ]),
        line(&[
            ("u", "", "ungraded"),
            ("x", "", "not inspected"),
            ("y", "", "not yet graded"),
            ("?", "", "lost in the text"),
            ("#", "", "a grade is here that the filters leave out"),
            ("q", "", "no overall grade is here, questions have theirs"),
            ("-", "", "a document is here and does not say"),
        ]),
        line(&[
            ("G", "<", "carried over, not inspected anew"),
            ("G", "~", "known only from a later document"),
            ("G", "\"", "known only at second hand"),
        ]),
    ]
    .into_iter()
    .flatten()
    .collect();
    if cells().any(|cell| cell == Cell::NotInCorpus) {
        lines.push("blank: not in this corpus".to_owned());
    }
    lines.extend(column_legend(map));
    lines
}

fn column_legend(map: &Heatmap) -> Vec<String> {
    let mut pillars: Vec<&Pillar> = Vec::new();
    for pillar in map.columns.iter().filter_map(|column| column.pillar.as_ref()) {
        if !pillars.contains(&pillar) {
            pillars.push(pillar);
        }
    }
    let pillars: Vec<String> =
        pillars.iter().map(|pillar| format!("{} {pillar}", pillar_sign(Some(pillar)))).collect();
    let areas = areas(map);
    let areas: Vec<String> = areas
        .iter()
        .enumerate()
        .map(|(at, area)| format!("{} {}", letter(at), area.replace('_', " ")))
        .collect();
    [pillars, areas].iter().filter(|of| !of.is_empty()).map(|of| of.join(" · ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::{HeatRow, Topic};
    use crate::report::{Cycle, Force};

    fn map() -> Heatmap {
        let column = |year, pillar, subject: Subject| HeatColumn {
            programme: Programme::Peel,
            cycle: Cycle::year(year),
            pillar,
            topic: Topic::Overall,
            subject: Some(subject),
        };
        let good = Outcome::Graded(Grade::Good);
        Heatmap {
            columns: vec![
                column(2016, Some(Pillar::Efficiency), Subject::Overall),
                column(2016, Some(Pillar::Legitimacy), Subject::Question(2)),
                column(2021, None, Subject::Area("investigating_crime".to_owned())),
            ],
            rows: vec![HeatRow {
                force: Force::unlisted("Mereshire"),
                cells: vec![
                    Cell::Given(good),
                    Cell::Carried(good, Cycle::year(2015)),
                    Cell::NotInCorpus,
                ],
            }],
            forces_listed: 43,
        }
    }

    #[test]
    fn signs_stand_under_their_heads_and_tell_without_colour() {
        let look = Look { colour: false, width: 80 };
        let lines = [
            "           2016  2021",
            "           Ey L",
            "              2  a",
            "Mereshire  G  G<",
            "",
        ];
        assert_eq!(screen(&map(), look), lines.join("\n"));
        let legend = legend(&map()).join("\n");
        for means in
            ["G good", "G< carried over", "blank: not", "Ey efficiency", "a investigating crime"]
        {
            assert!(legend.contains(means), "{means}: {legend}");
        }
        assert!(!legend.contains("outstanding"), "only what occurs: {legend}");
    }

    #[test]
    fn colour_takes_no_room() {
        let plain = screen(&map(), Look { colour: false, width: 80 });
        let coloured = screen(&map(), Look { colour: true, width: 80 });
        assert!(coloured.contains("\u{1b}[38;5;16;48;5;117mG "), "{coloured:?}");
        let bare =
            regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(&coloured, "").into_owned();
        assert_eq!(bare, plain);
    }

    #[test]
    fn a_pipe_gets_words_and_an_empty_blank() {
        let table = table(&map());
        let heads: Vec<&str> = table.heads().iter().map(|head| head.name.as_str()).collect();
        let expected =
            ["force", "2016 efficiency", "2016 legitimacy 2", "2021 investigating crime"];
        assert_eq!(heads, expected);
        let row = &table.rows()[0];
        assert_eq!(row[2].as_deref(), Some("good (from 2015)"));
        assert_eq!(row[3], None);
    }
}
