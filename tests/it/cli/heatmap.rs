use crate::desk::{Desk, of_type};

#[test]
fn a_screen_gets_signs_and_a_pipe_words() {
    let desk = Desk::of_rounds();
    let said = desk.run(&["heatmap", "--format", "table", "--color", "never"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        lines,
        [
            "                      2016  2017  2018/19",
            "                      L     Ey L  Ey",
            "Fenwold Constabulary  G        R",
            "Mereshire Police      G     G  O  R",
        ]
    );
    assert!(said.err.contains("blank: not in this corpus"), "{}", said.err);
    assert!(!said.err.contains("inadequate"), "only signs that occur: {}", said.err);
    let piped = desk.run(&["heatmap", "--force", "mereshire"]);
    assert_eq!(
        piped.out,
        "force\t2016 legitimacy\t2017 efficiency\t2017 legitimacy\t2018/19 efficiency\n\
         Mereshire Police\tgood\tgood\toutstanding\trequires improvement\n"
    );
    let coloured = desk.run(&["heatmap", "--format", "table", "--color", "always"]);
    assert!(coloured.out.contains("\u{1b}["), "{}", coloured.out);
}

#[test]
fn a_line_a_cell_and_a_count_of_states() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["heatmap", "--question", "planning_for_the_future"]);
    let cells = of_type(&lines, "cell");
    let seen: Vec<(&str, u64, &str)> = cells
        .iter()
        .map(|cell| {
            let number = cell["question"].as_u64().unwrap();
            (cell["year"].as_str().unwrap(), number, cell["grade"].as_str().unwrap())
        })
        .collect();
    assert_eq!(seen, [("2017", 3, "requires_improvement"), ("2018/19", 2, "good")]);
    let all = desk.json(&["heatmap"]);
    let summary = all.last().unwrap();
    assert_eq!(summary["states"]["graded"], 6);
    assert_eq!(summary["states"]["not_in_corpus"], 2);
    assert_eq!((&summary["forces"], &summary["columns"]), (&2.into(), &4.into()));
}

#[test]
fn questions_without_a_grade_are_not_blank() {
    let desk = Desk::of_rounds();
    let said = desk.run(&["heatmap", "--pillar", "legitimacy", "--question", "2"]);
    assert_eq!(said.out.lines().next(), Some("force\t2016 legitimacy 2\t2017 legitimacy 2"));
    assert!(said.out.contains("Fenwold Constabulary\tnot stated\tnot stated\n"), "{}", said.out);
    assert_eq!(desk.run(&["heatmap", "--force", "kent"]).code, 1);
    assert_eq!(desk.run(&["heatmap", "--question", "wether"]).code, 2);
}
