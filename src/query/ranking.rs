//! Every number that orders findings, in one place, each with its reason.
//!
//! Measured in November 2026 as nDCG@10 with one part off: on Cranfield 1400, and on the graded searches over the bundled
//! corpus. Both runs still counted the words of a compound beside it; without that Cranfield is 0.3852. One set of numbers
//! serves both collections; both had a say in the choice, so neither figure is of unseen searches.
//!
//! | part | off means | Cranfield | corpus |
//! |---|---|---|---|
//! | (none) | | 0.3858 | 0.8930 |
//! | `saturation` | the customary 1.2 | 0.3721 | 0.8942 |
//! | `length`, `short_length` | 0 | 0.3653 | 0.8908 |
//! | `heading` | 0 | 0.3695 | 0.8949 |
//! | `context` | 0 | 0.3858 | 0.8900 |
//! | `exact` | 0 | 0.3853 | 0.8938 |
//! | `nearness` | 0 | 0.3863 | 0.8840 |
//! | `apart` | 0 | 0.3718 | |
//! | `common` | 1 | 0.3775 | 0.8966 |
//! | `kind` | 0 | 0.3858 | 0.8901 |
//! | `document` | 0 | 0.3858 | 0.8876 |
//! | `also` | 1 | 0.3858 | 0.8891 |
//! | `about` | 0 | 0.3858 | 0.8930 |
//!
//! `PEELIAN_ABLATIONS=1 cargo test --test it quality -- --nocapture` and `PEELIAN_CRANFIELD=DIR cargo bench --bench
//! cranfield -- --ablations` print them.

use std::str::FromStr;

use crate::{Error, ErrorKind, Result};

/// The parameters of the ranking; [`Ranking::default`] is what every search uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How slowly a word repeated stops adding (`k1` of BM25). Passages are short and a repeated word is their topic,
    /// so well above the customary 1.2.
    pub saturation: f32,
    /// How far a long text is held against a finding (`b` of BM25), 0 to 1. Below the
    /// customary 0.75: a long passage of a report is one topic told at length, not several.
    pub length: f32,
    /// What a word in the finding's heading adds, against 1 in its text.
    pub heading: f32,
    /// What a word in the question and the report's title adds: all findings of a question share them, so they order
    /// findings that hold the word alike and hardly lift one that holds it less.
    pub context: f32,
    /// `b` for headings, questions and titles: their length says little.
    pub short_length: f32,
    /// What it adds that a word stands as typed and not only in another form of its stem.
    pub exact: f32,
    /// What two neighbouring words of the query add by standing close, against the score of the rarer one.
    pub nearness: f32,
    /// What the words of a compound count where they stand apart and not as the compound, which counts alone where it is.
    pub apart: f32,
    /// What a word such as `what` or `the` weighs beside words that carry meaning. They are rare in reports, where
    /// nobody asks questions, so their frequency does not tell them apart.
    pub common: f32,
    /// How far the kind of finding counts: the exponent of the factors in `search/rank.rs`; 0 is not at all.
    pub kind: f32,
    /// How far the kind of document counts, in the same way.
    pub document: f32,
    /// What another name of what was typed weighs, as a factor on its score: it should find what the typed words miss
    /// and not push aside what holds them, and a rare name would score above a common one.
    pub also: f32,
    /// What it counts that a finding is about the body or year that a word names, as a part of the most that a word so
    /// rare can count: more than that the name stands in its text, which it does in findings about others too.
    pub about: f32,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            saturation: 3.0,
            length: 0.5,
            heading: 2.0,
            context: 0.4,
            short_length: 0.8,
            exact: 0.02,
            nearness: 0.45,
            apart: 0.7,
            common: 0.1,
            kind: 1.0,
            document: 1.0,
            also: 0.35,
            about: 0.7,
        }
    }
}

/// Words between two neighbouring words of a query at most, for them to be close.
pub(crate) const CLOSE: u32 = 3;

impl FromStr for Ranking {
    type Err = Error;

    /// The default with other values for some of its numbers: `length=0.5,exact=0`.
    fn from_str(settings: &str) -> Result<Self> {
        let mut ranking = Self::default();
        for setting in settings.split(',').filter(|setting| !setting.is_empty()) {
            let wrong = || {
                let message = format!("`{setting}` sets no number of the ranking");
                Error::new(ErrorKind::Usage, message)
            };
            let (name, value) = setting.split_once('=').ok_or_else(wrong)?;
            let value = value.parse().ok().filter(|value: &f32| value.is_finite() && *value >= 0.0);
            *ranking.number(name).ok_or_else(wrong)? = value.ok_or_else(wrong)?;
        }
        Ok(ranking)
    }
}

impl Ranking {
    fn number(&mut self, name: &str) -> Option<&mut f32> {
        Some(match name {
            "saturation" => &mut self.saturation,
            "length" => &mut self.length,
            "heading" => &mut self.heading,
            "context" => &mut self.context,
            "short_length" => &mut self.short_length,
            "exact" => &mut self.exact,
            "nearness" => &mut self.nearness,
            "apart" => &mut self.apart,
            "common" => &mut self.common,
            "kind" => &mut self.kind,
            "document" => &mut self.document,
            "also" => &mut self.also,
            "about" => &mut self.about,
            _ => return None,
        })
    }

    /// Each part that can be off, and the ranking without it.
    #[must_use]
    pub fn ablations() -> Vec<(&'static str, Self)> {
        let whole = Self::default();
        vec![
            ("whole", whole),
            ("saturation as customary", Self { saturation: 1.2, ..whole }),
            ("no length", Self { length: 0.0, short_length: 0.0, ..whole }),
            ("no heading", Self { heading: 0.0, ..whole }),
            ("no context", Self { context: 0.0, ..whole }),
            ("no exact form", Self { exact: 0.0, ..whole }),
            ("no nearness", Self { nearness: 0.0, ..whole }),
            ("common words weigh", Self { common: 1.0, ..whole }),
            ("no kind of finding", Self { kind: 0.0, ..whole }),
            ("no kind of document", Self { document: 0.0, ..whole }),
            ("other names weigh as much", Self { also: 1.0, ..whole }),
            ("names of bodies and years are words", Self { about: 0.0, ..whole }),
        ]
    }
}

/// English words that carry no topic, sorted.
const COMMON: [&str; 121] = [
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "anyone",
    "are", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both",
    "but", "by", "can", "could", "did", "do", "does", "doing", "done", "during", "each", "for",
    "from", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "just", "many", "may", "me", "might", "more", "most",
    "much", "must", "my", "no", "nor", "not", "of", "off", "on", "only", "or", "other", "our",
    "out", "own", "same", "she", "should", "so", "some", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under",
    "until", "up", "upon", "very", "was", "we", "were", "what", "when", "where", "whether",
    "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would",
    "you", "your",
];

/// Whether a folded word carries no topic of its own.
pub(crate) fn is_common(folded: &str) -> bool {
    COMMON.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_found() {
        assert!(COMMON.is_sorted());
        assert!(is_common("what") && is_common("a") && is_common("your") && !is_common("vetting"));
    }

    #[test]
    fn numbers_are_set_by_name() {
        let set: Ranking = "length=0.5,exact=0".parse().unwrap();
        assert_eq!(set, Ranking { length: 0.5, exact: 0.0, ..Ranking::default() });
        for wrong in ["width=1", "length", "length=wide", "length=-1", "length=NaN"] {
            assert!(wrong.parse::<Ranking>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_ablation_differs_from_the_whole() {
        let all = Ranking::ablations();
        assert!(all.iter().skip(1).all(|(_, ranking)| *ranking != all[0].1));
    }
}
