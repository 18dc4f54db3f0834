//! What returns, as a matrix: a row a chain, a column a cycle, in each cell the forces that have it.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyse::{Chain, Recurring, RecurringRequest};
use crate::render::picture::{Cell, Form, Grid, Picture, label};
use crate::render::{plural, recurring as sheet, thousands};
use crate::report::Cycle;

/// Words of a chain that name its row.
const WORDS: usize = 12;

/// The chains in the order of the table.
#[must_use]
pub fn recurring(request: &RecurringRequest, found: &Recurring) -> Picture {
    let members = found.chains.iter().flat_map(|chain| &chain.members);
    let cycles: BTreeSet<Cycle> = members.filter_map(|member| member.finding.cycle).collect();
    let rows: Vec<BTreeMap<Cycle, BTreeSet<String>>> = found.chains.iter().map(by_cycle).collect();
    let most = rows.iter().flat_map(BTreeMap::values).map(BTreeSet::len).max().unwrap_or(1).max(1);
    let cells = rows.iter().map(|row| {
        let cell = |cycle: &Cycle| {
            let n = row.get(cycle).map_or(0, BTreeSet::len);
            Cell::amount(&n.to_string(), &plural(n as u64, "force"), n as f64 / most as f64)
        };
        cycles.iter().map(cell).collect()
    });
    let name = |(number, chain): (usize, &Chain)| {
        let classes: Vec<&str> = chain.classes.iter().map(|class| class.slug()).collect();
        format!("{number} {} ({})", opening(chain), classes.join(", "))
    };
    let hidden = super::hidden(found.chains.len(), found.total, "chain");
    Picture {
        title: label(&super::asked("What comes back", request.query.as_ref(), &request.filters)),
        figures: format!(
            "{}: {}; {} of {} stand in a chain, of {} and {}",
            plural(found.total, "chain"),
            sheet::totals(found),
            thousands(found.recurring),
            plural(found.findings, "finding"),
            plural(found.forces, "force"),
            plural(found.cycles, "cycle")
        ),
        form: Form::Grid(Grid {
            row: "chain".to_owned(),
            column: "cycle".to_owned(),
            unit: "forces".to_owned(),
            rows: (1..).zip(&found.chains).map(|it| label(&name(it))).collect(),
            columns: cycles.iter().map(ToString::to_string).collect(),
            breaks: Vec::new(),
            cells: cells.collect(),
        }),
        notes: ["A number is how many forces of this corpus have it in that cycle".to_owned()]
            .into_iter()
            .chain(hidden)
            .collect(),
    }
}

/// The bodies that have it, by cycle.
fn by_cycle(chain: &Chain) -> BTreeMap<Cycle, BTreeSet<String>> {
    let mut found: BTreeMap<Cycle, BTreeSet<String>> = BTreeMap::new();
    for member in &chain.members {
        if let (Some(cycle), Some(force)) = (member.finding.cycle, &member.finding.force) {
            found.entry(cycle).or_default().insert(force.key());
        }
    }
    found
}

/// The first words of its first member.
fn opening(chain: &Chain) -> String {
    let text = chain.members.first().map_or("", |member| member.finding.text.as_str());
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..WORDS) {
        Some(first) if words.len() > WORDS => format!("{} …", first.join(" ")),
        _ => words.join(" "),
    }
}
