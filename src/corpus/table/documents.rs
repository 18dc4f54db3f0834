//! What tables supply for documents, by path, by file name or by address.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::FILE;
use super::rows::Rows;
use crate::corpus::supplied::{Given, take_fields};
use crate::corpus::{Skipped, Supplied};

/// Bytes of a table of documents at most.
pub(in crate::corpus) const MOST_BYTES: u64 = 64 << 20;

/// What the tables of a corpus say of its documents.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Documents {
    by_path: BTreeMap<String, Given>,
    /// By file name: the folder that the table lies in, the table, and what it gives.
    by_name: BTreeMap<String, Vec<(String, String, Given)>>,
    by_url: BTreeMap<String, Given>,
}

impl Documents {
    /// Adds what the table at `path` gives, and says what became of it.
    pub(in crate::corpus) fn read(&mut self, path: &str, csv: impl Read) -> Skipped {
        let mut failures = Vec::new();
        let unknown = self.read_rows(path, csv, &mut failures).unwrap_or_else(|why| {
            failures.push(why);
            Vec::new()
        });
        let mut reason = "what is supplied for documents: read with them".to_owned();
        if !unknown.is_empty() {
            reason.push_str(&format!("; columns without meaning: `{}`", unknown.join("`, `")));
        }
        let failed = !failures.is_empty();
        if failed {
            let more = failures.len().saturating_sub(3);
            let more = if more > 0 { format!("; {more} more") } else { String::new() };
            failures.truncate(3);
            reason = format!("{}{more}", failures.join("; "));
        }
        Skipped { path: path.to_owned(), reason, failed }
    }

    fn read_rows(
        &mut self,
        path: &str,
        csv: impl Read,
        failures: &mut Vec<String>,
    ) -> Result<Vec<String>, String> {
        let mut rows = Rows::new(csv)?;
        let header = rows.header.clone();
        let key =
            FILE.iter().chain(&["url"]).find_map(|name| header.iter().position(|c| c == name));
        let key = key.ok_or("no column names a document")?;
        let name = path.rsplit(['/', '!']).next().unwrap_or(path);
        while let Some(row) = rows.next()? {
            match row.cells {
                Ok(cells) => {
                    let Some(document) = cells.get(key).filter(|key| !key.is_empty()) else {
                        failures.push(format!("line {}: it names no document", row.line));
                        continue;
                    };
                    let mut given = Given::default();
                    let known = header.iter().zip(&cells).filter(|(column, _)| is_field(column));
                    let fields = known.map(|(column, cell)| (column.as_str(), Some(cell.clone())));
                    take_fields(&mut given, name, fields);
                    self.add(path, document, given);
                }
                Err(why) => failures.push(format!("line {}: {why}", row.line)),
            }
        }
        let is_unknown =
            |name: &String| !FILE.contains(&name.as_str()) && !is_field(name) && !name.is_empty();
        Ok(header.into_iter().filter(is_unknown).collect())
    }

    fn add(&mut self, table: &str, document: &str, given: Given) {
        if document.contains("://") {
            self.by_url.insert(normal_url(document), given);
            return;
        }
        let folder = table.rfind(['/', '!']).and_then(|at| table.get(..=at)).unwrap_or_default();
        let document = document.replace('\\', "/");
        let document = document.trim_start_matches("./");
        if !document.contains(['/', '!']) {
            let named = self.by_name.entry(document.to_owned()).or_default();
            named.push((folder.to_owned(), table.to_owned(), given.clone()));
        }
        self.by_path.insert(format!("{folder}{document}"), given);
    }

    /// What is given for the document at `path`; `url` is what is known of its address.
    pub(in crate::corpus) fn get(&self, path: &str, url: Option<&str>) -> Option<&Given> {
        let named = || {
            let name = path.rsplit(['/', '!']).next().unwrap_or(path);
            let tables = self.by_name.get(name)?.iter();
            let within = tables.filter(|(folder, ..)| path.starts_with(folder.as_str()));
            within.max_by_key(|(folder, ..)| folder.len()).map(|(.., given)| given)
        };
        let addressed = || self.by_url.get(&normal_url(url?));
        self.by_path.get(path).or_else(named).or_else(addressed)
    }

    /// Gives up file names that several documents have or none: which is meant nobody can tell.
    pub(in crate::corpus) fn settle<'a>(
        &mut self,
        paths: impl Iterator<Item = &'a str>,
    ) -> Vec<Skipped> {
        if self.by_path.is_empty() {
            return Vec::new();
        }
        let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths {
            known.entry(path.rsplit(['/', '!']).next().unwrap_or(path)).or_default().push(path);
        }
        let all: BTreeSet<&str> = known.values().flatten().copied().collect();
        let is_bare = |path: &str| {
            let name = path.rsplit(['/', '!']).next().unwrap_or(path);
            self.by_name.get(name).is_some_and(|tables| {
                tables.iter().any(|(folder, ..)| format!("{folder}{name}") == path)
            })
        };
        let gone =
            self.by_path.keys().filter(|path| !all.contains(path.as_str()) && !is_bare(path));
        let mut said: Vec<Skipped> = gone
            .map(|path| Skipped {
                path: path.clone(),
                reason: "named in a table but not there".to_owned(),
                failed: false,
            })
            .collect();
        for (name, tables) in &mut self.by_name {
            let same = known.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
            tables.retain(|(folder, table, _)| {
                // A document beside the table is the one that is meant.
                let beside = format!("{folder}{name}");
                if same.contains(&beside.as_str()) {
                    return false;
                }
                let within = same.iter().filter(|path| path.starts_with(folder.as_str())).count();
                let why = match within {
                    1 => return true,
                    0 => "names a document that is not there".to_owned(),
                    more => format!("names {more} documents at once: write their paths"),
                };
                let reason = format!("`{name}` {why}");
                said.push(Skipped { path: table.clone(), reason, failed: within > 1 });
                false
            });
        }
        said
    }
}

fn is_field(column: &str) -> bool {
    Supplied::default().field(column).is_some()
}

/// Addresses that differ in their scheme, fragment or last `/` only are one.
fn normal_url(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url).trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    format!("{}/{path}", host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Documents;

    #[test]
    fn a_row_is_found_by_path_by_name_and_by_address() {
        let mut documents = Documents::default();
        let csv = "file,year,colour\nx/a.txt,2014,red\nb.txt,2015,\ntwice.txt,2016,\ngone.txt,2016,\n,2017,\n";
        let said = documents.read("in/table.csv", csv.as_bytes());
        assert!(said.failed && said.reason.contains("line 6"), "{said:?}");
        documents.read("urls.csv", &b"url,year\nhttp://Example.org/a/,2013\n"[..]);
        let paths = ["in/x/a.txt", "in/y.zip!z/b.txt", "in/1/twice.txt", "in/2/twice.txt", "b.txt"];
        let said = documents.settle(paths.into_iter());
        let reasons: Vec<&str> = said.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "`gone.txt` names a document that is not there",
                "`twice.txt` names 2 documents at once: write their paths"
            ]
        );
        let year = |path: &str, url| {
            documents
                .get(path, url)
                .and_then(|given| given.supplied.year.clone())
                .unwrap_or_default()
        };
        assert_eq!(year("in/x/a.txt", None), "2014");
        assert_eq!(year("in/y.zip!z/b.txt", None), "2015");
        assert_eq!(year("b.txt", None), "", "it lies outside the folder of the table");
        assert_eq!(year("in/1/twice.txt", None), "");
        assert_eq!(year("c.txt", Some("https://example.org/a#top")), "2013");
    }
}
