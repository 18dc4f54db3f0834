use proptest::prelude::*;

use super::{Text, extract};
use crate::corpus::{Document, Format, Supplied};

const FORMATS: [Format; 3] = [Format::Text, Format::Markdown, Format::Html];

fn read(format: Format, bytes: &[u8]) -> Text {
    extract(&Document {
        path: "a".to_owned(),
        format,
        bytes: bytes.to_vec(),
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    })
}

/// Pieces that the three formats give a meaning to, and words.
fn piece() -> impl Strategy<Value = &'static str> {
    let pieces = vec![
        "Good",
        "force",
        "caf\u{e9}",
        "\u{201c}fair\u{201d}",
        "12",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "\u{200b}",
        "- ",
        "* ",
        "1. ",
        "  \u{2022} ",
        "# ",
        "**",
        "_",
        "`",
        "[",
        "](x)",
        "> ",
        "| ",
        "|\n",
        "```\n",
        "---\n",
        "\\",
        "&amp;",
        "&nbsp;",
        "&copy",
        "&#8217;",
        "&notin",
        "&NotEqualTilde;",
        "&",
        ";",
        "<",
        ">",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<br>",
        "<h2>",
        "</h2>",
        "<span class=grade>",
        "</span>",
        "<!--",
        "-->",
        "<main>",
        "</main>",
        "<body>",
        "</body>",
        "<img alt='Good'>",
        "<pre>",
        "</pre>",
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "\"",
        "'",
        "=",
    ];
    prop::sample::select(pieces)
}

/// Blocks stand in order, on character bounds, without outer white space and with words in them.
fn check_blocks(text: &Text) {
    let mut end = 0;
    for block in &text.blocks {
        assert!(block.span.start >= end, "{block:?} in {text:?}");
        end = block.span.end;
        let words = text.canonical.get(block.span.start..end);
        let words = words.unwrap_or_else(|| panic!("{block:?} cuts a character of {text:?}"));
        assert!(!text.block_text(block).trim().is_empty(), "{block:?} in {text:?}");
        assert!(
            block.kind == super::BlockKind::Row || words.trim() == words,
            "{block:?}: {words:?}"
        );
    }
}

/// A word that leads back leads to bytes that hold its characters in order.
fn check_source(text: &Text, bytes: &[u8]) {
    for (start, word) in text.canonical.match_indices(|c: char| c.is_ascii_alphanumeric()) {
        let span = crate::report::Span::new(start, start + word.len());
        if let Some(source) = text.source.to_source(span) {
            assert_eq!(bytes.get(source.start..source.end), Some(word.as_bytes()), "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_mixture_of_marks_is_read(pieces in prop::collection::vec(piece(), 0..40)) {
        let raw = pieces.concat();
        for format in FORMATS {
            let text = read(format, raw.as_bytes());
            check_blocks(&text);
            check_source(&text, raw.as_bytes());
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            check_blocks(&read(format, &bytes));
        }
    }
}

/// An entity without its semicolon, or an `&` that begins none, before another entity.
#[test]
fn letters_behind_an_ampersand_lead_back_to_themselves() {
    for raw in
        ["&copyGood&amp;&amp;", "&Good&amp;&amp;", "caf\u{e9} &copyforce&nbsp;12", "&12&copy=&copy"]
    {
        let text = read(Format::Html, raw.as_bytes());
        check_source(&text, raw.as_bytes());
        let letter = text.canonical.find(|c: char| c.is_ascii_alphanumeric()).unwrap();
        let span = crate::report::Span::new(letter, letter + 1);
        assert!(text.source.to_source(span).is_some(), "{raw}");
    }
}

#[test]
fn json_lines_have_no_text_and_empty_files_say_so() {
    assert!(read(Format::JsonLines, b"{}").notes.is_empty());
    for format in FORMATS {
        assert_eq!(read(format, b" \n").notes.len(), 1);
    }
}
