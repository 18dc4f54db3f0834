//! Tables for the screen.

use comfy_table::{CellAlignment, ContentArrangement};

use super::{ABSENT, Look, tame};

/// Rows under heads: what a terminal shows aligned and a pipe gets as TSV.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    heads: Vec<(String, Align)>,
    rows: Vec<Vec<Option<String>>>,
}

/// The side on which a column's values are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

impl Table {
    /// A table without rows; a head that starts with `#` is that of a column of numbers.
    #[must_use]
    pub fn new<T: AsRef<str>>(heads: impl IntoIterator<Item = T>) -> Self {
        let heads = heads.into_iter().map(|head| match head.as_ref().strip_prefix('#') {
            Some(number) => (number.to_owned(), Align::Right),
            None => (head.as_ref().to_owned(), Align::Left),
        });
        Self { heads: heads.collect(), rows: Vec::new() }
    }

    /// One more row; `None` is an absent value.
    pub fn push(&mut self, row: Vec<Option<String>>) {
        self.rows.push(row);
    }

    /// The heads with the side their column is aligned on.
    #[must_use]
    pub fn heads(&self) -> &[(String, Align)] {
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
}

/// The table aligned for a screen of `look`, long values wrapped within their column.
#[must_use]
pub fn render(table: &Table, look: Look) -> String {
    let mut screen = comfy_table::Table::new();
    screen.load_style(comfy_table::presets::NOTHING);
    screen.set_content_arrangement(ContentArrangement::Dynamic);
    screen.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    screen.set_header(table.heads.iter().map(|(head, _)| head));
    for row in &table.rows {
        screen.add_row(row.iter().map(|value| value.as_deref().map_or(ABSENT.to_owned(), tame)));
    }
    for ((_, align), column) in table.heads.iter().zip(screen.column_iter_mut()) {
        column.set_padding((0, 2));
        if *align == Align::Right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let heads = table.heads.iter().map(|(head, _)| head.lines().count()).max().unwrap_or_default();
    let lines = screen.lines().enumerate().map(|(at, line)| {
        let line = line.trim_end();
        match look.colour && at < heads {
            true => format!("\u{1b}[1m{line}\u{1b}[0m\n"),
            false => format!("{line}\n"),
        }
    });
    lines.collect()
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
}
