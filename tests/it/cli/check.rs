//! `check`: both sides of a disagreement.

use crate::desk::{Desk, of_type};

/// A page of the same inspection, later and of another mind about its second question.
fn desk() -> Desk {
    let desk = Desk::new();
    let page =
        std::fs::read_to_string(desk.path().join("corpus/mereshire-legitimacy.txt")).unwrap();
    let later = page
        .replace("08/12/2016", "09/12/2016")
        .replace("\nRequires improvement\n", "\nInadequate\n");
    assert_ne!(later, page);
    desk.write("corpus/mereshire-legitimacy-later.txt", &later);
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

#[test]
fn both_sides_are_shown_with_their_places_and_the_reason() {
    let desk = desk();
    let lines = desk.json(&["check"]);
    let found = of_type(&lines, "contradiction");
    assert_eq!(found.len(), 1, "{lines:#?}");
    assert_eq!((&found[0]["question"], &found[0]["grade"]), (&2.into(), &"inadequate".into()));
    assert_eq!(found[0]["followed_because"], "it is the later, 2016-12-09 and not 2016-12-08");
    let statements = found[0]["statements"].as_array().unwrap();
    let of = |at: usize, key: &str| statements[at][key].as_str().unwrap().to_owned();
    assert_eq!(
        (of(0, "grade"), of(1, "grade")),
        ("inadequate".into(), "requires_improvement".into())
    );
    assert_eq!(
        (&statements[0]["followed"], &statements[1]["followed"]),
        (&true.into(), &false.into())
    );
    assert_eq!((of(0, "date"), of(1, "kind")), ("2016-12-09".into(), "assessment".into()));
    for statement in statements {
        // The span holds the quoted words.
        let path = desk.path().join("corpus").join(statement["path"].as_str().unwrap());
        let text = std::fs::read_to_string(path).unwrap();
        let at = |which: usize| statement["span"][which].as_u64().unwrap() as usize;
        assert!(text[at(0)..at(1)].contains(statement["quote"].as_str().unwrap()), "{statement}");
    }
}

#[test]
fn a_screen_and_a_pipe_show_the_same() {
    let desk = desk();
    let screen = desk.run(&["check", "--format", "table"]);
    assert_eq!(screen.code, 0, "{}", screen.err);
    assert!(
        screen.out.contains("=> inadequate, first hand in an assessment of 2016-12-09"),
        "{}",
        screen.out
    );
    assert!(screen.out.contains("followed: it is the later"), "{}", screen.out);
    let pipe = desk.run(&["check"]);
    assert_eq!(pipe.out.lines().count(), 3, "{}", pipe.out);
    assert!(pipe.out.starts_with("judgment\tforce\t"), "{}", pipe.out);
    assert_eq!(desk.run(&["check", "--force", "fenwold"]).code, 1);
}
