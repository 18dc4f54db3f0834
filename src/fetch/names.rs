//! Addresses as file names, and bytes as formats.

use percent_encoding::percent_decode_str;
use url::Url;

/// Bytes of a part of a path at most; file systems take 255, and a sidecar adds to it.
const LONGEST_PART: usize = 100;

/// Folders in a row at most.
const DEEPEST: usize = 12;

/// Where the document of an address goes: `host/path/name.ending`, with `/`.
///
/// Parts keep their letters, digits, `-`, `_` and `.`; all else becomes `-`. Where that loses something by which two
/// addresses may differ (a query, a strange character, a part too long), the name ends in eight digits of the address's
/// digest. The capital letters go: on some disks `A` and `a` are one name.
pub(super) fn path(url: &Url, ending: &str) -> String {
    let host = part(url.host_str().unwrap_or("host"));
    let port = url.port().map(|port| format!("-{port}")).unwrap_or_default();
    let mut parts = vec![format!("{}{port}", host.0)];
    let segments: Vec<&str> =
        url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let mut lossy = url.query().is_some_and(|query| !query.is_empty())
        || segments.len() > DEEPEST
        || url.path().contains("//");
    for segment in segments.iter().take(DEEPEST) {
        let (name, lost) = part(segment);
        lossy |= lost;
        parts.push(name);
    }
    if parts.len() == 1 {
        parts.push("index".to_owned());
    }
    let last = parts.pop().unwrap_or_default();
    parts.push(name(&last, ending, lossy.then(|| digits(url))));
    parts.join("/")
}

/// Where a file goes that belongs to the page at `page` (a path of [`path`]): into the page's folder.
pub(super) fn beside(page: &str, url: &Url, ending: &str) -> String {
    let own = path(url, ending);
    let name = own.rsplit('/').next().unwrap_or_default();
    match page.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

/// The same path with digits of the address in its name: for a name that another address has.
pub(super) fn told_apart(path: &str, url: &Url) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, "html"));
    format!("{stem}-{}.{ending}", digits(url))
}

/// Where the earlier state of a document goes: `name@20161208T120000Z.ending`.
pub(super) fn earlier(path: &str, fetched: &str) -> String {
    let stamp: String = fetched.chars().filter(char::is_ascii_alphanumeric).collect();
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, "html"));
    format!("{stem}@{stamp}.{ending}")
}

fn name(last: &str, ending: &str, digits: Option<String>) -> String {
    let stem = last.strip_suffix(&format!(".{ending}")).unwrap_or(last);
    let stem = if ending == "html" { stem.strip_suffix(".htm").unwrap_or(stem) } else { stem };
    match digits {
        Some(digits) => format!("{stem}-{digits}.{ending}"),
        None => format!("{stem}.{ending}"),
    }
}

/// The part as a name, and whether something was lost.
fn part(raw: &str) -> (String, bool) {
    let text = percent_decode_str(raw).decode_utf8_lossy();
    let mut safe = String::with_capacity(text.len());
    let mut lost = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || (c == '.' && !safe.is_empty()) {
            lost |= c.is_ascii_uppercase();
            safe.push(c.to_ascii_lowercase());
        } else {
            lost = true;
            if !safe.ends_with('-') {
                safe.push('-');
            }
        }
    }
    if safe.len() > LONGEST_PART {
        safe.truncate(LONGEST_PART);
        lost = true;
    }
    let trimmed = safe.trim_end_matches(['.', '-']);
    lost |= trimmed.len() != safe.len();
    let mut safe = trimmed.to_owned();
    if safe.is_empty() || is_reserved(&safe) {
        safe.insert(0, '_');
        lost = true;
    }
    (safe, lost)
}

/// Names that Windows keeps for devices, whatever their ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let numbered = |of: &str| {
        stem.strip_prefix(of)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn digits(url: &Url) -> String {
    blake3::hash(url.as_str().as_bytes()).to_hex().chars().take(8).collect()
}

/// The ending of the file for a body, by what the server says it is and what its bytes look like; `None` if it is no
/// document that can be read.
pub(super) fn ending(content_type: Option<&str>, url: &Url, body: &[u8]) -> Option<&'static str> {
    let head = body.get(..body.len().min(1_024)).unwrap_or_default();
    if head.windows(5).any(|bytes| bytes == b"%PDF-") {
        return Some("pdf");
    }
    let says_html = {
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        ["<!doctype html", "<html"].iter().any(|mark| head.contains(mark))
    };
    let path = url.path().to_ascii_lowercase();
    let named = |endings: &[&'static str]| {
        endings.iter().find(|ending| path.ends_with(&format!(".{ending}"))).copied()
    };
    let is_zip = body.starts_with(b"PK\x03\x04");
    match content_type.unwrap_or_default() {
        "text/html" | "application/xhtml+xml" => Some("html"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" if is_zip => {
            Some("docx")
        }
        "application/vnd.oasis.opendocument.text" if is_zip => Some("odt"),
        "text/markdown" => Some("md"),
        "application/x-ndjson" | "application/jsonl" => Some("jsonl"),
        _ if says_html => Some("html"),
        "text/plain" => Some(named(&["md", "jsonl"]).unwrap_or("txt")),
        "" | "application/octet-stream" | "application/zip" if is_zip => named(&["docx", "odt"]),
        "" | "application/octet-stream" => named(&["txt", "md", "jsonl"]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{beside, earlier, ending, path};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_of_every_era_are_plain_names() {
        for (address, file) in [
            (
                "http://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/kent/legitimacy/",
                "www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/kent/legitimacy.html",
            ),
            (
                "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/gloucestershire-2021-22/?",
                "hmicfrs.justiceinspectorates.gov.uk/peel-reports/gloucestershire-2021-22.html",
            ),
            ("https://a.example/", "a.example/index.html"),
            ("https://a.example:8080/b.html", "a.example-8080/b.html"),
        ] {
            assert_eq!(path(&url(address), "html"), file);
        }
        assert_eq!(path(&url("https://a.example/r.pdf"), "pdf"), "a.example/r.pdf");
        let page = path(&url("https://a.example/kent/legitimacy/"), "html");
        let file = url("https://assets.example/uploads/2016/12/kent.pdf");
        assert_eq!(beside(&page, &file, "pdf"), "a.example/kent/kent.pdf");
        assert_eq!(earlier("a/b.html", "2016-12-08T12:00:00Z"), "a/b@20161208T120000Z.html");
    }

    #[test]
    fn hostile_addresses_stay_in_the_folder_and_apart() {
        let mut seen = std::collections::BTreeSet::new();
        for address in [
            "https://a.example/..%2f..%2fetc%2fpasswd",
            "https://a.example/%2e%2e/%2e%2e/x",
            "https://a.example/.ssh/id",
            "https://a.example/a%00b",
            "https://a.example/con",
            "https://a.example/com1.html",
            "https://a.example/A",
            "https://a.example/a",
            "https://a.example/a?x=1",
            "https://a.example/a?x=2",
            "https://a.example/a.",
            "https://a.example//a",
            "https://a.example/%F0%9F%98%80",
            "https://a.example/C:%5Cx",
            &format!("https://a.example/{}", "a".repeat(500)),
            &format!("https://a.example/{}b", "a".repeat(500)),
            &format!("https://a.example/{}", "d/".repeat(300)),
        ] {
            let file = path(&url(address), "html");
            let fits = |part: &str| {
                let first =
                    part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                let rest = part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
                first && rest && part.len() < 130
            };
            assert!(
                file.starts_with("a.example/") && file.split('/').all(fits),
                "{address}: {file}"
            );
            assert!(file.len() < 1_500 && seen.insert(file.clone()), "{address}: {file}");
        }
    }

    #[test]
    fn bytes_are_believed_before_words() {
        let at = url("https://a.example/r.docx");
        for (says, body, is) in [
            (Some("text/html"), &b"x"[..], Some("html")),
            (Some("text/html"), b"%PDF-1.4", Some("pdf")),
            (Some("application/pdf"), b"<!DOCTYPE html>gone", Some("html")),
            (Some("application/pdf"), b"\x89PNG", None),
            (Some("application/octet-stream"), b"PK\x03\x04", Some("docx")),
            (Some("image/png"), b"\x89PNG", None),
            (Some("text/plain"), b"Good", Some("txt")),
            (None, b"<html>", Some("html")),
            (None, b"", None),
        ] {
            assert_eq!(ending(says, &at, body), is, "{says:?} {body:?}");
        }
    }
}
