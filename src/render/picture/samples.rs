//! Pictures of all forms with everything that is hard to draw, for the tests of whoever draws.

use super::{
    Absence, Amount, Bar, Bars, Cell, Form, Grid, Key, Lines, Picture, Series, Tone, label,
};
use crate::report::Grade;

/// Names that have broken pictures elsewhere.
const NAMES: [&str; 6] = [
    "Mereshire Police",
    "<script>alert(\"&'1\")</script>",
    "משטרת ישראל",
    "شرطة دبي",
    "神奈川県警察本部",
    "A very long name of a body that inspects the bodies that inspect the bodies of the Fens and Broads",
];

pub(super) fn bars(amounts: &[(&str, f64)]) -> Picture {
    let bars = amounts
        .iter()
        .map(|(name, value)| Bar::new(name, Amount::known(*value, &value.to_string())));
    picture(Form::Bars(Bars { of: "force".into(), unit: "judgments".into(), bars: bars.collect() }))
}

pub(super) fn heat_map() -> Picture {
    let key = |words: &str| Some(Key { sign: words[..1].to_uppercase(), words: words.into() });
    let graded = |grade: Grade| Cell {
        sign: grade.label()[..1].to_uppercase(),
        words: grade.label().into(),
        key: key(grade.label()),
        tone: Tone::Grade(grade),
    };
    let cells = Grade::ALL.map(graded).into_iter().chain(Absence::ALL.map(Cell::absent));
    let cells: Vec<Cell> = cells.collect();
    let columns: Vec<String> = (0..cells.len()).map(|at| format!("20{at:02} legitimacy")).collect();
    picture(Form::Grid(Grid {
        row: "force".into(),
        column: "year".into(),
        unit: "grades".into(),
        rows: NAMES.map(label).to_vec(),
        breaks: vec![3],
        cells: vec![cells; NAMES.len()],
        columns,
    }))
}

pub(super) fn matrix() -> Picture {
    let cell = |n: u32| Cell::amount(&n.to_string(), &format!("{n} of 9"), f64::from(n) / 9.0);
    picture(Form::Grid(Grid {
        row: "from".into(),
        column: "to".into(),
        unit: "judgments".into(),
        rows: vec!["good".into(), "inadequate".into()],
        columns: vec!["good".into(), "<b>".into()],
        breaks: Vec::new(),
        cells: vec![vec![cell(9), cell(0)], vec![cell(1), Cell::absent(Absence::NoFigure)]],
    }))
}

pub(super) fn lines() -> Picture {
    let series = |name: &str, amounts: [Amount; 4]| Series {
        label: label(name),
        amounts: amounts.into(),
        breaks: vec![3],
    };
    picture(Form::Lines(Lines {
        over: "year".into(),
        unit: "findings per inspection".into(),
        at: ["2014", "2015", "2016", "2021/22"].map(str::to_owned).into(),
        series: vec![
            series(
                NAMES[1],
                [
                    Amount::known(0.5, "0.5 (n=4)"),
                    Amount::known(-1.0, "-1.0"),
                    Amount::Absent(Absence::NotInCorpus),
                    Amount::count(0),
                ],
            ),
            series(NAMES[2], [1, 2, 3, 4].map(Amount::count)),
        ],
    }))
}

/// One of each form, empty and large ones too.
pub(super) fn all() -> Vec<Picture> {
    let hard: Vec<(&str, f64)> =
        NAMES.iter().zip([3.0, -2.0, 0.0, 1e9, 0.001, 7.0]).map(|(n, v)| (*n, v)).collect();
    let many: Vec<(String, f64)> = (0..60).map(|at| (format!("row {at}"), f64::from(at))).collect();
    let many: Vec<(&str, f64)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let mut absent = bars(&[("a", 1.0)]);
    if let Form::Bars(form) = &mut absent.form {
        form.bars.extend(Absence::ALL.map(|absence| Bar::new("b", Amount::Absent(absence))));
        form.bars.push(Bar::new("infinite", Amount::known(f64::INFINITY, "inf")));
    }
    let zeros = bars(&[("only", 0.0)]);
    vec![bars(&hard), bars(&many), bars(&[]), zeros, absent, heat_map(), matrix(), lines()]
}

/// The texts of the marks: whatever draws the picture must show them.
pub(super) fn figures(picture: &Picture) -> Vec<String> {
    match &picture.form {
        Form::Bars(form) => form.bars.iter().map(|bar| bar.amount.text().to_owned()).collect(),
        Form::Grid(form) => form.cells.iter().flatten().map(|cell| cell.sign.clone()).collect(),
        Form::Lines(form) => {
            let amounts = form.series.iter().flat_map(|series| &series.amounts);
            amounts
                .filter(|amount| amount.value().is_some())
                .map(|amount| amount.text().to_owned())
                .collect()
        }
    }
}

fn picture(form: Form) -> Picture {
    Picture {
        title: "Judgments & <grades>".into(),
        figures: "18 of 43 forces, \"2\" of 3 pillars in this corpus".into(),
        form,
        notes: vec!["Left out: 1 judgment </svg>".into()],
    }
}
