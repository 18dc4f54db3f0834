use std::collections::BTreeSet;

use crate::gazetteer::{closest, normal};
use crate::parse::Question;
use crate::report::{Pillar, Programme};
use crate::{Error, ErrorKind, Result};

use super::filter::same;
use super::framework::{self, Topic};
use super::scope::Scope;

/// Of what the grades are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Topics {
    /// The overall grades of pillars; of rounds without such grades those of the areas.
    #[default]
    Headline,
    /// Overall grades, questions and areas.
    All,
    /// Overall grades only.
    Overall,
    /// The question with this number in the later round, in every pillar.
    Question(u16),
    /// The question or area with this slug: `planning_for_the_future`.
    Named(String),
}

impl Topics {
    /// Reads the value of `--question`: `overall`, `all`, a number, the name of a question or area.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.trim() {
            "overall" => Self::Overall,
            "all" => Self::All,
            text => match text.parse() {
                Ok(number) => Self::Question(number),
                Err(_) => Self::Named(text.to_owned()),
            },
        }
    }

    /// An error where a name is asked for that no round of `programmes` has.
    pub(super) fn check(
        &self,
        scope: &Scope<'_>,
        programmes: impl IntoIterator<Item = Programme>,
    ) -> Result<()> {
        let Self::Named(name) = self else { return Ok(()) };
        let mut known: BTreeSet<String> = BTreeSet::new();
        for programme in programmes {
            let of = scope.judgments().filter(|judgment| judgment.key.programme == Some(programme));
            known.extend(of.map(|judgment| Topic::of(judgment).slug().to_owned()));
            for cycle in scope.known_rounds(programme) {
                let slug = |of: &Question| {
                    let topic = framework::of_question(programme, cycle, &of.pillar, of.number);
                    topic.slug().to_owned()
                };
                known.extend(framework::questions(programme, cycle).map(slug));
            }
        }
        if known.iter().any(|slug| same(slug, name)) {
            return Ok(());
        }
        let error = Error::new(ErrorKind::Query, format!("no question or area is called `{name}`"));
        let near = closest(&normal(name), known.iter().map(String::as_str));
        let shown: Vec<String> = if near.is_empty() {
            known.into_iter().filter(|slug| slug != "overall").collect()
        } else {
            near
        };
        let shown: Vec<String> = shown.iter().map(|slug| format!("`{slug}`")).collect();
        Err(match shown.as_slice() {
            [] => error.hint("a number, `overall` or `all` will do"),
            names => error.hint(format!("there is {}", names.join(", "))),
        })
    }

    /// True if a topic of a pillar is asked for; `number` tells which number it has in the round that counts.
    pub(super) fn has(
        &self,
        pillar: Option<&Pillar>,
        topic: &Topic,
        number: impl FnOnce() -> Option<u16>,
    ) -> bool {
        match self {
            Self::All => true,
            Self::Overall => *topic == Topic::Overall,
            Self::Headline => *topic == Topic::Overall || pillar.is_none(),
            Self::Named(name) => same(topic.slug(), name),
            Self::Question(wanted) => number() == Some(*wanted),
        }
    }
}
