//! Names of things as a picture can bear them.

/// The text without what could steer whoever shows it: control characters become spaces, marks that turn the direction of
/// writing go, and what XML has no room for becomes U+FFFD. Nothing else is changed, and nothing is cut.
#[must_use]
pub fn label(text: &str) -> String {
    let kept = text.chars().filter(|c| !turns_direction(*c));
    kept.map(|c| match c {
        c if c.is_control() => ' ',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        c => c,
    })
    .collect()
}

/// True for embeddings, overrides and isolates of the bidirectional algorithm (Unicode Standard Annex 9): without them a
/// label is laid out by its letters alone and cannot reorder its neighbours.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// True for letters written from right to left: Hebrew, Arabic and their neighbours.
pub(super) fn runs_leftwards(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::{label, runs_leftwards};

    #[test]
    fn a_label_cannot_steer_who_shows_it() {
        assert_eq!(label("a\u{1b}[31m\nb\u{202E}c\u{FFFF}"), "a [31m bc\u{FFFD}");
        assert_eq!(label("משטרה & <i>警察</i>"), "משטרה & <i>警察</i>");
        assert!(runs_leftwards("משטרה") && runs_leftwards("شرطة") && !runs_leftwards("警察 é"));
    }
}
