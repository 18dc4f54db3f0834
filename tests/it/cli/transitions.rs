use crate::desk::{Desk, of_type};

#[test]
fn shares_are_of_rows_and_rows_add_up() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["transitions", "--from", "2016", "--to", "2017", "--question", "all"]);
    let cells = of_type(&lines, "transition");
    assert_eq!(cells.len(), 16, "four grades by four");
    let n = |from: &str, to: &str| {
        let cell =
            cells.iter().find(|it| it["from_grade"] == from && it["to_grade"] == to).unwrap();
        (cell["n"].as_u64().unwrap(), cell["of"].as_u64().unwrap(), cell["share"].as_f64())
    };
    // Overall: good to outstanding, good to requires improvement. Question 1: good to good and good to requires
    // improvement. Question 2: requires improvement to good.
    assert_eq!(n("good", "outstanding"), (1, 4, Some(0.25)));
    assert_eq!(n("good", "good"), (1, 4, Some(0.25)));
    assert_eq!(n("good", "requires_improvement"), (2, 4, Some(0.5)));
    assert_eq!(n("requires_improvement", "good"), (1, 1, Some(1.0)));
    assert_eq!(n("inadequate", "good"), (0, 0, None));
    let summary = lines.last().unwrap();
    assert_eq!(summary["total"], 5);
    assert_eq!(cells.iter().map(|cell| cell["n"].as_u64().unwrap()).sum::<u64>(), 5);
    let movers = desk.json(&["movers", "--from", "2016", "--to", "2017", "--question", "all"]);
    assert_eq!(movers.last().unwrap()["total"], 5, "the same pairs");
    assert_eq!(movers.last().unwrap()["apart"], summary["apart"]);
}

#[test]
fn a_cell_shows_its_share_and_the_row_its_n() {
    let said = Desk::of_rounds().run(&["transitions", "--from", "2016", "--to", "2017"]);
    assert!(said.out.contains("good\t1 (50%)\t0\t1 (50%)\t0\t2\n"), "{}", said.out);
    assert!(said.err.contains("of 2 of"), "{}", said.err);
}

#[test]
fn no_pairs_are_no_matrix() {
    let said = Desk::of_rounds().run(&["transitions", "--pillar", "effectiveness"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
}
