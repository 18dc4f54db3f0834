//! From a page's content stream to its glyphs and shapes: what is shown, where, in which size and weight.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{self, Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::{Face, Fonts};
use super::marks::Marks;
use super::shape::{Paint, Path, Shape};
use super::state::{Matrix, State};

/// Forms within forms deeper than this are not read.
const MOST_NESTED: usize = 16;

/// More glyphs than this on one page are not read.
const MOST_GLYPHS: usize = 400_000;

/// Glyphs of a full page: room for them is made at once.
const MANY_GLYPHS: usize = 4_096;

/// Forms drawn on one page at most: forms that draw each other many times have no end.
const MOST_FORMS: usize = 20_000;

/// States saved within each other at most.
const MOST_SAVED: usize = 512;

/// A glyph that is shown.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its characters.
    pub(super) text: Rc<str>,
    /// From where to where it goes along its line, in points.
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Its base line.
    pub(super) y: f64,
    /// Height of the font in points.
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// Space that is set between all characters of the run.
    pub(super) tracking: f64,
    /// Quarter turns clockwise that bring its line upright.
    pub(super) turn: u8,
    /// The file marks it as furniture of the page: a running head, a page number.
    pub(super) is_artifact: bool,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) width: f64,
    pub(super) height: f64,
    /// In the order of the content stream.
    pub(super) glyphs: Vec<Glyph>,
    pub(super) shapes: Vec<Shape>,
    /// Glyphs whose characters the file does not tell.
    pub(super) unknown: usize,
    /// Glyphs that lie outside of the visible page.
    pub(super) outside: usize,
    /// Images drawn.
    pub(super) images: usize,
    /// True if the page shows more than is read.
    pub(super) is_cut: bool,
}

/// Reads one page.
pub(super) fn shown<'a>(page: &Page<'a>, fonts: &mut Fonts<'a>, marks: Marks) -> Shown {
    let (width, height) = page.render_dimensions();
    let start = Matrix(page.initial_transform(true).as_coeffs());
    let mut reader = Reader {
        fonts,
        marks,
        state: State::new(start),
        saved: Vec::new(),
        text: Matrix::IDENTITY,
        line: Matrix::IDENTITY,
        path: Path::default(),
        depth: 0,
        forms: 0,
        shown: Shown {
            width: width.into(),
            height: height.into(),
            glyphs: Vec::with_capacity(MANY_GLYPHS),
            ..Shown::default()
        },
    };
    reader.run(page.typed_operations(), page.resources());
    reader.shown
}

/// How the glyphs of a run are set.
struct Setting {
    size: f64,
    turn: u8,
    tracking: f64,
    is_bold: bool,
}

struct Reader<'f, 'a> {
    fonts: &'f mut Fonts<'a>,
    marks: Marks,
    state: State<'a>,
    saved: Vec<State<'a>>,
    text: Matrix,
    line: Matrix,
    path: Path,
    depth: usize,
    forms: usize,
    shown: Shown,
}

impl<'a> Reader<'_, 'a> {
    fn run(&mut self, mut ops: TypedIter<'_>, resources: &Resources<'a>) {
        let saved = self.saved.len();
        let marked = self.marks.depth();
        let mut faces: HashMap<Vec<u8>, Option<Rc<Face<'a>>>> = HashMap::new();
        while let Some(op) = ops.next() {
            if self.shown.glyphs.len() >= MOST_GLYPHS {
                self.shown.is_cut = true;
                break;
            }
            match op {
                Op::TextFont(set) => {
                    self.state.size = set.1.as_f64();
                    let name: &[u8] = set.0.as_ref();
                    self.state.face = match faces.get(name) {
                        Some(known) => known.clone(),
                        None => {
                            let face = match resources.get_font(set.0) {
                                Some(dict) => self.fonts.face(&dict),
                                None => self.fonts.fallback(),
                            };
                            faces.insert(name.to_vec(), face.clone());
                            face
                        }
                    };
                }
                Op::XObject(named) => {
                    if let Some(stream) = resources.get_x_object(named.0) {
                        self.external(&stream, resources);
                    }
                }
                Op::SetGraphicsState(set) => {
                    let font = resources.get_ext_g_state(set.0).and_then(|s| s.get("Font"));
                    if let Some(font) = font {
                        self.font_of_state(&font);
                    }
                }
                Op::ColorSpaceNonStroke(set) => self.state.fill_space(set.0, resources),
                Op::BeginMarkedContent(begun) => self.marks.begin(begun.0, None),
                Op::BeginMarkedContentWithProperties(begun) => {
                    let named = match begun.1 {
                        Object::Name(name) => {
                            let group = resources.properties.get_ref(name);
                            resources.properties.get::<Dict<'_>>(name).map(|dict| (dict, group))
                        }
                        Object::Dict(dict) => Some((dict.clone(), None)),
                        _ => None,
                    };
                    self.marks.begin(begun.0, named.as_ref().map(|(dict, group)| (dict, *group)));
                }
                Op::EndMarkedContent(_) if self.marks.depth() > marked => self.marks.end(),
                op => self.simple(&op),
            }
        }
        self.path.clear();
        self.marks.end_to(marked);
        if let Some(state) = self.saved.drain(saved.min(self.saved.len())..).next() {
            self.state = state;
        }
    }

    /// What needs no resources.
    fn simple(&mut self, op: &Op<'_, '_>) {
        match op {
            Op::SaveState(_) => {
                if self.saved.len() < MOST_SAVED {
                    self.saved.push(self.state.clone());
                }
            }
            Op::RestoreState(_) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Op::Transform(t) => {
                let matrix = matrix([t.0, t.1, t.2, t.3, t.4, t.5]);
                self.state.page = matrix.then(&self.state.page);
            }
            Op::NonStrokeColorDeviceGray(c) => self.device_colour(&[c.0]),
            Op::NonStrokeColorDeviceRgb(c) => self.device_colour(&[c.0, c.1, c.2]),
            Op::NonStrokeColorCmyk(c) => self.device_colour(&[c.0, c.1, c.2, c.3]),
            Op::NonStrokeColor(c) => self.state.fill(&c.0),
            Op::NonStrokeColorNamed(c) => self.state.fill(&c.0),
            Op::InlineImage(_) => self.shown.images += 1,
            _ => self.path_op(op),
        }
    }

    fn device_colour(&mut self, components: &[Number]) {
        self.state.is_ink = false;
        self.state.fill(components);
    }

    fn path_op(&mut self, op: &Op<'_, '_>) {
        let at = |x: &Number, y: &Number| self.state.page.apply(x.as_f64(), y.as_f64());
        let (fill, stroke) = (!self.state.is_white, true);
        match op {
            Op::MoveTo(p) => self.path.move_to(at(&p.0, &p.1)),
            Op::LineTo(p) => self.path.line_to(at(&p.0, &p.1)),
            Op::CubicTo(p) => self.path.curve_to(at(&p.4, &p.5)),
            Op::CubicStartTo(p) => self.path.curve_to(at(&p.2, &p.3)),
            Op::CubicEndTo(p) => self.path.curve_to(at(&p.2, &p.3)),
            Op::RectPath(r) => {
                let [x, y, w, h] = [r.0, r.1, r.2, r.3].map(|number| number.as_f64());
                let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
                let corners = corners.map(|(x, y)| self.state.page.apply(x, y));
                for (number, corner) in corners.into_iter().enumerate() {
                    match number {
                        0 => self.path.move_to(corner),
                        _ => self.path.line_to(corner),
                    }
                }
            }
            Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_) => self.paint(fill, false),
            Op::StrokePath(_) | Op::CloseAndStrokePath(_) => self.paint(false, stroke),
            Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => self.paint(fill, stroke),
            Op::EndPath(_) => self.path.clear(),
            _ => self.text_op(op),
        }
    }

    fn paint(&mut self, fills: bool, strokes: bool) {
        if self.marks.are_seen() {
            self.shown.shapes.extend(self.path.shapes(Paint { fills, strokes }));
        }
        self.path.clear();
    }

    fn text_op(&mut self, op: &Op<'_, '_>) {
        match op {
            Op::BeginText(_) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Op::SetTextMatrix(t) => {
                self.line = matrix([t.0, t.1, t.2, t.3, t.4, t.5]);
                self.text = self.line;
            }
            Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::CharacterSpacing(set) => self.state.char_space = set.0.as_f64(),
            Op::WordSpacing(set) => self.state.word_space = set.0.as_f64(),
            Op::HorizontalScaling(set) => self.state.stretch = set.0.as_f64() / 100.0,
            Op::TextLeading(set) => self.state.leading = set.0.as_f64(),
            Op::TextRise(set) => self.state.rise = set.0.as_f64(),
            Op::TextRenderingMode(set) => self.state.mode = set.0.as_i64(),
            Op::ShowText(shown) => self.show(shown.0),
            Op::NextLineAndShowText(shown) => {
                self.next_line(0.0, -self.state.leading);
                self.show(shown.0);
            }
            Op::ShowTextWithParameters(shown) => {
                self.state.word_space = shown.0.as_f64();
                self.state.char_space = shown.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(shown.2);
            }
            Op::ShowTexts(shown) => {
                for part in shown.0.iter::<Object<'_>>() {
                    match part {
                        Object::Number(back) => {
                            let by = -back.as_f64() / 1000.0 * self.state.size;
                            self.advance(by * self.state.stretch);
                        }
                        Object::String(text) => self.show(&text),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(&self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = Matrix::shift(by, 0.0).then(&self.text);
    }

    fn show(&mut self, text: &object::String<'_>) {
        if self.state.face.is_none() {
            self.state.face = self.fonts.fallback();
        }
        let Some(face) = self.state.face.clone() else { return };
        let setting = self.setting(face.is_bold);
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (code, number, length) = face.read(bytes, at);
            at += length;
            let wide = code.advance / 1000.0 * self.state.size * self.state.stretch;
            self.glyph(code.text.as_ref(), wide, &setting);
            let word = if length == 1 && number == 32 { self.state.word_space } else { 0.0 };
            self.advance(wide + (self.state.char_space + word) * self.state.stretch);
        }
    }

    fn glyph(&mut self, text: Option<&Rc<str>>, wide: f64, setting: &Setting) {
        if !self.marks.are_seen() {
            return;
        }
        let Some(text) = text else {
            self.shown.unknown += 1;
            return self.place(&Rc::from("\u{fffd}"), wide, setting);
        };
        match self.marks.actual() {
            None => self.place(text, wide, setting),
            Some(Some(instead)) => self.place(&Rc::from(instead), wide, setting),
            // The words that stand for the run are written; this glyph only makes them wider.
            Some(None) => {
                let end = self.point(wide).0;
                if let Some(last) = self.shown.glyphs.last_mut().filter(|last| last.turn == 0) {
                    last.x1 = last.x1.max(end);
                }
            }
        }
    }

    fn point(&self, x: f64) -> (f64, f64) {
        let (x, y) = self.text.apply(x, self.state.rise);
        self.state.page.apply(x, y)
    }

    /// How the glyphs of a run are set; going along the line changes none of it.
    fn setting(&self, is_bold: bool) -> Setting {
        let both = self.text.then(&self.state.page).0;
        // The direction of the line: of the text space's x axis on the page.
        let turn = match (both[0] * self.state.size, both[1] * self.state.size) {
            (x, y) if x.abs() >= y.abs() => {
                if x >= 0.0 {
                    0
                } else {
                    2
                }
            }
            (_, y) => {
                if y < 0.0 {
                    1
                } else {
                    3
                }
            }
        };
        let scale = both[0].hypot(both[1]);
        Setting {
            size: (both[2].hypot(both[3]) * self.state.size).abs(),
            turn,
            tracking: (self.state.char_space * self.state.stretch * scale).max(0.0),
            is_bold: is_bold || self.state.mode == 2,
        }
    }

    fn place(&mut self, text: &Rc<str>, wide: f64, setting: &Setting) {
        let (start, end) = (self.point(0.0), self.point(wide));
        let Setting { size, turn, tracking, is_bold } = *setting;
        let numbers = [start.0, start.1, end.0, end.1, size];
        if numbers.iter().any(|number| !number.is_finite()) || size < 0.5 {
            self.shown.outside += 1;
            return;
        }
        let (wide, high) = (self.shown.width, self.shown.height);
        if start.0 < -1.0 || start.1 < -1.0 || start.0 > wide + 1.0 || start.1 > high + 1.0 {
            self.shown.outside += usize::from(!text.trim().is_empty());
            return;
        }
        let turned = |(x, y): (f64, f64)| match turn {
            0 => (x, y),
            1 => (high - y, x),
            2 => (wide - x, high - y),
            _ => (y, wide - x),
        };
        let (start, end) = (turned(start), turned(end));
        // U+00AD that takes room is a hyphen that is seen, whatever its name.
        let is_hyphen = &**text == "\u{ad}" && end.0 - start.0 > 0.05 * size;
        let text = if is_hyphen { Rc::from("-") } else { Rc::clone(text) };
        self.shown.glyphs.push(Glyph {
            text,
            x0: start.0.min(end.0),
            x1: end.0.max(start.0),
            y: start.1,
            size,
            is_bold,
            tracking,
            turn,
            is_artifact: self.marks.are_artifact(),
        });
    }

    fn font_of_state(&mut self, font: &Array<'a>) {
        let mut parts = font.flex_iter();
        if let (Some(dict), Some(size)) = (parts.next::<Dict<'a>>(), parts.next::<f64>()) {
            self.state.face = self.fonts.face(&dict);
            self.state.size = size;
        }
    }

    /// A form is read as part of the page; an image is counted.
    fn external(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>("Subtype").as_ref().map(Name::as_str) {
            Some("Image") => self.shown.images += usize::from(self.marks.are_seen()),
            Some("Form") => {
                let group = dict.get::<Dict<'_>>("OC").map(|group| (group, dict.get_ref("OC")));
                self.marks.begin_form(group.as_ref().map(|(dict, group)| (dict, *group)));
                let may_go_on = self.depth < MOST_NESTED && self.forms < MOST_FORMS;
                self.shown.is_cut |= !may_go_on;
                if may_go_on && self.marks.are_seen() {
                    self.forms += 1;
                    self.form(stream, resources);
                }
                self.marks.end();
            }
            _ => {}
        }
    }

    fn form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let Ok(content) = stream.decoded_data() else { return };
        let dict = stream.dict();
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let matrix = dict.get::<[f64; 6]>("Matrix").map_or(Matrix::IDENTITY, Matrix);
        let before = (self.state.clone(), self.text, self.line, std::mem::take(&mut self.path));
        self.state.page = matrix.then(&self.state.page);
        self.depth += 1;
        self.run(TypedIter::new(&content), own.as_ref().unwrap_or(resources));
        self.depth -= 1;
        (self.state, self.text, self.line, self.path) = before;
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|number| number.as_f64()))
}
