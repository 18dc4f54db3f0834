//! Rewrites a page for the tree builder: only the tags and attributes that are read, never nested too deep,
//! and a comment with its place before each run of text.

use super::lexer::{Attribute, Lexer, Tag, Token};
use crate::report::Note;

/// Nested deeper than this, `div` and its like only end the block before them; browsers stop at 512.
const MAX_DEPTH: usize = 200;
/// Nested deeper than this, all elements do.
const MAX_ANY_DEPTH: usize = 256;
/// Tags past this are left out: a page of a thousand findings has some ten thousand.
const MAX_TAGS: usize = 1_000_000;
/// The longest value of an attribute that is kept, in bytes.
const MAX_VALUE: usize = 2000;

/// A page made ready for the tree builder.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// The page. Every comment in it is a place: `start end`, in bytes of the page before.
    pub(super) html: String,
    /// Limits met.
    pub(super) notes: Vec<Note>,
}

/// Rewrites a page.
pub(super) fn mark(page: &str) -> Marked {
    let mut marker = Marker {
        page,
        lexer: Lexer::new(page),
        html: String::with_capacity(page.len() + page.len() / 4),
        open: Vec::new(),
        written: 0,
        has_body: false,
        tags: 0,
        too_deep: false,
    };
    marker.html.push_str("<!DOCTYPE html>");
    while let Some(token) = marker.lexer.next() {
        match token {
            Token::Text(range) => marker.text(range.start, range.end),
            Token::Start(tag) => marker.start(&tag),
            Token::End(name) => marker.end(&name),
        }
    }
    marker.finish()
}

struct Marker<'a> {
    page: &'a str,
    lexer: Lexer<'a>,
    html: String,
    /// The elements that are open, as this reading sees it.
    open: Vec<Open>,
    /// How many of them were written.
    written: usize,
    has_body: bool,
    tags: usize,
    too_deep: bool,
}

struct Open {
    name: String,
    /// The name it was written under; `None` if it was left out.
    written: Option<&'static str>,
}

impl Marker<'_> {
    fn text(&mut self, start: usize, end: usize) {
        let text = self.page.get(start..end).unwrap_or_default();
        if !text.trim().is_empty() {
            self.open_body();
            self.html.push_str(&format!("<!--{start} {end}-->"));
        }
        self.html.push_str(text);
    }

    /// What stands before `<body>` opens it: better here, or the place of a text would stay outside of it.
    fn open_body(&mut self) {
        if !self.has_body {
            self.has_body = true;
            self.html.push_str("<body>");
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return self.html.push(' ');
        }
        match tag.name.as_str() {
            "script" | "style" | "noscript" | "iframe" | "noembed" | "noframes" | "textarea" => {
                self.lexer.raw_content(&tag.name);
            }
            "svg" | "template" => self.leave_out(tag),
            "title" => {
                let content = self.lexer.raw_content("title");
                let content = self.page.get(content).unwrap_or_default();
                self.html.push_str(&format!("<title>{content}</title>"));
            }
            "wbr" | "math" | "plaintext" | "xmp" | "frameset" | "frame" => {}
            "html" | "head" => self.write(tag, &tag.name),
            "body" => {
                self.has_body = true;
                self.write(tag, "body");
            }
            name if is_void(name) => {
                if matches!(name, "br" | "img" | "hr" | "meta" | "link") {
                    self.write(tag, name);
                }
            }
            _ => self.open(tag),
        }
    }

    /// Passes over an element with all that is in it, if it ends.
    fn leave_out(&mut self, tag: &Tag<'_>) {
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

    fn open(&mut self, tag: &Tag<'_>) {
        self.open_body();
        self.close_implied(&tag.name);
        let written = self.name_to_write(tag);
        match written {
            Some("") => self.write(tag, &tag.name),
            Some(name) => self.write(tag, name),
            None if !is_inline(&tag.name) => self.end_block(),
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
        let wrapper =
            matches!(tag.name.as_str(), "div" | "section" | "span" | "article" | "center");
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

    fn write(&mut self, tag: &Tag<'_>, name: &str) {
        self.html.push('<');
        self.html.push_str(name);
        for attribute in &tag.attributes {
            self.attribute(attribute);
        }
        if let Some(alt) = tag.attribute("alt") {
            let end = alt.start + alt.value.len();
            self.html.push_str(&format!(" data-place=\"{} {end}\"", alt.start));
        }
        self.html.push('>');
    }

    fn attribute(&mut self, attribute: &Attribute<'_>) {
        let value = attribute.value;
        let quote = if value.contains('"') { '\'' } else { '"' };
        if value.len() <= MAX_VALUE && !value.contains(quote) {
            self.html.push_str(&format!(" {}={quote}{value}{quote}", attribute.name));
        }
    }

    fn end(&mut self, name: &str) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return self.html.push(' ');
        }
        if name == "br" {
            return self.html.push_str("<br>");
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
                let other = if other.is_empty() { name } else { other };
                self.html.push_str(&format!("</{other}>"));
            }
            None if !inline => self.end_block(),
            None => {}
        }
    }

    /// Stands for a tag that was left out: the words on its sides are not one block.
    fn end_block(&mut self) {
        if !self.html.ends_with("<hr>") {
            self.html.push_str("<hr>");
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

    fn finish(self) -> Marked {
        let mut notes = Vec::new();
        if self.too_deep {
            let note = format!("elements nested deeper than {MAX_DEPTH} were flattened");
            notes.push(Note::warning(note));
        }
        if self.tags > MAX_TAGS {
            notes.push(Note::warning(format!("tags after the first {MAX_TAGS} were left out")));
        }
        Marked { html: self.html, notes }
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
            assert_eq!(mark(page).html.trim_start_matches("<!DOCTYPE html>"), html, "{page}");
        }
    }
}
