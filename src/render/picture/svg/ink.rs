//! Marks as markup: every text escaped, every number short.

use crate::render::html::escaped;
use crate::render::picture::measure::px;

/// Where the place of a text is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Markup as it grows.
#[derive(Debug, Default)]
pub(super) struct Ink(String);

impl Ink {
    pub(super) fn markup(&self) -> &str {
        &self.0
    }

    /// Other ink, moved.
    pub(super) fn group(&mut self, x: f64, y: f64, inner: &Self) {
        self.0.push_str(&format!(
            "<g transform=\"translate({} {})\">\n{}</g>\n",
            px(x),
            px(y),
            inner.0
        ));
    }

    /// What `draw` draws as one mark that says `words` when pointed at.
    pub(super) fn mark(&mut self, words: &str, draw: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<g><title>{}</title>", escaped(words)));
        draw(self);
        self.0.push_str("</g>\n");
    }

    /// A filled rectangle; `classes` are names of the style sheet without their prefix.
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), classes: &str) {
        let shape = shape(at, size);
        self.0.push_str(&format!("<rect {shape} class=\"{}\"/>", prefixed(classes)));
    }

    /// A rectangle filled with a pattern.
    pub(super) fn patterned(&mut self, at: (f64, f64), size: (f64, f64), pattern: &str) {
        let shape = shape(at, size);
        self.0.push_str(&format!("<rect {shape} fill=\"url(#{pattern})\"/>"));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), classes: &str) {
        let (x1, y1, x2, y2) = (px(from.0), px(from.1), px(to.0), px(to.1));
        let classes = prefixed(classes);
        self.0.push_str(&format!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{classes}\"/>"
        ));
    }

    pub(super) fn circle(&mut self, at: (f64, f64), radius: f64, classes: &str) {
        let (x, y, r) = (px(at.0), px(at.1), px(radius));
        let classes = prefixed(classes);
        self.0.push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" class=\"{classes}\"/>"));
    }

    /// A line of text on the baseline `at`.
    pub(super) fn text(
        &mut self,
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        classes: &str,
        text: &str,
    ) {
        self.turned(at, size, anchor, classes, text, None);
    }

    /// The same, read from below.
    pub(super) fn upward(&mut self, at: (f64, f64), size: f64, classes: &str, text: &str) {
        self.turned(at, size, Anchor::Start, classes, text, Some(-90));
    }

    fn turned(
        &mut self,
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        classes: &str,
        text: &str,
        turn: Option<i32>,
    ) {
        let (x, y) = (px(at.0), px(at.1));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let turn =
            turn.map(|by| format!(" transform=\"rotate({by} {x} {y})\"")).unwrap_or_default();
        let (size, classes, text) = (px(size), prefixed(classes), escaped(text));
        self.0.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{turn} class=\"{classes}\">{text}</text>\n"
        ));
    }
}

fn shape(at: (f64, f64), size: (f64, f64)) -> String {
    let (x, y, width, height) = (px(at.0), px(at.1), px(size.0), px(size.1));
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

fn prefixed(classes: &str) -> String {
    classes.split(' ').map(|name| format!("p-{name}")).collect::<Vec<_>>().join(" ")
}
