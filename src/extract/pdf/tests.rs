//! Reading order, boxes, tables and furniture on pages that the tests set themselves.

use super::read;
use super::typeset::{HIGH, Sheets, WIDE};
use crate::extract::{BlockKind, Text};

const FIRST: &str = "The force has a counter-corruption unit that works closely with its vetting unit, and a plan \
    for both of them that the deputy chief constable reviews each year before the budget is set.";
const SECOND: &str = "Supervisors told us that they understand why the plan matters, but some of them had not seen \
    it and could not say which of its parts fall to them or to the teams that they lead.";
const THIRD: &str = "Victims are kept informed in most of the cases that we read, and where they were not the reason \
    was recorded by the officer and looked at by a sergeant within the week that followed.";
const FOURTH: &str = "We will look again at how the force does this when we next inspect it, since the changes that \
    it has made were too new for us to see what they have brought about.";

/// `kind words` a block; a block in a box begins with `[`.
fn shown(text: &Text) -> Vec<String> {
    let show = |block: &crate::extract::Block| {
        let boxed = text
            .boxes
            .iter()
            .any(|area| area.start <= block.span.start && block.span.end <= area.end);
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Item(depth) => format!("i{depth}"),
            BlockKind::Row => "row".to_owned(),
            BlockKind::Badge => "badge".to_owned(),
        };
        let mark = if boxed { "[" } else { "" };
        format!("{mark}{kind} {}", text.block_text(block).replace('\t', " | "))
    };
    text.blocks.iter().map(show).collect()
}

/// The part of the expected words that stand in the text in their order: a longest common subsequence.
fn in_order(text: &Text, expected: &str) -> f64 {
    let got: Vec<String> = text.blocks.iter().map(|block| text.block_text(block)).collect();
    let got = got.join(" ");
    let got: Vec<&str> = got.split_whitespace().collect();
    let wanted: Vec<&str> = expected.split_whitespace().collect();
    let mut best = vec![0usize; got.len() + 1];
    for word in &wanted {
        let mut before = 0;
        for (at, other) in got.iter().enumerate() {
            let here = best[at + 1];
            best[at + 1] = if word == other { before + 1 } else { here.max(best[at]) };
            before = here;
        }
    }
    best[got.len()] as f64 / wanted.len().max(got.len()) as f64
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    for shift in [0.0, 5.5] {
        let mut sheets = Sheets::default();
        sheets.line("How well does the force do this, in all its parts?", 60.0, 80.0, 16.0, true);
        let left = sheets.paragraph(FIRST, 60.0, 110.0, 220.0, 10.0);
        sheets.paragraph(SECOND, 60.0, left, 220.0, 10.0);
        let right = sheets.paragraph(THIRD, 310.0, 110.0 + shift, 220.0, 10.0);
        let end = sheets.paragraph(FOURTH, 310.0, right, 220.0, 10.0);
        sheets.paragraph(&format!("{FOURTH} {FIRST}"), 60.0, end + 20.0, 470.0, 10.0);
        let text = read(&sheets.finish());
        let expected = format!(
            "How well does the force do this, in all its parts? \
             {FIRST} {SECOND} {THIRD} {FOURTH} {FOURTH} {FIRST}"
        );
        assert!(in_order(&text, &expected) >= 0.99, "{shift}: {:#?}", shown(&text));
        assert_eq!(text.blocks.len(), 6, "{shift}: {:#?}", shown(&text));
    }
}

#[test]
fn a_box_is_read_as_a_whole_and_parts_nothing_else() {
    let mut sheets = Sheets::default();
    sheets.paragraph(FIRST, 60.0, 80.0, 470.0, 10.0);
    sheets.fill(55.0, 130.0, 485.0, 22.0, 0.2);
    sheets.fill(55.0, 152.0, 485.0, 70.0, 0.9);
    sheets.line("Area for improvement", 65.0, 146.0, 11.0, true);
    sheets.paragraph(
        "The force should make sure that victims are told why.",
        65.0,
        170.0,
        460.0,
        10.0,
    );
    sheets.fill(60.0, 240.0, 60.0, 18.0, 0.4);
    sheets.line("Good", 66.0, 253.0, 10.0, true);
    sheets.paragraph(SECOND, 60.0, 290.0, 470.0, 10.0);
    let text = read(&sheets.finish());
    assert_eq!(
        shown(&text),
        [
            format!("p {FIRST}"),
            "[h1 Area for improvement".to_owned(),
            "[p The force should make sure that victims are told why.".to_owned(),
            "[badge Good".to_owned(),
            format!("p {SECOND}"),
        ]
    );
}

#[test]
fn a_box_beside_a_column_is_read_in_its_column() {
    let mut sheets = Sheets::default();
    let left = sheets.paragraph(FIRST, 60.0, 110.0, 220.0, 10.0);
    sheets.paragraph(SECOND, 60.0, left, 220.0, 10.0);
    sheets.outline(300.0, 95.0, 240.0, 90.0);
    sheets.line("Cause of concern", 310.0, 115.0, 10.0, true);
    sheets.paragraph("Vetting is a cause of concern.", 310.0, 135.0, 220.0, 10.0);
    sheets.paragraph(THIRD, 310.0, 210.0, 220.0, 10.0);
    let text = read(&sheets.finish());
    let expected =
        format!("{FIRST} {SECOND} Cause of concern Vetting is a cause of concern. {THIRD}");
    assert!(in_order(&text, &expected) >= 0.99, "{:#?}", shown(&text));
    assert_eq!(text.boxes.len(), 1);
}

#[test]
fn tables_are_read_row_by_row_with_and_without_rules() {
    let rows = [
        ["Question", "2015", "2016"],
        ["Fairness and respect", "Good", "Outstanding"],
        ["Ethical behaviour", "Good", "Requires improvement"],
    ];
    for ruled in [false, true] {
        let mut sheets = Sheets::default();
        sheets.line("Grades", 60.0, 80.0, 14.0, true);
        for (at, row) in rows.iter().enumerate() {
            let y = 110.0 + 24.0 * at as f64;
            for (cell, x) in row.iter().zip([62.0, 250.0, 330.0]) {
                sheets.line(cell, x, y, 10.0, false);
            }
            if at == 2 {
                // The name of a question that takes two lines of its cell.
                sheets.line("of the workforce", 62.0, y + 11.0, 10.0, false);
            }
        }
        if ruled {
            [95.0, 116.0, 140.0, 176.0].iter().for_each(|y| sheets.rule((60.0, *y), (470.0, *y)));
            [60.0, 245.0, 325.0, 470.0].iter().for_each(|x| sheets.rule((*x, 95.0), (*x, 176.0)));
        }
        sheets.paragraph(FOURTH, 60.0, 215.0, 470.0, 10.0);
        let text = read(&sheets.finish());
        assert_eq!(
            shown(&text),
            [
                "h1 Grades",
                "row Question | 2015 | 2016",
                "row Fairness and respect | Good | Outstanding",
                "row Ethical behaviour of the workforce | Good | Requires improvement",
                &format!("p {FOURTH}"),
            ],
            "ruled: {ruled}"
        );
    }
}

#[test]
fn furniture_goes_and_a_sentence_goes_on_over_the_page() {
    for tagged in [false, true] {
        let mut sheets = Sheets::default();
        let words = [FIRST, SECOND, THIRD];
        for (at, paragraph) in words.iter().enumerate() {
            sheets.page();
            let furniture = |sheets: &mut Sheets| {
                sheets.line("Aldershire Police: Police effectiveness 2015", 60.0, 40.0, 9.0, false);
                sheets.line(&(at + 1).to_string(), 290.0, HIGH - 30.0, 9.0, false);
            };
            if tagged {
                sheets.marked("Artifact", "/Type/Pagination", furniture);
            } else {
                furniture(&mut sheets);
            }
            sheets.paragraph(paragraph, 60.0, 100.0, 470.0, 10.0);
            sheets.paragraph("The force is now", 60.0, 700.0, 470.0, 10.0);
            if at == 2 {
                sheets.paragraph("ready.", 60.0, 720.0, 470.0, 10.0);
            }
        }
        let mut file = sheets.finish();
        // The second page goes on with a small letter.
        let at = file.windows(11).position(|bytes| bytes == b"Supervisors").unwrap();
        file[at] = b's';
        let text = read(&file);
        let blocks = shown(&text);
        assert!(
            blocks[1].starts_with("p The force is now supervisors told us"),
            "{tagged}: {blocks:#?}"
        );
        assert!(!text.canonical.contains("effectiveness"), "{tagged}: {blocks:#?}");
        assert!(
            text.notes.iter().any(|note| note.message.starts_with("6 line(s) of running heads"))
        );
        let place = |words: &str| {
            let start = text.canonical.find(words).unwrap();
            text.page(crate::report::Span::new(start, start + 1))
        };
        assert_eq!(
            (place("The force is now"), place("supervisors"), place("Victims"), place("ready.")),
            (Some(1), Some(2), Some(3), Some(3))
        );
    }
}

#[test]
fn a_broken_compound_is_found_however_it_is_broken() {
    let mut sheets = Sheets::default();
    sheets.line(
        "The counter-corruption unit has a plan for the whole of the county of Aldershire.",
        60.0,
        80.0,
        10.0,
        false,
    );
    sheets.line("Officers who work in the force's counter-", 60.0, 120.0, 10.0, false);
    sheets.line("corruption unit have been vetted, and improve-", 60.0, 132.0, 10.0, false);
    sheets.line("ments were made to how this is written down.", 60.0, 144.0, 10.0, false);
    // The hyphen of a file that calls it a soft one.
    sheets.line(
        "A second counter\u{ad}corruption unit of the region helps them in their work.",
        60.0,
        180.0,
        10.0,
        false,
    );
    let text = read(&sheets.finish());
    assert_eq!(text.canonical.matches("counter-corruption").count(), 3, "{}", text.canonical);
    assert!(text.canonical.contains("improvements were made"), "{}", text.canonical);
}

#[test]
fn words_that_stand_for_glyphs_are_read_once() {
    let mut sheets = Sheets::default();
    sheets.marked("Span", "/ActualText(Good)", |sheets| {
        sheets.line("G o o d", 60.0, 80.0, 10.0, false);
    });
    assert_eq!(read(&sheets.finish()).canonical, "Good");
}

#[test]
fn lists_have_depth_and_pages_without_text_are_counted() {
    let mut sheets = Sheets::default();
    sheets.line("The force should:", 60.0, 80.0, 10.0, false);
    sheets.line("\u{b7}", 70.0, 100.0, 10.0, false);
    sheets.line(
        "clear the backlog that it has had since the autumn of the year",
        84.0,
        100.0,
        10.0,
        false,
    );
    sheets.line("before;", 84.0, 112.0, 10.0, false);
    sheets.line("- of its officers; and", 96.0, 128.0, 10.0, false);
    sheets.line("- of its staff.", 96.0, 144.0, 10.0, false);
    sheets.page();
    let text = read(&sheets.finish());
    assert_eq!(
        shown(&text),
        [
            "p The force should:",
            "i0 clear the backlog that it has had since the autumn of the year before;",
            "i1 of its officers; and",
            "i1 of its staff.",
        ]
    );
    assert!(text.notes.is_empty(), "a blank page is no picture: {:?}", text.notes);
}

#[test]
fn damaged_files_are_read_or_noted() {
    let mut sheets = Sheets::default();
    let mut y = 80.0;
    for paragraph in [FIRST, SECOND, THIRD, FOURTH] {
        y = sheets.paragraph(paragraph, 60.0, y, WIDE - 120.0, 10.0);
    }
    let whole = sheets.finish();
    let mut seed = 7u64;
    for _ in 0..300 {
        let mut file = whole.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let at = (seed >> 33) as usize % file.len();
            file[at] = (seed >> 25) as u8;
        }
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
        if seed.is_multiple_of(3) {
            file.truncate((seed >> 33) as usize % file.len());
        }
        let text = read(&file);
        assert!(
            !text.blocks.is_empty() || !text.notes.is_empty() || text.canonical.is_empty(),
            "{text:?}"
        );
        let mut end = 0;
        for block in &text.blocks {
            assert!(
                block.span.start >= end
                    && text.canonical.get(block.span.start..block.span.end).is_some()
            );
            end = block.span.end;
        }
    }
}

/// Where words stand in a text by its own account: a page and an area a line.
fn boxes_of(text: &Text, start: usize, end: usize) -> Vec<(u32, [f32; 4])> {
    let origin = text.origin(crate::report::Span::new(start, end));
    origin.lines.iter().map(|line| (line.page, line.area)).collect()
}

#[test]
fn every_character_has_the_box_it_was_set_in() {
    // Courier: every character is 0.6 of its size wide (the standard 14 fonts, Adobe's metrics).
    let mut sheets = Sheets::default();
    sheets.line("The force\u{2019}s vetting unit is small.", 60.0, 100.0, 10.0, false);
    sheets.line("It should grow, and soon.", 60.0, 112.0, 10.0, false);
    let file = String::from_utf8_lossy(&sheets.finish()).replace("/Helvetica/", "/Courier/");
    let file = file.replace('\u{fffd}', "-");
    let text = read(file.as_bytes());
    let (first, second) = ("vetting unit is small.", "It should");
    let start = text.canonical.find(first).unwrap();
    let end = text.canonical.find(second).unwrap() + second.len();
    let found = boxes_of(&text, start, end);
    let column = |at: usize| 60.0 + 6.0 * at as f32;
    let expected = [(12, 34), (0, 9)].map(|(from, to)| (column(from), column(to)));
    assert_eq!(found.len(), 2, "{found:?}: {}", text.canonical);
    for ((_, [x0, _, x1, _]), (left, right)) in found.iter().zip(expected) {
        assert!((x0 - left).abs() < 0.3 && (x1 - right).abs() < 0.3, "{found:?}: {expected:?}");
    }
    assert!(found[0].1[3] < 112.0 && found[1].1[1] > 100.0, "{found:?}");
}

#[test]
fn the_cells_of_a_row_have_boxes_of_their_own() {
    let mut sheets = Sheets::default();
    for (at, row) in
        [["Question", "2016"], ["Fairness and respect", "Outstanding"]].iter().enumerate()
    {
        let y = 110.0 + 24.0 * at as f64;
        sheets.line(row[0], 62.0, y, 10.0, false);
        sheets.line(row[1], 250.0, y, 10.0, false);
    }
    let text = read(&sheets.finish());
    let at = text.canonical.find("Outstanding").unwrap();
    let found = boxes_of(&text, at, at + "Outstanding".len());
    assert!(
        matches!(found[..], [(1, [x0, _, x1, _])] if (x0 - 250.0).abs() < 0.3 && x1 < 310.0),
        "{found:?}"
    );
}

proptest::proptest! {
    #[test]
    fn the_box_of_the_whole_is_the_union_of_the_boxes_of_its_parts(
        start in 0usize..900, length in 1usize..400, cut in 0usize..400,
    ) {
        let mut sheets = Sheets::default();
        let mut y = 80.0;
        for paragraph in [FIRST, SECOND, THIRD, FOURTH] {
            y = sheets.paragraph(paragraph, 60.0, y, 300.0, 10.0);
        }
        let text = read(&sheets.finish());
        let start = start.min(text.canonical.len() - 1);
        let end = (start + length).min(text.canonical.len());
        let cut = (start + cut).min(end);
        let is_blank = |from: usize, to: usize| text.canonical[from..to].trim().is_empty();
        proptest::prop_assume!(!is_blank(start, end));
        let mut parts = Vec::new();
        for (from, to) in [(start, cut), (cut, end)] {
            if !is_blank(from, to) {
                parts.extend(boxes_of(&text, from, to));
            }
        }
        let whole = boxes_of(&text, start, end);
        for (page, [x0, top, x1, bottom]) in &whole {
            let same = parts.iter().filter(|(other, area)| other == page && area[1] == *top);
            let (mut left, mut right) = (f32::MAX, f32::MIN);
            same.for_each(|(_, area)| (left, right) = (left.min(area[0]), right.max(area[2])));
            proptest::prop_assert_eq!((left, right), (*x0, *x1), "{} to {}", top, bottom);
        }
        let on_a_line = |(_, area): &(u32, [f32; 4])| whole.iter().any(|(_, line)| line[1] == area[1]);
        proptest::prop_assert!(parts.iter().all(on_a_line));
    }
}
