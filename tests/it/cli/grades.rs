use crate::desk::{Desk, keys};

#[test]
fn a_line_a_judgment_with_the_reports_that_state_it() {
    let desk = Desk::indexed();
    let lines = desk.json(&["grades", "--force", "mereshire"]);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    for key in [
        "type",
        "v",
        "force",
        "force_name",
        "year",
        "programme",
        "pillar",
        "question",
        "question_text",
        "grade",
        "state",
        "scale",
        "attested_by",
        "retrospective",
    ] {
        assert!(keys(&lines[0]).contains(&key), "{key} is missing: {}", lines[0]);
    }
    assert_eq!(lines[0]["grade"], "good");
    assert_eq!(lines[0]["scale"], "four-tier");
    assert_eq!(desk.json(&["grades", "--force", "mereshire", "--questions"]).len(), 4);
}

#[test]
fn the_table_has_a_row_a_force_and_a_legend_beside_it() {
    let said = Desk::indexed().run(&["grades", "--force", "mereshire", "--questions"]);
    let rows: Vec<&str> = said.out.lines().collect();
    assert_eq!(rows[0], "force\tquestion\t2016 legitimacy");
    assert_eq!(rows[1], "Mereshire Police\toverall\tgood");
    assert_eq!(rows[3], "Mereshire Police\t2\trequires improvement");
    assert!(!said.err.contains("(good)"), "only signs that occur are explained: {}", said.err);
    let earlier = Desk::indexed().run(&["grades", "--include", "retrospective"]);
    assert!(earlier.out.contains("(good)") && earlier.err.contains("(good):"), "{}", earlier.err);
}

#[test]
fn documents_that_disagree_are_named_with_their_words() {
    let desk = Desk::new();
    desk.write(
        "corpus/mereshire-again.txt",
        "Mereshire PEEL 2016\n\nLegitimacy\n\nHow legitimate is the force at keeping people safe and \
         reducing crime?\n\nLast updated 09/12/2016\nInadequate\n\nThe fens are quiet.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["check"]);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0]["grade"], "inadequate", "the later page speaks");
    let said: Vec<&str> = lines[0]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| statement["grade"].as_str().unwrap())
        .collect();
    assert!(said.contains(&"good") && said.contains(&"inadequate"), "{said:?}");
    assert_eq!(Desk::indexed().run(&["check"]).code, 1);
}
