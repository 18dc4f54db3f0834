//! `word/document.xml`: paragraphs, tables of them, and what their styles say (ECMA-376, part 1, 17).

use std::collections::BTreeMap;

use roxmltree::Node;

use super::{Archive, MOST_NESTED, attribute, child, needed, part, tree};
use crate::extract::out::{Out, level_of_style};
use crate::extract::{BlockKind, Text};

pub(super) fn read(archive: &mut Archive<'_>) -> Result<Text, String> {
    const DOCUMENT: &str = "word/document.xml";
    let xml = needed(archive, DOCUMENT)?;
    let document = tree(&xml, DOCUMENT)?;
    let styles = match part(archive, "word/styles.xml")? {
        Some(xml) => Styles::of(tree(&xml, "word/styles.xml")?.root_element()),
        None => Styles::default(),
    };
    let core = part(archive, "docProps/core.xml")?;
    let title = core.and_then(|xml| {
        let tree = tree(&xml, "docProps/core.xml").ok()?;
        Some(child(tree.root_element(), "title")?.text()?.to_owned())
    });
    let mut reader = Reader { styles, out: Out::default(), bordered: false };
    if let Some(body) = child(document.root_element(), "body") {
        reader.content(body, 0);
    }
    reader.set_border(false);
    Ok(reader.out.finish(title))
}

/// What a style makes of its paragraphs.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    level: Option<u8>,
    depth: Option<u8>,
}

#[derive(Debug, Default)]
struct Styles(BTreeMap<String, Style>);

impl Styles {
    fn of(root: Node<'_, '_>) -> Self {
        let mut styles = BTreeMap::new();
        let mut based = BTreeMap::new();
        for style in root.children().filter(|node| node.tag_name().name() == "style") {
            let Some(id) = attribute(style, "styleId") else { continue };
            let name = child(style, "name").and_then(|name| attribute(name, "val")).unwrap_or(id);
            let properties = child(style, "pPr");
            let level = properties.and_then(outline).or_else(|| level_of_style(name));
            styles.insert(id.to_owned(), Style { level, depth: properties.and_then(depth) });
            if let Some(on) = child(style, "basedOn").and_then(|on| attribute(on, "val")) {
                based.insert(id.to_owned(), on.to_owned());
            }
        }
        let ids: Vec<String> = styles.keys().cloned().collect();
        for id in ids {
            let mut at = id.clone();
            // A style says what the one it is based on says, unless it says otherwise itself.
            for _ in 0..16 {
                let Some(on) = based.get(&at).cloned() else { break };
                let Style { level, depth } = styles.get(&on).copied().unwrap_or_default();
                if let Some(style) = styles.get_mut(&id) {
                    (style.level, style.depth) = (style.level.or(level), style.depth.or(depth));
                }
                at = on;
            }
        }
        Self(styles)
    }
}

/// The outline level of paragraph properties, from 1; 9 in the file is body text.
fn outline(properties: Node<'_, '_>) -> Option<u8> {
    let level: u8 = attribute(child(properties, "outlineLvl")?, "val")?.parse().ok()?;
    (level < 9).then_some(level.min(5) + 1)
}

/// The depth of the list that paragraph properties name; list 0 takes a paragraph out of its style's list.
fn depth(properties: Node<'_, '_>) -> Option<u8> {
    let numbering = child(properties, "numPr")?;
    let number = child(numbering, "numId").and_then(|number| attribute(number, "val"));
    if number == Some("0") {
        return None;
    }
    let level = child(numbering, "ilvl").and_then(|level| attribute(level, "val"));
    level.map_or(Some(0), |level| level.parse().ok())
}

struct Reader {
    styles: Styles,
    out: Out,
    /// True while paragraphs with a border follow each other: they are one box.
    bordered: bool,
}

impl Reader {
    /// Block content: paragraphs, tables, and what wraps them (content controls, custom XML).
    fn content(&mut self, parent: Node<'_, '_>, deep: usize) {
        if deep > MOST_NESTED {
            return;
        }
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => self.paragraph(node, deep),
                "tbl" => {
                    self.set_border(false);
                    self.table(node, deep);
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "smartTag" | "moveTo" => {
                    self.content(node, deep + 1);
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>, deep: usize) {
        let properties = child(node, "pPr");
        let named = properties.and_then(|p| child(p, "pStyle")).and_then(|s| attribute(s, "val"));
        let style = named.and_then(|id| self.styles.0.get(id)).copied().unwrap_or_default();
        let borders = properties.and_then(|properties| child(properties, "pBdr"));
        let words = words(node);
        if !words.trim().is_empty() {
            self.set_border(
                borders.is_some_and(|b| ["top", "left"].iter().all(|s| child(b, s).is_some())),
            );
        }
        let numbered = properties.is_some_and(|properties| child(properties, "numPr").is_some());
        let own = properties.and_then(depth);
        let kind = match (properties.and_then(outline).or(style.level), own) {
            (Some(level), _) => BlockKind::Heading(level),
            (None, Some(depth)) => BlockKind::Item(depth),
            (None, None) if numbered => BlockKind::Paragraph,
            (None, None) => style.depth.map_or(BlockKind::Paragraph, BlockKind::Item),
        };
        self.out.block(kind, &words);
        for frame in shown(node).filter(|node| node.tag_name().name() == "txbxContent") {
            self.set_border(false);
            self.out.open_box();
            self.content(frame, deep + 1);
            self.set_border(false);
            self.out.close_box();
        }
    }

    /// A table row by row; one whose rows are single cells is a box.
    fn table(&mut self, table: Node<'_, '_>, deep: usize) {
        let rows = || table.children().filter(|node| node.tag_name().name() == "tr");
        let cells = |row: Node<'_, '_>| -> Vec<_> {
            row.children().filter(|node| node.tag_name().name() == "tc").map(|n| n.id()).collect()
        };
        if rows().all(|row| cells(row).len() <= 1) {
            self.out.open_box();
            for cell in rows().flat_map(cells).filter_map(|id| table.document().get_node(id)) {
                self.content(cell, deep + 1);
                self.set_border(false);
            }
            self.out.close_box();
            return;
        }
        for row in rows() {
            let cells = cells(row).into_iter().filter_map(|id| table.document().get_node(id));
            let texts: Vec<String> = cells
                .map(|cell| {
                    let paragraphs = shown(cell).filter(|node| node.tag_name().name() == "p");
                    let texts: Vec<String> =
                        paragraphs.map(words).map(|w| w.replace('\t', " ")).collect();
                    texts.join(" ").trim().to_owned()
                })
                .collect();
            self.out.block(BlockKind::Row, &texts.join("\t"));
        }
    }

    fn set_border(&mut self, bordered: bool) {
        match (self.bordered, bordered) {
            (false, true) => self.out.open_box(),
            (true, false) => self.out.close_box(),
            _ => {}
        }
        self.bordered = bordered;
    }
}

/// What is shown within an element, without what was deleted and without the second form of what stands in two.
fn shown<'a, 'i: 'a>(within: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let hidden = |node: &Node<'a, 'i>| {
        matches!(node.tag_name().name(), "del" | "moveFrom" | "Fallback" | "instrText" | "delText")
    };
    let outermost = within.id();
    within.descendants().filter(move |node| {
        node.is_element()
            && !node
                .ancestors()
                .take_while(|above| above.id() != outermost)
                .any(|above| hidden(&above))
    })
}

/// The words of a paragraph but for those of text boxes that hang on it.
fn words(paragraph: Node<'_, '_>) -> String {
    let outermost = paragraph.id();
    let mut words = String::new();
    for node in shown(paragraph) {
        let mut above = node.ancestors().take_while(|above| above.id() != outermost);
        if above.any(|above| above.tag_name().name() == "txbxContent") {
            continue;
        }
        match node.tag_name().name() {
            "t" => words.push_str(node.text().unwrap_or_default()),
            // A tab among the properties of the paragraph is a stop, not a character.
            "tab" if node.parent().is_some_and(|run| run.tag_name().name() == "r") => {
                words.push(' ')
            }
            "br" | "cr" => words.push(' '),
            "noBreakHyphen" => words.push('\u{2011}'),
            _ => {}
        }
    }
    words
}
