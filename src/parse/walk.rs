//! The walk down a document's lines: where grades stand and where findings begin and end.

use crate::extract::BlockKind;
use crate::gazetteer::Gazetteer;
use crate::report::{Finding, FindingKind, Force, Outcome, Pillar, Span, Subject};

use super::draft::{Claim, Draft};
use super::identity::{Identity, headline};
use super::lines::{self, Mark};
use super::page::Page;
use super::title::{Layout, is_banner, is_furniture};
use super::{areas, grades, questions};

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
    carried: bool,
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
    in_questions: bool,
    number: Option<u16>,
    sequence: u16,
    heading: Option<String>,
    speech_until: usize,
    /// Grades come as headings with areas below them.
    grouped: Option<Option<Outcome>>,
    columns: Vec<Option<Outcome>>,
    overall: Option<Outcome>,
}

/// Reads judgments and findings from the lines after the title.
pub(super) fn walk(page: &Page<'_>, identity: &Identity, gazetteer: &Gazetteer, draft: &mut Draft) {
    if identity.layout == Layout::Scale {
        return;
    }
    let pillar = draft.report.pillar.clone();
    let grouped = (identity.layout == Layout::Areas && lines::grades_as_headings(page, identity.body_start)).then_some(None);
    let mut walk = Walk {
        page,
        gazetteer,
        layout: identity.layout,
        slot: if identity.layout == Layout::Pillar && pillar.is_some() { Slot::Pillar } else { Slot::Nowhere },
        pillar,
        force: None,
        section: None,
        mode: Mode::Prose,
        in_questions: false,
        number: None,
        sequence: 0,
        heading: None,
        speech_until: 0,
        grouped,
        columns: Vec::new(),
        overall: None,
        draft,
    };
    let start = if matches!(identity.layout, Layout::Release | Layout::SecondHand) { 0 } else { identity.body_start };
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
        if is_furniture(&line.plain) || (at < 6 && is_banner(&line.plain) && line.text.len() < 160) {
            return 1;
        }
        if line.kind == BlockKind::Row {
            self.row(at);
            return 1;
        }
        if let Some(outcome) = grades::label(&line.plain) {
            self.label(at, outcome);
            return 1;
        }
        match lines::mark(&line.plain) {
            Some(Mark::Number(number)) if self.layout == Layout::Pillar || self.layout == Layout::Landing => {
                self.number = Some(number);
                self.mode = Mode::Prose;
                return 1;
            }
            Some(Mark::Number(_) | Mark::Link) => return 1,
            Some(Mark::Updated) => {
                if self.pillar.is_some() && self.section.is_none() && !self.in_questions {
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
            Some(Mark::Overall) if self.layout == Layout::Overall => {
                self.slot = Slot::Overall;
                return 1;
            }
            _ => {}
        }
        if self.pillar_heading(at) || self.question(at) || self.body_heading(at) || self.area_heading(at) {
            return 1;
        }
        if lines::is_attribution(&line.plain) && !matches!(line.kind, BlockKind::Item(_)) {
            self.speech_until = lines::speech_end(self.page, at + 1);
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

    fn label(&mut self, at: usize, outcome: Outcome) {
        if let Some(group) = self.grouped.as_mut() {
            *group = Some(outcome);
            return;
        }
        let whole = 0..self.page.plain(at).len();
        match self.slot {
            Slot::Pillar => {
                self.claim_at(at, &whole, self.pillar.clone(), Subject::Overall, None, outcome, "label under the date line");
                self.overall = Some(outcome);
            }
            Slot::Question | Slot::Area => {
                if let Some(section) = &mut self.section {
                    section.outcome = Some(outcome);
                    let (subject, text, line) = (section.subject.clone(), section.text.clone(), section.line);
                    self.claim_at(at, &whole, self.pillar.clone(), subject, Some(text.clone()), outcome, "label under the question");
                    self.judgment_finding(line, at);
                }
            }
            Slot::Body => self.claim_at(at, &whole, None, Subject::Overall, None, outcome, "label under the name of the body"),
            Slot::Overall => {
                self.claim_at(at, &whole, None, Subject::Overall, None, outcome, "label under `Overall judgment`");
                self.overall = Some(outcome);
            }
            Slot::Nowhere => {}
        }
        self.slot = Slot::Nowhere;
    }

    /// A row of a table: an area and its grade, or areas below a row of grades.
    fn row(&mut self, at: usize) {
        let line = &self.page.lines[at];
        let cells: Vec<&str> = line.plain.split('\t').map(str::trim).collect();
        let labels: Vec<Option<Outcome>> = cells.iter().map(|cell| grades::label(cell)).collect();
        if self.layout == Layout::Areas {
            if labels.iter().flatten().count() >= 3 {
                self.columns = labels;
                return;
            }
            if let ([area, _, ..], Some(Some(outcome))) = (cells.as_slice(), labels.get(1)) {
                let (area, outcome) = ((*area).to_owned(), *outcome);
                self.area_claim(at, &area, outcome);
                return;
            }
            if !self.columns.is_empty() && cells.len() <= self.columns.len() {
                for (cell, column) in cells.iter().zip(self.columns.clone()) {
                    if let (Some(outcome), true) = (column, areas::known(cell).is_some()) {
                        self.area_claim(at, cell, outcome);
                    }
                }
                return;
            }
        }
        if let (Layout::Pillar, Some(pillar), [title, _, ..], Some(Some(outcome))) = (self.layout, self.pillar.clone(), cells.as_slice(), labels.get(1)) {
            if let Some(number) = questions::number_of(self.draft.report.programme, self.draft.report.cycle, &pillar, title) {
                let whole = 0..line.plain.len();
                self.claim_at(at, &whole, Some(pillar), Subject::Question(number), Some((*title).to_owned()), *outcome, "row of the table of questions");
                return;
            }
        }
        if line.text.len() > 40 {
            let text = line.text.replace('\t', " | ");
            self.finding(FindingKind::Narrative, text, line.span);
        }
    }

    fn area_claim(&mut self, at: usize, area: &str, outcome: Outcome) {
        if areas::known(area).is_none() && (area.is_empty() || area.len() > 90) {
            return;
        }
        let whole = 0..self.page.plain(at).len();
        self.claim_at(at, &whole, None, Subject::Area(areas::slug_of(area)), Some(area.to_owned()), outcome, "row of the table of judgments");
    }

    /// `Legitimacy` alone on a line, or its headline question.
    fn pillar_heading(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Pillar | Layout::Landing) {
            return false;
        }
        let plain = self.page.plain(at);
        let Some(pillar) = Pillar::known(plain).or_else(|| headline(plain)) else { return false };
        if self.layout == Layout::Pillar && self.in_questions {
            return false;
        }
        if self.layout == Layout::Landing || self.pillar.is_none() {
            self.close_section();
            self.pillar = Some(pillar);
            self.in_questions = false;
        }
        self.heading = None;
        self.slot = Slot::Pillar;
        true
    }

    /// The title of a question opens its section.
    fn question(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Pillar | Layout::Landing) {
            return false;
        }
        let Some(pillar) = self.pillar.clone() else { return false };
        let line = &self.page.lines[at];
        let (printed, title) = lines::numbered(&line.plain);
        let printed = self.number.take().or(printed);
        let asks = title.ends_with('?') && title.len() < 260;
        let (programme, cycle) = (self.draft.report.programme, self.draft.report.cycle);
        let known = (title.len() < 260 && title.split(' ').count() >= 4).then(|| questions::number_of(programme, cycle, &pillar, title)).flatten();
        let opens = (asks && (printed.is_some() || self.in_questions || known.is_some()))
            || (printed.is_some() && known.is_some())
            || (self.in_questions && lines::next_is_label(self.page, at) && title.len() < 160);
        if !opens {
            self.number = self.number.or(if self.page.plain(at).len() < 4 { printed } else { None });
            return false;
        }
        self.close_section();
        self.in_questions = true;
        self.sequence += 1;
        let number = printed.or(known).unwrap_or(self.sequence);
        self.sequence = self.sequence.max(number);
        let subject = Subject::Question(number);
        self.open_section(at, subject, line.text.clone(), Slot::Question);
        true
    }

    fn open_section(&mut self, at: usize, subject: Subject, text: String, slot: Slot) {
        let carried = lines::carried_over(self.page, at + 1);
        self.section = Some(Section { subject, text, line: at, outcome: None, carried, has_prose: false });
        self.slot = slot;
        self.mode = Mode::Prose;
        self.heading = None;
    }

    /// In a regional report or a bundle: the line that names the next body.
    fn body_heading(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Regional | Layout::Bundle) {
            return false;
        }
        let line = &self.page.lines[at];
        if line.text.len() > 200 || matches!(line.kind, BlockKind::Item(_)) {
            return false;
        }
        let mentions = self.gazetteer.mentions(&line.text);
        let [mention] = mentions.as_slice() else { return false };
        let [force, ..] = mention.forces.as_slice() else { return false };
        let alone = mention.start == 0 && mention.end + 4 >= line.text.len();
        let headed = self.layout == Layout::Bundle && mention.start == 0 && (grades::current(&line.plain).is_some() || line.plain.ends_with(':'));
        let found = self.layout == Layout::Bundle && lines::announces(&line.plain);
        let bare_list = alone && !mention.full;
        if !(alone || headed || found) || bare_list || (alone && self.layout == Layout::Regional && !lines::opens_part(self.page, at)) {
            return false;
        }
        let same = self.force.as_ref() == Some(*force);
        self.force = Some((*force).clone());
        if !self.draft.report.forces.contains(force) {
            self.draft.report.forces.push((*force).clone());
        }
        if !same {
            self.close_section();
            self.heading = None;
        }
        self.slot = if self.layout == Layout::Regional { Slot::Body } else { Slot::Nowhere };
        self.mode = Mode::Prose;
        self.sentences(at);
        alone || !line.plain.ends_with('.')
    }

    /// In a report by areas: a known area, or any heading with a label right below it.
    fn area_heading(&mut self, at: usize) -> bool {
        if self.layout != Layout::Areas {
            return false;
        }
        let line = &self.page.lines[at];
        let known = areas::known(&line.plain);
        if let Some(group) = self.grouped {
            if let (Some(slug), Some(outcome)) = (known, group) {
                let whole = 0..line.plain.len();
                self.claim_at(at, &whole, None, Subject::Area(slug.to_owned()), Some(line.text.clone()), outcome, "listed below its grade");
                return true;
            }
        }
        let labelled = lines::next_is_label(self.page, at) && line.text.split(' ').count() <= 14 && !line.text.ends_with('.');
        if known.is_none() && !labelled {
            return false;
        }
        let slug = known.map_or_else(|| areas::slug_of(&line.plain), str::to_owned);
        let again = self.section.as_ref().is_some_and(|section| section.subject == Subject::Area(slug.clone()));
        if again && !labelled {
            return true;
        }
        self.close_section();
        self.open_section(at, Subject::Area(slug), line.text.clone(), Slot::Area);
        true
    }

    fn open_heading(&mut self, at: usize) {
        let line = &self.page.lines[at];
        if self.layout == Layout::Areas && lines::leaves_areas(&line.plain) {
            self.close_section();
        }
        self.heading = Some(line.text.clone());
        if self.slot != Slot::Area || self.section.as_ref().is_some_and(|section| section.has_prose) {
            self.slot = Slot::Nowhere;
        }
    }

    fn open_list(&mut self, at: usize, kind: FindingKind) -> usize {
        let line = &self.page.lines[at];
        let inline = lines::after_mark(&line.plain);
        self.slot = if self.slot == Slot::Question { Slot::Question } else { Slot::Nowhere };
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
    fn item(&mut self, at: usize) -> usize {
        let depth = lines::depth(&self.page.lines[at]);
        let mut end = at + 1;
        while self.page.lines.get(end).is_some_and(|line| matches!(line.kind, BlockKind::Item(deep) if deep > depth)) {
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
        let carried = self.section.as_ref().is_some_and(|section| section.carried);
        let kind = if carried && kind == FindingKind::AreaForImprovement { FindingKind::Narrative } else { kind };
        for line in at..end {
            self.sentences(line);
        }
        self.join(kind, at, end);
        end - at
    }

    fn paragraph(&mut self, at: usize) -> usize {
        self.sentences(at);
        let line = &self.page.lines[at];
        if let Some(section) = &mut self.section {
            section.has_prose = true;
        }
        if self.slot != Slot::Nowhere && line.text.len() > 60 {
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
        let speech = at < self.speech_until || line.plain.starts_with('"');
        let opening = self.layout == Layout::Pillar && !self.in_questions && self.heading.is_none()
            || self.layout == Layout::Landing && self.pillar.is_some() && self.section.is_none() && self.heading.is_none();
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
    fn list_paragraph(&mut self, at: usize, kind: FindingKind, items: bool) -> usize {
        let line = &self.page.lines[at];
        if line.plain.ends_with(':') && self.page.lines.get(at + 1).is_some_and(|next| matches!(next.kind, BlockKind::Item(_))) {
            self.join(FindingKind::Narrative, at, at + 1);
            return 1;
        }
        if lines::is_deadline(&line.plain) {
            self.heading = Some(line.text.clone());
            return 1;
        }
        let carried = self.section.as_ref().is_some_and(|section| section.carried);
        let reads_as_item = lines::should(&line.plain);
        if items && !(reads_as_item && kind == FindingKind::Recommendation) || (carried && kind == FindingKind::AreaForImprovement) {
            self.mode = Mode::Prose;
            return 0;
        }
        if !reads_as_item && kind == FindingKind::AreaForImprovement && self.layout == Layout::Pillar {
            self.mode = Mode::Prose;
            return 0;
        }
        if !reads_as_item && lines::is_heading(self.page, at) {
            self.mode = Mode::Prose;
            self.open_heading(at);
            return 1;
        }
        self.join(kind, at, at + 1);
        let more = self.page.lines.get(at + 1).is_some_and(|next| lines::should(&next.plain) || lines::is_deadline(&next.plain));
        if !more {
            self.mode = Mode::Prose;
        }
        1
    }

    /// A cause of concern: all its paragraphs up to the recommendations that always come with it.
    fn concern(&mut self, at: usize) -> usize {
        let end = (at + 1..(at + 7).min(self.page.lines.len()))
            .find(|&next| matches!(lines::mark(self.page.plain(next)), Some(Mark::List(FindingKind::Recommendation))))
            .filter(|&end| (at + 1..end).all(|line| !lines::is_heading(self.page, line) && grades::label(self.page.plain(line)).is_none()))
            .unwrap_or(at + 1);
        self.mode = Mode::Prose;
        self.join(FindingKind::CauseOfConcern, at, end);
        end - at
    }

    /// What the sentences of a line say of grades.
    fn sentences(&mut self, at: usize) {
        super::prose::read(self, at);
    }

    /// True while the walk is under a question or an area, and which.
    pub(super) fn under(&self) -> Option<(&Subject, &str, bool)> {
        self.section.as_ref().map(|section| (&section.subject, section.text.as_str(), section.outcome.is_some()))
    }

    pub(super) fn set_section_outcome(&mut self, outcome: Outcome) {
        if let Some(section) = &mut self.section {
            section.outcome = Some(outcome);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one claim is these seven facts; a struct would be built at each call and taken apart here")]
    pub(super) fn claim_at(&mut self, at: usize, range: &std::ops::Range<usize>, pillar: Option<Pillar>, subject: Subject, text: Option<String>, outcome: Outcome, rule: &'static str) {
        let (quote, span) = self.page.quote(at, range);
        let force = self.force.clone();
        self.draft.claim(Claim { force, pillar, subject, question_text: text, outcome, earlier: None, quote, span, rule });
    }

    /// The question and its label as a finding of its own.
    fn judgment_finding(&mut self, question: usize, label: usize) {
        let (Some(first), Some(last)) = (self.page.lines.get(question), self.page.lines.get(label)) else { return };
        let text = format!("{}\n{}", first.text, last.text);
        let span = Span::new(first.span.start, last.span.end);
        self.finding(FindingKind::Judgment, text, span);
    }

    fn join(&mut self, kind: FindingKind, at: usize, end: usize) {
        let lines = self.page.lines.get(at..end).unwrap_or_default();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.finding(kind, text, Span::new(first.span.start, last.span.end));
    }

    fn finding(&mut self, kind: FindingKind, text: String, span: Span) {
        let report = &self.draft.report;
        let force = self.force.clone().or_else(|| self.draft.only_force().cloned());
        let section = self.section.as_ref();
        let finding = Finding {
            id: String::new(),
            source_id: None,
            kind,
            force,
            programme: report.programme,
            cycle: report.cycle,
            pillar: self.pillar.clone(),
            question: section.and_then(|section| section.subject.question()),
            question_text: section.map(|section| section.text.clone()),
            outcome: section.and_then(|section| section.outcome).or(if section.is_none() { self.overall } else { None }),
            heading: self.heading.clone(),
            text,
            span,
            page: None,
        };
        self.draft.finding(finding);
    }

    /// Ends a question or area: without an outcome it is ungraded by its cycle's rules, or its label was lost.
    fn close_section(&mut self) {
        let Some(section) = self.section.take() else { return };
        self.slot = Slot::Nowhere;
        self.mode = Mode::Prose;
        self.number = None;
        if section.outcome.is_some() {
            return;
        }
        let (programme, cycle) = (self.draft.report.programme, self.draft.report.cycle);
        let never = match &section.subject {
            Subject::Area(slug) => areas::never_graded(slug),
            subject => questions::never_graded(programme, cycle, self.pillar.as_ref(), subject),
        };
        if matches!(section.subject, Subject::Area(_)) && !section.has_prose {
            return;
        }
        let (outcome, rule) = if never { (Outcome::Ungraded, "never graded in this cycle") } else { (Outcome::Lost, "no label where the layout has one") };
        let whole = 0..self.page.plain(section.line).len();
        self.claim_at(section.line, &whole, self.pillar.clone(), section.subject, Some(section.text), outcome, rule);
    }

    /// The overall judgment of the document: stated, never graded, or lost.
    fn finish(&mut self) {
        if self.layout == Layout::Pillar && self.pillar.is_some() && self.draft.only_force().is_some() {
            let pillar = self.pillar.clone();
            if !self.draft.has_overall(pillar.as_ref(), None) {
                let (programme, cycle) = (self.draft.report.programme, self.draft.report.cycle);
                let never = questions::never_graded(programme, cycle, pillar.as_ref(), &Subject::Overall);
                let (outcome, rule) = if never { (Outcome::Ungraded, "never graded in this cycle") } else { (Outcome::Lost, "no label or stem where the layout has one") };
                self.claim_at(0, &(0..0), pillar, Subject::Overall, None, outcome, rule);
            }
        }
        if self.layout == Layout::Overall && self.draft.only_force().is_some() && !self.draft.has_overall(None, None) {
            self.claim_at(0, &(0..0), None, Subject::Overall, None, Outcome::Lost, "no label where the layout has one");
        }
    }
}
