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
    let labels = told_apart(form.bars.iter().map(|bar| &bar.label));
    let rows = form.bars.iter().zip(&labels).map(|(bar, label)| {
        let amount = &bar.amount;
        json!({"label": label, "value": amount.value(), "text": amount.text(), "absent": absent(amount)})
    });
    let rows: Vec<Value> = rows.collect();
    let colour = json!({"condition": {"test": "datum.value < 0", "value": palette::LIGHT.minus}, "value": palette::LIGHT.mark});
    json!({
        "data": {"values": rows},
        "width": 420,
        "encoding": {
            // The order is written out: a layered axis drops a sort by a field.
            "y": {"field": "label", "type": "nominal", "sort": labels, "title": form.of, "axis": {"labelLimit": 0}}
        },
        "layer": [
            {"mark": "bar", "encoding": {
                "x": {"field": "value", "type": "quantitative", "title": form.unit}, "color": colour}},
            // A figure stands behind its bar, and right of zero where that runs to the left: before it, it would run into
            // the names. What is absent has no length, and its words stand at zero too.
            {"mark": {"type": "text", "align": "left", "dx": 4},
             "transform": [{"calculate": "isValid(datum.value) && datum.value > 0 ? datum.value : 0", "as": "end"}],
             "encoding": {"x": {"field": "end", "type": "quantitative", "title": form.unit},
                          "text": {"field": "text", "type": "nominal"}}}
        ]
    })
}

fn of_lines(form: &Lines) -> Value {
    let names = told_apart(form.series.iter().map(|series| &series.label));
    let rows = form.series.iter().zip(&names).flat_map(|(series, name)| {
        series.amounts.iter().zip(&form.at).enumerate().map(move |(order, (amount, at))| {
            // A line must not run across a break: parts of a series are lines of their own.
            let part = series.breaks.iter().filter(|place| **place <= order).count();
            let sign = match amount {
                Amount::Known { text, .. } => text.as_str(),
                Amount::Absent(absence) => absence.sign(),
            };
            json!({"at": at, "series": name, "part": part, "value": amount.value(), "text": amount.text(),
                "sign": sign, "absent": absent(amount)})
        })
    });
    let rows: Vec<Value> = rows.collect();
    let x = json!({"field": "at", "type": "ordinal", "sort": form.at, "title": form.over});
    let y = |field: &str| json!({"field": field, "type": "quantitative", "title": form.unit});
    json!({
        "data": {"values": rows},
        "facet": {"row": {"field": "series", "type": "nominal", "sort": names, "title": null,
            "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 0}}},
        "spec": {"width": {"step": 90}, "height": 90, "layer": [
            // What is absent breaks the line, which is the usual treatment; it is never drawn as zero.
            {"mark": {"type": "line", "point": true, "color": palette::LIGHT.mark},
             "encoding": {"x": x, "y": y("value"), "detail": {"field": "part", "type": "nominal"}}},
            {"mark": {"type": "text", "dy": -8},
             "transform": [{"calculate": "isValid(datum.value) ? datum.value : 0", "as": "end"}],
             "encoding": {"x": x, "y": y("end"), "text": {"field": "sign", "type": "nominal"}}}
        ]}
    })
}

/// Names as they are, but a repeated one with its number behind it: rows of one name would fall together.
fn told_apart<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for name in names {
        let again = |number: &usize| match number {
            1 => name.clone(),
            number => format!("{name} ({number})"),
        };
        let free = (1..).map(|number| again(&number)).find(|name| !told.contains(name));
        told.push(free.unwrap_or_default());
    }
    told
}

fn of_grid(form: &Grid) -> Value {
    let (down, across) = (told_apart(form.rows.iter()), told_apart(form.columns.iter()));
    let rows = down.iter().zip(&form.cells).flat_map(|(row, cells)| {
        cells.iter().zip(&across).enumerate().map(move |(place, (cell, column))| {
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
            json!({"row": row, "column": column, "break": form.breaks.contains(&place), "sign": cell.sign,
                "text": cell.words, "tone": tone, "share": value, "absent": absent, "fill": fill, "ink": ink})
        })
    });
    let rows: Vec<Value> = rows.collect();
    let colour =
        |field: &str| json!({"field": field, "type": "nominal", "scale": null, "legend": null});
    json!({
        "data": {"values": rows},
        "width": {"step": 44},
        "height": {"step": 26},
        "encoding": {
            "x": {"field": "column", "type": "nominal", "sort": across, "title": form.column,
                  "axis": {"orient": "top", "labelAngle": -90, "labelLimit": 0}},
            "y": {"field": "row", "type": "nominal", "sort": down, "title": form.row, "axis": {"labelLimit": 0}},
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

    use super::{SCHEMA, render, told_apart};
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
            let whole = spec.to_string();
            assert!(!whole.contains("\"invalid\""), "what is absent would be drawn as zero");
        }
    }
    #[test]
    fn rows_of_one_name_stay_two() {
        let names = ["a", "b", "a", "a (2)", "a"].map(str::to_owned);
        assert_eq!(told_apart(names.iter()), ["a", "b", "a (2)", "a (2) (2)", "a (3)"]);
    }
}
