//! How words begin that are looked for: by two letters most words of a text are told from them without being folded or
//! stemmed.

use super::scan::AMPERSAND;

/// The first two letters of words and stems; a word and its stem share them, but for `dying` and its like, so that `i` and
/// `y` are one as second letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beginnings(Option<Vec<[u8; 2]>>);

impl Beginnings {
    /// Words may begin in any way.
    pub(crate) fn any() -> Self {
        Self(None)
    }

    /// Those of folded words or stems; any where one is too short to tell, or no plain letters.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let pairs = words.into_iter().map(|word| Some(pair(plain(word)?)));
        let mut pairs: Option<Vec<[u8; 2]>> = pairs.collect();
        if let Some(pairs) = &mut pairs {
            pairs.sort_unstable();
            pairs.dedup();
        }
        Self(pairs)
    }

    /// Whether the word that `text` begins with may be one of them.
    pub(super) fn may_have(&self, text: &str) -> bool {
        let Some(pairs) = &self.0 else { return true };
        if text.starts_with(AMPERSAND) {
            return true;
        }
        // What is not plain letters may be folded to others, and what ends after one may stand for more.
        plain(text).is_none_or(|letters| pairs.contains(&pair(letters)))
    }
}

/// The first two letters, in lower case; `None` unless both are ASCII letters or digits.
fn plain(text: &str) -> Option<[u8; 2]> {
    let &[first, second, ..] = text.as_bytes() else { return None };
    let both = first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric();
    both.then(|| [first, second].map(|letter| letter.to_ascii_lowercase()))
}

fn pair([first, second]: [u8; 2]) -> [u8; 2] {
    [first, if second == b'y' { b'i' } else { second }]
}

#[cfg(test)]
mod tests {
    use super::super::analysis::Analyzer;
    use super::Beginnings;

    #[test]
    fn a_word_and_its_stem_begin_alike() {
        let mut analyzer = Analyzer::default();
        for word in [
            "dying",
            "lying",
            "tying",
            "skies",
            "idly",
            "early",
            "only",
            "ugly",
            "ties",
            "cries",
            "organised",
            "colour",
            "color",
            "behavior",
            "programs",
            "centers",
            "using",
            "used",
            "news",
            "innings",
            "bed",
            "being",
            "says",
            "e.g",
            "12,400",
            "ally",
            "ably",
        ] {
            let folded = analyzer.fold(word);
            let stem = analyzer.stem(&folded).to_owned();
            for beginnings in [Beginnings::of([stem.as_str()]), Beginnings::of([folded.as_str()])] {
                assert!(beginnings.may_have(word), "{word} {stem}");
                assert!(beginnings.may_have(&word.to_uppercase()), "{word} {stem}");
            }
        }
    }

    #[test]
    fn most_other_words_do_not() {
        let vetting = Beginnings::of(["vet", "backlog"]);
        for (text, may) in [
            ("Vetted well", true),
            ("vital", false),
            ("BA", true),
            ("v", true),
            ("v\u{e9}t", true),
            ("o'neill", true),
            ("& more", true),
            ("unit", false),
        ] {
            assert_eq!(vetting.may_have(text), may, "{text}");
        }
        assert!(Beginnings::of(["a"]).may_have("unit") && Beginnings::any().may_have("unit"));
    }
}
