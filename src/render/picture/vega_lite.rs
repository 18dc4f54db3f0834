//! Pictures as Vega-Lite specifications, version 5, with their data within: to be drawn anew or changed elsewhere.
//!
//! Form: the JSON Schema of Vega-Lite v5. The rows under `data.values` are the whole picture: `label` (or `row`, `column`,
//! `series`, `at`), `value` (`null` where there is none), `text`, and `absent` with the reason.

use serde_json::{Value, json};

use super::{Amount, Bars, Form, Grid, Lines, Picture, Tone, palette, words};

/// The schema that the specification follows.
const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v5.json";

/// The specification as JSON text, ending in a line end.
#[must_use]
pub fn render(picture: &Picture) -> String {
    let mut spec = match &picture.form {
        Form::Bars(form) => of_bars(form),
        Form::Lines(form) => of_lines(form),
        Form::Grid(form) => of_grid(form),
    };
    spec["$schema"] = SCHEMA.into();
    let keys = words::keys(picture);
    let keys = keys.iter().map(|(key, _)| format!("{} {}", key.sign, key.words));
    let keys = keys.collect::<Vec<_>>().join(" · ");
    let below = [&picture.figures, &keys].into_iter().filter(|line| !line.is_empty());
    let below = below.chain(&picture.notes);
    spec["title"] =
        json!({"text": picture.title, "subtitle": below.collect::<Vec<_>>(), "anchor": "start"});
    spec["description"] = words::description(picture).into();
    format!("{spec:#}\n")
}

fn absent(amount: &Amount) -> Value {
    match amount {
        Amount::Known { .. } => Value::Null,
        Amount::Absent(absence) => absence.words().into(),
    }
}

fn of_bars(form: &Bars) -> Value {
    let rows = form.bars.iter().enumerate().map(|(order, bar)| {
        let amount = &bar.amount;
        json!({"order": order, "label": bar.label, "value": amount.value(), "text": amount.text(), "absent": absent(amount)})
    });
    // The order is written out: a layered axis drops a sort by a field.
    let labels: Vec<&String> = form.bars.iter().map(|bar| &bar.label).collect();
    json!({
        "data": {"values": rows.collect::<Vec<_>>()},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": labels, "title": form.of, "axis": {"labelLimit": 0}},
            "x": {"field": "value", "type": "quantitative", "title": form.unit}
        },
        "layer": [
            {"mark": {"type": "bar", "color": palette::LIGHT.mark}},
            // What is absent has no length: its words stand at zero.
            {"mark": {"type": "text", "align": "left", "dx": 4},
             "transform": [{"calculate": "isValid(datum.value) ? datum.value : 0", "as": "value"}],
             "encoding": {"text": {"field": "text", "type": "nominal"}}}
        ]
    })
}

fn of_lines(form: &Lines) -> Value {
    let rows = form.series.iter().flat_map(|series| {
        series.amounts.iter().zip(&form.at).enumerate().map(|(order, (amount, at))| {
            // A line must not run across a break: parts of a series are lines of their own.
            let part = series.breaks.iter().filter(|place| **place <= order).count();
            json!({"order": order, "at": at, "series": series.label, "part": part, "value": amount.value(),
                "text": amount.text(), "absent": absent(amount)})
        })
    });
    let x = json!({"field": "at", "type": "ordinal", "sort": form.at, "title": form.over});
    let y = json!({"field": "value", "type": "quantitative", "title": form.unit});
    json!({
        "data": {"values": rows.collect::<Vec<_>>()},
        "facet": {"row": {"field": "series", "type": "nominal", "sort": null, "title": null,
            "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 0}}},
        "spec": {"height": 90, "layer": [
            {"mark": {"type": "line", "point": true, "invalid": null, "color": palette::LIGHT.mark},
             "encoding": {"x": x, "y": y, "detail": {"field": "part", "type": "nominal"}}},
            {"mark": {"type": "text", "dy": -8},
             "transform": [{"calculate": "isValid(datum.value) ? datum.value : 0", "as": "value"}],
             "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}}
        ]}
    })
}

fn of_grid(form: &Grid) -> Value {
    let rows = form.rows.iter().zip(&form.cells).enumerate().flat_map(|(down, (row, cells))| {
        cells.iter().zip(&form.columns).enumerate().map(move |(across, (cell, column))| {
            let (tone, value, absent) = match cell.tone {
                Tone::Grade(grade) => (grade.slug(), None, None),
                Tone::Share(share) => ("share", Some(share), None),
                Tone::Absent(absence) => ("absent", None, Some(absence.words())),
            };
            let (fill, ink) = match cell.tone {
                Tone::Grade(grade) => colours(palette::grade(grade)),
                Tone::Share(share) => colours(palette::share(palette::step(share))),
                Tone::Absent(_) => colours(palette::BLANK),
            };
            json!({"row_order": down, "row": row, "column_order": across, "column": column, "break": form.breaks.contains(&across), "sign": cell.sign,
                "text": cell.words, "tone": tone, "share": value, "absent": absent, "fill": fill, "ink": ink})
        })
    });
    let colour =
        |field: &str| json!({"field": field, "type": "nominal", "scale": null, "legend": null});
    json!({
        "data": {"values": rows.collect::<Vec<_>>()},
        "width": {"step": 44},
        "height": {"step": 26},
        "encoding": {
            "x": {"field": "column", "type": "nominal", "sort": form.columns, "title": form.column,
                  "axis": {"orient": "top", "labelAngle": -90, "labelLimit": 0}},
            "y": {"field": "row", "type": "nominal", "sort": form.rows, "title": form.row, "axis": {"labelLimit": 0}},
            "tooltip": [{"field": "row"}, {"field": "column"}, {"field": "text"}]
        },
        "layer": [
            {"mark": {"type": "rect", "stroke": palette::LIGHT.rule}, "encoding": {"color": colour("fill")}},
            {"mark": "text", "encoding": {"text": {"field": "sign", "type": "nominal"}, "color": colour("ink")}},
            // Where cells stop being comparable: ticks of the height of a row, half a step to the left, join to a line.
            {"mark": {"type": "tick", "orient": "vertical", "size": 26, "thickness": 4, "xOffset": -22, "color": palette::LIGHT.ink},
             "transform": [{"filter": "datum.break"}]}
        ]
    })
}

fn colours(fill: palette::Fill) -> (&'static str, &'static str) {
    (fill.fill, fill.text)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{SCHEMA, render};
    use crate::render::picture::{Form, samples};

    #[test]
    fn every_mark_is_a_row_of_the_data_and_what_is_absent_says_why() {
        for picture in samples::all() {
            let spec: Value = serde_json::from_str(&render(&picture)).unwrap();
            assert_eq!(spec["$schema"], SCHEMA);
            let rows = spec["data"]["values"].as_array().unwrap();
            let marks = match &picture.form {
                Form::Bars(form) => form.bars.len(),
                Form::Lines(form) => form.series.iter().map(|series| series.amounts.len()).sum(),
                Form::Grid(form) => form.cells.iter().map(Vec::len).sum(),
            };
            assert_eq!(rows.len(), marks);
            for row in rows {
                let known = row["value"].is_number() || row["share"].is_number();
                let graded =
                    row["tone"].as_str().is_some_and(|tone| !matches!(tone, "share" | "absent"));
                assert_ne!(known || graded, row["absent"].is_string(), "{row}");
            }
        }
    }
}
