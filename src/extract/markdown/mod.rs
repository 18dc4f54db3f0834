//! Markdown to blocks: the words without their marks.

mod inline;

use std::ops::Range;

use super::decode::Decoded;
use super::lines::{self, Line};
use super::source::TextBuilder;
use super::{Block, BlockKind, Text};
use crate::report::{Note, Span};

/// True for a plain text that is written in Markdown: a line of it is a heading of two `#` and more, or
/// all of a line is bold.
pub(super) fn is_likely(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_end();
        let bold = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
        (line.starts_with("##") && heading(line).is_some())
            || bold.is_some_and(|words| words.len() > 1 && !words.contains('*'))
    })
}

/// Reads a Markdown text. Hard-wrapped lines are one paragraph, but labels (a grade under a date) stay
/// apart as in plain text, since such files are made from pages by machine.
pub(super) fn read(decoded: Decoded) -> Text {
    let lines = lines::lines(&decoded.text);
    let mut reader = Reader {
        text: &decoded.text,
        lines: &lines,
        at: 0,
        blanks: 0,
        indents: Vec::new(),
        out: Out::default(),
    };
    let mut notes = decoded.notes;
    if reader.skip_front_matter() {
        notes.push(Note::info("the front matter between `---` lines was left out"));
    }
    while reader.next_block() {}
    let (canonical, source) = reader.out.builder.finish();
    let source = source.through(&decoded.source);
    Text { canonical, blocks: reader.out.blocks, notes, source, ..Text::default() }
}

#[derive(Debug, Default)]
struct Out {
    builder: TextBuilder,
    blocks: Vec<Block>,
}

struct Reader<'a> {
    text: &'a str,
    lines: &'a [Line<'a>],
    at: usize,
    /// Blank lines before the lines that were left out since the last block.
    blanks: u8,
    indents: Vec<usize>,
    out: Out,
}

impl Reader<'_> {
    /// `---`, keys, `---` at the very top.
    fn skip_front_matter(&mut self) -> bool {
        if self.lines.first().is_none_or(|line| line.text != "---") {
            return false;
        }
        let close =
            self.lines.iter().skip(1).take(200).position(|l| matches!(l.text, "---" | "..."));
        let keys = self.lines.get(1).is_some_and(|line| line.text.contains(':'));
        if let (Some(close), true) = (close, keys) {
            self.at = close + 2;
            return true;
        }
        false
    }

    /// Reads one block, or leaves one line out; false at the end.
    fn next_block(&mut self) -> bool {
        let Some(line) = self.lines.get(self.at).copied() else { return false };
        let line = unquoted(line);
        if let Some(fence) = fence(line.text) {
            self.code(fence);
        } else if is_rule(line.text) || is_definition(line.text) {
            self.leave_out(&line);
        } else if line.text.starts_with("<!--") {
            self.comment(&line);
        } else if let Some((level, words)) = heading(line.text) {
            self.indents.clear();
            self.at += 1;
            let range = line.start + words.start..line.start + words.end;
            self.push(BlockKind::Heading(level), line.blanks, &[range]);
        } else if is_row(line.text) {
            self.row(&line);
        } else {
            self.paragraph(&line);
        }
        true
    }

    fn leave_out(&mut self, line: &Line<'_>) {
        self.blanks = self.blanks.saturating_add(line.blanks);
        self.at += 1;
    }

    fn comment(&mut self, line: &Line<'_>) {
        while let Some(inside) = self.lines.get(self.at).copied() {
            self.leave_out(&Line { blanks: 0, ..inside });
            if inside.text.contains("-->") {
                break;
            }
        }
        self.blanks = self.blanks.saturating_add(line.blanks);
    }

    /// The lines of a fence as they are, a paragraph each.
    fn code(&mut self, fence: &str) {
        let blanks = self.lines.get(self.at).map_or(0, |line| line.blanks);
        self.blanks = self.blanks.saturating_add(blanks);
        self.at += 1;
        while let Some(line) = self.lines.get(self.at).copied() {
            self.at += 1;
            if line.text.starts_with(fence) {
                break;
            }
            let start = self.open(line.blanks);
            self.out.builder.copy(line.text, line.start);
            self.close(BlockKind::Paragraph, start, line.blanks);
        }
    }

    fn row(&mut self, line: &Line<'_>) {
        self.indents.clear();
        self.at += 1;
        if line.text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t')) {
            self.blanks = self.blanks.saturating_add(line.blanks);
            return;
        }
        let start = self.open(line.blanks);
        for (number, cell) in cells(line.text).into_iter().enumerate() {
            if number > 0 {
                self.out.builder.invent("\t");
            }
            let range = line.start + cell.start..line.start + cell.end;
            inline::write(&mut self.out.builder, self.text, &[range]);
        }
        self.close(BlockKind::Row, start, line.blanks);
    }

    fn paragraph(&mut self, line: &Line<'_>) {
        let bullet = lines::bullet(line.text).filter(|length| *length < line.text.len());
        let kind = match bullet {
            Some(_) => BlockKind::Item(self.depth(line.indent)),
            None => BlockKind::Paragraph,
        };
        if bullet.is_none() {
            self.indents.clear();
        }
        let first = line.start + bullet.unwrap_or(0)..line.end();
        let mut ranges = Vec::from([first]);
        let mut last = *line;
        self.at += 1;
        while let Some(next) = self.lines.get(self.at).copied().map(unquoted) {
            if !goes_on(&last, &next, bullet.is_some() && next.indent > line.indent) {
                break;
            }
            ranges.push(next.start..next.end());
            last = next;
            self.at += 1;
        }
        let underline = self.lines.get(self.at).filter(|next| next.blanks == 0 && bullet.is_none());
        let level = underline.and_then(|next| underlined(next.text)).filter(|_| ranges.len() == 1);
        self.at += usize::from(level.is_some());
        self.push(level.map_or(kind, BlockKind::Heading), line.blanks, &ranges);
    }

    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < indent) && self.indents.len() < 255 {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    fn push(&mut self, kind: BlockKind, blanks: u8, ranges: &[Range<usize>]) {
        let start = self.open(blanks);
        inline::write(&mut self.out.builder, self.text, ranges);
        self.close(kind, start, blanks);
    }

    /// Parts the next block from the one before it; where it starts.
    fn open(&mut self, blanks: u8) -> usize {
        if self.out.builder.len() > 0 {
            let blank = blanks > 0 || self.blanks > 0;
            self.out.builder.invent(if blank { "\n\n" } else { "\n" });
        }
        self.out.builder.len()
    }

    /// Ends the block that starts at `start`; one without words is none.
    fn close(&mut self, kind: BlockKind, start: usize, blanks: u8) {
        let raw = self.out.builder.text().get(start..).unwrap_or_default();
        let words = if kind == BlockKind::Row { raw.trim_matches([' ', '\n']) } else { raw.trim() };
        if words.trim().is_empty() {
            self.blanks = self.blanks.saturating_add(blanks);
            return;
        }
        let start = start + (words.as_ptr() as usize - raw.as_ptr() as usize);
        let span = Span::new(start, start + words.len());
        let blank_before = blanks.saturating_add(std::mem::take(&mut self.blanks));
        self.out.blocks.push(Block { kind, span, blank_before });
    }
}

/// True if `next` is more of the paragraph that `last` is in.
fn goes_on(last: &Line<'_>, next: &Line<'_>, hangs: bool) -> bool {
    let begins_block = heading(next.text).is_some()
        || lines::bullet(next.text).is_some()
        || fence(next.text).is_some()
        || is_rule(next.text)
        || underlined(next.text).is_some()
        || is_row(next.text)
        || is_whole_bold(next.text)
        || is_whole_bold(last.text);
    if next.blanks > 0 || begins_block || lines::is_label(last.text) || lines::is_label(next.text) {
        return false;
    }
    let small = next.text.chars().next().is_some_and(char::is_lowercase);
    hangs || small || last.width >= 40
}

/// The same line without the marks of a block quote.
fn unquoted(line: Line<'_>) -> Line<'_> {
    let words = line.text.trim_start_matches(['>', ' ']);
    if !line.text.starts_with('>') || words.is_empty() {
        return line;
    }
    let start = line.start + line.text.len() - words.len();
    Line { text: words, start, width: words.chars().count(), ..line }
}

/// Level and words of `## Heading ##`.
fn heading(line: &str) -> Option<(u8, Range<usize>)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    if !(1..=6).contains(&level) || !words.starts_with([' ', '\t']) {
        return None;
    }
    let closed = words.trim_end_matches('#');
    let words = if closed.ends_with(' ') { closed } else { words };
    let start = level + words.len() - words.trim_start().len();
    let end = level + words.trim_end().len();
    Some((u8::try_from(level).ok()?, start..end.max(start)))
}

/// Level of a heading that stands above a line of `=` or `-`.
fn underlined(line: &str) -> Option<u8> {
    let of = |c: char| line.len() >= 2 && line.chars().all(|other| other == c);
    if of('=') { Some(1) } else { of('-').then_some(2) }
}

fn is_rule(line: &str) -> bool {
    let marks = || line.chars().filter(|c| *c != ' ');
    ['-', '*', '_'].iter().any(|mark| marks().all(|c| c == *mark)) && marks().count() >= 3
}

/// `[name]: address`
fn is_definition(line: &str) -> bool {
    line.starts_with('[')
        && line
            .split_once("]:")
            .is_some_and(|(_, rest)| rest.starts_with(' ') && rest.contains("://"))
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.matches('|').count() >= 2
}

fn is_whole_bold(line: &str) -> bool {
    line.len() > 4 && line.starts_with("**") && line.ends_with("**")
}

fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))
}

/// The cells of a row, parted by bars that no backslash stands before.
fn cells(row: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = usize::from(row.starts_with('|'));
    let mut escaped = false;
    for (at, c) in row.char_indices().skip(start) {
        if c == '|' && !escaped {
            cells.push(start..at);
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    if !row.get(start..).unwrap_or_default().trim().is_empty() {
        cells.push(start..row.len());
    }
    let trim = |cell: Range<usize>| {
        let raw = row.get(cell.clone()).unwrap_or_default();
        let start = cell.start + raw.len() - raw.trim_start().len();
        start..(cell.start + raw.trim_end().len()).max(start)
    };
    cells.into_iter().map(trim).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_likely, read};
    use crate::extract::BlockKind::{Heading, Item, Paragraph, Row};
    use crate::extract::decode::clean_str;

    #[test]
    fn blocks_of_every_sort() {
        let raw = "---\ntitle: x\n---\n\n# Fenmarch PEEL 2014 #\n\nEfficiency\n==========\nLast updated 12/11/2014\n\
            **Good**\n\nThe force knows what its people\ncost and plans for *lean* years, as we\nhad hoped.\n\n\
            - one [thing](https://a.example/b_c) and\n  more\n    - two\n1. three\n\n> “We are glad,” she\n> said.\n\n\
            | Question | Grade |\n|---|:--|\n| 1 | Good \\| fair |\n\n```\na *b*\n```\n***\n**HM Inspector said:**\n\"Yes.\"";
        let text = read(clean_str(raw));
        let shown: Vec<_> =
            text.blocks.iter().map(|b| (b.kind, b.blank_before, text.block_text(b))).collect();
        let expected = [
            (Heading(1), 1, "Fenmarch PEEL 2014"),
            (Heading(1), 1, "Efficiency"),
            (Paragraph, 0, "Last updated 12/11/2014"),
            (Paragraph, 0, "Good"),
            (
                Paragraph,
                1,
                "The force knows what its people cost and plans for lean years, as we had hoped.",
            ),
            (Item(0), 1, "one thing and more"),
            (Item(1), 0, "two"),
            (Item(0), 0, "three"),
            (Paragraph, 1, "“We are glad,” she said."),
            (Row, 1, "Question\tGrade"),
            (Row, 0, "1\tGood | fair"),
            (Paragraph, 1, "a *b*"),
            (Paragraph, 0, "HM Inspector said:"),
            (Paragraph, 0, "\"Yes.\""),
        ];
        let expected: Vec<_> = expected.map(|(k, n, t)| (k, n, t.to_owned())).into();
        assert_eq!(shown, expected);
        assert_eq!(text.notes.len(), 1);
        let lean =
            text.canonical.find("lean").map(|at| crate::report::Span::new(at, at + 4)).unwrap();
        let source = text.source.to_source(lean).unwrap();
        assert_eq!(&raw[source.start..source.end], "lean");
    }

    #[test]
    fn markdown_is_known_under_another_name() {
        assert!(is_likely("\n\n## Force is 'good' at it\n\nText"));
        assert!(is_likely("Text\n\n**She said:**\n"));
        assert!(!is_likely("Skip to content\n\n# 1 in the land\n* one\n** two"));
    }
}
