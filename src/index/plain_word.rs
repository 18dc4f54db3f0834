//! Folding of plain words, sixteen bytes at a time.

use super::scan::Chain;

/// A word of at most sixteen ASCII letters and digits in lower case: most words are, and sixteen bytes are folded at once.
pub(super) struct PlainWord {
    letters: [u8; Self::MOST],
    length: usize,
}

impl PlainWord {
    const MOST: usize = size_of::<u128>();

    /// The one word of a chain that is plain; `None` for a longer one, and near the end of the text.
    pub(super) fn of(text: &str, chain: &Chain) -> Option<Self> {
        // Sets the bit that small letters have and capitals lack; digits have it.
        const SMALL: u128 = u128::from_ne_bytes([0x20; PlainWord::MOST]);
        let (start, end) = chain.words()[0];
        let length = Some(end - start).filter(|length| *length <= Self::MOST)?;
        let letters = text.as_bytes().get(start..start + Self::MOST)?;
        let letters = u128::from_ne_bytes(<[u8; Self::MOST]>::try_from(letters).ok()?) | SMALL;
        Some(Self { letters: letters.to_ne_bytes(), length })
    }

    /// The word.
    pub(super) fn text(&self) -> &str {
        let letters = self.letters.get(..self.length).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}
