//! `docs/QUERY.md` is true: its queries can be read, its mistakes are refused in its words, it leaves nothing out.

use super::{FieldName, Node, parse};
use crate::report::{DocKind, FindingKind, Grade, Language, Programme};

const TEXT: &str = include_str!("../../docs/QUERY.md");

#[test]
fn every_query_shown_can_be_read() {
    let shown: Vec<String> = rows("query").iter().flat_map(|row| codes(cell(row, 0))).collect();
    assert!(shown.len() > 40, "only {} queries were found in the tables", shown.len());
    for query in shown {
        assert!(parse(&query).is_ok(), "{query}: {:?}", parse(&query));
    }
}

#[test]
fn what_is_said_to_be_the_same_is_the_same() {
    let meaning = |query: &str| parse(query).map(|query| query.without_spans().root).ok();
    let rows = rows("query | the same as");
    assert!(rows.len() > 3);
    for row in rows {
        let query = codes(cell(&row, 0)).remove(0);
        for other in codes(cell(&row, 1)) {
            assert_eq!(meaning(&other), meaning(&query), "{other}");
        }
    }
}

#[test]
fn every_mistake_shown_is_refused_in_these_words() {
    let rows = rows("typed");
    assert!(rows.len() > 5);
    for row in rows {
        let typed = codes(cell(&row, 0)).remove(0);
        let error = parse(&typed).expect_err(&typed);
        let said = cell(&row, 1).split(';').next().unwrap_or_default();
        assert_eq!(error.message, said, "{typed}");
    }
}

#[test]
fn every_field_and_its_example_is_described() {
    let rows = rows("field");
    let described: Vec<FieldName> =
        rows.iter().filter_map(|row| codes(cell(row, 0)).first()?.parse().ok()).collect();
    assert_eq!(described, FieldName::ALL);
    for (row, field) in rows.iter().zip(described) {
        for alias in codes(cell(row, 1)) {
            assert_eq!(alias.parse(), Ok(field), "{alias}");
        }
        for example in codes(cell(row, 3)) {
            let root = parse(&example).ok().and_then(|query| query.root);
            let is_test = matches!(root, Some(Node::Field(test)) if test.field == field);
            assert!(is_test, "{example}");
        }
    }
}

#[test]
fn every_fixed_value_is_listed() {
    let values = Grade::ALL.iter().map(|grade| grade.slug());
    let values = values.chain(FindingKind::ALL.iter().map(|kind| kind.slug()));
    let values = values.chain(DocKind::ALL.iter().map(|kind| kind.slug()));
    let values = values.chain(Language::ALL.iter().map(|language| language.code()));
    let values = values.chain(Programme::ALL.iter().map(|programme| programme.slug()));
    for value in values {
        assert!(TEXT.contains(&format!("`{value}`")), "{value}");
    }
}

/// The rows of every table whose first column is headed `head`.
fn rows(head: &str) -> Vec<String> {
    let mut within = false;
    let mut found = Vec::new();
    for line in TEXT.lines() {
        if line.starts_with(&format!("| {head} |")) {
            within = true;
        } else if !line.starts_with('|') {
            within = false;
        } else if within && !line.starts_with("|---") {
            found.push(line.replace("\\|", "\u{1}"));
        }
    }
    found
}

fn cell(row: &str, column: usize) -> &str {
    row.split('|').nth(column + 1).unwrap_or_default().trim()
}

/// What stands between backquotes.
fn codes(cell: &str) -> Vec<String> {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(|code| code.replace('\u{1}', "|")).collect()
}
