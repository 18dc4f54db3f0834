//! From results to bytes: one file a format. Wire types live here and nowhere else.

pub mod benched;
pub mod bundle;
pub mod calendar;
pub mod changes;
pub mod cite;
pub mod compared;
pub mod concordance;
pub mod covered;
pub mod disagreements;
pub mod due;
mod explanation;
pub mod export;
pub mod fetched;
mod folded;
pub mod heat;
pub mod html;
pub mod json;
pub mod keyness;
pub mod language;
pub mod movements;
pub mod news;
pub mod picture;
pub mod quotes;
pub mod ranks;
pub mod recurring;
pub mod sheets;
pub mod source;
pub mod table;
pub mod text;
pub mod trends;
pub mod tsv;
pub mod versions;

pub use table::{Head, Table};

/// What the place that shows the bytes can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// True where colour and bold are wanted.
    pub colour: bool,
    /// Columns of the screen.
    pub width: usize,
}

/// What stands for an absent value on a screen.
pub const ABSENT: &str = "–";

/// The text with control characters made spaces: a document must not be able to steer a terminal or break a row.
#[must_use]
pub fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `n` with its word: `1 finding`, `2,000 findings`.
#[must_use]
pub fn plural(n: u64, word: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{} {word}{ending}", thousands(n))
}

/// `1,234,567`.
#[must_use]
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{plural, tame};

    #[test]
    fn numbers_read_well() {
        assert_eq!(plural(1, "finding"), "1 finding");
        assert_eq!(plural(0, "finding"), "0 findings");
        assert_eq!(plural(1_234_567, "report"), "1,234,567 reports");
    }

    #[test]
    fn a_document_cannot_steer_the_terminal() {
        assert_eq!(tame("red\u{1b}[31m\tand\nmore\u{9b}"), "red [31m and more ");
    }
}
