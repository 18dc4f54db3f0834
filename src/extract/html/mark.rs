//! Reads a page for whoever builds its tree: only the tags and attributes that are looked at, never nested too deep, and the
//! place of each run of text.

use std::borrow::Cow;
use std::ops::Range;

use super::lexer::{Lexer, Tag, Token};
use crate::report::Note;

/// Nested deeper than this, `div` and its like only end the block before them; browsers stop at 512.
const MAX_DEPTH: usize = 200;
/// Nested deeper than this, all elements do.
const MAX_ANY_DEPTH: usize = 256;
/// Tags past this are left out: a page of a thousand findings has some ten thousand.
const MAX_TAGS: usize = 1_000_000;
/// Who is told what stands in a page, in its order.
pub(super) trait Out<'a> {
    /// Characters, entities not decoded; without a place if they are all white space.
    fn text(&mut self, text: &'a str, place: Option<Range<usize>>);
    /// The title in the head of the page, entities not decoded.
    fn title(&mut self, content: &'a str);
    /// A tag that opens an element, which is to be called by this name.
    fn start(&mut self, name: Cow<'a, str>, tag: &Tag<'a>);
    /// A tag that closes the innermost element of this name.
    fn end(&mut self, name: &str);
    /// The body begins here, without a tag.
    fn body(&mut self);
    /// A tag was left out: the words on its sides are not one block.
    fn end_block(&mut self);
    /// A line ends, without a tag of its own.
    fn line_end(&mut self);
    /// True if nothing more need be told.
    fn has_enough(&self) -> bool {
        false
    }
}

/// Tells `out` what stands in a page; the notes say which limits were met.
pub(super) fn mark<'a, O: Out<'a>>(page: &'a str, out: &mut O) -> Vec<Note> {
    let mut marker = Marker {
        page,
        lexer: Lexer::new(page),
        out,
        open: Vec::new(),
        written: 0,
        has_body: false,
        tags: 0,
        too_deep: false,
    };
    while !marker.out.has_enough()
        && let Some(token) = marker.lexer.next()
    {
        match token {
            Token::Text(range) => marker.text(range),
            Token::Start(tag) => marker.start(&tag),
            Token::End(name) => marker.end(&name),
        }
    }
    marker.notes()
}

struct Marker<'a, 'o, O> {
    page: &'a str,
    lexer: Lexer<'a>,
    out: &'o mut O,
    /// The elements that are open, as this reading sees it.
    open: Vec<Open<'a>>,
    /// How many of them were written.
    written: usize,
    has_body: bool,
    tags: usize,
    too_deep: bool,
}

struct Open<'a> {
    name: Cow<'a, str>,
    /// The name it was written under; `None` if it was left out.
    written: Option<&'static str>,
}

impl<'a, O: Out<'a>> Marker<'a, '_, O> {
    fn text(&mut self, range: Range<usize>) {
        let text = self.page.get(range.clone()).unwrap_or_default();
        let has_words = !text.trim().is_empty();
        if has_words {
            self.open_body();
        }
        self.out.text(text, has_words.then_some(range));
    }

    /// What stands before `<body>` opens it: better here, or the place of a text would stay outside of it.
    fn open_body(&mut self) {
        if !self.has_body {
            self.has_body = true;
            self.out.body();
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return self.out.text(" ", None);
        }
        match &*tag.name {
            "script" | "style" | "noscript" | "iframe" | "noembed" | "noframes" | "textarea" => {
                self.lexer.raw_content(&tag.name);
            }
            "svg" | "template" => self.leave_out(tag),
            "title" => {
                let content = self.lexer.raw_content("title");
                self.out.title(self.page.get(content).unwrap_or_default());
            }
            "wbr" | "math" | "plaintext" | "xmp" | "frameset" | "frame" => {}
            "html" | "head" => self.out.start(tag.name.clone(), tag),
            "body" => {
                self.has_body = true;
                self.out.start(tag.name.clone(), tag);
            }
            name if is_void(name) => {
                if matches!(name, "br" | "img" | "hr" | "meta" | "link") {
                    self.out.start(tag.name.clone(), tag);
                }
            }
            _ => self.open(tag),
        }
    }

    /// Passes over an element with all that is in it, if it ends.
    fn leave_out(&mut self, tag: &Tag<'a>) {
        let back = self.lexer.place();
        let mut depth = usize::from(!tag.closed);
        while depth > 0 {
            match self.lexer.next() {
                Some(Token::Start(inner)) if inner.name == tag.name && !inner.closed => depth += 1,
                Some(Token::End(name)) if name == tag.name => depth -= 1,
                Some(_) => {}
                None => return self.lexer.go_back(back),
            }
        }
    }

    fn open(&mut self, tag: &Tag<'a>) {
        self.open_body();
        self.close_implied(&tag.name);
        let written = self.name_to_write(tag);
        match written {
            Some("") => self.out.start(tag.name.clone(), tag),
            Some(name) => self.out.start(Cow::Borrowed(name), tag),
            None if !is_inline(&tag.name) => self.out.end_block(),
            None => {}
        }
        self.written += usize::from(written.is_some());
        self.open.push(Open { name: tag.name.clone(), written });
    }

    /// The name that an element is written under: `""` for its own, `None` to leave it out.
    ///
    /// Elements of formatting become `span`, and without a class are left out: nothing asks for them, and a
    /// tree builder opens the unclosed ones again in every paragraph that follows.
    fn name_to_write(&mut self, tag: &Tag<'_>) -> Option<&'static str> {
        let wrapper = matches!(&*tag.name, "div" | "section" | "span" | "article" | "center");
        if self.written >= if wrapper { MAX_DEPTH } else { MAX_ANY_DEPTH } {
            self.too_deep = true;
            return None;
        }
        let plain = tag.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain && tag.name.len() <= 32 && !is_formatting(&tag.name) {
            return Some("");
        }
        let in_page = tag.attribute("href").is_some_and(|href| href.value.starts_with('#'));
        let telling = ["class", "id", "role", "hidden", "aria-hidden", "style"];
        let kept = in_page || telling.iter().any(|name| tag.attribute(name).is_some());
        kept.then_some("span")
    }

    fn end(&mut self, name: &str) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return self.out.text(" ", None);
        }
        if name == "br" {
            return self.out.line_end();
        }
        let inline = is_inline(name);
        let near = self.open.iter().rev().take(2 * MAX_ANY_DEPTH);
        let mut seen =
            near.take_while(|open| open.name == name || !inline || is_inline(&open.name));
        let Some(back) = seen.position(|open| open.name == name) else { return };
        let index = self.open.len() - 1 - back;
        let written = self.open.get(index).and_then(|open| open.written);
        self.truncate(index);
        match written {
            Some(other) => {
                self.out.end(if other.is_empty() { name } else { other });
            }
            None if !inline => self.out.end_block(),
            None => {}
        }
    }

    /// `<li>` ends the item before it, and so on: the tree builder knows, this reading must too.
    fn close_implied(&mut self, name: &str) {
        loop {
            let last = self.open.iter().rposition(|open| !is_inline(&open.name));
            match last.and_then(|at| Some((at, self.open.get(at)?))) {
                Some((at, open)) if is_ended_by(&open.name, name) => self.truncate(at),
                _ => return,
            }
        }
    }

    fn truncate(&mut self, length: usize) {
        let gone = self.open.iter().skip(length).filter(|open| open.written.is_some()).count();
        self.written -= gone;
        self.open.truncate(length);
    }

    fn notes(self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.too_deep {
            let note = format!("elements nested deeper than {MAX_DEPTH} were flattened");
            notes.push(Note::warning(note));
        }
        if self.tags > MAX_TAGS {
            notes.push(Note::warning(format!("tags after the first {MAX_TAGS} were left out")));
        }
        notes
    }
}

fn is_ended_by(open: &str, next: &str) -> bool {
    let section = matches!(next, "tbody" | "thead" | "tfoot");
    match open {
        "p" => !is_inline(next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "option" => matches!(next, "option" | "optgroup"),
        "td" | "th" => matches!(next, "td" | "th" | "tr") || section,
        "tr" => next == "tr" || section,
        "tbody" | "thead" | "tfoot" => section,
        _ => false,
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// True for elements that stand within a line.
pub(super) fn is_inline(name: &str) -> bool {
    is_formatting(name)
        || matches!(
            name,
            "abbr"
                | "acronym"
                | "bdi"
                | "bdo"
                | "br"
                | "cite"
                | "data"
                | "del"
                | "dfn"
                | "img"
                | "ins"
                | "kbd"
                | "label"
                | "mark"
                | "q"
                | "rb"
                | "rp"
                | "rt"
                | "ruby"
                | "samp"
                | "span"
                | "sub"
                | "sup"
                | "time"
                | "var"
                | "wbr"
        )
}

#[cfg(test)]
mod tests {
    use super::super::rewritten::Rewritten;
    use super::mark;

    #[test]
    fn pages_are_rewritten() {
        for (page, html) in [
            (
                "<p>Go<b>od</b> <i class=x>y</i>",
                "<body><p><!--3 5-->Go<!--8 10-->od <span class=\"x\"><!--26 27-->y</span>",
            ),
            ("<script>a<p></script><svg><text>b</svg>c", "<body><!--39 40-->c"),
            ("<!-- 1 2 --><a name=t><a href='#m'>Skip", "<body><span href=\"#m\"><!--35 39-->Skip"),
            ("<ul><li>a<li>b</ul>", "<body><ul><li><!--8 9-->a<li><!--13 14-->b</ul>"),
            ("<p onclick='x()' class='a \"b\"'>", "<body><p class='a \"b\"'>"),
            ("</div><span class=g><div></span></div>", "<body><span class=\"g\"><div></div>"),
            ("<svg>never closed", "<body><!--5 17-->never closed"),
        ] {
            let mut rewritten = Rewritten::with_room(0);
            mark(page, &mut rewritten);
            assert_eq!(rewritten.0.trim_start_matches("<!DOCTYPE html>"), html, "{page}");
        }
    }
}
