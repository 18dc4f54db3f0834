//! From glyphs to strips: the longest runs on one line without a gap that could part columns or cells.

use super::content::Glyph;
use super::shape::Area;
use super::words::Words;

/// A gap wider than this part of the font size begins a new word.
const WORD: f64 = 0.16;

/// A gap wider than this part of the font size begins a new strip.
const STRIP: f64 = 0.9;

/// Base lines further apart than this part of the font size are different lines.
const LINE: f64 = 0.3;

/// A glyph smaller than this part of its neighbours, and raised, is a note mark.
const RAISED: f64 = 0.78;

/// A run of text on one line.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    pub(super) words: Words,
    /// What it covers: from the top of the letters to below the base line.
    pub(super) area: Area,
    /// Its base line.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) is_artifact: bool,
}

/// The strips of a page's glyphs that stand at `turn`, in the order of the content stream. A rule `down` the page that
/// stands between two glyphs parts them however close they are.
pub(super) fn strips(glyphs: &[Glyph], turn: u8, down: &[Area]) -> Vec<Strip> {
    let mut strips: Vec<Builder> = Vec::new();
    for glyph in glyphs.iter().filter(|glyph| glyph.turn == turn) {
        let goes_on =
            strips.last().is_some_and(|last| last.takes(glyph) && !last.is_parted(glyph, down));
        match strips.last_mut().filter(|_| goes_on) {
            Some(last) => last.push(glyph),
            None => strips.push(Builder::new(glyph)),
        }
    }
    strips.into_iter().filter_map(Builder::finish).collect()
}

/// A strip on its way.
struct Builder {
    words: Words,
    x0: f64,
    /// Where the last glyph that shows something ends.
    end: f64,
    base: f64,
    size: f64,
    bold: usize,
    plain: usize,
    is_artifact: bool,
    /// True after a space that the file itself gives.
    spaced: bool,
    top: f64,
}

impl Builder {
    fn new(glyph: &Glyph) -> Self {
        let mut builder = Self {
            words: Words::default(),
            x0: glyph.x0,
            end: glyph.x0,
            base: glyph.y,
            size: glyph.size,
            bold: 0,
            plain: 0,
            is_artifact: glyph.is_artifact,
            spaced: false,
            top: f64::INFINITY,
        };
        builder.push(glyph);
        builder
    }

    fn takes(&self, glyph: &Glyph) -> bool {
        if self.is_artifact != glyph.is_artifact {
            return false;
        }
        if glyph.text.trim().is_empty() || self.words.text.is_empty() {
            // A space shows nothing: it belongs to what is before it, wherever the next word is set.
            return (self.base - glyph.y).abs() < LINE * self.size.max(glyph.size);
        }
        let size = self.size.max(glyph.size);
        let gap = glyph.x0 - self.end - glyph.tracking;
        let same_line = (self.base - glyph.y).abs() < LINE * size
            || (glyph.size < RAISED * self.size
                && self.base - glyph.y < 0.6 * self.size
                && glyph.y <= self.base);
        // Characters may be set back over each other, but a whole word back is a new run.
        same_line && gap < STRIP * size && gap > -0.5 * size
    }

    fn is_parted(&self, glyph: &Glyph, down: &[Area]) -> bool {
        let gap = glyph.x0 - self.end;
        gap > WORD * self.size
            && !glyph.text.trim().is_empty()
            && down.iter().any(|rule| {
                rule.x0 > self.end - 1.0
                    && rule.x0 < glyph.x0 + 1.0
                    && rule.y0 < self.base - 0.3 * self.size
                    && rule.y1 > self.base - 0.3 * self.size
            })
    }

    fn push(&mut self, glyph: &Glyph) {
        if glyph.text.trim().is_empty() {
            self.spaced = !self.words.text.is_empty();
            return;
        }
        if self.words.text.is_empty() {
            (self.x0, self.base, self.size) = (glyph.x0, glyph.y, glyph.size);
        }
        let gap = glyph.x0 - self.end - glyph.tracking;
        let raised = glyph.size < RAISED * self.size && self.base - glyph.y > 0.15 * self.size;
        if !self.words.text.is_empty() && (self.spaced || gap > WORD * self.size || raised) {
            self.words.push(" ", self.end, glyph.x0);
        }
        self.spaced = false;
        self.words.push(&glyph.text, glyph.x0, glyph.x1);
        self.end = self.end.max(glyph.x1);
        self.top = self.top.min(glyph.y - 0.75 * glyph.size);
        if glyph.is_bold {
            self.bold += 1
        } else {
            self.plain += 1
        }
        if glyph.size > self.size * 1.05 && !raised {
            (self.size, self.base) = (glyph.size, glyph.y);
        }
    }

    fn finish(self) -> Option<Strip> {
        let words = self.words;
        if words.text.is_empty() {
            return None;
        }
        let bottom = self.base + 0.22 * self.size;
        Some(Strip {
            words,
            area: Area { x0: self.x0, y0: self.top.min(self.base), x1: self.end, y1: bottom },
            base: self.base,
            size: self.size,
            is_bold: self.bold > self.plain,
            is_artifact: self.is_artifact,
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Glyph, Strip, strips};

    /// Words of a fixed-width font of `size` points from `(x, y)` on, with a real space between.
    pub(in super::super) fn set(text: &str, x: f64, y: f64, size: f64) -> Vec<Glyph> {
        let wide = size * 0.5;
        let glyph = |(at, c): (usize, char)| Glyph {
            text: c.to_string().into(),
            x0: x + at as f64 * wide,
            x1: x + (at + 1) as f64 * wide,
            y,
            size,
            is_bold: false,
            tracking: 0.0,
            turn: 0,
            is_artifact: false,
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn texts(strips: &[Strip]) -> Vec<&str> {
        strips.iter().map(|strip| strip.words.text.as_str()).collect()
    }

    #[test]
    fn gaps_make_words_and_strips() {
        let mut glyphs = set("The force", 50.0, 100.0, 10.0);
        // A word set without a space, then one beyond a gutter, then the next line.
        glyphs.extend(set("is", 98.0, 100.0, 10.0));
        glyphs.extend(set("Good", 200.0, 100.0, 10.0));
        glyphs.extend(set("below", 50.0, 112.0, 10.0));
        assert_eq!(texts(&strips(&glyphs, 0, &[])), ["The force is", "Good", "below"]);
    }

    #[test]
    fn letters_that_are_spaced_out_stay_one_word() {
        let mut glyphs = set("GOOD", 50.0, 100.0, 10.0);
        for (at, glyph) in glyphs.iter_mut().enumerate() {
            glyph.x0 += 3.0 * at as f64;
            glyph.x1 += 3.0 * at as f64;
            glyph.tracking = 3.0;
        }
        assert_eq!(texts(&strips(&glyphs, 0, &[])), ["GOOD"]);
    }

    #[test]
    fn a_note_mark_is_a_word_of_its_own() {
        let mut glyphs = set("evidence", 50.0, 100.0, 10.0);
        glyphs.extend(set("1", 90.0, 96.5, 6.0));
        glyphs.extend(set(" shows", 93.0, 100.0, 10.0));
        assert_eq!(texts(&strips(&glyphs, 0, &[])), ["evidence 1 shows"]);
    }
}
