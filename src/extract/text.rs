//! Plain text to blocks: one a line, but wrapped prose and wrapped items are put together again.

use super::lines::{self, Line};
use super::{Block, BlockKind};
use crate::report::Span;

/// The blocks of a plain text, whose spans point into that text.
///
/// Renderings of one page differ in their line ends: some part all blocks by blank lines, some by none,
/// some wrap at 65 columns. A grade stands directly under a date. So two lines are one paragraph only if
/// the first is as long as a wrapped line is and nothing about either says label, heading or item.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines = lines::lines(text);
    let mut splitter =
        Splitter { wrap: lines::wrap_column(&lines), lines: &lines, at: 0, indents: Vec::new() };
    let mut blocks = Vec::new();
    while let Some(block) = splitter.next_block() {
        blocks.push(block);
    }
    blocks
}

struct Splitter<'a> {
    lines: &'a [Line<'a>],
    wrap: Option<usize>,
    at: usize,
    /// Indents of the open lists, outermost first.
    indents: Vec<usize>,
}

impl Splitter<'_> {
    fn next_block(&mut self) -> Option<Block> {
        let line = *self.lines.get(self.at)?;
        let bullet = self.bullet_at(self.at);
        let first = self.at;
        self.at += 1;
        let (kind, start) = match bullet {
            Some(length) => (BlockKind::Item(self.depth(line.indent)), line.start + length),
            None => {
                self.indents.clear();
                (BlockKind::Paragraph, line.start)
            }
        };
        let hollow = start >= line.end();
        while self.goes_on(first, bullet.is_some(), hollow && self.at == first + 1) {
            self.at += 1;
        }
        let last = self.lines.get(self.at - 1).unwrap_or(&line);
        // A bullet whose words stand on the next line.
        let start = match self.lines.get(first + 1) {
            Some(next) if hollow && self.at > first + 1 => next.start,
            _ if hollow => line.start,
            _ => start,
        };
        Some(Block { kind, span: Span::new(start, last.end()), blank_before: line.blanks })
    }

    /// True if the next line belongs to the block that began at line `first`.
    fn goes_on(&self, first: usize, item: bool, hollow: bool) -> bool {
        let (Some(head), Some(last), Some(next)) =
            (self.lines.get(first), self.lines.get(self.at - 1), self.lines.get(self.at))
        else {
            return false;
        };
        if next.blanks > 0 || self.bullet_at(self.at).is_some() {
            return false;
        }
        let hangs = item && next.indent > head.indent && !lines::is_label(next.text);
        hollow || hangs || lines::joins(last, next, self.wrap)
    }

    /// The length of the bullet of a line. A dash or number that a wrapped sentence happens to put at the
    /// head of a line is none.
    fn bullet_at(&self, at: usize) -> Option<usize> {
        let line = self.lines.get(at)?;
        let length = lines::bullet(line.text)?;
        let strong = line.text.starts_with(lines::is_strong_bullet);
        let before = at.checked_sub(1).and_then(|before| self.lines.get(before));
        let in_sentence = before.is_some_and(|before| {
            line.blanks == 0
                && before.width >= 50
                && !lines::ends_sentence(before.text)
                && lines::bullet(before.text).is_none()
                && line.indent == before.indent
        });
        let wrapped = self.wrap.is_some() && in_sentence && !strong;
        (!wrapped).then_some(length)
    }

    /// The depth of an item by the indents of the items before it.
    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < indent) && self.indents.len() < 255 {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::extract::{BlockKind, Text};

    /// `P 1 words` a block: kind, blank lines before, folded words.
    fn shown(raw: &str) -> Vec<String> {
        let text = Text { canonical: raw.to_owned(), blocks: blocks(raw), ..Text::default() };
        let show = |block: &crate::extract::Block| {
            let kind = match block.kind {
                BlockKind::Paragraph => "P".to_owned(),
                BlockKind::Item(depth) => format!("I{depth}"),
                other => format!("{other:?}"),
            };
            format!("{kind} {} {}", block.blank_before, text.block_text(block))
        };
        text.blocks.iter().map(show).collect()
    }

    #[test]
    fn a_grade_under_a_date_is_a_block_of_its_own() {
        assert_eq!(
            shown("\n\nFenmarch PEEL 2016\n\nLast updated 08/12/2016\nGood\n\n1\n\nHow well?\n"),
            [
                "P 2 Fenmarch PEEL 2016",
                "P 1 Last updated 08/12/2016",
                "P 0 Good",
                "P 1 1",
                "P 1 How well?"
            ]
        );
    }

    #[test]
    fn wrapped_prose_is_put_together_and_labels_are_not() {
        let raw = "Thornwold Constabulary was inspected in the spring of the year by\n\
            a team of nine, who found that vetting was slow. The constabulary\n\
            Vetting Unit has since been given more staff and an office of its\n\
            own.\n\
            Requires improvement\n\
            Areas for improvement\n\
            The constabulary should write a plan for its buildings before the\n\
            autumn.\n";
        assert_eq!(
            shown(raw),
            [
                "P 0 Thornwold Constabulary was inspected in the spring of the year by a team of nine, \
                 who found that vetting was slow. The constabulary Vetting Unit has since been given \
                 more staff and an office of its own.",
                "P 0 Requires improvement",
                "P 0 Areas for improvement",
                "P 0 The constabulary should write a plan for its buildings before the autumn.",
            ]
        );
    }

    #[test]
    fn one_paragraph_a_line_stays_one_paragraph_a_line() {
        let raw = "PEEL: Police effectiveness 2015\n\
            The inspectorate asked how well each of the forces keeps people safe in its own area.\n\
            It found that most of them do so well, though some could not show us how they knew it.\n\
            Get the national report\n\
            Police effectiveness 2015 \u{2013} Aldershire and Brackenshire Constabulary\n\
            Police effectiveness 2015 \u{2013} Westmere and Holt Constabulary\n\
            - prevents crime, and keeps people safe in each of its many towns and villages;\n\
            - protects victims.";
        assert_eq!(shown(raw).len(), 8);
    }

    #[test]
    fn items_have_depth_and_hanging_lines() {
        let raw = "We found:\n\n  \u{2022} the first thing, which is\n    long;\n  \u{2022} the second:\n      o a part\n\
            \u{20}     o another\n  \u{2022} the third\n\n1. One\n(a) two\n\u{2022}\nThree words alone";
        assert_eq!(
            shown(raw),
            [
                "P 0 We found:",
                "I0 1 the first thing, which is long;",
                "I0 0 the second:",
                "I1 0 a part",
                "I1 0 another",
                "I0 0 the third",
                "I0 1 One",
                "I0 0 two",
                "I0 0 Three words alone",
            ]
        );
    }

    #[test]
    fn ragged_and_cut_lines_go_on() {
        let raw = "The wellbeing of those who work at night has be-\ncome a matter for all.\n\n\
            Thornwold Constabulary was inspected in the spring by a team of\n\
            nine and found\n\u{2018}good\u{2019} in three areas, its chief constable\nsaid:\n\
            - a named\nofficer; and\n- a plan.\n19 November 2016\nENDS";
        assert_eq!(
            shown(raw),
            [
                "P 0 The wellbeing of those who work at night has be- come a matter for all.",
                "P 1 Thornwold Constabulary was inspected in the spring by a team of nine and found \
                 \u{2018}good\u{2019} in three areas, its chief constable said:",
                "I0 0 a named officer; and",
                "I0 0 a plan.",
                "P 0 19 November 2016",
                "P 0 ENDS",
            ]
        );
    }

    #[test]
    fn a_dash_at_the_head_of_a_wrapped_line_is_no_bullet() {
        let raw = "The chief constable told us that the plan for the coming years\n\
            \u{2013} which we had asked for in the autumn \u{2013} would be ready when\n\
            the commissioner had read it and had found the money that it asks\n\
            for.";
        assert_eq!(shown(raw).len(), 1);
    }
}
