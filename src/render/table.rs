//! Tables for the screen.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Width, presets};
use unicode_width::UnicodeWidthStr;

use super::{ABSENT, Look, tame};

/// Spaces between columns.
const GAP: usize = 2;
/// A column is never broken within its words below this width.
const SHORT: usize = 24;

/// Rows under heads: what a terminal shows aligned and a pipe gets as TSV.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    heads: Vec<Head>,
    rows: Vec<Vec<Option<String>>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// True for numbers, which stand on the right.
    pub number: bool,
    /// True for what a screen too narrow for all columns leaves out; a pipe gets it always.
    pub spare: bool,
}

impl Head {
    /// `#name` is a column of numbers, `?name` a spare one.
    fn read(mark: &str) -> Self {
        let name = mark.trim_start_matches(['#', '?']);
        let marks = &mark[..mark.len() - name.len()];
        Self { name: name.to_owned(), number: marks.contains('#'), spare: marks.contains('?') }
    }
}

impl Table {
    /// A table without rows; in front of a head `#` marks a column of numbers, `?` one that a narrow screen may
    /// leave out.
    #[must_use]
    pub fn new<T: AsRef<str>>(heads: impl IntoIterator<Item = T>) -> Self {
        let heads = heads.into_iter().map(|head| Head::read(head.as_ref())).collect();
        Self { heads, rows: Vec::new() }
    }

    /// The same with a column in front that holds `value` in every row.
    #[must_use]
    pub fn in_front(mut self, head: &str, value: &str) -> Self {
        self.heads.insert(0, Head::read(head));
        self.rows.iter_mut().for_each(|row| row.insert(0, Some(value.to_owned())));
        self
    }

    /// One more row; `None` is an absent value.
    pub fn push(&mut self, row: Vec<Option<String>>) {
        self.rows.push(row);
    }

    /// The heads.
    #[must_use]
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Option<String>>] {
        &self.rows
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The width of the longest word of each column, at most [`SHORT`].
    fn word_widths(&self) -> Vec<usize> {
        let longest = |text: &str| text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
        let mut widths: Vec<usize> = self.heads.iter().map(|head| longest(&head.name)).collect();
        for row in &self.rows {
            for (width, value) in widths.iter_mut().zip(row) {
                *width = (*width).max(value.as_deref().map_or(0, longest)).min(SHORT);
            }
        }
        widths
    }

    /// The width that each column would like.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.heads.iter().map(|head| head.name.width()).collect();
        for row in &self.rows {
            for (width, value) in widths.iter_mut().zip(row) {
                *width = (*width).max(value.as_deref().unwrap_or(ABSENT).width());
            }
        }
        widths
    }
}

/// The table aligned for a screen of `look`: spare columns go first where there is no room, then long values are
/// wrapped within their column; where that would break words, the columns come in bands one below the other, each
/// beginning with the first column.
#[must_use]
pub fn render(table: &Table, look: Look) -> String {
    let widths = table.widths();
    let shown = columns(table, &widths, look.width);
    let mut words = table.word_widths();
    if let (Some(first), Some(whole)) = (words.first_mut(), widths.first()) {
        *first = (*whole).min(SHORT);
    }
    let bands = bands(&shown, &words, look.width);
    let bands = bands.iter().map(|shown| band(table, shown, (&widths, &words), look));
    bands.collect::<Vec<_>>().join("\n")
}

/// The columns in as many bands as it takes to leave words whole; `words` is the width of the longest word of each.
fn bands(shown: &[usize], words: &[usize], room: usize) -> Vec<Vec<usize>> {
    let word = |at: &usize| words.get(*at).copied().unwrap_or_default();
    let Some((first, others)) = shown.split_first() else { return vec![Vec::new()] };
    let mut bands = vec![vec![*first]];
    for at in others {
        let Some(band) = bands.last_mut() else { break };
        let wide = total(&band.iter().chain([at]).map(word).collect::<Vec<_>>());
        if wide <= room || band.len() == 1 {
            band.push(*at);
        } else {
            bands.push(vec![*first, *at]);
        }
    }
    bands
}

fn band(table: &Table, shown: &[usize], all: (&[usize], &[usize]), look: Look) -> String {
    let of = |all: &[usize]| shown.iter().filter_map(|at| all.get(*at)).copied().collect();
    let (widths, words): (Vec<usize>, Vec<usize>) = (of(all.0), of(all.1));
    let mut screen = screen(table, shown);
    screen.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    if total(&widths) > look.width {
        keep_short_columns_whole(&mut screen, &widths, &words, look.width);
    }
    let lines = screen.lines().enumerate().map(|(at, line)| {
        let line = line.trim_end();
        match look.colour && at == 0 {
            true => format!("\u{1b}[1m{line}\u{1b}[0m\n"),
            false => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// The columns to show: all that are not spare, and of the spare ones the first for which there is room.
fn columns(table: &Table, widths: &[usize], room: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..table.heads.len()).collect();
    let wide = |shown: &[usize]| {
        let widths: Vec<usize> = shown.iter().filter_map(|at| widths.get(*at)).copied().collect();
        total(&widths)
    };
    while wide(&shown) > room {
        let is_spare = |at: &usize| table.heads.get(*at).is_some_and(|head| head.spare);
        let Some(last) = shown.iter().rposition(is_spare) else { break };
        shown.remove(last);
    }
    shown
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn screen(table: &Table, shown: &[usize]) -> comfy_table::Table {
    let mut screen = comfy_table::Table::new();
    screen.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let heads: Vec<&Head> = shown.iter().filter_map(|at| table.heads.get(*at)).collect();
    screen.set_header(heads.iter().map(|head| &head.name));
    for row in &table.rows {
        let values = shown.iter().map(|at| row.get(*at).and_then(Option::as_deref));
        screen.add_row(Row::from(values.map(|value| value.map_or(ABSENT.to_owned(), tame))));
    }
    let last = heads.len().saturating_sub(1);
    for (at, (head, column)) in heads.iter().zip(screen.column_iter_mut()).enumerate() {
        column.set_padding((0, if at == last { 0 } else { GAP as u16 }));
        if head.number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    screen
}

/// Wraps long columns rather than short ones, as long as that leaves the long ones a readable width; else all of them,
/// between words.
fn keep_short_columns_whole(
    screen: &mut comfy_table::Table,
    widths: &[usize],
    words: &[usize],
    room: usize,
) {
    let (short, long): (Vec<usize>, Vec<usize>) = widths.iter().partition(|width| **width <= SHORT);
    if total(&short) + long.len() * (SHORT / 2 + GAP) > room {
        for (column, word) in screen.column_iter_mut().zip(words) {
            let least = u16::try_from(word + GAP).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
        return;
    }
    for (column, width) in screen.column_iter_mut().zip(widths) {
        if *width <= SHORT {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, render};
    use crate::render::Look;

    #[test]
    fn words_stand_left_numbers_right_and_absent_values_show() {
        let mut table = Table::new(["force", "#n"]);
        table.push(vec![Some("Mereshire".into()), Some("9".into())]);
        table.push(vec![None, Some("12".into())]);
        let shown = render(&table, Look { colour: false, width: 80 });
        assert_eq!(shown, "force       n\nMereshire   9\n–          12\n");
    }

    #[test]
    fn columns_that_cannot_stand_side_by_side_come_in_bands() {
        let mut table = Table::new(["force", "2014 effectiveness", "2015 effectiveness"]);
        let grade = || Some("requires improvement".to_owned());
        table.push(vec![Some("Mereshire Police".into()), grade(), grade()]);
        let shown = render(&table, Look { colour: false, width: 40 });
        let band = "force             2014 effectiveness\nMereshire Police  requires improvement\n";
        assert_eq!(shown, format!("{band}\n{}", band.replace("2014", "2015")));
    }

    #[test]
    fn a_narrow_screen_leaves_out_spare_columns_and_wraps_long_ones() {
        let mut table = Table::new(["force", "quote", "?id"]);
        let quote = "the vetting unit works beside the counter-corruption unit";
        table.push(vec![Some("Mereshire".into()), Some(quote.into()), Some("0123456789".into())]);
        let shown = |width| render(&table, Look { colour: false, width });
        assert!(shown(100).ends_with("unit  0123456789\n"), "{}", shown(100));
        let lines = [
            "force      quote",
            "Mereshire  the vetting unit works beside the",
            "           counter-corruption unit",
            "",
        ];
        assert_eq!(shown(50), lines.join("\n"));
    }
}
