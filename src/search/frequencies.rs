//! How many findings hold each word: here is an index, give me its words.

use crate::Result;
use crate::index::Index;

/// Letters that a word has at least.
const LEAST_LETTERS: usize = 3;

/// Every word of English letters as written, with the number of findings that hold it (of an index with deleted records
/// a little more), sorted.
///
/// # Errors
/// `IndexDamaged`, `Io`.
pub fn frequencies(index: &Index) -> Result<Vec<(String, u64)>> {
    let letters = |word: &str| {
        word.len() >= LEAST_LETTERS && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    index.words_like(index.fields().text_exact, "", letters, usize::MAX)
}
