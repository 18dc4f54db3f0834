//! The fields that an aggregation may name.

use crate::gazetteer::closest;
use crate::search::Dimension;
use crate::{Error, ErrorKind, Result};

/// A field of a finding or judgment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// A field that is counted by elsewhere too: a text.
    Of(Dimension),
    /// The id of the report: a text.
    Report,
    /// The inspection (body, programme, cycle, pillar): a text.
    Inspection,
    /// The number of the question.
    QuestionNumber,
    /// The first year of the cycle: a number.
    FirstYear,
    /// The day on which the report was published; the other dates are no substitute.
    Published,
    /// The day of the report: published, else sent, else last updated.
    Date,
}

impl Field {
    /// Every field with its name.
    pub(super) fn all() -> Vec<(&'static str, Self)> {
        let dimensions = Dimension::ALL.into_iter().map(|by| (by.slug(), Self::Of(by)));
        let others = [
            ("report", Self::Report),
            ("inspection", Self::Inspection),
            ("question_number", Self::QuestionNumber),
            ("first_year", Self::FirstYear),
            ("published", Self::Published),
            ("date", Self::Date),
        ];
        dimensions.chain(others).collect()
    }

    /// The name in requests.
    pub(super) fn name(self) -> &'static str {
        Self::all().into_iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// True for days.
    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::Published | Self::Date)
    }

    /// True for numbers and days.
    pub(super) fn is_number(self) -> bool {
        self.is_date() || matches!(self, Self::QuestionNumber | Self::FirstYear)
    }

    /// The field called `name`, at `path` of a request.
    pub(super) fn named(name: &str, path: &str) -> Result<Self> {
        let wanted = name.trim().to_lowercase().replace('-', "_");
        let all = Self::all();
        if let Some((_, field)) = all.iter().find(|(name, _)| *name == wanted) {
            return Ok(*field);
        }
        let names = all.iter().map(|(name, _)| *name);
        let likely = closest(&wanted, names.clone());
        let hint = match likely.first() {
            Some(likely) => format!("did you mean `{likely}`?"),
            None => format!("fields are {}", names.collect::<Vec<_>>().join(", ")),
        };
        Err(Error::new(ErrorKind::Usage, format!("`{path}`: there is no field `{name}`"))
            .hint(hint))
    }
}
