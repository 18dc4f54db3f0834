use crate::desk::{Desk, keys, of_type};

#[test]
fn every_line_is_the_text_letter_for_letter_and_opens_its_finding() {
    let desk = Desk::indexed();
    let lines = desk.json(&["concordance", "vetting", "--width", "4"]);
    let found = of_type(&lines, "line");
    assert_eq!(found.len(), 4);
    for line in &found {
        let shown = desk.json(&["show", line["id"].as_str().unwrap()]);
        let text = shown[0]["text"].as_str().unwrap();
        let part = |key: &str| line[key].as_str().unwrap();
        let whole = format!("{}{}{}", part("left"), part("node"), part("right"));
        assert!(text.contains(&whole), "{whole}");
        let [start, end] = [0, 1].map(|at| line["span"][at].as_u64().unwrap() as usize);
        assert_eq!(&text[start..end], part("node"));
        assert_eq!(shown[0]["force"], line["force"]);
    }
    let summary = lines.last().unwrap();
    assert_eq!((&summary["total"], &summary["unit"]), (&4.into(), &"lines".into()));
    assert_eq!(keys(&summary["denominators"]), ["findings", "inspections", "reports"]);
}

#[test]
fn lines_sort_by_the_words_on_either_side() {
    let desk = Desk::indexed();
    let sides = |order: &str, side: &str| -> Vec<String> {
        let lines = desk.json(&["concordance", "the", "--sort", order, "--limit", "100"]);
        of_type(&lines, "line")
            .iter()
            .map(|line| line[side].as_str().unwrap().to_lowercase())
            .collect()
    };
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words = |text: &String| -> Vec<String> {
        text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
    };
    let first = |text: &String| words(text).into_iter().next().unwrap_or_default();
    let right: Vec<String> = sides("right", "right").iter().map(first).collect();
    assert!(right.len() > 5 && right.is_sorted(), "{right:?}");
    let last = |text: &String| words(text).pop().unwrap_or_default();
    let left: Vec<String> = sides("left", "left").iter().map(last).collect();
    assert!(left.is_sorted(), "{left:?}");
    let mut by_position = sides("position", "right");
    let mut by_right = sides("right", "right");
    by_position.sort();
    by_right.sort();
    assert_eq!(by_position, by_right);
}

#[test]
fn pages_joined_are_the_whole_in_every_order() {
    let desk = Desk::indexed();
    for order in ["position", "left", "right", "force", "year"] {
        let ask = |more: &[&str]| {
            let args = [&["concordance", "the", "--sort", order], more].concat();
            of_type(&desk.json(&args), "line").into_iter().cloned().collect::<Vec<_>>()
        };
        let whole = ask(&["--limit", "1000"]);
        let mut joined = Vec::new();
        for offset in (0..whole.len()).step_by(3) {
            joined.extend(ask(&["--limit", "3", "--offset", &offset.to_string()]));
        }
        assert_eq!(joined, whole, "{order}");
    }
}

#[test]
fn a_title_of_its_own_is_searched_and_not_joined_to_the_text() {
    let lines = Desk::indexed().json(&["concordance", "nets"]);
    let found = of_type(&lines, "line");
    let shown: Vec<_> = found.iter().map(|l| (l["left"].as_str(), l["span"].is_null())).collect();
    let left = "The force should mend its ";
    assert_eq!(shown, [(Some("On "), true), (Some(left), false)]);
}

#[test]
fn a_screen_is_aligned_on_the_words_asked_for() {
    let desk = Desk::indexed();
    let said = desk.run(&["concordance", "vetting", "--format", "table"]);
    let columns: Vec<usize> = said.out.lines().filter_map(|line| line.find("vetting")).collect();
    assert_eq!(columns.len(), 4, "{}", said.out);
    let of_screen: Vec<usize> = said
        .out
        .lines()
        .filter_map(|line| Some(line[..line.find("vetting")?].chars().count()))
        .collect();
    assert!(of_screen.iter().all(|column| *column == of_screen[0]), "{}", said.out);
    assert!(said.err.contains("4 lines in 4 of"), "{}", said.err);
}

#[test]
fn what_cannot_be_listed_is_said() {
    let desk = Desk::indexed();
    let said = desk.run(&["concordance", "grade:good"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("in the middle"), "{}", said.err);
    let said = desk.run(&["concordance", "vetting", "--sort", "size"]);
    assert!(said.code == 2 && said.err.contains("`left`"), "{}", said.err);
    assert_eq!(desk.run(&["concordance", "vetting", "--width", "101"]).code, 2);
    let said = desk.run(&["concordance", "vettng"]);
    assert!(said.code == 1 && said.err.contains("vetting"), "{}", said.err);
    let said = desk.run(&["concordance", "vetting", "--offset", "50"]);
    assert!(said.code == 0 && said.err.contains("behind the last line"), "{}", said.err);
    assert_eq!(
        desk.run(&["concordance", "vetting", "--force", "fenwold", "--year", "2014"]).code,
        1
    );
}
