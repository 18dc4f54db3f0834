//! The documents cannot lie: every verb, option, exit code and JSON key occurs in them, and their examples run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, run_in};
use crate::site::Site;

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every verb, from the script that completes them.
fn verbs() -> Vec<String> {
    let help = run_in(Path::new("."), &["--help"], &[]).out;
    let verbs = help.lines().take_while(|line| !line.contains("--index")).filter_map(|line| {
        line.strip_prefix("  ")?.split(' ').next().filter(|word| !word.is_empty())
    });
    verbs.map(str::to_owned).collect()
}

#[test]
fn every_verb_and_option_is_in_the_reference() {
    let reference = document("docs/CLI.md");
    let readme = document("README.md");
    let verbs = verbs();
    assert!(verbs.len() >= 13, "{verbs:?}");
    for verb in &verbs {
        assert!(reference.contains(&format!("## `{verb}")), "docs/CLI.md has no part `{verb}`");
        assert!(readme.contains(&format!("`{verb}`")), "README.md does not name `{verb}`");
        let help = run_in(Path::new("."), &[verb, "--help"], &[]).out;
        let options = help.split(|c: char| !(c.is_ascii_lowercase() || c == '-'));
        for option in options.filter(|word| word.len() > 2 && word.starts_with("--")) {
            assert!(reference.contains(&format!("`{option}")), "docs/CLI.md: `{verb} {option}`");
        }
    }
}

#[test]
fn every_exit_code_is_in_the_reference() {
    let reference = document("docs/CLI.md");
    for code in [0, 1, 2, 3, 4, 5, 70, 130] {
        assert!(reference.contains(&format!("| {code} |")), "docs/CLI.md: exit code {code}");
    }
}

#[test]
fn every_json_key_is_in_the_reference() {
    let reference = document("docs/CLI.md");
    let desk = Desk::indexed();
    desk.write("queries.txt", "vetting AND\n");
    desk.write("quoting.md", "\"Officers at the bay station rest as they should\"\n");
    let report = desk.json(&["reports"])[1]["id"].as_str().unwrap().to_owned();
    let mut keys = BTreeSet::new();
    for args in [
        vec!["search", "vetting"],
        vec!["search", "vetting", "--unit", "force"],
        vec!["search", "--batch", "queries.txt"],
        vec!["search", "vettng"],
        vec!["count", "--by", "force,question"],
        vec!["count", "--by", "region,doc_kind"],
        vec!["grades", "--questions"],
        vec!["concordance", "vetting"],
        vec!["keyness", "--target", "vetting", "--min-freq", "1", "--min-inspections", "1"],
        vec!["collocates", "vetting", "--min-freq", "1"],
        vec!["ngrams", "--n", "2", "--min-inspections", "1", "--min-freq", "1"],
        vec!["dispersion", "vetting"],
        vec!["recurring"],
        vec!["reports"],
        vec!["show", &report],
        vec!["why", &report],
        vec!["versions"],
        vec!["show", &report, "--source"],
        vec!["index"],
        vec!["verify"],
        vec!["stats"],
        vec!["bench", "query", "--runs", "1", "--processes", "0"],
        vec!["bench", "index", "corpus", "--threads", "1"],
        vec!["synth", "3", "--as", "reports", "--to", "made"],
        vec!["cite", &report],
        vec!["quotes", "check", "quoting.md"],
        vec!["due", "--as-of", "2020-01-01"],
        vec!["export", "--to", "rows.csv"],
        vec!["export", "--as", "jsonl"],
        vec!["export", "--as", "jsonl", "--unit", "judgments"],
        vec!["export", "--as", "jsonl", "--unit", "reports"],
        vec!["thesaurus"],
        vec!["search", "CCU"],
        vec!["analyze", "counter-corruption"],
        vec!["save", "--saved", "s.json", "v", "search", "vetting"],
        vec!["saved", "--saved", "s.json"],
        vec!["watch", "--saved", "s.json", "v"],
        vec!["bundle", "create", "v.zip", "count"],
        vec!["bundle", "replay", "v.zip"],
    ] {
        desk.json(&args).iter().for_each(|line| collect(line, &mut keys));
    }
    let site = Site::of_three_eras();
    let fetch = ["fetch", &site.url("/sitemap.xml"), "--into", "got", "--delay", "0"];
    let fetched = desk.json(&[&fetch[..], &["--allow-private=127.0.0.1"]].concat());
    assert!(fetched.len() > 4);
    fetched.iter().for_each(|line| collect(line, &mut keys));
    let rounds = Desk::of_rounds();
    for args in
        [vec!["movers", "--from", "2016", "--to", "2017", "--question", "all"], vec!["transitions"]]
    {
        let lines = rounds.json(&args);
        assert!(!lines.is_empty(), "{args:?}");
        lines.iter().for_each(|line| collect(line, &mut keys));
    }
    let missing: Vec<&String> =
        keys.iter().filter(|key| !reference.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "docs/CLI.md does not tell of {missing:?}");
}

fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            keys.insert(key.clone());
            collect(value, keys);
        }),
        Value::Array(values) => values.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

/// A block ```` ```console ```` holds lines `$ peelian ...`, each followed by what it writes on a screen 100 wide;
/// `PEELIAN_REWRITE=1` writes it anew.
#[test]
fn the_examples_of_the_documents_run_as_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let index = tempfile::tempdir().unwrap();
    let index = index.path().to_str().unwrap();
    let built = run_in(root, &["index", "--index", index], &[]);
    assert!(matches!(built.code, 0 | 3), "{}", built.err);
    let mut examples = 0;
    for name in ["README.md", "docs/analyses.md"] {
        let text = document(name);
        let mut anew = text.clone();
        let blocks = text.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
        for example in blocks.flat_map(|block| block.split("$ peelian ").skip(1)) {
            let (line, expected) = example.split_once('\n').unwrap();
            let mut args: Vec<&str> = line.split(' ').collect();
            args.extend(["--format", "table", "--index", index]);
            let said = run_in(root, &args, &[]);
            if std::env::var_os("PEELIAN_REWRITE").is_some() {
                let shown = format!("{line}\n{}\n", said.out.trim_end());
                let blank = if expected.ends_with("\n\n") { "\n" } else { "" };
                anew = anew.replace(example, &format!("{shown}{blank}"));
            } else {
                assert_eq!(said.out.trim_end(), expected.trim_end(), "`{line}`\n{}", said.err);
            }
            examples += 1;
        }
        if anew != text {
            fs::write(root.join(name), anew).unwrap();
        }
    }
    assert!(examples > 20, "{examples}");
}

/// The pictures of `docs/pictures/`; `PEELIAN_REWRITE=1` draws them anew.
#[test]
fn the_pictures_of_the_documents_are_those_of_the_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let (index, svg) = (folder.path().join("index"), folder.path().join("drawn.svg"));
    let (index, svg) = (index.to_str().unwrap(), svg.to_str().unwrap());
    assert!(matches!(run_in(root, &["index", "--index", index], &[]).code, 0 | 3));
    for (name, asked) in [
        ("grades", vec!["grades", "--force", "thornwold", "--force", "fenmarch"]),
        ("transitions", vec!["transitions", "--from", "2015", "--to", "2016"]),
        ("trend", vec!["trend", "vetting", "--programme", "peel"]),
        (
            "keyness",
            vec![
                "keyness",
                "--target",
                "grade:inadequate",
                "--reference",
                "grade:good",
                "--limit",
                "8",
                "--mask",
                "grades,boilerplate",
            ],
        ),
        ("heatmap", vec!["heatmap", "--programme", "peel", "--year", "2015..2017"]),
        ("count", vec!["count", "--by", "grade", "--force", "aldershire constabulary"]),
        ("movers", vec!["movers", "--from", "2015", "--to", "2016"]),
        ("coverage", vec!["coverage", "--programme", "peel", "--year", "2015..2017"]),
        ("collocates", vec!["collocates", "backlog", "--limit", "8"]),
        ("ngrams", vec!["ngrams", "--kind", "afi", "--n", "4", "--limit", "8"]),
        ("dispersion", vec!["dispersion", "vetting"]),
        ("rank", vec!["rank", "--year", "2016", "--pillar", "legitimacy", "--question", "2"]),
        ("compare", vec!["compare", "tyrwick", "aldershire", "--year", "2016..2018"]),
        ("recurring", vec!["recurring", "--class", "spread"]),
        ("concordance", vec!["concordance", "backlog", "--limit", "1000"]),
        (
            "due",
            vec![
                "due",
                "--as-of",
                "2018-07-01",
                "--force",
                "brackenshire",
                "--force",
                "skelderdale",
                "--force",
                "westmere-and-holt",
            ],
        ),
        ("quotes", vec!["quotes", "check", "docs/examples/article.md"]),
        ("check", vec!["check"]),
        ("agg", vec!["agg", "docs/examples/aggregation.json", "--programme", "peel"]),
    ] {
        let said = run_in(root, &[&asked[..], &["--index", index, "--picture", svg]].concat(), &[]);
        // The paper of the example is not verbatim throughout, which has an exit code of its own.
        assert_eq!(said.code, i32::from(name == "quotes"), "{}", said.err);
        is_kept(name, &fs::read_to_string(svg).unwrap());
    }
    // A page that `export` writes begins with its figures.
    let page = folder.path().join("page.html");
    let to = page.to_str().unwrap();
    let asked = ["export", "backlog", "--as", "html", "--to", to, "--index", index];
    assert_eq!(run_in(root, &asked, &[]).code, 0);
    let page = fs::read_to_string(page).unwrap();
    let figure = page.split_once("<svg").and_then(|(_, rest)| rest.split_once("</svg>"));
    is_kept("export", &format!("<svg{}</svg>\n", figure.unwrap().0));
}

/// Asserts that `docs/pictures/NAME.svg` is this picture and that the analyses show it; writes it where that is asked for.
fn is_kept(name: &str, drawn: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = format!("docs/pictures/{name}.svg");
    if std::env::var_os("PEELIAN_REWRITE").is_some() {
        fs::create_dir_all(root.join("docs/pictures")).unwrap();
        fs::write(root.join(&kept), drawn).unwrap();
    }
    assert!(document(&kept) == drawn, "{kept} is not what is drawn now; `PEELIAN_REWRITE=1`");
    assert!(document("docs/analyses.md").contains(&format!("](pictures/{name}.svg)")), "{kept}");
}

/// The commands under *Bundles* of the analyses, in a folder of their own: each ends well, the last as it is printed there.
#[test]
fn the_bundle_of_the_documents_is_made_verified_and_replayed() {
    let analyses = document("docs/analyses.md");
    let block = analyses.split_once("## Bundles").and_then(|(_, rest)| rest.split("```").nth(1));
    let (commands, said): (Vec<&str>, Vec<&str>) =
        block.unwrap().trim().lines().partition(|line| line.starts_with("$ peelian "));
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let index = folder.path().join("index");
    let index = index.to_str().unwrap();
    assert!(matches!(run_in(root, &["index", "--index", index], &[]).code, 0 | 3));
    let mut last = String::new();
    for command in &commands {
        let args: Vec<&str> = command.split(' ').skip(2).collect();
        let run = run_in(folder.path(), &args, &[("PEELIAN_INDEX", index)]);
        assert_eq!(run.code, 0, "{command}: {}", run.err);
        last = run.err;
    }
    assert_eq!((commands.len(), said.len()), (3, 1));
    assert!(last.contains(said[0]), "{last}");
}
