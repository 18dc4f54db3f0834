//! Alignment of two texts: how much of one stands in the other, and which words stayed, went and came.

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// They stand in both.
    Kept,
    /// They stand in the earlier text only.
    Removed,
    /// They stand in the later text only.
    Added,
}

/// Words in a row of which the same became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of them.
    pub edit: Edit,
    /// The words as written, in the later text where they stand in both.
    pub text: String,
}

/// What a pair of equal words adds to an alignment, and what a word without a partner takes from it.
const MATCH: i32 = 2;
const GAP: i32 = -1;

/// Equal elements of the best local alignment of two sequences: Smith and Waterman 1981, with a linear gap, without
/// substitutions (two gaps stand for one).
pub(super) fn local(a: &[u64], b: &[u64]) -> usize {
    // Score and matches of the best alignment that ends at each place of `b`.
    let mut row = vec![(0, 0); b.len() + 1];
    let mut best = (0, 0);
    for x in a {
        let mut diagonal = (0, 0);
        for at in 1..=b.len() {
            let above = row[at];
            let mut cell = (0, 0);
            for (score, matches) in [above, row[at - 1]] {
                cell = cell.max((score + GAP, matches));
            }
            if *x == b[at - 1] {
                cell = cell.max((diagonal.0 + MATCH, diagonal.1 + 1));
            }
            diagonal = above;
            row[at] = if cell.0 > 0 { cell } else { (0, 0) };
            best = best.max(row[at]);
        }
    }
    best.1
}

/// The words that stayed, went and came from `earlier` to `later`: along a longest common subsequence of the words, which are
/// compared without case and signs.
pub(super) fn changes(earlier: &str, later: &str) -> Vec<Change> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (earlier.split_whitespace().collect(), later.split_whitespace().collect());
    let bare = |words: &[&str]| words.iter().map(|word| bare(word)).collect::<Vec<String>>();
    let (a, b) = (bare(&old), bare(&new));
    let common = common(&a, &b);
    let mut changes: Vec<Change> = Vec::new();
    let mut push = |edit: Edit, word: &str| match changes.last_mut() {
        Some(last) if last.edit == edit => {
            last.text.push(' ');
            last.text.push_str(word);
        }
        _ => changes.push(Change { edit, text: word.to_owned() }),
    };
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && a[i] == b[j] {
            push(Edit::Kept, new[j]);
            (i, j) = (i + 1, j + 1);
        } else if j >= new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            push(Edit::Removed, old[i]);
            i += 1;
        } else {
            push(Edit::Added, new[j]);
            j += 1;
        }
    }
    changes
}

/// Words of both that a subsequence can hold from each pair of places on.
fn common(a: &[String], b: &[String]) -> Vec<Vec<u32>> {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] = match a[i] == b[j] {
                true => table[i + 1][j + 1] + 1,
                false => table[i + 1][j].max(table[i][j + 1]),
            };
        }
    }
    table
}

fn bare(word: &str) -> String {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    if letters.is_empty() { word.to_owned() } else { letters.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_local_alignment_is_found() {
        let of = |text: &str| text.bytes().map(u64::from).collect::<Vec<u64>>();
        for (a, b, matches) in [
            ("abcdef", "xxabcdefyy", 6),
            ("abcdef", "abcxdef", 6),
            ("abcdef", "fedcba", 1),
            ("abc", "xyz", 0),
            ("", "abc", 0),
            // Going on over a gap of five would cost more than the two words are worth.
            ("abcd12", "abcdvwxyz12", 4),
        ] {
            assert_eq!(local(&of(a), &of(b)), matches, "{a} {b}");
            assert_eq!(local(&of(b), &of(a)), matches, "{b} {a}");
        }
    }

    #[test]
    fn changes_lead_from_one_text_to_the_other() {
        let shown = |earlier: &str, later: &str| {
            let sign = |change: &Change| match change.edit {
                Edit::Kept => change.text.clone(),
                Edit::Removed => format!("[-{}-]", change.text),
                Edit::Added => format!("{{+{}+}}", change.text),
            };
            changes(earlier, later).iter().map(sign).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            shown(
                "The force should cut its vetting backlog.",
                "The force should clear its backlog"
            ),
            "The force should [-cut-] {+clear+} its [-vetting-] backlog"
        );
        assert_eq!(shown("Same, words", "same words"), "same words");
        assert_eq!(shown("", "new"), "{+new+}");
    }

    proptest::proptest! {
        #[test]
        fn what_is_kept_and_removed_is_the_earlier_text(
            earlier in "[a-c ]{0,40}", later in "[a-c ]{0,40}"
        ) {
            let side = |edit: Edit| {
                let all = changes(&earlier, &later).into_iter();
                let side = all.filter(|change| change.edit == Edit::Kept || change.edit == edit);
                side.map(|change| change.text).collect::<Vec<_>>().join(" ")
            };
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            proptest::prop_assert_eq!(side(Edit::Removed), words(&earlier));
            proptest::prop_assert_eq!(side(Edit::Added), words(&later));
        }
    }
}
