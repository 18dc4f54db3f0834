//! Reports in the layouts of the rounds: a page a pillar to 2018/19, a report a force since 2021/22.

use super::draws::{Draws, Stream};
use super::sheet::{Form, Sheet};
use super::world::{Inspected, place, questions};
use super::{Made, Synth, capital};
use crate::report::{Grade, JudgmentKey, Outcome, Pillar, Subject};

/// Forms of pages in hundredths: HTML, text, Markdown.
const FORMS: [usize; 3] = [60, 30, 10];

/// The report numbered `number`.
pub(super) fn report(synth: &Synth, number: u64) -> Option<Made> {
    let of = synth.world.inspected(number)?;
    let mut draws = Draws::new(synth.seed, Stream::Report, number);
    let form = [Form::Html, Form::Text, Form::Markdown][draws.weighted(&FORMS)];
    let cycle = of.round.cycle;
    let what = of.pillar.map_or("report", Pillar::slug);
    let path =
        format!("peel-{}/{}-{what}-{number:07}.{}", cycle.first(), of.force.slug, form.ending());
    let mut writer = Writer { synth, of, form, draws, truth: Vec::new() };
    let text = match of.pillar {
        Some(pillar) => writer.pillar_page(pillar),
        None => writer.whole_report(),
    };
    Some(Made { path, text, truth: writer.truth })
}

struct Writer<'a> {
    synth: &'a Synth,
    of: Inspected<'a>,
    form: Form,
    draws: Draws,
    truth: Vec<(JudgmentKey, Outcome)>,
}

impl Writer<'_> {
    fn pillar_page(&mut self, pillar: &Pillar) -> String {
        let (of, year) = (self.of, self.of.round.cycle.first());
        let organisation = if year < 2017 { "HMIC" } else { "HMICFRS" };
        let title = format!("{} PEEL {year}", place(of.force));
        let mut sheet = Sheet::begin(self.form, &title, organisation);
        let name = capital(pillar.slug());
        sheet.heading(2, &name);
        sheet.paragraph(headline(year, pillar));
        let overall = self.judge(Subject::Overall);
        sheet.updated(updated(year, pillar), overall.grade().map(|_| label(overall)).as_deref());
        if let Some(grade) = overall.grade() {
            let mut text = stem(&of.force.name, year, pillar, grade);
            if let Some(earlier) = self.earlier(pillar) {
                text.push_str(&earlier);
            }
            sheet.paragraph(&text);
        }
        self.prose(&mut sheet, 1, 2);
        sheet.heading(2, &format!("Questions for {name}"));
        for (number, title, graded) in questions(of) {
            sheet.question(number, title);
            let outcome = self.judge(Subject::Question(number));
            if graded || outcome == Outcome::Ungraded {
                sheet.grade(&label(outcome));
            }
            // The lists stand before the prose in 2018/19 and after it in the rounds before.
            if year == 2018 {
                self.asked_for(&mut sheet, outcome.grade());
                self.prose(&mut sheet, 2, 4);
            } else {
                self.prose(&mut sheet, 2, 4);
                self.asked_for(&mut sheet, outcome.grade());
            }
        }
        sheet.end(&self.others(Subject::Overall))
    }

    fn whole_report(&mut self) -> String {
        let (of, year) = (self.of, self.of.round.cycle.first());
        let force = &of.force.name;
        let title = match year {
            2021 => format!("PEEL 2021/22 \u{2013} An inspection of {force}"),
            _ => format!("PEEL 2023\u{2013}2025: An inspection of {force}"),
        };
        let mut sheet = Sheet::begin(self.form, &title, "HMICFRS");
        let areas = of.round.areas();
        let judged: Vec<Outcome> =
            areas.iter().map(|(slug, ..)| self.judge(Subject::Area((*slug).to_owned()))).collect();
        sheet.heading(2, "Overall summary");
        sheet.heading(3, "Our judgments");
        sheet.paragraph(&format!(
            "Our inspection assessed how good {force} is in nine areas of policing. We make graded judgments in all \
             nine as follows:"
        ));
        let labels: Vec<String> = judged.iter().copied().map(label).collect();
        let rows: Vec<[&str; 2]> = areas
            .iter()
            .zip(&labels)
            .map(|((_, name, _), grade)| [*name, grade.as_str()])
            .collect();
        sheet.table(["Area", "Grade"], &rows);
        let own_words = if year == 2021 { "observations" } else { "summary" };
        sheet.heading(3, &format!("HM Inspector\u{2019}s {own_words}"));
        self.prose(&mut sheet, 2, 4);
        for ((_, name, topic), outcome) in areas.iter().zip(judged) {
            sheet.heading(2, name);
            sheet.grade(&label(outcome));
            if let Some(grade) = outcome.grade() {
                sheet.paragraph(&sentence_of_area(force, topic, grade));
            }
            self.asked_for(&mut sheet, outcome.grade());
            self.prose(&mut sheet, 2, 5);
            if self.draws.in_hundred(20) {
                let kind = if self.draws.in_hundred(50) { "Innovative" } else { "Promising" };
                sheet.heading(3, &format!("{kind} practice"));
                self.prose(&mut sheet, 1, 1);
            }
        }
        sheet.heading(2, "About the data");
        sheet
            .paragraph("Data in this report come from the force and from our own review of files.");
        let first = areas.first().map_or("", |(slug, ..)| slug);
        sheet.end(&self.others(Subject::Area(first.to_owned())))
    }

    /// What was judged; written down as truth.
    fn judge(&mut self, subject: Subject) -> Outcome {
        let (key, outcome) = self.synth.world.judged(self.of, subject);
        self.truth.push((key, outcome));
        outcome
    }

    /// A sentence on the round before, in some of the pages: what it states is true.
    fn earlier(&mut self, pillar: &Pillar) -> Option<String> {
        let before = self.synth.world.before(self.of).filter(|_| self.draws.in_hundred(50))?;
        let grade = self.synth.world.outcome(before, &Subject::Overall).grade()?;
        let year = before.round.cycle.first();
        Some(format!(
            " In {year} we judged the force to {} in respect of {}.",
            to_be(grade),
            pillar.slug()
        ))
    }

    /// Paragraphs of prose.
    fn prose(&mut self, sheet: &mut Sheet, least: usize, most: usize) {
        for _ in 0..self.draws.between(least, most) {
            let mut text = String::new();
            let sentences = self.draws.between(2, 6);
            self.synth.language.sentences(&mut self.draws, sentences, &mut text);
            sheet.paragraph(&text);
        }
    }

    /// Areas for improvement, and where the grade is the lowest a cause of concern with recommendations.
    fn asked_for(&mut self, sheet: &mut Sheet, grade: Option<Grade>) {
        if grade == Some(Grade::Inadequate) {
            sheet.heading(4, "Cause of concern");
            let mut text = String::new();
            self.synth.language.sentences(&mut self.draws, 2, &mut text);
            sheet.paragraph(&text);
            sheet.heading(4, "Recommendations");
            let count = self.draws.between(1, 3);
            let items = self.demands(count, |draws| {
                let months = draws.one(&["three", "six", "twelve"]).copied().unwrap_or("six");
                format!("Within {months} months, the force should")
            });
            sheet.items(&items);
        }
        let most = match grade {
            Some(Grade::RequiresImprovement) => 4,
            Some(Grade::Adequate) => 2,
            _ => 1,
        };
        let count = self.draws.between(0, most);
        if count > 0 {
            sheet.heading(4, "Areas for improvement");
            let items = self.demands(count, |_| "The force should".to_owned());
            sheet.items(&items);
        }
    }

    fn demands(&mut self, count: usize, begin: impl Fn(&mut Draws) -> String) -> Vec<String> {
        (0..count)
            .map(|_| {
                let mut item = begin(&mut self.draws);
                item.push(' ');
                self.synth.language.clause(&mut self.draws, "should", &mut item);
                item.push('.');
                item
            })
            .collect()
    }

    /// Other forces of the round with their grades, as they stand beside a page.
    fn others(&mut self, subject: Subject) -> Vec<(String, &'static str)> {
        let world = &self.synth.world;
        let mut others = Vec::new();
        for _ in 0..4 {
            let Some(force) = self.draws.one(&world.forces) else { continue };
            let outcome = world.outcome(Inspected { force, ..self.of }, &subject);
            if force.slug != self.of.force.slug && outcome.grade().is_some() {
                others.push((place(force).to_owned(), outcome.grade().map_or("", printed)));
            }
        }
        others
    }
}

/// As pages print it.
fn label(outcome: Outcome) -> String {
    outcome.grade().map_or_else(|| "Ungraded".to_owned(), |grade| printed(grade).to_owned())
}

fn printed(grade: Grade) -> &'static str {
    match grade {
        Grade::Inadequate => "Inadequate",
        Grade::RequiresImprovement => "Requires improvement",
        Grade::Adequate => "Adequate",
        Grade::Good => "Good",
        Grade::Outstanding => "Outstanding",
    }
}

/// `be good`, `require improvement`.
fn to_be(grade: Grade) -> String {
    match grade {
        Grade::RequiresImprovement => "require improvement".to_owned(),
        grade => format!("be {}", grade.label()),
    }
}

/// `is good`, `requires improvement`.
pub(super) fn is(grade: Grade) -> String {
    match grade {
        Grade::RequiresImprovement => "requires improvement".to_owned(),
        grade => format!("is {}", grade.label()),
    }
}

/// The sentence that opens an area.
pub(super) fn sentence_of_area(force: &str, topic: &str, grade: Grade) -> String {
    if topic.starts_with("leadership") {
        return format!("{force}\u{2019}s {topic} {}.", is(grade));
    }
    format!("{force} {} at {topic}.", is(grade))
}

/// The question over a pillar's page.
fn headline(year: u16, pillar: &Pillar) -> &'static str {
    match (year, pillar) {
        (2014, Pillar::Effectiveness) => "How well the force tackles crime",
        (2014, _) => "How well the force delivers value for money",
        (2018, Pillar::Effectiveness) => {
            "How effectively does the force reduce crime and keep people safe?"
        }
        (2018, Pillar::Efficiency) => {
            "How efficiently does the force operate and how sustainable are its services to the public?"
        }
        (2018, _) => "How legitimately does the force treat the public and its workforce?",
        (_, Pillar::Effectiveness) => {
            "How effective is the force at keeping people safe and reducing crime?"
        }
        (_, Pillar::Efficiency) => {
            "How efficient is the force at keeping people safe and reducing crime?"
        }
        _ => "How legitimate is the force at keeping people safe and reducing crime?",
    }
}

/// The day of a pillar's pages in a round.
fn updated(year: u16, pillar: &Pillar) -> &'static str {
    match (year, pillar) {
        (2014, _) => "12/11/2014",
        (2015, Pillar::Effectiveness) => "18/02/2016",
        (2015, Pillar::Efficiency) => "20/10/2015",
        (2015, _) => "11/02/2016",
        (2016, Pillar::Effectiveness) => "02/03/2017",
        (2016, Pillar::Efficiency) => "03/11/2016",
        (2016, _) => "08/12/2016",
        (2017, Pillar::Effectiveness) => "22/03/2018",
        (2017, Pillar::Efficiency) => "09/11/2017",
        (2017, _) => "12/12/2017",
        _ => "27/09/2019",
    }
}

/// The sentence that opens a pillar's page.
fn stem(force: &str, year: u16, pillar: &Pillar, grade: Grade) -> String {
    let safe = "keeps people safe and reduces crime";
    match (year, pillar) {
        (2014, _) => format!("{force} has a plan for the savings that it was asked to make."),
        (2015, _) => format!(
            "Overall, {force} is judged to {} in respect of its {} at keeping people safe and reducing crime.",
            to_be(grade),
            pillar.slug()
        ),
        (2016 | 2017, Pillar::Effectiveness) => format!(
            "{force} {} in respect of its effectiveness at keeping people safe and reducing crime.",
            is(grade)
        ),
        (2016, _) => format!(
            "{force} has been assessed as {} in respect of the {} with which it {safe}.",
            grade.label(),
            pillar.slug()
        ),
        (2017, Pillar::Efficiency) => {
            format!("{force} is judged to {} in the efficiency with which it {safe}.", to_be(grade))
        }
        (2017, _) => {
            format!("{force} is judged to {} at how legitimately it {safe}.", to_be(grade))
        }
        (_, Pillar::Effectiveness) => {
            format!("{force} {} at reducing crime and keeping people safe.", is(grade))
        }
        (_, Pillar::Efficiency) => format!(
            "{force} {} in the efficiency with which it operates and in how sustainable its services are.",
            is(grade)
        ),
        _ => format!(
            "{force} {} in how legitimately it treats the public and its workforce.",
            is(grade)
        ),
    }
}
