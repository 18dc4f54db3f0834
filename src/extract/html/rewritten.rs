//! A page rewritten for a tree builder: only what is read of it, and a comment with its place before each run of text.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use super::lexer::{Attribute, Tag};
use super::mark::Out;

/// The longest value of an attribute that is kept, in bytes.
const MAX_VALUE: usize = 2000;

/// The page rewritten for a tree builder: every comment in it is a place, `start end`, in bytes of the page before.
#[derive(Debug)]
pub(super) struct Rewritten(pub(super) String);

impl Rewritten {
    /// Nothing yet, with room for a page of so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        let mut html = String::with_capacity(bytes + bytes / 4);
        html.push_str("<!DOCTYPE html>");
        Self(html)
    }

    // Writing to a string cannot fail.
    fn push(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(what);
    }
}

impl<'a> Out<'a> for Rewritten {
    fn text(&mut self, text: &'a str, place: Option<Range<usize>>) {
        if let Some(Range { start, end }) = place {
            self.push(format_args!("<!--{start} {end}-->"));
        }
        self.0.push_str(text);
    }

    fn title(&mut self, content: &'a str) {
        self.push(format_args!("<title>{content}</title>"));
    }

    fn start(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) {
        self.push(format_args!("<{name}"));
        for Attribute { name, value, .. } in &tag.attributes {
            if let Some(quote) = quote(value) {
                self.push(format_args!(" {name}={quote}{value}{quote}"));
            }
        }
        if let Some(Range { start, end }) = alt_place(tag) {
            self.push(format_args!(" data-place=\"{start} {end}\""));
        }
        self.0.push('>');
    }

    fn end(&mut self, name: &str) {
        self.push(format_args!("</{name}>"));
    }

    fn body(&mut self) {
        self.0.push_str("<body>");
    }

    fn end_block(&mut self) {
        if !self.0.ends_with("<hr>") {
            self.0.push_str("<hr>");
        }
    }

    fn line_end(&mut self) {
        self.0.push_str("<br>");
    }
}

/// The quotation mark around the value of an attribute; `None` for a value that is left out.
pub(super) fn quote(value: &str) -> Option<char> {
    let quote = if value.contains('"') { '\'' } else { '"' };
    (value.len() <= MAX_VALUE && !value.contains(quote)).then_some(quote)
}

/// Where the alternative text of an image stands in the page.
pub(super) fn alt_place(tag: &Tag<'_>) -> Option<Range<usize>> {
    tag.attribute("alt").map(|alt| alt.start..alt.start + alt.value.len())
}
