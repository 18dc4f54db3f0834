//! The text of a Rich Text Format file as it grows: paragraphs, tables, boxes.

use std::collections::BTreeMap;

use super::state::{Destination, State};
use crate::extract::out::Out;
use crate::extract::{BlockKind, Text};

/// Text boxes within each other at most.
const MOST_FRAMES: usize = 100;

/// Blocks so far, and what is open.
#[derive(Default)]
pub(super) struct Page {
    out: Out,
    words: String,
    item: bool,
    /// True while paragraphs with a border follow each other: they are one box.
    bordered: bool,
    table: Table,
    /// The words around each open text box.
    frames: Vec<(String, bool, Table)>,
}

/// The rows of a table that are complete, and the row that is not.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    cell: Cell,
}

/// The paragraphs of a cell.
type Cell = Vec<(BlockKind, String)>;

impl Page {
    pub(super) fn text(&mut self, text: &str) {
        self.words.push_str(text);
    }

    /// The paragraph begins with the mark of a list.
    pub(super) fn begin_item(&mut self) {
        self.item = true;
    }

    /// The end of a paragraph.
    pub(super) fn paragraph(&mut self, state: &State, styles: &BTreeMap<i32, u8>) {
        let words = std::mem::take(&mut self.words);
        let kind = self.kind(state, styles);
        if state.paragraph.in_table {
            if !words.trim().is_empty() {
                self.table.cell.push((kind, words));
            }
            return;
        }
        if words.trim().is_empty() {
            return;
        }
        self.end_table();
        self.set_border(state.paragraph.is_boxed());
        self.out.block(kind, &words);
    }

    /// The end of a cell.
    pub(super) fn cell(&mut self, state: &State, styles: &BTreeMap<i32, u8>) {
        let words = std::mem::take(&mut self.words);
        let kind = self.kind(state, styles);
        if !words.trim().is_empty() {
            self.table.cell.push((kind, words));
        }
        let cell = std::mem::take(&mut self.table.cell);
        self.table.row.push(cell);
    }

    /// The end of a row.
    pub(super) fn row(&mut self) {
        let row = std::mem::take(&mut self.table.row);
        self.table.rows.push(row);
    }

    /// A text box begins within a paragraph.
    pub(super) fn begin_frame(&mut self, state: &mut State) {
        if self.frames.len() >= MOST_FRAMES {
            state.destination = Destination::Skip;
            return;
        }
        let table = std::mem::take(&mut self.table);
        self.frames.push((std::mem::take(&mut self.words), self.item, table));
        state.paragraph = super::state::Paragraph::default();
        (state.hidden, self.item) = (false, false);
        self.set_border(false);
        self.out.open_box();
    }

    /// It ends, and the paragraph goes on.
    pub(super) fn end_frame(&mut self, state: &State, styles: &BTreeMap<i32, u8>) {
        let Some((words, item, table)) = self.frames.pop() else { return };
        self.paragraph(state, styles);
        self.end_table();
        self.set_border(false);
        self.out.close_box();
        (self.words, self.item, self.table) = (words, item, table);
    }

    pub(super) fn finish(mut self, title: Option<String>) -> Text {
        self.end_table();
        while let Some((words, _, table)) = self.frames.pop() {
            self.out.close_box();
            self.table = table;
            self.end_table();
            self.out.block(BlockKind::Paragraph, &words);
        }
        self.set_border(false);
        self.out.finish(title)
    }

    fn kind(&mut self, state: &State, styles: &BTreeMap<i32, u8>) -> BlockKind {
        let marked = std::mem::take(&mut self.item).then_some(0);
        let paragraph = &state.paragraph;
        let outline = paragraph.outline.map(|level| level.min(5) + 1);
        match outline.or_else(|| styles.get(&paragraph.style).copied()) {
            Some(level) => BlockKind::Heading(level),
            None => paragraph.item.or(marked).map_or(BlockKind::Paragraph, BlockKind::Item),
        }
    }

    /// A table is its rows; one of a single column is a box.
    fn end_table(&mut self) {
        let mut table = std::mem::take(&mut self.table);
        if !table.cell.is_empty() {
            table.row.push(table.cell);
        }
        if !table.row.is_empty() {
            table.rows.push(table.row);
        }
        if table.rows.is_empty() {
            return;
        }
        self.set_border(false);
        if table.rows.iter().all(|row| row.len() <= 1) {
            self.out.open_box();
            for (kind, words) in table.rows.into_iter().flatten().flatten() {
                self.out.block(kind, &words);
            }
            self.out.close_box();
            return;
        }
        for row in table.rows {
            let texts: Vec<String> = row
                .into_iter()
                .map(|cell| {
                    let words: Vec<String> =
                        cell.into_iter().map(|(_, words)| words.trim().to_owned()).collect();
                    words.join(" ").replace('\t', " ")
                })
                .collect();
            self.out.block(BlockKind::Row, &texts.join("\t"));
        }
    }

    fn set_border(&mut self, bordered: bool) {
        match (self.bordered, bordered) {
            (false, true) => self.out.open_box(),
            (true, false) => self.out.close_box(),
            _ => {}
        }
        self.bordered = bordered;
    }
}
