//! How far a typed word is from the one that was meant: slips of the fingers and of scanned pages cost less.
//!
//! An optimal string alignment distance in which an edit costs what it is unlikely: the channel model of Kernighan,
//! Church and Gale, *A spelling correction program based on a noisy channel model*, COLING 1990.

/// Neighbouring letters in each other's place.
const SWAPPED: f32 = 0.6;
/// A letter doubled, or a double letter typed once.
const DOUBLED: f32 = 0.5;
/// What a scan or its ligatures made of other letters.
const MISREAD: f32 = 0.6;
/// A key beside the one that was meant, instead of it or with it.
const BESIDE: f32 = 0.75;
/// A vowel for another: spelt by ear.
const VOWEL: f32 = 0.8;
/// A letter missing or too many.
const ONE: f32 = 1.0;
/// A letter for another that is neither like it nor near it.
const OTHER: f32 = 1.2;
/// What it costs on top that the first letter is wrong: it seldom is.
const FIRST: f32 = 0.4;

/// The rows of a United Kingdom keyboard; a key touches those beside it and above and below it.
const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Pages that are tried for one word.
const MOST_PAGES: usize = 8;

/// Places in a word at which a ligature is tried.
const MOST_GAPS: usize = 32;

/// What a scan shows, and what the page has.
const MISREADINGS: [(&str, &str); 24] = [
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("vv", "w"),
    ("w", "vv"),
    ("ii", "u"),
    ("li", "h"),
    ("1", "l"),
    ("1", "i"),
    ("l", "i"),
    ("i", "l"),
    ("0", "o"),
    ("5", "s"),
    ("c", "e"),
    ("e", "c"),
    ("", "fi"),
    ("", "fl"),
    ("", "ff"),
    ("", "ffi"),
    ("f", "fi"),
    ("f", "fl"),
    ("f", "ff"),
    ("f", "ffi"),
];

/// The cost of having typed `typed` for `meant`, both folded; 0 for the same, about 1 for a slip, above 2 for no slip.
pub(super) fn cost(typed: &str, meant: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let mut table: Vec<Vec<f32>> = Vec::with_capacity(a.len() + 1);
    for i in 0..=a.len() {
        let mut row: Vec<f32> = Vec::with_capacity(b.len() + 1);
        for j in 0..=b.len() {
            let best = best(&table, &row, &a[..i], &b[..j]);
            row.push(best);
        }
        table.push(row);
    }
    table.last().and_then(|row| row.last()).copied().unwrap_or(0.0)
}

/// What may have stood on the page that a scan read as `typed`: one misreading undone.
pub(super) fn pages(typed: &str) -> Vec<String> {
    let undone = MISREADINGS.iter().filter(|(shown, there)| {
        !shown.is_empty() && shown.len() != there.len() && !there.starts_with('f')
    });
    let mut pages: Vec<String> = undone
        .flat_map(|(shown, there)| {
            typed.match_indices(shown).map(move |(at, _)| {
                format!("{}{there}{}", &typed[..at], &typed[at + shown.len()..])
            })
        })
        .collect();
    pages.truncate(MOST_PAGES);
    pages
}

/// `typed` with a ligature put back where a page may have lost one, as in `ofcer` for `officer`.
pub(super) fn with_ligatures(typed: &str) -> Vec<String> {
    let gaps = typed.char_indices().map(|(at, _)| at).chain([typed.len()]).take(MOST_GAPS);
    gaps.flat_map(|at| {
        let (before, after) = typed.split_at(at);
        // The letter `f` may be what is left of it.
        let before = before.strip_suffix('f').unwrap_or(before);
        ["fi", "fl", "ff", "ffi", "ffl"].map(|lost| format!("{before}{lost}{after}"))
    })
    .collect()
}

/// The least cost of the beginnings `a` and `b`, from those of shorter ones.
fn best(table: &[Vec<f32>], row: &[f32], a: &[char], b: &[char]) -> f32 {
    let (i, j) = (a.len(), b.len());
    if i == 0 && j == 0 {
        return 0.0;
    }
    let at = |up: usize, left: usize| -> f32 {
        match (i.checked_sub(up), j.checked_sub(left)) {
            (Some(_), Some(column)) if up == 0 => row.get(column).copied(),
            (Some(line), Some(column)) => table.get(line).and_then(|row| row.get(column)).copied(),
            _ => None,
        }
        .unwrap_or(f32::INFINITY)
    };
    let first = |cost: f32| if i.min(j) <= 1 && i.max(j) <= 2 { cost + FIRST } else { cost };
    let mut least = f32::INFINITY;
    if let (Some(x), Some(y)) = (a.last(), b.last()) {
        let change = if x == y { 0.0 } else { first(replaced(*x, *y)) };
        least = least.min(at(1, 1) + change);
    }
    if let Some(x) = a.last() {
        least = least.min(at(1, 0) + first(too_many(&a[..i - 1], *x)));
    }
    if let Some(y) = b.last() {
        least = least.min(at(0, 1) + first(missing(&b[..j - 1], *y)));
    }
    if let ([.., p, q], [.., r, s]) = (a, b)
        && p == s
        && q == r
    {
        least = least.min(at(2, 2) + SWAPPED);
    }
    for (shown, there) in MISREADINGS {
        if ends(a, shown) && ends(b, there) {
            least = least.min(at(shown.len(), there.len()) + MISREAD);
        }
    }
    least
}

fn ends(word: &[char], ending: &str) -> bool {
    word.len() >= ending.len()
        && word.iter().rev().zip(ending.chars().rev()).all(|(have, want)| *have == want)
}

fn replaced(typed: char, meant: char) -> f32 {
    if are_beside(typed, meant) {
        return BESIDE;
    }
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    if vowel(typed) && vowel(meant) { VOWEL } else { OTHER }
}

fn too_many(before: &[char], typed: char) -> f32 {
    match before.last() {
        Some(&last) if last == typed => DOUBLED,
        Some(&last) if are_beside(last, typed) => BESIDE,
        _ => ONE,
    }
}

fn missing(before: &[char], meant: char) -> f32 {
    if before.last() == Some(&meant) { DOUBLED } else { ONE }
}

/// True for keys that touch each other.
fn are_beside(a: char, b: char) -> bool {
    let place = |c: char| {
        ROWS.iter().enumerate().find_map(|(row, keys)| {
            let column = keys.iter().position(|key| char::from(*key) == c)?;
            // Each row stands half a key further to the right than the one above.
            Some((row, 2 * column + row))
        })
    };
    let (Some((row, x)), Some((other, y))) = (place(a), place(b)) else { return false };
    match row.abs_diff(other) {
        0 => x.abs_diff(y) == 2,
        1 => x.abs_diff(y) <= 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{are_beside, cost};

    #[test]
    fn likely_slips_cost_less_than_unlikely_ones() {
        for (typed, likely, unlikely) in [
            ("vetitng", "vetting", "vesting"),
            ("backlgo", "backlog", "backlot"),
            ("comittee", "committee", "comity"),
            ("forcw", "force", "forch"),
            ("govemance", "governance", "govemanve"),
            ("ofcer", "officer", "ofter"),
            ("1eadership", "leadership", "readership"),
            ("seperate", "separate", "seperatz"),
            ("dear", "clear", "zear"),
        ] {
            let (near, far) = (cost(typed, likely), cost(typed, unlikely));
            assert!(near < far, "{typed}: {likely} {near}, {unlikely} {far}");
            assert!(near <= 1.0, "{typed}: {likely} {near}");
        }
    }

    #[test]
    fn a_word_is_no_distance_from_itself_and_far_from_another() {
        for word in ["", "vetting", "f", "\u{e9}"] {
            assert!(cost(word, word) == 0.0, "{word}");
        }
        assert!(cost("vetting", "custody") > 4.0);
        assert!(cost("", "ab") > 1.0 && cost("ab", "").is_finite());
        // The same slip costs more at the first letter.
        assert!(cost("betting", "vetting") > cost("vettinh", "vetting"));
    }

    #[test]
    fn keys_that_touch_are_beside_each_other() {
        for (a, b, beside) in [
            ('g', 'h', true),
            ('g', 't', true),
            ('g', 'b', true),
            ('g', 'k', false),
            ('q', 'z', false),
        ] {
            assert_eq!(are_beside(a, b), beside, "{a} {b}");
        }
    }
}
