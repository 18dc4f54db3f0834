//! Texts that a spreadsheet would run as formulas.

use std::borrow::Cow;

/// The text with an apostrophe before it if a spreadsheet might take it for a formula.
///
/// Such a text begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed (OWASP, *CSV Injection*), or with the
/// full-width form of one of the four signs. One that begins with apostrophes before such a character gets one more, so
/// that taking one away always gives the text back.
#[must_use]
pub fn defused(text: &str) -> Cow<'_, str> {
    let runs = text.trim_start_matches('\'').starts_with(starts_a_formula);
    if runs { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn starts_a_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '\t'
            | '\r'
            | '\n'
            | '\u{ff1d}'
            | '\u{ff0b}'
            | '\u{ff0d}'
            | '\u{ff20}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::defused;

    #[test]
    fn formulas_are_defused_and_nothing_else_is_touched() {
        for formula in ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1", "'=1"]
        {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for text in ["", "vetting", "'quoted'", "1 = 1", " =1", "\u{2013} a dash"] {
            assert_eq!(defused(text), text);
        }
    }

    proptest! {
        #[test]
        fn taking_one_apostrophe_away_gives_the_text_back(text in "['=+@a-]{0,5}") {
            let shown = defused(&text).into_owned();
            let bare = shown.strip_prefix('\'').filter(|rest| {
                rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
            });
            prop_assert_eq!(bare.unwrap_or(&shown), text.as_str());
            prop_assert!(!shown.starts_with(['=', '+', '-', '@']));
        }
    }
}
