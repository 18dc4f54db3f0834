//! What is printed on every page and belongs to none: running heads, footers, page numbers.

use std::collections::{BTreeMap, HashMap};

use super::strip::Strip;

/// The part of the page, from its top and from its bottom, in which furniture stands.
const MARGIN: f64 = 0.13;

/// A running head stands on at least so many pages.
const FEWEST: usize = 3;

/// Heads and feet of two pages are smaller than this part of the text.
const SMALL: f64 = 0.92;

/// A page as the search for furniture sees it.
pub(super) struct Sheet {
    pub(super) height: f64,
    pub(super) strips: Vec<Strip>,
}

/// Takes furniture out of the pages; returns the texts of what was taken, once each, with how often.
pub(super) fn take_out(sheets: &mut [Sheet]) -> Vec<(String, usize)> {
    let mut taken: Vec<String> = Vec::new();
    let artifacts = sheets.iter().flat_map(|sheet| &sheet.strips);
    let (marked, all) = artifacts.fold((0, 0), |(marked, all), strip| {
        (
            marked + if strip.is_artifact { strip.words.text.len() } else { 0 },
            all + strip.words.text.len(),
        )
    });
    // A file that marks most of its own words as furniture does not know what it says.
    if marked * 2 < all {
        for sheet in &mut *sheets {
            sheet.strips.retain(|strip| {
                if strip.is_artifact {
                    taken.push(pattern(&strip.words.text));
                }
                !strip.is_artifact
            });
        }
    }
    let known = Repeated::of(sheets);
    for (number, sheet) in sheets.iter_mut().enumerate() {
        for edge in [Edge::Top, Edge::Bottom] {
            known.strip_edge(sheet, number, edge, &mut taken);
        }
    }
    let mut counted: Vec<(String, usize)> = Vec::new();
    taken.sort();
    for text in taken {
        match counted.last_mut().filter(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => counted.push((text, 1)),
        }
    }
    counted
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Edge {
    Top,
    Bottom,
}

/// What stands at the same height of several pages, but for its digits.
struct Repeated {
    places: HashMap<(Edge, String), Vec<(usize, f64)>>,
    /// The size of most of the words.
    usual: f64,
    /// Page numbers less the place of their pages, with how many pages agree.
    offsets: HashMap<i64, usize>,
    pages: usize,
}

impl Repeated {
    fn of(sheets: &[Sheet]) -> Self {
        let mut known = Self {
            places: HashMap::new(),
            usual: usual_size(sheets),
            offsets: HashMap::new(),
            pages: sheets.len(),
        };
        for (page, sheet) in sheets.iter().enumerate() {
            for strip in &sheet.strips {
                let Some(edge) = edge_of(strip, sheet.height) else { continue };
                let from_edge = distance(strip, sheet.height, edge);
                let key = (edge, pattern(&strip.words.text));
                known.places.entry(key).or_default().push((page, from_edge));
                if let Some(number) = page_number(&strip.words.text) {
                    *known.offsets.entry(number - page as i64).or_default() += 1;
                }
            }
        }
        known
    }

    /// Takes lines away from an edge of the page as long as they are furniture.
    fn strip_edge(&self, sheet: &mut Sheet, page: usize, edge: Edge, taken: &mut Vec<String>) {
        loop {
            let height = sheet.height;
            let outermost = sheet
                .strips
                .iter()
                .map(|strip| distance(strip, height, edge))
                .fold(f64::MAX, f64::min);
            let on_line = |strip: &Strip| (distance(strip, height, edge) - outermost).abs() < 3.0;
            let mut line = sheet.strips.iter().filter(|strip| on_line(strip)).peekable();
            if line.peek().is_none() || !line.all(|strip| self.is_known(strip, height, page, edge))
            {
                return;
            }
            sheet.strips.retain(|strip| {
                let out = on_line(strip);
                if out {
                    taken.push(pattern(&strip.words.text));
                }
                !out
            });
        }
    }

    fn is_known(&self, strip: &Strip, height: f64, page: usize, edge: Edge) -> bool {
        if edge_of(strip, height) != Some(edge) {
            return false;
        }
        let at = distance(strip, height, edge);
        let key = (edge, pattern(&strip.words.text));
        let same = self.places.get(&key).map_or(0, |places| {
            let mut pages: Vec<usize> = places
                .iter()
                .filter(|(_, there)| (there - at).abs() < 3.0)
                .map(|(page, _)| *page)
                .collect();
            pages.dedup();
            pages.len()
        });
        if same >= FEWEST && same * 5 >= self.pages {
            return true;
        }
        // Two pages have little to show by repetition: there it is what is set smaller as well.
        if same == 2 && self.pages == 2 && strip.size < SMALL * self.usual {
            return true;
        }
        page_number(&strip.words.text).is_some_and(|number| {
            let offset = number - page as i64;
            let agree = self.offsets.get(&offset).copied().unwrap_or(0);
            agree >= 2
                || (offset == 1 && strip.words.text.to_lowercase().starts_with("page "))
                || (offset == 1 && edge == Edge::Bottom && at < 0.08 * height)
        })
    }
}

/// The size in which most of the words of all pages are set.
fn usual_size(sheets: &[Sheet]) -> f64 {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for strip in sheets.iter().flat_map(|sheet| &sheet.strips) {
        *sizes.entry((strip.size * 4.0).round() as i64).or_default() += strip.words.text.len();
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(0.0, |(size, _)| size as f64 / 4.0)
}

fn edge_of(strip: &Strip, height: f64) -> Option<Edge> {
    if strip.base < MARGIN * height {
        return Some(Edge::Top);
    }
    (strip.base > (1.0 - MARGIN) * height).then_some(Edge::Bottom)
}

fn distance(strip: &Strip, height: f64, edge: Edge) -> f64 {
    match edge {
        Edge::Top => strip.base,
        Edge::Bottom => height - strip.base,
    }
}

/// The text with every number as `#`.
fn pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The number of a page that is alone in its place: `12`, `Page 12`, `Page 12 of 30`, `- 12 -`, `iv`.
fn page_number(text: &str) -> Option<i64> {
    let low = text.to_lowercase();
    let low = low.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2013}' | '|'));
    let low = low.strip_prefix("page ").unwrap_or(low).trim();
    let low = low.split_once(" of ").map_or(low, |(number, all)| {
        if all.bytes().all(|b| b.is_ascii_digit()) { number } else { low }
    });
    if !low.is_empty() && low.len() <= 4 && low.bytes().all(|b| b.is_ascii_digit()) {
        return low.parse().ok();
    }
    roman(low)
}

fn roman(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    let values: Option<Vec<i64>> = text
        .chars()
        .map(|c| match c {
            'i' => Some(1),
            'v' => Some(5),
            'x' => Some(10),
            _ => None,
        })
        .collect();
    let values = values?;
    let signed = values.iter().enumerate().map(|(at, value)| {
        if values.get(at + 1).is_some_and(|next| next > value) { -value } else { *value }
    });
    Some(signed.sum())
}

#[cfg(test)]
mod tests {
    use super::super::strip::strips;
    use super::super::strip::tests::set;
    use super::{Sheet, page_number, take_out};

    fn page(lines: &[(&str, f64)]) -> Sheet {
        let glyphs: Vec<_> = lines.iter().flat_map(|(text, y)| set(text, 50.0, *y, 10.0)).collect();
        Sheet { height: 842.0, strips: strips(&glyphs, 0, &[]) }
    }

    fn left(sheets: &[Sheet]) -> Vec<Vec<&str>> {
        let texts =
            |sheet: &Sheet| sheet.strips.iter().map(|s| s.words.text.clone()).collect::<Vec<_>>();
        sheets.iter().map(texts).map(|t| t.into_iter().map(|s| &*s.leak()).collect()).collect()
    }

    #[test]
    fn heads_and_numbers_go_and_what_stands_below_stays() {
        let sheet = |number: usize, force: &'static str| {
            let foot: &'static str = format!("Page {number} of 4").leak();
            page(&[
                ("Police effectiveness 2015", 40.0),
                (force, 60.0),
                ("Good", 80.0),
                (foot, 810.0),
            ])
        };
        let names = ["Aldershire", "Westmere", "Holt", "Fenmarch"];
        let mut sheets: Vec<Sheet> =
            names.into_iter().enumerate().map(|(at, name)| sheet(at + 1, name)).collect();
        let taken = take_out(&mut sheets);
        let expected: Vec<Vec<&str>> = names.iter().map(|name| vec![*name, "Good"]).collect();
        assert_eq!(left(&sheets), expected);
        assert_eq!(
            taken,
            [("Page # of #".to_owned(), 4), ("Police effectiveness #".to_owned(), 4)]
        );
    }

    #[test]
    fn what_stands_on_two_pages_is_no_running_head() {
        let mut sheets = vec![
            page(&[("Areas for improvement", 60.0)]),
            page(&[("Areas for improvement", 60.0)]),
        ];
        assert_eq!(take_out(&mut sheets), []);
        assert_eq!(left(&sheets).concat().len(), 2);
        // Unless they are smaller than what stands under them.
        for sheet in &mut sheets {
            let mut under = page(&[("The force should do what it said it would do.", 200.0)]);
            under.strips.iter_mut().for_each(|strip| strip.size = 12.0);
            sheet.strips.append(&mut under.strips);
        }
        assert_eq!(take_out(&mut sheets), [("Areas for improvement".to_owned(), 2)]);
    }

    #[test]
    fn a_file_that_marks_all_its_words_as_furniture_is_not_believed() {
        let mut sheet = page(&[("The force is good.", 300.0)]);
        sheet.strips.iter_mut().for_each(|strip| strip.is_artifact = true);
        let mut sheets = vec![sheet];
        assert_eq!(take_out(&mut sheets), []);
        assert_eq!(left(&sheets).concat(), ["The force is good."]);
    }

    #[test]
    fn numbers_of_pages_are_known() {
        for (text, number) in [
            ("12", Some(12)),
            ("Page 3 of 40", Some(3)),
            ("- 7 -", Some(7)),
            ("iv", Some(4)),
            ("2016", Some(2016)),
            ("one of them", None),
            ("Good", None),
        ] {
            assert_eq!(page_number(text), number, "{text}");
        }
    }
}
