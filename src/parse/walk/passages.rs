//! Findings: where a passage begins and ends, and of what kind it is.

use super::super::grades;
use super::super::lines::{self, Mark};
use super::super::title::Layout;
use super::{Mode, Slot, Walk};
use crate::extract::BlockKind;
use crate::report::{Finding, FindingKind, Span};

impl Walk<'_, '_> {
    pub(super) fn open_list(&mut self, at: usize, kind: FindingKind) -> usize {
        let line = &self.page.lines[at];
        let inline = lines::after_mark(&line.plain);
        self.slot = if self.slot == Slot::Question { Slot::Question } else { Slot::Nowhere };
        self.frame = line.frame;
        self.mode = match kind {
            FindingKind::CauseOfConcern => Mode::Concern,
            FindingKind::Practice => Mode::Practice,
            kind => Mode::List(kind, false),
        };
        if inline {
            self.finding(kind, line.text.clone(), line.span);
            self.mode = Mode::Prose;
        }
        1
    }

    /// A list item: a finding of the list's kind, with its nested items.
    pub(super) fn item(&mut self, at: usize) -> usize {
        let depth = lines::depth(&self.page.lines[at]);
        let mut end = at + 1;
        while self
            .page
            .lines
            .get(end)
            .is_some_and(|line| matches!(line.kind, BlockKind::Item(deep) if deep > depth))
        {
            end += 1;
        }
        let kind = match self.mode {
            Mode::List(kind, _) => {
                self.mode = Mode::List(kind, true);
                kind
            }
            Mode::Concern => FindingKind::CauseOfConcern,
            Mode::Practice => FindingKind::Practice,
            Mode::Prose => FindingKind::Narrative,
        };
        let carried = self.section.as_ref().is_some_and(|section| section.carried.is_some());
        let kind = if carried && kind == FindingKind::AreaForImprovement {
            FindingKind::Narrative
        } else {
            kind
        };
        for line in at..end {
            self.sentences(line);
        }
        self.join(kind, at, end);
        end - at
    }

    pub(super) fn paragraph(&mut self, at: usize) -> usize {
        self.sentences(at);
        let line = &self.page.lines[at];
        if let Some(section) = &mut self.section {
            section.has_prose = true;
        }
        if line.text.len() > 60 || line.plain.ends_with('.') {
            self.slot = Slot::Nowhere;
        }
        let taken = match self.mode {
            Mode::List(kind, items) => self.list_paragraph(at, kind, items),
            Mode::Concern => self.concern(at),
            Mode::Practice => {
                self.mode = Mode::Prose;
                self.join(FindingKind::Practice, at, at + 1);
                1
            }
            Mode::Prose => 0,
        };
        if taken > 0 {
            return taken;
        }
        let speech = at < self.speech_until || lines::is_speech(&line.plain);
        let opening = self.layout == Layout::Pillar && !self.in_questions && self.heading.is_none()
            || self.layout == Layout::Landing
                && self.pillar.is_some()
                && self.section.is_none()
                && self.heading.is_none();
        let stem = (self.layout == Layout::Landing).then(|| grades::extent_of_line(line)).flatten();
        if let Some(pillar) = stem.and_then(|stem| stem.pillar) {
            let above = self.pillar.replace(pillar);
            self.join(FindingKind::Judgment, at, at + 1);
            self.pillar = above;
            return 1;
        }
        let kind = if speech {
            FindingKind::Quotation
        } else if opening {
            FindingKind::Summary
        } else {
            FindingKind::Narrative
        };
        self.join(kind, at, at + 1);
        1
    }

    /// A paragraph where items are expected: a box of one, an item without a bullet, or the end of the list.
    pub(super) fn list_paragraph(&mut self, at: usize, kind: FindingKind, items: bool) -> usize {
        let line = &self.page.lines[at];
        if line.plain.ends_with(':')
            && self
                .page
                .lines
                .get(at + 1)
                .is_some_and(|next| matches!(next.kind, BlockKind::Item(_)))
        {
            self.join(FindingKind::Narrative, at, at + 1);
            return 1;
        }
        if lines::is_deadline(&line.plain) {
            self.heading = Some(line.text.clone());
            return 1;
        }
        let carried = self.section.as_ref().is_some_and(|section| section.carried.is_some());
        let reads_as_item = lines::should(&line.plain);
        if items && !(reads_as_item && kind == FindingKind::Recommendation)
            || (carried && kind == FindingKind::AreaForImprovement)
        {
            self.mode = Mode::Prose;
            return 0;
        }
        if !reads_as_item
            && kind == FindingKind::AreaForImprovement
            && self.layout == Layout::Pillar
        {
            self.mode = Mode::Prose;
            return 0;
        }
        if !reads_as_item && lines::is_heading(self.page, at) {
            self.mode = Mode::Prose;
            self.open_heading(at);
            return 1;
        }
        self.join(kind, at, at + 1);
        let more = self
            .page
            .lines
            .get(at + 1)
            .is_some_and(|next| lines::should(&next.plain) || lines::is_deadline(&next.plain));
        if !more {
            self.mode = Mode::Prose;
        }
        1
    }

    /// A cause of concern: all its paragraphs up to the recommendations that always come with it.
    pub(super) fn concern(&mut self, at: usize) -> usize {
        let end = (at + 1..(at + 7).min(self.page.lines.len()))
            .find(|&next| {
                matches!(
                    lines::mark(&self.page.lines[next]),
                    Some(Mark::List(FindingKind::Recommendation))
                )
            })
            .filter(|&end| {
                (at + 1..end).all(|line| {
                    !lines::is_heading(self.page, line)
                        && self.page.lines.get(line).and_then(grades::label_of).is_none()
                })
            })
            .unwrap_or(at + 1);
        self.mode = Mode::Prose;
        self.join(FindingKind::CauseOfConcern, at, end);
        end - at
    }

    /// The question and its label as a finding of its own.
    pub(super) fn judgment_finding(&mut self, question: usize, label: usize) {
        let (Some(first), Some(last)) = (self.page.lines.get(question), self.page.lines.get(label))
        else {
            return;
        };
        let text = format!("{}\n{}", first.text, last.text);
        let span = Span::new(first.span.start, last.span.end);
        self.finding(FindingKind::Judgment, text, span);
    }

    pub(super) fn join(&mut self, kind: FindingKind, at: usize, end: usize) {
        let lines = self.page.lines.get(at..end).unwrap_or_default();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.finding(kind, text, Span::new(first.span.start, last.span.end));
    }

    pub(super) fn finding(&mut self, kind: FindingKind, text: String, span: Span) {
        let report = &self.draft.report;
        let force = self.force.clone().or_else(|| self.draft.only_force().cloned());
        let section = self.section.as_ref();
        let finding = Finding {
            id: String::new(),
            source_id: None,
            kind,
            force,
            programme: report.programme,
            cycle: self.draft.here,
            pillar: self.pillar.clone(),
            question: section.and_then(|section| section.subject.question()),
            question_text: section.map(|section| section.text.clone()),
            outcome: section.and_then(|section| section.outcome).or(if section.is_none() {
                self.overall
            } else {
                None
            }),
            heading: self.heading.clone(),
            text,
            span,
            page: None,
            carried_over_from: section
                .filter(|section| section.outcome.is_some())
                .and_then(|section| section.carried?.from),
        };
        self.draft.finding(finding);
    }
}
