use super::read;
use crate::extract::{BlockKind, Text};

fn shown(body: &str) -> Vec<String> {
    blocks(&read(format!("{{\\rtf1\\ansi\\deff0{body}}}").as_bytes()))
}

fn blocks(text: &Text) -> Vec<String> {
    let show = |block: &crate::extract::Block| {
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("H{level}"),
            BlockKind::Paragraph => "P".to_owned(),
            BlockKind::Item(depth) => format!("I{depth}"),
            BlockKind::Row => "R".to_owned(),
            BlockKind::Badge => "B".to_owned(),
        };
        format!("{kind} {}", text.block_text(block))
    };
    text.blocks.iter().map(show).collect()
}

#[test]
fn headings_items_and_rows_are_what_they_are_set_as() {
    let styles =
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\*\cs3 Strong;}}";
    let body = r"\pard\s1 Legitimacy\par\pard\s2 Good\par\pard\s0 The force is {\b fair}.\par
{\listtext\'b7\tab}\pard\ls1\ilvl0 One\par\pard\ls1\ilvl1 Two\par\pard{\pntext\'b7\tab} Three\par
\pard\outlinelevel2 Third\par
\trowd\cellx1\cellx2\pard\intbl Force\cell Grade\cell\row\trowd\pard\intbl Mereshire\cell Good\par still\cell\row\pard After\par";
    assert_eq!(
        shown(&format!("{styles}{body}")),
        [
            "H1 Legitimacy",
            "H2 Good",
            "P The force is fair.",
            "I0 One",
            "I1 Two",
            "I0 Three",
            "H3 Third",
            "R Force\tGrade",
            "R Mereshire\tGood still",
            "P After",
        ]
    );
}

#[test]
fn characters_are_those_of_their_code_page_or_of_unicode() {
    let fonts = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Cyr;}{\f2\fcharset128 Jap;}}";
    let body = r"\ansicpg1252 Zo\'eb\rquote s \u8211? quay\u-10179?\u-8704? {\f1\'e4\'e0} {\f2\'82\'a0}\uc2\u233\'82\'a0!\~x\_y\par";
    assert_eq!(shown(&format!("{fonts}{body}")), ["P Zoë’s – quay😀 да あé! x\u{2011}y"]);
    let odd = read(br"{\rtf1\ansi\ansicpg437 Quay}");
    assert!(odd.notes[0].message.contains("437"));
}

#[test]
fn what_is_not_the_text_is_left_out_and_boxes_are_boxes() {
    let text = read(
        br"{\rtf1{\info{\title On the quay}{\author A}}{\header Head}{\*\generator X;}Seen {\v hidden }{\deleted gone }text.{\footnote Note}
{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}\par{\pict\bin3 }}}}\pard\box Boxed one\par\pard\box Boxed two\par\pard Out
{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In a frame\par}}} and on\par\trowd\pard\intbl Lone cell\cell\row\pard End\par}",
    );
    assert_eq!(
        blocks(&text),
        [
            "P Seen text.shown",
            "P Boxed one",
            "P Boxed two",
            "P In a frame",
            "P Out and on",
            "P Lone cell",
            "P End",
        ]
    );
    let boxes: Vec<&str> = text.boxes.iter().map(|b| &text.canonical[b.start..b.end]).collect();
    assert_eq!(boxes, ["Boxed one\n\nBoxed two", "In a frame", "Lone cell"]);
    assert_eq!(text.head_title.as_deref(), Some("On the quay"));
}

#[test]
fn damage_and_depth_are_said_and_do_no_harm() {
    assert!(read(b"plain").unread.is_some() && read(b"").unread.is_some());
    let cut = read(br"{\rtf1 {\b The quay");
    assert_eq!(blocks(&cut), ["P The quay"]);
    assert!(cut.notes[0].message.contains("cut short"));
    let deep = [br"{\rtf1 ".to_vec(), b"{".repeat(300_000), b"Quay".to_vec()].concat();
    assert_eq!(blocks(&read(&deep)), ["P Quay"]);
    let shut = [br"{\rtf1 Quay".to_vec(), b"}".repeat(300_000)].concat();
    assert_eq!(blocks(&read(&shut)), ["P Quay"]);
    let frames = [br"{\rtf1 ".to_vec(), br"{\shp{\shptxt x".repeat(5_000)].concat();
    assert!(read(&frames).blocks.len() <= 101);
}
