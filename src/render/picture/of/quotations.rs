//! Quotations by what became of them, as bars.

use crate::query::FieldTest;
use crate::render::json::QuotationTotals;
use crate::render::picture::{Amount, Bar, Bars, Form, Picture, label};
use crate::render::plural;

/// How many are verbatim, altered and not found; those too short to be checked are told below.
#[must_use]
pub fn quotations(filters: &[FieldTest], totals: QuotationTotals) -> Picture {
    let QuotationTotals { quotations, verbatim, altered, not_found, short } = totals;
    let bars = [("verbatim", verbatim), ("altered", altered), ("not found", not_found)];
    let bars = bars.into_iter().filter(|_| quotations > 0);
    Picture {
        title: label(&super::asked("Quotations against the reports", None, filters)),
        figures: format!("{} checked", plural(quotations, "quotation")),
        form: Form::Bars(Bars {
            of: "verdict".to_owned(),
            unit: "quotations".to_owned(),
            bars: bars.map(|(name, n)| Bar::new(name, Amount::count(n))).collect(),
        }),
        notes: (short > 0)
            .then(|| format!("Not checked: {} that are too short", plural(short, "quotation")))
            .into_iter()
            .collect(),
    }
}
