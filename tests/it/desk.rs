//! A folder with a tiny corpus, and the program run in it as a user runs it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a tiny corpus in `corpus/` and no index yet; it vanishes at the end.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What the program said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

const GAZETTEER: &str = "\
slug,name,aliases,region,country,kind
mereshire,Mereshire Police,Mereshire,East Midlands,England,territorial
fenwold,Fenwold Constabulary,Fenwold,East of England,England,territorial
";

/// An assessment with three questions, all good, and three areas for improvement.
const ASSESSMENT: &str = "\
Mereshire PEEL 2016

Legitimacy

How legitimate is the force at keeping people safe and reducing crime?

Last updated 08/12/2016
Good

Mereshire Police has been assessed as good in respect of the legitimacy with which it keeps people safe. Last \
year we judged the force to be good in respect of legitimacy.

Questions for Legitimacy

1

To what extent does the force treat all of the people it serves with fairness and respect?

Good

Mereshire Police listens to the people of the fens, and tells them what came of it.

Areas for improvement

  • The force should answer every letter about stop and search within a week.

2

How well does the force ensure that its workforce behaves ethically and lawfully?

Requires improvement

The vetting unit works beside the counter-corruption unit (CCU) and has no backlog.

Areas for improvement

  • The force should write down what its counter-corruption unit is for.
  • Each year, the force should count the people who left its vetting queue.

3

To what extent does the force treat its workforce with fairness and respect?

Outstanding

Officers at the quay station rest as they should.
";

/// The release about the same inspection.
const RELEASE: &str = "\
## Mereshire Police is 'good' at keeping people safe - HMIC

Her Majesty's Inspectorate of Constabulary (HMIC) has assessed how legitimate Mereshire Police is at keeping people \
safe and reducing crime. This is the second year running that HMIC has looked at this in its annual PEEL inspections. \
What it found is in a report, published today.

HMIC found that Mereshire Police:

- is proud of its dedicated vetting unit, which works with the countercorruption unit.
";

/// Structured findings; the last line is broken.
const STRUCTURED: &str = r#"{"id":"a1","force":"fenwold","year":"2017","grade":"good","pillar":"legitimacy","kind":"afi","title":"On nets","body":"The force should mend its nets before vetting season."}
{"id":"a2","force":"fenwold","year":"2017","grade":"inadequate","pillar":"efficiency","kind":"narrative","title":"On boats","body":"Boats are counted twice, and the tally is kept in chalk."}
"#;

impl Desk {
    /// A desk with an assessment, its release and two structured findings.
    pub(crate) fn new() -> Self {
        let desk = Self { folder: TempDir::new().expect("a temporary folder") };
        desk.write("corpus/gazetteer.csv", GAZETTEER);
        desk.write("corpus/mereshire-legitimacy.txt", ASSESSMENT);
        desk.write("corpus/mereshire-release.md", RELEASE);
        desk.write("corpus/fenwold.jsonl", STRUCTURED);
        desk
    }

    /// The same with its index built.
    pub(crate) fn indexed() -> Self {
        let desk = Self::new();
        let said = desk.run(&["index"]);
        assert_eq!(said.code, 0, "{}", said.err);
        desk
    }

    /// A desk with the grades of two forces in five rounds: one is unlike the next in each way that matters.
    pub(crate) fn of_rounds() -> Self {
        let desk = Self { folder: TempDir::new().expect("a temporary folder") };
        desk.write("corpus/gazetteer.csv", GAZETTEER);
        for (name, text) in rounds() {
            desk.write(&format!("corpus/{name}.txt"), &text);
        }
        let said = desk.run(&["index"]);
        assert_eq!(said.code, 0, "{}", said.err);
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        run_in(self.path(), args, &[])
    }

    /// Runs it with `--json` and reads the lines.
    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        let said = self.run(&[args, &["--json"]].concat());
        let lines = said.out.lines().map(|line| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{error}: {line}\n{}", said.err))
        });
        lines.collect()
    }
}

const FAIR: &str =
    "To what extent does the force treat all of the people it serves with fairness and respect?";
const ETHICAL: &str =
    "How well does the force ensure that its workforce behaves ethically and lawfully?";
const DEMAND: &str = "How well does the force understand demand?";
const RESOURCES: &str = "How well does the force use its resources?";
const FUTURE: &str = "How well is the force planning for the future?";
const MEETS: &str = "How well does the force use its resources to meet the demand it faces?";
const PLANS: &str = "How well does the force plan for the future?";

/// Mereshire is inspected in 2016, 2017 and 2018/19, Fenwold in 2016, 2017 and by areas in 2021/22.
fn rounds() -> Vec<(&'static str, String)> {
    let legitimacy = "How legitimate is the force at keeping people safe and reducing crime?";
    let efficiency = "How efficient is the force at keeping people safe and reducing crime?";
    let page = |place, year, pillar, headline, grade, questions: &[(&str, &str)]| {
        let mut text = format!(
            "{place} PEEL {year}\n\n{pillar}\n\n{headline}\n\nLast updated 08/12/{year}\n{grade}\n\n\
             Questions for {pillar}\n"
        );
        for (at, (title, grade)) in questions.iter().enumerate() {
            let number = at + 1;
            text.push_str(&format!(
                "\n{number}\n\n{title}\n\n{grade}\n\nThe vetting queue of {place} was counted in {year}.\n\n\
                 Areas for improvement\n\n  • In {year} the force should look at matter {number} of its {pillar}.\n"
            ));
        }
        text
    };
    let (good, poor, best) = ("Good", "Requires improvement", "Outstanding");
    vec![
        (
            "m16l",
            page(
                "Mereshire",
                2016,
                "Legitimacy",
                legitimacy,
                good,
                &[(FAIR, good), (ETHICAL, poor)],
            ),
        ),
        (
            "m17l",
            page(
                "Mereshire",
                2017,
                "Legitimacy",
                legitimacy,
                best,
                &[(FAIR, good), (ETHICAL, good)],
            ),
        ),
        (
            "m17e",
            page(
                "Mereshire",
                2017,
                "Efficiency",
                efficiency,
                good,
                &[(DEMAND, good), (RESOURCES, best), (FUTURE, poor)],
            ),
        ),
        (
            "m18e",
            page(
                "Mereshire",
                2018,
                "Efficiency",
                efficiency,
                poor,
                &[(MEETS, poor), (PLANS, good)],
            ),
        ),
        ("f16l", page("Fenwold", 2016, "Legitimacy", legitimacy, good, &[(FAIR, good)])),
        ("f17l", page("Fenwold", 2017, "Legitimacy", legitimacy, poor, &[(FAIR, poor)])),
    ]
}

/// Runs the program in `folder`, with variables of the environment.
pub(crate) fn run_in(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Said {
    let output = Command::cargo_bin("peelian")
        .expect("the program")
        .current_dir(folder)
        .env_remove("PEELIAN_INDEX")
        .env("COLUMNS", "100")
        .envs(variables.iter().copied())
        .args(args)
        .output()
        .expect("the program runs");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The lines of one type.
pub(crate) fn of_type<'a>(lines: &'a [Value], r#type: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == r#type).collect()
}

/// The keys of a line, sorted.
pub(crate) fn keys(line: &Value) -> Vec<&str> {
    line.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}
