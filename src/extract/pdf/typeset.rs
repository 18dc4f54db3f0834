//! A small writer of PDF for tests: text in Helvetica, boxes, rules, marks. Places are points from the top left corner.

/// Width and height of an A4 page in points.
pub(super) const WIDE: f64 = 595.0;
pub(super) const HIGH: f64 = 842.0;

/// A document on its way.
#[derive(Default)]
pub(super) struct Sheets {
    pages: Vec<String>,
}

impl Sheets {
    pub(super) fn page(&mut self) {
        self.pages.push(String::new());
    }

    fn draw(&mut self, ops: &str) {
        if self.pages.is_empty() {
            self.page();
        }
        if let Some(page) = self.pages.last_mut() {
            page.push_str(ops);
            page.push('\n');
        }
    }

    /// One line of text whose base line is at `y`.
    pub(super) fn line(&mut self, text: &str, x: f64, y: f64, size: f64, bold: bool) {
        let font = if bold { "B" } else { "R" };
        let y = HIGH - y;
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        self.draw(&format!("BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET"));
    }

    /// A paragraph wrapped to `wide` points; returns the height at which the next one may begin.
    pub(super) fn paragraph(&mut self, text: &str, x: f64, y: f64, wide: f64, size: f64) -> f64 {
        let mut y = y;
        for line in wrapped(text, (wide / (0.5 * size)) as usize) {
            self.line(&line, x, y, size, false);
            y += 1.25 * size;
        }
        y + 0.6 * size
    }

    /// A filled rectangle, `gray` from 0 (black) to 1.
    pub(super) fn fill(&mut self, x: f64, y: f64, wide: f64, high: f64, gray: f64) {
        let y = HIGH - y - high;
        self.draw(&format!("q {gray} g {x} {y} {wide} {high} re f Q"));
    }

    /// A rectangle of which the outline is drawn.
    pub(super) fn outline(&mut self, x: f64, y: f64, wide: f64, high: f64) {
        let y = HIGH - y - high;
        self.draw(&format!("q 0.5 w {x} {y} {wide} {high} re S Q"));
    }

    /// A straight line.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        let (a, b) = (HIGH - from.1, HIGH - to.1);
        self.draw(&format!("q 0.5 w {} {a} m {} {b} l S Q", from.0, to.0));
    }

    /// What `draw` draws, marked as `tag` with `properties`.
    pub(super) fn marked(&mut self, tag: &str, properties: &str, draw: impl FnOnce(&mut Self)) {
        self.draw(&format!("/{tag} <<{properties}>> BDC"));
        draw(self);
        self.draw("EMC");
    }

    /// The file.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            String::new(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"
                .to_owned(),
        ];
        let mut kids = Vec::new();
        for content in &self.pages {
            let number = objects.len() + 1;
            kids.push(format!("{number} 0 R"));
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDE} {HIGH}]/Contents {} 0 R\
                 /Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>",
                number + 1
            ));
            objects.push(format!(
                "<</Length {}>>\nstream\n{content}\nendstream",
                latin(content).len()
            ));
        }
        objects[1] = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len());
        let mut file = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(file.len());
            file.extend(format!("{} 0 obj\n", at + 1).bytes());
            file.extend(latin(object));
            file.extend(b"\nendobj\n");
        }
        let table = file.len();
        file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").bytes()));
        let size = objects.len() + 1;
        let end = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        file.extend(end.bytes());
        file
    }
}

/// The text in lines of at most `letters` characters.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && last.len() + 1 + word.len() > letters {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// The bytes of a text of Latin-1 characters; a curly apostrophe is that of Windows.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| if c == '\u{2019}' { 0x92 } else { u8::try_from(c).unwrap_or(b'?') })
        .collect()
}
