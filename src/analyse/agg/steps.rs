//! Into which bucket of a histogram a number falls, and which bucket comes next.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::request::{Calendar, Step};
use crate::search::days;

impl Step {
    /// The lower bound of the bucket of `value`.
    pub(super) fn floor(&self, value: i64) -> f64 {
        match self {
            Self::Width { interval, offset } => {
                ((value as f64 - offset) / interval).floor() * interval + offset
            }
            Self::Days(width) => (value.div_euclid(*width) * width) as f64,
            Self::Calendar(unit) => begin(*unit, value) as f64,
        }
    }

    /// The lower bound of the bucket after that of `floor`.
    pub(super) fn next(&self, floor: f64) -> f64 {
        match self {
            // By the number of the bucket, so that rounding does not add up.
            Self::Width { interval, offset } => {
                (((floor - offset) / interval).round() + 1.0) * interval + offset
            }
            Self::Days(width) => floor + *width as f64,
            Self::Calendar(unit) => {
                let ahead = match unit {
                    Calendar::Day => 1,
                    Calendar::Week => 7,
                    Calendar::Month => 31,
                    Calendar::Quarter => 92,
                    Calendar::Year => 366,
                };
                begin(*unit, floor as i64 + ahead) as f64
            }
        }
    }
}

/// The first day of the week, month ... of a day; weeks begin on Monday (ISO 8601).
fn begin(unit: Calendar, value: i64) -> i64 {
    let Some(day) = date(value) else { return value };
    let at = |month: i8| Date::new(day.year(), month, 1).map_or(value, days);
    match unit {
        Calendar::Day => value,
        Calendar::Week => value - i64::from(day.weekday().since(Weekday::Monday)),
        Calendar::Month => at(day.month()),
        Calendar::Quarter => at((day.month() - 1) / 3 * 3 + 1),
        Calendar::Year => at(1),
    }
}

/// The day that so many days after the first of 1970 is.
pub(super) fn date(days: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(days.days()).ok()
}

/// The same as `2016-12-08`.
pub(super) fn day(days: i64) -> String {
    date(days).map_or_else(|| days.to_string(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_falls_into_its_calendar() {
        let at = |text: &str| days(text.parse::<Date>().unwrap());
        for (unit, first, next) in [
            (Calendar::Day, "2016-12-08", "2016-12-09"),
            (Calendar::Week, "2016-12-05", "2016-12-12"),
            (Calendar::Month, "2016-12-01", "2017-01-01"),
            (Calendar::Quarter, "2016-10-01", "2017-01-01"),
            (Calendar::Year, "2016-01-01", "2017-01-01"),
        ] {
            let step = Step::Calendar(unit);
            assert_eq!(day(step.floor(at("2016-12-08")) as i64), first);
            assert_eq!(day(step.next(at(first) as f64) as i64), next);
        }
        assert_eq!(Step::Days(30).floor(-1), -30.0);
        assert_eq!(Step::Width { interval: 0.1, offset: 0.0 }.next(0.2), 0.3_f64.max(3.0 * 0.1));
        assert_eq!(Step::Width { interval: 5.0, offset: 2.0 }.floor(1), -3.0);
    }
}
