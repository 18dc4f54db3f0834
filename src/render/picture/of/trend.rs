//! A trend: by year as lines, a panel a programme; by pillar or force as bars.

use crate::analyse::{Trend, TrendBy, TrendCounts, TrendRequest, TrendRow};
use crate::render::picture::{Absence, Amount, Bar, Bars, Form, Lines, Picture, Series, label};
use crate::render::{plural, trends};
use crate::report::{Cycle, Programme};

const UNIT: &str = "findings an inspection";

/// The trend.
#[must_use]
pub fn trend(request: &TrendRequest, trend: &Trend) -> Picture {
    let form = match trend.by {
        TrendBy::Year => Form::Lines(lines(trend)),
        TrendBy::Pillar | TrendBy::Force => Form::Bars(bars(trend)),
    };
    let found = if request.query.is_some() { " found for" } else { "" };
    let title = format!("Findings an inspection by {}{found}", trends::by(trend.by));
    let title = super::asked(&title, request.query.as_ref(), &request.filters);
    let total = trend.total;
    let mut notes: Vec<String> =
        trends::summary(trend).into_iter().skip(1).filter(|line| !line.contains('`')).collect();
    notes.push("n is the number of inspections".to_owned());
    Picture {
        title: label(&title),
        figures: format!(
            "{} in {} of {} in this corpus",
            plural(total.findings, "finding"),
            total.with,
            plural(total.inspections, "inspection")
        ),
        form,
        notes: notes.iter().map(|note| label(note)).collect(),
    }
}

fn amount(counts: Option<TrendCounts>) -> Amount {
    match counts.and_then(|counts| counts.rate().map(|rate| (rate, counts.inspections))) {
        Some((rate, n)) => Amount::known(rate, &format!("{rate:.2} (n={n})")),
        None => Amount::Absent(Absence::NotInCorpus),
    }
}

fn programme(of: Option<Programme>) -> String {
    of.map_or_else(|| "programme unknown".to_owned(), |it| it.slug().replace('_', " "))
}

fn bars(trend: &Trend) -> Bars {
    let bar = |row: &TrendRow| {
        let unknown = || format!("{} unknown", trends::by(trend.by));
        let name = trends::value(row).unwrap_or_else(unknown);
        Bar::new(&format!("{name}, {}", programme(row.programme)), amount(row.counts))
    };
    Bars {
        of: trends::by(trend.by).to_owned(),
        unit: UNIT.to_owned(),
        bars: trend.rows.iter().map(bar).collect(),
    }
}

fn lines(trend: &Trend) -> Lines {
    let mut at: Vec<Option<Cycle>> = trend.rows.iter().map(|row| row.cycle).collect();
    // Years first, in their order; the unknown last.
    at.sort_by_key(|cycle| (cycle.is_none(), *cycle));
    at.dedup();
    let mut programmes: Vec<Option<Programme>> =
        trend.rows.iter().map(|row| row.programme).collect();
    programmes.dedup();
    let series = programmes.into_iter().map(|of| {
        let row = |cycle: &Option<Cycle>| {
            trend.rows.iter().find(|row| row.programme == of && row.cycle == *cycle)
        };
        let is_broken = |cycle: &Option<Cycle>| row(cycle).is_some_and(|row| row.broken.is_some());
        let one =
            |cycle| row(cycle).map_or(Amount::Absent(Absence::NotAsked), |row| amount(row.counts));
        Series {
            label: programme(of),
            amounts: at.iter().map(one).collect(),
            breaks: (0..at.len()).filter(|place| is_broken(&at[*place])).collect(),
        }
    });
    let series = series.collect();
    let name = |cycle: &Option<Cycle>| {
        cycle.map_or_else(|| "year unknown".to_owned(), |cycle| cycle.to_string())
    };
    Lines {
        over: "year".to_owned(),
        unit: UNIT.to_owned(),
        at: at.iter().map(name).collect(),
        series,
    }
}
