//! Tables for a pipe.

use super::{Table, tame};

/// The table as tab-separated values, a head line first: untruncated, absent values empty, tabs and line ends
/// within values made spaces.
#[must_use]
pub fn render(table: &Table) -> String {
    let heads = table.heads().iter().map(|head| tame(&head.name));
    let mut text = heads.collect::<Vec<_>>().join("\t");
    text.push('\n');
    text + &rows(table)
}

/// The rows alone.
#[must_use]
pub fn rows(table: &Table) -> String {
    let mut text = String::new();
    for row in table.rows() {
        let values = row.iter().map(|value| value.as_deref().map(tame).unwrap_or_default());
        text.push_str(&values.collect::<Vec<_>>().join("\t"));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Table, render};

    #[test]
    fn a_row_is_a_line_whatever_its_values() {
        let mut table = Table::new(["text", "#n"]);
        table.push(vec![Some("two\nlines\tand a tab".into()), None]);
        assert_eq!(render(&table), "text\tn\ntwo lines and a tab\t\n");
    }
}
