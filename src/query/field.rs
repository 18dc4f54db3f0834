//! Tests of fields: `force:kent`, `grade>=good`, `year:(2014 2016..2018)`.

use std::fmt;
use std::str::FromStr;

use super::MAX_CLAUSES;
use super::ast::{Comparison, FieldName, FieldTest, Value};
use super::closest::closest;
use super::mistake::Mistake;
use super::scan::{self, Scanner};
use super::value::Values;
use crate::report::Span;

/// Reads a field test if one comes next; a word with a colon that begins no value, as in `Note:`, is none.
pub(super) fn test(scan: &mut Scanner<'_>) -> Result<Option<FieldTest>, Mistake> {
    let start = scan.at();
    let mut ahead = scan.clone();
    let name = ahead.take_while(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(None);
    }
    let Some(sign) = sign(&mut ahead) else {
        return Ok(None);
    };
    let Ok(field) = name.parse::<FieldName>() else {
        let named = Span::new(start, start + name.len());
        return if has_value(&ahead) { Err(unknown(name, named, &ahead, start)) } else { Ok(None) };
    };
    *scan = ahead;
    read(scan, field, sign, start).map(Some)
}

fn read(
    scan: &mut Scanner<'_>,
    field: FieldName,
    sign: Sign,
    start: usize,
) -> Result<FieldTest, Mistake> {
    let head = scan.span_from(start);
    let Sign::Known(comparison) = sign else {
        return Err(unequal(head, field));
    };
    check_ordered(field, comparison, head)?;
    if !has_value(scan) {
        return Err(no_value(scan, field, head, scan.since(start)));
    }
    let (comparison, value) = Values { scan, field, whole: false }.value(comparison)?;
    Ok(FieldTest { field, comparison, value, span: scan.span_from(start) })
}

/// A comparison as typed, or one that the language does not have.
enum Sign {
    Known(Comparison),
    Unequal,
}

fn sign(scan: &mut Scanner<'_>) -> Option<Sign> {
    if scan.eat("!=") {
        return Some(Sign::Unequal);
    }
    if scan.eat(":") {
        return Some(Sign::Known(Comparison::Is));
    }
    comparison(scan).map(Sign::Known)
}

/// Passes over `>=`, `<=`, `>`, `<`, `=` or `==`.
pub(super) fn comparison(scan: &mut Scanner<'_>) -> Option<Comparison> {
    let signs = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        (">", Comparison::More),
        ("<", Comparison::Less),
        ("==", Comparison::Is),
        ("=", Comparison::Is),
    ];
    signs.into_iter().find(|(sign, _)| scan.eat(sign)).map(|(_, comparison)| comparison)
}

fn has_value(scan: &Scanner<'_>) -> bool {
    scan.peek().is_some_and(|c| scan::is_quote(c) || c == '(') || !scan.is_at_bound()
}

/// Refuses `<` and its like for fields that have no order.
pub(super) fn check_ordered(
    field: FieldName,
    comparison: Comparison,
    span: Span,
) -> Result<(), Mistake> {
    if comparison == Comparison::Is || field.is_ordered() {
        return Ok(());
    }
    Err(Mistake::new(span, format!("`{field}` has no order to compare by `{comparison}`"))
        .hint(format!("expected `{field}:` and a value"))
        .hint("the fields with an order are year, grade and question"))
}

fn unequal(span: Span, field: FieldName) -> Mistake {
    Mistake::new(span, "`!=` is no comparison").hint(format!(
        "expected `-` before the test to leave a value out, as in `-{}`",
        example(field)
    ))
}

fn no_value(scan: &Scanner<'_>, field: FieldName, head: Span, typed: &str) -> Mistake {
    let mut after = scan.clone();
    after.skip_spaces();
    let next = after.run();
    let mistake = Mistake::new(head, format!("`{typed}` has no value"))
        .hint(format!("expected a value directly after it, as in `{}`", example(field)));
    if next.is_empty() {
        return mistake;
    }
    mistake.hint(format!("did you mean `{typed}{next}`, without the space?"))
}

fn unknown(name: &str, named: Span, ahead: &Scanner<'_>, start: usize) -> Mistake {
    let mut after = ahead.clone();
    after.take_run();
    let all: Vec<&str> = FieldName::ALL.iter().map(|field| field.slug()).collect();
    let mistake = Mistake::new(named, format!("`{name}` is no field"))
        .hint(format!("expected one of {}", all.join(", ")));
    let mistake = match meant(name) {
        Some(field) => mistake.hint(format!("did you mean `{field}:`?")),
        None => mistake,
    };
    let text = after.since(start);
    if after.peek().is_some_and(|c| scan::is_quote(c) || c == '(') {
        return mistake.hint("to look for the text itself, leave the colon out");
    }
    mistake.or_quote(text)
}

/// The field that an unknown name may stand for: by another word for it, else by its spelling.
fn meant(name: &str) -> Option<&'static str> {
    let other_words: &[(&str, &[&str])] = &[
        ("force", &["police", "constabulary", "service", "org", "organisation", "organization"]),
        ("year", &["date", "published", "when", "round"]),
        ("grade", &["rating", "judgment", "judgement", "score", "graded"]),
        ("kind", &["category", "class", "finding"]),
        ("region", &["area", "place", "country"]),
        ("pillar", &["strand", "theme"]),
        ("path", &["file", "filename", "source", "url"]),
        ("doc_kind", &["document", "doctype", "report"]),
        ("missing", &["no", "without", "lacks"]),
        ("has", &["with", "is"]),
    ];
    let lower = name.to_ascii_lowercase();
    let by_word = other_words.iter().find(|(_, words)| words.contains(&lower.as_str()));
    by_word
        .map(|(field, _)| *field)
        .or_else(|| closest(&lower, FieldName::ALL.iter().map(|field| field.slug())))
}

fn example(field: FieldName) -> &'static str {
    match field {
        FieldName::Force => "force:kent",
        FieldName::Region => "region:\"East Midlands\"",
        FieldName::Year => "year:2016",
        FieldName::Grade => "grade:good",
        FieldName::Pillar => "pillar:legitimacy",
        FieldName::Kind => "kind:recommendation",
        FieldName::Programme => "programme:peel",
        FieldName::Question => "question:2",
        FieldName::DocKind => "doc_kind:release",
        FieldName::Language => "language:cy",
        FieldName::Id => "id:3f2a9c01d4e5b678-4",
        FieldName::Path => "path:*kent*",
        FieldName::Has => "has:recommendation",
        FieldName::Missing => "missing:grade",
    }
}

impl FieldName {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::Force,
        Self::Region,
        Self::Year,
        Self::Grade,
        Self::Pillar,
        Self::Kind,
        Self::Programme,
        Self::Question,
        Self::DocKind,
        Self::Language,
        Self::Id,
        Self::Path,
        Self::Has,
        Self::Missing,
    ];

    /// The name used in queries and options.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Force => "force",
            Self::Region => "region",
            Self::Year => "year",
            Self::Grade => "grade",
            Self::Pillar => "pillar",
            Self::Kind => "kind",
            Self::Programme => "programme",
            Self::Question => "question",
            Self::DocKind => "doc_kind",
            Self::Language => "language",
            Self::Id => "id",
            Self::Path => "path",
            Self::Has => "has",
            Self::Missing => "missing",
        }
    }

    /// True for the fields whose values can be compared by `<` and joined by `..`: year, grade, question.
    #[must_use]
    pub fn is_ordered(self) -> bool {
        matches!(self, Self::Year | Self::Grade | Self::Question)
    }

    /// True for the fields that a finding can have or miss: what `has:` and `missing:` take.
    #[must_use]
    pub fn can_be_missing(self) -> bool {
        matches!(
            self,
            Self::Force
                | Self::Region
                | Self::Year
                | Self::Grade
                | Self::Pillar
                | Self::Programme
                | Self::Question
        )
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

impl FromStr for FieldName {
    type Err = ();

    /// Reads a field by its name or another word for it (`body`, `cycle`, `q` ...), in any case, with `-` or `_`.
    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text.to_ascii_lowercase().replace('-', "_").as_str() {
            "force" | "body" => Self::Force,
            "region" => Self::Region,
            "year" | "cycle" => Self::Year,
            "grade" => Self::Grade,
            "pillar" => Self::Pillar,
            "kind" | "type" => Self::Kind,
            "programme" | "program" => Self::Programme,
            "question" | "q" => Self::Question,
            "doc_kind" | "doc" | "report_kind" => Self::DocKind,
            "language" | "lang" => Self::Language,
            "id" => Self::Id,
            "path" => Self::Path,
            "has" => Self::Has,
            "missing" => Self::Missing,
            _ => return Err(()),
        })
    }
}

impl fmt::Display for Comparison {
    /// The sign as typed between field and value.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Is => ":",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        })
    }
}

impl FieldTest {
    /// Where in `query` one of the test's values stands: the caret of an error about that value.
    #[must_use]
    pub fn value_span(&self, query: &str, value: &str) -> Span {
        let typed = query.get(self.span.start..self.span.end).unwrap_or_default();
        let head = typed.find([':', '<', '>', '=']).unwrap_or_default();
        let found = typed.get(head..).and_then(|values| values.find(value));
        found.map_or(self.span, |at| {
            let start = self.span.start + head + at;
            Span::new(start, start + value.len())
        })
    }
}

/// A test of `field` from the values of an option, of which one must hold, in the syntax of a query's values.
pub(super) fn from_options(field: FieldName, values: &[String]) -> Result<FieldTest, Mistake> {
    let span = Span::new(0, 0);
    if values.is_empty() || values.len() > MAX_CLAUSES {
        let message = format!("`{field}` is given {} values", values.len());
        return Err(Mistake::new(span, message).hint("expected 1 to 1,024 values"));
    }
    let mut items: Vec<(Comparison, Value)> =
        values.iter().map(|value| option_value(field, value)).collect::<Result<_, _>>()?;
    let (comparison, value) = if items.len() == 1 {
        items.remove(0)
    } else {
        let any = items.into_iter().map(|(sign, value)| within_any(sign, value));
        (Comparison::Is, Value::Any(any.collect()))
    };
    Ok(FieldTest { field, comparison, value, span })
}

/// A value of an option is one value even if it holds spaces: the shell's quotation marks are gone by then.
fn option_value(field: FieldName, text: &str) -> Result<(Comparison, Value), Mistake> {
    let folded = scan::fold_spaces(&text.replace(scan::is_quote, " "));
    let mut scan = Scanner::new(&folded);
    Values { scan: &mut scan, field, whole: true }.item(Comparison::Is)
}

/// A comparison and its value as a member of [`Value::Any`].
pub(super) fn within_any(comparison: Comparison, value: Value) -> Value {
    match value {
        Value::One(text) if comparison != Comparison::Is => Value::Compared(comparison, text),
        value => value,
    }
}
