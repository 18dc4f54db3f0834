use super::keyness::{desk, near};
use crate::desk::{keys, of_type, run_in};

const ASK: [&str; 7] = ["collocates", "backlog", "--window", "1,1", "--year", "2019", "--exact"];

#[test]
fn figures_are_those_worked_out_by_hand() {
    let lines = desk().json(&ASK);
    let rows = of_type(&lines, "collocate");
    let words: Vec<&str> = rows.iter().filter_map(|line| line["collocate"].as_str()).collect();
    // Three times `Backlog upon backlog: the backlog grows and nobody clears the backlog.`
    assert_eq!(words, ["the", "grows", "upon"]);
    let the = rows[0];
    assert_eq!((&the["together"], &the["frequency"]), (&6.into(), &15.into()));
    // Between two backlogs it stands to the right of the first; before the last to its left.
    assert_eq!((&the["left"], &the["right"]), (&3.into(), &3.into()));
    // 12 tokens in the windows, of 88: 15 * 12 / 88 to be expected.
    near(&the["expected"], 2.045);
    near(&the["observed_expected"], 2.933);
    near(&the["mi"], 1.5525);
    near(&the["t"], 1.6144);
    near(&the["log_dice"], 12.830);
    assert_eq!(the["inspections"], 2);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["nodes"], &summary["places"]), (&12.into(), &12.into()));
    assert_eq!(summary["tokens"], 88);
    assert_eq!(keys(&summary["matching"]), ["findings", "inspections", "reports"]);
}

#[test]
fn the_command_of_a_collocate_shows_both_together() {
    let desk = desk();
    for line in of_type(&desk.json(&["collocates", "backlog", "--year", "2019"]), "collocate") {
        let command = line["concordance"].as_str().unwrap();
        let query = command.strip_prefix("peelian concordance '").unwrap().strip_suffix('\'');
        let found = desk.json(&["concordance", query.unwrap()]);
        assert!(found.last().unwrap()["total"].as_u64() >= line["together"].as_u64(), "{command}");
    }
}

#[test]
fn orders_and_windows_are_read_kindly_and_wrong_ones_named() {
    let desk = desk();
    for order in ["mi", "t", "frequency", "log_dice", "log-dice"] {
        assert_eq!(desk.run(&["collocates", "backlog", "--sort", order]).code, 0, "{order}");
    }
    let right = desk.json(&["collocates", "backlog", "--window", "0,1"]);
    assert!(of_type(&right, "collocate").iter().all(|line| line["left"] == 0));
    let said = desk.run(&["collocates", "backlog", "--window", "0,0"]);
    assert!(said.code == 2 && said.err.contains("`5,5`"), "{}", said.err);
    assert_eq!(desk.run(&["collocates", "year:2019"]).code, 2);
    let said = desk.run(&["collocates", "backlgo"]);
    assert!(said.code == 1 && said.err.contains("backlog"), "{}", said.err);
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let desk = desk();
    for verb in ["collocates", "dispersion", "concordance"] {
        let args = [verb, "the OR backlog OR vetting", "--json"];
        let said = |threads| run_in(desk.path(), &args, &[("RAYON_NUM_THREADS", threads)]).out;
        let one = said("1");
        assert!(one.lines().count() > 5, "{verb}");
        assert_eq!(one, said("4"), "{verb}");
    }
}
