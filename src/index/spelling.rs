//! British and American spellings meet: what is stemmed is always the British form.

use std::borrow::Cow;

/// Beginnings of words that differ, American and British.
const BEGINNINGS: [(&str, &str); 16] = [
    ("analyz", "analys"),
    ("behavior", "behaviour"),
    ("catalog", "catalogu"),
    ("center", "centre"),
    ("color", "colour"),
    ("counselor", "counsellor"),
    ("defense", "defence"),
    ("favor", "favour"),
    ("fulfill", "fulfil"),
    ("harbor", "harbour"),
    ("honor", "honour"),
    ("judgement", "judgment"),
    ("labor", "labour"),
    ("neighbor", "neighbour"),
    ("offense", "offence"),
    ("paralyz", "paralys"),
];

/// Endings with `z` where British spelling has `s`; only in words long enough not to be `size` or `prize`.
const Z_ENDINGS: [&str; 8] =
    ["ize", "ized", "izes", "izer", "izers", "izing", "ization", "izations"];

/// Shortest word whose `-ize` is an ending.
const SHORTEST_WITH_ENDING: usize = 7;

/// The British spelling of a folded word.
pub(crate) fn british(folded: &str) -> Cow<'_, str> {
    if let Some((american, british)) = BEGINNINGS.iter().find(|(us, _)| folded.starts_with(us))
        && !folded.starts_with(british)
        && !folded.starts_with("laboratory")
    {
        return Cow::Owned(format!("{british}{}", &folded[american.len()..]));
    }
    if folded.len() >= SHORTEST_WITH_ENDING
        && let Some(ending) = Z_ENDINGS.iter().find(|ending| folded.ends_with(*ending))
    {
        let at = folded.len() - ending.len() + 1;
        return Cow::Owned(format!("{}s{}", &folded[..at], &folded[at + 1..]));
    }
    Cow::Borrowed(folded)
}
