//! `fetch`: from a site on this machine into a folder, politely, and nowhere it may not go.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use serde_json::Value;

use crate::desk::{Desk, Said, of_type};
use crate::site::{Answer, Site};

/// What every call here says: this machine may be asked, and need not rest.
const HERE: [&str; 5] = ["--into", "got", "--delay", "0", "--allow-private=127.0.0.1"];

fn fetch(desk: &Desk, args: &[&str]) -> Said {
    desk.run(&[&["fetch"], args, &HERE[..]].concat())
}

fn lines(desk: &Desk, args: &[&str]) -> Vec<Value> {
    desk.json(&[&["fetch"], args, &HERE[..]].concat())
}

/// The files in the folder, without what is hidden and without sidecars.
fn files(desk: &Desk) -> Vec<String> {
    let root = desk.path().join("got");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path: PathBuf = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with('.') && !name.ends_with(".meta.json") {
                let inner = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                found
                    .push(inner.split_once('/').map_or(inner.clone(), |(_, rest)| rest.to_owned()));
            }
        }
    }
    found.sort();
    found
}

fn outcomes(lines: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let path = |url: String| url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let mut all: Vec<_> = of_type(lines, "fetched")
        .iter()
        .map(|line| (path(text(&line["url"])), text(&line["outcome"])))
        .collect();
    all.sort();
    all
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_site_of_three_eras_becomes_a_corpus() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let said = fetch(&desk, &[&site.url("/sitemap.xml"), "--contact", "me@example.org"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let expected = [
        "hmic/peel-assessments/peel-2016/mereshire/legitimacy.html",
        "hmic/peel-assessments/peel-2016/mereshire/mereshire-2016.pdf",
        "hmicfrs/peel-assessments/peel-2018/mereshire/efficiency.html",
        "peel-reports/mereshire-2021-22.html",
    ];
    assert_eq!(files(&desk), expected);
    let asked = site.asked();
    assert!(asked[0].starts_with("GET /robots.txt "));
    assert!(
        asked.iter().all(|head| head.contains("peelian/") && head.contains("(+me@example.org)"))
    );
    assert!(!asked.iter().any(|head| head.contains("/private/") || head.contains("/news/")));
    let place = format!("got/127.0.0.1-{}/{}.meta.json", site.port(), expected[1]);
    let sidecar: Value =
        serde_json::from_str(&fs::read_to_string(desk.path().join(place)).unwrap()).unwrap();
    let page = "/hmic/peel-assessments/peel-2016/mereshire/legitimacy/";
    assert_eq!(sidecar["url"], site.url("/uploads/mereshire-2016.pdf"));
    assert_eq!(sidecar["page"], site.url(page));
    assert!(sidecar["digest"].as_str().unwrap().starts_with("blake3:"));
    assert!(sidecar["captured"].as_str().unwrap().ends_with('Z'));
    fs::copy(desk.path().join("corpus/gazetteer.csv"), desk.path().join("got/gazetteer.csv"))
        .unwrap();
    let built = desk.json(&["index", "got"]);
    assert_eq!((&built[0]["documents"], &built[0]["failed"]), (&4.into(), &0.into()), "{built:?}");
    let reports = desk.json(&["reports"]);
    let of_2016 = of_type(&reports, "report")
        .into_iter()
        .find(|line| line["path"].as_str().unwrap().ends_with("legitimacy.html"))
        .unwrap();
    assert_eq!((&of_2016["url"], &of_2016["year"]), (&site.url(page).into(), &"2016".into()));
    let licence = of_2016["licence"].as_str().unwrap();
    assert!(licence.contains("Open Government Licence v3.0, except"), "{licence}");
    assert!(of_2016["notes"].as_array().unwrap().iter().all(|note| note["severity"] != "warning"));
}

#[test]
fn what_is_here_is_asked_for_only_if_it_changed_and_its_earlier_state_is_kept() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let sitemap = site.url("/sitemap.xml");
    assert_eq!(fetch(&desk, &[&sitemap, "--no-pdf"]).code, 0);
    let path = "/peel-reports/mereshire-2021-22/";
    site.put(path, Answer::html("<html><title>T</title><h1>PEEL 2021/22</h1><p>Adequate now.</p>"));
    let said = lines(&desk, &[&sitemap, "--no-pdf"]);
    let summary = of_type(&said, "summary")[0];
    let counts = ["new", "changed", "unchanged", "moved", "refused", "failed"];
    assert_eq!(counts.map(|key| summary[key].as_u64().unwrap()), [0, 1, 2, 1, 1, 0]);
    let changed =
        of_type(&said, "fetched").into_iter().find(|it| it["outcome"] == "changed").unwrap();
    let read = |key: &str| {
        let file = desk.path().join("got").join(changed[key].as_str().unwrap());
        fs::read_to_string(file).unwrap()
    };
    assert!(read("file").contains("Adequate now") && read("before").contains("Overall summary"));
    let before = changed["before"].as_str().unwrap();
    assert!(before.contains("mereshire-2021-22@20"), "{before}");
    assert!(desk.path().join("got").join(format!("{before}.meta.json")).exists());
    // A change that no reader sees is none.
    let unseen =
        "<html><title>T</title><h1>PEEL 2021/22</h1><p>Adequate now.</p><script>1</script>";
    site.put(path, Answer::html(unseen));
    let again = lines(&desk, &[&sitemap, "--no-pdf"]);
    assert_eq!(of_type(&again, "summary")[0]["unchanged"], 3);
    assert_eq!(files(&desk).len(), 4);
}

#[test]
fn a_page_that_says_there_is_none_is_no_report() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let path = "/peel-reports/mereshire-2021-22/";
    assert_eq!(fetch(&desk, &[&site.url(path)]).code, 0);
    let none = "<html><title>Page not found - HMICFRS</title><h1>Sorry</h1><p>Try the search.</p>";
    site.put(path, Answer::html(none));
    let said = fetch(&desk, &[&site.url(path), "--json"]);
    assert_eq!(said.code, 3, "{}", said.err);
    let why = "the page says `Page not found - HMICFRS`, though with status 200; what was fetched before is kept";
    assert!(said.err.contains(why), "{}", said.err);
    assert!(said.out.contains("\"outcome\":\"failed\"") && said.out.contains("\"status\":200"));
    assert_eq!(files(&desk), ["peel-reports/mereshire-2021-22.html"]);
    site.put("/other/", Answer::html(none));
    assert_eq!(fetch(&desk, &[&site.url("/other/")]).code, 3);
    assert_eq!(files(&desk), ["peel-reports/mereshire-2021-22.html"]);
}

#[test]
fn no_address_leads_to_a_private_one() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let home = site.url("/news/");
    let said = desk.run(&["fetch", &home, "--into", "got", "--delay", "0"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("`127.0.0.1` is a private address"), "{}", said.err);
    let named = home.replace("127.0.0.1", "localhost");
    let said = desk.run(&["fetch", &named, "--into", "got", "--delay", "0"]);
    assert!(said.err.contains("`localhost` is at the private address"), "{}", said.err);
    assert!(site.asked().is_empty());
    // One private address is allowed; a redirect and a link to another are not followed.
    let other = TcpListener::bind("127.0.0.2:0");
    let Ok(other) = other else { return };
    other.set_nonblocking(true).unwrap();
    let secret = format!("http://{}/secret/", other.local_addr().unwrap());
    site.put("/leads/", Answer::Leads(secret.clone()));
    site.put("/file/", Answer::Leads("file:///etc/passwd".to_owned()));
    site.put(
        "/links/",
        Answer::html(&format!("<a href='{secret}2'>x</a><a href='file:///etc/passwd'>y</a>")),
    );
    let [leads, file, links] = ["/leads/", "/file/", "/links/"].map(|path| site.url(path));
    let said = lines(&desk, &[&leads, &file, &links, "--follow", ".", "--host", "127.0.0.2"]);
    let refused = |path: &str| {
        let line =
            of_type(&said, "fetched").into_iter().find(|it| it["url"] == site.url(path)).unwrap();
        assert_eq!(line["outcome"], "refused");
        line["reason"].as_str().unwrap().to_owned()
    };
    assert!(refused("/leads/").contains("`127.0.0.2` is a private address"));
    assert!(refused("/file/").contains("neither http nor https"));
    assert_eq!(of_type(&said, "summary")[0]["refused"], 3, "the link too: {said:?}");
    assert!(other.accept().is_err(), "nobody connected");
}

#[test]
fn slow_endless_broken_and_busy_answers_are_named_and_leave_nothing() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    site.put("/slow/", Answer::Slow);
    site.put("/endless/", Answer::Endless);
    site.put("/busy/", Answer::Status(503));
    site.put("/circle/", Answer::Leads("/circle/".to_owned()));
    site.put("/picture/", Answer::Body("image/png", b"\x89PNG".to_vec()));
    let paths = ["/endless/", "/slow/", "/busy/", "/gone/", "/circle/", "/picture/", "/news/"];
    let urls = paths.map(|path| site.url(path));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let limits = ["--timeout", "1", "--max-size", "100k"];
    let said = lines(&desk, &[&urls[..], &limits].concat());
    assert_eq!(
        outcomes(&said),
        pairs(&[
            ("busy/", "failed"),
            ("circle/", "failed"),
            ("endless/", "failed"),
            ("gone/", "failed"),
            ("news/", "new"),
            ("picture/", "skipped"),
            ("slow/", "failed"),
        ])
    );
    let reasons: Vec<String> = of_type(&said, "fetched")
        .iter()
        .filter_map(|line| line["reason"].as_str().map(str::to_owned))
        .collect();
    for words in [
        "than the 102400 bytes",
        "within 1 s",
        "answers 503",
        "no such page",
        "circle",
        "image/png",
    ] {
        assert!(reasons.iter().any(|reason| reason.contains(words)), "{words}: {reasons:?}");
    }
    assert_eq!(files(&desk), ["news.html"]);
    let tries = site.paths_asked().iter().filter(|path| *path == "/busy/").count();
    assert_eq!(tries, 3);
    assert_eq!(fetch(&desk, &[&site.url("/news/"), &site.url("/gone/")]).code, 3);
}

#[test]
fn a_run_that_was_stopped_goes_on_and_asks_for_nothing_twice() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let sitemap = site.url("/sitemap.xml");
    let first = lines(&desk, &[&sitemap, "--limit", "2"]);
    assert!(of_type(&first, "summary")[0]["waiting"].as_u64().unwrap() >= 2, "{first:?}");
    let had = site.paths_asked();
    let rest = lines(&desk, &[&sitemap]);
    assert_eq!(of_type(&rest, "summary")[0]["resumed"], 2);
    let twice: Vec<String> = site
        .paths_asked()
        .into_iter()
        .filter(|path| had.contains(path) && !path.ends_with(".xml") && path != "/robots.txt")
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(files(&desk).len(), 4, "the PDF of a page of the first run too");
    let third = lines(&desk, &[&sitemap]);
    let summary = of_type(&third, "summary")[0];
    assert_eq!((&summary["resumed"], &summary["unchanged"]), (&0.into(), &4.into()), "{third:?}");
}

#[test]
fn a_dry_run_reads_sitemaps_and_writes_nothing() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    let said =
        lines(&desk, &[&site.url("/sitemap.xml"), "--dry-run", "--follow", "/peel-reports/"]);
    assert_eq!(outcomes(&said), pairs(&[("peel-reports/mereshire-2021-22/", "planned")]));
    assert_eq!(site.paths_asked(), ["/robots.txt", "/sitemap.xml", "/pages.xml"]);
    assert!(!desk.path().join("got").exists());
}

#[test]
fn links_are_followed_as_far_as_is_said() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    site.put(
        "/a/",
        Answer::html(
            "<a href=../b/>b</a><a href=/news/>n</a><a href=http://elsewhere.invalid/b/>e</a>",
        ),
    );
    site.put("/b/", Answer::html("<base href=/c/><a href=d#part>d</a><a href=d?>d</a>"));
    site.put("/c/d", Answer::html("<p>The end.</p><a href=/a/>a</a>"));
    let follow = ["--follow", "/[a-d]/"];
    let found = |depth: &str| {
        let said =
            lines(&desk, &[&[site.url("/a/").as_str(), "--depth", depth], &follow[..]].concat());
        outcomes(&said).into_iter().map(|(path, _)| path).collect::<Vec<_>>()
    };
    assert_eq!(found("0"), ["a/"]);
    assert_eq!(found("1"), ["a/", "b/"]);
    assert_eq!(found("5"), ["a/", "b/", "c/d"]);
}

#[test]
fn a_site_that_wants_to_be_left_alone_is() {
    let (desk, site) = (Desk::new(), Site::of_three_eras());
    site.put(
        "/robots.txt",
        Answer::Body("text/plain", b"User-agent: peelian\nCrawl-delay: 500\n".to_vec()),
    );
    let said = fetch(&desk, &[&site.url("/news/")]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("asks for 500 s between requests"), "{}", said.err);
    site.put("/robots.txt", Answer::Status(503));
    let said = fetch(&desk, &[&site.url("/news/")]);
    assert_eq!(said.code, 5, "{}", said.err);
    assert!(said.err.contains("robots.txt: the site answers 503"), "{}", said.err);
    assert!(files(&desk).is_empty());
}

#[test]
fn what_cannot_be_asked_is_said() {
    let desk = Desk::new();
    // A port that nobody listens at.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}/");
    for (args, code, words) in [
        (vec!["ftp://example.org/"], 2, "neither http nor https"),
        (vec!["https://"], 2, "no address"),
        (vec!["http://me:word@example.org/"], 2, "user name"),
        (vec!["example.org", "--follow", "("], 2, "no regular expression"),
        (vec!["example.org", "--contact", "a\nb"], 2, "contact"),
        (vec!["example.org", "--allow-private=here"], 2, "no address such as"),
        (vec![&closed], 5, "could not be had"),
        (vec![], 2, "URL"),
    ] {
        let said = fetch(&desk, &args);
        assert_eq!(said.code, code, "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
}
