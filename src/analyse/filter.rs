use crate::gazetteer::Gazetteer;
use crate::query::{Choice, Comparison, FieldName, FieldTest};
use crate::report::{Cycle, Force, Grade, Inspection, Outcome, Pillar, Programme, Report};

use super::Judgment;

/// The filters given as options, applied to judgments and to whole reports; findings are filtered by `search`.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    tests: &'a [FieldTest],
    gazetteer: &'a Gazetteer,
}

/// What a filter looks at: the fields that judgments and reports have in common.
#[derive(Default)]
struct Facts<'a> {
    forces: &'a [Force],
    programme: Option<Programme>,
    cycle: Option<Cycle>,
    pillar: Option<&'a Pillar>,
    outcome: Option<Outcome>,
}

impl<'a> Filter<'a> {
    pub(super) fn new(tests: &'a [FieldTest], gazetteer: &'a Gazetteer) -> Self {
        Self { tests, gazetteer }
    }

    /// True if a test asks for what only a finding has, such as its kind.
    pub(super) fn needs_findings(&self) -> bool {
        self.tests.iter().any(|test| !is_of_judgments(test.field))
    }

    /// True if `judgment` passes every test that a judgment can be put to.
    pub(super) fn judgment(&self, judgment: &Judgment) -> bool {
        self.passes(&Facts {
            forces: std::slice::from_ref(&judgment.key.force),
            programme: judgment.key.programme,
            cycle: judgment.key.cycle,
            pillar: judgment.key.pillar.as_ref(),
            outcome: Some(judgment.outcome),
        })
    }

    /// True if `report` as a whole passes every test that a report can be put to.
    pub(super) fn report(&self, report: &Report) -> bool {
        self.passes(&Facts {
            forces: &report.forces,
            programme: report.programme,
            cycle: report.cycle,
            pillar: report.pillar.as_ref(),
            outcome: report.outcome,
        })
    }

    /// True if `force` passes the tests of a body: its name and its region.
    pub(super) fn body(&self, force: &Force) -> bool {
        let facts = Facts { forces: std::slice::from_ref(force), ..Facts::default() };
        let of_bodies =
            |test: &&FieldTest| matches!(test.field, FieldName::Force | FieldName::Region);
        self.tests.iter().filter(of_bodies).all(|test| self.test(test, &facts))
    }

    /// True if `pillar` passes the tests of a pillar, and of nothing else.
    pub(super) fn pillar(&self, pillar: Option<&Pillar>) -> bool {
        self.only(FieldName::Pillar, &Facts { pillar, ..Facts::default() })
    }

    /// True if `programme` passes the tests of a programme, and of nothing else.
    pub(super) fn programme(&self, programme: Programme) -> bool {
        self.only(FieldName::Programme, &Facts { programme: Some(programme), ..Facts::default() })
    }

    /// True if `cycle` passes the tests of a year, and of nothing else.
    pub(super) fn cycle(&self, cycle: Cycle) -> bool {
        self.only(FieldName::Year, &Facts { cycle: Some(cycle), ..Facts::default() })
    }

    fn only(&self, field: FieldName, facts: &Facts<'_>) -> bool {
        self.tests.iter().filter(|test| test.field == field).all(|test| self.test(test, facts))
    }

    fn passes(&self, facts: &Facts<'_>) -> bool {
        self.tests
            .iter()
            .filter(|test| is_of_judgments(test.field))
            .all(|test| self.test(test, facts))
    }

    fn test(&self, test: &FieldTest, facts: &Facts<'_>) -> bool {
        test.choices().into_iter().any(|choice| match choice {
            Choice::Compared(comparison, value) => self.is(test.field, comparison, value, facts),
            Choice::Range(from, to) => {
                from.is_none_or(|from| self.is(test.field, Comparison::AtLeast, from, facts))
                    && to.is_none_or(|to| self.is(test.field, Comparison::AtMost, to, facts))
            }
        })
    }

    fn is(&self, field: FieldName, how: Comparison, value: &str, facts: &Facts<'_>) -> bool {
        match field {
            FieldName::Force => facts.forces.iter().any(|force| self.is_called(force, value)),
            FieldName::Region => facts.forces.iter().any(|force| same(&force.region, value)),
            FieldName::Year => facts.cycle.is_some_and(|cycle| year_is(cycle, how, value)),
            FieldName::Grade => facts.outcome.is_some_and(|outcome| grade_is(outcome, how, value)),
            FieldName::Pillar => facts.pillar.is_some_and(|pillar| same(pillar.slug(), value)),
            FieldName::Programme => {
                facts.programme.is_some_and(|programme| same(programme.slug(), value))
            }
            _ => true,
        }
    }

    fn is_called(&self, force: &Force, name: &str) -> bool {
        same(&force.slug, name)
            || same(&force.name, name)
            || self.gazetteer.named(name).iter().any(|named| named.key() == force.key())
    }
}

/// The inspections that a report is about, one a body.
pub(super) fn inspections(report: &Report) -> impl Iterator<Item = Inspection> {
    report.forces.iter().map(|force| Inspection {
        force: force.key(),
        programme: report.programme,
        cycle: report.cycle,
        pillar: report.pillar.clone(),
    })
}

fn is_of_judgments(field: FieldName) -> bool {
    matches!(
        field,
        FieldName::Force
            | FieldName::Region
            | FieldName::Year
            | FieldName::Grade
            | FieldName::Pillar
            | FieldName::Programme
    )
}

/// Compares names by their letters and digits alone, in any case.
pub(super) fn same(left: &str, right: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(left) == letters(right)
}

/// True if a round is what a value of a year asks for.
pub(super) fn year_is(cycle: Cycle, comparison: Comparison, value: &str) -> bool {
    let Ok(asked) = value.parse::<Cycle>() else { return false };
    match comparison {
        Comparison::Is if asked.first() == asked.last() => cycle.covers(asked.first()),
        Comparison::Is => cycle == asked,
        Comparison::Less => cycle.last() < asked.first(),
        Comparison::AtMost => cycle.first() <= asked.last(),
        Comparison::More => cycle.first() > asked.last(),
        Comparison::AtLeast => cycle.last() >= asked.first(),
    }
}

fn grade_is(outcome: Outcome, comparison: Comparison, value: &str) -> bool {
    let Ok(asked) = value.parse::<Grade>() else { return same(outcome.state(), value) };
    outcome.grade().is_some_and(|grade| match comparison {
        Comparison::Is => grade == asked,
        Comparison::Less => grade < asked,
        Comparison::AtMost => grade <= asked,
        Comparison::More => grade > asked,
        Comparison::AtLeast => grade >= asked,
    })
}

#[cfg(test)]
mod tests {
    use super::{Filter, Judgment};
    use crate::analyse::Ledger;
    use crate::analyse::ledger::tests::{report, says};
    use crate::gazetteer::Gazetteer;
    use crate::query::{self, FieldName};
    use crate::report::{DocKind, Grade, Outcome};

    fn judgment() -> Judgment {
        let says = says(Some(2016), Outcome::Graded(Grade::Good));
        let reports = [report("a", DocKind::Assessment, None)];
        Ledger::of(vec![("a".to_owned(), says)], &reports).judgments.remove(0)
    }

    #[test]
    fn a_filter_says_of_a_judgment_what_the_query_says_of_a_finding() {
        let gazetteer = Gazetteer::bundled();
        for (field, values, expected) in [
            (FieldName::Force, vec!["mereshire police"], true),
            (FieldName::Force, vec!["kent"], false),
            (FieldName::Year, vec!["2016"], true),
            (FieldName::Year, vec![">=2017"], false),
            (FieldName::Year, vec!["2014..", "2011"], true),
            (FieldName::Grade, vec![">=requires improvement"], true),
            (FieldName::Grade, vec!["ungraded"], false),
            (FieldName::Pillar, vec!["efficiency", "people"], false),
            (FieldName::Programme, vec!["PEEL"], true),
        ] {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            let tests = [query::filter(field, &values).unwrap()];
            let filter = Filter::new(&tests, &gazetteer);
            assert_eq!(filter.judgment(&judgment()), expected, "{field:?} {values:?}");
        }
    }
}
