use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{docx, odt};
use crate::extract::{BlockKind, Text};

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// `kind words` a block; a block in a box begins with `[`.
fn shown(text: &Text) -> Vec<String> {
    assert_eq!(text.unread, None);
    let show = |block: &crate::extract::Block| {
        let within =
            text.boxes.iter().any(|b| b.start <= block.span.start && block.span.end <= b.end);
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            BlockKind::Item(depth) => format!("i{depth}"),
            BlockKind::Row => "row".to_owned(),
            _ => "p".to_owned(),
        };
        let mark = if within { "[" } else { "" };
        format!("{mark}{kind} {}", text.block_text(block).replace('\t', " | "))
    };
    text.blocks.iter().map(show).collect()
}

fn word(body: &str) -> Text {
    let space = "xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:wps=\"wps\"";
    let document = format!("<w:document {space}><w:body>{body}</w:body></w:document>");
    let styles = format!(
        "<w:styles {space}><w:style w:styleId=\"berschrift2\"><w:name w:val=\"heading 2\"/></w:style>\
         <w:style w:styleId=\"Mine\"><w:name w:val=\"Mine\"/><w:basedOn w:val=\"berschrift2\"/></w:style>\
         <w:style w:styleId=\"Dots\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"3\"/>\
         </w:numPr></w:pPr></w:style></w:styles>"
    );
    docx(&archive(&[("word/document.xml", &document), ("word/styles.xml", &styles)]))
}

fn p(style: &str, words: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

#[test]
fn word_files_have_headings_lists_tables_and_boxes() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p("", words));
    let body = [
        p("Mine", "Legitimacy"),
        "<w:p><w:r><w:t>counter</w:t><w:noBreakHyphen/><w:t>corruption</w:t></w:r>\
         <w:del><w:r><w:t>gone</w:t><w:delText>gone</w:delText></w:r></w:del></w:p>"
            .to_owned(),
        p("Dots", "an item"),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>\
         <w:r><w:t>a deeper one</w:t></w:r></w:p>"
            .to_owned(),
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("Question"), cell("2016"), cell("Fairness"), cell("Good")),
        format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("Area for improvement")),
        format!(
            "<w:p><w:r><w:t>Before the frame.</w:t><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{0}\
             </w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback>\
             </mc:AlternateContent></w:r></w:p>",
            p("", "Cause of concern")
        ),
        "<w:p><w:pPr><w:pBdr><w:top/><w:left/></w:pBdr></w:pPr><w:r><w:t>bordered</w:t></w:r></w:p>".to_owned(),
        p("", "after"),
    ];
    assert_eq!(
        shown(&word(&body.concat())),
        [
            "h2 Legitimacy",
            "p counter\u{2011}corruption",
            "i0 an item",
            "i1 a deeper one",
            "row Question | 2016",
            "row Fairness | Good",
            "[p Area for improvement",
            "p Before the frame.",
            "[p Cause of concern",
            "[p bordered",
            "p after",
        ]
    );
}

#[test]
fn open_documents_have_headings_lists_tables_and_boxes() {
    let space = "xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:draw=\"d\"";
    let cell =
        |words: &str| format!("<table:table-cell><text:p>{words}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|words| cell(words)).collect();
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    };
    let content = format!(
        "<office:document-content {space}><office:body><office:text>\
         <text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
         <text:h text:outline-level=\"2\">Legitimacy</text:h>\
         <text:p>The force\n  is<text:s text:c=\"2\"/>good<text:note><text:p>a note</text:p></text:note>.</text:p>\
         <text:list><text:list-item><text:p>an item</text:p><text:p>more of it</text:p>\
         <text:list><text:list-item><text:p>a deeper one</text:p></text:list-item></text:list></text:list-item></text:list>\
         <table:table>{}{}</table:table><table:table>{}</table:table>\
         <text:p>Before.<draw:frame><draw:text-box><text:p>Cause of concern</text:p></draw:text-box></draw:frame></text:p>\
         </office:text></office:body></office:document-content>",
        row(&["Question", "2016"]),
        row(&["Fairness", "Good"]),
        row(&["Area for improvement"]),
    );
    let text = odt(&archive(&[("content.xml", &content)]));
    assert_eq!(
        shown(&text),
        [
            "h2 Legitimacy",
            "p The force is good.",
            "i0 an item",
            "p more of it",
            "i1 a deeper one",
            "row Question | 2016",
            "row Fairness | Good",
            "[p Area for improvement",
            "p Before.",
            "[p Cause of concern",
        ]
    );
}

#[test]
fn what_is_no_office_file_says_so() {
    let bare = "<w:document xmlns:w=\"w\"/>";
    for (bytes, why) in [
        (b"no archive".to_vec(), "this is no office file: "),
        (archive(&[("a.txt", "a")]), "there is no `word/document.xml` in it"),
        (archive(&[("word/document.xml", "<w:document")]), "`word/document.xml` is damaged: "),
        (
            archive(&[("word/document.xml", &format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{bare}"))]),
            "`word/document.xml` is damaged: ",
        ),
    ] {
        let text = docx(&bytes);
        assert!(text.unread.as_deref().is_some_and(|said| said.starts_with(why)), "{text:?}");
    }
    assert_eq!(docx(&archive(&[("word/document.xml", bare)])).blocks, []);
    let deep = [vec!["<w:sdt>"; 3000].concat(), vec!["</w:sdt>"; 3000].concat()].concat();
    assert_eq!(shown(&word(&format!("{deep}{}", p("", "still read")))), ["p still read"]);
}
