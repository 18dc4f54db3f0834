//! Collocates, n-grams and dispersion: as tables, and on a screen with bars.

use unicode_width::UnicodeWidthStr;

use super::keyness::{concordance, decimals};
use super::{ABSENT, Look, Table, table, tame};
use crate::analyse::{Collocates, Ngrams, Spread, SpreadPart};

/// Eighths of a bar.
const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A part in which the word does not stand.
const NONE: char = '·';
/// Columns of a bar.
const BAR: usize = 20;

/// The collocates as columns.
#[must_use]
pub fn collocates(found: &Collocates) -> Table {
    let mut table = Table::new([
        "collocate",
        "#log_dice",
        "#mi",
        "#t",
        "#together",
        "#expected",
        "#left",
        "#right",
        "#frequency",
        "#inspections",
        "?concordance",
    ]);
    for row in &found.rows {
        let company = row.company;
        table.push(vec![
            Some(row.word.clone()),
            decimals(Some(row.log_dice()), 2),
            decimals(Some(company.mutual_information()), 2),
            decimals(Some(company.t_score()), 2),
            Some(company.together.to_string()),
            decimals(Some(company.expected()), 2),
            Some(row.sides[0].to_string()),
            Some(row.sides[1].to_string()),
            Some(company.collocate.to_string()),
            Some(row.inspections.to_string()),
            row.query.as_deref().map(concordance),
        ]);
    }
    table
}

/// The n-grams as columns; `per_m` are occurrences in a million n-grams of as many words.
#[must_use]
pub fn ngrams(found: &Ngrams) -> Table {
    let mut table = Table::new(["ngram", "#words", "#n", "#per_m", "#inspections", "#dp"]);
    for row in &found.rows {
        table.push(vec![
            Some(row.term.clone()),
            Some(row.words.to_string()),
            Some(row.share.n.to_string()),
            decimals(row.share.per_million(), 0),
            Some(row.inspections.to_string()),
            decimals(row.dp, 2),
        ]);
    }
    table
}

/// Every part as columns, in the order of the years.
#[must_use]
pub fn parts(found: &Spread) -> Table {
    let mut table =
        Table::new(["force", "year", "programme", "pillar", "report", "#n", "#tokens", "#per_m"]);
    for part in &found.parts {
        table.push(vec![
            part.force_name.clone(),
            part.year.clone(),
            part.programme.clone(),
            part.pillar.clone(),
            part.report.clone(),
            Some(part.share.n.to_string()),
            Some(part.share.of.to_string()),
            decimals(part.share.per_million(), 0),
        ]);
    }
    table
}

/// Where it stands, for a screen: a line a year with a sign for each part, then the `limit` parts that have most of it for
/// their size.
#[must_use]
pub fn spread(found: &Spread, limit: usize, look: Look) -> String {
    let rate = |part: &SpreadPart| part.share.per_million().unwrap_or(0.0);
    let most = found.parts.iter().map(rate).fold(0.0, f64::max);
    let mut text = years(found, most, look);
    let mut holding: Vec<&SpreadPart> = found.parts.iter().filter(|p| p.share.n > 0).collect();
    holding.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    let mut rows = Table::new(["force or report", "year", "pillar", "#n", "#tokens", "#per_m", ""]);
    for part in holding.into_iter().take(limit) {
        let body = part.force_name.clone().or_else(|| part.report.clone());
        rows.push(vec![
            body,
            part.year.clone(),
            part.pillar.clone(),
            Some(part.share.n.to_string()),
            Some(part.share.of.to_string()),
            decimals(part.share.per_million(), 0),
            Some(bar(rate(part), most)),
        ]);
    }
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table::render(&rows, look));
    }
    text
}

/// A line a year; a year with many parts goes on in the next line.
fn years(found: &Spread, most: f64, look: Look) -> String {
    let mut groups: Vec<(String, Vec<char>)> = Vec::new();
    for part in &found.parts {
        let label = match (&part.report, &part.year) {
            (Some(_), _) => "no inspection".to_owned(),
            (None, year) => year.clone().unwrap_or_else(|| ABSENT.to_owned()),
        };
        let sign = sign(part.share.per_million().unwrap_or(0.0), most);
        match groups.last_mut() {
            Some((last, signs)) if *last == label => signs.push(sign),
            _ => groups.push((label, vec![sign])),
        }
    }
    let wide = groups.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let room = look.width.saturating_sub(wide + 2).max(10);
    let mut text = String::new();
    for (label, signs) in groups {
        for (nth, signs) in signs.chunks(room).enumerate() {
            let label = if nth == 0 { tame(&label) } else { String::new() };
            let gap = " ".repeat(wide - label.width() + 2);
            text.push_str(&format!("{label}{gap}{}\n", signs.iter().collect::<String>()));
        }
    }
    text
}

fn sign(rate: f64, most: f64) -> char {
    if rate <= 0.0 || most <= 0.0 {
        return NONE;
    }
    EIGHTHS[((rate / most * 8.0).ceil() as usize).clamp(1, 8) - 1]
}

fn bar(rate: f64, most: f64) -> String {
    let columns = if most > 0.0 { (rate / most * BAR as f64).round() as usize } else { 0 };
    "█".repeat(columns.max(1))
}

#[cfg(test)]
mod tests {
    use super::{bar, sign};

    #[test]
    fn a_sign_rises_with_the_rate_and_none_is_told_from_little() {
        let signs: String =
            [0.0, 0.01, 1.0, 5.0, 8.0].iter().map(|rate| sign(*rate, 8.0)).collect();
        assert_eq!(signs, "·▁▁▅█");
        assert_eq!(bar(4.0, 8.0).chars().count(), 10);
        assert_eq!(bar(0.001, 8.0).chars().count(), 1);
    }
}
