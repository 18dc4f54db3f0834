use serde_json::Value;

use crate::desk::{Desk, of_type};

/// `force topic move`, or the reason, in the order of the lines.
fn rows(lines: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    of_type(lines, "mover")
        .iter()
        .map(|line| {
            let what = if line["move"].is_null() { &line["reason"] } else { &line["move"] };
            format!("{} {} {}", text(&line["force"]), text(&line["topic"]), text(what))
        })
        .collect()
}

#[test]
fn the_last_two_rounds_are_compared_and_said() {
    let desk = Desk::of_rounds();
    let said = desk.run(&["movers"]);
    assert!(said.err.contains("peel, 2017 to 2018/19"), "{}", said.err);
    assert_eq!(
        said.out.lines().next(),
        Some("force\tpillar\tquestion\t2017\t2018/19\tmove\tnote\ttopic")
    );
    let lines = desk.json(&["movers", "--from", "2016", "--to", "2017"]);
    assert_eq!(
        rows(&lines),
        ["mereshire overall up", "fenwold overall down", "mereshire overall not_in_corpus"]
    );
    let summary = lines.last().unwrap();
    assert_eq!(summary["unit"], "judgments");
    assert_eq!(summary["total"], 2);
    assert_eq!(summary["moves"]["up"], 1);
    assert_eq!(summary["moves"]["same"], 0);
    assert_eq!(summary["apart"]["not_in_corpus"], 1);
    assert_eq!(summary["denominators"]["forces"], 2);
    assert_eq!(summary["denominators"]["pillars"], 1);
    assert_eq!(summary["denominators"]["pillars_asked"], 3);
    assert_eq!(summary["scale"], "four-tier");
}

#[test]
fn a_question_is_followed_through_its_numbers() {
    let desk = Desk::of_rounds();
    let asked = ["movers", "--pillar", "efficiency", "--question", "planning_for_the_future"];
    let lines = desk.json(&asked);
    assert_eq!(rows(&lines), ["mereshire planning_for_the_future up"]);
    assert_eq!(lines[0]["from"]["question"], 3);
    assert_eq!(lines[0]["to"]["question"], 2);
    assert_eq!(lines[0]["same_wording"], false);
    let said = desk.run(&asked);
    assert!(
        said.out.contains("\t3, now 2\trequires improvement\tgood\tup\treworded\t"),
        "{}",
        said.out
    );
}

#[test]
fn the_moves_to_show_are_chosen_and_the_summary_stays() {
    let desk = Desk::of_rounds();
    let two = ["movers", "--from", "2016", "--to", "2017"];
    let down = desk.json(&[&two[..], &["--move", "down"]].concat());
    assert_eq!(rows(&down), ["fenwold overall down"]);
    assert_eq!(down.last().unwrap()["moves"]["up"], 1);
    assert_eq!(desk.run(&[&two[..], &["--move", "gone"]].concat()).code, 1);
    assert_eq!(desk.run(&[&two[..], &["--move", "sideways"]].concat()).code, 2);
    let kent = desk.run(&[&two[..], &["--force", "kent"]].concat());
    assert_eq!((kent.code, kent.out.as_str()), (1, ""), "{}", kent.err);
    assert!(kent.err.contains("of 0 of 1 force,"), "{}", kent.err);
}

#[test]
fn a_grade_that_only_a_later_document_mentions_says_so() {
    // Its page of 2016 says what it was judged the year before.
    let desk = Desk::indexed();
    let asked = ["movers", "--from", "2015", "--to", "2016", "--include", "retrospective"];
    let lines = desk.json(&asked);
    let mereshire = lines.iter().find(|line| line["force"] == "mereshire").unwrap();
    assert_eq!(mereshire["move"], "same");
    assert_eq!(mereshire["from"]["standing"], "retrospective");
    assert_eq!(mereshire["to"]["standing"], "first_hand");
    let said = desk.run(&asked);
    assert!(said.out.contains("\t2015: known only from a later document\t"), "{}", said.out);
    let plain = desk.json(&asked[..5]);
    let mereshire = plain.iter().find(|line| line["force"] == "mereshire").unwrap();
    assert_eq!((&mereshire["move"], &mereshire["reason"]), (&Value::Null, &"retrospective".into()));
}

#[test]
fn what_cannot_be_meant_is_said() {
    let desk = Desk::of_rounds();
    for (args, said) in [
        (&["movers", "--year", "2016"][..], "`--from` and `--to`"),
        (&["movers", "--kind", "afi"], "a grade has no `kind`"),
        (&["movers", "--from", "2017", "--to", "2016"], "not before"),
        (&["movers", "--from", "2011", "--to", "2016"], "peel has 2016, 2017, 2018/19"),
        (&["movers", "--from", "soon"], "`soon` is no round"),
        (&["movers", "--question", "planing_for_the_future"], "`planning_for_the_future`"),
    ] {
        let found = desk.run(args);
        assert_eq!(found.code, 2, "{args:?}");
        assert!(found.err.contains(said), "{args:?}: {}", found.err);
    }
}

#[test]
fn restating_documents_and_threads_change_no_move() {
    let desk = Desk::of_rounds();
    let bare = |desk: &Desk| {
        let mut lines =
            desk.json(&["movers", "--from", "2016", "--to", "2017", "--question", "all"]);
        for line in &mut lines {
            for side in ["from", "to"] {
                if let Some(side) = line[side].as_object_mut() {
                    side.remove("attested_by");
                }
            }
        }
        lines
    };
    let before = bare(&desk);
    assert!(rows(&before).len() > 4, "{before:#?}");
    let page = std::fs::read_to_string(desk.path().join("corpus/m16l.txt")).unwrap();
    desk.write("corpus/again/m16l.txt", &page);
    desk.write("corpus/again/release.md", "## Mereshire Police is 'good' at keeping people safe - HMIC\n\nHer Majesty's Inspectorate of Constabulary (HMIC) has assessed how legitimate Mereshire Police is at keeping people safe and reducing crime. This is the second year running that HMIC has looked at this in its annual PEEL inspections.\n");
    for threads in ["1", "4"] {
        assert_eq!(desk.run(&["index", "--threads", threads]).code, 0);
        assert_eq!(bare(&desk), before, "{threads} threads");
    }
}
