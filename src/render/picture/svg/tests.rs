use std::collections::BTreeSet;

use super::render;
use crate::render::html::escaped;
use crate::render::picture::{Absence, Form, samples, words};

/// Reads an SVG as strictly as the program itself can: a tree with one root, and its attributes.
fn read(svg: &str) -> scraper::Html {
    scraper::Html::parse_fragment(svg)
}

#[test]
fn every_sample_says_itself_in_words_and_lets_no_markup_in() {
    for picture in samples::all() {
        let svg = render(&picture);
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("</svg>").count(), 1, "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("NaN"), "{svg}");
        assert!(!svg.contains("inf\"") && !svg.contains("=\"-0\""), "{svg}");
        assert!(svg.contains(&format!(">{}</desc>", escaped(&words::description(&picture)))));
        let named = svg.split("aria-labelledby=\"").nth(1).and_then(|rest| rest.split('"').next());
        for id in named.unwrap().split(' ') {
            assert!(svg.contains(&format!(" id=\"{id}\"")), "{id}");
        }
        let ids: Vec<&str> =
            svg.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice");
        assert_eq!(svg, render(&picture), "the same bytes each time");
        let marks = match &picture.form {
            Form::Bars(form) => form.bars.len(),
            Form::Lines(form) => form.series.iter().map(|series| series.amounts.len()).sum(),
            Form::Grid(form) => form.cells.iter().map(Vec::len).sum(),
        };
        let titled = svg.matches("<g><title>").count();
        assert_eq!(titled, marks, "a mark without words");
    }
}

#[test]
fn every_figure_stands_beside_its_mark_as_text() {
    for picture in samples::all() {
        let svg = render(&picture);
        let texts = read(&svg);
        let selector = scraper::Selector::parse("text").unwrap();
        let texts: String =
            texts.select(&selector).flat_map(|text| text.text()).collect::<Vec<_>>().join("\n");
        for figure in samples::figures(&picture) {
            assert!(texts.contains(&figure), "{figure} is not in {texts}");
        }
    }
}

#[test]
fn absences_differ_in_sign_and_in_words_and_all_but_the_frame_have_a_pattern() {
    let signs: BTreeSet<&str> = Absence::ALL.map(Absence::sign).into();
    let shorts: BTreeSet<&str> = Absence::ALL.map(Absence::short).into();
    let words: BTreeSet<&str> = Absence::ALL.map(Absence::words).into();
    assert_eq!([signs.len(), shorts.len(), words.len()], [Absence::ALL.len(); 3]);
    let patterns: BTreeSet<Option<String>> =
        Absence::ALL.map(|absence| super::style::pattern("p", absence)).into();
    assert_eq!(patterns.len(), Absence::ALL.len(), "one has none, the others one each");
}

#[test]
fn a_bar_is_as_long_as_its_amount() {
    let svg = render(&samples::bars(&[("a", 8.0), ("b", 2.0), ("c", -4.0), ("d", 0.0)]));
    let width = |class: &str| -> Vec<f64> {
        let rects =
            svg.split("<rect ").filter(|rect| rect.contains(&format!("class=\"p-{class}\"")));
        let widths = rects
            .filter_map(|rect| rect.split(" width=\"").nth(1)?.split('"').next()?.parse().ok());
        widths.collect()
    };
    // 420 pixels for the 12 units from -4 to 8; zero has no bar.
    assert_eq!(width("mark"), [280.0, 70.0]);
    assert_eq!(width("minus"), [140.0]);
}
