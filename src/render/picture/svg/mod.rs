//! Pictures as SVG that anybody can read: with a title and all figures in words for who hears it, text on every mark,
//! patterns beside colours, on light and dark paper, without scripts.
//!
//! The roles are those of the SVG Accessibility API Mappings: `role="img"` named by `<title>` and `<desc>` through
//! `aria-labelledby`. The same picture gives the same bytes everywhere; identifiers come from its figures, so that several
//! pictures can stand in one page.

mod bars;
mod grid;
mod ink;
mod lines;
mod style;
#[cfg(test)]
mod tests;

use ink::{Anchor, Ink};

use super::measure::{px, width, wrapped};
use super::{Form, Picture, words};
use crate::render::html::escaped;

const MARGIN: f64 = 16.0;
/// Sizes of text in pixels.
const TITLE: f64 = 17.0;
const TEXT: f64 = 13.0;
const LINE: f64 = 18.0;
/// A picture is never narrower, so that its title and notes read well.
const LEAST_WIDTH: f64 = 480.0;

/// The marks of a form with the room they take.
struct Marks {
    ink: Ink,
    width: f64,
    height: f64,
}

/// The picture as an SVG document, ending in a line end.
#[must_use]
pub fn render(picture: &Picture) -> String {
    let id = identifier(picture);
    let marks = match &picture.form {
        Form::Bars(form) => bars::marks(form, &id),
        Form::Lines(form) => lines::marks(form),
        Form::Grid(form) => grid::marks(form, &id),
    };
    let room = marks.width.max(LEAST_WIDTH);
    let mut ink = Ink::default();
    let mut y = MARGIN;
    for line in lines_of(&picture.title, room, TITLE * 1.1) {
        ink.text((MARGIN, y + TITLE), TITLE, Anchor::Start, "ink strong", &line);
        y += TITLE + 6.0;
    }
    for line in lines_of(&picture.figures, room, TEXT) {
        ink.text((MARGIN, y + TEXT), TEXT, Anchor::Start, "faint", &line);
        y += LINE;
    }
    y += 10.0;
    ink.group(MARGIN, y, &marks.ink);
    y += marks.height + 12.0;
    y = legend(picture, room, y, &mut ink, &id);
    for note in &picture.notes {
        for line in lines_of(note, room, TEXT) {
            ink.text((MARGIN, y + TEXT), TEXT, Anchor::Start, "faint", &line);
            y += LINE;
        }
    }
    document(picture, &id, (room + 2.0 * MARGIN, y + MARGIN), &ink)
}

fn document(picture: &Picture, id: &str, size: (f64, f64), ink: &Ink) -> String {
    let (wide, high) = (px(size.0.ceil()), px(size.1.ceil()));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" \
         height=\"{high}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         font-family=\"'DejaVu Sans',Verdana,'Noto Sans',sans-serif\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{desc}</desc>\n\
         {style}<rect class=\"p-paper\" width=\"{wide}\" height=\"{high}\"/>\n{marks}</svg>\n",
        title = escaped(&picture.title),
        desc = escaped(&words::description(picture)),
        style = style::sheet(id),
        marks = ink.markup(),
    )
}

/// A name of its own for this picture, so that several can stand in one page.
fn identifier(picture: &Picture) -> String {
    let digest = blake3::hash(format!("{picture:?}").as_bytes()).to_hex();
    format!("p{}", &digest.as_str()[..8])
}

fn lines_of(text: &str, room: f64, size: f64) -> Vec<String> {
    wrapped(text, room, |text| width(text, size))
}

/// Draws what the signs mean, side by side as they fit, and gives the place below.
fn legend(picture: &Picture, room: f64, top: f64, ink: &mut Ink, id: &str) -> f64 {
    let keys = words::keys(picture);
    let (mut x, mut y) = (0.0, top);
    for (key, tone) in &keys {
        let sign = (width(&key.sign, TEXT) + 10.0).max(26.0);
        let whole = sign + 6.0 + width(&key.words, TEXT) + 18.0;
        if x > 0.0 && x + whole > room {
            (x, y) = (0.0, y + LINE + 6.0);
        }
        grid::cell(ink, (MARGIN + x, y), (sign, LINE), std::slice::from_ref(&key.sign), *tone, id);
        let place = (MARGIN + x + sign + 6.0, y + TEXT);
        ink.text(place, TEXT, Anchor::Start, "ink", &key.words);
        x += whole;
    }
    if keys.is_empty() { top } else { y + LINE + 14.0 }
}
