/// The candidate that `name` is a slip of: one or two letters wrong, or the beginning of one; `None` if none is near.
pub(super) fn closest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let allowed = if name.chars().count() < 4 { 1 } else { 2 };
    let near = candidates.clone().map(|candidate| (edits(name, candidate), candidate));
    near.filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
        .or_else(|| {
            let mut longer = candidates.filter(|candidate| candidate.starts_with(name));
            longer.next().filter(|_| name.len() > 1)
        })
}

/// Letters to insert, drop or replace to get from one word to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, a) in from.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(above + 1);
        for ((b, up), diagonal) in to.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(a != *b)).min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_finds_its_word_and_nothing_else() {
        let fields = ["force", "region", "year", "grade", "question", "id", "has"];
        for (name, expected) in [
            ("forse", Some("force")),
            ("gradee", Some("grade")),
            ("yaer", Some("year")),
            ("quest", Some("question")),
            ("ids", Some("id")),
            ("temperature", None),
            ("x", None),
        ] {
            assert_eq!(closest(name, fields.into_iter()), expected, "{name}");
        }
    }
}
