//! Days of publication by the year, quarter, month or week they fall into.

use jiff::civil::Date;

use crate::search::Bucket;

/// How days are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Interval {
    /// `2016`.
    #[default]
    Year,
    /// `2016-Q4`.
    Quarter,
    /// `2016-12`.
    Month,
    /// `2016-W49`: ISO 8601, from Monday.
    Week,
    /// `2016-12-08`.
    Day,
}

impl Interval {
    /// Every interval with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("year", Self::Year),
        ("quarter", Self::Quarter),
        ("month", Self::Month),
        ("week", Self::Week),
        ("day", Self::Day),
    ];

    /// The interval of a day.
    #[must_use]
    pub fn of(self, day: Date) -> String {
        match self {
            Self::Year => format!("{:04}", day.year()),
            Self::Quarter => format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Day => day.to_string(),
        }
    }

    /// The interval of a bucket that stands for a day.
    pub(super) fn of_bucket(self, bucket: Bucket) -> Bucket {
        match bucket.value.as_deref().and_then(|day| day.parse::<Date>().ok()) {
            Some(day) => {
                let value = self.of(day);
                Bucket { value: Some(value.clone()), label: value }
            }
            None => bucket,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn a_day_belongs_to_its_interval() {
        let day = "2016-01-03".parse().unwrap();
        let names = Interval::ALL.map(|(_, interval)| interval.of(day));
        // The third of January 2016 was the Sunday of the last week of 2015 (ISO 8601).
        assert_eq!(names, ["2016", "2016-Q1", "2016-01", "2015-W53", "2016-01-03"]);
    }
}
