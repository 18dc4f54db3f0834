//! Analyses of words as bars: keywords, collocates, runs of words, and the inspections that a word is spread over.

use super::{asked, hidden};
use crate::analyse::{
    Collocates, CollocatesRequest, Keyness, KeynessRequest, Keyword, Ngrams, Spread, SpreadPart,
};
use crate::query::{FieldTest, Query};
use crate::render::picture::{Amount, Bar, Bars, Form, Picture, label};
use crate::render::{plural, thousands};

/// Keywords by their log ratio, in the order of the table: to the right what the target has more of, to the left what it has
/// less of.
#[must_use]
pub fn keyness(request: &KeynessRequest, found: &Keyness) -> Picture {
    let bar = |word: &Keyword| {
        let [target, reference] = &word.sides;
        let (n, m) = (thousands(target.share.n), thousands(reference.share.n));
        let text = format!("{:.2} ({n} : {m})", word.log_ratio);
        Bar::new(&word.term, Amount::known(word.log_ratio, &text))
    };
    let bars: Vec<Bar> = found.positive.iter().chain(&found.negative).map(bar).collect();
    let reference = request.reference.as_ref().map(|query| query.text.trim().to_owned());
    let reference = reference.unwrap_or_else(|| "all other findings".to_owned());
    let [target, other] = &found.sides;
    let tokens = |n| plural(n, "token");
    let more = hidden(bars.len(), found.key.iter().sum(), "keyword");
    let notes = [
        "Beside each bar: occurrences in the target : in the reference".to_owned(),
        "Right of zero the target has more, left of it less; a step of 1 doubles the relative frequency".to_owned(),
    ];
    let title = format!("Words of {} against {reference}", request.target.text.trim());
    Picture {
        title: label(&asked(&title, None, &request.filters)),
        figures: format!(
            "{} of the target, {} of the reference",
            tokens(target.tokens),
            tokens(other.tokens)
        ),
        form: Form::Bars(Bars { of: "term".to_owned(), unit: "log ratio".to_owned(), bars }),
        notes: notes.into_iter().chain(more).collect(),
    }
}

/// Collocates by logDice, in the order of the table.
#[must_use]
pub fn collocates(request: &CollocatesRequest, found: &Collocates) -> Picture {
    let bars = found.rows.iter().map(|row| {
        let together = thousands(row.company.together);
        let of = thousands(row.company.collocate);
        let text = format!("{:.2} ({together} of {of})", row.log_dice());
        Bar::new(&row.word, Amount::known(row.log_dice(), &text))
    });
    let bars: Vec<Bar> = bars.collect();
    let notes =
        ["Beside each bar: logDice, and how many of its occurrences stand in the window"
            .to_owned()];
    let more = hidden(bars.len(), found.total, "collocate");
    Picture {
        title: label(&asked(
            "Words that keep company with",
            Some(&request.query),
            &request.filters,
        )),
        figures: format!(
            "{} beside {} in {} of {}",
            plural(found.total, "collocate"),
            plural(found.nodes, "occurrence"),
            thousands(found.matching.findings),
            plural(found.of.findings, "finding")
        ),
        form: Form::Bars(Bars { of: "collocate".to_owned(), unit: "logDice".to_owned(), bars }),
        notes: notes.into_iter().chain(more).collect(),
    }
}

/// Runs of words by their number.
#[must_use]
pub fn ngrams(query: Option<&Query>, filters: &[FieldTest], found: &Ngrams) -> Picture {
    let bars = found.rows.iter().map(|row| {
        let inspections = plural(row.inspections, "inspection");
        let text = format!("{} ({inspections})", thousands(row.share.n));
        Bar::new(&row.term, Amount::known(row.share.n as f64, &text))
    });
    let bars: Vec<Bar> = bars.collect();
    let title = if query.is_some() { "Runs of words in findings of" } else { "Runs of words" };
    Picture {
        title: label(&asked(title, query, filters)),
        figures: format!(
            "{} of {} reach the minima, in {} of {}",
            plural(found.total, "run"),
            plural(found.different, "different run"),
            plural(found.of.findings, "finding"),
            plural(found.of.inspections, "inspection")
        ),
        notes: hidden(bars.len(), found.total, "run").into_iter().collect(),
        form: Form::Bars(Bars { of: "run".to_owned(), unit: "occurrences".to_owned(), bars }),
    }
}

/// The parts that have most of a word for their size, `limit` of them.
#[must_use]
pub fn dispersion(query: &Query, filters: &[FieldTest], found: &Spread, limit: usize) -> Picture {
    let rate = |part: &SpreadPart| part.share.per_million().unwrap_or(0.0);
    let mut holding: Vec<&SpreadPart> = found.parts.iter().filter(|it| it.share.n > 0).collect();
    holding.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    let bars = holding.iter().take(limit).map(|part| {
        let names = [&part.force_name, &part.report, &part.year, &part.pillar];
        let name: Vec<&str> = names.into_iter().filter_map(|name| name.as_deref()).collect();
        let (n, of) = (thousands(part.share.n), thousands(part.share.of));
        let text = format!("{:.0} ({n} of {of} tokens)", rate(part));
        Bar::new(&name.join(", "), Amount::known(rate(part), &text))
    });
    let bars: Vec<Bar> = bars.collect();
    let measured = found.dispersion.map(|it| {
        let without = it.parts.saturating_sub(it.range);
        format!(
            "DP {:.3} over {}; {} have none of it",
            it.dp,
            plural(it.parts, "part"),
            thousands(without)
        )
    });
    let more = hidden(bars.len(), holding.len() as u64, "part");
    Picture {
        title: label(&asked("Where it stands most often:", Some(query), filters)),
        figures: format!(
            "{} in {}: {} of {}",
            plural(found.share.n, "occurrence"),
            plural(found.share.of, "token"),
            thousands(found.inspections),
            plural(found.of.inspections, "inspection")
        ),
        form: Form::Bars(Bars {
            of: "part".to_owned(),
            unit: "occurrences in a million tokens".to_owned(),
            bars,
        }),
        notes: measured.into_iter().chain(more).collect(),
    }
}
