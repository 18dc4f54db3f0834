//! The marks inside a paragraph of Markdown: emphasis, links, code, escapes, tags, entities.

use std::ops::Range;

use crate::extract::source::TextBuilder;

/// Appends the words that stand in `ranges` of `text`, a range a line, without their marks.
pub(super) fn write(out: &mut TextBuilder, text: &str, ranges: &[Range<usize>]) {
    let edits = edits(text, ranges);
    let mut next = edits.iter().peekable();
    for (number, range) in ranges.iter().enumerate() {
        if number > 0 {
            out.invent("\n");
        }
        let mut at = range.start;
        while let Some(edit) = next.next_if(|edit| edit.place.start < range.end) {
            copy(out, text, at..edit.place.start);
            if !edit.with.is_empty() {
                out.replace(edit.with, edit.place.clone());
            }
            at = at.max(edit.place.end);
        }
        copy(out, text, at..range.end);
    }
}

fn copy(out: &mut TextBuilder, text: &str, range: Range<usize>) {
    if let Some(words) = text.get(range.clone()).filter(|words| !words.is_empty()) {
        out.copy(words, range.start);
    }
}

/// A mark and what stands for it in the text: mostly nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    place: Range<usize>,
    with: &'static str,
}

fn edits(text: &str, ranges: &[Range<usize>]) -> Vec<Edit> {
    let mut scan = Scan::default();
    for range in ranges {
        scan.line(text, range.clone());
    }
    let mut edits = scan.edits;
    edits.sort_by_key(|edit| (edit.place.start, edit.place.end));
    edits
}

#[derive(Debug, Default)]
struct Scan {
    edits: Vec<Edit>,
    /// Open square brackets: place, and true for the bracket of an image.
    brackets: Vec<Range<usize>>,
    /// Runs of `*`, `_`, `~` that may open emphasis.
    openers: Vec<(u8, Range<usize>)>,
}

impl Scan {
    fn line(&mut self, text: &str, range: Range<usize>) {
        let line = text.get(range.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some(byte) = line.as_bytes().get(at) {
            at += match byte {
                b'\\' => self.escape(line, at, range.start),
                b'`' => self.code(line, at, range.start),
                b'[' | b'!' => self.open_bracket(line, at, range.start),
                b']' => self.close_bracket(line, at, range.start),
                b'<' => self.tag(line, at, range.start),
                b'&' => self.entity(line, at, range.start),
                b'*' | b'_' | b'~' => self.emphasis(line, at, *byte, range.start),
                _ => 1,
            };
        }
    }

    fn drop(&mut self, place: Range<usize>) {
        self.edits.push(Edit { place, with: "" });
    }

    fn escape(&mut self, line: &str, at: usize, base: usize) -> usize {
        match line.as_bytes().get(at + 1) {
            Some(next) if next.is_ascii_punctuation() => {
                self.drop(base + at..base + at + 1);
                2
            }
            _ => 1,
        }
    }

    /// A code span within the line.
    fn code(&mut self, line: &str, at: usize, base: usize) -> usize {
        let ticks = run(line, at, b'`');
        let fence = line.get(at..at + ticks).unwrap_or_default();
        let inside = line.get(at + ticks..).unwrap_or_default();
        let Some(length) = inside.find(fence) else { return ticks };
        let close = at + ticks + length;
        self.drop(base + at..base + at + ticks);
        self.drop(base + close..base + close + ticks);
        ticks + length + ticks
    }

    fn open_bracket(&mut self, line: &str, at: usize, base: usize) -> usize {
        let image = line.as_bytes().get(at) == Some(&b'!');
        let length = if image { 2 } else { 1 };
        if !image || line.as_bytes().get(at + 1) == Some(&b'[') {
            self.brackets.push(base + at..base + at + length);
            return length;
        }
        1
    }

    /// `](address)` or `][name]`: then the pair was a link.
    fn close_bracket(&mut self, line: &str, at: usize, base: usize) -> usize {
        let Some(open) = self.brackets.pop() else { return 1 };
        let rest = line.get(at + 1..).unwrap_or_default();
        let close = match rest.as_bytes().first() {
            Some(b'(') => closing_parenthesis(rest),
            Some(b'[') => rest.bytes().take(REACH).position(|b| b == b']'),
            _ => None,
        };
        let Some(close) = close else { return 1 };
        self.drop(open);
        self.drop(base + at..base + at + close + 2);
        close + 2
    }

    /// `<https://...>` keeps its words, other tags and comments go; a `<br>` parts words.
    fn tag(&mut self, line: &str, at: usize, base: usize) -> usize {
        let rest = line.get(at..).unwrap_or_default();
        let begins =
            rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || b"/!".contains(b));
        let close = rest.bytes().take(REACH).position(|b| b == b'>');
        let Some(close) = close.filter(|_| begins) else { return 1 };
        let inside = rest.get(1..close).unwrap_or_default();
        if (inside.contains("://") || inside.contains('@')) && !inside.contains(' ') {
            self.drop(base + at..base + at + 1);
            self.drop(base + at + close..base + at + close + 1);
        } else {
            let with = if inside.to_ascii_lowercase().starts_with("br") { " " } else { "" };
            self.edits.push(Edit { place: base + at..base + at + close + 1, with });
        }
        close + 1
    }

    fn entity(&mut self, line: &str, at: usize, base: usize) -> usize {
        const KNOWN: [(&str, &str); 12] = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", "\u{a0}"),
            ("&lsquo;", "\u{2018}"),
            ("&rsquo;", "\u{2019}"),
            ("&ldquo;", "\u{201c}"),
            ("&rdquo;", "\u{201d}"),
            ("&ndash;", "\u{2013}"),
            ("&mdash;", "\u{2014}"),
        ];
        let rest = line.get(at..).unwrap_or_default();
        let Some((name, with)) = KNOWN.into_iter().find(|(name, _)| rest.starts_with(name)) else {
            return 1;
        };
        self.edits.push(Edit { place: base + at..base + at + name.len(), with });
        name.len()
    }

    /// A run of marks closes what an earlier run of the same mark opened, or may open something itself.
    fn emphasis(&mut self, line: &str, at: usize, mark: u8, base: usize) -> usize {
        let length = run(line, at, mark);
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        let after = line.get(at + length..).and_then(|s| s.chars().next());
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let inside_word = mark == b'_' && word(before) && word(after);
        let lone_tilde = mark == b'~' && length < 2;
        if inside_word || lone_tilde {
            return length;
        }
        let place = base + at..base + at + length;
        let left = if space(before) { place } else { self.close_emphasis(mark, place) };
        if !left.is_empty() && !space(after) {
            self.openers.push((mark, left));
        }
        length
    }

    /// Pairs a closing run with the openers before it; what is left of it.
    fn close_emphasis(&mut self, mark: u8, mut place: Range<usize>) -> Range<usize> {
        while !place.is_empty() {
            let near = self.openers.iter().rev().take(32).position(|(open, _)| *open == mark);
            let Some(back) = near else { break };
            let index = self.openers.len() - 1 - back;
            self.openers.truncate(index + 1);
            let Some((_, open)) = self.openers.pop() else { break };
            let length = open.len().min(place.len());
            self.drop(open.end - length..open.end);
            self.drop(place.start..place.start + length);
            place.start += length;
            if open.len() > length {
                self.openers.push((mark, open.start..open.end - length));
            }
        }
        place
    }
}

fn run(line: &str, at: usize, mark: u8) -> usize {
    line.as_bytes().iter().skip(at).take_while(|b| **b == mark).count()
}

/// How far, in bytes, the end of a link or tag is looked for: what never closes must not cost a scan each.
const REACH: usize = 2000;

/// The place of the parenthesis that closes the one at 0.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().take(REACH) {
        match byte {
            b'(' => depth += 1,
            b')' if depth <= 1 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::extract::source::TextBuilder;

    #[test]
    fn marks_go_and_words_stay() {
        for (raw, words) in [
            ("plain", "plain"),
            ("**HM Inspector said:**", "HM Inspector said:"),
            ("a *lean* and __mean__ ***force***", "a lean and mean force"),
            ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
            ("*open only", "*open only"),
            ("[the report](https://a.example/x_(y)_z) of 2016", "the report of 2016"),
            ("[Invented: no such body.]", "[Invented: no such body.]"),
            ("![Good](badge.png) [**b**][ref]", "Good b"),
            ("\\*not\\* `a*b*` \\x", "*not* a*b* \\x"),
            (
                "<https://a.example/> a<br>b <b>c</b> 1 < 2 > 0",
                "https://a.example/ a b c 1 < 2 > 0",
            ),
            ("R&amp;D &c. ~~gone~~ ~5", "R&D &c. gone ~5"),
        ] {
            let mut out = TextBuilder::default();
            let whole = 0..raw.len();
            write(&mut out, raw, &[whole]);
            assert_eq!(out.text(), words, "{raw}");
        }
    }

    #[test]
    fn emphasis_goes_over_lines() {
        let mut out = TextBuilder::default();
        write(&mut out, "**a\n> b** c", &[0..3, 6..11]);
        assert_eq!(out.text(), "a\nb c");
    }
}
