//! The report as Typst sets it: the program `typst`, or its module for Python.

use std::fs;
use std::path::{Path, PathBuf};

use super::report::{FOOT, HEAD, PARTS, Part};
use super::{Layout, ran};

/// What all layouts have; the fonts are those that Typst has within itself.
const BASE: &str = r##"
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en", region: "GB", hyphenate: true)
#set par(justify: true)
#set page(paper: "a4", margin: 62pt, header: align(right, text(8pt, HEAD)),
  footer: context align(center, text(8pt)[FOOT #counter(page).display()]))
#show heading.where(level: 1): set text(20pt)
#show heading.where(level: 2): set text(15pt)
#show heading.where(level: 3): set text(12.5pt)
#show heading: set par(justify: false)
#let badge(words) = block(fill: rgb("#1d7a55"), inset: (x: 9pt, y: 4pt), text(fill: white, weight: "bold", words))
#let boxed(words) = block(stroke: 1.2pt + rgb("#224466"), inset: 9pt, width: 100%, words)
#let grid-of(..cells) = table(columns: 3, stroke: 0.6pt, ..cells)
"##;

pub(super) const LAYOUTS: [Layout; 6] = [
    Layout { name: "typst-one-column", is_tagged: true, has_heads: true, ..Layout::PLAIN },
    // A coloured head over each box, and a table with lines across only.
    Layout {
        name: "typst-two-columns",
        style: r##"
            #set page(columns: 2)
            #set columns(gutter: 22pt)
            #let boxed(words) = block(fill: rgb("#e3ebf5"), inset: 8pt, width: 100%, radius: 5pt, {
              show heading.where(level: 4): it => block(fill: rgb("#224466"), outset: (x: 8pt, y: 5pt), width: 100%,
                text(fill: white, it.body))
              words })
            #let grid-of(..cells) = table(columns: 3, stroke: (x, y) => (bottom: 0.6pt), ..cells)"##,
        is_tagged: true,
        has_heads: true,
        ..Layout::PLAIN
    },
    // A bar beside each box, and a table without lines.
    Layout {
        name: "typst-two-columns-untagged",
        style: r##"
            #set page(columns: 2)
            #let boxed(words) = block(fill: rgb("#eeeeee"), stroke: (left: 4pt + rgb("#aa3300")), inset: 9pt, width: 100%, words)
            #let grid-of(..cells) = table(columns: (2fr, 1fr, 1fr), stroke: none, ..cells)"##,
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "typst-three-narrow-columns",
        style: r##"
            #set page(columns: 3, margin: 40pt)
            #set text(size: 9pt)
            #show heading.where(level: 1): set text(15pt)
            #show heading.where(level: 2): set text(12pt)
            #show heading.where(level: 3): set text(10.5pt)"##,
        ..Layout::PLAIN
    },
    Layout {
        name: "typst-box-beside-text",
        style: r##"
            #set page(margin: (left: 50pt, right: 215pt, y: 60pt))
            #set text(size: 9.5pt)
            #let boxed(words) = place(dx: 100% + 14pt, dy: -60pt, block(stroke: 1pt, inset: 7pt, width: 150pt, words))"##,
        is_tagged: true,
        beside: true,
        ..Layout::PLAIN
    },
    // Boxes that go over the page.
    Layout {
        name: "typst-large-print",
        style: r##"
            #set page(margin: 45pt)
            #set text(font: "New Computer Modern", size: 16pt)
            #set par(justify: false, leading: 0.9em)
            #show heading.where(level: 1): set text(28pt)
            #show heading.where(level: 2): set text(22pt)
            #show heading.where(level: 3): set text(19pt)
            #let boxed(words) = block(stroke: 2pt, inset: 12pt, width: 100%, words)"##,
        has_heads: true,
        ..Layout::PLAIN
    },
];

/// Compiles a file as the program does, with the module for Python.
const COMPILE: &str = "import sys, typst; \
    typst.compile(sys.argv[1], output=sys.argv[2], pdf_tags=sys.argv[3] == 'tagged', ignore_system_fonts=True)";

/// Prints a layout; `None` where there is no Typst.
pub(super) fn printed(layout: &Layout, folder: &Path) -> Option<PathBuf> {
    let (heads, foot) = if layout.has_heads { (HEAD, FOOT) } else { ("", "") };
    let mut page = BASE.replace("HEAD", &format!("{heads:?}")).replace("FOOT", foot);
    if !layout.has_heads {
        page.push_str("#set page(header: none, footer: none)\n");
    }
    page.push_str(layout.style);
    page.push('\n');
    PARTS.iter().for_each(|part| page.push_str(&markup(part)));
    let (source, pdf) = (folder.join("page.typ"), layout.file(folder));
    fs::write(&source, page).unwrap();
    let (from, to) = (source.to_str()?, pdf.to_str()?);
    let tagged = if layout.is_tagged { "tagged" } else { "untagged" };
    let mut options = vec!["compile", "--ignore-system-fonts", from, to];
    if !layout.is_tagged {
        options.push("--no-pdf-tags");
    }
    let is_set = ran("typst", &options) || ran("python3", &["-c", COMPILE, from, to, tagged]);
    (is_set && pdf.exists()).then_some(pdf)
}

fn markup(part: &Part) -> String {
    match part {
        Part::Heading(level, text) => format!("#heading(level: {level}, {text:?})\n"),
        Part::Prose(text) => format!("#par({text:?})\n"),
        Part::Badge(text) => format!("#badge({text:?})\n"),
        Part::Item(text) => format!("#list.item({text:?})\n"),
        Part::Boxed(parts) => {
            format!("#boxed[\n{}]\n", parts.iter().map(markup).collect::<String>())
        }
        Part::Table(rows) => {
            let cells: Vec<String> =
                rows.iter().flatten().map(|cell| format!("{cell:?}")).collect();
            format!("#grid-of({})\n", cells.join(", "))
        }
    }
}
