use crate::query::{Comparison, FieldName, FieldTest, Value};
use crate::report::Span;
use crate::{Error, ErrorKind, Result};

/// The shared filters as typed: repeatable, OR within one, AND between them.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Filters (repeatable: any value of one, all of different ones)")]
pub(super) struct Filters {
    /// A force or service by any of its names
    #[arg(long, value_name = "NAME")]
    force: Vec<String>,
    /// A region, such as "East Midlands"
    #[arg(long, value_name = "NAME")]
    region: Vec<String>,
    /// A cycle: 2016, 2018/19, 2014..2018, ">=2016"
    #[arg(long, value_name = "CYCLE")]
    year: Vec<String>,
    /// A grade: outstanding, good, adequate, requires-improvement, inadequate, ">=good"
    #[arg(long, value_name = "GRADE")]
    grade: Vec<String>,
    /// A pillar: effectiveness, efficiency, legitimacy, leadership, people
    #[arg(long, value_name = "PILLAR")]
    pillar: Vec<String>,
    /// A kind of finding: afi, cause-of-concern, recommendation, practice, narrative ...
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// A programme: peel, fire, custody ...
    #[arg(long, value_name = "PROGRAMME")]
    programme: Vec<String>,
}

impl Filters {
    /// What is meant: one test a field.
    ///
    /// # Errors
    /// `Usage` for a range or comparison beside other values of the same filter.
    pub(super) fn meant(&self) -> Result<Vec<FieldTest>> {
        let typed = [
            (FieldName::Force, "--force", &self.force),
            (FieldName::Region, "--region", &self.region),
            (FieldName::Year, "--year", &self.year),
            (FieldName::Grade, "--grade", &self.grade),
            (FieldName::Pillar, "--pillar", &self.pillar),
            (FieldName::Kind, "--kind", &self.kind),
            (FieldName::Programme, "--programme", &self.programme),
        ];
        let given = typed.into_iter().filter(|(_, _, values)| !values.is_empty());
        given.map(|(field, option, values)| meant(field, option, values)).collect()
    }
}

fn meant(field: FieldName, option: &str, values: &[String]) -> Result<FieldTest> {
    if let Some(empty) = values.iter().find(|value| value.trim().is_empty()) {
        let message = format!("`{option}` wants a value, not `{empty}`");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let ordered = matches!(field, FieldName::Year | FieldName::Grade);
    let (comparison, value) = match values {
        [one] if ordered => ordered_value(one),
        [one] => (Comparison::Is, Value::One(one.clone())),
        many => {
            let complex = many.iter().find(|value| ordered && !is_single(value));
            if let Some(complex) = complex {
                let message =
                    format!("`{option} {complex}` cannot stand beside another `{option}`");
                return Err(Error::new(ErrorKind::Usage, message)
                    .hint("write it in the query, such as `(year:2014..2016 OR year:2018)`"));
            }
            (Comparison::Is, Value::Any(many.to_vec()))
        }
    };
    Ok(FieldTest { field, comparison, value, span: Span::new(0, 0) })
}

fn is_single(value: &str) -> bool {
    matches!(ordered_value(value), (Comparison::Is, Value::One(_)))
}

/// `2014..2018`, `..2018`, `>=good`, or a single value.
fn ordered_value(typed: &str) -> (Comparison, Value) {
    if let Some((from, to)) = typed.split_once("..") {
        let side = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        return (Comparison::Is, Value::Range(side(from), side(to)));
    }
    let signs = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        (">", Comparison::More),
        ("<", Comparison::Less),
        ("=", Comparison::Is),
    ];
    let compared = signs.iter().find_map(|(sign, comparison)| {
        typed.trim().strip_prefix(sign).map(|rest| (*comparison, rest.trim().to_owned()))
    });
    let (comparison, value) = compared.unwrap_or((Comparison::Is, typed.to_owned()));
    (comparison, Value::One(value))
}

#[cfg(test)]
mod tests {
    use super::Filters;
    use crate::query::{Comparison, Value};

    #[test]
    fn a_filter_reads_as_it_is_written() {
        let one = |text: &str| Value::One(text.to_owned());
        for (years, expected) in [
            (vec!["2016"], Some((Comparison::Is, one("2016")))),
            (
                vec!["2016", "2018/19"],
                Some((Comparison::Is, Value::Any(vec!["2016".into(), "2018/19".into()]))),
            ),
            (
                vec!["2014..2016"],
                Some((Comparison::Is, Value::Range(Some("2014".into()), Some("2016".into())))),
            ),
            (vec![">=2016"], Some((Comparison::AtLeast, one("2016")))),
            (vec!["2014..2016", "2018"], None),
            (vec![" "], None),
        ] {
            let year = years.iter().map(ToString::to_string).collect();
            let meant = Filters { year, ..Filters::default() }.meant().ok();
            let meant = meant.map(|mut tests| tests.remove(0)).map(|t| (t.comparison, t.value));
            assert_eq!(meant, expected, "{years:?}");
        }
    }
}
