//! Text as HTML: the one place where it is escaped, so that no document can put markup into a page.

use crate::report::Span;

/// What a mark says of the words in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The words that were asked for: `<mark>`.
    Asked,
    /// Other words for them: `<mark class="also">`.
    Also,
}

/// The part `within` of `text` as HTML: escaped, the spans that lie in it marked. Spans that overlap an earlier one,
/// or that are no part of the text, are left unmarked. Control characters but line ends become spaces.
#[must_use]
pub fn marked(text: &str, within: Span, marks: &[(Span, Mark)]) -> String {
    let mut marks: Vec<(Span, Mark)> = marks.to_vec();
    marks.sort_by_key(|(span, _)| *span);
    let mut html = String::new();
    let mut at = within.start;
    for (span, mark) in marks {
        let inside = span.start >= at && span.end <= within.end && span.start < span.end;
        let (Some(before), Some(words), true) =
            (text.get(at..span.start), text.get(span.start..span.end), inside)
        else {
            continue;
        };
        html.push_str(&escaped(before));
        html.push_str(match mark {
            Mark::Asked => "<mark>",
            Mark::Also => "<mark class=\"also\">",
        });
        html.push_str(&escaped(words));
        html.push_str("</mark>");
        at = span.end;
    }
    html.push_str(&escaped(text.get(at..within.end).unwrap_or_default()));
    html
}

/// The text with every character that means something to HTML as a reference; safe within elements and within
/// attributes in quotation marks.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' => html.push('\n'),
            c if c.is_control() => html.push(' '),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_marked_and_everything_is_escaped() {
        let text = "Vetting & <b>backlog</b> \"now\"";
        let all = Span::new(0, text.len());
        let at = text.find("backlog").unwrap();
        let marks = [(Span::new(at, at + 7), Mark::Also), (Span::new(0, 7), Mark::Asked)];
        assert_eq!(
            marked(text, all, &marks),
            "<mark>Vetting</mark> &amp; &lt;b&gt;<mark class=\"also\">backlog</mark>&lt;/b&gt; &quot;now&quot;"
        );
        assert_eq!(marked(text, Span::new(0, 9), &marks), "<mark>Vetting</mark> &amp;");
    }

    #[test]
    fn a_mark_round_markup_marks_the_letters_of_it() {
        let text = "a </mark><script>alert(1)</script> b";
        let html = marked(text, Span::new(0, text.len()), &[(Span::new(2, 17), Mark::Asked)]);
        assert_eq!(html.matches('<').count(), 2, "{html}");
        assert!(html.contains("<mark>&lt;/mark&gt;&lt;script&gt;</mark>alert"), "{html}");
    }

    proptest! {
        #[test]
        fn nothing_of_a_document_gets_through(
            text in "[<>&\"'a/é\u{0}\u{1b}\n -]{0,60}",
            spans in prop::collection::vec((0..70_usize, 0..70_usize), 0..6),
            within in (0..70_usize, 0..70_usize),
        ) {
            let span = |(a, b): (usize, usize)| Span::new(a.min(b), a.max(b));
            let marks: Vec<(Span, Mark)> =
                spans.into_iter().map(|pair| (span(pair), Mark::Asked)).collect();
            let html = marked(&text, span(within), &marks);
            let bare = html.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!bare.contains(['<', '>', '"', '\'', '\u{0}', '\u{1b}']), "{}", html);
            prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
        }
    }
}
