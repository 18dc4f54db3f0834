//! The segments of a quotation: what stands between ellipses and words in square brackets.

use super::typography::Plain;

/// A quotation in parts that must stand one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Segments {
    /// As typed.
    pub(super) raw: Vec<String>,
    /// In plain shapes.
    pub(super) plain: Vec<String>,
}

impl Segments {
    /// True if something was left out between them.
    pub(super) fn has_gaps(&self) -> bool {
        self.raw.len() > 1
    }
}

/// Parts a quotation at `...`, `…`, `. . .`, at these in square brackets, and at words in square brackets, which stand for any
/// words; a letter in brackets (`[T]he`) is that letter, and `[sic]` is nothing.
pub(super) fn segments(quotation: &str) -> Segments {
    let mut parts = vec![String::new()];
    let mut rest = quotation;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = ellipsis(rest) {
            parts.push(String::new());
            rest = &rest[length..];
            continue;
        }
        if c == '['
            && let Some((inside, beyond)) = rest[1..].split_once(']')
        {
            let words = inside.trim();
            let letter = words.chars().count() == 1 && beyond.starts_with(char::is_alphabetic);
            if letter {
                if let Some(last) = parts.last_mut() {
                    last.push_str(words);
                }
            } else if !words.eq_ignore_ascii_case("sic") {
                parts.push(String::new());
            }
            rest = beyond;
            continue;
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    let raw: Vec<String> = parts
        .iter()
        .map(|part| part.trim().trim_matches([',', ';']).trim().to_owned())
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect();
    let plain = raw.iter().map(|part| Plain::of(part).as_str().to_owned()).collect();
    Segments { raw, plain }
}

/// Bytes of the ellipsis with which `text` begins.
fn ellipsis(text: &str) -> Option<usize> {
    ["...", "\u{2026}", ". . .", ".\u{a0}.\u{a0}."]
        .iter()
        .find(|dots| text.starts_with(**dots))
        .map(|dots| {
            // Four dots are an ellipsis after a full stop.
            let rest = &text[dots.len()..];
            dots.len() + (rest.len() - rest.trim_start_matches('.').len())
        })
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn a_quotation_parts_at_ellipses_and_brackets() {
        for (quotation, expected) in [
            ("The force is good.", vec!["The force is good."]),
            ("The force ... is good", vec!["The force", "is good"]),
            ("The force \u{2026} is [\u{2026}] good....", vec!["The force", "is", "good"]),
            ("[The constabulary] should mend, [its] nets", vec!["should mend", "nets"]),
            ("[T]he force [sic] is good", vec!["The force  is good"]),
            ("...", vec![]),
            ("open [bracket", vec!["open [bracket"]),
        ] {
            assert_eq!(segments(quotation).raw, expected, "{quotation}");
        }
        assert!(!segments("one part").has_gaps() && segments("a ... b").has_gaps());
    }
}
