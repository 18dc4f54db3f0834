//! The report as Chromium prints it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Layout, ran, report};

const BASE: &str = "body{font:11pt/1.4 serif;margin:0}h1{font-size:20pt}h2{font-size:15pt}h3{font-size:13pt}p{text-align:justify}\
    .box{border:1.5pt solid #246;padding:8pt;margin:10pt 0}.badge{background:#2a7;color:#fff;padding:3pt 9pt;\
    display:inline-block;font-weight:bold}table{border-collapse:collapse}\
    td,th{border:.75pt solid #888;padding:3pt 6pt;text-align:left}";

pub(super) const LAYOUTS: [Layout; 7] = [
    Layout { name: "one-column", is_tagged: true, ..Layout::PLAIN },
    Layout {
        name: "two-columns",
        style: "main{columns:2;column-gap:24pt}h1{column-span:all}",
        is_tagged: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "two-columns-untagged",
        style: "main{columns:2;column-gap:24pt}h1{column-span:all}",
        ..Layout::PLAIN
    },
    Layout {
        name: "three-narrow-columns-hyphenated",
        style: "main{columns:3;column-gap:18pt;hyphens:auto;font-size:10pt}h1{column-span:all}",
        ..Layout::PLAIN
    },
    Layout {
        name: "running-heads",
        style: "body{font-size:17pt}@page{margin:60pt 50pt}",
        // The browser's own: day, title, address, number of the page.
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "box-beside-text",
        style: "body{font-size:9.5pt}main{margin-right:200pt}.box{position:absolute;right:0;width:180pt;margin-top:-56pt;padding:4pt}\
            .box *{margin:2pt 0}\
            table{max-width:100%}",
        is_tagged: true,
        beside: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "large-print",
        style: "body{font:16pt/1.6 sans-serif}h2{font-size:21pt}h3{font-size:18pt}p{text-align:left}",
        ..Layout::PLAIN
    },
];

/// Prints a layout; `None` where there is no browser that does.
pub(super) fn printed(layout: &Layout, folder: &Path) -> Option<PathBuf> {
    let page = format!(
        "<!doctype html><html lang=en-GB><meta charset=utf-8><title>Mereshire</title><style>{BASE}{}</style>\
         <main>{}</main></html>",
        layout.style,
        report::html()
    );
    let (html, pdf) = (folder.join("page.html"), layout.file(folder));
    fs::write(&html, page).unwrap();
    let to = format!("--print-to-pdf={}", pdf.display());
    let from = format!("file://{}", html.display());
    let mut options = vec!["--headless", "--no-sandbox", "--disable-gpu"];
    if !layout.has_heads {
        options.push("--no-pdf-header-footer");
    }
    if !layout.is_tagged {
        options.push("--disable-pdf-tagging");
    }
    options.extend([to.as_str(), from.as_str()]);
    (ran("chromium", &options) && pdf.exists()).then_some(pdf)
}
