//! The way back from the canonical text to the bytes of the file, by random pages.

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::extract;
use peelian::report::Span;
use proptest::prelude::*;

/// Pieces of a page and the words they say. None holds white space: what parts them does.
const PIECES: [(&str, &str); 22] = [
    ("vetting", "vetting"),
    ("counter-corruption", "counter-corruption"),
    ("Zoë", "Zoë"),
    ("caf&eacute;", "café"),
    ("&amp;", "&"),
    ("&#233;t&#xE9;", "été"),
    ("a&lt;b", "a<b"),
    ("R&D", "R&D"),
    ("&unknown;x", "&unknown;x"),
    ("<b>bold</b>", "bold"),
    ("un<i class=\"a > b\">even</i>", "uneven"),
    ("gra<!-- a note -->de", "grade"),
    ("<a href='?a=1&amp;b=2'>link</a>", "link"),
    ("<span>one</span>two", "onetwo"),
    ("&quot;said&quot;", "\"said\""),
    ("100%", "100%"),
    ("&pound;5", "£5"),
    ("x&nbsp;y", "x\u{a0}y"),
    ("<em>&copy;</em>", "©"),
    ("&rsquo;s", "\u{2019}s"),
    ("it’s", "it’s"),
    ("<strong></strong>end.", "end."),
];

const BETWEEN: [&str; 4] = [" ", "\n", "  \n\t", " <!-- x --> "];

/// The bytes of a page in an encoding, and how to read a part of them; `None` where it cannot be written so.
fn encoded(page: &str, encoding: &'static encoding_rs::Encoding) -> Option<Vec<u8>> {
    if encoding == encoding_rs::UTF_16LE {
        let mut bytes = vec![0xff, 0xfe];
        page.encode_utf16().for_each(|unit| bytes.extend(unit.to_le_bytes()));
        return Some(bytes);
    }
    let (bytes, _, lost) = encoding.encode(page);
    (!lost).then(|| bytes.into_owned())
}

/// The words of a part of a page: without tags and comments, entities by the table above, white space folded. It is of
/// the test alone, and knows nothing but the pieces.
fn said(raw: &str) -> String {
    let tags = regex::Regex::new(r"(?s)<!--.*?-->|</?[a-z][^>']*(?:'[^']*'[^>]*)?>").unwrap();
    let classes = raw.replace("class=\"a > b\"", "");
    let mut text = tags.replace_all(&classes, "").into_owned();
    for (entity, c) in [
        ("&eacute;", "é"),
        ("&#233;", "é"),
        ("&#xE9;", "é"),
        ("&lt;", "<"),
        ("&quot;", "\""),
        ("&pound;", "£"),
        ("&nbsp;", "\u{a0}"),
        ("&copy;", "©"),
        ("&rsquo;", "\u{2019}"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    fold(&text)
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page(paragraphs: &[Vec<(usize, usize)>], charset: &str) -> String {
    let head = format!("<meta charset={charset}><title>t</title>");
    let mut page = format!("<html><head>{head}</head><body><main>");
    for words in paragraphs {
        page.push_str("<p>");
        for (piece, between) in words {
            page.push_str(PIECES[*piece].0);
            page.push_str(BETWEEN[*between]);
        }
        page.push_str("</p>\n");
    }
    page.push_str("</main></body></html>");
    page
}

fn document(bytes: Vec<u8>) -> Document {
    Document {
        path: "page.html".to_owned(),
        format: Format::Html,
        bytes,
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bytes_of_every_passage_say_what_the_passage_says(
        paragraphs in prop::collection::vec(
            prop::collection::vec((0..PIECES.len(), 0..BETWEEN.len()), 1..9), 1..5),
        encoding in prop::sample::select(vec![
            encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::WINDOWS_1252]),
        cuts in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 8),
    ) {
        let page = page(&paragraphs, encoding.name());
        let Some(bytes) = encoded(&page, encoding) else { return Ok(()) };
        let document = document(bytes);
        let text = extract(&document);
        let expected: Vec<String> = paragraphs
            .iter()
            .map(|words| fold(&words.iter().map(|(piece, _)| PIECES[*piece].1).collect::<Vec<_>>().join(" ")))
            .collect();
        let found: Vec<String> = text.blocks.iter().map(|block| fold(&text.block_text(block))).collect();
        prop_assert_eq!(&found, &expected);
        let read = |span: Span| {
            let bytes = text.origin(span).bytes.expect("words came from somewhere");
            encoding.decode_without_bom_handling(&document.bytes[bytes.start..bytes.end]).0.into_owned()
        };
        for (at, block) in text.blocks.iter().enumerate() {
            prop_assert_eq!(said(&read(block.span)), expected[at].clone());
            let inner = text.origin(block.span).blocks;
            prop_assert_eq!(inner, Some((at + 1, at + 1)));
        }
        // Any part of a paragraph, cut between characters.
        for (block, (a, b)) in text.blocks.iter().zip(&cuts) {
            let length = block.span.len() as f64;
            let place = |part: f64| {
                let at = block.span.start + (length * part) as usize;
                (0..=at).rev().find(|at| text.canonical.is_char_boundary(*at)).unwrap()
            };
            let (start, end) = (place(a.min(*b)), place(a.max(*b)));
            let words = &text.canonical[start..end];
            if words.trim().len() != words.len() || words.is_empty() {
                continue;
            }
            prop_assert_eq!(said(&read(Span::new(start, end))), fold(words));
        }
    }
}
