//! British and American spellings meet: what is stemmed is always the British form.

use std::borrow::Cow;

/// Beginnings of words that differ, American and British.
const BEGINNINGS: [(&str, &str); 17] = [
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
    ("program", "programme"),
];

/// Endings with `z` where British spelling has `s`; only in words long enough not to be `size` or `prize`.
const Z_ENDINGS: [&str; 8] =
    ["ize", "ized", "izes", "izer", "izers", "izing", "ization", "izations"];

/// Shortest word whose `-ize` is an ending.
const SHORTEST_WITH_ENDING: usize = 7;

/// A folded word in every spelling that has its stem: as it is, British, American. Of words that only look as if they
/// had two spellings (`advise`) one is in no text.
pub(crate) fn ways_to_spell(folded: &str) -> Vec<String> {
    let british = british(folded).into_owned();
    let american = american(&british);
    let mut ways = vec![folded.to_owned(), british];
    ways.extend(american);
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// The American spelling of a word in British spelling, if it has another.
fn american(folded: &str) -> Option<String> {
    if let Some((american, british)) = BEGINNINGS.iter().find(|(_, gb)| folded.starts_with(gb)) {
        return Some(format!("{american}{}", &folded[british.len()..]));
    }
    let ending = Z_ENDINGS.iter().find(|ending| {
        folded.len() >= SHORTEST_WITH_ENDING && folded.ends_with(&ending.replacen('z', "s", 1))
    })?;
    Some(format!("{}{ending}", &folded[..folded.len() - ending.len()]))
}

/// The British spelling of a folded word.
pub(crate) fn british(folded: &str) -> Cow<'_, str> {
    if let Some((american, british)) = BEGINNINGS.iter().find(|(us, _)| folded.starts_with(us))
        && !folded.starts_with(british)
        && !["laboratory", "programm"].iter().any(|other| folded.starts_with(other))
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

#[cfg(test)]
mod tests {
    use super::ways_to_spell;

    #[test]
    fn a_word_has_the_same_spellings_from_either_side() {
        for (british, american) in [
            ("organised", "organized"),
            ("prioritisation", "prioritization"),
            ("behaviours", "behaviors"),
            ("offence", "offense"),
        ] {
            assert_eq!(ways_to_spell(british), ways_to_spell(american));
            assert!(ways_to_spell(british).contains(&american.to_owned()), "{american}");
        }
        assert_eq!(ways_to_spell("vetting"), ["vetting"]);
        assert_eq!(ways_to_spell("size"), ["size"]);
    }
}
