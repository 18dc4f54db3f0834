//! Words typed without the space between them: `vettingbacklog`, `stopandsearch`.

use crate::Result;
use crate::index::Index;

/// Letters of a run of words at least: below that nearly everything can be parted.
const LEAST: usize = 6;

/// Letters at most: beyond that it is no slip.
const MOST: usize = 48;

/// Words that are parted at most.
const MAX_WORDS: usize = 4;

/// The likeliest words that `typed` consists of, by how many records hold each (Norvig 2009); `None` if it is no run
/// of words of the index.
pub(super) fn parted(index: &Index, typed: &str) -> Result<Option<Vec<String>>> {
    let letters: Vec<char> = typed.chars().collect();
    if !(LEAST..=MOST).contains(&letters.len()) || !letters.iter().all(|c| c.is_alphabetic()) {
        return Ok(None);
    }
    let records = index.findings().max(1) as f32;
    // The best parting of each beginning: its likelihood and its words.
    let mut best: Vec<Option<(f32, Vec<String>)>> = vec![Some((0.0, Vec::new()))];
    for end in 1..=letters.len() {
        let mut found: Option<(f32, Vec<String>)> = None;
        for start in 0..end {
            let Some(Some((weight, words))) = best.get(start) else { continue };
            if words.len() == MAX_WORDS || end - start < 2 {
                continue;
            }
            let word: String = letters[start..end].iter().collect();
            let count = index.frequency(&word)?;
            if count == 0 {
                continue;
            }
            let weight = weight + (count as f32 / records).ln();
            if found.as_ref().is_none_or(|(least, _)| weight > *least) {
                let words = words.iter().cloned().chain([word]).collect();
                found = Some((weight, words));
            }
        }
        best.push(found);
    }
    let whole = best.pop().flatten().map(|(_, words)| words);
    Ok(whole.filter(|words| words.len() > 1))
}
