//! Keywords as bars of their log ratio: to the right what the target has more of, to the left what it has less of.

use crate::analyse::{Keyness, KeynessRequest, Keyword};
use crate::render::picture::{Amount, Bar, Bars, Form, Picture, label};
use crate::render::{plural, thousands};

/// The keywords of the table, in its order.
#[must_use]
pub fn keyness(request: &KeynessRequest, found: &Keyness) -> Picture {
    let bar = |word: &Keyword| {
        let [target, reference] = &word.sides;
        let (n, m) = (thousands(target.share.n), thousands(reference.share.n));
        Bar::new(
            &word.term,
            Amount::known(word.log_ratio, &format!("{:.2} ({n} : {m})", word.log_ratio)),
        )
    };
    let bars: Vec<Bar> = found.positive.iter().chain(&found.negative).map(bar).collect();
    let reference = request.reference.as_ref().map(|query| query.text.trim().to_owned());
    let reference = reference.unwrap_or_else(|| "all other findings".to_owned());
    let [target, other] = &found.sides;
    let tokens = |n| plural(n, "token");
    let more = found.key.iter().sum::<u64>().saturating_sub(bars.len() as u64);
    let more = (more > 0).then(|| format!("{} not shown", plural(more, "keyword")));
    let notes = [
        "Beside each bar: occurrences in the target : in the reference".to_owned(),
        "Right of zero the target has more, left of it less; a step of 1 doubles the relative frequency".to_owned(),
    ];
    Picture {
        title: label(&format!("Words of {} against {reference}", request.target.text.trim())),
        figures: format!(
            "{} of the target, {} of the reference",
            tokens(target.tokens),
            tokens(other.tokens)
        ),
        form: Form::Bars(Bars { of: "term".to_owned(), unit: "log ratio".to_owned(), bars }),
        notes: notes.into_iter().chain(more).collect(),
    }
}
