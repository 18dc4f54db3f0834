//! The walk down a document's lines: where grades stand and where findings begin and end.

mod passages;
mod sections;
mod tables;

use crate::extract::BlockKind;
use crate::gazetteer::Gazetteer;
use crate::report::{DocKind, FindingKind, Force, Outcome, Pillar, Programme, Subject};

use super::draft::{Claim, Draft};
use super::identity::Identity;
use super::lines::{self, Mark};
use super::page::Page;
use super::title::{Layout, is_banner, is_furniture};
use super::{areas, grades};

/// Where a label that stands alone would belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Nowhere,
    Pillar,
    Question,
    Area,
    Body,
    Overall,
}

/// What kind of list or box the walk is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Prose,
    /// Items under `Areas for improvement` or `Recommendations`; true once an item was seen.
    List(FindingKind, bool),
    Concern,
    Practice,
}

/// The question or area the walk is under.
#[derive(Debug, Clone)]
struct Section {
    subject: Subject,
    text: String,
    line: usize,
    outcome: Option<Outcome>,
    carried: Option<lines::CarriedOver>,
    has_prose: bool,
}

/// The walk and what it remembers.
pub(super) struct Walk<'a, 'p> {
    pub(super) page: &'a Page<'p>,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) draft: &'a mut Draft,
    pub(super) layout: Layout,
    pub(super) pillar: Option<Pillar>,
    pub(super) force: Option<Force>,
    section: Option<Section>,
    slot: Slot,
    mode: Mode,
    /// The box in which the mode began.
    frame: Option<usize>,
    in_questions: bool,
    number: Option<u16>,
    sequence: u16,
    heading: Option<String>,
    speech_until: usize,
    inspector_speaks: bool,
    /// Grades come as headings with areas below them.
    grouped: Option<Option<Outcome>>,
    table: tables::Table,
    overall: Option<Outcome>,
}

/// Reads judgments and findings from the lines after the title.
pub(super) fn walk(page: &Page<'_>, identity: &Identity, gazetteer: &Gazetteer, draft: &mut Draft) {
    if identity.layout == Layout::Scale {
        return;
    }
    let pillar = draft.report.pillar.clone();
    let grouped = (identity.layout == Layout::Areas
        && lines::grades_as_headings(page, identity.body_start))
    .then_some(None);
    let mut walk = Walk {
        page,
        gazetteer,
        layout: identity.layout,
        slot: match identity.layout {
            Layout::Pillar if pillar.is_some() => Slot::Pillar,
            // Early crime data pages print the grade right below the title.
            Layout::Overall => Slot::Overall,
            _ => Slot::Nowhere,
        },
        pillar,
        force: None,
        section: None,
        mode: Mode::Prose,
        frame: None,
        in_questions: false,
        number: None,
        sequence: 0,
        heading: None,
        speech_until: 0,
        inspector_speaks: false,
        grouped,
        table: tables::Table::default(),
        overall: None,
        draft,
    };
    let start = if matches!(identity.layout, Layout::Release | Layout::SecondHand) {
        0
    } else {
        identity.body_start
    };
    let mut at = start;
    while at < page.lines.len() {
        at += walk.line(at);
    }
    walk.close_section();
    walk.finish();
}

impl Walk<'_, '_> {
    /// Reads line `at`; returns how many lines it took.
    fn line(&mut self, at: usize) -> usize {
        let line = &self.page.lines[at];
        if self.frame.is_some() && line.frame != self.frame {
            // What a box holds ends with the box, whatever the words after it look like.
            (self.mode, self.frame) = (Mode::Prose, None);
        }
        if is_furniture(line) || (at < 6 && is_banner(line) && line.text.len() < 160) {
            return 1;
        }
        if line.kind == BlockKind::Row {
            self.row(at);
            return 1;
        }
        let item = matches!(line.kind, BlockKind::Item(_));
        if let Some(outcome) = grades::label_of(line).filter(|_| !item) {
            if lines::in_scale(self.page, at) {
                self.slot = Slot::Nowhere;
            } else {
                self.label(at, outcome);
            }
            return 1;
        }
        if self.grouped.is_some_and(|group| group.is_some()) && areas::known(&line.plain).is_none()
        {
            self.grouped = None;
        }
        match lines::mark(line) {
            Some(Mark::Number(number))
                if self.layout == Layout::Pillar || self.layout == Layout::Landing =>
            {
                self.number = Some(number);
                self.mode = Mode::Prose;
                return 1;
            }
            Some(Mark::Number(_) | Mark::Link) => return 1,
            Some(Mark::Updated) => {
                let paged = matches!(self.layout, Layout::Pillar | Layout::Landing);
                if paged && self.pillar.is_some() && self.section.is_none() && !self.in_questions {
                    self.slot = Slot::Pillar;
                }
                return 1;
            }
            Some(Mark::Questions) => {
                self.close_section();
                (self.in_questions, self.slot, self.sequence) = (true, Slot::Nowhere, 0);
                return 1;
            }
            Some(Mark::List(kind)) => return self.open_list(at, kind),
            Some(Mark::Overall) if self.has_overall_part() => {
                self.slot = Slot::Overall;
                return 1;
            }
            _ => {}
        }
        if self.second_title(at)
            || self.pillar_heading(at)
            || self.question(at)
            || self.body_heading(at)
            || self.area_heading(at)
        {
            return 1;
        }
        if lines::is_attribution(&line.plain) && !matches!(line.kind, BlockKind::Item(_)) {
            self.speech_until = lines::speech_end(self.page, at + 1);
            self.inspector_speaks =
                line.plain.to_lowercase().contains("inspect") || line.plain.contains("HMI");
            self.mode = Mode::Prose;
            if line.plain.ends_with(':') {
                return 1;
            }
        }
        if matches!(line.kind, BlockKind::Item(_)) {
            return self.item(at);
        }
        if self.mode == Mode::Prose && lines::is_heading(self.page, at) {
            self.open_heading(at);
            return 1;
        }
        self.paragraph(at)
    }

    /// True if the document has a part `Overall judgment`: reports on the recording of crime do, whatever their title.
    fn has_overall_part(&self) -> bool {
        let report = &self.draft.report;
        self.layout == Layout::Overall
            || report.programme == Some(Programme::CrimeDataIntegrity)
                && report.kind == DocKind::Report
                && self.section.is_none()
    }

    fn label(&mut self, at: usize, outcome: Outcome) {
        if let Some(group) = self.grouped.as_mut() {
            *group = Some(outcome);
            return;
        }
        let whole = 0..self.page.plain(at).len();
        match self.slot {
            Slot::Pillar => {
                self.claim_at(
                    at,
                    &whole,
                    self.pillar.clone(),
                    Subject::Overall,
                    None,
                    outcome,
                    "label under the date line",
                );
                self.overall = Some(outcome);
            }
            Slot::Question | Slot::Area => {
                if let Some(section) = &mut self.section {
                    section.outcome = Some(outcome);
                    let (subject, text, line) =
                        (section.subject.clone(), section.text.clone(), section.line);
                    self.claim_at(
                        at,
                        &whole,
                        self.pillar.clone(),
                        subject,
                        Some(text.clone()),
                        outcome,
                        "label under the question",
                    );
                    self.judgment_finding(line, at);
                }
            }
            Slot::Body => self.claim_at(
                at,
                &whole,
                None,
                Subject::Overall,
                None,
                outcome,
                "label under the name of the body",
            ),
            Slot::Overall => {
                self.claim_at(
                    at,
                    &whole,
                    None,
                    Subject::Overall,
                    None,
                    outcome,
                    "label under `Overall judgment`",
                );
                self.overall = Some(outcome);
            }
            Slot::Nowhere
                if self.layout == Layout::Sentence
                    && self.page.plain(at).to_lowercase().starts_with("vetting") =>
            {
                self.claim_at(at, &whole, None, Subject::Overall, None, outcome, "vetting label");
                self.overall = Some(outcome);
            }
            Slot::Nowhere => {}
        }
        self.slot = Slot::Nowhere;
    }

    fn open_heading(&mut self, at: usize) {
        let line = &self.page.lines[at];
        if self.layout == Layout::Areas && lines::leaves_areas(&line.plain) {
            self.close_section();
        }
        self.heading = Some(line.text.clone());
        if matches!(self.layout, Layout::Release | Layout::Bundle | Layout::SecondHand) {
            self.sentences(at);
        }
        self.slot = Slot::Nowhere;
    }

    /// What the sentences of a line say of grades.
    fn sentences(&mut self, at: usize) {
        let told = matches!(self.layout, Layout::Release | Layout::Bundle);
        if told && at < self.speech_until && !self.inspector_speaks {
            return;
        }
        super::prose::read(self, at);
    }

    /// True while the walk is under a question or an area, and which.
    pub(super) fn under(&self) -> Option<(&Subject, &str, bool)> {
        self.section
            .as_ref()
            .map(|section| (&section.subject, section.text.as_str(), section.outcome.is_some()))
    }

    /// True until the first paragraph under the question or area has ended.
    pub(super) fn at_opening(&self) -> bool {
        self.heading.is_none() && self.section.as_ref().is_some_and(|section| !section.has_prose)
    }

    pub(super) fn set_section_outcome(&mut self, outcome: Outcome) {
        if let Some(section) = &mut self.section {
            section.outcome = Some(outcome);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one claim is these seven facts; a struct would be built at each call and taken apart here"
    )]
    pub(super) fn claim_at(
        &mut self,
        at: usize,
        range: &std::ops::Range<usize>,
        pillar: Option<Pillar>,
        subject: Subject,
        text: Option<String>,
        outcome: Outcome,
        rule: &'static str,
    ) {
        if self.force.is_none() && matches!(self.layout, Layout::Bundle | Layout::Regional) {
            return;
        }
        let (quote, span) = self.page.quote(at, range);
        let force = self.force.clone();
        self.draft.claim(Claim {
            force,
            pillar,
            subject,
            question_text: text,
            outcome,
            earlier: None,
            quote,
            span,
            rule,
        });
    }
}
