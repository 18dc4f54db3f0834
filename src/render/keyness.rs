//! Keywords as a table.

use super::Table;
use crate::analyse::{Keyness, Keyword};

/// The keywords of the target, then those of the reference. `per_m` are occurrences in a million tokens.
#[must_use]
pub fn table(keyness: &Keyness) -> Table {
    let mut table = Table::new([
        "term",
        "#g2",
        "#log_ratio",
        "#%diff",
        "#target",
        "#per_m",
        "#inspections",
        "#dp",
        "#reference",
        "?#ref_per_m",
        "?#ref_inspections",
        "?#ref_dp",
        "?concordance",
    ]);
    for word in keyness.positive.iter().chain(&keyness.negative) {
        let [target, reference] = &word.sides;
        let per_million = |used: &crate::analyse::Use| decimals(used.share.per_million(), 0);
        table.push(vec![
            Some(word.term.clone()),
            decimals(Some(word.g2), 1),
            decimals(Some(word.log_ratio), 2),
            decimals(word.difference, 0),
            Some(target.share.n.to_string()),
            per_million(target),
            Some(target.inspections.to_string()),
            decimals(target.dp, 2),
            Some(reference.share.n.to_string()),
            per_million(reference),
            Some(reference.inspections.to_string()),
            decimals(reference.dp, 2),
            Some(command(word)),
        ]);
    }
    table
}

/// The command that shows every place of a term, for a shell.
#[must_use]
pub fn command(word: &Keyword) -> String {
    concordance(&word.query)
}

/// The command for the concordance of a query, quoted for a shell.
pub(crate) fn concordance(query: &str) -> String {
    format!("peelian concordance '{}'", query.replace('\'', "'\\''"))
}

/// The number with so many decimals; no `-0`.
pub(super) fn decimals(value: Option<f64>, places: usize) -> Option<String> {
    let text = format!("{:.places$}", value?);
    let is_zero = text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.'));
    Some(if is_zero { text.trim_start_matches('-').to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::{concordance, decimals};

    #[test]
    fn a_command_survives_the_shell_and_numbers_have_no_negative_nought() {
        assert_eq!(concordance("=it's x"), "peelian concordance '=it'\\''s x'");
        assert_eq!(decimals(Some(-0.04), 1).as_deref(), Some("0.0"));
        assert_eq!(decimals(Some(-1.26), 1).as_deref(), Some("-1.3"));
        assert_eq!(decimals(None, 1), None);
    }
}
