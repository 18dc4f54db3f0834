//! The report as LibreOffice Writer prints it, from a flat OpenDocument file.

use std::fs;
use std::path::{Path, PathBuf};

use super::report::{FOOT, HEAD, PARTS, Part};
use super::{Layout, ran};

/// How a layout draws a box: the three ways of people who write with a word processor.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Boxes {
    /// Paragraphs with a border around all of them.
    Borders,
    /// A table of one cell.
    Table,
    /// A text frame that hangs on a paragraph.
    Frame,
}

/// What `style` says of a layout, parted by spaces: columns, points of the text, how boxes are drawn.
fn read(style: &str) -> (usize, f32, Boxes) {
    let mut parts = style.split(' ');
    let columns = parts.next().and_then(|part| part.parse().ok()).unwrap();
    let size = parts.next().and_then(|part| part.parse().ok()).unwrap();
    let boxes = match parts.next() {
        Some("borders") => Boxes::Borders,
        Some("table") => Boxes::Table,
        Some("frame") => Boxes::Frame,
        other => panic!("no way to draw a box: {other:?}"),
    };
    (columns, size, boxes)
}

pub(super) const LAYOUTS: [Layout; 6] = [
    Layout {
        name: "writer-one-column",
        style: "1 11 borders",
        is_tagged: true,
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "writer-one-column-frames",
        style: "1 11 frame",
        is_tagged: true,
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "writer-two-columns",
        style: "2 10 table",
        is_tagged: true,
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout {
        name: "writer-two-columns-untagged",
        style: "2 10.5 borders",
        has_heads: true,
        ..Layout::PLAIN
    },
    Layout { name: "writer-three-narrow-columns", style: "3 9 borders", ..Layout::PLAIN },
    Layout { name: "writer-large-print", style: "1 17 table", has_heads: true, ..Layout::PLAIN },
];

/// Prints a layout; `None` where there is no LibreOffice Writer.
pub(super) fn printed(layout: &Layout, folder: &Path) -> Option<PathBuf> {
    let source = folder.join(format!("{}.fodt", layout.name));
    fs::write(&source, page(layout)).unwrap();
    // A profile of its own: a second Writer of the same user would be refused.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let tagged = layout.is_tagged;
    let export = format!(
        "pdf:writer_pdf_Export:{{\"UseTaggedPDF\":{{\"type\":\"boolean\",\"value\":\"{tagged}\"}}}}"
    );
    let (from, to) = (source.to_str()?, folder.to_str()?);
    let options = [
        profile.as_str(),
        "--headless",
        "--norestore",
        "--convert-to",
        &export,
        "--outdir",
        to,
        from,
    ];
    let pdf = layout.file(folder);
    (ran("soffice", &options) && pdf.exists()).then_some(pdf)
}

fn page(layout: &Layout) -> String {
    let (columns, size, boxes) = read(layout.style);
    let styles = styles(size);
    let heads = if layout.has_heads {
        format!(
            "<style:header><text:p text:style-name=\"Furniture\">{HEAD}</text:p></style:header>\
             <style:footer><text:p text:style-name=\"Furniture\">{FOOT} <text:page-number/></text:p></style:footer>"
        )
    } else {
        String::new()
    };
    let mut body = String::new();
    PARTS.iter().for_each(|part| part_of(part, boxes, "", &mut body));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document {NAMES} office:version=\"1.3\" \
         office:mimetype=\"application/vnd.oasis.opendocument.text\">{styles}\
         <office:automatic-styles>{AUTOMATIC}\
         <style:style style:name=\"Columns\" style:family=\"section\"><style:section-properties>\
         <style:columns fo:column-count=\"{columns}\" fo:column-gap=\"18pt\"/></style:section-properties></style:style>\
         </office:automatic-styles>\
         <office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"Page\">{heads}\
         </style:master-page></office:master-styles>\
         <office:body><office:text><text:section text:name=\"all\" text:style-name=\"Columns\">{body}</text:section>\
         </office:text></office:body></office:document>"
    )
}

fn part_of(part: &Part, boxes: Boxes, within: &str, out: &mut String) {
    let paragraph = |style: &str, text: &str| {
        format!("<text:p text:style-name=\"{style}{within}\">{text}</text:p>")
    };
    match part {
        Part::Heading(level, text) if within.is_empty() => out.push_str(&format!(
            "<text:h text:style-name=\"H{level}\" text:outline-level=\"{level}\">{text}</text:h>"
        )),
        Part::Heading(_, text) => out.push_str(&paragraph("Strong", text)),
        Part::Prose(text) => out.push_str(&paragraph("Prose", text)),
        Part::Item(text) => out.push_str(&format!(
            "<text:list text:style-name=\"Bullets\"><text:list-item>{}</text:list-item></text:list>",
            paragraph("Item", text)
        )),
        Part::Badge(text) => out.push_str(&format!(
            "<text:p text:style-name=\"Prose\"><text:span text:style-name=\"Grade\">\u{a0}{text}\u{a0}</text:span></text:p>"
        )),
        Part::Table(rows) => {
            out.push_str("<table:table table:style-name=\"Wide\"><table:table-column table:number-columns-repeated=\"3\"/>");
            for row in *rows {
                let cell = |cell: &&str| {
                    format!(
                        "<table:table-cell table:style-name=\"Cell\">{}</table:table-cell>",
                        paragraph("Left", cell)
                    )
                };
                let cells: String = row.iter().map(cell).collect();
                out.push_str(&format!("<table:table-row>{cells}</table:table-row>"));
            }
            out.push_str("</table:table>");
        }
        Part::Boxed(parts) => boxed(parts, boxes, out),
    }
}

fn boxed(parts: &[Part], boxes: Boxes, out: &mut String) {
    let (before, within, after) = match boxes {
        Boxes::Borders => ("", "Boxed", ""),
        Boxes::Table => (
            "<table:table table:style-name=\"Wide\"><table:table-column/><table:table-row>\
             <table:table-cell table:style-name=\"Cell\">",
            "Inner",
            "</table:table-cell></table:table-row></table:table>",
        ),
        Boxes::Frame => (
            "<text:p text:style-name=\"Prose\"><draw:frame draw:style-name=\"Box\" text:anchor-type=\"as-char\" \
             svg:width=\"420pt\"><draw:text-box fo:min-height=\"20pt\">",
            "Inner",
            "</draw:text-box></draw:frame></text:p>",
        ),
    };
    out.push_str(before);
    parts.iter().for_each(|part| part_of(part, boxes, within, out));
    out.push_str(after);
}

/// Styles of paragraphs; those in bordered boxes have the border themselves, those in others do not.
fn styles(size: f32) -> String {
    let mut styles = format!(
        "<office:styles><style:default-style style:family=\"paragraph\"><style:text-properties \
         style:font-name=\"Liberation Serif\" fo:font-family=\"Liberation Serif\" fo:font-size=\"{size}pt\" \
         fo:language=\"en\" fo:country=\"GB\" fo:hyphenate=\"true\" fo:hyphenation-remain-char-count=\"2\" \
         fo:hyphenation-push-char-count=\"2\"/></style:default-style>"
    );
    let mut paragraph = |name: &str, within: &str, properties: &str, text: &str| {
        styles.push_str(&format!(
            "<style:style style:name=\"{name}{within}\" style:family=\"paragraph\"><style:paragraph-properties \
             fo:margin-bottom=\"5pt\" {properties}/><style:text-properties {text}/></style:style>"
        ));
    };
    for (within, border) in [
        ("", ""),
        ("Inner", ""),
        (
            "Boxed",
            "fo:border=\"1pt solid #224466\" fo:padding=\"6pt\" fo:background-color=\"#e8eef6\" style:join-border=\"true\"",
        ),
    ] {
        let prose = format!("fo:text-align=\"justify\" {border}");
        paragraph("Prose", within, &prose, "");
        paragraph("Item", within, &prose, "");
        paragraph("Left", within, border, "");
        paragraph("Strong", within, border, "fo:font-weight=\"bold\"");
    }
    for (level, factor) in (1..).zip([1.9, 1.5, 1.2]) {
        let text = format!(
            "fo:font-weight=\"bold\" fo:font-size=\"{}pt\" fo:hyphenate=\"false\"",
            size * factor
        );
        paragraph(
            &format!("H{level}"),
            "",
            "fo:keep-with-next=\"always\" fo:margin-top=\"8pt\"",
            &text,
        );
    }
    paragraph("Furniture", "", "fo:text-align=\"center\"", "fo:font-size=\"8pt\"");
    styles.push_str(FRAME);
    styles.push_str("</office:styles>");
    styles
}

const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\"";

/// The style that makes a frame one of the text and no drawing.
const FRAME: &str = "<style:style style:name=\"Frame\" style:family=\"graphic\"><style:graphic-properties \
    text:anchor-type=\"as-char\" fo:margin=\"0pt\" style:wrap=\"none\"/></style:style>";

const AUTOMATIC: &str = "<style:page-layout style:name=\"Page\"><style:page-layout-properties fo:page-width=\"595pt\" \
    fo:page-height=\"842pt\" fo:margin=\"56pt\"/><style:header-style><style:header-footer-properties fo:min-height=\"20pt\" \
    fo:margin-bottom=\"10pt\"/></style:header-style><style:footer-style><style:header-footer-properties \
    fo:min-height=\"20pt\" fo:margin-top=\"10pt\"/></style:footer-style></style:page-layout>\
    <style:style style:name=\"Grade\" style:family=\"text\"><style:text-properties fo:background-color=\"#1d7a55\" \
    fo:color=\"#ffffff\" fo:font-weight=\"bold\" fo:hyphenate=\"false\"/></style:style>\
    <style:style style:name=\"Wide\" style:family=\"table\"><style:table-properties table:align=\"margins\" \
    fo:margin-bottom=\"6pt\"/></style:style>\
    <style:style style:name=\"Cell\" style:family=\"table-cell\"><style:table-cell-properties \
    fo:border=\"0.75pt solid #224466\" fo:padding=\"5pt\"/></style:style>\
    <style:style style:name=\"Box\" style:family=\"graphic\" style:parent-style-name=\"Frame\"><style:graphic-properties fo:border=\"1pt solid #224466\" \
    fo:padding=\"6pt\" fo:background-color=\"#e8eef6\" style:vertical-pos=\"top\" style:vertical-rel=\"baseline\"/></style:style>\
    <text:list-style style:name=\"Bullets\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"\u{2022}\">\
    <style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">\
    <style:list-level-label-alignment text:label-followed-by=\"listtab\" fo:text-indent=\"-14pt\" fo:margin-left=\"14pt\"/>\
    </style:list-level-properties></text:list-level-style-bullet></text:list-style>";
