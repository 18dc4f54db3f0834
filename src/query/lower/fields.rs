//! Tests of fields: a name that means nothing is an error with the names that do.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, EmptyQuery, ExistsQuery, Occur, Query as Matcher, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::Lowering;
use super::patterns::{wildcard_prefix, wildcard_regex};
use crate::Result;
use crate::gazetteer::{closest, normal};
use crate::index::RecordType;
use crate::query::{Choice, Comparison, FieldName, FieldTest};
use crate::report::{
    Cycle, DocKind, FindingKind, Grade, Language, Outcome, Pillar, Programme, Span,
};

/// Paths that one pattern may stand for.
const MAX_PATHS: usize = 100_000;

/// The outcomes without a grade.
const STATES: [Outcome; 4] =
    [Outcome::NotYetGraded, Outcome::Ungraded, Outcome::NotCarriedOut, Outcome::Lost];

/// The greatest number that a question has.
const MAX_QUESTION: u16 = u16::MAX;

impl Lowering<'_> {
    /// The findings for which the test holds.
    pub(super) fn field(&mut self, test: &FieldTest) -> Result<Box<dyn Matcher>> {
        let choices = test.choices();
        let mut either = Vec::with_capacity(choices.len());
        for choice in choices {
            either.push(self.choice(test, choice)?);
        }
        Ok(match either.len() {
            1 => either.remove(0),
            _ => Box::new(BooleanQuery::union(either)),
        })
    }

    fn choice(&mut self, test: &FieldTest, choice: Choice<'_>) -> Result<Box<dyn Matcher>> {
        match test.field {
            FieldName::Year => self.year(choice, test.span),
            FieldName::Grade => self.grade(choice, test.span),
            FieldName::Question => self.question(choice, test.span),
            _ => {
                let Choice::Compared(Comparison::Is, value) = choice else {
                    let message =
                        "only `year`, `grade` and `question` can be compared or have a range";
                    return Err(self.error(test.span, message));
                };
                self.named(test.field, value.trim(), test.span)
            }
        }
    }

    fn named(&mut self, field: FieldName, value: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let fields = *self.index.fields();
        match field {
            FieldName::Force => self.force(value, span),
            FieldName::Region => self.region(value, span),
            FieldName::Pillar => self.pillar(value, span),
            FieldName::Kind => {
                let kind = self.kind(value, span)?;
                Ok(self.terms(fields.kind, [kind.slug()]))
            }
            FieldName::Programme => {
                let names: Vec<&str> = Programme::ALL.iter().map(|known| known.slug()).collect();
                let known = value.parse::<Programme>();
                let known = known.map_err(|()| self.unknown("programme", value, &names, span))?;
                Ok(self.terms(fields.programme, [known.slug()]))
            }
            FieldName::DocKind => {
                let names: Vec<&str> = DocKind::ALL.iter().map(|known| known.slug()).collect();
                let known = value.parse::<DocKind>();
                let known =
                    known.map_err(|()| self.unknown("kind of document", value, &names, span))?;
                Ok(self.among_findings(self.terms(fields.doc_kind, [known.slug()])))
            }
            FieldName::Language => {
                let names = ["en", "cy", "english", "welsh", "cymraeg"];
                let known = value.parse::<Language>();
                let known = known.map_err(|()| self.unknown("language", value, &names, span))?;
                Ok(self.among_findings(self.terms(fields.language, [known.code()])))
            }
            FieldName::Id => {
                let by_report = self.terms(fields.report, [value]);
                let either = BooleanQuery::union(vec![self.terms(fields.id, [value]), by_report]);
                Ok(self.among_findings(Box::new(either)))
            }
            FieldName::Path => self.path(value, span),
            FieldName::Has => self.has(value, span),
            FieldName::Missing => {
                let there = self.with_value(value, span)?;
                Ok(Box::new(BooleanQuery::new(vec![
                    (Occur::Must, self.index.of_type(RecordType::Finding)),
                    (Occur::MustNot, there),
                ])))
            }
            FieldName::Year | FieldName::Grade | FieldName::Question => Ok(Box::new(EmptyQuery)),
        }
    }

    fn force(&mut self, name: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let keys = self.force_keys(name, span)?;
        Ok(self.terms(self.index.fields().body, keys.iter().map(String::as_str)))
    }

    /// The keys of the bodies called `name`: every body of that name, police and fire alike.
    pub(crate) fn force_keys(&self, name: &str, span: Span) -> Result<BTreeSet<String>> {
        let wanted = normal(name);
        let gazetteer = self.index.gazetteer();
        let mut keys: BTreeSet<String> =
            gazetteer.named(name).into_iter().map(|force| force.key()).collect();
        let bodies = self.index.bodies()?;
        let here = bodies.iter().filter(|body| {
            body.key == name || normal(&body.slug) == wanted || normal(&body.name) == wanted
        });
        keys.extend(here.map(|body| body.key.clone()));
        if keys.is_empty() {
            let mut close = gazetteer.similar(name);
            let known = bodies.iter().flat_map(|body| [body.slug.as_str(), &body.name]);
            close.extend(closest(&wanted, known));
            let error = self.error(span, format!("no force is called `{name}`"));
            return Err(with_closest(error, &close));
        }
        Ok(keys)
    }

    fn region(&mut self, name: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().region;
        let mut known = self.index.values(field)?;
        known.extend(self.index.gazetteer().regions());
        let wanted = normal(name);
        let found: Vec<&str> =
            known.iter().map(String::as_str).filter(|region| normal(region) == wanted).collect();
        if found.is_empty() {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(self.unknown("region", name, &names, span));
        }
        Ok(self.terms(field, found))
    }

    fn pillar(&mut self, name: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().pillar;
        let pillar = Pillar::from(name.to_owned());
        let mut known = self.index.values(field)?;
        known.extend(Pillar::ALL.iter().map(|pillar| pillar.slug().to_owned()));
        if !known.contains(pillar.slug()) {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(self.unknown("pillar", name, &names, span));
        }
        Ok(self.terms(field, [pillar.slug()]))
    }

    fn kind(&self, name: &str, span: Span) -> Result<FindingKind> {
        let names = FindingKind::ALL.iter().map(|kind| kind.slug()).chain(["afi", "coc"]);
        let names: Vec<&str> = names.collect();
        name.parse().map_err(|()| self.unknown("kind of finding", name, &names, span))
    }

    fn year(&mut self, choice: Choice<'_>, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().cycle;
        let within = self.years(choice, span)?;
        let mut known = self.index.values(field)?;
        known.retain(|cycle| cycle.parse().is_ok_and(&within));
        Ok(self.terms(field, known.iter().map(String::as_str)))
    }

    /// `2018` is every cycle that covers it; ranges go by the first year.
    pub(crate) fn years(&self, choice: Choice<'_>, span: Span) -> Result<impl Fn(Cycle) -> bool> {
        let within: Box<dyn Fn(Cycle) -> bool> = match choice {
            Choice::Compared(Comparison::Is, text) => {
                let wanted = self.cycle(text, span)?;
                let single = wanted.first() == wanted.last();
                Box::new(move |cycle| cycle == wanted || (single && cycle.covers(wanted.first())))
            }
            Choice::Compared(comparison, text) => {
                let years = numbers(comparison, self.cycle(text, span)?.first());
                Box::new(move |cycle| years.contains(&cycle.first()))
            }
            Choice::Range(from, to) => {
                let from = from.map(|text| self.cycle(text, span)).transpose()?;
                let to = to.map(|text| self.cycle(text, span)).transpose()?;
                let years = from.map_or(0, Cycle::first)..=to.map_or(u16::MAX, Cycle::first);
                Box::new(move |cycle| years.contains(&cycle.first()))
            }
        };
        Ok(within)
    }

    fn cycle(&self, text: &str, span: Span) -> Result<Cycle> {
        text.trim().parse().map_err(|()| {
            self.error(span, format!("`{text}` is no year such as `2016` or `2018/19`"))
        })
    }

    fn grade(&mut self, choice: Choice<'_>, span: Span) -> Result<Box<dyn Matcher>> {
        let slugs = self.grade_slugs(choice, span)?;
        Ok(self.terms(self.index.fields().outcome, slugs))
    }

    /// Grades by name or by order, and the states without a grade by name.
    pub(crate) fn grade_slugs(&self, choice: Choice<'_>, span: Span) -> Result<Vec<&'static str>> {
        Ok(match choice {
            Choice::Compared(Comparison::Is, text) => self.outcomes(text, span)?,
            Choice::Compared(comparison, text) => {
                let order = numbers(comparison, self.ordered_grade(text, span)? as u16);
                grades(|grade| order.contains(&(grade as u16)))
            }
            Choice::Range(from, to) => {
                let from = from.map(|text| self.ordered_grade(text, span)).transpose()?;
                let to = to.map(|text| self.ordered_grade(text, span)).transpose()?;
                grades(|grade| {
                    from.is_none_or(|from| grade >= from) && to.is_none_or(|to| grade <= to)
                })
            }
        })
    }

    fn outcomes(&self, text: &str, span: Span) -> Result<Vec<&'static str>> {
        if let Ok(grade) = text.parse::<Grade>() {
            return Ok(vec![grade.slug()]);
        }
        let name = normal(text).replace(' ', "_");
        if name == "graded" {
            return Ok(grades(|_| true));
        }
        match STATES.into_iter().find(|state| state.slug() == name) {
            Some(state) => Ok(vec![state.slug()]),
            None => Err(self.unknown_grade(text, span)),
        }
    }

    fn ordered_grade(&self, text: &str, span: Span) -> Result<Grade> {
        text.parse().map_err(|()| self.unknown_grade(text, span))
    }

    fn unknown_grade(&self, text: &str, span: Span) -> crate::Error {
        let mut names = grades(|_| true);
        names.extend(STATES.map(Outcome::slug));
        self.unknown("grade", text, &names, span)
    }

    /// A question by number, or by words of it.
    fn question(&mut self, choice: Choice<'_>, span: Span) -> Result<Box<dyn Matcher>> {
        let numbers = match choice {
            Choice::Compared(Comparison::Is, text) => match text.trim().parse::<u16>() {
                Ok(number) => number..=number,
                Err(_) => return self.question_words(text, span),
            },
            Choice::Compared(comparison, text) => numbers(comparison, self.number(text, span)?),
            Choice::Range(from, to) => {
                let from = from.map(|text| self.number(text, span)).transpose()?;
                let to = to.map(|text| self.number(text, span)).transpose()?;
                from.unwrap_or(0)..=to.unwrap_or(MAX_QUESTION)
            }
        };
        let field = self.index.fields().question;
        let bounds = [*numbers.start(), *numbers.end()].map(|number| {
            std::ops::Bound::Included(Term::from_field_u64(field, u64::from(number)))
        });
        if numbers.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let [from, to] = bounds;
        Ok(Box::new(tantivy::query::RangeQuery::new(from, to)))
    }

    fn number(&self, text: &str, span: Span) -> Result<u16> {
        let number = text.trim().parse();
        number.map_err(|_| self.error(span, format!("`{text}` is no number of a question")))
    }

    fn question_words(&mut self, text: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().question_words;
        let words: Vec<Box<dyn Matcher>> = self
            .analyzer
            .tokens(text)
            .iter()
            .filter(|token| token.role != "joined")
            .map(|token| self.index.term(field, &token.stem))
            .collect();
        if words.is_empty() {
            return Err(
                self.error(span, format!("`{text}` is neither a number nor words of a question"))
            );
        }
        Ok(Box::new(BooleanQuery::intersection(words)))
    }

    fn path(&mut self, pattern: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let fields = *self.index.fields();
        let regex = wildcard_regex(pattern).map_err(|message| self.error(span, message))?;
        let mut terms = Vec::new();
        for field in [fields.path, fields.document] {
            let paths = self.index.words_like(
                field,
                &wildcard_prefix(pattern),
                |path| regex.is_match(path),
                MAX_PATHS,
            )?;
            terms.extend(paths.iter().map(|(path, _)| Term::from_field_text(field, path)));
        }
        Ok(self.among_findings(Box::new(TermSetQuery::new(terms))))
    }

    /// A kind of finding that stands in the same report, or a field with a value.
    fn has(&mut self, name: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let fields = *self.index.fields();
        if let Ok(kind) = name.parse::<FindingKind>() {
            let reports = self.index.reports_with(fields.kind, kind.slug())?;
            let terms = reports.iter().map(|report| Term::from_field_text(fields.report, report));
            return Ok(self.among_findings(Box::new(TermSetQuery::new(terms))));
        }
        self.with_value(name, span)
    }

    /// The findings with a value in the field. A state such as `lost` or `ungraded` is no grade: what has none in the
    /// answer has none here.
    fn with_value(&mut self, name: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let column = self.column(name, span)?;
        if column == "outcome" {
            return Ok(self.terms(self.index.fields().outcome, grades(|_| true)));
        }
        Ok(Box::new(ExistsQuery::new(column.to_owned(), false)))
    }

    /// The column that is filled where the field has a value.
    fn column(&self, name: &str, span: Span) -> Result<&'static str> {
        const COLUMNS: [(&str, &str); 10] = [
            ("force", "body"),
            ("region", "region"),
            ("year", "cycle"),
            ("cycle", "cycle"),
            ("grade", "outcome"),
            ("pillar", "pillar"),
            ("programme", "programme"),
            ("question", "question_card"),
            ("kind", "kind"),
            ("doc_kind", "doc_kind"),
        ];
        let wanted = normal(name).replace(' ', "_");
        let found = COLUMNS.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, column)| *column).ok_or_else(|| {
            let mut names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
            names.extend(FindingKind::ALL.iter().map(|kind| kind.slug()));
            self.unknown("field", name, &names, span)
        })
    }

    fn terms<'t>(
        &self,
        field: Field,
        values: impl IntoIterator<Item = &'t str>,
    ) -> Box<dyn Matcher> {
        let mut either: Vec<Box<dyn Matcher>> = values
            .into_iter()
            .map(|value| Term::from_field_text(field, value))
            .map(|term| {
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Matcher>
            })
            .collect();
        match either.len() {
            0 => Box::new(EmptyQuery),
            1 => either.remove(0),
            _ => Box::new(BooleanQuery::union(either)),
        }
    }

    fn among_findings(&self, query: Box<dyn Matcher>) -> Box<dyn Matcher> {
        let findings = self.index.of_type(RecordType::Finding);
        Box::new(BooleanQuery::intersection(vec![query, findings]))
    }

    fn unknown(&self, what: &str, value: &str, names: &[&str], span: Span) -> crate::Error {
        let close = closest(&normal(value), names.iter().copied());
        let error = self.error(span, format!("`{value}` is no {what}"));
        if close.is_empty() && !names.is_empty() {
            let shown: Vec<String> =
                names.iter().take(20).map(|name| format!("`{name}`")).collect();
            return error.hint(format!("known: {}", shown.join(", ")));
        }
        with_closest(error, &close)
    }
}

fn grades(wanted: impl Fn(Grade) -> bool) -> Vec<&'static str> {
    Grade::ALL.into_iter().filter(|&grade| wanted(grade)).map(Grade::slug).collect()
}

/// The numbers for which `number comparison bound` holds.
fn numbers(comparison: Comparison, bound: u16) -> RangeInclusive<u16> {
    #[allow(clippy::reversed_empty_ranges, reason = "nothing is less than 0")]
    const NONE: RangeInclusive<u16> = 1..=0;
    match comparison {
        Comparison::Is => bound..=bound,
        Comparison::AtMost => 0..=bound,
        Comparison::AtLeast => bound..=u16::MAX,
        Comparison::Less => bound.checked_sub(1).map_or(NONE, |last| 0..=last),
        Comparison::More => bound.checked_add(1).map_or(NONE, |first| first..=u16::MAX),
    }
}

fn with_closest(error: crate::Error, close: &[String]) -> crate::Error {
    let mut names: Vec<&String> = Vec::new();
    for name in close {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return error;
    }
    let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    error.hint(format!("did you mean {}?", shown.join(" or ")))
}
