//! Names and their normal forms.

use memchr::memchr2_iter;

/// Lower case, `&` as `and`, dashes as spaces, straight apostrophes, single spaces, no leading `the`.
pub(crate) fn normal(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    let mut parted = false;
    for c in name.chars() {
        let space = matches!(c, '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}');
        if space || c == '&' || c.is_whitespace() {
            if c == '&' && !plain.is_empty() {
                plain.push(' ');
            }
            if c == '&' {
                plain.push_str("and");
            }
            parted = true;
            continue;
        }
        if parted && !plain.is_empty() {
            plain.push(' ');
        }
        parted = false;
        match c {
            '\u{2018}' | '\u{2019}' => plain.push('\''),
            _ if c.is_ascii() => plain.push(c.to_ascii_lowercase()),
            _ => plain.extend(c.to_lowercase()),
        }
    }
    if plain.starts_with("the ") {
        plain.drain(.."the ".len());
    }
    plain
}

/// What a name ends with when it says what sort of body it is.
const SORTS: [&str; 12] = [
    " County Fire and Rescue Service",
    " Fire and Rescue Service",
    " Fire and Rescue",
    " Fire Brigade",
    " Fire Service",
    " Police Service",
    " Constabulary",
    " Police",
    " Fire & Rescue Service",
    " FRS",
    " Fire",
    " ROCU",
];

/// The place in a full name: `Kent` of `Kent Fire and Rescue Service`.
pub(super) fn place_of(name: &str) -> Option<String> {
    let place = SORTS.iter().find_map(|sort| name.strip_suffix(sort))?;
    let place = place.strip_prefix("Heddlu ").unwrap_or(place).trim();
    let known = !matches!(
        place,
        "British Transport" | "Ministry of Defence" | "Royal Military" | "Royal Navy"
    );
    (known && !place.is_empty()).then(|| place.to_owned())
}

/// Whether a name of a body in these rows may have `name`, which is not empty, for its normal form. No name is missed, and few
/// words are taken for one: it is a name where one begins as it does and goes on with its second word, or with what sort of body
/// it is, which may be written otherwise or left out.
pub(super) fn may_be_in(rows: &str, name: &str) -> bool {
    // An `and` may be written as `&`: what comes after it tells names apart.
    let is_and = |word: &&str| word.is_empty() || word.eq_ignore_ascii_case("and");
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let first = words.next().unwrap_or_default();
    let (second, ends_with_and) =
        (words.clone().find(|word| !is_and(word)), name.ends_with(" and"));
    // An `&` is written out, and what is not ASCII may be written in capitals.
    if matches!(first, "" | "and") {
        return true;
    }
    let is_sort = |word: &str| SORTS.iter().any(|sort| begins(sort.trim_start(), word));
    // To the end of the name: where more comes, as in `Police Service of`, the sort is a part of it that is never left out.
    let says_only_sort = |name: &str| {
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.all(|word| {
            SORTS.iter().any(|sort| sort.split(' ').any(|it| it.eq_ignore_ascii_case(word)))
        })
    };
    let starts =
        |at: usize| begins(rows.get(at..).unwrap_or_default(), first) && is_start(rows, at);
    let letter = first.as_bytes().first().copied().unwrap_or_default();
    let (small, capital) = (letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
    memchr2_iter(small, capital, rows.as_bytes()).filter(|at| starts(*at)).any(|at| {
        let rest = rows.get(at + first.len()..).unwrap_or_default();
        let name = rest.split([',', ';', '\n', '\r', '"']).next().unwrap_or_default();
        let mut after = name.split(|c: char| !c.is_ascii_alphanumeric());
        let next = after.find(|word| !is_and(word)).unwrap_or_default();
        match second {
            _ if is_sort(next) && says_only_sort(name) => true,
            None => {
                ends_with_and || rest.is_empty() || rest.starts_with([',', ';', '\n', '\r', '"'])
            }
            Some(second) => is_sort(second) || next.eq_ignore_ascii_case(second),
        }
    })
}

/// Whether `text` begins with the word, in whichever case.
fn begins(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let bound = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    !word.is_empty()
        && text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        && bound(text.get(word.len()))
}

/// Whether a name may begin at this place of a row: after what parts names, or after what is left out before one.
fn is_start(rows: &str, at: usize) -> bool {
    let before = rows.get(..at).unwrap_or_default().trim_end_matches([' ', '-', '_', '\t']);
    let last = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    before.is_empty()
        || before.ends_with([',', ';', '\n', '"'])
        || ["the", "heddlu"].iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// The ways a fire service's name is written.
pub(super) fn fire_spellings(name: &str) -> Vec<String> {
    let Some(place) = place_of(name) else { return Vec::new() };
    [
        "Fire and Rescue Service",
        "Fire & Rescue Service",
        "Fire and Rescue",
        "Fire & Rescue",
        "FRS",
        "Fire Authority",
        "Fire and Rescue Authority",
    ]
    .iter()
    .map(|sort| format!("{place} {sort}"))
    .collect()
}

/// True if the name says what sort of body it is, so that it cannot be a mere place.
pub(super) fn says_sort(name: &str) -> bool {
    const WORDS: [&str; 14] = [
        "police",
        "constabulary",
        "fire",
        "frs",
        "rocu",
        "unit",
        "agency",
        "authority",
        "force",
        "customs",
        "heddlu",
        "enforcement",
        "brigade",
        "yard",
    ];
    let plain = normal(name);
    plain.split(' ').any(|word| WORDS.contains(&word)) || is_acronym(name)
}

/// True for `BTP`, `ERSOU`, `CoLP`: at least two capitals and no space.
pub(super) fn is_acronym(name: &str) -> bool {
    !name.contains(' ')
        && name.chars().filter(char::is_ascii_uppercase).count() >= 2
        && !name.contains('-')
}

/// Up to three of `names` within a third of the length of `wanted`, closest first.
pub(crate) fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let most = (wanted.chars().count() / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let plain = normal(name);
            let distance = edit_distance(wanted, &plain);
            let starts = wanted.len() >= 3 && plain.starts_with(wanted);
            (distance <= most || starts).then_some((if starts { 0 } else { distance }, name))
        })
        .collect();
    near.sort();
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, in characters.
pub(crate) fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn names_that_mean_the_same_are_normally_the_same() {
        for (name, expected) in [
            ("Devon & Cornwall", "devon and cornwall"),
            ("Devon&Cornwall", "devon and cornwall"),
            (" The  Met ", "met"),
            ("the", "the"),
            ("hampshire-and-isle_of\u{2011}wight", "hampshire and isle of wight"),
            ("King\u{2019}s", "king's"),
            ("& Sons &", "and sons and"),
            ("\u{c9}ire\u{a0}Police", "\u{e9}ire police"),
            ("", ""),
        ] {
            assert_eq!(normal(name), expected, "{name}");
        }
    }
}
