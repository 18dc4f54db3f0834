//! Answers that are due, as a table.

use super::Table;
use crate::analyse::Response;

/// An answer a row; what is past has days below nought.
#[must_use]
pub fn due(responses: &[Response]) -> Table {
    let mut table = Table::new([
        "due",
        "#days_left",
        "force",
        "published",
        "?published_is",
        "#recommendations",
        "#causes",
        "#areas",
        "title",
        "path",
        "?id",
    ]);
    for response in responses {
        let [recommendations, causes, areas] = response.calls.map(|n| Some(n.to_string()));
        table.push(vec![
            response.due.map(|day| day.to_string()),
            response.days_left.map(|days| days.to_string()),
            Some(response.force.as_ref().map_or("every force", |force| &force.name).to_owned()),
            response.published.as_ref().map(|published| published.day.to_string()),
            Some(published_is(response)),
            recommendations,
            causes,
            areas,
            response.report.title.clone(),
            Some(response.report.path.clone()),
            Some(response.report.id.clone()),
        ]);
    }
    table
}

/// How the day of publication is known, in words.
#[must_use]
pub fn published_is(response: &Response) -> String {
    match (&response.published, response.report.last_updated) {
        (Some(published), _) => match &published.by_release {
            Some(path) => format!("told by the release {path}"),
            None => "told by the report".to_owned(),
        },
        (None, Some(day)) => format!("unknown; last updated {day}"),
        (None, None) => "unknown".to_owned(),
    }
}
