//! What changed in the lines of an answer since it was given last.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Table, plural};

/// The answer to a question, twice: as JSON lines and as rows under heads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Its JSON lines, without the summary.
    pub json: Vec<String>,
    /// The heads of its rows; none where it is no single table.
    pub heads: String,
    /// Its rows, separated by tabs.
    pub rows: Vec<String>,
}

/// What is new and what is gone, each in the order of its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// JSON lines that are new.
    pub new: Vec<String>,
    /// JSON lines that are gone.
    pub gone: Vec<String>,
    /// Both as a table: the rows where their heads are the same, else the lines.
    pub table: Table,
}

impl Lines {
    /// Reads what a question wrote as JSON Lines and as TSV.
    #[must_use]
    pub fn read(json: &str, tsv: &str) -> Self {
        let is_data = |line: &&str| {
            let line: Option<Value> = serde_json::from_str(line).ok();
            line.is_some_and(|line| line["type"] != "summary")
        };
        let mut rows = tsv.lines().map(str::to_owned);
        let heads = rows.next().unwrap_or_default();
        let rows: Vec<String> = rows.collect();
        let width = |row: &str| row.split('\t').count();
        let is_table = rows.iter().all(|row| width(row) == width(&heads));
        Self {
            json: json.lines().filter(is_data).map(str::to_owned).collect(),
            heads: if is_table { heads } else { String::new() },
            rows: if is_table { rows } else { Vec::new() },
        }
    }

    /// As it is kept until next time.
    #[must_use]
    pub fn kept(&self) -> BTreeMap<String, Option<String>> {
        let json = self.json.iter().map(|line| format!("json {line}"));
        let rows = self.rows.iter().map(|row| format!("row {row}"));
        let heads = std::iter::once(format!("heads {}", self.heads));
        json.chain(rows).chain(heads).map(|line| (line, None)).collect()
    }

    /// What changed since `before` was [kept](Self::kept).
    #[must_use]
    pub fn since(&self, before: &BTreeMap<String, Option<String>>) -> Changes {
        let then = |mark: &str| -> BTreeSet<&str> {
            before.keys().filter_map(|line| line.strip_prefix(mark)).collect()
        };
        let (json, rows) = (then("json "), then("row "));
        let same_heads = !self.heads.is_empty() && then("heads ").contains(self.heads.as_str());
        let (new, gone) = (added(&self.json, &json), removed(&self.json, &json));
        let table = if same_heads {
            let heads = std::iter::once("news").chain(self.heads.split('\t'));
            let cells = |row: &str| row.split('\t').map(value).collect();
            told(Table::new(heads), &added(&self.rows, &rows), &removed(&self.rows, &rows), cells)
        } else {
            told(Table::new(["news", "line"]), &new, &gone, |line| vec![value(line)])
        };
        Changes { new, gone, table }
    }
}

fn value(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn added(now: &[String], then: &BTreeSet<&str>) -> Vec<String> {
    now.iter().filter(|line| !then.contains(line.as_str())).cloned().collect()
}

fn removed(now: &[String], then: &BTreeSet<&str>) -> Vec<String> {
    let now: BTreeSet<&str> = now.iter().map(String::as_str).collect();
    then.difference(&now).map(ToString::to_string).collect()
}

fn told(
    mut table: Table,
    new: &[String],
    gone: &[String],
    cells: impl Fn(&str) -> Vec<Option<String>>,
) -> Table {
    for (news, lines) in [("new", new), ("gone", gone)] {
        for line in lines {
            let mut row = vec![Some(news.to_owned())];
            row.extend(cells(line));
            table.push(row);
        }
    }
    table
}

/// How much changed, of how many lines: a sentence for a person.
#[must_use]
pub fn summary(changes: Option<&Changes>, lines: &Lines, asked: &str, peek: bool) -> String {
    let all = plural(lines.json.len() as u64, "line");
    match changes {
        Some(changes) => {
            let (new, gone) = (changes.new.len(), changes.gone.len());
            format!("{new} new and {gone} gone, of {all} that `{asked}` gives")
        }
        None if peek => {
            format!("{all} of `{asked}`, watched for the first time: `--peek` marks nothing")
        }
        None => format!(
            "{all} of `{asked}`, watched for the first time: from now on what changes is shown"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    const JSON: &str = "{\"type\":\"count\",\"grade\":\"good\",\"n\":2}\n{\"type\":\"count\",\"grade\":null,\"n\":1}\n{\"type\":\"summary\",\"total\":3}\n";
    const ROWS: &str = "grade\tjudgments\ngood\t2\n\t1\n";

    #[test]
    fn lines_that_came_and_went_are_told_and_a_summary_is_no_line() {
        let then = Lines::read(JSON, ROWS);
        assert_eq!((then.json.len(), then.heads.as_str()), (2, "grade\tjudgments"));
        let kept = then.kept();
        assert!(then.since(&kept).table.is_empty());
        let now =
            Lines::read(&JSON.replace("\"n\":2", "\"n\":3"), &ROWS.replace("good\t2", "good\t3"));
        let changes = now.since(&kept);
        assert_eq!((changes.new.len(), changes.gone.len()), (1, 1));
        let text = |cell: &str| Some(cell.to_owned());
        assert_eq!(
            changes.table.rows(),
            [
                vec![text("new"), text("good"), text("3")],
                vec![text("gone"), text("good"), text("2")]
            ]
        );
        let other = Lines::read(JSON, "grade\tforce\tjudgments\ngood\tkent\t2\n");
        assert!(other.since(&kept).table.is_empty(), "other heads: the lines are compared");
        assert_eq!(Lines::read(JSON, "a\tb\n1\t2\nno table\n").heads, "");
    }
}
