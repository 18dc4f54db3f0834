//! What `fetch` did, as a table.

use super::Table;
use crate::fetch::Fetched;

/// A row an address.
#[must_use]
pub fn table(all: &[Fetched]) -> Table {
    let mut table = Table::new(["outcome", "status", "bytes", "file", "url", "reason"]);
    for one in all {
        let leads = |to: &String| format!("leads to {to}");
        table.push(vec![
            Some(one.outcome.slug().to_owned()),
            one.status.map(|status| status.to_string()),
            one.bytes.map(|bytes| bytes.to_string()),
            one.file.clone(),
            Some(one.url.clone()),
            one.reason.clone().or_else(|| one.final_url.as_ref().map(leads)),
        ]);
    }
    table
}
