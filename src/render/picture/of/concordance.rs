//! A page of a concordance as a matrix: a row a word, a column a place before or behind what was asked for.

use crate::analyse::{Concordance, ConcordanceRequest, Placed, placed};
use crate::render::picture::{Cell, Form, Grid, Picture, label};
use crate::render::{plural, thousands};

/// Places on either side.
const REACH: usize = 3;
/// Rows at most.
const WORDS: usize = 12;

/// The words that stand around the middle of the lines shown, the most frequent first; those of one line only are left
/// out.
#[must_use]
pub fn concordance(request: &ConcordanceRequest, found: &Concordance) -> Picture {
    let all = placed(&found.lines, REACH);
    let again = all.iter().filter(|word| word.sum() > 1).count();
    let words: Vec<&Placed> = all.iter().filter(|word| word.sum() > 1).take(WORDS).collect();
    let most = words.iter().flat_map(|word| &word.places).max().copied().unwrap_or(1).max(1);
    let cell = |n: &u64| Cell::amount(&thousands(*n), &thousands(*n), *n as f64 / most as f64);
    let columns = (1..=REACH).rev().map(|away| format!("{away} before"));
    let columns = columns.chain((1..=REACH).map(|away| format!("{away} behind")));
    let lines = found.lines.len() as u64;
    let of = if lines < found.total {
        format!("{} of {}", thousands(lines), plural(found.total, "line"))
    } else {
        plural(lines, "line")
    };
    let once = all.len() - again;
    let notes = [
        Some("A number is how many lines have the word at that place".to_owned()),
        super::hidden(words.len(), again as u64, "word"),
        (once > 0).then(|| format!("{} of one place only left out", plural(once as u64, "word"))),
    ];
    Picture {
        title: label(&super::asked("Words around", Some(&request.query), &request.filters)),
        figures: format!(
            "{of}, in {} of {} under these filters",
            thousands(found.matching.findings),
            plural(found.of.findings, "finding")
        ),
        form: Form::Grid(Grid {
            row: "word".to_owned(),
            column: "place".to_owned(),
            unit: "lines".to_owned(),
            rows: words.iter().map(|word| label(&word.word)).collect(),
            columns: columns.collect(),
            breaks: vec![REACH],
            cells: words.iter().map(|word| word.places.iter().map(cell).collect()).collect(),
        }),
        notes: notes.into_iter().flatten().collect(),
    }
}
