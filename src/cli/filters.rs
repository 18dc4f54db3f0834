use crate::query::{self, FieldName, FieldTest, Query};
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
    /// Gives one filter, by the name of its option, other values.
    ///
    /// # Errors
    /// `Query` for a name that is no filter.
    pub(super) fn replace(&mut self, name: &str, values: Vec<String>) -> Result<()> {
        let filter = match name {
            "force" => &mut self.force,
            "region" => &mut self.region,
            "year" => &mut self.year,
            "grade" => &mut self.grade,
            "pillar" => &mut self.pillar,
            "kind" => &mut self.kind,
            "programme" => &mut self.programme,
            _ => {
                let message = format!("`{name}` is no key of a query");
                return Err(Error::new(ErrorKind::Query, message).hint(
                    "the keys are `query_id`, `query`, `limit`, `offset`, `all`, `exact` and the filters, as \
                     `force` or `year`",
                ));
            }
        };
        *filter = values;
        Ok(())
    }

    /// What is meant: one test a field, read as the same words in a query are.
    ///
    /// # Errors
    /// `Usage` for a value that the field cannot have.
    pub(super) fn meant(&self) -> Result<Vec<FieldTest>> {
        let typed = [
            (FieldName::Force, &self.force),
            (FieldName::Region, &self.region),
            (FieldName::Year, &self.year),
            (FieldName::Grade, &self.grade),
            (FieldName::Pillar, &self.pillar),
            (FieldName::Kind, &self.kind),
            (FieldName::Programme, &self.programme),
        ];
        let given = typed.into_iter().filter(|(_, values)| !values.is_empty());
        given.map(|(field, values)| query::filter(field, values)).collect()
    }
}

/// The query typed as `text`; with `exact` (`--exact`) its words as written only.
///
/// # Errors
/// `Query` with the place of the mistake.
pub(super) fn parsed(text: &str, exact: bool) -> Result<Query> {
    let query = query::parse(text)?;
    if exact { query::exactly(query) } else { Ok(query) }
}

#[cfg(test)]
mod tests {
    use super::Filters;
    use crate::query::{FieldName, parse};

    #[test]
    fn an_option_means_what_the_word_in_the_query_means() {
        for (years, in_query) in [
            (vec!["2016"], Some("year:2016")),
            (vec!["2016", "2018/19"], Some("year:(2016 2018/19)")),
            (vec!["2014..2016", "2018"], Some("year:(2014..2016 2018)")),
            (vec![">=2016"], Some("year>=2016")),
            (vec!["soon"], None),
        ] {
            let year = years.iter().map(ToString::to_string).collect();
            let meant = Filters { year, ..Filters::default() }.meant().ok();
            let meant = meant.map(|tests| (tests[0].field, format!("{:?}", tests[0].choices())));
            let asked = in_query.map(|text| match parse(text).map(|query| query.root) {
                Ok(Some(crate::query::Node::Field(test))) => {
                    (FieldName::Year, format!("{:?}", test.choices()))
                }
                other => panic!("{other:?}"),
            });
            assert_eq!(meant, asked, "{years:?}");
        }
    }
}
