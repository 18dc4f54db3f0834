//! Answers that are due as bars: the days left, to the other side of zero what is past.

use jiff::civil::Date;

use crate::analyse::{Due, DueRequest, Response};
use crate::render::picture::{Absence, Amount, Bar, Bars, Form, Picture, label};
use crate::render::plural;

/// The answers in the order of the table; those whose report is of an unknown day have no bar.
#[must_use]
pub fn due(request: &DueRequest, found: &Due) -> Picture {
    let bars = found.responses.iter().map(|one| Bar::new(&name(one), amount(one)));
    let bars: Vec<Bar> = bars.collect();
    let unlisted = [
        (found.past, "whose last day is past"),
        (found.not_yet_published, "on reports that were published later"),
        (found.before_commencement, "on reports of before 2 May 2017"),
    ];
    let unlisted = unlisted.into_iter().filter(|(n, _)| *n > 0);
    let notes = [
        "Beside each bar: the days left and the last day in time; below zero it is past".to_owned(),
        "Day 56 counts the day of publication as the first (Police Act 1996, s 55(5A)); this is not legal advice"
            .to_owned(),
    ];
    Picture {
        title: label(&super::asked(
            &format!("Days left to answer on {}", request.as_of),
            None,
            &request.filters,
        )),
        figures: plural(bars.len() as u64, "answer"),
        form: Form::Bars(Bars { of: "answer".to_owned(), unit: "days left".to_owned(), bars }),
        notes: notes
            .into_iter()
            .chain(unlisted.map(|(n, why)| format!("Not listed: {} {why}", plural(n, "answer"))))
            .collect(),
    }
}

/// The body and the report that asks it.
fn name(response: &Response) -> String {
    let force = response.force.as_ref().map_or("every force", |force| &force.name);
    let title = response.report.title.as_deref().unwrap_or(&response.report.path);
    format!("{force}: {title}")
}

fn amount(response: &Response) -> Amount {
    let known = |(days, last): (i32, Date)| {
        let days_left = plural(u64::from(days.unsigned_abs()), "day");
        let past = if days < 0 { " past" } else { "" };
        Amount::known(f64::from(days), &format!("{days_left}{past}, {last}"))
    };
    response.days_left.zip(response.due).map_or(Amount::Absent(Absence::NoFigure), known)
}
