//! Dates as the documents print them.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use regex::Regex;

use super::rule;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

static NUMERIC: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"\b(\d{1,2})/(\d{1,2})/(20\d\d)\b"));
static ISO: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\b(20\d\d)-(\d\d)-(\d\d)\b"));
static WORDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\b(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (20\d\d)\b"));
static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)\b(\d{1,2})(?: ([a-z]{3,9}))?(?: (20\d\d))? ?(?:-|to|and) ?(\d{1,2}) ([a-z]{3,9}) (20\d\d)\b",
    )
});

/// The first date in a plain text: `08/12/2016` (day first), `8 December 2016`, `2016-12-08`.
pub(super) fn first_date(plain: &str) -> Option<Date> {
    let numeric = NUMERIC.as_ref().and_then(|rule| rule.captures(plain));
    if let Some(found) = numeric {
        return build(&found[3], number(&found[2])?, &found[1]);
    }
    if let Some(found) = WORDS.as_ref().and_then(|rule| rule.captures(plain)) {
        return build(&found[3], month(&found[2])?, &found[1]);
    }
    let found = ISO.as_ref()?.captures(plain)?;
    build(&found[1], number(&found[2])?, &found[3])
}

/// The days between which inspectors were there: `6-17 November 2017`, `24 November - 5 December 2014`.
pub(super) fn fieldwork(plain: &str) -> Option<(Date, Date)> {
    let found = RANGE.as_ref()?.captures(plain)?;
    let last = build(&found[6], month(&found[5])?, &found[4])?;
    let first_month = match found.get(2) {
        Some(name) => month(name.as_str())?,
        None => last.month(),
    };
    let first_year = found.get(3).map_or(found[6].to_owned(), |year| year.as_str().to_owned());
    let mut first = build(&first_year, first_month, &found[1])?;
    if first > last && found.get(3).is_none() {
        first = date_of(last.year() - 1, first.month(), first.day())?;
    }
    (first <= last).then_some((first, last))
}

/// Reads `YYYY-MM-DD` or any form of [`first_date`].
pub(super) fn supplied(text: &str) -> Option<Date> {
    text.trim().parse().ok().or_else(|| first_date(text))
}

/// Reads a moment, as `2016-12-08T12:00:00Z`; a day is its beginning in UTC.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let of_day = || Some(supplied(text)?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.trim().parse().ok().or_else(of_day)
}

fn build(year: &str, month: i8, day: &str) -> Option<Date> {
    date_of(year.parse().ok()?, month, day.parse().ok()?)
}

fn date_of(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|found| *found >= date(1990, 1, 1))
}

fn number(text: &str) -> Option<i8> {
    text.parse().ok()
}

fn month(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| *month == name || (name.len() == 3 && month.starts_with(&name)))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_may_be_a_day() {
        let second = |text| moment(text).map(Timestamp::as_second);
        assert_eq!(second("1970-01-02T00:00:01Z"), Some(86_401));
        assert_eq!(second("2016-12-08"), second("2016-12-08T00:00:00Z"));
        assert_eq!(second("soon"), None);
    }

    #[test]
    fn days_come_first_and_ranges_span_months() {
        assert_eq!(first_date("Last updated 08/12/2016"), Some(date(2016, 12, 8)));
        assert_eq!(first_date("Published on: 2 March 2017"), Some(date(2017, 3, 2)));
        assert_eq!(first_date("Last updated 31/02/2016"), None);
        assert_eq!(fieldwork("6-17 November 2017"), Some((date(2017, 11, 6), date(2017, 11, 17))));
        assert_eq!(
            fieldwork("30 November - 5 December 2014"),
            Some((date(2014, 11, 30), date(2014, 12, 5)))
        );
    }
}
