//! Headings that open and close sections, and what a section without a label means.

use super::super::draft::Claim;
use super::super::identity::headline;
use super::super::lines::Mark;
use super::super::title::{self, Layout};
use super::super::{areas, grades, lines, nearest, questions, when, whom};
use super::{Mode, Section, Slot, Walk};
use crate::extract::BlockKind;
use crate::report::{Cycle, Evidence, How, Note, Outcome, Pillar, Subject};

impl Walk<'_, '_> {
    /// Two pages run together: what follows a second title belongs to its cycle, and the whole to neither.
    pub(super) fn second_title(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Pillar | Layout::Landing) {
            return false;
        }
        let line = &self.page.lines[at];
        let Some((body, cycle)) = title::place_and_cycle(line, self.draft.report.programme) else {
            return false;
        };
        let named = self.gazetteer.named(&body);
        let own = self.draft.only_force().is_some_and(|own| named.contains(&own));
        if !own && !named.is_empty() {
            // The page of another body follows: its labels are not this one's.
            self.close_section();
            (self.layout, self.slot) = (Layout::Prose, Slot::Nowhere);
            return true;
        }
        if !own || Some(cycle) == self.draft.here || self.draft.here.is_none() {
            return false;
        }
        self.close_section();
        self.draft.second_title(cycle, &line.plain, line.span);
        (self.in_questions, self.slot, self.overall, self.heading) =
            (false, Slot::Pillar, None, None);
        true
    }

    /// `Legitimacy` alone on a line, or its headline question.
    pub(super) fn pillar_heading(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Pillar | Layout::Landing) {
            return false;
        }
        if self.layout == Layout::Pillar && self.in_questions {
            return false;
        }
        let plain = self.page.plain(at);
        let Some(pillar) = Pillar::known(plain).or_else(|| headline(plain)) else { return false };
        let named = pillar.clone();
        if self.layout == Layout::Landing || self.pillar.is_none() {
            self.close_section();
            self.pillar = Some(pillar);
            self.in_questions = false;
        }
        self.heading = None;
        self.slot = if self.pillar.as_ref() == Some(&named) { Slot::Pillar } else { Slot::Nowhere };
        true
    }

    /// The title of a question opens its section.
    pub(super) fn question(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Pillar | Layout::Landing) {
            return false;
        }
        let Some(pillar) = self.pillar.clone() else { return false };
        let line = &self.page.lines[at];
        let (printed, title) = lines::numbered(&line.plain);
        let printed = self.number.take().or(printed);
        let asks = title.ends_with('?') && title.len() < 260;
        let (programme, cycle) = (self.draft.report.programme, self.draft.here);
        // A line that neither asks nor has a number opens nothing, whatever it is near to.
        let may_open = asks || printed.is_some();
        let known = (may_open && title.len() < 260 && title.split(' ').count() >= 4)
            .then(|| nearest::number_of(programme, cycle, &pillar, title))
            .flatten();
        let opens = (asks && (printed.is_some() || self.in_questions || known.is_some()))
            || (printed.is_some() && known.is_some());
        if !opens {
            self.number =
                self.number.or(if self.page.plain(at).len() < 4 { printed } else { None });
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

    pub(super) fn open_section(&mut self, at: usize, subject: Subject, text: String, slot: Slot) {
        let carried = lines::carried_over(self.page, at + 1).map(|carried| {
            let from = carried.from.and_then(|from| self.earlier_round(from));
            lines::CarriedOver { from, ..carried }
        });
        self.section =
            Some(Section { subject, text, line: at, outcome: None, carried, has_prose: false });
        self.slot = slot;
        self.mode = Mode::Prose;
        self.heading = None;
    }

    /// In a regional report or a bundle: the line that names the next body.
    pub(super) fn body_heading(&mut self, at: usize) -> bool {
        if !matches!(self.layout, Layout::Regional | Layout::Bundle) {
            return false;
        }
        let line = &self.page.lines[at];
        if line.text.len() > 200 || matches!(line.kind, BlockKind::Item(_)) {
            return false;
        }
        let mentions = self.gazetteer.mentions(&line.text);
        if mentions.is_empty() && lines::opens_with_police(&line.plain) {
            self.force = None;
            self.slot = Slot::Nowhere;
        }
        let [mention] = mentions.as_slice() else { return false };
        let [force, ..] = mention.forces.as_slice() else { return false };
        let alone = mention.start == 0 && mention.end + 4 >= line.text.len();
        let headed = self.layout == Layout::Bundle
            && mention.start == 0
            && (grades::current(&whom::mask("", &line.plain, Some(force), self.gazetteer))
                .is_some()
                || line.plain.ends_with(':'));
        let titled = mention.full
            && lines::is_heading(self.page, at)
            && !matches!(lines::mark(line), Some(Mark::Link));
        let found = self.layout == Layout::Bundle && (lines::announces(&line.plain) || titled);
        let bare_list = alone && !mention.full;
        if !(alone || headed || found)
            || bare_list
            || (alone && self.layout == Layout::Regional && !lines::opens_part(self.page, at))
        {
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

    /// In a report by areas: a known area.
    pub(super) fn area_heading(&mut self, at: usize) -> bool {
        if self.layout != Layout::Areas {
            return false;
        }
        let line = &self.page.lines[at];
        let known = areas::heading(&line.plain, self.draft.here);
        if let Some(group) = self.grouped
            && let (Some(slug), Some(outcome)) = (known, group)
        {
            let whole = 0..line.plain.len();
            self.claim_at(
                at,
                &whole,
                None,
                Subject::Area(slug.to_owned()),
                Some(line.text.clone()),
                outcome,
                "listed below its grade",
            );
            return true;
        }
        let Some(slug) = known else { return false };
        let area = Subject::Area(slug.to_owned());
        let again = self.section.as_ref().is_some_and(|section| section.subject == area);
        if again && !lines::next_is_label(self.page, at) {
            return true;
        }
        self.close_section();
        self.open_section(at, area, line.text.clone(), Slot::Area);
        true
    }

    /// Ends a question or area: without an outcome it is ungraded by its cycle's rules, or its label was lost.
    pub(super) fn close_section(&mut self) {
        let Some(section) = self.section.take() else { return };
        self.slot = Slot::Nowhere;
        self.mode = Mode::Prose;
        self.number = None;
        if let Some(outcome) = section.outcome {
            return self.carry_over(&section, outcome);
        }
        let (programme, cycle) = (self.draft.report.programme, self.draft.here);
        let never = match &section.subject {
            Subject::Area(slug) => areas::never_graded(slug),
            subject => questions::never_graded(programme, cycle, self.pillar.as_ref(), subject),
        };
        if matches!(section.subject, Subject::Area(_)) && !section.has_prose {
            return;
        }
        let (outcome, rule) = if never {
            (Outcome::Ungraded, "never graded in this cycle")
        } else {
            (Outcome::Lost, "no label where the layout has one")
        };
        let whole = 0..self.page.plain(section.line).len();
        self.claim_at(
            section.line,
            &whole,
            self.pillar.clone(),
            section.subject,
            Some(section.text),
            outcome,
            rule,
        );
    }

    /// A printed year as a round of the programme before the one being read.
    fn earlier_round(&self, printed: Cycle) -> Option<Cycle> {
        let programme = self.draft.report.programme;
        title::cycle_of(&printed.to_string(), programme)
            .filter(|from| when::is_round(programme, *from))
            .filter(|from| self.draft.here.is_none_or(|own| from.last() < own.first()))
    }

    /// A grade that was carried over is one of the round that prints it, rests on an earlier inspection, and attests the
    /// grade of that one.
    fn carry_over(&mut self, section: &Section, outcome: Outcome) {
        let (Some(carried), Some(grade)) = (section.carried, outcome.grade()) else { return };
        let (programme, pillar) = (self.draft.report.programme, self.pillar.clone());
        let (quote, span) =
            self.page.quote(carried.line, &(0..self.page.plain(carried.line).len()));
        let from = carried.from.map_or("an earlier inspection".to_owned(), |from| from.to_string());
        self.draft.note(
            Note::info(format!(
                "the grade `{}` of a question is carried over from {from}: this round did not inspect it",
                grade.slug()
            ))
            .at(span),
        );
        let Some(from) = carried.from else { return };
        self.draft.carried_over(pillar.as_ref(), &section.subject, from);
        let (_, asked) = lines::numbered(&section.text);
        let number_in = |cycle: Option<Cycle>| {
            pillar.as_ref().and_then(|of| nearest::number_of(programme, cycle, of, asked))
        };
        // Where the rounds ask in other words or in another order, nobody says which question of then the grade is of.
        let number = number_in(Some(from)).filter(|then| number_in(self.draft.here) == Some(*then));
        if let Some(number) = number {
            let force = self.force.clone();
            self.draft.claim(Claim {
                force,
                pillar,
                subject: Subject::Question(number),
                question_text: Some(section.text.clone()),
                outcome,
                earlier: Some(from),
                quote,
                span,
                rule: "judgment carried over",
            });
        }
    }

    /// `Other inspections` pages share a head; a leadership page whose heading was lost shows by its questions.
    pub(super) fn leadership(&mut self) {
        let asked = self
            .page
            .lines
            .iter()
            .any(|line| line.plain.eq_ignore_ascii_case("questions for leadership"));
        let about = self
            .page
            .lines
            .iter()
            .position(|line| line.plain.starts_with("Last updated"))
            .is_some_and(|at| self.page.plain(at + 1).contains("leadership"));
        if self.layout == Layout::Pillar && self.pillar.is_none() && (asked || about) {
            let evidence = Evidence::new(How::Inferred, "the text below the date is on leadership");
            self.draft.pillar(Pillar::Leadership, evidence);
            self.pillar = Some(Pillar::Leadership);
        }
    }

    /// The overall judgment of the document: stated, never graded, or lost.
    pub(super) fn finish(&mut self) {
        self.leadership();
        if self.layout == Layout::Pillar
            && self.pillar.is_some()
            && self.draft.only_force().is_some()
        {
            let pillar = self.pillar.clone();
            if !self.draft.has_overall(pillar.as_ref(), None) {
                let (programme, cycle) = (self.draft.report.programme, self.draft.here);
                let never =
                    questions::never_graded(programme, cycle, pillar.as_ref(), &Subject::Overall);
                let (outcome, rule) = if never {
                    (Outcome::Ungraded, "never graded in this cycle")
                } else {
                    (Outcome::Lost, "no label or stem where the layout has one")
                };
                self.claim_at(0, &(0..0), pillar, Subject::Overall, None, outcome, rule);
            }
        }
        if self.layout == Layout::Landing
            && self.draft.here == Some(Cycle::year(2014))
            && self.draft.has_overall(Some(&Pillar::Efficiency), None)
        {
            for pillar in [Pillar::Effectiveness, Pillar::Legitimacy] {
                self.claim_at(
                    0,
                    &(0..0),
                    Some(pillar),
                    Subject::Overall,
                    None,
                    Outcome::Ungraded,
                    "never graded in this cycle",
                );
            }
        }
        if self.layout == Layout::Overall
            && self.draft.only_force().is_some()
            && !self.draft.has_overall(None, None)
        {
            self.claim_at(
                0,
                &(0..0),
                None,
                Subject::Overall,
                None,
                Outcome::Lost,
                "no label where the layout has one",
            );
        }
    }
}
