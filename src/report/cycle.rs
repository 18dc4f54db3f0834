use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A round of an inspection programme: `2016`, `2018/19`, `2023-25`. Never the year of a publication date.
///
/// Cycles are ordered by their first year, then by their last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cycle {
    first: u16,
    last: u16,
}

impl Cycle {
    /// The cycle that is one calendar year.
    #[must_use]
    pub fn year(year: u16) -> Self {
        Self { first: year, last: year }
    }

    /// The cycle from `first` to `last`; `None` if it runs backwards or for ten years and more.
    #[must_use]
    pub fn range(first: u16, last: u16) -> Option<Self> {
        (first <= last && last - first < 10).then_some(Self { first, last })
    }

    /// The first calendar year.
    #[must_use]
    pub fn first(self) -> u16 {
        self.first
    }

    /// The last calendar year.
    #[must_use]
    pub fn last(self) -> u16 {
        self.last
    }

    /// True if `year` falls into the cycle, so that 2018 and 2019 both find `2018/19`.
    #[must_use]
    pub fn covers(self, year: u16) -> bool {
        (self.first..=self.last).contains(&year)
    }
}

impl fmt::Display for Cycle {
    /// `2016`; `2018/19` for two years; `2023-25` for more.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last - self.first {
            0 => write!(out, "{}", self.first),
            1 => write!(out, "{}/{:02}", self.first, self.last % 100),
            _ => write!(out, "{}-{:02}", self.first, self.last % 100),
        }
    }
}

impl FromStr for Cycle {
    type Err = ();

    /// Reads `2016`, `2018/19`, `2018-19`, `2018/2019`, `2023-25`, `2023–2025` with any dash.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let split = text.find(|c: char| !c.is_ascii_digit());
        let Some(at) = split else {
            return four_digits(text).map(Self::year);
        };
        let first = four_digits(&text[..at])?;
        let mut rest = text[at..].chars();
        if !rest.next().is_some_and(is_cycle_separator) {
            return Err(());
        }
        let last = rest.as_str();
        let last = match last.len() {
            2 if last.bytes().all(|b| b.is_ascii_digit()) => {
                let tail: u16 = last.parse().map_err(|_| ())?;
                first / 100 * 100 + tail
            }
            _ => four_digits(last)?,
        };
        Self::range(first, last).ok_or(())
    }
}

fn is_cycle_separator(c: char) -> bool {
    matches!(c, '/' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn four_digits(text: &str) -> Result<u16, ()> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(());
    }
    text.parse().map_err(|_| ())
}

impl TryFrom<String> for Cycle {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|()| format!("`{text}` is not a cycle such as `2016` or `2018/19`"))
    }
}

impl From<Cycle> for String {
    fn from(cycle: Cycle) -> Self {
        cycle.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Cycle;

    #[test]
    fn every_spelling_of_a_cycle_is_one_cycle() {
        for (text, shown) in [
            ("2016", "2016"),
            ("2018/19", "2018/19"),
            ("2018-19", "2018/19"),
            ("2018/2019", "2018/19"),
            ("2023-25", "2023-25"),
            ("2023\u{2013}2025", "2023-25"),
        ] {
            assert_eq!(
                text.parse::<Cycle>().map(|c| c.to_string()),
                Ok(shown.to_owned()),
                "{text}"
            );
        }
        for text in ["", "16", "2018/", "2019/18", "2018/9", "20181", "2018/2040", "1/2018"] {
            assert!(text.parse::<Cycle>().is_err(), "{text}");
        }
    }
}
