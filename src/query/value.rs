//! The values of a field test: one, several in parentheses, a range.

use super::ast::{Comparison, FieldName, Value};
use super::closest::closest;
use super::field;
use super::mistake::Mistake;
use super::pattern::quoted;
use super::scan::{self, Scanner};
use crate::report::{Cycle, FindingKind, Grade, Span};

/// Reads values of `field`.
#[derive(Debug)]
pub(super) struct Values<'s, 'a> {
    pub(super) scan: &'s mut Scanner<'a>,
    pub(super) field: FieldName,
    /// True if all that is left is one value, spaces and all: the value of an option.
    pub(super) whole: bool,
}

/// One side of a range, or the one value.
struct Side {
    text: String,
    span: Span,
}

impl Values<'_, '_> {
    /// Reads what stands after `field:` or `field>=`.
    pub(super) fn value(&mut self, sign: Comparison) -> Result<(Comparison, Value), Mistake> {
        if self.scan.peek() != Some('(') {
            return self.item(sign);
        }
        let start = self.scan.at();
        let mut items = self.list()?;
        let span = self.scan.span_from(start);
        if sign != Comparison::Is {
            return Err(Mistake::new(span, format!("`{sign}` compares with one value"))
                .hint(format!("expected one value, as in `{}{sign}...`", self.field)));
        }
        match items.len() {
            0 => Err(Mistake::new(span, "there are no values between the parentheses")
                .hint("expected values parted by spaces, as in `grade:(good outstanding)`")),
            1 => Ok(items.remove(0)),
            _ => {
                let any = items.into_iter().map(|(sign, value)| field::within_any(sign, value));
                Ok((Comparison::Is, Value::Any(any.collect())))
            }
        }
    }

    fn list(&mut self) -> Result<Vec<(Comparison, Value)>, Mistake> {
        let start = self.scan.at();
        self.scan.bump();
        let open = self.scan.span_from(start);
        let mut items = Vec::new();
        loop {
            self.skip_separators();
            match self.scan.peek() {
                None => {
                    return Err(Mistake::new(open, "`(` is never closed")
                        .hint("expected `)` after the last value"));
                }
                Some(')') => break,
                Some(_) => items.push(self.member()?),
            }
        }
        self.scan.bump();
        Ok(items)
    }

    /// Values stand side by side; `OR` and commas between them say the same.
    fn skip_separators(&mut self) {
        loop {
            self.scan.take_while(|c| scan::is_space(c) || c == ',');
            let skipped = self.scan.eat("||") || {
                let or = self.scan.run() == "OR";
                or && self.scan.eat("OR")
            };
            if !skipped {
                return;
            }
        }
    }

    fn member(&mut self) -> Result<(Comparison, Value), Mistake> {
        let start = self.scan.at();
        let run = self.scan.run();
        let is_operator = matches!(run, "AND" | "NOT") || run.starts_with("NEAR/");
        let is_mark = run.is_empty() && !self.scan.peek().is_some_and(scan::is_quote);
        if !is_operator && !is_mark {
            return self.item(Comparison::Is);
        }
        if is_mark {
            self.scan.bump();
        } else {
            self.scan.take_run();
        }
        let sign = self.scan.since(start);
        Err(Mistake::new(self.scan.span_from(start), format!("`{sign}` cannot stand among values"))
            .hint("expected values only: any one of them is enough")
            .hint(format!("write the test twice: `{0}:... AND {0}:...`", self.field)))
    }

    /// Reads one value or range, with a comparison before it or not.
    pub(super) fn item(&mut self, sign: Comparison) -> Result<(Comparison, Value), Mistake> {
        let start = self.scan.at();
        let sign = self.own_sign(sign)?;
        if self.whole {
            self.scan.skip_spaces();
        }
        let from = self.side(self.field.is_ordered())?;
        if self.field.is_ordered() && self.scan.eat("..") {
            let to = self.side(false)?;
            let span = self.scan.span_from(start);
            return self.range(sign, from, to, span).map(|range| (Comparison::Is, range));
        }
        if from.text.is_empty() {
            let span = self.scan.span_from(start);
            return Err(Mistake::new(span, format!("the value of `{}` is empty", self.field))
                .hint(self.expected()));
        }
        self.check(&from, sign)?;
        Ok((sign, Value::One(from.text)))
    }

    fn own_sign(&mut self, outer: Comparison) -> Result<Comparison, Mistake> {
        let start = self.scan.at();
        let Some(own) = field::comparison(self.scan) else {
            return Ok(outer);
        };
        let span = self.scan.span_from(start);
        field::check_ordered(self.field, own, span)?;
        if outer != Comparison::Is {
            return Err(Mistake::new(span, "there are two comparisons before one value")
                .hint("expected one, as in `grade>=good`"));
        }
        Ok(own)
    }

    /// Reads one value; `until_dots` stops at the `..` of a range.
    fn side(&mut self, until_dots: bool) -> Result<Side, Mistake> {
        let start = self.scan.at();
        let text = match self.scan.peek() {
            Some(c) if scan::is_quote(c) => quoted(self.scan)?,
            _ => self.bare(until_dots).to_owned(),
        };
        Ok(Side { text, span: self.scan.span_from(start) })
    }

    fn bare(&mut self, until_dots: bool) -> &str {
        let rest = self.scan.rest();
        let run = if self.whole { rest } else { self.scan.run() };
        let end = if until_dots { run.find("..") } else { None };
        let taken = run.get(..end.unwrap_or(run.len())).unwrap_or(run);
        self.scan.eat(taken);
        if self.whole { taken.trim() } else { taken.trim_end_matches(',') }
    }

    fn range(&self, sign: Comparison, from: Side, to: Side, span: Span) -> Result<Value, Mistake> {
        let some = |side: Side| (!side.text.is_empty()).then_some(side);
        let (from, to) = (some(from), some(to));
        let problem = if sign != Comparison::Is {
            Some("a range needs no comparison before it")
        } else if from.is_none() && to.is_none() {
            Some("the range has neither beginning nor end")
        } else {
            for side in from.iter().chain(&to) {
                self.check(side, Comparison::AtLeast)?;
            }
            let both = from.as_ref().zip(to.as_ref());
            let backwards = both.is_some_and(|(from, to)| self.is_after(&from.text, &to.text));
            backwards.then_some("the range runs backwards")
        };
        match problem {
            Some(problem) => Err(Mistake::new(span, problem).hint(self.expected_range())),
            None => Ok(Value::Range(from.map(|side| side.text), to.map(|side| side.text))),
        }
    }

    /// True if the values are known and `from` lies after `to`.
    fn is_after(&self, from: &str, to: &str) -> bool {
        match self.field {
            FieldName::Year => is_after::<Cycle, u16>(from, to, Cycle::first, Cycle::last),
            FieldName::Grade => is_after::<Grade, Grade>(from, to, |grade| grade, |grade| grade),
            _ => is_after::<u16, u16>(from, to, |number| number, |number| number),
        }
    }

    /// The syntax of years, numbers and names of fields; all else is looked up when the query is answered.
    fn check(&self, side: &Side, sign: Comparison) -> Result<(), Mistake> {
        let text = side.text.as_str();
        let right = match self.field {
            FieldName::Year => text.parse::<Cycle>().is_ok(),
            FieldName::Question => sign == Comparison::Is || text.parse::<u16>().is_ok(),
            FieldName::Missing => is_missable(text),
            FieldName::Has => is_missable(text) || text.parse::<FindingKind>().is_ok(),
            _ => true,
        };
        if right {
            return Ok(());
        }
        let what = match self.field {
            FieldName::Year => "no year or cycle",
            FieldName::Question => "no number of a question",
            FieldName::Missing => "no field that can be missing",
            _ => "no kind of finding and no field that can be missing",
        };
        let mistake = Mistake::new(side.span, format!("`{text}` is {what}")).hint(self.expected());
        let meant: Vec<String> =
            self.meant(text).iter().map(|meant| format!("`{meant}`")).collect();
        Err(match meant.is_empty() {
            true => mistake,
            false => mistake.hint(format!("did you mean {}?", meant.join(" or "))),
        })
    }

    /// What a wrong value is a slip of.
    fn meant(&self, text: &str) -> Vec<String> {
        let small = text.to_lowercase();
        let fields = FieldName::ALL.into_iter().filter(|field| field.can_be_missing());
        let fields = fields.map(FieldName::slug);
        let kinds = FindingKind::ALL.iter().map(|kind| kind.slug());
        match self.field {
            FieldName::Year => years_meant(text),
            FieldName::Missing => closest(&small, fields).map(str::to_owned).into_iter().collect(),
            FieldName::Has => {
                closest(&small, fields.chain(kinds)).map(str::to_owned).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn expected(&self) -> String {
        let missable = FieldName::ALL.into_iter().filter(|field| field.can_be_missing());
        let missable: Vec<&str> = missable.map(FieldName::slug).collect();
        let kinds: Vec<&str> = FindingKind::ALL.iter().map(|kind| kind.slug()).collect();
        match self.field {
            FieldName::Year => {
                "expected a year as in `2016`, a cycle as in `2018/19` or `2023-25`, \
                or a range as in `2014..2018`"
                    .to_owned()
            }
            FieldName::Question => "expected a number as in `2`".to_owned(),
            FieldName::Missing => format!("expected one of {}", missable.join(", ")),
            FieldName::Has => {
                format!("expected one of {}, {}", kinds.join(", "), missable.join(", "))
            }
            field => format!("expected a value, as in `{field}:...`"),
        }
    }

    fn expected_range(&self) -> &'static str {
        match self.field {
            FieldName::Year => {
                "expected first and last year, as in `2014..2018`, `2014..` or `..2016`"
            }
            FieldName::Grade => "expected the worse grade first, as in `inadequate..good`",
            _ => "expected the first and the last number, as in `1..3`",
        }
    }
}

/// The years of this century, two at most, that a number with a digit too many or without its century may be meant for, or
/// one with the letter `o` for nought.
fn years_meant(text: &str) -> Vec<String> {
    let digits = text.to_lowercase().replace('o', "0").replace(['l', 'i'], "1");
    let is_year = |text: &str| text.starts_with("20") && text.parse::<Cycle>().is_ok();
    let shorter = (0..digits.len()).rev().filter_map(|at| {
        let (before, after) = (digits.get(..at)?, digits.get(at + 1..)?);
        Some(format!("{before}{after}"))
    });
    let longer = [digits.clone(), format!("20{digits}")];
    let mut meant: Vec<String> = longer.into_iter().chain(shorter).collect();
    meant.retain(|year| year != text && is_year(year));
    meant.dedup();
    meant.truncate(2);
    meant
}

fn is_missable(text: &str) -> bool {
    text.parse::<FieldName>().is_ok_and(FieldName::can_be_missing)
}

fn is_after<T: std::str::FromStr + Copy, K: PartialOrd>(
    from: &str,
    to: &str,
    first: impl Fn(T) -> K,
    last: impl Fn(T) -> K,
) -> bool {
    match (from.parse::<T>(), to.parse::<T>()) {
        (Ok(from), Ok(to)) => first(from) > last(to),
        _ => false,
    }
}
